//! The status of an appointment or a note: confirmed, tentative, cancelled; draft, final. There is no default
//! (RFC 5545 section 3.8.1.11), so one that says nothing and one that says CONFIRMED differ.

use super::value::{Claim, Field, Shape, Value};
use super::{FieldId, plain};

pub(super) const STATUS: Field = Field {
    id: FieldId::Status,
    label: "Status",
    properties: &["STATUS"],
    children: &[],
    shape: Shape::Single,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    plain::token(claim, "")
}
