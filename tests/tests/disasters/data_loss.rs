//! Group D: data loss and mass deletion.

use std::time::Duration;

use engine::Side;
use engine::app::SyncOptions;
use pim::Kind;
use server_stub::{Fault, MissingRow, Moment, Rule, Truncation, When};
use tests::harness::{World, assert_quiet, contact, item, of_kind, written};

use crate::common::{refused, status};

/// Only an answer about an item itself makes it gone: no fault whatsoever does, even in a pass that may delete.
#[test]
fn d1_d11_whatever_a_server_in_trouble_answers_nothing_is_deleted() {
    let troubles = [
        refused(503),
        refused(404),
        refused(403),
        refused(401),
        refused(500),
        Fault::WebPage,
        Fault::Lost(Moment::BeforeWrite),
        Fault::EmptyListing,
        Fault::CutBody { keep: 300 },
        Fault::TruncatedListing {
            keep: 0,
            how: Truncation::Silent,
        },
        Fault::TruncatedListing {
            keep: 2,
            how: Truncation::SilentSkipping,
        },
        Fault::TruncatedListing {
            keep: 1,
            how: Truncation::Announced,
        },
        Fault::CappedMultiget {
            rows: 0,
            missing: MissingRow::LeftOut,
        },
        Fault::CappedMultiget {
            rows: 3,
            missing: MissingRow::NotFound,
        },
    ];
    for trouble in troubles {
        for everything in [false, true] {
            let (world, device) = World::of_contacts(8);
            world.server.faults().add(Rule::always(trouble.clone()));
            let pass = || {
                if everything {
                    device.sync_everything()
                } else {
                    device.sync_deleting()
                }
            };
            for _ in 0..2 {
                pass();
                assert_eq!(
                    device.items(Kind::Contact).len(),
                    8,
                    "{trouble:?}, everything: {everything}"
                );
                assert_eq!(
                    world.items(Kind::Contact).len(),
                    8,
                    "{trouble:?}, everything: {everything}"
                );
            }
            world.server.faults().clear();
            device.sync();
            assert_quiet(&device.sync());
            world.assert_equal(&device, Kind::Contact);
        }
    }
}

/// A write that is answered with 404 is a failure of that item: it stays where it is, is told, and goes up by itself
/// once the server is well.
#[test]
fn d2_404_on_every_write_loses_nothing_and_is_made_up_for() {
    let world = World::default();
    let device = world.device();
    for name in ["anna", "bert", "cleo"] {
        device.add(Kind::Contact, &contact(name, &[]));
    }
    world
        .server
        .faults()
        .add(Rule::always(refused(404)).on("PUT"));
    for _ in 0..3 {
        let report = device.sync_deleting();
        let told = of_kind(&report, Kind::Contact);
        assert!(
            told.failure.is_some() || !told.held.is_empty(),
            "it is told: {told:?}"
        );
        assert_eq!(device.items(Kind::Contact).len(), 3);
    }
    world.server.faults().clear();
    device.sync();
    assert_eq!(world.items(Kind::Contact).len(), 3);
    world.assert_equal(&device, Kind::Contact);
    assert_quiet(&device.sync());
}

/// A kind that is not chosen is left alone on both sides; what was agreed of it is kept for when it is chosen again.
#[test]
fn d3_a_kind_unticked_and_ticked_again_deletes_nothing_and_invites_nobody_again() {
    let world = World::default();
    let invited = [
        "ORGANIZER:mailto:alice@example.com",
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@example.com",
    ];
    for name in ["monday", "tuesday", "friday"] {
        world.put(
            Kind::Appointment,
            name,
            &item(Kind::Appointment, name, &invited),
        );
    }
    let device = world.device();
    device.sync();
    let (on_server, here) = (
        world.items(Kind::Appointment),
        device.items(Kind::Appointment),
    );
    let writes = world.writes();
    let mut choice = None;
    device.change_account(|account| choice = account.kinds.remove(&Kind::Appointment));
    device.sync_everything();
    device.change_account(|account| {
        account
            .kinds
            .insert(Kind::Appointment, choice.unwrap_or_default());
    });
    assert_quiet(&device.sync_deleting());
    assert_quiet(&device.sync_everything());
    assert_eq!(world.writes(), writes, "nothing was sent");
    assert_eq!(
        (on_server, here),
        (
            world.items(Kind::Appointment),
            device.items(Kind::Appointment)
        )
    );
}

/// The guard counts before the first deletion; it says how many, on which side, and names some.
#[test]
fn d4_a_burst_of_deletions_stops_before_the_first_one() {
    let (world, device) = World::of_contacts(25);
    for number in 0..19 {
        device.delete(Kind::Contact, &format!("p{number:02}"));
    }
    for _ in 0..3 {
        let report = device.sync();
        let guard = of_kind(&report, Kind::Contact)
            .guard
            .clone()
            .expect("the guard stops");
        assert_eq!(
            (guard.deletions.server, guard.deletions.local, guard.total),
            (19, 0, 25)
        );
        assert!(guard.titles.contains(&"p00".to_owned()), "{guard:?}");
        assert_eq!(world.items(Kind::Contact).len(), 25);
    }
    device.sync_deleting();
    assert_eq!(world.items(Kind::Contact).len(), 6, "the person agreed");
    assert_quiet(&device.sync());
}

