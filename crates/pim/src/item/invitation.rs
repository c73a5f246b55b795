//! Invitations: whom a server tells of a change (RFC 6638), and how it is asked to tell nobody.
//!
//! `SCHEDULE-AGENT` (section 7.1) stays in the item, and whoever writes it later, with whichever program, is under it. Only a
//! server that gets the item for the first time sends nothing then: put on one that it sent out already, it makes the server
//! cancel it with everybody (section 3.2.1.2).

use super::{Item, place};
use crate::document::{Component, Property};
use crate::field::attendee::Person;
use crate::field::email;
use crate::field::line::Line;

const AGENT: &str = "SCHEDULE-AGENT";

impl Item {
    /// The people whom the server may tell when `owner` (an e-mail address) writes the item, by name, else by address, each
    /// once: of one's own appointment everybody invited, of somebody else's the organizer.
    pub fn told_by_server(&self, owner: &str) -> Vec<String> {
        let owner = email::normal(owner).to_lowercase();
        let organizers = self.people("ORGANIZER");
        let mut attendees = self.people("ATTENDEE");
        let is_guest = attendees.iter().any(|(who, _)| who.address == owner)
            && !organizers.iter().any(|(who, _)| who.address == owner);
        if is_guest && !organizers.is_empty() {
            attendees = organizers;
        } else {
            attendees
                .retain(|(who, _)| !organizers.iter().any(|(one, _)| one.address == who.address));
        }
        attendees.retain(|(who, by_server)| *by_server && who.address != owner);
        let mut told: Vec<String> = Vec::new();
        for (who, _) in attendees {
            let name = if who.name.is_empty() {
                who.address
            } else {
                who.name
            };
            if !told.contains(&name) {
                told.push(name);
            }
        }
        told
    }

    /// The same item with the server asked to tell nobody of it, now and later.
    #[must_use]
    pub fn telling_nobody(&self) -> Item {
        let mut item = self.clone();
        let kind = self.kind;
        for top in item.document.edit().components_mut() {
            for member in top
                .components_mut()
                .filter(|member| place::is_of(kind, member))
            {
                for line in member.properties_mut().filter(|line| is_person(line)) {
                    line.set_parameter(AGENT, "CLIENT");
                }
            }
        }
        item
    }

    /// Those of such lines in the item and its exceptions, and whether the server writes to them.
    fn people(&self, name: &str) -> Vec<(Person, bool)> {
        let tops = self.document().components();
        let members = tops
            .flat_map(Component::components)
            .filter(|member| place::is_of(self.kind, member));
        members
            .flat_map(|member| member.all(name))
            .map(|property| {
                let line = Line {
                    at: 0,
                    property,
                    group_label: None,
                };
                (Person::of(&line), is_told_by_server(property))
            })
            .collect()
    }
}

fn is_person(line: &Property) -> bool {
    line.is("ORGANIZER") || line.is("ATTENDEE")
}

/// What is none of the known words is as `NONE` (RFC 6638, 7.1).
fn is_told_by_server(line: &Property) -> bool {
    line.parameter(AGENT)
        .is_none_or(|agent| agent.trim().eq_ignore_ascii_case("SERVER"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::Kind;

    fn appointment(lines: &[&str]) -> Item {
        let text = [
            &[
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                "BEGIN:VEVENT",
                "UID:u",
                "DTSTART:20260715T120000Z",
            ],
            lines,
            &["END:VEVENT", "END:VCALENDAR", ""],
        ]
        .concat()
        .join("\r\n");
        Item::parse(Kind::Appointment, text.as_bytes()).unwrap()
    }

    const MINE: [&str; 4] = [
        "ORGANIZER;CN=Anna:mailto:Anna@example.com",
        "ATTENDEE;CN=Anna;PARTSTAT=ACCEPTED:mailto:anna@example.com",
        "ATTENDEE;CN=Bert:mailto:bert@example.com",
        "ATTENDEE:mailto:carl@example.com",
    ];

    #[test]
    fn of_ones_own_appointment_the_guests_are_told_and_of_anothers_its_organizer() {
        let item = appointment(&MINE);
        for (owner, told) in [
            ("anna@example.com", vec!["Bert", "carl@example.com"]),
            ("BERT@example.com", vec!["Anna"]),
            // An alias nobody here knows of: everybody who may be told is named.
            ("sales@example.com", vec!["Bert", "carl@example.com"]),
        ] {
            assert_eq!(item.told_by_server(owner), told, "{owner}");
        }
        assert!(
            appointment(&[])
                .told_by_server("anna@example.com")
                .is_empty()
        );
    }

    #[test]
    fn who_is_not_the_servers_to_tell_is_not_told() {
        for (agent, told) in [("SERVER", 1), ("client", 0), ("NONE", 0), ("X-MINE", 0)] {
            let line = format!("ATTENDEE;SCHEDULE-AGENT={agent}:mailto:bert@example.com");
            let item = appointment(&[MINE[0], &line]);
            assert_eq!(
                item.told_by_server("anna@example.com").len(),
                told,
                "{agent}"
            );
        }
    }

    #[test]
    fn telling_nobody_marks_each_person_in_every_part_and_leaves_alarms_alone() {
        let series = [
            &MINE[..],
            &[
                "RRULE:FREQ=DAILY",
                "BEGIN:VALARM",
                "ACTION:EMAIL",
                "ATTENDEE:mailto:anna@example.com",
                "END:VALARM",
                "END:VEVENT",
                "BEGIN:VEVENT",
                "UID:u",
                "RECURRENCE-ID:20260716T120000Z",
                "DTSTART:20260716T130000Z",
                "ATTENDEE;SCHEDULE-AGENT=SERVER:mailto:dora@example.com",
            ],
        ]
        .concat();
        let item = appointment(&series);
        let quiet = item.telling_nobody();
        assert!(quiet.told_by_server("anna@example.com").is_empty());
        let text = String::from_utf8(quiet.bytes()).unwrap();
        assert_eq!(text.matches("SCHEDULE-AGENT=CLIENT").count(), 5, "{text}");
        assert!(
            text.contains("\r\nATTENDEE:mailto:anna@example.com\r\nEND:VALARM"),
            "{text}"
        );
        assert_eq!(
            quiet.fingerprint(),
            item.fingerprint(),
            "it is no difference to ask about"
        );
    }
}
