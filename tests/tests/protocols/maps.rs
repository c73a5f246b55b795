//! A server that says it keeps the ids we give its items (Map), and does not.

use pim::Kind;
use server_stub::{Fault, Rule, SyncMlFault};
use tests::harness::{World, assert_quiet, item, of_kind};

use crate::device_over_syncml;

#[test]
fn a_server_that_changes_its_mind_about_a_map_is_sent_nothing_it_would_take_for_new_until_it_keeps_it()
 {
    for kind in Kind::ALL {
        let world = World::default();
        let device = device_over_syncml(&world, &Kind::ALL);
        for name in ["one", "two", "three", "four"] {
            world.put(kind, name, &item(kind, name, &[]));
        }
        let ignored = Rule::always(Fault::SyncMl(SyncMlFault::MapIgnored));
        world.server.faults().add(ignored);
        device.sync();
        assert_quiet(&device.sync());

        let line = match kind {
            Kind::Contact => "NOTE:edited here",
            _ => "DESCRIPTION:edited here",
        };
        device.edit(kind, "one", &item(kind, "one", &[line]));
        device.delete(kind, "two");
        device.add(kind, &item(kind, "five", &[]));
        world.delete(kind, "three");
        for _ in 0..2 {
            let report = device.sync();
            let report = of_kind(&report, kind);
            assert!(report.failure.is_none(), "{kind}: {report:?}");
            let held: Vec<&str> = report.held.iter().map(|held| held.title.as_str()).collect();
            assert_eq!(held.len(), 2, "{kind}: each by name: {report:?}");
            assert!(held.contains(&"one") && held.contains(&"two"), "{held:?}");
            let there: Vec<String> = world.items(kind).into_values().collect();
            assert_eq!(there.len(), 4, "{kind}: nothing twice: {there:#?}");
            let here: Vec<String> = device.items(kind).into_values().collect();
            assert_eq!(here.len(), 3, "{kind}: {here:#?}");
        }

        world.server.faults().clear();
        for _ in 0..2 {
            device.sync();
        }
        world.assert_equal(&device, kind);
        let there: Vec<String> = world.items(kind).into_values().collect();
        assert_eq!(there.len(), 3, "{kind}: {there:#?}");
        let edited = there.iter().filter(|text| text.contains("edited here"));
        assert_eq!(edited.count(), 1, "{kind}: {there:#?}");
        assert_quiet(&device.sync());
    }
}
