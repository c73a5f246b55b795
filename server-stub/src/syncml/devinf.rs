//! What this server says of itself.

use pim::Kind;
use syncml::devinf::{CtCap, DataStore, Property, SyncType};
use syncml::{DevInf, Version};

use super::options::SyncMlOptions;
use super::wire::Wire;

/// The properties pim reads and writes, by format. A client sends what is listed, so the list is long.
const CARD: &[&str] = &[
    "BEGIN",
    "END",
    "VERSION",
    "UID",
    "REV",
    "PRODID",
    "N",
    "FN",
    "NICKNAME",
    "TITLE",
    "ROLE",
    "ORG",
    "CATEGORIES",
    "TEL",
    "EMAIL",
    "URL",
    "ADR",
    "LABEL",
    "BDAY",
    "NOTE",
    "PHOTO",
    "LOGO",
    "SOUND",
    "KEY",
    "GEO",
    "TZ",
    "IMPP",
    "CALURI",
    "FBURL",
    "SORT-STRING",
    "CLASS",
    "X-*",
];
const OLD_CARD: &[&str] = &[
    "BEGIN", "END", "VERSION", "UID", "REV", "N", "FN", "TITLE", "ROLE", "ORG", "TEL", "EMAIL",
    "URL", "ADR", "LABEL", "BDAY", "NOTE", "PHOTO", "LOGO", "SOUND", "KEY", "GEO", "TZ", "X-*",
];
const CALENDAR: &[&str] = &[
    "BEGIN",
    "END",
    "VERSION",
    "PRODID",
    "TZID",
    "TZOFFSETFROM",
    "TZOFFSETTO",
    "TZNAME",
    "UID",
    "DTSTAMP",
    "CREATED",
    "LAST-MODIFIED",
    "SEQUENCE",
    "RECURRENCE-ID",
    "DTSTART",
    "DTEND",
    "DURATION",
    "DUE",
    "COMPLETED",
    "RRULE",
    "RDATE",
    "EXDATE",
    "SUMMARY",
    "DESCRIPTION",
    "LOCATION",
    "GEO",
    "URL",
    "CATEGORIES",
    "CLASS",
    "STATUS",
    "TRANSP",
    "PRIORITY",
    "PERCENT-COMPLETE",
    "ORGANIZER",
    "ATTENDEE",
    "ATTACH",
    "CONTACT",
    "COMMENT",
    "RESOURCES",
    "RELATED-TO",
    "TRIGGER",
    "ACTION",
    "REPEAT",
    "X-*",
];
const OLD_CALENDAR: &[&str] = &[
    "BEGIN",
    "END",
    "VERSION",
    "PRODID",
    "TZ",
    "DAYLIGHT",
    "UID",
    "DCREATED",
    "LAST-MODIFIED",
    "SEQUENCE",
    "DTSTART",
    "DTEND",
    "DUE",
    "COMPLETED",
    "RRULE",
    "RDATE",
    "EXDATE",
    "SUMMARY",
    "DESCRIPTION",
    "LOCATION",
    "GEO",
    "URL",
    "CATEGORIES",
    "CLASS",
    "STATUS",
    "TRANSP",
    "PRIORITY",
    "ATTENDEE",
    "ATTACH",
    "RESOURCES",
    "RELATED-TO",
    "AALARM",
    "DALARM",
    "X-*",
];

fn properties(wire: Wire) -> &'static [&'static str] {
    match wire {
        Wire::VCard21 => OLD_CARD,
        Wire::VCard30 => CARD,
        Wire::VCalendar10 => OLD_CALENDAR,
        Wire::ICalendar20 => CALENDAR,
        Wire::PlainText => &[],
    }
}

/// The device information, in the words of this version. `called` gives the name a client uses for a store, where it has
/// used one; without `details` the lists of properties are left out, so that it fits into a small message.
pub(crate) fn device_information<'a>(
    options: &'a SyncMlOptions,
    version: Version,
    address: &str,
    called: impl Fn(Kind) -> Option<&'a str>,
    details: bool,
) -> DevInf {
    let stores = Kind::ALL.map(|kind| {
        let name = called(kind).unwrap_or_else(|| options.stores.of(kind));
        store(options, kind, name, details)
    });
    let mut information = DevInf {
        version,
        manufacturer: Some("SmarterMail Sync".to_owned()),
        model: Some("Test server".to_owned()),
        firmware: None,
        software: Some(env!("CARGO_PKG_VERSION").to_owned()),
        device_id: address.to_owned(),
        device_type: "server".to_owned(),
        utc: version > Version::V1_0,
        large_objects: version > Version::V1_0,
        number_of_changes: version > Version::V1_0,
        stores: stores.into(),
        ..DevInf::default()
    };
    if version < Version::V1_2 {
        // Before 1.2 the properties of a type are said once for all stores.
        for store in &mut information.stores {
            for cap in store.ct_caps.drain(..) {
                if !information
                    .ct_caps
                    .iter()
                    .any(|known| known.kind == cap.kind)
                {
                    information.ct_caps.push(cap);
                }
            }
        }
    }
    information
}

fn store(options: &SyncMlOptions, kind: Kind, name: &str, details: bool) -> DataStore {
    let mut types = Wire::all(kind).iter().map(|wire| wire.content_type());
    let preferred = types.next();
    let others: Vec<_> = types.collect();
    let caps = Wire::all(kind)
        .iter()
        .filter(|wire| details && !properties(**wire).is_empty())
        .map(|wire| CtCap {
            kind: wire.content_type(),
            field_level: false,
            properties: properties(*wire)
                .iter()
                .map(|name| Property::named(*name))
                .collect(),
        });
    DataStore {
        source_ref: name.to_owned(),
        display_name: Some(
            match kind {
                Kind::Contact => "Contacts",
                Kind::Appointment => "Calendar",
                Kind::Task => "Tasks",
                Kind::Note => "Notes",
            }
            .to_owned(),
        ),
        rx_pref: preferred.clone(),
        rx: others.clone(),
        tx_pref: preferred,
        tx: others,
        ct_caps: caps.collect(),
        sync_types: options.sync_types.iter().copied().map(SyncType).collect(),
        ..DataStore::default()
    }
}
