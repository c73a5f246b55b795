//! The guard: before many items would be deleted, or any whose side is not sure that they are gone, the pass stops and asks.

use super::work::{Agreed, Glance};
use super::{Deletions, GuardStop, PairingPass, PassError};
use crate::{Both, SIDES};

impl PairingPass<'_> {
    /// Whether the pass ends here, before these deletions.
    pub(super) fn guard_stops(&mut self, deletions: &[Agreed]) -> Result<bool, PassError> {
        let doomed: Vec<&Agreed> = deletions
            .iter()
            .filter(|agreed| {
                SIDES
                    .into_iter()
                    .any(|side| *agreed.glance.of(side) != Glance::Gone)
            })
            .filter(|agreed| {
                !SIDES
                    .into_iter()
                    .any(|side| self.leaves_out(side, &agreed.base.side(side).id))
            })
            .collect();
        let total = self.journal.base_count(self.pairing.id)?;
        let are_many = self
            .guard
            .stops(doomed.len(), total, self.pairing.guard_remembered);
        if !are_many && !doomed.iter().any(|agreed| self.is_doubtful(agreed)) {
            return Ok(false);
        }
        match self.options.deletions {
            Deletions::Allow => return Ok(false),
            Deletions::Restore => {
                self.rules.restore_instead_of_delete = true;
                return Ok(false);
            }
            Deletions::Ask => {}
        }
        let mut stop = GuardStop {
            deletions: Both::default(),
            total,
            titles: Vec::new(),
        };
        for agreed in &doomed {
            for side in SIDES {
                if *agreed.glance.of(side) == Glance::Gone {
                    *stop.deletions.of_mut(side.other()) += 1;
                }
            }
            if stop.titles.len() < 10
                && let Some(items) = self.agreed_texts(&agreed.base)?
            {
                stop.titles.push(items.local.title());
            }
        }
        self.report.guard = Some(stop);
        // In a preview the deletions are shown all the same.
        Ok(!self.options.preview)
    }

    /// Whether a side itself is not sure that the item is gone.
    fn is_doubtful(&self, agreed: &Agreed) -> bool {
        SIDES.into_iter().any(|side| {
            *agreed.glance.of(side) == Glance::Gone
                && self.endpoint(side).doubts(&agreed.base.side(side).id)
        })
    }
}
