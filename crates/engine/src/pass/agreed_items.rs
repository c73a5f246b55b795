//! Items both sides agreed on: what changed, and what is gone.

use std::collections::{BTreeMap, BTreeSet};

use pim::Item;

use super::look::Unanswered;
use super::work::{self, Agreed, Glance};
use super::{PairingPass, PassError};
use crate::endpoint::ItemId;
use crate::journal::{Base, BaseId};
use crate::reconcile::{Agreement, Join, Pair, State};
use crate::{Both, SIDES, Side};

impl PairingPass<'_> {
    /// Works through changed items. Answers those that turned out to be gone: the guard counts them before they are
    /// worked through.
    pub(super) async fn changed_items(
        &mut self,
        items: Vec<Agreed>,
    ) -> Result<Vec<Agreed>, PassError> {
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

    pub(super) async fn deleted_items(&mut self, items: Vec<Agreed>) -> Result<(), PassError> {
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
    pub(super) async fn pairs_of(&mut self, items: Vec<Agreed>) -> Result<Vec<Pair>, PassError> {
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
            for state in self.look(side, &ids).await? {
                match state {
                    Ok(state) => {
                        states
                            .of_mut(side)
                            .extend(state.id().cloned().map(|id| (id, state)));
                    }
                    Err(Unanswered { id, error }) => {
                        if let Some(base) = wanted.get(&id) {
                            failed.insert(base.id);
                            let ids = Both::each(|side| Some(base.side(side).id.clone()));
                            self.note_failed(ids, &error)?;
                        }
                    }
                }
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
    pub(super) fn agreed_texts(&self, base: &Base) -> Result<Option<Both<Item>>, PassError> {
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
