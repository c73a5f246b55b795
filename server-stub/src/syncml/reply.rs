//! A message being written: commands are numbered as they come, and it never grows beyond what the client takes.

use std::collections::VecDeque;

use syncml::message::{
    Chal, CmdId, Command, Data, Header, Item, Message, MsgId, Status, StatusCode,
};
use syncml::{Coding, encoded_len};

/// No client takes less; with less nothing could be said.
const SMALLEST_BYTES: usize = 2_048;
/// What the end of a message takes, and what a count may be off by.
const MARGIN_BYTES: usize = 120;

/// A Status that is not numbered yet.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) msg_ref: MsgId,
    pub(crate) cmd_ref: CmdId,
    pub(crate) cmd: String,
    pub(crate) target_ref: Option<String>,
    pub(crate) source_ref: Option<String>,
    pub(crate) code: StatusCode,
    pub(crate) chal: Option<Chal>,
    /// The anchor of an Alert.
    pub(crate) anchor: Option<String>,
}

impl Answer {
    /// The answer to a command of that message.
    pub(crate) fn to(msg_ref: &MsgId, command: &Command, code: StatusCode) -> Answer {
        Answer::of(msg_ref, command.cmd_id(), command.name(), code)
    }

    pub(crate) fn of(msg_ref: &MsgId, cmd_ref: &CmdId, cmd: &str, code: StatusCode) -> Answer {
        Answer {
            msg_ref: msg_ref.clone(),
            cmd_ref: cmd_ref.clone(),
            cmd: cmd.to_owned(),
            target_ref: None,
            source_ref: None,
            code,
            chal: None,
            anchor: None,
        }
    }

    /// The same, about one item or store.
    #[must_use]
    pub(crate) fn about(mut self, target: Option<&str>, source: Option<&str>) -> Answer {
        self.target_ref = target.map(str::to_owned);
        self.source_ref = source.map(str::to_owned);
        self
    }

    fn status(self, cmd_id: CmdId) -> Status {
        let anchor = self.anchor.map(|next| Item {
            data: Some(Data::anchor(next)),
            ..Item::default()
        });
        Status {
            cmd_id,
            msg_ref: self.msg_ref,
            cmd_ref: self.cmd_ref,
            cmd: self.cmd,
            target_refs: self.target_ref.into_iter().collect(),
            source_refs: self.source_ref.into_iter().collect(),
            cred: None,
            chal: self.chal,
            code: self.code,
            items: anchor.into_iter().collect(),
        }
    }
}

/// What waits to be said.
#[derive(Debug)]
pub(crate) enum Pending {
    /// A Status.
    Answer(Answer),
    /// Any other command; its number is filled in.
    Command(Command),
    /// The Alert for a store, by its place in the session.
    Alert(usize, Command),
}

/// A message being written.
pub(crate) struct Reply {
    header: Header,
    coding: Coding,
    commands: Vec<Command>,
    last_id: u32,
    used_bytes: usize,
    limit_bytes: usize,
    /// The Alerts said, and for which store.
    pub(crate) alerts: Vec<(CmdId, usize)>,
}

impl Reply {
    /// An empty message of at most so many bytes.
    pub(crate) fn new(header: Header, coding: Coding, limit_bytes: usize) -> Reply {
        let mut reply = Reply {
            header,
            coding,
            commands: Vec::new(),
            last_id: 0,
            used_bytes: 0,
            limit_bytes: limit_bytes.max(SMALLEST_BYTES),
            alerts: Vec::new(),
        };
        reply.used_bytes = reply.head_bytes();
        reply
    }

    fn head_bytes(&self) -> usize {
        let empty = Message {
            header: self.header.clone(),
            commands: Vec::new(),
            is_final: true,
        };
        // A header of ours is text.
        syncml::encode(&empty, self.coding).map_or(1_000, |bytes| bytes.len()) + MARGIN_BYTES
    }

    /// Which message it is.
    pub(crate) fn msg_id(&self) -> &MsgId {
        &self.header.msg_id
    }

    /// The number of the next command.
    pub(crate) fn next_id(&mut self) -> CmdId {
        self.last_id += 1;
        CmdId::from(self.last_id)
    }

    /// Takes the last number back, of a command that is not said after all.
    pub(crate) fn give_back_id(&mut self) {
        self.last_id = self.last_id.saturating_sub(1);
    }

    /// Whether nothing has been said yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.commands.is_empty()
    }

    /// Whether this version can say how many changes will come.
    pub(crate) fn counts_changes(&self) -> bool {
        self.header.version > syncml::Version::V1_0
    }

    /// The bytes that are left.
    pub(crate) fn room(&self) -> usize {
        self.limit_bytes.saturating_sub(self.used_bytes)
    }

    /// The bytes an empty message has.
    pub(crate) fn room_when_empty(&self) -> usize {
        self.limit_bytes.saturating_sub(self.head_bytes())
    }

    /// How many bytes a command takes.
    pub(crate) fn size(&self, command: &Command) -> usize {
        encoded_len(command, self.header.version, self.coding).unwrap_or(usize::MAX)
    }

    /// Takes a command in, whatever its size.
    pub(crate) fn push(&mut self, command: Command) {
        self.used_bytes = self.used_bytes.saturating_add(self.size(&command));
        self.commands.push(command);
    }

    /// Takes in what waits until it is full; whether nothing waits any more. The first always fits: a message that says
    /// nothing would be said for ever.
    pub(crate) fn take(&mut self, waiting: &mut VecDeque<Pending>) -> bool {
        while let Some(pending) = waiting.pop_front() {
            let id = CmdId::from(self.last_id + 1);
            let command = match &pending {
                Pending::Answer(answer) => Command::Status(answer.clone().status(id.clone())),
                Pending::Command(command) | Pending::Alert(_, command) => {
                    numbered(command.clone(), id.clone())
                }
            };
            let size = self.size(&command);
            if size == usize::MAX {
                // This coding cannot say it at all.
                continue;
            }
            if size > self.room() && !self.commands.is_empty() {
                waiting.push_front(pending);
                return false;
            }
            self.last_id += 1;
            if let Pending::Alert(store, _) = pending {
                self.alerts.push((id, store));
            }
            self.push(command);
        }
        true
    }

    /// The message.
    pub(crate) fn finish(self, is_final: bool) -> Message {
        Message {
            header: self.header,
            commands: self.commands,
            is_final,
        }
    }
}

fn numbered(mut command: Command, id: CmdId) -> Command {
    match &mut command {
        Command::Alert(it) => it.cmd_id = id,
        Command::Get(it) => it.cmd_id = id,
        Command::Put(it) => it.cmd_id = id,
        Command::Results(it) => it.cmd_id = id,
        Command::Sync(it) => it.cmd_id = id,
        Command::Map(it) => it.cmd_id = id,
        Command::Change(it) => it.cmd_id = id,
        Command::Status(it) => it.cmd_id = id,
        Command::Group(it) => it.cmd_id = id,
        Command::Other(it) => it.cmd_id = id,
    }
    command
}
