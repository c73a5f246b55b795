//! The commands, one file each: its options, and what it does with them.

pub(crate) mod account;
pub(crate) mod completions;
pub(crate) mod conflicts;
pub(crate) mod history;
pub(crate) mod items;
pub(crate) mod man;
pub(crate) mod resolve;
pub(crate) mod sync;
pub(crate) mod undo;
pub(crate) mod welcome;
pub(crate) mod why;
