//! The store as an endpoint of a pass: what changed since a revision, bodies by id, conditional writes.

use async_trait::async_trait;
use rusqlite::{OptionalExtension, params};

use super::change::version;
use super::{Author, Collection, MAX_ITEM_BYTES};
use crate::endpoint::{
    Abilities, Cursor, Endpoint, EndpointError, Extent, Fetched, ItemId, Listing, Seen, Write,
    WriteOutcome, name,
};

#[async_trait]
impl Endpoint for Collection {
    fn identity(&self) -> String {
        format!(
            "builtin:{}/{}#{}",
            self.named.kind, self.named.name, self.generation
        )
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            read_only: None,
            max_item_bytes: Some(MAX_ITEM_BYTES),
            fetch_batch: 100,
            write_batch: 200,
            may_rewrite: false,
        }
    }

    fn propose_id(&self, uid: &str, attempt: u32) -> ItemId {
        ItemId(name::from_uid(uid, attempt))
    }

    async fn observe(&self, since: Option<&Cursor>) -> Result<Listing, EndpointError> {
        self.changes_since(since)
    }

    async fn fetch(&self, ids: &[ItemId]) -> Result<Vec<Fetched>, EndpointError> {
        let mut connection = self.store.connection();
        let reading = connection
            .transaction()
            .map_err(|error| self.store.failure(&error))?;
        self.revision(&reading)?;
        let mut find = reading
            .prepare_cached("SELECT revision, body FROM item WHERE collection = ?1 AND id = ?2")
            .map_err(|error| self.store.failure(&error))?;
        let mut answer = |id: &ItemId| {
            let found = find
                .query_row(params![self.number, id.0], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .optional();
            let id = id.clone();
            match found {
                Ok(Some((revision, body))) => Fetched::Here {
                    id,
                    version: Some(version(revision)),
                    body,
                },
                Ok(None) => Fetched::Gone { id },
                Err(error) => Fetched::Failed {
                    error: self.store.failure(&error),
                    id,
                },
            }
        };
        Ok(ids.iter().map(&mut answer).collect())
    }

    async fn write(&self, writes: Vec<Write>) -> Vec<WriteOutcome> {
        self.apply(&writes, Author::Pass)
    }
}

impl Collection {
    /// What changed since a cursor, as [`Endpoint::observe`] answers it.
    ///
    /// # Errors
    /// The store cannot be used.
    pub fn changes_since(&self, since: Option<&Cursor>) -> Result<Listing, EndpointError> {
        let mut connection = self.store.connection();
        // One read transaction, so that the items and the revision belong together.
        let reading = connection
            .transaction()
            .map_err(|error| self.store.failure(&error))?;
        let revision = self.revision(&reading)?;
        let since = since
            .and_then(|cursor| self.revision_of(cursor))
            .filter(|since| *since <= revision);
        let read = || {
            let from = since.unwrap_or(-1);
            let seen = reading
                .prepare_cached("SELECT id, revision FROM item WHERE collection = ?1 AND revision > ?2 ORDER BY revision")?
                .query_map([self.number, from], |row| {
                    Ok(Seen {
                        id: ItemId(row.get(0)?),
                        version: Some(version(row.get(1)?)),
                    })
                })?
                .collect::<rusqlite::Result<_>>()?;
            let removed = match since {
                None => Vec::new(),
                Some(since) => reading
                    .prepare_cached("SELECT id FROM removed WHERE collection = ?1 AND revision > ?2 ORDER BY revision")?
                    .query_map([self.number, since], |row| Ok(ItemId(row.get(0)?)))?
                    .collect::<rusqlite::Result<_>>()?,
            };
            Ok((seen, removed))
        };
        let (seen, removed) =
            read().map_err(|error: rusqlite::Error| self.store.failure(&error))?;
        Ok(Listing {
            seen,
            removed,
            extent: if since.is_some() {
                Extent::Changes
            } else {
                Extent::Everything
            },
            cursor: Some(Cursor(format!("{}:{revision}", self.generation))),
        })
    }

    /// The revision a cursor stands for; `None` for a cursor of another store or collection.
    fn revision_of(&self, cursor: &Cursor) -> Option<i64> {
        cursor
            .0
            .strip_prefix(&*self.generation)?
            .strip_prefix(':')?
            .parse()
            .ok()
    }
}
