//! Groups of lines in a card: `item1.EMAIL` and the `item1.X-ABLabel` that names it travel together, under a group name that is free.

use std::collections::{HashMap, HashSet};

use super::Writer;
use crate::document::{Component, Entry, Property};
use crate::field::reading::LABEL;
use crate::item::{Item, zones};

impl Writer<'_> {
    /// A label whose group has nothing else any more goes with it.
    pub(super) fn drop_labels_of_empty_groups(&mut self) {
        let Some(main) = self.target.main() else {
            return;
        };
        let group_of = |at: &usize| {
            main.entries()
                .get(*at)
                .and_then(Entry::property)
                .and_then(Property::group)
                .map(|group| group.to_ascii_lowercase())
        };
        let touched: HashSet<String> = self.main.gone.iter().filter_map(group_of).collect();
        if touched.is_empty() {
            return;
        }
        let mut alive = HashSet::new();
        let mut labels = Vec::new();
        for (at, property) in main
            .entries()
            .iter()
            .enumerate()
            .filter_map(|(at, entry)| Some((at, entry.property()?)))
        {
            let Some(group) = property.group().map(|group| group.to_ascii_lowercase()) else {
                continue;
            };
            if property.is(LABEL) {
                labels.push((at, group));
            } else if !self.main.gone.contains(&at) {
                alive.insert(group);
            }
        }
        let orphans = labels
            .into_iter()
            .filter(|(_, group)| touched.contains(group) && !alive.contains(group));
        self.main.gone.extend(orphans.map(|(at, _)| at));
    }
}

/// The item an entry stands in.
#[derive(Clone, Copy)]
pub(super) enum Whose {
    Target,
    Source,
}

/// Group names of the target that are taken, and what the source's groups are called there.
pub(super) struct Groups {
    taken: HashSet<String>,
    renamed: HashMap<String, String>,
    labels: HashMap<String, Property>,
    target_labels: HashMap<String, String>,
    /// What the zones of the target and of the source mean, by TZID.
    zones: [HashMap<String, String>; 2],
    /// How many lines each group of the target has, its label aside.
    target_sizes: HashMap<String, usize>,
}

impl Groups {
    pub(super) fn of(target: &Item, source: &Item) -> Groups {
        let zones = [target, source].map(|item| zones::meanings(item.calendar()));
        let (target, source) = (target.main(), source.main());
        let groups = |component: Option<&Component>| -> Vec<(String, Property)> {
            let properties = component.into_iter().flat_map(Component::properties);
            properties
                .filter_map(|property| {
                    Some((property.group()?.to_ascii_lowercase(), property.clone()))
                })
                .collect()
        };
        let in_target = groups(target);
        let labels_of = |all: &[(String, Property)]| -> Vec<(String, Property)> {
            all.iter()
                .filter(|(_, property)| property.is(LABEL))
                .cloned()
                .collect()
        };
        let mut target_sizes = HashMap::new();
        for (group, _) in in_target.iter().filter(|(_, property)| !property.is(LABEL)) {
            *target_sizes.entry(group.clone()).or_insert(0) += 1;
        }
        Groups {
            zones,
            target_sizes,
            taken: in_target.iter().map(|(group, _)| group.clone()).collect(),
            renamed: HashMap::new(),
            labels: labels_of(&groups(source)).into_iter().collect(),
            target_labels: labels_of(&in_target)
                .into_iter()
                .map(|(group, label)| (group, label.text()))
                .collect(),
        }
    }

    /// One text for entries that say the same, label included.
    pub(super) fn saying(&self, entry: &Entry, whose: Whose) -> String {
        match entry {
            Entry::Property(property) => {
                let mut parameters: Vec<String> = property
                    .parameters()
                    .iter()
                    .map(|parameter| format!("{}={:?}", parameter.name, parameter.values))
                    .collect();
                parameters.sort();
                let label = property
                    .group()
                    .map(|group| group.to_ascii_lowercase())
                    .and_then(|group| match whose {
                        Whose::Target => self.target_labels.get(&group).cloned(),
                        Whose::Source => self.labels.get(&group).map(Property::text),
                    });
                let [in_target, in_source] = &self.zones;
                let zones = if matches!(whose, Whose::Target) {
                    in_target
                } else {
                    in_source
                };
                let zone = property.parameter("TZID").and_then(|tzid| zones.get(&tzid));
                format!(
                    "{}\u{1f}{}\u{1f}{}\u{1f}{label:?}\u{1f}{zone:?}",
                    property.name(),
                    parameters.join(";"),
                    property.raw_value()
                )
            }
            Entry::Component(component) => {
                String::from_utf8_lossy(&component.to_bytes()).into_owned()
            }
            Entry::Junk(junk) => String::from_utf8_lossy(junk.bytes()).into_owned(),
        }
    }

    /// The name of the group that nothing is left in when this entry of the target goes.
    pub(super) fn freed_by(&self, entry: &Entry) -> Option<String> {
        let group = entry.property()?.group()?;
        (self.target_sizes.get(&group.to_ascii_lowercase()) == Some(&1)).then_some(group)
    }

    /// The entry as it comes into the target: in the group that it frees or one whose name is free, with its label.
    pub(super) fn bring(&mut self, entry: &Entry, freed: Option<String>) -> Vec<Entry> {
        let Some((property, group)) = entry
            .property()
            .and_then(|property| Some((property, property.group()?)))
        else {
            return vec![entry.clone()];
        };
        let wanted = group.to_ascii_lowercase();
        let (name, is_new) = match self.renamed.get(&wanted) {
            Some(name) => (name.clone(), false),
            None => (freed.unwrap_or_else(|| self.free_name(&group)), true),
        };
        self.taken.insert(name.to_ascii_lowercase());
        self.renamed.insert(wanted.clone(), name.clone());
        let in_group = |property: &Property| {
            let mut property = property.clone();
            if property.group().as_deref() != Some(name.as_str()) {
                property.set_group(Some(&name));
            }
            Entry::Property(property)
        };
        let label = self
            .labels
            .get(&wanted)
            .filter(|_| is_new && !property.is(LABEL));
        std::iter::once(in_group(property))
            .chain(label.map(in_group))
            .collect()
    }

    pub(super) fn free_name(&self, wanted: &str) -> String {
        if !self.taken.contains(&wanted.to_ascii_lowercase()) {
            return wanted.to_owned();
        }
        // There are fewer names taken than numbers up to their count plus one.
        (1..=self.taken.len() + 1)
            .map(|number| format!("item{number}"))
            .find(|name| !self.taken.contains(name))
            .unwrap_or_else(|| wanted.to_owned())
    }
}
