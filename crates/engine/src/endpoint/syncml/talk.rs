//! Drives a session over the transport, and keeps the mirror in step with what is said.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use pim::Kind;
use syncml::devinf::DataStore;
use syncml::message::{AlertCode, StatusCode, Version};
use syncml::session::{
    Applied, End, Outgoing, Session, Settings, Step, StoreEnd, StorePlan, Ticket,
};
use syncml::{Coding, DevInf};

use super::SyncmlServer;
use super::apply::{Applying, Doubts};
use super::mirror::{Change, Device};
use super::nameless::Nameless;
use super::ourselves::{device_information, store_name};
use super::post::{post, response_address};
use super::wire::Wire;
use crate::endpoint::{EndpointError, Trouble};
use crate::say;

/// The largest message we take: small enough to be kept in memory several times over.
const MAX_MSG_SIZE: u32 = 100_000;
/// The largest object we take: as the other endpoints do.
const MAX_OBJ_SIZE: u64 = 32 * 1024 * 1024;
/// The largest message to send before the server said what it takes.
const SEND_AT_MOST: u32 = 10_000;

/// One store of a session to come.
pub(super) struct Asked {
    pub(super) kind: Kind,
    pub(super) remote: String,
    pub(super) mode: AlertCode,
    pub(super) last: Option<String>,
    pub(super) server_last: Option<String>,
    pub(super) changes: Vec<Outgoing>,
    /// The second complete listing in a row.
    pub(super) is_second_listing: bool,
}

/// What became of a session.
pub(super) struct Ended {
    pub(super) stores: Vec<EndedStore>,
    /// Why it broke off, where it did.
    pub(super) broke: Option<EndpointError>,
}

/// What became of one store of it.
pub(super) struct EndedStore {
    pub(super) kind: Kind,
    pub(super) end: StoreEnd,
    pub(super) mode: AlertCode,
    pub(super) outcomes: HashMap<String, StatusCode>,
    /// Changes that went out, in part at least.
    pub(super) said: HashSet<String>,
    pub(super) doubts: Doubts,
    /// Why the session broke off, where it did.
    pub(super) broke: Option<EndpointError>,
}

/// Where and how the server is spoken to.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) address: String,
    pub(super) version: Version,
    pub(super) coding: Coding,
}

impl SyncmlServer {
    /// Our side of a session.
    fn settings(&self, device: &Device, line: &Line, next: u32) -> Settings {
        Settings {
            version: line.version,
            server: line.address.clone(),
            device: device.id.clone(),
            user: self.credentials.user.clone(),
            password: self.credentials.password.clone(),
            scheme: syncml::auth::Scheme::of(&device.scheme).unwrap_or_default(),
            allow_basic: true,
            nonce: device.nonce.clone(),
            session_id: next,
            max_msg_size: self.tuning.max_msg_size.unwrap_or(MAX_MSG_SIZE),
            max_obj_size: MAX_OBJ_SIZE,
            send_at_most: SEND_AT_MOST,
            dev_inf: device_information(&device.id, self.kinds()),
            put_dev_inf: !device.is_introduced,
            get_dev_inf: device.dev_inf.is_none(),
        }
    }

    /// One session over these stores, to its end or to where it breaks.
    pub(super) async fn talk(
        &self,
        line: &Line,
        asked: Vec<Asked>,
    ) -> Result<Ended, EndpointError> {
        let _alone = self.talking.lock().await;
        let device = self.mirror.device()?;
        let number = self.mirror.next_session()?;
        let next = self.anchor_now();
        let info = self.mirror.server_info(&device);
        let mut plans = Vec::new();
        let mut stores = Vec::new();
        for one in asked {
            let planned = one
                .changes
                .iter()
                .map(|change| change.luid.clone())
                .collect();
            stores.push(Talking {
                kind: one.kind,
                is_second_listing: one.is_second_listing,
                planned,
                mode: one.mode,
                outcomes: HashMap::new(),
                nameless: None,
                doubts: Doubts::default(),
            });
            plans.push(StorePlan {
                local: store_name(one.kind).to_owned(),
                remote: one.remote,
                mode: one.mode,
                last: one.last,
                next: next.clone(),
                server_last: one.server_last,
                changes: one.changes,
            });
        }
        let mut talk = Talk {
            server: self,
            session: Session::new(self.settings(&device, line, number), line.coding, plans),
            device,
            info,
            line: line.clone(),
            stores,
            ends: None,
        };
        let broke = talk.run().await.err();
        if broke.is_none() {
            let known = self.mirror.device()?;
            let device = Device {
                is_introduced: true,
                scheme: talk.session.scheme().as_str().to_owned(),
                ..known.clone()
            };
            // Every write waits for the disk.
            if device != known {
                self.mirror.write(|change| change.put_device(&device))?;
            }
        }
        Ok(talk.ended(broke))
    }

