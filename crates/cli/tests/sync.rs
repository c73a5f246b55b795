//! End to end against the bundled server: first synchronisation, conflicts and each way to resolve them, history, undo.

mod common;

use common::{House, Running, contact, titles};
use serde_json::Value;

const CONTACTS: &str = "addressbooks/contacts";

/// An account that has synchronised one contact, Anna the baker.
fn settled() -> (House, Running) {
    let (house, running) = (House::new(), Running::new());
    running.put(
        CONTACTS,
        "anna.vcf",
        &contact("anna", "Anna Bauer", "Baker"),
    );
    house.add_alice(&running.url);
    house.run(0, &["sync"]);
    (house, running)
}

/// The same, with her title changed on both sides.
fn in_conflict() -> (House, Running) {
    let (house, running) = settled();
    running.put(
        CONTACTS,
        "anna.vcf",
        &contact("anna", "Anna Bauer", "Server"),
    );
    house.run(0, &["items", "edit", "Anna Bauer", "title=Local"]);
    house.run(3, &["sync"]);
    (house, running)
}

fn conflict_id(house: &House) -> String {
    house.json(3, &["conflicts"])["conflicts"][0]["id"].to_string()
}

fn here(house: &House) -> String {
    house.run(0, &["items", "export", "contacts"])
}

#[test]
fn add_test_and_sync_bring_everything_over_and_the_next_pass_finds_nothing_new() {
    let (house, running) = (House::new(), Running::new());
    running.put(
        CONTACTS,
        "anna.vcf",
        &contact("anna", "Anna Bauer", "Baker"),
    );
    house.add_alice(&running.url);
    house.run(0, &["items", "add", "task", "subject=Call Anna"]);
    let tested = house.json(0, &["account", "test"]);
    assert_eq!(tested["passed"], true);
    assert!(
        house
            .run(0, &["account", "test"])
            .contains("Everything works")
    );
    let out = house.run(0, &["sync"]);
    assert!(
        out.contains("in sync") && out.contains("here: 1 new") && out.contains("server: 1 new"),
        "{out}"
    );
    assert_eq!(titles(&house, "contacts"), ["Anna Bauer"]);
    assert_eq!(running.texts("calendars/tasks").len(), 1);
    let again = house.json(0, &["sync"]);
    let kinds = again["reports"][0]["kinds"].as_array().unwrap();
    assert_eq!(kinds.len(), 4);
    for kind in kinds {
        assert!(
            kind["lines"].as_array().unwrap().is_empty() && kind["failure"].is_null(),
            "{kind}"
        );
    }
}

#[test]
fn a_preview_says_what_would_be_done_and_does_nothing() {
    let (house, running) = settled();
    running.put(CONTACTS, "carl.vcf", &contact("carl", "Carl", "Smith"));
    let out = house.run(0, &["sync", "--preview"]);
    assert!(
        out.contains("Carl") && out.contains("nothing was changed"),
        "{out}"
    );
    assert_eq!(titles(&house, "contacts"), ["Anna Bauer"]);
}

