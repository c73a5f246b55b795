//! A client's session as a state machine without I/O.
//!
//! [`Session::next`] gives the message to send, [`Session::receive`] takes the reply and answers with [`Step`]s: what the
//! driver has to do before it sends the next message. Items the server sends are steps too; the driver stores them,
//! says so with [`Session::answer`], and only then is the server told that they arrived. Anchors are the driver's to
//! keep, from [`StoreEnd`], and only of stores that ended well.
//!
//! What the session never does: believe a store to be in step that the server did not say so of; go on for ever with a
//! server that does not end.

mod answer;
mod hear;
mod hear_items;
mod hear_status;
mod incoming;
mod outgoing;
mod say;
mod talk;
mod writing;

pub use incoming::{Applied, Incoming, IncomingKind, Ticket};
pub use outgoing::Outgoing;
pub use talk::Session;

use secrecy::SecretString;

use crate::auth::Scheme;
use crate::devinf::DevInf;
use crate::message::{AlertCode, StatusCode, Version};

/// What a session needs to know.
#[derive(Clone)]
pub struct Settings {
    /// The version spoken.
    pub version: Version,
    /// The server's address, the target of the first message.
    pub server: String,
    /// This device's id.
    pub device: String,
    /// Who signs in.
    pub user: String,
    /// With which password.
    pub password: SecretString,
    /// How to sign in first; a challenge may ask for the other.
    pub scheme: Scheme,
    /// Whether basic credentials may be sent at all when the server asks for them.
    pub allow_basic: bool,
    /// The nonce the server gave last time; empty the first time.
    pub nonce: Vec<u8>,
    /// Names the session; every try to sign in takes the next number.
    pub session_id: u32,
    /// The largest message we take, in bytes.
    pub max_msg_size: u32,
    /// The largest object we take, in bytes.
    pub max_obj_size: u64,
    /// The largest message to send until the server says what it takes.
    pub send_at_most: u32,
    /// Ourselves; put where it is to be told without being asked.
    pub dev_inf: DevInf,
    /// Tell the server about ourselves in the first message.
    pub put_dev_inf: bool,
    /// Ask the server about itself.
    pub get_dev_inf: bool,
}

/// One store to synchronise.
#[derive(Debug, Clone)]
pub struct StorePlan {
    /// What we call it: `./contacts`.
    pub local: String,
    /// What the server calls it: `card`.
    pub remote: String,
    /// How.
    pub mode: AlertCode,
    /// Our anchor of the last success; `None` at the first time.
    pub last: Option<String>,
    /// Our anchor, should this succeed.
    pub next: String,
    /// The server's anchor of the last success, where we know one: the server must know the same.
    pub server_last: Option<String>,
    /// What is to be sent.
    pub changes: Vec<Outgoing>,
}

/// What the driver has to do or to know.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// The server speaks about itself.
    DevInf(Box<DevInf>),
    /// Use this nonce for the next digest.
    Nonce(Vec<u8>),
    /// How a store is synchronised, in the end: as asked, or slowly.
    Mode {
        /// Which.
        store: usize,
        /// How.
        mode: AlertCode,
    },
    /// So many changes will come, for a progress bar.
    Expect {
        /// Of which store.
        store: usize,
        /// How many.
        changes: u32,
    },
    /// An item the server sends. Store it durably, then [`Session::answer`].
    Change {
        /// Of which store.
        store: usize,
        /// For the answer.
        ticket: Ticket,
        /// What happened to it.
        change: Incoming,
    },
    /// What the server did with one of our changes.
    Outcome {
        /// Of which store.
        store: usize,
        /// The item.
        luid: String,
        /// The server's answer.
        code: StatusCode,
    },
    /// The server knows these ids of ours now.
    Mapped {
        /// Of which store.
        store: usize,
        /// Ours.
        luids: Vec<String>,
    },
    /// Start over with [`Session::next`]: the server wants other credentials.
    SignInAgain,
    /// The session ended.
    End(End),
}

/// How a session ended.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// To its end; each store for itself.
    Done(Vec<StoreEnd>),
    /// The server did not accept the credentials.
    SignIn,
    /// The server asks to come back later.
    Busy,
    /// The server refused the whole message.
    Refused(StatusCode),
    /// It was suspended, as asked.
    Suspended,
}

/// How a store ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreEnd {
    /// Both sides are in step: keep both anchors.
    InStep {
        /// How it was synchronised.
        mode: AlertCode,
        /// Ours.
        anchor: String,
        /// The server's.
        server_anchor: Option<String>,
    },
    /// The server refused it: 404 where it has no such store.
    Refused(StatusCode),
    /// The server's anchor is not the one it had: what changed since cannot be known, everything must be compared.
    OutOfStep,
    /// It was not finished.
    Unfinished,
}

/// Why a session cannot go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// The reply is of another session.
    #[error("the server answered for another session")]
    OtherSession,
    /// The reply was read already.
    #[error("the server sent the same message twice")]
    Repeated,
    /// The server never ends.
    #[error("the server goes on and on without an end")]
    Endless,
    /// A message larger than was asked for, or an object without end.
    #[error("the server sends more than was agreed")]
    TooMuch,
    /// The session was over.
    #[error("the session is over")]
    Over,
    /// The message could not be written.
    #[error("the message could not be written: {0}")]
    Encode(#[from] crate::EncodeError),
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Settings")
            .field("version", &self.version)
            .field("server", &self.server)
            .field("device", &self.device)
            .finish_non_exhaustive()
    }
}
