//! The whole way: discovery, listing, reading and writing over a real connection to the bundled server.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use bytes::Bytes;
use engine::discovery::{Sought, choose, discover};
use engine::endpoint::dav::{CollectionInfo, Credentials, DavCollection, DavSession, Learned};
use engine::endpoint::{
    Endpoint, EndpointError, Extent, Fetched, ItemId, Trouble, Write, WriteOutcome,
};
use engine::testing::StillClock;
use engine::transport::{Http, HttpOptions, NoDns};
use futures::{StreamExt, stream};
use http::StatusCode;
use pim::Kind;
use secrecy::SecretString;
use server_stub::{Config, Server};
use tokio::sync::mpsc;
use tower::ServiceExt;

async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

fn session() -> Arc<DavSession> {
    let http = Http::new(HttpOptions::default()).unwrap();
    let password = SecretString::from("wonderland".to_owned());
    let credentials = Credentials {
        user: "alice@example.com".to_owned(),
        password,
    };
    Arc::new(DavSession::new(
        Arc::new(http),
        // However slow this computer is, the server is quick.
        Arc::new(StillClock::new(1_784_000_000_000, 1)),
        credentials,
        Learned::default(),
    ))
}

fn card(number: usize) -> Vec<u8> {
    let note = "long ".repeat(100);
    format!(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{number}\r\nFN:Number {number}\r\nN:{number};;;;\r\nNOTE:{note}\r\nEND:VCARD\r\n"
    )
    .into_bytes()
}

async fn contacts(session: &Arc<DavSession>, url: &str) -> DavCollection {
    let sought = Sought {
        url: url.to_owned(),
        email: "alice@example.com".to_owned(),
        ..Sought::default()
    };
    let found = discover(session, &NoDns, &sought).await.unwrap();
    // Asked for by its version, a card of another one comes converted: here bytes are compared.
    let info = CollectionInfo {
        takes_vcard4: false,
        ..choose(&found, Kind::Contact, None).unwrap().clone()
    };
    DavCollection::new(session.clone(), None, info, Kind::Contact).unwrap()
}

const MANY: usize = 3_000;

/// The bundled server with that many contacts.
fn filled() -> Server {
    let server = Server::new(Config::default());
    let mailbox = server.mailbox("alice@example.com").unwrap();
    mailbox
        .fill(
            "addressbooks/contacts",
            (0..MANY).map(|n| (format!("{n}.vcf"), Bytes::from(card(n)))),
        )
        .unwrap();
    server
}

/// Fetches in parts; what arrived, and how it ended.
async fn fetch(
    contacts: &DavCollection,
    ids: &[ItemId],
) -> (Result<(), EndpointError>, Vec<Fetched>) {
    let (parts, mut arriving) = mpsc::channel(1);
    let gathering = async {
        let mut items = Vec::new();
        while let Some(part) = arriving.recv().await {
            items.extend(part);
        }
        items
    };
    futures::join!(contacts.fetch_in_parts(ids, parts), gathering)
}

fn assert_each_is_there_once(items: &[Fetched], count: usize) {
    let mut read = BTreeSet::new();
    for item in items {
        let Fetched::Here { id, body, .. } = item else {
            panic!("{item:?}")
        };
        let name = id.0.rsplit('/').next().unwrap();
        let number: usize = name.trim_end_matches(".vcf").parse().unwrap();
        assert_eq!(*body, card(number));
        assert!(read.insert(number), "{number} came twice");
    }
    assert_eq!(read.len(), count);
}

async fn all_ids(contacts: &DavCollection) -> Vec<ItemId> {
    let listing = contacts.observe(None).await.unwrap();
    listing.seen.into_iter().map(|seen| seen.id).collect()
}

/// What a report asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// So many items by name.
    Named(usize),
    /// Everything there is.
    Whole,
}

/// How a server bears a report.
#[derive(Debug, Clone, Copy)]
enum Mood {
    Answers,
    /// Half of the reply arrives.
    Cuts,
    Refuses(u16),
    /// Every second item is not in the reply.
    Skips,
}

/// Reports for texts, as they came.
type Log = Arc<Mutex<Vec<Asked>>>;

