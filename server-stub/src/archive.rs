//! Everything of all mailboxes as one `.tar`, and back.
//!
//! An item is `USER/calendars/NAME/ITEM`, and what a collection says of itself `USER/calendars/NAME/.collection.json`.
//! Passwords are not in it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use serde_json::{Value, json};

use crate::account::Account;
use crate::date::unix_seconds;
use crate::lock::lock;
use crate::mailbox::Mailbox;
use crate::server::Server;
use crate::store::{
    Access, Collection, CollectionPath, Component, Components, Home, NewCollection, Shares,
};
use crate::xml::Name;

const ABOUT: &str = ".collection.json";
/// So much of one file is read.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Why there is no archive, or none that can be read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It is not a `.tar`, or broken.
    #[error("the file is no tar archive, or damaged: {0}")]
    Damaged(#[from] std::io::Error),
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Items stored.
    pub items: usize,
    /// Each file that was not taken, with the reason.
    pub refused: Vec<String>,
}

impl Server {
    /// Everything as a `.tar`.
    ///
    /// # Errors
    /// Memory does not suffice to write it.
    pub fn export(&self) -> Result<Vec<u8>, ArchiveError> {
        let mut archive = tar::Builder::new(Vec::new());
        for account in self.inner.accounts.all() {
            let shelves = lock(&account.shelves);
            for (path, collection) in shelves.collections() {
                let folder = format!("{}/{}/{}", account.email, path.home.segment(), path.name);
                let about = about(collection).to_string();
                add(
                    &mut archive,
                    &format!("{folder}/{ABOUT}"),
                    about.as_bytes(),
                    (self.inner.config.clock)(),
                )?;
                for resource in collection.resources() {
                    let name = format!("{folder}/{}", resource.name);
                    add(&mut archive, &name, &resource.body, resource.modified)?;
                }
            }
        }
        Ok(archive.into_inner()?)
    }

    /// Takes such an archive in: items of the same name are replaced, nothing is deleted, users must be there.
    ///
    /// # Errors
    /// It is no archive; what stands before the damage is taken in then.
    pub fn import(&self, bytes: &Bytes) -> Result<Imported, ArchiveError> {
        let mut imported = Imported::default();
        let mut archive = tar::Archive::new(Cursor::new(bytes));
        let mut files: BTreeMap<(String, CollectionPath), Vec<(String, Bytes)>> = BTreeMap::new();
        for entry in archive.entries()? {
            let mut entry = entry?;
            if !entry.header().entry_type().is_file() {
                continue;
            }
            let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            match place(&path) {
                Some((user, collection, name)) => {
                    let mut content = Vec::new();
                    entry.by_ref().take(MOST_BYTES).read_to_end(&mut content)?;
                    files
                        .entry((user, collection))
                        .or_default()
                        .push((name, content.into()));
                }
                None => imported.refuse(&path, "it is not at USER/calendars/NAME/ITEM"),
            }
        }
        for ((user, path), files) in files {
            match self.inner.accounts.of(&user) {
                Some(account) => self.import_collection(&account, &path, files, &mut imported),
                None => imported.refuse(&user, "there is no such user"),
            }
        }
        Ok(imported)
    }

    fn import_collection(
        &self,
        account: &Arc<Account>,
        path: &CollectionPath,
        files: Vec<(String, Bytes)>,
        imported: &mut Imported,
    ) {
        let (about, items): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|(name, _)| name == ABOUT);
        let about = about
            .first()
            .and_then(|(_, bytes)| serde_json::from_slice(bytes).ok())
            .unwrap_or(Value::Null);
        let whole = format!("{}/{path}", account.email);
        {
            let mut shelves = lock(&account.shelves);
            if shelves.collection(path).is_none()
                && let Err(error) = shelves.create(path.clone(), new_collection(path.home, &about))
            {
                imported.refuse(&whole, &error.to_string());
                return;
            }
            let shares = self.shares(account, &about);
            if !shares.is_empty()
                && let Err(error) = shelves.share(path, shares)
            {
                imported.refuse(&whole, &error.to_string());
            }
        }
        let mailbox = Mailbox::new(Arc::clone(account), Arc::clone(&self.inner));
        for (name, body) in items {
            match mailbox.put(&path.to_string(), &name, body) {
                Ok(_) => imported.items += 1,
                Err(error) => imported.refuse(&format!("{whole}/{name}"), &error.to_string()),
            }
        }
    }
}

impl Server {
    /// Who a collection was shared with, of those who are here.
    fn shares(&self, owner: &Account, about: &Value) -> Shares {
        let shares = about.get("shares").and_then(Value::as_array);
        let known = shares.into_iter().flatten().filter_map(|share| {
            let guest = self.inner.accounts.of(share.get(0)?.as_str()?)?;
            let access = if share.get(1)?.as_bool()? {
                Access::Write
            } else {
                Access::Read
            };
            (guest.email != owner.email).then(|| (guest.email.clone(), access))
        });
        known.collect()
    }
}

