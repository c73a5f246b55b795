//! A server in process, asked with literal requests, without a runtime: what needs one would panic.

#![allow(dead_code, unreachable_pub)]

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use futures::executor::block_on;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use server_stub::{Config, LostReply, Mailbox, Server};
use tower::ServiceExt as _;

pub const ALICE: &str = "alice@example.com";
pub const CALENDAR: &str = "/WebDAV/alice@example.com/calendars/calendar/";
pub const TASKS: &str = "/WebDAV/alice@example.com/calendars/tasks/";
pub const TEAM: &str = "/WebDAV/alice@example.com/calendars/team/";
pub const CONTACTS: &str = "/WebDAV/alice@example.com/addressbooks/contacts/";
/// alice:wonderland
pub const BASIC: &str = "Basic YWxpY2U6d29uZGVybGFuZA==";

/// A server with a clock that stands until it is moved.
pub struct World {
    pub server: Server,
    pub router: Router,
    seconds: Arc<AtomicU64>,
    pub slept: Arc<Mutex<Vec<Duration>>>,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
    /// The body ended in an error.
    pub cut: bool,
    pub lost: Option<LostReply>,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn etag(&self) -> String {
        self.header("etag").to_owned()
    }

    /// The text of the first element of that name, with its prefix.
    pub fn text(&self, element: &str) -> &str {
        let open = format!("<{element}>");
        let rest = self.body.split_once(&open).map_or("", |(_, rest)| rest);
        rest.split_once("</").map_or("", |(text, _)| text)
    }

    pub fn count(&self, needle: &str) -> usize {
        self.body.matches(needle).count()
    }
}

impl World {
    pub fn new() -> World {
        World::with(|_| {})
    }

    pub fn with(change: impl FnOnce(&mut Config)) -> World {
        World::made(change, Server::new)
    }

    /// One that keeps everything in that directory.
    pub fn open(directory: &std::path::Path) -> World {
        World::made(|_| {}, |config| Server::open(config, directory).unwrap())
    }

    fn made(change: impl FnOnce(&mut Config), make: impl FnOnce(Config) -> Server) -> World {
        let seconds = Arc::new(AtomicU64::new(1_795_224_000));
        let slept: Arc<Mutex<Vec<Duration>>> = Arc::default();
        let (time, naps) = (Arc::clone(&seconds), Arc::clone(&slept));
        let mut config = Config {
            clock: Arc::new(move || {
                SystemTime::UNIX_EPOCH + Duration::from_secs(time.load(Ordering::Relaxed))
            }),
            sleep: Arc::new(move |duration| {
                naps.lock().unwrap().push(duration);
                Box::pin(std::future::ready(()))
            }),
            ..Config::default()
        };
        change(&mut config);
        let server = make(config);
        World {
            router: server.router(),
            server,
            seconds,
            slept,
        }
    }

    pub fn pass(&self, seconds: u64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }

    pub fn mailbox(&self) -> Mailbox {
        self.server.mailbox(ALICE).unwrap()
    }

    pub fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        if !headers.iter().any(|(name, _)| *name == "authorization") {
            request = request.header("authorization", BASIC);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.into())).unwrap();
        block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, mut body) = response.into_parts();
            let mut bytes = Vec::new();
            let mut cut = false;
            while let Some(frame) = body.frame().await {
                if let Ok(frame) = frame {
                    bytes.extend_from_slice(&frame.into_data().unwrap_or_default());
                } else {
                    cut = true;
                    break;
                }
            }
            Reply {
                status: parts.status.as_u16(),
                headers: parts.headers,
                body: String::from_utf8(bytes).unwrap(),
                cut,
                lost: parts.extensions.get::<LostReply>().copied(),
            }
        })
    }

    /// A `SyncML` message; gives the HTTP status, whatever bytes came back.
    pub fn post(&self, headers: &[(&str, &str)], body: Vec<u8>) -> u16 {
        let mut request = Request::builder().method("POST").uri("/SyncML");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body)).unwrap();
        block_on(self.router.clone().oneshot(request))
            .unwrap()
            .status()
            .as_u16()
    }

    pub fn put(&self, path: &str, body: &str) -> Reply {
        let reply = self.ask("PUT", path, &[], body.to_owned());
        assert!(reply.status == 201 || reply.status == 204, "{reply:?}");
        reply
    }

    pub fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &[], "")
    }

    pub fn list(&self, path: &str) -> Reply {
        let body = r#"<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>"#;
        let reply = self.ask("PROPFIND", path, &[("depth", "1")], body);
        assert_eq!(reply.status, StatusCode::MULTI_STATUS, "{reply:?}");
        reply
    }

    pub fn sync(&self, path: &str, token: &str, extra: &str) -> Reply {
        let body = format!(
            r#"<sync-collection xmlns="DAV:"><sync-token>{token}</sync-token><sync-level>1</sync-level>{extra}<prop><getetag/></prop></sync-collection>"#
        );
        self.ask("REPORT", path, &[("depth", "0")], body)
    }
}

pub fn event(uid: &str, summary: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:t\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260615T100000Z\r\nSUMMARY:{summary}\r\nX-MINE:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

pub fn card(uid: &str, name: &str) -> String {
    format!("BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nFN:{name}\r\nN:{name};;;;\r\nEND:VCARD\r\n")
}
