//! What can be typed for an option: words for policies, protocols, kinds, stores and collections.

use std::path::Path;
use std::str::FromStr;

use clap::ValueEnum;
use engine::account::{Direction, Policy, Protocol, StoreChoice};
use engine::pim::{FieldId, Keep, Kind, RowKey, Side};

/// What to do when both sides changed the same item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PolicyWord {
    /// Ask about everything both sides changed
    Ask,
    /// Merge what can be merged, and ask about the rest
    Merge,
    /// The server's version stays
    Server,
    /// The version on this computer stays
    Local,
    /// The version changed last stays
    Newest,
    /// Both versions stay, as two items
    Both,
    /// Leave both as they are
    Skip,
}

impl From<PolicyWord> for Policy {
    fn from(word: PolicyWord) -> Self {
        match word {
            PolicyWord::Ask => Self::Ask,
            PolicyWord::Merge => Self::Merge,
            PolicyWord::Server => Self::Server,
            PolicyWord::Local => Self::Local,
            PolicyWord::Newest => Self::Newest,
            PolicyWord::Both => Self::Both,
            PolicyWord::Skip => Self::Skip,
        }
    }
}

/// How to talk to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[expect(
    clippy::doc_markdown,
    reason = "the words of the help, where a backtick would be shown"
)]
pub(crate) enum ProtocolWord {
    /// CalDAV and CardDAV where the server has them
    Auto,
    /// CalDAV and CardDAV
    Dav,
    /// SyncML
    Syncml,
}

impl From<ProtocolWord> for Protocol {
    fn from(word: ProtocolWord) -> Self {
        match word {
            ProtocolWord::Auto => Self::Auto,
            ProtocolWord::Dav => Self::Dav,
            ProtocolWord::Syncml => Self::Syncml,
        }
    }
}

/// The name of a row, as `name` or `phone[2]`.
pub(crate) fn row_key(text: &str) -> Result<RowKey, String> {
    text.parse::<RowKey>().map_err(|error| error.to_string())
}

/// Kinds that were named, or all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KindsOrAll(Vec<Kind>);

impl KindsOrAll {
    /// Each of them.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = Kind> + use<'_> {
        self.0.iter().copied()
    }
}

impl FromStr for KindsOrAll {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self(Kind::ALL.to_vec()));
        }
        let kinds: Result<Vec<Kind>, String> = text.split(',').map(kind).collect();
        kinds.map(Self)
    }
}

/// A number for a kind, as `contacts=200`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KindNumber {
    pub(crate) kind: Kind,
    pub(crate) number: usize,
}

impl FromStr for KindNumber {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind_text, number) = text.split_once('=').ok_or("write KIND=NUMBER")?;
        Ok(Self {
            kind: kind(kind_text)?,
            number: number.parse().map_err(|_| "write KIND=NUMBER")?,
        })
    }
}

/// A kind, as `contacts` or `task`.
pub(crate) fn kind(text: &str) -> Result<Kind, String> {
    text.parse::<Kind>().map_err(|error| error.to_string())
}

/// A number with which a store is chosen: `builtin` or `folder:DIR`.
pub(crate) fn store(text: &str) -> Result<StoreChoice, String> {
    match text.split_once(':') {
        None if text == "builtin" => Ok(StoreChoice::Builtin),
        Some(("folder", path)) if !path.is_empty() => {
            let path = std::path::absolute(Path::new(path)).map_err(|error| error.to_string())?;
            Ok(StoreChoice::Folder(path))
        }
        _ => Err("the stores are builtin and folder:DIR".to_owned()),
    }
}

/// The store as it is typed.
pub(crate) fn store_text(store: &StoreChoice) -> String {
    match store {
        StoreChoice::Builtin => "builtin".to_owned(),
        StoreChoice::Folder(path) => format!("folder:{}", path.display()),
    }
}

/// Collections chosen for a kind: `contacts=Customers`, `notes=Notes:Slips`, `tasks=:Later`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CollectionChoice {
    pub(crate) kind: Kind,
    pub(crate) server: Option<String>,
    pub(crate) local: Option<String>,
}

impl FromStr for CollectionChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind_text, places) = text
            .split_once('=')
            .ok_or("write KIND=SERVER or KIND=SERVER:LOCAL")?;
        let (server, local) = split_places(places);
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Ok(Self {
            kind: kind(kind_text)?,
            server: filled(server),
            local: filled(local),
        })
    }
}

/// An address has colons of its own: before `//` and before a port.
fn split_places(text: &str) -> (&str, &str) {
    let Some((server, local)) = text.rsplit_once(':') else {
        return (text, "");
    };
    let has_no_path = server
        .strip_prefix("https://")
        .or(server.strip_prefix("http://"))
        .is_some_and(|rest| !rest.contains('/'));
    if local.contains('/') || has_no_path {
        (text, "")
    } else {
        (server, local)
    }
}

