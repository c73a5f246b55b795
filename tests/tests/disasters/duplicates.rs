//! Group U: duplicates.

use pim::Kind;
use server_stub::{Fault, Moment, Rewrite, Rule, When};
use tests::harness::{World, assert_quiet, contact, item, of_kind, written};

use crate::common::KINDS;

/// A first sync ties items together by what they say, whatever their UIDs and names are.
#[test]
fn u1_the_same_address_book_on_both_sides_is_tied_together_and_not_doubled() {
    let world = World::default();
    let device = world.device();
    for number in 0..30 {
        let text = contact(
            &format!("Person {number}"),
            &[&format!("EMAIL:p{number}@example.com")],
        );
        world.put(
            Kind::Contact,
            &format!("s{number}"),
            &text.replace("UID:", "UID:server "),
        );
        device.add(Kind::Contact, &text);
    }
    let report = device.sync();
    assert_eq!(
        (
            of_kind(&report, Kind::Contact).linked,
            written(&report).server.total()
        ),
        (30, 0)
    );
    assert!(device.conflicts().is_empty());
    assert_eq!(
        (
            world.items(Kind::Contact).len(),
            device.items(Kind::Contact).len()
        ),
        (30, 30)
    );
    assert_quiet(&device.sync());
}

/// An edit is written in place of the item it was made to, on either side.
#[test]
fn u3_an_edit_makes_no_copy() {
    for kind in KINDS {
        let world = World::default();
        world.put(kind, "one", &item(kind, "one", &[]));
        let devices = [world.device(), world.device()];
        for round in 0..3 {
            for (number, device) in devices.iter().enumerate() {
                device.sync();
                device.edit(
                    kind,
                    "one",
                    &item(kind, "one", &[&format!("CATEGORIES:c{round}{number}")]),
                );
                device.sync();
                assert!(world.only(kind).contains(&format!("c{round}{number}")));
                assert!(device.conflicts().is_empty());
            }
        }
        devices[0].sync();
        assert_eq!(devices[0].only(kind), devices[1].only(kind));
    }
}

/// A file that was copied has the UID of the first: nothing is lost, the other is left alone, and both are named.
#[test]
fn u4_a_copy_with_the_same_uid_stays_here_and_is_told_by_name() {
    let (world, device) = World::of_contacts(1);
    let copy = contact("p00", &["TITLE:a copy"]).replace("FN:p00", "FN:The copy");
    device.add(Kind::Contact, &copy);
    let report = device.sync();
    let held = &of_kind(&report, Kind::Contact).held;
    assert_eq!(held.len(), 1, "{held:?}");
    assert!(
        held[0].title == "The copy"
            && held[0]
                .message
                .contains("the same UID as “p00”, which is on the server already"),
        "{held:?}"
    );
    assert_eq!(
        (
            world.items(Kind::Contact).len(),
            device.items(Kind::Contact).len()
        ),
        (1, 2)
    );
    // With a UID of its own it goes its way.
    device.delete(Kind::Contact, "The copy");
    device.add(Kind::Contact, &copy.replace("UID:p00", "UID:of its own"));
    device.sync();
    assert_eq!(world.items(Kind::Contact).len(), 2);
    world.assert_equal(&device, Kind::Contact);
    assert_quiet(&device.sync());
}

/// Pressed again and again while new contacts go up to a server that stores them otherwise than they were sent, tells no
/// version and answers every other time not at all: each of them arrives once.
#[test]
fn u6_new_contacts_go_up_once_however_often_the_sending_is_interrupted() {
    let (world, device) = World::of_contacts(2);
    device.sync();
    let names = ["ann", "bo", "cy", "dee", "eve"];
    for name in names {
        device.add(Kind::Contact, &contact(name, &["TEL:+44 20 7946 0018"]));
    }
    let faults = world.server.faults();
    faults.add(Rule::always(Fault::RewriteBody(Rewrite::AddProperties)).on("PUT"));
    faults.add(Rule::always(Fault::NoEtagOnPut).on("PUT"));
    faults.add(
        Rule::always(Fault::Lost(Moment::AfterWrite))
            .on("PUT")
            .when(When::PerMille(500)),
    );
    let interrupted = (5..100)
        .step_by(10)
        .filter(|polls| !device.sync_cut_off_after(*polls))
        .count();
    assert!(interrupted > 1, "{interrupted} passes were cut off");
    faults.clear();
    device.sync();
    assert_eq!(world.items(Kind::Contact).len(), 2 + names.len());
    assert!(device.conflicts().is_empty());
    world.assert_equal(&device, Kind::Contact);
    assert_quiet(&device.sync());
}
