//! The suite that every endpoint passes, on the four kinds and on servers of several characters.

use async_trait::async_trait;
use dav::{Extension, Href, resource_name};
use engine::conformance::{Factory, Ground, check};
use engine::endpoint::dav::{DavCollection, Learned};
use engine::endpoint::{Cursor, Endpoint, ItemId};
use pim::Kind;
use server_stub::{Config, Fault, Moment, Rule};

use crate::lab::{self, Lab};

/// A server's character.
#[derive(Debug, Clone, Copy)]
enum Character {
    /// As the RFCs have it; met before.
    Proper,
    /// Never met before.
    New,
    /// As `SOGo`: conditions are not looked at.
    Careless,
    /// No sync-collection.
    Old,
    /// No `ETag` in the answer to a PUT.
    Silent,
    /// Weak tags, as behind a proxy that compresses.
    Weak,
    /// Ten rows a page.
    Paging,
    /// No multiget.
    Plain,
}

const CHARACTERS: [Character; 8] = [
    Character::Proper,
    Character::New,
    Character::Careless,
    Character::Old,
    Character::Silent,
    Character::Weak,
    Character::Paging,
    Character::Plain,
];

struct Dav(Kind, Character);

struct Place {
    lab: Lab,
    collection: DavCollection,
    path: &'static str,
    kind: Kind,
}

fn path(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => "addressbooks/contacts",
        Kind::Appointment => "calendars/calendar",
        Kind::Task => "calendars/tasks",
        Kind::Note => "calendars/notes",
    }
}

#[async_trait]
impl Factory for Dav {
    fn name(&self) -> String {
        format!(
            "a DAV collection of {}s on a server that is {:?}",
            self.0, self.1
        )
    }

    async fn fresh(&self) -> Box<dyn Ground> {
        let Self(kind, character) = *self;
        let page_size = matches!(character, Character::Paging).then_some(10);
        let learned = match character {
            Character::New | Character::Careless => Learned::default(),
            _ => lab::acquaintance(),
        };
        let lab = Lab::with(
            Config {
                page_size,
                ..Config::default()
            },
            learned,
        );
        let refused = || Fault::Status {
            code: 501,
            retry_after_s: None,
            moment: Moment::BeforeWrite,
        };
        match character {
            Character::Careless => lab.always(Fault::IgnorePreconditions),
            Character::Old => lab.fault(Rule::always(refused()).on("REPORT:sync-collection")),
            Character::Silent => lab.always(Fault::NoEtagOnPut),
            Character::Weak => lab.always(Fault::WeakEtag),
            Character::Plain => {
                lab.fault(Rule::always(refused()).on("REPORT:calendar-multiget"));
                lab.fault(Rule::always(refused()).on("REPORT:addressbook-multiget"));
            }
            Character::Proper | Character::New | Character::Paging => {}
        }
        let path = path(kind);
        let collection = lab.collection(path, kind, None);
        Box::new(Place {
            lab,
            collection,
            path,
            kind,
        })
    }
}

impl Place {
    fn name(id: &ItemId) -> String {
        Href::from_path(&id.0).name()
    }
}

#[async_trait]
impl Ground for Place {
    fn endpoint(&self) -> &dyn Endpoint {
        &self.collection
    }

    fn kind(&self) -> Kind {
        self.kind
    }

    async fn add(&self, uid: &str, body: &[u8]) -> ItemId {
        let extension = if self.kind == Kind::Contact {
            Extension::Vcf
        } else {
            Extension::Ics
        };
        let name = format!("webmail-{}", resource_name(uid, extension));
        self.lab
            .mailbox()
            .put(self.path, &name, body.to_vec())
            .unwrap();
        ItemId(format!("/WebDAV/{}/{}/{name}", lab::ALICE, self.path))
    }

    async fn change(&self, id: &ItemId, body: &[u8]) {
        self.lab
            .mailbox()
            .put(self.path, &Self::name(id), body.to_vec())
            .unwrap();
    }

    async fn remove(&self, id: &ItemId) {
        self.lab
            .mailbox()
            .delete(self.path, &Self::name(id))
            .unwrap();
    }

    async fn expire(&self, cursor: &Cursor) -> Option<Cursor> {
        self.lab.mailbox().forget_sync_tokens(self.path).unwrap();
        cursor.0.starts_with("token:").then(|| cursor.clone())
    }
}

#[tokio::test]
async fn a_dav_collection_keeps_every_promise_for_every_kind() {
    for kind in Kind::ALL {
        check(&Dav(kind, Character::Proper)).await;
    }
}

#[tokio::test]
async fn a_dav_collection_keeps_every_promise_on_servers_of_every_character() {
    for character in CHARACTERS {
        check(&Dav(Kind::Appointment, character)).await;
        check(&Dav(Kind::Contact, character)).await;
    }
}
