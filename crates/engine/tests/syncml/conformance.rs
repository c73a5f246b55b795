//! The suite that every endpoint passes, over `SyncML`.
//!
//! Each call is a pass of its own here, as the suite expects of it: within one pass the endpoint looks once, and what the
//! server changes after that look is for the server to settle (docs/adr/0030-syncml-mirror.md says what cannot hold then).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use engine::conformance::{Factory, Ground, Habits, check};
use engine::endpoint::dav::Credentials;
use engine::endpoint::syncml::{Mirror, Mirrors, Place as At, SyncmlServer, SyncmlStore, Tuning};
use engine::endpoint::{
    Abilities, Cursor, Endpoint, EndpointError, Fetched, ItemId, Listing, Write, WriteOutcome,
};
use engine::testing::{InProcess, StillClock};
use pim::{Item, Kind};
use secrecy::SecretString;
use server_stub::{Config, LostReply, Mailbox, Server, names};
use syncml::Coding;

const ALICE: &str = "alice@example.com";

/// A server's character.
#[derive(Debug, Clone, Copy)]
enum Character {
    Proper,
    /// WBXML, and messages so small that everything takes several.
    Small,
    /// It is sent the formats of 1996.
    Old,
}

struct Syncml(Kind, Character);

/// One device's view of one store: every call is a new pass.
struct Passes {
    server: Server,
    mirror: Arc<Mirror>,
    clock: Arc<StillClock>,
    device: &'static str,
    kind: Kind,
    tuning: Tuning,
}

impl Passes {
    fn new(server: &Server, device: &'static str, kind: Kind, tuning: Tuning) -> Self {
        let clock = Arc::new(StillClock::new(1_790_000_000_000, 7));
        let mirror = Mirrors::default()
            .of("account", None, clock.as_ref())
            .unwrap();
        Self {
            server: server.clone(),
            mirror,
            clock,
            device,
            kind,
            tuning,
        }
    }

    fn pass(&self) -> SyncmlStore {
        let transport = InProcess::new(self.server.router(), |extensions| {
            extensions.get::<LostReply>().is_some()
        });
        let credentials = Credentials {
            user: ALICE.to_owned(),
            password: SecretString::from("wonderland"),
        };
        let place = At {
            account_url: "http://mail.example.com".to_owned(),
            address: None,
            device: Some(self.device.to_owned()),
            kinds: BTreeMap::from([(self.kind, None)]),
        };
        let server = SyncmlServer::new(
            Arc::new(transport),
            Arc::clone(&self.clock) as _,
            credentials,
            place,
            Arc::clone(&self.mirror),
        );
        let server = Arc::new(server.unwrap().tuned(self.tuning.clone()));
        server.store(self.kind).unwrap()
    }
}

#[async_trait]
impl Endpoint for Passes {
    fn identity(&self) -> String {
        self.pass().identity()
    }

    fn abilities(&self) -> Abilities {
        self.pass().abilities()
    }

    fn propose_id(&self, uid: &str, attempt: u32) -> ItemId {
        self.pass().propose_id(uid, attempt)
    }

    async fn observe(&self, since: Option<&Cursor>) -> Result<Listing, EndpointError> {
        self.pass().observe(since).await
    }

    async fn fetch(&self, ids: &[ItemId]) -> Result<Vec<Fetched>, EndpointError> {
        let pass = self.pass();
        // An item is asked for after a look, and what a look brought is what a fetch answers.
        let identity = pass.identity();
        let generation = identity.rsplit(' ').next().unwrap_or_default();
        pass.observe(Some(&Cursor(format!("{generation}:0"))))
            .await?;
        pass.fetch(ids).await
    }

    async fn write(&self, writes: Vec<Write>) -> Vec<WriteOutcome> {
        self.pass().write(writes).await
    }
}

struct Place {
    server: Server,
    passes: Passes,
    kind: Kind,
    /// The server's names of what somebody else added.
    added: Mutex<BTreeMap<ItemId, String>>,
}

