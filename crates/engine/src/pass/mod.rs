//! One pass over one pairing: observe, fetch, reconcile, guard, execute, and the cursors last.
//!
//! Begin reading at [`PairingPass::run`]. Everything it learns is in the journal before the cursors move; a pass that
//! is cut off anywhere is simply run again.

mod agreed_items;
mod at_once;
mod decide;
mod end;
mod execute;
mod guard;
mod look;
mod matching;
mod new_items;
mod report;
mod settle;
mod undo;
mod work;

use std::collections::{BTreeSet, HashSet};

pub use report::{Counts, GuardStop, Held, KindReport, Line, Progress, Report, Watch, What};

pub use undo::Undone;

use crate::account::GuardLimits;
use crate::door::Clock;
use crate::endpoint::{Endpoint, EndpointError, ItemId, Listing};
use crate::journal::{Attention, Intent, Journal, JournalError, Pairing, PassId};
use crate::reconcile::{Pair, Rules, State};
use crate::say;
use crate::{Both, Failure, SIDES, Side};
use work::{Agreed, Gathering, Glance, Work};

/// How often a pass looks again at items that changed under its hands.
const ROUNDS: usize = 3;

/// What the person wants of this pass.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only say what would be done.
    pub preview: bool,
    /// Look at everything on both sides, whatever was observed before.
    pub everything: bool,
    /// What to do where the guard stops.
    pub deletions: Deletions,
    /// Items to leave out this time, by side and id.
    pub leave_out: HashSet<(Side, ItemId)>,
}

/// What to do with deletions the guard stops for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Deletions {
    /// Stop and ask.
    #[default]
    Ask,
    /// Delete.
    Allow,
    /// Bring the items back on the side where they are gone.
    Restore,
}

/// Why a pass over a pairing ended early. What was done is in the journal; the cursors did not move.
#[derive(Debug, thiserror::Error)]
pub enum PassError {
    /// A side failed.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// The journal failed.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The person pressed Cancel.
    #[error("cancelled")]
    Cancelled,
}

impl From<PassError> for Failure {
    fn from(error: PassError) -> Self {
        match error {
            PassError::Endpoint(error) => error.into(),
            PassError::Journal(error) => error.into(),
            PassError::Cancelled => {
                EndpointError::new("this pass", crate::endpoint::Trouble::Cancelled).into()
            }
        }
    }
}

/// One pass over one pairing.
pub struct PairingPass<'a> {
    /// The journal.
    pub journal: &'a Journal,
    /// The time.
    pub clock: &'a dyn Clock,
    /// The pairing.
    pub pairing: Pairing,
    /// The two endpoints.
    pub endpoints: Both<&'a dyn Endpoint>,
    /// What may be done.
    pub rules: Rules,
    /// When to stop before deleting.
    pub guard: GuardLimits,
    /// What the person wants of this pass.
    pub options: Options,
    /// The number of the pass.
    pub pass: PassId,
    /// Told how it goes.
    pub watch: &'a dyn Watch,
    report: KindReport,
    again: Both<BTreeSet<ItemId>>,
    put_off: usize,
    /// Writes of this pass and of earlier ones of which it is not known whether they were done.
    lost: Vec<Intent>,
    /// False only where no conflict can be open: then none is looked for.
    may_have_conflicts: bool,
    done: usize,
    total: usize,
}

