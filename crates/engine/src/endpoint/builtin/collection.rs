//! One list of items in the store: the contacts, the appointments, the tasks or the notes, under a name.

use std::sync::Arc;

use pim::Kind;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Store;
use crate::endpoint::{EndpointError, Trouble};

/// Which list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CollectionName {
    /// What it holds.
    pub kind: Kind,
    /// What the person calls it.
    pub name: String,
}

/// One list of items. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Collection {
    pub(super) store: Store,
    pub(super) named: Arc<CollectionName>,
    pub(super) number: i64,
    pub(super) generation: Arc<str>,
}

impl Store {
    /// The list of this kind and name; made where there is none.
    ///
    /// # Errors
    /// The store cannot be used.
    pub fn collection(&self, kind: Kind, name: &str) -> Result<Collection, EndpointError> {
        self.find_or_make(kind, name)
            .map_err(|error| self.failure(&error))
    }

    fn find_or_make(&self, kind: Kind, name: &str) -> rusqlite::Result<Collection> {
        let generation = format!("{:016x}", self.clock().entropy());
        let connection = self.connection();
        let row = |row: &Row<'_>| Ok((row.get(0)?, row.get::<_, String>(1)?));
        let find = "SELECT number, generation FROM collection WHERE kind = ?1 AND name = ?2";
        let found = connection
            .prepare_cached(find)?
            .query_row(params![kind.as_str(), name], row)
            .optional()?;
        let (number, generation) = if let Some(found) = found {
            found
        } else {
            connection.execute(
                "INSERT INTO collection (kind, name, generation) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                params![kind.as_str(), name, generation],
            )?;
            connection.query_row(find, params![kind.as_str(), name], row)?
        };
        drop(connection);
        Ok(Collection {
            store: self.clone(),
            named: Arc::new(CollectionName {
                kind,
                name: name.to_owned(),
            }),
            number,
            generation: generation.into(),
        })
    }

    /// All lists in the store, by kind and name.
    ///
    /// # Errors
    /// The store cannot be used.
    pub fn collections(&self) -> Result<Vec<CollectionName>, EndpointError> {
        let read = || {
            let connection = self.connection();
            let mut rows = connection
                .prepare_cached("SELECT kind, name FROM collection ORDER BY kind, name")?;
            rows.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        let rows = read().map_err(|error| self.failure(&error))?;
        // A kind that a newer version added is not shown rather than misread.
        let known = |(kind, name): (String, String)| {
            Some(CollectionName {
                kind: kind.parse().ok()?,
                name,
            })
        };
        Ok(rows.into_iter().filter_map(known).collect())
    }
}

impl Collection {
    /// Which list it is.
    pub fn name(&self) -> &CollectionName {
        &self.named
    }

    /// The revision of the last change; `Trouble::Missing` where somebody deleted the list (or the rows of the whole
    /// store), so that nothing is concluded from its emptiness.
    pub(super) fn revision(&self, connection: &Connection) -> Result<i64, EndpointError> {
        connection
            .prepare_cached("SELECT revision FROM collection WHERE number = ?1 AND generation = ?2")
            .and_then(|mut find| {
                find.query_row(params![self.number, &*self.generation], |row| row.get(0))
                    .optional()
            })
            .map_err(|error| self.store.failure(&error))?
            .ok_or_else(|| EndpointError::new(self.about(), Trouble::Missing))
    }

    /// The list in words, for messages.
    pub(super) fn about(&self) -> String {
        format!(
            "{} ({}s “{}”)",
            self.store.path().display(),
            self.named.kind,
            self.named.name
        )
    }
}
