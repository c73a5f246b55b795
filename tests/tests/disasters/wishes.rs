//! Undo, skip, leave out, read-only: what a person asked for is what happens.

use engine::Side;
use engine::account::Policy;
use engine::app::SyncOptions;
use engine::journal::{ConflictCase, Decision};
use pim::Kind;
use server_stub::names;
use tests::harness::{ACCOUNT, World, assert_quiet, contact, done, item, of_kind, written};

use crate::common::both_edit;

/// An undone change makes both sides differ: that is asked, and not simply done again.
#[test]
fn undoing_a_change_asks_which_version_to_keep() {
    for keep in [Side::Server, Side::Local] {
        let (world, device) = World::of_contacts(1);
        world.put(Kind::Contact, "p00", &contact("p00", &["TITLE:there"]));
        let report = device.sync();
        device.undo(&report);
        for _ in 0..2 {
            device.sync();
            assert_eq!(device.conflict().case, ConflictCase::Undone);
            assert!(!device.only(Kind::Contact).contains("TITLE:there"));
            assert!(world.only(Kind::Contact).contains("TITLE:there"));
        }
        device.decide(&Decision::Keep(keep));
        for text in [world.only(Kind::Contact), device.only(Kind::Contact)] {
            assert_eq!(text.contains("TITLE:there"), keep == Side::Server, "{text}");
        }
        device.sync();
        assert_quiet(&device.sync());
        assert!(device.conflicts().is_empty());
    }
}

/// One field of a change is taken back; what else the change did, and what was typed since, stays.
#[test]
fn one_field_of_a_change_can_be_undone_alone() {
    let (world, device) = World::of_contacts(1);
    let there = ["TITLE:Captain", "NOTE:new", "TEL:+15551234"];
    world.put(Kind::Contact, "p00", &contact("p00", &there));
    let report = device.sync();
    let since = [
        "TITLE:Captain",
        "NOTE:new",
        "TEL:+15551234",
        "ROLE:typed since",
    ];
    device.edit(Kind::Contact, "p00", &contact("p00", &since));
    let (_, changes) = device
        .engine
        .pass(report.pass.expect("a real pass"))
        .expect("the pass is kept");
    let change = changes.first().expect("it changed something").id;
    let rows = device.engine.change_rows(change).expect("its rows");
    let touched: Vec<String> = rows
        .iter()
        .filter(|row| row.verdict != pim::Verdict::Equal)
        .map(|row| row.key.to_string())
        .collect();
    assert_eq!(touched, ["title", "phone[1]", "text"]);
    let field = |key: &str| key.parse().expect("a key");
    let undone = done(device.engine.undo_field(change, field("title"))).expect("it is undone");
    assert_eq!(undone.items[0].why_not, None);
    let here = device.only(Kind::Contact);
    assert!(!here.contains("Captain"), "{here}");
    for kept in ["NOTE:new", "TEL:+15551234", "ROLE:typed since"] {
        assert!(here.contains(kept), "{here}");
    }
    // The sides differ since: that is asked, and neither simply done again nor sent.
    device.sync();
    assert_eq!(device.conflict().case, ConflictCase::Undone);
    assert!(world.only(Kind::Contact).contains("Captain"));
    device.decide(&Decision::Keep(Side::Local));
    assert!(!world.only(Kind::Contact).contains("Captain"));
    device.sync();
    assert_quiet(&device.sync());
}

/// A field that was typed over since is left alone, and so is one the change never touched.
#[test]
fn a_field_that_changed_since_is_not_undone() {
    let (world, device) = World::of_contacts(1);
    world.put(Kind::Contact, "p00", &contact("p00", &["TITLE:Captain"]));
    let report = device.sync();
    device.edit(Kind::Contact, "p00", &contact("p00", &["TITLE:Admiral"]));
    let (_, changes) = device
        .engine
        .pass(report.pass.expect("a real pass"))
        .expect("the pass is kept");
    for (key, words) in [
        ("title", "changed on this computer since"),
        ("role", "did not touch"),
    ] {
        let undone = done(
            device
                .engine
                .undo_field(changes[0].id, key.parse().expect("a key")),
        )
        .expect("it is tried");
        let why_not = undone.items[0].why_not.clone().unwrap_or_default();
        assert!(why_not.contains(words), "{why_not}");
    }
    assert!(device.only(Kind::Contact).contains("Admiral"));
}

