//! What a step asks of an endpoint, and what its answer comes to.

use pim::Item;

use super::{Landed, Running};
use crate::Side;
use crate::endpoint::{EndpointError, Stored, Write, WriteOutcome};
use crate::journal::Need;
use crate::reconcile::{Act, Step, place};
use crate::say;

/// The name a new item's id is made from: its UID, or its meaning where it has none.
pub(super) fn name_of(step: &Step, body: &[u8]) -> String {
    step.uid.clone().unwrap_or_else(|| {
        Item::parse(step.kind, body).map_or_else(
            |_| pim::Fingerprint::of(body).to_string(),
            |item| item.fingerprint().to_string(),
        )
    })
}

pub(super) fn write_of(one: &Running, side: Side) -> Option<Write> {
    let target = one.step.sides.of(side);
    let id = one.ids.of(side).clone()?;
    let replaces = target.now.clone().unwrap_or_default();
    let expected = target.version.clone();
    match &target.act {
        Act::Keep => None,
        Act::Create(body) => Some(Write::Create {
            id,
            body: body.clone(),
        }),
        Act::Replace(body) => Some(Write::Replace {
            id,
            expected,
            replaces,
            body: body.clone(),
        }),
        Act::Delete => Some(Write::Delete {
            id,
            expected,
            replaces,
        }),
    }
}

pub(super) fn landed(one: &Running, side: Side, outcome: WriteOutcome) -> Landed {
    let sent = match &one.step.sides.of(side).act {
        Act::Create(body) | Act::Replace(body) => body.clone(),
        Act::Keep | Act::Delete => Vec::new(),
    };
    let is_delete = one.step.sides.of(side).act == Act::Delete;
    match outcome {
        WriteOutcome::Stored(Stored {
            id,
            version,
            read_again,
        }) => Landed::There {
            id,
            read_again: read_again || version.is_none(),
            version,
            body: sent,
        },
        WriteOutcome::Deleted => Landed::Gone,
        WriteOutcome::Gone if is_delete => Landed::Gone,
        WriteOutcome::Stale | WriteOutcome::Gone | WriteOutcome::Exists { .. } => Landed::LookAgain,
        WriteOutcome::Refused(refusal) => Landed::Noted(
            if refusal.may_pass() {
                Need::Retry
            } else {
                Need::Refused
            },
            say!(
                "{why}; it stays as it is {place}",
                why = refusal.said(),
                place = place(side.other())
            ),
        ),
        WriteOutcome::Unknown(_) => Landed::Unknown,
        WriteOutcome::NotDone(EndpointError { trouble, .. }) => {
            Landed::Noted(Need::Retry, trouble.said())
        }
    }
}
