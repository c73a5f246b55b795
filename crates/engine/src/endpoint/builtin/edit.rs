//! What the editor of the app and the command line do with items: list, search, read, add, change, delete.

use pim::Kind;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::change::version;
use super::summary::{Glimpse, read_due};
use super::{Author, Collection};
use crate::endpoint::search::has_all;
use crate::endpoint::{Endpoint, EndpointError, ItemId, Refusal, Version, Write, WriteOutcome};
use crate::{Sentence, say};

/// An item in a list, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: ItemId,
    /// Its UID, where its text has one.
    pub uid: Option<String>,
    /// What it is called; never empty.
    pub title: String,
    /// Its version, to be named when it is changed.
    pub version: Version,
    /// When it was last changed here, in Unix milliseconds.
    pub changed_at_ms: i64,
    /// The length of its text.
    pub size_bytes: u64,
    /// What a list shows besides the title.
    pub glimpse: Glimpse,
}

/// An item with its text.
#[derive(Clone, PartialEq, Eq)]
pub struct ItemText {
    /// What a list shows of it.
    pub entry: Entry,
    /// Its text, byte for byte.
    pub body: Vec<u8>,
}

impl std::fmt::Debug for ItemText {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("ItemText")
            .field("id", &self.entry.id)
            .finish_non_exhaustive()
    }
}

/// Where a page ended. Opaque; handed to the next `Query`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageMark {
    sorted: String,
    id: String,
}

/// Which items to list.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Only items that have every one of these words in their title or text, whatever the case.
    pub search: String,
    /// Go on where that page ended.
    pub after: Option<PageMark>,
    /// How many at most.
    pub limit: usize,
}

/// Items in the order of their titles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The items.
    pub entries: Vec<Entry>,
    /// Where to go on; `None` at the end.
    pub next: Option<PageMark>,
}

fn changed() -> Sentence {
    say!("it was changed meanwhile; look at it again before changing it")
}

fn gone() -> Sentence {
    say!("it does not exist any more")
}

/// Why an edit was not made. Nothing was changed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum EditError {
    /// Somebody (a synchronisation, another window) changed it after it was read.
    #[error("{}", changed())]
    Changed,
    /// It was deleted.
    #[error("{}", gone())]
    Gone,
    /// The store does not take it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] EndpointError),
}

impl EditError {
    /// The same in words.
    pub fn said(&self) -> Sentence {
        match self {
            Self::Changed => changed(),
            Self::Gone => gone(),
            Self::Refused(refusal) => refusal.said(),
            Self::Store(error) => error.to_string().into(),
        }
    }
}

impl Collection {
    /// What it holds.
    pub fn kind(&self) -> Kind {
        self.named.kind
    }

    /// Adds an item under a free id made from `uid`.
    ///
    /// # Errors
    /// Nothing was added.
    pub fn add(&self, uid: &str, body: &[u8]) -> Result<ItemId, EditError> {
        let mut attempt = 0;
        loop {
            let id = self.propose_id(uid, attempt);
            let write = Write::Create {
                id: id.clone(),
                body: body.to_vec(),
            };
            match self.edit(write) {
                Ok(_) => return Ok(id),
                Err(Rejected::Taken) => attempt += 1,
                Err(Rejected::Because(error)) => return Err(error),
            }
        }
    }

    /// Changes an item that was read in this version, and answers its new version. The text it had stays among its
    /// earlier versions.
    ///
    /// # Errors
    /// `EditError::Changed` where it has another version by now.
    pub fn update(
        &self,
        id: &ItemId,
        expected: &Version,
        body: &[u8],
    ) -> Result<Version, EditError> {
        let write = Write::Replace {
            id: id.clone(),
            expected: Some(expected.clone()),
            replaces: Vec::new(),
            body: body.to_vec(),
        };
        self.edit(write)
            .map_err(Rejected::into_error)?
            .ok_or(EditError::Gone)
    }

    /// Deletes an item that was read in this version. Its text stays among its earlier versions.
    ///
    /// # Errors
    /// `EditError::Changed` where it has another version by now.
    pub fn delete(&self, id: &ItemId, expected: &Version) -> Result<(), EditError> {
        let write = Write::Delete {
            id: id.clone(),
            expected: Some(expected.clone()),
            replaces: Vec::new(),
        };
        self.edit(write).map_err(Rejected::into_error)?;
        Ok(())
    }

    /// One item with its text.
    ///
    /// # Errors
    /// The store cannot be used.
    pub fn get(&self, id: &ItemId) -> Result<Option<ItemText>, EndpointError> {
        let connection = self.store.connection();
        self.revision(&connection)?;
        let sql = format!("SELECT {ENTRY}, body FROM item WHERE collection = ?1 AND id = ?2");
        connection
            .prepare_cached(&sql)
            .and_then(|mut find| {
                find.query_row(params![self.number, id.0], |row| {
                    Ok(ItemText {
                        entry: entry(row)?,
                        body: row.get(BEHIND)?,
                    })
                })
                .optional()
            })
            .map_err(|error| self.store.failure(&error))
    }

