//! `SyncML` against a client nobody here wrote: `SyncEvolution`, run by `tests/peers/syncevolution-client.sh`.
//!
//! Its items are files. Each test has a server of its own and looks at its mailbox directly.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use server_stub::{
    Config, ConflictPolicy, Fault, Mailbox, Rule, Server, SyncMlFault, SyncMlOptions, names, serve,
};

const ALICE: &str = "alice@example.com";
const KINDS: [(&str, &str); 4] = [
    ("card", names::CONTACTS),
    ("cal", names::CALENDAR),
    ("task", names::TASKS),
    ("note", names::NOTES),
];

/// A server on a free port, until it is dropped.
struct Peer {
    server: Server,
    url: String,
    _runtime: tokio::runtime::Runtime,
}

impl Peer {
    fn new() -> Peer {
        Peer::with(ConflictPolicy::default())
    }

    fn with(conflicts: ConflictPolicy) -> Peer {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let server = Server::new(Config {
            syncml: SyncMlOptions {
                conflicts,
                ..SyncMlOptions::default()
            },
            ..Config::default()
        });
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .unwrap();
        let url = format!("http://{}/SyncML", listener.local_addr().unwrap());
        runtime.spawn(serve(listener, server.router(), std::future::pending()));
        Peer {
            server,
            url,
            _runtime: runtime,
        }
    }

    fn mailbox(&self) -> Mailbox {
        self.server.mailbox(ALICE).unwrap()
    }

    fn put(&self, kind: &str, name: &str, title: &str) {
        let (_, collection) = KINDS.iter().find(|(known, _)| *known == kind).unwrap();
        self.mailbox()
            .put(collection, name, stored(kind, name, title))
            .unwrap();
    }

    fn delete(&self, kind: &str, name: &str) {
        let (_, collection) = KINDS.iter().find(|(known, _)| *known == kind).unwrap();
        self.mailbox().delete(collection, name).unwrap();
    }

    /// What the items of a kind are called, in order.
    fn titles(&self, kind: &str) -> Vec<String> {
        let (_, collection) = KINDS.iter().find(|(known, _)| *known == kind).unwrap();
        let items = self.mailbox().list(collection).unwrap();
        let texts = items
            .iter()
            .map(|item| String::from_utf8_lossy(&item.body).into_owned());
        sorted(texts.map(|text| title(&text)).collect())
    }
}

fn sorted(mut titles: Vec<String>) -> Vec<String> {
    titles.sort();
    titles
}

fn title(text: &str) -> String {
    let named = text
        .lines()
        .find_map(|line| line.strip_prefix("FN:").or(line.strip_prefix("SUMMARY:")));
    named
        .or_else(|| text.lines().next())
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// An item as the server keeps it.
fn stored(kind: &str, uid: &str, title: &str) -> String {
    if kind == "note" {
        return calendar(
            "VJOURNAL",
            uid,
            title,
            "DESCRIPTION:of the server\\nsecond line\r\nX-MINE:1\r\n",
        );
    }
    local(kind, uid, title)
}

/// An item as the client keeps it.
fn local(kind: &str, uid: &str, title: &str) -> String {
    match kind {
        "card" => format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nN:{title};;;;\r\nFN:{title}\r\nTEL;TYPE=CELL:+44 1\r\nEND:VCARD\r\n"
        ),
        "cal" => calendar(
            "VEVENT",
            uid,
            title,
            "DTSTART:20260615T100000Z\r\nDTEND:20260615T110000Z\r\n",
        ),
        "task" => calendar("VTODO", uid, title, "DUE:20260615T100000Z\r\n"),
        _ => format!("{title}\nof the client\n"),
    }
}

fn calendar(component: &str, uid: &str, title: &str, more: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nBEGIN:{component}\r\nUID:{uid}\r\nDTSTAMP:20260101T000000Z\r\n\
         SUMMARY:{title}\r\n{more}END:{component}\r\nEND:VCALENDAR\r\n"
    )
}

/// `SyncEvolution`, living in a directory.
struct Client {
    directory: tempfile::TempDir,
    settings: Vec<(&'static str, String)>,
    password: &'static str,
    edits: AtomicU64,
}

/// What one sync did, as the client reports it: new, changed and deleted on each side, all kinds together.
#[derive(Debug, Default, PartialEq, Eq)]
struct Done {
    well: bool,
    here: [u32; 3],
    there: [u32; 3],
}

impl Client {
    fn new(settings: &[(&'static str, &str)]) -> Client {
        let client = Client {
            directory: tempfile::tempdir().unwrap(),
            settings: settings
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned()))
                .collect(),
            password: "wonderland",
            edits: AtomicU64::new(0),
        };
        for (kind, _) in KINDS {
            std::fs::create_dir_all(client.folder(kind)).unwrap();
        }
        client
    }

