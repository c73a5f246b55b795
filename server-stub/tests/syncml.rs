//! `SyncML`, in literal messages.

#![allow(clippy::format_push_string)] // Messages are put together from literal text.

mod support;

use server_stub::{
    Component, ConflictPolicy, Fault, Moment, Rule, SyncMlFault, SyncMlOptions, When, names,
};
use support::{ALICE, Reply, World, card, event};

const XML: &str = "application/vnd.syncml+xml";

/// A client that numbers its messages and answers what it is asked.
struct Phone<'w> {
    world: &'w World,
    device: &'static str,
    session: u32,
    message: u32,
    address: String,
}

/// `alice:wonderland`
const CRED: &str = "<Cred><Meta><Format xmlns=\"syncml:metinf\">b64</Format><Type xmlns=\"syncml:metinf\">syncml:auth-basic</Type></Meta><Data>YWxpY2U6d29uZGVybGFuZA==</Data></Cred>";

impl<'w> Phone<'w> {
    fn new(world: &'w World) -> Phone<'w> {
        Phone {
            world,
            device: "IMEI:1",
            session: 0,
            message: 0,
            address: "/SyncML".to_owned(),
        }
    }

    /// Begins a session.
    fn begin(&mut self, body: &str) -> Reply {
        self.session += 1;
        self.message = 0;
        "/SyncML".clone_into(&mut self.address);
        let reply = self.say(CRED, body);
        if reply.body.contains("<RespURI>") {
            let address = reply.text("RespURI");
            self.address = address.replace("http://localhost", "");
        }
        reply
    }

    fn go_on(&mut self, body: &str) -> Reply {
        self.say("", body)
    }

    fn say(&mut self, credentials: &str, body: &str) -> Reply {
        self.message += 1;
        let text = self.text(credentials, body);
        self.post(&text)
    }

    fn text(&self, credentials: &str, body: &str) -> String {
        format!(
            "<SyncML xmlns=\"SYNCML:SYNCML1.2\"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>SyncML/1.2</VerProto>\
             <SessionID>{}</SessionID><MsgID>{}</MsgID><Target><LocURI>http://localhost{}</LocURI></Target>\
             <Source><LocURI>{}</LocURI></Source>{credentials}<Meta><MaxMsgSize xmlns=\"syncml:metinf\">20000</MaxMsgSize>\
             </Meta></SyncHdr><SyncBody>{body}</SyncBody></SyncML>",
            self.session, self.message, self.address, self.device
        )
    }

    fn post(&self, text: &str) -> Reply {
        let headers = [("content-type", XML), ("authorization", "")];
        self.world
            .ask("POST", &self.address, &headers, text.to_owned())
    }

    /// A whole sync of the contacts: what this phone sends, what it answers to every Add with; gives what it was told.
    fn sync(&mut self, code: u16, last: &str, next: &str, changes: &str) -> String {
        let first = self.begin(&alert("card", code, last, next));
        assert_eq!(first.status, 200, "{first:?}");
        let second = self.go_on(&format!("{}<Final/>", sync("card", changes)));
        let mut answers = String::new();
        let mut map = String::new();
        for (number, part) in second.body.split("<Add>").skip(1).enumerate() {
            let id = between(part, "<CmdID>", "</CmdID>");
            let guid = between(part, "<LocURI>", "</LocURI>");
            answers += &status(&second, id, "Add", 201);
            map += &format!(
                "<MapItem><Target><LocURI>{guid}</LocURI></Target><Source><LocURI>n{number}-{}</LocURI></Source></MapItem>",
                self.session
            );
        }
        for name in ["Replace", "Delete"] {
            for part in second.body.split(&format!("<{name}>")).skip(1) {
                answers += &status(&second, between(part, "<CmdID>", "</CmdID>"), name, 200);
            }
        }
        if !map.is_empty() {
            answers += &format!(
                "<Map><CmdID>90</CmdID><Target><LocURI>card</LocURI></Target><Source><LocURI>./c</LocURI></Source>{map}</Map>"
            );
        }
        let third = self.go_on(&format!("{answers}<Final/>"));
        assert_eq!(third.status, 200, "{third:?}");
        second.body
    }
}

fn between<'t>(text: &'t str, open: &str, close: &str) -> &'t str {
    let rest = text.split_once(open).map_or("", |(_, rest)| rest);
    rest.split_once(close).map_or("", |(found, _)| found)
}

