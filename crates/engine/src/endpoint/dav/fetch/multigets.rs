//! Multigets: several under way at once, what they bring handed over while it arrives.
//!
//! A question is as large as the server was seen to answer quickly. One that fails is asked again in quarters, so that
//! an item the server stumbles over is found and the rest is not held up; rows a server leaves out are asked for in
//! questions of the size it answered. Where everything is wanted, a server that showed to be quick is asked for the whole
//! collection instead (see `whole`).

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use dav::multiget::{self, Data, Multiget, Unread};
use dav::{Href, Limits, query};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::super::session::ReadError;
use super::super::{DavCollection, component, ids};
use super::FAILURES;
use super::whole::Pace;
use crate::endpoint::{EndpointError, Fetched, ItemId, Parts, Trouble, Version};

/// Multigets under way at once for one collection; of those that hand over parts to a pass, so many for the whole account,
/// whatever the number of kinds: what has arrived and is not read yet is in memory.
const MULTIGETS: usize = 3;
pub(in super::super) const MULTIGETS_OF_ACCOUNT: usize = 4;
/// Items in the first multiget to a server, and the most in any. What one brings is worked on while it arrives, so that a
/// large one costs no memory.
const FIRST_MULTIGET: u32 = 100;
const MOST_MULTIGET: u32 = 1_000;
/// Fewer are not worth a question of their own.
const FEWEST_MULTIGET: usize = 20;
/// A multiget that took longer makes the next ones smaller; one that took much less, larger.
const SLOW_MS: i64 = 8_000;
const FAST_MS: i64 = 1_000;
/// Bodies of this size together are handed over at once.
const PART_BYTES: usize = 32 * 1024;

/// The multigets of one `fetch`.
pub(super) struct Multigets<'a> {
    place: &'a DavCollection,
    parts: Parts,
    /// How many the account may have under way.
    room: &'a Semaphore,
    /// Not asked for yet.
    open: &'a [ItemId],
    /// Questions to be asked again, smaller.
    again: Vec<Vec<Href>>,
    /// To be read alone.
    alone: Vec<Href>,
    failures_in_a_row: u32,
    /// Of the last question that was answered.
    pace: Option<Pace>,
}

/// How items are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// One by one, by name.
    Named,
    /// With the whole collection.
    Whole,
}

/// A question and what came of it.
struct Answer {
    asked: Arc<[Href]>,
    way: Way,
    took_ms: i64,
    /// What was handed over of it.
    given: HashSet<Href>,
    rest: Result<Multiget, ReadError>,
}

impl<'a> Multigets<'a> {
    pub(super) fn new(
        place: &'a DavCollection,
        members: &'a [ItemId],
        parts: Parts,
        room: &'a Semaphore,
    ) -> Self {
        Self {
            place,
            parts,
            room,
            open: members,
            again: Vec::new(),
            alone: Vec::new(),
            failures_in_a_row: 0,
            pace: None,
        }
    }

    /// Asks for everything; returns what is to be read alone.
    pub(super) async fn run(mut self) -> Result<Vec<Href>, EndpointError> {
        let place = self.place;
        let mut under_way = FuturesUnordered::new();
        loop {
            while under_way.len() < MULTIGETS && self.has_questions() {
                let Some(room) = self.room(under_way.is_empty()).await else {
                    break;
                };
                let (way, question) = self.next_question(MULTIGETS - under_way.len());
                let parts = self.parts.clone();
                under_way.push(async move {
                    let answer = place.ask(way, question, parts).await;
                    drop(room);
                    answer
                });
            }
            let Some(answer) = under_way.next().await else {
                break;
            };
            self.take(answer).await?;
        }
        if !self.parts.is_closed() {
            self.alone.extend(self.again.into_iter().flatten());
            self.alone.extend(self.open.iter().map(ids::href_of));
        }
        Ok(self.alone)
    }

