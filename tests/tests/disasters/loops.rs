//! Group E: loops of the protocol.

use pim::Kind;
use server_stub::{Fault, Moment, Rewrite, Rule, TokenLoss};
use tests::harness::{World, assert_quiet, contact, item, of_kind};

use crate::common::{KINDS, all_struck, refused, used_to_writing};

/// A refused precondition is looked into: the item stays, is told, and goes up by itself once the server takes it.
#[test]
fn e1_412_on_every_write_loses_nothing() {
    let (world, device) = World::of_contacts(2);
    device.edit(Kind::Contact, "p00", &contact("p00", &["TITLE:Captain"]));
    device.add(Kind::Contact, &contact("anna", &[]));
    world
        .server
        .faults()
        .add(Rule::always(refused(412)).on("PUT"));
    for _ in 0..2 {
        let report = device.sync();
        assert!(
            !of_kind(&report, Kind::Contact).held.is_empty(),
            "it is told"
        );
        assert_eq!(
            (
                world.items(Kind::Contact).len(),
                device.items(Kind::Contact).len()
            ),
            (2, 3)
        );
    }
    world.server.faults().clear();
    device.sync();
    world.assert_equal(&device, Kind::Contact);
    assert_eq!(world.items(Kind::Contact).len(), 3);
    assert!(device.conflicts().is_empty());
}

/// A create whose reply was lost is looked for under its name before it is sent again, and not made twice.
#[test]
fn e2_a_create_whose_reply_was_lost_is_not_repeated() {
    let (world, device) = used_to_writing();
    device.add(Kind::Contact, &contact("anna", &[]));
    world
        .server
        .faults()
        .add(Rule::times(Fault::Lost(Moment::AfterWrite), 1).on("PUT"));
    for _ in 0..3 {
        device.sync();
    }
    assert!(all_struck(&world));
    assert_eq!(world.items(Kind::Contact).len(), 1);
    world.assert_equal(&device, Kind::Contact);
    assert_quiet(&device.sync());
}

/// Deleted on both sides is agreement: nothing is sent, and nothing waits.
#[test]
fn e3_deleted_on_both_sides_sends_nothing_and_ends() {
    let (world, device) = World::of_contacts(8);
    world.delete(Kind::Contact, "p00");
    device.delete(Kind::Contact, "p00");
    let writes = world.writes();
    assert_quiet(&device.sync());
    assert_quiet(&device.sync());
    assert_eq!((world.writes(), device.conflicts().len()), (writes, 0));
}

/// Without tags an item is known by its name and text: it does not double.
#[test]
fn e7_without_tags_nothing_doubles() {
    let world = World::default();
    let device = world.device();
    world.server.faults().add(Rule::always(Fault::NoEtagOnPut));
    for number in 0..4 {
        device.add(Kind::Note, &item(Kind::Note, &format!("n{number}"), &[]));
        world.put(
            Kind::Note,
            &format!("s{number}"),
            &item(Kind::Note, &format!("s{number}"), &[]),
        );
    }
    for _ in 0..4 {
        device.sync();
        assert_eq!(
            (
                world.items(Kind::Note).len(),
                device.items(Kind::Note).len()
            ),
            (8, 8)
        );
    }
    assert_quiet(&device.sync());
}

/// A token that is lost costs a listing. Nothing is deleted or doubled, and what was deleted is still noticed.
#[test]
fn e11_a_lost_token_neither_deletes_nor_doubles_nor_hides_a_deletion() {
    for loss in [TokenLoss::Refused, TokenLoss::EverythingWithoutDeletions] {
        let (world, device) = World::of_contacts(12);
        world.delete(Kind::Contact, "p03");
        world.put(Kind::Contact, "p04", &contact("p04", &["TITLE:there"]));
        device.delete(Kind::Contact, "p05");
        world
            .server
            .faults()
            .add(Rule::times(Fault::ForgetToken(loss), 1));
        device.sync();
        device.sync();
        assert_eq!(
            (
                world.items(Kind::Contact).len(),
                device.items(Kind::Contact).len()
            ),
            (10, 10),
            "{loss:?}"
        );
        world.assert_equal(&device, Kind::Contact);
        assert_quiet(&device.sync());
    }
}

/// What the server makes of our text is what we agreed on: it is not corrected again in each pass.
#[test]
fn e12_a_server_that_rewrites_is_not_written_to_in_each_pass() {
    let faults = [
        Fault::RewriteBody(Rewrite::Refold),
        Fault::RewriteBody(Rewrite::Reorder),
        Fault::RewriteBody(Rewrite::AddProperties),
        Fault::RewriteBody(Rewrite::DropUnknown),
        Fault::WeakEtag,
        Fault::NoEtagOnPut,
        Fault::EtagChurn,
        Fault::ReusedEtag,
        Fault::Http2StatusLine,
    ];
    for fault in faults {
        let world = World::default();
        world.server.faults().add(Rule::always(fault.clone()));
        let device = world.device();
        for kind in KINDS {
            device.add(
                kind,
                &item(kind, "from here", &["X-OWN:something of another program's"]),
            );
        }
        device.sync();
        device.sync();
        let writes = world.writes();
        for _ in 0..3 {
            assert_quiet(&device.sync());
        }
        assert_eq!(world.writes(), writes, "{fault:?}");
        for kind in KINDS {
            assert!(
                device.only(kind).contains("X-OWN"),
                "{fault:?}: what the server dropped stays here"
            );
        }
    }
}
