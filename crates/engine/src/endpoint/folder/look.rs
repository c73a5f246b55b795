//! Looking at the folder: what is there, what changed, what is gone; and reading items by name.

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::time::{Duration, SystemTime};

use pim::Kind;

use super::holds::Holds;
use super::read::{self, NotRead, Stamp, nanoseconds};
use super::state::{Known, State};
use super::{Inner, marker, names, trouble};
use crate::endpoint::{
    Cursor, EndpointError, Extent, Fetched, ItemId, Listing, Seen, Trouble, Version,
};
use crate::sentence::many;
use crate::{Sentence, say};

/// A file changed less than this before it was read may change again without its stamp showing it: the coarsest
/// clock of a file system in use (FAT) ticks every 2 s.
const RACY_NS: i64 = 2_000_000_000;

/// How long to wait before a file that vanished is believed gone, where the folder changed just now: programs
/// that save by deleting and writing anew are done by then.
const SECOND_LOOK: Duration = Duration::from_millis(100);

impl Inner {
    /// What changed since the cursor, or everything.
    pub(super) fn look(&self, since: Option<&Cursor>) -> Result<Listing, EndpointError> {
        let mut state = self.state();
        marker::expect(&self.path, &self.id)?;
        let before = state.files()?;
        let last = state.sequence()?;
        let found = self.stamps()?;
        let changed = self.changed(&before, &found, last + 1);
        let gone = self.gone(&before, &found)?;
        // The disk may have been unmounted meanwhile: then nothing above is true.
        marker::expect(&self.path, &self.id)?;
        let now = state.remember(last, &changed, &gone)?;
        drop((before, changed));
        self.listing(&state, since, now)
    }

    /// Answers for each id, from the files as they are now.
    pub(super) fn fetch(&self, ids: &[ItemId]) -> Result<Vec<Fetched>, EndpointError> {
        let _one_at_a_time = self.state();
        marker::expect(&self.path, &self.id)?;
        let answers: Vec<Fetched> = ids.iter().map(|id| self.fetch_one(id)).collect();
        // Nothing is gone unless the folder was there all the while.
        marker::expect(&self.path, &self.id)?;
        Ok(answers)
    }

    fn fetch_one(&self, id: &ItemId) -> Fetched {
        let failed = |trouble| Fetched::Failed {
            id: id.clone(),
            error: EndpointError::new(self.path.join(&id.0).display().to_string(), trouble),
        };
        if !names::is_item(self.kind, &id.0) {
            return failed(Trouble::File(say!("it is not the name of an item")));
        }
        match read::read(&self.path.join(&id.0)) {
            Ok(content) => match complaint(self.kind, Holds::of(&id.0, &content.body)) {
                Some(complaint) => failed(Trouble::File(complaint)),
                None => Fetched::Here {
                    id: id.clone(),
                    version: Some(content.version()),
                    body: content.body,
                },
            },
            Err(NotRead::Gone) => Fetched::Gone { id: id.clone() },
            Err(NotRead::Because(trouble)) => failed(trouble),
        }
    }

