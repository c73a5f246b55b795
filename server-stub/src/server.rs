//! The server as a value: its users, their mailboxes, its faults and its log, and the router in front of them.
//!
//! A request is answered without a task, a timer or randomness of its own: bytes in, bytes out. The one wait is the
//! `slow` fault's, through [`Config::sleep`]. Begin reading at [`Server::router`].

use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::Request;

use crate::account::{Account, Accounts};
use crate::attempts::Attempts;
use crate::auth::Nonces;
use crate::config::Config;
use crate::devices::Devices;
use crate::fault::Faults;
use crate::lock::lock;
use crate::mailbox::Mailbox;
use crate::password::Password;
use crate::profile::{Manners, Profile};
use crate::request::{self, Arrived};
use crate::request_log::RequestLog;
use crate::sample;
use crate::store::{Disk, DiskError, Shelves};
use crate::syncml::SyncMl;
use crate::web::Sessions;

/// The bundled test server; a clone is another handle to the same one.
#[derive(Clone)]
pub struct Server {
    pub(crate) inner: Arc<Inner>,
}

/// What all handles share.
pub(crate) struct Inner {
    pub(crate) config: Config,
    pub(crate) accounts: Accounts,
    pub(crate) devices: Devices,
    pub(crate) faults: Faults,
    manners: Mutex<Manners>,
    pub(crate) log: RequestLog,
    pub(crate) nonces: Nonces,
    pub(crate) syncml: SyncMl,
    pub(crate) attempts: Attempts,
    pub(crate) sessions: Sessions,
    pub(crate) disk: Option<Disk>,
}

impl Server {
    /// A server that keeps everything in memory.
    pub fn new(config: Config) -> Server {
        match Server::start(config, None) {
            Ok(server) => server,
            // Every error is the disk's, and there is none.
            Err(error) => unreachable!("memory refuses nothing: {error}"),
        }
    }

    /// A server that keeps everything in that directory, across restarts and kills.
    ///
    /// # Errors
    /// The directory or the file in it cannot be used: no permission, another server has it open, damaged.
    pub fn open(config: Config, directory: &Path) -> Result<Server, DiskError> {
        Server::start(config, Some(Disk::open(directory)?))
    }

    fn start(config: Config, disk: Option<Disk>) -> Result<Server, DiskError> {
        let inner = Inner {
            accounts: Accounts::default(),
            devices: Devices::open(disk.clone())?,
            faults: Faults::new(config.seed),
            manners: Mutex::new(config.manners),
            nonces: Nonces::new(config.seed),
            syncml: SyncMl::default(),
            log: RequestLog::default(),
            attempts: Attempts::default(),
            sessions: Sessions::default(),
            disk,
            config,
        };
        inner.move_in()?;
        Ok(Server {
            inner: Arc::new(inner),
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
        let account = self.inner.accounts.of(email)?;
        Some(Mailbox::new(account, Arc::clone(&self.inner)))
    }

    /// The switchboard of faults.
    pub fn faults(&self) -> Faults {
        self.inner.faults.clone()
    }

    /// Behaves like that server from now on: its faults take the place of those that are on.
    pub fn behave_like(&self, profile: Profile) {
        self.inner.faults.clear();
        for rule in profile.rules() {
            self.inner.faults.add(rule);
        }
        *lock(&self.inner.manners) = profile.manners();
    }

    /// What synchronises with the mailboxes.
    pub fn devices(&self) -> &Devices {
        &self.inner.devices
    }

    /// What was asked of the server so far.
    pub fn requests(&self) -> &RequestLog {
        &self.inner.log
    }
}

impl Inner {
    /// Where servers differ, how this one answers now.
    pub(crate) fn manners(&self) -> Manners {
        *lock(&self.manners)
    }

    /// Takes in the users given at the start and those the file knows. What the file says of a user counts.
    fn move_in(&self) -> Result<(), DiskError> {
        let mut kept = match &self.disk {
            Some(disk) => disk.users()?,
            None => Vec::new(),
        };
        for user in &self.config.users {
            let email = user.email.to_lowercase();
            let mut password = Password::Given(user.password.clone());
            let mut quota = None;
            if let Some(at) = kept.iter().position(|kept| kept.email == email) {
                let kept = kept.remove(at);
                if kept.removed {
                    continue;
                }
                quota = kept.quota_bytes;
                if let Some((phc, digests)) = kept.password {
                    password = Password::from_disk(&phc, &digests);
                }
            }
            self.furnished(email, password, quota)?;
        }
        for user in kept.into_iter().filter(|user| !user.removed) {
            // Someone given at an earlier start, and not at this one, has no password and cannot sign in.
            if let Some((phc, digests)) = user.password {
                let password = Password::from_disk(&phc, &digests);
                self.furnished(user.email, password, user.quota_bytes)?;
            }
        }
        Ok(())
    }

    fn furnished(
        &self,
        email: String,
        password: Password,
        quota: Option<u64>,
    ) -> Result<(), DiskError> {
        let now = (self.config.clock)();
        let (mut shelves, new) = match &self.disk {
            Some(disk) => Shelves::on_disk(disk.mailbox(&email), now)?,
            None => (Shelves::in_memory(now), true),
        };
        if new && self.config.sample {
            sample::fill(&mut shelves, &email, now);
        }
        self.accounts
            .add(Arc::new(Account::new(email, password, quota, shelves)));
        Ok(())
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
