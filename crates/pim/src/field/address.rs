//! Postal addresses: seven parts (RFC 6350 section 6.3.1).

use super::FieldId;
use super::sort::sort;
use super::value::{Claim, Field, Shape, Value, united};
use crate::row::Shown;

pub(super) const ADDRESS: Field = Field {
    id: FieldId::Address,
    label: "Address",
    properties: &["ADR"],
    children: &[],
    shape: Shape::List,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let values = claim.lines.iter().filter_map(|line| {
        let parts = line.parts();
        let sorts = sort(line).join(", ");
        Value::of_list(
            parts.join("\u{1e}"),
            &sorts,
            Shown::labelled(one_line(&parts), &sorts),
            line.at,
        )
    });
    united(values.collect())
}

/// Street first, then what is inside the house, then town and country.
fn one_line(parts: &[String]) -> String {
    let part = |at: usize| {
        parts
            .get(at)
            .map(String::as_str)
            .unwrap_or_default()
            .replace('\n', ", ")
    };
    let town = format!("{} {}", part(5), part(3));
    let pieces = [
        part(2),
        part(1),
        part(0),
        town.trim().to_owned(),
        part(4),
        part(6),
    ];
    pieces
        .into_iter()
        .filter(|piece| !piece.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}
