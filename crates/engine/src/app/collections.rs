//! What the pickers offer: the collections on the server and on this computer, also for settings that are not stored yet.

use pim::Kind;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::Engine;
use crate::Failure;
use crate::account::{Account, StoreChoice};
use crate::discovery::choose;
use crate::endpoint::dav::CollectionInfo;

/// One collection that can be picked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CollectionChoice {
    /// What goes into the account's settings.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its colour, as `#rrggbb`.
    pub colour: Option<String>,
    /// Where it is.
    pub address: String,
    /// Nothing can be written to it.
    pub read_only: bool,
    /// It is used where nothing is picked.
    pub is_default: bool,
}

impl CollectionChoice {
    /// A collection on the server.
    pub(super) fn on_server(info: &CollectionInfo, is_default: bool) -> Self {
        Self {
            id: info.url.clone(),
            name: info.title(),
            colour: info.color.as_deref().and_then(colour),
            address: info.url.clone(),
            read_only: info.read_only.is_some(),
            is_default,
        }
    }
}

impl Engine {
    /// The server's collections for a kind. `password` with nothing: the stored one.
    ///
    /// # Errors
    /// The server cannot be reached, does not accept the password, or offers no collections.
    pub async fn server_collections(
        &self,
        account: &Account,
        password: Option<SecretString>,
        kind: Kind,
    ) -> Result<Vec<CollectionChoice>, Failure> {
        let session = self.session_unsaved(account, password).await?;
        let found = self.find(account, &session).await?;
        let default = choose(&found, kind, None).ok().map(|info| info.url.clone());
        let of_kind = found
            .collections
            .iter()
            .filter(|info| info.kinds.contains(&kind));
        Ok(of_kind
            .map(|info| CollectionChoice::on_server(info, default.as_ref() == Some(&info.url)))
            .collect())
    }

    /// The collections for a kind on this computer, the default first.
    ///
    /// # Errors
    /// The store or the folder cannot be read.
    pub fn local_collections(
        &self,
        account: &Account,
        kind: Kind,
    ) -> Result<Vec<CollectionChoice>, Failure> {
        let (default, mut names, place) = match &account.store {
            StoreChoice::Builtin => {
                let all = self.store.collections()?;
                let names = all.into_iter().filter(|named| named.kind == kind);
                (
                    account.name.clone(),
                    names.map(|named| named.name).collect::<Vec<_>>(),
                    "on this computer".to_owned(),
                )
            }
            StoreChoice::Folder(folder) => (
                super::place::folder_name(kind).to_owned(),
                folders_in(folder),
                folder.display().to_string(),
            ),
        };
        names.retain(|name| *name != default);
        names.sort();
        names.insert(0, default.clone());
        let choice = |name: String| CollectionChoice {
            address: place.clone(),
            colour: None,
            read_only: false,
            is_default: name == default,
            id: name.clone(),
            name,
        };
        Ok(names.into_iter().map(choice).collect())
    }
}

/// A folder that is not there yet has none in it.
fn folders_in(folder: &std::path::Path) -> Vec<String> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !name.starts_with('.'))
        .collect()
}

/// `#RRGGBB`, without the opacity that some servers write behind it; another form is left out.
fn colour(written: &str) -> Option<String> {
    let digits = written.trim().strip_prefix('#')?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_hex && matches!(digits.len(), 6 | 8)).then(|| {
        format!(
            "#{}",
            digits.get(..6).unwrap_or_default().to_ascii_lowercase()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::colour;

    #[test]
    fn a_colour_is_six_digits_and_nothing_else() {
        assert_eq!(colour("#FF8800FF"), Some("#ff8800".into()));
        assert_eq!(colour("#ff8800"), Some("#ff8800".into()));
        for text in ["red", "#f80", "url(x)", "#ff88zz", ""] {
            assert_eq!(colour(text), None, "{text}");
        }
    }
}
