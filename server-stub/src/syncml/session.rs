//! A session: a client's messages in, this server's out, from the first Alert to the last Map.
//!
//! Packages follow one another as the client says Final: what it wants (with its device information), what it changed,
//! then this server's changes, then the ids the client gave. All that is agreed is kept at the end of each message; the
//! anchors at the end of the whole.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::SystemTime;

use syncml::message::{CmdId, Command, Get, Header, Item, Message, Meta, MsgId, StatusCode};
use syncml::{Coding, Version};

use super::client::ClientInfo;
use super::object::Partial;
use super::open_store::OpenStore;
use super::outgoing::{Listener, Told};
use super::reply::{Answer, Pending, Reply};
use crate::account::Account;
use crate::devices;
use crate::server::Inner;

pub(crate) const INFO_KEY: &str = "syncml device";

/// How far a session has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Package {
    /// The client says what it wants.
    Begin,
    /// The client says what it changed.
    Hear,
    /// The server says what changed here.
    Tell,
    /// The client says what became of that.
    Agree,
    /// All is said.
    Over,
}

/// One session of one device.
// Each flag is a fact of its own.
#[allow(clippy::struct_excessive_bools)]
pub(crate) struct Session {
    /// Names it in the address of its further messages.
    pub(crate) id: String,
    /// As the client numbers it.
    pub(crate) number: String,
    pub(crate) device: String,
    pub(crate) account: Arc<Account>,
    pub(crate) version: Version,
    pub(crate) coding: Coding,
    pub(crate) info: Option<ClientInfo>,
    pub(crate) package: Package,
    pub(crate) stores: Vec<OpenStore>,
    pub(crate) partial: Option<Partial>,
    pub(crate) waiting: VecDeque<Pending>,
    /// What was told, by message and command.
    pub(crate) told: HashMap<(MsgId, CmdId), (usize, Told)>,
    /// The Alerts that were sent, by message and command.
    pub(crate) alerted: HashMap<(MsgId, CmdId), usize>,
    pub(crate) tally: devices::Session,
    /// The client's last message and the answer to it.
    pub(crate) last: Option<(MsgId, Vec<u8>)>,
    pub(crate) last_at: SystemTime,
    /// The client said Final, and has not heard ours.
    owes_final: bool,
    /// Sync came with the first package.
    pub(crate) combined: bool,
    pub(crate) asked_for_info: bool,
    pub(crate) ended: bool,
    next_message: u32,
    max_message_bytes: usize,
    max_object_bytes: Option<u64>,
}

impl Session {
    /// A session that begins with this message.
    pub(crate) fn new(
        server: &Inner,
        account: Arc<Account>,
        header: &Header,
        coding: Coding,
        now: SystemTime,
    ) -> Session {
        let device = header.source.uri.clone();
        let info = server
            .devices
            .kept(&account.email, &device, INFO_KEY)
            .and_then(|kept| serde_json::from_slice(&kept).ok());
        Session {
            id: server.syncml.nonces.fresh(server.config.seed),
            number: header.session_id.clone(),
            device,
            account,
            version: header.version,
            coding,
            info,
            package: Package::Begin,
            stores: Vec::new(),
            partial: None,
            waiting: VecDeque::new(),
            told: HashMap::new(),
            alerted: HashMap::new(),
            tally: devices::Session::new(now),
            last: None,
            last_at: now,
            owes_final: false,
            combined: false,
            asked_for_info: false,
            ended: false,
            next_message: 1,
            max_message_bytes: server.config.syncml.max_message_bytes,
            max_object_bytes: None,
        }
    }

    /// Answers a message.
    pub(crate) fn receive(
        &mut self,
        server: &Inner,
        message: &Message,
        header_answer: Answer,
        now: SystemTime,
    ) -> Message {
        self.last_at = now;
        self.tally.ended = now;
        let meta = &message.header.meta;
        if let Some(asked) = meta
            .max_msg_size
            .and_then(|size| usize::try_from(size).ok())
        {
            self.max_message_bytes = asked.min(server.config.syncml.max_message_bytes);
        }
        self.max_object_bytes = meta.max_obj_size.or(self.max_object_bytes);
        if !message.header.no_resp {
            self.waiting.push_back(Pending::Answer(header_answer));
        }
        for command in &message.commands {
            self.obey(server, &message.header, command, now);
        }
        if message.is_final {
            self.end_package(server, now);
        }
        let reply = self.reply(server, &message.header);
        self.keep(server);
        reply
    }

    /// The client's package has ended.
    fn end_package(&mut self, server: &Inner, now: SystemTime) {
        match self.package {
            Package::Begin => {
                self.answer_alerts();
                if self.combined {
                    self.end_hearing(server, now);
                } else if self.stores.is_empty() {
                    self.package = Package::Over;
                } else {
                    self.package = Package::Hear;
                }
                self.owes_final = true;
            }
            Package::Hear => {
                self.end_hearing(server, now);
                self.owes_final = true;
            }
            // Some say Final with every Status; only the one after ours counts.
            Package::Tell => {}
            Package::Agree => {
                self.package = Package::Over;
                self.owes_final = true;
                self.end(server, true);
            }
            Package::Over => self.owes_final = true,
        }
    }

