//! What the RFCs promise, asked with literal requests.

mod support;

use server_stub::{Challenge, names};
use support::{BASIC, CALENDAR, CONTACTS, TASKS, TEAM, World, card, event};

#[test]
fn a_client_finds_its_collections_from_the_server_s_name_alone() {
    let world = World::new();
    for name in ["/.well-known/caldav", "/.well-known/carddav"] {
        let reply = world.ask("PROPFIND", name, &[("authorization", "")], "");
        assert_eq!((reply.status, reply.header("location")), (301, "/WebDAV/"));
    }
    let ask = |path: &str, property: &str| {
        let body = format!(
            r#"<d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:r="urn:ietf:params:xml:ns:carddav"><d:prop><{property}/></d:prop></d:propfind>"#
        );
        let reply = world.ask("PROPFIND", path, &[("depth", "0")], body);
        let hrefs = reply.body.split("<D:href>").skip(1);
        let hrefs: Vec<&str> = hrefs.filter_map(|rest| rest.split('<').next()).collect();
        hrefs.join("|")
    };
    let principal = "/WebDAV/principals/alice@example.com/";
    for path in ["/", "/WebDAV/"] {
        assert_eq!(
            ask(path, "d:current-user-principal"),
            format!("{path}|{principal}")
        );
    }
    assert_eq!(
        ask(principal, "c:calendar-home-set"),
        format!("{principal}|/WebDAV/alice@example.com/calendars/")
    );
    assert_eq!(
        ask(principal, "r:addressbook-home-set"),
        format!("{principal}|/WebDAV/alice@example.com/addressbooks/")
    );
    let home = world.ask("PROPFIND", "/WebDAV/alice@example.com/calendars/", &[("depth", "1")],
        r#"<propfind xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop><resourcetype/><displayname/><c:supported-calendar-component-set/><current-user-privilege-set/></prop></propfind>"#);
    assert_eq!(home.count("<C:calendar/>"), 4);
    assert_eq!(home.count("name=\"VTODO\""), 1);
    assert_eq!(
        home.count("<D:write/>"),
        4,
        "the home and three of its calendars"
    );
}

#[test]
fn options_tell_what_the_server_can_do_without_a_password() {
    let reply = World::new().ask("OPTIONS", "/WebDAV/", &[("authorization", "")], "");
    assert_eq!(reply.status, 200);
    let classes: Vec<&str> = reply.header("dav").split(", ").collect();
    for class in ["1", "3", "calendar-access", "addressbook", "extended-mkcol"] {
        assert!(classes.contains(&class), "{class}");
    }
    for absent in ["2", "calendar-schedule", "calendar-auto-schedule"] {
        assert!(!classes.contains(&absent), "{absent}");
    }
}

#[test]
fn that_there_is_no_inbox_and_no_outbox_is_said_as_the_rfc_has_it() {
    let body = r#"<propfind xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop><c:schedule-inbox-URL/><c:schedule-outbox-URL/><c:calendar-home-set/></prop></propfind>"#;
    let principal = "/WebDAV/principals/alice@example.com/";
    let reply = World::new().ask("PROPFIND", principal, &[("depth", "0")], body);
    let (there, missing) = reply.body.split_once("200 OK").unwrap();
    assert!(there.contains("calendar-home-set") && !there.contains("schedule"));
    assert!(missing.contains("<C:schedule-inbox-URL/><C:schedule-outbox-URL/>"));
    assert!(missing.contains("404 Not Found"), "{reply:?}");
}

#[test]
fn the_password_is_asked_for_and_looked_at() {
    let world = World::new();
    for (authorization, status) in [
        ("", 401),
        ("Basic YWxpY2U6d3Jvbmc=", 401),
        ("Basic !!!", 401),
        ("Bearer x", 401),
        (BASIC, 207),
        ("basic YWxpY2VAZXhhbXBsZS5jb206d29uZGVybGFuZA==", 207),
        ("Basic QUxJQ0VARVhBTVBMRS5DT006d29uZGVybGFuZA==", 207),
    ] {
        let reply = world.ask(
            "PROPFIND",
            "/WebDAV/",
            &[("authorization", authorization), ("depth", "0")],
            "",
        );
        assert_eq!(reply.status, status, "{authorization}");
        if status == 401 {
            assert!(reply.header("www-authenticate").starts_with("Basic realm="));
        }
    }
}

#[test]
fn digest_signs_in_with_either_algorithm_and_only_for_the_address_it_was_made_for() {
    use md5::Md5;
    use sha2::{Digest, Sha256};
    fn hex<D: Digest>(text: &str) -> String {
        let bytes: Vec<String> = D::digest(text.as_bytes())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        bytes.concat()
    }
    let world = World::with(|config| config.challenge = Challenge::Digest);
    let challenge = world.ask("PROPFIND", CALENDAR, &[("authorization", "")], "");
    assert_eq!(
        challenge.headers.get_all("www-authenticate").iter().count(),
        2
    );
    let nonce = challenge
        .header("www-authenticate")
        .split("nonce=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    for (algorithm, hash) in [
        ("MD5", hex::<Md5> as fn(&str) -> String),
        ("SHA-256", hex::<Sha256>),
    ] {
        let secret = hash("alice:SmarterMail test server:wonderland");
        let asked = hash(&format!("PROPFIND:{CALENDAR}"));
        let response = hash(&format!("{secret}:{nonce}:00000001:xyz:auth:{asked}"));
        let header = format!(
            r#"Digest username="alice", realm="SmarterMail test server", nonce="{nonce}", uri="{CALENDAR}", algorithm={algorithm}, qop=auth, nc=00000001, cnonce="xyz", response="{response}""#
        );
        let ask = |path: &str| {
            world
                .ask(
                    "PROPFIND",
                    path,
                    &[("authorization", &header), ("depth", "0")],
                    "",
                )
                .status
        };
        assert_eq!((ask(CALENDAR), ask(TASKS)), (207, 401), "{algorithm}");
    }
    assert_eq!(
        world
            .ask("PROPFIND", CALENDAR, &[("depth", "0")], "")
            .status,
        401,
        "Basic is off"
    );
}

#[test]
fn what_is_put_is_what_get_returns_byte_for_byte() {
    let world = World::new();
    let odd = "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nSUMMARY:x\n  y\nX-Z;A=\"b\":\u{e9}\nEND:VEVENT\nEND:VCALENDAR";
    let path = format!("{CALENDAR}a%20b%40c.ics");
    let put = world.put(&path, odd);
    assert_eq!(put.status, 201);
    let got = world.get(&path);
    assert_eq!((got.body.as_str(), got.etag()), (odd, put.etag()));
    assert!(got.header("content-type").starts_with("text/calendar"));
    let head = world.ask("HEAD", &path, &[], "");
    assert_eq!(
        (head.status, head.body.as_str(), head.etag()),
        (200, "", put.etag())
    );
    assert_eq!(head.header("content-length"), odd.len().to_string());
    assert_eq!(
        world
            .ask("GET", &path, &[("if-none-match", &put.etag())], "")
            .status,
        304
    );
    assert!(world.list(CALENDAR).body.contains("a%20b@c.ics"));
}

#[test]
fn preconditions_are_honoured() {
    let stale = "\"stale\"";
    // method, header, value ("now" is the current tag), exists, status
    let cases = [
        ("PUT", "if-none-match", "*", true, 412),
        ("PUT", "if-none-match", "*", false, 201),
        ("PUT", "if-match", stale, true, 412),
        ("PUT", "if-match", stale, false, 412),
        ("PUT", "if-match", "*", false, 412),
        ("PUT", "if-match", "now", true, 204),
        ("PUT", "if-match", "weak", true, 412),
        ("DELETE", "if-match", stale, true, 412),
        ("DELETE", "if-match", "now", true, 204),
        ("DELETE", "if-match", stale, false, 404),
    ];
    for (method, header, value, exists, status) in cases {
        let world = World::new();
        let path = format!("{CALENDAR}1.ics");
        let mut tag = String::new();
        if exists {
            tag = world.put(&path, &event("1", "before")).etag();
        }
        let weak = format!("W/{tag}");
        let value = match value {
            "now" => tag.as_str(),
            "weak" => weak.as_str(),
            other => other,
        };
        let reply = world.ask(method, &path, &[(header, value)], event("1", "after"));
        assert_eq!(reply.status, status, "{method} {header} {value} {exists}");
        let kept = world.get(&path).body;
        assert_eq!(
            kept.contains("SUMMARY:before"),
            exists && status == 412,
            "{method} {header} {value}"
        );
    }
}

#[test]
fn a_tag_is_never_given_again() {
    let world = World::new();
    let path = format!("{CALENDAR}1.ics");
    let body = event("1", "same");
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(world.put(&path, &body).etag());
        seen.push(world.put(&path, &body).etag());
        assert_eq!(world.ask("DELETE", &path, &[], "").status, 204);
    }
    world.ask("DELETE", CALENDAR, &[], "");
    world.ask("MKCALENDAR", CALENDAR, &[], "");
    seen.push(world.put(&path, &body).etag());
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), count);
}