impl Imported {
    fn refuse(&mut self, what: &str, reason: &str) {
        self.refused.push(format!("{what}: {reason}"));
    }
}

fn add(
    archive: &mut tar::Builder<Vec<u8>>,
    path: &str,
    content: &[u8],
    modified: SystemTime,
) -> Result<(), std::io::Error> {
    let mut header = tar::Header::new_gnu();
    header.set_size(content.len().try_into().unwrap_or(u64::MAX));
    header.set_mode(0o644);
    header.set_mtime(unix_seconds(modified));
    header.set_cksum();
    archive.append_data(&mut header, path, content)
}

/// The user, collection and name of a file; `None` for what is elsewhere, or would leave its folder.
fn place(path: &str) -> Option<(String, CollectionPath, String)> {
    let parts: Vec<&str> = path.trim_start_matches("./").split('/').collect();
    let [user, home, name, item] = parts.as_slice() else {
        return None;
    };
    let odd = |part: &&str| {
        part.is_empty() || *part == ".." || *part == "." || part.chars().any(char::is_control)
    };
    if parts.iter().any(odd) {
        return None;
    }
    let path = CollectionPath::new(Home::from_segment(home)?, name);
    Some(((*user).to_owned(), path, (*item).to_owned()))
}

fn about(collection: &Collection) -> Value {
    let components: Vec<&str> = collection
        .components
        .0
        .iter()
        .map(|component| component.name())
        .collect();
    let properties: Vec<Value> = collection
        .properties
        .iter()
        .map(|(name, inner)| json!([name.namespace, name.local, inner]))
        .collect();
    let shares: Vec<Value> = collection
        .shares
        .iter()
        .map(|(guest, access)| json!([guest, *access == Access::Write]))
        .collect();
    json!({
        "components": components,
        "read_only": collection.read_only,
        "properties": properties,
        "shares": shares,
    })
}

fn new_collection(home: Home, about: &Value) -> NewCollection {
    let named: Vec<Component> = about
        .get("components")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|name| Component::from_name(name.as_str()?))
        .filter(|component| (*component == Component::VCard) == (home == Home::AddressBooks))
        .collect();
    let components = match (home, named.is_empty()) {
        (_, false) => Components(named),
        (Home::Calendars, true) => Components::calendar(),
        (Home::AddressBooks, true) => Components(vec![Component::VCard]),
    };
    let properties = about
        .get("properties")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|property| {
            let text = |at: usize| property.get(at)?.as_str().map(str::to_owned);
            // What is inside must be XML, or every listing of the collection would be none.
            let inner = text(2)
                .filter(|inner| crate::xml::parse(format!("<x>{inner}</x>").as_bytes()).is_ok())?;
            Some((Name::read(text(0)?, text(1)?), inner))
        });
    NewCollection {
        components,
        properties: properties.collect(),
        read_only: about.get("read_only") == Some(&Value::Bool(true)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Config, names};

    #[test]
    fn what_is_exported_is_there_after_the_import_byte_for_byte() {
        let sample = || Config {
            sample: true,
            ..Config::default()
        };
        let from = Server::new(sample());
        let exported = Bytes::from(from.export().unwrap());
        let to = Server::new(Config::default());
        let imported = to.import(&exported).unwrap();
        assert_eq!((imported.items, imported.refused), (394, Vec::new()));
        for collection in [
            names::CONTACTS,
            names::CALENDAR,
            names::TASKS,
            names::NOTES,
            names::TEAM,
        ] {
            let bodies = |server: &Server| -> Vec<(String, Bytes)> {
                let items = server
                    .mailbox("alice@example.com")
                    .unwrap()
                    .list(collection)
                    .unwrap();
                items
                    .into_iter()
                    .map(|item| (item.name, item.body))
                    .collect()
            };
            assert_eq!(bodies(&from), bodies(&to), "{collection}");
        }
    }

    #[test]
    fn what_is_not_an_item_is_named_and_the_rest_taken() {
        let mut archive = tar::Builder::new(Vec::new());
        let card = b"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\nFN:A\r\nEND:VCARD\r\n";
        for (path, content) in [
            ("alice@example.com/addressbooks/new/1.vcf", &card[..]),
            ("alice@example.com/addressbooks/new/2.vcf", b"junk"),
            ("nobody@example.com/addressbooks/new/1.vcf", &card[..]),
            ("readme.txt", b"hello"),
        ] {
            add(&mut archive, path, content, SystemTime::UNIX_EPOCH).unwrap();
        }
        let server = Server::new(Config::default());
        let imported = server
            .import(&archive.into_inner().unwrap().into())
            .unwrap();
        assert_eq!(
            (imported.items, imported.refused.len()),
            (1, 3),
            "{imported:?}"
        );
        assert!(server.import(&Bytes::from_static(&[7; 2000])).is_err());
    }
}
