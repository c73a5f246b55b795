//! Edits from a form: each value by its name, and only what was changed. An occurrence of a series can be edited alone.

use pim::{FieldId, Item, Kind, RowKey};
use serde::{Deserialize, Serialize};

use super::guests::Sent;
use super::items::{ItemView, check_version, parse};
use super::place::{fetch, replace, store_new};
use super::{Engine, forms};
use crate::endpoint::{ItemId, Version};
use crate::{Code, Failure};
use crate::{Sentence, say};

/// One edit of a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "Edit"))]
pub struct TypedEdit {
    /// The key of a value that is there, or the field's name to add one.
    pub key: String,
    /// What was typed; empty takes the value away.
    pub typed: String,
    /// What sort of value: work, home, mobile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub label: Option<String>,
}

/// What was typed into a form.
#[derive(Debug, Clone, Copy, Default)]
pub struct Typed<'t> {
    /// Each value that was changed, added or taken away.
    pub edits: &'t [TypedEdit],
    /// The one occurrence of a series that is meant, by its name.
    pub recurrence: Option<&'t str>,
    /// The server is asked to tell no guest, now and later. Only what it told nobody of yet can be kept from them.
    pub tell_nobody: bool,
}

impl<'t, E: AsRef<[TypedEdit]>> From<&'t E> for Typed<'t> {
    fn from(edits: &'t E) -> Self {
        Self {
            edits: edits.as_ref(),
            ..Self::default()
        }
    }
}

impl Engine {
    /// Makes a new item of what was typed into a form.
    ///
    /// # Errors
    /// Something typed cannot be read; nothing was made.
    pub async fn add_typed_item(
        &self,
        account: &str,
        kind: Kind,
        typed: &Typed<'_>,
    ) -> Result<ItemId, Failure> {
        let place = self.place(account, kind)?;
        let uid = self.new_uid();
        let mut item = Item::empty(kind, &uid);
        write(&mut item, typed, &self.sent(account, kind, None)?)?;
        item.touch(self.doors.clock.now_ms() / 1000);
        store_new(&place, &uid, item.bytes()).await
    }

    /// One occurrence of a series as an item of its own.
    pub async fn occurrence_view(
        &self,
        account: &str,
        kind: Kind,
        id: &ItemId,
        recurrence: &str,
    ) -> Result<ItemView, Failure> {
        let place = self.place(account, kind)?;
        let (version, body) = fetch(&place, id).await?;
        let item = parse(kind, &body, id)?
            .occurrence(recurrence)
            .map_err(|error| misread(&id.0, &error))?;
        Ok(ItemView::of(id, version, &item))
    }

    /// Changes an item by a form. `version` is the one that was shown.
    ///
    /// # Errors
    /// `Code::InUse` where the item is not in this version any more; nothing was changed.
    pub async fn edit_typed_item(
        &self,
        account: &str,
        kind: Kind,
        id: &ItemId,
        version: Option<&Version>,
        typed: &Typed<'_>,
    ) -> Result<(), Failure> {
        let sent = self.sent(account, kind, Some(id))?;
        self.rework(account, kind, id, version, |item| write(item, typed, &sent))
            .await
    }

    /// Gives a contact a picture, or takes it away.
    ///
    /// # Errors
    /// There is no such contact.
    pub async fn set_picture(
        &self,
        account: &str,
        id: &ItemId,
        picture: Option<&[u8]>,
    ) -> Result<(), Failure> {
        self.rework(account, Kind::Contact, id, None, |item| {
            let done = match picture {
                Some(bytes) => item.set_picture(bytes),
                None => item.set(FieldId::Photo, ""),
            };
            done.map_err(|error| misread(&id.0, &error))
        })
        .await
    }

    /// The picture of a contact: media type and bytes.
    pub async fn picture(
        &self,
        account: &str,
        kind: Kind,
        id: &ItemId,
    ) -> Result<Option<(&'static str, Vec<u8>)>, Failure> {
        let place = self.place(account, kind)?;
        let (_, body) = fetch(&place, id).await?;
        Ok(parse(kind, &body, id)?.picture())
    }

    /// Takes one occurrence out of a series.
    ///
    /// # Errors
    /// There is no such item or occurrence.
    pub async fn remove_occurrence(
        &self,
        account: &str,
        kind: Kind,
        id: &ItemId,
        recurrence: &str,
    ) -> Result<(), Failure> {
        self.rework(account, kind, id, None, |item| {
            item.remove_occurrence(recurrence)
                .map_err(|error| misread(&id.0, &error))
        })
        .await
    }

