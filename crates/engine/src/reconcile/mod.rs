//! Reconcile: what each side holds, what both last agreed on, and the policy become what is to be done. Pure.
//!
//! Begin reading at [`reconcile`]: every pairing of the two sides' states is an arm. What it never does: decide a
//! deletion from anything but [`State::Gone`], or let a policy drop a version without it going to the history.

use crate::{Sentence, say};

pub(crate) mod conflict;
mod pair;
mod step;
#[cfg(test)]
mod tests;

use pim::{Item, Merge, Versions, merge, merge_without_base};

pub use pair::{Agreement, Copy, Join, Pair, State};
pub use step::{Act, Hold, Question, QuestionSide, Reason, Resolution, Step, Target};

use crate::account::Policy;
use crate::journal::{ConflictCase, Need};
use crate::{Both, SIDES, Side};

/// What reconcile may do.
#[derive(Debug, Clone)]
pub struct Rules {
    /// What to do when both sides changed the same.
    pub policy: Policy,
    /// Per side: why nothing may be written there, in words; `None` where it may.
    pub read_only: Both<Option<Sentence>>,
    /// Per side: the largest item it takes, in bytes.
    pub max_item_bytes: Both<Option<u64>>,
    /// Deletions are not carried over; what is gone on one side is made there again.
    pub restore_instead_of_delete: bool,
}

/// Decides what to do with one item.
pub fn reconcile(pair: Pair, rules: &Rules) -> Resolution {
    let kind = pair.kind;
    let join = pair.join;
    let resolution = match (pair.base, pair.now.server, pair.now.local) {
        (base, State::Unreadable { id, reason }, local) => {
            unreadable(base.as_ref(), Side::Server, &id, &reason, &local)
        }
        (base, server, State::Unreadable { id, reason }) => {
            unreadable(base.as_ref(), Side::Local, &id, &reason, &server)
        }

        (Some(_), State::AsAgreed, State::AsAgreed) => Resolution::Nothing,
        (Some(agreed), State::Gone(_) | State::Absent, State::Gone(_) | State::Absent) => {
            Resolution::Forget(agreed.base)
        }
        (Some(agreed), State::Gone(_) | State::Absent, local) => gone_on_one_side(
            kind,
            &agreed,
            Side::Server,
            copy_of(&agreed, Side::Local, local),
            rules,
        ),
        (Some(agreed), server, State::Gone(_) | State::Absent) => gone_on_one_side(
            kind,
            &agreed,
            Side::Local,
            copy_of(&agreed, Side::Server, server),
            rules,
        ),
        (Some(agreed), server, local) => {
            let copies = Both {
                server: copy_of(&agreed, Side::Server, server),
                local: copy_of(&agreed, Side::Local, local),
            };
            both_here(kind, Some(&agreed), &join, copies, rules)
        }

        (None, State::Here(server), State::Here(local)) => {
            both_here(kind, None, &join, Both { server, local }, rules)
        }
        (None, State::Here(copy), _) => {
            only_on(kind, Side::Server, &copy, Reason::New(Side::Server))
        }
        (None, _, State::Here(copy)) => only_on(kind, Side::Local, &copy, Reason::New(Side::Local)),
        (None, _, _) => Resolution::Nothing,
    };
    within_limits(resolution, rules)
}

/// What that side holds, whether it was fetched or is as agreed. `Gone` and `Unreadable` were dealt with before.
fn copy_of(agreed: &Agreement, side: Side, state: State) -> Copy {
    if let State::Here(copy) = state {
        return copy;
    }
    let part = agreed.base.side(side);
    Copy {
        id: part.id.clone(),
        version: part.version.clone(),
        item: agreed.items.of(side).clone(),
    }
}

