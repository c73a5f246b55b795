//! Reminders: each `VALARM`, and each alarm line of vCalendar 1.0, is known by what it does and when.
//!
//! The text of a pop-up is the client's own (most repeat the subject), and when it was acknowledged is each device's business;
//! neither is a difference.

use super::FieldId;
use super::line::{Line, tidy};
use super::value::{Claim, Field, Shape, Value, united};
use crate::convert;
use crate::document::Component;
use crate::row::Shown;
use crate::when::date::duration;
use crate::when::moment::Moment;

pub(super) const REMINDER: Field = Field {
    id: FieldId::Reminder,
    label: "Reminder",
    properties: &["DALARM", "AALARM", "MALARM"],
    children: &["VALARM"],
    shape: Shape::List,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let lines = claim
        .lines
        .iter()
        .filter_map(|line| line_value(line, claim));
    let children = claim.children.iter();
    let children = children.filter_map(|child| value(child.component, child.at, claim));
    united(lines.chain(children).collect())
}

/// An alarm of vCalendar 1.0: what it is in iCalendar, or where it cannot be read, its text.
fn line_value(line: &Line<'_>, claim: &Claim<'_>) -> Option<Value> {
    let start = claim.context.start.map(|start| start.property);
    match convert::alarm::to_new(line.property, start, None) {
        Some(alarm) => value(&alarm, line.at, claim),
        None => Value::of_list(line.raw(), line.name(), Shown::text(line.raw()), line.at),
    }
}

fn value(alarm: &Component, at: usize, claim: &Claim<'_>) -> Option<Value> {
    let action = text(alarm, "ACTION").to_ascii_uppercase();
    let (trigger, words) = trigger(alarm, claim);
    let repeat = [text(alarm, "REPEAT"), text(alarm, "DURATION")].join("/");
    let mail = if action == "EMAIL" {
        mail(alarm)
    } else {
        String::new()
    };
    let sort = if repeat == "/" {
        mail
    } else {
        format!("{repeat} {mail}")
    };
    let label = match action.as_str() {
        "" | "DISPLAY" => String::new(),
        other => super::plain::in_words(other),
    };
    Value::of_list(
        format!("{action} {trigger}"),
        &sort,
        Shown::labelled(words, label),
        at,
    )
}

fn text(alarm: &Component, name: &str) -> String {
    alarm
        .first(name)
        .map(|property| tidy(&property.text()))
        .unwrap_or_default()
}

/// What an e-mail reminder says, and to whom.
fn mail(alarm: &Component) -> String {
    let to = alarm
        .all("ATTENDEE")
        .map(|attendee| super::email::normal(&attendee.text()));
    let mut lines: Vec<String> = to.collect();
    lines.sort();
    lines.extend([text(alarm, "SUMMARY"), text(alarm, "DESCRIPTION")]);
    lines.join("\n")
}

/// The trigger's normal form, and in words: `15 minutes before the start`.
fn trigger(alarm: &Component, claim: &Claim<'_>) -> (String, String) {
    let Some(property) = alarm.first("TRIGGER") else {
        return ("none".to_owned(), "no time".to_owned());
    };
    let value = property.raw_value().trim().to_owned();
    let Some(seconds) = duration(&value) else {
        let moment = Moment::read(
            &value,
            property.parameter("TZID").as_deref(),
            claim.context.zones,
        );
        return (moment.normal(), moment.shown());
    };
    let at_end = property
        .parameter("RELATED")
        .is_some_and(|related| related.eq_ignore_ascii_case("END"));
    let edge = if at_end { "end" } else { "start" };
    let words = match seconds {
        0 => format!("at the {edge}"),
        seconds if seconds < 0 => format!("{} before the {edge}", span(-seconds)),
        seconds => format!("{} after the {edge}", span(seconds)),
    };
    (format!("{edge}{seconds:+}"), words)
}

/// `90` minutes as `1 hour 30 minutes`.
fn span(seconds: i64) -> String {
    let units = [
        ("day", 86_400),
        ("hour", 3600),
        ("minute", 60),
        ("second", 1),
    ];
    let mut rest = seconds;
    let mut words = Vec::new();
    for (unit, size) in units {
        let number = rest / size;
        rest %= size;
        match number {
            0 => {}
            1 => words.push(format!("1 {unit}")),
            number => words.push(format!("{number} {unit}s")),
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn a_span_reads_as_prose() {
        assert_eq!(span(900), "15 minutes");
        assert_eq!(span(93_660), "1 day 2 hours 1 minute");
    }
}
