//! What the windows ask of the engine, against the real server in this process: lists and forms, the calendar, versions, imports,
//! and a decision that is carried out the moment it is made.

use engine::account::StoreChoice;
use engine::app::{ItemView, SyncOptions, Typed, TypedEdit};
use engine::journal::Decision;
use engine::pim::Kind;
use engine::{Code, Side};
use tests::harness::ACCOUNT;
use tests::harness::{World, contact, done, item};

/// A calendar with one component of these lines.
fn calendar(component: &str, title: &str, lines: &[&str]) -> String {
    let mut text = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Somebody//EN\r\nBEGIN:{component}\r\nUID:{title}\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:{title}\r\n"
    );
    for line in lines {
        text.push_str(line);
        text.push_str("\r\n");
    }
    text + &format!("END:{component}\r\nEND:VCALENDAR\r\n")
}

/// The server's text of the contact of this name.
fn named(world: &World, name: &str) -> String {
    let is_it = |text: &String| text.contains(&format!("FN:{name}\r\n"));
    let found = world.items(Kind::Contact).into_values().find(is_it);
    found.expect("the server has it")
}

fn edit(key: &str, typed: &str) -> TypedEdit {
    TypedEdit {
        key: key.to_owned(),
        typed: typed.to_owned(),
        label: None,
    }
}

#[test]
fn a_decision_is_carried_out_at_once_and_nothing_else_is() {
    let (world, device) = World::of_contacts(2);
    for (name, server, local) in [
        ("p00", "TITLE:Dr", "TITLE:Prof"),
        ("p01", "TITLE:A", "TITLE:B"),
    ] {
        world.put(Kind::Contact, name, &contact(name, &[server]));
        device.edit(Kind::Contact, name, &contact(name, &[local]));
    }
    device.sync();
    let summaries = device.engine.conflict_summaries().unwrap();
    assert_eq!(summaries.len(), 2);
    assert!(
        summaries
            .iter()
            .all(|one| one.differing == 1 && !one.decided)
    );
    let first = summaries.iter().find(|one| one.title == "p00").unwrap();

    device.add(Kind::Contact, &contact("new here", &[]));
    let keep = Decision::Keep(Side::Local);
    let carried = done(device.engine.decide_now(first.id, &keep, None, &())).unwrap();
    assert_eq!(carried.failure, None);
    let pass = carried.pass.expect("it was carried out");

    assert!(named(&world, "p00").contains("TITLE:Prof"));
    assert!(
        named(&world, "p01").contains("TITLE:A"),
        "the other conflict waits"
    );
    assert_eq!(world.items(Kind::Contact).len(), 2, "nothing else was sent");
    assert_eq!(device.engine.conflict_summaries().unwrap().len(), 1);
    let (_, lines) = device.engine.pass_lines(pass).unwrap();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].has_before && lines[0].has_after && lines[0].side == Side::Server);

    // The next pass finds the rest, and takes its own write for no change.
    let report = device.sync();
    assert!(report.kinds[0].failure.is_none());
    assert_eq!(report.kinds[0].written.server.added, 1);
    assert_eq!(
        report.kinds[0].written.server.changed + report.kinds[0].written.local.changed,
        0
    );
}

#[test]
fn a_decision_about_what_changed_since_is_told_and_asked_again() {
    let (world, device) = World::of_contacts(1);
    world.put(Kind::Contact, "p00", &contact("p00", &["TITLE:Dr"]));
    device.edit(Kind::Contact, "p00", &contact("p00", &["TITLE:Prof"]));
    device.sync();
    let id = device.engine.conflict_summaries().unwrap()[0].id;
    world.put(Kind::Contact, "p00", &contact("p00", &["TITLE:Chancellor"]));
    let keep = Decision::Keep(Side::Local);
    let carried = done(device.engine.decide_now(id, &keep, None, &())).unwrap();
    assert_eq!(
        carried.failure.map(|failure| failure.code),
        Some(Code::InUse)
    );
    assert!(
        named(&world, "p00").contains("Chancellor"),
        "nothing was written over it"
    );
    assert_eq!(device.engine.conflict_summaries().unwrap().len(), 1);
}

