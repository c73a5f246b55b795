//! An appointment's time: start, end or duration, all-day, and the rule of the series, all one field. A start moved on one
//! side and an end moved on the other is a conflict, never an appointment that ends before it begins.

use super::FieldId;
use super::moments::moment;
use super::series;
use super::value::{Claim, Field, Shape, Value};
use crate::row::Shown;
use crate::when::date::duration;
use crate::when::moment::Moment;

pub(super) const WHEN: Field = Field {
    id: FieldId::When,
    label: "When",
    properties: &[
        "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE",
    ],
    children: &[],
    shape: Shape::Single,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let line = |name: &str| {
        claim
            .lines
            .iter()
            .find(|line| line.name() == name && !line.raw().is_empty())
    };
    let start = line("DTSTART").map(|line| moment(line, claim));
    let length = line("DURATION").and_then(|line| duration(&line.raw()));
    let end = line("DTEND")
        .map(|line| moment(line, claim))
        .or_else(|| end_by(start.as_ref()?, length));
    let series = series::read(claim, start.as_ref());
    let normal_of =
        |moment: &Option<Moment>| moment.as_ref().map(Moment::normal).unwrap_or_default();
    let normal = [normal_of(&start), normal_of(&end), series.normal].join("\u{1f}");
    if normal == "\u{1f}\u{1f}" {
        return Vec::new();
    }
    let mut text = start
        .as_ref()
        .map_or_else(|| "no start".to_owned(), |start| span(start, end.as_ref()));
    for words in series.words {
        text.push('\n');
        text.push_str(&words);
    }
    let backwards = start
        .as_ref()
        .and_then(Moment::seconds)
        .zip(end.as_ref().and_then(Moment::seconds))
        .is_some_and(|(start, end)| end < start);
    let note = backwards.then(|| "ends before it begins".to_owned());
    Value::single(
        normal,
        Shown {
            text,
            note,
            ..Shown::default()
        },
        claim,
    )
}

/// The end of an appointment without `DTEND` (RFC 5545 section 3.6.1): after its duration, else the same day or the same moment.
fn end_by(start: &Moment, length: Option<i64>) -> Option<Moment> {
    match (start, length) {
        (Moment::Unreadable(_), _) => None,
        (_, Some(length)) => Some(start.plus(length)),
        (Moment::Day(_), None) => Some(start.plus(86_400)),
        (_, None) => Some(start.clone()),
    }
}

/// `2026-07-15 14:00 – 15:00 Europe/Berlin`, `2026-07-15 – 2026-07-17`.
fn span(start: &Moment, end: Option<&Moment>) -> String {
    let Some(end) = end.filter(|end| *end != start) else {
        return start.shown();
    };
    match (start, end) {
        (Moment::Day(first), Moment::Day(after)) => {
            let last = after.plus_days(-1);
            if last <= *first {
                first.to_string()
            } else {
                format!("{first} – {last}")
            }
        }
        (
            Moment::Zoned { local, zone, .. },
            Moment::Zoned {
                local: until,
                zone: same,
                ..
            },
        ) if zone == same => {
            format!(
                "{local} – {} {zone}",
                clock(local.date == until.date, &until.to_string())
            )
        }
        (Moment::Floating(local), Moment::Floating(until)) => {
            format!(
                "{local} – {}",
                clock(local.date == until.date, &until.to_string())
            )
        }
        _ => format!("{} – {}", start.shown(), end.shown()),
    }
}

/// The time alone where the day is the same.
fn clock(same_day: bool, shown: &str) -> &str {
    if same_day {
        shown.split_once(' ').map_or(shown, |(_, time)| time)
    } else {
        shown
    }
}
