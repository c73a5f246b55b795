//! An item's versions on this computer, what it is now among them: side by side, and back.

use pim::{Item, Kind, Row};
use serde::{Deserialize, Serialize};

use super::Engine;
use super::history::ChangeLine;
use super::place::fetch;
use crate::endpoint::ItemId;
use crate::journal::Millis;
use crate::{Code, Failure};
use crate::{Sentence, say};

/// The number of what an item is now.
const NOW: i64 = 0;

/// One version of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "Version"))]
pub struct ItemVersion {
    /// Its number; 0 is what the item is now, of the others the greatest is the newest.
    pub number: i64,
    /// What the item was called.
    pub title: String,
    /// When it was replaced or deleted; `None` for what it is now.
    pub replaced: Option<Millis>,
    /// Whether the person did that; else a synchronisation.
    pub by_person: bool,
    /// Its text.
    pub source: String,
}

/// Everything that happened to one item, and every version that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "ItemHistory"))]
pub struct ItemStory {
    /// The changes, newest first.
    pub changes: Vec<ChangeLine>,
    /// Its versions, newest first; the first is what it is now, unless it is gone.
    pub versions: Vec<ItemVersion>,
    /// What waits: an open conflict or a reason why it is left as it is.
    pub waiting: Vec<Sentence>,
}

impl Engine {
    /// What happened to an item, and its versions.
    pub async fn item_story(
        &self,
        account: &str,
        kind: Kind,
        id: &ItemId,
    ) -> Result<ItemStory, Failure> {
        let (changes, waiting) = self.happened_to(account, kind, id)?;
        let mut versions = Vec::new();
        if let Ok((_, body)) = fetch(&self.place(account, kind)?, id).await {
            versions.push(ItemVersion {
                number: NOW,
                title: Item::parse(kind, &body).map_or_else(|_| id.0.clone(), |item| item.title()),
                replaced: None,
                by_person: false,
                source: String::from_utf8_lossy(&body).into_owned(),
            });
        }
        let earlier = self.earlier_versions(account, kind, id)?;
        versions.extend(earlier.into_iter().map(|version| ItemVersion {
            number: version.number,
            title: version.title,
            replaced: Some(version.replaced),
            by_person: version.by_person,
            source: version.source,
        }));
        Ok(ItemStory {
            changes: changes.into_iter().map(ChangeLine::from).collect(),
            versions,
            waiting,
        })
    }

    /// Two versions field by field: in the server's place the older, in the local place the newer. What an item that is gone
    /// is now has no fields.
    ///
    /// # Errors
    /// A version is not kept any more, or cannot be read.
    pub async fn version_rows(
        &self,
        account: &str,
        kind: Kind,
        id: &ItemId,
        older: i64,
        newer: i64,
    ) -> Result<Vec<Row>, Failure> {
        let versions = self.item_story(account, kind, id).await?.versions;
        let is_gone = versions.iter().all(|version| version.number != NOW);
        let item = |number: i64| -> Result<Item, Failure> {
            if number == NOW && is_gone {
                return Ok(Item::empty(kind, ""));
            }
            let version = find(&versions, id, number)?;
            Item::parse(kind, version.source.as_bytes()).map_err(|error| {
                let hint = say!("Its text can still be seen and copied.");
                Failure::new(Code::Nonsense, &version.title, error.to_string(), hint)
            })
        };
        Ok(pim::compare(&item(older)?, &item(newer)?))
    }

    /// Makes an item again what it was in a version; also one that was deleted. What it is now stays among its versions.
    ///
    /// # Errors
    /// The version is not kept any more, or the place does not take it.
    pub async fn restore_version(
        &self,
        account: &str,
        kind: Kind,
        id: &ItemId,
        number: i64,
    ) -> Result<(), Failure> {
        let versions = self.item_story(account, kind, id).await?.versions;
        let text = find(&versions, id, number)?.source.as_bytes();
        if versions.iter().any(|version| version.number == NOW) {
            return self.rewrite_item(account, kind, id, None, text).await;
        }
        let place = self.place(account, kind)?;
        let uid = super::items::parse(kind, text, id)?
            .uid()
            .unwrap_or_else(|| self.new_uid());
        super::place::store_new(&place, &uid, text.to_vec()).await?;
        Ok(())
    }
}

fn find<'a>(
    versions: &'a [ItemVersion],
    id: &ItemId,
    number: i64,
) -> Result<&'a ItemVersion, Failure> {
    let found = versions.iter().find(|version| version.number == number);
    found.ok_or_else(|| {
        Failure::new(
            Code::Unknown,
            &id.0,
            say!("that version is not kept any more"),
            say!("Versions are kept for 90 days."),
        )
    })
}
