//! Sorting the lines of an item to the fields that own them, and reading each field's values.

use std::collections::{HashMap, HashSet};

use super::FieldId;
use super::ignored;
use super::line::{Child, Line};
use super::value::{Claim, Context, Field, Shape, Value};
use crate::document::{Component, Entry, Property};

/// A field and what was read for it, in the order of the rows.
pub(crate) type Read = Vec<(&'static Field, Vec<Value>)>;

/// What the lines of one component say, exceptions aside.
pub(crate) fn component(component: &Component, context: &Context<'_>) -> Read {
    Sorted::new(component.entries(), &[], context).all()
}

/// The lines of an item, each with the field that owns it; nothing is read of them yet.
pub(crate) struct Sorted<'a> {
    context: Context<'a>,
    /// For each field of the context, in its order.
    claimed: Vec<Claimed<'a>>,
}

#[derive(Clone, Default)]
struct Claimed<'a> {
    lines: Vec<Line<'a>>,
    children: Vec<Child<'a>>,
}

impl<'a> Sorted<'a> {
    /// Sorts the entries of an item's main component, and the components beside it that stand for single occurrences.
    pub(crate) fn new(
        entries: &'a [Entry],
        siblings: &[Child<'a>],
        outer: &Context<'a>,
    ) -> Sorted<'a> {
        let labels = group_labels(entries);
        let mut claimed = vec![Claimed::default(); outer.fields.len()];
        let last = claimed.len().saturating_sub(1);
        let (mut start, mut due) = (None, None);
        for (at, entry) in entries.iter().enumerate() {
            match entry {
                Entry::Property(property) => {
                    let name = property.name();
                    if ignored::is_ignored(name) || is_group_label(property, &labels) {
                        continue;
                    }
                    let line = Line {
                        at,
                        property,
                        group_label: label_of(property, &labels),
                    };
                    match name {
                        "DTSTART" => start = start.or(Some(line)),
                        "DUE" => due = due.or(Some(line)),
                        _ => {}
                    }
                    let owner = outer
                        .fields
                        .iter()
                        .position(|field| field.properties.contains(&name))
                        .unwrap_or(last);
                    if let Some(claimed) = claimed.get_mut(owner) {
                        claimed.lines.push(line);
                    }
                }
                Entry::Component(component) => {
                    let owner = outer
                        .fields
                        .iter()
                        .position(|field| field.children.contains(&component.name()))
                        .unwrap_or(last);
                    if let Some(claimed) = claimed.get_mut(owner) {
                        claimed.children.push(Child { at, component });
                    }
                }
                Entry::Junk(_) => {}
            }
        }
        for (field, claimed) in outer.fields.iter().zip(&mut claimed) {
            if field.shape == Shape::Siblings {
                claimed.children.extend_from_slice(siblings);
            }
        }
        let context = Context {
            start: start.or(due),
            syntax: outer.syntax,
            zones: outer.zones,
            fields: outer.fields,
        };
        Sorted { context, claimed }
    }

    /// What one field says.
    pub(crate) fn of(&self, id: FieldId) -> Vec<Value> {
        let mut fields = self.context.fields.iter().zip(&self.claimed);
        fields
            .find(|(field, _)| field.id == id)
            .map(|(field, claimed)| self.read(field, claimed))
            .unwrap_or_default()
    }

    /// What every field says.
    pub(crate) fn all(&self) -> Read {
        let fields = self.context.fields.iter().zip(&self.claimed);
        fields
            .map(|(field, claimed)| (*field, self.read(field, claimed)))
            .collect()
    }

    fn read(&self, field: &Field, claimed: &Claimed<'a>) -> Vec<Value> {
        (field.read)(&Claim {
            lines: &claimed.lines,
            children: &claimed.children,
            context: &self.context,
        })
    }
}

/// The `X-ABLabel` of each group that has other lines too.
fn group_labels(entries: &[Entry]) -> HashMap<String, &Property> {
    let mut labels = HashMap::new();
    let mut used = HashSet::new();
    for property in entries.iter().filter_map(Entry::property) {
        let Some(group) = property.group() else {
            continue;
        };
        if property.name() == LABEL {
            labels.insert(key(&group), property);
        } else {
            used.insert(key(&group));
        }
    }
    labels.retain(|group, _| used.contains(group));
    labels
}

/// The name of the line that labels its group.
pub(crate) const LABEL: &str = "X-ABLABEL";

fn is_group_label(property: &Property, labels: &HashMap<String, &Property>) -> bool {
    property.name() == LABEL && label_of(property, labels).is_some()
}

/// The label of the group this line is in.
fn label_of<'a>(
    property: &Property,
    labels: &HashMap<String, &'a Property>,
) -> Option<&'a Property> {
    if labels.is_empty() {
        return None;
    }
    labels.get(&key(&property.group()?)).copied()
}

/// Groups have no case (RFC 6350 section 3.3).
fn key(group: &str) -> String {
    group.to_ascii_lowercase()
}
