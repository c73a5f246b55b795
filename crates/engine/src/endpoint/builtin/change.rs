//! Changing items: the one place where rows are written. A batch is one transaction; each write in it stands alone.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::earlier::{self, Author};
use super::summary::{Summary, stored_due};
use super::{Collection, MAX_ITEM_BYTES, trouble};
use crate::endpoint::{EndpointError, ItemId, Refusal, Stored, Version, Write, WriteOutcome};

/// What is there before a write.
struct Current {
    row: i64,
    version: Version,
}

/// A batch under way.
struct Batch<'a> {
    collection: &'a Collection,
    author: Author,
    now_ms: i64,
    /// The last revision taken.
    revision: i64,
}

impl Collection {
    /// Does these writes in one transaction and answers each in the order given.
    pub(super) fn apply(&self, writes: &[Write], author: Author) -> Vec<WriteOutcome> {
        self.try_apply(writes, author).unwrap_or_else(|error| {
            // The transaction was rolled back as a whole: nothing of it happened.
            writes
                .iter()
                .map(|_| WriteOutcome::NotDone(error.clone()))
                .collect()
        })
    }

    fn try_apply(
        &self,
        writes: &[Write],
        author: Author,
    ) -> Result<Vec<WriteOutcome>, EndpointError> {
        let mut connection = self.store.connection();
        let failed = |error: rusqlite::Error| self.store.failure(&error);
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        let mut batch = Batch {
            collection: self,
            author,
            now_ms: self.store.clock().now_ms(),
            revision: self.revision(&transaction)?,
        };
        let outcomes = batch.run(&transaction, writes).map_err(failed)?;
        batch.finish(&transaction).map_err(failed)?;
        match transaction.commit() {
            Ok(()) => Ok(outcomes),
            Err(error) if trouble::leaves_doubt(&error) => {
                let error = self.store.failure(&error);
                Ok(outcomes
                    .iter()
                    .map(|_| WriteOutcome::Unknown(error.clone()))
                    .collect())
            }
            Err(error) => Err(failed(error)),
        }
    }
}