    fn end_hearing(&mut self, server: &Inner, now: SystemTime) {
        self.give_up_partial();
        self.end_refreshes(server, now);
        if self.stores.iter().any(|store| store.mode.tells()) {
            self.package = Package::Tell;
        } else {
            self.package = Package::Over;
            self.end(server, true);
        }
    }

    /// This server's next message: what waits, then as many changes as there is room for.
    fn reply(&mut self, server: &Inner, heard: &Header) -> Message {
        let mut reply = Reply::new(
            self.header(server, heard),
            self.coding,
            self.max_message_bytes,
        );
        let mut all = reply.take(&mut self.waiting);
        for (id, store) in std::mem::take(&mut reply.alerts) {
            self.alerted.insert((reply.msg_id().clone(), id), store);
        }
        if all && self.package == Package::Tell && self.owes_final {
            all = self.tell(&mut reply);
            if all {
                self.package = Package::Agree;
            }
        }
        let is_final = all && self.owes_final;
        if is_final {
            self.owes_final = false;
        }
        self.next_message += 1;
        reply.finish(is_final)
    }

    fn tell(&mut self, reply: &mut Reply) -> bool {
        let listener = Listener {
            info: self.info.as_ref(),
            coding: self.coding,
            max_object_bytes: self.max_object_bytes,
        };
        for (place, store) in self.stores.iter_mut().enumerate() {
            if !store.mode.tells() || store.told {
                continue;
            }
            let (told, all) = store.tell(&self.account.shelves, &listener, reply);
            for (id, what) in told {
                self.told
                    .insert((reply.msg_id().clone(), id), (place, what));
            }
            if !all {
                return false;
            }
        }
        true
    }

    fn header(&self, server: &Inner, heard: &Header) -> Header {
        let options = &server.config.syncml;
        let mut header = Header::new(
            self.version,
            self.number.clone(),
            self.next_message,
            heard.source.uri.clone(),
            base_address(&heard.target.uri).to_owned(),
        );
        header.target.name.clone_from(&heard.source.name);
        // Said once: a client that hears it again answers the last message too.
        header.resp_uri = (self.next_message == 1)
            .then(|| format!("{}?s={}", base_address(&heard.target.uri), self.id));
        header.meta = Meta {
            max_msg_size: Some(options.max_message_bytes as u64),
            max_obj_size: (self.version > Version::V1_0).then_some(options.max_object_bytes as u64),
            ..Meta::default()
        };
        header
    }

    /// Asks for the device information, once, where none is known.
    pub(crate) fn ask_for_info(&mut self) {
        if self.info.is_some() || self.asked_for_info {
            return;
        }
        self.asked_for_info = true;
        let get = Get {
            cmd_id: CmdId::from(0),
            no_resp: false,
            cred: None,
            meta: Meta::of_type(self.coding.devinf_type()),
            items: vec![Item::at_target(self.version.devinf_uri())],
        };
        self.waiting.push_back(Pending::Command(Command::Get(get)));
    }

    /// The largest message the client takes.
    pub(crate) fn largest_message(&self) -> usize {
        self.max_message_bytes
    }

    /// Answers a command.
    pub(crate) fn answer(&mut self, header: &Header, command: &Command, code: StatusCode) {
        self.answer_about(header, command, code, None, None);
    }

    /// Answers a command about an item or a store.
    pub(crate) fn answer_about(
        &mut self,
        header: &Header,
        command: &Command,
        code: StatusCode,
        target: Option<&str>,
        source: Option<&str>,
    ) {
        if code.0 >= 300 && !matches!(code, StatusCode::REFRESH_REQUIRED) {
            self.tally.failed += 1;
            self.tally.note = format!("{} was answered with {code}", command.name());
        }
        if header.no_resp || command.no_resp() {
            return;
        }
        let answer = Answer::to(&header.msg_id, command, code).about(target, source);
        self.waiting.push_back(Pending::Answer(answer));
    }

    /// Keeps what was agreed in this message.
    fn keep(&mut self, server: &Inner) {
        for store in self.stores.iter_mut().filter(|store| store.changed) {
            store.changed = false;
            if let Ok(state) = serde_json::to_vec(&store.state) {
                let key = OpenStore::key(&store.path);
                server
                    .devices
                    .keep(&self.account.email, &self.device, &key, &state);
            }
        }
    }

    /// The session is over; where it went to its end, the anchors are kept.
    pub(crate) fn end(&mut self, server: &Inner, well: bool) {
        if self.ended {
            return;
        }
        self.ended = true;
        for store in &mut self.stores {
            if well && !store.failed {
                store
                    .state
                    .end(store.client_anchor.clone(), store.server_anchor.clone());
                store.changed = true;
            }
        }
        self.keep(server);
        if self.tally.note.is_empty() {
            let modes: Vec<String> = self
                .stores
                .iter()
                .map(|store| format!("{} {}", store.path.name, store.mode.name()))
                .collect();
            self.tally.note = modes.join(", ");
        }
        if !well {
            self.tally.failed += 1;
        }
        server
            .devices
            .record(&self.account.email, &self.device, self.tally.clone());
    }
}

/// An address without what names a session.
pub(crate) fn base_address(uri: &str) -> &str {
    uri.split('?').next().unwrap_or(uri)
}
