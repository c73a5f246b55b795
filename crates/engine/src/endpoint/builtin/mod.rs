//! The built-in store: one `SQLite` file, `store.db`, that holds the items of an account on this computer.
//!
//! [`Store`] is the file, [`Collection`] one list in it (an [`Endpoint`](super::Endpoint) for a pass, and what the
//! editor of the app and the command line use). Every change of an item takes the collection's next revision, so
//! that observing costs what changed and nothing else; whatever is replaced or deleted stays readable for 90 days.
//!
//! It never overwrites a damaged file: that is moved aside only when the person says so ([`Store::set_aside`]).
//! Calls are short (no scan, no `fsync` per item) and run on the caller's thread, so that a simulated run stays
//! deterministic. Begin reading at `change.rs`: it is the one place where items are written.

mod browse;
mod change;
mod collection;
mod earlier;
mod edit;
mod observe;
mod open;
mod schema;
mod summary;
mod trouble;

pub use browse::Part;
pub use collection::{Collection, CollectionName};
pub use earlier::{Author, Earlier};
pub use edit::{EditError, Entry, ItemText, Page, PageMark, Query};
pub use open::Store;
pub use summary::{Due, Glimpse};

/// The largest item the store takes: 32 MiB.
pub const MAX_ITEM_BYTES: u64 = 32 * 1024 * 1024;
