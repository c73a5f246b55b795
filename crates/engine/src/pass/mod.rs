//! One pass over one pairing: observe, fetch, reconcile, guard, execute, and the cursors last.
//!
//! Begin reading at [`PairingPass::run`]. Everything it learns is in the journal before the cursors move; a pass that
//! is cut off anywhere is simply run again.

mod decide;
mod execute;
mod matching;
mod report;
mod undo;
mod work;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use pim::Item;

pub use report::{Counts, GuardStop, Held, KindReport, Line, Progress, Report, Watch, What};

pub use undo::Undone;

use crate::account::GuardLimits;
use crate::door::Clock;
use crate::endpoint::{Endpoint, EndpointError, Extent, Fetched, ItemId, Listing, Version};
use crate::journal::{
    Attention, Base, BaseId, Batch, ConflictSide, Deed, Intent, Journal, JournalError, Need,
    NewChange, NewConflict, Pairing, PassId,
};
use crate::reconcile::{
    Agreement, Copy, Hold, Join, Pair, Question, Resolution, Rules, State, Step, reconcile,
};
use crate::{Both, Failure, SIDES, Side};
use matching::{Index, Partner};
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
        if !self.options.preview {
            self.carry_out_decisions().await?;
        }
        let left_over = self.journal.intents(self.pairing.id)?;
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
        let listings = Both {
            server: server?,
            local: local?,
        };
        let work = self.first_round_work(&listings).await?;
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
    ) -> Gathering<'g> {
        Gathering {
            journal: self.journal,
            pairing: self.pairing.id,
            everything: self.options.everything,
            attentions,
            conflicts,
            work: Work::default(),
        }
    }

    async fn first_round_work(&mut self, listings: &Both<Listing>) -> Result<Work, PassError> {
        let attentions = self.journal.attentions(self.pairing.id)?;
        let conflicts = self.journal.conflicts(self.pairing.id)?;
        self.may_have_conflicts = !conflicts.is_empty();
        let mut notes = Vec::new();
        let mut gathering = self.gathering(&attentions, &conflicts);
        for side in SIDES {
            let listing = listings.of(side);
            gathering.take_listing(side, listing)?;
            let absent = gathering.absent(side, listing)?;
            for ids in absent.chunks(self.endpoint(side).abilities().fetch_batch.max(1)) {
                for answer in self.endpoint(side).fetch(ids).await? {
                    if let Some(error) = gathering.take_answer(side, &answer)? {
                        notes.push(format!("an item is missing from the listing, and nothing is done with it: {error}"));
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
        let mut gathering = self.gathering(&[], &[]);
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

    // ---- new items ------------------------------------------------------------------------------------------------

    async fn new_items(&mut self, work: &mut Work) -> Result<(), PassError> {
        let server_new: Vec<ItemId> = std::mem::take(&mut work.new.server).into_iter().collect();
        let mut local_new = std::mem::take(&mut work.new.local);
        let mut index = Index::default();
        if !server_new.is_empty() && !local_new.is_empty() {
            self.index_local(&local_new, &mut index).await?;
        }
        let batch = self.endpoint(Side::Server).abilities().fetch_batch.max(1);
        let mut chunks = server_new.chunks(batch);
        let mut fetched = match chunks.next() {
            Some(ids) => self.endpoint(Side::Server).fetch(ids).await?,
            None => Vec::new(),
        };
        while !fetched.is_empty() {
            // The next batch travels while this one is worked on.
            let server = self.endpoint(Side::Server);
            let next = async {
                match chunks.next() {
                    Some(ids) => server.fetch(ids).await,
                    None => Ok(Vec::new()),
                }
            };
            let working = self.new_on_server(
                std::mem::take(&mut fetched),
                work,
                &mut local_new,
                &mut index,
            );
            let (next, worked) = futures::join!(next, working);
            worked?;
            fetched = next?;
        }
        let batch = self.endpoint(Side::Local).abilities().fetch_batch.max(1);
        let local_new: Vec<ItemId> = local_new.into_iter().collect();
        for ids in local_new.chunks(batch) {
            let fetched = self.endpoint(Side::Local).fetch(ids).await?;
            self.new_here(fetched, work).await?;
        }
        Ok(())
    }

    async fn index_local(
        &self,
        ids: &BTreeSet<ItemId>,
        index: &mut Index,
    ) -> Result<(), PassError> {
        let ids: Vec<ItemId> = ids.iter().cloned().collect();
        for ids in ids.chunks(self.endpoint(Side::Local).abilities().fetch_batch.max(1)) {
            for answer in self.endpoint(Side::Local).fetch(ids).await? {
                if let Fetched::Here { id, body, .. } = answer
                    && let Ok(item) = Item::parse(self.pairing.kind, &body)
                {
                    index.add(&id, &item);
                }
            }
        }
        Ok(())
    }

    async fn new_on_server(
        &mut self,
        fetched: Vec<Fetched>,
        work: &mut Work,
        local_new: &mut BTreeSet<ItemId>,
        index: &mut Index,
    ) -> Result<(), PassError> {
        self.check_cancelled()?;
        let mut pairs = Vec::new();
        let mut with_partner: Vec<(Copy, ItemId, Join)> = Vec::new();
        for answer in fetched {
            let copy = match self.read(Side::Server, answer)? {
                Reading::Copy(copy) => copy,
                Reading::Nothing => continue,
            };
            if let Some(moved) = self.moved(Side::Server, &copy, work)? {
                pairs.push(self.moved_pair(moved, Side::Server, copy).await?);
                continue;
            }
            match index.partner(&copy.item) {
                Partner::Certain(id, join) => {
                    index.take(&id);
                    with_partner.push((copy, id, join));
                }
                Partner::Perhaps(ids) => match self.resembling(&copy, &ids).await? {
                    Some((best, candidates)) => {
                        index.take(&best);
                        with_partner.push((copy, best, Join::Resemblance(candidates)));
                    }
                    None => pairs.push(self.alone(Side::Server, copy)),
                },
                Partner::None => pairs.push(self.alone(Side::Server, copy)),
            }
        }
        let ids: Vec<ItemId> = with_partner.iter().map(|(_, id, _)| id.clone()).collect();
        let mut locals = self.copies(Side::Local, &ids).await?;
        for (copy, id, join) in with_partner {
            local_new.remove(&id);
            if let Join::Resemblance(candidates) = &join {
                for candidate in candidates {
                    local_new.remove(&candidate.id);
                }
            }
            match locals.remove(&id) {
                Some(local) => pairs.push(Pair {
                    kind: self.pairing.kind,
                    base: None,
                    now: Both {
                        server: State::Here(copy),
                        local: State::Here(local),
                    },
                    join,
                }),
                None => pairs.push(self.alone(Side::Server, copy)),
            }
        }
        self.settle(pairs).await
    }

    async fn new_here(&mut self, fetched: Vec<Fetched>, work: &mut Work) -> Result<(), PassError> {
        self.check_cancelled()?;
        let mut pairs = Vec::new();
        for answer in fetched {
            // Made by this very pass a moment ago: an intent left over had it looked for.
            if self
                .journal
                .base_of(self.pairing.id, Side::Local, answer.id())?
                .is_some()
            {
                continue;
            }
            let Reading::Copy(copy) = self.read(Side::Local, answer)? else {
                continue;
            };
            pairs.push(match self.moved(Side::Local, &copy, work)? {
                Some(moved) => self.moved_pair(moved, Side::Local, copy).await?,
                None => self.alone(Side::Local, copy),
            });
        }
        self.settle(pairs).await
    }

    fn alone(&self, side: Side, copy: Copy) -> Pair {
        let mut now = Both::each(|_| State::Absent);
        *now.of_mut(side) = State::Here(copy);
        Pair {
            kind: self.pairing.kind,
            base: None,
            now,
            join: Join::Alone,
        }
    }

    /// An item that is gone under its old id and new under another is the same item, moved.
    fn moved(&self, side: Side, copy: &Copy, work: &mut Work) -> Result<Option<Agreed>, PassError> {
        if work.agreed.is_empty() {
            return Ok(None);
        }
        let Some(uid) = copy.item.uid() else {
            return Ok(None);
        };
        for base in self.journal.bases_with_uid(self.pairing.id, &uid)? {
            let gone = work
                .agreed
                .get(&base.id)
                .is_some_and(|agreed| *agreed.glance.of(side) == Glance::Gone);
            if gone {
                return Ok(work.agreed.remove(&base.id));
            }
        }
        Ok(None)
    }

    async fn moved_pair(
        &mut self,
        mut moved: Agreed,
        side: Side,
        copy: Copy,
    ) -> Result<Pair, PassError> {
        *moved.glance.of_mut(side) = Glance::AsAgreed;
        let mut pairs = self.pairs_of(vec![moved]).await?;
        Ok(match pairs.pop() {
            Some(mut pair) => {
                *pair.now.of_mut(side) = State::Here(copy);
                pair
            }
            None => self.alone(side, copy),
        })
    }

    async fn resembling(
        &self,
        server: &Copy,
        ids: &[ItemId],
    ) -> Result<Option<(ItemId, Vec<crate::journal::Candidate>)>, PassError> {
        let locals: Vec<(ItemId, Item)> = self
            .copies(Side::Local, ids)
            .await?
            .into_iter()
            .map(|(id, copy)| (id, copy.item))
            .collect();
        let candidates = matching::ranked(&server.item, &locals);
        Ok(candidates
            .first()
            .map(|best| best.id.clone())
            .map(|best| (best, candidates)))
    }

    /// Items as one side holds them, those that are there and can be read.
    async fn copies(
        &self,
        side: Side,
        ids: &[ItemId],
    ) -> Result<BTreeMap<ItemId, Copy>, PassError> {
        let mut copies = BTreeMap::new();
        if ids.is_empty() {
            return Ok(copies);
        }
        for answer in self.endpoint(side).fetch(ids).await? {
            if let Fetched::Here { id, version, body } = answer
                && let Ok(item) = Item::parse(self.pairing.kind, &body)
            {
                copies.insert(id.clone(), Copy { id, version, item });
            }
        }
        Ok(copies)
    }

    /// Reads a new item; one that cannot be read or was not answered for is noted and left alone.
    fn read(&mut self, side: Side, answer: Fetched) -> Result<Reading, PassError> {
        match answer {
            Fetched::Here { id, version, body } => match Item::parse(self.pairing.kind, &body) {
                Ok(item) => Ok(Reading::Copy(Copy { id, version, item })),
                Err(error) => {
                    let state = State::Unreadable {
                        id,
                        reason: error.to_string(),
                    };
                    let mut now = Both::each(|_| State::Absent);
                    *now.of_mut(side) = state;
                    let pair = Pair {
                        kind: self.pairing.kind,
                        base: None,
                        now,
                        join: Join::Alone,
                    };
                    if let Resolution::Hold(hold) = reconcile(pair, &self.rules) {
                        self.note_hold(&hold, version)?;
                    }
                    Ok(Reading::Nothing)
                }
            },
            Fetched::Gone { id } => {
                self.forget_what_waited(side, &id)?;
                Ok(Reading::Nothing)
            }
            Fetched::Failed { id, error } => {
                let mut ids = Both::default();
                *ids.of_mut(side) = Some(id.clone());
                self.note_failed(ids, &error)?;
                Ok(Reading::Nothing)
            }
        }
    }

    /// Never agreed on, and gone: nothing about it waits any more.
    fn forget_what_waited(&self, side: Side, id: &ItemId) -> Result<(), PassError> {
        if self.options.preview {
            return Ok(());
        }
        let (server, local) = match side {
            Side::Server => (Some(id), None),
            Side::Local => (None, Some(id)),
        };
        self.journal
            .write(|batch| batch.clear_attention(self.pairing.id, server, local))?;
        Ok(())
    }

    fn note_failed(
        &mut self,
        ids: Both<Option<ItemId>>,
        error: &EndpointError,
    ) -> Result<(), PassError> {
        let title = SIDES
            .into_iter()
            .find_map(|side| ids.of(side).clone())
            .map(|id| id.0)
            .unwrap_or_default();
        let message = format!(
            "it could not be fetched ({}); it is tried again in the next pass",
            error.trouble
        );
        self.note_hold(
            &Hold {
                need: Need::Retry,
                ids,
                title,
                message,
            },
            None,
        )
    }

    // ---- agreed items ---------------------------------------------------------------------------------------------

    /// Works through changed items. Answers those that turned out to be gone: the guard counts them before they are
    /// worked through.
    async fn changed_items(&mut self, items: Vec<Agreed>) -> Result<Vec<Agreed>, PassError> {
        let mut gone = Vec::new();
        for chunk in self.in_batches(items) {
            self.check_cancelled()?;
            let pairs = self.pairs_of(chunk).await?;
            let (found_gone, pairs): (Vec<Pair>, Vec<Pair>) =
                pairs.into_iter().partition(is_gone_somewhere);
            gone.extend(found_gone.into_iter().filter_map(as_glanced));
            self.settle(pairs).await?;
        }
        Ok(gone)
    }

    async fn deleted_items(&mut self, items: Vec<Agreed>) -> Result<(), PassError> {
        for chunk in self.in_batches(items) {
            self.check_cancelled()?;
            let pairs = self.pairs_of(chunk).await?;
            self.settle(pairs).await?;
        }
        Ok(())
    }

    fn in_batches(&self, items: Vec<Agreed>) -> impl Iterator<Item = Vec<Agreed>> + use<> {
        let size = self.endpoint(Side::Server).abilities().fetch_batch.max(1);
        let mut items = items.into_iter().peekable();
        std::iter::from_fn(move || {
            items
                .peek()
                .is_some()
                .then(|| items.by_ref().take(size).collect())
        })
    }

    /// Fetches what must be fetched of agreed items. An item that was not answered for is noted and left out.
    async fn pairs_of(&mut self, items: Vec<Agreed>) -> Result<Vec<Pair>, PassError> {
        let mut states: Both<BTreeMap<ItemId, State>> = Both::default();
        let mut failed: BTreeSet<BaseId> = BTreeSet::new();
        for side in SIDES {
            let wanted: BTreeMap<ItemId, &Base> = items
                .iter()
                .filter(|agreed| work::to_fetch(agreed).any(|s| s == side))
                .map(|agreed| (agreed.base.side(side).id.clone(), &agreed.base))
                .collect();
            if wanted.is_empty() {
                continue;
            }
            let ids: Vec<ItemId> = wanted.keys().cloned().collect();
            for answer in self.endpoint(side).fetch(&ids).await? {
                let state = match answer {
                    Fetched::Here { id, version, body } => {
                        match Item::parse(self.pairing.kind, &body) {
                            Ok(item) => State::Here(Copy { id, version, item }),
                            Err(error) => State::Unreadable {
                                id,
                                reason: error.to_string(),
                            },
                        }
                    }
                    Fetched::Gone { id } => State::Gone(id),
                    Fetched::Failed { id, error } => {
                        if let Some(base) = wanted.get(&id) {
                            failed.insert(base.id);
                            let ids = Both::each(|side| Some(base.side(side).id.clone()));
                            self.note_failed(ids, &error)?;
                        }
                        continue;
                    }
                };
                states.of_mut(side).insert(state_id(&state).clone(), state);
            }
        }
        let mut pairs = Vec::new();
        for agreed in items {
            if failed.contains(&agreed.base.id) {
                continue;
            }
            let Some(items) = self.agreed_texts(&agreed.base)? else {
                continue;
            };
            let now = Both::each(|side| match agreed.glance.of(side) {
                Glance::AsAgreed => State::AsAgreed,
                Glance::Gone => State::Gone(agreed.base.side(side).id.clone()),
                Glance::Look => states
                    .of_mut(side)
                    .remove(&agreed.base.side(side).id)
                    .unwrap_or(State::AsAgreed),
            });
            let base = Some(Agreement {
                base: agreed.base,
                items,
            });
            pairs.push(Pair {
                kind: self.pairing.kind,
                base,
                now,
                join: Join::Agreed,
            });
        }
        Ok(pairs)
    }

    /// The texts both sides agreed on. Where they cannot be had or read, the agreement is void and both sides are
    /// matched anew.
    fn agreed_texts(&self, base: &Base) -> Result<Option<Both<Item>>, PassError> {
        let mut items = Both {
            server: None,
            local: None,
        };
        for side in SIDES {
            *items.of_mut(side) = self
                .journal
                .body(base.side(side).body)?
                .and_then(|text| Item::parse(self.pairing.kind, &text).ok());
        }
        Ok(match (items.server, items.local) {
            (Some(server), Some(local)) => Some(Both { server, local }),
            _ => None,
        })
    }

    // ---- deciding and doing ---------------------------------------------------------------------------------------

    async fn settle(&mut self, pairs: Vec<Pair>) -> Result<(), PassError> {
        let mut steps = Vec::new();
        self.done += pairs.len();
        for pair in pairs {
            if self.is_left_out(&pair) {
                self.note_left_out(&pair)?;
                continue;
            }
            if self.may_have_conflicts && self.is_asked_already(&pair)? {
                continue;
            }
            let versions = Both::each(|side| match pair.now.of(side) {
                State::Here(copy) => copy.version.clone(),
                _ => None,
            });
            match reconcile(pair, &self.rules) {
                Resolution::Steps(more) => steps.extend(more),
                Resolution::Ask(question) => self.ask(&question)?,
                Resolution::Hold(hold) => {
                    let only = match (&hold.ids.server, &hold.ids.local) {
                        (Some(_), None) => versions.server,
                        (None, Some(_)) => versions.local,
                        _ => None,
                    };
                    self.note_hold(&hold, only)?;
                }
                Resolution::Forget(base) if !self.options.preview => {
                    self.journal.write(|batch| {
                        batch.close_conflicts_of(
                            self.pairing.id,
                            Some(&base.server.id),
                            Some(&base.local.id),
                        )?;
                        batch.clear_attention(
                            self.pairing.id,
                            Some(&base.server.id),
                            Some(&base.local.id),
                        )?;
                        batch.remove_base(base.id)
                    })?;
                }
                Resolution::Nothing | Resolution::Forget(_) => {}
            }
        }
        if self.options.preview {
            self.show(&steps);
        } else {
            let batch = self.endpoint(Side::Server).abilities().write_batch.max(1);
            let mut steps = steps.into_iter().peekable();
            while steps.peek().is_some() {
                let chunk: Vec<Step> = steps.by_ref().take(batch).collect();
                self.execute(chunk).await?;
            }
        }
        let (kind, done, total) = (self.pairing.kind, self.done, self.total);
        self.watch.progress(Progress::Working { kind, done, total });
        Ok(())
    }

    fn is_left_out(&self, pair: &Pair) -> bool {
        SIDES
            .into_iter()
            .any(|side| pair_id(pair, side).is_some_and(|id| self.leaves_out(side, &id)))
    }

    fn leaves_out(&self, side: Side, id: &ItemId) -> bool {
        !self.options.leave_out.is_empty() && self.options.leave_out.contains(&(side, id.clone()))
    }

    /// What the person left out of this pass is offered again in the next.
    fn note_left_out(&mut self, pair: &Pair) -> Result<(), PassError> {
        let ids = Both::each(|side| pair_id(pair, side));
        let title = SIDES
            .into_iter()
            .find_map(|side| match pair.now.of(side) {
                State::Here(copy) => Some(copy.item.title()),
                _ => pair
                    .base
                    .as_ref()
                    .map(|agreed| agreed.items.of(side).title()),
            })
            .unwrap_or_default();
        let message = "you left it out; it is offered again in the next pass".into();
        self.note_hold(
            &Hold {
                need: Need::Retry,
                ids,
                title,
                message,
            },
            None,
        )
    }

    fn show(&mut self, steps: &[Step]) {
        for step in steps {
            for side in SIDES {
                if let Some(deed) = step.sides.of(side).act.deed(step.reason) {
                    self.report.count(side, deed);
                    self.add_line(step, side, deed);
                }
            }
            if step.written().next().is_none() && step.base.is_none() {
                self.report.linked += 1;
            }
        }
    }

    fn add_line(&mut self, step: &Step, side: Side, deed: Deed) {
        let rows = if self.options.preview {
            step.rows.clone()
        } else {
            Vec::new()
        };
        if !self.options.preview && self.report.lines.len() >= LINES_IN_REPORT {
            return;
        }
        self.report.lines.push(Line {
            title: step.title.clone(),
            what: What::Written { side, deed },
            server_id: step.sides.server.id.clone(),
            local_id: step.sides.local.id.clone(),
            why: Line::why(step.reason),
            rows,
        });
    }

    fn ask(&mut self, question: &Question) -> Result<(), PassError> {
        let ids = Both::each(|side| question.sides.of(side).as_ref().map(|side| side.id.clone()));
        if self.options.preview || self.report.lines.len() < LINES_IN_REPORT {
            self.report.lines.push(Line {
                title: question.title.clone(),
                what: What::Asked(question.case),
                server_id: ids.server.clone(),
                local_id: ids.local.clone(),
                why: crate::reconcile::conflict::sentence(question.case),
                rows: Vec::new(),
            });
        }
        if self.options.preview {
            self.report.conflicts += 1;
            return Ok(());
        }
        self.may_have_conflicts = true;
        let now = self.clock.now_ms();
        self.journal.write(|batch| {
            let mut sides = Both {
                server: None,
                local: None,
            };
            for side in SIDES {
                let Some(shown) = question.sides.of(side) else {
                    continue;
                };
                let body = shown
                    .body
                    .as_deref()
                    .map(|text| batch.put_body(text))
                    .transpose()?;
                *sides.of_mut(side) = Some(ConflictSide {
                    id: shown.id.clone(),
                    version: shown.version.clone(),
                    body,
                    base: question.base.as_ref().map(|base| base.side(side).body),
                });
            }
            batch.clear_attention(self.pairing.id, ids.server.as_ref(), ids.local.as_ref())?;
            let conflict = NewConflict {
                case: question.case,
                title: question.title.clone(),
                server: sides.server,
                local: sides.local,
                candidates: question.candidates.clone(),
            };
            batch
                .put_conflict(self.pairing.id, &conflict, now)
                .map(drop)
        })?;
        Ok(())
    }

    fn note_hold(&mut self, hold: &Hold, version: Option<Version>) -> Result<(), PassError> {
        if self.options.preview {
            self.report.held.push(Held {
                title: hold.title.clone(),
                need: hold.need,
                message: hold.message.clone(),
            });
            return Ok(());
        }
        self.hold(hold, version)
    }

    fn guard_stops(&mut self, deletions: &[Agreed]) -> Result<bool, PassError> {
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
        if !self
            .guard
            .stops(doomed.len(), total, self.pairing.guard_remembered)
        {
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

    fn check_cancelled(&self) -> Result<(), PassError> {
        if self.watch.cancelled() {
            Err(PassError::Cancelled)
        } else {
            Ok(())
        }
    }

    // ---- the end --------------------------------------------------------------------------------------------------

    /// What three rounds could not settle is looked at again in the next pass.
    fn note_what_is_left(&mut self) -> Result<(), PassError> {
        let again = std::mem::take(&mut self.again);
        for side in SIDES {
            for id in again.of(side) {
                let mut ids = Both::default();
                *ids.of_mut(side) = Some(id.clone());
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

    fn save_cursors(
        &self,
        listings: &Both<Listing>,
        echoes: &[(BaseId, Side)],
        left_over: &[Intent],
    ) -> Result<(), PassError> {
        let nothing_new = SIDES
            .into_iter()
            .all(|side| listings.of(side).cursor.as_ref() == self.pairing.cursor(side));
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
    fn keep_what_was_replaced(
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
                    reason: "an earlier pass was cut off while it wrote this; it was so before"
                        .into(),
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
    fn sum_up(&mut self) -> Result<(), PassError> {
        if self.options.preview {
            return Ok(());
        }
        self.report.conflicts = self.journal.conflicts(self.pairing.id)?.len();
        for attention in self.journal.attentions(self.pairing.id)? {
            self.report.held.push(Held {
                title: attention.title,
                need: attention.need,
                message: attention.message,
            });
        }
        Ok(())
    }
}

/// So many lines a report carries itself; all of them are in the history.
const LINES_IN_REPORT: usize = 1_000;

enum Reading {
    Copy(Copy),
    Nothing,
}

fn is_deletion(agreed: &Agreed) -> bool {
    SIDES
        .into_iter()
        .any(|side| *agreed.glance.of(side) == Glance::Gone)
}

fn is_gone_somewhere(pair: &Pair) -> bool {
    SIDES
        .into_iter()
        .any(|side| matches!(pair.now.of(side), State::Gone(_)))
}

/// An agreed pair as it is known before its bodies are fetched.
fn as_glanced(pair: Pair) -> Option<Agreed> {
    let glance = Both::each(|side| match pair.now.of(side) {
        State::Gone(_) => Glance::Gone,
        State::AsAgreed => Glance::AsAgreed,
        State::Here(_) | State::Unreadable { .. } | State::Absent => Glance::Look,
    });
    Some(Agreed {
        base: pair.base?.base,
        glance,
    })
}

/// The id of a pair's item on that side, where it has one there.
fn pair_id(pair: &Pair, side: Side) -> Option<ItemId> {
    match pair.now.of(side) {
        State::Here(copy) => Some(copy.id.clone()),
        State::Gone(id) | State::Unreadable { id, .. } => Some(id.clone()),
        State::AsAgreed => pair
            .base
            .as_ref()
            .map(|agreed| agreed.base.side(side).id.clone()),
        State::Absent => None,
    }
}

fn state_id(state: &State) -> &ItemId {
    static NONE: std::sync::LazyLock<ItemId> = std::sync::LazyLock::new(|| ItemId(String::new()));
    match state {
        State::Here(copy) => &copy.id,
        State::Gone(id) | State::Unreadable { id, .. } => id,
        State::AsAgreed | State::Absent => &NONE,
    }
}
