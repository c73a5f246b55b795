//! What the groups share: faults by status, and mailboxes in a state that many tests begin with.

use pim::Kind;
use server_stub::{Fault, Moment};
use tests::harness::{Device, World, contact};

pub(crate) const KINDS: [Kind; 4] = [Kind::Contact, Kind::Appointment, Kind::Task, Kind::Note];

pub(crate) fn status(code: u16, moment: Moment) -> Fault {
    Fault::Status {
        code,
        retry_after_s: None,
        moment,
    }
}

pub(crate) fn refused(code: u16) -> Fault {
    status(code, Moment::BeforeWrite)
}

/// A contact both sides have, then a title for it typed on each side.
pub(crate) fn both_edit(server: &[&str], local: &[&str]) -> (World, Device) {
    let (world, device) = World::of_contacts(1);
    world.put(Kind::Contact, "p00", &contact("p00", server));
    device.edit(Kind::Contact, "p00", &contact("p00", local));
    (world, device)
}

/// An empty mailbox, and a device that knows already how the server answers writes: it does not try that out any more.
pub(crate) fn used_to_writing() -> (World, Device) {
    let world = World::default();
    let device = world.device();
    device.add(Kind::Contact, &contact("first", &[]));
    device.sync();
    device.delete(Kind::Contact, "first");
    device.sync();
    assert!(world.items(Kind::Contact).is_empty());
    (world, device)
}

/// Whether every fault that is on has struck.
pub(crate) fn all_struck(world: &World) -> bool {
    world
        .server
        .faults()
        .list()
        .iter()
        .all(|(_, _, struck)| *struck > 0)
}
