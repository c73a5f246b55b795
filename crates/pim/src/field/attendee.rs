//! Who is invited: the address says who, status and role are what can change. A repeated line says nothing new.

use super::line::Line;
use super::plain::in_words;
use super::value::{Claim, Field, Shape, Value, united};
use super::{FieldId, email};
use crate::row::Shown;

pub(super) const ATTENDEE: Field = Field {
    id: FieldId::Attendee,
    label: "Attendee",
    properties: &["ATTENDEE"],
    children: &[],
    shape: Shape::List,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let values = claim.lines.iter().filter_map(|line| {
        let (address, shown) = person(line);
        let sorts: Vec<String> = [
            token(line, "PARTSTAT", "NEEDS-ACTION"),
            token(line, "ROLE", "REQ-PARTICIPANT"),
            token(line, "CUTYPE", "INDIVIDUAL"),
            line.parameter("DELEGATED-TO")
                .map(|to| format!("delegated to {to}")),
        ]
        .into_iter()
        .flatten()
        .collect();
        let sorts = sorts.join(", ");
        Value::of_list(address, &sorts, Shown::labelled(shown, &sorts), line.at)
    });
    united(values.collect())
}

/// The address by which a person is known, and how it is shown.
pub(super) fn person(line: &Line<'_>) -> (String, String) {
    let address = email::normal(&line.text()).to_lowercase();
    let name = line
        .parameter("CN")
        .filter(|name| !name.is_empty() && name.to_lowercase() != address);
    let shown = name.map_or_else(|| address.clone(), |name| format!("{name} <{address}>"));
    (address, shown)
}

/// A parameter in words, where it says more than its default.
fn token(line: &Line<'_>, name: &str, default: &str) -> Option<String> {
    let value = line.parameter(name)?;
    (!value.eq_ignore_ascii_case(default) && !value.is_empty()).then(|| in_words(&value))
}
