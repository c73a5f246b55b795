//! Our changes on their way: as many as fit into a message, large ones in pieces.

use std::collections::VecDeque;

use base64::Engine as _;

use super::StorePlan;
use crate::base64::BASE64;
use crate::codec::{Coding, EncodeError, encoded_len};
use crate::message::{Change, ChangeKind, CmdId, Command, Data, Item, Meta, Sync, Version};

/// One change to send.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// What happened: `Add`, `Replace` or `Delete`.
    pub kind: ChangeKind,
    /// Our id of the item.
    pub luid: String,
    /// The type of its text.
    pub content_type: String,
    /// Its text; empty for a deletion.
    pub data: Vec<u8>,
}

/// Shows no content.
impl std::fmt::Debug for Outgoing {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            out,
            "{:?} {} ({} bytes)",
            self.kind,
            self.luid,
            self.data.len()
        )
    }
}

/// Room kept in a message for what is around a piece of a large object, in bytes.
const AROUND_A_PIECE: usize = 600;
/// A piece is never shorter than this, however little the server takes.
const SHORTEST_PIECE: usize = 256;

/// The changes of one store, not yet sent.
pub(super) struct Queue {
    store: usize,
    target: String,
    source: String,
    total: u32,
    tells_total: bool,
    is_begun: bool,
    changes: VecDeque<Outgoing>,
    /// How much of the first change is sent.
    sent: usize,
    /// A piece was sent and its answer is awaited.
    awaits_piece: bool,
}

/// One change as it was put into a message.
pub(super) struct Sent {
    pub(super) cmd: CmdId,
    pub(super) luid: String,
    /// More of it follows.
    pub(super) is_piece: bool,
}

/// What one message can hold.
pub(super) struct Room {
    pub(super) version: Version,
    pub(super) coding: Coding,
    /// Bytes left.
    pub(super) left: usize,
    /// Bytes an empty message leaves.
    pub(super) whole: usize,
    /// Something stands in the message besides the Status for the header.
    pub(super) has_company: bool,
}

impl Queue {
    pub(super) fn new(store: usize, plan: &mut StorePlan, tells_total: bool) -> Self {
        let changes: VecDeque<Outgoing> = std::mem::take(&mut plan.changes).into();
        Self {
            store,
            target: plan.remote.clone(),
            source: plan.local.clone(),
            total: u32::try_from(changes.len()).unwrap_or(u32::MAX),
            tells_total,
            is_begun: false,
            changes,
            sent: 0,
            awaits_piece: false,
        }
    }

    pub(super) fn store(&self) -> usize {
        self.store
    }

    /// Everything is in a message, and it began at all.
    pub(super) fn is_empty(&self) -> bool {
        self.is_begun && self.changes.is_empty()
    }

    /// The server took the last piece.
    pub(super) fn piece_taken(&mut self) {
        self.awaits_piece = false;
    }

    /// The server refused a piece: the rest of that item is not sent.
    pub(super) fn piece_refused(&mut self) {
        if self.awaits_piece {
            self.awaits_piece = false;
            self.sent = 0;
            self.changes.pop_front();
        }
    }

    /// As much as fits, as one Sync; `None` where nothing does.
    pub(super) fn fill(
        &mut self,
        next_id: &mut impl FnMut() -> CmdId,
        room: &mut Room,
    ) -> Result<Option<(Sync, Vec<Sent>)>, EncodeError> {
        if self.awaits_piece || self.is_empty() {
            return Ok(None);
        }
        let mut sync = Sync::new(next_id(), &self.target, &self.source);
        if !self.is_begun && self.tells_total {
            sync.number_of_changes = Some(self.total);
        }
        let head = encoded_len(&Command::Sync(sync.clone()), room.version, room.coding)?;
        if head > room.left && room.has_company {
            return Ok(None);
        }
        room.left = room.left.saturating_sub(head);
        let mut sent = Vec::new();
        while let Some(outgoing) = self.changes.front() {
            let id = next_id();
            let rest = outgoing.data.get(self.sent..).unwrap_or_default();
            let whole = command(outgoing, id.clone(), rest, Part::of(self.sent, None), room);
            let whole = Command::Change(whole);
            let len = encoded_len(&whole, room.version, room.coding)?;
            if len <= room.left {
                room.left -= len;
                sent.push(Sent {
                    cmd: id,
                    luid: outgoing.luid.clone(),
                    is_piece: false,
                });
                sync.commands.push(whole);
                self.sent = 0;
                self.changes.pop_front();
                continue;
            }
            // What fits into a message of its own waits for one; what fits into none goes in pieces.
            let has_company = room.has_company || !sent.is_empty();
            let fits_alone = self.sent == 0 && len + head + AROUND_A_PIECE <= room.whole;
            if has_company && (fits_alone || room.left < room.whole / 2) {
                break;
            }
            let piece = piece_of(rest, room);
            if piece.len() == rest.len() {
                // Smaller than the smallest piece: the server's limit is too small to be meant.
                room.left = 0;
                sent.push(Sent {
                    cmd: id,
                    luid: outgoing.luid.clone(),
                    is_piece: false,
                });
                sync.commands.push(whole);
                self.sent = 0;
                self.changes.pop_front();
                break;
            }
            let part = Part::of(self.sent, Some(outgoing.data.len()));
            let change = command(outgoing, id.clone(), piece, part, room);
            sent.push(Sent {
                cmd: id,
                luid: outgoing.luid.clone(),
                is_piece: true,
            });
            sync.commands.push(Command::Change(change));
            self.sent += piece.len();
            self.awaits_piece = true;
            room.left = 0;
            break;
        }
        if sent.is_empty() && self.is_begun {
            return Ok(None);
        }
        self.is_begun = true;
        Ok(Some((sync, sent)))
    }
}

/// Which part of an object a command carries.
#[derive(Clone, Copy)]
struct Part {
    /// The size of the whole, in the first of several.
    size: Option<usize>,
    more: bool,
}

impl Part {
    fn of(sent: usize, whole: Option<usize>) -> Self {
        Self {
            size: whole.filter(|_| sent == 0),
            more: whole.is_some(),
        }
    }
}

/// The longest piece that surely fits, at a character's border so that XML can carry it.
fn piece_of<'d>(rest: &'d [u8], room: &Room) -> &'d [u8] {
    let free = room.left.saturating_sub(AROUND_A_PIECE);
    // Base64 takes four bytes for three; `]]>` and escapes take a few more.
    let mut end = (free * 2 / 3).max(SHORTEST_PIECE).min(rest.len());
    while end > 1 && end < rest.len() && rest.get(end).is_some_and(|byte| byte & 0xc0 == 0x80) {
        end -= 1;
    }
    rest.get(..end).unwrap_or(rest)
}

fn command(outgoing: &Outgoing, id: CmdId, data: &[u8], part: Part, room: &Room) -> Change {
    let mut item = Item::at_source(&outgoing.luid);
    let mut meta = Meta::default();
    if outgoing.kind != ChangeKind::Delete {
        meta.kind = Some(outgoing.content_type.clone());
        item.meta.size = part.size.map(|size| size as u64);
        item.more_data = part.more;
        item.data = Some(Data::Bytes(if room.coding.can_carry(data) {
            data.to_vec()
        } else {
            meta.format = Some("b64".to_owned());
            BASE64.encode(data).into_bytes()
        }));
    }
    Change::new(outgoing.kind, id, meta, item)
}
