//! How a task or a note repeats.

use super::FieldId;
use super::moments::moment;
use super::series;
use super::value::{Claim, Field, Shape, Value};
use crate::row::Shown;

pub(super) const REPEATS: Field = Field {
    id: FieldId::Repeats,
    label: "Repeats",
    properties: &series::LINES,
    children: &[],
    shape: Shape::Single,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    // The rule is read against the task's start, which is a field of its own; where there is none, against its due date.
    let start = claim.context.start.map(|line| moment(&line, claim));
    let series = series::read(claim, start.as_ref());
    Value::single(series.normal, Shown::text(series.words.join("\n")), claim)
}
