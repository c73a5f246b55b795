//! One file of many items into one document for each.
//!
//! A card is an item. In a calendar an item is every `VEVENT` (or `VTODO`, `VJOURNAL` …) with one UID: the series and its
//! overrides stay together. Each gets a copy of the calendar's own lines and of the time zones it names; `METHOD` is
//! left out, because a stored item is no message (RFC 4791 §4.1). Other components are items of their own, so that
//! nothing disappears here without anybody having said so.

use super::component::{Component, Entry};
use super::{Document, Property};
use std::collections::{HashMap, HashSet};

/// The members of one item, as (calendar, entry) places.
struct Group {
    calendar: usize,
    members: Vec<(usize, usize)>,
}

impl Document {
    /// One document per item, in the order of their first lines; each has a copy of its bytes to itself.
    pub fn split(&self) -> Vec<Document> {
        if self.components().next().is_none() {
            let blank = self.to_bytes().trim_ascii().is_empty();
            return if blank {
                Vec::new()
            } else {
                vec![self.clone()]
            };
        }
        let tops: Vec<&Component> = self.components().collect();
        let zones = zones(&tops);
        groups(&tops)
            .iter()
            .map(|group| owned(&build(&tops, &zones, group)))
            .collect()
    }
}

/// The items of the file. A top-level component that is no calendar is a group whose calendar is itself.
fn groups(tops: &[&Component]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut by_uid: HashMap<(String, String), usize> = HashMap::new();
    for (calendar, top) in tops.iter().enumerate() {
        if top.name() != "VCALENDAR" {
            groups.push(Group {
                calendar,
                members: Vec::new(),
            });
            continue;
        }
        for (place, entry) in top.entries().iter().enumerate() {
            let Some(member) = entry
                .component()
                .filter(|component| component.name() != "VTIMEZONE")
            else {
                continue;
            };
            let fresh = groups.len();
            let group = match member.first("UID").map(Property::text) {
                Some(uid) => *by_uid
                    .entry((member.name().to_owned(), uid))
                    .or_insert(fresh),
                None => fresh,
            };
            match groups.get_mut(group) {
                Some(group) => group.members.push((calendar, place)),
                None => groups.push(Group {
                    calendar,
                    members: vec![(calendar, place)],
                }),
            }
        }
    }
    groups
}

/// Time zones by their id, each with its place among them.
type Zones<'a> = HashMap<String, (usize, &'a Component)>;

/// Every time zone of the file; the first definition counts.
fn zones<'a>(tops: &[&'a Component]) -> Zones<'a> {
    let mut zones = HashMap::new();
    for (place, zone) in tops
        .iter()
        .flat_map(|top| top.children("VTIMEZONE"))
        .enumerate()
    {
        if let Some(id) = zone.first("TZID") {
            zones.entry(id.text()).or_insert((place, zone));
        }
    }
    zones
}

fn build(tops: &[&Component], zones: &Zones<'_>, group: &Group) -> Document {
    let Some(top) = tops.get(group.calendar) else {
        return Document::plain(b"");
    };
    if group.members.is_empty() {
        return Document {
            syntax: top.syntax(),
            entries: vec![Entry::Component(Box::new((*top).clone()))],
        };
    }
    let members = group
        .members
        .iter()
        .filter_map(|(top, place)| tops.get(*top)?.entries().get(*place));
    let members: Vec<&Component> = members.filter_map(Entry::component).collect();
    let mut used = HashSet::new();
    for member in &members {
        zones_used(member, &mut used);
    }
    let mut used: Vec<_> = used.iter().filter_map(|id| zones.get(id)).collect();
    used.sort_by_key(|(place, _)| *place);
    let used = used.into_iter().map(|(_, zone)| *zone);
    let mut calendar = top.frame();
    calendar
        .entries
        .extend(top.entries().iter().filter(|entry| is_kept(entry)).cloned());
    for component in used.chain(members) {
        calendar.push_component(component.clone());
    }
    Document {
        syntax: calendar.syntax(),
        entries: vec![Entry::Component(Box::new(calendar))],
    }
}

/// True for the calendar's own properties but `METHOD`.
fn is_kept(entry: &Entry) -> bool {
    entry
        .property()
        .is_some_and(|property| property.name() != "METHOD")
}

/// The document read again, so that it does not keep the whole file in memory.
fn owned(document: &Document) -> Document {
    // It is a part of what was within the limits; were it not, sharing the file is no harm.
    Document::parse(&document.to_bytes()).unwrap_or_else(|_| document.clone())
}

fn zones_used(component: &Component, used: &mut HashSet<String>) {
    used.extend(
        component
            .properties()
            .filter_map(|property| property.parameter("TZID")),
    );
    component
        .components()
        .for_each(|inner| zones_used(inner, used));
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_ZONES: &str = "BEGIN:VCALENDAR\r\nPRODID:x\r\nMETHOD:PUBLISH\r\nVERSION:2.0\r\n\
        BEGIN:VTIMEZONE\r\nTZID:A\r\nEND:VTIMEZONE\r\nBEGIN:VTIMEZONE\r\nTZID:B\r\nEND:VTIMEZONE\r\n\
        BEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=B:20260101T100000\r\nEND:VEVENT\r\n\
        BEGIN:VTODO\r\nUID:1\r\nEND:VTODO\r\n\
        BEGIN:VEVENT\r\nSUMMARY:none\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID:20260108T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    fn split(text: &str) -> Vec<String> {
        let documents = Document::parse(text.as_bytes()).unwrap().split();
        documents
            .iter()
            .map(|document| String::from_utf8(document.to_bytes()).unwrap())
            .collect()
    }

    #[test]
    fn a_series_keeps_its_overrides_and_only_its_zones() {
        let items = split(TWO_ZONES);
        assert_eq!(items.len(), 3);
        assert_eq!(
            items[0],
            "BEGIN:VCALENDAR\r\nPRODID:x\r\nVERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:B\r\nEND:VTIMEZONE\r\n\
             BEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=B:20260101T100000\r\nEND:VEVENT\r\n\
             BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID:20260108T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        );
        assert!(items[1].contains("VTODO") && !items[1].contains("VTIMEZONE"));
        assert!(items[2].contains("SUMMARY:none"));
    }

    #[test]
    fn every_card_is_an_item_and_junk_between_is_left_out() {
        let items = split("junk\nBEGIN:VCARD\nFN:a\nEND:VCARD\n\nBEGIN:VCARD\nFN:b\nEND:VCARD");
        assert_eq!(
            items,
            [
                "BEGIN:VCARD\nFN:a\nEND:VCARD\n",
                "BEGIN:VCARD\nFN:b\nEND:VCARD"
            ]
        );
    }

    #[test]
    fn a_series_spread_over_calendars_comes_together() {
        let items = split(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:VCALENDAR\n\
             BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nRECURRENCE-ID:2\nEND:VEVENT\nEND:VCALENDAR\n",
        );
        assert_eq!(items.len(), 1);
        assert!(items[0].contains("RECURRENCE-ID"));
    }

    #[test]
    fn plain_text_is_one_item_and_nothing_is_none() {
        assert_eq!(split("a note\n"), ["a note\n"]);
        assert_eq!(split(" \n"), Vec::<String>::new());
    }
}
