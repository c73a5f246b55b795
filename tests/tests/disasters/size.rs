//! Group P: size.

use pim::Kind;
use server_stub::{Fault, MissingRow, Rule};
use tests::harness::{World, assert_quiet, contact, item, of_kind, written};

use crate::common::{refused, used_to_writing};

/// Every page is read and every row that is left out is asked for again: all items arrive.
#[test]
fn p9_with_pages_and_capped_answers_every_item_arrives() {
    let world = World::with_pages_of(Some(7));
    world
        .server
        .faults()
        .add(Rule::always(Fault::CappedMultiget {
            rows: 5,
            missing: MissingRow::LeftOut,
        }));
    for number in 0..60 {
        let name = format!("e{number}");
        world.put(
            Kind::Appointment,
            &name,
            &item(Kind::Appointment, &name, &[]),
        );
    }
    let device = world.device();
    let report = device.sync();
    assert_eq!(
        written(&report).local.added,
        device.items(Kind::Appointment).len(),
        "the report is right"
    );
    for _ in 0..3 {
        device.sync();
    }
    assert_eq!(device.items(Kind::Appointment).len(), 60);
    assert_quiet(&device.sync());
}

/// An item the server has no room for is named with the reason; the others arrive, and it does once there is room.
#[test]
fn p5_an_item_there_is_no_room_for_does_not_stop_the_others() {
    let (world, device) = used_to_writing();
    for name in ["anna", "bert", "cleo", "dora"] {
        device.add(Kind::Contact, &contact(name, &[]));
    }
    world
        .server
        .faults()
        .add(Rule::times(refused(507), 1).on("PUT"));
    let report = device.sync();
    let held = &of_kind(&report, Kind::Contact).held;
    assert_eq!(
        (world.items(Kind::Contact).len(), held.len()),
        (3, 1),
        "{report:?}"
    );
    assert!(
        !held[0].title.is_empty() && held[0].message.contains("no room"),
        "{held:?}"
    );
    device.sync();
    assert_eq!(world.items(Kind::Contact).len(), 4);
    assert_quiet(&device.sync());
}
