//! A property as the fields read it: where it stands, and what it says.

use crate::document::{Component, Property};

/// One property of an item's main component, with its place among the component's entries.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    pub(crate) at: usize,
    pub(crate) property: &'a Property,
    /// The text of the `X-ABLabel` in the same group, where there is one.
    pub(crate) group_label: Option<&'a Property>,
}

impl Line<'_> {
    /// The decoded text, line ends as `\n`, without blanks at either end.
    pub(crate) fn text(&self) -> String {
        tidy(&self.property.text())
    }

    /// The value as it stands, without blanks at either end.
    pub(crate) fn raw(&self) -> String {
        self.property.raw_value().trim().to_owned()
    }

    /// The property's name, in upper case.
    pub(crate) fn name(&self) -> &str {
        self.property.name()
    }

    /// The first value of a parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        self.property
            .parameter(name)
            .map(|value| value.trim().to_owned())
    }

    /// The parts of a structured value, each its list joined by blanks, trailing empty parts left out.
    pub(crate) fn parts(&self) -> Vec<String> {
        let mut parts: Vec<String> = self
            .property
            .structured()
            .iter()
            .map(|list| tidy(&list.join(" ")))
            .collect();
        while parts.last().is_some_and(String::is_empty) {
            parts.pop();
        }
        parts
    }
}

/// A component inside the main one, or beside it, with its place.
#[derive(Clone, Copy)]
pub(crate) struct Child<'a> {
    pub(crate) at: usize,
    pub(crate) component: &'a Component,
}

/// One kind of line end, no blanks at either end.
pub(crate) fn tidy(text: &str) -> String {
    let trimmed = text.trim();
    if trimmed.contains('\r') {
        trimmed.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        trimmed.to_owned()
    }
}
