//! The end of a pass: what is left to do is noted, the cursors are saved last, and what waits is counted.

use super::{Held, PairingPass, PassError};
use crate::endpoint::{Extent, ItemId, Listing};
use crate::journal::{BaseId, Batch, Deed, Intent, JournalError, Need, NewChange};
use crate::reconcile::Hold;
use crate::say;
use crate::{Both, SIDES, Side};

impl PairingPass<'_> {
    /// What three rounds could not settle is looked at again in the next pass.
    pub(super) fn note_what_is_left(&mut self) -> Result<(), PassError> {
        let again = std::mem::take(&mut self.again);
        for side in SIDES {
            for id in again.of(side) {
                let ids = Both::only(side, id.clone());
                let title = self.title_of(side, id)?;
                let message =
                    "it keeps changing on the other side; it is tried again in the next pass"
                        .into();
                self.hold(
                    &Hold {
                        need: Need::Retry,
                        ids,
                        title,
                        message,
                    },
                    None,
                )?;
            }
        }
        Ok(())
    }

    fn title_of(&self, side: Side, id: &ItemId) -> Result<String, PassError> {
        let base = self.journal.base_of(self.pairing.id, side, id)?;
        let items = base
            .map(|base| self.agreed_texts(&base))
            .transpose()?
            .flatten();
        Ok(items.map_or_else(|| id.0.clone(), |items| items.of(side).title()))
    }

    pub(super) fn save_cursors(
        &self,
        listings: &Both<Listing>,
        echoes: &[(BaseId, Side)],
        left_over: &[Intent],
    ) -> Result<(), PassError> {
        let nothing_new = SIDES
            .into_iter()
            .all(|side| listings.of(side).cursor.as_ref() == self.pairing.cursor(side));
        let left_over: Vec<&Intent> = left_over
            .iter()
            .filter(|intent| self.lost.iter().any(|lost| lost.id == intent.id))
            .collect();
        if nothing_new && echoes.is_empty() && left_over.is_empty() {
            return Ok(());
        }
        self.journal.write(|batch| {
            for (base, side) in echoes {
                batch.clear_echo(*base, *side)?;
            }
            for intent in left_over {
                self.keep_what_was_replaced(batch, intent)?;
                batch.clear_intent(intent.id)?;
            }
            for side in SIDES {
                let listing = listings.of(side);
                if listing.extent != Extent::Part {
                    batch.put_cursor(self.pairing.id, side, listing.cursor.as_ref())?;
                }
            }
            Ok(())
        })?;
        Ok(())
    }

    /// A write that was cut off may have replaced a text that is nowhere else: it goes to the history.
    pub(super) fn keep_what_was_replaced(
        &self,
        batch: &Batch<'_>,
        intent: &Intent,
    ) -> Result<(), JournalError> {
        let about = &intent.about;
        for side in SIDES {
            if let Some(before) = *about.before.of(side) {
                let change = NewChange {
                    pairing: self.pairing.id,
                    kind: self.pairing.kind,
                    side,
                    deed: Deed::Changed,
                    title: about.title.clone(),
                    reason: say!(
                        "an earlier pass was cut off while it wrote this; it was so before"
                    ),
                    server_id: about.server_id.clone(),
                    local_id: about.local_id.clone(),
                    before: Some(before),
                    after: None,
                };
                batch.put_change(self.pass, &change)?;
            }
        }
        Ok(())
    }

    /// Counts what waits, whatever the pass found.
    pub(super) fn sum_up(&mut self) -> Result<(), PassError> {
        if self.options.preview {
            return Ok(());
        }
        self.report.conflicts = self.journal.conflicts(self.pairing.id)?.len();
        for attention in self.journal.attentions(self.pairing.id)? {
            self.report.held.push(Held {
                title: attention.title,
                need: attention.need,
                message: attention.message,
                ids: Both {
                    server: attention.server_id,
                    local: attention.local_id,
                },
            });
        }
        Ok(())
    }
}
