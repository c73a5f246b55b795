//! One conflict, asked: keep server, keep local, both, new, merge row by row, or skip.

use engine::app::ConflictView;
use engine::endpoint::ItemId;
use engine::journal::{ConflictCase, Decision};
use engine::pim::{Keep, Pick, Row, Side};

use super::{Choice, Prompt, choice};
use crate::output::words::harmless;

/// What the person said about a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// This decision, about the local item that was chosen where there are several.
    Decided(Decision, Option<ItemId>),
    /// Asked again another time.
    Skip,
    /// This one and all that come after it are left for another time.
    Stop,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Server,
    Local,
    Both,
    New,
    Merge,
    Skip,
    Stop,
}

/// Asks about one conflict, whose rows the person has before them.
pub(crate) fn ask(prompt: &mut Prompt<'_>, conflict: &ConflictView) -> Answer {
    let candidate = if conflict.candidates.len() > 1 {
        which(prompt, conflict)
    } else {
        None
    };
    if let Some(id) = &candidate
        && conflict
            .sides
            .local
            .as_ref()
            .is_none_or(|local| local.id != *id)
    {
        // The rows shown are another candidate's: only what needs no rows can be chosen.
        return finish(
            prompt.choice("What do you want? (Enter: skip)", &ways(conflict, false)),
            prompt,
            conflict,
            candidate,
        );
    }
    finish(
        prompt.choice("What do you want? (Enter: skip)", &ways(conflict, true)),
        prompt,
        conflict,
        candidate,
    )
}

fn finish(
    way: Option<Way>,
    prompt: &mut Prompt<'_>,
    conflict: &ConflictView,
    candidate: Option<ItemId>,
) -> Answer {
    let decision = match way {
        None | Some(Way::Skip) => return Answer::Skip,
        Some(Way::Stop) => return Answer::Stop,
        Some(Way::Server) => Decision::Keep(Side::Server),
        Some(Way::Local) => Decision::Keep(Side::Local),
        Some(Way::Both) => Decision::Both,
        Some(Way::New) => Decision::New,
        Some(Way::Merge) => match picks(prompt, &conflict.rows) {
            Some(picks) => Decision::Merge(picks),
            None => return Answer::Skip,
        },
    };
    Answer::Decided(quietly(prompt, conflict, decision), candidate)
}

/// Where the server may tell people of what it is given anew, whether it should. Enter: as it always does.
fn quietly(prompt: &mut Prompt<'_>, conflict: &ConflictView, decision: Decision) -> Decision {
    if !conflict.can_be_quiet(&decision) {
        return decision;
    }
    let answers = [
        choice('t', "tell them", false),
        choice('n', "tell nobody, now and later", true),
    ];
    let told = harmless(&conflict.told.join(", "));
    let question =
        format!("The server may tell {told} of the appointment made there. (Enter: tell them)");
    if prompt.choice(&question, &answers) == Some(true) {
        Decision::Quietly(Box::new(decision))
    } else {
        decision
    }
}

fn ways(conflict: &ConflictView, rows_fit: bool) -> Vec<Choice<Way>> {
    let both_there = conflict.present().count() == 2;
    let mut ways = vec![
        choice('s', keep_words(conflict, Side::Server), Way::Server),
        choice('l', keep_words(conflict, Side::Local), Way::Local),
    ];
    if both_there && rows_fit {
        ways.push(choice('m', "merge row by row", Way::Merge));
    }
    if conflict.case == ConflictCase::MightBeTheSame {
        ways.push(choice('n', "new: not the same, keep them apart", Way::New));
    } else if both_there {
        ways.push(choice('b', "keep both, as two items", Way::Both));
    }
    ways.extend([
        choice('k', "skip", Way::Skip),
        choice('q', "stop asking", Way::Stop),
    ]);
    ways
}

/// A choice that deletes says so.
fn keep_words(conflict: &ConflictView, side: Side) -> &'static str {
    match (side, conflict.sides.of(side).is_some()) {
        (Side::Server, true) => "keep server",
        (Side::Local, true) => "keep local",
        (Side::Server, false) => "keep it deleted, here too (a copy stays in the history)",
        (Side::Local, false) => "keep it deleted, on the server too (a copy stays in the history)",
    }
}

/// Which local item is meant; `None` for the best.
fn which(prompt: &mut Prompt<'_>, conflict: &ConflictView) -> Option<ItemId> {
    let most = conflict.candidates.len();
    loop {
        let typed = prompt.line(&format!(
            "Which item here might it be, 1 to {most}? (Enter: 1)"
        ))?;
        if typed.is_empty() {
            return None;
        }
        let number = typed
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1));
        if let Some(candidate) = number.and_then(|at| conflict.candidates.get(at)) {
            return Some(candidate.id.clone());
        }
        eprintln!("Type a number from 1 to {most}.");
    }
}

/// The value of each row that both changed; `None` as soon as one is left open.
fn picks(prompt: &mut Prompt<'_>, rows: &[Row]) -> Option<Vec<Pick>> {
    rows.iter()
        .filter(|row| row.is_open())
        .map(|row| pick(prompt, row))
        .collect()
}

