//! Writing another item's values into a document, many at once, touching only the lines they stand in.
//!
//! A [`Writer`] gathers what goes and what comes, by the entries of the main component, and puts the component together once. A line that
//! already says the same stays as it is. Lines that share a group (`item1.EMAIL`, `item1.X-ABLabel`) travel together under a group name that
//! is free.

mod changes;
mod groups;
mod series;
mod words;

use changes::Changes;
use groups::{Groups, Whose};
use std::collections::{BTreeMap, HashMap, HashSet};

use super::place::Place;
use super::{Item, plain};
use crate::document::{Component, Entry, Property};
use crate::field::value::{Field, Part, Shape, Value};

/// Gathers edits of one item, taken from another.
pub(crate) struct Writer<'a> {
    target: &'a Item,
    source: &'a Item,
    main: Changes,
    beside: Changes,
    /// The words left in each line of words that is edited.
    words: BTreeMap<usize, Vec<String>>,
    /// The lines of words to come, by property.
    new_words: Vec<String>,
    groups: Groups,
    plain: Vec<(&'static Field, Option<String>)>,
}

impl<'a> Writer<'a> {
    /// Edits of `target`, taken from `source`.
    pub(crate) fn new(target: &'a Item, source: &'a Item) -> Writer<'a> {
        let groups = Groups::of(target, source);
        Writer {
            target,
            source,
            main: Changes::default(),
            beside: Changes::default(),
            words: BTreeMap::new(),
            new_words: Vec::new(),
            groups,
            plain: Vec::new(),
        }
    }

    /// Makes the target's value the source's; where the source has none, it goes.
    pub(crate) fn take(
        &mut self,
        field: &'static Field,
        own: Option<&Value>,
        theirs: Option<&Value>,
    ) {
        if self.target.is_plain() || self.source.is_plain() {
            self.plain
                .push((field, theirs.map(|value| value.shown.text.clone())));
            return;
        }
        match field.shape {
            Shape::Words => self.take_word(field, own, theirs),
            Shape::Siblings => self.take_sibling(own, theirs),
            Shape::Single | Shape::Text => self.swap(self.owned_by(field), parts_inside(theirs)),
            Shape::List => self.swap(parts_inside(own), parts_inside(theirs)),
        }
    }

    /// Adds the source's value beside the target's.
    pub(crate) fn add(&mut self, theirs: Option<&Value>) {
        self.swap(Vec::new(), parts_inside(theirs));
    }

    /// Gives a text field this text.
    pub(crate) fn text(&mut self, field: &'static Field, text: &str) {
        if self.target.is_plain() {
            self.plain.push((field, Some(text.to_owned())));
            return;
        }
        let lines = self.owned_by(field);
        let old = lines.iter().find_map(|at| {
            let property = self
                .target_entry(*at)?
                .property()
                .filter(|property| !property.is("X-ALT-DESC"))?;
            Some((*at, property.clone()))
        });
        self.main.gone.extend(lines);
        let (at, entry) = if let Some((at, mut property)) = old {
            property.set_text(text);
            (at, Entry::Property(property))
        } else {
            let name = field.default_property(self.target.main());
            let entry =
                Entry::Property(Property::new_in(self.target.syntax(), name).with_text(text));
            (self.anchor(&entry), entry)
        };
        self.main.come_after(at, entry);
    }

    /// The target with all edits in it.
    pub(crate) fn finish(mut self) -> Item {
        let mut item = self.target.clone();
        if !self.plain.is_empty() {
            plain::write(&mut item, &self.plain);
            return item;
        }
        self.write_words();
        if self.main.is_empty() && self.beside.is_empty() {
            return item;
        }
        self.drop_labels_of_empty_groups();
        let Some(place) = Place::find(item.kind, &item.document) else {
            return item;
        };
        self.bring_zones(place);
        let document = item.document.edit();
        match place {
            Place::Itself { top } => {
                if let Some(component) = document.components_mut().nth(top) {
                    self.main.apply(component);
                }
            }
            Place::Inside { top, main } => {
                let Some(calendar) = document.components_mut().nth(top) else {
                    return item;
                };
                if main.is_none() && !self.main.is_empty() {
                    self.bring_main();
                }
                let mut entries = calendar.take_entries();
                if let Some(Entry::Component(component)) = main.and_then(|at| entries.get_mut(at)) {
                    self.main.apply(component);
                }
                calendar.put_entries(entries);
                self.beside.apply(calendar);
            }
            Place::Plain => {}
        }
        item
    }

    /// All lines of a field, also those that say nothing.
    fn owned_by(&self, field: &Field) -> Vec<usize> {
        let entries = self
            .target
            .main()
            .map(Component::entries)
            .unwrap_or_default();
        let is_owned = |entry: &Entry| match entry {
            Entry::Property(property) => field.properties.contains(&property.name()),
            Entry::Component(component) => field.children.contains(&component.name()),
            Entry::Junk(_) => false,
        };
        entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| is_owned(entry))
            .map(|(at, _)| at)
            .collect()
    }

    fn target_entry(&self, at: usize) -> Option<&'a Entry> {
        self.target.main()?.entries().get(at)
    }

    /// Puts the source's entries in the place of the target's. Those that say the same stay; those of one name take each other's place.
    fn swap(&mut self, own: Vec<usize>, theirs: Vec<usize>) {
        let source = self.source;
        let Some(from) = source.main() else {
            self.main.gone.extend(own);
            return;
        };
        let mut by_saying: HashMap<String, Vec<usize>> = HashMap::new();
        for at in own.iter().rev() {
            if let Some(entry) = self.target_entry(*at) {
                by_saying
                    .entry(self.groups.saying(entry, Whose::Target))
                    .or_default()
                    .push(*at);
            }
        }
        let mut kept = HashSet::new();
        let mut fresh = Vec::new();
        for entry in theirs.into_iter().filter_map(|at| from.entries().get(at)) {
            let same = by_saying
                .get_mut(&self.groups.saying(entry, Whose::Source))
                .and_then(Vec::pop);
            match same {
                Some(at) => drop(kept.insert(at)),
                None => fresh.push(entry),
            }
        }
        let mut going: Vec<usize> = own.into_iter().filter(|at| !kept.contains(at)).collect();
        self.main.gone.extend(&going);
        going.reverse();
        let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
        for at in going {
            places
                .entry(self.target_entry(at).map(name_of).unwrap_or_default())
                .or_default()
                .push(at);
        }
        for entry in fresh {
            let replaced = places.get_mut(name_of(entry)).and_then(Vec::pop);
            let freed = replaced.and_then(|at| self.groups.freed_by(self.target_entry(at)?));
            let at = replaced.unwrap_or_else(|| self.anchor(entry));
            for coming in self.groups.bring(entry, freed) {
                self.main.come_after(at, coming);
            }
        }
    }

    /// The entry after which a new one is put: the last of its name, else the last line; components come last of all.
    fn anchor(&self, entry: &Entry) -> usize {
        let entries = self
            .target
            .main()
            .map(Component::entries)
            .unwrap_or_default();
        let last = entries.len().saturating_sub(1);
        let Entry::Property(property) = entry else {
            return last;
        };
        let of_name = entries.iter().rposition(|other| {
            other
                .property()
                .is_some_and(|other| other.name() == property.name())
        });
        let of_any = || entries.iter().rposition(|other| other.property().is_some());
        of_name.or_else(of_any).unwrap_or(last)
    }
}

fn name_of(entry: &Entry) -> &str {
    match entry {
        Entry::Property(property) => property.name(),
        Entry::Component(component) => component.name(),
        Entry::Junk(_) => "",
    }
}

fn parts_inside(value: Option<&Value>) -> Vec<usize> {
    let parts = value
        .map(|value| value.parts.as_slice())
        .unwrap_or_default();
    parts
        .iter()
        .filter_map(|part| {
            if let Part::Inside(at) = part {
                Some(*at)
            } else {
                None
            }
        })
        .collect()
}

fn parts_beside(value: Option<&Value>) -> Vec<usize> {
    let parts = value
        .map(|value| value.parts.as_slice())
        .unwrap_or_default();
    parts
        .iter()
        .filter_map(|part| {
            if let Part::Beside(at) = part {
                Some(*at)
            } else {
                None
            }
        })
        .collect()
}
