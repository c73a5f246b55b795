//! A server that says one thing about the ids we give its items (Map) and does another. Whatever it does: nothing is lost,
//! nothing is there twice, what was deleted there goes away here, and no session goes on for ever.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use engine::door::{Body, Transport};
use engine::endpoint::dav::Credentials;
use engine::endpoint::syncml::{Mirror, Mirrors, Place, SyncmlServer, SyncmlStore};
use engine::endpoint::{
    Cursor, Endpoint, Fetched, ItemId, Listing, Trouble, Version, Write, WriteOutcome,
};
use engine::testing::{InProcess, StillClock};
use http::{Request, Response};
use pim::{Item, Kind};
use secrecy::SecretString;
use server_stub::{Config, Fault, LostReply, Rule, Server, SyncMlFault, names};
use syncml::message::{AlertCode, Command, Map, StatusCode};
use syncml::{Coding, Limits, Message};

const ALICE: &str = "alice@example.com";

/// What the server does with our Maps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Keeps,
    /// Answers 200 and forgets it.
    Ignores,
    /// Answers 200 and keeps another id than ours.
    KeepsAnother,
    /// Gives each item the id of the next one.
    Swaps,
    /// Answers so, and keeps it all the same.
    KeepsAndAnswers(u16),
    /// Keeps it and says nothing about it.
    KeepsInSilence,
    /// Answers so, and forgets it.
    RefusesAndForgets(u16),
}

const DEEDS: [Deed; 8] = [
    Deed::Ignores,
    Deed::KeepsAnother,
    Deed::KeepsAndAnswers(404),
    Deed::KeepsAndAnswers(500),
    Deed::KeepsAndAnswers(418),
    Deed::KeepsInSilence,
    Deed::RefusesAndForgets(500),
    Deed::RefusesAndForgets(404),
];

/// The bundled server behind somebody who bends what is said about Maps.
struct Bent {
    inner: InProcess,
    deed: Mutex<Deed>,
    /// The whole message with a Map is refused by that code from now on.
    refuses: Mutex<Option<StatusCode>>,
    said: Mutex<Vec<Message>>,
}

fn maps(message: &mut Message) -> impl Iterator<Item = &mut Map> {
    message
        .commands
        .iter_mut()
        .filter_map(|command| match command {
            Command::Map(map) => Some(map),
            _ => None,
        })
}

impl Bent {
    fn bend_question(&self, message: &mut Message) {
        match *self.deed.lock().unwrap() {
            Deed::KeepsAnother => {
                for pair in maps(message).flat_map(|map| &mut map.items) {
                    pair.source = format!("x-{}", pair.source);
                }
            }
            Deed::Swaps => {
                for map in maps(message) {
                    let mut sources: Vec<_> =
                        map.items.iter().map(|pair| pair.source.clone()).collect();
                    sources.rotate_left(1);
                    for (pair, source) in map.items.iter_mut().zip(sources) {
                        pair.source = source;
                    }
                }
            }
            Deed::Ignores | Deed::RefusesAndForgets(_) => {
                maps(message).for_each(|map| map.items.clear());
            }
            Deed::Keeps | Deed::KeepsAndAnswers(_) | Deed::KeepsInSilence => {}
        }
    }

    fn bend_answer(&self, has_map: bool, message: &mut Message) {
        let deed = *self.deed.lock().unwrap();
        if let (true, Some(code)) = (has_map, *self.refuses.lock().unwrap()) {
            message.commands.truncate(1);
            if let Some(Command::Status(status)) = message.commands.first_mut() {
                status.code = code;
            }
        }
        message.commands.retain_mut(|command| match command {
            Command::Status(status) if status.cmd == "Map" => {
                if let Deed::KeepsAndAnswers(code) | Deed::RefusesAndForgets(code) = deed {
                    status.code = StatusCode(code);
                }
                deed != Deed::KeepsInSilence
            }
            _ => true,
        });
    }
}

