//! The same questions put to Radicale and Xandikos, and what was recorded.

mod common;

use common::{Reply, etag, href, limits, url};
use dav::collections::{self, CollectionKind};
use dav::multiget::{self, Data, Unread};
use dav::put::{self, Condition};
use dav::sync_collection::{self, Asked, End, Page, SyncReply};
use dav::{
    Component, Href, Listed, OwnRow, SyncToken, Url, WriteRefusal, delete, get, listing,
    make_collection, options, principal,
};

/// Where each server keeps the recorded calendar.
const CALENDARS: [(&str, &str); 2] = [
    ("radicale", "/alice/calendar/"),
    ("xandikos", "/alice/calendars/calendar/"),
];

fn each(test: impl Fn(&str, Url)) {
    for (server, calendar) in CALENDARS {
        test(server, url(calendar));
    }
}

fn sync(reply: &Reply, asked: &Asked<'_>) -> (SyncReply, Vec<Listed>) {
    let mut rows = Vec::new();
    let parsed = sync_collection::parse(
        asked,
        reply.status,
        &reply.headers,
        &*reply.body,
        limits(),
        |row| rows.push(row),
    );
    (parsed.unwrap(), rows)
}

fn page(reply: &Reply, asked: &Asked<'_>) -> (Page, Vec<Listed>) {
    match sync(reply, asked) {
        (SyncReply::Page(page), rows) => (page, rows),
        other => panic!("{other:?}"),
    }
}

fn names(rows: &[Listed]) -> Vec<String> {
    let mut names: Vec<String> = rows
        .iter()
        .map(|row| match row {
            Listed::Member(member) => format!("{} {}", member.href.name(), member.etag.is_some()),
            Listed::Removed(href) => format!("-{}", href.name()),
            other => panic!("{other:?}"),
        })
        .collect();
    names.sort();
    names
}

const ALL: [&str; 3] = ["at@x é.ics true", "one.ics true", "three.ics true"];

#[test]
fn an_initial_sync_is_a_full_listing_with_a_token() {
    each(|server, calendar| {
        let asked = Asked {
            collection: &calendar,
            token: None,
            limit: None,
        };
        let (page, rows) = page(
            &Reply::recorded(&format!("{server}/27-sync-initial")),
            &asked,
        );
        assert_eq!(names(&rows), ALL, "{server}");
        assert!(
            page.is_full_listing() && page.token.is_some(),
            "{server} {page:?}"
        );
        let (empty, rows) = self::page(
            &Reply::recorded(&format!("{server}/10-sync-initial-empty")),
            &asked,
        );
        assert!(empty.is_full_listing() && rows.is_empty());
    });
}

#[test]
fn a_sync_since_a_token_names_what_was_deleted_and_is_no_full_listing() {
    each(|server, calendar| {
        let token = SyncToken::new("t").unwrap();
        let asked = Asked {
            collection: &calendar,
            token: Some(&token),
            limit: None,
        };
        let (page, rows) = page(&Reply::recorded(&format!("{server}/32-sync-since")), &asked);
        assert_eq!(names(&rows), ["-three.ics"]);
        assert!(!page.is_full_listing() && page.end == End::Last && page.removed == 1);
        let (noop, rows) = self::page(&Reply::recorded(&format!("{server}/37-sync-noop")), &asked);
        assert!(rows.is_empty() && noop.token.is_some() && !noop.is_listing_in_disguise(0));
    });
}

#[test]
fn an_unknown_token_is_told_whatever_the_status() {
    each(|server, calendar| {
        let token = SyncToken::new("bogus").unwrap();
        let asked = Asked {
            collection: &calendar,
            token: Some(&token),
            limit: None,
        };
        let (reply, rows) = sync(
            &Reply::recorded(&format!("{server}/26-sync-bogus-token")),
            &asked,
        );
        assert_eq!(
            (reply, rows.len()),
            (SyncReply::TokenRefused, 0),
            "{server}"
        );
    });
}

#[test]
fn xandikos_cuts_to_the_limit_in_silence_and_is_found_out() {
    let calendar = url("/alice/calendars/calendar/");
    let asked = Asked {
        collection: &calendar,
        token: None,
        limit: std::num::NonZeroU32::new(2),
    };
    let (page, _) = page(&Reply::recorded("xandikos/28-sync-limit"), &asked);
    assert_eq!((page.end, page.changed), (End::CutInSilence, 2));
    assert!(!page.is_full_listing());
}