    fn folder(&self, kind: &str) -> PathBuf {
        self.directory.path().join("db").join(kind)
    }

    fn write(&self, kind: &str, name: &str, text: &str) {
        let path = self.folder(kind).join(name);
        std::fs::write(&path, text).unwrap();
        // The client tells a change by the second: each edit is at another.
        let edits = self.edits.fetch_add(1, Ordering::Relaxed);
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + edits);
        std::fs::File::options()
            .write(true)
            .open(&path)
            .and_then(|file| file.set_modified(at))
            .unwrap();
    }

    fn files(&self, kind: &str) -> BTreeMap<String, String> {
        let entries = std::fs::read_dir(self.folder(kind)).unwrap();
        let read = entries.map(|entry| {
            let entry = entry.unwrap();
            let text = std::fs::read_to_string(entry.path()).unwrap();
            (entry.file_name().into_string().unwrap(), text)
        });
        read.collect()
    }

    fn titles(&self, kind: &str) -> Vec<String> {
        sorted(self.files(kind).values().map(|text| title(text)).collect())
    }

    /// Edits the item that is called so.
    fn rename(&self, kind: &str, from: &str, to: &str) {
        let files = self.files(kind);
        let (name, text) = files.iter().find(|(_, text)| title(text) == from).unwrap();
        self.write(kind, name, &text.replace(from, to));
    }

    fn remove(&self, kind: &str, called: &str) {
        let files = self.files(kind);
        let (name, _) = files
            .iter()
            .find(|(_, text)| title(text) == called)
            .unwrap();
        std::fs::remove_file(self.folder(kind).join(name)).unwrap();
    }

    fn start(&self, peer: &Peer, mode: &str) -> Child {
        let script =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/peers/syncevolution-client.sh");
        let log = std::fs::File::create(self.directory.path().join("log")).unwrap();
        Command::new("bash")
            .arg(script)
            .arg(self.directory.path())
            .args([&peer.url, ALICE, self.password, mode])
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .stderr(log.try_clone().unwrap())
            .stdout(Stdio::from(log))
            .spawn()
            .unwrap()
    }

    fn sync(&self, peer: &Peer, mode: &str) -> Done {
        let status = self.start(peer, mode).wait().unwrap();
        let mut done = Done {
            well: status.success(),
            ..Done::default()
        };
        for line in self.log().lines() {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            if cells.len() < 10 || !KINDS.iter().any(|(kind, _)| cells[1] == *kind) {
                continue;
            }
            let number = |at: usize| cells[at].parse::<u32>().unwrap();
            for place in 0..3 {
                done.here[place] += number(2 + place);
                done.there[place] += number(6 + place);
            }
        }
        done
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.directory.path().join("log")).unwrap()
    }

    #[track_caller]
    fn syncs(&self, peer: &Peer, mode: &str) -> Done {
        let done = self.sync(peer, mode);
        assert!(done.well, "{mode}: {}", self.log());
        done
    }
}

#[track_caller]
fn assert_same(peer: &Peer, client: &Client) {
    for (kind, _) in KINDS {
        assert_eq!(peer.titles(kind), client.titles(kind), "{kind}");
    }
}

