//! The engine of SmarterMail Sync: endpoints, reconcile, journal, passes, accounts, credentials, history, undo.
//!
//! Begin reading at [`endpoint`] for where items live, then [`reconcile`] for what is decided.

pub mod door;
pub mod endpoint;
mod side;
pub mod transport;

pub use side::Side;