/// The server, with its reports for texts in `log`; how it bears one goes by what it asks, and by how many were before it.
fn moody(
    server: &Server,
    log: &Log,
    mood: impl Fn(Asked, usize) -> Mood + Clone + Send + Sync + 'static,
) -> Router {
    let (router, log) = (server.router(), Arc::clone(log));
    Router::new().fallback(move |request: Request| {
        let (router, log, mood) = (router.clone(), Arc::clone(&log), mood.clone());
        async move {
            let (head, body) = request.into_parts();
            let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            let asked = asked(&body);
            let reply = router.oneshot(Request::from_parts(head, Body::from(body)));
            let Some(asked) = asked else {
                return reply.await.unwrap();
            };
            let before = {
                let mut log = log.lock().unwrap();
                log.push(asked);
                log.len() - 1
            };
            match mood(asked, before) {
                Mood::Answers => reply.await.unwrap(),
                Mood::Cuts => cut(reply.await.unwrap()).await,
                Mood::Skips => skip(reply.await.unwrap()).await,
                Mood::Refuses(status) => {
                    let mut refusal = Response::new(Body::empty());
                    *refusal.status_mut() = StatusCode::from_u16(status).unwrap();
                    refusal
                }
            }
        }
    })
}

fn asked(body: &[u8]) -> Option<Asked> {
    let text = String::from_utf8_lossy(body);
    if text.contains("addressbook-multiget") {
        Some(Asked::Named(text.matches(".vcf").count()))
    } else if text.contains("addressbook-query") {
        Some(Asked::Whole)
    } else {
        None
    }
}

async fn whole_text(reply: Response) -> (http::response::Parts, Bytes) {
    let (mut head, body) = reply.into_parts();
    head.headers.remove("content-length");
    let text = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    (head, text)
}

async fn cut(reply: Response) -> Response {
    let (head, text) = whole_text(reply).await;
    let half = text.slice(..text.len() / 2);
    let end = async {
        // What was given is sent while the rest is waited for.
        tokio::task::yield_now().await;
        Err(std::io::Error::other("cut off"))
    };
    let body = stream::once(async { Ok(half) }).chain(stream::once(end));
    Response::from_parts(head, Body::from_stream(body))
}

async fn skip(reply: Response) -> Response {
    let (head, text) = whole_text(reply).await;
    let text = String::from_utf8(text.to_vec()).unwrap();
    let end = "</D:response>";
    let (rows, tail) = text.rsplit_once(end).unwrap();
    let kept: Vec<&str> = rows.split(end).step_by(2).collect();
    let half = format!("{}{end}{tail}", kept.join(end));
    Response::from_parts(head, Body::from(half))
}

/// Fetches everything, sees that each item came once, and answers what was asked for it.
async fn everything(contacts: &DavCollection, log: &Log) -> Vec<Asked> {
    let ids = all_ids(contacts).await;
    log.lock().unwrap().clear();
    let (fetched, items) = fetch(contacts, &ids).await;
    fetched.unwrap();
    assert_each_is_there_once(&items, MANY);
    std::mem::take(&mut *log.lock().unwrap())
}

/// A mood for questions about everything, while those by name are answered.
fn whole_only(mood: Mood) -> impl Fn(Asked, usize) -> Mood + Clone + Send + Sync + 'static {
    move |asked, _| match asked {
        Asked::Whole => mood,
        Asked::Named(_) => Mood::Answers,
    }
}

#[tokio::test]
async fn a_first_download_asks_a_quick_server_once_for_everything() {
    let (server, log) = (filled(), Log::default());
    let url = serve(moody(&server, &log, |_, _| Mood::Answers)).await;
    let contacts = contacts(&session(), &url).await;
    let reports = everything(&contacts, &log).await;
    let (whole, named): (Vec<Asked>, Vec<Asked>) =
        reports.iter().partition(|asked| **asked == Asked::Whole);
    assert_eq!(whole.len(), 1, "{reports:?}");
    assert_eq!(named, [Asked::Named(100); 3], "to see how quick it is");

    // A part of it is asked for by name.
    let ids = all_ids(&contacts).await;
    log.lock().unwrap().clear();
    let (fetched, items) = fetch(&contacts, &ids[..MANY / 2]).await;
    fetched.unwrap();
    assert_each_is_there_once(&items, MANY / 2);
    assert!(!log.lock().unwrap().contains(&Asked::Whole));
}

