//! Items on this computer: list, show, add, edit, remove, import, export. Whatever an edit replaces is kept.

use pim::{Item, Kind};
use serde::{Deserialize, Serialize};

use super::Engine;
use super::guests::Sent;
use super::place::{LocalPlace, done, edit_failure, fetch, replace, store_new};
use crate::endpoint::builtin::{Collection, Query};
use crate::endpoint::folder::Folder;
use crate::endpoint::search::has_all;
use crate::endpoint::{Endpoint, Fetched, ItemId, Version, Write};
use crate::say;
use crate::{Code, Failure};

/// An item in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its id on this computer.
    pub id: ItemId,
    /// Its title.
    pub title: String,
}

/// An item with all it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ItemView {
    /// Its id on this computer.
    pub id: ItemId,
    /// Its kind.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// Its UID.
    pub uid: Option<String>,
    /// Its version; named when it is changed.
    pub version: Option<Version>,
    /// Its fields.
    pub fields: Vec<pim::FieldValue>,
    /// Its text as it is stored.
    pub source: String,
}

impl ItemView {
    /// An item as it stands in this version.
    pub(super) fn of(id: &ItemId, version: Option<Version>, item: &Item) -> Self {
        Self {
            id: id.clone(),
            kind: item.kind(),
            title: item.title(),
            uid: item.uid(),
            version,
            fields: item.fields(),
            source: String::from_utf8_lossy(&item.bytes()).into_owned(),
        }
    }
}

/// One edit: a field and its new value; an empty value takes it away.
pub type Edit = (pim::FieldId, String);

impl Engine {
    /// The items of a kind, by title; only those that have every word of `search`.
    pub async fn items(
        &self,
        account: &str,
        kind: Kind,
        search: &str,
    ) -> Result<Vec<Listed>, Failure> {
        match self.place(account, kind)? {
            LocalPlace::Builtin(collection) => list_builtin(&collection, search),
            LocalPlace::Folder(folder) => list_folder(kind, &folder, search).await,
        }
    }

    /// One item.
    pub async fn item(&self, account: &str, kind: Kind, id: &ItemId) -> Result<ItemView, Failure> {
        let place = self.place(account, kind)?;
        let (version, body) = fetch(&place, id).await?;
        let item = parse(kind, &body, id)?;
        Ok(ItemView::of(id, version, &item))
    }

    /// An identifier that no other item has.
    pub(super) fn new_uid(&self) -> String {
        format!(
            "{:016x}{:016x}@smartermail-sync",
            self.doors.clock.entropy(),
            self.doors.clock.entropy()
        )
    }

    /// Makes a new item out of fields; with `tell_nobody` the server is asked to tell none of its guests, now and later.
    pub async fn add_item(
        &self,
        account: &str,
        kind: Kind,
        edits: &[Edit],
        tell_nobody: bool,
    ) -> Result<ItemId, Failure> {
        let place = self.place(account, kind)?;
        let uid = self.new_uid();
        let sent = self.sent(account, kind, None)?;
        let before = Item::empty(kind, &uid);
        let item = edited(&before, edits, &sent, tell_nobody)?;
        let item = self.touched(item, &before);
        store_new(&place, &uid, item.bytes()).await
    }

    /// Changes fields of an item; `tell_nobody` as for a new one.
    ///
    /// # Errors
    /// A value cannot be read, the guests are somebody else's to change, or were told already; nothing was changed.
    pub async fn edit_item(
        &self,
        account: &str,
        kind: Kind,
        id: &ItemId,
        edits: &[Edit],
        tell_nobody: bool,
    ) -> Result<(), Failure> {
        let place = self.place(account, kind)?;
        let (version, body) = fetch(&place, id).await?;
        let sent = self.sent(account, kind, Some(id))?;
        let before = parse(kind, &body, id)?;
        let item = edited(&before, edits, &sent, tell_nobody)?;
        let item = self.touched(item, &before);
        replace(&place, id, version, body, item.bytes()).await
    }

    /// An item that was edited notes in itself when that was: a conflict says who was last, and “newest” goes by it.
    fn touched(&self, mut item: Item, before: &Item) -> Item {
        if item.bytes() != before.bytes() {
            item.touch(self.doors.clock.now_ms() / 1000);
        }
        item
    }

    /// Puts another text in place of an item's: an earlier version, or one edited elsewhere. Where a version is named, only
    /// while the item is in that one.
    ///
    /// # Errors
    /// `Code::InUse` where the item is not in this version any more; nothing was changed.
    pub async fn rewrite_item(
        &self,
        account: &str,
        kind: Kind,
        id: &ItemId,
        shown: Option<&Version>,
        text: &[u8],
    ) -> Result<(), Failure> {
        parse(kind, text, id)?;
        let place = self.place(account, kind)?;
        let (version, body) = fetch(&place, id).await?;
        check_version(id, shown, version.as_ref())?;
        replace(&place, id, version, body, text.to_vec()).await
    }

