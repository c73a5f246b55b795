//! Accounts that only take or only send, and one side made anew from the other.

use std::fs;

use engine::account::Direction;
use engine::app::SyncOptions;
use engine::pass::{Deletions, Report};
use pim::Kind;
use tests::live::{ACCOUNT, Device, Peer, written};

use super::{
    another_second, assert_nothing_to_do, assert_same, device, edit_there, folder, on_server, one,
    over_syncml, put, texts,
};

/// A device that only takes, or only sends.
fn one_way(peer: &Peer, direction: Direction) -> Device {
    let mut account = over_syncml(peer, "dev-1");
    for choice in account.kinds.values_mut() {
        choice.direction = direction;
    }
    Device::with(&account, "wonderland")
}

fn passes(desk: &Device) -> Report {
    let report = desk.run(desk.engine.sync(ACCOUNT, &SyncOptions::default(), &()));
    let report = report.expect("the pass begins");
    let failed = report.kinds.iter().any(|kind| kind.failure.is_some());
    assert!(!failed, "{report:#?}");
    report
}

fn counts(peer: &Peer, desk: &Device) -> Vec<(usize, usize)> {
    let of = |kind| (on_server(peer, kind).len(), texts(desk, kind).len());
    Kind::ALL.into_iter().map(of).collect()
}

fn holding(texts: &[String], what: &str) -> usize {
    texts.iter().filter(|text| text.contains(what)).count()
}

#[test]
fn an_account_that_only_takes_sends_nothing_and_one_that_only_sends_takes_nothing() {
    for (direction, expected) in [
        (Direction::FromServer, (1, 2)),
        (Direction::FromLocal, (2, 1)),
    ] {
        let peer = Peer::start("syncevolution");
        let desk = one_way(&peer, direction);
        for kind in Kind::ALL {
            desk.add(kind, &one(kind, "Here"));
            put(&peer, kind, "s1", &one(kind, "There"));
        }
        for _ in 0..2 {
            let report = passes(&desk);
            assert_eq!(
                counts(&peer, &desk),
                [expected; 4],
                "{direction:?}: {report:#?}"
            );
            another_second();
        }
        // Edits go the one way only; what stays behind is kept.
        for kind in Kind::ALL {
            match direction {
                Direction::FromServer => edit_there(&peer, kind, "There", "Edited"),
                _ => desk.edit(kind, "Here", "Edited"),
            }
        }
        let report = passes(&desk);
        assert_eq!(
            counts(&peer, &desk),
            [expected; 4],
            "{direction:?}: {report:#?}"
        );
        for kind in Kind::ALL {
            let (here, there) = (texts(&desk, kind), on_server(&peer, kind));
            assert_eq!(
                (holding(&here, "Edited"), holding(&there, "Edited")),
                (1, 1),
                "{direction:?} {kind}"
            );
            let behind = match direction {
                Direction::FromServer => holding(&here, "Here") - holding(&there, "Here"),
                _ => holding(&there, "There") - holding(&here, "There"),
            };
            assert_eq!(behind, 1, "{direction:?} {kind}");
        }
    }
}

/// Three items of each kind, two made here and one there, on both sides.
fn in_step(peer: &Peer) -> Device {
    let desk = device(peer, "dev-1");
    for kind in Kind::ALL {
        desk.add(kind, &one(kind, "Anna"));
        desk.add(kind, &one(kind, "Berta"));
        put(peer, kind, "s1", &one(kind, "There"));
    }
    assert_eq!(written(&desk.sync()), (8, 4));
    another_second();
    desk
}

const ALL: [&str; 3] = ["Anna", "Berta", "There"];

/// The guard stops each kind and nothing is deleted; then the person lets everything be brought back.
fn is_asked_and_brings_back(peer: &Peer, desk: &Device, before: &[(usize, usize)]) {
    let report = passes(desk);
    for kind in &report.kinds {
        assert!(kind.guard.is_some(), "{kind:#?}");
    }
    assert_eq!(counts(peer, desk), before, "nothing is deleted unasked");
    another_second();
    desk.sync_with(&SyncOptions {
        deletions: Deletions::Restore,
        ..SyncOptions::default()
    });
    assert_same(peer, desk, &ALL);
    another_second();
    assert_nothing_to_do(peer, desk);
}

#[test]
fn a_computer_that_lost_everything_is_filled_again_from_the_server() {
    let peer = Peer::start("syncevolution");
    let desk = in_step(&peer);
    for kind in Kind::ALL {
        for title in ALL {
            desk.delete(kind, title);
        }
    }
    is_asked_and_brings_back(&peer, &desk, &[(3, 0); 4]);
}

#[test]
fn a_server_that_lost_everything_is_filled_again_from_the_computer() {
    for forgets_us_too in [false, true] {
        let mut peer = Peer::start("syncevolution");
        let desk = in_step(&peer);
        let files = Kind::ALL.map(|kind| folder(&peer, kind));
        let empty = || {
            for file in files
                .iter()
                .flat_map(|folder| fs::read_dir(folder).expect("a folder"))
            {
                fs::remove_file(file.expect("a file").path()).expect("it is removed");
            }
        };
        if forgets_us_too {
            peer.restart(|data| {
                fs::remove_dir_all(data.join("config")).expect("the server forgets");
                empty();
            });
        } else {
            empty();
        }
        is_asked_and_brings_back(&peer, &desk, &[(0, 3); 4]);
    }
}
