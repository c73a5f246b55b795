//! The whole way: discovery, listing, reading and writing over a real connection to the bundled server.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

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
use engine::transport::{Http, HttpOptions, NoDns, SystemClock};
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
        Arc::new(SystemClock),
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

/// The server, counting multigets in `asked`; of those that `is_cut` names by their number, half of the reply arrives.
fn cutting(server: &Server, asked: &Arc<AtomicUsize>, is_cut: fn(usize) -> bool) -> Router {
    let (router, asked) = (server.router(), Arc::clone(asked));
    Router::new().fallback(move |request: Request| {
        let (router, asked) = (router.clone(), Arc::clone(&asked));
        async move {
            let is_multiget = request.method() == "REPORT"
                && request.headers().get("depth").is_some_and(|d| d == "1");
            let reply = router.oneshot(request).await.unwrap();
            if !is_multiget || !is_cut(asked.fetch_add(1, Ordering::SeqCst)) {
                return reply;
            }
            let (mut head, body) = reply.into_parts();
            head.headers.remove("content-length");
            let whole = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            let half = whole.slice(..whole.len() / 2);
            let cut = async {
                // What was given is sent while the rest is waited for.
                tokio::task::yield_now().await;
                Err(std::io::Error::other("cut off"))
            };
            let body = stream::once(async { Ok(half) }).chain(stream::once(cut));
            Response::from_parts(head, Body::from_stream(body))
        }
    })
}

/// The server, counting multigets in `asked`; those for more than 150 items it refuses.
fn refusing(server: &Server, asked: &Arc<AtomicUsize>, status: StatusCode) -> Router {
    let (router, asked) = (server.router(), Arc::clone(asked));
    Router::new().fallback(move |request: Request| {
        let (router, asked) = (router.clone(), Arc::clone(&asked));
        async move {
            let (head, body) = request.into_parts();
            let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            let text = String::from_utf8_lossy(&body);
            if text.contains("addressbook-multiget") {
                asked.fetch_add(1, Ordering::SeqCst);
                if text.matches(".vcf").count() > 150 {
                    let mut refusal = Response::new(Body::empty());
                    *refusal.status_mut() = status;
                    return refusal;
                }
            }
            let request = Request::from_parts(head, Body::from(body));
            router.oneshot(request).await.unwrap()
        }
    })
}

#[tokio::test]
async fn a_server_that_refuses_large_multigets_is_asked_for_less_and_never_for_as_much_again() {
    for status in [400, 413, 422, 507] {
        let (server, asked) = (filled(), Arc::default());
        let status = StatusCode::from_u16(status).unwrap();
        let url = serve(refusing(&server, &asked, status)).await;
        let contacts = contacts(&session(), &url).await;
        let ids = all_ids(&contacts).await;
        let (fetched, items) = fetch(&contacts, &ids).await;
        fetched.unwrap();
        assert_each_is_there_once(&items, MANY);
        let before = asked.load(Ordering::SeqCst);
        let (fetched, items) = fetch(&contacts, &ids).await;
        fetched.unwrap();
        assert_each_is_there_once(&items, MANY);
        let now_asked = asked.load(Ordering::SeqCst) - before;
        assert!(
            (MANY / 150..=MANY / 75).contains(&now_asked),
            "{status}: {now_asked} multigets of a server that is known"
        );
    }
}

#[tokio::test]
async fn what_a_cut_off_reply_brought_is_handed_over_once_and_the_rest_asked_for_again() {
    let (server, asked) = (filled(), Arc::default());
    let url = serve(cutting(&server, &asked, |number| number % 3 == 1)).await;
    let contacts = contacts(&session(), &url).await;
    let (fetched, items) = fetch(&contacts, &all_ids(&contacts).await).await;
    fetched.unwrap();
    assert_each_is_there_once(&items, MANY);
}

#[tokio::test]
async fn replies_that_are_always_cut_off_end_in_an_error_and_what_arrived_is_good() {
    let (server, asked) = (filled(), Arc::default());
    let url = serve(cutting(&server, &asked, |_| true)).await;
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
    let (server, asked) = (filled(), Arc::default());
    let url = serve(cutting(&server, &asked, |_| false)).await;
    let contacts = contacts(&session(), &url).await;
    let ids = all_ids(&contacts).await;
    let (parts, mut arriving) = mpsc::channel(1);
    let leaving = async move { assert!(arriving.recv().await.is_some()) };
    let (_, ()) = futures::join!(contacts.fetch_in_parts(&ids, parts), leaving);
    let asked = asked.load(Ordering::SeqCst);
    assert!(
        asked < 10,
        "{asked} multigets for 3,000 items that nobody wants"
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
