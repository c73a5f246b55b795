//! What an account does every day: items travel, edits meet, one thing that fails stops nothing else.

use engine::Code;
use engine::account::{Policy, Protocol};
use engine::app::SyncOptions;
use engine::journal::ConflictCase;
use pim::Kind;
use tests::live::{ACCOUNT, Device, Peer, account, written};

use super::{
    another_second, assert_nothing_to_do, assert_same, conflicts, device, edit_there, on_server,
    one, over_syncml, put,
};

#[test]
fn four_kinds_travel_both_ways_added_changed_and_deleted_between_two_devices() {
    let peer = Peer::start("syncevolution");
    let desk = device(&peer, "dev-1");
    for kind in Kind::ALL {
        desk.add(kind, &one(kind, "Desk"));
        desk.add(kind, &one(kind, "Doomed"));
        put(&peer, kind, "s1", &one(kind, "There"));
    }
    assert_eq!(written(&desk.sync()), (8, 4), "the first sync unites both");
    assert_same(&peer, &desk, &["Desk", "Doomed", "There"]);
    another_second();
    assert_nothing_to_do(&peer, &desk);

    for kind in Kind::ALL {
        desk.edit(kind, "Desk", "Edited here");
        desk.delete(kind, "Doomed");
        edit_there(&peer, kind, "There", "Edited there");
        put(&peer, kind, "s2", &one(kind, "Second"));
    }
    assert_eq!(written(&desk.sync()), (8, 8));
    assert_same(&peer, &desk, &["Edited here", "Edited there", "Second"]);

    another_second();
    let lap = device(&peer, "dev-2");
    assert_eq!(written(&lap.sync()), (0, 12));
    assert_same(&peer, &lap, &["Edited here", "Edited there", "Second"]);
    for kind in Kind::ALL {
        lap.delete(kind, "Second");
        lap.edit(kind, "Edited here", "From lap");
    }
    another_second();
    assert_eq!(written(&lap.sync()), (8, 0));
    another_second();
    assert_eq!(written(&desk.sync()), (0, 8));
    assert_same(&peer, &desk, &["From lap", "Edited there"]);
    another_second();
    for device in [&desk, &lap] {
        assert_nothing_to_do(&peer, device);
    }
}

#[test]
fn edits_of_different_fields_are_merged_and_of_the_same_field_asked_about() {
    let peer = Peer::start("syncevolution");
    let desk = device(&peer, "dev-1");
    for title in ["Anna", "Berta"] {
        desk.add(Kind::Contact, &one(Kind::Contact, title));
    }
    desk.add(Kind::Note, &one(Kind::Note, "Memo"));
    desk.sync();
    another_second();
    desk.edit(
        Kind::Contact,
        "FN:Given Anna\r\n",
        "FN:Given Anna\r\nNOTE:from here\r\n",
    );
    edit_there(
        &peer,
        Kind::Contact,
        "FN:Given Anna",
        "TITLE:from there\nFN:Given Anna",
    );
    desk.edit(Kind::Contact, "FN:Given Berta", "FN:Berta Here");
    edit_there(&peer, Kind::Contact, "FN:Given Berta", "FN:Berta There");
    desk.delete(Kind::Note, "Memo");
    edit_there(&peer, Kind::Note, "about Memo", "edited line");
    let report = desk.run(desk.engine.sync(ACCOUNT, &SyncOptions::default(), &()));
    let report = report.expect("the pass begins");
    assert!(
        report.kinds.iter().all(|kind| kind.failure.is_none()),
        "{report:#?}"
    );
    assert_eq!(conflicts(&report), 2, "{report:#?}");
    let texts = [
        desk.items(Kind::Contact)
            .into_iter()
            .map(|(_, text)| text)
            .collect::<Vec<_>>(),
        on_server(&peer, Kind::Contact),
    ];
    for texts in texts {
        let anna = texts
            .iter()
            .find(|text| text.contains("Anna"))
            .expect("Anna");
        assert!(
            anna.contains("from here") && anna.contains("from there"),
            "{anna}"
        );
    }
    let open = desk.engine.conflicts(Some(ACCOUNT)).expect("the conflicts");
    let mut cases: Vec<ConflictCase> = open.iter().map(|one| one.case).collect();
    cases.sort_by_key(|case| format!("{case:?}"));
    assert_eq!(cases.len(), 2, "{cases:?}");
    assert!(
        on_server(&peer, Kind::Contact)
            .concat()
            .contains("Berta There")
    );
    assert!(
        on_server(&peer, Kind::Note)
            .concat()
            .contains("edited line")
    );
}