#[test]
fn one_uid_is_one_resource() {
    let world = World::new();
    world.put(&format!("{CALENDAR}1.ics"), &event("u", "one"));
    let other = world.ask("PUT", &format!("{CALENDAR}2.ics"), &[], event("u", "two"));
    assert_eq!(other.status, 409);
    assert!(other.body.contains(
        "<C:no-uid-conflict><D:href>/WebDAV/alice@example.com/calendars/calendar/1.ics<"
    ));
    let changed = world.ask("PUT", &format!("{CALENDAR}1.ics"), &[], event("v", "one"));
    assert!(changed.status == 409 && changed.body.contains("no-uid-conflict"));
    world.put(&format!("{CONTACTS}1.vcf"), &card("u", "One"));
    let other = world.ask("PUT", &format!("{CONTACTS}2.vcf"), &[], card("u", "Two"));
    assert!(other.status == 409 && other.body.contains("<CR:no-uid-conflict>"));
    world.ask("DELETE", &format!("{CALENDAR}1.ics"), &[], "");
    world.put(&format!("{CALENDAR}2.ics"), &event("u", "two"));
}

#[test]
fn a_write_that_cannot_be_is_refused_with_its_reason() {
    let world = World::with(|config| config.max_resource_size_bytes = 2000);
    let todo = event("1", "x").replace("VEVENT", "VTODO");
    let long = event("1", &"x".repeat(3000));
    let cases: &[(&str, &str, &str, u16, &str)] = &[
        (
            CALENDAR,
            "text/calendar",
            "nonsense",
            403,
            "<C:valid-calendar-data/>",
        ),
        (
            CALENDAR,
            "text/calendar",
            "BEGIN:VCALENDAR\nEND:VCALENDAR",
            403,
            "<C:valid-calendar-object-resource/>",
        ),
        (
            CALENDAR,
            "text/calendar",
            &todo,
            403,
            "<C:supported-calendar-component/>",
        ),
        (
            CALENDAR,
            "text/calendar",
            &long,
            403,
            "<C:max-resource-size/>",
        ),
        (
            CALENDAR,
            "application/json",
            "{}",
            403,
            "<C:supported-calendar-data/>",
        ),
        (
            CONTACTS,
            "text/vcard",
            "BEGIN:VCARD\nVERSION:3.0\nFN:x\nEND:VCARD",
            403,
            "<CR:valid-address-data/>",
        ),
        (
            CONTACTS,
            "text/vcard",
            &long,
            403,
            "<CR:max-resource-size/>",
        ),
        (
            CONTACTS,
            "text/vcard",
            &todo,
            403,
            "<CR:supported-address-data/>",
        ),
        (
            TEAM,
            "text/calendar",
            &todo.replace("VTODO", "VEVENT"),
            403,
            "<D:need-privileges/>",
        ),
        (
            "/WebDAV/alice@example.com/calendars/none/",
            "text/calendar",
            &todo,
            409,
            "",
        ),
        (
            "/WebDAV/bob@example.com/calendars/tasks/",
            "text/calendar",
            &todo,
            403,
            "<D:need-privileges/>",
        ),
        (
            "/WebDAV/alice@example.com/calendars/",
            "text/calendar",
            &todo,
            405,
            "",
        ),
    ];
    for (collection, kind, body, status, reason) in cases {
        let reply = world.ask(
            "PUT",
            &format!("{collection}new.ics"),
            &[("content-type", kind)],
            body.to_string(),
        );
        assert_eq!(
            reply.status, *status,
            "{collection} {kind} {body:.40} {}",
            reply.body
        );
        assert!(reply.body.contains(reason), "{reason} in {}", reply.body);
    }
    for collection in world.mailbox().collections() {
        assert_eq!(collection.items, 0);
    }
}

