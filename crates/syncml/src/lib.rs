//! `SyncML` (OMA Data Synchronization) 1.0, 1.1 and 1.2. Pure.
//!
//! No clock, no socket, no randomness: what is needed of them comes in as an argument. Two layers:
//!
//! - the **codec**: a [`Message`] and everything in it as types, [`decode`] and [`encode`] in both [`Coding`]s (XML and
//!   WBXML), device information as [`DevInf`]. The client and the test server share it;
//! - what is said: [`auth`] (basic and MD5 credentials), and a client's [`session`] as a state machine.
//!
//! Input is hostile: sizes, depth and counts have [`Limits`], nothing panics, every fault has a name in [`DecodeError`].
//! Begin with [`Message`] and [`Command`], then [`Session`].

pub mod auth;
mod base64;
mod codec;
pub mod devinf;
pub mod message;
pub mod session;

pub use codec::{Coding, DecodeError, EncodeError, Limits, decode, encode, encoded_len};
pub use devinf::DevInf;
pub use message::{Command, Message, Version};
pub use session::Session;
