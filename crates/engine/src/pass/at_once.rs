//! One decision carried out at once, without a pass over everything: only the items it is about are looked at, and no cursor moves.

use super::{KindReport, PairingPass, PassError, Progress, ROUNDS};
use crate::journal::ConflictId;

impl PairingPass<'_> {
    /// Carries out what was decided about one conflict. What went wrong is in the report; the decision waits then.
    pub async fn run_decision(mut self, id: ConflictId) -> KindReport {
        let kind = self.pairing.kind;
        self.watch.progress(Progress::Looking { kind });
        if let Err(error) = self.one_decision(id).await {
            self.report.failure = Some(error.into());
        }
        if let Err(error) = self.sum_up() {
            self.report.failure.get_or_insert(error.into());
        }
        self.watch.progress(Progress::Finished { kind });
        self.report
    }

    async fn one_decision(&mut self, id: ConflictId) -> Result<(), PassError> {
        let Some(conflict) = self.journal.conflict(id)? else {
            return Ok(());
        };
        if let Some(decision) = conflict.decision.clone() {
            self.carry_out(conflict, &decision).await?;
        }
        for _ in 1..ROUNDS {
            let again = std::mem::take(&mut self.again);
            if again.server.is_empty() && again.local.is_empty() {
                break;
            }
            let work = self.next_round_work(&again)?;
            self.round(work).await?;
        }
        self.note_what_is_left()
    }
}