fn status(reply: &Reply, cmd_ref: &str, cmd: &str, code: u16) -> String {
    let message = reply.text("MsgID");
    format!(
        "<Status><CmdID>1</CmdID><MsgRef>{message}</MsgRef><CmdRef>{cmd_ref}</CmdRef><Cmd>{cmd}</Cmd><Data>{code}</Data></Status>"
    )
}

fn alert(store: &str, code: u16, last: &str, next: &str) -> String {
    let last = if last.is_empty() {
        String::new()
    } else {
        format!("<Last>{last}</Last>")
    };
    format!(
        "<Alert><CmdID>1</CmdID><Data>{code}</Data><Item><Target><LocURI>{store}</LocURI></Target><Source><LocURI>./c</LocURI></Source>\
         <Meta><Anchor xmlns=\"syncml:metinf\">{last}<Next>{next}</Next></Anchor></Meta></Item></Alert><Final/>"
    )
}

fn sync(store: &str, changes: &str) -> String {
    format!(
        "<Sync><CmdID>2</CmdID><Target><LocURI>{store}</LocURI></Target><Source><LocURI>./c</LocURI></Source>{changes}</Sync>"
    )
}

fn change(kind: &str, id: &str, text: &str) -> String {
    let data = if text.is_empty() {
        String::new()
    } else {
        format!("<Data><![CDATA[{text}]]></Data>")
    };
    format!(
        "<{kind}><CmdID>7</CmdID><Meta><Type xmlns=\"syncml:metinf\">text/vcard</Type></Meta><Item><Source><LocURI>{id}</LocURI></Source>{data}</Item></{kind}>"
    )
}

/// The code of the Status for a command.
fn code(reply: &str, cmd: &str) -> u16 {
    reply
        .split("<Status>")
        .find(|part| part.contains(&format!("<Cmd>{cmd}</Cmd>")))
        .map_or(0, |part| {
            between(part, "<Data>", "</Data>").parse().unwrap_or(0)
        })
}

fn names_of(world: &World) -> Vec<String> {
    let mut names: Vec<String> = world
        .mailbox()
        .list(names::CONTACTS)
        .unwrap()
        .iter()
        .map(|item| {
            let text = String::from_utf8_lossy(&item.body).into_owned();
            between(&text, "FN:", "\r\n").to_owned()
        })
        .collect();
    names.sort();
    names
}

fn put(world: &World, name: &str, text: String) {
    world
        .mailbox()
        .put(names::CONTACTS, &format!("{name}.vcf"), text)
        .unwrap();
}

#[test]
fn a_first_sync_brings_both_sides_together_and_the_next_sends_nothing() {
    let world = World::new();
    put(&world, "s1", card("s1", "Server One"));
    let mut phone = Phone::new(&world);
    let told = phone.sync(201, "", "1", &change("Add", "c1", &card("c1", "Phone One")));
    assert_eq!(code(&told, "Add"), 201);
    assert!(told.contains("Server One"));
    assert_eq!(names_of(&world), ["Phone One", "Server One"]);
    let told = phone.sync(200, "1", "2", "");
    assert!(!told.contains("<Add>") && !told.contains("<Replace>") && !told.contains("<Delete>"));
}

