//! Nicknames.

use super::FieldId;
use super::value::{Claim, Field, Shape, Value};
use crate::row::Shown;

pub(super) const NICKNAME: Field = Field {
    id: FieldId::Nickname,
    label: "Nickname",
    properties: &["NICKNAME"],
    children: &[],
    shape: Shape::Single,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let names = claim
        .lines
        .iter()
        .flat_map(|line| line.property.texts())
        .map(|name| super::line::tidy(&name));
    let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
    Value::single(names.join("\n"), Shown::text(names.join(", ")), claim)
}
