//! Fields: what a person sees of an item, and what can conflict. One file per field.

mod id;

pub use id::{FieldId, UnknownField};
