//! Appointments by start and subject, tasks by subject and due date, notes by title and text.

use super::{Resemblance, Traits};
use crate::field::FieldId;

fn alike(score: u8, reason: impl Into<String>) -> Resemblance {
    Resemblance {
        score,
        reason: reason.into(),
    }
}

/// A field that both have and that says the same.
fn shared(a: &Traits, b: &Traits, id: FieldId) -> Option<String> {
    a.text(id).filter(|text| Some(text) == b.text(id).as_ref())
}

/// The instant, or the day, an appointment starts: the first part of its When.
fn start(item: &Traits) -> Option<&str> {
    item.values(FieldId::When)
        .first()
        .and_then(|value| value.normal.split('\u{1f}').next())
        .filter(|start| !start.is_empty())
}

/// The day on the appointment's own calendar, with which what is shown begins.
fn day(item: &Traits) -> Option<&str> {
    item.values(FieldId::When)
        .first()
        .and_then(|value| value.shown.text.get(..10))
}

pub(super) fn appointments(a: &Traits, b: &Traits) -> Option<Resemblance> {
    let subject = shared(a, b, FieldId::Subject)?;
    if start(a).is_some() && start(a) == start(b) {
        return Some(alike(95, format!("same subject “{subject}”, same start")));
    }
    let day = day(a).filter(|own| Some(*own) == day(b))?;
    Some(alike(
        60,
        format!("same subject “{subject}”, both on {day}"),
    ))
}

pub(super) fn appointment_keys(item: &Traits) -> Vec<String> {
    let subject = item.text(FieldId::Subject).unwrap_or_default();
    if subject.is_empty() {
        return Vec::new();
    }
    [start(item), day(item)]
        .into_iter()
        .flatten()
        .map(|when| format!("{when} {subject}"))
        .collect()
}

pub(super) fn tasks(a: &Traits, b: &Traits) -> Option<Resemblance> {
    let subject = shared(a, b, FieldId::Subject)?;
    let due = |task: &Traits| {
        task.values(FieldId::Due)
            .first()
            .map(|value| value.normal.clone())
    };
    Some(match (due(a), due(b)) {
        (Some(one), Some(other)) if one == other => alike(
            95,
            format!("same subject “{subject}”, due at the same time"),
        ),
        (Some(_), Some(_)) => alike(50, format!("same subject “{subject}”, due at another time")),
        _ => alike(70, format!("same subject “{subject}”")),
    })
}

pub(super) fn notes(a: &Traits, b: &Traits) -> Option<Resemblance> {
    let title = shared(a, b, FieldId::Title);
    let text = shared(a, b, FieldId::Text);
    Some(match (title, text) {
        (Some(title), Some(_)) => alike(97, format!("same title “{title}”, same text")),
        (Some(title), None) => alike(65, format!("same title “{title}”")),
        (None, Some(_)) => alike(80, "same text"),
        (None, None) => return None,
    })
}

pub(super) fn title_keys(item: &Traits) -> Vec<String> {
    let titles = [FieldId::Subject, FieldId::Title]
        .into_iter()
        .filter_map(|field| item.text(field))
        .map(|title| format!("title {title}"));
    let text = item.text(FieldId::Text).map(|text| format!("text {text}"));
    titles.chain(text).collect()
}