fn unreadable(
    base: Option<&Agreement>,
    side: Side,
    id: &crate::endpoint::ItemId,
    reason: &str,
    other: &State,
) -> Resolution {
    let mut ids =
        Both::<Option<_>>::each(|side| base.map(|agreed| agreed.base.side(side).id.clone()));
    if let State::Here(Copy { id, .. }) | State::Unreadable { id, .. } | State::Gone(id) = other {
        *ids.of_mut(side.other()) = Some(id.clone());
    }
    *ids.of_mut(side) = Some(id.clone());
    let title = base.map_or_else(|| id.0.clone(), |agreed| agreed.items.of(side).title());
    let place = place(side);
    Resolution::Hold(Hold {
        need: Need::Unreadable,
        ids,
        title,
        message: say!(
            "its text {place} cannot be read ({reason}); it is left as it is on both sides",
            place = place,
            reason = reason
        ),
    })
}

/// Where a side is, in words.
pub(crate) fn place(side: Side) -> Sentence {
    match side {
        Side::Server => say!("on the server"),
        Side::Local => say!("on this computer"),
    }
}

/// New on one side: make it on the other.
fn only_on(kind: pim::Kind, side: Side, copy: &Copy, reason: Reason) -> Resolution {
    let body = copy.item.bytes();
    let mut sides = Both::each(|_| Target {
        id: None,
        version: None,
        now: None,
        act: Act::Keep,
        agreed: None,
    });
    *sides.of_mut(side) = kept(copy);
    sides.of_mut(side.other()).act = Act::Create(body);
    step(kind, copy, None, sides, reason, Vec::new())
}

/// Deleted on one side: delete on the other, if nobody changed it there meanwhile.
fn gone_on_one_side(
    kind: pim::Kind,
    agreed: &Agreement,
    gone: Side,
    left: Copy,
    rules: &Rules,
) -> Resolution {
    let here = gone.other();
    if rules.restore_instead_of_delete {
        return made_again(kind, agreed, gone, &left, Reason::Restored);
    }
    if left.item.fingerprint() == agreed.items.of(here).fingerprint() {
        return deleted(kind, agreed, gone, &left, Reason::DeletedOn(gone));
    }
    match rules.policy {
        Policy::Merge | Policy::Ask | Policy::Skip => {
            conflict::deleted_against_changed(agreed, gone, left)
        }
        Policy::Server if gone == Side::Server => {
            deleted(kind, agreed, gone, &left, Reason::Policy)
        }
        Policy::Local if gone == Side::Local => deleted(kind, agreed, gone, &left, Reason::Policy),
        Policy::Server | Policy::Local | Policy::Newest | Policy::Both => {
            made_again(kind, agreed, gone, &left, Reason::Policy)
        }
    }
}

/// Deletes on the side where it still is.
pub(crate) fn deleted(
    kind: pim::Kind,
    agreed: &Agreement,
    gone: Side,
    left: &Copy,
    reason: Reason,
) -> Resolution {
    let mut sides = Both::each(|side| Target {
        id: Some(agreed.base.side(side).id.clone()),
        version: None,
        now: None,
        act: Act::Keep,
        agreed: None,
    });
    *sides.of_mut(gone.other()) = Target {
        act: Act::Delete,
        ..kept(left)
    };
    step(kind, left, Some(agreed), sides, reason, Vec::new())
}

/// Makes it again on the side where it is gone.
pub(crate) fn made_again(
    kind: pim::Kind,
    agreed: &Agreement,
    gone: Side,
    left: &Copy,
    reason: Reason,
) -> Resolution {
    let mut sides = Both::each(|_| kept(left));
    *sides.of_mut(gone) = Target {
        id: None,
        version: None,
        now: None,
        act: Act::Create(left.item.bytes()),
        agreed: None,
    };
    step(kind, left, Some(agreed), sides, reason, Vec::new())
}

