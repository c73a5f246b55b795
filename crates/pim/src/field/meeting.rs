//! The link of an online meeting (RFC 7986 section 5.11, and what came before it).

use super::value::{Claim, Field, Shape, Value, united};
use super::{FieldId, web};
use crate::row::Shown;

pub(super) const MEETING: Field = Field {
    id: FieldId::Meeting,
    label: "Online meeting",
    properties: &[
        "CONFERENCE",
        "X-GOOGLE-CONFERENCE",
        "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    ],
    children: &[],
    shape: Shape::List,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let values = claim.lines.iter().filter_map(|line| {
        let address = line.text();
        let label = line.parameter("LABEL").unwrap_or_default();
        Value::of_list(
            web::normal(&address),
            &label,
            Shown::labelled(address, &label),
            line.at,
        )
    });
    united(values.collect())
}