#[test]
fn radicale_ignores_the_limit_and_its_listing_is_not_believed_either() {
    let calendar = url("/alice/calendar/");
    let asked = Asked {
        collection: &calendar,
        token: None,
        limit: std::num::NonZeroU32::new(2),
    };
    let (page, _) = page(&Reply::recorded("radicale/28-sync-limit"), &asked);
    assert_eq!((page.end, page.changed), (End::CutInSilence, 3));
}

#[test]
fn a_listing_tells_the_collection_from_its_members() {
    each(|server, calendar| {
        let reply = Reply::recorded(&format!("{server}/20-listing"));
        let mut rows = Vec::new();
        let listing = listing::parse(
            &calendar,
            reply.status,
            &reply.headers,
            &*reply.body,
            limits(),
            |row| rows.push(row),
        )
        .unwrap();
        assert_eq!(names(&rows), ALL, "{server}");
        assert!(listing.is_complete() && listing.members == 3);
        let reply = Reply::recorded(&format!("{server}/21-calendar-query"));
        let mut rows = Vec::new();
        let query = listing::parse_query(
            &calendar,
            reply.status,
            &reply.headers,
            &*reply.body,
            limits(),
            |row| rows.push(row),
        )
        .unwrap();
        assert_eq!(names(&rows), ALL, "{server}");
        assert!(query.is_complete());
    });
}

#[test]
fn a_listing_of_a_missing_collection_is_never_complete() {
    let nowhere = url("/alice/nowhere/");
    let reply = Reply::recorded("xandikos/25-listing-missing-collection");
    let listing = listing::parse(
        &nowhere,
        reply.status,
        &reply.headers,
        &*reply.body,
        limits(),
        |row| panic!("{row:?}"),
    )
    .unwrap();
    assert_eq!(
        (listing.own, listing.is_complete()),
        (OwnRow::NotFound, false)
    );
    let reply = Reply::recorded("radicale/25-listing-missing-collection");
    assert!(
        listing::parse(
            &nowhere,
            reply.status,
            &reply.headers,
            &*reply.body,
            limits(),
            |_| ()
        )
        .is_err()
    );
}

#[test]
fn multiget_gives_bodies_and_tells_which_is_gone() {
    each(|server, calendar| {
        let at = |name: &str| calendar.href().member(name);
        let hrefs = [at("one.ics"), at("at@x é.ics"), at("gone.ics")];
        let reply = Reply::recorded(&format!("{server}/22-multiget"));
        let mut items = Vec::new();
        let asked = (&calendar, Data::Calendar, &hrefs[..]);
        let rest = multiget::parse(
            asked,
            reply.status,
            &reply.headers,
            &*reply.body,
            limits(),
            |item| items.push(item),
        )
        .unwrap();
        assert_eq!(
            rest.unread,
            [(at("gone.ics"), Unread::Status(404))],
            "{server}"
        );
        assert!(rest.missing.is_empty() && rest.unasked.is_empty() && rest.fetched == 2);
        let one = items.iter().find(|item| item.href == hrefs[0]).unwrap();
        let text = std::str::from_utf8(&one.body).unwrap();
        assert!(
            text.starts_with("BEGIN:VCALENDAR") && text.contains("SUMMARY:First & <only>"),
            "{text}"
        );
        assert!(one.etag.is_some());
        assert!(
            !format!("{one:?}").contains("First"),
            "Debug shows no content"
        );
    });
}

#[test]
fn cards_come_back_and_radicale_rewrote_one() {
    for (server, book) in [
        ("radicale", "/alice/contacts/"),
        ("xandikos", "/alice/contacts/addressbook/"),
    ] {
        let book = url(book);
        let hrefs = [book.href().member("zoe.vcf")];
        let reply = Reply::recorded(&format!("{server}/41-card-multiget"));
        let mut bodies = Vec::new();
        multiget::parse(
            (&book, Data::Card4, &hrefs),
            reply.status,
            &reply.headers,
            &*reply.body,
            limits(),
            |item| bodies.push(item.body),
        )
        .unwrap();
        let text = String::from_utf8(bodies.remove(0)).unwrap();
        assert!(text.contains("FN:Zoë <&> Müller"), "{text}");
        assert_eq!(text.contains("X-ABLABEL"), server == "radicale", "{text}");
    }
}