    /// Reads an item, lets it be changed, notes when, and writes it where it is still the same.
    async fn rework(
        &self,
        account: &str,
        kind: Kind,
        id: &ItemId,
        shown: Option<&Version>,
        change: impl FnOnce(&mut Item) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let place = self.place(account, kind)?;
        let (version, body) = fetch(&place, id).await?;
        check_version(id, shown, version.as_ref())?;
        let mut item = parse(kind, &body, id)?;
        let before = item.bytes();
        change(&mut item)?;
        if item.bytes() == before {
            return Ok(());
        }
        item.touch(self.doors.clock.now_ms() / 1000);
        replace(&place, id, version, body, item.bytes()).await
    }
}

/// Writes what was typed into an item, and what that makes of its invitation.
pub(super) fn write(item: &mut Item, typed: &Typed<'_>, sent: &Sent) -> Result<(), Failure> {
    let before = item.clone();
    match typed.recurrence {
        Some(name) => item
            .edit_occurrence(name, |alone| {
                apply(alone, typed.edits).map_err(Edited::from)
            })
            .map_err(|error| error.about(&before.title()))?,
        None => apply(item, typed.edits)?,
    }
    sent.settle(item, &before)?;
    sent.quieten(item, typed.tell_nobody)
}

/// Why an occurrence was not edited: the item's reason, or the form's.
enum Edited {
    Item(pim::EditError),
    Form(Failure),
}

impl From<pim::EditError> for Edited {
    fn from(error: pim::EditError) -> Self {
        Self::Item(error)
    }
}

impl From<Failure> for Edited {
    fn from(failure: Failure) -> Self {
        Self::Form(failure)
    }
}

impl Edited {
    fn about(self, id: &str) -> Failure {
        match self {
            Self::Item(error) => misread(id, &error),
            Self::Form(failure) => failure,
        }
    }
}

/// Applies the edits of a form: changed values from the last to the first, so that none moves another's number, then new ones.
fn apply(item: &mut Item, edits: &[TypedEdit]) -> Result<(), Failure> {
    let several: Vec<String> = forms::field_forms(item.kind())
        .into_iter()
        .filter(|form| form.several)
        .map(|form| form.field)
        .collect();
    let mut changes: Vec<(RowKey, &TypedEdit)> = Vec::new();
    let mut added: Vec<(FieldId, &TypedEdit)> = Vec::new();
    for edit in edits {
        let key: RowKey = edit.key.parse().map_err(|error: pim::NotARowKey| {
            Failure::new(Code::Usage, &edit.key, error.to_string(), nothing_changed())
        })?;
        if key.index.is_none() && several.contains(&key.field.to_string()) {
            added.push((key.field, edit));
        } else {
            changes.push((key, edit));
        }
    }
    let shown = item.fields();
    changes.sort_by_key(|(key, _)| std::cmp::Reverse(*key));
    for (key, edit) in changes {
        let old = shown.iter().find(|value| value.key == key);
        let same_text = old.is_some_and(|old| old.typed == edit.typed)
            || old.is_none() && edit.typed.trim().is_empty();
        let same_label = edit.label.is_none()
            || edit.label == old.and_then(|old| old.shown.label.clone())
            || edit.label.as_deref() == Some("")
                && old.is_some_and(|old| old.shown.label.is_none());
        if same_text && same_label {
            continue;
        }
        item.change(key, &edit.typed, edit.label.as_deref())
            .map_err(|error| misread(&edit.key, &error))?;
    }
    for (field, edit) in added {
        if !edit.typed.trim().is_empty() {
            item.add(field, &edit.typed, edit.label.as_deref())
                .map_err(|error| misread(&edit.key, &error))?;
        }
    }
    Ok(())
}

fn nothing_changed() -> Sentence {
    say!("Nothing was changed; correct the value.")
}

fn mistyped(error: &pim::EditError) -> Sentence {
    match error {
        pim::EditError::NoSuchField(..) => say!("this field cannot be typed"),
        pim::EditError::Unreadable { text, expected } => say!(
            "“{text}” cannot be read as {expected}",
            text = text,
            expected = *expected
        ),
        pim::EditError::NoSuchValue(_) => say!("that value is not in it any more"),
        pim::EditError::NoSuchOccurrence(day) => {
            say!("there is no occurrence “{day}” in it", day = day)
        }
        pim::EditError::NotTheOrganizer(who) => {
            say!("only {who}, who invites, can change the guests", who = who)
        }
    }
}

pub(super) fn misread(about: &str, error: &pim::EditError) -> Failure {
    Failure::new(Code::Usage, about, mistyped(error), nothing_changed())
}
