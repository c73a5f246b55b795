//! Two versions of an item, row by row, as in the conflict dialog: server and local side by side.
//!
//! Black `=` where both are equal, green `+` where only one has it, red `≠` where they differ, `▲` on the side that changed
//! it since the last synchronisation.

use engine::pim::{Changed, Outcome, Row, Shown, Side, Verdict};
use similar::{ChangeTag, TextDiff};

use super::Output;
use super::table::{pad, shorten, wrap};
use super::words::{count, harmless};

/// What the marks mean, in one line.
pub(crate) const LEGEND: &str =
    "= equal   + only one side has it   ≠ differs   ▲ changed since the last synchronisation";

/// Room for a field's name.
const LABEL_WIDTH: usize = 18;

/// Room for what becomes of the row.
const OUTCOME_WIDTH: usize = 10;

/// The rows as lines. Equal rows are only counted, unless `all` are wanted.
pub(crate) fn lines(out: &Output, rows: &[Row], all: bool) -> Vec<String> {
    let cell = out.width.saturating_sub(LABEL_WIDTH + OUTCOME_WIDTH + 10) / 2;
    let mut lines = vec![out.paint.bold(&header(cell))];
    for row in rows
        .iter()
        .filter(|row| all || row.verdict != Verdict::Equal)
    {
        lines.extend(row_lines(out, row, cell));
    }
    let equal = rows
        .iter()
        .filter(|row| row.verdict == Verdict::Equal)
        .count();
    if equal > 0 && !all {
        lines.push(out.paint.dim(&format!(
            "  = {} (--all shows them)",
            count(equal, "equal field", "equal fields")
        )));
    }
    lines
}

fn header(cell: usize) -> String {
    format!(
        "    {}  {}  {}",
        pad("", LABEL_WIDTH),
        pad("  Server", cell),
        "  Local"
    )
}

fn row_lines(out: &Output, row: &Row, cell: usize) -> Vec<String> {
    let name = format!("{} ({})", row.label, row.key);
    let name = if name.chars().count() <= LABEL_WIDTH {
        name
    } else {
        shorten(&row.key.to_string(), LABEL_WIDTH)
    };
    let columns = [
        cell_lines(row, Side::Server, cell),
        cell_lines(row, Side::Local, cell),
    ];
    let height = columns[0].len().max(columns[1].len());
    let blank = String::new();
    let mut lines: Vec<String> = (0..height)
        .map(|at| {
            let [server, local] = columns
                .each_ref()
                .map(|column| column.get(at).unwrap_or(&blank));
            let (mark, label, outcome) = if at == 0 {
                (mark(row.verdict), name.as_str(), outcome(row))
            } else {
                (" ", "", "")
            };
            let line = format!(
                "  {mark} {}  {}  {}  {outcome}",
                pad(label, LABEL_WIDTH),
                pad(server, cell),
                pad(local, cell)
            );
            paint(out, row.verdict, line.trim_end())
        })
        .collect();
    lines.extend(remarks(out, row));
    lines
}

/// One side's value, with the mark of who changed it.
fn cell_lines(row: &Row, side: Side, width: usize) -> Vec<String> {
    let changed = match (row.changed, side) {
        (Changed::Both, _) | (Changed::Server, Side::Server) | (Changed::Local, Side::Local) => {
            "▲ "
        }
        _ => "  ",
    };
    let value = row.of(side).map_or_else(|| "–".to_owned(), value);
    let mut lines = wrap(&value, width.saturating_sub(2));
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES - 1);
        lines.push("…".to_owned());
    }
    lines
        .iter()
        .enumerate()
        .map(|(at, line)| format!("{}{line}", if at == 0 { changed } else { "  " }))
        .collect()
}

/// More lines of one value than this are not shown side by side.
const MOST_LINES: usize = 8;

/// A value in words; of a picture what is known of it.
pub(super) fn value(shown: &Shown) -> String {
    match &shown.picture {
        Some(picture) => format!(
            "{} ({}, {} …)",
            picture.media_type,
            super::time::size(picture.size_bytes),
            first_letters(&picture.digest)
        ),
        None => shown.to_string(),
    }
}

fn first_letters(digest: &str) -> String {
    digest.chars().take(8).collect()
}

/// The mark of a verdict.
pub(crate) const fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Equal => "=",
        Verdict::OnlyServer | Verdict::OnlyLocal => "+",
        Verdict::Differs => "≠",
    }
}