#[async_trait]
impl Transport for Bent {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, Trouble> {
        let read = |bytes: &[u8]| syncml::decode(bytes, Coding::Xml, &Limits::default()).unwrap();
        let (head, body) = request.into_parts();
        let mut message = read(&body);
        self.said.lock().unwrap().push(message.clone());
        let has_map = maps(&mut message).next().is_some();
        self.bend_question(&mut message);
        let body = syncml::encode(&message, Coding::Xml).unwrap();
        let mut request = Request::from_parts(head, Bytes::from(body));
        let length = request.body().len().into();
        request
            .headers_mut()
            .insert(http::header::CONTENT_LENGTH, length);
        let (head, body) = self.inner.send(request).await?.into_parts();
        let Body::Whole(bytes) = body else {
            panic!("a reply in process is whole");
        };
        let mut reply = read(&bytes);
        self.bend_answer(has_map, &mut reply);
        let bytes = syncml::encode(&reply, Coding::Xml).unwrap();
        Ok(Response::from_parts(head, Body::Whole(bytes.into())))
    }
}

/// A device that synchronises contacts, and its server.
struct Device {
    server: Server,
    bent: Arc<Bent>,
    mirror: Arc<Mirror>,
    clock: Arc<StillClock>,
    cursor: Option<Cursor>,
    /// What the engine would hold, from what it was told.
    held: BTreeMap<ItemId, (Version, String)>,
}

impl Device {
    fn new(deed: Deed) -> Self {
        let server = Server::new(Config::default());
        let clock = Arc::new(StillClock::new(1_790_000_000_000, 7));
        let is_lost = |extensions: &http::Extensions| extensions.get::<LostReply>().is_some();
        Self {
            bent: Arc::new(Bent {
                inner: InProcess::new(server.router(), is_lost),
                deed: Mutex::new(deed),
                refuses: Mutex::default(),
                said: Mutex::default(),
            }),
            mirror: Mirrors::default().of("a", None, clock.as_ref()).unwrap(),
            server,
            clock,
            cursor: None,
            held: BTreeMap::new(),
        }
    }

    /// One that was told of three contacts.
    async fn with_three(deed: Deed) -> Self {
        let mut device = Self::new(deed);
        for name in ["a", "b", "c"] {
            device.on_server(name, "first");
        }
        device.pass().await.unwrap();
        device
    }

    fn on_server(&self, name: &str, word: &str) {
        let mailbox = self.server.mailbox(ALICE).unwrap();
        let name_there = format!("{name}.vcf");
        mailbox
            .put(names::CONTACTS, &name_there, card(name, word))
            .unwrap();
    }

    fn delete_on_server(&self, name: &str) {
        let mailbox = self.server.mailbox(ALICE).unwrap();
        mailbox
            .delete(names::CONTACTS, &format!("{name}.vcf"))
            .unwrap();
    }

    fn at_server(&self) -> Vec<String> {
        let mailbox = self.server.mailbox(ALICE).unwrap();
        let mut all: Vec<String> = mailbox
            .list(names::CONTACTS)
            .unwrap()
            .into_iter()
            .map(|item| shown(&item.body))
            .collect();
        all.sort();
        all
    }

    fn store(&self) -> SyncmlStore {
        self.clock.advance_ms(1_000);
        let place = Place {
            account_url: "http://mail.example.com".to_owned(),
            address: None,
            device: Some("device".to_owned()),
            kinds: BTreeMap::from([(Kind::Contact, None)]),
        };
        let credentials = Credentials {
            user: ALICE.to_owned(),
            password: SecretString::from("wonderland"),
        };
        let server = SyncmlServer::new(
            Arc::clone(&self.bent) as _,
            Arc::clone(&self.clock) as _,
            credentials,
            place,
            Arc::clone(&self.mirror),
        );
        Arc::new(server.unwrap()).store(Kind::Contact).unwrap()
    }

    /// A pass that writes nothing; what it says is taken over as the engine does.
    async fn pass(&mut self) -> Result<Listing, engine::endpoint::EndpointError> {
        let store = self.store();
        let before = self.said();
        let listing = store.observe(self.cursor.as_ref()).await;
        let messages = self.said() - before;
        assert!(messages <= 30, "{messages} messages in one look");
        let listing = listing?;
        let is_all = listing.extent == engine::endpoint::Extent::Everything;
        let listed: Vec<ItemId> = listing.seen.iter().map(|seen| seen.id.clone()).collect();
        if is_all {
            self.held.retain(|id, _| listed.contains(id));
        }
        for id in &listing.removed {
            self.held.remove(id);
        }
        for fetched in store.fetch(&listed).await.unwrap() {
            let Fetched::Here { id, version, body } = fetched else {
                panic!("{fetched:?}");
            };
            self.held.insert(id, (version.unwrap(), shown(&body)));
        }
        self.cursor.clone_from(&listing.cursor);
        Ok(listing)
    }

