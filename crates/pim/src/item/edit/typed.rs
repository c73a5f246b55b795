//! From what a person types to the lines of a field.

use super::typed_time as time;
use super::{EditError, guest};
use crate::document::{Component, Entry, Property, Syntax};
use crate::field::FieldId;
use crate::field::value::{Field, Shape};
use crate::kind::Kind;
use crate::when::date::Date;

/// The lines, or components, that say what was typed.
pub(super) fn entries(
    kind: Kind,
    syntax: Syntax,
    field: &Field,
    text: &str,
    sort: Option<&str>,
) -> Result<Vec<Entry>, EditError> {
    let text = text.trim();
    let name = field.default_property(None);
    let line = |name: &str| Property::new_in(syntax, name);
    let properties = match field.id {
        FieldId::Photo | FieldId::Exception | FieldId::Other => {
            return Err(EditError::NoSuchField(kind, field.id));
        }
        FieldId::Name => vec![line("N").with_structured(&name_parts(text))],
        FieldId::Company => vec![line("ORG").with_structured(&listed(text))],
        FieldId::Address => vec![line("ADR").with_structured(&address_parts(text))],
        FieldId::Birthday => vec![day(line("BDAY"), text)?],
        FieldId::Anniversary => {
            let name = if syntax == Syntax::VCard40 {
                "ANNIVERSARY"
            } else {
                "X-ANNIVERSARY"
            };
            vec![day(line(name), text)?]
        }
        FieldId::When => time::when(syntax, text)?,
        FieldId::Start | FieldId::Due | FieldId::Date => vec![time::moment(line(name), text)?],
        FieldId::Repeats => vec![line("RRULE").with_raw(&time::rule(text)?)],
        FieldId::Status if kind == Kind::Task => progress(syntax, text)?,
        FieldId::Status => vec![line("STATUS").with_raw(&status(kind, text)?)],
        FieldId::Priority => vec![line("PRIORITY").with_raw(&priority(text)?)],
        FieldId::Private => vec![line("CLASS").with_raw(private(text)?)],
        FieldId::Busy => vec![line("TRANSP").with_raw(busy(text)?)],
        FieldId::Attendee | FieldId::Organizer => vec![guest::line(line(name), text)?],
        FieldId::Reminder => return Ok(vec![Entry::Component(Box::new(reminder(text)?))]),
        FieldId::Attachment | FieldId::Meeting | FieldId::Web | FieldId::Im => {
            vec![line(name).with_raw(text)]
        }
        _ if field.shape == Shape::Words => vec![line(name).with_texts(&words(text))],
        _ => vec![line(name).with_text(text)],
    };
    let sorted = properties
        .into_iter()
        .map(|property| with_sort(property, field, sort));
    Ok(sorted.map(Entry::Property).collect())
}

pub(super) fn unreadable(text: &str, expected: &'static str) -> EditError {
    EditError::Unreadable {
        text: text.to_owned(),
        expected,
    }
}

fn with_sort(property: Property, field: &Field, sort: Option<&str>) -> Property {
    let takes_sorts = matches!(
        field.id,
        FieldId::Email | FieldId::Phone | FieldId::Address | FieldId::Web | FieldId::Im
    );
    match sort
        .map(str::trim)
        .filter(|sort| takes_sorts && !sort.is_empty())
    {
        Some("mobile") => property.with_parameter("TYPE", "CELL"),
        Some("preferred") => property.with_parameter("TYPE", "PREF"),
        Some(sort) => property.with_parameter("TYPE", &sort.to_uppercase()),
        None => property,
    }
}

