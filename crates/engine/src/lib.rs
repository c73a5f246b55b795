//! The engine of SmarterMail Sync: endpoints, reconcile, journal, passes, accounts, credentials, history, undo.
//!
//! Begin reading at [`endpoint`] for where items live, then [`reconcile`] for what is decided.

#[cfg(feature = "conformance")]
pub mod conformance;
pub mod door;
pub mod endpoint;
mod side;
#[cfg(feature = "testing")]
pub mod testing;
pub mod transport;

pub use side::Side;
