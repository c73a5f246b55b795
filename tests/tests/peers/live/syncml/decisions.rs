//! Every way in which an item can be changed on both sides, for each kind, decided as in the dialog.

use engine::app::{ConflictView, SyncOptions};
use engine::journal::Decision;
use pim::{Keep, Kind, Pick, Side};
use tests::live::{ACCOUNT, Device, Peer, written};

use super::{
    another_second, assert_nothing_to_do, conflicts, delete_there, device, edit_there, on_server,
    one, texts,
};

/// What happens to an item on a side.
#[derive(Clone, Copy, PartialEq)]
enum Happens {
    Edited,
    Deleted,
}
use Happens::{Deleted, Edited};

/// What the person chooses.
enum Chosen {
    Decided(Decision),
    /// Row by row: both values where there is room for both, else the server's.
    Picked,
}
use Chosen::{Decided, Picked};

/// An item by its title, what happens to it here and on the server, what is chosen, and whose edits are there at last:
/// each in an item of its own, but for `Picked`.
struct Case {
    title: &'static str,
    here: Happens,
    there: Happens,
    chosen: Chosen,
    left: &'static [&'static str],
}

const fn case(
    title: &'static str,
    (here, there): (Happens, Happens),
    chosen: Chosen,
    left: &'static [&'static str],
) -> Case {
    Case {
        title,
        here,
        there,
        chosen,
        left,
    }
}

const SERVERS: Decision = Decision::Keep(Side::Server);
const OURS: Decision = Decision::Keep(Side::Local);

static CASES: [Case; 8] = [
    case("Anna", (Edited, Edited), Decided(SERVERS), &["by server"]),
    case("Berta", (Edited, Edited), Decided(OURS), &["by desk"]),
    case(
        "Carla",
        (Edited, Edited),
        Decided(Decision::Both),
        &["by desk", "by server"],
    ),
    case("Dora", (Edited, Edited), Picked, &["by server"]),
    case("Emma", (Edited, Deleted), Decided(OURS), &["by desk"]),
    case("Frida", (Edited, Deleted), Decided(SERVERS), &[]),
    case("Greta", (Deleted, Edited), Decided(SERVERS), &["by server"]),
    case("Hanna", (Deleted, Edited), Decided(OURS), &[]),
];

/// The line that both sides edit: its start, and what follows in the text of `one`.
fn edited_line(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => "FN:Given ",
        Kind::Appointment | Kind::Task => "SUMMARY:",
        Kind::Note => "about ",
    }
}

/// Another edit of the desk's, that is in nobody's way.
fn edit_elsewhere(desk: &Device, kind: Kind, title: &str) {
    match kind {
        Kind::Contact => desk.edit(
            kind,
            &format!("{title} by desk\r\n"),
            &format!("{title} by desk\r\nTITLE:mine\r\n"),
        ),
        Kind::Appointment | Kind::Task => desk.edit(
            kind,
            &format!("{title} by desk\r\n"),
            &format!("{title} by desk\r\nLOCATION:mine\r\n"),
        ),
        Kind::Note => desk.edit(kind, &format!("and {title} again"), "and mine"),
    }
}

fn change_both_sides(peer: &Peer, desk: &Device, kind: Kind, case: &Case) {
    let line = format!("{}{}", edited_line(kind), case.title);
    match case.here {
        Edited => desk.edit(kind, &line, &format!("{line} by desk")),
        Deleted => desk.delete(kind, &line),
    }
    if matches!(case.chosen, Picked) {
        edit_elsewhere(desk, kind, case.title);
    }
    match case.there {
        Edited => edit_there(peer, kind, &line, &format!("{line} by server")),
        Deleted => delete_there(peer, kind, &line),
    }
}

/// What the dialog sends for this choice.
fn decision(chosen: &Chosen, conflict: &ConflictView) -> Decision {
    match chosen {
        Decided(decision) => decision.clone(),
        Picked => {
            let open = conflict.rows.iter().filter(|row| row.is_open());
            let picks = open.map(|row| Pick {
                row: row.key,
                keep: if row.both { Keep::Both } else { Keep::Server },
            });
            Decision::Merge(picks.collect())
        }
    }
}

#[test]
fn a_conflict_of_each_kind_is_asked_about_and_decided() {
    let peer = Peer::start("syncevolution");
    let desk = device(&peer, "dev-1");
    for kind in Kind::ALL {
        for case in &CASES {
            desk.add(kind, &one(kind, case.title));
        }
    }
    assert_eq!(written(&desk.sync()), (4 * CASES.len(), 0));
    another_second();
    for kind in Kind::ALL {
        for case in &CASES {
            change_both_sides(&peer, &desk, kind, case);
        }
    }
    for _ in 0..2 {
        let report = desk.run(desk.engine.sync(ACCOUNT, &SyncOptions::default(), &()));
        let report = report.expect("the pass begins");
        assert_eq!(conflicts(&report), 4 * CASES.len(), "{report:#?}");
        assert_eq!(written(&report), (0, 0), "nothing is done unasked");
        another_second();
    }
    for conflict in desk.engine.conflicts(Some(ACCOUNT)).expect("the conflicts") {
        let whole = conflict.title.clone() + &format!("{:?}", conflict.rows);
        let case = CASES
            .iter()
            .find(|case| whole.contains(case.title))
            .expect("a conflict about one of them");
        let decision = decision(&case.chosen, &conflict);
        desk.run(desk.engine.decide(conflict.id, &decision, None))
            .expect("the decision is kept");
    }
    let report = desk.sync();
    assert_eq!(conflicts(&report), 0, "{report:#?}");
    for kind in Kind::ALL {
        for (place, texts) in [
            ("here", texts(&desk, kind)),
            ("on the server", on_server(&peer, kind)),
        ] {
            for case in &CASES {
                let of_it: Vec<&String> = texts
                    .iter()
                    .filter(|text| text.contains(case.title))
                    .collect();
                let about = format!("{kind} {} {place}: {of_it:#?}", case.title);
                assert_eq!(of_it.len(), case.left.len(), "{about}");
                for edit in case.left {
                    let edited = format!("{} {edit}", case.title);
                    assert!(of_it.iter().any(|text| text.contains(&edited)), "{about}");
                }
                if matches!(case.chosen, Picked) {
                    assert!(of_it[0].contains("mine"), "{about}");
                }
            }
        }
    }
    another_second();
    assert_nothing_to_do(&peer, &desk);
}
