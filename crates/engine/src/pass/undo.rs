//! Undo: a side that a pass wrote returns to what it was, where nobody changed it since.
//!
//! What is taken back is not simply done again by the next pass: an item whose sides differ afterwards is asked about, a
//! copy that was removed stays removed until the original changes, a deleted item that is back is an item like any other.

use pim::Item;
use serde::{Deserialize, Serialize};

use super::{PairingPass, PassError};
use crate::endpoint::{Fetched, ItemId, Stored, Version, Write, WriteOutcome};
use crate::journal::{
    Attention, BodyId, Change, ConflictCase, ConflictSide, Deed, Need, NewChange, NewConflict,
};
use crate::reconcile::{Reason, place};
use crate::{Both, Side};

/// What became of one change that was to be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// The item's title.
    pub title: String,
    /// The side.
    pub side: Side,
    /// `None` where it was taken back, else why not.
    pub why_not: Option<String>,
}

/// What a side holds now.
enum Now {
    Here {
        version: Option<Version>,
        body: Vec<u8>,
    },
    Gone,
}

impl PairingPass<'_> {
    /// Takes back these changes, the last first.
    ///
    /// # Errors
    /// A side or the journal failed; what was taken back until then stays so.
    pub async fn undo(mut self, changes: &[Change]) -> Result<Vec<Undone>, PassError> {
        let mut results = Vec::new();
        for change in changes
            .iter()
            .rev()
            .filter(|change| change.undone_by.is_none())
        {
            let why_not = self.undo_one(change).await?;
            results.push(Undone {
                title: change.what.title.clone(),
                side: change.what.side,
                why_not,
            });
        }
        Ok(results)
    }

    async fn undo_one(&mut self, change: &Change) -> Result<Option<String>, PassError> {
        let side = change.what.side;
        let Some(id) = own_id(change, side) else {
            return Ok(Some("its place is not known any more".into()));
        };
        let now = match self
            .endpoint(side)
            .fetch(std::slice::from_ref(&id))
            .await?
            .pop()
        {
            Some(Fetched::Here { version, body, .. }) => Now::Here { version, body },
            Some(Fetched::Gone { .. }) => Now::Gone,
            Some(Fetched::Failed { error, .. }) => return Err(error.into()),
            None => return Ok(Some("the other side gave no answer about it".into())),
        };
        let after = self.text(change.what.after)?;
        if !self.is_still(&now, after.as_deref()) {
            return Ok(Some(format!(
                "it was changed {} since; open its history to choose a version",
                place(side)
            )));
        }
        let before = self.text(change.what.before)?;
        let Some(write) = self.reversal(side, &id, now, before.as_deref()) else {
            return Ok(Some("its earlier text is no longer kept".into()));
        };
        let Some(outcome) = self.endpoint(side).write(vec![write]).await.pop() else {
            return Ok(Some("the other side gave no answer about it".into()));
        };
        match outcome {
            WriteOutcome::Stored(stored) => {
                self.note_undone(change, side, Some(stored), before).await?;
            }
            WriteOutcome::Deleted | WriteOutcome::Gone => {
                self.note_undone(change, side, None, before).await?;
            }
            WriteOutcome::Stale | WriteOutcome::Exists { .. } => {
                return Ok(Some(format!("it was changed {} just now", place(side))));
            }
            WriteOutcome::Refused(refusal) => return Ok(Some(refusal.to_string())),
            WriteOutcome::Unknown(error) | WriteOutcome::NotDone(error) => return Err(error.into()),
        }
        Ok(None)
    }

    fn text(&self, body: Option<BodyId>) -> Result<Option<Vec<u8>>, PassError> {
        Ok(body.map(|id| self.journal.body(id)).transpose()?.flatten())
    }

    fn is_still(&self, now: &Now, after: Option<&[u8]>) -> bool {
        let meaning =
            |text: &[u8]| Item::parse(self.pairing.kind, text).map(|item| item.fingerprint());
        match (now, after) {
            (Now::Gone, None) => true,
            (Now::Here { body, .. }, Some(after)) => {
                body == after || matches!((meaning(body), meaning(after)), (Ok(a), Ok(b)) if a == b)
            }
            _ => false,
        }
    }

    fn reversal(&self, side: Side, id: &ItemId, now: Now, before: Option<&[u8]>) -> Option<Write> {
        match (now, before) {
            (Now::Here { version, body }, Some(before)) => Some(Write::Replace {
                id: id.clone(),
                expected: version,
                replaces: body,
                body: before.to_vec(),
            }),
            (Now::Here { version, body }, None) => Some(Write::Delete {
                id: id.clone(),
                expected: version,
                replaces: body,
            }),
            (Now::Gone, Some(before)) => {
                let uid = Item::parse(self.pairing.kind, before)
                    .ok()
                    .and_then(|item| item.uid());
                let id =
                    uid.map_or_else(|| id.clone(), |uid| self.endpoint(side).propose_id(&uid, 0));
                Some(Write::Create {
                    id,
                    body: before.to_vec(),
                })
            }
            (Now::Gone, None) => None,
        }
    }

    async fn note_undone(
        &mut self,
        change: &Change,
        side: Side,
        stored: Option<Stored>,
        before: Option<Vec<u8>>,
    ) -> Result<(), PassError> {
        let other = side.other();
        let other_text = match own_id(change, other) {
            Some(id) => match self
                .endpoint(other)
                .fetch(std::slice::from_ref(&id))
                .await?
                .pop()
            {
                Some(Fetched::Here { version, body, .. }) => Some((id, version, body)),
                _ => None,
            },
            None => None,
        };
        let what = &change.what;
        let now = self.clock.now_ms();
        self.journal.write(|batch| {
            let after = before
                .as_deref()
                .map(|text| batch.put_body(text))
                .transpose()?;
            let deed = match what.deed {
                Deed::Added => Deed::Deleted,
                Deed::Deleted => Deed::Added,
                Deed::Changed | Deed::Merged => Deed::Changed,
            };
            let taken_back = NewChange {
                deed,
                reason: Reason::Undone.to_string(),
                before: what.after,
                after,
                ..what.clone()
            };
            batch.put_change(self.pass, &taken_back)?;
            batch.mark_undone(change.id, self.pass)?;
            let base = match own_id(change, side) {
                Some(id) => batch.base_of(self.pairing.id, side, &id)?,
                None => None,
            };
            match (what.deed, stored, other_text) {
                (Deed::Added, None, Some((id, version, _))) => {
                    if let Some(base) = base {
                        batch.remove_base(base.id)?;
                    }
                    let mut ids = Both::default();
                    *ids.of_mut(other) = Some(id);
                    batch.put_attention(
                        self.pairing.id,
                        &Attention {
                            server_id: ids.server,
                            local_id: ids.local,
                            need: Need::KeptApart,
                            version,
                            title: what.title.clone(),
                            message: format!(
                                "you undid its copy; it stays only {} until it changes there",
                                place(other)
                            ),
                            since: now,
                        },
                    )
                }
                (Deed::Changed | Deed::Merged, Some(stored), Some((id, version, body))) => {
                    let mut sides = Both {
                        server: None,
                        local: None,
                    };
                    let other_body = batch.put_body(&body)?;
                    *sides.of_mut(side) = Some(ConflictSide {
                        id: stored.id,
                        version: stored.version,
                        body: after,
                        base: base.as_ref().map(|base| base.side(side).body),
                    });
                    *sides.of_mut(other) = Some(ConflictSide {
                        id,
                        version,
                        body: Some(other_body),
                        base: base.as_ref().map(|base| base.side(other).body),
                    });
                    let conflict = NewConflict {
                        case: ConflictCase::Undone,
                        title: what.title.clone(),
                        server: sides.server,
                        local: sides.local,
                        candidates: Vec::new(),
                    };
                    batch
                        .put_conflict(self.pairing.id, &conflict, now)
                        .map(drop)
                }
                _ => Ok(()),
            }
        })?;
        Ok(())
    }
}

fn own_id(change: &Change, side: Side) -> Option<ItemId> {
    match side {
        Side::Server => change.what.server_id.clone(),
        Side::Local => change.what.local_id.clone(),
    }
}
