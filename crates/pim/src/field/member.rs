//! The members of a group of contacts.

use super::FieldId;
use super::value::{Claim, Field, Shape, Value, united};
use crate::row::Shown;

pub(super) const MEMBER: Field = Field {
    id: FieldId::Member,
    label: "Member",
    properties: &["MEMBER", "X-ADDRESSBOOKSERVER-MEMBER"],
    children: &[],
    shape: Shape::List,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let values = claim.lines.iter().filter_map(|line| {
        let member = line.text();
        Value::of_list(
            member.to_ascii_lowercase(),
            "",
            Shown::text(member),
            line.at,
        )
    });
    united(values.collect())
}
