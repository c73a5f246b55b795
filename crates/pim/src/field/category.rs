//! Categories: words in comma lists, merged word by word.

use super::value::{Field, Shape};
use super::{FieldId, plain};

pub(super) const CATEGORY: Field = Field {
    id: FieldId::Category,
    label: "Category",
    properties: &["CATEGORIES"],
    children: &[],
    shape: Shape::Words,
    read: plain::words,
};
