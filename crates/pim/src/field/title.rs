//! A contact's job title.

use super::value::{Field, Shape};
use super::{FieldId, plain};

pub(super) const TITLE: Field = Field {
    id: FieldId::Title,
    label: "Title",
    properties: &["TITLE"],
    children: &[],
    shape: Shape::Single,
    read: plain::text,
};