#[test]
fn changes_go_both_ways() {
    let world = World::new();
    put(&world, "s1", card("s1", "Server One"));
    put(&world, "s2", card("s2", "Server Two"));
    let mut phone = Phone::new(&world);
    let mine = change("Add", "c1", &card("c1", "Phone One"))
        + &change("Add", "c2", &card("c2", "Phone Two"));
    phone.sync(201, "", "1", &mine);
    put(&world, "s1", card("s1", "Server One edited"));
    put(&world, "s3", card("s3", "Server Three"));
    world.mailbox().delete(names::CONTACTS, "s2.vcf").unwrap();
    let mine = change("Replace", "c1", &card("c1", "Phone One edited"))
        + &change("Delete", "c2", "")
        + &change("Add", "c3", &card("c3", "Phone Three"));
    let told = phone.sync(200, "1", "2", &mine);
    assert_eq!(
        (
            code(&told, "Replace"),
            code(&told, "Delete"),
            code(&told, "Add")
        ),
        (200, 200, 201)
    );
    assert!(told.contains("Server One edited") && told.contains("Server Three"));
    assert_eq!(told.matches("<Delete>").count(), 1);
    assert_eq!(
        names_of(&world),
        [
            "Phone One edited",
            "Phone Three",
            "Server One edited",
            "Server Three"
        ]
    );
}

#[test]
fn an_unknown_anchor_leads_to_a_slow_sync_that_makes_no_duplicates() {
    let world = World::new();
    put(&world, "s1", card("s1", "Server One"));
    let mut phone = Phone::new(&world);
    phone.sync(201, "", "1", &change("Add", "c1", &card("c1", "Phone One")));
    let reply = phone.begin(&alert("card", 200, "never", "2"));
    assert_eq!(code(&reply.body, "Alert"), 508);
    assert!(reply.body.contains("<Data>201</Data>"));
    let all = change("Replace", "c1", &card("c1", "Phone One"))
        + &change("Replace", "n0-1", &card("s1", "Server One edited"));
    let reply = phone.go_on(&format!("{}<Final/>", sync("card", &all)));
    assert!(!reply.body.contains("<Add>"), "{}", reply.body);
    assert_eq!(names_of(&world), ["Phone One", "Server One edited"]);
}

#[test]
fn a_conflict_is_settled_as_the_server_is_told_to() {
    for (policy, expected, names) in [
        (ConflictPolicy::KeepBoth, 209, vec!["By phone", "By server"]),
        (ConflictPolicy::ServerWins, 419, vec!["By server"]),
        (ConflictPolicy::ClientWins, 208, vec!["By phone"]),
        (ConflictPolicy::Merge, 209, vec!["By phone", "By server"]),
    ] {
        let world = World::with(|config| config.syncml.conflicts = policy);
        let mut phone = Phone::new(&world);
        phone.sync(201, "", "1", &change("Add", "c1", &card("c1", "As it was")));
        let name = world.mailbox().list(names::CONTACTS).unwrap()[0]
            .name
            .clone();
        let body = card("c1", "By server");
        world.mailbox().put(names::CONTACTS, &name, body).unwrap();
        let told = phone.sync(
            200,
            "1",
            "2",
            &change("Replace", "c1", &card("c1", "By phone")),
        );
        assert_eq!(code(&told, "Replace"), expected, "{policy:?}");
        assert_eq!(names_of(&world), names, "{policy:?}");
        let quiet = phone.sync(200, "2", "3", "");
        assert!(
            !quiet.contains("<Add>") && !quiet.contains("<Replace>"),
            "{policy:?}"
        );
    }
}

#[test]
fn edits_of_different_fields_become_one_item() {
    let world = World::new();
    let with = |lines: &str| card("c1", "Ada").replace("END:VCARD", &format!("{lines}END:VCARD"));
    let mut phone = Phone::new(&world);
    phone.sync(201, "", "1", &change("Add", "c1", &card("c1", "Ada")));
    let name = world.mailbox().list(names::CONTACTS).unwrap()[0]
        .name
        .clone();
    let by_server = with("EMAIL:ada@example.com\r\n");
    world
        .mailbox()
        .put(names::CONTACTS, &name, by_server)
        .unwrap();
    let told = phone.sync(
        200,
        "1",
        "2",
        &change("Replace", "c1", &with("TEL;TYPE=CELL:+44 1\r\n")),
    );
    assert_eq!(code(&told, "Replace"), 207);
    let stored = world.mailbox().get(names::CONTACTS, &name).unwrap().body;
    let stored = String::from_utf8_lossy(&stored);
    assert!(
        stored.contains("+44 1") && stored.contains("ada@example.com"),
        "{stored}"
    );
    assert!(told.contains("<Replace>") && told.contains("ada@example.com"));
}

