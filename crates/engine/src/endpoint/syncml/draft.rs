//! Writes on their way: what is sent, what is not and why, and what is kept of them meanwhile.

use pim::Kind;
use syncml::message::ChangeKind;
use syncml::session::Outgoing;

use super::mirror::{Deed, Pending};
use super::wire::{self, Wire};
use crate::endpoint::{ItemId, Refusal, Version, Write, WriteOutcome};
use crate::say;

/// The largest item sent, in bytes.
pub(super) const MOST_ITEM_BYTES: u64 = 16 * 1024 * 1024;

/// Writes sorted out: what is to be sent, and what became of those that are not.
#[derive(Default)]
pub(super) struct Drafted {
    /// In the order of the writes.
    pub(super) outcomes: Vec<Early>,
    pub(super) drafts: Vec<Draft>,
    pub(super) changes: Vec<Outgoing>,
}

/// What is known of a write before anything is sent.
pub(super) enum Early {
    Known(WriteOutcome),
    /// It is sent, as the item of that id.
    Sent(String),
}

/// A write on its way, without its text.
pub(super) struct Draft {
    pub(super) luid: String,
    pub(super) deed: Deed,
    pub(super) version: Version,
}

impl Draft {
    pub(super) fn of(pending: &Pending) -> Self {
        Self {
            luid: pending.luid.clone(),
            deed: pending.deed,
            version: wire::version_of(&pending.body),
        }
    }

    /// Whether what is there is as this wants it.
    pub(super) fn is(&self, now: Option<&Version>) -> bool {
        now == Some(&self.version)
    }
}

/// A write as it is sent, or why it is not. `now` is the version that the server holds.
pub(super) fn draft(
    kind: Kind,
    write: Write,
    now: Option<&Version>,
    wire: Wire,
) -> Result<Pending, WriteOutcome> {
    // Where no version is told, the text that the write was made from must still be the one there.
    let is_stale = |expected: &Option<Version>, replaces: &[u8]| match expected {
        Some(_) => expected.as_ref() != now,
        None => Some(&wire::version_of(replaces)) != now,
    };
    let (id, deed, body, on) = match write {
        Write::Create { id, .. } if now.is_some() => {
            return Err(WriteOutcome::Exists { at: Some(id) });
        }
        Write::Create { id, body } => (id, Deed::Add, body, None),
        Write::Replace { .. } if now.is_none() => return Err(WriteOutcome::Gone),
        Write::Delete { .. } if now.is_none() => return Err(WriteOutcome::Deleted),
        Write::Replace {
            expected, replaces, ..
        }
        | Write::Delete {
            expected, replaces, ..
        } if is_stale(&expected, &replaces) => return Err(WriteOutcome::Stale),
        Write::Replace {
            id, expected, body, ..
        } => (id, Deed::Replace, body, expected),
        Write::Delete { id, expected, .. } => (id, Deed::Delete, Vec::new(), expected),
    };
    let too_large = || {
        let limit_bytes = Some(MOST_ITEM_BYTES);
        WriteOutcome::Refused(Refusal::TooLarge { limit_bytes })
    };
    if body.len() as u64 > MOST_ITEM_BYTES {
        return Err(too_large());
    }
    let wire = if deed == Deed::Delete {
        Vec::new()
    } else {
        wire::as_sent(kind, &body, wire)
            .map_err(|reason| WriteOutcome::Refused(Refusal::Invalid(reason.into())))?
    };
    if wire.len() as u64 > MOST_ITEM_BYTES {
        return Err(too_large());
    }
    Ok(Pending {
        luid: id.0,
        deed,
        body,
        wire,
        on,
    })
}

pub(super) fn id_of(write: &Write) -> &ItemId {
    match write {
        Write::Create { id, .. } | Write::Replace { id, .. } | Write::Delete { id, .. } => id,
    }
}

pub(super) fn outgoing(pending: Pending, content_type: &str) -> Outgoing {
    Outgoing {
        kind: match pending.deed {
            Deed::Add => ChangeKind::Add,
            Deed::Replace => ChangeKind::Replace,
            Deed::Delete => ChangeKind::Delete,
        },
        luid: pending.luid,
        content_type: content_type.to_owned(),
        data: pending.wire,
    }
}

/// A Replace would make a second item there, and a Delete would do nothing.
pub(super) fn unknown_there() -> Refusal {
    Refusal::Unexplained(say!(
        "it does not remember which of its items this is; nothing is sent, for it would be there twice"
    ))
}
