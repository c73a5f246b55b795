//! How a contact is filed, where that is not its name.

use super::value::{Field, Shape};
use super::{FieldId, plain};

pub(super) const FILE_AS: Field = Field {
    id: FieldId::FileAs,
    label: "File as",
    properties: &["X-EVOLUTION-FILE-AS", "X-FILE-AS", "SORT-STRING"],
    children: &[],
    shape: Shape::Single,
    read: plain::text,
};