#[test]
fn picks_are_shown_before_they_are_made() {
    let (world, device) = World::of_contacts(1);
    world.put(Kind::Contact, "p00", &contact("p00", &["TITLE:Dr"]));
    device.edit(Kind::Contact, "p00", &contact("p00", &["TITLE:Prof"]));
    device.sync();
    let id = device.engine.conflict_summaries().unwrap()[0].id;
    let view = done(device.engine.conflict_with(id, None)).unwrap();
    assert!(!view.collection.is_empty());
    let open = view.rows.iter().find(|row| row.is_open()).unwrap();
    let pick = engine::pim::Pick {
        row: open.key,
        keep: engine::pim::Keep::Local,
    };
    let rows = done(device.engine.conflict_with_picks(id, &[pick], None)).unwrap();
    assert!(!rows.iter().any(engine::pim::Row::is_open));
    assert!(
        device.engine.conflict(id).unwrap().decision.is_none(),
        "nothing was stored"
    );
}

#[test]
fn an_item_is_made_and_changed_by_a_form_and_a_stale_form_changes_nothing() {
    let world = World::default();
    let device = world.device();
    let engine = &device.engine;
    let made = [
        edit("name", "Berg;Anna;;;"),
        TypedEdit {
            label: Some("mobile".into()),
            ..edit("phone", "+49 30 1")
        },
        edit("phone", "+49 30 2"),
    ];
    let id = done(engine.add_typed_item(ACCOUNT, Kind::Contact, &Typed::from(&made))).unwrap();
    assert!(engine.account(ACCOUNT).unwrap().changes_to_send);
    let view = done(engine.item(ACCOUNT, Kind::Contact, &id)).unwrap();
    assert_eq!(view.title, "Anna Berg");
    let changes = [
        edit("phone[1]", "+49 30 11"),
        edit("phone[2]", ""),
        edit("company", "Acme"),
    ];
    let version = view.version.as_ref();
    let changes = Typed::from(&changes);
    done(engine.edit_typed_item(ACCOUNT, Kind::Contact, &id, version, &changes)).unwrap();
    let after = done(engine.item(ACCOUNT, Kind::Contact, &id)).unwrap();
    assert!(
        after.source.contains("TEL;TYPE=CELL:+49 30 11") && !after.source.contains("30 2"),
        "{}",
        after.source
    );
    let stale = done(engine.edit_typed_item(ACCOUNT, Kind::Contact, &id, version, &changes));
    assert_eq!(stale.unwrap_err().code, Code::InUse);
    let wrong = done(engine.edit_typed_item(
        ACCOUNT,
        Kind::Contact,
        &id,
        None,
        &Typed::from(&[edit("birthday", "soon")]),
    ));
    assert_eq!(wrong.unwrap_err().code, Code::Usage);

    device.sync();
    assert!(!engine.account(ACCOUNT).unwrap().changes_to_send);
    let page = done(engine.items_page(ACCOUNT, Kind::Contact, "", 0, 10, "UTC")).unwrap();
    assert_eq!((page.total, page.items[0].subtitle.as_str()), (1, "Acme"));
}