#[test]
fn a_conflict_is_shown_row_by_row_with_the_sides_labelled() {
    let (house, _running) = in_conflict();
    let out = house.run(3, &["conflicts"]);
    let row = out.lines().find(|line| line.contains('≠')).unwrap();
    assert!(
        row.find("▲ Server") < row.find("▲ Local") && row.contains("title"),
        "{out}"
    );
    let conflict = house.json(3, &["conflicts"])["conflicts"][0].clone();
    assert_eq!(conflict["case"], "both-changed");
    let red: Vec<&Value> = conflict["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["verdict"] == "differs")
        .collect();
    assert_eq!(
        (
            red.len(),
            red[0]["server"]["text"].as_str(),
            red[0]["local"]["text"].as_str()
        ),
        (1, Some("Server"), Some("Local"))
    );
}

/// All that wait in one list, each with its case and number, and how one is decided; none costs more than one command.
#[test]
fn c9_c11_c12_conflicts_are_listed_together_with_what_can_be_done() {
    let (house, running) = (House::new(), Running::new());
    let names = ["Anna", "Bert", "Cleo", "Dora"];
    for name in names {
        running.put(
            CONTACTS,
            &format!("{name}.vcf"),
            &contact(name, name, "Baker"),
        );
    }
    house.add_alice(&running.url);
    house.run(0, &["sync"]);
    for name in names {
        running.put(
            CONTACTS,
            &format!("{name}.vcf"),
            &contact(name, name, "Server"),
        );
        house.run(0, &["items", "edit", name, "title=Local"]);
    }
    house.run(3, &["sync"]);
    let out = house.run(3, &["conflicts"]);
    for name in names {
        let line = out.lines().find(|line| line.contains(name));
        assert!(
            line.is_some_and(|line| line.contains("Both changed")),
            "{out}"
        );
    }
    for way in [
        "--keep server|local|both",
        "--new",
        "--pick",
        "smsync resolve",
    ] {
        assert!(out.contains(way), "{out}");
    }
    for _ in names {
        house.run(0, &["resolve", &conflict_id(&house), "--keep", "local"]);
    }
    assert!(
        running
            .texts(CONTACTS)
            .iter()
            .all(|text| text.contains("Local"))
    );
}

#[test]
fn each_way_to_resolve_leaves_both_sides_as_it_says() {
    for (decision, expected) in [
        (&["--keep", "server"][..], &["Server"][..]),
        (&["--keep", "local"], &["Local"]),
        (&["--keep", "both"], &["Local", "Server"]),
        (&["--pick", "title=local"], &["Local"]),
        (&["--pick", "title=server"], &["Server"]),
    ] {
        let (house, running) = in_conflict();
        let id = conflict_id(&house);
        let arguments: Vec<&str> = ["resolve", id.as_str()]
            .into_iter()
            .chain(decision.iter().copied())
            .collect();
        house.run(0, &arguments);
        assert!(
            house.run(0, &["conflicts"]).contains("No conflicts"),
            "{decision:?}"
        );
        house.run(0, &["sync"]);
        let (here, there) = (here(&house), running.texts(CONTACTS).concat());
        for title in ["Server", "Local"] {
            let line = format!("TITLE:{title}");
            let wanted = expected.contains(&title);
            assert_eq!(
                (here.contains(&line), there.contains(&line)),
                (wanted, wanted),
                "{decision:?} {title}"
            );
        }
    }
}

#[test]
fn a_skipped_conflict_changes_nothing_and_is_asked_again() {
    let (house, running) = in_conflict();
    let id = conflict_id(&house);
    house.run(3, &["resolve", &id, "--skip"]);
    house.run(3, &["sync"]);
    assert_eq!(conflict_id(&house), id);
    assert!(
        here(&house).contains("TITLE:Local")
            && running.texts(CONTACTS).concat().contains("TITLE:Server")
    );
}

#[test]
fn a_decision_made_offline_is_carried_out_by_the_next_pass() {
    let (house, running) = in_conflict();
    house.run(
        0,
        &[
            "resolve",
            &conflict_id(&house),
            "--keep",
            "local",
            "--offline",
        ],
    );
    assert!(running.texts(CONTACTS).concat().contains("TITLE:Server"));
    house.run(0, &["sync"]);
    assert!(running.texts(CONTACTS).concat().contains("TITLE:Local"));
}

#[test]
fn resolving_without_saying_how_or_with_a_pick_that_settles_nothing_is_wrong_usage() {
    let (house, _running) = in_conflict();
    let id = conflict_id(&house);
    house.fails(2, &["resolve", &id]);
    house.fails(2, &["resolve", &id, "--pick", "email=server"]);
    assert!(
        house
            .fails(1, &["resolve", "999", "--keep", "server"])
            .contains("no open conflict")
    );
    assert_eq!(conflict_id(&house), id);
}

#[test]
fn a_policy_for_one_pass_decides_without_asking() {
    for (policy, title) in [("server", "TITLE:Server"), ("local", "TITLE:Local")] {
        let (house, running) = settled();
        running.put(
            CONTACTS,
            "anna.vcf",
            &contact("anna", "Anna Bauer", "Server"),
        );
        house.run(0, &["items", "edit", "Anna Bauer", "title=Local"]);
        house.run(0, &["sync", "--on-conflict", policy]);
        assert!(
            here(&house).contains(title) && running.texts(CONTACTS).concat().contains(title),
            "{policy}"
        );
    }
}

#[test]
fn what_was_edited_at_the_command_line_says_when_so_that_the_newest_wins() {
    let (house, running) = settled();
    let on_server = contact("anna", "Anna Bauer", "Server");
    let long_ago = on_server.replace("END:VCARD", "REV:20200115T080000Z\r\nEND:VCARD");
    running.put(CONTACTS, "anna.vcf", &long_ago);
    house.run(0, &["items", "edit", "Anna Bauer", "title=Local"]);
    house.run(0, &["sync", "--on-conflict", "newest"]);
    assert!(
        running.texts(CONTACTS).concat().contains("TITLE:Local"),
        "the one that was edited now"
    );
    let made = ["items", "add", "task", "subject=Buy flowers"];
    house.run(0, &made);
    let task = house.run(0, &["items", "export", "tasks"]);
    assert!(task.contains("LAST-MODIFIED:"), "{task}");
}

#[test]
fn history_tells_what_a_pass_did_undo_takes_it_back_and_why_tells_it_of_an_item() {
    let (house, running) = settled();
    let pass = house.json(0, &["history"])["passes"][0]["id"].to_string();
    assert!(house.run(0, &["history", &pass]).contains("Anna Bauer"));
    assert!(
        house
            .run(0, &["why", "Anna Bauer"])
            .contains("new on the server")
    );
    house.run(0, &["undo", &pass, "Anna Bauer"]);
    assert!(titles(&house, "contacts").is_empty());
    assert_eq!(running.texts(CONTACTS).len(), 1);
    house.run(0, &["sync"]);
    assert!(
        titles(&house, "contacts").is_empty(),
        "what was undone came back by itself"
    );
    assert!(house.run(0, &["why", "Anna Bauer"]).contains("undone"));
}

/// Twelve contacts on both sides, all of which vanish from the server.
fn emptied() -> (House, Running) {
    let (house, running) = (House::new(), Running::new());
    let names: Vec<String> = (0..12).map(|n| format!("c{n}.vcf")).collect();
    for name in &names {
        running.put(
            CONTACTS,
            name,
            &contact(name, &format!("Person {name}"), "x"),
        );
    }
    house.add_alice(&running.url);
    house.run(0, &["sync"]);
    for name in &names {
        running.delete(CONTACTS, name);
    }
    (house, running)
}

#[test]
fn the_guard_stops_with_4_and_deletes_only_when_told() {
    let (house, _running) = emptied();
    let out = house.run(4, &["sync"]);
    assert!(
        out.contains("12 of 12") && out.contains("--yes") && out.contains("--restore"),
        "{out}"
    );
    assert_eq!(titles(&house, "contacts").len(), 12);
    house.run(0, &["sync", "--yes"]);
    assert!(titles(&house, "contacts").is_empty());
}

#[test]
fn the_guard_can_bring_the_items_back_instead() {
    let (house, running) = emptied();
    house.run(4, &["sync"]);
    house.run(0, &["sync", "--restore"]);
    assert_eq!(
        (
            titles(&house, "contacts").len(),
            running.texts(CONTACTS).len()
        ),
        (12, 12)
    );
}

#[test]
fn a_folder_of_files_takes_part() {
    let (house, running) = (House::new(), Running::new());
    running.put(
        CONTACTS,
        "anna.vcf",
        &contact("anna", "Anna Bauer", "Baker"),
    );
    let store = format!("folder:{}", house.path("pim").display());
    house.run(
        0,
        &[
            "account",
            "add",
            "work",
            "--url",
            &running.url,
            "--email",
            "alice@example.com",
            "--store",
            &store,
        ],
    );
    house.run(0, &["sync"]);
    assert_eq!(titles(&house, "contacts"), ["Anna Bauer"]);
    std::fs::write(
        house.path("pim/contacts/carl.vcf"),
        contact("carl", "Carl", "Smith"),
    )
    .unwrap();
    house.run(0, &["sync"]);
    assert_eq!(running.texts(CONTACTS).len(), 2);
}

#[test]
fn a_pass_is_shown_field_by_field_and_one_field_can_be_undone() {
    let (house, running) = settled();
    let changed = contact("anna", "Anna Bauer", "Captain").replace("END:", "NOTE:sails\r\nEND:");
    running.put(CONTACTS, "anna.vcf", &changed);
    let pass = house.json(0, &["sync"])["reports"][0]["pass"].to_string();
    let out = house.run(0, &["history", &pass, "Anna Bauer"]);
    assert!(
        out.contains("title") && out.contains("Baker") && out.contains("→ Captain"),
        "{out}"
    );
    let told = house.json(0, &["history", &pass, "Anna Bauer"]);
    let rows = told["changes"][0]["rows"].as_array().unwrap();
    assert!(
        rows.iter()
            .any(|row| row["key"] == "title" && row["verdict"] == "differs")
    );
    house.fails(1, &["undo", &pass, "Anna Bauer", "role"]);
    house.fails(2, &["undo", &pass, "Anna Bauer", "shoe-size"]);
    // Taken back here; the sides differ since, and that waits to be decided.
    house.run(3, &["undo", &pass, "Anna Bauer", "title"]);
    let text = here(&house);
    assert!(
        text.contains("TITLE:Baker") && text.contains("NOTE:sails"),
        "{text}"
    );
    house.run(0, &["resolve", &conflict_id(&house), "--keep", "local"]);
    house.run(0, &["sync"]);
    assert!(running.texts(CONTACTS).concat().contains("TITLE:Baker"));
}

#[test]
fn the_answer_to_the_guard_is_given_per_kind_and_remembered() {
    let (house, running) = (House::new(), Running::new());
    let note = |number: usize| {
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VJOURNAL\r\nUID:n{number}\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:n{number}\r\nEND:VJOURNAL\r\nEND:VCALENDAR\r\n"
        )
    };
    for number in 0..6 {
        let name = format!("c{number}");
        running.put(
            CONTACTS,
            &format!("{name}.vcf"),
            &contact(&name, &name, "Mate"),
        );
        running.put("calendars/notes", &format!("n{number}.ics"), &note(number));
    }
    house.add_alice(&running.url);
    house.run(0, &["sync"]);
    for number in 0..6 {
        running.delete(CONTACTS, &format!("c{number}.vcf"));
        running.delete("calendars/notes", &format!("n{number}.ics"));
    }
    house.run(4, &["sync"]);
    house.fails(2, &["sync", "--yes=contacts", "--restore"]);
    house.run(4, &["sync", "--yes=contacts"]);
    assert_eq!(
        (
            titles(&house, "contacts").len(),
            titles(&house, "notes").len()
        ),
        (0, 6)
    );
    house.run(0, &["sync", "--restore=notes"]);
    assert_eq!(running.texts("calendars/notes").len(), 6);
    let notes = running
        .server
        .mailbox("alice@example.com")
        .unwrap()
        .list("calendars/notes")
        .unwrap();
    for item in notes {
        running.delete("calendars/notes", &item.name);
    }
    house.run(
        0,
        &["account", "set", "work", "--guard-remember", "notes=6"],
    );
    house.run(0, &["sync"]);
    assert!(titles(&house, "notes").is_empty());
}

