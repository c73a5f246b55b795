//! What changed here, on its way to the client: worked out when the client has said its own, sent as messages fill.

use std::collections::VecDeque;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pim::Item;
use sha2::{Digest as _, Sha256};
use syncml::Coding;
use syncml::message::{Change, ChangeKind, Command, Data, Item as SyncItem, Meta, Sync};

use super::client::ClientInfo;
use super::mode::Mode;
use super::open_store::OpenStore;
use super::reply::Reply;
use super::wire::{self, Wire};
use crate::lock::lock;
use crate::store::{Collection, Resource, Shelves};

/// One change to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outgoing {
    Add { name: String },
    Replace { id: String, name: String },
    Delete { id: String },
}

/// A change that was told, until the client says what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Add {
        name: String,
    },
    Replace {
        id: String,
        change: u64,
    },
    Delete {
        id: String,
    },
    /// A part of an object; the last one is told as itself.
    Part,
}

/// A large object on its way out.
pub(crate) struct Chunk {
    outgoing: Outgoing,
    bytes: Vec<u8>,
    at: usize,
    change: u64,
    packed: bool,
}

/// Who is told, and how.
pub(crate) struct Listener<'a> {
    pub(crate) info: Option<&'a ClientInfo>,
    pub(crate) coding: Coding,
    pub(crate) max_object_bytes: Option<u64>,
}

/// A part of an object is not worth its frame below this.
const SMALLEST_PART_BYTES: usize = 400;