    /// Room for one more; it is waited for only where nothing else is.
    async fn room(&self, wait: bool) -> Option<SemaphorePermit<'a>> {
        if wait {
            self.room.acquire().await.ok()
        } else {
            self.room.try_acquire().ok()
        }
    }

    fn has_questions(&self) -> bool {
        let more = !self.again.is_empty() || !self.open.is_empty();
        more && !self.place.learned().no_multiget && !self.parts.is_closed()
    }

    /// What to ask for next, where so many more questions may be under way.
    fn next_question(&mut self, free: usize) -> (Way, Vec<Href>) {
        if let Some(again) = self.again.pop() {
            return (Way::Named, again);
        }
        if self.place.is_whole_better(self.open.len(), self.pace) {
            let all = std::mem::take(&mut self.open);
            return (Way::Whole, all.iter().map(ids::href_of).collect());
        }
        // Equal shares, so that several can be under way also where one would do.
        let share = self.open.len().div_ceil(free).max(FEWEST_MULTIGET);
        let size = share.min(self.place.multiget_size()).min(self.open.len());
        let (next, rest) = self.open.split_at(size);
        self.open = rest;
        (Way::Named, next.iter().map(ids::href_of).collect())
    }

    async fn take(&mut self, answer: Answer) -> Result<(), EndpointError> {
        let left = || -> Vec<Href> {
            let not_given = |href: &&Href| !answer.given.contains(href);
            answer.asked.iter().filter(not_given).cloned().collect()
        };
        match (answer.way, answer.rest) {
            (Way::Named, Ok(rest)) => {
                self.failures_in_a_row = 0;
                let (items, took_ms) = (answer.given.len(), answer.took_ms);
                self.pace = (items > 0).then_some(Pace { items, took_ms });
                self.take_rest(rest).await;
                Ok(())
            }
            (Way::Named, Err(error)) => self.take_failure(left(), error),
            (Way::Whole, Err(error)) if self.parts.is_closed() => Err(error.into()),
            (Way::Whole, rest) => {
                self.take_whole(&left(), answer.asked.len(), rest.is_ok());
                Ok(())
            }
        }
    }

    /// What a question about the whole collection left open is asked for by name.
    fn take_whole(&mut self, left: &[Href], asked: usize, is_answered: bool) {
        if !is_answered || left.len() > asked / 10 {
            self.place.learn(|learned| learned.no_whole = true);
        }
        self.ask_again(left, self.place.multiget_size());
    }

    async fn take_rest(&mut self, rest: Multiget) {
        // Rows left out of a reply that had some: the server caps how many it gives.
        match usize::try_from(rest.fetched).unwrap_or(usize::MAX) {
            0 => self.alone.extend(rest.missing),
            given => self.ask_again(&rest.missing, given),
        }
        let mut too_large = Vec::new();
        for (href, unread) in rest.unread {
            match unread {
                Unread::Oversize => too_large.push(self.place.too_large(&href)),
                Unread::NoData(Some(406 | 415)) if self.place.data() == Data::Card4 => {
                    self.place.learn(|learned| learned.no_vcard4 = true);
                    self.alone.push(href);
                }
                // 404 of the item is asked for once more, alone, before it is believed.
                Unread::Status(_) | Unread::NoData(_) | Unread::Damaged => self.alone.push(href),
            }
        }
        if !too_large.is_empty() {
            // Nobody takes it: then it is not missed.
            let _ = self.parts.send(too_large).await;
        }
    }

    fn take_failure(&mut self, left: Vec<Href>, error: ReadError) -> Result<(), EndpointError> {
        match (&error.trouble, error.status()) {
            // More than it takes in one request, for all that it said: never ask for as many again.
            (_, Some(400 | 413 | 422 | 507)) if left.len() > FIRST_MULTIGET as usize => {
                let most = left.len() / 2;
                self.place.learn(|learned| {
                    learned.most_multiget = u32::try_from(most).ok();
                });
                self.ask_again(&left, most);
                return Ok(());
            }
            // One item the server stumbles over, or too many at once: ask for fewer.
            (Trouble::Server(_) | Trouble::TimedOut(_) | Trouble::TooLarge { .. }, _)
            | (_, Some(413 | 507)) => {
                self.place.learn(|learned| {
                    learned.multiget =
                        Some((learned.multiget.unwrap_or(FIRST_MULTIGET) / 2).max(10));
                });
            }
            (_, Some(403 | 406 | 415)) if self.place.data() == Data::Card4 => {
                self.place.learn(|learned| learned.no_vcard4 = true);
            }
            (Trouble::Nonsense(_), Some(400 | 405 | 422 | 501)) => {
                self.place.learn(|learned| learned.no_multiget = true);
                self.alone.extend(left);
                return Ok(());
            }
            _ => return Err(error.into()),
        }
        self.failures_in_a_row += 1;
        if self.failures_in_a_row >= FAILURES {
            return Err(error.into());
        }
        match left.len() {
            0 => {}
            1 => self.alone.extend(left),
            many => self.ask_again(&left, many.div_ceil(4)),
        }
        Ok(())
    }

    fn ask_again(&mut self, hrefs: &[Href], size: usize) {
        self.again
            .extend(hrefs.chunks(size.max(1)).map(<[Href]>::to_vec));
    }
}

