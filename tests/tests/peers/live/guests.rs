//! Invitations on a server that sends them itself (RFC 6638): Cyrus, with nobody to carry mail.

use engine::account::Policy;
use engine::app::{Typed, TypedEdit};
use engine::endpoint::ItemId;
use pim::Kind;
use tests::live::{ACCOUNT, Device, Peer};

fn edit(key: &str, typed: &str) -> TypedEdit {
    TypedEdit {
        key: key.to_owned(),
        typed: typed.to_owned(),
        label: None,
    }
}

fn add(device: &Device, subject: &str, tell_nobody: bool) -> ItemId {
    let edits = [
        edit("subject", subject),
        edit("when", "2026-12-01 12:00 – 13:00 Europe/Berlin"),
        edit("attendee", "Bob Brown <bob@example.com>"),
    ];
    let typed = Typed {
        tell_nobody,
        ..Typed::from(&edits)
    };
    let added = device
        .engine
        .add_typed_item(ACCOUNT, Kind::Appointment, &typed);
    device.run(added).expect("it is added")
}

fn change(device: &Device, id: &ItemId, edits: &[TypedEdit]) {
    let typed = Typed::from(&edits);
    let edited = device
        .engine
        .edit_typed_item(ACCOUNT, Kind::Appointment, id, None, &typed);
    device.run(edited).expect("it is changed");
    device.sync();
}

/// Bob's appointments, by what is written in them.
fn bobs(peer: &Peer, with: &str) -> Vec<String> {
    let all = peer.items_of("bob").remove(&Kind::Appointment);
    let texts = all.unwrap_or_default().into_iter();
    texts
        .map(|text| text.replace("\r\n ", ""))
        .filter(|text| text.contains(with))
        .collect()
}

#[test]
fn a_guest_is_invited_told_of_a_change_and_that_it_is_off() {
    let peer = Peer::start_with("cyrus", &[("SCHEDULING", "on")]);
    let alice = Device::new(&peer.url, Policy::Merge);
    alice.sync();
    let id = add(&alice, "Lunch", false);
    assert!(bobs(&peer, "SUMMARY:Lunch").is_empty());
    alice.sync();
    let invited = bobs(&peer, "SUMMARY:Lunch");
    assert_eq!(invited.len(), 1, "{invited:?}");
    assert!(invited[0].contains("ORGANIZER"), "{invited:?}");

    change(&alice, &id, &[edit("place", "Bistro Rosa")]);
    assert_eq!(bobs(&peer, "LOCATION:Bistro Rosa").len(), 1);

    // The organizer stays, so that the server cancels it.
    change(&alice, &id, &[edit("attendee[1]", "")]);
    let off = bobs(&peer, "SUMMARY:Lunch");
    assert!(
        off.iter().all(|text| text.contains("STATUS:CANCELLED")),
        "{off:?}"
    );
    alice.sync();
    let (_, text) = alice.items(Kind::Appointment).remove(0);
    assert!(
        !text.contains("ATTENDEE") && text.contains("Bistro Rosa"),
        "{text}"
    );
}

#[test]
fn a_guest_of_whom_the_server_is_asked_to_tell_nobody_hears_nothing() {
    let peer = Peer::start_with("cyrus", &[("SCHEDULING", "on")]);
    let alice = Device::new(&peer.url, Policy::Merge);
    alice.sync();
    let id = add(&alice, "Surprise", true);
    add(&alice, "Lunch", false);
    alice.sync();
    change(&alice, &id, &[edit("place", "Bistro Rosa")]);
    assert_eq!(
        bobs(&peer, "SUMMARY:Lunch").len(),
        1,
        "the server does invite"
    );
    assert!(bobs(&peer, "Surprise").is_empty());
    let kept = alice.items(Kind::Appointment);
    assert_eq!(kept.len(), 2);
    assert!(
        kept.iter()
            .any(|(_, text)| text.contains("Surprise") && text.contains("SCHEDULE-AGENT=CLIENT"))
    );
}
