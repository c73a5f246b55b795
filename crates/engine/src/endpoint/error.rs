//! What can go wrong at an endpoint, sorted by what a caller can do about it.

use std::time::Duration;

use crate::{Sentence, say};

/// A failure at an endpoint: what happened, and to which address or file.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{about}: {trouble}")]
pub struct EndpointError {
    /// The address, collection or file it happened to; never a secret.
    pub about: String,
    /// What happened.
    pub trouble: Trouble,
}

impl EndpointError {
    /// A failure about an address, collection or file.
    pub fn new(about: impl Into<String>, trouble: Trouble) -> Self {
        Self {
            about: about.into(),
            trouble,
        }
    }
}

/// What a certificate says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// Whom it is for.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// From when on it is valid, in milliseconds since 1970.
    pub valid_from: i64,
    /// Until when it is valid, in milliseconds since 1970.
    pub valid_until: i64,
}

/// What happened, in the order in which a program looks for the cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The name of the server was not found.
    NameNotFound,
    /// No connection, or it broke.
    NoConnection(Sentence),
    /// The certificate is not trusted. Carries its SHA-256 fingerprint in hexadecimal, for the person to compare.
    Certificate {
        /// SHA-256 of the certificate, in hexadecimal.
        fingerprint: String,
        /// Why it is not trusted.
        reason: Sentence,
        /// What it says of itself, where it can be read.
        issued: Option<Box<Issued>>,
    },
    /// The server took too long.
    TimedOut(Duration),
    /// The user name or the password is wrong.
    SignIn,
    /// Signed in, but not allowed.
    NotAllowed(Sentence),
    /// The collection or folder does not exist.
    Missing,
    /// The server asks to wait.
    Busy(Option<Duration>),
    /// The server failed.
    Server(u16),
    /// The answer was not what the protocol says: a web page, broken XML, a redirect that cannot be followed.
    Nonsense(Sentence),
    /// The answer, file or item is larger than this program takes.
    TooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// The disk is full.
    DiskFull,
    /// A file or folder could not be read or written.
    File(Sentence),
    /// The built-in store is damaged or locked by another program.
    Store(Sentence),
    /// The person pressed Cancel.
    Cancelled,
}

impl Trouble {
    /// The same in words.
    pub fn said(&self) -> Sentence {
        match self {
            Self::NameNotFound => say!("the name of the server was not found"),
            Self::NoConnection(why) => say!("no connection: {why}", why = why),
            Self::Certificate {
                fingerprint,
                reason,
                ..
            } => say!(
                "the certificate is not trusted ({reason}); its fingerprint is {fingerprint}",
                reason = reason,
                fingerprint = fingerprint
            ),
            Self::TimedOut(waited) => say!(
                "the server did not answer within {seconds} s",
                seconds = waited.as_secs()
            ),
            Self::SignIn => say!("the user name or the password was not accepted"),
            Self::NotAllowed(why) => say!("the server does not allow it: {why}", why = why),
            Self::Missing => say!("it does not exist"),
            Self::Busy(Some(wait)) => say!(
                "the server asks to wait {seconds} s",
                seconds = wait.as_secs()
            ),
            Self::Busy(None) => say!("the server asks to wait"),
            Self::Server(status) => say!("the server failed (status {status})", status = *status),
            Self::Nonsense(what) => say!("the answer makes no sense: {what}", what = what),
            Self::TooLarge { limit_bytes } => {
                say!("too large (more than {limit} bytes)", limit = *limit_bytes)
            }
            Self::DiskFull => say!("the disk is full"),
            Self::File(why) => say!("it could not be read or written: {why}", why = why),
            Self::Store(why) => say!("the store cannot be used: {why}", why = why),
            Self::Cancelled => say!("cancelled"),
        }
    }

    /// Whether the same request may succeed when sent again a little later.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::NoConnection(_) | Self::TimedOut(_) | Self::Busy(_) | Self::Server(_)
        )
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.said().fmt(out)
    }
}

impl std::error::Error for Trouble {}
