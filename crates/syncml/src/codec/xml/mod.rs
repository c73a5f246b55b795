//! The tree as XML.

mod read;
mod write;

pub(super) use read::read;
pub(super) use write::{fragment_len, is_text, write};
