//! The session itself: what is said next. What is heard is in `hear.rs`.
//!
//! Three packages of ours: the Alerts; what changed here; the Maps. Each may take several messages; each is answered by
//! a package of the server's, and the next begins when that one is final.

use std::collections::{HashMap, HashSet, VecDeque};

use super::incoming::{Applied, Assembly, Awaiting, Ticket};
use super::outgoing::{Queue, Room};
use super::{SessionError, Settings, StorePlan};
use crate::auth::{self, Scheme};
use crate::codec::{Coding, encode, encoded_len};
use crate::message::{
    Address, Alert, AlertCode, Anchor, CmdId, Command, Data, Get, Header, Item, Map, MapItem,
    Message, Meta, MsgId, Put, StatusCode, Version,
};

/// So many messages are never needed.
const MOST_MESSAGES: u32 = 20_000;
/// Room left in every message for what is not counted.
const SLACK: usize = 200;
/// A smaller limit is not meant: the header alone would fill it (seen: 0 for "no limit").
const LEAST_BYTES: usize = 2_000;
/// Pairs of ids in one Map.
const MAP_ITEMS: usize = 100;

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
    said: HashSet<(usize, String)>,
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

    fn header(&self) -> Header {
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
                &self.settings.user,
                &self.settings.password,
                &self.nonce,
            ));
        }
        header
    }

    fn say_alerts(&mut self, writing: &mut Writing) {
        if self.settings.put_dev_inf {
            let put = Command::Put(Put {
                cmd_id: CmdId(String::new()),
                no_resp: false,
                cred: None,
                meta: Meta::of_type(self.coding.devinf_type()),
                items: vec![self.dev_inf_item()],
            });
            writing.push(put, self, Said::Else);
        }
        if self.settings.get_dev_inf {
            let get = Command::Get(Get {
                cmd_id: CmdId(String::new()),
                no_resp: false,
                cred: None,
                meta: Meta::of_type(self.coding.devinf_type()),
                items: vec![Item::at_target(self.settings.version.devinf_uri())],
            });
            writing.push(get, self, Said::Else);
        }
        for index in 0..self.stores.len() {
            let Some(store) = self.stores.get(index) else {
                continue;
            };
            let mut item = Item::between(&store.plan.remote, &store.plan.local);
            item.meta.anchor = Some(Anchor {
                last: store.plan.last.clone(),
                next: store.plan.next.clone(),
            });
            let alert = alert(store.plan.mode, vec![item]);
            writing.push(Command::Alert(alert), self, Said::Alert(index));
        }
    }

    pub(super) fn dev_inf_item(&self) -> Item {
        let mut item = Item::at_source(self.settings.version.devinf_uri());
        let mut info = self.settings.dev_inf.clone();
        info.version = self.settings.version;
        item.data = Some(Data::DevInf(Box::new(info)));
        item
    }

    fn suspend_alert(&self) -> Alert {
        alert(
            AlertCode::SUSPEND,
            vec![Item::between(self.address(), &self.settings.device)],
        )
    }

    fn next_message_alert(&self) -> Alert {
        alert(
            AlertCode::NEXT_MESSAGE,
            vec![Item::between(self.address(), &self.settings.device)],
        )
    }

    /// Statuses and results, as many as fit. Whether that is all.
    fn say_answers(&mut self, writing: &mut Writing) -> Result<bool, SessionError> {
        while let Some(reply) = self.outbox.pop_front() {
            let command = match &reply {
                Reply::Ready(command) => (**command).clone(),
                Reply::Item(ticket, msg_ref) => match self.item_status(*ticket, msg_ref) {
                    Some(status) => status,
                    None => continue,
                },
            };
            if !writing.fits(&command)? {
                self.outbox.push_front(reply);
                return Ok(false);
            }
            let said = Said::Else;
            writing.push(command, self, said);
        }
        self.awaiting.clear();
        Ok(true)
    }

    fn item_status(&self, ticket: Ticket, msg_ref: &MsgId) -> Option<Command> {
        let awaiting = self.awaiting.get(ticket.0)?;
        let mut status =
            super::answer::status(msg_ref, &awaiting.cmd_ref, awaiting.name, awaiting.code());
        status.target_refs.extend(awaiting.target.clone());
        status.source_refs.extend(awaiting.source.clone());
        Some(Command::Status(status))
    }

    /// Our changes, as many as fit. Whether that is all.
    fn say_changes(&mut self, writing: &mut Writing) -> Result<bool, SessionError> {
        while let Some(mut queue) = self.queues.pop_front() {
            let store = queue.store();
            let mut room = writing.room(self);
            let mut ids = writing.next_id;
            let filled = queue.fill(
                &mut || {
                    ids += 1;
                    CmdId::from(ids)
                },
                &mut room,
            )?;
            let Some((sync, sent)) = filled else {
                let done = queue.is_empty();
                if done {
                    continue;
                }
                self.queues.push_front(queue);
                return Ok(false);
            };
            writing.next_id = ids;
            writing.left = room.left;
            self.unanswered.insert(
                (MsgId::from(self.msg_id), sync.cmd_id.clone()),
                Said::Sync(store),
            );
            for one in sent {
                self.said.insert((store, one.luid.clone()));
                let said = Said::Change {
                    store,
                    luid: one.luid,
                    is_piece: one.is_piece,
                };
                self.unanswered
                    .insert((MsgId::from(self.msg_id), one.cmd), said);
            }
            writing.commands.push(Command::Sync(sync));
            if !queue.is_empty() {
                self.queues.push_front(queue);
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The ids we gave, as many as fit. Whether that is all.
    fn say_maps(&mut self, writing: &mut Writing) -> Result<bool, SessionError> {
        for index in 0..self.stores.len() {
            while let Some(map) = self.take_map(index) {
                let luids = map.items.iter().map(|item| item.source.clone()).collect();
                let command = Command::Map(map.clone());
                if !writing.fits(&command)? {
                    if let Some(store) = self.stores.get_mut(index) {
                        store.maps.splice(0..0, map.items);
                    }
                    return Ok(false);
                }
                writing.push(command, self, Said::Map(index, luids));
            }
        }
        Ok(true)
    }

    fn take_map(&mut self, index: usize) -> Option<Map> {
        let store = self.stores.get_mut(index)?;
        let count = store.maps.len().min(MAP_ITEMS);
        (count > 0).then(|| Map {
            cmd_id: CmdId(String::new()),
            no_resp: false,
            target: Address::new(&store.plan.remote),
            source: Address::new(&store.plan.local),
            cred: None,
            meta: Meta::default(),
            items: store.maps.drain(..count).collect(),
        })
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

/// A message being written.
struct Writing {
    header: Header,
    commands: Vec<Command>,
    next_id: u32,
    left: usize,
    whole: usize,
    coding: Coding,
}

impl Writing {
    fn new(session: &Session) -> Result<Self, SessionError> {
        let header = session.header();
        let empty = Message {
            header: header.clone(),
            commands: Vec::new(),
            is_final: true,
        };
        let around = encode(&empty, session.coding)?.len() + SLACK;
        let whole = session
            .peer_takes
            .max(LEAST_BYTES)
            .saturating_sub(around)
            .max(LEAST_BYTES / 2);
        Ok(Self {
            header,
            commands: Vec::new(),
            next_id: 0,
            left: whole,
            whole,
            coding: session.coding,
        })
    }

    fn room(&self, session: &Session) -> Room {
        Room {
            version: session.settings.version,
            coding: self.coding,
            left: self.left,
            whole: self.whole,
            has_company: self.commands.len() > 1,
        }
    }

    /// Whether a command fits; the first one always does.
    fn fits(&self, command: &Command) -> Result<bool, SessionError> {
        let len = encoded_len(command, self.header.version, self.coding)? + 8;
        Ok(len <= self.left || self.commands.is_empty())
    }

    fn push(&mut self, command: Command, session: &mut Session, said: Said) {
        self.next_id += 1;
        let id = CmdId::from(self.next_id);
        let command = command.numbered(id.clone());
        let len = encoded_len(&command, self.header.version, self.coding).unwrap_or(0);
        self.left = self.left.saturating_sub(len);
        if !matches!(command, Command::Status(_)) {
            session
                .unanswered
                .insert((MsgId::from(session.msg_id), id), said);
        }
        self.commands.push(command);
    }

    fn finish(self, session: &mut Session, is_final: bool) -> Message {
        if is_final {
            session.final_sent = true;
        }
        Message {
            header: self.header,
            commands: self.commands,
            is_final,
        }
    }
}