#[test]
fn an_edit_wins_against_a_deletion() {
    let world = World::new();
    let mut phone = Phone::new(&world);
    let both = change("Add", "c1", &card("c1", "One")) + &change("Add", "c2", &card("c2", "Two"));
    phone.sync(201, "", "1", &both);
    world.mailbox().delete(names::CONTACTS, "c1.vcf").unwrap();
    put(&world, "c2", card("c2", "Two edited"));
    let mine = change("Replace", "c1", &card("c1", "One edited")) + &change("Delete", "c2", "");
    let told = phone.sync(200, "1", "2", &mine);
    assert_eq!((code(&told, "Replace"), code(&told, "Delete")), (201, 419));
    assert!(told.contains("<Add>") && told.contains("Two edited"));
    assert_eq!(names_of(&world), ["One edited", "Two edited"]);
}

#[test]
fn a_refresh_takes_one_side_for_all() {
    let world = World::new();
    put(&world, "s1", card("s1", "Server One"));
    let mut phone = Phone::new(&world);
    let told = phone.sync(205, "", "1", "");
    assert_eq!(told.matches("<Add>").count(), 1);
    let told = phone.sync(
        203,
        "1",
        "2",
        &change("Add", "c1", &card("c1", "Phone One")),
    );
    assert!(!told.contains("<Add>"));
    assert_eq!(names_of(&world), ["Phone One"]);
}

#[test]
fn a_refresh_that_is_short_of_what_was_announced_deletes_nothing() {
    let world = World::new();
    put(&world, "s1", card("s1", "Server One"));
    let mut phone = Phone::new(&world);
    phone.begin(&alert("card", 203, "", "1"));
    let body = format!(
        "<NumberOfChanges>2</NumberOfChanges>{}",
        change("Add", "c1", &card("c1", "Phone One"))
    );
    phone.go_on(&format!("{}<Final/>", sync("card", &body)));
    assert_eq!(names_of(&world), ["Phone One", "Server One"]);
    let reply = phone.begin(&alert("card", 200, "1", "2"));
    assert_eq!(code(&reply.body, "Alert"), 508);
}

#[test]
fn one_way_keeps_what_the_other_side_did_for_later() {
    let world = World::new();
    let mut phone = Phone::new(&world);
    phone.sync(201, "", "1", "");
    put(&world, "s1", card("s1", "Server One"));
    let told = phone.sync(
        202,
        "1",
        "2",
        &change("Add", "c1", &card("c1", "Phone One")),
    );
    assert!(!told.contains("<Add>") && code(&told, "Add") == 201);
    let told = phone.sync(204, "2", "3", "");
    assert!(told.contains("Server One") && !told.contains("Phone One"));
}

#[test]
fn the_same_message_gets_the_same_answer_and_is_not_done_twice() {
    let world = World::new();
    let mut phone = Phone::new(&world);
    phone.begin(&alert("card", 201, "", "1"));
    phone.message += 1;
    let text = phone.text(
        "",
        &format!(
            "{}<Final/>",
            sync(
                "card",
                &change(
                    "Add",
                    "c1",
                    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:No id\r\nEND:VCARD\r\n"
                )
            )
        ),
    );
    world
        .server
        .faults()
        .add(Rule::times(Fault::Lost(Moment::AfterWrite), 1).on("POST"));
    let lost = phone.post(&text);
    assert!(lost.lost.is_some());
    let again = phone.post(&text);
    assert_eq!(again.body, lost.body);
    assert_eq!(names_of(&world), ["No id"]);
}