#[test]
fn versions_are_compared_and_brought_back_also_of_what_was_deleted() {
    let (_world, device) = World::of_contacts(1);
    let engine = &device.engine;
    let id = device.id_of(Kind::Contact, "p00");
    done(engine.edit_typed_item(
        ACCOUNT,
        Kind::Contact,
        &id,
        None,
        &Typed::from(&[edit("title", "Dr")]),
    ))
    .unwrap();
    let story = done(engine.item_story(ACCOUNT, Kind::Contact, &id)).unwrap();
    assert_eq!(story.versions.len(), 2);
    assert!(story.versions[0].number == 0 && story.versions[1].by_person);
    let older = story.versions[1].number;
    let rows = done(engine.version_rows(ACCOUNT, Kind::Contact, &id, older, 0)).unwrap();
    let title = rows.iter().find(|row| row.label == "Title").unwrap();
    assert!(title.server.is_none() && title.local.is_some());
    done(engine.restore_version(ACCOUNT, Kind::Contact, &id, older)).unwrap();
    assert!(!device.only(Kind::Contact).contains("TITLE"));
    done(engine.remove_item(ACCOUNT, Kind::Contact, &id)).unwrap();
    let gone = done(engine.item_story(ACCOUNT, Kind::Contact, &id)).unwrap();
    assert!(gone.versions.iter().all(|version| version.number != 0));
    let older = gone.versions[0].number;
    let rows = done(engine.version_rows(ACCOUNT, Kind::Contact, &id, older, 0)).unwrap();
    assert!(
        rows.iter().all(|row| row.local.is_none()),
        "against nothing: {rows:?}"
    );
    done(engine.restore_version(ACCOUNT, Kind::Contact, &id, gone.versions[0].number)).unwrap();
    assert_eq!(device.items(Kind::Contact).len(), 1);
}

#[test]
fn what_waits_about_an_item_is_said_in_a_sentence_that_other_languages_have() {
    let (world, device) = World::of_contacts(1);
    world.put(Kind::Contact, "p00", &contact("p00", &["TITLE:there"]));
    device.edit(Kind::Contact, "p00", &contact("p00", &["TITLE:here"]));
    device.sync();
    let id = device.id_of(Kind::Contact, "p00");
    let story = done(device.engine.item_story(ACCOUNT, Kind::Contact, &id)).unwrap();
    let (of, values) = story.waiting[0].made_of().unwrap();
    assert_eq!(of, "conflict {number}: {why}");
    assert!(values["why"].made_of().is_some());
    assert!(story.waiting[0].ends_with("changed on both sides since the last synchronisation"));
}

#[test]
fn an_edit_is_taken_back_only_while_nobody_changed_the_item_since() {
    let (_world, device) = World::of_contacts(1);
    let engine = &device.engine;
    let id = device.id_of(Kind::Contact, "p00");
    let view = || done(engine.item(ACCOUNT, Kind::Contact, &id)).unwrap();
    let change = |title: &str| {
        let edits = [edit("title", title)];
        done(engine.edit_typed_item(ACCOUNT, Kind::Contact, &id, None, &Typed::from(&edits)))
            .unwrap();
    };
    let back = |to: &ItemView, of: &ItemView| {
        let (version, text) = (of.version.as_ref(), to.source.as_bytes());
        done(engine.rewrite_item(ACCOUNT, Kind::Contact, &id, version, text))
    };
    let before = view();
    change("Dr");
    let edited = view();
    change("Prof");
    let failure = back(&before, &edited).unwrap_err();
    assert_eq!(failure.code, Code::InUse);
    assert!(view().source.contains("TITLE:Prof"));
    back(&edited, &view()).unwrap();
    assert_eq!(view().source, edited.source);
}

