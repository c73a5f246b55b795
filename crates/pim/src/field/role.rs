//! What a contact does there.

use super::value::{Field, Shape};
use super::{FieldId, plain};

pub(super) const ROLE: Field = Field {
    id: FieldId::Role,
    label: "Role",
    properties: &["ROLE"],
    children: &[],
    shape: Shape::Single,
    read: plain::text,
};