    /// The ids of the items with this UID.
    ///
    /// # Errors
    /// The store cannot be used.
    pub fn with_uid(&self, uid: &str) -> Result<Vec<ItemId>, EndpointError> {
        let connection = self.store.connection();
        connection
            .prepare_cached("SELECT id FROM item WHERE collection = ?1 AND uid = ?2 ORDER BY id")
            .and_then(|mut find| {
                find.query_map(params![self.number, uid], |row| Ok(ItemId(row.get(0)?)))?
                    .collect()
            })
            .map_err(|error| self.store.failure(&error))
    }

    /// How many items there are.
    ///
    /// # Errors
    /// The store cannot be used.
    pub fn count(&self) -> Result<u64, EndpointError> {
        self.store
            .connection()
            .prepare_cached("SELECT count(*) FROM item WHERE collection = ?1")
            .and_then(|mut count| count.query_row([self.number], |row| row.get::<_, i64>(0)))
            .map(i64::cast_unsigned)
            .map_err(|error| self.store.failure(&error))
    }

    /// One page of items, in the order of their titles.
    ///
    /// # Errors
    /// The store cannot be used.
    pub fn list(&self, query: &Query) -> Result<Page, EndpointError> {
        let connection = self.store.connection();
        self.revision(&connection)?;
        self.page(&connection, query)
            .map_err(|error| self.store.failure(&error))
    }

    fn page(&self, connection: &Connection, query: &Query) -> rusqlite::Result<Page> {
        let words: Vec<String> = query
            .search
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        let sql = format!(
            "SELECT {ENTRY}, sorted, CASE WHEN ?4 THEN body END FROM item
             WHERE collection = ?1 AND (sorted, id) > (?2, ?3) ORDER BY sorted, id"
        );
        let (sorted, id) = query
            .after
            .as_ref()
            .map_or(("", ""), |mark| (mark.sorted.as_str(), mark.id.as_str()));
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params![self.number, sorted, id, !words.is_empty()])?;
        let mut page = Page {
            entries: Vec::new(),
            next: None,
        };
        let mut last = None;
        while let Some(row) = rows.next()? {
            let sorted: String = row.get(BEHIND)?;
            if !words.is_empty()
                && !has_all(
                    &words,
                    &sorted,
                    row.get_ref(BEHIND + 1)?.as_blob().unwrap_or_default(),
                )
            {
                continue;
            }
            if page.entries.len() >= query.limit {
                page.next = last;
                break;
            }
            let entry = entry(row)?;
            last = Some(PageMark {
                sorted,
                id: entry.id.0.clone(),
            });
            page.entries.push(entry);
        }
        Ok(page)
    }

    /// One write by the person; answers the new version of what is stored.
    fn edit(&self, write: Write) -> Result<Option<Version>, Rejected> {
        // One outcome for each write is what `apply` promises.
        let outcome = self.apply(&[write], Author::Person).pop();
        Err(match outcome {
            Some(WriteOutcome::Stored(stored)) => return Ok(stored.version),
            Some(WriteOutcome::Deleted) => return Ok(None),
            Some(WriteOutcome::Exists { .. }) => Rejected::Taken,
            Some(WriteOutcome::Stale) | None => Rejected::Because(EditError::Changed),
            Some(WriteOutcome::Gone) => Rejected::Because(EditError::Gone),
            Some(WriteOutcome::Refused(refusal)) => Rejected::Because(refusal.into()),
            Some(WriteOutcome::Unknown(error) | WriteOutcome::NotDone(error)) => {
                Rejected::Because(error.into())
            }
        })
    }
}

/// Why `edit` did not write.
enum Rejected {
    Taken,
    Because(EditError),
}

impl Rejected {
    /// For writes that make no item, so that no id can be taken.
    fn into_error(self) -> EditError {
        match self {
            Self::Taken => EditError::Changed,
            Self::Because(error) => error,
        }
    }
}

/// The columns `entry` reads.
pub(super) const ENTRY: &str = "id, uid, title, revision, changed_at, length(body), subtitle, due, due_form, done, priority, category";

/// The column after those of `ENTRY`.
pub(super) const BEHIND: usize = 12;

pub(super) fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        id: ItemId(row.get(0)?),
        uid: row.get(1)?,
        title: row.get(2)?,
        version: version(row.get(3)?),
        changed_at_ms: row.get(4)?,
        size_bytes: row.get::<_, i64>(5)?.cast_unsigned(),
        glimpse: Glimpse {
            subtitle: row.get::<_, Option<String>>(6)?.unwrap_or_default(),
            due: read_due(row.get(7)?, row.get::<_, Option<String>>(8)?.as_deref()),
            done: row.get(9)?,
            priority: row.get(10)?,
            category: row.get(11)?,
        },
    })
}
