//! Each fault does what it says, and nothing else.

mod support;

use std::time::Duration;

use server_stub::{
    Fault, LostReply, MissingRow, Moment, Profile, Rewrite, Rule, TokenLoss, Truncation,
};
use support::{BASIC, CALENDAR, TASKS, World, event};

fn path(uid: &str) -> String {
    format!("{CALENDAR}{uid}.ics")
}

fn world_with(items: usize) -> World {
    let world = World::new();
    for number in 0..items {
        world.put(
            &path(&format!("n{number}")),
            &event(&format!("n{number}"), "x"),
        );
    }
    world
}

fn on(world: &World, rule: Rule) {
    world.server.faults().clear();
    world.server.faults().add(rule);
}

#[test]
fn a_slow_reply_waits_through_the_door_it_was_given() {
    let world = World::new();
    on(&world, Rule::always(Fault::Slow(Duration::from_secs(7))));
    assert_eq!(world.list(CALENDAR).status, 207);
    assert_eq!(*world.slept.lock().unwrap(), [Duration::from_secs(7)]);
}

#[test]
fn a_lost_reply_is_lost_before_or_after_the_work() {
    for (moment, done) in [(Moment::BeforeWrite, false), (Moment::AfterWrite, true)] {
        let world = World::new();
        on(&world, Rule::times(Fault::Lost(moment), 1).on("PUT"));
        let reply = world.ask("PUT", &path("a"), &[], event("a", "x"));
        assert_eq!(reply.lost, Some(LostReply(moment)));
        assert_eq!(world.get(&path("a")).status == 200, done);
        assert_eq!(
            world.ask("PUT", &path("a"), &[], event("a", "x")).lost,
            None,
            "once is once"
        );
    }
}

#[test]
fn a_cut_body_ends_in_an_error_after_its_bytes() {
    let world = world_with(3);
    on(&world, Rule::always(Fault::CutBody { keep: 100 }));
    let reply = world.list(CALENDAR);
    assert!(reply.cut && reply.body.len() == 100);
}

#[test]
fn a_listing_is_cut_with_or_without_a_word() {
    let cases = [
        (Truncation::Announced, 1, 3),
        (Truncation::Silent, 0, 3),
        (Truncation::SilentSkipping, 0, 0),
    ];
    for (how, announced, later) in cases {
        let world = world_with(5);
        on(
            &world,
            Rule::always(Fault::TruncatedListing { keep: 2, how }),
        );
        let listing = world.list(CALENDAR);
        assert_eq!(
            (listing.count("<D:getetag>"), listing.count("507")),
            (2, announced)
        );
        let page = world.sync(CALENDAR, "", "");
        assert_eq!(
            (page.count("<D:getetag>"), page.count("507")),
            (2, announced)
        );
        world.server.faults().clear();
        let rest = world.sync(CALENDAR, page.text("D:sync-token"), "");
        assert_eq!(rest.count("<D:getetag>"), later, "{how:?}");
    }
}

#[test]
fn an_empty_listing_is_empty_although_the_items_are_there() {
    let world = world_with(3);
    on(&world, Rule::always(Fault::EmptyListing));
    assert_eq!(
        world.list(CALENDAR).count("<D:response>"),
        1,
        "the collection itself"
    );
    let sync = world.sync(CALENDAR, "", "");
    assert_eq!(sync.count("<D:response>"), 0);
    assert_eq!(world.get(&path("n0")).status, 200);
    world.server.faults().clear();
    assert_eq!(
        world
            .sync(CALENDAR, sync.text("D:sync-token"), "")
            .count("<D:getetag>"),
        3
    );
}

#[test]
fn a_stale_listing_lacks_what_is_new_until_the_index_has_caught_up() {
    let world = world_with(1);
    world.pass(60);
    world.put(&path("new"), &event("new", "x"));
    on(
        &world,
        Rule::always(Fault::StaleListing {
            lag: Duration::from_secs(30),
        }),
    );
    assert_eq!(world.get(&path("new")).status, 200);
    assert_eq!(
        (
            world.list(CALENDAR).count("n0.ics"),
            world.list(CALENDAR).count("new.ics")
        ),
        (1, 0)
    );
    let sync = world.sync(CALENDAR, "", "");
    assert_eq!((sync.count("n0.ics"), sync.count("new.ics")), (1, 0));
    world.pass(31);
    assert_eq!(
        world
            .sync(CALENDAR, sync.text("D:sync-token"), "")
            .count("new.ics"),
        1
    );
}

