//! Whether others may read the item. `PUBLIC` is what an item is that does not say (RFC 5545 section 3.8.1.3).

use super::value::{Claim, Field, Shape, Value};
use super::{FieldId, plain};

pub(super) const PRIVATE: Field = Field {
    id: FieldId::Private,
    label: "Private",
    properties: &["CLASS"],
    children: &[],
    shape: Shape::Single,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    plain::token(claim, "PUBLIC")
}