/// The id an item goes by: its name, or where the client keeps no ids that long, a hash of it.
pub(crate) fn guid(name: &str, longest: usize) -> String {
    let is_plain = name
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"&<>\"'".contains(&byte));
    if is_plain && name.len() <= longest {
        return name.to_owned();
    }
    let digest = Sha256::digest(name.as_bytes());
    digest
        .iter()
        .take(longest.saturating_sub(1).clamp(4, 30) / 2)
        .fold("~".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

impl OpenStore {
    /// Works out what the client has to be told.
    pub(crate) fn work_out(&mut self, shelves: &Shelves) {
        let mut outgoing = VecDeque::new();
        let collection = shelves.collection(&self.path);
        for (id, known) in &self.state.map {
            match collection.and_then(|collection| collection.get(&known.name)) {
                None => outgoing.push_back(Outgoing::Delete { id: id.clone() }),
                Some(resource) if resource.change != known.change => {
                    outgoing.push_back(Outgoing::Replace {
                        id: id.clone(),
                        name: known.name.clone(),
                    });
                }
                Some(_) => {}
            }
        }
        let everything = collection.into_iter().flat_map(Collection::resources);
        outgoing.extend(
            everything
                .filter(|resource| !self.by_name.contains_key(&*resource.name))
                .map(|resource| Outgoing::Add {
                    name: resource.name.to_string(),
                }),
        );
        if self.mode == Mode::RefreshFromServer {
            // The client has dropped what it had; what it was given before a break is what it still has.
            outgoing.retain(|change| !matches!(change, Outgoing::Delete { .. }));
        }
        self.outgoing_total = u32::try_from(outgoing.len()).unwrap_or(u32::MAX);
        self.outgoing = Some(outgoing);
    }

    /// Writes as many changes as the message has room for; gives each with its number, and whether these were all.
    pub(crate) fn tell(
        &mut self,
        shelves: &std::sync::Mutex<Shelves>,
        listener: &Listener<'_>,
        reply: &mut Reply,
    ) -> (Vec<(syncml::message::CmdId, Told)>, bool) {
        if self.outgoing.is_none() {
            self.work_out(&lock(shelves));
        }
        let mut told = Vec::new();
        let mut sync = Sync::new(0, self.client_name.clone(), self.server_name.clone());
        let counts = listener.info.is_none_or(|info| info.number_of_changes);
        if counts && !self.begun && reply.counts_changes() {
            sync.number_of_changes = Some(self.outgoing_total);
        }
        let frame_bytes = reply.size(&Command::Sync(sync.clone()));
        if frame_bytes + 10 > reply.room() && !reply.is_empty() {
            return (told, false);
        }
        sync.cmd_id = reply.next_id();
        let mut room = reply.room().saturating_sub(frame_bytes);
        let whole_room = reply.room_when_empty().saturating_sub(frame_bytes);
        let mut all = true;
        while let Some((change, what)) = self.next(shelves, listener, reply, room, whole_room) {
            let Some(change) = change else {
                all = false;
                break;
            };
            room = room.saturating_sub(reply.size(&change));
            told.push((change.cmd_id().clone(), what));
            sync.commands.push(change);
            if self.chunk.is_some() {
                all = false;
                break;
            }
        }
        if self.begun && sync.commands.is_empty() {
            reply.give_back_id();
        } else {
            self.begun = true;
            reply.push(Command::Sync(sync));
        }
        self.told = all;
        (told, all)
    }

    /// The next change that fits; `Some((None, …))` where it does not fit any more, `None` where there is no other.
    fn next(
        &mut self,
        shelves: &std::sync::Mutex<Shelves>,
        listener: &Listener<'_>,
        reply: &mut Reply,
        room: usize,
        whole_room: usize,
    ) -> Option<(Option<Command>, Told)> {
        if let Some(chunk) = self.chunk.take() {
            return Some(self.part(chunk, listener, reply, room));
        }
        loop {
            let outgoing = self.outgoing.as_mut()?.pop_front()?;
            let (bytes, change) = match &outgoing {
                Outgoing::Delete { .. } => (Vec::new(), 0),
                Outgoing::Add { name } | Outgoing::Replace { name, .. } => {
                    let resource = lock(shelves)
                        .collection(&self.path)
                        .and_then(|collection| collection.get(name))
                        .map(Arc::clone);
                    // Deleted while the session ran, or nothing this client could be told: it is looked at next time.
                    let Some(bytes) = resource
                        .as_ref()
                        .and_then(|resource| self.as_told(resource, listener))
                    else {
                        continue;
                    };
                    (bytes, resource.map_or(0, |resource| resource.change))
                }
            };
            let is_too_large = listener
                .max_object_bytes
                .is_some_and(|limit| bytes.len() as u64 > limit);
            if is_too_large {
                continue;
            }
            let data = (!matches!(outgoing, Outgoing::Delete { .. })).then_some(&bytes[..]);
            // Decided for the whole object: its parts have to be put together again.
            let packed = !listener.coding.can_carry(&bytes);
            let command = self.command(&outgoing, listener, data, packed, None);
            let size = reply.size(&command);
            if size <= room {
                let id = reply.next_id();
                let told = self.note(&outgoing, change);
                return Some((Some(with_id(command, id)), told));
            }
            if size <= whole_room {
                self.outgoing.as_mut()?.push_front(outgoing);
                return Some((None, Told::Part));
            }
            if listener.info.is_some_and(|info| !info.large_objects) {
                continue;
            }
            let chunk = Chunk {
                outgoing,
                bytes,
                at: 0,
                change,
                packed,
            };
            return Some(self.part(chunk, listener, reply, room));
        }
    }

    /// The next part of a large object.
    fn part(
        &mut self,
        mut chunk: Chunk,
        listener: &Listener<'_>,
        reply: &mut Reply,
        room: usize,
    ) -> (Option<Command>, Told) {
        let size = (chunk.at == 0).then_some(chunk.bytes.len() as u64);
        let rest = chunk.bytes.get(chunk.at..).unwrap_or_default();
        let mut length = rest.len();
        let mut command;
        loop {
            length = boundary(rest, length, chunk.packed);
            let part = rest.get(..length).unwrap_or(rest);
            command = self.command(&chunk.outgoing, listener, Some(part), chunk.packed, size);
            if length < rest.len()
                && let Command::Change(change) = &mut command
            {
                change
                    .items
                    .iter_mut()
                    .for_each(|item| item.more_data = true);
            }
            let bytes = reply.size(&command);
            if bytes <= room {
                break;
            }
            let over = bytes - room;
            let shorter = length.saturating_sub(over.max(32));
            if shorter < SMALLEST_PART_BYTES {
                self.chunk = Some(chunk);
                return (None, Told::Part);
            }
            length = shorter;
        }
        let id = reply.next_id();
        chunk.at += length;
        let told = if chunk.at < chunk.bytes.len() {
            self.chunk = Some(chunk);
            Told::Part
        } else {
            self.note(&chunk.outgoing, chunk.change)
        };
        (Some(with_id(command, id)), told)
    }

    /// The rest of the object that was begun is not wanted.
    pub(crate) fn drop_chunk(&mut self) {
        self.chunk = None;
    }

    fn note(&mut self, outgoing: &Outgoing, change: u64) -> Told {
        match outgoing {
            Outgoing::Add { name } => {
                self.changed = true;
                self.state.told.insert(name.clone(), change);
                Told::Add { name: name.clone() }
            }
            Outgoing::Replace { id, .. } => Told::Replace {
                id: id.clone(),
                change,
            },
            Outgoing::Delete { id } => Told::Delete { id: id.clone() },
        }
    }

    /// The format the client is told items in.
    pub(crate) fn tells_in(&self, info: Option<&ClientInfo>) -> Wire {
        info.and_then(|info| info.takes(&self.client_name, self.kind))
            .or(self.heard_in)
            .unwrap_or_else(|| Wire::mandatory(self.kind))
    }

    fn as_told(&self, resource: &Resource, listener: &Listener<'_>) -> Option<Vec<u8>> {
        let item = Item::parse(self.kind, &resource.body).ok()?;
        wire::to_wire(&item, self.tells_in(listener.info))
    }

    fn command(
        &self,
        outgoing: &Outgoing,
        listener: &Listener<'_>,
        data: Option<&[u8]>,
        packed: bool,
        size: Option<u64>,
    ) -> Command {
        let guid_bytes = listener
            .info
            .map_or(64, |info| info.guid_bytes(&self.client_name));
        let (kind, mut item) = match outgoing {
            Outgoing::Add { name } => {
                (ChangeKind::Add, SyncItem::at_source(guid(name, guid_bytes)))
            }
            Outgoing::Replace { id, .. } => (ChangeKind::Replace, SyncItem::at_target(id)),
            Outgoing::Delete { id } => (ChangeKind::Delete, SyncItem::at_target(id)),
        };
        let mut meta = Meta::default();
        if let Some(data) = data {
            meta.kind = Some(self.tells_in(listener.info).content_type().name);
            if packed {
                meta.format = Some("b64".to_owned());
            }
            item.data = Some(Data::Bytes(if packed {
                STANDARD.encode(data).into_bytes()
            } else {
                data.to_vec()
            }));
        }
        item.meta.size = size;
        Command::Change(Change::new(kind, 0, meta, item))
    }
}

fn with_id(mut command: Command, id: syncml::message::CmdId) -> Command {
    if let Command::Change(change) = &mut command {
        change.cmd_id = id;
    }
    command
}

/// The longest part up to `length` that can be sent: text ends between characters, base64 between groups of three.
fn boundary(bytes: &[u8], length: usize, packed: bool) -> usize {
    if length >= bytes.len() {
        return bytes.len();
    }
    if packed {
        return length - length % 3;
    }
    let mut end = length;
    while end > 0 && bytes.get(end).is_some_and(|byte| byte & 0xc0 == 0x80) {
        end -= 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_name_unless_the_client_could_not_keep_it() {
        assert_eq!(guid("a.vcf", 64), "a.vcf");
        let long = "x".repeat(80);
        assert!(guid(&long, 64).starts_with('~') && guid(&long, 64).len() <= 64);
        assert_ne!(guid(&long, 64), guid(&format!("{long}y"), 64));
        assert!(guid("Käse.vcf", 64).is_ascii());
        assert!(guid(&long, 8).len() <= 8);
    }

    #[test]
    fn a_part_ends_between_characters_and_groups() {
        let text = "aé€b".repeat(20);
        for length in 0..text.len() {
            let end = boundary(text.as_bytes(), length, false);
            assert!(end <= length && end + 3 > length && text.is_char_boundary(end));
            assert_eq!(boundary(text.as_bytes(), length, true) % 3, 0);
        }
        assert_eq!(boundary(b"abc", 9, false), 3);
    }
}
