//! The server as a value: its users, their mailboxes, its faults and its log, and the router in front of them.
//!
//! A request is answered without a task, a timer or randomness of its own: bytes in, bytes out. The one wait is the
//! `slow` fault's, through [`Config::sleep`]. Begin reading at [`Server::router`].

use std::convert::Infallible;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::Request;

use crate::account::Account;
use crate::auth::Nonces;
use crate::config::Config;
use crate::fault::Faults;
use crate::mailbox::Mailbox;
use crate::request::{self, Arrived};
use crate::request_log::RequestLog;
use crate::sample;
use crate::store::{Disk, DiskError, Shelves};

/// The bundled test server; a clone is another handle to the same one.
#[derive(Clone)]
pub struct Server {
    pub(crate) inner: Arc<Inner>,
}

/// What all handles share.
pub(crate) struct Inner {
    pub(crate) config: Config,
    pub(crate) accounts: Vec<Arc<Account>>,
    pub(crate) faults: Faults,
    pub(crate) log: RequestLog,
    pub(crate) nonces: Nonces,
}

impl Server {
    /// A server that keeps everything in memory.
    pub fn new(config: Config) -> Server {
        let shelves = |_: &str| {
            let mut shelves = Shelves::default();
            // Memory refuses nothing.
            let _ = shelves.furnish();
            Ok::<_, Infallible>((shelves, true))
        };
        match Server::with_shelves(config, shelves) {
            Ok(server) => server,
            Err(never) => match never {},
        }
    }

    /// A server that keeps everything in that directory, across restarts and kills.
    ///
    /// # Errors
    /// The directory or the file in it cannot be used: no permission, another server has it open, damaged.
    pub fn open(config: Config, directory: &Path) -> Result<Server, DiskError> {
        let disk = Disk::open(directory)?;
        Server::with_shelves(config, |email| Shelves::on_disk(disk.mailbox(email)))
    }

    fn with_shelves<E>(
        config: Config,
        shelves: impl Fn(&str) -> Result<(Shelves, bool), E>,
    ) -> Result<Server, E> {
        let mut accounts = Vec::new();
        for user in &config.users {
            let email = user.email.to_lowercase();
            let (mut shelves, new) = shelves(&email)?;
            if new && config.sample {
                sample::fill(&mut shelves, &email, (config.clock)());
            }
            accounts.push(Arc::new(Account {
                email,
                password: user.password.clone(),
                shelves: Mutex::new(shelves),
            }));
        }
        Ok(Server {
            inner: Arc::new(Inner {
                faults: Faults::new(config.seed),
                nonces: Nonces::new(config.seed),
                log: RequestLog::default(),
                accounts,
                config,
            }),
        })
    }

    /// Everything the server answers, for [`axum`], for `hyper`, or to be called in process.
    ///
    /// In process, a response with [`crate::LostReply`] among its extensions must be treated as a broken connection,
    /// and a body that ends in an error as a reply cut off.
    pub fn router(&self) -> Router {
        Router::new().fallback(answer).with_state(self.clone())
    }

    /// The mailbox of a user, by full address.
    pub fn mailbox(&self, email: &str) -> Option<Mailbox> {
        let account = self.inner.account(email)?;
        Some(Mailbox::new(Arc::clone(account), Arc::clone(&self.inner)))
    }

    /// The switchboard of faults.
    pub fn faults(&self) -> Faults {
        self.inner.faults.clone()
    }

    /// What was asked of the server so far.
    pub fn requests(&self) -> &RequestLog {
        &self.inner.log
    }
}

impl Inner {
    /// The account of that full address, in any case.
    pub(crate) fn account(&self, email: &str) -> Option<&Arc<Account>> {
        self.accounts
            .iter()
            .find(|account| account.email.eq_ignore_ascii_case(email))
    }

    /// The account somebody means when they sign in: its address, or its local part where only one has it.
    pub(crate) fn account_signing_in(&self, name: &str) -> Option<&Arc<Account>> {
        if let Some(account) = self.account(name) {
            return Some(account);
        }
        let mut matching = self
            .accounts
            .iter()
            .filter(|account| account.local_part().eq_ignore_ascii_case(name));
        let first = matching.next()?;
        matching.next().is_none().then_some(first)
    }
}

async fn answer(State(server): State<Server>, request: Request<Body>) -> Response {
    let arrived = Arrived::read(request, &server.inner.config).await;
    let answered = request::answer(&server.inner, arrived);
    if let Some(duration) = answered.wait {
        (server.inner.config.sleep)(duration).await;
    }
    answered.response
}
