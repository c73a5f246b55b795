//! A store in a session: which way it is synchronised, what is known of it, and what the session has come to.

use std::collections::{HashMap, VecDeque};

use pim::Kind;

use super::mode::Mode;
use super::outgoing::{Chunk, Outgoing};
use super::state::{Known, StoreState};
use super::wire::Wire;
use crate::store::CollectionPath;

/// One store of a session.
// Each is a fact of its own.
#[allow(clippy::struct_excessive_bools)]
pub(crate) struct OpenStore {
    pub(crate) kind: Kind,
    pub(crate) path: CollectionPath,
    /// What the client calls it.
    pub(crate) server_name: String,
    /// What the client calls its own.
    pub(crate) client_name: String,
    pub(crate) mode: Mode,
    pub(crate) state: StoreState,
    /// Whether the state has to be kept again.
    pub(crate) changed: bool,
    /// The anchors of this sync.
    pub(crate) client_anchor: String,
    pub(crate) server_anchor: String,
    /// What this server said last time.
    pub(crate) last_server_anchor: Option<String>,
    /// The client's id of each item it has, by the item's name.
    pub(crate) by_name: HashMap<String, String>,
    /// The format the client's items came in.
    pub(crate) heard_in: Option<Wire>,
    /// Changes that came, and how many were announced.
    pub(crate) heard: u32,
    pub(crate) announced: Option<u32>,
    /// Server items by what they might be recognised by; made when the first item has to be recognised.
    pub(crate) index: Option<HashMap<u64, Vec<String>>>,
    /// What is left to be told; `None` before it is worked out.
    pub(crate) outgoing: Option<VecDeque<Outgoing>>,
    pub(crate) outgoing_total: u32,
    /// Its first Sync has been sent.
    pub(crate) begun: bool,
    /// All of it has been sent.
    pub(crate) told: bool,
    /// A large object under way.
    pub(crate) chunk: Option<Chunk>,
    /// Something went wrong that keeps the anchors from being kept.
    pub(crate) failed: bool,
}

impl OpenStore {
    /// Where its state is kept.
    pub(crate) fn key(path: &CollectionPath) -> String {
        format!("syncml {path}")
    }

    /// Begins the sync of this mode; `resumed` goes on with what was begun before.
    pub(crate) fn begin(&mut self, mode: Mode, resumed: bool) {
        self.mode = mode;
        if !resumed {
            self.state.begin(mode.alert().0, mode.compares_everything());
        }
        self.changed = true;
        self.by_name = self
            .state
            .map
            .iter()
            .map(|(id, known)| (known.name.clone(), id.clone()))
            .collect();
    }

    /// The client has this item, in the version of that change.
    pub(crate) fn know(&mut self, id: &str, name: &str, change: u64) {
        self.changed = true;
        self.state.told.remove(name);
        if let Some(other) = self.by_name.insert(name.to_owned(), id.to_owned())
            && other != id
        {
            self.state.map.remove(&other);
        }
        let known = Known {
            name: name.to_owned(),
            change,
        };
        if let Some(old) = self.state.map.insert(id.to_owned(), known)
            && old.name != name
        {
            self.by_name.remove(&old.name);
        }
    }

    /// The client does not have this item, or not any more.
    pub(crate) fn forget(&mut self, id: &str) {
        self.changed = true;
        if let Some(known) = self.state.map.remove(id) {
            self.by_name.remove(&known.name);
        }
    }
}
