//! The long text: a contact's notes, an appointment's or a task's description. Merged line by line.
//!
//! The formatted twin that Outlook writes (`X-ALT-DESC`) belongs to the text: it travels with it, and an edit of it is an edit of
//! the text.

use super::FieldId;
use super::line::Line;
use super::value::{Claim, Field, Shape, Value};
use crate::row::Shown;

pub(super) const NOTES: Field = Field {
    id: FieldId::Text,
    label: "Notes",
    properties: &["NOTE"],
    children: &[],
    shape: Shape::Text,
    read,
};

pub(super) const TEXT: Field = Field {
    id: FieldId::Text,
    label: "Text",
    properties: &["DESCRIPTION", "X-ALT-DESC", "BODY"],
    children: &[],
    shape: Shape::Text,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let (formatted, plain): (Vec<&Line<'_>>, Vec<&Line<'_>>) = claim
        .lines
        .iter()
        .partition(|line| line.name() == "X-ALT-DESC");
    let texts: Vec<String> = plain
        .iter()
        .map(|line| line.text())
        .filter(|text| !text.is_empty())
        .collect();
    let text = texts.join("\n");
    let mut normal = text.clone();
    for line in formatted.iter().filter(|line| !line.text().is_empty()) {
        normal.push('\u{1f}');
        normal.push_str(&line.text());
    }
    let note = (!formatted.is_empty()).then(|| "with formatting".to_owned());
    Value::single(
        normal,
        Shown {
            text,
            note,
            ..Shown::default()
        },
        claim,
    )
}
