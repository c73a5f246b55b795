//! Writes whose reply was lost. Where one was done all the same, the next look finds both sides as it wanted them: it is
//! listed like any other write, so that it can be undone. Where the item was written anew, it is over.

use super::super::{Line, PairingPass, PassError};
use super::Running;
use crate::endpoint::ItemId;
use crate::journal::{Base, Batch, Deed, Intent, IntentId, JournalError, NewChange};
use crate::reconcile::{Act, Reason};
use crate::{SIDES, Side};
use crate::{Sentence, say};

/// A write of an earlier round or pass that turned out to be done.
pub(super) struct Adopted {
    intent: Intent,
    side: Side,
    deed: Deed,
}

impl PairingPass<'_> {
    /// The earlier writes that explain why both sides of this step are the same already.
    pub(super) fn adopted(&self, one: &Running) -> Result<Vec<Adopted>, PassError> {
        let mut adopted = Vec::new();
        if self.lost.is_empty() || one.step.reason != Reason::TheSame || !one.is_done() {
            return Ok(adopted);
        }
        for side in SIDES {
            let target = one.step.sides.of(side);
            if target.act != Act::Keep {
                continue;
            }
            for (intent, deed) in self.lost_writes(side, target.id.as_ref()) {
                let was_done = match deed {
                    Deed::Added => one.step.base.is_none(),
                    Deed::Changed | Deed::Merged => {
                        let before = intent.about.before.of(side);
                        let before = before.map(|body| self.journal.body(body)).transpose()?;
                        before.flatten() != target.now
                    }
                    Deed::Deleted => false,
                };
                if was_done {
                    adopted.push(Adopted {
                        intent: intent.clone(),
                        side,
                        deed,
                    });
                    break;
                }
            }
        }
        Ok(adopted)
    }

    /// The intents left over about the item with this id, with what was to be done to it.
    fn lost_writes<'s>(
        &'s self,
        side: Side,
        id: Option<&'s ItemId>,
    ) -> impl Iterator<Item = (&'s Intent, Deed)> {
        self.lost.iter().rev().filter_map(move |intent| {
            let deed = (*intent.about.deeds.of(side))?;
            (id.is_some() && intent.about.id(side) == id).then_some((intent, deed))
        })
    }

    pub(super) fn note_adopted(
        &self,
        batch: &Batch<'_>,
        one: &Running,
        adopted: &Adopted,
    ) -> Result<(), JournalError> {
        let now = one.step.sides.of(adopted.side).now.as_deref();
        let after = now.map(|text| batch.put_body(text)).transpose()?;
        let change = NewChange {
            pairing: self.pairing.id,
            kind: self.pairing.kind,
            side: adopted.side,
            deed: adopted.deed,
            title: one.step.title.clone(),
            reason: reason(&adopted.intent),
            server_id: one.ids.server.clone(),
            local_id: one.ids.local.clone(),
            before: *adopted.intent.about.before.of(adopted.side),
            after,
        };
        batch.put_change(self.pass, &change)?;
        batch.clear_intent(adopted.intent.id)
    }

    /// Earlier writes to an item that was written again since: whatever became of them is over, but for the text they may
    /// have replaced.
    pub(super) fn end_overtaken(
        &self,
        batch: &Batch<'_>,
        one: &Running,
    ) -> Result<Vec<IntentId>, JournalError> {
        let mut over = Vec::new();
        for side in SIDES {
            if !one.happened(side) || one.step.sides.of(side).act == Act::Keep {
                continue;
            }
            for (intent, _) in self.lost_writes(side, one.ids.of(side).as_ref()) {
                if Some(intent.id) != one.intent && !over.contains(&intent.id) {
                    self.keep_what_was_replaced(batch, intent)?;
                    batch.clear_intent(intent.id)?;
                    over.push(intent.id);
                }
            }
        }
        Ok(over)
    }

    pub(super) fn tell_adopted(&mut self, one: &Running, adopted: &Adopted) {
        self.lost.retain(|intent| intent.id != adopted.intent.id);
        self.report.count(adopted.side, adopted.deed);
        let line = Line::written(&one.step, adopted.side, adopted.deed);
        self.add_line(Line {
            why: reason(&adopted.intent),
            ..line
        });
    }

    /// Forgets what was agreed of an item that is gone on both sides. A deletion whose reply was lost is listed.
    pub(in crate::pass) fn forget(&mut self, base: &Base) -> Result<(), PassError> {
        let mut deleted = Vec::new();
        for side in SIDES {
            deleted.extend(
                self.lost_writes(side, Some(&base.side(side).id))
                    .find(|(_, deed)| *deed == Deed::Deleted)
                    .map(|(intent, _)| (side, intent.clone())),
            );
        }
        let (server, local) = (Some(&base.server.id), Some(&base.local.id));
        self.journal.write(|batch| {
            for (side, intent) in &deleted {
                let change = NewChange {
                    pairing: self.pairing.id,
                    kind: self.pairing.kind,
                    side: *side,
                    deed: Deed::Deleted,
                    title: intent.about.title.clone(),
                    reason: reason(intent),
                    server_id: server.cloned(),
                    local_id: local.cloned(),
                    before: *intent.about.before.of(*side),
                    after: None,
                };
                batch.put_change(self.pass, &change)?;
                batch.clear_intent(intent.id)?;
            }
            batch.close_conflicts_of(self.pairing.id, server, local)?;
            batch.clear_attention(self.pairing.id, server, local)?;
            batch.remove_base(base.id)
        })?;
        for (side, intent) in deleted {
            self.lost.retain(|known| known.id != intent.id);
            self.report.count(side, Deed::Deleted);
            self.add_line(Line {
                title: intent.about.title.clone(),
                what: super::super::What::Written {
                    side,
                    deed: Deed::Deleted,
                },
                server_id: server.cloned(),
                local_id: local.cloned(),
                why: reason(&intent),
                rows: Vec::new(),
            });
        }
        Ok(())
    }
}

fn reason(intent: &Intent) -> Sentence {
    say!(
        "{why}; the reply was lost, and it was found done",
        why = &intent.about.reason
    )
}