#[test]
fn a_forgotten_token_is_refused_or_answered_with_everything() {
    let world = world_with(2);
    let token = world.sync(CALENDAR, "", "").text("D:sync-token").to_owned();
    world.ask("DELETE", &path("n0"), &[], "");
    on(&world, Rule::always(Fault::ForgetToken(TokenLoss::Refused)));
    assert!(
        world
            .sync(CALENDAR, &token, "")
            .body
            .contains("valid-sync-token")
    );
    assert_eq!(world.sync(CALENDAR, "", "").status, 207);
    on(
        &world,
        Rule::always(Fault::ForgetToken(TokenLoss::EverythingWithoutDeletions)),
    );
    let all = world.sync(CALENDAR, &token, "");
    assert_eq!(
        (all.status, all.count("<D:getetag>"), all.count("404")),
        (207, 1, 0)
    );
}

#[test]
fn tags_are_missing_weak_changing_or_reused() {
    let world = world_with(1);
    on(&world, Rule::always(Fault::NoEtagOnPut));
    assert_eq!(world.put(&path("a"), &event("a", "x")).etag(), "");
    assert_ne!(world.get(&path("a")).etag(), "");
    on(&world, Rule::always(Fault::WeakEtag));
    assert!(
        world
            .put(&path("a"), &event("a", "x"))
            .etag()
            .starts_with("W/\"")
    );
    assert!(world.list(CALENDAR).body.contains("W/&quot;"));
    world.server.faults().clear();
    let token = world.sync(CALENDAR, "", "").text("D:sync-token").to_owned();
    on(&world, Rule::times(Fault::EtagChurn, 1).on("REPORT"));
    let before = world.get(&path("a"));
    assert_eq!(world.sync(CALENDAR, &token, "").count("<D:getetag>"), 2);
    let after = world.get(&path("a"));
    assert!(before.etag() != after.etag() && before.body == after.body);
    on(&world, Rule::always(Fault::ReusedEtag));
    let first = world.put(&path("r"), &event("r", "one")).etag();
    assert_ne!(world.put(&path("r"), &event("r", "two")).etag(), first);
    world.ask("DELETE", &path("r"), &[], "");
    assert_eq!(world.put(&path("r"), &event("r", "three")).etag(), first);
}

#[test]
fn a_body_is_rewritten_in_each_style() {
    for (style, seen) in [
        (Rewrite::Refold, "\r\n "),
        (Rewrite::Reorder, "DTSTAMP:20260101T000000Z\r\nDTSTART"),
        (Rewrite::AddProperties, "CLASS:PUBLIC"),
        (Rewrite::DropUnknown, "SUMMARY:"),
    ] {
        let world = World::new();
        on(&world, Rule::always(Fault::RewriteBody(style)));
        let body = event("a", &"long ".repeat(20));
        world.put(&path("a"), &body);
        let stored = world.get(&path("a")).body;
        assert!(
            stored != body && stored.contains(seen),
            "{style:?} {stored}"
        );
        assert_eq!(stored.contains("X-MINE"), style != Rewrite::DropUnknown);
    }
}

#[test]
fn a_multiget_is_capped() {
    let world = world_with(3);
    let body = format!(
        r#"<C:calendar-multiget xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><getetag/></prop><href>{CALENDAR}n0.ics</href><href>{CALENDAR}n1.ics</href><href>{CALENDAR}n2.ics</href></C:calendar-multiget>"#
    );
    for (missing, rows) in [(MissingRow::LeftOut, 1), (MissingRow::NotFound, 3)] {
        on(
            &world,
            Rule::always(Fault::CappedMultiget { rows: 1, missing }),
        );
        let reply = world.ask("REPORT", CALENDAR, &[], body.clone());
        assert_eq!(
            (reply.count("<D:response>"), reply.count("<D:getetag>")),
            (rows, 1)
        );
    }
}

