//! The whole way: discovery, listing, reading and writing over a real connection to the bundled server.

use std::sync::Arc;

use bytes::Bytes;
use engine::discovery::{Sought, choose, discover};
use engine::endpoint::dav::{CollectionInfo, Credentials, DavCollection, DavSession, Learned};
use engine::endpoint::{Endpoint, Extent, Fetched, ItemId, Write, WriteOutcome};
use engine::transport::{Http, HttpOptions, NoDns, SystemClock};
use pim::Kind;
use secrecy::SecretString;
use server_stub::{Config, Server};

async fn serve(server: &Server) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = server.router();
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

#[tokio::test]
async fn thousands_of_items_come_and_go_over_a_real_connection() {
    const MANY: usize = 3_000;
    let server = Server::new(Config::default());
    let mailbox = server.mailbox("alice@example.com").unwrap();
    mailbox
        .fill(
            "addressbooks/contacts",
            (0..MANY).map(|n| (format!("{n}.vcf"), Bytes::from(card(n)))),
        )
        .unwrap();
    let (session, url) = (session(), serve(&server).await);
    let contacts = contacts(&session, &url).await;

    let listing = contacts.observe(None).await.unwrap();
    assert_eq!(
        (listing.seen.len(), listing.extent),
        (MANY, Extent::Everything)
    );
    let ids: Vec<ItemId> = listing.seen.iter().map(|seen| seen.id.clone()).collect();
    let mut read = 0;
    for batch in ids.chunks(contacts.abilities().fetch_batch) {
        for item in contacts.fetch(batch).await.unwrap() {
            let Fetched::Here { id, body, .. } = item else {
                panic!("{item:?}")
            };
            let number =
                id.0.rsplit('/')
                    .next()
                    .unwrap()
                    .trim_end_matches(".vcf")
                    .parse()
                    .unwrap();
            assert_eq!(body, card(number));
            read += 1;
        }
    }
    assert_eq!(read, MANY);

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
