//! What an appointment or a task is about, and the title of a note: one line, `SUMMARY`.

use super::value::{Field, Shape};
use super::{FieldId, plain};

pub(super) const SUBJECT: Field = named(FieldId::Subject, "Subject");

pub(super) const TITLE: Field = named(FieldId::Title, "Title");

const fn named(id: FieldId, label: &'static str) -> Field {
    Field {
        id,
        label,
        properties: &["SUMMARY"],
        children: &[],
        shape: Shape::Single,
        read: plain::text,
    }
}