#[test]
fn preconditions_can_be_ignored() {
    let world = world_with(1);
    on(&world, Rule::always(Fault::IgnorePreconditions));
    let put = |uid: &str, name: &str, value: &str| {
        world
            .ask("PUT", &path(uid), &[(name, value)], event(uid, "y"))
            .status
    };
    assert_eq!(put("n0", "if-none-match", "*"), 204);
    assert_eq!(put("n0", "if-match", "\"stale\""), 204);
    assert_eq!(put("gone", "if-match", "\"stale\""), 201);
    assert_eq!(
        world
            .ask("DELETE", &path("n0"), &[("if-match", "\"stale\"")], "")
            .status,
        204
    );
}

#[test]
fn any_status_can_be_told_before_or_after_the_work() {
    for code in [401, 403, 404, 412, 418, 423, 429, 500, 502, 503, 507] {
        for (moment, done) in [(Moment::BeforeWrite, false), (Moment::AfterWrite, true)] {
            let world = World::new();
            let fault = Fault::Status {
                code,
                retry_after_s: (code == 429).then_some(9),
                moment,
            };
            on(&world, Rule::times(fault, 1).on("PUT"));
            let reply = world.ask("PUT", &path("a"), &[], event("a", "x"));
            assert_eq!(reply.status, code);
            assert_eq!(reply.header("retry-after") == "9", code == 429);
            assert_eq!(reply.header("www-authenticate").is_empty(), code != 401);
            assert_eq!(reply.body.contains("lock-token-submitted"), code == 423);
            assert_eq!(world.get(&path("a")).status == 200, done);
        }
    }
}

#[test]
fn a_web_page_comes_instead_of_dav() {
    let world = World::new();
    on(&world, Rule::always(Fault::WebPage));
    let reply = world.ask("PROPFIND", "/WebDAV/", &[("authorization", "")], "");
    assert!(reply.status == 200 && reply.header("content-type").starts_with("text/html"));
}

#[test]
fn old_status_lines_stand_in_every_row() {
    let world = world_with(1);
    on(&world, Rule::always(Fault::Http2StatusLine));
    let reply = world.list(CALENDAR);
    assert_eq!(
        (reply.count("HTTP/2.0 200 OK"), reply.count("HTTP/1.1")),
        (reply.count("<D:propstat>") - reply.count("404"), 0)
    );
}

#[test]
fn a_fault_keeps_to_its_user_collection_and_method() {
    let world = World::new();
    let fault = Fault::Status {
        code: 503,
        retry_after_s: None,
        moment: Moment::BeforeWrite,
    };
    on(
        &world,
        Rule::always(fault)
            .for_user("alice@example.com")
            .in_collection("calendars/tasks")
            .on("PROPFIND"),
    );
    let ask = |method: &str, path: &str| {
        world
            .ask(
                method,
                path,
                &[("depth", "0"), ("authorization", BASIC)],
                "",
            )
            .status
    };
    assert_eq!(ask("PROPFIND", TASKS), 503);
    assert_eq!(ask("PROPFIND", CALENDAR), 207);
    assert_eq!(ask("OPTIONS", TASKS), 200);
    assert_eq!(
        world
            .ask(
                "PROPFIND",
                TASKS,
                &[("authorization", "Basic Ym9iOmJ1aWxkZXI=")],
                ""
            )
            .status,
        403
    );
}

#[test]
fn the_server_behaves_like_another_and_like_itself_again() {
    let world = world_with(1);
    let bogus = |status: u16| {
        let reply = world.sync(CALENDAR, "urn:x-smsync:sync:1:1:999", "");
        assert_eq!(reply.status, status, "{reply:?}");
    };
    bogus(403);
    world.server.behave_like(Profile::Xandikos);
    bogus(412);
    world.server.behave_like(Profile::Sogo);
    bogus(207);
    let tag = world.put(&path("n0"), &event("n0", "x")).etag();
    assert_eq!(
        world.server.faults().list().len(),
        Profile::Sogo.rules().len()
    );
    assert!(tag.contains("gcs"), "{tag}");
    world.server.behave_like(Profile::Strict);
    bogus(403);
    assert!(world.server.faults().list().is_empty());
}
