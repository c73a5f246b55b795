//! What goes from a component and what comes, applied in one go.

use std::collections::{BTreeMap, HashSet};

use crate::document::{Component, Entry};

/// What goes from a component, and what comes after which of its entries.
#[derive(Default)]
pub(super) struct Changes {
    pub(super) gone: HashSet<usize>,
    pub(super) come: BTreeMap<usize, Vec<Entry>>,
}

impl Changes {
    pub(super) fn is_empty(&self) -> bool {
        self.gone.is_empty() && self.come.is_empty()
    }

    pub(super) fn come_after(&mut self, at: usize, entry: Entry) {
        self.come.entry(at).or_default().push(entry);
    }

    pub(super) fn apply(mut self, component: &mut Component) {
        let old = component.take_entries();
        let mut new = Vec::with_capacity(old.len() + self.come.len());
        let count = old.len();
        for (at, entry) in old.into_iter().enumerate() {
            if !self.gone.contains(&at) {
                new.push(entry);
            }
            for fresh in self.come.remove(&at).unwrap_or_default() {
                new.push(component.adapted(fresh));
            }
        }
        // Only an empty component has entries that come after none.
        debug_assert!(
            count == 0 || self.come.is_empty(),
            "an entry came after one that is not there"
        );
        for fresh in self.come.into_values().flatten() {
            new.push(component.adapted(fresh));
        }
        component.put_entries(new);
    }
}
