//! Sends what was decided, and nothing else.
//!
//! The mirror is the condition: what changed there since it was decided is `Stale`, and nothing is sent. Between that
//! look and the sending the server may change an item; then its answer says so, its own version follows in the same
//! session, and the write is `Stale` too. An Add whose answer was lost is sent again under the same id.

use std::collections::{HashMap, HashSet};

use pim::Kind;
use syncml::message::{AlertCode, ChangeKind, StatusCode};
use syncml::session::{Outgoing, StoreEnd};

use super::SyncmlServer;
use super::apply::{Answer, answer};
use super::mirror::{Deed, Pending};
use super::talk::{Asked, EndedStore, data_store};
use super::wire::{self, Wire};
use crate::endpoint::{
    EndpointError, ItemId, Refusal, Stored, Trouble, Version, Write, WriteOutcome,
};
use crate::say;

/// The largest item sent, in bytes.
pub(super) const MOST_ITEM_BYTES: u64 = 16 * 1024 * 1024;

impl SyncmlServer {
    /// Does these writes in one session, or two where the server knew an id already.
    pub(super) async fn execute(&self, kind: Kind, writes: Vec<Write>) -> Vec<WriteOutcome> {
        let count = writes.len();
        match self.try_execute(kind, writes).await {
            Ok(outcomes) => outcomes,
            // Nothing was sent.
            Err(error) => vec![WriteOutcome::NotDone(error); count],
        }
    }

    async fn try_execute(
        &self,
        kind: Kind,
        writes: Vec<Write>,
    ) -> Result<Vec<WriteOutcome>, EndpointError> {
        self.refresh(kind, false).await?;
        let line = self.line_now().await?;
        let mut outcomes: Vec<Option<WriteOutcome>> = Vec::with_capacity(writes.len());
        let mut places: Vec<(usize, String)> = Vec::new();
        let mut left: Vec<Pending> = Vec::new();
        let mut taken: HashSet<String> = HashSet::new();
        let luids = writes.iter().map(|write| id_of(write).0.as_str());
        let versions = self.mirror.versions(kind, luids)?;
        for (place, (write, now)) in writes.into_iter().zip(versions).enumerate() {
            match self.draft(kind, write, now.as_ref())? {
                // Two writes of one item must not overtake each other: the second waits for the next round.
                Ok(pending) if !taken.insert(pending.luid.clone()) => {
                    outcomes.push(Some(WriteOutcome::Stale));
                }
                Ok(pending) => {
                    outcomes.push(None);
                    places.push((place, pending.luid.clone()));
                    left.push(pending);
                }
                Err(outcome) => outcomes.push(Some(outcome)),
            }
        }
        let mut sent: HashMap<String, WriteOutcome> = HashMap::new();
        // The second turn is for what the server had already: then it is replaced.
        for _ in 0..2 {
            if left.is_empty() {
                break;
            }
            let ended = self.send(&line, kind, &left).await?;
            let (done, again) = self.outcomes(kind, &left, &ended)?;
            sent.extend(done);
            left = again;
        }
        for (place, luid) in places {
            let outcome = sent.remove(&luid).unwrap_or(WriteOutcome::Stale);
            if let Some(slot) = outcomes.get_mut(place) {
                *slot = Some(outcome);
            }
        }
        Ok(outcomes
            .into_iter()
            .map(|outcome| outcome.unwrap_or(WriteOutcome::Stale))
            .collect())
    }

