//! Company and department: one `ORG` line, one field.

use super::FieldId;
use super::value::{Claim, Field, Shape, Value};
use crate::row::Shown;

pub(super) const COMPANY: Field = Field {
    id: FieldId::Company,
    label: "Company",
    properties: &["ORG"],
    children: &[],
    shape: Shape::Single,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let lines: Vec<Vec<String>> = claim
        .lines
        .iter()
        .map(super::line::Line::parts)
        .filter(|parts| !parts.is_empty())
        .collect();
    let normal: Vec<String> = lines.iter().map(|parts| parts.join("\u{1e}")).collect();
    let shown: Vec<String> = lines.iter().map(|parts| parts.join(", ")).collect();
    Value::single(normal.join("\n"), Shown::text(shown.join("\n")), claim)
}