/// What becomes of a row, in a word or two.
fn outcome(row: &Row) -> &'static str {
    match row.outcome {
        Outcome::Same => "",
        Outcome::Server => "→ server",
        Outcome::Local => "→ local",
        Outcome::Merged => "→ merged",
        Outcome::Apart => "as it is",
        Outcome::Open => "→ ?",
    }
}

fn paint(out: &Output, verdict: Verdict, line: &str) -> String {
    match verdict {
        Verdict::Equal => line.to_owned(),
        Verdict::OnlyServer | Verdict::OnlyLocal => out.paint.green(line),
        Verdict::Differs => out.paint.red(line),
    }
}

/// Under a row: what it was before, what it will be, and how long texts differ.
fn remarks(out: &Output, row: &Row) -> Vec<String> {
    let mut lines = Vec::new();
    let width = out.width.saturating_sub(LABEL_WIDTH + 20);
    let mut remark = |what: &str, text: &str| {
        lines.push(out.paint.dim(&format!(
            "    {}  {what}: {}",
            pad("", LABEL_WIDTH),
            shorten(text, width)
        )));
    };
    if row.verdict == Verdict::Equal {
        return lines;
    }
    if let Some(base) = &row.base {
        remark("  last time", &base.to_string());
    }
    if let Some(result) = &row.result {
        remark("  result", &result.to_string());
    }
    lines.extend(difference(out, row));
    lines
}

/// Where both sides hold a text of several lines: the lines that only one of them has.
fn difference(out: &Output, row: &Row) -> Vec<String> {
    let (Some(server), Some(local)) = (&row.server, &row.local) else {
        return Vec::new();
    };
    if row.verdict != Verdict::Differs || !(server.text.contains('\n') && local.text.contains('\n'))
    {
        return Vec::new();
    }
    let (server, local) = (harmless(&server.text), harmless(&local.text));
    let width = out.width.saturating_sub(26);
    TextDiff::from_lines(&server, &local)
        .iter_all_changes()
        .filter_map(|change| {
            let side = match change.tag() {
                ChangeTag::Equal => return None,
                ChangeTag::Delete => "only server",
                ChangeTag::Insert => "only local ",
            };
            Some(out.paint.dim(&format!(
                "      {side} │ {}",
                shorten(change.value(), width)
            )))
        })
        .take(40)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Global;

    fn row(verdict: Verdict, changed: Changed, server: Option<&str>, local: Option<&str>) -> Row {
        let shown = |text: Option<&str>| {
            text.map(|text| Shown {
                text: text.to_owned(),
                ..Shown::default()
            })
        };
        Row {
            key: "phone[1]".parse().unwrap(),
            label: "Phone".to_owned(),
            verdict,
            changed,
            outcome: if verdict == Verdict::Differs {
                Outcome::Open
            } else {
                Outcome::Same
            },
            both: true,
            server: shown(server),
            local: shown(local),
            base: None,
            result: None,
        }
    }

    fn shown(rows: &[Row], all: bool) -> Vec<String> {
        lines(&Output::new(&Global::default()), rows, all)
    }

    #[test]
    fn the_servers_value_stands_on_the_left_and_the_local_one_on_the_right() {
        let text = shown(
            &[row(
                Verdict::Differs,
                Changed::Both,
                Some("111"),
                Some("222"),
            )],
            false,
        )
        .join("\n");
        assert!(text.find("Server") < text.find("Local"), "{text}");
        assert!(text.find("111") < text.find("222"), "{text}");
    }

    #[test]
    fn the_triangle_stands_at_the_side_that_changed() {
        for (changed, expected) in [
            (Changed::Server, ["▲ 111", "  222"]),
            (Changed::Local, ["  111", "▲ 222"]),
            (Changed::Both, ["▲ 111", "▲ 222"]),
            (Changed::Nobody, ["  111", "  222"]),
        ] {
            let text = shown(
                &[row(Verdict::Differs, changed, Some("111"), Some("222"))],
                false,
            )
            .join("\n");
            assert!(
                expected.iter().all(|part| text.contains(part)),
                "{changed:?}\n{text}"
            );
        }
    }

    #[test]
    fn every_verdict_has_a_mark_of_its_own_beside_its_colour() {
        let verdicts = [Verdict::Equal, Verdict::OnlyServer, Verdict::Differs];
        assert_eq!(verdicts.map(mark), ["=", "+", "≠"]);
    }

    #[test]
    fn equal_rows_are_counted_and_shown_only_when_asked_for() {
        let rows = [row(
            Verdict::Equal,
            Changed::Nobody,
            Some("111"),
            Some("111"),
        )];
        assert!(shown(&rows, false).join("\n").contains("1 equal field "));
        assert!(shown(&rows, true).join("\n").contains("111"));
    }
}
