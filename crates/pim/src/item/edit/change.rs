//! Changing one value of several where it stands, so that the others keep their order and their lines.

use super::{EditError, Item, typed};
use crate::document::{Component, Document, Entry};
use crate::field::FieldId;
use crate::field::value::{Shape, Value};
use crate::item::held::Held;
use crate::item::write::Writer;
use crate::kind::Kind;
use crate::row::RowKey;

impl Item {
    /// Gives one value, named as [`Item::fields`] names it, this text; an empty text takes it away. `sort` says what sort it is
    /// (`work`, `mobile`); with nothing it keeps the sort it has.
    ///
    /// # Errors
    /// There is no such value, or the text cannot be read as one. The item is as it was then.
    pub fn change(&mut self, key: RowKey, text: &str, sort: Option<&str>) -> Result<(), EditError> {
        let field = self.field(key.field)?;
        if text.trim().is_empty() && key.index.is_some() {
            return self.remove(key);
        }
        if !matches!(field.shape, Shape::List | Shape::Words) || self.is_plain() {
            return self.set(key.field, text);
        }
        let old = self.value(key).ok_or(EditError::NoSuchValue(key))?;
        if key.field == FieldId::Attendee {
            return self.change_guest(&old, text);
        }
        let kept = old.shown.label.clone().unwrap_or_default();
        let mut source = self.blank();
        let entries = typed::entries(self.kind, self.syntax(), field, text, None)?;
        source.take_in(entries, sort.unwrap_or(&kept), |sort| {
            typed::entries(self.kind, self.syntax(), field, text, Some(sort))
        })?;
        let read = source.read();
        let new = read
            .iter()
            .find(|(of, _)| of.id == key.field)
            .and_then(|(_, values)| values.first())
            .ok_or(EditError::Unreadable {
                text: text.to_owned(),
                expected: field.label,
            })?;
        let mut writer = Writer::new(self, &source);
        writer.take(field, Some(&old), Some(new));
        let changed = writer.finish();
        *self = changed;
        self.complete(key.field);
        Ok(())
    }

    /// One value as it is read.
    fn value(&self, key: RowKey) -> Option<Value> {
        let at = usize::try_from(key.index.unwrap_or(1))
            .ok()?
            .checked_sub(1)?;
        let read = self.read();
        let (_, values) = read.iter().find(|(field, _)| field.id == key.field)?;
        values.get(at).cloned()
    }

    /// An item of the same kind and syntax with nothing in it.
    fn blank(&self) -> Item {
        let mut document = Document::new(self.syntax());
        if self.kind != Kind::Contact
            && let Some(top) = document.components_mut().next()
        {
            top.push_component(Component::new(self.kind.component()));
        }
        Item {
            kind: self.kind,
            document: Held::new(document),
        }
    }

    /// Puts these lines in; where the value has a sort, its words one by one.
    fn take_in(
        &mut self,
        plain: Vec<Entry>,
        sorts: &str,
        with_sort: impl Fn(&str) -> Result<Vec<Entry>, EditError>,
    ) -> Result<(), EditError> {
        let mut words = sorts
            .split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty());
        let mut entries = match words.next() {
            Some(first) => with_sort(first)?,
            None => plain,
        };
        for word in words {
            // A further word of the sort (`home, mobile`) stands in one more parameter of the same line.
            for entry in &mut entries {
                if let Entry::Property(property) = entry {
                    let mut values = property.parameter_values("TYPE");
                    if !values.is_empty() {
                        values.push(type_of(word));
                        property.set_parameter_values("TYPE", &values);
                    }
                }
            }
        }
        self.edit_main(|main| {
            for entry in entries {
                match entry {
                    Entry::Property(property) => main.push(property),
                    Entry::Component(component) => main.push_component(*component),
                    Entry::Junk(_) => {}
                }
            }
        });
        Ok(())
    }
}

fn type_of(word: &str) -> String {
    match word {
        "mobile" => "CELL".to_owned(),
        "preferred" => "PREF".to_owned(),
        other => other.to_uppercase(),
    }
}