fn words(text: &str) -> Vec<String> {
    text.split([',', '\n'])
        .map(|word| word.trim().to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

fn listed(text: &str) -> Vec<Vec<String>> {
    let delimiter = if text.contains(';') { ';' } else { ',' };
    text.split(delimiter)
        .map(|part| vec![part.trim().to_owned()])
        .collect()
}

/// `Anna Maria Berg`, or the five parts of `N` between semicolons.
fn name_parts(text: &str) -> Vec<Vec<String>> {
    if text.contains(';') {
        return listed(text);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let (family, given, middle) = match words.as_slice() {
        [] => ("", "", String::new()),
        [one] => ("", *one, String::new()),
        [given, middle @ .., family] => (*family, *given, middle.join(" ")),
    };
    [
        family.to_owned(),
        given.to_owned(),
        middle,
        String::new(),
        String::new(),
    ]
    .map(|part| vec![part])
    .to_vec()
}

/// `Way 1, 53111 Bonn, Germany`, or the seven parts of `ADR` between semicolons.
fn address_parts(text: &str) -> Vec<Vec<String>> {
    if text.contains(';') {
        return listed(text);
    }
    let pieces: Vec<&str> = text.split(',').map(str::trim).collect();
    let (street, town, country) = match pieces.as_slice() {
        [] => ("", "", String::new()),
        [street] => (*street, "", String::new()),
        [street, town, country @ ..] => (*street, *town, country.join(", ")),
    };
    let (code, town) = match town.split_once(' ') {
        Some((code, town)) if code.bytes().any(|byte| byte.is_ascii_digit()) => (code, town.trim()),
        _ => ("", town),
    };
    ["", "", street, town, "", code, &country]
        .map(|part| vec![part.to_owned()])
        .to_vec()
}

/// A date with or without its year. vCard 3.0 knows no date without one; Apple's way of saying it is widely read.
fn day(property: Property, text: &str) -> Result<Property, EditError> {
    if let Some(date) = Date::parse(text) {
        return Ok(property.with_raw(&date.to_string()));
    }
    let yearless = text.strip_prefix("--").map(|rest| rest.replace('-', ""));
    let date = yearless.and_then(|rest| Date::parse(&format!("1604{rest}")));
    let date = date
        .ok_or_else(|| unreadable(text, "a date such as 1985-04-12, or --04-12 without a year"))?;
    if property.syntax() == Syntax::VCard40 {
        return Ok(property.with_raw(&format!("--{:02}{:02}", date.month, date.day)));
    }
    Ok(property
        .with_parameter("X-APPLE-OMIT-YEAR", "1604")
        .with_raw(&date.to_string()))
}

/// `done`, `40 %`, `in process`, `needs action`, `cancelled`.
fn progress(syntax: Syntax, text: &str) -> Result<Vec<Property>, EditError> {
    let lower = text.to_lowercase();
    let percent = lower
        .trim_end_matches('%')
        .trim()
        .parse::<u8>()
        .ok()
        .filter(|percent| *percent <= 100);
    let (status, percent) = match (lower.as_str(), percent) {
        ("done" | "completed" | "finished", _) | (_, Some(100)) => ("COMPLETED", Some(100)),
        ("needs action" | "open" | "not started", _) | (_, Some(0)) => ("NEEDS-ACTION", None),
        ("in process" | "started", _) => ("IN-PROCESS", None),
        ("cancelled" | "canceled", _) => ("CANCELLED", None),
        (_, Some(percent)) => ("IN-PROCESS", Some(percent)),
        _ => {
            return Err(unreadable(
                text,
                "done, needs action, in process, cancelled or a per cent such as 40 %",
            ));
        }
    };
    let mut lines = vec![Property::new_in(syntax, "STATUS").with_raw(status)];
    lines.extend(percent.map(|percent| {
        Property::new_in(syntax, "PERCENT-COMPLETE").with_raw(&percent.to_string())
    }));
    Ok(lines)
}

fn status(kind: Kind, text: &str) -> Result<String, EditError> {
    let token = text.to_uppercase();
    let (known, expected): (&[&str], _) = match kind {
        Kind::Note => (
            &["DRAFT", "FINAL", "CANCELLED"],
            "draft, final or cancelled",
        ),
        _ => (
            &["CONFIRMED", "TENTATIVE", "CANCELLED"],
            "confirmed, tentative or cancelled",
        ),
    };
    if known.contains(&token.as_str()) {
        Ok(token)
    } else {
        Err(unreadable(text, expected))
    }
}

fn priority(text: &str) -> Result<String, EditError> {
    let number = match text.to_lowercase().as_str() {
        "high" => 1,
        "normal" | "medium" => 5,
        "low" => 9,
        "none" => 0,
        number => number
            .parse::<u8>()
            .ok()
            .filter(|number| *number <= 9)
            .ok_or_else(|| unreadable(text, "high, normal, low or a number from 1 to 9"))?,
    };
    Ok(number.to_string())
}

fn private(text: &str) -> Result<&'static str, EditError> {
    Ok(match text.to_lowercase().as_str() {
        "yes" | "private" => "PRIVATE",
        "confidential" => "CONFIDENTIAL",
        "no" | "public" => "PUBLIC",
        _ => return Err(unreadable(text, "private, confidential or public")),
    })
}

fn busy(text: &str) -> Result<&'static str, EditError> {
    Ok(match text.to_lowercase().as_str() {
        "busy" | "yes" => "OPAQUE",
        "free" | "no" => "TRANSPARENT",
        _ => return Err(unreadable(text, "busy or free")),
    })
}

/// A pop-up before the start.
fn reminder(text: &str) -> Result<Component, EditError> {
    let trigger = time::before(text)?;
    let mut alarm = Component::new("VALARM");
    alarm.push(Property::new("ACTION").with_raw("DISPLAY"));
    alarm.push(Property::new("TRIGGER").with_raw(&trigger));
    alarm.push(Property::new("DESCRIPTION").with_text("Reminder"));
    Ok(alarm)
}
