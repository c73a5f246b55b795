//! A conflict of each kind, decided as in the dialog; and accounts that only take or only send.

use engine::account::Direction;
use engine::app::SyncOptions;
use engine::journal::Decision;
use pim::{Kind, Side};
use tests::live::{ACCOUNT, Device, Peer, written};

use crate::{another_second, conflicts, device, edit_there, on_server, one, over_syncml, put};

/// The line that both sides edit: its start, and what follows in the text of `one`.
fn edited_line(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => "FN:Given ",
        Kind::Appointment | Kind::Task => "SUMMARY:",
        Kind::Note => "about ",
    }
}

#[test]
fn a_conflict_of_each_kind_is_asked_about_and_decided() {
    let peer = Peer::start("syncevolution");
    let desk = device(&peer, "dev-1");
    for kind in Kind::ALL {
        for title in ["Anna", "Berta"] {
            desk.add(kind, &one(kind, title));
        }
    }
    assert_eq!(written(&desk.sync()), (8, 0));
    another_second();
    for kind in Kind::ALL {
        let line = edited_line(kind);
        for title in ["Anna", "Berta"] {
            let from = format!("{line}{title}");
            desk.edit(kind, &from, &format!("{line}{title} by desk"));
            edit_there(&peer, kind, &from, &format!("{line}{title} by server"));
        }
    }
    let report = desk.run(desk.engine.sync(ACCOUNT, &SyncOptions::default(), &()));
    assert_eq!(conflicts(&report.expect("the pass begins")), 8);
    for conflict in desk.engine.conflicts(Some(ACCOUNT)).expect("the conflicts") {
        let of_server = conflict.title.contains("Anna");
        let kept = if of_server { Side::Server } else { Side::Local };
        desk.run(desk.engine.decide(conflict.id, &Decision::Keep(kept), None))
            .expect("the decision is kept");
    }
    another_second();
    let report = desk.sync();
    assert_eq!(conflicts(&report), 0, "{report:#?}");
    for kind in Kind::ALL {
        let here: Vec<String> = desk.items(kind).into_iter().map(|(_, text)| text).collect();
        for (place, texts) in [("here", here), ("on the server", on_server(&peer, kind))] {
            assert_eq!(texts.len(), 2, "{kind}s {place}: {texts:#?}");
            for kept in ["Anna by server", "Berta by desk"] {
                let found = texts.iter().filter(|text| text.contains(kept)).count();
                assert_eq!(found, 1, "{kind} {kept} {place}: {texts:#?}");
            }
        }
    }
    another_second();
    assert_eq!(written(&desk.sync()), (0, 0), "nothing is left to do");
}

/// A device that only takes, or only sends.
fn one_way(peer: &Peer, direction: Direction) -> Device {
    let mut account = over_syncml(peer, "dev-1");
    for choice in account.kinds.values_mut() {
        choice.direction = direction;
    }
    Device::with(&account, "wonderland")
}

fn both_add(peer: &Peer, desk: &Device) {
    for kind in Kind::ALL {
        desk.add(kind, &one(kind, "Here"));
        put(peer, kind, "s1", &one(kind, "There"));
    }
}

fn counts(peer: &Peer, desk: &Device) -> Vec<(usize, usize)> {
    let of = |kind| (on_server(peer, kind).len(), desk.items(kind).len());
    Kind::ALL.into_iter().map(of).collect()
}

#[test]
fn an_account_that_only_takes_sends_nothing_and_one_that_only_sends_takes_nothing() {
    for (direction, expected) in [
        (Direction::FromServer, (1, 2)),
        (Direction::FromLocal, (2, 1)),
    ] {
        let peer = Peer::start("syncevolution");
        let desk = one_way(&peer, direction);
        both_add(&peer, &desk);
        for _ in 0..2 {
            let report = desk.run(desk.engine.sync(ACCOUNT, &SyncOptions::default(), &()));
            let report = report.expect("the pass begins");
            assert!(
                report.kinds.iter().all(|kind| kind.failure.is_none()),
                "{report:#?}"
            );
            assert_eq!(
                counts(&peer, &desk),
                [expected; 4],
                "{direction:?}: {report:#?}"
            );
            another_second();
        }
    }
}
