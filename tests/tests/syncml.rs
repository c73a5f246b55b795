//! `SyncML` against a server nobody here wrote: `SyncEvolution`, started from its Debian package on loopback.
//!
//! What it holds is read from its own files.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use engine::Code;
use engine::account::{Account, Policy, Protocol};
use engine::app::{Network, SyncOptions, SystemNetwork};
use engine::door::{Body, Transport};
use engine::endpoint::dav::Credentials;
use engine::endpoint::syncml::{Mirror, Mirrors, Place, SyncmlServer, SyncmlStore, Tuning};
use engine::endpoint::{Endpoint, Fetched, ItemId, Trouble, Write, WriteOutcome};
use engine::journal::ConflictCase;
use engine::pass::Report;
use engine::transport::SystemClock;
use pim::Kind;
use syncml::message::{AlertCode, Version};
use syncml::session::{Applied, End, Settings, Step, StoreEnd, StorePlan};
use syncml::{Coding, DevInf, Limits, Session};
use tests::live::{ACCOUNT, Device, Peer, account, written};

/// An account for all four kinds over `SyncML` alone.
fn over_syncml(peer: &Peer, id: &str) -> Account {
    let mut account = account(&peer.url, Policy::Merge);
    account.syncml.device = Some(id.to_owned());
    account.syncml.address = Some(peer.url.clone());
    for choice in account.kinds.values_mut() {
        choice.protocol = Protocol::Syncml;
    }
    account
}

/// A device with this id at the server.
fn device(peer: &Peer, id: &str) -> Device {
    Device::with(&over_syncml(peer, id), "wonderland")
}

fn folder(peer: &Peer, kind: Kind) -> PathBuf {
    let name = match kind {
        Kind::Contact => "card",
        Kind::Appointment => "cal",
        Kind::Task => "task",
        Kind::Note => "note",
    };
    peer.data().join("db").join(name)
}

/// The server's items of a kind.
fn on_server(peer: &Peer, kind: Kind) -> Vec<String> {
    let files = fs::read_dir(folder(peer, kind)).expect("the server's folder");
    let mut texts: Vec<String> = files
        .map(|file| fs::read_to_string(file.expect("a file").path()).expect("a text"))
        .collect();
    texts.sort();
    texts
}

/// The server tells changes by the second.
fn another_second() {
    sleep(Duration::from_millis(1_200));
}

fn put(peer: &Peer, kind: Kind, name: &str, text: &str) {
    fs::write(folder(peer, kind).join(name), text).expect("the item is put");
}

fn edit_there(peer: &Peer, kind: Kind, from: &str, to: &str) {
    let mut edited = 0;
    for file in fs::read_dir(folder(peer, kind)).expect("the server's folder") {
        let path = file.expect("a file").path();
        let text = fs::read_to_string(&path).expect("a text");
        if text.contains(from) {
            fs::write(&path, text.replace(from, to)).expect("the item is edited");
            edited += 1;
        }
    }
    assert_eq!(edited, 1, "one item on the server holds {from}");
}

fn one(kind: Kind, title: &str) -> String {
    match kind {
        Kind::Contact => format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:c-{title}\r\nN:{title};Given;;;\r\nFN:Given {title}\r\nTEL;TYPE=HOME:+49 30 123456\r\nEND:VCARD\r\n"
        ),
        Kind::Appointment => format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nBEGIN:VEVENT\r\nUID:e-{title}\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:{title}\r\nDTSTART:20260301T090000Z\r\nDTEND:20260301T100000Z\r\nRRULE:FREQ=WEEKLY;COUNT=5\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        ),
        Kind::Task => format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nBEGIN:VTODO\r\nUID:t-{title}\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:{title}\r\nDUE:20260401T120000Z\r\nSTATUS:NEEDS-ACTION\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
        ),
        Kind::Note => format!("{title}\nabout {title}\nand {title} again"),
    }
}

/// The device holds the same items as the server, by their titles.
fn assert_same(peer: &Peer, device: &Device, titles: &[&str]) {
    for kind in Kind::ALL {
        let local: Vec<String> = device
            .items(kind)
            .into_iter()
            .map(|(_, text)| text)
            .collect();
        let server = on_server(peer, kind);
        for (place, texts) in [("here", &local), ("on the server", &server)] {
            assert_eq!(texts.len(), titles.len(), "{kind}s {place}: {texts:#?}");
            for title in titles {
                let found = texts.iter().filter(|text| text.contains(title)).count();
                assert_eq!(found, 1, "{kind} {title} {place}: {texts:#?}");
            }
        }
    }
}

