//! Items never agreed on: those new on the server are matched with those new on this computer, the rest are made on the
//! other side.
//!
//! What it never does: tie two items together because they merely resemble each other; that is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;

use futures::future::{Either, select};
use pim::Item;
use tokio::sync::mpsc;

use super::look::{self, Unanswered};
use super::matching::{self, Index, Partner};
use super::work::{Agreed, Glance, Work};
use super::{PairingPass, PassError};
use crate::endpoint::{Fetched, ItemId};
use crate::journal::Candidate;
use crate::reconcile::{Copy, Join, Pair, Resolution, State, reconcile};
use crate::{Both, Side};

/// Texts of new items that are in memory at once before they are sent; one fetch may go past it.
const GATHERED_BYTES: usize = 1 << 20;

fn size_bytes(fetched: &[Fetched]) -> usize {
    let size = |one: &Fetched| match one {
        Fetched::Here { body, .. } => body.len(),
        _ => 0,
    };
    fetched.iter().map(size).sum()
}

impl PairingPass<'_> {
    pub(super) async fn new_items(&mut self, work: &mut Work) -> Result<(), PassError> {
        let server_new: Vec<ItemId> = std::mem::take(&mut work.new.server).into_iter().collect();
        let mut local_new = std::mem::take(&mut work.new.local);
        let mut index = Index::default();
        if !server_new.is_empty() && !local_new.is_empty() {
            self.index_local(&local_new, &mut index).await?;
        }
        self.fetch_new(&server_new, work, &mut local_new, &mut index)
            .await?;
        let batch = self.endpoint(Side::Local).abilities().fetch_batch.max(1);
        // What goes out in one write is gathered first: over SyncML each is a session of its own.
        let enough = self.endpoint(Side::Server).abilities().write_batch;
        let local_new: Vec<ItemId> = local_new.into_iter().collect();
        let mut gathered = Vec::new();
        for ids in local_new.chunks(batch) {
            gathered.extend(self.endpoint(Side::Local).fetch(ids).await?);
            if gathered.len() >= enough || size_bytes(&gathered) >= GATHERED_BYTES {
                self.new_here(std::mem::take(&mut gathered), work).await?;
            }
        }
        if gathered.is_empty() {
            return Ok(());
        }
        self.new_here(gathered, work).await
    }

    /// What is new on the server is worked on while the rest of it travels.
    async fn fetch_new(
        &mut self,
        ids: &[ItemId],
        work: &mut Work,
        local_new: &mut BTreeSet<ItemId>,
        index: &mut Index,
    ) -> Result<(), PassError> {
        if ids.is_empty() {
            return Ok(());
        }
        let server = self.endpoint(Side::Server);
        let enough = server.abilities().fetch_batch.max(1);
        let (parts, mut arriving) = mpsc::channel(1);
        let fetching = pin!(server.fetch_in_parts(ids, parts));
        let working = pin!(async move {
            let mut gathered = Vec::new();
            while let Some(part) = arriving.recv().await {
                gathered.extend(part);
                if gathered.len() >= enough || size_bytes(&gathered) >= GATHERED_BYTES {
                    let fetched = std::mem::take(&mut gathered);
                    self.new_on_server(fetched, work, local_new, index).await?;
                }
            }
            self.new_on_server(gathered, work, local_new, index).await
        });
        match select(fetching, working).await {
            // What arrived before the server failed is good, and no step is left half done.
            Either::Left((fetched, working)) => {
                working.await?;
                Ok(fetched?)
            }
            // It ends before the fetching where it failed: the rest is not wanted then.
            Either::Right((worked, fetching)) => {
                worked?;
                Ok(fetching.await?)
            }
        }
    }

    async fn index_local(
        &self,
        ids: &BTreeSet<ItemId>,
        index: &mut Index,
    ) -> Result<(), PassError> {
        let ids: Vec<ItemId> = ids.iter().cloned().collect();
        for ids in ids.chunks(self.endpoint(Side::Local).abilities().fetch_batch.max(1)) {
            for copy in self.copies(Side::Local, ids).await? {
                index.add(&copy.id, &copy.item);
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
            let Some(copy) = self.read(Side::Server, answer)? else {
                continue;
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
        let mut locals: BTreeMap<ItemId, Copy> = self
            .copies(Side::Local, &ids)
            .await?
            .into_iter()
            .map(|copy| (copy.id.clone(), copy))
            .collect();
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
            let Some(copy) = self.read(Side::Local, answer)? else {
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
        self.lone(side, State::Here(copy))
    }

    /// Something only one side has, and that was never agreed on.
    fn lone(&self, side: Side, state: State) -> Pair {
        let mut now = Both::each(|_| State::Absent);
        *now.of_mut(side) = state;
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
    ) -> Result<Option<(ItemId, Vec<Candidate>)>, PassError> {
        let locals: Vec<(ItemId, Item)> = self
            .copies(Side::Local, ids)
            .await?
            .into_iter()
            .map(|copy| (copy.id, copy.item))
            .collect();
        let candidates = matching::ranked(&server.item, &locals);
        Ok(candidates
            .first()
            .map(|best| best.id.clone())
            .map(|best| (best, candidates)))
    }

    /// Reads a new item; one that cannot be read or was not answered for is noted and left alone.
    fn read(&mut self, side: Side, answer: Fetched) -> Result<Option<Copy>, PassError> {
        let version = match &answer {
            Fetched::Here { version, .. } => version.clone(),
            _ => None,
        };
        match look::state_of(self.pairing.kind, answer) {
            Ok(State::Here(copy)) => return Ok(Some(copy)),
            Ok(State::Gone(id)) => self.forget_what_waited(side, &id)?,
            Ok(state) => {
                if let Resolution::Hold(hold) = reconcile(self.lone(side, state), &self.rules) {
                    self.note_hold(&hold, version)?;
                }
            }
            Err(Unanswered { id, error }) => {
                let ids = Both::only(side, id);
                self.note_failed(ids, &error)?;
            }
        }
        Ok(None)
    }

    /// Never agreed on, and gone: nothing about it waits any more.
    fn forget_what_waited(&self, side: Side, id: &ItemId) -> Result<(), PassError> {
        if self.options.preview {
            return Ok(());
        }
        let ids = Both::only(side, id);
        self.journal
            .write(|batch| batch.clear_attention(self.pairing.id, ids.server, ids.local))?;
        Ok(())
    }
}
