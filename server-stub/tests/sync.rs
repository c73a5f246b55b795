//! sync-collection (RFC 6578): changes, pages, tokens.

mod support;

use server_stub::names;
use support::{CALENDAR, World, event};

fn path(uid: &str) -> String {
    format!("{CALENDAR}{uid}.ics")
}

#[test]
fn each_sync_tells_what_changed_since_the_last() {
    let world = World::new();
    let empty = world.sync(CALENDAR, "", "");
    assert_eq!((empty.status, empty.count("<D:response>")), (207, 0));
    world.put(&path("a"), &event("a", "1"));
    world.put(&path("b"), &event("b", "1"));
    let first = world.sync(CALENDAR, empty.text("D:sync-token"), "");
    assert_eq!((first.count("a.ics"), first.count("b.ics")), (1, 1));
    world.put(&path("a"), &event("a", "2"));
    world.ask("DELETE", &path("b"), &[], "");
    let second = world.sync(CALENDAR, first.text("D:sync-token"), "");
    assert_eq!(
        (
            second.count("<D:response>"),
            second.count("404 Not Found"),
            second.count("<D:getetag>")
        ),
        (2, 1, 1)
    );
    let third = world.sync(CALENDAR, second.text("D:sync-token"), "");
    assert_eq!(
        (third.count("<D:response>"), third.text("D:sync-token")),
        (0, second.text("D:sync-token"))
    );
    let whole = world.sync(CALENDAR, "", "");
    assert_eq!(
        (whole.count("<D:response>"), whole.count("404")),
        (1, 0),
        "a first sync tells of no deletions"
    );
}

#[test]
fn pages_lose_nothing_and_say_that_more_follows() {
    let limited = "<limit><nresults>5</nresults></limit>";
    for (page_size, extra, rows) in [(None, limited, 5), (Some(7), "", 7), (Some(7), limited, 5)] {
        let world = World::with(|config| config.page_size = page_size);
        for number in 0..23 {
            world.put(
                &path(&format!("n{number:02}")),
                &event(&format!("n{number:02}"), "x"),
            );
        }
        let (mut token, mut seen, mut last) = (String::new(), Vec::new(), false);
        while !last {
            let page = world.sync(CALENDAR, &token, extra);
            assert!(page.count("<D:getetag>") <= rows);
            seen.extend(
                page.body
                    .split("calendar/n")
                    .skip(1)
                    .map(|rest| rest[..2].to_owned()),
            );
            last = page.count("507 Insufficient Storage") == 0;
            assert_eq!(last, page.count("number-of-matches-within-limits") == 0);
            token = page.text("D:sync-token").to_owned();
            // Someone goes on working between the pages.
            world.put(&path("busy"), &event("busy", &token));
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 23);
        assert_eq!(world.sync(CALENDAR, &token, "").count("busy.ics"), 1);
    }
}

#[test]
fn a_token_that_is_not_known_is_refused_by_name() {
    let world = World::new();
    world.put(&path("a"), &event("a", "1"));
    let token = world.sync(CALENDAR, "", "").text("D:sync-token").to_owned();
    for bad in [
        "nonsense",
        "urn:x-smsync:sync:99:1:1",
        "http://example.com/1",
    ] {
        let reply = world.sync(CALENDAR, bad, "");
        assert!(
            reply.status == 403 && reply.body.contains("<D:valid-sync-token/>"),
            "{bad}"
        );
    }
    assert_eq!(world.sync(CALENDAR, &token, "").status, 207);
    world.mailbox().forget_sync_tokens(names::CALENDAR).unwrap();
    assert_eq!(world.sync(CALENDAR, &token, "").status, 403);
    let new = world.sync(CALENDAR, "", "").text("D:sync-token").to_owned();
    world.ask("DELETE", CALENDAR, &[], "");
    world.ask("MKCALENDAR", CALENDAR, &[], "");
    assert_eq!(
        world.sync(CALENDAR, &new, "").status,
        403,
        "of the calendar that was there before"
    );
}