/// On both sides: what only one changed goes to the other, what both changed is merged or asked.
fn both_here(
    kind: pim::Kind,
    agreed: Option<&Agreement>,
    join: &Join,
    copies: Both<Copy>,
    rules: &Rules,
) -> Resolution {
    if let (Join::Resemblance(candidates), None) = (join, agreed) {
        if rules.policy == Policy::Both {
            return kept_apart(kind, &copies);
        }
        return conflict::might_be_the_same(copies, candidates.clone());
    }
    let merged = merged(agreed, &copies);
    let changed = Both::each(|side| {
        agreed.is_none_or(|agreed| {
            copies.of(side).item.fingerprint() != agreed.items.of(side).fingerprint()
        })
    });
    let both_changed = changed.server && changed.local;
    let same_result = SIDES
        .into_iter()
        .all(|side| merged_item(&merged, side).fingerprint() == copies.of(side).item.fingerprint());
    if merged.is_clean() && (same_result || !both_changed || rules.policy != Policy::Ask) {
        let reason = match (changed.server, changed.local) {
            _ if same_result => Reason::TheSame,
            (true, true) => Reason::Merged,
            (true, false) => Reason::ChangedOn(Side::Server),
            (false, _) => Reason::ChangedOn(Side::Local),
        };
        return written(kind, agreed, &copies, &merged, reason, rules);
    }
    let winner = match rules.policy {
        Policy::Merge | Policy::Ask | Policy::Skip => {
            return conflict::both_changed(agreed, copies, &merged);
        }
        Policy::Both => return conflict::both_kept(kind, agreed, &copies, Reason::BothKept),
        Policy::Server => Side::Server,
        Policy::Local => Side::Local,
        Policy::Newest => newest(&copies),
    };
    let decided = merged.keeping(winner);
    written(kind, agreed, &copies, &decided, Reason::Policy, rules)
}

/// The side that was changed last, by what the items say of themselves; the server where they do not say.
fn newest(copies: &Both<Copy>) -> Side {
    if copies.local.item.changed_at() > copies.server.item.changed_at() {
        Side::Local
    } else {
        Side::Server
    }
}

/// The merge of what both sides hold.
pub(crate) fn merged(agreed: Option<&Agreement>, copies: &Both<Copy>) -> Merge {
    match agreed {
        Some(agreed) => merge(
            Versions {
                base: &agreed.items.server,
                now: &copies.server.item,
            },
            Versions {
                base: &agreed.items.local,
                now: &copies.local.item,
            },
        ),
        None => merge_without_base(&copies.server.item, &copies.local.item),
    }
}

fn merged_item(merged: &Merge, side: Side) -> &Item {
    match side {
        Side::Server => &merged.server,
        Side::Local => &merged.local,
    }
}

/// Writes a merge to the sides where it changes something.
pub(crate) fn written(
    kind: pim::Kind,
    agreed: Option<&Agreement>,
    copies: &Both<Copy>,
    merged: &Merge,
    reason: Reason,
    rules: &Rules,
) -> Resolution {
    let mut sides = Both::each(|side| {
        let copy = copies.of(side);
        let result = merged_item(merged, side);
        let mut target = kept(copy);
        if result.fingerprint() != copy.item.fingerprint() {
            target.act = Act::Replace(result.bytes());
        }
        target
    });
    let leaves = held_back(agreed, copies, &mut sides, rules);
    let rows = merged
        .rows
        .iter()
        .filter(|row| row.outcome != pim::Outcome::Same)
        .cloned()
        .collect();
    let mut resolution = step(kind, &copies.server, agreed, sides, reason, rows);
    if let Resolution::Steps(steps) = &mut resolution {
        for step in steps {
            step.leaves.clone_from(&leaves);
        }
    }
    resolution
}

