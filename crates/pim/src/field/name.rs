//! A contact's name: family, given, middle, prefix and suffix. One field, for half of one name and half of another is nobody.

use super::FieldId;
use super::value::{Claim, Field, Shape, Value};
use crate::row::Shown;

pub(super) const NAME: Field = Field {
    id: FieldId::Name,
    label: "Name",
    properties: &["N"],
    children: &[],
    shape: Shape::Single,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let Some(line) = claim.lines.first() else {
        return Vec::new();
    };
    let parts = line.parts();
    Value::single(parts.join("\u{1e}"), Shown::text(as_spoken(&parts)), claim)
}

/// Prefix, given, middle, family, suffix; `N` has them in another order (RFC 6350 section 6.2.2).
fn as_spoken(parts: &[String]) -> String {
    let spoken = [3, 1, 2, 0, 4]
        .into_iter()
        .filter_map(|at| parts.get(at))
        .filter(|part| !part.is_empty());
    spoken.map(String::as_str).collect::<Vec<_>>().join(" ")
}
