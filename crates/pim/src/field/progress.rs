//! How far a task is: status, per cent and the time it was completed are one field, so that no merge makes a task
//! that is done and at 40 %.

use super::line::Line;
use super::value::{Claim, Field, Shape, Value};
use super::{FieldId, plain};
use crate::row::Shown;
use crate::when::moment::Moment;

pub(super) const PROGRESS: Field = Field {
    id: FieldId::Status,
    label: "Status",
    properties: &["STATUS", "PERCENT-COMPLETE", "COMPLETED"],
    children: &[],
    shape: Shape::Single,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let line = |name: &str| {
        claim
            .lines
            .iter()
            .find(|line| line.name() == name && !line.text().is_empty())
    };
    let percent = line("PERCENT-COMPLETE")
        .map(Line::text)
        .and_then(|text| text.trim_end_matches('%').trim().parse::<u32>().ok());
    let completed = line("COMPLETED").map(|line| {
        Moment::read(
            &line.text(),
            line.parameter("TZID").as_deref(),
            claim.context.zones,
        )
    });
    let status = match line("STATUS").map(|line| line.text().to_ascii_uppercase()) {
        Some(status) => status,
        None if completed.is_some() || percent == Some(100) => "COMPLETED".to_owned(),
        None => "NEEDS-ACTION".to_owned(),
    };
    let done = status == "COMPLETED";
    // What a task that is done, or not begun, has by default is left out.
    let percent = percent.filter(|percent| *percent != if done { 100 } else { 0 });
    if status == "NEEDS-ACTION" && percent.is_none() && completed.is_none() {
        return Vec::new();
    }
    let time = completed.as_ref().map(Moment::normal).unwrap_or_default();
    let normal = format!(
        "{status}\u{1f}{}\u{1f}{time}",
        percent
            .map(|percent| percent.to_string())
            .unwrap_or_default()
    );
    Value::single(normal, shown(&status, percent, completed.as_ref()), claim)
}

fn shown(status: &str, percent: Option<u32>, completed: Option<&Moment>) -> Shown {
    let done = status == "COMPLETED";
    let mut text = if done {
        "done".to_owned()
    } else {
        plain::in_words(status)
    };
    if let Some(percent) = percent {
        text = format!("{text}, {percent} %");
    }
    if let Some(completed) = completed {
        text = format!("{text}, completed {}", completed.shown());
    }
    let note = match (done, percent, completed) {
        (true, Some(percent), _) => Some(format!("done, yet {percent} %")),
        (false, _, Some(_)) => Some("not done, yet completed on a day".to_owned()),
        (false, Some(100), _) => Some("not done, yet 100 %".to_owned()),
        _ => None,
    };
    Shown {
        text,
        note,
        ..Shown::default()
    }
}