/// Slow, then changes on both sides, then nothing.
fn story(settings: &[(&'static str, &str)]) {
    let (peer, client) = (Peer::new(), Client::new(settings));
    for (kind, _) in KINDS {
        for number in 1..=3 {
            let name = format!("s{number}");
            peer.put(
                kind,
                &format!("{kind}-{name}"),
                &format!("Server {kind} {number}"),
            );
            let title = format!("Client {kind} {number}");
            client.write(
                kind,
                &format!("c{number}"),
                &local(kind, &format!("{kind}-c{number}"), &title),
            );
        }
    }
    client.syncs(&peer, "slow");
    assert_same(&peer, &client);
    assert_eq!(peer.titles("task").len(), 6);
    for (kind, _) in KINDS {
        peer.put(
            kind,
            &format!("{kind}-s1"),
            &format!("Server {kind} edited"),
        );
        peer.delete(kind, &format!("{kind}-s2"));
        peer.put(kind, &format!("{kind}-s4"), &format!("Server {kind} 4"));
        client.rename(
            kind,
            &format!("Client {kind} 1"),
            &format!("Client {kind} edited"),
        );
        client.rename(
            kind,
            &format!("Server {kind} 3"),
            &format!("Server {kind} by client"),
        );
        client.remove(kind, &format!("Client {kind} 2"));
        client.write(
            kind,
            "c4",
            &local(kind, &format!("{kind}-c4"), &format!("Client {kind} 4")),
        );
    }
    let done = client.syncs(&peer, "two-way");
    assert_same(&peer, &client);
    assert_eq!(
        (done.here, done.there),
        ([4, 4, 4], [4, 8, 4]),
        "{settings:?}"
    );
    for (kind, _) in KINDS {
        assert_eq!(peer.titles(kind).len(), 6, "{kind}");
        assert!(
            peer.titles(kind)
                .contains(&format!("Server {kind} by client"))
        );
    }
    let note = peer.mailbox().get(names::NOTES, "note-s3").unwrap().body;
    let note = String::from_utf8_lossy(&note).into_owned();
    assert!(
        note.contains("X-MINE:1") && note.contains("second line"),
        "{note}"
    );
    let done = client.syncs(&peer, "two-way");
    assert_eq!((done.here, done.there), ([0; 3], [0; 3]), "{settings:?}");
}

#[test]
fn all_changes_go_both_ways_in_wbxml_with_md5() {
    story(&[]);
}

#[test]
fn all_changes_go_both_ways_in_xml_with_basic_credentials() {
    story(&[("XML", "1"), ("AUTH", "basic")]);
}

#[test]
fn all_changes_go_both_ways_in_wbxml_with_basic_credentials_and_in_1_1() {
    story(&[("AUTH", "basic"), ("SYNCPROPS", "SyncMLVersion=1.1")]);
}

#[test]
fn all_changes_go_both_ways_in_xml_with_md5_and_in_1_0() {
    story(&[("XML", "1"), ("SYNCPROPS", "SyncMLVersion=1.0")]);
}

#[test]
fn all_changes_go_both_ways_in_the_old_formats_and_in_1_1() {
    story(&[
        ("CARD_FORMAT", "text/x-vcard"),
        ("CAL_FORMAT", "text/x-vcalendar"),
        ("SYNCPROPS", "SyncMLVersion=1.1"),
    ]);
}

#[test]
fn refreshes_and_one_way_syncs_go_one_way() {
    let (peer, client) = (Peer::new(), Client::new(&[]));
    peer.put("card", "s1", "Server 1");
    client.write("card", "c1", &local("card", "c1", "Client 1"));
    client.syncs(&peer, "refresh-from-remote");
    assert_eq!(client.titles("card"), ["Server 1"]);
    client.write("card", "c2", &local("card", "c2", "Client 2"));
    peer.put("card", "s2", "Server 2");
    client.syncs(&peer, "refresh-from-local");
    assert_eq!(peer.titles("card"), ["Client 2", "Server 1"]);
    assert_same(&peer, &client);
    client.write("card", "c3", &local("card", "c3", "Client 3"));
    peer.put("card", "s3", "Server 3");
    client.syncs(&peer, "one-way-from-local");
    assert_eq!(client.titles("card"), ["Client 2", "Client 3", "Server 1"]);
    assert_eq!(peer.titles("card").len(), 4);
    client.write("card", "c4", &local("card", "c4", "Client 4"));
    client.syncs(&peer, "one-way-from-remote");
    assert_eq!(client.titles("card").len(), 5);
    assert_eq!(peer.titles("card").len(), 4);
    client.syncs(&peer, "slow");
    assert_same(&peer, &client);
    assert_eq!(peer.titles("card").len(), 5);
}

#[test]
fn a_wrong_password_and_an_unknown_store_harm_nothing_else() {
    let peer = Peer::new();
    let mut client = Client::new(&[("URIS", "card bogus task note")]);
    client.write("card", "c1", &local("card", "c1", "Client 1"));
    client.password = "wrong";
    assert!(!client.sync(&peer, "slow").well);
    assert!(peer.titles("card").is_empty());
    client.password = "wonderland";
    client.write("cal", "e1", &local("cal", "e1", "Not told"));
    assert!(!client.sync(&peer, "slow").well, "one store is unknown");
    assert_eq!(peer.titles("card"), ["Client 1"]);
    assert!(peer.titles("cal").is_empty());
}

/// Two items of each kind, one made on either side, and both on both.
fn in_step() -> (Peer, Client) {
    let (peer, client) = (Peer::new(), Client::new(&[]));
    for (kind, _) in KINDS {
        peer.put(kind, &format!("{kind}-s1"), &format!("Server {kind}"));
        client.write(
            kind,
            "c1",
            &local(kind, &format!("{kind}-c1"), &format!("Client {kind}")),
        );
    }
    client.syncs(&peer, "two-way");
    assert_two_of_each(&peer, &client);
    (peer, client)
}

#[track_caller]
fn assert_two_of_each(peer: &Peer, client: &Client) {
    assert_same(peer, client);
    for (kind, _) in KINDS {
        assert_eq!(peer.titles(kind).len(), 2, "{kind}");
    }
}

#[test]
fn a_server_that_lost_its_anchors_makes_no_duplicates() {
    let (peer, client) = in_step();
    client.rename("task", "Server task", "Server task edited");
    peer.server
        .faults()
        .add(Rule::always(Fault::SyncMl(SyncMlFault::AnchorsLost)));
    client.syncs(&peer, "two-way");
    assert_two_of_each(&peer, &client);
    assert_eq!(peer.titles("task"), ["Client task", "Server task edited"]);
}

/// Nobody knows any more what was agreed: an edit made meanwhile is kept beside what is there, and nothing else.
#[test]
fn a_server_that_knows_nothing_of_the_device_any_more_makes_no_duplicates() {
    let (peer, client) = in_step();
    let devices = peer.server.devices();
    for turn in 0..2 {
        let known = devices.list(ALICE);
        assert_eq!(known.len(), 1);
        devices.delete(ALICE, &known[0].id);
        client.syncs(&peer, "two-way");
        assert_two_of_each(&peer, &client);
        let done = client.syncs(&peer, "two-way");
        assert_eq!((done.here, done.there), ([0; 3], [0; 3]), "turn {turn}");
    }
}

/// Both sides rename the same item of each kind, and edit or delete others against each other.
fn conflict(policy: ConflictPolicy, renamed: &[&str]) {
    let (peer, client) = (Peer::with(policy), Client::new(&[]));
    for (kind, _) in KINDS {
        for (number, title) in ["Both", "Here", "There"].into_iter().enumerate() {
            peer.put(kind, &format!("{kind}-{number}"), title);
        }
    }
    client.syncs(&peer, "slow");
    for (kind, _) in KINDS {
        peer.put(kind, &format!("{kind}-0"), "Both by server");
        client.rename(kind, "Both", "Both by client");
        peer.delete(kind, &format!("{kind}-1"));
        client.rename(kind, "Here", "Here edited");
        peer.put(kind, &format!("{kind}-2"), "There edited");
        client.remove(kind, "There");
    }
    // Which version stays may be told only in the session after.
    client.syncs(&peer, "two-way");
    client.syncs(&peer, "two-way");
    for (kind, _) in KINDS {
        assert_eq!(peer.titles(kind), renamed, "{policy:?}, {kind}");
    }
    assert_same(&peer, &client);
    let done = client.syncs(&peer, "two-way");
    assert_eq!((done.here, done.there), ([0; 3], [0; 3]), "{policy:?}");
}

#[test]
fn a_conflict_of_each_kind_is_settled_as_the_server_is_told_to() {
    let both = [
        "Both by client",
        "Both by server",
        "Here edited",
        "There edited",
    ];
    conflict(ConflictPolicy::Merge, &both);
    conflict(ConflictPolicy::KeepBoth, &both);
    conflict(
        ConflictPolicy::ServerWins,
        &["Both by server", "There edited"],
    );
    conflict(
        ConflictPolicy::ClientWins,
        &["Both by client", "Here edited"],
    );
}

#[test]
fn large_items_go_both_ways_in_small_messages() {
    let (peer, client) = (
        Peer::new(),
        Client::new(&[("SYNCPROPS", "maxMsgSize=16000")]),
    );
    let long = "words and more ".repeat(2_700);
    let card = local("card", "c1", "Client").replace("END:", &format!("NOTE:{long}\r\nEND:"));
    client.write("card", "c1", &card);
    client.write("note", "n1", &format!("Client\n{long}"));
    let card = stored("card", "s1", "Server").replace("END:", &format!("NOTE:{long}\r\nEND:"));
    peer.mailbox().put(names::CONTACTS, "s1", card).unwrap();
    let note = stored("note", "n2", "Server").replace("of the server", &long);
    peer.mailbox().put(names::NOTES, "n2", note).unwrap();
    client.syncs(&peer, "slow");
    assert_same(&peer, &client);
    for (kind, collection) in [("card", names::CONTACTS), ("note", names::NOTES)] {
        for item in peer.mailbox().list(collection).unwrap() {
            let text = String::from_utf8_lossy(&item.body).replace("\r\n ", "");
            assert!(text.contains(long.trim_end()), "{kind} {}", item.name);
        }
        for (name, text) in client.files(kind) {
            let text = text.replace("\r\n ", "").replace("\n ", "");
            assert!(text.contains(long.trim_end()), "{kind} {name}");
        }
    }
}

#[test]
fn two_devices_end_up_with_the_same() {
    let peer = Peer::new();
    let (one, two) = (Client::new(&[]), Client::new(&[("DEVICE", "dev-2")]));
    one.write("card", "a", &local("card", "a", "One"));
    two.write("card", "b", &local("card", "b", "Two"));
    one.syncs(&peer, "two-way");
    two.syncs(&peer, "two-way");
    one.syncs(&peer, "two-way");
    assert_same(&peer, &one);
    assert_same(&peer, &two);
    one.rename("card", "Two", "Two by one");
    two.remove("card", "One");
    one.syncs(&peer, "two-way");
    two.syncs(&peer, "two-way");
    one.syncs(&peer, "two-way");
    assert_eq!(peer.titles("card"), ["Two by one"]);
    assert_same(&peer, &one);
    assert_same(&peer, &two);
}

/// `-INT`, as Ctrl-C does, lets the client say so; `-KILL` does not.
fn interrupted_by(signal: &str) {
    let (peer, client) = (
        Peer::new(),
        Client::new(&[("SYNCPROPS", "maxMsgSize=10240"), ("URIS", "card - - -")]),
    );
    for number in 0..300 {
        let name = format!("c{number}");
        client.write(
            "card",
            &name,
            &local("card", &name, &format!("Client {number}")),
        );
    }
    peer.put("card", "s1", "Server 1");
    peer.server
        .faults()
        .add(Rule::always(Fault::Slow(Duration::from_secs(2))));
    let mut running = client.start(&peer, "two-way");
    let begun = Instant::now();
    while peer.titles("card").len() < 60 {
        assert!(
            begun.elapsed() < Duration::from_mins(5),
            "it never began: {}",
            client.log()
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    let interrupted = Command::new("kill")
        .args([signal, &running.id().to_string()])
        .status()
        .unwrap();
    assert!(interrupted.success());
    assert!(!running.wait().unwrap().success());
    assert!(peer.titles("card").len() < 301, "it was over before");
    peer.server.faults().clear();
    client.syncs(&peer, "two-way");
    assert_same(&peer, &client);
    assert_eq!(peer.titles("card").len(), 301);
    let done = client.syncs(&peer, "two-way");
    assert_eq!((done.here, done.there), ([0; 3], [0; 3]));
}

#[test]
fn a_sync_interrupted_half_way_goes_on_the_next_time() {
    interrupted_by("-INT");
}

#[test]
fn a_client_killed_half_way_goes_on_the_next_time() {
    interrupted_by("-KILL");
}

#[test]
fn five_thousand_contacts_go_up_and_down() {
    let peer = Peer::new();
    let settings = |device| [("DEVICE", device), ("URIS", "card - - -")];
    let (up, down) = (Client::new(&settings("up")), Client::new(&settings("down")));
    let items = (0..5_000).map(|number| {
        let name = format!("c{number}");
        (
            name.clone(),
            Bytes::from(stored("card", &name, &format!("Contact {number}"))),
        )
    });
    peer.mailbox().fill(names::CONTACTS, items).unwrap();
    let done = down.syncs(&peer, "slow");
    assert_eq!(done.here[0], 5_000);
    for (name, text) in down.files("card") {
        up.write("card", &name, &text);
    }
    let copy = Peer::new();
    up.syncs(&copy, "slow");
    assert_eq!(copy.titles("card"), peer.titles("card"));
    // The same again, compared with what is there.
    up.syncs(&peer, "slow");
    assert_eq!(copy.titles("card"), peer.titles("card"));
    let done = down.syncs(&peer, "two-way");
    assert_eq!((done.here, done.there), ([0; 3], [0; 3]));
}
