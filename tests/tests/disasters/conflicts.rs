//! Group C: conflicts.

use engine::Side;
use engine::account::Policy;
use engine::app::SyncOptions;
use engine::journal::{ConflictCase, Decision, Deed};
use pim::Kind;
use server_stub::{Fault, Moment, Rule};
use tests::harness::{World, assert_quiet, contact, done, meanings, written};

use crate::common::{all_struck, both_edit, status, used_to_writing};

/// An error after a write says nothing about whether it was stored: the item is looked for before it is sent again.
#[test]
fn c1_a_write_that_was_stored_despite_an_error_is_there_once() {
    for fault in [
        status(500, Moment::AfterWrite),
        status(503, Moment::AfterWrite),
        Fault::Lost(Moment::AfterWrite),
    ] {
        let (world, device) = used_to_writing();
        device.add(Kind::Contact, &contact("anna", &[]));
        world
            .server
            .faults()
            .add(Rule::times(fault.clone(), 1).on("PUT"));
        for _ in 0..3 {
            device.sync();
            assert_eq!(
                (
                    world.items(Kind::Contact).len(),
                    device.items(Kind::Contact).len()
                ),
                (1, 1),
                "{fault:?}"
            );
        }
        assert!(all_struck(&world), "{fault:?}");
        device.edit(Kind::Contact, "anna", &contact("anna", &["TITLE:Captain"]));
        world.server.faults().clear();
        world
            .server
            .faults()
            .add(Rule::times(fault.clone(), 1).on("PUT"));
        device.sync();
        device.sync();
        assert!(all_struck(&world), "{fault:?}");
        assert!(world.only(Kind::Contact).contains("Captain"), "{fault:?}");
        assert!(
            device.conflicts().is_empty(),
            "{fault:?}: its own write is not somebody else's"
        );
        assert_quiet(&device.sync());
    }
}

/// What was stored although the reply was an error is listed like any other write, and can be taken back.
#[test]
fn c1_a_write_that_was_stored_despite_an_error_is_listed_and_can_be_undone() {
    for fault in [
        status(500, Moment::AfterWrite),
        Fault::Lost(Moment::AfterWrite),
    ] {
        for deed in [Deed::Added, Deed::Changed, Deed::Deleted] {
            let (world, device) = used_to_writing();
            let before = contact("anna", &[]);
            if deed != Deed::Added {
                device.add(Kind::Contact, &before);
                device.sync();
            }
            match deed {
                Deed::Deleted => device.delete(Kind::Contact, "anna"),
                Deed::Added => drop(device.add(Kind::Contact, &before)),
                _ => {
                    device.edit(Kind::Contact, "anna", &contact("anna", &["TITLE:Captain"]));
                }
            }
            let method = if deed == Deed::Deleted {
                "DELETE"
            } else {
                "PUT"
            };
            world
                .server
                .faults()
                .add(Rule::times(fault.clone(), 1).on(method));
            let about = format!("{fault:?} {deed:?}");
            let reports = [device.sync_deleting(), device.sync_deleting()];
            assert!(all_struck(&world), "{about}");
            let told: usize = reports
                .iter()
                .map(|report| written(report).server.total())
                .sum();
            assert_eq!(told, 1, "{about}: told once");
            let listed: Vec<_> = reports
                .iter()
                .filter_map(|report| device.engine.pass(report.pass?).ok())
                .flat_map(|(_, changes)| changes)
                .filter(|change| change.side == Side::Server)
                .collect();
            assert_eq!(listed.len(), 1, "{about}: listed once {listed:?}");
            assert_eq!(listed[0].deed, deed, "{about}");
            let undone = done(device.engine.undo_change(listed[0].id)).expect("it is undone");
            assert_eq!(undone.items[0].why_not, None, "{about}");
            let now: Vec<String> = world.items(Kind::Contact).into_values().collect();
            let expected = match deed {
                Deed::Added => Vec::new(),
                _ => vec![before],
            };
            assert_eq!(
                meanings(Kind::Contact, &now),
                meanings(Kind::Contact, &expected),
                "{about}"
            );
        }
    }
}

/// A write carries the version the decision was made on, so an edit that comes in between is refused, not overwritten.
#[test]
fn c2_a_server_edit_at_any_moment_of_a_pass_is_not_overwritten() {
    for moment in 1.. {
        let (world, device) = World::of_contacts(1);
        device.edit(Kind::Contact, "p00", &contact("p00", &["TITLE:typed here"]));
        let mut reached = false;
        device.sync_while(&SyncOptions::default(), |poll| {
            if poll == moment {
                reached = true;
                world.put(
                    Kind::Contact,
                    "p00",
                    &contact("p00", &["TITLE:typed there"]),
                );
            }
        });
        if !reached {
            assert!(moment > 4, "there were moments to try");
            break;
        }
        for _ in 0..2 {
            device.sync();
            assert!(
                world.only(Kind::Contact).contains("typed there"),
                "at poll {moment}"
            );
            let kept = device
                .engine
                .kept_texts()
                .expect("the journal is read")
                .concat()
                + &device.only(Kind::Contact);
            assert!(kept.contains("typed here"), "at poll {moment}");
        }
    }
}

