//! An item: one contact, appointment, task or note, as a document and the fields read from it.
//!
//! The document is the truth. Fields are read from it when they are asked for, and written into it line by line, so that what nobody edited stays
//! byte for byte. Begin reading at [`Item::parse`]; comparing is in `merge`, writing another item's values in `write`, editing by hand in
//! `edit`.

mod edit;
mod held;
mod invitation;
mod occurrence;
mod organizer;
mod place;
mod plain;
mod retyped;
mod times;
pub(crate) mod write;
pub(crate) mod zones;

use std::fmt;

pub use edit::EditError;
use held::Held;
pub use invitation::Telling;
use place::Place;
use serde::{Deserialize, Serialize};
pub use times::{ExceptionTime, Point, Times};

use crate::document::{Component, Document, ParseError, Syntax};
use crate::field;
use crate::field::line::Child;
use crate::field::reading::{Read, Sorted};
use crate::field::value::Context;
use crate::fingerprint::Fingerprint;
use crate::kind::Kind;
use crate::row::{RowKey, Shown};
use crate::when::moment::Moment;

/// One contact, appointment, task or note. Cheap to clone. `Debug` shows no content.
#[derive(Clone)]
pub struct Item {
    kind: Kind,
    document: Held,
}

/// The bytes are not an item of the kind that was asked for.
#[derive(Debug, thiserror::Error)]
pub enum ItemError {
    /// The text cannot be read at all.
    #[error("the text cannot be read: {0}")]
    Unreadable(#[from] ParseError),
    /// The text can be read and holds something else.
    #[error("there is no {0} in it")]
    NotThisKind(Kind),
}

/// One value of an item, for listing and editing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FieldValue {
    /// Which row it is.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub key: RowKey,
    /// What the field is called.
    pub label: String,
    /// What a person sees.
    pub shown: Shown,
    /// The same as a person would type it, to be edited and given back.
    #[serde(default)]
    pub typed: String,
}

impl Item {
    /// Reads an item.
    ///
    /// # Errors
    /// The text is no document at all, or holds no item of this kind. The caller keeps the bytes and reports the item.
    pub fn parse(kind: Kind, bytes: &[u8]) -> Result<Item, ItemError> {
        Item::from_document(kind, Document::parse(bytes)?)
    }

    /// The item in a document that is already parsed.
    ///
    /// # Errors
    /// The document holds no item of this kind.
    pub fn from_document(kind: Kind, document: Document) -> Result<Item, ItemError> {
        Place::find(kind, &document).ok_or(ItemError::NotThisKind(kind))?;
        Ok(Item {
            kind,
            document: Held::new(document),
        })
    }

    /// The item as it is written: what was read, but for the lines that were edited.
    pub fn bytes(&self) -> Vec<u8> {
        self.document.to_bytes()
    }

    /// What kind of item it is.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The document it is read from.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The identifier, where there is one.
    pub fn uid(&self) -> Option<String> {
        let members = self
            .main()
            .into_iter()
            .chain(self.siblings().into_iter().map(|sibling| sibling.component));
        let mut uids = members
            .filter_map(|member| member.first("UID"))
            .map(|uid| uid.text().trim().to_owned());
        uids.find(|uid| !uid.is_empty())
    }

    /// The same item under another identifier, in every part of it.
    #[must_use]
    pub fn with_uid(&self, uid: &str) -> Item {
        let mut item = self.clone();
        let kind = self.kind;
        let document = item.document.edit();
        for component in document.components_mut() {
            if place::is_of(kind, component) {
                component.set_text("UID", uid);
            }
            for member in component
                .components_mut()
                .filter(|member| place::is_of(kind, member))
            {
                member.set_text("UID", uid);
            }
        }
        item
    }

