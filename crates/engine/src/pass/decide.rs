//! Carries out what the person decided about conflicts, against the versions they were shown.
//!
//! The decision is in the journal before anything is written, and stays there until it is carried out. Where a side
//! changed since it was shown, nothing is carried out: it is a new case, and asked again.

use pim::Item;

use super::{PairingPass, PassError};
use crate::endpoint::ItemId;
use crate::journal::{Attention, Base, Conflict, ConflictSide, Decision, Need};
use crate::reconcile::conflict::{both_kept, keep_despite_deletion, telling_nobody};
use crate::reconcile::{
    Agreement, Copy, Join, Pair, Reason, Resolution, State, kept_apart, made_again, merged,
    within_limits, written,
};
use crate::say;
use crate::{Both, SIDES, Side};

impl PairingPass<'_> {
    /// Carries out every decision that waits.
    pub(super) async fn carry_out_decisions(&mut self) -> Result<(), PassError> {
        for conflict in self.journal.conflicts(self.pairing.id)? {
            if let Some(decision) = conflict.decision.clone() {
                self.carry_out(conflict, &decision).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn carry_out(
        &mut self,
        conflict: Conflict,
        decision: &Decision,
    ) -> Result<(), PassError> {
        let Some(pair) = self.conflict_pair(&conflict).await? else {
            return Ok(());
        };
        if !self.is_as_shown(&conflict, &pair)? {
            // A new case: what was decided about the old one is dropped, and reconcile says what is to be asked now.
            self.journal
                .write(|batch| batch.close_conflict(conflict.id))?;
            self.report.notes.push(say!(
                "“{title}” changed since you decided; nothing was done with it, and it is looked at anew",
                title = &conflict.title
            ));
            return self.settle(vec![pair]).await;
        }
        match within_limits(self.decided(pair, decision), &self.rules) {
            Resolution::Steps(steps) => self.execute(steps).await?,
            Resolution::Hold(hold) => self.hold(&hold, None)?,
            Resolution::Forget(base) => self.forget(&base)?,
            Resolution::Nothing | Resolution::Ask(_) => return Ok(()),
        }
        self.release_other_candidates(&conflict)
    }

    /// Both sides of a conflict as they are now; `None` where a side could not be asked for.
    async fn conflict_pair(&mut self, conflict: &Conflict) -> Result<Option<Pair>, PassError> {
        let mut now = Both::each(|_| State::Absent);
        for (side, part) in [
            (Side::Server, &conflict.server),
            (Side::Local, &conflict.local),
        ] {
            let Some(ConflictSide { id, .. }) = part else {
                continue;
            };
            let Some(state) = self.look_at(side, id).await? else {
                return Ok(None);
            };
            *now.of_mut(side) = state;
        }
        let base = self.base_of_conflict(conflict)?;
        let base = match base {
            Some(base) => self
                .agreed_texts(&base)?
                .map(|items| Agreement { base, items }),
            None => None,
        };
        let join = if base.is_some() {
            Join::Agreed
        } else {
            Join::SameUid
        };
        Ok(Some(Pair {
            kind: self.pairing.kind,
            base,
            now,
            join,
        }))
    }

    fn base_of_conflict(&self, conflict: &Conflict) -> Result<Option<Base>, PassError> {
        for (side, part) in [
            (Side::Server, &conflict.server),
            (Side::Local, &conflict.local),
        ] {
            if let Some(part) = part
                && let Some(base) = self.journal.base_of(self.pairing.id, side, &part.id)?
            {
                return Ok(Some(base));
            }
        }
        Ok(None)
    }

    /// Whether both sides still mean what the person was (or will be) shown.
    pub(super) fn is_as_shown(&self, conflict: &Conflict, pair: &Pair) -> Result<bool, PassError> {
        for (side, part) in [
            (Side::Server, &conflict.server),
            (Side::Local, &conflict.local),
        ] {
            let shown = match part.as_ref().and_then(|part| part.body) {
                Some(body) => self.journal.body(body)?,
                None => None,
            };
            let now = match pair.now.of(side) {
                State::Here(copy) => Some(copy.item.fingerprint()),
                State::AsAgreed => pair
                    .base
                    .as_ref()
                    .map(|agreed| agreed.items.of(side).fingerprint()),
                State::Gone(_) | State::Absent => None,
                State::Unreadable { .. } => return Ok(false),
            };
            let shown = shown
                .and_then(|text| Item::parse(self.pairing.kind, &text).ok())
                .map(|item| item.fingerprint());
            if shown != now {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn decided(&self, pair: Pair, decision: &Decision) -> Resolution {
        let kind = pair.kind;
        match (pair.base, pair.now.server, pair.now.local) {
            (base, State::Here(server), State::Here(local)) => {
                self.decided_between(kind, base.as_ref(), &Both { server, local }, decision)
            }
            (Some(agreed), State::Here(left), _) => {
                decided_deletion(kind, &agreed, Side::Local, &left, decision)
            }
            (Some(agreed), _, State::Here(left)) => {
                decided_deletion(kind, &agreed, Side::Server, &left, decision)
            }
            (Some(agreed), _, _) => Resolution::Forget(agreed.base),
            _ => Resolution::Nothing,
        }
    }

    fn decided_between(
        &self,
        kind: pim::Kind,
        agreed: Option<&Agreement>,
        copies: &Both<Copy>,
        decision: &Decision,
    ) -> Resolution {
        let merged = merged(agreed, copies);
        let result = match decision {
            Decision::Keep(side) => merged.keeping(*side),
            // Picks are checked when they are made; that they do not fit means that the item is another by now.
            Decision::Merge(picks) => match merged.with_picks(picks) {
                Ok(result) if result.is_clean() => result,
                _ => return Resolution::Nothing,
            },
            Decision::New
                if agreed.is_none() && copies.server.item.uid() != copies.local.item.uid() =>
            {
                return kept_apart(kind, copies);
            }
            Decision::Both | Decision::New => {
                return both_kept(kind, agreed, copies, Reason::BothKept);
            }
            Decision::Quietly(decision) => {
                return telling_nobody(self.decided_between(kind, agreed, copies, decision));
            }
        };
        written(kind, agreed, copies, &result, Reason::Decided, &self.rules)
    }

    /// The local items that were held back as possible partners, and were not taken, are new items after all.
    fn release_other_candidates(&mut self, conflict: &Conflict) -> Result<(), PassError> {
        let chosen = conflict.local.as_ref().map(|local| &local.id);
        let others: Vec<(ItemId, String)> = conflict
            .candidates
            .iter()
            .filter(|candidate| Some(&candidate.id) != chosen)
            .map(|candidate| (candidate.id.clone(), candidate.title.clone()))
            .collect();
        let now = self.clock.now_ms();
        self.journal.write(|batch| {
            for (id, title) in &others {
                let attention = Attention {
                    server_id: None,
                    local_id: Some(id.clone()),
                    need: Need::Retry,
                    version: None,
                    title: title.clone(),
                    message: say!("it was not the same after all; it is synchronised on its own"),
                    since: now,
                };
                batch.put_attention(self.pairing.id, &attention)?;
            }
            Ok(())
        })?;
        self.again
            .local
            .extend(others.into_iter().map(|(id, _)| id));
        Ok(())
    }

    /// Whether this pair is an open question about exactly these versions: then there is nothing new to say.
    pub(super) fn is_asked_already(&self, pair: &Pair) -> Result<bool, PassError> {
        for side in SIDES {
            let Some(id) = super::pair_id(pair, side) else {
                continue;
            };
            if let Some(conflict) = self.journal.conflict_of(self.pairing.id, side, &id)? {
                return self.is_as_shown(&conflict, pair);
            }
        }
        Ok(false)
    }
}

fn decided_deletion(
    kind: pim::Kind,
    agreed: &Agreement,
    gone: Side,
    left: &Copy,
    decision: &Decision,
) -> Resolution {
    match decision {
        Decision::Keep(side) => keep_despite_deletion(kind, agreed, gone, left, *side),
        Decision::Both | Decision::New | Decision::Merge(_) => {
            made_again(kind, agreed, gone, left, Reason::Decided)
        }
        Decision::Quietly(decision) => {
            telling_nobody(decided_deletion(kind, agreed, gone, left, decision))
        }
    }
}
