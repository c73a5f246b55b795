//! What went wrong for people who used programs like this one, replayed against the whole engine.
//!
//! Each name carries the letter and number of the report it comes from. What a lower level shows already (an endpoint, the
//! reconciler, the text of an item) is tested there.

use std::time::Duration;

use engine::Side;
use engine::account::Policy;
use engine::app::SyncOptions;
use engine::journal::{ConflictCase, Decision};
use engine::pass::{Deletions, What};
use pim::Kind;
use server_stub::{Fault, MissingRow, Moment, Rewrite, Rule, TokenLoss, Truncation, When, names};
use tests::harness::{
    ACCOUNT, Device, World, assert_quiet, collection, contact, done, item, of_kind, titles, written,
};

const KINDS: [Kind; 4] = [Kind::Contact, Kind::Appointment, Kind::Task, Kind::Note];

fn status(code: u16, moment: Moment) -> Fault {
    Fault::Status {
        code,
        retry_after_s: None,
        moment,
    }
}

fn refused(code: u16) -> Fault {
    status(code, Moment::BeforeWrite)
}

/// A contact both sides have, then a title for it typed on each side.
fn both_edit(server: &[&str], local: &[&str]) -> (World, Device) {
    let (world, device) = World::of_contacts(1);
    world.put(Kind::Contact, "p00", &contact("p00", server));
    device.edit(Kind::Contact, "p00", &contact("p00", local));
    (world, device)
}