#[test]
fn each_refusal_of_a_write_is_told_apart() {
    let stale = etag("\"stale\"");
    let create = Condition::Absent;
    let change = Condition::Unchanged(&stale);
    for (reply, condition, size, meaning) in [
        (
            "radicale/12-put-create-again",
            create,
            200,
            WriteRefusal::AlreadyExists,
        ),
        (
            "xandikos/12-put-create-again",
            create,
            200,
            WriteRefusal::AlreadyExists,
        ),
        ("radicale/15-put-stale", change, 200, WriteRefusal::Stale),
        ("xandikos/15-put-stale", change, 200, WriteRefusal::Stale),
        (
            "radicale/16-put-if-match-missing",
            change,
            200,
            WriteRefusal::Stale,
        ),
        (
            "xandikos/16-put-if-match-missing",
            change,
            200,
            WriteRefusal::Stale,
        ),
        (
            "radicale/17-put-uid-taken",
            create,
            200,
            WriteRefusal::UidTakenAt(None),
        ),
        (
            "xandikos/17-put-uid-taken",
            create,
            200,
            WriteRefusal::UidTakenAt(None),
        ),
        (
            "radicale/18-put-invalid",
            create,
            200,
            WriteRefusal::Invalid(None),
        ),
        (
            "xandikos/18-put-invalid",
            create,
            200,
            WriteRefusal::Invalid(Some(dav::Precondition::ValidData)),
        ),
        (
            "radicale/19-put-missing-collection",
            create,
            200,
            WriteRefusal::Conflict,
        ),
        (
            "xandikos/19-put-missing-collection",
            create,
            200,
            WriteRefusal::Conflict,
        ),
        (
            "radicale/19-put-too-large",
            create,
            11 << 20,
            WriteRefusal::StaleOrTooLarge,
        ),
    ] {
        let recorded = Reply::recorded(reply);
        let refused = put::parse(
            condition,
            size,
            recorded.status,
            &recorded.headers,
            &*recorded.body,
        )
        .unwrap_err();
        assert_eq!(refused.0, meaning, "{reply}");
    }
}

#[test]
fn writes_that_succeed_give_their_version() {
    each(|server, _| {
        let created = Reply::recorded(&format!("{server}/11-put-create"));
        let written = put::parse(
            Condition::Absent,
            1,
            created.status,
            &created.headers,
            &*created.body,
        )
        .unwrap();
        assert!(
            written.created && written.etag.is_some(),
            "{server} {written:?}"
        );
        let before = written.etag.unwrap();
        let replaced = Reply::recorded(&format!("{server}/33-put-replace"));
        let written = put::parse(
            Condition::Unchanged(&before),
            1,
            replaced.status,
            &replaced.headers,
            &*replaced.body,
        )
        .unwrap();
        assert!(
            !written.created && written.etag.is_some_and(|etag| etag != before),
            "{server}"
        );
    });
}

#[test]
fn deleting_is_conditional_and_done_once() {
    each(|server, _| {
        let parse = |name: &str| {
            let reply = Reply::recorded(&format!("{server}/{name}"));
            delete::parse(reply.status, &reply.headers, &*reply.body)
        };
        assert_eq!(parse("29-delete-stale").unwrap_err().0, WriteRefusal::Stale);
        assert_eq!(parse("30-delete").unwrap(), delete::Deleted::Now);
        assert_eq!(parse("31-delete-again").unwrap(), delete::Deleted::Before);
    });
}

#[test]
fn getting_one_item() {
    each(|server, _| {
        let parse = |name: &str| {
            let reply = Reply::recorded(&format!("{server}/{name}"));
            get::parse(reply.status, &reply.headers, &*reply.body, 1 << 20).unwrap()
        };
        let get::Got::Item { etag, body, .. } = parse("23-get") else {
            panic!()
        };
        assert!(etag.is_some() && body.starts_with(b"BEGIN:VCALENDAR"));
        assert_eq!(parse("24-get-missing"), get::Got::NotFound);
    });
}

