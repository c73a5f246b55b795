//! Executes steps: an intent, the conditional write, then base, history and the end of the intent in one transaction.
//!
//! A step whose two sides are not both done leaves the base as it was: the next look finds what was done and goes on
//! from there. What it never does: store as agreed what it does not know to be there.

use std::collections::{BTreeMap, HashMap};

use pim::{Item, Verdict};

use super::{PairingPass, PassError};
use crate::endpoint::{
    EndpointError, Fetched, ItemId, Refusal, Stored, Version, Write, WriteOutcome,
};
use crate::journal::{
    Agreed, Attention, Batch, BodyId, IntentId, JournalError, Need, NewBase, NewChange, NewIntent,
};
use crate::reconcile::{Act, Hold, Step};
use crate::{Both, SIDES, Side};

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
    Noted(Need, String),
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

    /// A proposed id is taken: by this very item (its reply was lost, or somebody else brought it), then the next round
    /// looks at both; by another item, then the next id is tried.
    async fn sort_out_taken(
        &mut self,
        side: Side,
        running: &mut [Running],
        taken: Vec<(usize, Option<ItemId>)>,
        attempt: u32,
    ) -> Result<(), PassError> {
        let mut asked = HashMap::new();
        for (index, at) in taken {
            let Some(one) = running.get_mut(index) else {
                continue;
            };
            if let Some(id) = at.or_else(|| one.ids.of(side).clone()) {
                asked.insert(id, index);
            }
        }
        if asked.is_empty() {
            return Ok(());
        }
        let ids: Vec<ItemId> = asked.keys().cloned().collect();
        let answers = self.endpoint(side).fetch(&ids).await?;
        for answer in answers {
            let Some(one) = asked
                .get(answer.id())
                .and_then(|index| running.get_mut(*index))
            else {
                continue;
            };
            let agreed_elsewhere = self
                .journal
                .base_of(self.pairing.id, side, answer.id())?
                .is_some();
            let same_uid = match &answer {
                Fetched::Here { body, .. } => Item::parse(self.pairing.kind, body)
                    .is_ok_and(|item| item.uid() == one.step.uid),
                _ => false,
            };
            if same_uid && !agreed_elsewhere {
                *one.ids.of_mut(side) = Some(answer.id().clone());
                *one.landed.of_mut(side) = Landed::LookAgain;
            } else if attempt + 1 == CREATE_ATTEMPTS {
                *one.landed.of_mut(side) = Landed::Noted(
                    Need::Refused,
                    "another item has every name that was tried for it".into(),
                );
            }
        }
        Ok(())
    }

    /// Reads again what the endpoint may have stored otherwise than sent, or without naming a version.
    async fn read_again(&mut self, side: Side, running: &mut [Running]) -> Result<(), PassError> {
        let rewrites = self.endpoint(side).abilities().may_rewrite;
        let mut wanted: BTreeMap<ItemId, usize> = BTreeMap::new();
        for (index, one) in running.iter_mut().enumerate() {
            if let Landed::There { id, read_again, .. } = one.landed.of_mut(side)
                && (*read_again || rewrites)
            {
                *read_again = false;
                wanted.insert(id.clone(), index);
            }
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let ids: Vec<ItemId> = wanted.keys().cloned().collect();
        let Ok(answers) = self.endpoint(side).fetch(&ids).await else {
            for index in wanted.into_values() {
                if let Some(one) = running.get_mut(index) {
                    *one.landed.of_mut(side) = Landed::Unknown;
                }
            }
            return Ok(());
        };
        let mut faithful = true;
        for answer in answers {
            let Some(one) = wanted
                .get(answer.id())
                .and_then(|index| running.get_mut(*index))
            else {
                continue;
            };
            let kind = one.step.kind;
            let Landed::There { version, body, .. } = one.landed.of_mut(side) else {
                continue;
            };
            match answer {
                Fetched::Here {
                    version: read,
                    body: text,
                    ..
                } => {
                    let known = version.take();
                    if known.is_some() && known != read {
                        // Somebody changed it in between: what was agreed is what was sent.
                        *version = known;
                    } else if known.is_some() || is_our_writing(kind, body, &text) {
                        faithful &= same_meaning(kind, body, &text);
                        *version = read;
                        *body = text;
                    }
                }
                Fetched::Gone { .. } => *one.landed.of_mut(side) = Landed::LookAgain,
                Fetched::Failed { .. } => *one.landed.of_mut(side) = Landed::Unknown,
            }
        }
        self.endpoint(side).note_fidelity(faithful);
        Ok(())
    }

    fn commit(&mut self, running: Vec<Running>) -> Result<(), PassError> {
        let now = self.clock.now_ms();
        let (pairing, pass) = (self.pairing.id, self.pass);
        self.journal.write(|batch| {
            for one in &running {
                Commit {
                    batch,
                    pairing,
                    pass,
                    now,
                }
                .one(one)?;
            }
            Ok(())
        })?;
        for one in running {
            self.tell(&one);
            if SIDES
                .into_iter()
                .any(|side| matches!(one.landed.of(side), Landed::LookAgain | Landed::Unknown))
            {
                for (side, id) in [(Side::Server, one.ids.server), (Side::Local, one.ids.local)] {
                    self.again.of_mut(side).extend(id);
                }
            }
        }
        Ok(())
    }

    fn tell(&mut self, one: &Running) {
        for side in SIDES {
            if let (true, Some(deed)) = (
                one.happened(side),
                one.step.sides.of(side).act.deed(one.step.reason),
            ) {
                self.report.count(side, deed);
                self.add_line(&one.step, side, deed);
            }
        }
        if one.is_done() && one.step.written().next().is_none() && one.step.base.is_none() {
            self.report.linked += 1;
        }
    }
}

