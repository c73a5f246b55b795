//! A value as a person would type it: what [`Item::set`](super::Item::set) and [`Item::change`](super::Item::change) take again without loss.

use crate::field::FieldId;
use crate::field::value::Value;
use crate::kind::Kind;

/// `N` has five parts (RFC 6350 section 6.2.2), `ADR` seven (section 6.3.1).
const NAME_PARTS: usize = 5;
const ADDRESS_PARTS: usize = 7;

/// The text that an edit would write this value as.
pub(super) fn retyped(kind: Kind, field: FieldId, value: &Value) -> String {
    let shown = &value.shown.text;
    match field {
        FieldId::Name => parts(&value.normal, NAME_PARTS),
        FieldId::Address => parts(&value.identity, ADDRESS_PARTS),
        FieldId::Company => company(&value.normal),
        FieldId::Status if kind == Kind::Task => progress(shown),
        // `high (1)`: the number says it exactly.
        FieldId::Priority => shown.split_once('(').map_or_else(
            || shown.clone(),
            |(_, rest)| rest.trim_end_matches(')').to_owned(),
        ),
        FieldId::When => shown
            .lines()
            .filter(|line| !is_a_date_list(line))
            .collect::<Vec<_>>()
            .join("\n"),
        _ => shown.clone(),
    }
}

/// Added and excluded dates are not typed: they stay as they are.
fn is_a_date_list(line: &str) -> bool {
    ["also on ", "except on ", "except by "]
        .iter()
        .any(|words| line.starts_with(words))
}

/// All parts of a structured value, each in its place.
fn parts(joined: &str, count: usize) -> String {
    let mut parts: Vec<&str> = joined.split('\u{1e}').collect();
    parts.resize(count.max(parts.len()), "");
    parts.join(";")
}

/// A comma in a company's name is not taken for the beginning of its department.
fn company(joined: &str) -> String {
    let first = joined.lines().next().unwrap_or_default();
    let text = first.replace('\u{1e}', "; ");
    if text.contains(',') && !text.contains(';') {
        format!("{text};")
    } else {
        text
    }
}

/// `in process, 40 %` is typed as `40 %`; the day it was completed comes by itself.
fn progress(shown: &str) -> String {
    let before = shown.split(", completed").next().unwrap_or(shown);
    match before.rsplit_once(", ") {
        Some(("in process", percent)) => percent.to_owned(),
        Some((status, _)) => status.to_owned(),
        None => before.to_owned(),
    }
}