/// An item with what servers like to write otherwise: types of numbers, an address, extensions, an alarm. Its UID does
/// not hold its title.
fn rich(kind: Kind, title: &str) -> String {
    let (end, lines): (&str, &[&str]) = match kind {
        Kind::Contact => (
            "END:VCARD",
            &[
                "EMAIL;TYPE=INTERNET:home@example.com",
                "TEL;TYPE=CELL,VOICE:0171 1",
                "ADR;TYPE=HOME:;;Main Street 1;Town;;12345;Germany",
                "ORG:Works\\, Ltd.;Sales",
                "BDAY:1980-02-03",
                "NOTE:two\\nlines",
                "CATEGORIES:a,b",
                "X-PET:cat",
            ],
        ),
        Kind::Appointment => (
            "END:VEVENT",
            &[
                "LOCATION:Here\\, there",
                "CATEGORIES:work",
                "X-PET:cat",
                "BEGIN:VALARM",
                "ACTION:DISPLAY",
                "DESCRIPTION:soon",
                "TRIGGER:-PT15M",
                "END:VALARM",
            ],
        ),
        Kind::Task => (
            "END:VTODO",
            &[
                "PRIORITY:5",
                "DESCRIPTION:two\\nlines",
                "CATEGORIES:work",
                "X-PET:cat",
            ],
        ),
        Kind::Note => return format!("{title}\r\n\r\nabout {title}; (with signs)\r\n\r\n"),
    };
    let lines: String = lines.iter().flat_map(|line| [line, "\r\n"]).collect();
    let uid = title.replace(' ', "-").to_lowercase();
    one(kind, title)
        .replacen(&format!("-{title}\r\n"), &format!("-{uid}\r\n"), 1)
        .replace(end, &format!("{lines}{end}"))
}

/// The worst that can happen to a device: the server keeps the items and forgets who had which.
#[test]
fn a_server_that_forgot_us_has_everything_once_and_so_have_we() {
    let mut peer = Peer::start("syncevolution");
    let desk = device(&peer, "dev-1");
    for kind in Kind::ALL {
        for title in ["Anna", "Berta"] {
            desk.add(kind, &rich(kind, &format!("{title} here")));
            put(&peer, kind, title, &rich(kind, &format!("{title} there")));
        }
    }
    assert_eq!(written(&desk.sync()), (8, 8));
    let all = ["Anna here", "Berta here", "Anna there", "Berta there"];
    assert_same(&peer, &desk, &all);
    for turn in ["nothing changed", "and again"] {
        another_second();
        peer.restart(|data| fs::remove_dir_all(data.join("config")).expect("the server forgets"));
        let report = desk.sync();
        assert_eq!(conflicts(&report), 0, "{turn}: {report:#?}");
        assert_same(&peer, &desk, &all);
        assert_eq!(written(&report), (0, 0), "{turn}: {report:#?}");
        another_second();
        assert_eq!(
            written(&desk.sync()),
            (0, 0),
            "{turn}: nothing is left to do"
        );
    }
    // Edits on both sides while it forgets are edits, deletions are deletions.
    another_second();
    peer.restart(|data| {
        fs::remove_dir_all(data.join("config")).expect("the server forgets");
    });
    for kind in Kind::ALL {
        desk.edit(kind, "Anna here", "Anna edited here");
        edit_there(&peer, kind, "Berta there", "Berta edited there");
        desk.delete(kind, "Berta here");
    }
    let report = desk.sync();
    assert_eq!(conflicts(&report), 0, "{report:#?}");
    assert_same(
        &peer,
        &desk,
        &["Anna edited here", "Anna there", "Berta edited there"],
    );
    another_second();
    assert_eq!(written(&desk.sync()), (0, 0), "nothing is left to do");
}

fn conflicts(report: &Report) -> usize {
    report.kinds.iter().map(|kind| kind.conflicts).sum()
}

