//! Editing by hand: a field is set from what a person types.

use std::sync::Arc;

use super::Item;
use super::place::Place;
use crate::document::{Component, Document, Property, Syntax};
use crate::field::{self, FieldId};
use crate::kind::Kind;

/// What was typed cannot be that field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The kind of item has no such field, or it can't be typed.
    #[error("a {0} has no field “{1}” that can be set")]
    NoSuchField(Kind, FieldId),
    /// The text says nothing the field understands.
    #[error("“{text}” cannot be read as {expected}")]
    Unreadable {
        /// What was typed.
        text: String,
        /// What the field takes, in words.
        expected: &'static str,
    },
}

impl Item {
    /// A new item with nothing in it but its identifier. Contacts are vCard 3.0, which every server takes.
    pub fn empty(kind: Kind, uid: &str) -> Item {
        let syntax = if kind == Kind::Contact { Syntax::VCard30 } else { Syntax::ICalendar20 };
        let mut document = Document::new(syntax);
        if let Some(top) = document.components_mut().next() {
            if kind == Kind::Contact {
                top.set_text("UID", uid);
            } else {
                top.push(Property::new_in(syntax, "PRODID").with_text("-//SmarterMail Sync//EN"));
                let mut member = Component::new(kind.component());
                member.set_text("UID", uid);
                top.push_component(member);
            }
        }
        Item { kind, document: Arc::new(document) }
    }

    /// Gives a field of one value this text; an empty text removes it.
    ///
    /// # Errors
    /// The kind has no such field, or the text cannot be read as one.
    pub fn set(&mut self, id: FieldId, text: &str) -> Result<(), EditError> {
        let wrong = EditError::NoSuchField(self.kind, id);
        let field = field::of(self.kind).iter().find(|field| field.id == id).ok_or(wrong)?;
        let kind = self.kind;
        let document = Arc::make_mut(&mut self.document);
        let Some(main) = Place::find(kind, document).and_then(|place| place.main_mut(document)) else {
            return Ok(());
        };
        main.set_text(field.default_property(Some(main)), text);
        Ok(())
    }
}
