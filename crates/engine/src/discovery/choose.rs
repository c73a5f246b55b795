//! Which collection a kind of item uses: the one that was named, else the one a person would expect.

use pim::Kind;

use super::discovered::{Access, Discovered};
use crate::endpoint::dav::CollectionInfo;
use crate::sentence::many;
use crate::{Sentence, say};

/// There is no collection to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoCollection {
    /// None takes items of the kind.
    OfKind(Kind),
    /// The named one is not there.
    Named {
        /// What was asked for.
        name: String,
        /// For which kind.
        kind: Kind,
        /// What there is.
        known: Vec<String>,
    },
}

impl NoCollection {
    /// The same in words.
    pub fn said(&self) -> Sentence {
        match self {
            Self::OfKind(kind) => say!(
                "the server has no collection for {kinds}",
                kinds = many(*kind)
            ),
            Self::Named { name, kind, known } => say!(
                "the server has no collection called “{name}” for {kinds}; it has {known}",
                name = name,
                kinds = many(*kind),
                known = known.join(", ")
            ),
        }
    }
}

impl std::fmt::Display for NoCollection {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.said().fmt(out)
    }
}

impl std::error::Error for NoCollection {}

/// The collection for a kind. `wanted` is an address, the end of one, or a display name in any letter case.
///
/// Without it: one's own before shared ones, writable before read-only, one that says that it takes the kind, one named
/// as such collections are, one for this kind alone, then the server's order.
///
/// # Errors
/// There is none.
pub fn choose<'a>(
    discovered: &'a Discovered,
    kind: Kind,
    wanted: Option<&str>,
) -> Result<&'a CollectionInfo, NoCollection> {
    let of_kind = || {
        discovered
            .collections
            .iter()
            .filter(move |collection| collection.kinds.contains(&kind))
    };
    match wanted.map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => of_kind()
            .find(|collection| is_called(collection, name))
            .ok_or_else(|| NoCollection::Named {
                name: name.to_owned(),
                kind,
                known: of_kind().map(CollectionInfo::title).collect(),
            }),
        None => of_kind()
            .min_by_key(|collection| rank(discovered, collection, kind))
            .ok_or(NoCollection::OfKind(kind)),
    }
}

fn is_called(collection: &CollectionInfo, name: &str) -> bool {
    let address = collection.url.trim_end_matches('/');
    let given = name.trim_end_matches('/');
    let by_address = address == given || given.starts_with('/') && address.ends_with(given);
    by_address
        || collection.title().eq_ignore_ascii_case(name)
        || last_segment(collection).eq_ignore_ascii_case(given)
}

/// Less is better. `min_by_key` keeps the server's order among equals.
fn rank(
    discovered: &Discovered,
    collection: &CollectionInfo,
    kind: Kind,
) -> (bool, bool, bool, usize, usize) {
    (
        discovered.access(collection) != Access::Own,
        collection.read_only.is_some(),
        !collection.says_kinds,
        name_rank(collection, kind),
        collection.kinds.len(),
    )
}

/// What default collections are called, the most telling first: `SmarterMail`'s names, then those of other servers.
fn default_names(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Contact => &[
            "contacts",
            "my contacts",
            "default",
            "personal",
            "addressbook",
            "address book",
            "card",
        ],
        Kind::Appointment => &[
            "calendar",
            "my calendar",
            "default",
            "personal",
            "home",
            "events",
        ],
        Kind::Task => &["tasks", "my tasks", "todo", "to-do", "todos", "reminders"],
        Kind::Note => &["notes", "my notes", "journal", "journals", "memos"],
    }
}

fn name_rank(collection: &CollectionInfo, kind: Kind) -> usize {
    let (title, last) = (collection.title(), last_segment(collection));
    let names = default_names(kind);
    let position = names
        .iter()
        .position(|name| title.eq_ignore_ascii_case(name) || last.eq_ignore_ascii_case(name));
    position.unwrap_or(names.len())
}