#[test]
fn large_items_go_in_pieces_both_ways() {
    let peer = Peer::start_with(
        "syncevolution",
        &[("SYNCPROPS", "maxMsgSize=16000 maxObjSize=4000000")],
    );
    let desk = device(&peer, "dev-1");
    let text =
        |title: &str| format!("{title}, a line of a long text, with ümlauts & signs\n").repeat(850);
    let contact = |title: &str| {
        let long = text(title)
            .trim_end()
            .replace(',', "\\,")
            .replace('\n', "\\n");
        one(Kind::Contact, title).replace("END:VCARD", &format!("NOTE:{long}\r\nEND:VCARD"))
    };
    desk.add(Kind::Note, &format!("Here\n{}", text("Here")));
    desk.add(Kind::Contact, &contact("Here"));
    put(
        &peer,
        Kind::Note,
        "s1",
        &format!("There\n{}", text("There")),
    );
    put(&peer, Kind::Contact, "s1", &contact("There"));
    assert_eq!(written(&desk.sync()), (2, 2));
    for kind in [Kind::Note, Kind::Contact] {
        for text in on_server(&peer, kind) {
            assert!(
                text.len() > 38_000,
                "{kind} on the server: {} bytes",
                text.len()
            );
        }
        for (_, text) in desk.items(kind) {
            assert!(text.len() > 38_000, "{kind} here: {} bytes", text.len());
        }
    }
    another_second();
    assert_nothing_to_do(&peer, &desk);
}

#[test]
fn a_wrong_password_and_an_unknown_store_are_named_and_stop_nothing_else() {
    let peer = Peer::start("syncevolution");
    let stranger = Device::with(&over_syncml(&peer, "dev-2"), "wrong");
    let report = stranger.run(stranger.engine.sync(ACCOUNT, &SyncOptions::default(), &()));
    for kind in &report.expect("the pass begins").kinds {
        let failure = kind.failure.as_ref().expect("no kind gets in");
        assert_eq!(failure.code, Code::SignIn, "{failure:?}");
    }

    let mut choice = over_syncml(&peer, "dev-1");
    choice
        .kinds
        .get_mut(&Kind::Note)
        .expect("notes")
        .server_collection = Some("bogus".to_owned());
    let desk = Device::with(&choice, "wonderland");
    for kind in Kind::ALL {
        desk.add(kind, &one(kind, "Desk"));
    }
    let report = desk.run(desk.engine.sync(ACCOUNT, &SyncOptions::default(), &()));
    for kind in &report.expect("the pass begins").kinds {
        let missing = kind.failure.as_ref().map(|failure| failure.code);
        let expected = (kind.kind == Kind::Note).then_some(Code::Missing);
        assert_eq!(missing, expected, "{kind:#?}");
    }
    assert_eq!(on_server(&peer, Kind::Contact).len(), 1);

    let test = desk
        .run(desk.engine.test_account(ACCOUNT))
        .expect("the test runs");
    assert!(test.passed(), "{test:#?}");
    let uses: Vec<&str> = test.kinds.iter().map(|one| one.words.as_str()).collect();
    assert!(
        uses[0].contains("card") && uses[1].contains("cal"),
        "{uses:?}"
    );
    let test = stranger
        .run(stranger.engine.test_account(ACCOUNT))
        .expect("the test runs");
    assert!(!test.passed() && !test.advice.is_empty(), "{test:#?}");
}

#[test]
fn contacts_over_carddav_and_notes_over_syncml_go_in_one_pass() {
    let (dav, peer) = (Peer::start("radicale"), Peer::start("syncevolution"));
    let mut mixed = account(&dav.url, Policy::Merge);
    mixed.syncml.device = Some("dev-1".to_owned());
    mixed.syncml.address = Some(peer.url.clone());
    mixed.kinds.get_mut(&Kind::Note).expect("notes").protocol = Protocol::Syncml;
    let desk = Device::with(&mixed, "wonderland");
    desk.add(Kind::Contact, &one(Kind::Contact, "Anna"));
    desk.add(Kind::Note, &one(Kind::Note, "Memo"));
    put(&peer, Kind::Note, "s1", &one(Kind::Note, "There"));
    assert_eq!(written(&desk.sync()), (2, 1));
    assert!(dav.items()[&Kind::Contact][0].contains("Anna"));
    assert_eq!(on_server(&peer, Kind::Note).len(), 2);
    assert!(on_server(&peer, Kind::Contact).is_empty());
    another_second();
    assert_eq!(written(&desk.sync()), (0, 0));
}
