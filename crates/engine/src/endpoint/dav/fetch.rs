//! Reading bodies: many at once by multiget, what that leaves open one by one.
//!
//! Exactly one answer for each id. A row that is missing is asked for again, then alone. `Gone` is said only where
//! the server says 404 of the very item, twice, while the collection itself is there; a collection that is not
//! there is an error.

use std::collections::HashMap;

use dav::get::{self, Accept, Got};
use dav::multiget::{self, Data, Multiget, Unread};
use dav::{Href, Limits};
use futures::StreamExt;

use super::session::ReadError;
use super::{DavCollection, ids};
use crate::endpoint::{EndpointError, Fetched, ItemId, Trouble, Version};
use crate::say;

/// Multigets under way at once.
const MULTIGETS: usize = 3;
/// Items read alone at once.
const ALONE: usize = 4;
/// Items in the first multiget to a server, and the most in any.
const FIRST_MULTIGET: u32 = 100;
const MOST_MULTIGET: u32 = 300;
/// A multiget that took longer makes the next ones smaller; one that took much less, larger.
const SLOW_MS: i64 = 8_000;
const FAST_MS: i64 = 1_000;
/// Requests that may fail in a row before the server counts as failing altogether.
const FAILURES: u32 = 6;

/// What one round of multigets left.
#[derive(Default)]
struct Round {
    fetched: Vec<Fetched>,
    /// To be asked for again, in a smaller request.
    again: Vec<Href>,
    /// To be read alone.
    alone: Vec<Href>,
    /// Requests of the round that the server failed at.
    failures: u32,
    successes: u32,
    last_error: Option<EndpointError>,
}

impl DavCollection {
    pub(super) async fn fetch_all(&self, ids: &[ItemId]) -> Result<Vec<Fetched>, EndpointError> {
        // An href may be asked for twice, or two ids be one member: each id gets its own answer at the end.
        let mut open: Vec<Href> = Vec::with_capacity(ids.len());
        let mut asked: HashMap<Href, ItemId> = HashMap::with_capacity(ids.len());
        for id in ids {
            let href = ids::href_of(id);
            if asked.insert(href.clone(), id.clone()).is_none() {
                open.push(href);
            }
        }
        let mut fetched = Vec::with_capacity(open.len());
        let mut alone = Vec::new();
        let mut failures_in_a_row = 0;
        let mut size = self.multiget_size();
        while !open.is_empty() && !self.learned().no_multiget {
            let before = open.len();
            let round = self.round(&open, size).await?;
            failures_in_a_row = if round.successes > 0 {
                0
            } else {
                failures_in_a_row + round.failures
            };
            if let Some(error) = round.last_error.filter(|_| failures_in_a_row >= FAILURES) {
                return Err(error);
            }
            fetched.extend(round.fetched);
            alone.extend(round.alone);
            open = round.again;
            if open.len() == before && round.failures == 0 {
                // Nothing was given of what was asked: asking the same way again would go round.
                break;
            }
            // After a failure smaller questions are asked, down to single items.
            size = if round.failures > 0 {
                (size / 4).max(1)
            } else {
                size
            };
            if size == 1 && round.failures > 0 {
                break;
            }
        }
        alone.extend(open);
        fetched.extend(self.fetch_alone(alone).await?);
        self.confirm_collection(&fetched).await?;
        Ok(in_their_ids(fetched, ids))
    }

    fn multiget_size(&self) -> usize {
        self.learned()
            .multiget
            .unwrap_or(FIRST_MULTIGET)
            .clamp(1, MOST_MULTIGET) as usize
    }

