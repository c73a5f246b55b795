//! Conflicts: what only a person can say, and what a decision becomes.

use pim::{Changed, FieldId, Item, Kind, Merge, Side};

use super::{
    Act, Agreement, Copy, Question, QuestionSide, Reason, Resolution, Step, Target, deletion_case,
    kept,
};
use crate::Both;
use crate::journal::{Candidate, ConflictCase};
use crate::{Sentence, say};

/// Both changed it, and the edits cannot be put together.
pub(super) fn both_changed(
    agreed: Option<&Agreement>,
    copies: Both<Copy>,
    merged: &Merge,
) -> Resolution {
    ask(case_of(merged), agreed, copies, Vec::new())
}

/// Whether a merge is open only because one side changed a series and the other an occurrence of it.
fn case_of(merged: &Merge) -> ConflictCase {
    let (mut series, mut occurrence) = (false, false);
    for row in merged.conflicts() {
        match row.key.field {
            FieldId::Exception => occurrence = true,
            FieldId::When | FieldId::Repeats if row.changed != Changed::Both => series = true,
            _ => return ConflictCase::BothChanged,
        }
    }
    if series && occurrence {
        ConflictCase::SeriesAgainstOccurrence
    } else {
        ConflictCase::BothChanged
    }
}

/// Never synchronised together, and alike enough to ask.
pub(super) fn might_be_the_same(copies: Both<Copy>, candidates: Vec<Candidate>) -> Resolution {
    ask(ConflictCase::MightBeTheSame, None, copies, candidates)
}

fn ask(
    case: ConflictCase,
    agreed: Option<&Agreement>,
    copies: Both<Copy>,
    candidates: Vec<Candidate>,
) -> Resolution {
    let title = copies.server.item.title();
    Resolution::Ask(Question {
        case,
        title,
        sides: Both {
            server: Some(shown(copies.server)),
            local: Some(shown(copies.local)),
        },
        candidates,
        base: agreed.map(|agreed| agreed.base.clone()),
    })
}

/// One side deleted it, the other changed it.
pub(super) fn deleted_against_changed(agreed: &Agreement, gone: Side, left: Copy) -> Resolution {
    let title = left.item.title();
    let mut sides = Both::each(|side| {
        Some(QuestionSide {
            id: agreed.base.side(side).id.clone(),
            version: None,
            body: None,
        })
    });
    *sides.of_mut(gone.other()) = Some(shown(left));
    Resolution::Ask(Question {
        case: deletion_case(gone),
        title,
        sides,
        candidates: Vec::new(),
        base: Some(agreed.base.clone()),
    })
}

fn shown(copy: Copy) -> QuestionSide {
    QuestionSide {
        id: copy.id,
        version: copy.version,
        body: Some(copy.item.bytes()),
    }
}

/// Both versions stay: the server's goes on under the old UID, the local one becomes an item of its own on both sides.
pub(crate) fn both_kept(
    kind: Kind,
    agreed: Option<&Agreement>,
    copies: &Both<Copy>,
    reason: Reason,
) -> Resolution {
    let second = copies.local.item.with_uid(&second_uid(&copies.local.item));
    let linked = Step {
        kind,
        title: copies.server.item.title(),
        uid: copies.server.item.uid(),
        base: agreed.map(|agreed| agreed.base.clone()),
        sides: Both {
            server: kept(&copies.server),
            local: Target {
                act: Act::Replace(copies.server.item.bytes()),
                ..kept(&copies.local)
            },
        },
        reason,
        rows: Vec::new(),
        leaves: None,
    };
    let created = || Target {
        id: None,
        version: None,
        now: None,
        act: Act::Create(second.bytes()),
        agreed: None,
    };
    let copy = Step {
        kind,
        title: second.title(),
        uid: second.uid(),
        base: None,
        sides: Both {
            server: created(),
            local: created(),
        },
        reason,
        rows: Vec::new(),
        leaves: None,
    };
    // The copy first: were the program to end in between, the local version would still be on this computer.
    Resolution::Steps(vec![copy, linked])
}

/// A UID for the second of two versions that are both kept; the same each time it is asked for.
fn second_uid(item: &Item) -> String {
    format!("{}-{}", item.uid().unwrap_or_default(), item.fingerprint())
}

/// Carries out a decision to keep one side where the other deleted.
pub(crate) fn keep_despite_deletion(
    kind: Kind,
    agreed: &Agreement,
    gone: Side,
    left: &Copy,
    keep: Side,
) -> Resolution {
    if keep == gone {
        super::deleted(kind, agreed, gone, left, Reason::Decided)
    } else {
        super::made_again(kind, agreed, gone, left, Reason::Decided)
    }
}

/// The same, with what is made anew on the server made so that it tells nobody; this computer holds that text too. What is
/// on the server already is not touched: marked afterwards, it would be cancelled with everybody (RFC 6638, 3.2.1.2).
pub(crate) fn telling_nobody(resolution: Resolution) -> Resolution {
    let Resolution::Steps(mut steps) = resolution else {
        return resolution;
    };
    for step in &mut steps {
        let Act::Create(body) = &step.sides.server.act else {
            continue;
        };
        let Ok(item) = Item::parse(step.kind, body) else {
            continue;
        };
        let quiet = item.telling_nobody().bytes();
        step.sides.local.act = match step.sides.local.act {
            Act::Create(_) => Act::Create(quiet.clone()),
            _ => Act::Replace(quiet.clone()),
        };
        step.sides.server.act = Act::Create(quiet);
    }
    Resolution::Steps(steps)
}

/// What is said of a conflict in one sentence.
pub(crate) fn sentence(case: ConflictCase) -> Sentence {
    match case {
        ConflictCase::BothChanged => {
            say!("it was changed on both sides since the last synchronisation")
        }
        ConflictCase::ChangedHereDeletedThere => {
            say!("it was changed on this computer and deleted on the server")
        }
        ConflictCase::DeletedHereChangedThere => {
            say!("it was deleted on this computer and changed on the server")
        }
        ConflictCase::MightBeTheSame => say!("these two might be the same"),
        ConflictCase::SeriesAgainstOccurrence => {
            say!(
                "the series was changed on one side, and on the other an occurrence that it does not have any more"
            )
        }
        ConflictCase::Undone => say!("you took back a change, and the two sides differ again"),
    }
}
