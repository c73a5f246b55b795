//! Earlier versions of an item on this computer: what it was before it was replaced or deleted.

use pim::Kind;
use serde::{Deserialize, Serialize};

use super::Engine;
use super::place::LocalPlace;
use crate::endpoint::ItemId;
use crate::endpoint::builtin::Author;
use crate::journal::Millis;
use crate::{Failure, Side};

/// One earlier version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]

pub struct VersionView {
    /// Its number; the greatest is the newest.
    pub number: i64,
    /// What the item was called.
    pub title: String,
    /// When it was replaced or deleted.
    pub replaced: Millis,
    /// Whether the person did that; else a synchronisation.
    pub by_person: bool,
    /// Its text.
    pub source: String,
}

impl Engine {
    /// The earlier versions of an item on this computer, newest first; also of one that is gone. The built-in store keeps
    /// what a person or a pass replaced, a folder what a pass replaced.
    pub fn earlier_versions(
        &self,
        account: &str,
        kind: Kind,
        id: &ItemId,
    ) -> Result<Vec<VersionView>, Failure> {
        let settings = self.settings_of(account)?;
        match self.local_place(&settings, kind)? {
            LocalPlace::Builtin(collection) => {
                let mut versions = Vec::new();
                for earlier in collection.earlier(id)? {
                    let Some(text) = collection.earlier_text(earlier.number)? else {
                        continue;
                    };
                    versions.push(VersionView {
                        number: earlier.number,
                        title: earlier.title,
                        replaced: earlier.replaced_at_ms,
                        by_person: earlier.replaced_by == Author::Person,
                        source: String::from_utf8_lossy(&text).into_owned(),
                    });
                }
                Ok(versions)
            }
            LocalPlace::Folder(_) => self.replaced_by_passes(account, kind, id),
        }
    }

    fn replaced_by_passes(
        &self,
        account: &str,
        kind: Kind,
        id: &ItemId,
    ) -> Result<Vec<VersionView>, Failure> {
        let Some(pairing) = self.journal.pairing_of(account, kind)? else {
            return Ok(Vec::new());
        };
        let mut versions = Vec::new();
        for change in self.journal.changes_of(pairing.id, Side::Local, id)? {
            let Some(before) = change
                .what
                .before
                .filter(|_| change.what.side == Side::Local)
            else {
                continue;
            };
            let Some(text) = self.journal.body(before)? else {
                continue;
            };
            versions.push(VersionView {
                number: change.id.0,
                title: change.what.title,
                replaced: self
                    .journal
                    .pass(change.pass)?
                    .map_or(0, |pass| pass.started),
                by_person: false,
                source: String::from_utf8_lossy(&text).into_owned(),
            });
        }
        Ok(versions)
    }
}
