//! Where in a document an item stands.

use crate::document::{Component, Document, Entry, Syntax};
use crate::kind::Kind;

/// The main component's place. Indexes count the document's components, and the entries of the component around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A top-level component is the item: a card, a `VNOTE`.
    Itself { top: usize },
    /// The item is inside a calendar. A series of which only single occurrences are there has no main component.
    Inside { top: usize, main: Option<usize> },
    /// The whole document is one text.
    Plain,
}

impl Place {
    /// Finds the first item of a kind.
    pub(super) fn find(kind: Kind, document: &Document) -> Option<Place> {
        if document.syntax() == Syntax::PlainText {
            return (kind == Kind::Note).then_some(Place::Plain);
        }
        document
            .components()
            .enumerate()
            .find_map(|(top, component)| {
                if is_of(kind, component) {
                    return Some(Place::Itself { top });
                }
                let mut members = component
                    .entries()
                    .iter()
                    .enumerate()
                    .filter_map(|(at, entry)| Some((at, entry.component()?)));
                let has_any = members.clone().any(|(_, member)| is_of(kind, member));
                let main = members
                    .find(|(_, member)| {
                        is_of(kind, member) && member.first("RECURRENCE-ID").is_none()
                    })
                    .map(|(at, _)| at);
                has_any.then_some(Place::Inside { top, main })
            })
    }

    /// The main component.
    pub(super) fn main(self, document: &Document) -> Option<&Component> {
        match self {
            Place::Itself { top } => document.components().nth(top),
            Place::Inside { top, main } => document
                .components()
                .nth(top)?
                .entries()
                .get(main?)
                .and_then(Entry::component),
            Place::Plain => None,
        }
    }

    /// The main component, to be edited.
    pub(super) fn main_mut(self, document: &mut Document) -> Option<&mut Component> {
        match self {
            Place::Itself { top } => document.components_mut().nth(top),
            Place::Inside { top, main } => {
                let calendar = document.components_mut().nth(top)?;
                // Entries are counted with the lines among them, `components_mut` counts components only.
                let before = calendar
                    .entries()
                    .iter()
                    .take(main?)
                    .filter(|entry| entry.component().is_some())
                    .count();
                calendar.components_mut().nth(before)
            }
            Place::Plain => None,
        }
    }

    /// The calendar around it.
    pub(super) fn calendar(self, document: &Document) -> Option<&Component> {
        match self {
            Place::Inside { top, .. } => document.components().nth(top),
            Place::Itself { .. } | Place::Plain => None,
        }
    }
}

/// A component of this kind of item.
pub(super) fn is_of(kind: Kind, component: &Component) -> bool {
    component.name() == kind.component() || (kind == Kind::Note && component.name() == "VNOTE")
}
