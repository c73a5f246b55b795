//! A proposed id that is taken.

use std::collections::HashMap;

use pim::Item;

use super::{CREATE_ATTEMPTS, Landed, PairingPass, PassError, Running};
use crate::Side;
use crate::endpoint::{Fetched, ItemId};
use crate::journal::Need;
use crate::reconcile::place;
use crate::say;

impl PairingPass<'_> {
    /// A proposed id is taken: by this very item (its reply was lost, or somebody else brought it), then the next round
    /// looks at both; by another item, then the next id is tried.
    pub(super) async fn sort_out_taken(
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
            let there = match &answer {
                Fetched::Here { body, .. } => Item::parse(self.pairing.kind, body).ok(),
                _ => None,
            };
            let twin = there.filter(|item| item.uid() == one.step.uid);
            if twin.is_some() && !agreed_elsewhere {
                *one.ids.of_mut(side) = Some(answer.id().clone());
                *one.landed.of_mut(side) = Landed::LookAgain;
            } else if attempt + 1 == CREATE_ATTEMPTS {
                *one.landed.of_mut(side) = if matches!(answer, Fetched::Gone { .. }) {
                    Landed::Noted(
                        Need::Retry,
                        say!(
                            "the server says that something is in its place already, and nothing is; it is tried again in the next pass"
                        ),
                    )
                } else if let Some(twin) = twin {
                    Landed::Noted(
                        Need::Refused,
                        say!(
                            "it has the same UID as “{title}”, which is {place} already: one of them is a copy. Delete one, or save the copy as a new item",
                            title = twin.title(),
                            place = place(side)
                        ),
                    )
                } else {
                    Landed::Noted(
                        Need::Refused,
                        say!("another item has every name that was tried for it"),
                    )
                };
            }
        }
        Ok(())
    }
}
