//! Guests of an appointment, typed into a form or at the command line: who is suggested, who is told, what is written.

use engine::app::{Guest, Invitation, Typed, TypedEdit};
use engine::endpoint::ItemId;
use engine::pim::{FieldId, Kind};
use engine::{Code, Failure};
use tests::harness::{ACCOUNT, Device, World, contact, done, item};

const MARK: &str = ";SCHEDULE-AGENT=CLIENT";

fn edit(key: &str, typed: &str) -> TypedEdit {
    TypedEdit {
        key: key.to_owned(),
        typed: typed.to_owned(),
        label: None,
    }
}

fn lunch() -> Vec<TypedEdit> {
    vec![
        edit("subject", "Lunch"),
        edit("when", "2026-12-01 12:00 – 13:00 Europe/Berlin"),
        edit("attendee", "Bob Brown <bob@example.com>"),
        edit("attendee", "carol@example.com"),
    ]
}

fn asked(device: &Device, id: Option<&ItemId>, edits: &[TypedEdit]) -> Invitation {
    let typed = Typed::from(&edits);
    done(
        device
            .engine
            .invitation(ACCOUNT, Kind::Appointment, id, &typed),
    )
    .unwrap()
}

fn add(device: &Device, tell_nobody: bool) -> ItemId {
    let edits = lunch();
    let typed = Typed {
        tell_nobody,
        ..Typed::from(&edits)
    };
    done(
        device
            .engine
            .add_typed_item(ACCOUNT, Kind::Appointment, &typed),
    )
    .unwrap()
}

fn change(
    device: &Device,
    id: &ItemId,
    edits: &[TypedEdit],
    tell_nobody: bool,
) -> Result<(), Failure> {
    let typed = Typed {
        tell_nobody,
        ..Typed::from(&edits)
    };
    done(
        device
            .engine
            .edit_typed_item(ACCOUNT, Kind::Appointment, id, None, &typed),
    )
}

#[test]
fn people_are_suggested_from_the_accounts_contacts() {
    let world = World::default();
    let device = world.device();
    for (name, address) in [("Ada Lovelace", "ada@x.org"), ("Bob Adams", "bob@x.org")] {
        device.add(
            Kind::Contact,
            &contact(name, &[&format!("EMAIL:{address}")]),
        );
    }
    device.add(Kind::Contact, &contact("Adam without an address", &[]));
    let guests = |typed: &str| done(device.engine.guests(ACCOUNT, typed, 8)).unwrap();
    let names = |guests: Vec<Guest>| {
        let guests = guests.into_iter();
        guests
            .map(|guest| format!("{} {}", guest.name, guest.address))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names(guests("ad")),
        ["Ada Lovelace ada@x.org", "Bob Adams bob@x.org"]
    );
    assert_eq!(names(guests("bob@")), ["Bob Adams bob@x.org"]);
    assert!(guests("").is_empty() && guests("   ").is_empty());
    device.change_account(|account| {
        account.kinds.remove(&Kind::Contact);
    });
    assert!(
        guests("ad").is_empty(),
        "an account without contacts has nobody to suggest"
    );
}

#[test]
fn who_adds_guests_invites_and_is_told_before_whom() {
    let world = World::default();
    let device = world.device();
    let told = asked(&device, None, &lunch());
    assert_eq!(told.invited, ["Bob Brown", "carol@example.com"]);
    assert!(told.can_be_quiet && told.organizer.is_none() && told.sent.is_empty());
    let id = add(&device, false);
    assert!(
        device
            .only(Kind::Appointment)
            .contains("\r\nORGANIZER:mailto:alice@example.com\r\n")
    );
    assert_eq!(
        asked(&device, Some(&id), &[]).invited.len(),
        2,
        "saved, and not sent yet"
    );

    device.sync();
    let told = asked(&device, Some(&id), &[]);
    assert_eq!(told.sent, ["Bob Brown", "carol@example.com"]);
    assert_eq!(
        (told.invited.len(), told.told.len(), told.cancelled.len()),
        (0, 0, 0),
        "nothing is changed"
    );
    let edits = [
        edit("attendee[2]", ""),
        edit("place", "here"),
        edit("attendee", "Dora <dora@example.com>"),
    ];
    let told = asked(&device, Some(&id), &edits);
    assert_eq!(told.invited, ["Dora"]);
    assert_eq!(told.told, ["Bob Brown"]);
    assert_eq!(told.cancelled, ["carol@example.com"]);
    assert!(!told.can_be_quiet);
}

