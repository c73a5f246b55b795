//! The `VTIMEZONE`s of a document, read for what they say of offsets.

use std::collections::HashSet;

use crate::document::{Component, Document, Entry, Property};
use crate::when::date::DateTime;
use crate::when::rule::Rule;
use crate::when::zone::{Observance, Zones, offset, yearly};

/// Every zone the document describes.
pub(super) fn described(document: &Document) -> Zones {
    let mut zones = Zones::default();
    for component in document.components() {
        for zone in component.children("VTIMEZONE") {
            if let Some(tzid) = zone.first("TZID") {
                zones.describe(&tzid.text(), observances(zone));
            }
        }
    }
    zones
}

/// Collects the TZIDs that an entry is written in.
pub(super) fn used_by(entry: &Entry, used: &mut HashSet<String>) {
    match entry {
        Entry::Property(property) => used.extend(property.parameter("TZID")),
        Entry::Component(component) => component
            .entries()
            .iter()
            .for_each(|inner| used_by(inner, used)),
        Entry::Junk(_) => {}
    }
}

/// The zone describes one of these TZIDs.
pub(super) fn is_one_of(zone: &Component, used: &HashSet<String>) -> bool {
    zone.first("TZID")
        .is_some_and(|tzid| used.contains(&tzid.text()))
}

/// The calendar has a description under the same TZID.
pub(super) fn describes(calendar: &Component, zone: &Component) -> bool {
    let tzid = zone.first("TZID").map(Property::text);
    calendar
        .children("VTIMEZONE")
        .any(|own| own.first("TZID").map(Property::text) == tzid)
}

/// Describes each zone of the IANA database that an item is written in and its calendar does not describe (RFC 5545 section 3.6.5).
pub(super) fn complete(document: &mut Document) {
    for calendar in document
        .components_mut()
        .filter(|component| component.name() == "VCALENDAR")
    {
        let mut used = HashSet::new();
        calendar
            .entries()
            .iter()
            .for_each(|entry| used_by(entry, &mut used));
        let mut zones: Vec<Component> = used
            .iter()
            .filter_map(|tzid| description(tzid))
            .filter(|zone| !describes(calendar, zone))
            .collect();
        zones.sort_by_cached_key(Component::to_bytes);
        let mut entries = calendar.take_entries();
        let first = entries
            .iter()
            .position(|entry| entry.component().is_some())
            .unwrap_or(entries.len());
        let fitting: Vec<Entry> = zones
            .into_iter()
            .map(|zone| calendar.adapted(Entry::Component(Box::new(zone))))
            .collect();
        entries.splice(first..first, fitting);
        calendar.put_entries(entries);
    }
}

/// A `VTIMEZONE` by what the IANA database says of the zone's clock now.
fn description(tzid: &str) -> Option<Component> {
    let mut zone = Component::new("VTIMEZONE");
    zone.set_text("TZID", tzid);
    for half in yearly(tzid)? {
        let mut part = Component::new(if half.is_daylight {
            "DAYLIGHT"
        } else {
            "STANDARD"
        });
        part.push(Property::new("DTSTART").with_raw(&half.start.basic()));
        part.push(Property::new("TZOFFSETFROM").with_raw(&written(half.from)));
        part.push(Property::new("TZOFFSETTO").with_raw(&written(half.to)));
        if let Some(rule) = half.rule {
            part.push(Property::new("RRULE").with_raw(&rule));
        }
        zone.push_component(part);
    }
    Some(zone)
}

/// An offset as RFC 5545 section 3.3.14 writes it.
fn written(offset: i32) -> String {
    let (sign, size) = if offset < 0 {
        ('-', -offset)
    } else {
        ('+', offset)
    };
    format!("{sign}{:02}{:02}", size / 3600, size / 60 % 60)
}

fn observances(zone: &Component) -> Vec<Observance> {
    ["STANDARD", "DAYLIGHT"]
        .into_iter()
        .flat_map(|name| zone.children(name))
        .filter_map(observance)
        .collect()
}

fn observance(part: &Component) -> Option<Observance> {
    let value = |name: &str| {
        part.first(name)
            .map(|property| property.raw_value().trim().to_owned())
    };
    let dates = part.all("RDATE").flat_map(|property| {
        let values: Vec<DateTime> = property
            .raw_value()
            .split(',')
            .filter_map(DateTime::parse)
            .collect();
        values
    });
    Some(Observance {
        start: DateTime::parse(&value("DTSTART")?)?,
        from: offset(&value("TZOFFSETFROM")?)?,
        to: offset(&value("TZOFFSETTO")?)?,
        rules: part
            .all("RRULE")
            .filter_map(|property| Rule::parse(&property.raw_value()))
            .collect(),
        dates: dates.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_description_tells_the_offsets_of_the_zone() {
        for name in [
            "Europe/Berlin",
            "America/New_York",
            "Australia/Sydney",
            "Asia/Tokyo",
            "Asia/Kolkata",
            "America/St_Johns",
        ] {
            let mut zones = Zones::default();
            zones.describe("Custom", observances(&description(name).unwrap()));
            let begin = DateTime::parse("20260101T003000").unwrap().seconds();
            for hour in 0..24 * 730 {
                let local = DateTime::from_seconds(begin + hour * 3600);
                assert_eq!(
                    zones.find("Custom").instant(local),
                    zones.find(name).instant(local),
                    "{name} {local}"
                );
            }
        }
    }
}
