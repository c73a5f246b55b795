//! The engine of `SmarterMail` Sync: endpoints, reconcile, journal, passes, accounts, credentials, history, undo.
//!
//! Begin reading at [`endpoint`] for where items live, then [`reconcile`] for what is decided.

pub mod account;
pub mod app;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod discovery;
pub mod door;
pub mod endpoint;
mod failure;
pub mod heap;
pub mod journal;
pub mod pass;
pub mod reconcile;
pub mod sentence;
mod side;
mod sqlite;
#[cfg(feature = "testing")]
pub mod testing;
pub mod transport;
pub mod vault;

pub use failure::{Code, Failure};
/// Items, for shells, which depend on the engine alone.
pub use pim;
pub use sentence::Sentence;
pub use side::{Both, SIDES, Side};

/// Bytes in hexadecimal: a name for a file that any system takes.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String never fails.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