impl<'a> PairingPass<'a> {
    /// A pass about to run.
    #[expect(
        clippy::too_many_arguments,
        reason = "all of it is needed, once, in one place"
    )]
    pub fn new(
        journal: &'a Journal,
        clock: &'a dyn Clock,
        pairing: Pairing,
        endpoints: Both<&'a dyn Endpoint>,
        rules: Rules,
        guard: GuardLimits,
        options: Options,
        pass: PassId,
        watch: &'a dyn Watch,
    ) -> Self {
        let report = KindReport::new(pairing.kind);
        Self {
            journal,
            clock,
            pairing,
            endpoints,
            rules,
            guard,
            options,
            pass,
            watch,
            report,
            again: Both::default(),
            put_off: 0,
            lost: Vec::new(),
            may_have_conflicts: true,
            done: 0,
            total: 0,
        }
    }

    fn endpoint(&self, side: Side) -> &'a dyn Endpoint {
        *self.endpoints.of(side)
    }

    /// Runs the pass. What went wrong is in the report; what was done stays done.
    pub async fn run(mut self) -> KindReport {
        let kind = self.pairing.kind;
        self.watch.progress(Progress::Looking { kind });
        match self.rounds().await {
            Ok(()) => {}
            Err(error) => self.report.failure = Some(error.into()),
        }
        if let Err(error) = self.sum_up() {
            self.report.failure.get_or_insert(error.into());
        }
        self.watch.progress(Progress::Finished { kind });
        self.report
    }

    async fn rounds(&mut self) -> Result<(), PassError> {
        let left_over = self.journal.intents(self.pairing.id)?;
        if !self.options.preview {
            self.lost.clone_from(&left_over);
            self.carry_out_decisions().await?;
        }
        let since = |side| {
            if self.options.everything {
                None
            } else {
                self.pairing.cursor(side)
            }
        };
        let (server, local) = futures::join!(
            self.endpoint(Side::Server).observe(since(Side::Server)),
            self.endpoint(Side::Local).observe(since(Side::Local)),
        );
        let mut listings = Both {
            server: server?,
            local: local?,
        };
        let work = self.first_round_work(&mut listings).await?;
        let echoes = work.echoes.clone();
        let whole = work.unexplained == 0;
        let guard_stopped = self.round(work).await?;
        if !self.options.preview {
            for _ in 1..ROUNDS {
                let again = std::mem::take(&mut self.again);
                if again.server.is_empty() && again.local.is_empty() {
                    break;
                }
                let work = self.next_round_work(&again)?;
                self.round(work).await?;
            }
            self.note_what_is_left()?;
            if whole && !guard_stopped {
                self.save_cursors(&listings, &echoes, &left_over)?;
            }
        }
        Ok(())
    }

    fn gathering<'g>(
        &'g self,
        attentions: &'g [Attention],
        conflicts: &'g [crate::journal::Conflict],
    ) -> Result<Gathering<'g>, PassError> {
        Ok(Gathering {
            journal: self.journal,
            pairing: self.pairing.id,
            everything: self.options.everything,
            has_bases: self.journal.has_bases(self.pairing.id)?,
            attentions,
            conflicts,
            work: Work::default(),
        })
    }

    async fn first_round_work(&mut self, listings: &mut Both<Listing>) -> Result<Work, PassError> {
        let attentions = self.journal.attentions(self.pairing.id)?;
        let conflicts = self.journal.conflicts(self.pairing.id)?;
        self.may_have_conflicts = !conflicts.is_empty();
        let mut notes = Vec::new();
        let mut gathering = self.gathering(&attentions, &conflicts)?;
        for side in SIDES {
            let listing = listings.of_mut(side);
            let absent = gathering.absent(side, listing)?;
            gathering.take_listing(side, listing)?;
            for ids in absent.chunks(self.endpoint(side).abilities().fetch_batch.max(1)) {
                for answer in self.endpoint(side).fetch(ids).await? {
                    if let Some(error) = gathering.take_answer(side, &answer)? {
                        notes.push(say!(
                            "an item is missing from the listing, and nothing is done with it: {why}",
                            why = error.to_string()
                        ));
                    }
                }
            }
        }
        gathering.take_what_waits()?;
        let work = gathering.work;
        notes.truncate(20);
        self.report.notes.extend(notes);
        Ok(work)
    }

    fn next_round_work(&self, again: &Both<BTreeSet<ItemId>>) -> Result<Work, PassError> {
        let mut gathering = self.gathering(&[], &[])?;
        for side in SIDES {
            for id in again.of(side) {
                gathering.look_at(side, id)?;
            }
        }
        Ok(gathering.work)
    }

    /// One round over what is to be looked at: new items, then changed ones, then deletions. Answers whether the guard
    /// stopped it.
    async fn round(&mut self, mut work: Work) -> Result<bool, PassError> {
        self.total += work.len();
        self.new_items(&mut work).await?;
        let (mut deletions, changes): (Vec<Agreed>, Vec<Agreed>) = std::mem::take(&mut work.agreed)
            .into_values()
            .partition(is_deletion);
        deletions.extend(self.changed_items(changes).await?);
        if self.guard_stops(&deletions)? {
            return Ok(true);
        }
        self.deleted_items(deletions).await?;
        Ok(false)
    }

    fn check_cancelled(&self) -> Result<(), PassError> {
        if self.watch.cancelled() {
            Err(PassError::Cancelled)
        } else {
            Ok(())
        }
    }
}

/// So many lines a report carries itself; all of them are in the history.
const LINES_IN_REPORT: usize = 1_000;

fn is_deletion(agreed: &Agreed) -> bool {
    SIDES
        .into_iter()
        .any(|side| *agreed.glance.of(side) == Glance::Gone)
}

/// The id of a pair's item on that side, where it has one there.
fn pair_id(pair: &Pair, side: Side) -> Option<ItemId> {
    let agreed = pair.base.as_ref().map(|agreed| &agreed.base);
    match pair.now.of(side) {
        State::AsAgreed => agreed.map(|base| base.side(side).id.clone()),
        state => state.id().cloned(),
    }
}
