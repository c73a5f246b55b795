//! The colour an item is shown in (RFC 7986 section 5.9).

use super::value::{Field, Shape};
use super::{FieldId, plain};

pub(super) const COLOUR: Field = Field {
    id: FieldId::Colour,
    label: "Colour",
    properties: &["COLOR"],
    children: &[],
    shape: Shape::Single,
    read: plain::text,
};
