//! The engine of SmarterMail Sync: endpoints, reconcile, journal, passes, accounts, credentials, history, undo.
//!
//! Begin reading at [`endpoint`] for where items live, then [`reconcile`] for what is decided.

pub mod account;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod door;
pub mod endpoint;
mod failure;
pub mod journal;
pub mod pass;
pub mod reconcile;
mod side;
#[cfg(feature = "testing")]
pub mod testing;
pub mod transport;

pub use failure::{Code, Failure};
pub use side::{Both, SIDES, Side};
