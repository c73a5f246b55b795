//! The four stores a client can name, and the collections behind them: the same that DAV shows.
//!
//! A store is called as the configuration says; the names other servers have for it are understood too, and so is a
//! collection's own path (`calendars/tasks`).

use pim::Kind;
use syncml::devinf;

use crate::store::{CollectionPath, Component, names};

/// Store names in use elsewhere: Funambol, Synthesis, `SyncEvolution`, phones.
const ALIASES: [(Kind, &[&str]); 4] = [
    (
        Kind::Contact,
        &["card", "contacts", "contact", "con", "addressbook", "scard"],
    ),
    (
        Kind::Appointment,
        &[
            "event",
            "calendar",
            "cal",
            "appointments",
            "events",
            "scal",
            "sevent",
        ],
    ),
    (
        Kind::Task,
        &["task", "tasks", "todo", "todos", "stask", "tsk"],
    ),
    (
        Kind::Note,
        &["note", "notes", "memo", "memos", "snote", "nte"],
    ),
];

/// What the stores are called in the device information.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreNames {
    /// Contacts.
    pub contacts: String,
    /// Appointments.
    pub calendar: String,
    /// Tasks.
    pub tasks: String,
    /// Notes.
    pub notes: String,
}

impl Default for StoreNames {
    /// Those of Funambol, which SmarterMail's users had to type into their phones.
    fn default() -> StoreNames {
        StoreNames {
            contacts: "card".to_owned(),
            calendar: "event".to_owned(),
            tasks: "task".to_owned(),
            notes: "note".to_owned(),
        }
    }
}

impl StoreNames {
    /// The name of a kind's store.
    pub(crate) fn of(&self, kind: Kind) -> &str {
        match kind {
            Kind::Contact => &self.contacts,
            Kind::Appointment => &self.calendar,
            Kind::Task => &self.tasks,
            Kind::Note => &self.notes,
        }
    }
}

/// A store by any of its names: what it holds and where.
pub(crate) fn find(names: &StoreNames, uri: &str) -> Option<(Kind, CollectionPath)> {
    // What follows a question mark is a filter of 1.0 and 1.1, which nobody needs here.
    let plain = devinf::plain_name(uri.split('?').next().unwrap_or_default());
    let configured = Kind::ALL.into_iter().find(|kind| names.of(*kind) == plain);
    let aliased = || {
        ALIASES
            .iter()
            .find(|(_, aliases)| {
                aliases
                    .iter()
                    .any(|alias| alias.eq_ignore_ascii_case(plain))
            })
            .map(|(kind, _)| *kind)
    };
    match configured.or_else(aliased) {
        Some(kind) => collection(kind).parse().ok().map(|path| (kind, path)),
        None => of_path(plain),
    }
}

fn of_path(plain: &str) -> Option<(Kind, CollectionPath)> {
    let path: CollectionPath = plain.parse().ok()?;
    let kind = match (path.home, path.name.as_str()) {
        (crate::store::Home::AddressBooks, _) => Kind::Contact,
        (_, "tasks") => Kind::Task,
        (_, "notes") => Kind::Note,
        _ => Kind::Appointment,
    };
    Some((kind, path))
}

/// The collection a mailbox begins with for this kind.
pub(crate) fn collection(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => names::CONTACTS,
        Kind::Appointment => names::CALENDAR,
        Kind::Task => names::TASKS,
        Kind::Note => names::NOTES,
    }
}

/// What items of a kind are in a collection.
pub(crate) fn component(kind: Kind) -> Component {
    match kind {
        Kind::Contact => Component::VCard,
        Kind::Appointment => Component::VEvent,
        Kind::Task => Component::VTodo,
        Kind::Note => Component::VJournal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_found_by_its_name_by_others_names_and_by_its_path() {
        let own = StoreNames {
            notes: "Zettel".to_owned(),
            ..StoreNames::default()
        };
        for (uri, kind, path) in [
            ("card", Kind::Contact, "addressbooks/contacts"),
            ("./cal", Kind::Appointment, "calendars/calendar"),
            ("/STask", Kind::Task, "calendars/tasks"),
            ("Zettel", Kind::Note, "calendars/notes"),
            ("note?dr(0,30)", Kind::Note, "calendars/notes"),
            (
                "addressbooks/friends",
                Kind::Contact,
                "addressbooks/friends",
            ),
        ] {
            let found = find(&own, uri).map(|(kind, path)| (kind, path.to_string()));
            assert_eq!(found, Some((kind, path.to_owned())), "{uri}");
        }
        assert_eq!(find(&own, "bogus"), None);
        assert_eq!(find(&own, ""), None);
    }
}