/// A read-only side keeps what it has; the edit stays on the other, is not agreed on, and is told.
fn held_back(
    agreed: Option<&Agreement>,
    copies: &Both<Copy>,
    sides: &mut Both<Target>,
    rules: &Rules,
) -> Option<Hold> {
    let side = SIDES
        .into_iter()
        .find(|side| rules.read_only.of(*side).is_some() && sides.of(*side).act != Act::Keep)?;
    sides.of_mut(side).act = Act::Keep;
    let editor = side.other();
    // What is agreed for the editing side is its old base with the read-only side's edits, without its own.
    let base = agreed.map(|agreed| agreed.items.of(editor).clone());
    let agreed_text = match (agreed, base) {
        (Some(agreed), Some(base)) => {
            let theirs = Versions {
                base: agreed.items.of(side),
                now: &copies.of(side).item,
            };
            let ours = Versions {
                base: &base,
                now: &base,
            };
            match editor {
                Side::Local => merge(theirs, ours).local.bytes(),
                Side::Server => merge(ours, theirs).server.bytes(),
            }
        }
        _ => copies.of(side).item.bytes(),
    };
    sides.of_mut(editor).agreed = Some(agreed_text);
    Some(Hold {
        need: Need::Refused,
        ids: Both::each(|side| Some(copies.of(side).id.clone())),
        title: copies.of(editor).item.title(),
        message: read_only_message(side, rules),
    })
}

fn read_only_message(side: Side, rules: &Rules) -> Sentence {
    let why = rules.read_only.of(side).clone();
    say!(
        "the change cannot be written {there} ({why}); it is kept {here}",
        there = place(side),
        why = why.unwrap_or_else(|| say!("read-only")),
        here = place(side.other())
    )
}

/// Two items that are not the same: each side gets the other's as well.
pub(crate) fn kept_apart(kind: pim::Kind, copies: &Both<Copy>) -> Resolution {
    let mut steps = Vec::new();
    for side in SIDES {
        if let Resolution::Steps(more) = only_on(kind, side, copies.of(side), Reason::BothKept) {
            steps.extend(more);
        }
    }
    Resolution::Steps(steps)
}

fn kept(copy: &Copy) -> Target {
    Target {
        id: Some(copy.id.clone()),
        version: copy.version.clone(),
        now: Some(copy.item.bytes()),
        act: Act::Keep,
        agreed: None,
    }
}

fn step(
    kind: pim::Kind,
    copy: &Copy,
    agreed: Option<&Agreement>,
    sides: Both<Target>,
    reason: Reason,
    rows: Vec<pim::Row>,
) -> Resolution {
    Resolution::Steps(vec![Step {
        kind,
        title: copy.item.title(),
        uid: copy.item.uid(),
        base: agreed.map(|agreed| agreed.base.clone()),
        sides,
        reason,
        rows,
        leaves: None,
    }])
}

/// A step that would write where nothing may be written, or more than fits, is held instead.
pub(crate) fn within_limits(resolution: Resolution, rules: &Rules) -> Resolution {
    let Resolution::Steps(steps) = resolution else {
        return resolution;
    };
    let mut allowed = Vec::new();
    for step in steps {
        match forbidden(&step, rules) {
            Some(message) => {
                return Resolution::Hold(Hold {
                    need: Need::Refused,
                    ids: Both::each(|side| step.sides.of(side).id.clone()),
                    title: step.title,
                    message,
                });
            }
            None => allowed.push(step),
        }
    }
    Resolution::Steps(allowed)
}

fn forbidden(step: &Step, rules: &Rules) -> Option<Sentence> {
    step.written().find_map(|side| {
        if rules.read_only.of(side).is_some() {
            return Some(read_only_message(side, rules));
        }
        let limit = (*rules.max_item_bytes.of(side))?;
        match &step.sides.of(side).act {
            Act::Create(body) | Act::Replace(body) if body.len() as u64 > limit => Some(say!(
                "with {size} bytes it is larger than what fits {place} ({limit} bytes); make it smaller, or leave it where it is",
                size = body.len(),
                place = place(side),
                limit = limit
            )),
            _ => None,
        }
    })
}

/// The case of a conflict where one side deleted.
pub(crate) fn deletion_case(gone: Side) -> ConflictCase {
    match gone {
        Side::Server => ConflictCase::ChangedHereDeletedThere,
        Side::Local => ConflictCase::DeletedHereChangedThere,
    }
}