    /// The stamps of all files that may be items.
    fn stamps(&self) -> Result<HashMap<String, Stamp>, EndpointError> {
        let failed = |error| trouble::about(&self.path, &error);
        let mut found = HashMap::new();
        for entry in fs::read_dir(&self.path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let Ok(name) = entry.file_name().into_string() else {
                tracing::warn!(folder = %self.about(), "a file whose name is not Unicode was passed over");
                continue;
            };
            if !names::is_item(self.kind, &name) {
                continue;
            }
            match entry.metadata() {
                Ok(metadata) if metadata.is_file() => {
                    found.insert(name, Stamp::of(&metadata));
                }
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(error)),
                _ => {}
            }
        }
        Ok(found)
    }

    /// Files that are new, changed, or could have changed unnoticed; those with another content get this sequence, which
    /// [`State::remember`] makes a later one where somebody else looked meanwhile.
    fn changed(
        &self,
        before: &HashMap<String, Known>,
        found: &HashMap<String, Stamp>,
        sequence: i64,
    ) -> Vec<(String, Known)> {
        let is_trusted = |known: &Known, stamp: &Stamp| {
            known.stamp == *stamp && known.looked_ns.saturating_sub(stamp.latest_ns()) > RACY_NS
        };
        found
            .iter()
            .filter(|(name, stamp)| {
                !before
                    .get(*name)
                    .is_some_and(|known| is_trusted(known, stamp))
            })
            .filter_map(|(name, stamp)| {
                let mut known = self.known(name, stamp)?;
                let old = before.get(name);
                known.was_ours |= old.is_some_and(|old| old.was_ours);
                known.sequence = old
                    .filter(|old| old.version == known.version)
                    .map_or(sequence, |old| old.sequence);
                Some((name.clone(), known))
            })
            .collect()
    }

    /// Reads a file; `None` where it is gone by now.
    fn known(&self, name: &str, stamp: &Stamp) -> Option<Known> {
        let looked_ns = nanoseconds(SystemTime::now());
        let (stamp, version, holds) = match read::read(&self.path.join(name)) {
            Ok(content) => (
                content.stamp,
                content.version(),
                Holds::of(name, &content.body),
            ),
            Err(NotRead::Gone) => return None,
            // It is there, and another one when its stamp changes; what is in it, `fetch` says it cannot say.
            Err(NotRead::Because(_)) => (
                *stamp,
                Version(format!("unread:{}:{}", stamp.size_bytes, stamp.modified_ns)),
                Holds::Unclear,
            ),
        };
        Some(Known {
            stamp,
            looked_ns,
            version,
            was_ours: holds == Holds::One(self.kind),
            holds,
            sequence: 0,
        })
    }

    /// Files that were there and, asked for one by one, are not there any more.
    fn gone(
        &self,
        before: &HashMap<String, Known>,
        found: &HashMap<String, Stamp>,
    ) -> Result<Vec<String>, EndpointError> {
        let mut missing: Vec<&String> = before
            .keys()
            .filter(|name| !found.contains_key(*name))
            .collect();
        self.drop_present(&mut missing)?;
        if !missing.is_empty() && self.changed_just_now() {
            std::thread::sleep(SECOND_LOOK);
            self.drop_present(&mut missing)?;
        }
        Ok(missing.into_iter().cloned().collect())
    }

    /// Keeps only the names under which there is nothing at all.
    fn drop_present(&self, names: &mut Vec<&String>) -> Result<(), EndpointError> {
        let mut failed = None;
        names.retain(|name| match self.path.join(name).symlink_metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => true,
            Ok(_) => false,
            Err(error) => {
                failed = Some(trouble::about(&self.path, &error));
                false
            }
        });
        failed.map_or(Ok(()), Err)
    }

    fn changed_just_now(&self) -> bool {
        let changed = fs::metadata(&self.path).and_then(|metadata| metadata.modified());
        changed.map_or(true, |changed| {
            nanoseconds(SystemTime::now()) - nanoseconds(changed) < RACY_NS
        })
    }

    fn listing(
        &self,
        state: &State,
        since: Option<&Cursor>,
        now: i64,
    ) -> Result<Listing, EndpointError> {
        let since = since
            .and_then(|cursor| sequence_of(cursor, &state.generation))
            .filter(|since| *since <= now);
        let from = since.unwrap_or(-1);
        let seen = state
            .files()?
            .into_iter()
            .filter(|(_, known)| known.sequence > from && is_listed(self.kind, known))
            .map(|(name, known)| Seen {
                id: ItemId(name),
                version: Some(known.version),
            })
            .collect();
        let removed = match since {
            None => Vec::new(),
            Some(since) => state
                .removed_after(since)?
                .into_iter()
                .map(ItemId)
                .collect(),
        };
        Ok(Listing {
            seen,
            removed,
            extent: if since.is_some() {
                Extent::Changes
            } else {
                Extent::Everything
            },
            cursor: Some(Cursor(format!("{}:{now}", state.generation))),
        })
    }
}

/// Whether a file is listed for this kind: also one that was once ours and is something else now, and one that
/// nobody can read, so that it is reported instead of passed over.
fn is_listed(kind: Kind, known: &Known) -> bool {
    match known.holds {
        Holds::One(other) => other == kind || known.was_ours,
        Holds::Several | Holds::Nothing | Holds::Unclear => true,
    }
}

/// Why a file's content is no item of this kind.
fn complaint(kind: Kind, holds: Holds) -> Option<Sentence> {
    match holds {
        Holds::One(other) if other == kind => None,
        Holds::One(other) => Some(say!(
            "the file holds one of the {kinds} now; it was left alone",
            kinds = many(other)
        )),
        Holds::Several => Some(say!(
            "the file holds several items; it was left alone. Import it, or split it into one file for each item"
        )),
        Holds::Nothing => Some(say!("the file is empty; it was left alone")),
        // Broken text is for the reader of items to explain.
        Holds::Unclear => None,
    }
}

fn sequence_of(cursor: &Cursor, generation: &str) -> Option<i64> {
    cursor
        .0
        .strip_prefix(generation)?
        .strip_prefix(':')?
        .parse()
        .ok()
}