#[test]
fn four_kinds_travel_both_ways_added_changed_and_deleted_between_two_devices() {
    let peer = Peer::start("syncevolution");
    let desk = device(&peer, "dev-1");
    for kind in Kind::ALL {
        desk.add(kind, &one(kind, "Desk"));
        desk.add(kind, &one(kind, "Doomed"));
        put(&peer, kind, "s1", &one(kind, "There"));
    }
    assert_eq!(written(&desk.sync()), (8, 4), "the first sync unites both");
    assert_same(&peer, &desk, &["Desk", "Doomed", "There"]);
    another_second();
    assert_eq!(written(&desk.sync()), (0, 0), "nothing is left to do");

    for kind in Kind::ALL {
        desk.edit(kind, "Desk", "Edited here");
        desk.delete(kind, "Doomed");
        edit_there(&peer, kind, "There", "Edited there");
        put(&peer, kind, "s2", &one(kind, "Second"));
    }
    assert_eq!(written(&desk.sync()), (8, 8));
    assert_same(&peer, &desk, &["Edited here", "Edited there", "Second"]);

    another_second();
    let lap = device(&peer, "dev-2");
    assert_eq!(written(&lap.sync()), (0, 12));
    assert_same(&peer, &lap, &["Edited here", "Edited there", "Second"]);
    for kind in Kind::ALL {
        lap.delete(kind, "Second");
        lap.edit(kind, "Edited here", "From lap");
    }
    another_second();
    assert_eq!(written(&lap.sync()), (8, 0));
    another_second();
    assert_eq!(written(&desk.sync()), (0, 8));
    assert_same(&peer, &desk, &["From lap", "Edited there"]);
    another_second();
    for device in [&desk, &lap] {
        assert_eq!(written(&device.sync()), (0, 0), "nothing is left to do");
    }
}

#[test]
fn edits_of_different_fields_are_merged_and_of_the_same_field_asked_about() {
    let peer = Peer::start("syncevolution");
    let desk = device(&peer, "dev-1");
    for title in ["Anna", "Berta"] {
        desk.add(Kind::Contact, &one(Kind::Contact, title));
    }
    desk.add(Kind::Note, &one(Kind::Note, "Memo"));
    desk.sync();
    another_second();
    desk.edit(
        Kind::Contact,
        "FN:Given Anna\r\n",
        "FN:Given Anna\r\nNOTE:from here\r\n",
    );
    edit_there(
        &peer,
        Kind::Contact,
        "FN:Given Anna",
        "TITLE:from there\nFN:Given Anna",
    );
    desk.edit(Kind::Contact, "FN:Given Berta", "FN:Berta Here");
    edit_there(&peer, Kind::Contact, "FN:Given Berta", "FN:Berta There");
    desk.delete(Kind::Note, "Memo");
    edit_there(&peer, Kind::Note, "about Memo", "edited line");
    let report = desk.run(desk.engine.sync(ACCOUNT, &SyncOptions::default(), &()));
    let report = report.expect("the pass begins");
    assert!(
        report.kinds.iter().all(|kind| kind.failure.is_none()),
        "{report:#?}"
    );
    assert_eq!(conflicts(&report), 2, "{report:#?}");
    let texts = [
        desk.items(Kind::Contact)
            .into_iter()
            .map(|(_, text)| text)
            .collect::<Vec<_>>(),
        on_server(&peer, Kind::Contact),
    ];
    for texts in texts {
        let anna = texts
            .iter()
            .find(|text| text.contains("Anna"))
            .expect("Anna");
        assert!(
            anna.contains("from here") && anna.contains("from there"),
            "{anna}"
        );
    }
    let open = desk.engine.conflicts(Some(ACCOUNT)).expect("the conflicts");
    let mut cases: Vec<ConflictCase> = open.iter().map(|one| one.case).collect();
    cases.sort_by_key(|case| format!("{case:?}"));
    assert_eq!(cases.len(), 2, "{cases:?}");
    assert!(
        on_server(&peer, Kind::Contact)
            .concat()
            .contains("Berta There")
    );
    assert!(
        on_server(&peer, Kind::Note)
            .concat()
            .contains("edited line")
    );
}

#[test]
fn large_items_go_in_pieces_both_ways() {
    let peer = Peer::start_with(
        "syncevolution",
        &[("SYNCPROPS", "maxMsgSize=16000 maxObjSize=4000000")],
    );
    let desk = device(&peer, "dev-1");
    let text =
        |title: &str| format!("{title}, a line of a long text, with ümlauts & signs\n").repeat(850);
    let contact = |title: &str| {
        let long = text(title)
            .trim_end()
            .replace(',', "\\,")
            .replace('\n', "\\n");
        one(Kind::Contact, title).replace("END:VCARD", &format!("NOTE:{long}\r\nEND:VCARD"))
    };
    desk.add(Kind::Note, &format!("Here\n{}", text("Here")));
    desk.add(Kind::Contact, &contact("Here"));
    put(
        &peer,
        Kind::Note,
        "s1",
        &format!("There\n{}", text("There")),
    );
    put(&peer, Kind::Contact, "s1", &contact("There"));
    assert_eq!(written(&desk.sync()), (2, 2));
    for kind in [Kind::Note, Kind::Contact] {
        for text in on_server(&peer, kind) {
            assert!(
                text.len() > 38_000,
                "{kind} on the server: {} bytes",
                text.len()
            );
        }
        for (_, text) in desk.items(kind) {
            assert!(text.len() > 38_000, "{kind} here: {} bytes", text.len());
        }
    }
    another_second();
    assert_eq!(written(&desk.sync()), (0, 0), "nothing was cut on the way");
}

