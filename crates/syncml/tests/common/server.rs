//! A small server, as far as a client's session can see one. It checks what it hears: every command of its own must be
//! answered, once and with the right references.

use std::collections::{BTreeMap, BTreeSet};

use syncml::message::{
    Alert, AlertCode, Anchor, Chal, Change, ChangeKind, CmdId, Command, Data, Header, Item, Meta,
    MsgId, Status, StatusCode, Sync,
};
use syncml::{Coding, Limits, Message, decode, encode};

/// What a test makes it do.
#[derive(Default)]
pub(crate) struct Server {
    /// Its changes for the client: kind, target (the client's id), source (its own), text.
    pub(crate) changes: Vec<(ChangeKind, Option<String>, Option<String>, String)>,
    /// Answers to the client's alerts, by store; 200 where none is said.
    pub(crate) alerts: BTreeMap<String, StatusCode>,
    /// The mode it insists on.
    pub(crate) mode: Option<AlertCode>,
    /// Its anchor of the last time.
    pub(crate) last: Option<String>,
    /// Answers to the client's changes, by id; 200 or 201 where none is said.
    pub(crate) answers: BTreeMap<String, StatusCode>,
    /// The header's status of the first messages, with a challenge.
    pub(crate) headers: Vec<(StatusCode, Option<Chal>)>,
    /// The largest message it takes.
    pub(crate) takes: Option<u64>,
    /// Send its objects in pieces of so many bytes, a message each.
    pub(crate) piece: Option<usize>,
    /// Never end a package.
    pub(crate) never_final: bool,
    /// What it was sent: the item's id, kind and text.
    pub(crate) got: Vec<(String, ChangeKind, String)>,
    /// The ids it was told.
    pub(crate) maps: Vec<(String, String)>,
    /// Sizes of the messages it got, in bytes.
    pub(crate) sizes: Vec<usize>,
    pub(crate) msg: u32,
    pub(crate) unanswered: BTreeSet<(String, String)>,
    pub(crate) parts: BTreeMap<String, String>,
    /// Pieces still to be sent.
    pub(crate) pending: Vec<Piece>,
    pub(crate) alerted: Vec<(String, String)>,
    pub(crate) client_done: bool,
}

impl Server {
    /// Takes the client's message, as bytes, and answers.
    pub(crate) fn hear(&mut self, message: &Message, coding: Coding) -> Message {
        let bytes = encode(message, coding).unwrap();
        self.sizes.push(bytes.len());
        let message = &decode(&bytes, coding, &Limits::default()).unwrap();
        self.msg += 1;
        let mut answer = Answer {
            next: 0,
            to: message.header.msg_id.clone(),
            commands: Vec::new(),
        };
        let (code, chal) = if self.headers.is_empty() {
            (StatusCode::OK, None)
        } else {
            self.headers.remove(0)
        };
        answer.status("SyncHdr", &CmdId::header(), code, chal);
        let mut is_final = message.is_final;
        if code.0 < 400 && code != StatusCode::IN_PROGRESS {
            for command in &message.commands {
                self.take(command, &mut answer);
            }
            if !self.pending.is_empty() {
                self.say_piece(&mut answer);
                is_final = self.pending.is_empty();
            } else if message.is_final && self.client_done {
                self.client_done = false;
                self.say_changes(&mut answer);
                is_final = self.pending.is_empty();
            }
        }
        for command in &answer.commands {
            if !matches!(command, Command::Status(_)) {
                self.note(command);
            }
        }
        let mut header = Header::new(
            message.header.version,
            message.header.session_id.clone(),
            self.msg,
            &message.header.source.uri,
            &message.header.target.uri,
        );
        header.resp_uri = Some("http://server/sync?sid=1".to_owned());
        header.meta.max_msg_size = self.takes;
        Message {
            header,
            commands: answer.commands,
            is_final: is_final && !self.never_final,
        }
    }

    /// Commands of ours that were never answered.
    pub(crate) fn unanswered(&self) -> usize {
        self.unanswered.len()
    }

    fn note(&mut self, command: &Command) {
        let id = |id: &CmdId| (self.msg.to_string(), id.to_string());
        self.unanswered.insert(id(command.cmd_id()));
        if let Command::Sync(sync) = command {
            for inner in &sync.commands {
                self.unanswered.insert(id(inner.cmd_id()));
            }
        }
    }

    fn take(&mut self, command: &Command, answer: &mut Answer) {
        match command {
            Command::Status(status) => {
                let key = (status.msg_ref.to_string(), status.cmd_ref.to_string());
                if status.cmd_ref != CmdId::header() {
                    assert!(self.unanswered.remove(&key), "nothing of ours is {key:?}");
                }
            }
            Command::Alert(alert) if alert.code.is_sync() => self.take_alert(alert, answer),
            Command::Sync(sync) => self.take_sync(sync, answer),
            Command::Map(map) => {
                for pair in &map.items {
                    self.maps.push((pair.target.clone(), pair.source.clone()));
                }
                answer.status("Map", &map.cmd_id, StatusCode::OK, None);
            }
            other => answer.status(other.name(), other.cmd_id(), StatusCode::OK, None),
        }
    }

