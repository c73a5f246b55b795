//! What can go wrong at an endpoint, sorted by what a caller can do about it.

use std::time::Duration;

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
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The name of the server was not found.
    #[error("the name of the server was not found")]
    NameNotFound,
    /// No connection, or it broke.
    #[error("no connection: {0}")]
    NoConnection(String),
    /// The certificate is not trusted. Carries its SHA-256 fingerprint in hexadecimal, for the person to compare.
    #[error("the certificate is not trusted ({reason}); its fingerprint is {fingerprint}")]
    Certificate {
        /// SHA-256 of the certificate, in hexadecimal.
        fingerprint: String,
        /// Why it is not trusted.
        reason: String,
        /// What it says of itself, where it can be read.
        issued: Option<Box<Issued>>,
    },
    /// The server took too long.
    #[error("the server did not answer within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// The user name or the password is wrong.
    #[error("the user name or the password was not accepted")]
    SignIn,
    /// Signed in, but not allowed.
    #[error("the server does not allow it: {0}")]
    NotAllowed(String),
    /// The collection or folder does not exist.
    #[error("it does not exist")]
    Missing,
    /// The server asks to wait.
    #[error("the server asks to wait{}", .0.map(|d| format!(" {} s", d.as_secs())).unwrap_or_default())]
    Busy(Option<Duration>),
    /// The server failed.
    #[error("the server failed (status {0})")]
    Server(u16),
    /// The answer was not what the protocol says: a web page, broken XML, a redirect that cannot be followed.
    #[error("the answer makes no sense: {0}")]
    Nonsense(String),
    /// The answer, file or item is larger than this program takes.
    #[error("too large (more than {limit_bytes} bytes)")]
    TooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// A file or folder could not be read or written.
    #[error("it could not be read or written: {0}")]
    File(String),
    /// The built-in store is damaged or locked by another program.
    #[error("the store cannot be used: {0}")]
    Store(String),
    /// The person pressed Cancel.
    #[error("cancelled")]
    Cancelled,
}

impl Trouble {
    /// Whether the same request may succeed when sent again a little later.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::NoConnection(_) | Self::TimedOut(_) | Self::Busy(_) | Self::Server(_)
        )
    }
}
