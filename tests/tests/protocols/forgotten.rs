//! The server forgets what a device has. Everything is compared again, and nothing is there twice on either side.
//!
//! The worst known fault of programs like this one: a slow sync in which what both sides have is taken for new on both.

use engine::app::SyncOptions;
use engine::pass::Deletions;
use pim::Kind;
use server_stub::{Fault, Rule, SyncMlFault, When};
use tests::harness::{Device, USER, World, assert_quiet, item, of_kind, written};

use crate::device_over_syncml;

/// How the server comes to forget.
#[derive(Debug, Clone, Copy)]
enum Forgetting {
    /// The person deletes the device on Synchronized Devices.
    DeviceDeleted,
    /// The person resets it there.
    DeviceReset,
    /// The server loses its anchors and keeps the ids.
    AnchorsLost,
}

const FORGETTING: [Forgetting; 3] = [
    Forgetting::DeviceDeleted,
    Forgetting::DeviceReset,
    Forgetting::AnchorsLost,
];

impl Forgetting {
    fn happens(self, world: &World) {
        let devices = world.server.devices();
        let listed = devices.list(USER);
        let device = listed.first().expect("the device is listed");
        match self {
            Self::DeviceDeleted => devices.delete(USER, &device.id),
            Self::DeviceReset => devices.reset(USER, &device.id),
            Self::AnchorsLost => {
                let lost = Rule::always(Fault::SyncMl(SyncMlFault::AnchorsLost));
                world.server.faults().add(lost.when(When::Times(4)));
            }
        }
    }
}

/// An item with lines that are dropped, rewritten or moved on the way, by one side or the other.
fn rich(kind: Kind, name: &str) -> String {
    let about = format!("DESCRIPTION:about {name}");
    let lines: &[&str] = match kind {
        Kind::Contact => &[
            "TEL;TYPE=CELL,VOICE:0171 1",
            "ADR;TYPE=HOME:;;Main Street 1;Town;;12345;Germany",
            "X-PET:cat",
        ],
        Kind::Appointment => &["RRULE:FREQ=WEEKLY;COUNT=5", "LOCATION:Here", "X-PET:cat"],
        Kind::Task => &["PRIORITY:5", "DESCRIPTION:two\\nlines", "X-PET:cat"],
        Kind::Note => &[&about, "CATEGORIES:Home"],
    };
    item(kind, name, lines)
}

/// Four items of each kind, two made on either side, and all of them on both.
fn in_step() -> (World, Device) {
    let world = World::default();
    let device = device_over_syncml(&world, &Kind::ALL);
    for kind in Kind::ALL {
        for name in ["mine1", "mine2"] {
            device.add(kind, &rich(kind, name));
        }
        for name in ["there1", "there2"] {
            world.put(kind, name, &rich(kind, name));
        }
    }
    let report = device.sync();
    let sums = written(&report);
    assert_eq!((sums.server.added, sums.local.added), (8, 8), "{report:?}");
    assert_quiet(&device.sync());
    (world, device)
}

fn assert_once(world: &World, device: &Device, names: &[&str], when: &str) {
    for kind in Kind::ALL {
        let there: Vec<String> = world.items(kind).into_values().collect();
        let here: Vec<String> = device.items(kind).into_values().collect();
        for (place, texts) in [("here", &here), ("on the server", &there)] {
            assert_eq!(
                texts.len(),
                names.len(),
                "{when}, {kind}s {place}: {texts:#?}"
            );
            for name in names {
                let found = texts.iter().filter(|text| text.contains(name)).count();
                assert_eq!(found, 1, "{when}, {kind} {name} {place}: {texts:#?}");
            }
        }
    }
}

#[test]
fn a_server_that_forgot_us_is_compared_with_and_nothing_is_written() {
    for forgetting in FORGETTING {
        let (world, device) = in_step();
        for turn in 0..2 {
            let when = format!("{forgetting:?}, turn {turn}");
            forgetting.happens(&world);
            let report = device.sync();
            assert!(device.conflicts().is_empty(), "{when}: {report:?}");
            assert_once(
                &world,
                &device,
                &["mine1", "mine2", "there1", "there2"],
                &when,
            );
            assert_quiet(&report);
            assert_quiet(&device.sync());
        }
    }
}

#[test]
fn edits_and_deletions_made_while_the_server_forgets_are_just_that() {
    for forgetting in FORGETTING {
        let (world, device) = in_step();
        for kind in Kind::ALL {
            let edited = |name: &str, word: &str| match kind {
                Kind::Contact => rich(kind, name).replace("0171 1", word),
                _ => rich(kind, name).replace("SUMMARY:", &format!("SUMMARY:{word} ")),
            };
            let (ours, theirs) = (edited("mine1", "0171 2"), edited("there1", "0171 3"));
            device.edit(kind, "mine1", &ours);
            let name = world
                .items(kind)
                .into_keys()
                .find(|name| name.contains("there1"));
            let name = name.expect("it is on the server");
            world.put(kind, name.trim_end_matches(".x"), &theirs);
            device.delete(kind, "mine2");
            world.delete(kind, "there2");
        }
        forgetting.happens(&world);
        let when = format!("{forgetting:?}");
        let report = device.sync_deleting();
        assert!(device.conflicts().is_empty(), "{when}: {report:?}");
        assert_once(&world, &device, &["mine1", "there1"], &when);
        for kind in Kind::ALL {
            let sums = of_kind(&report, kind).written;
            assert_eq!(
                (
                    sums.server.changed,
                    sums.local.changed,
                    sums.server.deleted,
                    sums.local.deleted
                ),
                (1, 1, 1, 1),
                "{when}: {report:?}"
            );
        }
        assert_quiet(&device.sync());
    }
}

/// Found by the simulation: with the last item of a store deleted there while everything has to be compared, the listing is
/// empty, and an empty listing is no evidence. The device kept the item for ever, and nobody was told.
#[test]
fn the_last_item_of_a_store_is_asked_about_when_it_is_gone_from_an_empty_listing() {
    for (deletions, left) in [(Deletions::Allow, 0), (Deletions::Restore, 1)] {
        for kind in Kind::ALL {
            let world = World::default();
            let device = device_over_syncml(&world, &Kind::ALL);
            world.put(kind, "last", &rich(kind, "last"));
            device.sync();
            world.delete(kind, "last");
            Forgetting::DeviceReset.happens(&world);
            for _ in 0..2 {
                let report = device.sync();
                let stop = of_kind(&report, kind).guard.as_ref();
                assert_eq!(
                    stop.map(|stop| stop.deletions.local),
                    Some(1),
                    "{kind}: {report:?}"
                );
                assert_eq!(
                    device.items(kind).len(),
                    1,
                    "{kind}: nothing is deleted unasked"
                );
            }
            device.sync_with(&SyncOptions {
                deletions,
                ..SyncOptions::default()
            });
            assert_eq!(
                (world.items(kind).len(), device.items(kind).len()),
                (left, left),
                "{kind}, {deletions:?}"
            );
            assert_quiet(&device.sync());
        }
    }
}
