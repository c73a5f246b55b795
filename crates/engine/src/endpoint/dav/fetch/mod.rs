//! Reading bodies: many at once by multiget (`multigets`), a whole collection by query (`whole`), what that leaves open one by
//! one (`alone`).
//!
//! Exactly one answer for each id. A row that is missing is asked for again, then alone. `Gone` is said only where
//! the server says 404 of the very item, twice, while the collection itself is there; a collection that is not
//! there is an error.

mod alone;
mod multigets;
mod whole;

use std::collections::{HashMap, HashSet};

use dav::{Href, Limits};
use tokio::sync::{Semaphore, mpsc};

use super::{DavCollection, ids};
use crate::endpoint::{EndpointError, Fetched, ItemId, Parts, Trouble};
use crate::say;
use multigets::Multigets;

pub(super) use multigets::MULTIGETS_OF_ACCOUNT;

/// Requests that may fail in a row before the server counts as failing altogether.
const FAILURES: u32 = 6;

impl DavCollection {
    pub(super) async fn fetch_all(&self, ids: &[ItemId]) -> Result<Vec<Fetched>, EndpointError> {
        // An href may be asked for twice, or two ids be one member: each id gets its own answer at the end.
        let mut asked = HashSet::new();
        let members: Vec<ItemId> = ids
            .iter()
            .map(|id| ids::id_of(&ids::href_of(id)))
            .filter(|member| asked.insert(member.clone()))
            .collect();
        let (parts, mut arriving) = mpsc::channel(1);
        let mut fetched = Vec::with_capacity(members.len());
        let gathering = async {
            while let Some(part) = arriving.recv().await {
                fetched.extend(part);
            }
            Ok(())
        };
        // Not of the account's room: a pass asks this in the middle of what it reads in parts.
        let room = Semaphore::new(Semaphore::MAX_PERMITS);
        futures::try_join!(self.fetch_members(&members, parts, &room), gathering)?;
        Ok(in_their_ids(fetched, ids))
    }

    /// Fetches members, each named once and as the server's listing names it.
    pub(super) async fn fetch_members(
        &self,
        members: &[ItemId],
        parts: Parts,
        room: &Semaphore,
    ) -> Result<(), EndpointError> {
        let multigets = Multigets::new(self, members, parts.clone(), room);
        let alone = multigets.run().await?;
        let gone = self.fetch_alone(alone, &parts).await?;
        if gone.is_empty() {
            return Ok(());
        }
        // It may be the collection that is missing.
        self.ask_itself().await?;
        // Nobody takes it: then it is not missed.
        let _ = parts.send(gone).await;
        Ok(())
    }

    fn failed(&self, href: &Href, trouble: Trouble) -> Fetched {
        Fetched::Failed {
            id: ids::id_of(href),
            error: EndpointError::new(self.url.at(href).to_string(), trouble),
        }
    }

    fn too_large(&self, href: &Href) -> Fetched {
        let limit_bytes = Limits::default().text_bytes as u64;
        self.failed(href, Trouble::TooLarge { limit_bytes })
    }
}

/// The answers in the order and under the ids that were asked; each id has one.
fn in_their_ids(fetched: Vec<Fetched>, ids: &[ItemId]) -> Vec<Fetched> {
    let mut answers: HashMap<Href, Fetched> = fetched
        .into_iter()
        .map(|one| (ids::href_of(one.id()), one))
        .collect();
    let mut given: HashMap<Href, usize> = HashMap::new();
    for id in ids {
        *given.entry(ids::href_of(id)).or_default() += 1;
    }
    ids.iter()
        .map(|id| {
            let href = ids::href_of(id);
            let left = given.get_mut(&href);
            let is_last = left.is_none_or(|left| {
                *left -= 1;
                *left == 0
            });
            let answer = if is_last {
                answers.remove(&href)
            } else {
                answers.get(&href).cloned()
            };
            match answer {
                Some(answer) => with_id(answer, id.clone()),
                None => Fetched::Failed {
                    id: id.clone(),
                    error: EndpointError::new(
                        id.0.clone(),
                        Trouble::Nonsense(say!("the server left it out")),
                    ),
                },
            }
        })
        .collect()
}

fn with_id(answer: Fetched, id: ItemId) -> Fetched {
    match answer {
        Fetched::Here { version, body, .. } => Fetched::Here { id, version, body },
        Fetched::Gone { .. } => Fetched::Gone { id },
        Fetched::Failed { error, .. } => Fetched::Failed { id, error },
    }
}
