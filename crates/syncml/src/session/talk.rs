//! The session itself: what is said next. What is heard is in `hear.rs`.
//!
//! Three packages of ours: the Alerts; what changed here; the Maps. Each may take several messages; each is answered by
//! a package of the server's, and the next begins when that one is final.

use std::collections::{HashMap, HashSet, VecDeque};

use secrecy::ExposeSecret as _;

use super::incoming::{Applied, Assembly, Awaiting, Ticket};
use super::outgoing::Queue;
use super::writing::Writing;
use super::{SessionError, Settings, StorePlan};
use crate::auth::{self, Scheme};
use crate::codec::Coding;
use crate::message::{
    Alert, AlertCode, CmdId, Command, Header, Item, MapItem, Message, MsgId, StatusCode, Version,
};

/// So many messages are never needed.
const MOST_MESSAGES: u32 = 20_000;

/// A client's session with a server, for one or more stores.
pub struct Session {
    pub(super) settings: Settings,
    pub(super) coding: Coding,
    pub(super) scheme: Scheme,
    pub(super) nonce: Vec<u8>,
    pub(super) sign_ins: u32,
    pub(super) nonce_retried: bool,
    /// `SessionID`, and `MsgID` of our last message.
    pub(super) number: u32,
    pub(super) msg_id: u32,
    pub(super) resp_uri: Option<String>,
    pub(super) peer_takes: usize,
    pub(super) phase: Phase,
    /// Our package of this phase is said to its end.
    pub(super) final_sent: bool,
    pub(super) heard_final: bool,
    pub(super) stores: Vec<Store>,
    pub(super) outbox: VecDeque<Reply>,
    pub(super) awaiting: Vec<Awaiting>,
    pub(super) queues: VecDeque<Queue>,
    pub(super) unanswered: HashMap<(MsgId, CmdId), Said>,
    /// Changes that are in a message, in part at least.
    pub(super) said: HashSet<(usize, String)>,
    pub(super) assembly: Assembly,
    pub(super) last_heard: Option<MsgId>,
    pub(super) quiet: u32,
    pub(super) suspend: Suspend,
    /// Messages after our Maps were said.
    pub(super) late: u32,
    messages: u32,
}

/// Which package is being said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    Alerts,
    Changes,
    Maps,
    Over,
}

/// Whether the session is to be stopped half-way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suspend {
    No,
    Wanted,
    Said,
}

/// A store in this session.
pub(super) struct Store {
    pub(super) plan: StorePlan,
    pub(super) standing: Standing,
    pub(super) mode: AlertCode,
    pub(super) server_anchor: Option<String>,
    /// The server answered our Sync.
    pub(super) sync_taken: bool,
    pub(super) maps: Vec<MapItem>,
}

/// How a store stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Asked,
    Agreed,
    Refused(StatusCode),
    OutOfStep,
}

/// What is to be answered.
pub(super) enum Reply {
    Ready(Box<Command>),
    /// The Status for an item the driver has.
    Item(Ticket, MsgId),
}

/// What a command of ours was.
pub(super) enum Said {
    Alert(usize),
    Sync(usize),
    Change {
        store: usize,
        luid: String,
        is_piece: bool,
    },
    Map(usize, Vec<String>),
    Else,
}

impl Session {
    /// A session about to begin.
    pub fn new(settings: Settings, coding: Coding, stores: Vec<StorePlan>) -> Self {
        let stores = stores
            .into_iter()
            .map(|plan| Store {
                mode: plan.mode,
                plan,
                standing: Standing::Asked,
                server_anchor: None,
                sync_taken: false,
                maps: Vec::new(),
            })
            .collect();
        Self {
            coding,
            scheme: settings.scheme,
            nonce: settings.nonce.clone(),
            sign_ins: 0,
            nonce_retried: false,
            number: settings.session_id,
            msg_id: 0,
            resp_uri: None,
            peer_takes: settings.send_at_most as usize,
            phase: Phase::Alerts,
            final_sent: false,
            heard_final: false,
            stores,
            outbox: VecDeque::new(),
            awaiting: Vec::new(),
            queues: VecDeque::new(),
            unanswered: HashMap::new(),
            said: HashSet::new(),
            assembly: Assembly::default(),
            last_heard: None,
            quiet: 0,
            suspend: Suspend::No,
            late: 0,
            messages: 0,
            settings,
        }
    }