    /// What the item is called in a list. Never empty.
    pub fn title(&self) -> String {
        let first_line = |values: Vec<field::value::Value>| {
            let text = values.first()?.shown.text.lines().next()?.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let fields: &[field::FieldId] = match self.kind {
            Kind::Contact => {
                use field::FieldId::{Company, DisplayName, Email, Name, Nickname, Phone};
                &[DisplayName, Name, Nickname, Company, Email, Phone]
            }
            Kind::Appointment | Kind::Task => &[
                field::FieldId::Subject,
                field::FieldId::Text,
                field::FieldId::Exception,
            ],
            Kind::Note => &[field::FieldId::Title, field::FieldId::Text],
        };
        let nothing = match self.kind {
            Kind::Contact => "(no name)",
            Kind::Appointment | Kind::Task => "(no subject)",
            Kind::Note => "(no title)",
        };
        let title = if self.is_plain() {
            let mut read = self.read_plain_text().into_iter();
            read.find_map(|(field, values)| {
                let is_title = fields.contains(&field.id);
                is_title.then_some(values).and_then(first_line)
            })
        } else {
            self.sorted(|sorted| fields.iter().find_map(|id| first_line(sorted.of(*id))))
        };
        title.unwrap_or_else(|| nothing.to_owned())
    }

    /// When it was last changed, by its own words (REV, LAST-MODIFIED, DTSTAMP), in UTC seconds since 1970.
    pub fn changed_at(&self) -> Option<i64> {
        let main = self.main()?;
        let names: &[&str] = if self.kind == Kind::Contact {
            &["REV"]
        } else {
            &["LAST-MODIFIED", "DTSTAMP"]
        };
        names.iter().find_map(|name| {
            let property = main.first(name)?;
            // All three are in UTC; where one is not, its zone is not worth looking up.
            let zones = crate::when::zone::Zones::default();
            Moment::read(
                &property.raw_value(),
                property.parameter("TZID").as_deref(),
                &zones,
            )
            .seconds()
        })
    }

    /// Equal for items that mean the same: what is never a difference, and the UID, is not in it.
    pub fn fingerprint(&self) -> Fingerprint {
        self.document.fingerprint(|| self.work_out_fingerprint())
    }

    fn work_out_fingerprint(&self) -> Fingerprint {
        let mut text = String::from(self.kind.as_str());
        for (field, values) in self.read() {
            let mut normals: Vec<&str> = values.iter().map(|value| value.normal.as_str()).collect();
            normals.sort_unstable();
            for normal in normals {
                text.push('\u{1c}');
                text.push_str(field.id.as_str());
                text.push('\u{1d}');
                text.push_str(normal);
            }
        }
        Fingerprint::of(text.as_bytes())
    }

    /// Every value it has, in the order of the rows.
    pub fn fields(&self) -> Vec<FieldValue> {
        let mut all = Vec::new();
        for (field, values) in self.read() {
            let several = !matches!(
                field.shape,
                field::value::Shape::Single | field::value::Shape::Text
            );
            for (value, number) in values.into_iter().zip(1_u32..) {
                let key = RowKey {
                    field: field.id,
                    index: several.then_some(number),
                };
                all.push(FieldValue {
                    key,
                    label: field.label.to_owned(),
                    typed: retyped::retyped(self.kind, field.id, &value),
                    shown: value.shown,
                });
            }
        }
        all
    }

    /// A contact's picture: its media type (by its first bytes) and its bytes.
    pub fn picture(&self) -> Option<(&'static str, Vec<u8>)> {
        let bytes = self.main()?.first("PHOTO")?.binary()?;
        Some((field::photo::media_type(&bytes), bytes))
    }

    /// The values of every field of the kind.
    pub(crate) fn read(&self) -> Read {
        if self.is_plain() {
            return self.read_plain_text();
        }
        #[expect(
            clippy::redundant_closure_for_method_calls,
            reason = "the method itself does not hold for every lifetime"
        )]
        self.sorted(|sorted| sorted.all())
    }

    /// Hands over the lines as the fields own them, for a part of them to be read.
    fn sorted<T>(&self, read: impl FnOnce(&Sorted<'_>) -> T) -> T {
        let zones = zones::described(&self.document);
        let context = Context {
            syntax: self.syntax(),
            zones: &zones,
            start: None,
            fields: field::of(self.kind),
        };
        let entries = self.main().map(Component::entries).unwrap_or_default();
        read(&Sorted::new(entries, &self.siblings(), &context))
    }

    /// It ends, or is due, before it begins.
    pub(crate) fn is_backwards(&self) -> bool {
        let zones = zones::described(&self.document);
        let moment = |name: &str| {
            let property = self.main()?.first(name)?;
            Moment::read(
                &property.raw_value(),
                property.parameter("TZID").as_deref(),
                &zones,
            )
            .seconds()
        };
        let end = moment("DUE").or_else(|| moment("DTEND"));
        moment("DTSTART")
            .zip(end)
            .is_some_and(|(start, end)| end < start)
    }

    pub(crate) fn syntax(&self) -> Syntax {
        self.document.syntax()
    }

    /// The component that holds the fields; none in plain text.
    pub(crate) fn main(&self) -> Option<&Component> {
        self.place()?.main(&self.document)
    }

    /// The calendar around it.
    pub(crate) fn calendar(&self) -> Option<&Component> {
        self.place()?.calendar(&self.document)
    }

    /// The components beside the main one that stand for single occurrences.
    fn siblings(&self) -> Vec<Child<'_>> {
        let Some(Place::Inside { main, .. }) = self.place() else {
            return Vec::new();
        };
        let entries = self.calendar().map(Component::entries).unwrap_or_default();
        let members = entries
            .iter()
            .enumerate()
            .filter_map(|(at, entry)| Some((at, entry.component()?)));
        members
            .filter(|(at, member)| Some(*at) != main && place::is_of(self.kind, member))
            .map(|(at, component)| Child { at, component })
            .collect()
    }

    /// Where in the document it stands; always somewhere, for [`Item::from_document`] looked.
    fn place(&self) -> Option<Place> {
        Place::find(self.kind, &self.document)
    }
}

impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}