    /// A write as it is sent, or why it is not. `now` is the version that the server holds.
    fn draft(
        &self,
        kind: Kind,
        write: Write,
        now: Option<&Version>,
    ) -> Result<Result<Pending, WriteOutcome>, EndpointError> {
        // Where no version is told, the text that the write was made from must still be the one there.
        let is_stale = |expected: &Option<Version>, replaces: &[u8]| match expected {
            Some(expected) => Some(expected) != now,
            None => Some(&wire::version_of(replaces)) != now,
        };
        let (id, deed, body, on) = match write {
            Write::Create { id, .. } if now.is_some() => {
                return Ok(Err(WriteOutcome::Exists { at: Some(id) }));
            }
            Write::Create { id, body } => (id, Deed::Add, body, None),
            Write::Replace { .. } if now.is_none() => return Ok(Err(WriteOutcome::Gone)),
            Write::Delete { .. } if now.is_none() => return Ok(Err(WriteOutcome::Deleted)),
            Write::Replace {
                expected, replaces, ..
            }
            | Write::Delete {
                expected, replaces, ..
            } if is_stale(&expected, &replaces) => {
                return Ok(Err(WriteOutcome::Stale));
            }
            Write::Replace {
                id, expected, body, ..
            } => (id, Deed::Replace, body, expected),
            Write::Delete { id, expected, .. } => (id, Deed::Delete, Vec::new(), expected),
        };
        let too_large = || {
            let limit_bytes = Some(MOST_ITEM_BYTES);
            Ok(Err(WriteOutcome::Refused(Refusal::TooLarge {
                limit_bytes,
            })))
        };
        if body.len() as u64 > MOST_ITEM_BYTES {
            return too_large();
        }
        let wire = if deed == Deed::Delete {
            Vec::new()
        } else {
            match wire::as_sent(kind, &body, self.wire(kind)?) {
                Ok(wire) => wire,
                Err(reason) => {
                    return Ok(Err(WriteOutcome::Refused(Refusal::Invalid(reason.into()))));
                }
            }
        };
        if wire.len() as u64 > MOST_ITEM_BYTES {
            return too_large();
        }
        Ok(Ok(Pending {
            luid: id.0,
            deed,
            body,
            wire,
            on,
        }))
    }

    /// What is sent of a kind.
    fn wire(&self, kind: Kind) -> Result<Wire, EndpointError> {
        if self.tuning.legacy_formats {
            return Ok(Wire::best(kind, None));
        }
        let info = self.dev_inf()?;
        Ok(Wire::best(kind, data_store(kind, Some(&info))))
    }

    /// Our unanswered writes once more: under the same ids, so that what arrived is not made twice.
    pub(super) fn replayed(&self, kind: Kind) -> Result<Vec<Outgoing>, EndpointError> {
        let content_type = self.wire(kind)?.content_type().name;
        let mut changes = Vec::new();
        for pending in self.mirror.pending(kind)? {
            let now = self.mirror.item(kind, &pending.luid)?;
            // Made on a version that is no more: the next round decides anew.
            let is_stale = pending.deed != Deed::Add
                && now.as_ref().map(|held| &held.version) != pending.on.as_ref();
            if is_stale {
                self.mirror
                    .write(|change| change.clear_pending(kind, &pending.luid))?;
            } else {
                changes.push(outgoing(&pending, &content_type));
            }
        }
        Ok(changes)
    }

    async fn send(
        &self,
        line: &super::talk::Line,
        kind: Kind,
        drafts: &[Pending],
    ) -> Result<EndedStore, EndpointError> {
        let state = self.mirror.store(kind)?;
        let content_type = self.wire(kind)?.content_type().name;
        self.mirror.write(|change| {
            for pending in drafts {
                change.put_pending(kind, pending)?;
            }
            Ok(())
        })?;
        let asked = Asked {
            kind,
            remote: state.remote,
            mode: AlertCode::TWO_WAY,
            last: state.anchor,
            server_last: state.server_anchor,
            changes: drafts
                .iter()
                .map(|pending| outgoing(pending, &content_type))
                .collect(),
            is_second_listing: false,
        };
        let mut ended = self.talk(line, vec![asked]).await?;
        let Some(mut store) = ended.stores.pop() else {
            return Err(EndpointError::new(
                format!("SyncML, {kind}s"),
                Trouble::Nonsense(say!("the session had no store")),
            ));
        };
        store.broke = ended.broke;
        self.mirror.write(|change| {
            if super::is_full(store.mode) {
                // The server forgot us meanwhile. The next pass compares everything, as it should be done.
                change.undo_listing(kind)?;
                change.forget_anchors(kind)?;
            } else if let StoreEnd::InStep {
                anchor,
                server_anchor,
                ..
            } = &store.end
            {
                change.put_anchors(kind, anchor, server_anchor.as_deref())?;
            }
            // What never went out, or went out as part of nothing, is certainly not done.
            for pending in drafts {
                let is_unknown = store.said.contains(&pending.luid)
                    && !store.outcomes.contains_key(&pending.luid);
                if !is_unknown {
                    change.clear_pending(kind, &pending.luid)?;
                }
            }
            Ok(())
        })?;
        Ok(store)
    }