/// An undone copy stays away until its original changes.
#[test]
fn undoing_a_copy_keeps_the_original_apart_until_it_changes() {
    let world = World::default();
    let device = world.device();
    world.put(Kind::Contact, "anna", &contact("anna", &[]));
    let report = device.sync();
    device.undo(&report);
    for options in [
        SyncOptions::default(),
        SyncOptions {
            everything: true,
            ..SyncOptions::default()
        },
    ] {
        device.sync_with(&options);
        assert_eq!(
            (
                world.items(Kind::Contact).len(),
                device.items(Kind::Contact).len()
            ),
            (1, 0)
        );
    }
    world.put(Kind::Contact, "anna", &contact("anna", &["TITLE:Captain"]));
    device.sync();
    assert!(device.only(Kind::Contact).contains("Captain"));
    world.assert_equal(&device, Kind::Contact);
}

/// Skip leaves a conflict as it is: the same one, once, in every pass, and neither side is written.
#[test]
fn a_skipped_conflict_stays_the_same_one_conflict() {
    for policy in [Policy::Merge, Policy::Skip] {
        let (world, device) = both_edit(&["TITLE:there"], &["TITLE:here"]);
        device.change_account(|account| account.policy = policy);
        device.sync();
        let (first, writes) = (device.conflict(), world.writes());
        for pass in 0..4 {
            let report = if pass % 2 == 0 {
                device.sync()
            } else {
                device.sync_everything()
            };
            assert_eq!(of_kind(&report, Kind::Contact).conflicts, 1);
            let again = device.conflict();
            assert_eq!(
                (again.id, again.opened, again.sides),
                (first.id, first.opened, first.sides.clone())
            );
        }
        assert_eq!(world.writes(), writes);
        assert!(world.only(Kind::Contact).contains("TITLE:there"));
        assert!(device.only(Kind::Contact).contains("TITLE:here"));
    }
}

/// What the person left out of a pass is not done, is told, and is done by the next.
#[test]
fn what_was_left_out_is_offered_again() {
    let (world, device) = World::of_contacts(8);
    let id = device.id_of(Kind::Contact, "p01");
    let new = device.add(Kind::Contact, &contact("anna", &[]));
    world.put(Kind::Contact, "p01", &contact("p01", &["TITLE:there"]));
    world.put(Kind::Contact, "p02", &contact("p02", &["TITLE:there"]));
    let leave_out = [id, new]
        .map(|id| (Kind::Contact, Side::Local, id))
        .into_iter()
        .collect();
    let report = device.sync_with(&SyncOptions {
        leave_out,
        ..SyncOptions::default()
    });
    assert_eq!(
        (
            written(&report).local.changed,
            written(&report).server.added
        ),
        (1, 0),
        "{report:?}"
    );
    assert_eq!(of_kind(&report, Kind::Contact).held.len(), 2);
    let report = device.sync();
    assert_eq!(
        (
            written(&report).local.changed,
            written(&report).server.added
        ),
        (1, 1),
        "{report:?}"
    );
    world.assert_equal(&device, Kind::Contact);
    assert_quiet(&device.sync());
}

/// A collection one may only read is never written: what was done to it here is kept here, and told by name.
#[test]
fn a_local_edit_of_a_read_only_collection_is_kept_and_told() {
    let world = World::default();
    for name in ["party", "review"] {
        world.put_in(names::TEAM, name, &item(Kind::Appointment, name, &[]));
    }
    let device = world.device_with(&[Kind::Appointment]);
    device.change_account(|account| {
        let choice = account
            .kinds
            .get_mut(&Kind::Appointment)
            .expect("appointments are chosen");
        choice.server_collection = Some("Team calendar".into());
    });
    device.sync();
    let before = world.items_in(names::TEAM);
    device.edit(
        Kind::Appointment,
        "party",
        &item(Kind::Appointment, "party", &["LOCATION:my garden"]),
    );
    device.add(Kind::Appointment, &item(Kind::Appointment, "mine", &[]));
    for _ in 0..3 {
        let report = device.sync();
        assert_eq!(written(&report), engine::Both::default());
        let mut held: Vec<_> = of_kind(&report, Kind::Appointment)
            .held
            .iter()
            .map(|held| held.title.clone())
            .collect();
        held.sort();
        assert_eq!(held, ["mine", "party"]);
    }
    assert_eq!((world.items_in(names::TEAM), world.writes()), (before, 0));
    assert!(
        device
            .items(Kind::Appointment)
            .values()
            .any(|text| text.contains("my garden"))
    );
    assert!(
        done(device.engine.items(ACCOUNT, Kind::Appointment, "mine"))
            .is_ok_and(|found| found.len() == 1)
    );
}
