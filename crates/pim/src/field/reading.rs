//! Sorting the lines of an item to the fields that own them, and reading each field's values.

use std::collections::HashMap;

use super::ignored;
use super::line::{Child, Line};
use super::value::{Claim, Context, Field, Shape, Value};
use crate::document::{Component, Entry, Property};

/// A field and what was read for it, in the order of the rows.
pub(crate) type Read = Vec<(&'static Field, Vec<Value>)>;

/// What the lines of one component say, exceptions aside.
pub(crate) fn component(component: &Component, context: &Context<'_>) -> Read {
    sorted(component, &[], context)
}

/// What an item says: its main component, and the components beside it that stand for single occurrences.
pub(crate) fn sorted(component: &Component, siblings: &[Child<'_>], outer: &Context<'_>) -> Read {
    let labels = group_labels(component);
    let mut claims: Vec<(Vec<Line<'_>>, Vec<Child<'_>>)> =
        outer.fields.iter().map(|_| Default::default()).collect();
    let last = claims.len().saturating_sub(1);
    let (mut start, mut due) = (None, None);
    for (at, entry) in component.entries().iter().enumerate() {
        match entry {
            Entry::Property(property) => {
                let name = property.name().to_ascii_uppercase();
                if ignored::is_ignored(&name) || is_group_label(&name, property, &labels) {
                    continue;
                }
                let line = Line {
                    at,
                    property,
                    group_label: property
                        .group()
                        .and_then(|group| labels.get(&key(&group)).copied()),
                };
                match name.as_str() {
                    "DTSTART" => start = start.or(Some(line)),
                    "DUE" => due = due.or(Some(line)),
                    _ => {}
                }
                let owner = outer
                    .fields
                    .iter()
                    .position(|field| field.properties.contains(&name.as_str()))
                    .unwrap_or(last);
                if let Some((lines, _)) = claims.get_mut(owner) {
                    lines.push(line);
                }
            }
            Entry::Component(component) => {
                let name = component.name().to_ascii_uppercase();
                let owner = outer
                    .fields
                    .iter()
                    .position(|field| field.children.contains(&name.as_str()))
                    .unwrap_or(last);
                if let Some((_, children)) = claims.get_mut(owner) {
                    children.push(Child { at, component });
                }
            }
            Entry::Junk(_) => {}
        }
    }
    let context = Context {
        start: start.or(due),
        syntax: outer.syntax,
        zones: outer.zones,
        fields: outer.fields,
    };
    let fields = outer.fields.iter().zip(claims);
    fields
        .map(|(field, (lines, mut children))| {
            if field.shape == Shape::Siblings {
                children.extend_from_slice(siblings);
            }
            (
                *field,
                (field.read)(&Claim {
                    lines,
                    children,
                    context: &context,
                }),
            )
        })
        .collect()
}

/// The `X-ABLabel` of each group that has other lines too.
fn group_labels(component: &Component) -> HashMap<String, &Property> {
    let mut labels = HashMap::new();
    let mut used = std::collections::HashSet::new();
    for property in component.properties() {
        let Some(group) = property.group() else {
            continue;
        };
        if property.name().eq_ignore_ascii_case(LABEL) {
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

fn is_group_label(name: &str, property: &Property, labels: &HashMap<String, &Property>) -> bool {
    name == LABEL
        && property
            .group()
            .is_some_and(|group| labels.contains_key(&key(&group)))
}

/// Groups have no case (RFC 6350 section 3.3).
fn key(group: &str) -> String {
    group.to_ascii_lowercase()
}