#[test]
fn tasks_are_listed_open_ones_first_and_by_what_is_due() {
    let world = World::default();
    let device = world.device();
    for (title, lines) in [
        ("done", &["STATUS:COMPLETED", "DUE;VALUE=DATE:20260101"][..]),
        ("whenever", &[]),
        (
            "later",
            &["DUE;TZID=Europe/Berlin:20261201T100000", "PRIORITY:1"],
        ),
        (
            "soon",
            &["DUE;VALUE=DATE:20261130", "CATEGORIES:home,garden"],
        ),
    ] {
        device.add(Kind::Task, &calendar("VTODO", title, lines));
    }
    let page = done(
        device
            .engine
            .items_page(ACCOUNT, Kind::Task, "", 0, 10, "America/New_York"),
    )
    .unwrap();
    let titles: Vec<&str> = page.items.iter().map(|item| item.title.as_str()).collect();
    assert_eq!(titles, ["soon", "later", "whenever", "done"]);
    assert_eq!(page.items[0].due.as_deref(), Some("2026-11-30"));
    assert_eq!(page.items[0].category.as_deref(), Some("home"));
    assert_eq!(page.items[1].due.as_deref(), Some("2026-12-01T04:00"));
    assert_eq!(page.items[1].priority, Some(1));
    let found = done(
        device
            .engine
            .items_page(ACCOUNT, Kind::Task, "garden", 0, 10, "UTC"),
    )
    .unwrap();
    assert_eq!(found.total, 1);
    let second = done(
        device
            .engine
            .items_page(ACCOUNT, Kind::Task, "", 2, 1, "UTC"),
    )
    .unwrap();
    assert_eq!(
        (second.total, second.items[0].title.as_str()),
        (4, "whenever")
    );
}

#[test]
fn one_occurrence_is_moved_and_another_removed_and_the_server_gets_both() {
    let world = World::default();
    let device = world.device();
    let engine = &device.engine;
    let lines = [
        "DTSTART;TZID=Europe/Berlin:20261019T090000",
        "DTEND;TZID=Europe/Berlin:20261019T100000",
        "RRULE:FREQ=WEEKLY;COUNT=4",
    ];
    let id = device.add(Kind::Appointment, &calendar("VEVENT", "standup", &lines));
    let days =
        || done(engine.occurrences(ACCOUNT, "2026-10-01", "2026-12-01", "Europe/Berlin")).unwrap();
    assert_eq!(days().len(), 4);
    let second = days()[1].recurrence.clone().unwrap();
    let third = days()[2].recurrence.clone().unwrap();
    let moved = [edit("when", "2026-10-27 11:00 – 12:00 Europe/Berlin")];
    let moved = Typed {
        recurrence: Some(&second),
        ..Typed::from(&moved)
    };
    done(engine.edit_typed_item(ACCOUNT, Kind::Appointment, &id, None, &moved)).unwrap();
    done(engine.remove_occurrence(ACCOUNT, Kind::Appointment, &id, &third)).unwrap();
    let after = days();
    assert_eq!(after.len(), 3);
    assert!(after[1].exception && after[1].start == "2026-10-27T11:00");
    assert_eq!(after[2].start, "2026-11-09T09:00");
    let alone = done(engine.occurrence_view(ACCOUNT, Kind::Appointment, &id, &second)).unwrap();
    assert!(
        alone
            .fields
            .iter()
            .any(|value| value.typed.starts_with("2026-10-27 11:00"))
    );
    device.sync();
    let sent = world.only(Kind::Appointment);
    assert!(
        sent.contains("RECURRENCE-ID") && sent.contains("EXDATE"),
        "{sent}"
    );
}

#[test]
fn a_mixed_file_goes_where_each_item_belongs_and_twice_is_once() {
    let world = World::default();
    let device = world.device_with(&[Kind::Contact, Kind::Task]);
    let file = format!(
        "{}{}{}garbage\r\n",
        contact("Anna", &[]),
        item(Kind::Task, "Tax", &[]),
        item(Kind::Note, "List", &[])
    );
    let take = || {
        done(
            device
                .engine
                .import_mixed(ACCOUNT, "all.txt", file.as_bytes(), None),
        )
        .unwrap()
    };
    let first = take();
    assert_eq!(
        (
            first.added.get(&Kind::Contact),
            first.added.get(&Kind::Task)
        ),
        (Some(&1), Some(&1))
    );
    assert!(
        first
            .problems
            .iter()
            .any(|problem| problem.contains("List")),
        "{:?}",
        first.problems
    );
    let second = take();
    assert!(second.added.is_empty());
    assert_eq!(second.same, 2);
}

