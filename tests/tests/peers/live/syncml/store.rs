//! Below the engine: one store, tuned and disturbed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use engine::app::{Network, SystemNetwork};
use engine::door::{Body, Transport};
use engine::endpoint::dav::Credentials;
use engine::endpoint::syncml::{Mirror, Mirrors, Place, SyncmlServer, SyncmlStore, Tuning};
use engine::endpoint::{Endpoint, Fetched, ItemId, Trouble, Write, WriteOutcome};
use engine::transport::SystemClock;
use pim::Kind;
use syncml::message::{AlertCode, Version};
use syncml::session::{Applied, End, Settings, Step, StoreEnd, StorePlan};
use syncml::{Coding, DevInf, Limits, Session};
use tests::live::{ACCOUNT, Peer};

use super::{another_second, on_server, one, put};

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
            "1.0",
            Tuning {
                version: Some(Version::V1_0),
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