#[test]
fn depth_infinity_broken_xml_and_entities_are_refused() {
    let world = World::new();
    let ask = |depth: &str, body: &str| {
        world.ask("PROPFIND", "/WebDAV/", &[("depth", depth)], body.to_owned())
    };
    let whole = r#"<propfind xmlns="DAV:"><allprop/></propfind>"#;
    let infinite = ask("infinity", whole);
    assert!(infinite.status == 403 && infinite.body.contains("<D:propfind-finite-depth/>"));
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><propfind xmlns="DAV:"><prop><x>&b;</x></prop></propfind>"#;
    let deep = "<a xmlns='DAV:'>".repeat(10_000);
    for (body, status) in [
        (bomb, 403),
        ("<propfind", 400),
        ("<propfind xmlns='DAV:'>", 400),
        ("<D:propfind/>", 400),
        ("<propfind xmlns='DAV:'/>", 400),
        ("<other xmlns='DAV:'/>", 400),
        (deep.as_str(), 400),
        ("\u{0}", 400),
    ] {
        assert_eq!(ask("0", body).status, status, "{body:.60}");
    }
    assert_eq!(ask("0", "").status, 207, "no body is allprop");
    assert_eq!(ask("2", whole).status, 400);
}

#[test]
fn collections_are_made_changed_and_deleted() {
    let world = World::new();
    let new = "/WebDAV/alice@example.com/calendars/work%20%26%20more/";
    let body = r#"<C:mkcalendar xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="http://apple.com/ns/ical/"><set><prop><displayname>Work &amp; &lt;more&gt;</displayname><A:calendar-color>#FF0000</A:calendar-color><C:supported-calendar-component-set><C:comp name="VTODO"/></C:supported-calendar-component-set></prop></set></C:mkcalendar>"#;
    assert_eq!(world.ask("MKCALENDAR", new, &[], body).status, 201);
    let again = world.ask("MKCALENDAR", new, &[], body);
    assert!(again.status == 405 && again.body.contains("<D:resource-must-be-null/>"));
    let made = world
        .mailbox()
        .collections()
        .into_iter()
        .find(|made| made.href == new)
        .unwrap();
    assert_eq!(made.display_name, "Work & <more>");
    let patch = r#"<propertyupdate xmlns="DAV:"><set><prop><displayname>Arbeit</displayname><x xmlns="urn:x"><y z="1">t</y></x></prop></set></propertyupdate>"#;
    assert!(
        world
            .ask("PROPPATCH", new, &[], patch)
            .body
            .contains("200 OK")
    );
    let shown = world.ask("PROPFIND", new, &[("depth", "0")], r#"<propfind xmlns="DAV:"><prop><displayname/><x xmlns="urn:x"/><calendar-color xmlns="http://apple.com/ns/ical/"/><nothing/></prop></propfind>"#);
    for part in ["Arbeit", "z=\"1\"", "#FF0000", "404 Not Found"] {
        assert!(shown.body.contains(part), "{part} in {}", shown.body);
    }
    let protected = r#"<propertyupdate xmlns="DAV:"><set><prop><displayname>No</displayname><getetag>x</getetag></prop></set></propertyupdate>"#;
    let refused = world.ask("PROPPATCH", new, &[], protected);
    assert!(
        refused.body.contains("403 Forbidden") && refused.body.contains("424 Failed Dependency")
    );
    assert_eq!(
        world
            .mailbox()
            .collections()
            .into_iter()
            .find(|made| made.href == new)
            .unwrap()
            .display_name,
        "Arbeit"
    );
    assert_eq!(world.ask("DELETE", new, &[], "").status, 204);
    assert_eq!(
        world.ask("PROPFIND", new, &[("depth", "0")], "").status,
        404
    );
}

#[test]
fn mkcol_needs_the_type_that_belongs_there() {
    let world = World::new();
    let typed = |kind: &str| {
        format!(
            r#"<mkcol xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:R="urn:ietf:params:xml:ns:carddav"><set><prop><resourcetype><collection/>{kind}</resourcetype><displayname>New</displayname></prop></set></mkcol>"#
        )
    };
    let books = "/WebDAV/alice@example.com/addressbooks/new/";
    let calendars = "/WebDAV/alice@example.com/calendars/new/";
    for (path, body, status) in [
        (books, String::new(), 403),
        (books, typed(""), 403),
        (books, typed("<C:calendar/>"), 403),
        (books, typed("<R:addressbook/>"), 201),
        (calendars, typed("<C:calendar/>"), 201),
        (
            "/WebDAV/alice@example.com/new/",
            typed("<C:calendar/>"),
            404,
        ),
    ] {
        assert_eq!(
            world.ask("MKCOL", path, &[], body.clone()).status,
            status,
            "{path} {body}"
        );
    }
}

#[test]
fn multiget_answers_in_the_order_asked_and_tells_what_is_missing() {
    let world = World::new();
    for uid in ["a", "b"] {
        world.put(&format!("{CALENDAR}{uid}.ics"), &event(uid, "x & y"));
    }
    let body = format!(
        r#"<C:calendar-multiget xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><getetag/><C:calendar-data/></prop><href>{CALENDAR}b.ics</href><href>/WebDAV/alice%40example.com/calendars/calendar/none.ics</href><href>http://host{CALENDAR}a.ics</href><href>{TASKS}a.ics</href></C:calendar-multiget>"#
    );
    let reply = world.ask("REPORT", CALENDAR, &[], body);
    let hrefs: Vec<&str> = reply
        .body
        .split("<D:href>")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap())
        .collect();
    assert_eq!(
        hrefs,
        [
            "/WebDAV/alice@example.com/calendars/calendar/b.ics",
            "/WebDAV/alice%40example.com/calendars/calendar/none.ics",
            "/WebDAV/alice@example.com/calendars/calendar/a.ics",
            "/WebDAV/alice@example.com/calendars/tasks/a.ics",
        ]
    );
    assert_eq!(reply.count("404 Not Found"), 2);
    assert!(reply.body.contains("SUMMARY:x &amp; y&#13;\n"));
}

