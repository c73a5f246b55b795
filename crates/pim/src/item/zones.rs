//! The `VTIMEZONE`s of a document, read for what they say of offsets.

use std::collections::HashSet;

use crate::document::{Component, Document, Entry, Property};
use crate::when::date::DateTime;
use crate::when::rule::Rule;
use crate::when::zone::{Observance, Zones, offset};

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
        Entry::Component(component) => component.entries().iter().for_each(|inner| used_by(inner, used)),
        Entry::Junk(_) => {}
    }
}

/// The zone describes one of these TZIDs.
pub(super) fn is_one_of(zone: &Component, used: &HashSet<String>) -> bool {
    zone.first("TZID").is_some_and(|tzid| used.contains(&tzid.text()))
}

/// The calendar has a description under the same TZID.
pub(super) fn describes(calendar: &Component, zone: &Component) -> bool {
    let tzid = zone.first("TZID").map(Property::text);
    calendar.children("VTIMEZONE").any(|own| own.first("TZID").map(Property::text) == tzid)
}

fn observances(zone: &Component) -> Vec<Observance> {
    ["STANDARD", "DAYLIGHT"].into_iter().flat_map(|name| zone.children(name)).filter_map(observance).collect()
}

fn observance(part: &Component) -> Option<Observance> {
    let value = |name: &str| part.first(name).map(|property| property.raw_value().trim().to_owned());
    let dates = part.all("RDATE").flat_map(|property| {
        let values: Vec<DateTime> = property.raw_value().split(',').filter_map(DateTime::parse).collect();
        values
    });
    Some(Observance {
        start: DateTime::parse(&value("DTSTART")?)?,
        from: offset(&value("TZOFFSETFROM")?)?,
        to: offset(&value("TZOFFSETTO")?)?,
        rules: part.all("RRULE").filter_map(|property| Rule::parse(&property.raw_value())).collect(),
        dates: dates.collect(),
    })
}
