//! Where an appointment is.

use super::value::{Field, Shape};
use super::{FieldId, plain};

pub(super) const PLACE: Field = Field {
    id: FieldId::Place,
    label: "Place",
    properties: &["LOCATION"],
    children: &[],
    shape: Shape::Single,
    read: plain::text,
};