fn pick(prompt: &mut Prompt<'_>, row: &Row) -> Option<Pick> {
    let mut values = vec![
        choice('s', "server", Keep::Server),
        choice('l', "local", Keep::Local),
    ];
    if row.both {
        values.push(choice('b', "both", Keep::Both));
    }
    let shown = |side: Side| {
        let value = row
            .of(side)
            .map_or_else(|| "–".to_owned(), ToString::to_string);
        crate::output::table::shorten(&value, 60)
    };
    let question = format!(
        "≠ {}\n    server: {}\n    local:  {}",
        row.label,
        shown(Side::Server),
        shown(Side::Local)
    );
    let keep = prompt.choice(&question, &values)?;
    Some(Pick { row: row.key, keep })
}

#[cfg(test)]
mod tests {
    use engine::Both;
    use engine::app::SideView;
    use engine::journal::{Candidate, ConflictId};
    use engine::pim::{Changed, Kind, Outcome, Shown, Verdict};

    use super::*;

    fn side(id: &str) -> SideView {
        SideView {
            id: ItemId(id.to_owned()),
            changed_at: None,
            device: None,
            source: String::new(),
        }
    }

    fn open_row(key: &str) -> Row {
        let shown = |text: &str| {
            Some(Shown {
                text: text.to_owned(),
                ..Shown::default()
            })
        };
        Row {
            key: key.parse().unwrap(),
            label: key.to_owned(),
            verdict: Verdict::Differs,
            changed: Changed::Both,
            outcome: Outcome::Open,
            both: false,
            server: shown("one"),
            local: shown("two"),
            base: None,
            result: None,
        }
    }

    fn conflict(case: ConflictCase) -> ConflictView {
        ConflictView {
            id: ConflictId(1),
            account: "work".to_owned(),
            collection: "Contacts".to_owned(),
            kind: Kind::Contact,
            case,
            why: engine::Sentence::default(),
            title: "Anna".to_owned(),
            opened: 0,
            sides: Both {
                server: Some(side("s")),
                local: Some(side("l")),
            },
            rows: vec![open_row("title"), open_row("birthday")],
            candidates: Vec::new(),
            decision: None,
            dates: None,
            told: Vec::new(),
        }
    }

    fn answer(conflict: &ConflictView, typed: &str) -> Answer {
        ask(&mut Prompt::answers(typed), conflict)
    }

    #[test]
    fn each_letter_is_the_decision_it_names() {
        let conflict = conflict(ConflictCase::BothChanged);
        let decided = |decision| Answer::Decided(decision, None);
        for (typed, expected) in [
            ("s\n", decided(Decision::Keep(Side::Server))),
            ("l\n", decided(Decision::Keep(Side::Local))),
            ("b\n", decided(Decision::Both)),
            ("k\n", Answer::Skip),
            ("\n", Answer::Skip),
            ("", Answer::Skip),
            ("q\n", Answer::Stop),
        ] {
            assert_eq!(answer(&conflict, typed), expected, "{typed:?}");
        }
    }

    #[test]
    fn a_merge_asks_for_every_open_row_and_is_skipped_when_one_is_left_open() {
        let conflict = conflict(ConflictCase::BothChanged);
        let pick = |key: &str, keep| Pick {
            row: key.parse().unwrap(),
            keep,
        };
        let merged = Decision::Merge(vec![
            pick("title", Keep::Server),
            pick("birthday", Keep::Local),
        ]);
        assert_eq!(
            answer(&conflict, "m\ns\nl\n"),
            Answer::Decided(merged, None)
        );
        assert_eq!(answer(&conflict, "m\ns\n\n"), Answer::Skip);
    }

    #[test]
    fn an_item_deleted_on_one_side_is_not_offered_for_merging() {
        let mut conflict = conflict(ConflictCase::DeletedHereChangedThere);
        conflict.sides.local = None;
        assert_eq!(
            answer(&conflict, "m\nb\ns\n"),
            Answer::Decided(Decision::Keep(Side::Server), None)
        );
    }

    #[test]
    fn who_would_be_told_of_a_second_appointment_is_asked_about() {
        let mut conflict = conflict(ConflictCase::BothChanged);
        conflict.told = vec!["Bert".to_owned()];
        let quietly = Decision::Quietly(Box::new(Decision::Both));
        for (typed, expected) in [
            ("b\nn\n", quietly),
            ("b\nt\n", Decision::Both),
            ("b\n\n", Decision::Both),
            // The one on the server is changed: there is nothing to ask.
            ("l\n", Decision::Keep(Side::Local)),
        ] {
            let expected = Answer::Decided(expected, None);
            assert_eq!(answer(&conflict, typed), expected, "{typed:?}");
        }
    }

    #[test]
    fn a_candidate_is_chosen_by_its_number() {
        let mut conflict = conflict(ConflictCase::MightBeTheSame);
        let candidate = |id: &str| Candidate {
            id: ItemId(id.to_owned()),
            title: String::new(),
            score: 80,
            reason: String::new(),
        };
        conflict.candidates = vec![candidate("l"), candidate("second")];
        let second = Some(ItemId("second".to_owned()));
        assert_eq!(
            answer(&conflict, "2\ns\n"),
            Answer::Decided(Decision::Keep(Side::Server), second)
        );
        assert_eq!(
            answer(&conflict, "9\n\nn\n"),
            Answer::Decided(Decision::New, None)
        );
    }
}