#[test]
fn queries_filter_by_component_time_and_text() {
    let world = World::new();
    world.put(&format!("{CALENDAR}june.ics"), &event("june", "Lunch"));
    world.put(
        &format!("{CALENDAR}july.ics"),
        &event("july", "Dinner").replace("20260615", "20260715"),
    );
    let query = |filter: &str| {
        let body = format!(
            r#"<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><getetag/></prop><C:filter><C:comp-filter name="VCALENDAR">{filter}</C:comp-filter></C:filter></C:calendar-query>"#
        );
        let reply = world.ask("REPORT", CALENDAR, &[("depth", "1")], body);
        (
            reply.status,
            reply.body.contains("june.ics"),
            reply.body.contains("july.ics"),
        )
    };
    for (filter, found) in [
        ("", (207, true, true)),
        (r#"<C:comp-filter name="VEVENT"/>"#, (207, true, true)),
        (r#"<C:comp-filter name="VTODO"/>"#, (207, false, false)),
        (
            r#"<C:comp-filter name="VTODO"><C:is-not-defined/></C:comp-filter>"#,
            (207, true, true),
        ),
        (
            r#"<C:comp-filter name="VEVENT"><C:time-range start="20260601T000000Z" end="20260701T000000Z"/></C:comp-filter>"#,
            (207, true, false),
        ),
        (
            r#"<C:comp-filter name="VEVENT"><C:time-range start="20260701T000000Z"/></C:comp-filter>"#,
            (207, false, true),
        ),
        (
            r#"<C:comp-filter name="VEVENT"><C:prop-filter name="SUMMARY"><C:text-match>LUNCH</C:text-match></C:prop-filter></C:comp-filter>"#,
            (207, true, false),
        ),
        (
            r#"<C:comp-filter name="VEVENT"><C:time-range start="yesterday"/></C:comp-filter>"#,
            (403, false, false),
        ),
    ] {
        assert_eq!(query(filter), found, "{filter}");
    }
    world.put(&format!("{CONTACTS}1.vcf"), &card("1", "Élodie"));
    world.put(&format!("{CONTACTS}2.vcf"), &card("2", "Jürgen"));
    let body = r#"<R:addressbook-query xmlns="DAV:" xmlns:R="urn:ietf:params:xml:ns:carddav"><prop><R:address-data/></prop><R:filter><R:prop-filter name="FN"><R:text-match match-type="starts-with">éL</R:text-match></R:prop-filter></R:filter></R:addressbook-query>"#;
    let reply = world.ask("REPORT", CONTACTS, &[], body);
    assert_eq!((reply.count("FN:Élodie"), reply.count("FN:Jürgen")), (1, 0));
}

#[test]
fn items_are_moved_and_copied() {
    let world = World::new();
    world.ask(
        "MKCALENDAR",
        "/WebDAV/alice@example.com/calendars/other/",
        &[],
        "",
    );
    let first = format!("{CALENDAR}1.ics");
    let (renamed, other) = (
        format!("{CALENDAR}2.ics"),
        "/WebDAV/alice@example.com/calendars/other/1.ics".to_owned(),
    );
    world.put(&first, &event("u", "x"));
    let to = |method: &str, from: &str, to: &str| {
        world
            .ask(
                method,
                from,
                &[("destination", &format!("http://h{to}"))],
                "",
            )
            .status
    };
    assert_eq!(to("COPY", &first, &other), 201);
    assert_eq!(
        to("COPY", &first, &renamed),
        409,
        "the UID would be there twice"
    );
    assert_eq!(to("MOVE", &first, &renamed), 201);
    assert_eq!(world.get(&first).status, 404);
    assert_eq!(to("MOVE", &renamed, &first), 201, "and back");
    world.put(&first, &event("u", "y"));
    assert_eq!(to("MOVE", &first, &format!("{TEAM}1.ics")), 403);
    let kept = world.ask(
        "MOVE",
        &first,
        &[("destination", &other), ("overwrite", "F")],
        "",
    );
    assert_eq!(kept.status, 412);
    assert_eq!(to("MOVE", &first, &other), 204);
    assert!(world.get(&other).body.contains("SUMMARY:y"));
}

#[test]
fn a_webmail_user_sees_and_edits_the_same_items() {
    let world = World::new();
    world.put(&format!("{CALENDAR}1.ics"), &event("1", "from DAV"));
    let mailbox = world.mailbox();
    let items = mailbox.list(names::CALENDAR).unwrap();
    assert_eq!((items.len(), items[0].uid.as_str()), (1, "1"));
    assert!(
        !format!("{items:?}").contains("from DAV"),
        "content stays out of logs"
    );
    let tag = mailbox
        .put(names::CALENDAR, "1.ics", event("1", "from webmail"))
        .unwrap();
    assert_eq!(
        world.get(&format!("{CALENDAR}1.ics")).etag(),
        tag.to_string()
    );
    mailbox
        .put(names::TEAM, "t.ics", event("t", "by its owner"))
        .unwrap();
    assert_eq!(world.list(TEAM).count("t.ics"), 1);
    mailbox.delete(names::CALENDAR, "1.ics").unwrap();
    assert_eq!(world.get(&format!("{CALENDAR}1.ics")).status, 404);
    assert!(
        mailbox
            .put(names::TASKS, "1.ics", event("1", "no task"))
            .is_err()
    );
    assert!(mailbox.list("nowhere").is_err());
}

#[test]
fn requests_are_counted_and_logged_without_secrets() {
    let world = World::new();
    world.put(&format!("{CALENDAR}1.ics"), &event("1", "very private"));
    world.sync(CALENDAR, "", "");
    let log = world.server.requests();
    assert_eq!(
        log.counts().into_iter().collect::<Vec<_>>(),
        [
            ("PUT".to_owned(), 1),
            ("REPORT:sync-collection".to_owned(), 1)
        ]
    );
    let shown = format!("{:?}", log.last());
    assert!(
        shown.contains("alice@example.com")
            && !shown.contains("private")
            && !shown.contains("wonderland")
    );
    log.reset();
    assert_eq!(log.total(), 0);
}

#[test]
fn equal_servers_answer_equal_requests_with_equal_bytes() {
    let run = || {
        let world = World::with(|config| config.sample = true);
        world.put(&format!("{CALENDAR}1.ics"), &event("1", "x"));
        world.list(CALENDAR).body + &world.sync(CONTACTS, "", "").body
    };
    assert_eq!(run(), run());
}