impl Running {
    fn happened(&self, side: Side) -> bool {
        matches!(self.landed.of(side), Landed::There { .. } | Landed::Gone)
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

/// Writes down what became of steps.
struct Commit<'a, 'c> {
    batch: &'a Batch<'c>,
    pairing: crate::journal::PairingId,
    pass: crate::journal::PassId,
    now: i64,
}

/// Bodies already stored for this step, so that equal texts are stored once.
type Stores = Vec<(Vec<u8>, BodyId)>;

impl Commit<'_, '_> {
    fn one(&self, one: &Running) -> Result<(), JournalError> {
        let mut stored = Stores::new();
        self.changes(one, &mut stored)?;
        if one.is_done() {
            self.agreed(one, &mut stored)?;
            let (server, local) = (one.ids.server.as_ref(), one.ids.local.as_ref());
            self.batch.clear_attention(self.pairing, server, local)?;
            self.batch.close_conflicts_of(self.pairing, server, local)?;
            if let Some(hold) = &one.step.leaves {
                self.note(
                    hold.need,
                    &hold.ids,
                    hold.title.clone(),
                    hold.message.clone(),
                    None,
                )?;
            }
        }
        for side in SIDES {
            if let Landed::Noted(need, message) = one.landed.of(side) {
                let ids = Both::each(|s| one.step.sides.of(s).id.clone());
                self.note(*need, &ids, one.step.title.clone(), message.clone(), None)?;
            }
        }
        let unknown = SIDES
            .into_iter()
            .any(|side| matches!(one.landed.of(side), Landed::Unknown));
        match one.intent {
            Some(intent) if !unknown => self.batch.clear_intent(intent),
            _ => Ok(()),
        }
    }

    fn note(
        &self,
        need: Need,
        ids: &Both<Option<ItemId>>,
        title: String,
        message: String,
        version: Option<Version>,
    ) -> Result<(), JournalError> {
        let attention = Attention {
            server_id: ids.server.clone(),
            local_id: ids.local.clone(),
            need,
            version,
            title,
            message,
            since: self.now,
        };
        self.batch.put_attention(self.pairing, &attention)
    }

    fn changes(&self, one: &Running, stored: &mut Stores) -> Result<(), JournalError> {
        for side in SIDES {
            let target = one.step.sides.of(side);
            let Some(deed) = target
                .act
                .deed(one.step.reason)
                .filter(|_| one.happened(side))
            else {
                continue;
            };
            let before = *one.before.of(side);
            let after = match one.landed.of(side) {
                Landed::There { body, .. } => Some(self.store(body, stored)?),
                _ => None,
            };
            self.batch.put_change(
                self.pass,
                &NewChange {
                    pairing: self.pairing,
                    kind: one.step.kind,
                    side,
                    deed,
                    title: one.step.title.clone(),
                    reason: one.step.reason.to_string(),
                    server_id: one.ids.server.clone(),
                    local_id: one.ids.local.clone(),
                    before,
                    after,
                },
            )?;
        }
        Ok(())
    }

    fn agreed(&self, one: &Running, stored: &mut Stores) -> Result<(), JournalError> {
        if SIDES
            .into_iter()
            .any(|side| matches!(one.landed.of(side), Landed::Gone))
        {
            return one
                .step
                .base
                .as_ref()
                .map_or(Ok(()), |base| self.batch.remove_base(base.id));
        }
        let mut parts = Both {
            server: None,
            local: None,
        };
        for side in SIDES {
            *parts.of_mut(side) = self.agreed_part(one, side, stored)?;
        }
        let (Some(server), Some(local)) = (parts.server, parts.local) else {
            return Ok(());
        };
        if let Some(base) = &one.step.base
            && (base.server.id != server.id || base.local.id != local.id)
        {
            self.batch.remove_base(base.id)?;
        }
        self.batch.put_base(
            self.pairing,
            &NewBase {
                uid: one.step.uid.clone(),
                server,
                local,
            },
        )
    }

    fn agreed_part(
        &self,
        one: &Running,
        side: Side,
        stored: &mut Stores,
    ) -> Result<Option<Agreed>, JournalError> {
        let target = one.step.sides.of(side);
        let (id, version, body, echo) = match one.landed.of(side) {
            Landed::There {
                id, version, body, ..
            } => (id, version, body.as_slice(), true),
            _ => match (&target.id, &target.now) {
                (Some(id), Some(now)) => (id, &target.version, now.as_slice(), false),
                _ => return Ok(None),
            },
        };
        let text = target.agreed.as_deref().unwrap_or(body);
        let body = self.store(text, stored)?;
        Ok(Some(Agreed {
            id: id.clone(),
            version: version.clone(),
            body,
            echo,
        }))
    }

    fn store(&self, text: &[u8], stored: &mut Stores) -> Result<BodyId, JournalError> {
        if let Some((_, id)) = stored.iter().find(|(known, _)| known == text) {
            return Ok(*id);
        }
        let id = self.batch.put_body(text)?;
        stored.push((text.to_vec(), id));
        Ok(id)
    }
}

impl PairingPass<'_> {
    /// Notes an item that is left as it is.
    pub(super) fn hold(&mut self, hold: &Hold, version: Option<Version>) -> Result<(), PassError> {
        let now = self.clock.now_ms();
        let (pairing, pass) = (self.pairing.id, self.pass);
        self.journal.write(|batch| {
            Commit {
                batch,
                pairing,
                pass,
                now,
            }
            .note(
                hold.need,
                &hold.ids,
                hold.title.clone(),
                hold.message.clone(),
                version,
            )
        })?;
        Ok(())
    }
}

/// The name a new item's id is made from: its UID, or its meaning where it has none.
fn name_of(step: &Step, body: &[u8]) -> String {
    step.uid.clone().unwrap_or_else(|| {
        Item::parse(step.kind, body).map_or_else(
            |_| pim::Fingerprint::of(body).to_string(),
            |item| item.fingerprint().to_string(),
        )
    })
}

fn write_of(one: &Running, side: Side) -> Option<Write> {
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

fn landed(one: &Running, side: Side, outcome: WriteOutcome) -> Landed {
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
            // Room can be made without a change to the item.
            if refusal == Refusal::NoRoom {
                Need::Retry
            } else {
                Need::Refused
            },
            format!(
                "{refusal}; it stays as it is {}",
                crate::reconcile::place(side.other())
            ),
        ),
        WriteOutcome::Unknown(_) => Landed::Unknown,
        WriteOutcome::NotDone(EndpointError { trouble, .. }) => {
            Landed::Noted(Need::Retry, trouble.to_string())
        }
    }
}

fn same_meaning(kind: pim::Kind, sent: &[u8], read: &[u8]) -> bool {
    sent == read
        || match (Item::parse(kind, sent), Item::parse(kind, read)) {
            (Ok(sent), Ok(read)) => sent.fingerprint() == read.fingerprint(),
            _ => false,
        }
}

/// Where no version tells whether a body is what was sent: it is, as far as the server can hold it, if all that differs
/// is what the server lacks.
fn is_our_writing(kind: pim::Kind, sent: &[u8], read: &[u8]) -> bool {
    same_meaning(kind, sent, read)
        || match (Item::parse(kind, sent), Item::parse(kind, read)) {
            (Ok(sent), Ok(read)) => pim::compare(&read, &sent)
                .iter()
                .all(|row| matches!(row.verdict, Verdict::Equal | Verdict::OnlyLocal)),
            _ => false,
        }
}