#[test]
fn a_wrong_password_and_an_unknown_store_are_named_and_stop_nothing_else() {
    let peer = Peer::start("syncevolution");
    let stranger = Device::with(&over_syncml(&peer, "dev-2"), "wrong");
    let report = stranger.run(stranger.engine.sync(ACCOUNT, &SyncOptions::default(), &()));
    for kind in &report.expect("the pass begins").kinds {
        let failure = kind.failure.as_ref().expect("no kind gets in");
        assert_eq!(failure.code, Code::SignIn, "{failure:?}");
    }

    let mut choice = over_syncml(&peer, "dev-1");
    choice
        .kinds
        .get_mut(&Kind::Note)
        .expect("notes")
        .server_collection = Some("bogus".to_owned());
    let desk = Device::with(&choice, "wonderland");
    for kind in Kind::ALL {
        desk.add(kind, &one(kind, "Desk"));
    }
    let report = desk.run(desk.engine.sync(ACCOUNT, &SyncOptions::default(), &()));
    for kind in &report.expect("the pass begins").kinds {
        let missing = kind.failure.as_ref().map(|failure| failure.code);
        let expected = (kind.kind == Kind::Note).then_some(Code::Missing);
        assert_eq!(missing, expected, "{kind:#?}");
    }
    assert_eq!(on_server(&peer, Kind::Contact).len(), 1);

    let test = desk
        .run(desk.engine.test_account(ACCOUNT))
        .expect("the test runs");
    assert!(test.passed(), "{test:#?}");
    let uses: Vec<&str> = test.kinds.iter().map(|one| one.words.as_str()).collect();
    assert!(
        uses[0].contains("card") && uses[1].contains("cal"),
        "{uses:?}"
    );
    let test = stranger
        .run(stranger.engine.test_account(ACCOUNT))
        .expect("the test runs");
    assert!(!test.passed() && !test.advice.is_empty(), "{test:#?}");
}

#[test]
fn contacts_over_carddav_and_notes_over_syncml_go_in_one_pass() {
    let (dav, peer) = (Peer::start("radicale"), Peer::start("syncevolution"));
    let mut mixed = account(&dav.url, Policy::Merge);
    mixed.syncml.device = Some("dev-1".to_owned());
    mixed.syncml.address = Some(peer.url.clone());
    mixed.kinds.get_mut(&Kind::Note).expect("notes").protocol = Protocol::Syncml;
    let desk = Device::with(&mixed, "wonderland");
    desk.add(Kind::Contact, &one(Kind::Contact, "Anna"));
    desk.add(Kind::Note, &one(Kind::Note, "Memo"));
    put(&peer, Kind::Note, "s1", &one(Kind::Note, "There"));
    assert_eq!(written(&desk.sync()), (2, 1));
    assert!(dav.items()[&Kind::Contact][0].contains("Anna"));
    assert_eq!(on_server(&peer, Kind::Note).len(), 2);
    assert!(on_server(&peer, Kind::Contact).is_empty());
    another_second();
    assert_eq!(written(&desk.sync()), (0, 0));
}

// ---- below the engine: one store, tuned and disturbed -------------------------------------------------------------

/// Loses the reply to one request: it was carried out all the same.
struct Losing {
    inner: Arc<dyn Transport>,
    /// Requests until then; 0: never.
    at: AtomicUsize,
}

