//! Items in short form: properties between bars, the rest is put around them.
#![allow(dead_code, reason = "each test file uses some of it")]

use pim::{Item, Kind};

/// An item from its lines, `|` between them.
/// `END:VEVENT|BEGIN:VEVENT` begins another component beside the first: an exception.
pub(crate) fn item(kind: Kind, short: &str) -> Item {
    Item::parse(kind, text(kind, short).as_bytes()).unwrap_or_else(|error| panic!("{short}: {error}"))
}

/// The whole text of an item in short form.
pub(crate) fn text(kind: Kind, short: &str) -> String {
    let lines: String = short.split('|').map(str::trim).filter(|line| !line.is_empty()).map(|line| format!("{line}\r\n")).collect();
    match kind {
        Kind::Contact => format!("BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u1\r\n{lines}END:VCARD\r\n"),
        _ => {
            let name = kind.component();
            format!(
                "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:{name}\r\nUID:u1\r\nDTSTAMP:20260101T000000Z\r\n{lines}END:{name}\r\nEND:VCALENDAR\r\n"
            )
        }
    }
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