    fn take_alert(&mut self, alert: &Alert, answer: &mut Answer) {
        let item = &alert.items[0];
        let (remote, local) = (item.target_uri().unwrap(), item.source_uri().unwrap());
        let code = self.alerts.get(remote).copied().unwrap_or(StatusCode::OK);
        answer.status("Alert", &alert.cmd_id, code, None);
        if !code.is_done() && code != StatusCode::REFRESH_REQUIRED {
            return;
        }
        let mode = if code == StatusCode::REFRESH_REQUIRED {
            AlertCode::SLOW
        } else {
            self.mode.unwrap_or(alert.code)
        };
        let mut item = Item::between(local, remote);
        item.meta.anchor = Some(Anchor {
            last: self.last.clone(),
            next: "server-next".to_owned(),
        });
        let cmd_id = answer.id();
        answer.commands.push(Command::Alert(Alert {
            cmd_id,
            no_resp: false,
            cred: None,
            code: mode,
            items: vec![item],
        }));
        self.alerted.push((remote.to_owned(), local.to_owned()));
    }

    fn take_sync(&mut self, sync: &Sync, answer: &mut Answer) {
        answer.status("Sync", &sync.cmd_id, StatusCode::OK, None);
        for inner in &sync.commands {
            let Command::Change(change) = inner else {
                panic!("{inner:?}");
            };
            let item = &change.items[0];
            let luid = item.source_uri().unwrap().to_owned();
            let text = item.content(&change.meta).unwrap_or_default();
            let text = String::from_utf8(text).unwrap();
            let whole = self.parts.remove(&luid).unwrap_or_default() + &text;
            let code = if item.more_data {
                self.parts.insert(luid.clone(), whole);
                StatusCode::CHUNK_ACCEPTED
            } else {
                self.got.push((luid.clone(), change.kind, whole));
                StatusCode::ITEM_ADDED
            };
            let code = self.answers.get(&luid).copied().unwrap_or(code);
            answer.status(change.kind.name(), &change.cmd_id, code, None);
        }
        self.client_done = true;
    }

    /// Everything at once, or the first piece.
    fn say_changes(&mut self, answer: &mut Answer) {
        let changes = std::mem::take(&mut self.changes);
        if self.alerted.is_empty() {
            return;
        }
        if let Some(piece) = self.piece {
            for (_, target, source, text) in changes {
                let pieces: Vec<&[u8]> = text.as_bytes().chunks(piece).collect();
                for (at, bytes) in pieces.iter().enumerate() {
                    self.pending.push((
                        target.clone(),
                        source.clone(),
                        String::from_utf8(bytes.to_vec()).unwrap(),
                        (at == 0).then_some(text.len() as u64),
                        at + 1 < pieces.len(),
                    ));
                }
            }
            self.say_piece(answer);
            return;
        }
        let (remote, local) = self.alerted[0].clone();
        let mut sync = Sync::new(answer.id(), local, remote);
        sync.number_of_changes = u32::try_from(changes.len()).ok();
        for (kind, target, source, text) in changes {
            let mut item = Item {
                target: target.map(syncml::message::Address::new),
                source: source.map(syncml::message::Address::new),
                ..Item::default()
            };
            if kind != ChangeKind::Delete {
                item = item.with_data(text);
            }
            let change = Change::new(kind, answer.id(), Meta::of_type("text/plain"), item);
            sync.commands.push(Command::Change(change));
        }
        answer.commands.push(Command::Sync(sync));
    }

    fn say_piece(&mut self, answer: &mut Answer) {
        if self.pending.is_empty() {
            return;
        }
        let (target, source, text, size, more) = self.pending.remove(0);
        let (remote, local) = self.alerted[0].clone();
        let mut sync = Sync::new(answer.id(), local, remote);
        let mut item = Item {
            target: target.map(syncml::message::Address::new),
            source: source.map(syncml::message::Address::new),
            more_data: more,
            data: Some(Data::Bytes(text.into_bytes())),
            ..Item::default()
        };
        item.meta.size = size;
        let meta = Meta::of_type("text/plain");
        let change = Change::new(ChangeKind::Add, answer.id(), meta, item);
        sync.commands.push(Command::Change(change));
        answer.commands.push(Command::Sync(sync));
    }
}

/// A piece of an object: target, source, text, the size of the whole, and whether more follows.
pub(crate) type Piece = (Option<String>, Option<String>, String, Option<u64>, bool);

struct Answer {
    next: u32,
    to: MsgId,
    commands: Vec<Command>,
}

impl Answer {
    fn id(&mut self) -> CmdId {
        self.next += 1;
        CmdId::from(self.next)
    }

    fn status(&mut self, cmd: &str, cmd_ref: &CmdId, code: StatusCode, chal: Option<Chal>) {
        let cmd_id = self.id();
        self.commands.push(Command::Status(Status {
            cmd_id,
            msg_ref: self.to.clone(),
            cmd_ref: cmd_ref.clone(),
            cmd: cmd.to_owned(),
            target_refs: Vec::new(),
            source_refs: Vec::new(),
            cred: None,
            chal,
            code,
            items: Vec::new(),
        }));
    }
}
