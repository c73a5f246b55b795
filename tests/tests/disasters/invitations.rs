//! D3: nobody is invited again, or told that a meeting is off, because of a decision about a conflict.

use engine::Side;
use engine::journal::{ConflictCase, Decision};
use pim::Kind;
use tests::harness::{Device, World, assert_quiet, done, item};

const GUESTS: [&str; 3] = [
    "ORGANIZER:mailto:alice@example.com",
    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@example.com",
    "ATTENDEE:mailto:carol@example.com",
];
const MARK: &str = ";SCHEDULE-AGENT=CLIENT";

fn meeting(lines: &[&str]) -> String {
    item(Kind::Appointment, "meeting", &[&GUESTS[..], lines].concat())
}

/// A meeting with guests that both sides have, and a place for it typed here.
fn moved_here() -> (World, Device) {
    let world = World::default();
    world.put(Kind::Appointment, "meeting", &meeting(&[]));
    let device = world.device();
    device.sync();
    device.edit(Kind::Appointment, "meeting", &meeting(&["LOCATION:here"]));
    (world, device)
}

fn deleted_there() -> (World, Device) {
    let (world, device) = moved_here();
    world.delete(Kind::Appointment, "meeting");
    device.sync();
    (world, device)
}

fn moved_on_both() -> (World, Device) {
    let (world, device) = moved_here();
    world.put(Kind::Appointment, "meeting", &meeting(&["LOCATION:there"]));
    device.sync();
    (world, device)
}

fn quietly(decision: Decision) -> Decision {
    Decision::Quietly(Box::new(decision))
}

#[test]
fn d3_who_would_be_told_is_said_before_anything_is_decided() {
    let (_world, device) = moved_on_both();
    assert_eq!(
        device.conflict().told,
        ["bob@example.com", "carol@example.com"]
    );
}

#[test]
fn d3_a_meeting_made_again_on_the_server_tells_nobody_where_that_is_wanted() {
    for (decision, marks) in [
        (Decision::Keep(Side::Local), 0),
        (quietly(Decision::Keep(Side::Local)), 3),
    ] {
        let (world, device) = deleted_there();
        assert_eq!(
            device.conflict().case,
            ConflictCase::ChangedHereDeletedThere
        );
        device.decide(&decision);
        for text in [
            world.only(Kind::Appointment),
            device.only(Kind::Appointment),
        ] {
            assert_eq!(text.matches(MARK).count(), marks, "{decision:?} {text}");
            assert!(text.contains("LOCATION:here"));
        }
        assert_quiet(&device.sync());
    }
}

#[test]
fn d3_what_tells_nobody_stays_so_when_it_is_changed() {
    let (world, device) = deleted_there();
    device.decide(&quietly(Decision::Keep(Side::Local)));
    let marked = device.only(Kind::Appointment);
    device.edit(
        Kind::Appointment,
        "meeting",
        &marked.replace("LOCATION:here", "LOCATION:elsewhere"),
    );
    device.sync();
    let text = world.only(Kind::Appointment);
    assert!(text.contains("LOCATION:elsewhere"));
    assert_eq!(text.matches(MARK).count(), 3, "{text}");
}

/// A mark put on it now would make the server cancel it with everybody (RFC 6638, 3.2.1.2).
#[test]
fn d3_keeping_both_leaves_the_invitation_that_was_sent_as_it_is_and_tells_nobody_of_the_second() {
    let (world, device) = moved_on_both();
    device.decide(&quietly(Decision::Both));
    let texts: Vec<String> = world.items(Kind::Appointment).into_values().collect();
    let (second, sent): (Vec<&String>, Vec<&String>) = texts
        .iter()
        .partition(|text| text.contains("LOCATION:here"));
    assert_eq!((second.len(), sent.len()), (1, 1), "{texts:?}");
    assert_eq!(second[0].matches(MARK).count(), 3, "{second:?}");
    assert_eq!(*sent[0], meeting(&["LOCATION:there"]), "not written at all");
    assert_quiet(&device.sync());
    world.assert_equal(&device, Kind::Appointment);
}

#[test]
fn d3_an_invitation_that_was_sent_is_never_marked() {
    let merge = Decision::Merge(Vec::new());
    for decision in [
        Decision::Keep(Side::Local),
        Decision::Keep(Side::Server),
        merge,
    ] {
        let (world, device) = moved_on_both();
        let writes = world.writes();
        let conflict = device.conflict();
        let refused = done(device.engine.decide(conflict.id, &quietly(decision), None));
        let failure = refused.expect_err("it is refused");
        assert!(
            failure.hint.contains("cancelled with everybody"),
            "{failure:?}"
        );
        device.sync();
        assert_eq!(device.conflict().decision, None, "it waits as before");
        assert_eq!(world.writes(), writes);
    }
}
