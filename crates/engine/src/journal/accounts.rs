//! Accounts and settings, as the journal keeps them.

use rusqlite::{OptionalExtension, params};

use super::{Batch, Journal, JournalError};
use crate::account::Account;

impl Batch<'_> {
    /// Stores an account under its name.
    pub fn put_account(&self, account: &Account) -> Result<(), JournalError> {
        self.transaction.execute(
            "INSERT INTO account (name, settings) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET settings = excluded.settings",
            params![account.name, serde_json::to_string(account)?],
        )?;
        Ok(())
    }

    /// Removes an account's settings.
    pub fn remove_account(&self, name: &str) -> Result<(), JournalError> {
        self.transaction
            .execute("DELETE FROM account WHERE name = ?1", [name])?;
        Ok(())
    }

    /// Stores what was found out about an account's server.
    pub fn put_learned(
        &self,
        account: &str,
        learned: &serde_json::Value,
    ) -> Result<(), JournalError> {
        self.transaction.execute(
            "UPDATE account SET learned = ?2 WHERE name = ?1",
            params![account, learned.to_string()],
        )?;
        Ok(())
    }

    /// Stores a setting of the whole program.
    pub fn put_setting(&self, key: &str, value: &str) -> Result<(), JournalError> {
        self.transaction.execute(
            "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            params![key, value],
        )?;
        Ok(())
    }
}

impl Journal {
    /// All accounts, by name.
    pub fn accounts(&self) -> Result<Vec<Account>, JournalError> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached("SELECT settings FROM account ORDER BY name")?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(serde_json::from_str(&row.get::<_, String>(0)?)?);
        }
        Ok(found)
    }

    /// One account.
    pub fn account(&self, name: &str) -> Result<Option<Account>, JournalError> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached("SELECT settings FROM account WHERE name = ?1")?;
        let found: Option<String> = statement.query_row([name], |row| row.get(0)).optional()?;
        Ok(found.map(|json| serde_json::from_str(&json)).transpose()?)
    }

    /// What was found out about an account's server.
    pub fn learned(&self, account: &str) -> Result<Option<serde_json::Value>, JournalError> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached("SELECT learned FROM account WHERE name = ?1")?;
        let found: Option<String> = statement
            .query_row([account], |row| row.get(0))
            .optional()?;
        Ok(found.map(|json| serde_json::from_str(&json)).transpose()?)
    }

    /// A setting of the whole program.
    pub fn setting(&self, key: &str) -> Result<Option<String>, JournalError> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached("SELECT value FROM setting WHERE key = ?1")?;
        Ok(statement.query_row([key], |row| row.get(0)).optional()?)
    }
}
