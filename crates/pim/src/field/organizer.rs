//! Who invites.

use super::FieldId;
use super::attendee::Person;
use super::value::{Claim, Field, Shape, Value};
use crate::row::Shown;

pub(super) const ORGANIZER: Field = Field {
    id: FieldId::Organizer,
    label: "Organizer",
    properties: &["ORGANIZER"],
    children: &[],
    shape: Shape::Single,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let Some(line) = claim.lines.first() else {
        return Vec::new();
    };
    let shown = Person::of(line).shown();
    Value::single(shown.clone(), Shown::text(shown), claim)
}