/// An empty mailbox, and a device that knows already how the server answers writes: it does not try that out any more.
fn used_to_writing() -> (World, Device) {
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
fn all_struck(world: &World) -> bool {
    world
        .server
        .faults()
        .list()
        .iter()
        .all(|(_, _, struck)| *struck > 0)
}

// ---- data loss and mass deletion ----------------------------------------------------------------------------------

/// Only an answer about an item itself makes it gone: no fault whatsoever does, even in a pass that may delete.
#[test]
fn d1_d11_whatever_a_server_in_trouble_answers_nothing_is_deleted() {
    let troubles = [
        refused(503),
        refused(404),
        refused(403),
        refused(401),
        refused(500),
        Fault::WebPage,
        Fault::Lost(Moment::BeforeWrite),
        Fault::EmptyListing,
        Fault::CutBody { keep: 300 },
        Fault::TruncatedListing {
            keep: 0,
            how: Truncation::Silent,
        },
        Fault::TruncatedListing {
            keep: 2,
            how: Truncation::SilentSkipping,
        },
        Fault::TruncatedListing {
            keep: 1,
            how: Truncation::Announced,
        },
        Fault::CappedMultiget {
            rows: 0,
            missing: MissingRow::LeftOut,
        },
        Fault::CappedMultiget {
            rows: 3,
            missing: MissingRow::NotFound,
        },
    ];
    for trouble in troubles {
        for everything in [false, true] {
            let (world, device) = World::of_contacts(8);
            world.server.faults().add(Rule::always(trouble.clone()));
            let pass = || {
                if everything {
                    device.sync_everything()
                } else {
                    device.sync_deleting()
                }
            };
            for _ in 0..2 {
                pass();
                assert_eq!(
                    device.items(Kind::Contact).len(),
                    8,
                    "{trouble:?}, everything: {everything}"
                );
                assert_eq!(
                    world.items(Kind::Contact).len(),
                    8,
                    "{trouble:?}, everything: {everything}"
                );
            }
            world.server.faults().clear();
            device.sync();
            assert_quiet(&device.sync());
            world.assert_equal(&device, Kind::Contact);
        }
    }
}

/// A write that is answered with 404 is a failure of that item: it stays where it is, is told, and a pass over
/// everything sends it once the server is well.
#[test]
fn d2_404_on_every_write_loses_nothing_and_is_made_up_for() {
    let world = World::default();
    let device = world.device();
    for name in ["anna", "bert", "cleo"] {
        device.add(Kind::Contact, &contact(name, &[]));
    }
    world
        .server
        .faults()
        .add(Rule::always(refused(404)).on("PUT"));
    for _ in 0..3 {
        let report = device.sync_deleting();
        let told = of_kind(&report, Kind::Contact);
        assert!(
            told.failure.is_some() || !told.held.is_empty(),
            "it is told: {told:?}"
        );
        assert_eq!(device.items(Kind::Contact).len(), 3);
    }
    world.server.faults().clear();
    device.sync_everything();
    assert_eq!(world.items(Kind::Contact).len(), 3);
    world.assert_equal(&device, Kind::Contact);
    assert_quiet(&device.sync());
}

/// A kind that is not chosen is left alone on both sides; what was agreed of it is kept for when it is chosen again.
#[test]
fn d3_a_kind_unticked_and_ticked_again_deletes_nothing_and_invites_nobody_again() {
    let world = World::default();
    let invited = [
        "ORGANIZER:mailto:alice@example.com",
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@example.com",
    ];
    for name in ["monday", "tuesday", "friday"] {
        world.put(
            Kind::Appointment,
            name,
            &item(Kind::Appointment, name, &invited),
        );
    }
    let device = world.device();
    device.sync();
    let (on_server, here) = (
        world.items(Kind::Appointment),
        device.items(Kind::Appointment),
    );
    let writes = world.writes();
    let mut choice = None;
    device.change_account(|account| choice = account.kinds.remove(&Kind::Appointment));
    device.sync_everything();
    device.change_account(|account| {
        account
            .kinds
            .insert(Kind::Appointment, choice.unwrap_or_default());
    });
    assert_quiet(&device.sync_deleting());
    assert_quiet(&device.sync_everything());
    assert_eq!(world.writes(), writes, "nothing was sent");
    assert_eq!(
        (on_server, here),
        (
            world.items(Kind::Appointment),
            device.items(Kind::Appointment)
        )
    );
}

/// The guard counts before the first deletion; it says how many, on which side, and names some.
#[test]
fn d4_a_burst_of_deletions_stops_before_the_first_one() {
    let (world, device) = World::of_contacts(25);
    for number in 0..19 {
        device.delete(Kind::Contact, &format!("p{number:02}"));
    }
    for _ in 0..3 {
        let report = device.sync();
        let guard = of_kind(&report, Kind::Contact)
            .guard
            .clone()
            .expect("the guard stops");
        assert_eq!(
            (guard.deletions.server, guard.deletions.local, guard.total),
            (19, 0, 25)
        );
        assert!(guard.titles.contains(&"p00".to_owned()), "{guard:?}");
        assert_eq!(world.items(Kind::Contact).len(), 25);
    }
    device.sync_deleting();
    assert_eq!(world.items(Kind::Contact).len(), 6, "the person agreed");
    assert_quiet(&device.sync());
}

/// The guard also counts what is only found to be gone when it is asked for, as what was left out of an earlier pass is.
#[test]
fn d4_deletions_left_out_of_one_pass_meet_the_guard_in_the_next() {
    let (world, device) = World::of_contacts(20);
    let ids = device.items(Kind::Contact).into_keys();
    let options = SyncOptions {
        leave_out: ids.map(|id| (Kind::Contact, Side::Local, id)).collect(),
        ..SyncOptions::default()
    };
    for number in 0..20 {
        world.delete(Kind::Contact, &format!("p{number:02}"));
    }
    let report = device.sync_with(&options);
    assert!(
        of_kind(&report, Kind::Contact).guard.is_none(),
        "nothing was to be deleted"
    );
    assert_eq!(device.items(Kind::Contact).len(), 20, "left out");
    let report = device.sync();
    assert!(
        of_kind(&report, Kind::Contact).guard.is_some(),
        "{report:?}"
    );
    assert_eq!(device.items(Kind::Contact).len(), 20);
    device.sync_deleting();
    assert_eq!(
        device.items(Kind::Contact).len(),
        0,
        "now the person agreed"
    );
    assert_quiet(&device.sync());
}

/// What a lagging index does not list yet is asked for by name before anything is concluded.
#[test]
fn d5_an_item_the_server_took_but_does_not_list_yet_is_not_deleted() {
    let world = World::default();
    let device = world.device();
    world.server.faults().add(Rule::always(Fault::StaleListing {
        lag: Duration::from_hours(1),
    }));
    device.sync();
    device.add(Kind::Contact, &contact("anna", &[]));
    for _ in 0..2 {
        device.sync_deleting();
        device.sync_everything();
    }
    assert_eq!(
        (
            world.items(Kind::Contact).len(),
            device.items(Kind::Contact).len()
        ),
        (1, 1)
    );
}

/// Only an item that was once on both sides can be missing here; one that never arrived is tried again.
#[test]
fn d6_an_item_that_could_not_be_taken_in_is_never_deleted_on_the_server() {
    let world = World::default();
    let device = world.device();
    for name in ["anna", "bert", "cleo"] {
        world.put(Kind::Contact, name, &contact(name, &[]));
    }
    world
        .server
        .faults()
        .add(Rule::always(Fault::CappedMultiget {
            rows: 0,
            missing: MissingRow::LeftOut,
        }));
    world
        .server
        .faults()
        .add(Rule::always(refused(500)).on("GET"));
    for _ in 0..2 {
        device.sync_deleting();
        device.sync_everything();
        assert_eq!(
            (
                world.items(Kind::Contact).len(),
                device.items(Kind::Contact).len()
            ),
            (3, 0)
        );
    }
    world.server.faults().clear();
    device.sync();
    world.assert_equal(&device, Kind::Contact);
    assert_eq!(device.items(Kind::Contact).len(), 3);
}

/// The report counts what was confirmed, not what was tried: its numbers are those of the mailboxes. What was sent, but
/// whose reply was no confirmation, is counted when it is found there: as tied together.
#[test]
fn d7_the_numbers_of_the_report_are_those_of_the_mailboxes() {
    for fault in [
        None,
        Some(refused(500)),
        Some(status(500, Moment::AfterWrite)),
        Some(Fault::Lost(Moment::AfterWrite)),
    ] {
        let world = World::default();
        let device = world.device();
        for number in 0..7 {
            world.put(
                Kind::Note,
                &format!("server{number}"),
                &item(Kind::Note, &format!("server{number}"), &[]),
            );
        }
        for number in 0..5 {
            device.add(
                Kind::Note,
                &item(Kind::Note, &format!("local{number}"), &[]),
            );
        }
        if let Some(fault) = &fault {
            world
                .server
                .faults()
                .add(Rule::always(fault.clone()).on("PUT").when(When::Nth(2)));
        }
        let mut told = (0, 0);
        for _ in 0..3 {
            let report = device.sync();
            let written = written(&report);
            let linked = of_kind(&report, Kind::Note).linked;
            told = (
                told.0 + written.server.added + linked,
                told.1 + written.local.added,
            );
            if fault.is_none() || told == (5, 7) {
                assert_eq!(
                    (
                        world.items(Kind::Note).len() - 7,
                        device.items(Kind::Note).len() - 5
                    ),
                    told
                );
            }
        }
        assert_eq!(told, (5, 7), "{fault:?}");
        assert_eq!(
            (
                world.items(Kind::Note).len(),
                device.items(Kind::Note).len()
            ),
            (12, 12),
            "{fault:?}"
        );
    }
}

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

// ---- conflicts ----------------------------------------------------------------------------------------------------

/// An error after a write says nothing about whether it was stored: the item is looked for before it is sent again.
#[test]
fn c1_a_write_that_was_stored_despite_an_error_is_there_once() {
    for fault in [
        status(500, Moment::AfterWrite),
        status(503, Moment::AfterWrite),
        Fault::Lost(Moment::AfterWrite),
    ] {
        let (world, device) = used_to_writing();
        device.add(Kind::Contact, &contact("anna", &[]));
        world
            .server
            .faults()
            .add(Rule::times(fault.clone(), 1).on("PUT"));
        for _ in 0..3 {
            device.sync();
            assert_eq!(
                (
                    world.items(Kind::Contact).len(),
                    device.items(Kind::Contact).len()
                ),
                (1, 1),
                "{fault:?}"
            );
        }
        assert!(all_struck(&world), "{fault:?}");
        device.edit(Kind::Contact, "anna", &contact("anna", &["TITLE:Captain"]));
        world.server.faults().clear();
        world
            .server
            .faults()
            .add(Rule::times(fault.clone(), 1).on("PUT"));
        device.sync();
        device.sync();
        assert!(all_struck(&world), "{fault:?}");
        assert!(world.only(Kind::Contact).contains("Captain"), "{fault:?}");
        assert!(
            device.conflicts().is_empty(),
            "{fault:?}: its own write is not somebody else's"
        );
        assert_quiet(&device.sync());
    }
}

/// A write carries the version the decision was made on, so an edit that comes in between is refused, not overwritten.
#[test]
fn c2_a_server_edit_at_any_moment_of_a_pass_is_not_overwritten() {
    for moment in 1.. {
        let (world, device) = World::of_contacts(1);
        device.edit(Kind::Contact, "p00", &contact("p00", &["TITLE:typed here"]));
        let mut reached = false;
        device.sync_while(&SyncOptions::default(), |poll| {
            if poll == moment {
                reached = true;
                world.put(
                    Kind::Contact,
                    "p00",
                    &contact("p00", &["TITLE:typed there"]),
                );
            }
        });
        if !reached {
            assert!(moment > 4, "there were moments to try");
            break;
        }
        for _ in 0..2 {
            device.sync();
            assert!(
                world.only(Kind::Contact).contains("typed there"),
                "at poll {moment}"
            );
            let kept = device
                .engine
                .kept_texts()
                .expect("the journal is read")
                .concat()
                + &device.only(Kind::Contact);
            assert!(kept.contains("typed here"), "at poll {moment}");
        }
    }
}

/// The same the other way: a local edit while a pass runs is seen by it or by the next, and never overwritten.
#[test]
fn c2_a_local_edit_at_any_moment_of_a_pass_is_not_overwritten() {
    for moment in 1.. {
        let (world, device) = World::of_contacts(1);
        world.put(
            Kind::Contact,
            "p00",
            &contact("p00", &["TITLE:typed there"]),
        );
        let mut reached = false;
        device.sync_while(&SyncOptions::default(), |poll| {
            if poll == moment {
                reached = true;
                let text = device
                    .only(Kind::Contact)
                    .replace("END:VCARD", "NOTE:typed here\r\nEND:VCARD");
                device.edit(Kind::Contact, "p00", &text);
            }
        });
        if !reached {
            assert!(moment > 4, "there were moments to try");
            break;
        }
        device.sync();
        assert!(device.conflicts().is_empty(), "at poll {moment}");
        for text in [world.only(Kind::Contact), device.only(Kind::Contact)] {
            assert!(
                text.contains("typed here") && text.contains("typed there"),
                "at poll {moment}: {text}"
            );
        }
    }
}

/// Every policy there is does what its name says, without a question where it promises none.
#[test]
fn c4_c7_c13_each_policy_does_what_it_says() {
    let (older, newer) = ("REV:20260101T000000Z", "REV:20260201T000000Z");
    let table: [(Policy, &str, &str, &[&str], usize); 8] = [
        (Policy::Server, older, newer, &["there"], 0),
        (Policy::Local, newer, older, &["here"], 0),
        (Policy::Newest, older, newer, &["here"], 0),
        (Policy::Newest, newer, older, &["there"], 0),
        (Policy::Both, older, newer, &["here", "there"], 0),
        (Policy::Merge, older, newer, &["there"], 1),
        (Policy::Ask, older, newer, &["there"], 1),
        (Policy::Skip, older, newer, &["there"], 1),
    ];
    for (policy, there, here, expected, conflicts) in table {
        let (world, device) = both_edit(&["TITLE:there", there], &["TITLE:here", here]);
        device.change_account(|account| account.policy = policy);
        device.sync();
        let mut found: Vec<&str> = Vec::new();
        for text in world.items(Kind::Contact).values() {
            found.push(if text.contains("TITLE:here") {
                "here"
            } else {
                "there"
            });
        }
        found.sort_unstable();
        assert_eq!(
            (found.as_slice(), device.conflicts().len()),
            (expected, conflicts),
            "{policy:?}"
        );
        if conflicts == 0 {
            world.assert_equal(&device, Kind::Contact);
            device.sync();
            assert_quiet(&device.sync());
        }
    }
}

/// What the dialog labels "server" is what the server holds, through the whole engine.
#[test]
fn c10_the_server_side_of_a_conflict_is_the_servers() {
    let (world, device) = both_edit(&["TITLE:there"], &["TITLE:here"]);
    device.sync();
    let conflict = device.conflict();
    assert_eq!(conflict.case, ConflictCase::BothChanged);
    let source = |side: Side| {
        conflict
            .sides
            .of(side)
            .as_ref()
            .expect("both are there")
            .source
            .clone()
    };
    assert!(
        source(Side::Server).contains("TITLE:there") && source(Side::Local).contains("TITLE:here")
    );
    device.decide(&Decision::Keep(Side::Server));
    for text in [world.only(Kind::Contact), device.only(Kind::Contact)] {
        assert!(text.contains("TITLE:there"), "{text}");
    }
    assert!(device.conflicts().is_empty());
}

/// The version that lost is in the history with its whole text.
#[test]
fn c14_the_version_that_lost_is_in_the_history() {
    for (policy, lost) in [
        (Policy::Server, "TITLE:here"),
        (Policy::Local, "TITLE:there"),
    ] {
        let (_world, device) = both_edit(&["TITLE:there"], &["TITLE:here"]);
        device.change_account(|account| account.policy = policy);
        let report = device.sync();
        let (_, changes) = device
            .engine
            .pass(report.pass.expect("a pass"))
            .expect("its history");
        let before: Vec<_> = changes
            .iter()
            .filter_map(|change| change.before.as_deref())
            .collect();
        assert!(
            before.iter().any(|text| text.contains(lost)),
            "{policy:?}: {before:?}"
        );
    }
}

// ---- loops of the protocol ----------------------------------------------------------------------------------------

/// A refused precondition is looked into: the item stays, is told, and a pass over everything sends it once the server
/// takes it.
#[test]
fn e1_412_on_every_write_loses_nothing() {
    let (world, device) = World::of_contacts(2);
    device.edit(Kind::Contact, "p00", &contact("p00", &["TITLE:Captain"]));
    device.add(Kind::Contact, &contact("anna", &[]));
    world
        .server
        .faults()
        .add(Rule::always(refused(412)).on("PUT"));
    for _ in 0..2 {
        let report = device.sync();
        assert!(
            !of_kind(&report, Kind::Contact).held.is_empty(),
            "it is told"
        );
        assert_eq!(
            (
                world.items(Kind::Contact).len(),
                device.items(Kind::Contact).len()
            ),
            (2, 3)
        );
    }
    world.server.faults().clear();
    device.sync_everything();
    world.assert_equal(&device, Kind::Contact);
    assert_eq!(world.items(Kind::Contact).len(), 3);
    assert!(device.conflicts().is_empty());
}

/// A create whose reply was lost is looked for under its name before it is sent again, and not made twice.
#[test]
fn e2_a_create_whose_reply_was_lost_is_not_repeated() {
    let (world, device) = used_to_writing();
    device.add(Kind::Contact, &contact("anna", &[]));
    world
        .server
        .faults()
        .add(Rule::times(Fault::Lost(Moment::AfterWrite), 1).on("PUT"));
    for _ in 0..3 {
        device.sync();
    }
    assert!(all_struck(&world));
    assert_eq!(world.items(Kind::Contact).len(), 1);
    world.assert_equal(&device, Kind::Contact);
    assert_quiet(&device.sync());
}

/// Deleted on both sides is agreement: nothing is sent, and nothing waits.
#[test]
fn e3_deleted_on_both_sides_sends_nothing_and_ends() {
    let (world, device) = World::of_contacts(8);
    world.delete(Kind::Contact, "p00");
    device.delete(Kind::Contact, "p00");
    let writes = world.writes();
    assert_quiet(&device.sync());
    assert_quiet(&device.sync());
    assert_eq!((world.writes(), device.conflicts().len()), (writes, 0));
}

/// Without tags an item is known by its name and text: it does not double.
#[test]
fn e7_without_tags_nothing_doubles() {
    let world = World::default();
    let device = world.device();
    world.server.faults().add(Rule::always(Fault::NoEtagOnPut));
    for number in 0..4 {
        device.add(Kind::Note, &item(Kind::Note, &format!("n{number}"), &[]));
        world.put(
            Kind::Note,
            &format!("s{number}"),
            &item(Kind::Note, &format!("s{number}"), &[]),
        );
    }
    for _ in 0..4 {
        device.sync();
        assert_eq!(
            (
                world.items(Kind::Note).len(),
                device.items(Kind::Note).len()
            ),
            (8, 8)
        );
    }
    assert_quiet(&device.sync());
}

/// A token that is lost costs a listing. Nothing is deleted or doubled, and what was deleted is still noticed.
#[test]
fn e11_a_lost_token_neither_deletes_nor_doubles_nor_hides_a_deletion() {
    for loss in [TokenLoss::Refused, TokenLoss::EverythingWithoutDeletions] {
        let (world, device) = World::of_contacts(12);
        world.delete(Kind::Contact, "p03");
        world.put(Kind::Contact, "p04", &contact("p04", &["TITLE:there"]));
        device.delete(Kind::Contact, "p05");
        world
            .server
            .faults()
            .add(Rule::times(Fault::ForgetToken(loss), 1));
        device.sync();
        device.sync();
        assert_eq!(
            (
                world.items(Kind::Contact).len(),
                device.items(Kind::Contact).len()
            ),
            (10, 10),
            "{loss:?}"
        );
        world.assert_equal(&device, Kind::Contact);
        assert_quiet(&device.sync());
    }
}

/// What the server makes of our text is what we agreed on: it is not corrected again in each pass.
#[test]
fn e12_a_server_that_rewrites_is_not_written_to_in_each_pass() {
    let faults = [
        Fault::RewriteBody(Rewrite::Refold),
        Fault::RewriteBody(Rewrite::Reorder),
        Fault::RewriteBody(Rewrite::AddProperties),
        Fault::RewriteBody(Rewrite::DropUnknown),
        Fault::WeakEtag,
        Fault::NoEtagOnPut,
        Fault::EtagChurn,
        Fault::ReusedEtag,
        Fault::Http2StatusLine,
    ];
    for fault in faults {
        let world = World::default();
        world.server.faults().add(Rule::always(fault.clone()));
        let device = world.device();
        for kind in KINDS {
            device.add(
                kind,
                &item(kind, "from here", &["X-OWN:something of another program's"]),
            );
        }
        device.sync();
        device.sync();
        let writes = world.writes();
        for _ in 0..3 {
            assert_quiet(&device.sync());
        }
        assert_eq!(world.writes(), writes, "{fault:?}");
        for kind in KINDS {
            assert!(
                device.only(kind).contains("X-OWN"),
                "{fault:?}: what the server dropped stays here"
            );
        }
    }
}

// ---- duplicates ---------------------------------------------------------------------------------------------------

/// A first sync ties items together by what they say, whatever their UIDs and names are.
#[test]
fn u1_the_same_address_book_on_both_sides_is_tied_together_and_not_doubled() {
    let world = World::default();
    let device = world.device();
    for number in 0..30 {
        let text = contact(
            &format!("Person {number}"),
            &[&format!("EMAIL:p{number}@example.com")],
        );
        world.put(
            Kind::Contact,
            &format!("s{number}"),
            &text.replace("UID:", "UID:server "),
        );
        device.add(Kind::Contact, &text);
    }
    let report = device.sync();
    assert_eq!(
        (
            of_kind(&report, Kind::Contact).linked,
            written(&report).server.total()
        ),
        (30, 0)
    );
    assert!(device.conflicts().is_empty());
    assert_eq!(
        (
            world.items(Kind::Contact).len(),
            device.items(Kind::Contact).len()
        ),
        (30, 30)
    );
    assert_quiet(&device.sync());
}

/// An edit is written in place of the item it was made to, on either side.
#[test]
fn u3_an_edit_makes_no_copy() {
    for kind in KINDS {
        let world = World::default();
        world.put(kind, "one", &item(kind, "one", &[]));
        let devices = [world.device(), world.device()];
        for round in 0..3 {
            for (number, device) in devices.iter().enumerate() {
                device.sync();
                device.edit(
                    kind,
                    "one",
                    &item(kind, "one", &[&format!("CATEGORIES:c{round}{number}")]),
                );
                device.sync();
                assert!(world.only(kind).contains(&format!("c{round}{number}")));
                assert!(device.conflicts().is_empty());
            }
        }
        devices[0].sync();
        assert_eq!(devices[0].only(kind), devices[1].only(kind));
    }
}

// ---- size ---------------------------------------------------------------------------------------------------------

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

// ---- trust and control --------------------------------------------------------------------------------------------

/// A preview writes nothing anywhere, and the pass then does exactly what it said.
#[test]
fn x2_a_preview_changes_nothing_and_says_what_the_pass_then_does() {
    let (world, device) = World::of_contacts(12);
    world.put(Kind::Contact, "new-there", &contact("new-there", &[]));
    world.put(Kind::Contact, "p00", &contact("p00", &["TITLE:there"]));
    world.put(Kind::Contact, "p01", &contact("p01", &["TITLE:there"]));
    world.put(Kind::Contact, "p05", &contact("p05", &["TITLE:there"]));
    world.delete(Kind::Contact, "p02");
    device.add(Kind::Contact, &contact("new-here", &[]));
    device.edit(Kind::Contact, "p01", &contact("p01", &["NOTE:here"]));
    device.edit(Kind::Contact, "p05", &contact("p05", &["TITLE:here"]));
    device.delete(Kind::Contact, "p04");
    let (before, writes) = (
        (world.items(Kind::Contact), device.items(Kind::Contact)),
        world.writes(),
    );
    let passes = device.engine.passes(None, 100).expect("history").len();
    let preview = device.sync_with(&SyncOptions {
        preview: true,
        ..SyncOptions::default()
    });
    assert_eq!(
        (world.items(Kind::Contact), device.items(Kind::Contact)),
        before
    );
    assert_eq!((world.writes(), device.conflicts().len()), (writes, 0));
    assert_eq!(
        device.engine.passes(None, 100).expect("history").len(),
        passes
    );
    let real = device.sync();
    let (preview, real) = (
        of_kind(&preview, Kind::Contact),
        of_kind(&real, Kind::Contact),
    );
    let lines = |report: &engine::pass::KindReport| {
        let mut lines: Vec<(String, String)> = report
            .lines
            .iter()
            .map(|line| (line.title.clone(), format!("{:?} {}", line.what, line.why)))
            .collect();
        lines.sort();
        lines
    };
    assert_eq!(lines(preview), lines(real));
    assert_eq!(
        (preview.written, preview.conflicts),
        (real.written, real.conflicts)
    );
    assert_eq!(
        titles(real).len(),
        7,
        "every edit above has its line: {:?}",
        titles(real)
    );
    assert!(
        real.lines
            .iter()
            .any(|line| line.what == What::Asked(ConflictCase::BothChanged))
    );
}

/// The guard is about losing what was there: a first sync and two empty sides lose nothing.
#[test]
fn x3_the_guard_keeps_still_where_nothing_can_be_lost() {
    let world = World::default();
    let device = world.device();
    assert_quiet(&device.sync());
    assert_quiet(&device.sync());
    for number in 0..60 {
        world.put(
            Kind::Note,
            &format!("n{number}"),
            &item(Kind::Note, &format!("n{number}"), &[]),
        );
    }
    assert!(device.sync().kinds.iter().all(|kind| kind.guard.is_none()));
    for number in 0..60 {
        world.delete(Kind::Note, &format!("n{number}"));
        device.delete(Kind::Note, &format!("n{number}"));
    }
    assert_quiet(&device.sync());
    assert_quiet(&device.sync());
}

/// The answer can be remembered for one kind up to a size; beyond it, and for other kinds, it is asked.
#[test]
fn x4_the_answer_to_the_guard_is_remembered_up_to_its_size() {
    let (world, device) = World::of_contacts(40);
    let delete = |from: usize, to: usize| {
        for number in from..to {
            device.delete(Kind::Contact, &format!("p{number:02}"));
        }
    };
    assert!(
        device
            .engine
            .remember_guard("nobody", Kind::Contact, 10)
            .is_err()
    );
    device
        .engine
        .remember_guard(ACCOUNT, Kind::Contact, 10)
        .expect("it is remembered");
    delete(0, 10);
    assert!(of_kind(&device.sync(), Kind::Contact).guard.is_none());
    assert_eq!(world.items(Kind::Contact).len(), 30);
    delete(10, 21);
    assert!(of_kind(&device.sync(), Kind::Contact).guard.is_some());
    assert_eq!(world.items(Kind::Contact).len(), 30);
    device.sync_deleting();
    device
        .engine
        .remember_guard(ACCOUNT, Kind::Contact, 0)
        .expect("it is forgotten");
    delete(21, 30);
    assert!(of_kind(&device.sync(), Kind::Contact).guard.is_some());
    assert_eq!(world.items(Kind::Contact).len(), 19);
}

/// "Restore them instead" brings everything back on the side where it is gone, and that is the end of it.
#[test]
fn x5_deletions_can_be_answered_with_restore() {
    for gone in [Side::Server, Side::Local] {
        let (world, device) = World::of_contacts(20);
        for number in 0..12 {
            match gone {
                Side::Server => world.delete(Kind::Contact, &format!("p{number:02}")),
                Side::Local => device.delete(Kind::Contact, &format!("p{number:02}")),
            }
        }
        assert!(of_kind(&device.sync(), Kind::Contact).guard.is_some());
        device.sync_with(&SyncOptions {
            deletions: Deletions::Restore,
            ..SyncOptions::default()
        });
        assert_eq!(
            (
                world.items(Kind::Contact).len(),
                device.items(Kind::Contact).len()
            ),
            (20, 20),
            "gone: {gone}"
        );
        world.assert_equal(&device, Kind::Contact);
        device.sync();
        assert_quiet(&device.sync());
    }
}

/// What a pass deleted is kept whole; undo brings it back on both sides.
#[test]
fn x6_what_a_pass_deleted_comes_back_on_both_sides() {
    for deleted_by in [Side::Server, Side::Local] {
        let (world, device) = World::of_contacts(12);
        match deleted_by {
            Side::Server => world.delete(Kind::Contact, "p03"),
            Side::Local => device.delete(Kind::Contact, "p03"),
        }
        let report = device.sync();
        assert_eq!(
            (
                world.items(Kind::Contact).len(),
                device.items(Kind::Contact).len()
            ),
            (11, 11)
        );
        device.undo(&report);
        device.sync();
        assert_eq!(
            (
                world.items(Kind::Contact).len(),
                device.items(Kind::Contact).len()
            ),
            (12, 12),
            "{deleted_by}"
        );
        world.assert_equal(&device, Kind::Contact);
        device.sync();
        assert_quiet(&device.sync());
    }
}

/// A pass over everything mends what a lying listing hid, and writes nothing that is right.
#[test]
fn x7_a_pass_over_everything_mends_what_a_listing_hid() {
    let (world, device) = World::of_contacts(6);
    let hiding = Fault::TruncatedListing {
        keep: 0,
        how: Truncation::SilentSkipping,
    };
    world.server.faults().add(Rule::always(hiding));
    world.put(Kind::Contact, "hidden", &contact("hidden", &[]));
    world.put(Kind::Contact, "p01", &contact("p01", &["TITLE:hidden"]));
    device.sync();
    world.server.faults().clear();
    let writes = world.writes();
    device.sync_everything();
    assert_eq!(world.writes(), writes, "nothing was wrong on the server");
    world.assert_equal(&device, Kind::Contact);
    assert_eq!(device.items(Kind::Contact).len(), 7);
    assert_quiet(&device.sync());
}

/// An invitation that is accepted here is an edit like any other, and reaches the server.
#[test]
fn x8_an_invitation_accepted_here_reaches_the_server() {
    let world = World::default();
    let lines = |answer: &str| {
        let attendee = format!("ATTENDEE;PARTSTAT={answer}:mailto:alice@example.com");
        item(
            Kind::Appointment,
            "lunch",
            &["ORGANIZER:mailto:bob@example.com", &attendee],
        )
    };
    world.put(Kind::Appointment, "lunch", &lines("NEEDS-ACTION"));
    let device = world.device();
    device.sync();
    device.edit(Kind::Appointment, "lunch", &lines("ACCEPTED"));
    device.sync();
    assert!(world.only(Kind::Appointment).contains("PARTSTAT=ACCEPTED"));
    assert_quiet(&device.sync());
}

// ---- undo, skip, leave out, read-only -----------------------------------------------------------------------------

/// An undone change makes both sides differ: that is asked, and not simply done again.
#[test]
fn undoing_a_change_asks_which_version_to_keep() {
    for keep in [Side::Server, Side::Local] {
        let (world, device) = World::of_contacts(1);
        world.put(Kind::Contact, "p00", &contact("p00", &["TITLE:there"]));
        let report = device.sync();
        device.undo(&report);
        for _ in 0..2 {
            device.sync();
            assert_eq!(device.conflict().case, ConflictCase::Undone);
            assert!(!device.only(Kind::Contact).contains("TITLE:there"));
            assert!(world.only(Kind::Contact).contains("TITLE:there"));
        }
        device.decide(&Decision::Keep(keep));
        for text in [world.only(Kind::Contact), device.only(Kind::Contact)] {
            assert_eq!(text.contains("TITLE:there"), keep == Side::Server, "{text}");
        }
        device.sync();
        assert_quiet(&device.sync());
        assert!(device.conflicts().is_empty());
    }
}

/// An undone copy stays away until its original changes.
#[test]
fn undoing_a_copy_keeps_the_original_apart_until_it_changes() {
    let world = World::default();
    let device = world.device();
    world.put(Kind::Contact, "anna", &contact("anna", &[]));
    let report = device.sync();
    device.undo(&report);
    for options in [
        SyncOptions::default(),
        SyncOptions {
            everything: true,
            ..SyncOptions::default()
        },
    ] {
        device.sync_with(&options);
        assert_eq!(
            (
                world.items(Kind::Contact).len(),
                device.items(Kind::Contact).len()
            ),
            (1, 0)
        );
    }
    world.put(Kind::Contact, "anna", &contact("anna", &["TITLE:Captain"]));
    device.sync();
    assert!(device.only(Kind::Contact).contains("Captain"));
    world.assert_equal(&device, Kind::Contact);
}

/// Skip leaves a conflict as it is: the same one, once, in every pass, and neither side is written.
#[test]
fn a_skipped_conflict_stays_the_same_one_conflict() {
    for policy in [Policy::Merge, Policy::Skip] {
        let (world, device) = both_edit(&["TITLE:there"], &["TITLE:here"]);
        device.change_account(|account| account.policy = policy);
        device.sync();
        let (first, writes) = (device.conflict(), world.writes());
        for pass in 0..4 {
            let report = if pass % 2 == 0 {
                device.sync()
            } else {
                device.sync_everything()
            };
            assert_eq!(of_kind(&report, Kind::Contact).conflicts, 1);
            let again = device.conflict();
            assert_eq!(
                (again.id, again.opened, again.sides),
                (first.id, first.opened, first.sides.clone())
            );
        }
        assert_eq!(world.writes(), writes);
        assert!(world.only(Kind::Contact).contains("TITLE:there"));
        assert!(device.only(Kind::Contact).contains("TITLE:here"));
    }
}

/// What the person left out of a pass is not done, is told, and is done by the next.
#[test]
fn what_was_left_out_is_offered_again() {
    let (world, device) = World::of_contacts(8);
    let id = device.id_of(Kind::Contact, "p01");
    let new = device.add(Kind::Contact, &contact("anna", &[]));
    world.put(Kind::Contact, "p01", &contact("p01", &["TITLE:there"]));
    world.put(Kind::Contact, "p02", &contact("p02", &["TITLE:there"]));
    let leave_out = [id, new]
        .map(|id| (Kind::Contact, Side::Local, id))
        .into_iter()
        .collect();
    let report = device.sync_with(&SyncOptions {
        leave_out,
        ..SyncOptions::default()
    });
    assert_eq!(
        (
            written(&report).local.changed,
            written(&report).server.added
        ),
        (1, 0),
        "{report:?}"
    );
    assert_eq!(of_kind(&report, Kind::Contact).held.len(), 2);
    let report = device.sync();
    assert_eq!(
        (
            written(&report).local.changed,
            written(&report).server.added
        ),
        (1, 1),
        "{report:?}"
    );
    world.assert_equal(&device, Kind::Contact);
    assert_quiet(&device.sync());
}

/// A collection one may only read is never written: what was done to it here is kept here, and told by name.
#[test]
fn a_local_edit_of_a_read_only_collection_is_kept_and_told() {
    let world = World::default();
    for name in ["party", "review"] {
        world.put_in(names::TEAM, name, &item(Kind::Appointment, name, &[]));
    }
    let device = world.device_with(&[Kind::Appointment]);
    device.change_account(|account| {
        let choice = account
            .kinds
            .get_mut(&Kind::Appointment)
            .expect("appointments are chosen");
        choice.server_collection = Some("Team calendar".into());
    });
    device.sync();
    let before = world.items_in(names::TEAM);
    device.edit(
        Kind::Appointment,
        "party",
        &item(Kind::Appointment, "party", &["LOCATION:my garden"]),
    );
    device.add(Kind::Appointment, &item(Kind::Appointment, "mine", &[]));
    for _ in 0..3 {
        let report = device.sync();
        assert_eq!(written(&report), engine::Both::default());
        let mut held: Vec<_> = of_kind(&report, Kind::Appointment)
            .held
            .iter()
            .map(|held| held.title.clone())
            .collect();
        held.sort();
        assert_eq!(held, ["mine", "party"]);
    }
    assert_eq!((world.items_in(names::TEAM), world.writes()), (before, 0));
    assert!(
        device
            .items(Kind::Appointment)
            .values()
            .any(|text| text.contains("my garden"))
    );
    assert!(
        done(device.engine.items(ACCOUNT, Kind::Appointment, "mine"))
            .is_ok_and(|found| found.len() == 1)
    );
}