#[test]
fn guests_are_invited_named_and_can_be_left_untold() {
    let server = Running::new();
    let house = House::new();
    house.add_alice(&server.url);
    let add = |subject: &str, more: &[&str]| {
        let subject = format!("subject={subject}");
        let lunch = [
            "items",
            "add",
            "appointment",
            &subject,
            "when=2026-12-01 12:00 – 13:00 UTC",
            "attendee=Bert Brown <bert@example.com>",
            "attendee=carl@example.com",
        ];
        house.json(0, &[&lunch, more].concat())
    };
    let added = add("Lunch", &[]);
    let source = added["item"]["source"].as_str().unwrap();
    assert!(
        source.contains("ORGANIZER:mailto:alice@example.com"),
        "{source}"
    );
    assert_eq!(
        added["invitation"]["invited"],
        serde_json::json!(["Bert Brown", "carl@example.com"])
    );
    let quiet = add("Surprise", &["--tell-nobody"]);
    assert_eq!(quiet["invitation"]["quiet"], true);
    assert_eq!(quiet["invitation"]["invited"], serde_json::json!([]));

    house.run(0, &["sync"]);
    let changed = [
        "items",
        "edit",
        "Lunch",
        "attendee=bert@example.com",
        "place=here",
    ];
    let said = house.run(0, &changed);
    assert!(
        said.contains("The server may tell of the change: Bert Brown")
            && said.contains("not invited any more: carl@example.com"),
        "{said}"
    );
    let refused = house.fails(
        1,
        &["items", "edit", "Lunch", "place=there", "--tell-nobody"],
    );
    assert!(refused.contains("told of it already"), "{refused}");
    let said = house.run(0, &["items", "remove", "Lunch"]);
    assert!(
        said.contains("tell them that it is off: Bert Brown, carl@example.com"),
        "{said}"
    );
    let removed = house.json(0, &["items", "remove", "Surprise"]);
    assert_eq!(removed["told"], serde_json::json!([]));
}
