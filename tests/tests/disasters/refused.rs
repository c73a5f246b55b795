//! What a server does not take: told with its reason, tried again when the person wants, or taken back.

use engine::Code;
use engine::app::ItemVersion;
use engine::journal::Need;
use engine::pass::{Held, Report};
use pim::Kind;
use server_stub::Rule;
use tests::harness::{ACCOUNT, Device, World, assert_quiet, contact, done, of_kind};

use crate::common::refused;

/// A contact both sides have whose new title the server does not take.
fn refused_edit() -> (World, Device) {
    let (world, device) = World::of_contacts(1);
    device.sync();
    world
        .server
        .faults()
        .add(Rule::always(refused(403)).on("PUT"));
    device.edit(Kind::Contact, "p00", &contact("p00", &["TITLE:Captain"]));
    device.sync();
    (world, device)
}

fn held(report: &Report) -> Vec<Held> {
    of_kind(report, Kind::Contact).held.clone()
}

#[test]
fn what_the_server_refused_is_told_with_its_reason_and_waits_until_it_is_tried_again() {
    let (world, device) = refused_edit();
    let told = held(&device.sync());
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (told[0].title.as_str(), told[0].need),
        ("p00", Need::Refused)
    );
    assert_eq!(told[0].ids.local, Some(device.id_of(Kind::Contact, "p00")));
    world.server.faults().clear();
    let writes = world.writes();
    device.sync();
    assert_eq!(
        world.writes(),
        writes,
        "the same is not sent again by itself"
    );
    device
        .engine
        .try_again(ACCOUNT, Kind::Contact, &told[0].ids)
        .expect("it is noted");
    assert_eq!(held(&device.sync()), []);
    assert!(world.only(Kind::Contact).contains("Captain"));
    assert_quiet(&device.sync());
}

#[test]
fn an_edit_the_server_refused_is_taken_back_and_stays_in_the_history() {
    let (world, device) = refused_edit();
    let id = device.id_of(Kind::Contact, "p00");
    done(device.engine.put_back(ACCOUNT, Kind::Contact, &id)).expect("it is put back");
    assert_eq!(held(&device.sync()), []);
    world.assert_equal(&device, Kind::Contact);
    assert!(!device.only(Kind::Contact).contains("Captain"));
    let story = done(device.engine.item_story(ACCOUNT, Kind::Contact, &id)).expect("its history");
    let kept = |version: &ItemVersion| version.source.contains("Captain");
    assert!(story.versions.iter().any(kept), "{:?}", story.versions);
    assert_quiet(&device.sync());
}

#[test]
fn a_deletion_the_server_refused_is_taken_back() {
    let (world, device) = World::of_contacts(1);
    device.sync();
    world
        .server
        .faults()
        .add(Rule::always(refused(403)).on("DELETE"));
    device.delete(Kind::Contact, "p00");
    let told = held(&device.sync_deleting());
    let id = told[0].ids.local.clone().expect("it was here");
    done(device.engine.put_back(ACCOUNT, Kind::Contact, &id)).expect("it is put back");
    assert_eq!(held(&device.sync()), []);
    world.assert_equal(&device, Kind::Contact);
    assert_eq!(device.items(Kind::Contact).len(), 1);
    assert_quiet(&device.sync());
}

#[test]
fn what_the_server_never_had_cannot_be_taken_back_to_what_it_has() {
    let world = World::default();
    let device = world.device();
    device.sync();
    world
        .server
        .faults()
        .add(Rule::always(refused(403)).on("PUT"));
    let id = device.add(Kind::Contact, &contact("new", &[]));
    let told = held(&device.sync());
    assert_eq!(
        (told.len(), told[0].ids.server.is_some()),
        (1, false),
        "{told:?}"
    );
    let failure = done(device.engine.put_back(ACCOUNT, Kind::Contact, &id)).expect_err("no such");
    assert_eq!(failure.code, Code::Unknown);
    assert_eq!(device.items(Kind::Contact).len(), 1, "it stays here");
}
