//! Who takes part: `ATTENDEE;ROLE=ORGANIZER;STATUS=ACCEPTED:Bob <bob@example.com>` of vCalendar 1.0 and
//! `ORGANIZER`, `ATTENDEE;PARTSTAT=ACCEPTED;CN=Bob:mailto:bob@example.com` of iCalendar.

use crate::document::{Property, Syntax};

/// Words of vCalendar 1.0 and of iCalendar for what is expected of somebody.
const EXPECTED: [(&str, &str); 3] = [
    ("REQUIRE", "REQ-PARTICIPANT"),
    ("REQUEST", "OPT-PARTICIPANT"),
    ("FYI", "NON-PARTICIPANT"),
];

/// The person in the syntax `to`.
pub(super) fn convert(property: &Property, to: Syntax) -> Option<Property> {
    if to == Syntax::VCalendar10 {
        Some(to_old(property))
    } else {
        to_new(property)
    }
}

fn to_old(property: &Property) -> Property {
    let value = property.raw_value();
    let address = value
        .get(..7)
        .filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"))
        .and_then(|_| value.get(7..));
    let address = address.unwrap_or(&value);
    let mut out = Property::new_in(Syntax::VCalendar10, "ATTENDEE");
    match property.parameter("CN") {
        Some(name) => out.set_raw(&format!("{name} <{address}>")),
        None => out.set_raw(address),
    }
    if property.is("ORGANIZER") {
        out.set_parameter("ROLE", "ORGANIZER");
    }
    if let Some(role) = property.parameter("ROLE") {
        match EXPECTED
            .iter()
            .find(|(_, new)| new.eq_ignore_ascii_case(&role))
        {
            Some((old, _)) => out.set_parameter("EXPECT", old),
            None => out.set_parameter("ROLE", "ATTENDEE"),
        }
    }
    if let Some(status) = property.parameter("PARTSTAT") {
        let status = if status.eq_ignore_ascii_case("NEEDS-ACTION") {
            "NEEDS ACTION".to_owned()
        } else {
            status
        };
        out.set_parameter("STATUS", &status);
    }
    if let Some(reply) = property.parameter("RSVP") {
        out.set_parameter(
            "RSVP",
            if reply.eq_ignore_ascii_case("TRUE") {
                "YES"
            } else {
                "NO"
            },
        );
    }
    out
}

fn to_new(property: &Property) -> Option<Property> {
    let value = property.raw_value();
    let (name, address) = match value
        .trim()
        .strip_suffix('>')
        .and_then(|value| value.rsplit_once('<'))
    {
        Some((name, address)) => (name.trim(), address.trim()),
        None => ("", value.trim()),
    };
    if address.is_empty() {
        return None;
    }
    let is_organizer = property
        .parameter("ROLE")
        .is_some_and(|role| ["ORGANIZER", "OWNER"].contains(&role.to_ascii_uppercase().as_str()));
    let mut out = Property::new_in(
        Syntax::ICalendar20,
        if is_organizer {
            "ORGANIZER"
        } else {
            "ATTENDEE"
        },
    );
    out.set_raw(&if address.contains(':') {
        address.to_owned()
    } else {
        format!("mailto:{address}")
    });
    if !name.is_empty() {
        out.set_parameter("CN", name);
    }
    if let Some(expected) = property.parameter("EXPECT")
        && let Some((_, new)) = EXPECTED
            .iter()
            .find(|(old, _)| old.eq_ignore_ascii_case(&expected))
    {
        out.set_parameter("ROLE", new);
    }
    if let Some(status) = property.parameter("STATUS") {
        out.set_parameter("PARTSTAT", &status.replace(' ', "-"));
    }
    if let Some(reply) = property.parameter("RSVP") {
        out.set_parameter(
            "RSVP",
            if reply.eq_ignore_ascii_case("YES") {
                "TRUE"
            } else {
                "FALSE"
            },
        );
    }
    Some(out)
}