#[tokio::test]
async fn where_asking_for_everything_fails_the_rest_is_asked_for_by_name_and_never_so_again() {
    let moods = [400, 403, 422, 500, 501, 507].map(Mood::Refuses);
    for mood in moods.into_iter().chain([Mood::Cuts, Mood::Skips]) {
        let (server, log) = (filled(), Log::default());
        let url = serve(moody(&server, &log, whole_only(mood))).await;
        let contacts = contacts(&session(), &url).await;
        let first = everything(&contacts, &log).await;
        let is_whole = |asked: &&Asked| **asked == Asked::Whole;
        assert_eq!(first.iter().filter(is_whole).count(), 1, "{mood:?}");
        let second = everything(&contacts, &log).await;
        assert!(!second.contains(&Asked::Whole), "{mood:?}");
    }
}

#[tokio::test]
async fn a_server_that_refuses_large_multigets_is_asked_for_less_and_never_for_as_much_again() {
    for status in [400, 413, 422, 507] {
        let (server, log) = (filled(), Log::default());
        let url = serve(moody(&server, &log, move |asked, _| match asked {
            Asked::Named(..=150) => Mood::Answers,
            Asked::Named(_) | Asked::Whole => Mood::Refuses(status),
        }))
        .await;
        let contacts = contacts(&session(), &url).await;
        everything(&contacts, &log).await;
        let again = everything(&contacts, &log).await.len();
        assert!(
            (MANY / 150..=MANY / 75).contains(&again),
            "{status}: {again} multigets of a server that is known"
        );
    }
}

#[tokio::test]
async fn what_a_cut_off_reply_brought_is_handed_over_once_and_the_rest_asked_for_again() {
    let (server, log) = (filled(), Log::default());
    let url = serve(moody(&server, &log, |_, number| match number % 3 {
        1 => Mood::Cuts,
        _ => Mood::Answers,
    }))
    .await;
    let contacts = contacts(&session(), &url).await;
    everything(&contacts, &log).await;
}

#[tokio::test]
async fn replies_that_are_always_cut_off_end_in_an_error_and_what_arrived_is_good() {
    let (server, log) = (filled(), Log::default());
    let url = serve(moody(&server, &log, |_, _| Mood::Cuts)).await;
    let contacts = contacts(&session(), &url).await;
    let (fetched, items) = fetch(&contacts, &all_ids(&contacts).await).await;
    assert!(matches!(
        fetched.unwrap_err().trouble,
        Trouble::NoConnection(_)
    ));
    assert!((1..MANY).contains(&items.len()), "{} items", items.len());
    assert_each_is_there_once(&items, items.len());
}

#[tokio::test]
async fn when_nobody_takes_items_any_more_no_more_are_asked_for() {
    let (server, log) = (filled(), Log::default());
    let url = serve(moody(&server, &log, |_, _| Mood::Answers)).await;
    let contacts = contacts(&session(), &url).await;
    let ids = all_ids(&contacts).await;
    let (parts, mut arriving) = mpsc::channel(1);
    let leaving = async move { assert!(arriving.recv().await.is_some()) };
    let (_, ()) = futures::join!(contacts.fetch_in_parts(&ids, parts), leaving);
    let asked = log.lock().unwrap().len();
    assert!(
        asked < 10,
        "{asked} reports for 3,000 items that nobody wants"
    );
}

#[tokio::test]
async fn thousands_of_items_come_and_go_over_a_real_connection() {
    let server = filled();
    let mailbox = server.mailbox("alice@example.com").unwrap();
    let (session, url) = (session(), serve(server.router()).await);
    let contacts = contacts(&session, &url).await;

    let listing = contacts.observe(None).await.unwrap();
    assert_eq!(
        (listing.seen.len(), listing.extent),
        (MANY, Extent::Everything)
    );
    let ids: Vec<ItemId> = listing.seen.iter().map(|seen| seen.id.clone()).collect();
    let (fetched, items) = fetch(&contacts, &ids).await;
    fetched.unwrap();
    assert_each_is_there_once(&items, MANY);

    let writes = (MANY..MANY + 60).map(|n| Write::Create {
        id: contacts.propose_id(&n.to_string(), 0),
        body: card(n),
    });
    let outcomes = contacts.write(writes.collect()).await;
    assert!(
        outcomes
            .iter()
            .all(|outcome| matches!(outcome, WriteOutcome::Stored(_))),
        "{outcomes:?}"
    );
    assert_eq!(
        mailbox.list("addressbooks/contacts").unwrap().len(),
        MANY + 60
    );
    let changes = contacts.observe(listing.cursor.as_ref()).await.unwrap();
    assert_eq!((changes.seen.len(), changes.extent), (60, Extent::Changes));
}
