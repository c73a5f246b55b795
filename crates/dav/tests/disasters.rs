//! What went wrong for people who used programs like this, where it can be seen in single requests and replies.
//! Each test says in one line how it is avoided.

mod common;

use common::{Reply, etag, href, limits, url};
use dav::multiget::{self, Data, Unread};
use dav::put::{self, Condition, Media};
use dav::sync_collection::{self, Asked, End, SyncReply};
use dav::{Href, Listed, ReplyError, SyncToken, Trouble, WriteRefusal, XmlError, delete, listing};
use http::{HeaderMap, StatusCode};
use std::fmt::Write as _;
use std::io::{BufReader, Read};

fn reply(status: u16, headers: &[(&'static str, &str)], body: &str) -> Reply {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(*name, value.parse().unwrap());
    }
    Reply {
        status: StatusCode::from_u16(status).unwrap(),
        headers: map,
        body: body.as_bytes().to_vec(),
    }
}

fn put(condition: Condition<'_>, reply: &Reply) -> Result<put::Written, WriteRefusal> {
    put::parse(condition, 200, reply.status, &reply.headers, &*reply.body)
        .map_err(|refused| refused.0)
}

fn sync(reply: &Reply, token: Option<&SyncToken>) -> (Result<SyncReply, ReplyError>, Vec<Listed>) {
    let collection = url("/c/");
    let asked = Asked {
        collection: &collection,
        token,
        limit: None,
    };
    let mut rows = Vec::new();
    let parsed = sync_collection::parse(
        &asked,
        reply.status,
        &reply.headers,
        &*reply.body,
        limits(),
        |row| rows.push(row),
    );
    (parsed, rows)
}

fn list(reply: &Reply) -> (Result<listing::Listing, ReplyError>, Vec<Listed>) {
    let mut rows = Vec::new();
    let parsed = listing::parse(
        &url("/c/"),
        reply.status,
        &reply.headers,
        &*reply.body,
        limits(),
        |row| rows.push(row),
    );
    (parsed, rows)
}

const OWN: &str = "<D:response><D:href>/c/</D:href><D:propstat><D:prop><D:resourcetype><D:collection/></D:resourcetype></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>";

fn member(name: &str) -> String {
    format!(
        "<D:response><D:href>/c/{name}</D:href><D:propstat><D:prop><D:getetag>\"{name}\"</D:getetag></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
    )
}

/// A server that is away gives an error, and an error names no member.
#[test]
fn d1_a_server_that_is_away_has_not_deleted_anything() {
    for status in [500, 502, 503, 504, 408] {
        let (parsed, rows) = list(&reply(status, &[], "<html>away</html>"));
        let Err(ReplyError::Refused(refusal)) = parsed else {
            panic!("{status}")
        };
        assert!(
            rows.is_empty() && matches!(refusal.trouble(), Trouble::ServerTrouble),
            "{status}"
        );
    }
}

/// 404 on a PUT is an outcome of its own, and not that the item was deleted.
#[test]
fn d2_404_on_a_write_is_told() {
    assert_eq!(
        put(Condition::Absent, &reply(404, &[], "")),
        Err(WriteRefusal::NotFound)
    );
}

/// A listing has only what it has; what is not in it is not reported as removed.
#[test]
fn d5_missing_from_one_listing_is_not_deleted() {
    let (_, rows) = list(&Reply::multistatus(&format!("{OWN}{}", member("a"))));
    assert!(rows.iter().all(|row| !matches!(row, Listed::Removed(_))));
}

/// An empty 207 does not even mention the collection, so it is not complete.
#[test]
fn d9_an_empty_answer_without_error_is_no_complete_listing() {
    let (parsed, _) = list(&Reply::multistatus(""));
    assert!(!parsed.unwrap().is_complete());
    let (parsed, _) = list(&Reply::multistatus(OWN));
    assert!(
        parsed.unwrap().is_complete(),
        "an empty collection that is there is a fact; the guard asks the person"
    );
}

/// A server says that a collection vanished by 404, outside or inside a 207: neither lists members.
#[test]
fn d11_a_vanished_collection_is_not_an_empty_one() {
    let inside = Reply::multistatus(
        "<D:response><D:href>/c/</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>",
    );
    assert!(!list(&inside).0.unwrap().is_complete());
    assert_eq!(sync(&inside, None).0.unwrap(), SyncReply::NotFound);
    assert_eq!(
        sync(&reply(404, &[], ""), None).0.unwrap(),
        SyncReply::NotFound
    );
}

/// 5xx to a write says "look", because it may have been stored.
#[test]
fn c1_a_500_may_have_been_stored() {
    let refused = put(Condition::Absent, &reply(500, &[], "Internal Server Error")).unwrap_err();
    assert_eq!(refused, WriteRefusal::ServerTrouble(500));
    assert!(!refused.is_final());
}

/// The condition is an argument without a default, and holds the version the edit was made on.
#[test]
fn c2_if_match_carries_the_base() {
    let (base, listed) = (etag("\"base\""), etag("\"listed\""));
    let request = put::request(
        &url("/"),
        &href("/c/a.ics"),
        Media::Calendar,
        Condition::Unchanged(&base),
        "x".into(),
    );
    assert_eq!(request.headers()["if-match"], "\"base\"");
    assert_ne!(request.headers()["if-match"], listed.as_str());
    let request = delete::request(&url("/"), &href("/c/a.ics"), Condition::Unchanged(&base));
    assert_eq!(request.headers()["if-match"], "\"base\"");
}

/// 412 is always an outcome, by what was sent and what the body says.
#[test]
fn e1_412_is_never_swallowed() {
    let version = etag("\"1\"");
    assert_eq!(
        put(Condition::Unchanged(&version), &reply(412, &[], "")),
        Err(WriteRefusal::Stale)
    );
    assert_eq!(
        delete::parse(StatusCode::PRECONDITION_FAILED, &HeaderMap::new(), &b""[..])
            .unwrap_err()
            .0,
        WriteRefusal::Stale
    );
}

/// The name comes from the UID, so the second try meets the first and says so.
#[test]
fn e2_a_repeated_create_finds_its_own_work() {
    assert_eq!(
        dav::resource_name("u@x", dav::Extension::Ics),
        dav::resource_name("u@x", dav::Extension::Ics)
    );
    assert_eq!(
        put(Condition::Absent, &reply(412, &[], "")),
        Err(WriteRefusal::AlreadyExists)
    );
}

/// 404 to a DELETE is success; 412 is "look", and looking finds it gone.
#[test]
fn e3_deleted_on_both_sides_ends() {
    for status in [404, 410] {
        let deleted = delete::parse(
            StatusCode::from_u16(status).unwrap(),
            &HeaderMap::new(),
            &b""[..],
        );
        assert_eq!(deleted.unwrap(), delete::Deleted::Before);
    }
}

/// A weak tag, as a compressing proxy makes it, is sent in its strong form; as it came, where that is what the server wants.
#[test]
fn e4_a_weak_etag_does_not_fail_each_write() {
    let weak = etag("W/\"5\"");
    for (condition, sent) in [
        (Condition::Unchanged(&weak), "\"5\""),
        (Condition::UnchangedAsSent(&weak), "W/\"5\""),
    ] {
        let request = put::request(&url("/"), &href("/a"), Media::Card, condition, "x".into());
        assert_eq!(request.headers()["if-match"], sent);
    }
    let given = put(Condition::Absent, &Reply::recorded("proxy/weak-etag"))
        .unwrap()
        .etag
        .unwrap();
    assert!(given.is_weak() && given.same_version(&etag("\"abc\"")));
}

/// A bare 412 is "stale" and leads to looking; nothing here turns it into delete and create.
#[test]
fn e5_precondition_failed_is_not_a_reason_to_delete() {
    let version = etag("\"1\"");
    let refused = put(
        Condition::Unchanged(&version),
        &reply(412, &[("content-type", "text/html")], "<html>Zimbra</html>"),
    );
    assert_eq!(refused, Err(WriteRefusal::Stale));
    assert_eq!(
        put(Condition::Unchanged(&version), &reply(409, &[], "")),
        Err(WriteRefusal::Conflict)
    );
}

/// No `ETag` after a write is None, and never the one from before.
#[test]
fn e6_e8_no_etag_on_put_is_none() {
    let version = etag("\"1\"");
    assert_eq!(
        put(Condition::Unchanged(&version), &reply(204, &[], ""))
            .unwrap()
            .etag,
        None
    );
}

/// A member without a version is a member: it is listed once, under its href.
#[test]
fn e7_a_missing_etag_in_a_listing_is_still_one_member() {
    let row = "<D:response><D:href>/c/a.ics</D:href><D:propstat><D:prop><D:getetag/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat></D:response>";
    let (_, rows) = list(&Reply::multistatus(&format!("{OWN}{row}")));
    assert!(
        matches!(rows.as_slice(), [Listed::Member(member)] if member.etag.is_none() && member.href == Href::from_path("/c/a.ics"))
    );
}

/// A Schedule-Tag beside a missing `ETag` is kept, and can guard the next write.
#[test]
fn e9_a_schedule_tag_without_etag_guards_the_next_write() {
    let tag = put(
        Condition::None,
        &Reply::recorded("cyrus/put-scheduling-object"),
    )
    .unwrap()
    .schedule_tag
    .unwrap();
    let request = put::request(
        &url("/"),
        &href("/a"),
        Media::Calendar,
        Condition::ScheduleUnchanged(&tag),
        "x".into(),
    );
    assert_eq!(request.headers()["if-schedule-tag-match"], "\"abc-1\"");
}

/// The version from before the write says nothing about what is there now.
#[test]
fn e10_put_that_returns_the_previous_etag_gives_none() {
    let version = etag("\"1\"");
    for given in ["\"1\"", "W/\"1\""] {
        assert_eq!(
            put(
                Condition::Unchanged(&version),
                &reply(204, &[("etag", given)], "")
            )
            .unwrap()
            .etag,
            None
        );
    }
    assert_eq!(
        put(
            Condition::Unchanged(&version),
            &reply(204, &[("etag", "\"2\"")], "")
        )
        .unwrap()
        .etag,
        Some(etag("\"2\""))
    );
}

/// Each way to refuse a token leads to a full listing; none to an error or a deletion.
#[test]
fn e11_a_forgotten_token_leads_to_a_listing() {
    let token = SyncToken::new("t").unwrap();
    for status in [400, 403, 409, 410, 412, 418] {
        assert_eq!(
            sync(&reply(status, &[], ""), Some(&token)).0.unwrap(),
            SyncReply::TokenRefused,
            "{status}"
        );
    }
    // Without a token the same statuses cannot be about it.
    assert_eq!(
        sync(&reply(400, &[], ""), None).0.unwrap(),
        SyncReply::NotOffered
    );
    assert!(sync(&reply(403, &[], ""), None).0.is_err());
    for status in [401, 423, 429, 500, 503] {
        assert!(
            sync(&reply(status, &[], ""), Some(&token)).0.is_err(),
            "{status} is no statement about the token"
        );
    }
}

/// Rows are handed over one by one: the reply is never held, whatever its size.
#[test]
fn p2_a_reply_of_four_hundred_megabytes_is_read_in_small_memory() {
    const ROWS: usize = 4_000;
    let filler = "x".repeat(100_000);
    let head = "<D:multistatus xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\">";
    let rows = (0..ROWS).map(|n| {
        format!("<D:response><D:href>/c/{n}</D:href><D:propstat><D:prop><C:calendar-data>{filler}</C:calendar-data></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>")
    });
    let pieces = std::iter::once(head.to_owned())
        .chain(rows)
        .chain(std::iter::once("</D:multistatus>".to_owned()));
    let hrefs: Vec<Href> = (0..ROWS)
        .map(|n| Href::from_path(&format!("/c/{n}")))
        .collect();
    let mut bytes = 0;
    let body = BufReader::new(Body {
        pieces,
        now: Vec::new(),
        at: 0,
    });
    let rest = multiget::parse(
        (&url("/c/"), Data::Calendar, &hrefs),
        StatusCode::MULTI_STATUS,
        &HeaderMap::new(),
        body,
        limits(),
        |item| {
            bytes += item.body.len();
        },
    );
    assert_eq!(
        (rest.unwrap().fetched, bytes),
        (ROWS as u64, ROWS * filler.len())
    );
}

struct Body<I> {
    pieces: I,
    now: Vec<u8>,
    at: usize,
}

impl<I: Iterator<Item = String>> Read for Body<I> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.now.len() {
            self.now = self.pieces.next().unwrap_or_default().into_bytes();
            self.at = 0;
        }
        let count = into.len().min(self.now.len() - self.at);
        into[..count].copy_from_slice(&self.now[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// One item of any size does not stop the others: it is named.
#[test]
fn p5_one_huge_item_does_not_stop_the_others() {
    let row = |name: &str, body: &str| {
        format!(
            "<D:response><D:href>/c/{name}</D:href><D:propstat><D:prop><A:address-data>{body}</A:address-data></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
        )
    };
    let huge = "y".repeat(300_000);
    for huge in [
        huge.clone(),
        format!("<![CDATA[{huge}]]>"),
        "y&amp;".repeat(60_000),
    ] {
        let reply = Reply::multistatus(&format!(
            "{}{}{}",
            row("a", "A"),
            row("huge", &huge),
            row("b", "B")
        ));
        let hrefs = ["a", "huge", "b"].map(|name| Href::from_path(&format!("/c/{name}")));
        let small = dav::Limits {
            text_bytes: 100_000,
            ..limits()
        };
        let mut read = Vec::new();
        let rest = multiget::parse(
            (&url("/c/"), Data::Card, &hrefs),
            reply.status,
            &reply.headers,
            &*reply.body,
            small,
            |item| read.push(item.href),
        )
        .unwrap();
        assert_eq!(read, [hrefs[0].clone(), hrefs[2].clone()]);
        assert_eq!(rest.unread, [(hrefs[1].clone(), Unread::Oversize)]);
    }
}

/// What was asked for and not given is counted, and a cut-off reply is an error.
#[test]
fn p9_a_capped_multiget_says_what_is_missing() {
    let hrefs: Vec<Href> = (0..18_753)
        .map(|n| Href::from_path(&format!("/c/{n}.ics")))
        .collect();
    let mut xml = String::new();
    for n in 0..1_701 {
        let _ = write!(
            xml,
            "<D:response><D:href>/c/{n}.ics</D:href><D:propstat><D:prop><C:calendar-data>x</C:calendar-data></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
        );
    }
    let reply = Reply::multistatus(&xml);
    let rest = multiget::parse(
        (&url("/c/"), Data::Calendar, &hrefs),
        reply.status,
        &reply.headers,
        &*reply.body,
        limits(),
        |_| (),
    )
    .unwrap();
    assert_eq!((rest.fetched, rest.missing.len()), (1_701, 17_052));
    assert_eq!(rest.missing[0], hrefs[1_701]);

    let mut cut = Reply::multistatus(&format!("{OWN}{}{}", member("a"), member("b")));
    cut.body.truncate(cut.body.len() - 40);
    let (parsed, rows) = list(&cut);
    assert!(matches!(parsed, Err(ReplyError::Xml(XmlError::Truncated))) && !rows.is_empty());
}

/// 507 on the collection's own row means more; on the whole reply it is an error; a complete page is neither.
#[test]
fn p9_a_507_on_a_listing_is_never_ignored() {
    let own = "<D:response><D:href>/c/</D:href><D:status>HTTP/1.1 507 Insufficient Storage</D:status></D:response>";
    let reply = Reply::multistatus(&format!(
        "{}{own}<D:sync-token>t2</D:sync-token>",
        member("a")
    ));
    let SyncReply::Page(page) = sync(&reply, None).0.unwrap() else {
        panic!()
    };
    assert_eq!((page.end, page.is_full_listing()), (End::More, false));
    assert!(!list(&reply).0.unwrap().is_complete());
}

/// "There is more" with the token that was asked about, or none, would be asked about for ever.
#[test]
fn e11_a_page_that_leads_nowhere_is_not_followed() {
    let asked = SyncToken::new("t1").unwrap();
    let own = "<D:response><D:href>/c/</D:href><D:status>HTTP/1.1 507 Insufficient Storage</D:status></D:response>";
    for (token, end) in [
        ("<D:sync-token>t1</D:sync-token>", End::CutInSilence),
        ("<D:sync-token/>", End::CutInSilence),
        ("", End::CutInSilence),
        ("<D:sync-token>t2</D:sync-token>", End::More),
    ] {
        let reply = Reply::multistatus(&format!("{}{own}{token}", member("a")));
        let SyncReply::Page(page) = sync(&reply, Some(&asked)).0.unwrap() else {
            panic!()
        };
        assert_eq!(page.end, end, "{token}");
    }
}

/// A hotel's sign-in page answers everything with 200: taken for a success, the edit would be believed to be on the server.
#[test]
fn a_page_for_people_is_no_answer_to_a_write() {
    let page = reply(
        200,
        &[("content-type", "text/html; charset=utf-8")],
        "<!DOCTYPE html><html><body>Welcome to our network</body></html>",
    );
    for condition in [Condition::Absent, Condition::Unchanged(&etag("\"1\""))] {
        assert_eq!(put(condition, &page), Err(WriteRefusal::Other(200)));
    }
    let deleted = delete::parse(page.status, &page.headers, &*page.body);
    let (refusal, said) = deleted.unwrap_err();
    assert_eq!(refusal, WriteRefusal::Other(200));
    assert!(said.is_web_page);
    // Apache says so of what it stored.
    let made = reply(
        201,
        &[("content-type", "text/html")],
        "<html><body>Created</body></html>",
    );
    assert!(put(Condition::Absent, &made).is_ok());
}
