//! Who is invited: the address says who; name, status and role are what can change. A repeated line says nothing new.

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
        let person = Person::of(line);
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
        let shown = Shown::labelled(person.shown(), &sorts);
        let sort = format!("{sorts}\u{1e}{}", person.name);
        Value::of_list(person.address, &sort, shown, line.at)
    });
    united(values.collect())
}

/// Somebody who takes part.
#[derive(Clone)]
pub(crate) struct Person {
    /// By which they are known.
    pub(crate) address: String,
    /// Empty where none is told, and where it is only the address once more.
    pub(crate) name: String,
}

impl Person {
    pub(crate) fn of(line: &Line<'_>) -> Person {
        let address = email::normal(&line.text()).to_lowercase();
        let name = line
            .parameter("CN")
            .filter(|name| name.to_lowercase() != address)
            .unwrap_or_default();
        Person { address, name }
    }

    /// The name, else the address.
    pub(crate) fn called(self) -> String {
        if self.name.is_empty() {
            self.address
        } else {
            self.name
        }
    }

    pub(super) fn shown(&self) -> String {
        if self.name.is_empty() {
            self.address.clone()
        } else {
            format!("{} <{}>", self.name, self.address)
        }
    }
}

/// A parameter in words, where it says more than its default.
fn token(line: &Line<'_>, name: &str, default: &str) -> Option<String> {
    let value = line.parameter(name)?;
    let is_default = value.eq_ignore_ascii_case(default) || value.is_empty();
    // RFC 5545, 3.2.16, as a person says it.
    (!is_default).then(|| match value.to_ascii_uppercase().as_str() {
        "OPT-PARTICIPANT" => "optional".to_owned(),
        "NON-PARTICIPANT" => "for information".to_owned(),
        _ => in_words(&value),
    })
}
