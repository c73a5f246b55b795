//! Writing another item's values into a document, many at once, touching only the lines they stand in.
//!
//! A [`Writer`] gathers what goes and what comes, by the entries of the main component, and puts the component together once. A line that
//! already says the same stays as it is. Lines that share a group (`item1.EMAIL`, `item1.X-ABLabel`) travel together under a group name that
//! is free.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::place::{Place, is_of};
use super::{Item, plain, zones};
use crate::document::{Component, Entry, Property};
use crate::field::reading::LABEL;
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

/// What goes from a component, and what comes after which of its entries.
#[derive(Default)]
struct Changes {
    gone: HashSet<usize>,
    come: BTreeMap<usize, Vec<Entry>>,
}

impl Changes {
    fn is_empty(&self) -> bool {
        self.gone.is_empty() && self.come.is_empty()
    }

    fn come_after(&mut self, at: usize, entry: Entry) {
        self.come.entry(at).or_default().push(entry);
    }

    fn apply(mut self, component: &mut Component) {
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

impl<'a> Writer<'a> {
    /// Edits of `target`, taken from `source`.
    pub(crate) fn new(target: &'a Item, source: &'a Item) -> Writer<'a> {
        let groups = Groups::of(target.main(), source.main());
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
        let document = Arc::make_mut(&mut item.document);
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

    fn take_word(&mut self, field: &Field, own: Option<&Value>, theirs: Option<&Value>) {
        let lines = own.map(|own| (own.identity.as_str(), parts_inside(Some(own))));
        for (word, at) in lines
            .iter()
            .flat_map(|(word, lines)| lines.iter().map(move |at| (word, *at)))
        {
            self.words_of(at).retain(|other| other.trim() != *word);
        }
        let Some(word) = theirs.map(|value| value.shown.text.clone()) else {
            return;
        };
        let line = self.owned_by(field).into_iter().next();
        match line {
            Some(at) => self.words_of(at).push(word),
            None => self.new_words.push(word),
        }
    }

    fn words_of(&mut self, at: usize) -> &mut Vec<String> {
        let property = self.target_entry(at).and_then(Entry::property);
        self.words
            .entry(at)
            .or_insert_with(|| property.map(Property::texts).unwrap_or_default())
    }

    fn write_words(&mut self) {
        for (at, words) in std::mem::take(&mut self.words) {
            let words: Vec<&String> = words
                .iter()
                .filter(|word| !word.trim().is_empty())
                .collect();
            let old = self.target_entry(at).and_then(Entry::property).cloned();
            self.main.gone.insert(at);
            if let (Some(mut property), false) = (old, words.is_empty()) {
                property.set_texts(&words);
                self.main.come_after(at, Entry::Property(property));
            }
        }
        if !self.new_words.is_empty() {
            let words = std::mem::take(&mut self.new_words);
            let entry = Entry::Property(
                Property::new_in(self.target.syntax(), "CATEGORIES").with_texts(&words),
            );
            let at = self.anchor(&entry);
            self.main.come_after(at, entry);
        }
    }

    fn take_sibling(&mut self, own: Option<&Value>, theirs: Option<&Value>) {
        let own = parts_beside(own);
        let at = own.first().copied().unwrap_or_else(|| {
            let entries = self
                .target
                .calendar()
                .map(Component::entries)
                .unwrap_or_default();
            entries
                .iter()
                .rposition(|entry| {
                    entry
                        .component()
                        .is_some_and(|member| is_of(self.target.kind, member))
                })
                .unwrap_or(0)
        });
        self.beside.gone.extend(own);
        let from = self
            .source
            .calendar()
            .map(Component::entries)
            .unwrap_or_default();
        for component in parts_beside(theirs)
            .into_iter()
            .filter_map(|at| from.get(at))
            .filter_map(Entry::component)
        {
            let component = self.as_own(component);
            self.beside
                .come_after(at, Entry::Component(Box::new(component)));
        }
    }

    /// A component of the source, under the target's identifier.
    fn as_own(&self, component: &Component) -> Component {
        let mut component = component.clone();
        if let Some(uid) = self.target.uid() {
            component.set_text("UID", &uid);
        }
        component
    }

    /// The target has only single occurrences, the source the series: all of it comes.
    fn bring_main(&mut self) {
        if let Some(main) = self.source.main() {
            let entry = Entry::Component(Box::new(self.as_own(main)));
            self.beside.come_after(0, entry);
        }
    }

    /// Brings the descriptions of the time zones that what comes is written in.
    fn bring_zones(&mut self, place: Place) {
        let Place::Inside { .. } = place else { return };
        let (Some(from), Some(to)) = (self.source.calendar(), self.target.calendar()) else {
            return;
        };
        let coming = || {
            self.main
                .come
                .values()
                .chain(self.beside.come.values())
                .flatten()
        };
        let mut used = HashSet::new();
        coming().for_each(|entry| zones::used_by(entry, &mut used));
        let fresh: Vec<Component> = from
            .children("VTIMEZONE")
            .filter(|zone| zones::is_one_of(zone, &used) && !zones::describes(to, zone))
            .cloned()
            .collect();
        let first = to
            .entries()
            .iter()
            .position(|entry| entry.component().is_some())
            .unwrap_or(0)
            .saturating_sub(1);
        let mut before: Vec<Entry> = fresh
            .into_iter()
            .map(|zone| Entry::Component(Box::new(zone)))
            .collect();
        if !before.is_empty() {
            let slot = self.beside.come.entry(first).or_default();
            before.append(slot);
            *slot = before;
        }
    }

    /// A label whose group has nothing else any more goes with it.
    fn drop_labels_of_empty_groups(&mut self) {
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
enum Whose {
    Target,
    Source,
}

/// Group names of the target that are taken, and what the source's groups are called there.
struct Groups {
    taken: HashSet<String>,
    renamed: HashMap<String, String>,
    labels: HashMap<String, Property>,
    target_labels: HashMap<String, String>,
    /// How many lines each group of the target has, its label aside.
    target_sizes: HashMap<String, usize>,
}

impl Groups {
    fn of(target: Option<&Component>, source: Option<&Component>) -> Groups {
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
    fn saying(&self, entry: &Entry, whose: Whose) -> String {
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
                format!(
                    "{}\u{1f}{}\u{1f}{}\u{1f}{label:?}",
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
    fn freed_by(&self, entry: &Entry) -> Option<String> {
        let group = entry.property()?.group()?;
        (self.target_sizes.get(&group.to_ascii_lowercase()) == Some(&1)).then_some(group)
    }

    /// The entry as it comes into the target: in the group that it frees or one whose name is free, with its label.
    fn bring(&mut self, entry: &Entry, freed: Option<String>) -> Vec<Entry> {
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

    fn free_name(&self, wanted: &str) -> String {
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
