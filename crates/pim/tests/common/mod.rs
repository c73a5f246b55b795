//! Items in short form: properties between bars, the rest is put around them.
#![allow(dead_code, reason = "each test file uses some of it")]

use pim::{Item, Kind};

/// An item from its lines, `|` between them.
/// `END:VEVENT|BEGIN:VEVENT` begins another component beside the first: an exception.
pub(crate) fn item(kind: Kind, short: &str) -> Item {
    Item::parse(kind, text(kind, short).as_bytes())
        .unwrap_or_else(|error| panic!("{short}: {error}"))
}

/// The whole text of an item in short form.
pub(crate) fn text(kind: Kind, short: &str) -> String {
    let lines: Vec<&str> = short
        .split('|')
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let lines = lines.join("|");
    let name = kind.component();
    let framed = if kind == Kind::Contact {
        format!("BEGIN:VCARD|VERSION:3.0|UID:u1|{lines}|END:VCARD|")
    } else {
        let head = "BEGIN:VCALENDAR|VERSION:2.0|PRODID:-//x//y//EN";
        format!(
            "{head}|BEGIN:{name}|UID:u1|DTSTAMP:20260101T000000Z|{lines}|END:{name}|END:VCALENDAR|"
        )
    };
    framed.replace("||", "|").replace('|', "\r\n")
}

pub(crate) fn contact(short: &str) -> Item {
    item(Kind::Contact, short)
}

pub(crate) fn appointment(short: &str) -> Item {
    item(Kind::Appointment, short)
}

pub(crate) fn task(short: &str) -> Item {
    item(Kind::Task, short)
}

pub(crate) fn note(short: &str) -> Item {
    item(Kind::Note, short)
}
