//! One conflict in words: what it is about, the two versions row by row, what can be done.

use engine::app::ConflictView;
use engine::pim::Side;

use super::rows::{self, LEGEND};
use super::words::{harmless, sentence};
use super::{Output, time};

/// One line about a conflict.
pub(crate) fn line(conflict: &ConflictView) -> Vec<String> {
    let decided = if conflict.decision.is_some() {
        "decided, carried out by the next synchronisation"
    } else {
        ""
    };
    vec![
        conflict.id.0.to_string(),
        conflict.kind.to_string(),
        harmless(&conflict.title),
        conflict.case.to_string(),
        decided.to_owned(),
    ]
}

/// All of a conflict.
pub(crate) fn show(out: &Output, conflict: &ConflictView, all: bool) {
    let title = format!(
        "Conflict {} · {} · {} · {}",
        conflict.id.0,
        conflict.account,
        conflict.kind,
        harmless(&conflict.title)
    );
    out.say(out.paint.bold(&title));
    out.say(format!("{}: {}", conflict.case, sentence(&conflict.why)));
    for side in [Side::Server, Side::Local] {
        out.say(format!("  {} {}", name(side), state(conflict, side)));
    }
    for (at, candidate) in conflict.candidates.iter().enumerate() {
        let chosen = conflict
            .sides
            .local
            .as_ref()
            .is_some_and(|local| local.id == candidate.id);
        let mark = if chosen { "●" } else { "○" };
        out.say(format!(
            "  {mark} {}. {} – {} ({} %), --candidate {}",
            at + 1,
            harmless(&candidate.title),
            candidate.reason,
            candidate.score,
            candidate.id.0
        ));
    }
    for line in rows::lines(out, &conflict.rows, all) {
        out.say(line);
    }
    if !conflict.told.is_empty() {
        let told = harmless(&conflict.told.join(", "));
        out.say(format!("  The server may tell of a change: {told}"));
    }
    out.say(out.paint.dim(&format!("  {LEGEND}")));
}

const fn name(side: Side) -> &'static str {
    match side {
        Side::Server => "Server:",
        Side::Local => "Local: ",
    }
}

fn state(conflict: &ConflictView, side: Side) -> String {
    match conflict.sides.of(side) {
        None => "deleted".to_owned(),
        Some(view) => view.changed_at.map_or_else(
            || "changed at a time the item does not tell".to_owned(),
            |at| format!("last changed {}", time::moment_s(at)),
        ),
    }
}
