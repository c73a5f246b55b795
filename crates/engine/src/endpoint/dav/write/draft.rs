//! One write as it is sent, and what the writes of one call share.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use dav::{ETag, Href};
use tokio::sync::OnceCell;

use super::super::ids;
use crate::endpoint::{EndpointError, ItemId, Trouble, Version, Write, WriteOutcome};

/// After so many lost connections the rest is not sent.
const LOST: u32 = 2;

/// One write, as it is sent.
pub(super) struct Draft {
    pub(super) href: Href,
    pub(super) what: What,
    /// The version it was made on; `None` where nothing is to be there, or where the server names no versions.
    pub(super) expected: Option<ETag>,
    /// The body that version had.
    pub(super) replaces: Vec<u8>,
}

pub(super) enum What {
    Create(Bytes),
    Replace(Bytes),
    Delete,
}

impl Draft {
    pub(super) fn of(write: Write) -> Self {
        let tag = |version: Option<Version>| version.and_then(|version| ETag::new(&version.0));
        match write {
            Write::Create { id, body } => Self {
                href: ids::href_of(&id),
                what: What::Create(body.into()),
                expected: None,
                replaces: Vec::new(),
            },
            Write::Replace {
                id,
                expected,
                replaces,
                body,
            } => Self {
                href: ids::href_of(&id),
                what: What::Replace(body.into()),
                expected: tag(expected),
                replaces,
            },
            Write::Delete {
                id,
                expected,
                replaces,
            } => Self {
                href: ids::href_of(&id),
                what: What::Delete,
                expected: tag(expected),
                replaces,
            },
        }
    }

    pub(super) fn id(&self) -> ItemId {
        ids::id_of(&self.href)
    }

    pub(super) fn is_create(&self) -> bool {
        matches!(self.what, What::Create(_))
    }

    /// Whether the server is asked by a condition alone, without reading first.
    pub(super) fn can_be_conditional(&self) -> bool {
        self.is_create() || self.expected.is_some()
    }
}

/// The writes by item, each with its place in the whole: two writes of one item must not overtake each other.
pub(super) fn by_item(drafts: Vec<Draft>) -> Vec<Vec<(usize, Draft)>> {
    let mut lanes: Vec<Vec<(usize, Draft)>> = Vec::with_capacity(drafts.len());
    let mut known: HashMap<Href, usize> = HashMap::with_capacity(drafts.len());
    for (place, draft) in drafts.into_iter().enumerate() {
        let lane = *known.entry(draft.href.clone()).or_insert(lanes.len());
        match lanes.get_mut(lane) {
            Some(lane) => lane.push((place, draft)),
            None => lanes.push(vec![(place, draft)]),
        }
    }
    lanes
}

/// What the writes of one call share.
#[derive(Default)]
pub(super) struct Together {
    lost: AtomicU32,
    /// Why nothing more is sent.
    stopped: Mutex<Option<EndpointError>>,
    /// Whether the collection is there, asked at most once.
    pub(super) is_there: OnceCell<bool>,
}

impl Together {
    pub(super) fn stopped(&self) -> Option<EndpointError> {
        self.stopped
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn stop(&self, why: &EndpointError) {
        self.stopped
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert_with(|| why.clone());
    }

    /// Sees what a failure means for the writes that are still to be sent.
    pub(super) fn mind(&self, outcome: &WriteOutcome) {
        let (WriteOutcome::Unknown(error) | WriteOutcome::NotDone(error)) = outcome else {
            return;
        };
        match error.trouble {
            Trouble::SignIn
            | Trouble::NameNotFound
            | Trouble::Certificate { .. }
            | Trouble::Busy(Some(_)) => {
                self.stop(error);
            }
            Trouble::NoConnection(_) | Trouble::TimedOut(_)
                if self.lost.fetch_add(1, Ordering::Relaxed) + 1 >= LOST =>
            {
                self.stop(error);
            }
            _ => {}
        }
    }
}