    /// Deletes an item on this computer; the next pass carries it to the server.
    pub async fn remove_item(&self, account: &str, kind: Kind, id: &ItemId) -> Result<(), Failure> {
        let place = self.place(account, kind)?;
        let (version, body) = fetch(&place, id).await?;
        if let LocalPlace::Builtin(collection) = &place
            && let Some(version) = &version
        {
            return collection
                .delete(id, version)
                .map_err(|error| edit_failure(id, &error));
        }
        let write = Write::Delete {
            id: id.clone(),
            expected: version,
            replaces: body,
        };
        done(id, place.endpoint().write(vec![write]).await.pop()).map(drop)
    }

    /// Takes in every item of that kind in a `.vcf` or `.ics` file. Answers the new ids, and what could not be read.
    pub async fn import_items(
        &self,
        account: &str,
        kind: Kind,
        file: &[u8],
    ) -> Result<(Vec<ItemId>, Vec<String>), Failure> {
        let place = self.place(account, kind)?;
        let document = pim::Document::parse(file).map_err(|error| {
            Failure::new(
                Code::Nonsense,
                "the file",
                error.to_string(),
                say!("Choose a .vcf or .ics file."),
            )
        })?;
        let (mut added, mut problems) = (Vec::new(), Vec::new());
        for part in document.split() {
            let text = part.to_bytes();
            match Item::parse(kind, &text) {
                Ok(item) => {
                    let uid = item.uid().unwrap_or_else(|| item.fingerprint().to_string());
                    let item = if item.uid().is_some() {
                        item
                    } else {
                        item.with_uid(&uid)
                    };
                    added.push(store_new(&place, &uid, item.bytes()).await?);
                }
                Err(error) => problems.push(error.to_string()),
            }
        }
        Ok((added, problems))
    }

    /// All items of a kind, one after the other, as one file.
    pub async fn export_items(
        &self,
        account: &str,
        kind: Kind,
        ids: &[ItemId],
    ) -> Result<Vec<u8>, Failure> {
        let place = self.place(account, kind)?;
        let ids: Vec<ItemId> = if ids.is_empty() {
            self.items(account, kind, "")
                .await?
                .into_iter()
                .map(|listed| listed.id)
                .collect()
        } else {
            ids.to_vec()
        };
        let mut file = Vec::new();
        for id in ids {
            let (_, body) = fetch(&place, &id).await?;
            file.extend_from_slice(&body);
            if !body.ends_with(b"\n") {
                file.extend_from_slice(b"\r\n");
            }
        }
        Ok(file)
    }
}

fn list_builtin(collection: &Collection, search: &str) -> Result<Vec<Listed>, Failure> {
    let mut query = Query {
        search: search.to_owned(),
        after: None,
        limit: 1_000,
    };
    let mut listed = Vec::new();
    loop {
        let page = collection.list(&query)?;
        listed.extend(page.entries.into_iter().map(|entry| Listed {
            id: entry.id,
            title: entry.title,
        }));
        match page.next {
            Some(next) => query.after = Some(next),
            None => return Ok(listed),
        }
    }
}

async fn list_folder(kind: Kind, folder: &Folder, search: &str) -> Result<Vec<Listed>, Failure> {
    let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
    let ids: Vec<ItemId> = folder
        .observe(None)
        .await?
        .seen
        .into_iter()
        .map(|seen| seen.id)
        .collect();
    let mut listed = Vec::new();
    for ids in ids.chunks(100) {
        for answer in folder.fetch(ids).await? {
            let Fetched::Here { id, body, .. } = answer else {
                continue;
            };
            let title = Item::parse(kind, &body).map_or_else(|_| id.0.clone(), |item| item.title());
            if has_all(&words, "", &body) {
                listed.push(Listed { id, title });
            }
        }
    }
    listed.sort_by_key(|one| one.title.to_lowercase());
    Ok(listed)
}

/// Whether an item is still in the version that was shown, where one was.
pub(super) fn check_version(
    id: &ItemId,
    shown: Option<&Version>,
    now: Option<&Version>,
) -> Result<(), Failure> {
    if shown.is_none() || shown == now {
        return Ok(());
    }
    Err(Failure::new(
        Code::InUse,
        &id.0,
        say!("it was changed meanwhile; nothing was written over it"),
        say!("Look at it again, then repeat the change."),
    ))
}

pub(super) fn parse(kind: Kind, text: &[u8], id: &ItemId) -> Result<Item, Failure> {
    Item::parse(kind, text).map_err(|error| {
        Failure::new(
            Code::Nonsense,
            &id.0,
            error.to_string(),
            say!("Its text can still be exported as it is."),
        )
    })
}

fn edited(before: &Item, edits: &[Edit], sent: &Sent, tell_nobody: bool) -> Result<Item, Failure> {
    let mut item = before.clone();
    for (field, value) in edits {
        item.set(*field, value).map_err(|error| {
            Failure::new(
                Code::Usage,
                field.to_string(),
                error.to_string(),
                say!("Nothing was changed; correct the value."),
            )
        })?;
    }
    sent.settle(&mut item, before)?;
    sent.quieten(&mut item, tell_nobody)?;
    Ok(item)
}
