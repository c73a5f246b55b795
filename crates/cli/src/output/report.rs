//! What a pass did, or would do: a calm summary per kind and side.

use engine::Failure;
use engine::journal::Deed;
use engine::pass::{Counts, KindReport, Line, Report, What};
use engine::pim::Side;

use super::words::{count, harmless, heading, sentence};
use super::{Output, failure, rows, time};
use crate::exit::Exit;
use crate::value::side_word;

/// How many items are listed by name where there may be thousands.
const LISTED: usize = 10;

/// The summary of a pass.
pub(crate) fn show(out: &Output, report: &Report, preview: bool) {
    if let Some(reason) = &report.failure {
        out.say(format!("{}: not synchronised.", report.account));
        out.say(failure::text(out, reason));
        return;
    }
    out.say(first_line(out, report, preview));
    for line in super::table::columns(
        &report
            .kinds
            .iter()
            .map(|kind| counts_line(kind, preview))
            .collect::<Vec<_>>(),
    ) {
        out.say(format!("  {line}"));
    }
    if preview {
        report.kinds.iter().for_each(|kind| planned(out, kind));
    }
    for (kinds, reason) in failures(report) {
        out.say(format!("{}: {}", kinds, failure::text(out, &reason)));
    }
    for kind in &report.kinds {
        trouble(out, kind);
    }
}

/// What went wrong, once for all the kinds it stood in the way of: of a server that is gone nobody reads four times. It is
/// about the account then, not about each collection's address.
fn failures(report: &Report) -> Vec<(String, Failure)> {
    let mut found: Vec<(Vec<&str>, Failure)> = Vec::new();
    for kind in &report.kinds {
        let Some(reason) = &kind.failure else {
            continue;
        };
        let same = found
            .iter_mut()
            .find(|(_, known)| known.message == reason.message && known.hint == reason.hint);
        if let Some((kinds, known)) = same {
            kinds.push(heading(kind.kind));
            known.about.clone_from(&report.account);
        } else {
            found.push((vec![heading(kind.kind)], reason.clone()));
        }
    }
    found
        .into_iter()
        .map(|(kinds, reason)| (kinds.join(", "), reason))
        .collect()
}

fn first_line(out: &Output, report: &Report, preview: bool) -> String {
    let spent = format!(
        "{}, {}, {}",
        time::duration(report.ended - report.started),
        count(
            usize::try_from(report.requests).unwrap_or(usize::MAX),
            "request",
            "requests"
        ),
        time::size(report.bytes)
    );
    let how = match Exit::of_report(report) {
        _ if preview => out
            .paint
            .bold("this is what a synchronisation would do; nothing was changed"),
        Exit::InSync => out.paint.green("✓ in sync"),
        Exit::ConflictsWait => out.paint.red("▲ synchronised; conflicts wait for you"),
        Exit::Guard => out.paint.red("▲ stopped before deleting"),
        Exit::Failed | Exit::Usage => out.paint.red("✗ not everything could be synchronised"),
    };
    format!(
        "{}: {how} {}",
        report.account,
        out.paint.dim(&format!("({spent})"))
    )
}

fn counts_line(kind: &KindReport, preview: bool) -> Vec<String> {
    let here = counts(kind.written.local);
    let there = counts(kind.written.server);
    let mut parts: Vec<String> = Vec::new();
    if !here.is_empty() {
        parts.push(format!("here: {here}"));
    }
    if !there.is_empty() {
        parts.push(format!("server: {there}"));
    }
    if kind.linked > 0 {
        parts.push(format!("{} found the same on both sides", kind.linked));
    }
    if kind.conflicts > 0 {
        parts.push(count(kind.conflicts, "conflict", "conflicts"));
    }
    if kind.failure.is_some() {
        parts.push("not finished".to_owned());
    }
    let nothing = if preview {
        "nothing to do"
    } else {
        "nothing new"
    };
    vec![
        heading(kind.kind).to_owned(),
        if parts.is_empty() {
            nothing.to_owned()
        } else {
            parts.join("; ")
        },
    ]
}

fn counts(counts: Counts) -> String {
    [
        (counts.added, "new"),
        (counts.changed, "changed"),
        (counts.merged, "merged"),
        (counts.deleted, "deleted"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, word)| format!("{number} {word}"))
    .collect::<Vec<_>>()
    .join(", ")
}

/// A preview, item by item.
fn planned(out: &Output, kind: &KindReport) {
    if kind.lines.is_empty() {
        return;
    }
    out.say(out.paint.bold(heading(kind.kind)));
    for line in &kind.lines {
        out.say(format!(
            "  {} {} {}",
            what(line),
            harmless(&line.title),
            out.paint.dim(&format!("({})", line.why))
        ));
        let changed = line
            .rows
            .iter()
            .any(|row| row.verdict != engine::pim::Verdict::Equal);
        if changed && !matches!(line.what, What::Linked) {
            for row in rows::lines(out, &line.rows, false) {
                out.say(format!("    {row}"));
            }
        }
    }
}

fn what(line: &Line) -> String {
    match line.what {
        What::Linked => "=    the same on both sides:".to_owned(),
        What::Asked(case) => format!("?    {}:", case.to_string().to_lowercase()),
        What::Written { side, deed } => {
            let arrow = match side {
                Side::Server => "→ server",
                Side::Local => "→ here",
            };
            format!("{arrow}: {}", deed_word(deed))
        }
    }
}

/// What is done to an item, as a word before its title.
pub(crate) const fn deed_word(deed: Deed) -> &'static str {
    match deed {
        Deed::Added => "add",
        Deed::Changed => "change",
        Deed::Deleted => "delete",
        Deed::Merged => "merge",
    }
}

/// What a kind needs the person for.
fn trouble(out: &Output, kind: &KindReport) {
    if let Some(stop) = &kind.guard {
        for side in [Side::Server, Side::Local] {
            let deletions = *stop.deletions.of(side);
            if deletions > 0 {
                out.say(format!(
                    "{}: {} of {} would be deleted {}: {}",
                    heading(kind.kind),
                    deletions,
                    stop.total,
                    side_word(side),
                    listed(&stop.titles, deletions)
                ));
            }
        }
    }
    if !kind.held.is_empty() {
        out.say(format!(
            "{}: {} as they are for now:",
            heading(kind.kind),
            count(kind.held.len(), "item left", "items left")
        ));
        for held in kind.held.iter().take(LISTED) {
            out.say(format!(
                "  – {}: {}",
                harmless(&held.title),
                sentence(&harmless(&held.message))
            ));
        }
        if kind.held.len() > LISTED {
            out.say(format!(
                "  – and {} more (--json lists them all)",
                kind.held.len() - LISTED
            ));
        }
    }
    for note in &kind.notes {
        out.say(format!(
            "{}: {}",
            heading(kind.kind),
            sentence(&harmless(note))
        ));
    }
}

fn listed(titles: &[String], all: usize) -> String {
    let shown: Vec<String> = titles
        .iter()
        .take(LISTED)
        .map(|title| harmless(title))
        .collect();
    let more = all.saturating_sub(shown.len());
    let and_more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{}{and_more}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_named_and_what_is_nothing_is_left_out() {
        let some = Counts {
            added: 2,
            changed: 0,
            deleted: 1,
            merged: 1,
        };
        assert_eq!(counts(some), "2 new, 1 merged, 1 deleted");
        assert_eq!(counts(Counts::default()), "");
    }
}