    /// What became of each write, and what is to be sent again as a Replace.
    fn outcomes(
        &self,
        kind: Kind,
        drafts: &[Pending],
        ended: &EndedStore,
    ) -> Result<Sorted, EndpointError> {
        let lost = || {
            ended.broke.clone().unwrap_or_else(|| {
                EndpointError::new(
                    format!("SyncML, {kind}s"),
                    Trouble::Nonsense(say!("the server did not answer for it")),
                )
            })
        };
        let (mut done, mut again) = (Vec::new(), Vec::new());
        let luids = drafts.iter().map(|pending| pending.luid.as_str());
        let versions = self.mirror.versions(kind, luids)?;
        for (pending, now) in drafts.iter().zip(versions) {
            let luid = pending.luid.clone();
            let Some(code) = ended.outcomes.get(&luid) else {
                let outcome = if ended.said.contains(&luid) {
                    WriteOutcome::Unknown(lost())
                } else if ended.broke.is_some() {
                    WriteOutcome::NotDone(lost())
                } else {
                    // The server wanted to compare everything instead: look at what it told.
                    WriteOutcome::Stale
                };
                done.push((luid, outcome));
                continue;
            };
            if answer(pending.deed, *code) == Answer::TakenAlready {
                again.push(Pending {
                    deed: Deed::Replace,
                    ..pending.clone()
                });
                continue;
            }
            done.push((luid, outcome(pending, *code, now)));
        }
        Ok((done, again))
    }
}

/// The answer, and what the mirror holds after the session: the server may have told its own version after it.
fn outcome(pending: &Pending, code: StatusCode, now: Option<Version>) -> WriteOutcome {
    match answer(pending.deed, code) {
        Answer::Done if pending.deed == Deed::Delete => match now {
            None => WriteOutcome::Deleted,
            Some(_) => WriteOutcome::Stale,
        },
        Answer::Done if now.as_ref() == Some(&wire::version_of(&pending.body)) => {
            WriteOutcome::Stored(Stored {
                id: ItemId(pending.luid.clone()),
                version: now,
                read_again: false,
            })
        }
        Answer::Gone if pending.deed == Deed::Delete => WriteOutcome::Deleted,
        Answer::Gone => WriteOutcome::Gone,
        Answer::Done | Answer::Conflict | Answer::TakenAlready => WriteOutcome::Stale,
        Answer::NotDone => refused(code),
    }
}

/// Outcomes by id, and writes that are to be sent again.
type Sorted = (Vec<(String, WriteOutcome)>, Vec<Pending>);

fn id_of(write: &Write) -> &ItemId {
    match write {
        Write::Create { id, .. } | Write::Replace { id, .. } | Write::Delete { id, .. } => id,
    }
}

fn outgoing(pending: &Pending, content_type: &str) -> Outgoing {
    Outgoing {
        kind: match pending.deed {
            Deed::Add => ChangeKind::Add,
            Deed::Replace => ChangeKind::Replace,
            Deed::Delete => ChangeKind::Delete,
        },
        luid: pending.luid.clone(),
        content_type: content_type.to_owned(),
        data: pending.wire.clone(),
    }
}

fn refused(code: StatusCode) -> WriteOutcome {
    let error = |trouble| EndpointError::new("SyncML", trouble);
    match code {
        StatusCode::DEVICE_FULL => WriteOutcome::Refused(Refusal::NoRoom),
        StatusCode::ENTITY_TOO_LARGE | StatusCode::SIZE_MISMATCH => {
            WriteOutcome::Refused(Refusal::TooLarge { limit_bytes: None })
        }
        StatusCode::FORBIDDEN | StatusCode::NOT_ALLOWED | StatusCode::PERMISSION_DENIED => {
            WriteOutcome::Refused(Refusal::Invalid(say!(
                "the server does not allow it for this item"
            )))
        }
        StatusCode::IN_PROGRESS
        | StatusCode::RETRY_LATER
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::NOT_EXECUTED
        | StatusCode::OPERATION_CANCELLED
        | StatusCode::CHUNK_ACCEPTED => WriteOutcome::NotDone(error(Trouble::Busy(None))),
        code if code.0 >= 500 => WriteOutcome::NotDone(error(Trouble::Server(code.0))),
        code => WriteOutcome::Refused(Refusal::Invalid(format!("status {code}").into())),
    }
}