#[test]
fn plain_text_is_a_note_where_the_file_says_that_it_is_text() {
    let world = World::default();
    let device = world.device_with(&[Kind::Note]);
    let take = |name: &str, text: &str| {
        done(
            device
                .engine
                .import_mixed(ACCOUNT, name, text.as_bytes(), None),
        )
        .unwrap()
    };
    let page = take("calendar.ics", "<html><body>Not found</body></html>");
    assert!(
        page.items.is_empty() && page.problems.len() == 1,
        "{page:?}"
    );
    let note = take("shopping.TXT", "Shopping\nmilk\n");
    assert_eq!(note.added.get(&Kind::Note), Some(&1), "{note:?}");
}

#[test]
fn what_is_wrong_with_settings_is_said_at_the_field() {
    let world = World::default();
    let device = world.device();
    let mut account = device.engine.account(ACCOUNT).unwrap().account;
    assert!(device.engine.mistakes(&account, false).unwrap().is_empty());
    assert!(
        device
            .engine
            .mistakes(&account, true)
            .unwrap()
            .contains_key("name")
    );
    account.url = "two words".into();
    account.kinds.clear();
    let mistakes = device.engine.mistakes(&account, false).unwrap();
    assert_eq!(
        mistakes.keys().copied().collect::<Vec<_>>(),
        ["kinds", "url"]
    );
}

#[test]
fn settings_are_tested_before_they_are_stored_and_each_step_is_told() {
    let world = World::default();
    let device = world.device();
    let account = device.engine.account(ACCOUNT).unwrap().account;
    let mut told = Vec::new();
    let mut tell = |check: &engine::discovery::Check| told.push(check.what.clone());
    let tested = done(device.engine.test_settings(&account, None, &mut tell)).unwrap();
    assert!(tested.passed && !tested.abilities.is_empty() && !tested.addresses.is_empty());
    assert_eq!(
        told,
        tested
            .checks
            .iter()
            .map(|check| check.what.clone())
            .collect::<Vec<_>>()
    );
    let wrong = Some("wrong".to_owned().into());
    let tested = done(device.engine.test_settings(&account, wrong, &mut |_| ())).unwrap();
    assert!(!tested.passed && !tested.advice.is_empty());
    let offered = done(device.engine.server_collections(&account, None, Kind::Task)).unwrap();
    assert!(
        offered.iter().any(|choice| choice.is_default),
        "{offered:?}"
    );
    let here = device
        .engine
        .local_collections(&account, Kind::Task)
        .unwrap();
    assert!(here[0].is_default && here[0].name == ACCOUNT);
}

#[test]
fn an_edit_in_a_folder_waits_to_be_sent_as_one_in_the_store_does() {
    let world = World::default();
    world.put(Kind::Contact, "p00", &contact("p00", &[]));
    let device = world.device();
    let folder = tempfile::tempdir().unwrap();
    device.change_account(|account| {
        account.store = StoreChoice::Folder(folder.path().to_owned());
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let options = SyncOptions::default();
    let sync = || {
        let pass = device.engine.sync(ACCOUNT, &options, &());
        runtime.block_on(pass).unwrap()
    };
    let to_send = || device.engine.account(ACCOUNT).unwrap().changes_to_send;
    assert!(!to_send());
    let made = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(made, 0, "looking makes nothing");
    sync();
    assert!(!to_send(), "what a pass wrote is no edit");

    let contacts = folder.path().join("contacts");
    std::fs::write(contacts.join("mine.vcf"), contact("mine", &[])).unwrap();
    assert!(to_send());
    sync();
    assert!(!to_send());
    assert_eq!(world.items(Kind::Contact).len(), 2);

    std::fs::remove_file(contacts.join("mine.vcf")).unwrap();
    assert!(to_send(), "also where one was deleted");
}
