//! Passes and changes as lines.

use engine::app::{ChangeView, PassView};
use engine::journal::Deed;
use engine::pass::Counts;
use engine::pim::{Row, Shown, Verdict};

use super::rows::{mark, value};
use super::words::{count, harmless};
use super::{Output, time};
use crate::value::side_word;

/// One line about a pass.
pub(crate) fn pass_line(pass: &PassView) -> Vec<String> {
    vec![
        pass.id.0.to_string(),
        time::moment(pass.started),
        harmless(&pass.account),
        outcome(pass),
    ]
}

/// How a pass came out, in a few words.
pub(crate) fn outcome(pass: &PassView) -> String {
    let Some(report) = &pass.report else {
        return if pass.ended.is_some() {
            "done".to_owned()
        } else {
            "cut off; the next one went on".to_owned()
        };
    };
    if let Some(failure) = &report.failure {
        return format!("failed: {}", harmless(&failure.message));
    }
    let (mut here, mut there, mut conflicts) = (0, 0, 0);
    for kind in &report.kinds {
        here += Counts::total(kind.written.local);
        there += Counts::total(kind.written.server);
        conflicts += kind.conflicts;
    }
    let mut parts = Vec::new();
    if here > 0 {
        parts.push(format!("{here} written here"));
    }
    if there > 0 {
        parts.push(format!("{there} written on the server"));
    }
    if conflicts > 0 {
        parts.push(count(conflicts, "conflict", "conflicts"));
    }
    if report.kinds.iter().any(|kind| kind.guard.is_some()) {
        parts.push("stopped before deleting".to_owned());
    }
    for kind in &report.kinds {
        if let Some(failure) = &kind.failure {
            parts.push(format!(
                "{} failed: {}",
                super::words::plural(kind.kind),
                harmless(&failure.message)
            ));
        }
    }
    if parts.is_empty() {
        "nothing new".to_owned()
    } else {
        parts.join(", ")
    }
}

/// One line about a change.
pub(crate) fn change_line(out: &Output, change: &ChangeView) -> Vec<String> {
    let id = change.local_id.as_ref().or(change.server_id.as_ref());
    let undone = change
        .undone_by
        .map_or_else(String::new, |pass| format!("; undone by pass {}", pass.0));
    vec![
        format!("{} {}", deed(change.deed), side_word(change.side)),
        change.kind.to_string(),
        super::table::shorten(&change.title, 40),
        format!("{}{undone}", change.reason),
        out.paint
            .dim(&id.map(|id| id.0.clone()).unwrap_or_default()),
    ]
}

/// The fields a change touched, each with what was before and what was after.
pub(crate) fn field_lines(rows: &[Row]) -> Vec<Vec<String>> {
    let value = |shown: &Option<Shown>| {
        let text = shown.as_ref().map_or_else(|| "–".to_owned(), value);
        super::table::shorten(&text, 40)
    };
    rows.iter()
        .filter(|row| row.verdict != Verdict::Equal)
        .map(|row| {
            vec![
                format!("{} {}", mark(row.verdict), row.key),
                row.label.clone(),
                value(&row.server),
                format!("→ {}", value(&row.local)),
            ]
        })
        .collect()
}

/// What was done.
pub(crate) const fn deed(deed: Deed) -> &'static str {
    match deed {
        Deed::Added => "added",
        Deed::Changed => "changed",
        Deed::Deleted => "deleted",
        Deed::Merged => "merged",
    }
}