    async fn round(&self, hrefs: &[Href], size: usize) -> Result<Round, EndpointError> {
        // Equal shares, so that several can be under way also where one would do.
        let share = hrefs
            .len()
            .div_ceil(MULTIGETS)
            .clamp(1, size.max(1))
            .max(size.min(20));
        let asking = futures::stream::iter(hrefs.chunks(share).map(<[Href]>::to_vec))
            .map(|chunk| async move {
                let answer = self.multiget(&chunk).await;
                (chunk, answer)
            })
            .buffered(MULTIGETS);
        let answers: Vec<_> = asking.collect().await;
        let mut round = Round::default();
        for (chunk, answer) in answers {
            match answer {
                Ok((items, rest)) => {
                    round.successes += 1;
                    round.fetched.extend(items);
                    self.sort_rest(rest, &mut round);
                }
                Err(error) => self.sort_failure(chunk, error, &mut round)?,
            }
        }
        Ok(round)
    }

    async fn multiget(&self, hrefs: &[Href]) -> Result<(Vec<Fetched>, Multiget), ReadError> {
        let (url, data, asked) = (self.url.clone(), self.data(), hrefs.to_vec());
        let request = multiget::request(&url, data, hrefs);
        let began = self.session.clock().now_ms();
        let read = self.session.read(&request, move |status, headers, body| {
            let mut items = Vec::with_capacity(asked.len());
            let rest = multiget::parse(
                (&url, data, &asked),
                status,
                headers,
                body,
                Limits::default(),
                |item| {
                    items.push(Fetched::Here {
                        id: ids::id_of(&item.href),
                        version: item.etag.map(|etag| Version(etag.as_str().to_owned())),
                        body: item.body,
                    });
                },
            )?;
            Ok((items, rest))
        });
        let (items, rest) = read.await?;
        self.learn_sizes(&items, self.session.clock().now_ms() - began);
        Ok((items, rest))
    }

    fn learn_sizes(&self, items: &[Fetched], took_ms: i64) {
        if items.is_empty() {
            return;
        }
        let bytes: usize = items
            .iter()
            .map(|item| {
                if let Fetched::Here { body, .. } = item {
                    body.len()
                } else {
                    0
                }
            })
            .sum();
        let mean = u32::try_from(bytes / items.len()).unwrap_or(u32::MAX);
        self.learn(|learned| {
            learned.item_bytes = Some(
                learned
                    .item_bytes
                    .map_or(mean, |before| before / 2 + mean / 2),
            );
            let size = learned.multiget.unwrap_or(FIRST_MULTIGET);
            let next = match took_ms {
                SLOW_MS.. => size / 2,
                ..FAST_MS if items.len() >= size as usize => size * 2,
                _ => size,
            };
            learned.multiget = Some(next.clamp(10, MOST_MULTIGET));
        });
    }

    fn sort_rest(&self, rest: Multiget, round: &mut Round) {
        // Rows left out of a reply that had some: the server caps how many it gives.
        if rest.fetched > 0 {
            round.again.extend(rest.missing);
        } else {
            round.alone.extend(rest.missing);
        }
        for (href, unread) in rest.unread {
            match unread {
                Unread::Oversize => {
                    round.fetched.push(self.failed(
                        &href,
                        Trouble::TooLarge {
                            limit_bytes: limit_bytes(),
                        },
                    ));
                }
                Unread::NoData(Some(406 | 415)) if self.data() == Data::Card4 => {
                    self.learn(|learned| learned.no_vcard4 = true);
                    round.alone.push(href);
                }
                // 404 of the item is asked for once more, alone, before it is believed.
                Unread::Status(_) | Unread::NoData(_) | Unread::Damaged => round.alone.push(href),
            }
        }
    }