#[test]
fn a_session_that_broke_off_is_resumed() {
    let world = World::new();
    for name in ["s1", "s2"] {
        put(&world, name, card(name, &format!("Server {name}")));
    }
    let mut phone = Phone::new(&world);
    phone.begin(&alert("card", 201, "", "1"));
    let mine = change("Add", "c1", &card("c1", "Phone One"));
    phone.go_on(&format!("{}<Final/>", sync("card", &mine)));
    // Nothing more is heard of it; another time it goes on, and does not send again what was answered.
    let reply = phone.begin(&alert("card", 225, "", "2"));
    assert_eq!(code(&reply.body, "Alert"), 200);
    assert!(reply.body.contains("<Data>201</Data>"), "{}", reply.body);
    let reply = phone.go_on(&format!("{}<Final/>", sync("card", "")));
    assert_eq!(reply.body.matches("<Add>").count(), 2, "{}", reply.body);
    assert_eq!(names_of(&world), ["Phone One", "Server s1", "Server s2"]);
}

#[test]
fn a_suspended_session_keeps_its_anchors_as_they_were() {
    let world = World::new();
    let mut phone = Phone::new(&world);
    phone.sync(201, "", "1", "");
    phone.begin(&alert("card", 200, "1", "2"));
    let mine = sync("card", &change("Add", "c1", &card("c1", "Phone One")));
    let reply = phone.go_on(&format!(
        "{mine}<Alert><CmdID>9</CmdID><Data>224</Data></Alert><Final/>"
    ));
    assert_eq!(code(&reply.body, "Alert"), 200);
    let told = phone.sync(200, "1", "3", "");
    assert!(!told.contains("<Add>"), "{told}");
    assert_eq!(names_of(&world), ["Phone One"]);
}

#[test]
fn a_large_object_comes_in_parts() {
    let world = World::new();
    let mut phone = Phone::new(&world);
    phone.begin(&alert("card", 201, "", "1"));
    let whole = card("c1", &"x".repeat(3000));
    let part = |text: &str, size: Option<usize>, more: bool| {
        let size = size.map_or_else(String::new, |size| {
            format!("<Meta><Size xmlns=\"syncml:metinf\">{size}</Size></Meta>")
        });
        let more = if more { "<MoreData/>" } else { "" };
        format!(
            "<Add><CmdID>7</CmdID><Meta><Type xmlns=\"syncml:metinf\">text/vcard</Type></Meta><Item><Source><LocURI>c1</LocURI></Source>{size}<Data>{}</Data>{more}</Item></Add>",
            text.replace('\r', "&#13;")
        )
    };
    let (head, tail) = whole.split_at(1000);
    let reply = phone.go_on(&sync("card", &part(head, Some(whole.len()), true)));
    assert_eq!(code(&reply.body, "Add"), 213);
    assert!(!reply.body.contains("<Final/>"));
    let reply = phone.go_on(&format!(
        "{}<Final/>",
        sync("card", &part(tail, None, false))
    ));
    assert_eq!(code(&reply.body, "Add"), 201);
    assert_eq!(names_of(&world)[0].len(), 3000);

    for (first, second, wanted) in [
        (part(head, None, true), String::new(), 411),
        (part(head, Some(5_000_000), true), String::new(), 413),
        (part(head, Some(7), true), part(tail, None, false), 424),
    ] {
        phone.begin(&alert("card", 201, "", "1"));
        let reply = phone.go_on(&sync("card", &first));
        let last = if second.is_empty() {
            reply
        } else {
            phone.go_on(&sync("card", &second))
        };
        assert_eq!(code(&last.body, "Add"), wanted);
    }
    phone.begin(&alert("card", 201, "", "1"));
    phone.go_on(&sync("card", &part(head, Some(whole.len()), true)));
    let reply = phone.go_on("<Final/>");
    assert!(reply.body.contains("<Data>223</Data>"), "{}", reply.body);
}

