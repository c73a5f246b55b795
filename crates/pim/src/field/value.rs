//! What every field is: a name, the lines it owns, and how its values are read from them.

use std::collections::{BTreeMap, HashMap};

use super::FieldId;
use super::line::{Child, Line};
use crate::document::{Component, Syntax};
use crate::row::Shown;
use crate::when::zone::Zones;

/// How the values of a field are kept, merged and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One value; all the field's lines together say it.
    Single,
    /// One text, merged line by line.
    Text,
    /// A set of values, each with lines of its own.
    List,
    /// A set of words, several to a line.
    Words,
    /// A set of components beside the main one.
    Siblings,
}

/// A field of one kind of item.
pub(crate) struct Field {
    pub(crate) id: FieldId,
    /// What a person calls it.
    pub(crate) label: &'static str,
    /// The properties it owns, in upper case.
    pub(crate) properties: &'static [&'static str],
    /// The components inside the main one that it owns.
    pub(crate) children: &'static [&'static str],
    pub(crate) shape: Shape,
    pub(crate) read: fn(&Claim<'_>) -> Vec<Value>,
}

impl Field {
    /// The property a new value is written as: the first the field owns, but the body of a `VNOTE` is its own.
    pub(crate) fn default_property(&self, main: Option<&Component>) -> &'static str {
        let is_phone_note = main.is_some_and(|main| main.name() == "VNOTE");
        if is_phone_note && self.id == FieldId::Text {
            "BODY"
        } else {
            self.properties.first().copied().unwrap_or("X-OTHER")
        }
    }
}

/// The lines of one item that belong to one field, and what is needed to understand them.
pub(crate) struct Claim<'a> {
    pub(crate) lines: &'a [Line<'a>],
    pub(crate) children: &'a [Child<'a>],
    pub(crate) context: &'a Context<'a>,
}

/// What holds for a whole item while it is read.
pub(crate) struct Context<'a> {
    pub(crate) syntax: Syntax,
    pub(crate) zones: &'a Zones,
    /// The line a series counts from: the start, or where there is none the due date.
    pub(crate) start: Option<Line<'a>>,
    /// The item's own fields, for reading the exceptions of a series by.
    pub(crate) fields: &'static [&'static Field],
}

/// Where a value stands in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// An entry of the main component: a line, or a component inside.
    Inside(usize),
    /// An entry of the component around it.
    Beside(usize),
}

/// One value, as read.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    /// Tells it from the other values of the field; empty where there is only one.
    pub(crate) identity: String,
    /// Equal where the values mean the same.
    pub(crate) normal: String,
    pub(crate) shown: Shown,
    pub(crate) parts: Vec<Part>,
}

impl Value {
    /// The one value of a field that has one, from all its lines.
    pub(crate) fn single(normal: impl Into<String>, shown: Shown, claim: &Claim<'_>) -> Vec<Value> {
        let normal = normal.into();
        if normal.is_empty() {
            return Vec::new();
        }
        let lines = claim.lines.iter().map(|line| Part::Inside(line.at));
        let children = claim.children.iter().map(|child| Part::Inside(child.at));
        vec![Value {
            identity: String::new(),
            normal,
            shown,
            parts: lines.chain(children).collect(),
        }]
    }

    /// One value of a list. `identity` is what it is, `sort` what sort of it (work, mobile, accepted …).
    pub(crate) fn of_list(
        identity: impl Into<String>,
        sort: &str,
        shown: Shown,
        at: usize,
    ) -> Option<Value> {
        let identity = identity.into();
        let normal = format!("{identity}\u{1f}{sort}");
        (!identity.is_empty()).then(|| Value {
            identity,
            normal,
            shown,
            parts: vec![Part::Inside(at)],
        })
    }
}

/// Values with the same identity become one: a repeated line says nothing new, two sorts of one number are one number.
pub(crate) fn united(values: Vec<Value>) -> Vec<Value> {
    let mut index = HashMap::new();
    let mut united: Vec<(Value, BTreeMap<String, Option<String>>)> =
        Vec::with_capacity(values.len());
    for value in values {
        let known = *index.entry(value.identity.clone()).or_insert(united.len());
        let sort = value
            .normal
            .split_once('\u{1f}')
            .map(|(_, sort)| sort.to_owned())
            .unwrap_or_default();
        let label = value.shown.label.clone();
        if let Some((first, sorts)) = united.get_mut(known) {
            first.parts.extend(value.parts);
            sorts.insert(sort, label);
        } else {
            united.push((value, BTreeMap::from([(sort, label)])));
        }
    }
    united
        .into_iter()
        .map(|(value, sorts)| of_all_sorts(value, sorts))
        .collect()
}

/// A value that stands there under several sorts has all of them.
fn of_all_sorts(mut value: Value, sorts: BTreeMap<String, Option<String>>) -> Value {
    if sorts.len() > 1 {
        let (sorts, labels): (Vec<String>, Vec<Option<String>>) = sorts.into_iter().unzip();
        value.normal = format!("{}\u{1f}{}", value.identity, sorts.join("\u{1f}"));
        let labels: Vec<String> = labels.into_iter().flatten().collect();
        value.shown.label = (!labels.is_empty()).then(|| labels.join(", "));
    }
    value
}