impl DavCollection {
    fn multiget_size(&self) -> usize {
        let learned = self.learned();
        let most = learned.most_multiget.unwrap_or(MOST_MULTIGET).max(1);
        learned.multiget.unwrap_or(FIRST_MULTIGET).clamp(1, most) as usize
    }

    /// Asks for these items and hands over what arrives.
    async fn ask(&self, way: Way, asked: Vec<Href>, parts: Parts) -> Answer {
        let (url, data) = (self.url.clone(), self.data());
        let request = match way {
            Way::Named => multiget::request(&url, data, &asked),
            Way::Whole => query::request(&url, data, component(self.kind)),
        };
        let asked: Arc<[Href]> = asked.into();
        let given = Arc::new(Mutex::new(Given::default()));
        let began = self.session.clock().now_ms();
        let parse = {
            let (asked, given) = (Arc::clone(&asked), Arc::clone(&given));
            move |status, headers: &_, body: &mut dyn std::io::BufRead, give: &mut dyn FnMut(_)| {
                let mut given = given.lock().unwrap_or_else(PoisonError::into_inner);
                let mut part = Vec::new();
                let mut part_bytes = 0;
                let rest = multiget::parse(
                    (&url, data, &asked),
                    status,
                    headers,
                    body,
                    Limits::default(),
                    |item| {
                        if !given.hrefs.insert(item.href.clone()) {
                            return;
                        }
                        given.bytes += item.body.len();
                        part_bytes += item.body.len();
                        part.push(here(item));
                        if part_bytes >= PART_BYTES {
                            part_bytes = 0;
                            give(std::mem::take(&mut part));
                        }
                    },
                );
                if !part.is_empty() {
                    give(part);
                }
                rest
            }
        };
        let rest = match way {
            Way::Named => {
                self.session
                    .read_in_parts(&request, Some(parts), parse)
                    .await
            }
            // Cut off, it would be cut off again: the rest is asked for by name.
            Way::Whole => self.session.read_once(&request, Some(parts), parse).await,
        };
        let given = std::mem::take(&mut *given.lock().unwrap_or_else(PoisonError::into_inner));
        let took_ms = self.session.clock().now_ms() - began;
        if way == Way::Named {
            self.learn_sizes(asked.len(), &given, took_ms);
        }
        Answer {
            asked,
            way,
            took_ms,
            given: given.hrefs,
            rest,
        }
    }

    fn learn_sizes(&self, asked: usize, given: &Given, took_ms: i64) {
        if given.hrefs.is_empty() {
            return;
        }
        let mean = u32::try_from(given.bytes / given.hrefs.len()).unwrap_or(u32::MAX);
        self.learn(|learned| {
            learned.item_bytes = Some(
                learned
                    .item_bytes
                    .map_or(mean, |before| before / 2 + mean / 2),
            );
            let size = learned.multiget.unwrap_or(FIRST_MULTIGET);
            let was_full = given.hrefs.len() == asked && asked >= size as usize;
            let next = match took_ms {
                SLOW_MS.. => size / 2,
                ..FAST_MS if was_full => size * 2,
                _ => size,
            };
            learned.multiget = Some(next.clamp(10, MOST_MULTIGET));
        });
    }
}

/// What was handed over of one question, over all attempts at it.
#[derive(Default)]
struct Given {
    hrefs: HashSet<Href>,
    bytes: usize,
}

fn here(item: multiget::Fetched) -> Fetched {
    Fetched::Here {
        id: ids::id_of(&item.href),
        version: item.etag.map(|etag| Version(etag.as_str().to_owned())),
        body: item.body,
    }
}
