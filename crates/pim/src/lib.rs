//! Items: lossless text, the fields people see, comparison by meaning, three-way merge, matching. Pure.

mod convert;
mod document;
mod field;
mod fingerprint;
mod item;
mod kind;
mod matching;
mod merge;
mod row;
mod syntax;
mod when;

pub use convert::ConvertError;
pub use document::{
    Component, Document, Entry, Junk, Limits, Parameter, ParseError, Property, Syntax,
};
pub use field::{FieldId, UnknownField};
pub use fingerprint::{Fingerprint, NotAFingerprint};
pub use item::{EditError, ExceptionTime, FieldValue, Item, ItemError, Point, Telling, Times};
pub use kind::{Kind, Side, UnknownKind};
pub use matching::{Resemblance, likeliest, match_keys, resemblance};
pub use merge::{
    Keep, Merge, Pick, PickError, TakeBackError, Versions, compare, merge, merge_without_base,
    take_back,
};
pub use row::{Changed, NotARowKey, Outcome, Picture, Row, RowKey, Shown, Verdict};