    fn here(&self) -> Vec<String> {
        let mut all: Vec<String> = self.held.values().map(|(_, text)| text.clone()).collect();
        all.sort();
        all
    }

    fn id_of(&self, name: &str) -> (ItemId, Version) {
        let found = self.held.iter().find(|(_, (_, text))| {
            let mut words = text.split(' ');
            words.next() == Some(name)
        });
        let (id, (version, _)) = found.unwrap();
        (id.clone(), version.clone())
    }

    fn said(&self) -> usize {
        self.bent.said.lock().unwrap().len()
    }

    /// Our anchors, as the messages since then told them.
    fn anchors_since(&self, begin: usize) -> Vec<(AlertCode, Option<String>)> {
        let said = self.bent.said.lock().unwrap();
        let commands = said.iter().skip(begin).flat_map(|it| &it.commands);
        commands
            .filter_map(|command| match command {
                Command::Alert(alert) if alert.code.is_sync() => {
                    let anchor = alert.items[0].meta.anchor.clone().unwrap();
                    Some((alert.code, anchor.last))
                }
                _ => None,
            })
            .collect()
    }

    fn deed(&self, deed: Deed) {
        *self.bent.deed.lock().unwrap() = deed;
    }
}

fn card(name: &str, word: &str) -> String {
    format!(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{name}\r\nN:{name};;;;\r\nFN:{name}\r\nNOTE:{word}\r\nEND:VCARD\r\n"
    )
}

/// Its name and its note.
fn shown(body: &[u8]) -> String {
    let item = Item::parse(Kind::Contact, body).unwrap();
    let text = String::from_utf8_lossy(body);
    let note = text.lines().find_map(|line| line.strip_prefix("NOTE:"));
    format!("{} {}", item.title(), note.unwrap_or_default())
}

#[tokio::test]
async fn a_server_that_changes_its_mind_about_a_map_loses_and_doubles_nothing() {
    for deed in DEEDS {
        // Once, or for ever.
        for then in [Deed::Keeps, deed] {
            let why = format!("{deed:?}, then {then:?}");
            let mut device = Device::with_three(deed).await;
            assert_eq!(device.here(), ["a first", "b first", "c first"], "{why}");
            device.deed(then);
            let quiet = device.pass().await.unwrap();
            assert!(quiet.seen.is_empty(), "{why}: {quiet:?}");

            device.deed(deed);
            device.on_server("d", "first");
            device.pass().await.unwrap();
            device.deed(then);
            device.on_server("a", "second");
            device.delete_on_server("b");
            for _ in 0..3 {
                device.pass().await.unwrap();
            }
            let all = ["a second", "c first", "d first"];
            assert_eq!(device.here(), all, "{why}");
            assert_eq!(device.at_server(), all, "{why}");
        }
    }
}

#[tokio::test]
async fn a_server_that_changes_its_mind_about_a_map_is_written_to_without_a_second_copy() {
    // That it keeps another id is seen only when it speaks of it.
    for deed in DEEDS.into_iter().filter(|it| *it != Deed::KeepsAnother) {
        for then in [Deed::Keeps, deed] {
            let why = format!("{deed:?}, then {then:?}");
            let mut device = Device::with_three(deed).await;
            device.deed(then);
            // As the engine: an edit and a deletion, tried again while they are not done.
            let mut done = [false, false];
            for _ in 0..4 {
                device.pass().await.unwrap();
                let store = device.store();
                let before = device.said();
                let mut writes = Vec::new();
                for (place, name) in ["a", "b"].into_iter().enumerate() {
                    if !done[place] && device.here().iter().any(|it| it.starts_with(name)) {
                        let (id, version) = device.id_of(name);
                        let (expected, replaces) = (Some(version), card(name, "first").into());
                        let write = if name == "a" {
                            Write::Replace {
                                id,
                                expected,
                                replaces,
                                body: card(name, "second").into(),
                            }
                        } else {
                            Write::Delete {
                                id,
                                expected,
                                replaces,
                            }
                        };
                        writes.push((place, write));
                    }
                }
                let (places, writes): (Vec<_>, Vec<_>) = writes.into_iter().unzip();
                for (place, outcome) in places.into_iter().zip(store.write(writes).await) {
                    done[place] |=
                        matches!(outcome, WriteOutcome::Stored(_) | WriteOutcome::Deleted);
                }
                let messages = device.said() - before;
                assert!(messages <= 40, "{why}: {messages} messages");
            }
            device.pass().await.unwrap();
            let there = device.at_server();
            assert_eq!(device.here(), there, "{why}");
            for name in ["a ", "c "] {
                let copies = there.iter().filter(|it| it.starts_with(name)).count();
                assert_eq!(copies, 1, "{why}: {there:?}");
            }
            if done == [true, true] {
                assert_eq!(there, ["a second", "c first"], "{why}");
            }
            if then == Deed::Keeps {
                assert_eq!(done, [true, true], "{why}");
            }
        }
    }
}