fn path(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => names::CONTACTS,
        Kind::Appointment => names::CALENDAR,
        Kind::Task => names::TASKS,
        Kind::Note => names::NOTES,
    }
}

#[async_trait]
impl Factory for Syncml {
    fn name(&self) -> String {
        format!(
            "a SyncML store of {}s on a server that is {:?}",
            self.0, self.1
        )
    }

    async fn fresh(&self) -> Box<dyn Ground> {
        let Self(kind, character) = *self;
        let mut config = Config::default();
        let mut tuning = Tuning::default();
        match character {
            Character::Proper => {}
            Character::Small => {
                config.syncml.max_message_bytes = 4_000;
                tuning.max_msg_size = Some(4_000);
                tuning.coding = Some(Coding::Wbxml);
            }
            Character::Old => tuning.legacy_formats = true,
        }
        let server = Server::new(config);
        Box::new(Place {
            passes: Passes::new(&server, "device", kind, tuning),
            server,
            kind,
            added: Mutex::default(),
        })
    }
}

impl Place {
    fn mailbox(&self) -> Mailbox {
        self.server.mailbox(ALICE).unwrap()
    }

    /// The server's name of an item: of what was added here, else what the server has agreed on with the device.
    fn name(&self, id: &ItemId) -> String {
        if let Some(name) = self.added.lock().unwrap().get(id) {
            return name.clone();
        }
        let key = format!("syncml {}", path(self.kind));
        let kept = self.server.devices().kept(ALICE, "device", &key).unwrap();
        let state: serde_json::Value = serde_json::from_slice(&kept).unwrap();
        state["map"][&id.0]["name"].as_str().unwrap().to_owned()
    }
}

#[async_trait]
impl Ground for Place {
    fn endpoint(&self) -> &dyn Endpoint {
        &self.passes
    }

    fn kind(&self) -> Kind {
        self.kind
    }

    fn habits(&self) -> Habits {
        Habits {
            keeps_bytes: false,
            // A plain note has no line for it.
            keeps_uids: self.kind != Kind::Note,
            many: 300,
        }
    }

    async fn add(&self, uid: &str, body: &[u8]) -> ItemId {
        let name = format!("webmail-{uid}.x");
        self.mailbox()
            .put(path(self.kind), &name, body.to_vec())
            .unwrap();
        // The id follows from the server's name alone, so another device is told the same one.
        let other = Passes::new(&self.server, "other", self.kind, Tuning::default());
        let listed = other.observe(None).await.unwrap();
        let ids: Vec<ItemId> = listed.seen.into_iter().map(|seen| seen.id).collect();
        let title = Item::parse(self.kind, body).unwrap().title();
        let found = other
            .fetch(&ids)
            .await
            .unwrap()
            .into_iter()
            .find_map(|one| match one {
                Fetched::Here { id, body, .. } => {
                    (Item::parse(self.kind, &body).unwrap().title() == title).then_some(id)
                }
                _ => None,
            });
        let id = found.expect("the other device is told it");
        self.added.lock().unwrap().insert(id.clone(), name);
        id
    }

    async fn change(&self, id: &ItemId, body: &[u8]) {
        let name = self.name(id);
        self.mailbox()
            .put(path(self.kind), &name, body.to_vec())
            .unwrap();
    }

    async fn remove(&self, id: &ItemId) {
        self.mailbox()
            .delete(path(self.kind), &self.name(id))
            .unwrap();
    }

    /// A cursor is a number of the mirror's own, which never forgets.
    async fn expire(&self, _: &Cursor) -> Option<Cursor> {
        None
    }
}

#[tokio::test]
async fn a_syncml_store_keeps_every_promise_for_every_kind() {
    for kind in Kind::ALL {
        check(&Syncml(kind, Character::Proper)).await;
    }
}

#[tokio::test]
async fn a_syncml_store_keeps_every_promise_in_small_messages_and_old_formats() {
    for kind in [Kind::Contact, Kind::Task] {
        check(&Syncml(kind, Character::Small)).await;
        check(&Syncml(kind, Character::Old)).await;
    }
}
