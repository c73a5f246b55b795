//! Sends what was decided, and nothing else.
//!
//! The mirror is the condition: what changed there since it was decided is `Stale`, and nothing is sent. Between that
//! look and the sending the server may change an item; then its answer says so, its own version follows in the same
//! session, and the write is `Stale` too. An Add whose answer was lost is sent again under the same id.

use std::collections::{HashMap, HashSet};

use pim::Kind;
use syncml::message::{AlertCode, StatusCode};
use syncml::session::{Outgoing, StoreEnd};

use super::SyncmlServer;
use super::apply::{Answer, answer};
use super::draft::{Draft, Drafted, Early, draft, id_of, outgoing, unknown_there};
use super::mirror::{Deed, Pending};
use super::talk::{Asked, EndedStore, data_store};
use super::wire::Wire;
use crate::endpoint::{
    EndpointError, ItemId, Refusal, Stored, Trouble, Version, Write, WriteOutcome,
};
use crate::say;

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
        let is_forgetful = self.is_forgetful(kind).await;
        let mut drafted = self.drafted(kind, writes, is_forgetful)?;
        let mut sent: HashMap<String, WriteOutcome> = HashMap::new();
        // The second turn is for what the server had already: then it is replaced.
        for _ in 0..2 {
            if drafted.drafts.is_empty() {
                break;
            }
            let changes = std::mem::take(&mut drafted.changes);
            let ended = self.send(&line, kind, &drafted.drafts, changes).await?;
            let (done, again) = self.outcomes(kind, &drafted.drafts, &ended)?;
            sent.extend(done);
            (drafted.drafts, drafted.changes) = self.as_replaced(kind, again)?;
        }
        let outcomes = drafted.outcomes.into_iter().map(|early| match early {
            Early::Known(outcome) => outcome,
            Early::Sent(luid) => sent.remove(&luid).unwrap_or(WriteOutcome::Stale),
        });
        Ok(outcomes.collect())
    }

    /// Sorts out what is not sent at all. What is goes into `pending`; its text is then there and with the session alone.
    fn drafted(
        &self,
        kind: Kind,
        writes: Vec<Write>,
        is_forgetful: bool,
    ) -> Result<Drafted, EndpointError> {
        let wire = self.wire(kind)?;
        let content_type = wire.content_type().name;
        let luids = writes.iter().map(|write| id_of(write).0.as_str());
        let versions = self.mirror.versions(kind, luids)?;
        let mut taken: HashSet<String> = HashSet::new();
        self.mirror.write(|change| {
            let mut drafted = Drafted::default();
            for (write, now) in writes.into_iter().zip(versions) {
                drafted
                    .outcomes
                    .push(match draft(kind, write, now.as_ref(), wire) {
                        // Two writes of one item must not overtake each other: the second waits for the next round.
                        Ok(pending) if !taken.insert(pending.luid.clone()) => {
                            Early::Known(WriteOutcome::Stale)
                        }
                        Ok(pending)
                            if is_forgetful && change.is_named_there(kind, &pending.luid)? =>
                        {
                            Early::Known(WriteOutcome::Refused(unknown_there()))
                        }
                        Ok(pending) => {
                            change.put_pending(kind, &pending)?;
                            drafted.drafts.push(Draft::of(&pending));
                            let luid = pending.luid.clone();
                            drafted.changes.push(outgoing(pending, &content_type));
                            Early::Sent(luid)
                        }
                        Err(outcome) => Early::Known(outcome),
                    });
            }
            Ok(drafted)
        })
    }

    /// Adds of what the server had already, as Replaces.
    fn as_replaced(
        &self,
        kind: Kind,
        luids: Vec<String>,
    ) -> Result<(Vec<Draft>, Vec<Outgoing>), EndpointError> {
        if luids.is_empty() {
            return Ok(Default::default());
        }
        let content_type = self.wire(kind)?.content_type().name;
        self.mirror.write(|change| {
            let (mut drafts, mut changes) = (Vec::new(), Vec::new());
            for luid in luids {
                let Some(held) = change.item(kind, &luid)? else {
                    continue;
                };
                let pending = Pending {
                    luid,
                    deed: Deed::Replace,
                    body: held.body,
                    wire: held.wire,
                    on: Some(held.version),
                };
                change.put_pending(kind, &pending)?;
                drafts.push(Draft::of(&pending));
                changes.push(outgoing(pending, &content_type));
            }
            Ok((drafts, changes))
        })
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
                changes.push(outgoing(pending, &content_type));
            }
        }
        Ok(changes)
    }

    async fn send(
        &self,
        line: &super::talk::Line,
        kind: Kind,
        drafts: &[Draft],
        changes: Vec<Outgoing>,
    ) -> Result<EndedStore, EndpointError> {
        let state = self.mirror.store(kind)?;
        let asked = Asked {
            kind,
            remote: state.remote,
            mode: AlertCode::TWO_WAY,
            last: state.anchor,
            server_last: state.server_anchor,
            changes,
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
            // Said to be gone there, and it was not told: it may be there under another id.
            let is_gone = |code: &StatusCode| answer(Deed::Replace, *code) == Answer::Gone;
            if store.doubts.strange || store.outcomes.values().any(is_gone) {
                change.doubt(kind)?;
            }
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
            for draft in drafts {
                let is_unknown =
                    store.said.contains(&draft.luid) && !store.outcomes.contains_key(&draft.luid);
                if !is_unknown {
                    change.clear_pending(kind, &draft.luid)?;
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
        drafts: &[Draft],
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
        let luids = drafts.iter().map(|draft| draft.luid.as_str());
        let versions = self.mirror.versions(kind, luids)?;
        for (draft, now) in drafts.iter().zip(versions) {
            let luid = draft.luid.clone();
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
            // Where it told its own text of it as well, that is looked at first.
            if answer(draft.deed, *code) == Answer::TakenAlready && draft.is(now.as_ref()) {
                again.push(luid);
                continue;
            }
            done.push((luid, outcome(draft, *code, now)));
        }
        Ok((done, again))
    }
}

/// The answer, and what the mirror holds after the session: the server may have told its own version after it.
fn outcome(draft: &Draft, code: StatusCode, now: Option<Version>) -> WriteOutcome {
    match answer(draft.deed, code) {
        Answer::Done if draft.deed == Deed::Delete => match now {
            None => WriteOutcome::Deleted,
            Some(_) => WriteOutcome::Stale,
        },
        Answer::Done if draft.is(now.as_ref()) => WriteOutcome::Stored(Stored {
            id: ItemId(draft.luid.clone()),
            version: now,
            read_again: false,
        }),
        // It may have told it anew after that: then it is there.
        Answer::Gone if now.is_some() => WriteOutcome::Stale,
        Answer::Gone if draft.deed == Deed::Delete => WriteOutcome::Deleted,
        Answer::Gone => WriteOutcome::Gone,
        Answer::Done | Answer::Conflict | Answer::TakenAlready => WriteOutcome::Stale,
        Answer::NotDone => refused(code),
    }
}

/// Outcomes by id, and the ids of Adds that are to be sent again.
type Sorted = (Vec<(String, WriteOutcome)>, Vec<String>);

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