#[test]
fn a_large_item_goes_out_in_parts_that_fit() {
    let world = World::new();
    let note = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:t\r\nBEGIN:VJOURNAL\r\nUID:n\r\nSUMMARY:Long\r\nDESCRIPTION:{}\r\nEND:VJOURNAL\r\nEND:VCALENDAR\r\n",
        "ä1 ".repeat(15_000)
    );
    world.mailbox().put(names::NOTES, "n.ics", note).unwrap();
    let mut phone = Phone::new(&world);
    phone.begin(&alert("note", 201, "", "1"));
    let mut reply = phone.go_on(&format!("{}<Final/>", sync("note", "")));
    let mut text = String::new();
    for _ in 0..20 {
        assert!(reply.body.len() <= 20_000, "{}", reply.body.len());
        let data = reply.body.split("<Add>").nth(1).unwrap_or_default();
        text += between(data, "<Data>", "</Data>")
            .trim_start_matches("<![CDATA[")
            .trim_end_matches("]]>");
        if reply.body.contains("<Final/>") {
            break;
        }
        let id = between(data, "<CmdID>", "</CmdID>").to_owned();
        let answer = status(&reply, &id, "Add", 213);
        reply = phone.go_on(&answer);
    }
    assert_eq!(text.matches("ä1").count(), 15_000);
}

#[test]
fn what_is_not_a_store_and_what_is_not_an_item_is_refused_alone() {
    let world = World::new();
    let mut phone = Phone::new(&world);
    let two = alert("bogus", 201, "", "1").replace("<Final/>", "") + &alert("card", 201, "", "1");
    let reply = phone.begin(&two);
    assert!(reply.body.contains("<Data>404</Data>") && reply.body.contains("<Data>201</Data>"));
    let mine = change("Add", "c1", "no card at all") + &change("Add", "c2", &card("c2", "Good"));
    let reply = phone.go_on(&format!(
        "{}{}<Final/>",
        sync("card", &mine),
        sync("bogus", &change("Add", "x", &card("x", "X")))
    ));
    assert_eq!(code(&reply.body, "Add"), 415);
    assert!(reply.body.contains("<Data>404</Data>"));
    assert_eq!(names_of(&world), ["Good"]);
}

#[test]
fn faults_strike_within_a_session() {
    let world = World::new();
    let faults = world.server.faults();
    let mut phone = Phone::new(&world);
    faults.add(
        Rule::times(Fault::SyncMl(SyncMlFault::Refuse(420)), 1).in_collection(names::CONTACTS),
    );
    let told = phone.sync(201, "", "1", &change("Add", "c1", &card("c1", "One")));
    assert_eq!(code(&told, "Add"), 420);
    assert!(names_of(&world).is_empty());

    faults.add(Rule::times(Fault::SyncMl(SyncMlFault::AnchorsLost), 1));
    let reply = phone.begin(&alert("card", 200, "1", "2"));
    assert_eq!(code(&reply.body, "Alert"), 508);
    faults.add(Rule::times(Fault::SyncMl(SyncMlFault::SessionDropped), 1));
    assert_eq!(
        phone.go_on(&format!("{}<Final/>", sync("card", ""))).status,
        404
    );

    faults.add(Rule::times(Fault::SyncMl(SyncMlFault::Busy), 1));
    assert_eq!(
        code(&phone.begin(&alert("card", 201, "", "2")).body, "SyncHdr"),
        101
    );

    put(&world, "s1", card("s1", "Server One"));
    faults.add(Rule::always(Fault::SyncMl(SyncMlFault::MapIgnored)).when(When::Times(1)));
    assert!(phone.sync(201, "", "3", "").contains("<Add>"));
    assert!(
        phone.sync(200, "3", "4", "").contains("<Add>"),
        "it was told again"
    );
    assert!(!phone.sync(200, "4", "5", "").contains("<Add>"));
}

