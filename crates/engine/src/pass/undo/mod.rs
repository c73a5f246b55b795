//! Undo: a side that a pass wrote returns to what it was, where nobody changed it since.
//!
//! What is taken back is not simply done again by the next pass: an item whose sides differ afterwards is asked about, a
//! copy that was removed stays removed until the original changes, a deleted item that is back is an item like any other.

mod field;
mod settled;

use pim::Item;
use serde::{Deserialize, Serialize};

use super::{PairingPass, PassError};
use crate::Side;
use crate::endpoint::{ItemId, Write, WriteOutcome};
use crate::journal::{BodyId, Change};
use crate::reconcile::{State, place};
use crate::{Sentence, say};
use settled::TakenBack;

/// What became of one change that was to be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Undone {
    /// The item's title.
    pub title: String,
    /// The side.
    pub side: Side,
    /// `None` where it was taken back, else why not.
    pub why_not: Option<Sentence>,
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

    async fn undo_one(&mut self, change: &Change) -> Result<Option<Sentence>, PassError> {
        let side = change.what.side;
        let (id, now) = match self.side_now(change).await? {
            Ok(found) => found,
            Err(why_not) => return Ok(Some(why_not)),
        };
        let after = self.text(change.what.after)?;
        if !self.is_still(&now, after.as_deref()) {
            return Ok(Some(say!(
                "it was changed {place} since; open its history to choose a version",
                place = place(side)
            )));
        }
        let before = self.text(change.what.before)?;
        let Some(write) = self.reversal(side, &id, now, before.as_deref()) else {
            return Ok(Some(say!("its earlier text is no longer kept")));
        };
        self.write_back(change, write, TakenBack::whole(change, before))
            .await
    }

    /// The side a change was written to, as it is now; or why nothing is known of it.
    async fn side_now(
        &self,
        change: &Change,
    ) -> Result<Result<(ItemId, State), Sentence>, PassError> {
        let side = change.what.side;
        let Some(id) = own_id(change, side) else {
            return Ok(Err(say!("its place is not known any more")));
        };
        Ok(match self.look_at(side, &id).await? {
            Some(state) => Ok((id, state)),
            None => Err(say!("the other side gave no answer about it")),
        })
    }

    fn text(&self, body: Option<BodyId>) -> Result<Option<Vec<u8>>, PassError> {
        Ok(body.map(|id| self.journal.body(id)).transpose()?.flatten())
    }

    fn is_still(&self, now: &State, after: Option<&[u8]>) -> bool {
        match (now, after) {
            (State::Gone(_), None) => true,
            (State::Here(copy), Some(after)) => {
                copy.item.bytes() == after
                    || Item::parse(self.pairing.kind, after)
                        .is_ok_and(|after| after.fingerprint() == copy.item.fingerprint())
            }
            _ => false,
        }
    }

    fn reversal(
        &self,
        side: Side,
        id: &ItemId,
        now: State,
        before: Option<&[u8]>,
    ) -> Option<Write> {
        match (now, before) {
            (State::Here(copy), Some(before)) => Some(Write::Replace {
                id: id.clone(),
                expected: copy.version,
                replaces: copy.item.bytes(),
                body: before.to_vec(),
            }),
            (State::Here(copy), None) => Some(Write::Delete {
                id: id.clone(),
                expected: copy.version,
                replaces: copy.item.bytes(),
            }),
            (_, Some(before)) => {
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
            (_, None) => None,
        }
    }

    /// Writes a side back and notes it; answers why it could not be written.
    async fn write_back(
        &mut self,
        change: &Change,
        write: Write,
        taken: TakenBack,
    ) -> Result<Option<Sentence>, PassError> {
        let side = change.what.side;
        let Some(outcome) = self.endpoint(side).write(vec![write]).await.pop() else {
            return Ok(Some(say!("the other side gave no answer about it")));
        };
        match outcome {
            WriteOutcome::Stored(stored) => {
                self.note_taken_back(change, taken, Some(stored)).await?;
            }
            WriteOutcome::Deleted | WriteOutcome::Gone => {
                self.note_taken_back(change, taken, None).await?;
            }
            WriteOutcome::Stale | WriteOutcome::Exists { .. } => {
                return Ok(Some(say!(
                    "it was changed {place} just now",
                    place = place(side)
                )));
            }
            WriteOutcome::Refused(refusal) => return Ok(Some(refusal.said())),
            WriteOutcome::Unknown(error) | WriteOutcome::NotDone(error) => return Err(error.into()),
        }
        Ok(None)
    }
}

fn own_id(change: &Change, side: Side) -> Option<ItemId> {
    match side {
        Side::Server => change.what.server_id.clone(),
        Side::Local => change.what.local_id.clone(),
    }
}
