//! What we tell a server about ourselves: which stores we have, what they take, which properties they keep. All of it
//! is kept, so the lists name what servers look for; one that is given no list sends empty properties.

use pim::Kind;
use syncml::DevInf;
use syncml::devinf::{CtCap, DataStore, Property, SyncType};

use super::wire::Wire;

/// What a card says here; a property that is not named is kept all the same.
const CARD: &[&str] = &[
    "BEGIN",
    "END",
    "VERSION",
    "PRODID",
    "REV",
    "UID",
    "N",
    "FN",
    "NICKNAME",
    "ORG",
    "TITLE",
    "ROLE",
    "TEL",
    "EMAIL",
    "ADR",
    "LABEL",
    "URL",
    "BDAY",
    "ANNIVERSARY",
    "PHOTO",
    "LOGO",
    "NOTE",
    "CATEGORIES",
    "CLASS",
    "GEO",
    "TZ",
    "IMPP",
    "KEY",
    "SOUND",
    "MAILER",
    "SORT-STRING",
];
const CALENDAR: &[&str] = &[
    "BEGIN",
    "END",
    "VERSION",
    "PRODID",
    "TZ",
    "DAYLIGHT",
    "TZID",
    "TZOFFSETFROM",
    "TZOFFSETTO",
    "TZNAME",
    "UID",
    "SUMMARY",
    "DESCRIPTION",
    "LOCATION",
    "CATEGORIES",
    "CLASS",
    "STATUS",
    "PRIORITY",
    "TRANSP",
    "URL",
    "GEO",
    "DTSTART",
    "DTEND",
    "DURATION",
    "DUE",
    "COMPLETED",
    "PERCENT-COMPLETE",
    "RRULE",
    "RDATE",
    "EXDATE",
    "EXRULE",
    "RECURRENCE-ID",
    "ATTENDEE",
    "ORGANIZER",
    "RELATED-TO",
    "ATTACH",
    "CONTACT",
    "COMMENT",
    "RESOURCES",
    "SEQUENCE",
    "CREATED",
    "LAST-MODIFIED",
    "DTSTAMP",
    "ACTION",
    "TRIGGER",
    "REPEAT",
    "AALARM",
    "DALARM",
    "MALARM",
    "PALARM",
];

/// What we call a store.
pub(super) fn store_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => "./contacts",
        Kind::Appointment => "./events",
        Kind::Task => "./tasks",
        Kind::Note => "./notes",
    }
}

/// Our device information, with a store for each of these kinds.
pub(super) fn device_information(device: &str, kinds: impl Iterator<Item = Kind>) -> DevInf {
    DevInf {
        manufacturer: Some("smsync".to_owned()),
        model: Some("SmarterMail Sync".to_owned()),
        software: Some(env!("CARGO_PKG_VERSION").to_owned()),
        device_id: device.to_owned(),
        device_type: "workstation".to_owned(),
        utc: true,
        large_objects: true,
        number_of_changes: true,
        stores: kinds.map(store).collect(),
        ..DevInf::default()
    }
}

fn store(kind: Kind) -> DataStore {
    let mut types = Wire::of_kind(kind).iter().map(|wire| wire.content_type());
    let preferred = types.next();
    let others: Vec<_> = types.collect();
    DataStore {
        source_ref: store_name(kind).to_owned(),
        display_name: Some(format!("{kind}s")),
        max_guid_size: Some(255),
        rx_pref: preferred.clone(),
        rx: others.clone(),
        tx_pref: preferred,
        tx: others,
        ct_caps: Wire::of_kind(kind).iter().map(|wire| caps(*wire)).collect(),
        sync_types: (1..=6).map(SyncType).collect(),
        ..DataStore::default()
    }
}

fn caps(wire: Wire) -> CtCap {
    let names = match wire {
        Wire::VCard30 | Wire::VCard21 => CARD,
        Wire::ICalendar20 | Wire::VCalendar10 => CALENDAR,
        Wire::Plain => &[],
    };
    let property = |name: &&str| {
        let mut property = Property::named(*name);
        if *name == "VERSION" {
            property.values.push(wire.content_type().version);
        }
        property
    };
    CtCap {
        kind: wire.content_type(),
        field_level: false,
        properties: names.iter().map(property).collect(),
    }
}