/// Which way changes travel, for one kind or for all: `from-server`, `notes=from-local`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DirectionChoice {
    pub(crate) kind: Option<Kind>,
    pub(crate) direction: Direction,
}

impl FromStr for DirectionChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, way) = match text.split_once('=') {
            Some((name, way)) => (Some(kind(name)?), way),
            None => (None, text),
        };
        let direction = match way {
            "both" => Direction::Both,
            "from-server" => Direction::FromServer,
            "from-local" => Direction::FromLocal,
            _ => return Err("the ways are both, from-server and from-local".to_owned()),
        };
        Ok(Self { kind, direction })
    }
}

/// One pick: a row, or all red rows of a field, and the value that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PickChoice {
    pub(crate) row: RowKey,
    pub(crate) keep: Keep,
}

impl FromStr for PickChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (row, keep) = text
            .split_once('=')
            .ok_or("write FIELD=server, FIELD=local or FIELD=both")?;
        Ok(Self {
            row: row
                .parse()
                .map_err(|error: engine::pim::NotARowKey| error.to_string())?,
            keep: keep_word(keep)?,
        })
    }
}

fn keep_word(text: &str) -> Result<Keep, String> {
    match text {
        "server" => Ok(Keep::Server),
        "local" => Ok(Keep::Local),
        "both" => Ok(Keep::Both),
        _ => Err(format!("“{text}” is neither server, local nor both")),
    }
}

/// Which version of a conflict stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeepWord {
    /// The server's version, on both sides
    Server,
    /// The version on this computer, on both sides
    Local,
    /// Both versions, as two items
    Both,
}

/// One edit of an item: `phone=+49 30 1234`.
pub(crate) fn edit(text: &str) -> Result<engine::app::Edit, String> {
    let (field, value) = text.split_once('=').ok_or("write FIELD=VALUE")?;
    let field = field.parse().map_err(|error: engine::pim::UnknownField| {
        let names: Vec<&str> = FieldId::ALL.iter().map(|field| field.as_str()).collect();
        format!("{error}; the fields are {}", names.join(", "))
    })?;
    Ok((field, value.to_owned()))
}

/// What a side is called in a sentence.
pub(crate) const fn side_word(side: Side) -> &'static str {
    match side {
        Side::Server => "on the server",
        Side::Local => "here",
    }
}

/// A file to read: `-` is standard input.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collection_is_read_with_and_without_a_local_one() {
        for (text, server, local) in [
            ("contacts=Customers", Some("Customers"), None),
            (
                "contacts=Customers:Kunden",
                Some("Customers"),
                Some("Kunden"),
            ),
            ("contacts=:Kunden", None, Some("Kunden")),
            ("contacts=/dav/anna/book/", Some("/dav/anna/book/"), None),
            (
                "contacts=https://mail.example.com/dav/book/",
                Some("https://mail.example.com/dav/book/"),
                None,
            ),
            (
                "contacts=http://localhost:8080/dav/book/:Kunden",
                Some("http://localhost:8080/dav/book/"),
                Some("Kunden"),
            ),
            (
                "contacts=http://localhost:8080",
                Some("http://localhost:8080"),
                None,
            ),
        ] {
            let choice: CollectionChoice = text.parse().unwrap();
            assert_eq!(
                (choice.server.as_deref(), choice.local.as_deref()),
                (server, local),
                "{text}"
            );
        }
        assert!("Customers".parse::<CollectionChoice>().is_err());
        assert!("mail=Inbox".parse::<CollectionChoice>().is_err());
    }

    #[test]
    fn a_direction_is_for_one_kind_or_for_all() {
        let all = DirectionChoice {
            kind: None,
            direction: Direction::FromServer,
        };
        assert_eq!("from-server".parse(), Ok(all));
        let notes = DirectionChoice {
            kind: Some(Kind::Note),
            direction: Direction::FromLocal,
        };
        assert_eq!("notes=from-local".parse(), Ok(notes));
        assert!("upwards".parse::<DirectionChoice>().is_err());
    }

    #[test]
    fn a_store_is_builtin_or_a_folder() {
        assert_eq!(store("builtin"), Ok(StoreChoice::Builtin));
        assert_eq!(
            store("folder:/srv/pim"),
            Ok(StoreChoice::Folder("/srv/pim".into()))
        );
        for wrong in ["folder:", "folder", "outlook:"] {
            assert!(store(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_pick_names_a_row_and_a_side() {
        assert_eq!(
            "phone[2]=local"
                .parse::<PickChoice>()
                .map(|pick| pick.row.to_string()),
            Ok("phone[2]".to_owned())
        );
        for wrong in ["phone", "phone=mine", "shoe-size=local"] {
            assert!(wrong.parse::<PickChoice>().is_err(), "{wrong}");
        }
    }
}
