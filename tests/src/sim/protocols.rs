//! By which protocol an account of a history synchronises each kind, what that protocol carries, and its own weather.

use engine::account::Protocol;
use pim::{FieldId, Item, Kind};
use server_stub::{ConflictPolicy, Fault, Server, SyncMlFault, SyncMlOptions, names};

use super::random::Random;
use crate::stage::USER;

/// The protocols of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocols {
    /// `CardDAV` and `CalDAV` alone; the server has nothing else.
    Dav,
    /// `SyncML` alone.
    Syncml,
    /// Contacts and appointments over DAV, tasks and notes over `SyncML`.
    Mixed,
}

impl Protocols {
    /// The kinds an account has, each with its collection on the server.
    pub(super) fn kinds(self) -> &'static [(Kind, &'static str)] {
        match self {
            Self::Dav => &[(Kind::Contact, names::CONTACTS), (Kind::Note, names::NOTES)],
            Self::Syncml => &[
                (Kind::Contact, names::CONTACTS),
                (Kind::Task, names::TASKS),
                (Kind::Note, names::NOTES),
            ],
            Self::Mixed => &[
                (Kind::Contact, names::CONTACTS),
                (Kind::Appointment, names::CALENDAR),
                (Kind::Task, names::TASKS),
                (Kind::Note, names::NOTES),
            ],
        }
    }

    /// How a kind is synchronised.
    pub(super) fn of(self, kind: Kind) -> Protocol {
        match (self, kind) {
            (Self::Dav, _) => Protocol::Auto,
            (Self::Mixed, Kind::Contact | Kind::Appointment) => Protocol::Dav,
            _ => Protocol::Syncml,
        }
    }

    /// Items of this kind travel without a UID.
    pub(super) fn is_nameless(self, kind: Kind) -> bool {
        kind == Kind::Note && self.is_syncml(kind)
    }

    pub(super) fn is_syncml(self, kind: Kind) -> bool {
        self.of(kind) == Protocol::Syncml
    }

    /// How the server speaks `SyncML` in this history. A server that has DAV alone draws nothing.
    pub(super) fn options(self, random: &mut Random) -> SyncMlOptions {
        if self == Self::Dav {
            return SyncMlOptions {
                paths: Vec::new(),
                ..SyncMlOptions::default()
            };
        }
        let small = random.percent(30).then(|| 3_000 + random.below(4_000));
        SyncMlOptions {
            max_message_bytes: small.unwrap_or(150_000),
            conflicts: *random.one_of(&[
                ConflictPolicy::Merge,
                ConflictPolicy::Merge,
                ConflictPolicy::KeepBoth,
                ConflictPolicy::ServerWins,
            ]),
            ..SyncMlOptions::default()
        }
    }

    /// What of an item both sides can hold: of a note over `SyncML` its title and text, of others everything.
    pub(super) fn carried(self, kind: Kind, text: &str) -> String {
        if !self.is_nameless(kind) {
            return text.to_owned();
        }
        let Ok(item) = Item::parse(kind, text.as_bytes()) else {
            return text.to_owned();
        };
        let fields = item.fields();
        let of = |id: FieldId| {
            let found = fields.iter().find(|field| field.key.field == id);
            found.map_or("", |field| field.shown.text.as_str())
        };
        let line = format!("{}\n{}", of(FieldId::Title), of(FieldId::Text));
        let whole = line.trim().replace(',', "\\,").replace('\n', "\\n");
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:t\r\nBEGIN:VJOURNAL\r\nUID:u\r\nSUMMARY:{whole}\r\nEND:VJOURNAL\r\nEND:VCALENDAR\r\n"
        )
    }
}

/// A fault of `SyncML`'s own.
pub(super) fn random_fault(random: &mut Random) -> Fault {
    Fault::SyncMl(match random.below(7) {
        0 | 1 => SyncMlFault::AnchorsLost,
        2 => SyncMlFault::NonceChanged,
        3 => SyncMlFault::Refuse(*random.one_of(&[415, 420, 500])),
        4 => SyncMlFault::SessionDropped,
        5 => SyncMlFault::MapIgnored,
        _ => SyncMlFault::Busy,
    })
}

/// The person resets or deletes a device on the server's page; what happened, in words.
pub(super) fn forget_a_device(server: &Server, random: &mut Random) -> String {
    let devices = server.devices();
    let mut known: Vec<String> = devices
        .list(USER)
        .into_iter()
        .map(|device| device.id)
        .collect();
    known.sort();
    if known.is_empty() {
        return "there is no device to forget".to_owned();
    }
    let id = random.one_of(&known);
    if random.percent(50) {
        devices.delete(USER, id);
        format!("the device {id} is deleted on the server")
    } else {
        devices.reset(USER, id);
        format!("the device {id} is reset on the server")
    }
}