#[test]
fn homes_list_their_calendars_and_address_books() {
    let list = |server: &str, name: &str, home: &str| {
        let reply = Reply::recorded(&format!("{server}/{name}"));
        collections::parse(
            &url(home),
            reply.status,
            &reply.headers,
            &*reply.body,
            limits(),
        )
        .unwrap()
    };
    let radicale = list("radicale", "53-collections-after", "/alice/");
    assert_eq!(radicale.len(), 6);
    let new = radicale
        .iter()
        .find(|c| c.href == href("/alice/new/"))
        .unwrap();
    assert_eq!(new.name.as_deref(), Some("R&D <new>"));
    assert_eq!(new.components.as_deref(), Some(&[Component::ToDo][..]));
    assert!(new.takes(Component::ToDo) && !new.takes(Component::Event));
    assert_eq!(
        new.rights
            .map(|rights| (rights.create, rights.change, rights.delete)),
        Some((true, true, true))
    );
    assert_eq!(new.offers_sync_collection, Some(true));
    assert!(new.state.token.is_some() && new.state.ctag.is_some());
    assert_eq!(
        radicale
            .iter()
            .filter(|c| c.kind == CollectionKind::AddressBook)
            .count(),
        2
    );

    let xandikos = list("xandikos", "53-collections-after", "/alice/calendars/");
    assert_eq!(
        xandikos
            .iter()
            .map(|c| c.href.name())
            .collect::<Vec<_>>()
            .len(),
        4
    );
    assert!(
        xandikos
            .iter()
            .all(|c| c.rights.is_some_and(|rights| rights.delete)),
        "`all` alone is everything"
    );
    let books = list("xandikos", "06-collections-books", "/alice/contacts/");
    assert_eq!(books.len(), 1);
}

#[test]
fn the_states_of_a_home_come_in_one_request() {
    for (server, home, members) in [
        ("radicale", "/alice/", 4),
        ("xandikos", "/alice/calendars/", 3),
    ] {
        let reply = Reply::recorded(&format!("{server}/07-states"));
        let states = collections::parse_states(
            &url(home),
            reply.status,
            &reply.headers,
            &*reply.body,
            limits(),
        )
        .unwrap();
        let with_token = states
            .iter()
            .filter(|(href, state)| *href != common::href(home) && state.token.is_some());
        assert_eq!(with_token.count(), members, "{server}");
        assert!(
            states
                .iter()
                .all(|(_, state)| state.token.is_none() || state.is_same(&state.clone()))
        );
    }
}

#[test]
fn principals_name_their_homes() {
    for (server, calendars, books) in [
        ("radicale", "/alice/", "/alice/"),
        ("xandikos", "/alice/calendars/", "/alice/contacts/"),
    ] {
        let parse = |name: &str| {
            let reply = Reply::recorded(&format!("{server}/{name}"));
            principal::parse(reply.status, &reply.headers, &*reply.body, limits()).unwrap()
        };
        assert_eq!(
            parse("01-principal-root").principal.as_deref(),
            Some("/alice/")
        );
        let alice = parse("04-principal");
        assert_eq!(
            (alice.calendar_homes, alice.address_book_homes),
            (vec![calendars.into()], vec![books.into()]),
            "{server}"
        );
    }
}

#[test]
fn collections_are_made_once() {
    each(|server, _| {
        let parse = |name: &str| {
            let reply = Reply::recorded(&format!("{server}/{name}"));
            make_collection::parse(reply.status, &reply.headers, &*reply.body)
                .map_err(|refused| refused.0)
        };
        assert_eq!(parse("50-mkcalendar"), Ok(()));
        assert_eq!(
            parse("51-mkcalendar-again"),
            Err(WriteRefusal::AlreadyExists),
            "{server}"
        );
        assert_eq!(parse("52-mkcol-book"), Ok(()));
    });
}

#[test]
fn options_say_what_the_server_can() {
    each(|server, _| {
        let abilities = options::parse(&Reply::recorded(&format!("{server}/00-options")).headers);
        assert!(
            abilities.dav
                && abilities.calendars
                && abilities.address_books
                && abilities.extended_mkcol,
            "{server} {abilities:?}"
        );
    });
}

#[test]
fn no_href_of_a_recorded_listing_is_outside_its_collection() {
    each(|server, calendar| {
        for name in ["20-listing", "27-sync-initial", "32-sync-since"] {
            let reply = Reply::recorded(&format!("{server}/{name}"));
            let asked = Asked {
                collection: &calendar,
                token: None,
                limit: None,
            };
            let (_, rows) = sync(&reply, &asked);
            assert!(
                rows.iter().all(|row| !matches!(row, Listed::Outside(_))),
                "{server}/{name} {rows:?}"
            );
        }
    });
    assert_eq!(Href::from_path("/a").name(), "a");
}