#[async_trait]
impl Transport for Losing {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, Trouble> {
        let reply = self.inner.send(request).await;
        let left = self.at.load(Ordering::SeqCst);
        self.at.store(left.saturating_sub(1), Ordering::SeqCst);
        if left == 1 {
            return Err(Trouble::NoConnection("the reply was lost".into()));
        }
        reply
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}

fn transport() -> Arc<dyn Transport> {
    SystemNetwork.transport(None).expect("a transport")
}

fn mirror() -> Arc<Mirror> {
    Mirrors::default()
        .of(ACCOUNT, None, &SystemClock)
        .expect("a mirror in memory")
}

/// One pass's view of one store.
fn store(
    peer: &Peer,
    kind: Kind,
    mirror: &Arc<Mirror>,
    lose_at: usize,
    tuning: Tuning,
) -> SyncmlStore {
    let place = Place {
        account_url: peer.url.clone(),
        address: Some(peer.url.clone()),
        device: Some("dev-1".to_owned()),
        kinds: [(kind, None)].into(),
    };
    let credentials = Credentials {
        user: "alice".to_owned(),
        password: "wonderland".to_owned().into(),
    };
    let transport = Arc::new(Losing {
        inner: transport(),
        at: AtomicUsize::new(lose_at),
    });
    let server = SyncmlServer::new(
        transport,
        Arc::new(SystemClock),
        credentials,
        place,
        Arc::clone(mirror),
    );
    let server = Arc::new(server.expect("a server").tuned(tuning));
    server.store(kind).expect("a store")
}

fn create(store: &SyncmlStore, kind: Kind, title: &str) -> (ItemId, Write) {
    let id = store.propose_id(title, 0);
    let body = one(kind, title).into_bytes();
    (id.clone(), Write::Create { id, body })
}

#[test]
fn every_version_coding_scheme_and_the_old_formats_carry_items() {
    let peer = Peer::start("syncevolution");
    let runtime = runtime();
    let basic = Some(syncml::auth::Scheme::Basic);
    let cases = [
        (
            "wbxml",
            Tuning {
                coding: Some(Coding::Wbxml),
                ..Tuning::default()
            },
        ),
        (
            "basic",
            Tuning {
                scheme: basic,
                ..Tuning::default()
            },
        ),
        (
            "1.1",
            Tuning {
                version: Some(Version::V1_1),
                ..Tuning::default()
            },
        ),
        (
            "old formats",
            Tuning {
                legacy_formats: true,
                ..Tuning::default()
            },
        ),
    ];
    for (number, (name, tuning)) in cases.into_iter().enumerate() {
        for kind in [Kind::Contact, Kind::Appointment] {
            let mirror = mirror();
            let title = format!("Item{number}");
            runtime.block_on(async {
                let first = store(&peer, kind, &mirror, 0, tuning.clone());
                let listing = first.observe(None).await.expect(name);
                assert_eq!(listing.seen.len(), number, "{name}, {kind}");
                let (_, write) = create(&first, kind, &title);
                let outcome = first.write(vec![write]).await.remove(0);
                assert!(
                    matches!(outcome, WriteOutcome::Stored(_)),
                    "{name}, {kind}: {outcome:?}"
                );
            });
            let there = on_server(&peer, kind);
            let text = there.iter().find(|text| text.contains(&title)).expect(name);
            let telling = if kind == Kind::Contact {
                "49 30 123456"
            } else {
                "20260301T090000Z"
            };
            assert!(text.contains(telling), "{name}: {text}");
            another_second();
        }
    }
}

#[test]
fn a_reply_lost_at_any_message_never_makes_a_second_item() {
    let peer = Peer::start("syncevolution");
    let runtime = runtime();
    for (lost, kind) in (1..=4).flat_map(|lost| [(lost, Kind::Contact), (lost, Kind::Note)]) {
        let mirror = mirror();
        let title = format!("Lost{lost}");
        runtime.block_on(async {
            let first = store(&peer, kind, &mirror, 0, Tuning::default());
            let before = first.observe(None).await.expect("a look").seen.len();
            // A new pass: its look is one session (four messages with its signing in), then comes the write.
            let broken = store(&peer, kind, &mirror, 0, Tuning::default());
            let cursor = broken.observe(None).await.expect("a look").cursor;
            let losing = store(&peer, kind, &mirror, lost, Tuning::default());
            let (id, write) = create(&losing, kind, &title);
            let outcome = losing.write(vec![write.clone()]).await.remove(0);
            assert!(
                !matches!(
                    outcome,
                    WriteOutcome::Refused(_) | WriteOutcome::Exists { .. }
                ),
                "{outcome:?}"
            );
            let again = store(&peer, kind, &mirror, 0, Tuning::default());
            again
                .observe(cursor.as_ref())
                .await
                .expect("a look after it");
            let there = again
                .fetch(std::slice::from_ref(&id))
                .await
                .expect("the mirror");
            if !matches!(there[0], Fetched::Here { .. }) {
                let outcome = again.write(vec![write]).await.remove(0);
                assert!(matches!(outcome, WriteOutcome::Stored(_)), "{outcome:?}");
            }
            let whole = store(&peer, kind, &mirror, 0, Tuning::default());
            let seen = whole.observe(None).await.expect("everything").seen;
            assert_eq!(seen.len(), before + 1, "lost at {lost}, {kind}");
        });
        let there = on_server(&peer, kind);
        let found = there.iter().filter(|text| text.contains(&title)).count();
        assert_eq!(found, 1, "lost at {lost}, {kind}: {there:#?}");
    }
}

/// Runs a bare session with the server; what it told, and how the store ended.
async fn bare(
    peer: &Peer,
    mode: AlertCode,
    changes: Vec<syncml::session::Outgoing>,
    number: u32,
) -> (usize, StoreEnd) {
    let settings = Settings {
        version: Version::V1_2,
        server: peer.url.clone(),
        device: "dev-2".to_owned(),
        user: "alice".to_owned(),
        password: "wonderland".to_owned().into(),
        scheme: syncml::auth::Scheme::Basic,
        allow_basic: true,
        nonce: Vec::new(),
        session_id: number,
        max_msg_size: 50_000,
        max_obj_size: 1_000_000,
        send_at_most: 10_000,
        dev_inf: DevInf::default(),
        put_dev_inf: false,
        get_dev_inf: false,
    };
    let plan = StorePlan {
        local: "./notes".to_owned(),
        remote: "note".to_owned(),
        mode,
        last: (number > 1).then(|| format!("anchor{}", number - 1)),
        next: format!("anchor{number}"),
        server_last: None,
        changes,
    };
    let (transport, mut told) = (transport(), 0);
    let mut session = Session::new(settings, Coding::Xml, vec![plan]);
    loop {
        let message = session.next().expect("a message");
        let body = syncml::encode(&message, Coding::Xml).expect("XML");
        let request = http::Request::post(session.address())
            .header("content-type", Coding::Xml.content_type())
            .body(Bytes::from(body))
            .expect("a request");
        let reply = transport.send(request).await.expect("a reply").into_body();
        let bytes = match reply {
            Body::Whole(bytes) => bytes,
            Body::Arriving(mut reader) => tokio::task::spawn_blocking(move || {
                let mut bytes = Vec::new();
                std::io::Read::read_to_end(&mut reader, &mut bytes).map(|_| Bytes::from(bytes))
            })
            .await
            .expect("a thread")
            .expect("a body"),
        };
        let reply = syncml::decode(&bytes, Coding::of_bytes(&bytes), &Limits::default());
        for step in session.receive(&reply.expect("a message")).expect("steps") {
            match step {
                Step::Change { ticket, change, .. } => {
                    told += 1;
                    let luid = change.luid.or(change.guid).unwrap_or_default();
                    session.answer(ticket, Applied::Stored { luid });
                }
                Step::End(End::Done(mut ends)) => return (told, ends.remove(0)),
                Step::End(other) => panic!("{other:?}"),
                _ => {}
            }
        }
    }
}

#[test]
fn a_bare_session_speaks_all_six_modes() {
    let peer = Peer::start("syncevolution");
    let add = |luid: &str| syncml::session::Outgoing {
        kind: syncml::message::ChangeKind::Add,
        luid: luid.to_owned(),
        content_type: "text/plain".to_owned(),
        data: format!("{luid}\ntext").into_bytes(),
    };
    put(&peer, Kind::Note, "s1", "There\ntext");
    let runtime = runtime();
    for (number, mode, changes, told, left) in [
        (1, AlertCode::SLOW, vec![add("slow")], 1, 2),
        (2, AlertCode::TWO_WAY, vec![add("two")], 0, 3),
        (3, AlertCode::ONE_WAY_FROM_CLIENT, vec![add("one")], 0, 4),
        (4, AlertCode::ONE_WAY_FROM_SERVER, vec![], 0, 4),
        (5, AlertCode::REFRESH_FROM_SERVER, vec![], 4, 4),
        (6, AlertCode::REFRESH_FROM_CLIENT, vec![add("only")], 0, 1),
    ] {
        another_second();
        let (got, end) = runtime.block_on(bare(&peer, mode, changes, number));
        assert!(matches!(end, StoreEnd::InStep { .. }), "{mode}: {end:?}");
        assert_eq!(got, told, "{mode}");
        assert_eq!(on_server(&peer, Kind::Note).len(), left, "{mode}");
    }
}
