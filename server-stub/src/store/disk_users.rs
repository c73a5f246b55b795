//! The users in the file: who was added or changed in a page, and who was removed there.

use rusqlite::params;

use super::{Disk, DiskError};

/// A user as the file has them.
pub(crate) struct KeptUser {
    pub(crate) email: String,
    /// The hash and the lines of Digest's secrets; nothing where the password given at the start counts.
    pub(crate) password: Option<(String, String)>,
    pub(crate) quota_bytes: Option<u64>,
    /// Removed in a page: given at the start or not, there is no such user.
    pub(crate) removed: bool,
}

impl Disk {
    /// Everyone the file knows.
    pub(crate) fn users(&self) -> Result<Vec<KeptUser>, DiskError> {
        self.read(|connection| {
            let mut statement = connection.prepare(
                "SELECT email, phc, digests, quota_bytes, removed FROM user ORDER BY rowid",
            )?;
            let rows = statement.query_map([], |row| {
                let phc: Option<String> = row.get(1)?;
                let digests: String = row.get(2)?;
                Ok(KeptUser {
                    email: row.get(0)?,
                    password: phc.map(|phc| (phc, digests)),
                    quota_bytes: row.get(3)?,
                    removed: row.get(4)?,
                })
            })?;
            rows.collect()
        })
    }

    /// Keeps what is known of a user.
    pub(crate) fn keep_user(&self, user: &KeptUser) -> Result<(), DiskError> {
        let (phc, digests) = user.password.as_ref().map_or((None, ""), |(phc, digests)| {
            (Some(phc.as_str()), digests.as_str())
        });
        self.write(|transaction| {
            transaction.execute(
                "INSERT INTO user (email, phc, digests, quota_bytes, removed) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (email) DO UPDATE
                 SET phc = ?2, digests = ?3, quota_bytes = ?4, removed = ?5",
                params![user.email, phc, digests, user.quota_bytes, user.removed],
            )?;
            Ok(())
        })
    }
}