/// The same the other way: a local edit while a pass runs is seen by it or by the next, and never overwritten.
#[test]
fn c2_a_local_edit_at_any_moment_of_a_pass_is_not_overwritten() {
    for moment in 1.. {
        let (world, device) = World::of_contacts(1);
        world.put(
            Kind::Contact,
            "p00",
            &contact("p00", &["TITLE:typed there"]),
        );
        let mut reached = false;
        device.sync_while(&SyncOptions::default(), |poll| {
            if poll == moment {
                reached = true;
                let text = device
                    .only(Kind::Contact)
                    .replace("END:VCARD", "NOTE:typed here\r\nEND:VCARD");
                device.edit(Kind::Contact, "p00", &text);
            }
        });
        if !reached {
            assert!(moment > 4, "there were moments to try");
            break;
        }
        device.sync();
        assert!(device.conflicts().is_empty(), "at poll {moment}");
        for text in [world.only(Kind::Contact), device.only(Kind::Contact)] {
            assert!(
                text.contains("typed here") && text.contains("typed there"),
                "at poll {moment}: {text}"
            );
        }
    }
}

/// Every policy there is does what its name says, without a question where it promises none.
#[test]
fn c4_c5_c6_c7_c13_each_policy_does_what_it_says() {
    let (older, newer) = ("REV:20260101T000000Z", "REV:20260201T000000Z");
    let table: [(Policy, &str, &str, &[&str], usize); 8] = [
        (Policy::Server, older, newer, &["there"], 0),
        (Policy::Local, newer, older, &["here"], 0),
        (Policy::Newest, older, newer, &["here"], 0),
        (Policy::Newest, newer, older, &["there"], 0),
        (Policy::Both, older, newer, &["here", "there"], 0),
        (Policy::Merge, older, newer, &["there"], 1),
        (Policy::Ask, older, newer, &["there"], 1),
        (Policy::Skip, older, newer, &["there"], 1),
    ];
    for (policy, there, here, expected, conflicts) in table {
        let (world, device) = both_edit(&["TITLE:there", there], &["TITLE:here", here]);
        device.change_account(|account| account.policy = policy);
        device.sync();
        let mut found: Vec<&str> = Vec::new();
        for text in world.items(Kind::Contact).values() {
            found.push(if text.contains("TITLE:here") {
                "here"
            } else {
                "there"
            });
        }
        found.sort_unstable();
        assert_eq!(
            (found.as_slice(), device.conflicts().len()),
            (expected, conflicts),
            "{policy:?}"
        );
        if conflicts == 0 {
            world.assert_equal(&device, Kind::Contact);
            device.sync();
            assert_quiet(&device.sync());
        }
    }
}

/// What the dialog labels "server" is what the server holds, through the whole engine.
#[test]
fn c10_the_server_side_of_a_conflict_is_the_servers() {
    let (world, device) = both_edit(&["TITLE:there"], &["TITLE:here"]);
    device.sync();
    let conflict = device.conflict();
    assert_eq!(conflict.case, ConflictCase::BothChanged);
    let source = |side: Side| {
        conflict
            .sides
            .of(side)
            .as_ref()
            .expect("both are there")
            .source
            .clone()
    };
    assert!(
        source(Side::Server).contains("TITLE:there") && source(Side::Local).contains("TITLE:here")
    );
    device.decide(&Decision::Keep(Side::Server));
    for text in [world.only(Kind::Contact), device.only(Kind::Contact)] {
        assert!(text.contains("TITLE:there"), "{text}");
    }
    assert!(device.conflicts().is_empty());
}

/// The version that lost is in the history with its whole text.
#[test]
fn c14_the_version_that_lost_is_in_the_history() {
    for (policy, lost) in [
        (Policy::Server, "TITLE:here"),
        (Policy::Local, "TITLE:there"),
    ] {
        let (_world, device) = both_edit(&["TITLE:there"], &["TITLE:here"]);
        device.change_account(|account| account.policy = policy);
        let report = device.sync();
        let (_, changes) = device
            .engine
            .pass(report.pass.expect("a pass"))
            .expect("its history");
        let before: Vec<_> = changes
            .iter()
            .filter_map(|change| change.before.as_deref())
            .collect();
        assert!(
            before.iter().any(|text| text.contains(lost)),
            "{policy:?}: {before:?}"
        );
    }
}