    /// Where the next message goes: the server's address, then whatever it asked for.
    pub fn address(&self) -> &str {
        self.resp_uri.as_deref().unwrap_or(&self.settings.server)
    }

    /// Whether a change went out, in part at least: where not, the server certainly did nothing.
    pub fn was_said(&self, store: usize, luid: &str) -> bool {
        self.said.contains(&(store, luid.to_owned()))
    }

    /// The scheme that was used last.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// How messages are written.
    pub fn coding(&self) -> Coding {
        self.coding
    }

    /// Stops after the next message, to be resumed another time (Alert 224).
    pub fn suspend(&mut self) {
        self.suspend = Suspend::Wanted;
    }

    /// Says what became of an item of the server's.
    pub fn answer(&mut self, ticket: Ticket, applied: Applied) {
        let Some(awaiting) = self.awaiting.get_mut(ticket.0) else {
            return;
        };
        // The server knows its item by our id from now on.
        if let Applied::Stored { luid } = &applied
            && awaiting.is_add
            && let Some(guid) = &awaiting.source
            && let Some(store) = self.stores.get_mut(awaiting.store)
        {
            store.maps.push(MapItem {
                target: guid.clone(),
                source: luid.clone(),
            });
        }
        awaiting.applied = Some(applied);
    }

    /// The next message to send.
    ///
    /// # Errors
    /// The session is over, or cannot be brought to an end.
    #[expect(
        clippy::should_implement_trait,
        reason = "the message after the next can only be known when this one was answered"
    )]
    pub fn next(&mut self) -> Result<Message, SessionError> {
        if self.phase == Phase::Over {
            return Err(SessionError::Over);
        }
        self.messages += 1;
        if self.messages > MOST_MESSAGES {
            return Err(SessionError::Endless);
        }
        self.msg_id += 1;
        let mut writing = Writing::new(self)?;
        if self.phase == Phase::Alerts && self.msg_id == 1 {
            self.say_alerts(&mut writing);
            return Ok(writing.finish(self, true));
        }
        let all_answered = self.say_answers(&mut writing)?;
        if self.suspend == Suspend::Wanted {
            self.suspend = Suspend::Said;
            writing.push(Command::Alert(self.suspend_alert()), self, Said::Else);
            return Ok(writing.finish(self, false));
        }
        let mut is_final = false;
        if all_answered && !self.final_sent {
            is_final = match self.phase {
                Phase::Changes => self.say_changes(&mut writing)?,
                Phase::Maps => self.say_maps(&mut writing)?,
                Phase::Alerts | Phase::Over => false,
            };
        }
        if !is_final && all_answered && self.final_sent && !self.heard_final {
            writing.push(Command::Alert(self.next_message_alert()), self, Said::Else);
        }
        Ok(writing.finish(self, is_final))
    }

    pub(super) fn header(&self) -> Header {
        let mut header = Header::new(
            self.settings.version,
            self.number.to_string(),
            self.msg_id,
            self.address(),
            &self.settings.device,
        );
        header.source.name = Some(self.settings.user.clone());
        header.meta.max_msg_size = Some(u64::from(self.settings.max_msg_size));
        // Version 1.0 knows no large objects.
        if self.settings.version != Version::V1_0 {
            header.meta.max_obj_size = Some(self.settings.max_obj_size);
        }
        if self.msg_id == 1 {
            header.cred = Some(auth::credentials(
                self.scheme,
                self.settings.version,
                &self.settings.user,
                self.settings.password.expose_secret(),
                &self.nonce,
            ));
        }
        header
    }
}

pub(super) fn alert(code: AlertCode, items: Vec<Item>) -> Alert {
    Alert {
        cmd_id: CmdId(String::new()),
        no_resp: false,
        cred: None,
        code,
        items,
    }
}