/// The guard also counts what is only found to be gone when it is asked for, as what was left out of an earlier pass is.
#[test]
fn d4_deletions_left_out_of_one_pass_meet_the_guard_in_the_next() {
    let (world, device) = World::of_contacts(20);
    let ids = device.items(Kind::Contact).into_keys();
    let options = SyncOptions {
        leave_out: ids.map(|id| (Kind::Contact, Side::Local, id)).collect(),
        ..SyncOptions::default()
    };
    for number in 0..20 {
        world.delete(Kind::Contact, &format!("p{number:02}"));
    }
    let report = device.sync_with(&options);
    assert!(
        of_kind(&report, Kind::Contact).guard.is_none(),
        "nothing was to be deleted"
    );
    assert_eq!(device.items(Kind::Contact).len(), 20, "left out");
    let report = device.sync();
    assert!(
        of_kind(&report, Kind::Contact).guard.is_some(),
        "{report:?}"
    );
    assert_eq!(device.items(Kind::Contact).len(), 20);
    device.sync_deleting();
    assert_eq!(
        device.items(Kind::Contact).len(),
        0,
        "now the person agreed"
    );
    assert_quiet(&device.sync());
}

/// What a lagging index does not list yet is asked for by name before anything is concluded.
#[test]
fn d5_an_item_the_server_took_but_does_not_list_yet_is_not_deleted() {
    let world = World::default();
    let device = world.device();
    world.server.faults().add(Rule::always(Fault::StaleListing {
        lag: Duration::from_hours(1),
    }));
    device.sync();
    device.add(Kind::Contact, &contact("anna", &[]));
    for _ in 0..2 {
        device.sync_deleting();
        device.sync_everything();
    }
    assert_eq!(
        (
            world.items(Kind::Contact).len(),
            device.items(Kind::Contact).len()
        ),
        (1, 1)
    );
}

/// Only an item that was once on both sides can be missing here; one that never arrived is tried again.
#[test]
fn d6_an_item_that_could_not_be_taken_in_is_never_deleted_on_the_server() {
    let world = World::default();
    let device = world.device();
    for name in ["anna", "bert", "cleo"] {
        world.put(Kind::Contact, name, &contact(name, &[]));
    }
    world
        .server
        .faults()
        .add(Rule::always(Fault::CappedMultiget {
            rows: 0,
            missing: MissingRow::LeftOut,
        }));
    world
        .server
        .faults()
        .add(Rule::always(refused(500)).on("GET"));
    for _ in 0..2 {
        device.sync_deleting();
        device.sync_everything();
        assert_eq!(
            (
                world.items(Kind::Contact).len(),
                device.items(Kind::Contact).len()
            ),
            (3, 0)
        );
    }
    world.server.faults().clear();
    device.sync();
    world.assert_equal(&device, Kind::Contact);
    assert_eq!(device.items(Kind::Contact).len(), 3);
}

/// The report counts what was confirmed, not what was tried: its numbers are those of the mailboxes. What was sent, but
/// whose reply was no confirmation, is counted when it is found there.
#[test]
fn d7_the_numbers_of_the_report_are_those_of_the_mailboxes() {
    for fault in [
        None,
        Some(refused(500)),
        Some(status(500, Moment::AfterWrite)),
        Some(Fault::Lost(Moment::AfterWrite)),
    ] {
        let world = World::default();
        let device = world.device();
        for number in 0..7 {
            world.put(
                Kind::Note,
                &format!("server{number}"),
                &item(Kind::Note, &format!("server{number}"), &[]),
            );
        }
        for number in 0..5 {
            device.add(
                Kind::Note,
                &item(Kind::Note, &format!("local{number}"), &[]),
            );
        }
        if let Some(fault) = &fault {
            world
                .server
                .faults()
                .add(Rule::always(fault.clone()).on("PUT").when(When::Nth(2)));
        }
        let mut told = (0, 0);
        for _ in 0..3 {
            let report = device.sync();
            let written = written(&report);
            assert_eq!(of_kind(&report, Kind::Note).linked, 0, "{fault:?}");
            told = (told.0 + written.server.added, told.1 + written.local.added);
            if fault.is_none() || told == (5, 7) {
                assert_eq!(
                    (
                        world.items(Kind::Note).len() - 7,
                        device.items(Kind::Note).len() - 5
                    ),
                    told
                );
            }
        }
        assert_eq!(told, (5, 7), "{fault:?}");
        assert_eq!(
            (
                world.items(Kind::Note).len(),
                device.items(Kind::Note).len()
            ),
            (12, 12),
            "{fault:?}"
        );
    }
}
