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

pub(super) const AGENT: &str = "SCHEDULE-AGENT";

/// Whom a server may write to when it gets an item, by name, else by address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Telling {
    /// Who is invited, and was not before.
    pub invited: Vec<String>,
    /// Who is told that something changed.
    pub told: Vec<String>,
    /// Who is told that they are not invited any more.
    pub cancelled: Vec<String>,
}

impl Item {
    /// The people whom the server may tell when `owner` (an e-mail address) writes the item, by name, else by address, each
    /// once: of one's own appointment everybody invited, of somebody else's the organizer.
    pub fn told_by_server(&self, owner: &str) -> Vec<String> {
        names(self.recipients(owner))
    }

    /// What the server may write to whom when it gets this item, in place of the one it has.
    pub fn telling(&self, sent: Option<&Item>, owner: &str) -> Telling {
        // Without an organizer nobody was invited (RFC 6638, 3.1).
        let has_organizer = |item: &Item| !item.people("ORGANIZER").is_empty();
        let recipients = |item: &Item| {
            if has_organizer(item) {
                item.recipients(owner)
            } else {
                Vec::new()
            }
        };
        let now = recipients(self);
        let before = sent.map(recipients).unwrap_or_default();
        let is_changed = sent.is_none_or(|sent| sent.fingerprint() != self.fingerprint());
        if self.invited_by(owner).is_some() {
            let told = if is_changed { names(now) } else { Vec::new() };
            return Telling {
                told,
                ..Telling::default()
            };
        }
        let among =
            |people: &[Person], who: &Person| people.iter().any(|one| one.address == who.address);
        let cancelled = before
            .iter()
            .filter(|who| !among(&now, who))
            .cloned()
            .collect();
        let (still, fresh): (Vec<Person>, Vec<Person>) =
            now.into_iter().partition(|who| among(&before, who));
        Telling {
            invited: names(fresh),
            told: if is_changed { names(still) } else { Vec::new() },
            cancelled: names(cancelled),
        }
    }

    fn recipients(&self, owner: &str) -> Vec<Person> {
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
        attendees.into_iter().map(|(who, _)| who).collect()
    }

    /// The same item with the server asked to tell nobody of it, now and later.
    #[must_use]
    pub fn telling_nobody(&self) -> Item {
        let mut item = self.clone();
        item.each_member(|member| {
            for line in member.properties_mut().filter(|line| is_person(line)) {
                line.set_parameter(AGENT, "CLIENT");
            }
        });
        item
    }

    /// Whether it has guests, and the server is asked to tell none of them.
    pub fn tells_nobody(&self) -> bool {
        let guests = self.people("ATTENDEE");
        !guests.is_empty() && guests.iter().all(|(_, by_server)| !by_server)
    }

    /// Those of such lines in the item and its exceptions, and whether the server writes to them.
    pub(super) fn people(&self, name: &str) -> Vec<(Person, bool)> {
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

/// Each name once.
fn names(people: Vec<Person>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in people.into_iter().map(Person::called) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
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
    #[test]
    fn who_is_invited_told_and_no_longer_invited_is_said_apart() {
        let anna = "anna@example.com";
        let before = appointment(&MINE);
        let after = appointment(&[
            MINE[0],
            MINE[2],
            "ATTENDEE;CN=Dora:mailto:dora@example.com",
            "LOCATION:elsewhere",
        ]);
        let all = |names: &[&str]| {
            names
                .iter()
                .map(|&name| name.to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            after.telling(Some(&before), anna),
            Telling {
                invited: all(&["Dora"]),
                told: all(&["Bert"]),
                cancelled: all(&["carl@example.com"]),
            }
        );
        assert_eq!(after.telling(None, anna).invited, ["Bert", "Dora"]);
        assert_eq!(after.telling(Some(&after), anna), Telling::default());
        let guests_alone = appointment(&MINE[1..]);
        assert_eq!(
            guests_alone.telling(None, anna),
            Telling::default(),
            "nobody invites"
        );
        assert_eq!(
            appointment(&[]).telling(Some(&before), anna).cancelled,
            ["Bert", "carl@example.com"]
        );
        assert_eq!(
            after.telling(Some(&before), "bert@example.com").told,
            ["Anna"]
        );
    }

    #[test]
    fn a_mark_put_on_a_guest_who_was_invited_cancels_it_with_them() {
        let sent = appointment(&MINE);
        let marked = sent.telling_nobody();
        assert_eq!(marked.telling(None, "anna@example.com"), Telling::default());
        assert_eq!(
            marked.telling(Some(&sent), "anna@example.com").cancelled,
            ["Bert", "carl@example.com"]
        );
    }
}
