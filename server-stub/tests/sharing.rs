//! Collections of somebody else's (RFC 3744): found, read, written, and nothing besides.

mod support;

use server_stub::{Access, Config, Server, names};
use support::{ALICE, CALENDAR, CONTACTS, Reply, TASKS, World, event};

/// bob:builder
const BOB: &str = "Basic Ym9iOmJ1aWxkZXI=";
const BOB_S_PRINCIPAL: &str = "/WebDAV/principals/bob@example.com/";
const ALICE_S_PRINCIPAL: &str = "/WebDAV/principals/alice@example.com/";
const HOME: &str = "/WebDAV/alice@example.com/calendars/";

/// Bob asks.
fn bob(world: &World, method: &str, path: &str, depth: &str, body: impl Into<String>) -> Reply {
    let headers = [("authorization", BOB), ("depth", depth)];
    world.ask(method, path, &headers, body.into())
}

fn properties(names: &str) -> String {
    format!(
        r#"<d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:r="urn:ietf:params:xml:ns:carddav" xmlns:s="http://calendarserver.org/ns/"><d:prop>{names}</d:prop></d:propfind>"#
    )
}

fn hrefs(reply: &Reply) -> Vec<&str> {
    let rest = reply.body.split("<D:href>").skip(1);
    rest.filter_map(|rest| rest.split('<').next()).collect()
}

/// What Alice says in an ACL request.
fn grant(who: &str, privilege: &str) -> String {
    format!(
        r#"<acl xmlns="DAV:"><ace><principal><property><owner/></property></principal><grant><privilege><all/></privilege></grant></ace><ace><principal><href>{who}</href></principal><grant><privilege><read/></privilege><privilege><{privilege}/></privilege></grant></ace></acl>"#
    )
}

fn shared(access: Access) -> World {
    let world = World::new();
    world.put(&format!("{CALENDAR}1.ics"), &event("1", "hers"));
    world.put(
        &format!("{TASKS}2.ics"),
        &event("2", "secret").replace("VEVENT", "VTODO"),
    );
    world
        .mailbox()
        .share(names::CALENDAR, "bob@example.com", Some(access))
        .unwrap();
    world
}

#[test]
fn nothing_of_somebody_else_s_is_seen_that_is_not_shared() {
    let world = shared(Access::Read);
    for path in [TASKS, CONTACTS, "/WebDAV/alice@example.com/addressbooks/"] {
        assert_eq!(bob(&world, "PROPFIND", path, "1", "").status, 403, "{path}");
    }
    let item = format!("{TASKS}2.ics");
    for method in ["GET", "PUT", "DELETE", "PROPFIND"] {
        assert_eq!(bob(&world, method, &item, "0", "").status, 403, "{method}");
    }
    let nobody = bob(
        &world,
        "PROPFIND",
        "/WebDAV/carol@example.com/calendars/",
        "1",
        "",
    );
    assert_eq!(nobody.status, 403, "whether there is a Carol is not told");
    let home = bob(&world, "PROPFIND", HOME, "1", "");
    assert_eq!(hrefs(&home), [HOME, CALENDAR], "one of her calendars");
    assert!(
        !home.body.contains("quota"),
        "how much she has is hers to know"
    );
}

#[test]
fn a_shared_calendar_is_found_from_the_guest_s_own_principal() {
    let world = shared(Access::Read);
    let asked = properties(
        "<c:calendar-home-set/><r:addressbook-home-set/><s:calendar-proxy-read-for/><s:calendar-proxy-write-for/>",
    );
    let told = bob(&world, "PROPFIND", BOB_S_PRINCIPAL, "0", asked.clone());
    assert_eq!(
        hrefs(&told),
        [
            BOB_S_PRINCIPAL,
            "/WebDAV/bob@example.com/calendars/",
            HOME,
            "/WebDAV/bob@example.com/addressbooks/",
            ALICE_S_PRINCIPAL,
        ]
    );
    assert!(
        told.body.contains("<CS:calendar-proxy-write-for/>"),
        "{told:?}"
    );
    let hers = bob(&world, "PROPFIND", ALICE_S_PRINCIPAL, "0", asked.clone());
    assert_eq!(
        hrefs(&hers),
        [
            ALICE_S_PRINCIPAL,
            HOME,
            "/WebDAV/alice@example.com/addressbooks/"
        ]
    );
    let alone = world.ask("PROPFIND", ALICE_S_PRINCIPAL, &[("depth", "0")], asked);
    assert_eq!(hrefs(&alone), hrefs(&hers), "nobody shares with her");
}

