//! What a server is made from: its clock, its seed, its users and its limits.
//!
//! Everything a request may depend on besides its own bytes and the mailbox comes in here, so that two servers
//! made from equal configurations answer equal requests with equal bytes.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use secrecy::SecretString;

use crate::profile::Manners;
use crate::syncml::SyncMlOptions;

/// Tells the time; the simulation gives a virtual one.
pub type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// Waits; only the `slow` fault calls it.
pub type Sleep = Arc<dyn Fn(Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// Someone with a mailbox.
#[derive(Clone, Debug)]
pub struct User {
    /// The full address; its local part alone signs in too where it is unambiguous.
    pub email: String,
    /// What they sign in with.
    pub password: SecretString,
}

impl User {
    /// A user by address and password.
    pub fn new(email: &str, password: &str) -> User {
        User {
            email: email.to_owned(),
            password: SecretString::from(password),
        }
    }
}

/// How the server asks for a password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Challenge {
    /// `Basic` alone (RFC 7617).
    #[default]
    Basic,
    /// `Digest` alone, SHA-256 and MD5 (RFC 7616).
    Digest,
    /// All three, strongest first.
    BasicAndDigest,
}

/// Everything a [`crate::Server`] is made from.
#[derive(Clone)]
pub struct Config {
    /// Where the time comes from.
    pub clock: Clock,
    /// How the `slow` fault waits.
    pub sleep: Sleep,
    /// Drives faults with a probability, and nonces.
    pub seed: u64,
    /// Who may sign in.
    pub users: Vec<User>,
    /// Whether each mailbox begins with sample data.
    pub sample: bool,
    /// `CALDAV:max-resource-size`, `CARDDAV:max-resource-size`, in bytes.
    pub max_resource_size_bytes: usize,
    /// The most rows one sync-collection answer holds; the rest follows on the next token (RFC 6578, 3.6).
    pub page_size: Option<usize>,
    /// How the server asks for a password.
    pub challenge: Challenge,
    /// How it speaks `SyncML`.
    pub syncml: SyncMlOptions,
    /// Where servers differ, how this one answers at first; see [`crate::Server::behave_like`].
    pub manners: Manners,
    /// The password of the administrator's pages, where they are to be had.
    pub admin_password: Option<SecretString>,
    /// Whether the log keeps what was said in each request; only the administrator's pages show it.
    pub log_bodies: bool,
    /// Whether pages are served over TLS, so that their cookies are for TLS alone.
    pub secure_cookies: bool,
    /// What the administrator's page offers for download to users, as files of this directory.
    pub downloads: Option<PathBuf>,
}

impl Default for Config {
    /// The system's clock, `alice@example.com` and `bob@example.com`, empty mailboxes.
    fn default() -> Config {
        Config {
            clock: Arc::new(SystemTime::now),
            sleep: Arc::new(|duration| Box::pin(tokio::time::sleep(duration))),
            seed: 1,
            users: vec![
                User::new("alice@example.com", "wonderland"),
                User::new("bob@example.com", "builder"),
            ],
            sample: false,
            max_resource_size_bytes: 10 * 1024 * 1024,
            page_size: None,
            challenge: Challenge::Basic,
            syncml: SyncMlOptions::default(),
            manners: Manners::default(),
            admin_password: None,
            log_bodies: false,
            secure_cookies: false,
            downloads: None,
        }
    }
}
