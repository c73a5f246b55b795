//! What a window shows of a list: a part of it by place, in the order a person expects, and the appointments of some days.

use std::ops::ControlFlow;

use pim::Kind;
use rusqlite::{Connection, params};

use super::Collection;
use super::edit::{BEHIND, ENTRY, Entry, entry};
use crate::endpoint::search::has_all;
use crate::endpoint::{EndpointError, ItemId};

/// A part of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// The items asked for.
    pub entries: Vec<Entry>,
    /// How many there are in all that fit.
    pub total: usize,
}

impl Collection {
    /// The items from a place on that have every word of `search`: contacts and appointments by title, tasks open ones first and
    /// then by due date, notes the newest first.
    ///
    /// # Errors
    /// The store cannot be used.
    pub fn browse(&self, search: &str, from: usize, count: usize) -> Result<Part, EndpointError> {
        let connection = self.store.connection();
        self.revision(&connection)?;
        let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
        let part = if words.is_empty() {
            self.slice(&connection, from, count)
        } else {
            self.found(&connection, &words, from, count)
        };
        part.map_err(|error| self.store.failure(&error))
    }

    /// Shows each item, in the order of the titles, its title in lower case and its text, until that is enough.
    ///
    /// # Errors
    /// The store cannot be used.
    pub fn each(
        &self,
        mut show: impl FnMut(&str, &[u8]) -> ControlFlow<()>,
    ) -> Result<(), EndpointError> {
        let connection = self.store.connection();
        self.revision(&connection)?;
        let mut read = || {
            let mut statement = connection.prepare_cached(
                "SELECT sorted, body FROM item WHERE collection = ?1 ORDER BY sorted, id",
            )?;
            let mut rows = statement.query([self.number])?;
            while let Some(row) = rows.next()? {
                let title = row.get_ref(0)?.as_str().unwrap_or_default();
                let body = row.get_ref(1)?.as_blob().unwrap_or_default();
                if show(title, body).is_break() {
                    break;
                }
            }
            Ok(())
        };
        read().map_err(|error| self.store.failure(&error))
    }

    fn order(&self) -> &'static str {
        match self.named.kind {
            Kind::Contact | Kind::Appointment => "sorted, id",
            Kind::Task => "done, due IS NULL, due, coalesce(priority, 10), sorted, id",
            Kind::Note => "changed_at DESC, id",
        }
    }

    fn slice(&self, connection: &Connection, from: usize, count: usize) -> rusqlite::Result<Part> {
        let total: i64 = connection
            .prepare_cached("SELECT count(*) FROM item WHERE collection = ?1")?
            .query_row([self.number], |row| row.get(0))?;
        let sql = format!(
            "SELECT {ENTRY} FROM item WHERE collection = ?1 ORDER BY {} LIMIT ?2 OFFSET ?3",
            self.order()
        );
        let limit = i64::try_from(count).unwrap_or(i64::MAX);
        let offset = i64::try_from(from).unwrap_or(i64::MAX);
        let entries = connection
            .prepare_cached(&sql)?
            .query_map(params![self.number, limit, offset], entry)?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Part {
            entries,
            total: usize::try_from(total).unwrap_or(0),
        })
    }

    fn found(
        &self,
        connection: &Connection,
        words: &[String],
        from: usize,
        count: usize,
    ) -> rusqlite::Result<Part> {
        let sql = format!(
            "SELECT {ENTRY}, sorted, body FROM item WHERE collection = ?1 ORDER BY {}",
            self.order()
        );
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query([self.number])?;
        let mut part = Part::default();
        while let Some(row) = rows.next()? {
            let sorted: String = row.get(BEHIND)?;
            let body = row.get_ref(BEHIND + 1)?.as_blob().unwrap_or_default();
            if !has_all(words, &sorted, body) {
                continue;
            }
            if part.total >= from && part.entries.len() < count {
                part.entries.push(entry(row)?);
            }
            part.total += 1;
        }
        Ok(part)
    }

    /// The appointments that can happen between two times (Unix seconds): id and text.
    ///
    /// # Errors
    /// The store cannot be used.
    pub fn between(&self, from: i64, to: i64) -> Result<Vec<(ItemId, Vec<u8>)>, EndpointError> {
        let connection = self.store.connection();
        self.revision(&connection)?;
        connection
            .prepare_cached(
                "SELECT id, body FROM item WHERE collection = ?1 AND begins < ?3 AND ends > ?2 ORDER BY begins, id",
            )
            .and_then(|mut find| {
                find.query_map(params![self.number, from, to], |row| {
                    Ok((ItemId(row.get(0)?), row.get(1)?))
                })?
                .collect()
            })
            .map_err(|error| self.store.failure(&error))
    }
}
