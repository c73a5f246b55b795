//! What a person is told when something went wrong: what happened, to what, and what to do.

use serde::{Deserialize, Serialize};

use crate::endpoint::{EndpointError, Trouble};
use crate::journal::JournalError;
use crate::{Sentence, say};

/// The one shape of an error at the shells: command line and windows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Failure {
    /// For programs; stable.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub code: Code,
    /// What happened, in words.
    pub message: Sentence,
    /// What to do.
    pub hint: Sentence,
    /// Which account, item, address or file.
    pub about: String,
}

/// What went wrong, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// The server could not be reached.
    Unreachable,
    /// The certificate is not trusted.
    Certificate,
    /// User name or password.
    SignIn,
    /// Signed in but not allowed.
    NotAllowed,
    /// The address, collection, folder or item does not exist.
    Missing,
    /// The server failed or asks to wait.
    ServerTrouble,
    /// The answer made no sense.
    Nonsense,
    /// Too large.
    TooLarge,
    /// The disk is full.
    DiskFull,
    /// A file, the store or the journal cannot be used.
    Storage,
    /// Another pass is running.
    InUse,
    /// The person pressed Cancel.
    Cancelled,
    /// What was asked for does not fit.
    Usage,
    /// What was asked for does not exist.
    Unknown,
}

impl Failure {
    /// A failure, with what to do about it.
    pub fn new(
        code: Code,
        about: impl Into<String>,
        message: impl Into<Sentence>,
        hint: impl Into<Sentence>,
    ) -> Self {
        Self {
            code,
            message: message.into(),
            hint: hint.into(),
            about: about.into(),
        }
    }
}

impl From<EndpointError> for Failure {
    fn from(error: EndpointError) -> Self {
        let (code, hint) = advice(&error.trouble);
        Self::new(code, error.about, error.trouble.said(), hint)
    }
}

fn advice(trouble: &Trouble) -> (Code, Sentence) {
    match trouble {
        Trouble::NameNotFound => (
            Code::Unreachable,
            say!("Check the address for typing mistakes, and that this computer is online."),
        ),
        Trouble::NoConnection(_) | Trouble::TimedOut(_) => (
            Code::Unreachable,
            say!("Check that this computer is online and that webmail opens at the same address."),
        ),
        Trouble::Certificate { .. } => (
            Code::Certificate,
            say!(
                "Compare the fingerprint with the one your administrator gives you, and trust it for this account if they match."
            ),
        ),
        Trouble::SignIn => (
            Code::SignIn,
            say!(
                "Sign in to webmail with the same name and password; then type the password again."
            ),
        ),
        Trouble::NotAllowed(_) => (
            Code::NotAllowed,
            say!("Ask the administrator whether you may use this collection."),
        ),
        Trouble::Missing => (
            Code::Missing,
            say!("Run the account's test; choose the collection or folder again if it was moved."),
        ),
        Trouble::Busy(_) | Trouble::Server(_) => (
            Code::ServerTrouble,
            say!(
                "Nothing was lost. Try again in a few minutes; tell the administrator if it goes on."
            ),
        ),
        Trouble::Nonsense(_) => (
            Code::Nonsense,
            say!("Check that the address is the one you open for webmail; run the account's test."),
        ),
        Trouble::TooLarge { .. } => (
            Code::TooLarge,
            say!("Make the item smaller, or leave it where it is."),
        ),
        Trouble::DiskFull => (
            Code::DiskFull,
            say!("Make room on the disk and synchronise again; nothing was lost."),
        ),
        Trouble::File(_) => (
            Code::Storage,
            say!("Check that the folder exists and that you may write in it."),
        ),
        Trouble::Store(_) => (
            Code::Storage,
            say!("Close other programs that use it and try again."),
        ),
        Trouble::Cancelled => (
            Code::Cancelled,
            say!("Synchronise again whenever you like; what was done so far is kept."),
        ),
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        let (code, hint) = match &error {
            JournalError::Locked => (
                Code::InUse,
                say!("Wait until the other synchronisation has finished."),
            ),
            JournalError::Corrupt(_) => (
                Code::Storage,
                say!(
                    "Your items are safe on both sides. Move the journal file away and synchronise: both sides are matched again."
                ),
            ),
            JournalError::Newer { .. } => (
                Code::Storage,
                say!("Install the newest version of SmarterMail Sync."),
            ),
            JournalError::DiskFull => (
                Code::DiskFull,
                say!("Make room on the disk and synchronise again; nothing was lost."),
            ),
            _ => (
                Code::Storage,
                say!("Try again; if it stays so, see the log."),
            ),
        };
        Self::new(code, "the journal", error.said(), hint)
    }
}
