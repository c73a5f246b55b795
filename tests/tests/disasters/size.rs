//! Group P: size.

use pim::Kind;
use server_stub::{Fault, MissingRow, Rule};
use tests::harness::{Device, World, assert_quiet, contact, item, of_kind, written};

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

/// A mailbox of so many contacts and a device that has them all, with how many requests that took.
fn of_many(count: usize) -> (World, Device, u64) {
    let world = World::default();
    for number in 0..count {
        let name = format!("p{number}");
        world.put(Kind::Contact, &name, &contact(&name, &[]));
    }
    let device = world.device_with(&[Kind::Contact]);
    let before = world.server.requests().total();
    let report = device.sync();
    assert_eq!(written(&report).local.added, count, "{report:?}");
    let requests = world.server.requests().total() - before;
    (world, device, requests)
}

/// However many there are, all arrive: in requests of some hundreds each, never one for all and never one for each.
#[test]
fn p1_p3_p4_p6_p8_thousands_arrive_in_requests_of_some_hundreds() {
    let (world, device, requests) = of_many(2_500);
    assert!((10..60).contains(&requests), "{requests}");
    assert_eq!(device.items(Kind::Contact).len(), 2_500);
    world.assert_equal(&device, Kind::Contact);
    assert_quiet(&device.sync());
}

/// What a change costs does not grow with what did not change.
#[test]
fn p7_a_change_among_a_thousand_costs_as_much_as_one_among_ten() {
    let costs = [10, 1_000].map(|count| {
        let (world, device, _) = of_many(count);
        assert_quiet(&device.sync());
        world.put(Kind::Contact, "p3", &contact("p3", &["TITLE:there"]));
        device.edit(Kind::Contact, "p5", &contact("p5", &["TITLE:here"]));
        let before = world.server.requests().total();
        let report = device.sync();
        assert_eq!(
            (
                written(&report).local.changed,
                written(&report).server.changed
            ),
            (1, 1)
        );
        (world.server.requests().total() - before, report.bytes)
    });
    let [(few, few_bytes), (many, many_bytes)] = costs;
    assert_eq!(few, many);
    assert!(many_bytes < few_bytes + 1_000, "{few_bytes} {many_bytes}");
}
