//! A message while it is written: what is in it, and what still fits.

use super::SessionError;
use super::outgoing::Room;
use super::talk::{Said, Session};
use crate::codec::{Coding, encode, encoded_len};
use crate::message::{CmdId, Command, Header, Message, MsgId};

/// Room left in every message for what is not counted.
const SLACK: usize = 200;
/// A smaller limit is not meant: the header alone would fill it (seen: 0 for "no limit").
const LEAST_BYTES: usize = 2_000;

/// A message being written.
pub(super) struct Writing {
    header: Header,
    pub(super) commands: Vec<Command>,
    pub(super) next_id: u32,
    pub(super) left: usize,
    whole: usize,
    coding: Coding,
}

impl Writing {
    pub(super) fn new(session: &Session) -> Result<Self, SessionError> {
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

    pub(super) fn room(&self, session: &Session) -> Room {
        Room {
            version: session.settings.version,
            coding: self.coding,
            left: self.left,
            whole: self.whole,
            has_company: self.commands.len() > 1,
        }
    }

    /// Whether a command fits; the first one always does.
    pub(super) fn fits(&self, command: &Command) -> Result<bool, SessionError> {
        let len = encoded_len(command, self.header.version, self.coding)? + 8;
        Ok(len <= self.left || self.commands.is_empty())
    }

    pub(super) fn push(&mut self, command: Command, session: &mut Session, said: Said) {
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

    pub(super) fn finish(self, session: &mut Session, is_final: bool) -> Message {
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
