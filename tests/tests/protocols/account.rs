//! What an account over `SyncML` learns of its server, and what the server shows of the device.

use pim::Kind;
use server_stub::{Fault, Moment, Protocol as Spoken, Rule};
use tests::harness::{USER, World, item, of_kind};

use crate::device_over_syncml;

#[test]
fn a_device_is_shown_with_its_type_and_its_last_sync() {
    let world = World::default();
    let device = device_over_syncml(&world, &Kind::ALL);
    device.sync();
    let shown = world.server.devices().list(USER);
    let [shown] = shown.as_slice() else {
        panic!("one device: {shown:?}");
    };
    assert_eq!(shown.protocol, Spoken::SyncMl);
    assert_eq!(
        (shown.kind.as_str(), shown.name.as_str()),
        ("workstation", "smsync SmarterMail Sync")
    );
    let first = shown.last_success.expect("a sync without an error");
    device.sync();
    let again = world.server.devices().list(USER);
    assert!(
        again[0].last_sync > Some(first) && again[0].last_success > Some(first),
        "{again:?}"
    );
}

/// A server without the collection that was chosen for notes, whose `SyncML` is looked for once while it is busy.
#[test]
fn a_server_that_was_busy_once_is_asked_for_syncml_again() {
    for (code, times) in [(503, 20), (502, 20), (401, 20)] {
        let world = World::default();
        world.put(Kind::Note, "there", &item(Kind::Note, "there", &[]));
        let device = world.device_with(&[Kind::Contact, Kind::Note]);
        device.change_account(|account| {
            let notes = account.kinds.get_mut(&Kind::Note).expect("notes");
            notes.server_collection = Some("/WebDAV/nowhere/".to_owned());
        });
        let passing = Fault::Status {
            code,
            retry_after_s: None,
            moment: Moment::BeforeWrite,
        };
        world
            .server
            .faults()
            .add(Rule::times(passing, times).on("POST"));
        let report = device.sync();
        assert!(
            of_kind(&report, Kind::Note).failure.is_some(),
            "{code}: {report:?}"
        );
        world.server.faults().clear();
        let report = device.sync();
        assert!(
            of_kind(&report, Kind::Note).failure.is_none(),
            "{code}: {report:?}"
        );
        assert_eq!(device.items(Kind::Note).len(), 1);
    }
}