#[test]
fn a_client_that_was_killed_begins_again_under_the_same_number() {
    let world = World::new();
    let mut phone = Phone::new(&world);
    phone.begin(&alert("card", 201, "", "1"));
    let text = card("c1", "One");
    let half = phone.go_on(&sync("card", &change("Add", "1", &text)));
    assert_eq!(code(&half.body, "Add"), 201);
    phone.session -= 1;
    let again = phone.begin(&alert("card", 201, "", "2"));
    assert_eq!(
        (code(&again.body, "SyncHdr"), code(&again.body, "Alert")),
        (212, 200)
    );
    let heard = phone.go_on(&format!(
        "{}<Final/>",
        sync("card", &change("Add", "1", &text))
    ));
    assert_eq!(code(&heard.body, "Sync"), 200);
    assert_eq!(names_of(&world), ["One"]);
}

#[test]
fn the_wrong_password_and_none_at_all_are_refused_with_a_challenge() {
    let world = World::new();
    let mut phone = Phone::new(&world);
    let body = alert("card", 201, "", "1");
    for (credentials, wanted) in [(String::new(), 407), (CRED.replace("YWxp", "YWxq"), 401)] {
        phone.session += 1;
        phone.message = 0;
        let reply = phone.say(&credentials, &body);
        assert_eq!(
            (code(&reply.body, "SyncHdr"), code(&reply.body, "Alert")),
            (wanted, wanted)
        );
        assert!(reply.body.contains("syncml:auth-md5") && reply.body.contains("NextNonce"));
        assert!(!reply.body.contains("RespURI"));
    }
    phone.address = "/SyncML?s=unknown".to_owned();
    assert_eq!(phone.say(CRED, &body).status, 404);
}

#[test]
fn md5_takes_the_nonce_that_was_given_last() {
    let world = World::new();
    let mut phone = Phone::new(&world);
    let digest = |nonce: &[u8]| {
        let data = syncml::auth::digest(
            syncml::Version::V1_2,
            "alice@example.com",
            "wonderland",
            nonce,
        );
        CRED.replace("auth-basic", "auth-md5")
            .replace("YWxpY2U6d29uZGVybGFuZA==", &data)
    };
    let body = alert("card", 201, "", "1");
    let mut with = |nonce: &[u8]| {
        phone.session += 1;
        phone.message = 0;
        phone.say(&digest(nonce), &body)
    };
    let next = |reply: &Reply| {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD
            .decode(between(
                &reply.body,
                "<NextNonce xmlns=\"syncml:metinf\">",
                "</NextNonce>",
            ))
            .unwrap()
    };
    let first = with(b"");
    assert_eq!(code(&first.body, "SyncHdr"), 212, "{}", first.body);
    let second = with(&next(&first));
    assert_eq!(code(&second.body, "SyncHdr"), 212);
    let stale = with(&next(&first));
    assert_eq!(code(&stale.body, "SyncHdr"), 401);
    world
        .server
        .faults()
        .add(Rule::times(Fault::SyncMl(SyncMlFault::NonceChanged), 1));
    let changed = with(&next(&stale));
    assert_eq!(code(&changed.body, "SyncHdr"), 401);
    assert_eq!(code(&with(&next(&changed)).body, "SyncHdr"), 212);
}

#[test]
fn many_devices_synchronise_at_once_and_each_is_told_what_the_others_did() {
    let world = World::new();
    let mut phones: Vec<Phone<'_>> = ["a", "b", "c", "d"]
        .into_iter()
        .map(|device| Phone {
            device,
            ..Phone::new(&world)
        })
        .collect();
    for phone in &mut phones {
        phone.begin(&alert("card", 201, "", "1"));
    }
    for phone in &mut phones {
        let id = phone.device;
        let reply = phone.go_on(&format!(
            "{}<Final/>",
            sync("card", &change("Add", id, &card(id, id)))
        ));
        assert_eq!(code(&reply.body, "Add"), 201);
    }
    assert_eq!(names_of(&world).len(), 4);
}

