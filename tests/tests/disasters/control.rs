//! Group X: trust and control.

use engine::Side;
use engine::app::SyncOptions;
use engine::journal::ConflictCase;
use engine::pass::{Deletions, What};
use pim::Kind;
use server_stub::{Fault, Rule, Truncation};
use tests::harness::{ACCOUNT, World, assert_quiet, contact, item, of_kind, titles};

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