    /// The server's device information alone, to find out whether there is a server at all.
    pub(super) async fn introduce(&self, line: &Line) -> Result<DevInf, EndpointError> {
        let _alone = self.talking.lock().await;
        let mut device = self.mirror.device()?;
        device.dev_inf = None;
        device.is_introduced = false;
        let number = self.mirror.next_session()?;
        let mut talk = Talk {
            server: self,
            session: Session::new(
                self.settings(&device, line, number),
                line.coding,
                Vec::new(),
            ),
            device,
            info: None,
            line: line.clone(),
            stores: Vec::new(),
            ends: None,
        };
        talk.run().await?;
        let scheme = talk.session.scheme().as_str().to_owned();
        let known = self.mirror.device()?;
        let device = Device {
            scheme,
            address: Some(line.address.clone()),
            version: line.version.as_str().to_owned(),
            wbxml: talk.line.coding == Coding::Wbxml,
            dev_inf: talk.info.as_deref().and_then(super::known_info::write),
            is_introduced: false,
            ..known
        };
        self.mirror.write(|change| change.put_device(&device))?;
        Ok(talk.info.map(Arc::unwrap_or_clone).unwrap_or_default())
    }

    /// An anchor: the time, as every peer writes it.
    fn anchor_now(&self) -> String {
        super::stamp(self.clock.now_ms())
    }
}

/// A store while the session runs.
struct Talking {
    kind: Kind,
    is_second_listing: bool,
    planned: Vec<String>,
    mode: AlertCode,
    outcomes: HashMap<String, StatusCode>,
    nameless: Option<Nameless>,
    doubts: Doubts,
}

struct Talk<'s> {
    server: &'s SyncmlServer,
    session: Session,
    device: Device,
    info: Option<Arc<DevInf>>,
    line: Line,
    stores: Vec<Talking>,
    ends: Option<Vec<StoreEnd>>,
}

