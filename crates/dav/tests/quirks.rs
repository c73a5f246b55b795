//! How six servers differ: each row of the table that touches a client, and the way through it.
//! Rows seen on Radicale and Xandikos are in `recorded_replies`.

mod common;

use common::{Reply, etag, href, limits, url};
use dav::auth::{Challenge, challenges};
use dav::collections;
use dav::multiget::{self, Data, Unread};
use dav::put::{self, Condition, Media};
use dav::redirect::{Redirect, Redirects};
use dav::sync_collection::{self, Asked, End, Page, SyncReply};
use dav::{
    Listed, Precondition, SyncToken, Trouble, WriteRefusal, delete, get, listing, principal,
};
use std::time::Duration;

fn write(reply: &str, condition: Condition<'_>) -> WriteRefusal {
    let recorded = Reply::recorded(reply);
    put::parse(
        condition,
        300,
        recorded.status,
        &recorded.headers,
        &*recorded.body,
    )
    .unwrap_err()
    .0
}

fn written(reply: &str, condition: Condition<'_>) -> put::Written {
    let recorded = Reply::recorded(reply);
    put::parse(
        condition,
        300,
        recorded.status,
        &recorded.headers,
        &*recorded.body,
    )
    .unwrap()
}

fn sync(reply: &str, collection: &str, token: Option<&str>) -> (SyncReply, Vec<Listed>) {
    let (reply, collection) = (Reply::recorded(reply), url(collection));
    let token = token.and_then(SyncToken::new);
    let asked = Asked {
        collection: &collection,
        token: token.as_ref(),
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
    (parsed.unwrap(), rows)
}

fn page(reply: &str, collection: &str, token: Option<&str>) -> (Page, Vec<Listed>) {
    match sync(reply, collection, token) {
        (SyncReply::Page(page), rows) => (page, rows),
        other => panic!("{other:?}"),
    }
}

#[test]
fn well_known_redirects_of_every_server_are_followed() {
    for (server, status, target) in [
        (
            "radicale/02-principal-well-known-caldav",
            301,
            "http://dav.example.com/",
        ),
        (
            "xandikos/02-principal-well-known-caldav",
            302,
            "http://dav.example.com/",
        ),
        (
            "cyrus/well-known-caldav",
            301,
            "http://dav.example.com/dav/calendars",
        ),
        (
            "sogo/well-known-caldav",
            301,
            "http://dav.example.com/SOGo/dav/",
        ),
        (
            "sabre/well-known-caldav",
            308,
            "http://dav.example.com/dav.php/",
        ),
    ] {
        let refusal = Reply::recorded(server).refusal();
        assert_eq!(
            (refusal.status.as_u16(), refusal.trouble()),
            (status, Trouble::Redirected)
        );
        let mut redirects = Redirects::of(&url("/.well-known/caldav"), &[]);
        match redirects.judge(refusal.status, refusal.location.as_deref()) {
            Redirect::Follow { url, .. } => assert_eq!(url.to_string(), target),
            refused @ Redirect::Refuse(_) => panic!("{server} {refused:?}"),
        }
    }
}

#[test]
fn sogo_writes_basic_in_lower_case() {
    let found = challenges(&Reply::recorded("sogo/no-credentials").headers);
    assert_eq!(
        found,
        [Challenge::Basic {
            realm: "SOGo".into()
        }]
    );
    let radicale = Reply::recorded("radicale/60-no-credentials");
    assert_eq!(radicale.refusal().trouble(), Trouble::AuthNeeded);
}

#[test]
fn cyrus_answers_207_to_nobody() {
    let reply = Reply::recorded("cyrus/root-unauthenticated");
    let said = principal::parse(reply.status, &reply.headers, &*reply.body, limits()).unwrap();
    assert!(said.unauthenticated && said.principal.is_none());
}

#[test]
fn sogo_and_davical_answer_a_dead_token_with_everything_and_no_deletion() {
    for (reply, collection) in [
        ("davical/sync-dead-token", "/caldav.php/alice/calendar/"),
        ("sogo/sync-dead-token", "/SOGo/dav/alice/Calendar/personal/"),
    ] {
        let (page, rows) = page(reply, collection, Some("old"));
        assert_eq!((rows.len(), page.removed), (2, 0));
        assert!(!page.is_full_listing(), "absence from it is no deletion");
        assert!(
            page.is_listing_in_disguise(2),
            "known versions came again: list ETags to learn of deletions"
        );
        assert!(
            !page.is_listing_in_disguise(0),
            "only news: that is what was asked for"
        );
    }
}

#[test]
fn sogo_repeats_the_last_seconds_changes() {
    let (page, rows) = page(
        "sogo/sync-noop-repeats",
        "/SOGo/dav/alice/Calendar/personal/",
        Some("1795000000"),
    );
    assert!(matches!(rows.as_slice(), [Listed::Member(_)]));
    assert_eq!(
        page.end,
        End::Last,
        "an extra row costs a comparison and loses nothing"
    );
}

#[test]
fn sogo_ignores_every_condition_and_shows_it() {
    let stale = etag("gcs00000001");
    let over = written("sogo/put-over-existing", Condition::Absent);
    assert!(
        !over.created && over.condition_was_ignored,
        "If-None-Match: * was answered 204: something was there and was written over"
    );
    let missing = written("sogo/put-if-match-on-missing", Condition::Unchanged(&stale));
    assert!(
        missing.created && missing.condition_was_ignored,
        "If-Match was answered 201: nothing was there"
    );
    let reply = Reply::recorded("sogo/delete-stale");
    assert_eq!(
        delete::parse(reply.status, &reply.headers, &*reply.body).unwrap(),
        delete::Deleted::Now
    );
}

#[test]
fn sogo_gives_the_same_etag_to_another_body() {
    let reply = Reply::recorded("sogo/listing-after-recreate");
    let personal = url("/SOGo/dav/alice/Calendar/personal/");
    let mut rows = Vec::new();
    listing::parse(
        &personal,
        reply.status,
        &reply.headers,
        &*reply.body,
        limits(),
        |row| rows.push(row),
    )
    .unwrap();
    let [Listed::Member(member)] = rows.as_slice() else {
        panic!("{rows:?}")
    };
    assert_eq!(
        member.etag,
        Some(etag("gcs00000000")),
        "unquoted, and kept so: a version of this server proves nothing after a deletion"
    );
}

#[test]
fn sogo_has_no_journals_and_says_404() {
    assert_eq!(
        write("sogo/put-vjournal", Condition::Absent),
        WriteRefusal::NotFound
    );
}

#[test]
fn a_taken_uid_is_known_in_each_servers_words() {
    let at = Some("/dav/calendars/user/alice/Other/x.ics".to_owned());
    assert_eq!(
        write("cyrus/put-uid-taken-anywhere", Condition::Absent),
        WriteRefusal::UidTakenAt(at)
    );
    assert_eq!(
        write("xandikos/17-put-uid-taken", Condition::Absent),
        WriteRefusal::UidTakenAt(None)
    );
    assert_eq!(
        write("radicale/17-put-uid-taken", Condition::Absent),
        WriteRefusal::UidTakenAt(None)
    );
    assert_eq!(
        write("sogo/put-uid-taken", Condition::Absent),
        WriteRefusal::Conflict,
        "it does not say why"
    );
}

#[test]
fn a_bad_item_is_the_items_fault_where_the_server_says_so() {
    let data = |named| WriteRefusal::Invalid(Some(named));
    for (reply, meaning) in [
        ("cyrus/put-invalid", data(Precondition::ValidData)),
        ("cyrus/put-card-21", data(Precondition::SupportedData)),
        ("sabre/put-card-21", WriteRefusal::Invalid(None)),
        ("davical/put-refused-name", WriteRefusal::Invalid(None)),
        ("sabre/put-bad-rrule", WriteRefusal::ServerTrouble(500)),
    ] {
        assert_eq!(write(reply, Condition::Absent), meaning, "{reply}");
    }
    // DAViCal says 412 in plain text: without a condition it can mean nothing but the text …
    assert_eq!(
        write("davical/put-invalid", Condition::None),
        WriteRefusal::Invalid(None)
    );
    // … with one it has to be looked at, and is not repeated blindly.
    assert_eq!(
        write("davical/put-invalid", Condition::Absent),
        WriteRefusal::AlreadyExists
    );
}

#[test]
fn a_missing_collection_is_answered_in_five_ways_and_never_taken_for_success() {
    for (reply, meaning) in [
        ("radicale/19-put-missing-collection", WriteRefusal::Conflict),
        ("xandikos/19-put-missing-collection", WriteRefusal::Conflict),
        ("cyrus/put-missing-collection", WriteRefusal::ReadOnly),
        (
            "davical/put-missing-collection",
            WriteRefusal::ServerTrouble(500),
        ),
        ("sogo/put-vjournal", WriteRefusal::NotFound),
    ] {
        assert_eq!(write(reply, Condition::Absent), meaning, "{reply}");
    }
}

#[test]
fn twelve_other_refusals_of_a_write() {
    let version = etag("\"1\"");
    let change = Condition::Unchanged(&version);
    assert_eq!(write("sabre/put-stale", change), WriteRefusal::Stale);
    assert_eq!(
        write("sabre/put-quota", change),
        WriteRefusal::QuotaExceeded
    );
    assert_eq!(write("nextcloud/put-locked", change), WriteRefusal::Locked);
    assert!(
        matches!(write("nextcloud/rate-limited", change), WriteRefusal::RateLimited(Some(wait)) if wait.wait(0) == Duration::from_secs(30))
    );
    // Saturday 02:00, seen from ten minutes earlier.
    assert!(
        matches!(write("nextcloud/maintenance", change), WriteRefusal::RateLimited(Some(wait)) if wait.wait(1_795_226_400 - 600) == Duration::from_mins(10))
    );
    assert_eq!(
        write("sogo/put-with-expect", change),
        WriteRefusal::ServerTrouble(503)
    );
    assert!(
        matches!(write("sogo/no-credentials", change), WriteRefusal::AuthNeeded(ways) if ways.len() == 1)
    );
    assert!(
        matches!(write("sabre/well-known-caldav", change), WriteRefusal::Redirected(Some(to)) if to == "/dav.php/")
    );
}

#[test]
fn davical_gives_no_etag_for_cards_and_cyrus_none_for_invitations() {
    assert_eq!(written("davical/put-card", Condition::Absent).etag, None);
    let event = written("davical/put-event", Condition::Absent);
    assert!(event.etag.is_some() && !event.condition_was_ignored);
    let invitation = written("cyrus/put-scheduling-object", Condition::None);
    assert_eq!(
        (
            invitation.etag,
            invitation.schedule_tag.map(|tag| tag.as_str().to_owned())
        ),
        (None, Some("\"abc-1\"".into()))
    );
}

#[test]
fn rows_left_out_of_a_multiget_are_questions() {
    for (reply, collection, given, left_out) in [
        (
            "davical/multiget-row-left-out",
            "/caldav.php/alice/calendar/",
            "1.ics",
            "2.ics",
        ),
        (
            "sabre/multiget-row-left-out",
            "/dav.php/calendars/alice/default/",
            "café@x.ics",
            "b.ics",
        ),
    ] {
        let (recorded, collection) = (Reply::recorded(reply), url(collection));
        let hrefs = [
            collection.href().member(given),
            collection.href().member(left_out),
        ];
        let mut items = Vec::new();
        let asked = (&collection, Data::Calendar, &hrefs[..]);
        let rest = multiget::parse(
            asked,
            recorded.status,
            &recorded.headers,
            &*recorded.body,
            limits(),
            |item| items.push(item),
        )
        .unwrap();
        assert_eq!(rest.missing, hrefs[1..], "{reply}");
        assert!(rest.unread.is_empty(), "nothing says that it is gone");
        assert_eq!(
            items[0].href, hrefs[0],
            "as asked for, whatever the escapes of the reply"
        );
        assert!(
            items[0].body.starts_with(b"BEGIN:VCALENDAR\r\n")
                && items[0].body.ends_with(b"END:VCALENDAR\r\n")
        );
    }
}

#[test]
fn a_report_without_the_data_is_no_empty_item() {
    let (reply, collection) = (
        Reply::recorded("davical/sync-without-data"),
        url("/caldav.php/alice/calendar/"),
    );
    let hrefs = [collection.href().member("1.ics")];
    let asked = (&collection, Data::Calendar, &hrefs[..]);
    let rest = multiget::parse(
        asked,
        reply.status,
        &reply.headers,
        &*reply.body,
        limits(),
        |item| panic!("{item:?}"),
    )
    .unwrap();
    assert_eq!(rest.unread, [(hrefs[0].clone(), Unread::NoData(Some(404)))]);
}

#[test]
fn vcard_4_is_asked_for_explicitly() {
    let book = url("/dav/addressbooks/user/alice/Default/");
    let request = multiget::request(
        &book,
        Data::Card4,
        &[href("/dav/addressbooks/user/alice/Default/z.vcf")],
    );
    let body = std::str::from_utf8(request.body()).unwrap();
    assert!(
        body.contains("<A:address-data content-type=\"text/vcard\" version=\"4.0\"/>"),
        "{body}"
    );
    let plain = multiget::request(&book, Data::Card, &[]);
    assert!(
        std::str::from_utf8(plain.body())
            .unwrap()
            .contains("<A:address-data/>")
    );
    let get = get::request(&book, &href("/z.vcf"), get::Accept::Card4, None);
    assert!(
        get.headers()["accept"]
            .to_str()
            .unwrap()
            .starts_with("text/vcard; version=4.0")
    );
    // Cyrus gives 3.0 where 4.0 was not asked for: the body says so itself, and the reader looks there.
    let reply = Reply::recorded("cyrus/card-read-as-30");
    let hrefs = [href("/dav/addressbooks/user/alice/Default/z.vcf")];
    let mut bodies = Vec::new();
    multiget::parse(
        (&book, Data::Card, &hrefs),
        reply.status,
        &reply.headers,
        &*reply.body,
        limits(),
        |item| bodies.push(item.body),
    )
    .unwrap();
    assert!(String::from_utf8_lossy(&bodies[0]).contains("VERSION:3.0"));
}

#[test]
fn cyrus_pages_with_507_and_the_page_is_not_the_whole() {
    let (page, rows) = page(
        "cyrus/sync-page",
        "/dav/calendars/user/alice/Default/",
        None,
    );
    assert_eq!((page.end, page.changed, page.removed), (End::More, 1, 1));
    assert!(!page.is_full_listing() && page.token.is_some());
    assert!(matches!(rows[1], Listed::Removed(_)));
}

#[test]
fn a_token_is_refused_in_many_ways() {
    for (reply, collection) in [
        ("radicale/26-sync-bogus-token", "/alice/calendar/"),
        ("xandikos/26-sync-bogus-token", "/alice/calendars/calendar/"),
        ("cyrus/sync-bogus-token", "/x/"),
        ("sabre/sync-bogus-token", "/x/"),
        ("nextcloud/sync-teapot", "/x/"),
        ("google/sync-expired", "/x/"),
    ] {
        assert_eq!(
            sync(reply, collection, Some("old")).0,
            SyncReply::TokenRefused,
            "{reply}"
        );
    }
}

#[test]
fn a_propstats_404_is_a_member_without_etag_and_not_a_deleted_one() {
    let (page, rows) = page(
        "google/sync-initial",
        "/caldav/v2/alice@example.com/events/",
        None,
    );
    assert_eq!((page.changed, page.removed), (2, 0));
    assert!(matches!(&rows[1], Listed::Member(member) if member.etag.is_none()));
}

#[test]
fn rights_and_components_are_read_as_each_server_says_them() {
    let list = |name: &str, home: &str| {
        let reply = Reply::recorded(name);
        collections::parse(
            &url(home),
            reply.status,
            &reply.headers,
            &*reply.body,
            limits(),
        )
        .unwrap()
    };
    let sabre = list("sabre/collections-read-only", "/dav.php/calendars/alice/");
    let [shared, book] = sabre.as_slice() else {
        panic!("{sabre:?}")
    };
    assert!(shared.rights.unwrap().is_read_only() && shared.rights.unwrap().read);
    assert_eq!(
        shared.components.as_ref().map(Vec::len),
        Some(2),
        "VFREEBUSY is no item"
    );
    assert_eq!(
        (
            shared.max_resource_bytes,
            shared.state.is_same(&shared.state)
        ),
        (Some(10_000_000), true)
    );
    assert!(book.takes_vcard4 && book.rights.unwrap().delete);
    let davical = list("davical/collections", "/caldav.php/alice/");
    let [calendar] = davical.as_slice() else {
        panic!("inbox and home are no calendars: {davical:?}")
    };
    let rights = calendar.rights.unwrap();
    assert_eq!(
        (rights.create, rights.change, rights.delete),
        (true, true, false)
    );
    assert_eq!(
        calendar.name.as_deref(),
        Some("R&amp;D &lt;x&gt;"),
        "DAViCal escapes twice: shown as it is, never written back"
    );
}

#[test]
fn names_that_some_server_refuses_are_never_made() {
    for uid in ["a/b", "a:b", "a%b", "(a)", "{a}", "~a", "at@x", "é"] {
        let name = dav::resource_name(uid, dav::Extension::Ics);
        assert!(
            name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.'),
            "{uid} {name}"
        );
    }
}

#[test]
fn requests_are_what_picky_servers_take() {
    let collection = url("/c/");
    let item = href("/c/at%40x.ics");
    let version = etag("W/\"5\"");
    let requests = [
        put::request(
            &collection,
            &item,
            Media::Calendar,
            Condition::Unchanged(&version),
            "x".into(),
        ),
        listing::request(&collection),
        listing::calendar_query(&collection, dav::Component::Event),
        multiget::request(&collection, Data::Calendar, std::slice::from_ref(&item)),
        sync_collection::request(&Asked {
            collection: &collection,
            token: None,
            limit: None,
        }),
        collections::request(&collection),
        principal::request(&collection),
    ];
    for request in &requests {
        let headers = request.headers();
        assert!(
            !headers.contains_key("expect") && !headers.contains_key("transfer-encoding"),
            "SOGo waits a minute, Radicale says 400"
        );
        assert!(
            request.method() == "PUT" || headers.contains_key("depth"),
            "Xandikos and sabre need a Depth"
        );
        assert!(
            !String::from_utf8_lossy(request.body()).contains("<!DOCTYPE"),
            "Radicale and Xandikos answer 500"
        );
    }
    assert!(
        !String::from_utf8_lossy(requests[2].body()).contains("time-range"),
        "one poison item makes it a 500"
    );
    assert!(
        !String::from_utf8_lossy(requests[4].body()).contains("limit"),
        "Xandikos loses items under a limit"
    );
    assert_eq!(
        requests[0].uri().path(),
        "/c/at%40x.ics",
        "as the server wrote it"
    );
    assert_eq!(requests[0].headers()["if-match"], "\"5\"");
    assert!(String::from_utf8_lossy(requests[3].body()).contains("<D:href>/c/at%40x.ics</D:href>"));
}

#[test]
fn a_get_of_the_same_version_may_come_back_whole() {
    // Radicale and DAViCal do not answer 304; the reader compares what it gets.
    let radicale = Reply::recorded("radicale/34-get-known");
    assert!(matches!(
        get::parse(radicale.status, &radicale.headers, &*radicale.body, 1 << 20).unwrap(),
        get::Got::Item { .. }
    ));
    let not_modified = get::parse(
        http::StatusCode::NOT_MODIFIED,
        &http::HeaderMap::new(),
        &b""[..],
        1 << 20,
    );
    assert_eq!(not_modified.unwrap(), get::Got::Unchanged);
}

#[test]
fn icloud_keeps_its_homes_on_another_host() {
    let reply = Reply::recorded("icloud/principal");
    let said = principal::parse(reply.status, &reply.headers, &*reply.body, limits()).unwrap();
    assert_eq!(
        said.calendar_homes,
        ["https://p34-caldav.icloud.com:443/123/calendars/"]
    );
}