#[test]
fn a_task_and_a_note_find_their_way() {
    let world = World::new();
    let mut phone = Phone::new(&world);
    let two = alert("task", 201, "", "1").replace("<Final/>", "") + &alert("note", 201, "", "1");
    phone.begin(&two);
    let task = change("Add", "t1", "BEGIN:VCALENDAR\r\nVERSION:1.0\r\nBEGIN:VTODO\r\nSUMMARY:Sweep\r\nEND:VTODO\r\nEND:VCALENDAR\r\n").replace("text/vcard", "text/x-vcalendar");
    let note = change("Add", "n1", "Title\r\nText\r\n").replace("text/vcard", "text/plain");
    let wrong = change("Add", "t2", &event("e", "An event")).replace("text/vcard", "text/calendar");
    let reply = phone.go_on(&format!(
        "{}{}<Final/>",
        sync("task", &(task + &wrong)),
        sync("note", &note)
    ));
    assert_eq!(
        reply.body.matches("<Data>201</Data>").count(),
        2,
        "{}",
        reply.body
    );
    assert!(reply.body.contains("<Data>415</Data>"));
    let tasks = world.mailbox().list(names::TASKS).unwrap();
    assert_eq!((tasks.len(), tasks[0].component), (1, Component::VTodo));
    let notes = world.mailbox().list(names::NOTES).unwrap();
    let text = String::from_utf8_lossy(&notes[0].body).into_owned();
    assert!(
        text.contains("SUMMARY:Title") && text.contains("DESCRIPTION:Text"),
        "{text}"
    );
}

#[test]
fn the_addresses_and_codings_are_those_configured() {
    let world = World::with(|config| {
        config.syncml = SyncMlOptions {
            paths: vec!["/sync".to_owned()],
            xml_only: true,
            ..SyncMlOptions::default()
        };
    });
    let ask = |path: &str, kind: &str, body: &str| {
        let headers = [("content-type", kind), ("authorization", "")];
        world.ask("POST", path, &headers, body.to_owned()).status
    };
    assert_eq!(ask("/sync/", "application/vnd.syncml+wbxml", ""), 415);
    assert_eq!(ask("/SYNC", XML, ""), 400);
    assert_eq!(
        ask(
            "/sync",
            XML,
            "<!DOCTYPE a [<!ENTITY b 'c'>]><SyncML>&b;</SyncML>"
        ),
        400
    );
    assert_ne!(ask("/SyncML", XML, ""), 400, "another address is DAV's");
    assert_eq!(world.get("/sync").status, 405);
    assert_eq!(
        world
            .server
            .mailbox(ALICE)
            .unwrap()
            .list(names::CONTACTS)
            .unwrap()
            .len(),
        0
    );
}

#[test]
fn what_is_agreed_with_a_device_survives_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let world = World::open(directory.path());
    put(&world, "s1", card("s1", "Server One"));
    let mut phone = Phone::new(&world);
    phone.sync(201, "", "1", &change("Add", "c1", &card("c1", "Phone One")));
    let shown = world.server.devices().list(ALICE);
    drop(world);
    let world = World::open(directory.path());
    assert_eq!(world.server.devices().list(ALICE), shown);
    put(&world, "s1", card("s1", "Server One edited"));
    let mut phone = Phone {
        session: 1,
        ..Phone::new(&world)
    };
    let told = phone.sync(
        200,
        "1",
        "2",
        &change("Replace", "c1", &card("c1", "Phone One edited")),
    );
    assert_eq!(
        (code(&told, "Replace"), told.matches("<Add>").count()),
        (200, 0),
        "{told}"
    );
    assert!(
        told.contains("Server One edited") && told.contains("n0-1"),
        "{told}"
    );
    assert_eq!(names_of(&world), ["Phone One edited", "Server One edited"]);
}