impl Batch<'_> {
    fn run(
        &mut self,
        connection: &Connection,
        writes: &[Write],
    ) -> rusqlite::Result<Vec<WriteOutcome>> {
        // Kept prepared: rusqlite's own savepoints are parsed anew for each item.
        let say = |sql| connection.prepare_cached(sql)?.execute([]).map(drop);
        let mut outcomes = Vec::with_capacity(writes.len());
        for write in writes {
            say("SAVEPOINT item")?;
            match self.one(connection, write) {
                Ok(outcome) => {
                    say("RELEASE item")?;
                    outcomes.push(outcome);
                }
                Err(error) => {
                    // A full disk makes SQLite roll everything back by itself; then there is no savepoint to return to.
                    if connection.is_autocommit() {
                        return Err(error);
                    }
                    say("ROLLBACK TO item")?;
                    say("RELEASE item")?;
                    outcomes.push(WriteOutcome::NotDone(self.collection.store.failure(&error)));
                }
            }
        }
        Ok(outcomes)
    }

    fn one(&mut self, connection: &Connection, write: &Write) -> rusqlite::Result<WriteOutcome> {
        match write {
            Write::Create { id, body } => self.create(connection, id, body),
            Write::Replace {
                id,
                expected,
                replaces,
                body,
            } => match self.find(connection, id)? {
                None => Ok(WriteOutcome::Gone),
                Some(current)
                    if !is_expected(connection, &current, expected.as_ref(), replaces)? =>
                {
                    Ok(WriteOutcome::Stale)
                }
                Some(current) => self.replace(connection, id, &current, body),
            },
            Write::Delete {
                id,
                expected,
                replaces,
            } => match self.find(connection, id)? {
                None => Ok(WriteOutcome::Deleted),
                Some(current)
                    if !is_expected(connection, &current, expected.as_ref(), replaces)? =>
                {
                    Ok(WriteOutcome::Stale)
                }
                Some(current) => self.delete(connection, id, &current),
            },
        }
    }

    fn create(
        &mut self,
        connection: &Connection,
        id: &ItemId,
        body: &[u8],
    ) -> rusqlite::Result<WriteOutcome> {
        if let Some(refusal) = refusal(body) {
            return Ok(WriteOutcome::Refused(refusal));
        }
        if self.find(connection, id)?.is_some() {
            return Ok(WriteOutcome::Exists {
                at: Some(id.clone()),
            });
        }
        let summary = Summary::of(self.collection.named.kind, body);
        let (due, due_form) = stored_due(summary.glimpse.due);
        let revision = self.next_revision();
        connection
            .prepare_cached(
                "INSERT INTO item (collection, id, uid, title, sorted, revision, changed_at, body, subtitle, due, due_form, done, priority, category, begins, ends)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            )?
            .execute(params![
                self.collection.number, id.0, summary.uid, summary.title, summary.sorted(), revision, self.now_ms, body,
                summary.glimpse.subtitle, due, due_form, summary.glimpse.done, summary.glimpse.priority,
                summary.glimpse.category, summary.span.map(|span| span.0), summary.span.map(|span| span.1)
            ])?;
        connection
            .prepare_cached("DELETE FROM removed WHERE collection = ?1 AND id = ?2")?
            .execute(params![self.collection.number, id.0])?;
        Ok(stored(id, revision))
    }

    fn replace(
        &mut self,
        connection: &Connection,
        id: &ItemId,
        current: &Current,
        body: &[u8],
    ) -> rusqlite::Result<WriteOutcome> {
        if let Some(refusal) = refusal(body) {
            return Ok(WriteOutcome::Refused(refusal));
        }
        earlier::keep(connection, current.row, self.now_ms, self.author)?;
        let summary = Summary::of(self.collection.named.kind, body);
        let (due, due_form) = stored_due(summary.glimpse.due);
        let revision = self.next_revision();
        connection
            .prepare_cached(
                "UPDATE item SET uid = ?2, title = ?3, sorted = ?4, revision = ?5, changed_at = ?6, body = ?7,
                    subtitle = ?8, due = ?9, due_form = ?10, done = ?11, priority = ?12, category = ?13, begins = ?14, ends = ?15
                 WHERE rowid = ?1",
            )?
            .execute(params![
                current.row, summary.uid, summary.title, summary.sorted(), revision, self.now_ms, body,
                summary.glimpse.subtitle, due, due_form, summary.glimpse.done, summary.glimpse.priority,
                summary.glimpse.category, summary.span.map(|span| span.0), summary.span.map(|span| span.1)
            ])?;
        Ok(stored(id, revision))
    }

    fn delete(
        &mut self,
        connection: &Connection,
        id: &ItemId,
        current: &Current,
    ) -> rusqlite::Result<WriteOutcome> {
        earlier::keep(connection, current.row, self.now_ms, self.author)?;
        let revision = self.next_revision();
        connection
            .prepare_cached("DELETE FROM item WHERE rowid = ?1")?
            .execute([current.row])?;
        connection
            .prepare_cached(
                "INSERT OR REPLACE INTO removed (collection, id, revision) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![self.collection.number, id.0, revision])?;
        Ok(WriteOutcome::Deleted)
    }

    fn find(&self, connection: &Connection, id: &ItemId) -> rusqlite::Result<Option<Current>> {
        connection
            .prepare_cached("SELECT rowid, revision FROM item WHERE collection = ?1 AND id = ?2")?
            .query_row(params![self.collection.number, id.0], |row| {
                Ok(Current {
                    row: row.get(0)?,
                    version: version(row.get(1)?),
                })
            })
            .optional()
    }

    fn next_revision(&mut self) -> i64 {
        self.revision += 1;
        self.revision
    }

    /// Writes the revision reached, and forgets versions past their time.
    fn finish(&self, connection: &Connection) -> rusqlite::Result<()> {
        connection
            .prepare_cached("UPDATE collection SET revision = ?2 WHERE number = ?1")?
            .execute([self.collection.number, self.revision])?;
        earlier::forget_old(connection, self.now_ms)
    }
}

/// Whether the item is still the one the write was made from.
fn is_expected(
    connection: &Connection,
    current: &Current,
    expected: Option<&Version>,
    replaces: &[u8],
) -> rusqlite::Result<bool> {
    if let Some(expected) = expected {
        return Ok(*expected == current.version);
    }
    connection
        .prepare_cached("SELECT body = ?2 FROM item WHERE rowid = ?1")?
        .query_row(params![current.row, replaces], |row| row.get(0))
}

/// A revision as the version other parts see.
pub(super) fn version(revision: i64) -> Version {
    Version(revision.to_string())
}

fn stored(id: &ItemId, revision: i64) -> WriteOutcome {
    WriteOutcome::Stored(Stored {
        id: id.clone(),
        version: Some(version(revision)),
        read_again: false,
    })
}

fn refusal(body: &[u8]) -> Option<Refusal> {
    (body.len() as u64 > MAX_ITEM_BYTES).then_some(Refusal::TooLarge {
        limit_bytes: Some(MAX_ITEM_BYTES),
    })
}
