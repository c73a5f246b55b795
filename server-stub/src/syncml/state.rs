//! What is remembered of a device and a store from one session to the next.
//!
//! Of each item the device has, the change at which both last agreed is kept: what changed on the server is found by
//! comparing that with the item, so nothing depends on a session having ended well. Only the anchors do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One store of one device.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoreState {
    /// Of the collection; another one of the same name is a stranger.
    pub(crate) collection: u64,
    /// What the client called its state at the end of the last successful sync.
    pub(crate) client_anchor: Option<String>,
    /// What the server called its own.
    pub(crate) server_anchor: Option<String>,
    /// The client's ids of the items it has.
    pub(crate) map: BTreeMap<String, Known>,
    /// Items told to the client as new that it has not given its id for: name and change.
    pub(crate) told: BTreeMap<String, u64>,
    /// A sync that has begun and not ended.
    pub(crate) underway: Option<Underway>,
}

/// An item both sides have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Known {
    /// Its name in the collection.
    pub(crate) name: String,
    /// The change both agreed on; 0 where the client has yet to be told.
    pub(crate) change: u64,
}

/// A sync that has not ended, so that it can be resumed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Underway {
    /// The Alert it was begun with.
    pub(crate) code: u16,
    /// The ids from before a slow sync: a hint which item is which, no more.
    pub(crate) before: BTreeMap<String, Known>,
}

impl StoreState {
    /// A sync of this sort begins anew. One that compares everything forgets what was agreed, and with it the anchors:
    /// should it break off, only another slow sync or a resume may follow.
    pub(crate) fn begin(&mut self, code: u16, compares_everything: bool) {
        let mut before = BTreeMap::new();
        if compares_everything {
            if let Some(underway) = self.underway.take() {
                before = underway.before;
            }
            before.append(&mut self.map);
            self.told.clear();
            self.client_anchor = None;
            self.server_anchor = None;
        }
        self.underway = Some(Underway { code, before });
    }

    /// It has ended well.
    pub(crate) fn end(&mut self, client_anchor: String, server_anchor: String) {
        self.client_anchor = Some(client_anchor);
        self.server_anchor = Some(server_anchor);
        self.underway = None;
    }
}
