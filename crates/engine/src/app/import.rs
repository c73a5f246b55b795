//! Taking in files of any mixture: each item goes where its kind belongs.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;

use pim::{Document, Item, Kind, Syntax};
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
    /// The items that are new or changed, for who needs more than their number.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub items: Vec<(Kind, ItemId)>,
}

impl Engine {
    /// Takes in every contact, appointment, task and note of a file, whatever it holds, or those of one kind alone. An item
    /// that is there already under its UID does not become a second one.
    ///
    /// # Errors
    /// There is no such account. What is wrong with single items is in the answer.
    pub async fn import_mixed(
        &self,
        account: &str,
        name: &str,
        file: &[u8],
        only: Option<Kind>,
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
        // Any text could be a note; an error page under the name of a calendar is none.
        let is_taken = document.syntax() != Syntax::PlainText || is_text(name);
        let parts = if is_taken {
            document.split()
        } else {
            Vec::new()
        };
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
            if only.is_some_and(|only| only != kind) {
                continue;
            }
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
        if let Some(id) = with_uid(&place, kind, &uid).await? {
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
            imported.items.push((kind, id));
            return Ok(());
        }
        let id = store_new(&place, &uid, item.bytes()).await?;
        imported.items.push((kind, id));
        *imported.added.entry(kind).or_default() += 1;
        Ok(())
    }
}

/// Whether a file of this name holds plain text, and so a note.
fn is_text(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(OsStr::to_str);
    ending.is_some_and(|ending| {
        ["txt", "text", "md"]
            .iter()
            .any(|one| ending.eq_ignore_ascii_case(one))
    })
}

/// The item with this UID. A folder is not searched: it is looked for where a file of that UID is put.
async fn with_uid(place: &LocalPlace, kind: Kind, uid: &str) -> Result<Option<ItemId>, Failure> {
    if let LocalPlace::Builtin(collection) = place {
        return Ok(collection.with_uid(uid)?.into_iter().next());
    }
    let id = place.endpoint().propose_id(uid, 0);
    let Ok((_, body)) = fetch(place, &id).await else {
        return Ok(None);
    };
    let found = Item::parse(kind, &body).ok().and_then(|item| item.uid());
    Ok(found.filter(|found| found == uid).map(|_| id))
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
        self.items.extend(other.items);
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
