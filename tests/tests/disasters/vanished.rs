//! Group D, second half: whole sides and kinds that vanish, passes that end half-way.

use pim::Kind;
use tests::harness::{World, assert_quiet, collection, contact, item, of_kind, written};

use crate::common::KINDS;

/// A pairing is between two named places. Another place is another pairing, and begins with a first sync.
#[test]
fn d8_d12_another_and_empty_local_collection_is_a_first_sync_and_not_a_deletion() {
    let (world, device) = World::of_contacts(12);
    let writes = world.writes();
    let choose = |name: Option<&str>| {
        device.change_account(|account| {
            let choice = account
                .kinds
                .get_mut(&Kind::Contact)
                .expect("contacts are chosen");
            choice.local_collection = name.map(str::to_owned);
        });
    };
    for name in [Some("Other"), None, Some("Other")] {
        choose(name);
        let report = device.sync_deleting();
        assert!(of_kind(&report, Kind::Contact).guard.is_none());
        assert_eq!(
            written(&report).server.total() + written(&report).local.deleted,
            0,
            "{report:?}"
        );
        assert_eq!(
            (
                world.items(Kind::Contact).len(),
                device.items(Kind::Contact).len()
            ),
            (12, 12)
        );
    }
    assert_eq!(world.writes(), writes);
}

/// A side that is suddenly empty looks like a person who deleted everything: that is asked, and can be taken back.
#[test]
fn d9_a_side_that_is_suddenly_empty_is_asked_about() {
    let (world, device) = World::of_contacts(3);
    for number in 0..3 {
        device.delete(Kind::Contact, &format!("p{number:02}"));
    }
    for _ in 0..2 {
        assert!(of_kind(&device.sync(), Kind::Contact).guard.is_some());
        assert_eq!(world.items(Kind::Contact).len(), 3);
    }
}

/// The journal says what was begun; whatever a killed pass left is found and finished by the next, wherever it was killed.
#[test]
fn d10_a_pass_cut_off_anywhere_is_finished_by_the_next_and_nothing_more() {
    let begin = || {
        let (world, device) = World::of_contacts(6);
        world.put(Kind::Contact, "new-there", &contact("new-there", &[]));
        world.put(Kind::Contact, "p00", &contact("p00", &["TITLE:there"]));
        world.put(Kind::Contact, "p01", &contact("p01", &["TITLE:there"]));
        world.delete(Kind::Contact, "p02");
        device.add(Kind::Contact, &contact("new-here", &[]));
        device.edit(Kind::Contact, "p01", &contact("p01", &["NOTE:here"]));
        device.edit(Kind::Contact, "p03", &contact("p03", &["TITLE:here"]));
        device.delete(Kind::Contact, "p04");
        (world, device)
    };
    let (world, device) = begin();
    device.sync();
    let expected: Vec<String> = world.items(Kind::Contact).into_values().collect();
    assert_eq!(expected.len(), 6);
    let expected = tests::harness::meanings(Kind::Contact, &expected);
    for polls in 1.. {
        let (world, device) = begin();
        let finished = device.sync_cut_off_after(polls);
        device.sync();
        let found: Vec<String> = world.items(Kind::Contact).into_values().collect();
        assert_eq!(
            tests::harness::meanings(Kind::Contact, &found),
            expected,
            "cut off after {polls}"
        );
        world.assert_equal(&device, Kind::Contact);
        assert!(device.conflicts().is_empty(), "cut off after {polls}");
        device.sync();
        assert_quiet(&device.sync());
        if finished {
            assert!(polls > 20, "there was something to cut off");
            break;
        }
    }
}

/// A source that really is empty now is a deletion of everything: the guard stops, however few there were.
#[test]
fn d11_a_mailbox_that_was_really_emptied_is_asked_about() {
    let (world, device) = World::of_contacts(4);
    for number in 0..4 {
        world.delete(Kind::Contact, &format!("p{number:02}"));
    }
    let report = device.sync();
    let guard = of_kind(&report, Kind::Contact)
        .guard
        .clone()
        .expect("the guard stops");
    assert_eq!((guard.deletions.local, guard.total), (4, 4));
    assert_eq!(device.items(Kind::Contact).len(), 4);
}

/// Appointments with guests come and go through a pass byte for byte: nothing is sent that nobody changed.
#[test]
fn d13_appointments_nobody_touched_are_never_written_or_deleted() {
    let world = World::default();
    let lines = [
        "ORGANIZER;CN=Alice:mailto:alice@example.com",
        "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bob@example.com",
        "RRULE:FREQ=WEEKLY;COUNT=5",
        "X-SOMETHING:of the server's own",
    ];
    world.put(
        Kind::Appointment,
        "weekly",
        &item(Kind::Appointment, "weekly", &lines),
    );
    let devices = [world.device(), world.device()];
    let before = world.items(Kind::Appointment);
    for _ in 0..2 {
        for device in &devices {
            device.sync();
            device.sync_everything();
        }
    }
    assert_eq!(
        (world.items(Kind::Appointment), world.writes()),
        (before, 0)
    );
}

/// A kind that is not chosen has no endpoint in the pass: nothing of it is read, let alone written.
#[test]
fn d14_a_kind_that_is_not_chosen_is_not_touched() {
    let world = World::default();
    for kind in KINDS {
        world.put(kind, "there", &item(kind, "there", &[]));
    }
    let device = world.device_with(&[Kind::Note]);
    device.sync_everything();
    device.delete(Kind::Note, "there");
    device.sync_everything();
    assert!(world.items(Kind::Note).is_empty());
    for kind in [Kind::Contact, Kind::Appointment, Kind::Task] {
        assert_eq!(world.items(kind).len(), 1, "{kind}");
        let name = collection(kind).rsplit('/').next().unwrap_or_default();
        let requests = world.server.requests().last();
        let about: Vec<_> = requests
            .iter()
            .filter(|one| one.path.contains(&format!("/{name}/there")))
            .collect();
        assert!(about.is_empty(), "{about:?}");
    }
}

/// Automatic stays with the protocol that ties a kind to the server: nothing is tied together a second time over `SyncML`
/// because DAV answers nonsense for a while.
#[test]
fn d8_a_server_that_answers_nonsense_does_not_change_the_protocol() {
    let (world, device) = World::of_contacts(3);
    // Another way to say who signs in: the server is looked for anew.
    device.change_account(|account| account.user = Some(account.email.clone()));
    let writes = world.writes();
    world.server.faults().add(server_stub::Rule {
        scope: server_stub::Scope {
            method: Some("PROPFIND".to_owned()),
            ..server_stub::Scope::default()
        },
        ..server_stub::Rule::always(server_stub::Fault::WebPage)
    });
    let report = device.sync();
    assert!(report.failure.is_some() || report.kinds.iter().any(|kind| kind.failure.is_some()));
    world.server.faults().clear();
    assert_quiet(&device.sync());
    assert_eq!(world.writes(), writes);
    assert_eq!(device.items(Kind::Contact).len(), 3);
}
