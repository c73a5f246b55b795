//! Executes steps: an intent, the conditional write, then base, history and the end of the intent in one transaction.
//!
//! A step whose two sides are not both done leaves the base as it was: the next look finds what was done and goes on
//! from there. What it never does: store as agreed what it does not know to be there.

mod adopt;
mod commit;
mod outcome;
mod read_again;
mod taken;

use super::{Line, PairingPass, PassError};
use crate::Sentence;
use crate::endpoint::{ItemId, Version, WriteOutcome};
use crate::journal::{BodyId, IntentId, Need, NewIntent};
use crate::reconcile::{Act, Step};
use crate::{Both, SIDES, Side};
use adopt::Adopted;
use commit::Commit;
use outcome::{landed, name_of, write_of};

/// How many ids are tried for a new item whose proposed id is taken by another.
const CREATE_ATTEMPTS: u32 = 3;
/// So many writes put off one after the other, and the pass ends: the server wants to be left alone.
const PUT_OFF_LIMIT: usize = 8;

/// What became of one side of a step.
#[derive(Debug, Clone)]
enum Landed {
    /// Nothing was to be done, or nothing was done yet.
    Untouched,
    /// It is there now.
    There {
        id: ItemId,
        version: Option<Version>,
        body: Vec<u8>,
        read_again: bool,
    },
    /// It is gone now.
    Gone,
    /// It was not done; look again in the next round.
    LookAgain,
    /// Whether it was done is not known; the intent stays.
    Unknown,
    /// It was not done and is noted for the person or for the next pass.
    Noted(Need, Sentence),
}

struct Running {
    step: Step,
    landed: Both<Landed>,
    ids: Both<Option<ItemId>>,
    /// The texts about to be replaced or deleted: in the journal before anything is written.
    before: Both<Option<BodyId>>,
    intent: Option<IntentId>,
}

