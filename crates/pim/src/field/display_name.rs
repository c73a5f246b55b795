//! The name as address books show it.

use super::value::{Field, Shape};
use super::{FieldId, plain};

pub(super) const DISPLAY_NAME: Field = Field {
    id: FieldId::DisplayName,
    label: "Display name",
    properties: &["FN"],
    children: &[],
    shape: Shape::Single,
    read: plain::text,
};
