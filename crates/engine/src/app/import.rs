//! Taking in files of any mixture: each item goes where its kind belongs.

use std::collections::BTreeMap;

use pim::{Document, Item, Kind};
use serde::{Deserialize, Serialize};

use super::Engine;
use super::place::{LocalPlace, fetch, replace, store_new};
use crate::endpoint::ItemId;
use crate::sentence::many;
use crate::{Code, Failure};
use crate::{Sentence, say};

/// What became of the items in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Imported {
    /// New items, by kind.
    pub added: BTreeMap<Kind, usize>,
    /// Items that were there under the same UID and now are as in the file; what they were is among their versions.
    pub changed: BTreeMap<Kind, usize>,
    /// Items that were there already, the same.
    pub same: usize,
    /// What could not be taken in, and why.
    pub problems: Vec<Sentence>,
}

impl Engine {
    /// Takes in every contact, appointment, task and note of a file, whatever it holds.
    ///
    /// # Errors
    /// There is no such account. What is wrong with single items is in the answer.
    pub async fn import_mixed(
        &self,
        account: &str,
        name: &str,
        file: &[u8],
    ) -> Result<Imported, Failure> {
        let settings = self.settings_of(account)?;
        let mut imported = Imported::default();
        let document = match Document::parse(file) {
            Ok(document) => document,
            Err(error) => {
                imported
                    .problems
                    .push(say!("{name}: {why}", name = name, why = error.to_string()));
                return Ok(imported);
            }
        };
        let parts = document.split();
        if parts.is_empty() {
            imported
                .problems
                .push(say!("{name}: there is no item in it", name = name));
        }
        for part in parts {
            let text = part.to_bytes();
            let found = Kind::ALL
                .into_iter()
                .find_map(|kind| Item::parse(kind, &text).ok());
            let Some(item) = found else {
                imported.problems.push(say!(
                    "{name}: something in it is no contact, appointment, task or note",
                    name = name
                ));
                continue;
            };
            let (kind, title) = (item.kind(), item.title());
            if !settings.kinds.contains_key(&kind) {
                imported.problems.push(say!(
                    "“{title}”: {kinds} are not switched on for this account",
                    title = title,
                    kinds = many(kind)
                ));
                continue;
            }
            if let Err(failure) = self.take_in(account, item, &mut imported).await {
                imported.problems.push(say!(
                    "“{title}”: {why}",
                    title = title,
                    why = failure.message
                ));
            }
        }
        Ok(imported)
    }

    async fn take_in(
        &self,
        account: &str,
        item: Item,
        imported: &mut Imported,
    ) -> Result<(), Failure> {
        let kind = item.kind();
        let place = self.place(account, kind)?;
        let uid = item.uid();
        let item = match &uid {
            Some(_) => item,
            None => item.with_uid(&self.new_uid()),
        };
        let uid = uid.or_else(|| item.uid()).unwrap_or_default();
        if let Some(id) = with_uid(&place, &uid)? {
            let (version, body) = fetch(&place, &id).await?;
            let known = Item::parse(kind, &body)
                .map(|known| known.fingerprint())
                .ok();
            if known == Some(item.fingerprint()) {
                imported.same += 1;
                return Ok(());
            }
            replace(&place, &id, version, body, item.bytes()).await?;
            *imported.changed.entry(kind).or_default() += 1;
            return Ok(());
        }
        store_new(&place, &uid, item.bytes()).await?;
        *imported.added.entry(kind).or_default() += 1;
        Ok(())
    }
}

/// The item with this UID; a folder is not searched, a file of the same name there is never written over.
fn with_uid(place: &LocalPlace, uid: &str) -> Result<Option<ItemId>, Failure> {
    match place {
        LocalPlace::Builtin(collection) => Ok(collection.with_uid(uid)?.into_iter().next()),
        LocalPlace::Folder(_) => Ok(None),
    }
}

impl Imported {
    /// Adds what became of another file.
    pub fn and(&mut self, other: Imported) {
        for (counts, more) in [
            (&mut self.added, other.added),
            (&mut self.changed, other.changed),
        ] {
            for (kind, count) in more {
                *counts.entry(kind).or_default() += count;
            }
        }
        self.same += other.same;
        self.problems.extend(other.problems);
    }

    /// The failure of reading a file that is no text.
    pub fn unreadable(name: &str, error: &dyn std::fmt::Display) -> Failure {
        Failure::new(
            Code::Storage,
            name,
            error.to_string(),
            say!("Choose a .vcf or .ics file that you may read."),
        )
    }
}