#[test]
fn what_the_rfc_forbids_to_ask_is_refused() {
    let world = World::new();
    let body = |level: &str| {
        format!(
            r#"<sync-collection xmlns="DAV:"><sync-token/><sync-level>{level}</sync-level><prop><getetag/></prop></sync-collection>"#
        )
    };
    assert_eq!(
        world
            .ask("REPORT", CALENDAR, &[("depth", "infinity")], body("1"))
            .status,
        400
    );
    assert_eq!(
        world
            .ask("REPORT", CALENDAR, &[("depth", "0")], body("infinite"))
            .status,
        403
    );
    assert_eq!(
        world
            .sync(CALENDAR, "", "<limit><nresults>0</nresults></limit>")
            .status,
        400
    );
    assert_eq!(
        world
            .sync("/WebDAV/alice@example.com/calendars/", "", "")
            .status,
        403
    );
    let unknown = world.ask("REPORT", CALENDAR, &[], r#"<nothing xmlns="DAV:"/>"#);
    assert!(unknown.body.contains("<D:supported-report/>"));
}

#[test]
fn the_ctag_changes_when_and_only_when_something_did() {
    let world = World::new();
    let tag = || {
        let body = r#"<propfind xmlns="DAV:"><prop><getctag xmlns="http://calendarserver.org/ns/"/><sync-token/></prop></propfind>"#;
        world
            .ask("PROPFIND", CALENDAR, &[("depth", "0")], body)
            .body
    };
    let before = tag();
    world.list(CALENDAR);
    assert_eq!(before, tag());
    world.put(&path("a"), &event("a", "1"));
    assert_ne!(before, tag());
}

#[test]
fn a_mailbox_made_anew_knows_no_token_and_no_tag_of_the_one_before() {
    let world = World::new();
    let own = "/WebDAV/carol@example.com/calendars/calendar/";
    let carol = [("authorization", "Basic Y2Fyb2w6dGhyb3VnaCB0aGUgZ2xhc3M=")];
    let ask = |method: &str, path: &str, body: String| world.ask(method, path, &carol, body);
    let listing = |token: &str| {
        format!(
            r#"<sync-collection xmlns="DAV:"><sync-token>{token}</sync-token><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>"#
        )
    };
    let mut seen: Vec<(String, String)> = Vec::new();
    for _ in 0..3 {
        world
            .server
            .add_user("carol@example.com", "through the glass", false)
            .unwrap();
        let tag = ask("PUT", &format!("{own}1.ics"), event("1", "same")).etag();
        for (old_token, old_tag) in &seen {
            let refused = ask("REPORT", own, listing(old_token));
            assert!(
                refused.status == 403 && refused.body.contains("valid-sync-token"),
                "{refused:?}"
            );
            assert_ne!(&tag, old_tag);
        }
        let token = ask("REPORT", own, listing(""))
            .text("D:sync-token")
            .to_owned();
        seen.push((token, tag));
        world.server.remove_user("carol@example.com").unwrap();
        world.pass(1);
    }
}

#[test]
fn what_was_made_and_deleted_since_a_token_need_not_be_told() {
    for tells in [true, false] {
        let world = World::with(|config| config.manners.tells_short_lives = tells);
        for name in ["known", "again"] {
            world.put(&path(name), &event(name, "1"));
        }
        let token = world.sync(CALENDAR, "", "");
        let token = token.text("D:sync-token");
        world.put(&path("short"), &event("short", "1"));
        for name in ["known", "again", "short"] {
            world.ask("DELETE", &path(name), &[], "");
        }
        world.put(&path("again"), &event("again", "2"));
        world.ask("DELETE", &path("again"), &[], "");
        let told = world.sync(CALENDAR, token, "");
        let gone = ["known", "again", "short"].map(|name| told.count(&format!("{name}.ics")));
        assert_eq!(gone, [1, 1, usize::from(tells)]);
    }
}