fn last_segment(collection: &CollectionInfo) -> &str {
    collection
        .url
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::discovered::{Home, Service};
    use super::*;

    fn collection(name: &str, kinds: &[Kind]) -> CollectionInfo {
        CollectionInfo {
            url: format!("https://h/home/{}/", name.to_lowercase().replace(' ', "-")),
            home: "https://h/home/".to_owned(),
            name: Some(name.to_owned()),
            color: None,
            kinds: kinds.to_vec(),
            says_kinds: true,
            takes_vcard4: false,
            read_only: None,
            max_item_bytes: None,
            offers_sync: None,
        }
    }

    fn discovered(collections: Vec<CollectionInfo>) -> Discovered {
        Discovered {
            collections,
            ..Discovered::default()
        }
    }

    const ANY: [Kind; 3] = [Kind::Appointment, Kind::Task, Kind::Note];

    #[test]
    fn the_collection_a_person_would_expect_is_chosen() {
        let read_only = |mut one: CollectionInfo| {
            one.read_only = Some("why".into());
            one
        };
        for (kind, collections, expected) in [
            (
                Kind::Appointment,
                vec![collection("Work", &ANY), collection("Calendar", &ANY)],
                "Calendar",
            ),
            (
                Kind::Task,
                vec![
                    collection("Calendar", &ANY),
                    collection("Tasks", &[Kind::Task]),
                ],
                "Tasks",
            ),
            (
                Kind::Task,
                vec![
                    collection("Personal", &ANY),
                    collection("List", &[Kind::Task]),
                ],
                "List",
            ),
            (Kind::Task, vec![collection("Calendar", &ANY)], "Calendar"),
            (
                Kind::Note,
                vec![
                    collection("Calendar", &ANY),
                    collection("Journal", &[Kind::Note]),
                ],
                "Journal",
            ),
            (
                Kind::Contact,
                vec![
                    read_only(collection("Contacts", &[Kind::Contact])),
                    collection("Mine", &[Kind::Contact]),
                ],
                "Mine",
            ),
            (
                Kind::Contact,
                vec![
                    collection("B", &[Kind::Contact]),
                    collection("A", &[Kind::Contact]),
                ],
                "B",
            ),
        ] {
            let found = discovered(collections);
            assert_eq!(
                choose(&found, kind, None).unwrap().title(),
                expected,
                "{kind:?}"
            );
        }
    }

    #[test]
    fn somebody_elses_calendar_comes_last() {
        let mut shared = collection("Calendar", &ANY);
        shared.home = "https://h/bob/".to_owned();
        let mut found = discovered(vec![shared, collection("Work", &ANY)]);
        let home = |url: &str, access| Home {
            service: Service::CalDav,
            url: url.to_owned(),
            access,
        };
        found.homes = vec![
            home("https://h/home/", Access::Own),
            home("https://h/bob/", Access::SharedToWrite),
        ];
        assert_eq!(
            choose(&found, Kind::Appointment, None).unwrap().title(),
            "Work"
        );
    }

    #[test]
    fn a_collection_is_named_by_address_or_by_name() {
        let found = discovered(vec![
            collection("Calendar", &ANY),
            collection("Old things", &ANY),
        ]);
        for wanted in [
            "old things",
            "https://h/home/old-things",
            "/home/old-things/",
            "old-things",
        ] {
            assert_eq!(
                choose(&found, Kind::Task, Some(wanted)).unwrap().title(),
                "Old things",
                "{wanted}"
            );
        }
        let error = choose(&found, Kind::Task, Some("New")).unwrap_err();
        assert!(
            error.to_string().ends_with("it has Calendar, Old things"),
            "{error}"
        );
        assert_eq!(
            choose(&found, Kind::Contact, None),
            Err(NoCollection::OfKind(Kind::Contact))
        );
    }
}