#[test]
fn who_may_only_read_reads_and_is_told_so() {
    let world = shared(Access::Read);
    let item = format!("{CALENDAR}1.ics");
    assert!(bob(&world, "GET", &item, "0", "").body.contains("hers"));
    let asked =
        properties("<d:owner/><d:current-user-principal/><d:current-user-privilege-set/><d:acl/>");
    let told = bob(&world, "PROPFIND", CALENDAR, "0", asked);
    assert_eq!(hrefs(&told), [CALENDAR, ALICE_S_PRINCIPAL, BOB_S_PRINCIPAL]);
    assert_eq!((told.count("<D:read/>"), told.count("write")), (1, 0));
    assert_eq!(
        told.count("<D:grant>"),
        0,
        "with whom she shares is hers to know"
    );
    let multiget = format!(
        r#"<C:calendar-multiget xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><C:calendar-data/></prop><href>{item}</href></C:calendar-multiget>"#
    );
    assert!(
        bob(&world, "REPORT", CALENDAR, "0", multiget)
            .body
            .contains("SUMMARY:hers")
    );
    let first = r#"<sync-collection xmlns="DAV:"><sync-token/><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>"#;
    assert_eq!(
        bob(&world, "REPORT", CALENDAR, "0", first).count("<D:getetag>"),
        1
    );
    for (method, path, body) in [
        ("PUT", format!("{CALENDAR}3.ics"), event("3", "his")),
        ("PUT", item.clone(), event("1", "his")),
        ("DELETE", item.clone(), String::new()),
        ("DELETE", CALENDAR.to_owned(), String::new()),
        ("MKCALENDAR", format!("{HOME}new/"), String::new()),
        ("PROPPATCH", CALENDAR.to_owned(), r#"<propertyupdate xmlns="DAV:"><set><prop><displayname>x</displayname></prop></set></propertyupdate>"#.to_owned()),
        ("ACL", CALENDAR.to_owned(), grant(BOB_S_PRINCIPAL, "write")),
    ] {
        let refused = bob(&world, method, &path, "0", body);
        assert_eq!(refused.status, 403, "{method} {path}");
        assert!(refused.body.contains("need-privileges"), "{refused:?}");
    }
    assert!(world.get(&item).body.contains("hers"));
}

#[test]
fn who_may_write_writes_items_and_no_more() {
    let world = shared(Access::Write);
    let (old, new) = (format!("{CALENDAR}1.ics"), format!("{CALENDAR}3.ics"));
    assert_eq!(bob(&world, "PUT", &new, "0", event("3", "his")).status, 201);
    assert_eq!(
        bob(&world, "PUT", &old, "0", event("1", "ours")).status,
        204
    );
    assert!(
        world.get(&old).body.contains("ours"),
        "she sees what he wrote"
    );
    assert_eq!(bob(&world, "DELETE", &new, "0", "").status, 204);
    let asked = properties("<d:current-user-privilege-set/>");
    let told = bob(&world, "PROPFIND", CALENDAR, "0", asked.clone());
    for privilege in ["write-content", "bind", "unbind"] {
        assert_eq!(told.count(&format!("<D:{privilege}/>")), 1, "{privilege}");
    }
    assert!(!told.body.contains("<D:write/>") && !told.body.contains("acl"));
    let own = world.ask("PROPFIND", CALENDAR, &[("depth", "0")], asked);
    assert!(own.body.contains("<D:write/>") && own.body.contains("<D:write-acl/>"));
    let home = bob(
        &world,
        "PROPFIND",
        HOME,
        "0",
        properties("<d:current-user-privilege-set/>"),
    );
    assert!(
        !home.body.contains("bind"),
        "calendars of hers are not his to make"
    );
    for path in [CALENDAR.to_owned(), format!("{HOME}new/")] {
        assert_eq!(bob(&world, "DELETE", &path, "0", "").status, 403);
    }
    let away = [
        ("authorization", BOB),
        (
            "destination",
            "/WebDAV/bob@example.com/calendars/calendar/1.ics",
        ),
    ];
    assert_eq!(
        world.ask("MOVE", &old, &away, "").status,
        403,
        "not out of her mailbox"
    );
}

#[test]
fn the_owner_shares_by_acl_and_sees_with_whom() {
    let world = World::new();
    world.put(&format!("{CALENDAR}1.ics"), &event("1", "hers"));
    let acl = |body: &str| world.ask("ACL", CALENDAR, &[], body.to_owned());
    assert_eq!(
        bob(&world, "GET", &format!("{CALENDAR}1.ics"), "0", "").status,
        403
    );
    assert_eq!(acl(&grant(BOB_S_PRINCIPAL, "write-content")).status, 200);
    assert_eq!(
        bob(
            &world,
            "PUT",
            &format!("{CALENDAR}2.ics"),
            "0",
            event("2", "his")
        )
        .status,
        201
    );
    let asked = properties("<d:acl/><d:acl-restrictions/><d:supported-privilege-set/>");
    let told = world.ask("PROPFIND", CALENDAR, &[("depth", "0")], asked);
    assert!(hrefs(&told).contains(&BOB_S_PRINCIPAL), "{told:?}");
    assert_eq!(
        (told.count("<D:ace>"), told.count("<D:protected/>")),
        (2, 1)
    );
    assert!(told.body.contains("<D:grant-only/>") && told.body.contains("<D:supported-privilege>"));
    for (body, reason) in [
        (grant("/WebDAV/principals/carol@example.com/", "read"), "recognized-principal"),
        (grant("/elsewhere", "read"), "recognized-principal"),
        (grant(BOB_S_PRINCIPAL, "unlock"), "not-supported-privilege"),
        (grant(BOB_S_PRINCIPAL, "read").replace("grant", "deny"), "grant-only"),
        (
            grant(BOB_S_PRINCIPAL, "read").replace("<ace>", "<ace><invert/>"),
            "no-invert",
        ),
        (
            r#"<acl xmlns="DAV:"><ace><principal><all/></principal><grant><privilege><read/></privilege></grant></ace></acl>"#.to_owned(),
            "allowed-principal",
        ),
    ] {
        let refused = acl(&body);
        assert_eq!(refused.status, 403, "{body}");
        assert!(refused.body.contains(reason), "{reason}: {refused:?}");
    }
    assert_eq!(
        world.mailbox().collections()[0].shared_with.len(),
        1,
        "what is refused changes nothing"
    );
    assert_eq!(acl(r#"<acl xmlns="DAV:"/>"#).status, 200);
    assert_eq!(
        bob(&world, "GET", &format!("{CALENDAR}1.ics"), "0", "").status,
        403
    );
    assert_eq!(
        bob(&world, "PROPFIND", ALICE_S_PRINCIPAL, "0", "").status,
        403
    );
    assert_eq!(acl("").status, 400);
    assert_eq!(
        world
            .ask("ACL", HOME, &[], grant(BOB_S_PRINCIPAL, "read"))
            .status,
        403
    );
}

#[test]
fn a_share_outlives_a_restart_and_not_the_guest() {
    let directory = tempfile::tempdir().unwrap();
    let open = || Server::open(Config::default(), directory.path()).unwrap();
    let server = open();
    let alice = server.mailbox(ALICE).unwrap();
    alice
        .share(names::CALENDAR, "Bob@Example.com", Some(Access::Write))
        .unwrap();
    assert!(
        alice
            .share(names::CALENDAR, "carol@example.com", Some(Access::Read))
            .is_err()
    );
    assert!(
        alice
            .share(names::CALENDAR, ALICE, Some(Access::Read))
            .is_err(),
        "it is hers already"
    );
    drop((server, alice));
    let shared_with = |server: &Server| {
        let collections = server.mailbox(ALICE).unwrap().collections();
        let calendar = collections
            .into_iter()
            .find(|one| one.path.to_string() == names::CALENDAR);
        calendar.unwrap().shared_with
    };
    let server = open();
    assert_eq!(
        shared_with(&server),
        [("bob@example.com".to_owned(), Access::Write)]
    );
    server.remove_user("bob@example.com").unwrap();
    server
        .add_user("bob@example.com", "another Bob", false)
        .unwrap();
    assert_eq!(shared_with(&server), []);
    drop(server);
    assert_eq!(shared_with(&open()), []);
}
