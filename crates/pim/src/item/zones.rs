//! The `VTIMEZONE`s of a document, read for what they say of offsets.

use std::collections::{HashMap, HashSet};

use crate::document::{Component, Document, Entry, Property};
use crate::when::date::DateTime;
use crate::when::rule::Rule;
use crate::when::zone::{Observance, Zones, is_iana, offset, yearly};

/// Every zone the document describes.
pub(crate) fn described(document: &Document) -> Zones {
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
        Entry::Component(component) => {
            for inner in component.entries() {
                used_by(inner, used);
            }
        }
        Entry::Junk(_) => {}
    }
}

/// The zone describes one of these TZIDs.
pub(super) fn is_one_of(zone: &Component, used: &HashSet<String>) -> bool {
    zone.first("TZID")
        .is_some_and(|tzid| used.contains(&tzid.text()))
}

/// What a calendar's own descriptions say, by TZID: one text for descriptions that say the same. A zone of the IANA database
/// is what its name says, whatever its description.
pub(super) fn meanings(calendar: Option<&Component>) -> HashMap<String, String> {
    let zones = calendar
        .into_iter()
        .flat_map(|calendar| calendar.children("VTIMEZONE"));
    let named = zones.filter_map(|zone| Some((zone.first("TZID")?.text(), zone)));
    named
        .map(|(tzid, zone)| {
            (
                tzid.clone(),
                if is_iana(&tzid) { tzid } else { meaning(zone) },
            )
        })
        .collect()
}

fn meaning(zone: &Component) -> String {
    const TELLING: [&str; 5] = ["DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"];
    let mut parts: Vec<String> = zone
        .components()
        .map(|part| {
            let values = TELLING
                .into_iter()
                .flat_map(|name| part.all(name))
                .map(Property::raw_value);
            values.collect::<Vec<_>>().join(" ")
        })
        .collect();
    parts.sort();
    parts.join("\n")
}

/// Writes an entry in another TZID.
pub(super) fn rename(entry: &mut Entry, from: &str, to: &str) {
    match entry {
        Entry::Property(property) => {
            if property.parameter("TZID").as_deref() == Some(from) {
                property.set_parameter("TZID", to);
            }
        }
        Entry::Component(component) => {
            let mut entries = component.take_entries();
            for inner in &mut entries {
                rename(inner, from, to);
            }
            component.put_entries(entries);
        }
        Entry::Junk(_) => {}
    }
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
        let known = meanings(Some(calendar));
        let mut zones: Vec<Component> = used
            .iter()
            .filter(|tzid| !known.contains_key(*tzid))
            .filter_map(|tzid| description(tzid))
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
