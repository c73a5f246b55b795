//! Lists of items for windows: page by page, with what is worth seeing beside the title, in the viewer's time.

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;
use pim::{Item, Kind};
use serde::{Deserialize, Serialize};

use super::Engine;
use super::place::LocalPlace;
use crate::Failure;
use crate::endpoint::builtin::{Due, Glimpse};
use crate::endpoint::folder::Folder;
use crate::endpoint::search::has_all;
use crate::endpoint::{Endpoint, Fetched, ItemId};

/// An item in a list, with what is worth seeing beside its title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "Listed"))]
pub struct ListedItem {
    /// Its id on this computer.
    pub id: ItemId,
    /// Its title.
    pub title: String,
    /// A contact's company or first e-mail address, an appointment's place, a note's first words.
    pub subtitle: String,
    /// When a task is due: `2026-11-25`, or `2026-11-25T10:00` in the viewer's zone.
    pub due: Option<String>,
    /// Whether a task is done.
    pub done: bool,
    /// A task's priority, 1 high to 9 low.
    pub priority: Option<u8>,
    /// The first category.
    pub category: Option<String>,
    /// When it was last changed here, in Unix seconds.
    pub changed_at: Option<i64>,
}

/// A part of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ListedPage {
    /// The items asked for.
    pub items: Vec<ListedItem>,
    /// How many there are in all that fit.
    pub total: usize,
}

impl Engine {
    /// The items from a place on that have every word of `search`: contacts and appointments by title, tasks open ones first and
    /// then by due date, notes the newest first. `zone` is the viewer's, by its IANA name.
    pub async fn items_page(
        &self,
        account: &str,
        kind: Kind,
        search: &str,
        from: usize,
        count: usize,
        zone: &str,
    ) -> Result<ListedPage, Failure> {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        match self.place(account, kind)? {
            LocalPlace::Builtin(collection) => {
                let part = collection.browse(search, from, count)?;
                let items = part.entries.into_iter().map(|entry| {
                    let changed_at = Some(entry.changed_at_ms / 1000);
                    listed(entry.id, entry.title, entry.glimpse, changed_at, &zone)
                });
                Ok(ListedPage {
                    items: items.collect(),
                    total: part.total,
                })
            }
            LocalPlace::Folder(folder) => {
                let mut all = in_folder(kind, &folder, search, &zone).await?;
                sort(kind, &mut all);
                Ok(ListedPage {
                    total: all.len(),
                    items: all.into_iter().skip(from).take(count).collect(),
                })
            }
        }
    }
}

fn listed(
    id: ItemId,
    title: String,
    glimpse: Glimpse,
    changed_at: Option<i64>,
    zone: &TimeZone,
) -> ListedItem {
    ListedItem {
        id,
        title,
        subtitle: glimpse.subtitle,
        due: glimpse.due.and_then(|due| due_for(due, zone)),
        done: glimpse.done,
        priority: glimpse.priority,
        category: glimpse.category,
        changed_at,
    }
}

async fn in_folder(
    kind: Kind,
    folder: &Folder,
    search: &str,
    zone: &TimeZone,
) -> Result<Vec<ListedItem>, Failure> {
    let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
    let seen = folder.observe(None).await?.seen;
    let ids: Vec<ItemId> = seen.into_iter().map(|seen| seen.id).collect();
    let mut all = Vec::new();
    for ids in ids.chunks(100) {
        for answer in folder.fetch(ids).await? {
            let Fetched::Here { id, body, .. } = answer else {
                continue;
            };
            if !has_all(&words, "", &body) {
                continue;
            }
            let read = Item::parse(kind, &body).ok();
            let title = read.as_ref().map_or_else(|| id.0.clone(), Item::title);
            let glimpse = read.as_ref().map(Glimpse::of).unwrap_or_default();
            let changed_at = read.as_ref().and_then(Item::changed_at);
            all.push(listed(id, title, glimpse, changed_at, zone));
        }
    }
    Ok(all)
}

fn sort(kind: Kind, items: &mut [ListedItem]) {
    match kind {
        Kind::Contact | Kind::Appointment => {
            items.sort_by_cached_key(|one| one.title.to_lowercase());
        }
        Kind::Task => items.sort_by_cached_key(|one| {
            (
                one.done,
                one.due.is_none(),
                one.due.clone(),
                one.priority.unwrap_or(10),
                one.title.to_lowercase(),
            )
        }),
        Kind::Note => items.sort_by_key(|one| std::cmp::Reverse(one.changed_at)),
    }
}

/// A due time in the viewer's zone.
fn due_for(due: Due, zone: &TimeZone) -> Option<String> {
    match due {
        Due::Day(at) => Some(clock(at)?.date().to_string()),
        Due::Floating(at) => Some(minutes(clock(at)?)),
        Due::Instant(at) => Some(minutes(zone.to_datetime(Timestamp::from_second(at).ok()?))),
    }
}

/// Seconds on a clock as what the clock shows.
pub(super) fn clock(seconds: i64) -> Option<civil::DateTime> {
    Some(TimeZone::UTC.to_datetime(Timestamp::from_second(seconds).ok()?))
}

/// `2026-11-25T10:00`.
pub(super) fn minutes(time: civil::DateTime) -> String {
    time.strftime("%Y-%m-%dT%H:%M").to_string()
}
