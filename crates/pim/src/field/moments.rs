//! Fields that are one date or time: a task's start, what it is due by, the day of a note.

use super::FieldId;
use super::line::Line;
use super::value::{Claim, Field, Shape, Value};
use crate::row::Shown;
use crate::when::date::duration;
use crate::when::moment::Moment;

pub(super) const START: Field = Field {
    id: FieldId::Start,
    label: "Start",
    properties: &["DTSTART"],
    children: &[],
    shape: Shape::Single,
    read,
};

/// A task's end: `DUE`, or `DURATION` after its start.
pub(super) const DUE: Field = Field {
    id: FieldId::Due,
    label: "Due",
    properties: &["DUE", "DURATION"],
    children: &[],
    shape: Shape::Single,
    read: read_due,
};

pub(super) const DATE: Field = Field {
    id: FieldId::Date,
    label: "Date",
    properties: &["DTSTART"],
    children: &[],
    shape: Shape::Single,
    read,
};

/// The moment a line gives, with its zone.
pub(super) fn moment(line: &Line<'_>, claim: &Claim<'_>) -> Moment {
    Moment::read(
        &line.raw(),
        line.parameter("TZID").as_deref(),
        claim.context.zones,
    )
}

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let Some(line) = claim.lines.iter().find(|line| !line.raw().is_empty()) else {
        return Vec::new();
    };
    let moment = moment(line, claim);
    Value::single(moment.normal(), Shown::text(moment.shown()), claim)
}

fn read_due(claim: &Claim<'_>) -> Vec<Value> {
    if claim.lines.iter().any(|line| line.name() == "DUE") {
        return read(claim);
    }
    let Some(line) = claim.lines.first() else {
        return Vec::new();
    };
    let text = line.raw();
    let normal = duration(&text).map_or_else(|| text.clone(), |seconds| format!("+{seconds}"));
    Value::single(
        normal,
        Shown::text(format!("{text} after the start")),
        claim,
    )
}