#[tokio::test]
async fn a_server_that_changes_its_mind_about_a_map_and_refuses_the_session_moves_no_anchor() {
    for code in [500, 401, 503] {
        let mut device = Device::new(Deed::Keeps);
        device.on_server("a", "first");
        device.pass().await.unwrap();
        let begin = device.said();
        device.pass().await.unwrap();
        let known = device.anchors_since(begin);
        device.on_server("b", "first");
        *device.bent.refuses.lock().unwrap() = Some(StatusCode(code));
        let error = device.pass().await.unwrap_err();
        let named = match code {
            503 => matches!(error.trouble, Trouble::Busy(_)),
            500 => matches!(error.trouble, Trouble::Server(500)),
            _ => matches!(error.trouble, Trouble::Nonsense(_)),
        };
        assert!(named, "{code}: {error:?}");
        *device.bent.refuses.lock().unwrap() = None;
        let begin = device.said();
        device.pass().await.unwrap();
        let [(AlertCode::TWO_WAY, Some(last))] = &device.anchors_since(begin)[..] else {
            panic!("{:?}", device.anchors_since(begin));
        };
        assert!(
            Some(last) > known[0].1.as_ref(),
            "{code}: the anchor of the last session that ended well"
        );
        assert_eq!(device.here(), ["a first", "b first"], "{code}");
        let begin = device.said();
        device.pass().await.unwrap();
        assert_ne!(device.anchors_since(begin)[0].1.as_ref(), Some(last));
    }
}

#[tokio::test]
async fn a_server_that_changes_its_mind_about_a_map_by_swapping_ids_keeps_both_items() {
    let mut device = Device::new(Deed::Swaps);
    for name in ["a", "b"] {
        device.on_server(name, "first");
    }
    device.pass().await.unwrap();
    device.on_server("a", "second");
    for _ in 0..3 {
        device.pass().await.unwrap();
    }
    assert_eq!(device.here(), ["a second", "b first"]);
    // A deletion under a wrong id cannot be told from a right one.
    device.deed(Deed::Keeps);
    device.on_server("a", "third");
    for _ in 0..3 {
        device.pass().await.unwrap();
    }
    assert_eq!(device.here(), ["a third", "b first"]);
    device.delete_on_server("a");
    for _ in 0..3 {
        device.pass().await.unwrap();
    }
    assert_eq!(device.here(), ["b first"]);
}

/// The fault that an administrator switches on, for as long as it is on.
#[tokio::test]
async fn a_server_that_changes_its_mind_about_a_map_by_its_own_fault_is_heard_again_each_time() {
    let mut device = Device::new(Deed::Keeps);
    let ignored = Rule::always(Fault::SyncMl(SyncMlFault::MapIgnored));
    device.server.faults().add(ignored);
    device.on_server("a", "first");
    device.on_server("b", "first");
    for _ in 0..3 {
        device.pass().await.unwrap();
        assert_eq!(device.here(), ["a first", "b first"]);
    }
    device.on_server("a", "second");
    device.delete_on_server("b");
    device.pass().await.unwrap();
    device.server.faults().clear();
    for _ in 0..3 {
        device.pass().await.unwrap();
    }
    assert_eq!(device.here(), ["a second"]);
}