#[test]
fn what_an_answer_says_is_kept_when_a_guest_is_called_otherwise() {
    let world = World::default();
    let answered =
        "ATTENDEE;CN=Bob;PARTSTAT=ACCEPTED;ROLE=OPT-PARTICIPANT;X-A=1:mailto:bob@example.com";
    let organizer = "ORGANIZER;CN=Alice:mailto:alice@example.com";
    let carol = "ATTENDEE;PARTSTAT=DECLINED:mailto:carol@example.com";
    world.put(
        Kind::Appointment,
        "lunch",
        &item(Kind::Appointment, "lunch", &[organizer, answered, carol]),
    );
    let device = world.device();
    device.sync();
    let id = device.id_of(Kind::Appointment, "lunch");
    let renamed = TypedEdit {
        label: Some("accepted, optional".to_owned()),
        ..edit("attendee[1]", "Robert Brown <bob@example.com>")
    };
    change(&device, &id, &[renamed], false).unwrap();
    device.sync();
    let text = world.only(Kind::Appointment).replace("\r\n ", "");
    for line in [
        organizer,
        &answered.replace("CN=Bob", "CN=Robert Brown"),
        carol,
    ] {
        assert!(
            text.contains(&format!("\r\n{line}\r\n")),
            "{line} in {text}"
        );
    }
}

#[test]
fn a_guest_is_asked_to_leave_the_guests_to_who_invites() {
    let world = World::default();
    let theirs = [
        "ORGANIZER;CN=Bob Brown:mailto:bob@example.com",
        "ATTENDEE:mailto:alice@example.com",
    ];
    world.put(
        Kind::Appointment,
        "lunch",
        &item(Kind::Appointment, "lunch", &theirs),
    );
    let device = world.device();
    device.sync();
    let id = device.id_of(Kind::Appointment, "lunch");
    let told = asked(&device, Some(&id), &[edit("place", "here")]);
    assert_eq!(told.organizer.as_deref(), Some("Bob Brown"));
    assert_eq!(
        (told.told, told.sent),
        (vec!["Bob Brown".to_owned()], vec!["Bob Brown".to_owned()])
    );
    let before = device.only(Kind::Appointment);
    let refused = change(&device, &id, &[edit("attendee", "dora@example.com")], false).unwrap_err();
    assert!(refused.message.contains("Bob Brown"), "{refused:?}");
    let typed = vec![(FieldId::Attendee, "dora@example.com".to_owned())];
    let refused = done(
        device
            .engine
            .edit_item(ACCOUNT, Kind::Appointment, &id, &typed, false),
    );
    assert!(refused.is_err());
    assert_eq!(device.only(Kind::Appointment), before);
    change(&device, &id, &[edit("place", "here")], false).unwrap();
}

#[test]
fn nobody_is_told_of_what_is_new_where_that_is_wanted_and_it_stays_so() {
    let world = World::default();
    let device = world.device();
    let id = add(&device, true);
    assert!(asked(&device, Some(&id), &[]).quiet);
    device.sync();
    assert_eq!(world.only(Kind::Appointment).matches(MARK).count(), 3);
    let more = [edit("attendee", "dora@example.com"), edit("place", "here")];
    let told = asked(&device, Some(&id), &more);
    assert!(
        told.quiet && told.invited.is_empty() && told.told.is_empty(),
        "{told:?}"
    );
    change(&device, &id, &more, false).unwrap();
    device.sync();
    assert_eq!(world.only(Kind::Appointment).matches(MARK).count(), 4);
}

#[test]
fn what_was_sent_out_is_never_marked() {
    let world = World::default();
    let device = world.device();
    let id = add(&device, false);
    change(&device, &id, &[edit("place", "here")], false).unwrap();
    device.sync();
    let before = device.only(Kind::Appointment);
    let refused = change(&device, &id, &[edit("place", "there")], true).unwrap_err();
    assert_eq!(refused.code, Code::NotAllowed);
    assert_eq!(device.only(Kind::Appointment), before);

    // One without guests told nobody: its first can be added in silence.
    let alone = item(Kind::Appointment, "alone", &[]);
    let id = device.add(Kind::Appointment, &alone);
    device.sync();
    let first = [edit("attendee", "bob@example.com")];
    assert!(asked(&device, Some(&id), &first).can_be_quiet);
    change(&device, &id, &first, true).unwrap();
    device.sync();
    let texts: Vec<String> = world.items(Kind::Appointment).into_values().collect();
    let marks: usize = texts.iter().map(|text| text.matches(MARK).count()).sum();
    assert_eq!(marks, 2, "{texts:?}");
}

#[test]
fn the_organizer_goes_with_the_last_guest_where_nobody_was_told_and_else_stays_to_cancel_it() {
    let world = World::default();
    let device = world.device();
    let none = [edit("attendee[2]", ""), edit("attendee[1]", "")];
    let unsent = add(&device, false);
    change(&device, &unsent, &none, false).unwrap();
    assert!(!device.only(Kind::Appointment).contains("ORGANIZER"));
    device.delete(Kind::Appointment, "Lunch");

    let id = add(&device, false);
    device.sync();
    assert_eq!(
        asked(&device, Some(&id), &none).cancelled,
        ["Bob Brown", "carol@example.com"]
    );
    change(&device, &id, &none, false).unwrap();
    device.sync();
    let text = world.only(Kind::Appointment);
    assert!(
        !text.contains("ATTENDEE") && text.contains("ORGANIZER:mailto:alice@example.com"),
        "{text}"
    );
}
