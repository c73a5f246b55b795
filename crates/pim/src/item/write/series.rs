//! What stands beside the main component: single occurrences of a series, and the time zones.

use std::collections::{HashMap, HashSet};

use super::{Writer, parts_beside};
use crate::document::{Component, Entry, Property};
use crate::field::value::Value;
use crate::item::place::{Place, is_of};
use crate::item::zones;

impl Writer<'_> {
    pub(super) fn take_sibling(&mut self, own: Option<&Value>, theirs: Option<&Value>) {
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
    pub(super) fn as_own(&self, component: &Component) -> Component {
        let mut component = component.clone();
        if let Some(uid) = self.target.uid() {
            component.set_text("UID", &uid);
        }
        component
    }

    /// The target has only single occurrences, the source the series: all of it comes.
    pub(super) fn bring_main(&mut self) {
        if let Some(main) = self.source.main() {
            let entry = Entry::Component(Box::new(self.as_own(main)));
            self.beside.come_after(0, entry);
        }
    }

    /// Brings the descriptions of the time zones that what comes is written in. Where the target has another zone under the same
    /// name, the one that comes gets a name of its own.
    pub(super) fn bring_zones(&mut self, place: Place) {
        let Place::Inside { .. } = place else { return };
        let (Some(from), Some(to)) = (self.source.calendar(), self.target.calendar()) else {
            return;
        };
        let mut used = HashSet::new();
        let coming = self
            .main
            .come
            .values()
            .chain(self.beside.come.values())
            .flatten();
        coming.for_each(|entry| zones::used_by(entry, &mut used));
        let (mut taken, meant) = (zones::meanings(Some(to)), zones::meanings(Some(from)));
        let mut fresh = Vec::new();
        for zone in from
            .children("VTIMEZONE")
            .filter(|zone| zones::is_one_of(zone, &used))
        {
            let tzid = zone.first("TZID").map(Property::text).unwrap_or_default();
            let Some(meaning) = meant.get(&tzid) else {
                continue;
            };
            let mut zone = zone.clone();
            match taken.get(&tzid) {
                Some(own) if own == meaning => continue,
                Some(_) => {
                    let free = free_tzid(&tzid, &taken);
                    zone.set_text("TZID", &free);
                    self.rename_zone(&tzid, &free);
                    taken.insert(free, meaning.clone());
                }
                None => drop(taken.insert(tzid, meaning.clone())),
            }
            fresh.push(Entry::Component(Box::new(zone)));
        }
        let inner = to
            .entries()
            .iter()
            .position(|entry| entry.component().is_some());
        if !fresh.is_empty() {
            let slot = self
                .beside
                .come
                .entry(inner.unwrap_or(0).saturating_sub(1))
                .or_default();
            fresh.append(slot);
            *slot = fresh;
        }
    }

    fn rename_zone(&mut self, from: &str, to: &str) {
        let coming = self
            .main
            .come
            .values_mut()
            .chain(self.beside.come.values_mut())
            .flatten();
        coming.for_each(|entry| zones::rename(entry, from, to));
    }
}

fn free_tzid(tzid: &str, taken: &HashMap<String, String>) -> String {
    // There are fewer names taken than numbers tried.
    let mut tried = (2..taken.len() + 3).map(|number| format!("{tzid} {number}"));
    tried
        .find(|name| !taken.contains_key(name))
        .unwrap_or_else(|| tzid.to_owned())
}
