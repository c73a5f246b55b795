//! The suite that every endpoint passes, on a server somebody else wrote.
//!
//! Not run by itself: `SMSYNC_PEER=http://127.0.0.1:5232/alice/ SMSYNC_PEER_USER=alice SMSYNC_PEER_PASSWORD=… cargo test
//! -p smsync-engine --test dav peer -- --ignored`. It makes new collections below that address, one for each case.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use dav::make_collection::{self, NewCalendar};
use dav::{Component, Extension, Href, Url, auth, resource_name};
use engine::conformance::{Factory, Ground, Habits, check};
use engine::discovery::{Sought, discover, test_account};
use engine::door::{Clock, Transport};
use engine::endpoint::dav::{CollectionInfo, Credentials, DavCollection, DavSession, Learned};
use engine::endpoint::{Cursor, Endpoint, ItemId};
use engine::transport::{Http, HttpOptions, NoDns, SystemClock};
use pim::Kind;
use secrecy::SecretString;

struct Peer {
    kind: Kind,
    base: String,
    user: String,
    password: String,
    made: AtomicU32,
}

impl Peer {
    fn new(kind: Kind) -> Self {
        let read = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
        Self {
            kind,
            base: read("SMSYNC_PEER"),
            user: read("SMSYNC_PEER_USER"),
            password: read("SMSYNC_PEER_PASSWORD"),
            made: AtomicU32::new(0),
        }
    }

    fn session(&self) -> Arc<DavSession> {
        let http = Http::new(HttpOptions::default()).unwrap();
        let password = SecretString::from(self.password.clone());
        let credentials = Credentials {
            user: self.user.clone(),
            password,
        };
        Arc::new(DavSession::new(
            Arc::new(http),
            Arc::new(SystemClock),
            credentials,
            Learned::default(),
        ))
    }
}

struct Place {
    collection: DavCollection,
    http: Http,
    sign: http::HeaderValue,
    url: Url,
    kind: Kind,
}

impl Place {
    async fn send(&self, method: &str, path: &str, body: &[u8]) {
        let mut request = http::Request::new(Bytes::copy_from_slice(body));
        *request.method_mut() = method.parse().unwrap();
        *request.uri_mut() = self.url.with_path(path).to_string().parse().unwrap();
        let kind = if self.kind == Kind::Contact {
            "text/vcard"
        } else {
            "text/calendar"
        };
        request
            .headers_mut()
            .insert("content-type", kind.parse().unwrap());
        request
            .headers_mut()
            .insert("authorization", self.sign.clone());
        let reply = self.http.send(request).await.unwrap();
        assert!(
            reply.status().is_success(),
            "{method} {path}: {}",
            reply.status()
        );
    }
}

#[async_trait]
impl Factory for Peer {
    fn name(&self) -> String {
        format!("{}s at {}", self.kind, self.base)
    }

    async fn fresh(&self) -> Box<dyn Ground> {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let url = format!("{}c{:x}-{number}/", self.base, SystemClock.entropy());
        let url = Url::parse(&url).unwrap();
        let components = match self.kind {
            Kind::Contact => vec![],
            Kind::Appointment => vec![Component::Event],
            Kind::Task => vec![Component::ToDo],
            Kind::Note => vec![Component::Journal],
        };
        let new = NewCalendar {
            name: "Trial",
            color: None,
            components: &components,
        };
        let mut request = if self.kind == Kind::Contact {
            make_collection::request_address_book(&url, "Trial")
        } else {
            make_collection::request_calendar(&url, &new)
        };
        let sign = auth::basic(&self.user, &self.password).unwrap();
        request.headers_mut().insert("authorization", sign.clone());
        let http = Http::new(HttpOptions::default()).unwrap();
        let reply = http.send(request).await.unwrap();
        assert!(reply.status().is_success(), "{url}: {}", reply.status());
        let info = CollectionInfo {
            url: url.to_string(),
            home: self.base.clone(),
            name: None,
            color: None,
            kinds: vec![self.kind],
            says_kinds: true,
            takes_vcard4: self.kind == Kind::Contact,
            read_only: None,
            max_item_bytes: None,
            offers_sync: None,
        };
        let collection = DavCollection::new(self.session(), None, info, self.kind).unwrap();
        Box::new(Place {
            collection,
            http,
            sign,
            url,
            kind: self.kind,
        })
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

    fn habits(&self) -> Habits {
        Habits {
            keeps_bytes: false,
            many: 150,
            ..Habits::default()
        }
    }

    async fn add(&self, uid: &str, body: &[u8]) -> ItemId {
        let extension = if self.kind == Kind::Contact {
            Extension::Vcf
        } else {
            Extension::Ics
        };
        let href = self
            .url
            .href()
            .member(&format!("webmail-{}", resource_name(uid, extension)));
        self.send("PUT", href.path(), body).await;
        ItemId(href.path().to_owned())
    }

    async fn change(&self, id: &ItemId, body: &[u8]) {
        self.send("PUT", Href::from_path(&id.0).path(), body).await;
    }

    async fn remove(&self, id: &ItemId) {
        self.send("DELETE", Href::from_path(&id.0).path(), &[])
            .await;
    }

    async fn expire(&self, _: &Cursor) -> Option<Cursor> {
        None
    }
}

#[tokio::test]
#[ignore = "needs a server: see the head of this file"]
async fn peer_keeps_every_promise() {
    for kind in Kind::ALL {
        check(&Peer::new(kind)).await;
    }
}

#[tokio::test]
#[ignore = "needs a server: see the head of this file"]
async fn peer_is_found_and_tested() {
    let peer = Peer::new(Kind::Contact);
    let root = Url::parse(&peer.base).unwrap().with_path("/").to_string();
    let sought = Sought {
        url: root,
        email: format!("{}@localhost", peer.user),
        user: Some(peer.user.clone()),
        ..Sought::default()
    };
    let session = peer.session();
    let wanted: Vec<_> = Kind::ALL.into_iter().map(|kind| (kind, None)).collect();
    let test = test_account(&session, &NoDns, &sought, &wanted, || true, &mut |_| ()).await;
    for step in &test.steps {
        println!("    {} · {} · {}", step.good, step.tried, step.words);
    }
    for check in &test.checks {
        println!("{:?} {}: {}", check.verdict, check.what, check.words);
    }
    println!("{} requests", session.traffic().requests);
    assert!(test.passed());
    assert!(discover(&session, &NoDns, &sought).await.is_ok());
}
