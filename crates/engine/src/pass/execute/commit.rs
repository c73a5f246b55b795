//! Writes down what became of steps: changes, what is agreed now, and the end of the intent.

use super::{Landed, PairingPass, PassError, Running};
use crate::Sentence;
use crate::endpoint::{ItemId, Version};
use crate::journal::{
    Agreed, Attention, Batch, BodyId, JournalError, Need, NewBase, NewChange, PairingId, PassId,
};
use crate::reconcile::Hold;
use crate::{Both, SIDES, Side};

/// Writes down what became of steps.
pub(super) struct Commit<'a, 'c> {
    pub(super) batch: &'a Batch<'c>,
    pub(super) pairing: PairingId,
    pub(super) pass: PassId,
    pub(super) now: i64,
}

/// Bodies already stored for this step, so that equal texts are stored once.
type Stores = Vec<(Vec<u8>, BodyId)>;

impl Commit<'_, '_> {
    pub(super) fn one(&self, one: &Running) -> Result<(), JournalError> {
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
        match one.intent {
            Some(intent) if !one.is_unknown() => self.batch.clear_intent(intent),
            _ => Ok(()),
        }
    }

    fn note(
        &self,
        need: Need,
        ids: &Both<Option<ItemId>>,
        title: String,
        message: Sentence,
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
                    reason: one.step.reason.said(),
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
    pub(in crate::pass) fn hold(
        &mut self,
        hold: &Hold,
        version: Option<Version>,
    ) -> Result<(), PassError> {
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
