//! A server that names the version of an invitation by a scheduling tag alone (Cyrus answers a PUT so).

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use engine::door::{Body, Transport};
use engine::endpoint::dav::{Credentials, DavCollection, DavSession};
use engine::endpoint::{Trouble, Write, WriteOutcome};
use engine::testing::StillClock;
use pim::Kind;
use secrecy::SecretString;

use crate::lab::{ALICE, Lab, acquaintance, do_one, event, in_calendar};

const RECORDED: &str = include_str!("../../../dav/tests/recorded/cyrus/put-scheduling-object.http");

/// Answers with one invitation, takes a write under its tag or refuses it, and keeps the conditions of what was sent.
struct Invitations {
    tag_now: &'static str,
    conditions: Mutex<Vec<(String, Option<String>)>>,
}

#[async_trait]
impl Transport for Invitations {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, Trouble> {
        let condition = request.headers().get("if-schedule-tag-match");
        let condition = condition.map(|tag| tag.to_str().unwrap().to_owned());
        let holds = condition.as_deref() == Some(self.tag_now);
        let method = request.method().to_string();
        assert!(!request.headers().contains_key("if-match"), "{method}");
        self.conditions
            .lock()
            .unwrap()
            .push((method.clone(), condition));
        let (status, tag, body) = match method.as_str() {
            "GET" => (200, recorded_tag(), event("0", "theirs")),
            _ if holds => (204, recorded_tag(), Vec::new()),
            _ => (412, self.tag_now, Vec::new()),
        };
        let mut reply = http::Response::new(Body::Whole(body.into()));
        *reply.status_mut() = http::StatusCode::from_u16(status).unwrap();
        let headers = reply.headers_mut();
        headers.insert("content-type", "text/calendar".parse().unwrap());
        headers.insert("schedule-tag", tag.parse().unwrap());
        Ok(reply)
    }
}

fn recorded_tag() -> &'static str {
    let line = RECORDED
        .lines()
        .find_map(|line| line.strip_prefix("Schedule-Tag: "));
    line.expect("the recorded reply has a tag")
}

async fn write(server: &Arc<Invitations>, write: Write) -> WriteOutcome {
    let credentials = Credentials {
        user: ALICE.to_owned(),
        password: SecretString::from("wonderland"),
    };
    let clock = Arc::new(StillClock::new(1_790_000_000_000, 7));
    let session = DavSession::new(server.clone(), clock, credentials, acquaintance());
    let info = Lab::new().calendar().info().clone();
    let calendar = DavCollection::new(Arc::new(session), None, info, Kind::Appointment).unwrap();
    do_one(&calendar, write).await
}

fn edit() -> Write {
    Write::Replace {
        id: in_calendar("0.ics"),
        expected: None,
        replaces: event("0", "theirs"),
        body: event("0", "ours"),
    }
}

fn delete() -> Write {
    Write::Delete {
        id: in_calendar("0.ics"),
        expected: None,
        replaces: event("0", "theirs"),
    }
}

/// What was read and compared is what is overwritten: an answer between the two is not lost.
#[tokio::test]
async fn e9_without_an_etag_the_scheduling_tag_guards_a_write() {
    for one in [edit(), delete()] {
        let server = Arc::new(Invitations {
            tag_now: recorded_tag(),
            conditions: Mutex::default(),
        });
        let outcome = write(&server, one).await;
        let done = matches!(outcome, WriteOutcome::Stored(_) | WriteOutcome::Deleted);
        assert!(done, "{outcome:?}");
        let sent = server.conditions.lock().unwrap().pop();
        assert_eq!(sent.unwrap().1.as_deref(), Some(recorded_tag()));
    }
}

#[tokio::test]
async fn e9_a_write_whose_scheduling_tag_is_outdated_is_stale() {
    for one in [edit(), delete()] {
        let server = Arc::new(Invitations {
            tag_now: "\"abc-2\"",
            conditions: Mutex::default(),
        });
        let outcome = write(&server, one).await;
        assert!(matches!(outcome, WriteOutcome::Stale), "{outcome:?}");
    }
}
