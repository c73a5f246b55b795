//! Items the server sends: put together where they come in pieces, and answered one by one.

use super::SessionError;
use crate::message::{Change, ChangeKind, CmdId, Data, Item, Meta, StatusCode};

/// An item as the server has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// What happened to it.
    pub kind: IncomingKind,
    /// Our id of it, where the server knows one.
    pub luid: Option<String>,
    /// The server's id of it, where it said one.
    pub guid: Option<String>,
    /// The type of its text.
    pub content_type: Option<String>,
}

/// What happened to an item on the server.
#[derive(Clone, PartialEq, Eq)]
pub enum IncomingKind {
    /// It is new.
    Add(Vec<u8>),
    /// It is as given.
    Replace(Vec<u8>),
    /// It is gone.
    Delete,
    /// It is there and cannot be read: bytes were lost, or it came incomplete.
    Unreadable,
}

/// Shows no content.
impl std::fmt::Debug for IncomingKind {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Add(data) => write!(out, "Add({} bytes)", data.len()),
            Self::Replace(data) => write!(out, "Replace({} bytes)", data.len()),
            Self::Delete => out.write_str("Delete"),
            Self::Unreadable => out.write_str("Unreadable"),
        }
    }
}

/// Says which item of the message an answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket(pub(super) usize);

/// What the driver did with an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// It is stored under this id; where that is new to the server, it is told.
    Stored {
        /// Our id.
        luid: String,
    },
    /// It is deleted, or was not there.
    Deleted,
    /// It could not be taken.
    Refused(StatusCode),
}

/// An object that came in part.
pub(super) struct Partial {
    store: usize,
    kind: ChangeKind,
    key: (Option<String>, Option<String>),
    size: Option<u64>,
    data: Vec<u8>,
}

/// What to make of one item of a command.
pub(super) enum Taken {
    /// It is whole.
    Whole(Incoming),
    /// More of it is to come.
    More,
    /// Its pieces do not make up the size that was said.
    WrongSize,
    /// It lacks what it needs.
    Incomplete,
}

/// Puts objects together.
#[derive(Default)]
pub(super) struct Assembly {
    partial: Option<Partial>,
}

impl Assembly {
    /// Takes an item; the second value tells that an earlier object was never finished.
    pub(super) fn take(
        &mut self,
        store: usize,
        change: &Change,
        item: &Item,
        most_bytes: u64,
    ) -> Result<(Taken, bool), SessionError> {
        let key = (
            item.target_uri().map(str::to_owned),
            item.source_uri().map(str::to_owned),
        );
        let goes_on = self
            .partial
            .as_ref()
            .is_some_and(|partial| partial.store == store && partial.key == key);
        let broken_off = self.partial.is_some() && !goes_on;
        let earlier = self.partial.take().filter(|_| goes_on);
        if change.kind == ChangeKind::Delete {
            return Ok((
                Taken::Whole(incoming(change, item, IncomingKind::Delete)),
                broken_off,
            ));
        }
        let Some(piece) = content(item, &change.meta) else {
            let is_there = matches!(item.data, Some(Data::Damaged | Data::Bytes(_)));
            let taken = if is_there {
                Taken::Whole(incoming(change, item, IncomingKind::Unreadable))
            } else {
                Taken::Incomplete
            };
            return Ok((taken, broken_off));
        };
        let (kind, size, data) = match earlier {
            Some(mut partial) => {
                partial.data.extend_from_slice(&piece);
                (partial.kind, partial.size, partial.data)
            }
            None => (change.kind, item.meta.size.or(change.meta.size), piece),
        };
        if data.len() as u64 > most_bytes {
            return Err(SessionError::TooMuch);
        }
        if item.more_data {
            self.partial = Some(Partial {
                store,
                kind,
                key,
                size,
                data,
            });
            return Ok((Taken::More, broken_off));
        }
        // Only an object in pieces has to add up: of whole ones, some servers count characters.
        if goes_on && size.is_some_and(|size| size != data.len() as u64) {
            return Ok((Taken::WrongSize, broken_off));
        }
        let what = if kind == ChangeKind::Add {
            IncomingKind::Add(data)
        } else {
            IncomingKind::Replace(data)
        };
        Ok((Taken::Whole(incoming(change, item, what)), broken_off))
    }

    /// Whether an object waits for its rest.
    pub(super) fn is_waiting(&self) -> bool {
        self.partial.is_some()
    }

    /// Gives up on an object whose rest never came.
    pub(super) fn give_up(&mut self) {
        self.partial = None;
    }
}

fn content(item: &Item, outer: &Meta) -> Option<Vec<u8>> {
    item.content(outer)
}

fn incoming(change: &Change, item: &Item, kind: IncomingKind) -> Incoming {
    let is_add = change.kind == ChangeKind::Add;
    Incoming {
        kind,
        // An Add has no id of ours, whatever stands there.
        luid: item.target_uri().filter(|_| !is_add).map(str::to_owned),
        guid: item.source_uri().map(str::to_owned),
        content_type: item.meta.kind.clone().or_else(|| change.meta.kind.clone()),
    }
}

/// An item that was handed to the driver and waits for its answer.
pub(super) struct Awaiting {
    pub(super) store: usize,
    pub(super) cmd_ref: CmdId,
    pub(super) name: &'static str,
    pub(super) target: Option<String>,
    pub(super) source: Option<String>,
    pub(super) applied: Option<Applied>,
    pub(super) is_add: bool,
}

impl Awaiting {
    /// The Status for it.
    pub(super) fn code(&self) -> StatusCode {
        match &self.applied {
            Some(Applied::Stored { .. }) if self.is_add => StatusCode::ITEM_ADDED,
            Some(Applied::Stored { .. } | Applied::Deleted) => StatusCode::OK,
            Some(Applied::Refused(code)) => *code,
            // The driver left it out: it is certainly not stored.
            None => StatusCode::COMMAND_FAILED,
        }
    }
}