impl Talk<'_> {
    async fn run(&mut self) -> Result<(), EndpointError> {
        while self.ends.is_none() {
            let address = response_address(&self.line.address, self.session.address());
            let nonsense = |error: &dyn std::fmt::Display| {
                EndpointError::new(&address, Trouble::Nonsense(error.to_string().into()))
            };
            let message = self.session.next().map_err(|error| nonsense(&error))?;
            let sent = post(
                self.server.transport.as_ref(),
                &address,
                message,
                self.session.coding(),
            );
            let reply = sent.await?;
            self.server.count(&reply);
            if address == self.line.address {
                self.line.address.clone_from(&reply.address);
            }
            self.line.coding = reply.coding;
            let steps = self
                .session
                .receive(&reply.message)
                .map_err(|error| nonsense(&error))?;
            // What it brings is in the steps.
            drop(reply);
            self.take(steps, &address)?;
        }
        Ok(())
    }

    /// Everything a message brings, in one transaction; only then are the answers given.
    fn take(&mut self, steps: Vec<Step>, address: &str) -> Result<(), EndpointError> {
        let (stores, info, device, server) = (
            &mut self.stores,
            &mut self.info,
            &mut self.device,
            self.server,
        );
        let mut answers: Vec<(Ticket, Applied)> = Vec::new();
        let mut end = None;
        server.mirror.write(|change| {
            for step in steps {
                match step {
                    Step::DevInf(found) => *info = Some(Arc::new(*found)),
                    Step::Nonce(nonce) => {
                        device.nonce = nonce;
                        change.put_device(device)?;
                    }
                    Step::Mode { store, mode } => {
                        if let Some(talking) = stores.get_mut(store) {
                            talking.begin(mode, change)?;
                        }
                    }
                    Step::Change {
                        store,
                        ticket,
                        change: incoming,
                    } => {
                        let Some(talking) = stores.get_mut(store) else {
                            continue;
                        };
                        let mut applying = talking.applying(info.as_deref());
                        let applied = applying.told(change, &incoming)?;
                        talking.doubts = applying.doubts;
                        talking.nameless = applying.nameless;
                        answers.push((ticket, applied));
                    }
                    Step::Outcome { store, luid, code } => {
                        if let Some(talking) = stores.get_mut(store) {
                            let applying = talking.applying(None);
                            applying.answered(change, &luid, code)?;
                            talking.nameless = applying.nameless;
                            talking.outcomes.insert(luid, code);
                        }
                    }
                    Step::End(how) => end = Some(how),
                    Step::Expect { .. } | Step::Mapped { .. } | Step::SignInAgain => {}
                }
            }
            Ok(())
        })?;
        for (ticket, applied) in answers {
            self.session.answer(ticket, applied);
        }
        match end {
            None => Ok(()),
            Some(End::Done(ends)) => {
                self.ends = Some(ends);
                Ok(())
            }
            Some(other) => Err(EndpointError::new(address, trouble_of(&other))),
        }
    }

    /// Sums up; a listing that did not come to its end concludes nothing.
    fn ended(self, broke: Option<EndpointError>) -> Ended {
        let unfinished = || StoreEnd::Unfinished;
        let mut ends = self.ends.unwrap_or_default().into_iter();
        let session = self.session;
        let stores = self
            .stores
            .into_iter()
            .enumerate()
            .map(|(index, talking)| EndedStore {
                kind: talking.kind,
                end: ends.next().unwrap_or_else(unfinished),
                mode: talking.mode,
                outcomes: talking.outcomes,
                doubts: talking.doubts,
                said: talking
                    .planned
                    .into_iter()
                    .filter(|luid| session.was_said(index, luid))
                    .collect(),
                broke: None,
            });
        Ended {
            stores: stores.collect(),
            broke,
        }
    }
}

impl Talking {
    fn applying<'d>(&mut self, info: Option<&'d DevInf>) -> Applying<'d> {
        let store = info.and_then(|info| super::names::store_of(self.kind, info));
        Applying {
            kind: self.kind,
            kept: Wire::best(self.kind, store).kept(info, store),
            nameless: self.nameless.take(),
            doubts: self.doubts,
        }
    }

    /// The server says how it will go. Where everything is compared, the anchors are worth nothing from now on.
    fn begin(&mut self, mode: AlertCode, change: &Change<'_>) -> rusqlite::Result<()> {
        self.mode = mode;
        if super::is_full(mode) {
            change.forget_anchors(self.kind)?;
            change.begin_listing(self.kind, self.is_second_listing)?;
            self.nameless = Some(Nameless::of(self.kind, change)?);
        }
        Ok(())
    }
}

fn trouble_of(end: &End) -> Trouble {
    match end {
        End::SignIn => Trouble::SignIn,
        End::Busy => Trouble::Busy(None),
        End::Refused(StatusCode::FORBIDDEN | StatusCode::PERMISSION_DENIED) => {
            Trouble::NotAllowed(say!("the server does not let this device synchronise"))
        }
        End::Refused(code) if code.0 >= 500 => Trouble::Server(code.0),
        End::Refused(code) => Trouble::Nonsense(say!(
            "the server refused the message ({code})",
            code = code.to_string()
        )),
        End::Suspended | End::Done(_) => Trouble::Nonsense(say!("the session stopped")),
    }
}

/// The server's store of a kind.
pub(super) fn data_store(kind: Kind, info: Option<&DevInf>) -> Option<&DataStore> {
    info.and_then(|info| super::names::store_of(kind, info))
}