impl PairingPass<'_> {
    /// Runs these steps and returns the ids to look at again in the next round.
    pub(super) async fn execute(&mut self, steps: Vec<Step>) -> Result<(), PassError> {
        if steps.is_empty() {
            return Ok(());
        }
        let mut running = self.with_intents(steps)?;
        for side in SIDES {
            self.write_side(side, &mut running).await?;
        }
        self.commit(running)
    }

    fn with_intents(&self, steps: Vec<Step>) -> Result<Vec<Running>, PassError> {
        let pairing = self.pairing.id;
        let mut running: Vec<Running> = steps
            .into_iter()
            .map(|step| {
                let ids = Both::each(|side| self.id_for(&step, side, 0));
                Running {
                    step,
                    landed: Both::each(|_| Landed::Untouched),
                    ids,
                    before: Both::default(),
                    intent: None,
                }
            })
            .collect();
        self.journal.write(|batch| {
            for one in running
                .iter_mut()
                .filter(|one| one.step.written().next().is_some())
            {
                for side in SIDES {
                    let target = one.step.sides.of(side);
                    if let (Act::Replace(_) | Act::Delete, Some(text)) = (&target.act, &target.now)
                    {
                        *one.before.of_mut(side) = Some(batch.put_body(text)?);
                    }
                }
                let intent = NewIntent {
                    server_id: one.ids.server.clone(),
                    local_id: one.ids.local.clone(),
                    title: one.step.title.clone(),
                    before: one.before,
                    deeds: Both::each(|side| one.step.sides.of(side).act.deed(one.step.reason)),
                    reason: one.step.reason.said(),
                };
                one.intent = Some(batch.put_intent(pairing, &intent)?);
            }
            Ok(())
        })?;
        Ok(running)
    }

    /// The id an item has, or will get, on that side.
    fn id_for(&self, step: &Step, side: Side, attempt: u32) -> Option<ItemId> {
        let target = step.sides.of(side);
        match &target.act {
            Act::Create(body) => Some(
                self.endpoint(side)
                    .propose_id(&name_of(step, body), attempt),
            ),
            _ => target.id.clone(),
        }
    }

    async fn write_side(&mut self, side: Side, running: &mut [Running]) -> Result<(), PassError> {
        for attempt in 0..CREATE_ATTEMPTS {
            let mut chosen = Vec::new();
            let mut writes = Vec::new();
            for (index, one) in running.iter_mut().enumerate() {
                if !matches!(one.landed.of(side), Landed::Untouched)
                    || !Self::other_side_went_well(one, side)
                {
                    continue;
                }
                if attempt > 0 {
                    *one.ids.of_mut(side) = self.id_for(&one.step, side, attempt);
                }
                if let Some(write) = write_of(one, side) {
                    chosen.push(index);
                    writes.push(write);
                }
            }
            if writes.is_empty() {
                return Ok(());
            }
            let outcomes = self.endpoint(side).write(writes).await;
            let mut taken = Vec::new();
            for (index, outcome) in chosen.into_iter().zip(outcomes) {
                let Some(one) = running.get_mut(index) else {
                    continue;
                };
                self.note_put_off(&outcome)?;
                match outcome {
                    WriteOutcome::Exists { at } => taken.push((index, at)),
                    other => *one.landed.of_mut(side) = landed(one, side, other),
                }
            }
            self.sort_out_taken(side, running, taken, attempt).await?;
            self.read_again(side, running).await?;
        }
        Ok(())
    }

    /// Server first: where its write did not go through, the local side of the same step waits.
    fn other_side_went_well(one: &Running, side: Side) -> bool {
        let other = side.other();
        side == Side::Server
            || match one.landed.of(other) {
                Landed::Untouched => one.step.sides.of(other).act == Act::Keep,
                Landed::There { .. } | Landed::Gone => true,
                _ => false,
            }
    }

    fn note_put_off(&mut self, outcome: &WriteOutcome) -> Result<(), PassError> {
        match outcome {
            WriteOutcome::NotDone(error) => {
                self.put_off += 1;
                if self.put_off >= PUT_OFF_LIMIT
                    || !matches!(
                        error.trouble,
                        crate::endpoint::Trouble::Busy(_) | crate::endpoint::Trouble::Server(_)
                    )
                {
                    return Err(PassError::Endpoint(error.clone()));
                }
            }
            WriteOutcome::Unknown(_) => {}
            _ => self.put_off = 0,
        }
        Ok(())
    }

    fn commit(&mut self, running: Vec<Running>) -> Result<(), PassError> {
        let now = self.clock.now_ms();
        let (pairing, pass) = (self.pairing.id, self.pass);
        let adopted = running
            .iter()
            .map(|one| self.adopted(one))
            .collect::<Result<Vec<_>, _>>()?;
        let mut overtaken = Vec::new();
        self.journal.write(|batch| {
            for (one, adopted) in running.iter().zip(&adopted) {
                let commit = Commit {
                    batch,
                    pairing,
                    pass,
                    now,
                };
                commit.one(one)?;
                overtaken.extend(self.end_overtaken(batch, one)?);
                for earlier in adopted {
                    self.note_adopted(batch, one, earlier)?;
                }
            }
            Ok(())
        })?;
        self.lost.retain(|intent| !overtaken.contains(&intent.id));
        let mut some_unknown = false;
        for (one, adopted) in running.into_iter().zip(adopted) {
            self.tell(&one, &adopted);
            let in_doubt = |landed: &Landed| matches!(landed, Landed::LookAgain | Landed::Unknown);
            some_unknown |= one.is_unknown();
            if SIDES.into_iter().any(|side| in_doubt(one.landed.of(side))) {
                for (side, id) in [(Side::Server, one.ids.server), (Side::Local, one.ids.local)] {
                    self.again.of_mut(side).extend(id);
                }
            }
        }
        if some_unknown {
            self.lost = self.journal.intents(pairing)?;
        }
        Ok(())
    }

    fn tell(&mut self, one: &Running, adopted: &[Adopted]) {
        for side in SIDES {
            if let (true, Some(deed)) = (
                one.happened(side),
                one.step.sides.of(side).act.deed(one.step.reason),
            ) {
                self.report.count(side, deed);
                self.add_line(Line::written(&one.step, side, deed));
            }
        }
        let found_the_same =
            one.is_done() && one.step.written().next().is_none() && one.step.base.is_none();
        if found_the_same && adopted.is_empty() {
            self.report.linked += 1;
        }
        for earlier in adopted {
            self.tell_adopted(one, earlier);
        }
    }
}

impl Running {
    fn happened(&self, side: Side) -> bool {
        matches!(self.landed.of(side), Landed::There { .. } | Landed::Gone)
    }

    fn is_unknown(&self) -> bool {
        SIDES
            .into_iter()
            .any(|side| matches!(self.landed.of(side), Landed::Unknown))
    }

    /// Both sides are as the step wanted them.
    fn is_done(&self) -> bool {
        SIDES.into_iter().all(|side| match self.landed.of(side) {
            Landed::There { .. } | Landed::Gone => true,
            Landed::Untouched => self.step.sides.of(side).act == Act::Keep,
            _ => false,
        })
    }
}
