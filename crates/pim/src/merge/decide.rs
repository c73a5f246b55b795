//! What becomes of one value: taken from the side that changed it, merged, or left to the person.

use super::cell::Cell;
use super::lines;
use crate::field::value::Shape;
use crate::kind::Side;
use crate::row::{Changed, Outcome};

/// A decision, and the text it made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) outcome: Outcome,
    /// For a text whose edits were put together.
    pub(crate) text: Option<String>,
}

impl From<Outcome> for Decision {
    fn from(outcome: Outcome) -> Decision {
        Decision {
            outcome,
            text: None,
        }
    }
}

/// Decides by each side's own base. A difference that nobody made by editing stays: one side cannot hold what the other has.
pub(crate) fn decide(cell: &Cell) -> Decision {
    if cell.now(Side::Server) == cell.now(Side::Local) {
        return Outcome::Same.into();
    }
    match cell.changed() {
        Changed::Nobody | Changed::Unknown => Outcome::Apart.into(),
        Changed::Server => one_sided(cell, Side::Server),
        Changed::Local => one_sided(cell, Side::Local),
        Changed::Both => both(cell),
    }
}

/// Only `editor` changed it. The other side's value gives way, unless the editor's base never held it.
fn one_sided(cell: &Cell, editor: Side) -> Decision {
    let taken = match editor {
        Side::Server => Outcome::Server,
        Side::Local => Outcome::Local,
    };
    let (own_base, other_base) = (cell.base(editor), cell.base(editor.other()));
    if own_base == other_base {
        return taken.into();
    }
    if cell.field.shape == Shape::Text {
        return merged_text(cell, &[editor]);
    }
    // What the editor's side could not hold was not there to be edited: the editor never saw it.
    let unseen = own_base.is_none() && other_base.is_some();
    if unseen {
        Outcome::Open.into()
    } else {
        taken.into()
    }
}

fn both(cell: &Cell) -> Decision {
    if cell.field.shape == Shape::Text {
        merged_text(cell, &[Side::Server, Side::Local])
    } else {
        Outcome::Open.into()
    }
}

/// The three-way merge over the base of each of `editors`; a conflict where there is none or where they disagree.
fn merged_text(cell: &Cell, editors: &[Side]) -> Decision {
    let texts = [cell.now(Side::Server), cell.now(Side::Local)];
    let bases = editors.iter().map(|side| cell.base(*side));
    let formatted = texts
        .into_iter()
        .chain(bases.clone())
        .flatten()
        .any(|text| text.contains('\u{1f}'));
    let [Some(server), Some(local)] = texts else {
        return Outcome::Open.into();
    };
    if formatted {
        return Outcome::Open.into();
    }
    let mut results: Vec<Option<String>> = bases
        .map(|base| lines::merge(base.unwrap_or_default(), server, local))
        .collect();
    results.dedup();
    match results.as_slice() {
        [Some(text)] if text == server => Outcome::Server.into(),
        [Some(text)] if text == local => Outcome::Local.into(),
        [Some(text)] => Decision {
            outcome: Outcome::Merged,
            text: Some(text.clone()),
        },
        _ => Outcome::Open.into(),
    }
}
