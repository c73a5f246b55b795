//! Values that are fields of their own, yet must not contradict each other after a merge.
//!
//! A task must not be due before it starts. An occurrence that one side removes must not quietly keep the edit the other side made
//! to it, and when a series moves, the occurrences edited on the other side have nowhere to go. In each case the person is asked.

use super::Merge;
use super::cell::Cell;
use super::decide::Decision;
use crate::field::FieldId;
use crate::kind::{Kind, Side};
use crate::row::Outcome;

/// Opens the rows of exceptions that were edited on one side and whose occurrence the other side's series no longer has, and
/// that of the series.
pub(super) fn open_what_contradicts(kind: Kind, cells: &mut [(Cell, Decision)]) {
    let series = match kind {
        Kind::Appointment => FieldId::When,
        _ => FieldId::Repeats,
    };
    let Some((rule, decision)) = cells.iter().find(|(cell, _)| cell.field.id == series) else {
        return;
    };
    let editor = match decision.outcome {
        Outcome::Server => Side::Server,
        Outcome::Local => Side::Local,
        _ => return,
    };
    let (before, after) = (
        rule.base(editor).unwrap_or_default().to_owned(),
        rule.now(editor).unwrap_or_default().to_owned(),
    );
    if before.is_empty() {
        return;
    }
    let mut contradicts = false;
    for (cell, decision) in cells
        .iter_mut()
        .filter(|(cell, _)| cell.field.id == FieldId::Exception)
    {
        let kept_by_other = match decision.outcome {
            Outcome::Server => editor == Side::Local && cell.now(Side::Server).is_some(),
            Outcome::Local => editor == Side::Server && cell.now(Side::Local).is_some(),
            _ => false,
        };
        let moved = kind == Kind::Appointment && start_of(&before) != start_of(&after);
        if kept_by_other && (moved || newly_excludes(&before, &after, &cell.identity)) {
            *decision = Outcome::Open.into();
            contradicts = true;
        }
    }
    // The series waits too: were it written now, the next merge would see an edited occurrence and no contradiction.
    for (_, decision) in cells
        .iter_mut()
        .filter(|(cell, _)| contradicts && cell.field.id == series)
    {
        *decision = Outcome::Open.into();
    }
}

/// The start, which is the first part of a When's normal form.
fn start_of(normal: &str) -> &str {
    normal.split('\u{1f}').next().unwrap_or_default()
}

fn newly_excludes(before: &str, after: &str, occurrence: &str) -> bool {
    let excluded = |normal: &str| {
        normal
            .split(['\u{1e}', '\u{1f}'])
            .any(|part| part.strip_prefix('-') == Some(occurrence))
    };
    excluded(after) && !excluded(before)
}

/// The merged item ends before it begins, though neither side's did.
pub(super) fn is_backwards(merge: &Merge) -> bool {
    merge.server.kind() == Kind::Task
        && (merge.server.is_backwards() || merge.local.is_backwards())
        && !merge.versions.server.is_backwards()
        && !merge.versions.local.is_backwards()
}

/// Leaves start and due to the person.
pub(super) fn open_the_times(cells: &mut [(Cell, Decision)]) {
    let times = cells
        .iter_mut()
        .filter(|(cell, _)| matches!(cell.field.id, FieldId::Start | FieldId::Due));
    for (_, decision) in
        times.filter(|(_, decision)| matches!(decision.outcome, Outcome::Server | Outcome::Local))
    {
        *decision = Outcome::Open.into();
    }
}
