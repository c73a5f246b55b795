//! What the journal keeps of something taken back, and what is asked where the two sides differ since.

use pim::{Item, RowKey};

use super::{PairingPass, PassError, own_id};
use crate::Both;
use crate::Sentence;
use crate::endpoint::{ItemId, Stored};
use crate::journal::{
    Attention, Base, Batch, BodyId, Change, ConflictCase, ConflictSide, Deed, JournalError, Need,
    NewChange, NewConflict,
};
use crate::reconcile::{Copy, Reason, State, place};
use crate::say;

/// What was taken back of a change.
pub(super) struct TakenBack {
    /// `None`: all of it.
    field: Option<RowKey>,
    /// What was done, to the side that was written.
    deed: Deed,
    /// The text it had, where that is not simply the change's own.
    replaced: Option<Vec<u8>>,
    /// The text it has now.
    text: Option<Vec<u8>>,
}

impl TakenBack {
    pub(super) fn whole(change: &Change, before: Option<Vec<u8>>) -> Self {
        Self {
            field: None,
            deed: match change.what.deed {
                Deed::Added => Deed::Deleted,
                Deed::Deleted => Deed::Added,
                Deed::Changed | Deed::Merged => Deed::Changed,
            },
            replaced: None,
            text: before,
        }
    }

    pub(super) fn field(field: RowKey, replaced: Vec<u8>, text: Vec<u8>) -> Self {
        Self {
            field: Some(field),
            deed: Deed::Changed,
            replaced: Some(replaced),
            text: Some(text),
        }
    }

    fn reason(&self) -> Sentence {
        match self.field {
            Some(field) => say!(
                "{why}: {field}",
                why = Reason::Undone.said(),
                field = field.to_string()
            ),
            None => Reason::Undone.said(),
        }
    }
}

/// The item as the other side holds it.
struct Other {
    copy: Copy,
    /// Whether it means what the side that was written back means now.
    same: bool,
}

impl PairingPass<'_> {
    /// Notes what was taken back; where the sides differ since, the person is asked.
    pub(super) async fn note_taken_back(
        &mut self,
        change: &Change,
        taken: TakenBack,
        stored: Option<Stored>,
    ) -> Result<(), PassError> {
        let other = self.other_side(change, taken.text.as_deref()).await?;
        let (now, pass) = (self.clock.now_ms(), self.pass);
        let side = change.what.side;
        self.journal.write(|batch| {
            let after = put(batch, taken.text.as_deref())?;
            let before = match &taken.replaced {
                Some(text) => Some(batch.put_body(text)?),
                None => change.what.after,
            };
            let done = NewChange {
                deed: taken.deed,
                reason: taken.reason(),
                before,
                after,
                ..change.what.clone()
            };
            batch.put_change(pass, &done)?;
            if taken.field.is_none() {
                batch.mark_undone(change.id, pass)?;
            }
            let base = match own_id(change, side) {
                Some(id) => batch.base_of(self.pairing.id, side, &id)?,
                None => None,
            };
            match (stored, other) {
                (None, Some(other)) if change.what.deed == Deed::Added => {
                    self.keep_apart(batch, change, base.as_ref(), other.copy, now)
                }
                (Some(stored), Some(other)) if change.what.deed != Deed::Deleted => {
                    let (server, local) = match side {
                        crate::Side::Server => (&stored.id, &other.copy.id),
                        crate::Side::Local => (&other.copy.id, &stored.id),
                    };
                    if other.same {
                        return batch.close_conflicts_of(
                            self.pairing.id,
                            Some(server),
                            Some(local),
                        );
                    }
                    self.ask_about(batch, change, base.as_ref(), stored, after, other.copy, now)
                }
                _ => Ok(()),
            }
        })?;
        Ok(())
    }

    async fn other_side(
        &self,
        change: &Change,
        written: Option<&[u8]>,
    ) -> Result<Option<Other>, PassError> {
        let other = change.what.side.other();
        let Some(id) = own_id(change, other) else {
            return Ok(None);
        };
        let Some(State::Here(copy)) = self.look_at(other, &id).await? else {
            return Ok(None);
        };
        let same = written
            .and_then(|text| Item::parse(self.pairing.kind, text).ok())
            .is_some_and(|item| item.fingerprint() == copy.item.fingerprint());
        Ok(Some(Other { copy, same }))
    }

    /// A copy that was made is gone again: the original stays alone until it changes.
    fn keep_apart(
        &self,
        batch: &Batch<'_>,
        change: &Change,
        base: Option<&Base>,
        original: Copy,
        now: i64,
    ) -> Result<(), JournalError> {
        if let Some(base) = base {
            batch.remove_base(base.id)?;
        }
        let other = change.what.side.other();
        let ids: Both<Option<ItemId>> = Both::only(other, original.id);
        let attention = Attention {
            server_id: ids.server,
            local_id: ids.local,
            need: Need::KeptApart,
            version: original.version,
            title: change.what.title.clone(),
            message: say!(
                "you undid its copy; it stays only {place} until it changes there",
                place = place(other)
            ),
            since: now,
        };
        batch.put_attention(self.pairing.id, &attention)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "both sides of what is asked, each with its text"
    )]
    fn ask_about(
        &self,
        batch: &Batch<'_>,
        change: &Change,
        base: Option<&Base>,
        stored: Stored,
        text: Option<BodyId>,
        original: Copy,
        now: i64,
    ) -> Result<(), JournalError> {
        let side = change.what.side;
        let other_text = batch.put_body(&original.item.bytes())?;
        let mut sides = Both::only(
            side,
            ConflictSide {
                id: stored.id,
                version: stored.version,
                body: text,
                base: base.map(|base| base.side(side).body),
            },
        );
        *sides.of_mut(side.other()) = Some(ConflictSide {
            id: original.id,
            version: original.version,
            body: Some(other_text),
            base: base.map(|base| base.side(side.other()).body),
        });
        let conflict = NewConflict {
            case: ConflictCase::Undone,
            title: change.what.title.clone(),
            server: sides.server,
            local: sides.local,
            candidates: Vec::new(),
        };
        batch
            .put_conflict(self.pairing.id, &conflict, now)
            .map(drop)
    }
}

fn put(batch: &Batch<'_>, text: Option<&[u8]>) -> Result<Option<BodyId>, JournalError> {
    text.map(|text| batch.put_body(text)).transpose()
}
