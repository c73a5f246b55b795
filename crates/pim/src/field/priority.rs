//! How important: 1 is highest, 9 lowest, and 0 says nothing (RFC 5545 section 3.8.1.9).

use super::FieldId;
use super::value::{Claim, Field, Shape, Value};
use crate::row::Shown;

pub(super) const PRIORITY: Field = Field {
    id: FieldId::Priority,
    label: "Priority",
    properties: &["PRIORITY"],
    children: &[],
    shape: Shape::Single,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let Some(line) = claim.lines.first() else {
        return Vec::new();
    };
    let text = line.text();
    let words = match text.parse::<u8>() {
        Ok(0) => return Vec::new(),
        Ok(1..=4) => format!("high ({text})"),
        Ok(5) => "normal (5)".to_owned(),
        Ok(6..=9) => format!("low ({text})"),
        _ => text.clone(),
    };
    let normal = text.parse::<u8>().map_or(text, |number| number.to_string());
    Value::single(normal, Shown::text(words), claim)
}
