//! Notes that are plain text: the first line is the title, the rest is the text.

use super::Item;
use super::place::Place;
use crate::document::Syntax;
use crate::field::reading::Read;
use crate::field::value::{Field, Value};
use crate::field::{self, FieldId};
use crate::kind::Kind;
use crate::row::Shown;

impl Item {
    pub(super) fn is_plain(&self) -> bool {
        self.syntax() == Syntax::PlainText
    }

    /// The fields of a plain note; the others are empty.
    pub(super) fn read_plain_text(&self) -> Read {
        let (title, text) = halves(&self.document.plain_text().unwrap_or_default());
        let value = |text: &str| {
            let text = text.trim();
            let value = Value {
                identity: String::new(),
                normal: text.to_owned(),
                shown: Shown::text(text),
                parts: Vec::new(),
            };
            if text.is_empty() {
                Vec::new()
            } else {
                vec![value]
            }
        };
        let fields = field::of(Kind::Note).iter();
        fields
            .map(|field| match field.id {
                FieldId::Title => (*field, value(&title)),
                FieldId::Text => (*field, value(&text)),
                _ => (*field, Vec::new()),
            })
            .collect()
    }
}

/// Title and text, line ends as `\n`.
fn halves(text: &str) -> (String, String) {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    match text.split_once('\n') {
        Some((title, rest)) => (title.to_owned(), rest.to_owned()),
        None => (text, String::new()),
    }
}

/// Writes fields by what they show: between a plain note and a `VJOURNAL` there are no lines to carry over.
pub(super) fn write(item: &mut Item, fields: &[(&'static Field, Option<String>)]) {
    let kind = item.kind;
    let document = item.document.edit();
    if let Some(old) = document.plain_text() {
        document.set_plain_text(&written(&old, fields));
        return;
    }
    let Some(main) = Place::find(kind, document).and_then(|place| place.main_mut(document)) else {
        return;
    };
    for (field, text) in fields {
        match text {
            Some(text) => main.set_text(field.default_property(Some(main)), text),
            None => {
                main.remove_where(|property| field.properties.contains(&property.name()));
            }
        }
    }
}

/// The old text with title or text replaced. Its line ends, its last one too, and the blanks between the halves stay.
fn written(old: &str, fields: &[(&'static Field, Option<String>)]) -> String {
    let line_end = if old.contains("\r\n") { "\r\n" } else { "\n" };
    let (mut title, mut text) = halves(old);
    for (field, new) in fields {
        let new = new.clone().unwrap_or_default();
        match field.id {
            FieldId::Title => title = new,
            FieldId::Text => text = reframed(&text, &new),
            // A plain note has no room for the others.
            _ => {}
        }
    }
    let had_lines = old.contains(['\n', '\r']);
    let whole = if text.is_empty() && !had_lines {
        title
    } else {
        format!("{title}\n{text}")
    };
    whole.replace('\n', line_end)
}

/// The new text between the blanks that the old one stood between.
fn reframed(old: &str, new: &str) -> String {
    let inner = old.trim();
    if inner.is_empty() || new.is_empty() {
        return new.to_owned();
    }
    let (before, after) = old.split_once(inner).unwrap_or_default();
    format!("{before}{new}{after}")
}