    fn sort_failure(
        &self,
        chunk: Vec<Href>,
        error: ReadError,
        round: &mut Round,
    ) -> Result<(), EndpointError> {
        match (&error.trouble, error.status()) {
            // One item the server stumbles over, or too many at once: ask for fewer.
            (Trouble::Server(_) | Trouble::TimedOut(_) | Trouble::TooLarge { .. }, _)
            | (_, Some(413 | 507)) => {
                round.failures += 1;
                round.last_error = Some(error.into());
                self.learn(|learned| {
                    learned.multiget =
                        Some((learned.multiget.unwrap_or(FIRST_MULTIGET) / 2).max(10));
                });
                round.again.extend(chunk);
                Ok(())
            }
            (_, Some(403 | 406 | 415)) if self.data() == Data::Card4 => {
                self.learn(|learned| learned.no_vcard4 = true);
                round.failures += 1;
                round.last_error = Some(error.into());
                round.again.extend(chunk);
                Ok(())
            }
            (Trouble::Nonsense(_), Some(400 | 405 | 422 | 501)) => {
                self.learn(|learned| learned.no_multiget = true);
                round.alone.extend(chunk);
                Ok(())
            }
            _ => Err(error.into()),
        }
    }

    async fn fetch_alone(&self, hrefs: Vec<Href>) -> Result<Vec<Fetched>, EndpointError> {
        let mut asking = futures::stream::iter(hrefs)
            .map(|href| async move { self.get(&href).await })
            .buffered(ALONE);
        let mut fetched = Vec::new();
        let mut failures_in_a_row = 0;
        while let Some(answer) = asking.next().await {
            match &answer {
                Fetched::Failed { error, .. } if is_the_servers(&error.trouble) => {
                    failures_in_a_row += 1;
                }
                _ => failures_in_a_row = 0,
            }
            if let Fetched::Failed { error, .. } = &answer
                && (failures_in_a_row >= FAILURES
                    || matches!(error.trouble, Trouble::SignIn | Trouble::Busy(_)))
            {
                return Err(error.clone());
            }
            fetched.push(answer);
        }
        Ok(fetched)
    }

    async fn get(&self, href: &Href) -> Fetched {
        let id = ids::id_of(href);
        match self.read_item(href).await {
            Ok(Got::Item { etag, body, .. }) => Fetched::Here {
                id,
                version: etag.map(|etag| Version(etag.as_str().to_owned())),
                body,
            },
            Ok(Got::NotFound) => Fetched::Gone { id },
            Ok(Got::Oversize) => self.failed(
                href,
                Trouble::TooLarge {
                    limit_bytes: limit_bytes(),
                },
            ),
            Ok(Got::Unchanged) => {
                self.failed(href, Trouble::Nonsense(say!("the item was not sent")))
            }
            Err(error) => Fetched::Failed {
                id,
                error: error.into(),
            },
        }
    }

    /// One item by GET.
    pub(super) async fn read_item(&self, href: &Href) -> Result<Got, ReadError> {
        let accept = match self.data() {
            Data::Calendar => Accept::Calendar,
            Data::Card => Accept::Card,
            Data::Card4 => Accept::Card4,
        };
        let request = get::request(&self.url, href, accept, None);
        let limit = Limits::default().text_bytes;
        self.session
            .read(&request, move |status, headers, body| {
                get::parse(status, headers, body, limit)
            })
            .await
    }

    fn failed(&self, href: &Href, trouble: Trouble) -> Fetched {
        Fetched::Failed {
            id: ids::id_of(href),
            error: EndpointError::new(self.url.at(href).to_string(), trouble),
        }
    }

    /// Where nothing was found at all, it may be the collection that is missing.
    async fn confirm_collection(&self, fetched: &[Fetched]) -> Result<(), EndpointError> {
        let any_gone = fetched
            .iter()
            .any(|one| matches!(one, Fetched::Gone { .. }));
        let any_here = fetched
            .iter()
            .any(|one| matches!(one, Fetched::Here { .. }));
        if any_gone && !any_here {
            self.ask_itself().await?;
        }
        Ok(())
    }
}

/// A failure that is not the one item's.
fn is_the_servers(trouble: &Trouble) -> bool {
    trouble.is_passing() || matches!(trouble, Trouble::NameNotFound | Trouble::Certificate { .. })
}

fn limit_bytes() -> u64 {
    Limits::default().text_bytes as u64
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
