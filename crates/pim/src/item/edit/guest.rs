//! A guest as a person types one, and the line that says who it is: written anew, or changed where it stands with all that
//! was said on it since.

use std::collections::HashMap;

use super::{EditError, Item};
use crate::document::{Entry, Property, Syntax};
use crate::field::attendee::Person;
use crate::field::email;
use crate::field::line::Line;
use crate::field::value::{Part, Value};
use crate::item::invitation;

/// What of a line stays where another address is typed into it: what the organizer asks of a guest. How somebody else
/// answered does not.
const ASKED: [&str; 4] = ["ROLE", "CUTYPE", "RSVP", invitation::AGENT];

/// Somebody as typed: `bert@x.org`, `Bert <bert@x.org>`.
struct Typed<'t> {
    /// Empty where none was typed.
    name: &'t str,
    address: &'t str,
}

impl Typed<'_> {
    fn read(text: &str) -> Result<Typed<'_>, EditError> {
        let (name, address) = match text.split_once('<') {
            Some((name, rest)) => (name, rest.trim_end().strip_suffix('>').unwrap_or(rest)),
            None => ("", text),
        };
        let address = address.trim();
        let address = address.strip_prefix("mailto:").unwrap_or(address);
        if !is_address(address) {
            return Err(super::typed::unreadable(
                text,
                "an e-mail address such as bert@example.org, or Bert <bert@example.org>",
            ));
        }
        let name = name.trim().trim_matches('"').trim();
        Ok(Typed { name, address })
    }

    fn identity(&self) -> String {
        email::normal(self.address).to_lowercase()
    }
}

/// Whether a text can be an e-mail address. What RFC 5321 has beside this (quoted names, literal addresses) nobody types.
fn is_address(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else {
        return false;
    };
    let may_stand =
        |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"@".contains(c);
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    !name.is_empty() && name.chars().all(may_stand) && host.split('.').all(is_label)
}

/// The line of a person: of a guest with what an invitation says of one who was not asked yet (RFC 5546, 2.1.4; 3.2.2).
pub(super) fn line(property: Property, text: &str) -> Result<Property, EditError> {
    let typed = Typed::read(text)?;
    let mut property = property;
    if !typed.name.is_empty() {
        property.set_parameter("CN", typed.name);
    }
    if property.is("ATTENDEE") && property.syntax() == Syntax::ICalendar20 {
        property.set_parameter("PARTSTAT", "NEEDS-ACTION");
        property.set_parameter("RSVP", "TRUE");
    }
    Ok(property.with_raw(&format!("mailto:{}", typed.address)))
}

/// The same line for what is typed into it now. Another address is another person, who has not answered.
fn changed(old: &Property, text: &str) -> Result<Property, EditError> {
    let typed = Typed::read(text)?;
    let known = person(old);
    if known.address != typed.identity() {
        let mut fresh = line(Property::new_in(old.syntax(), old.name()), text)?;
        for name in ASKED {
            let values = old.parameter_values(name);
            if !values.is_empty() {
                fresh.set_parameter_values(name, &values);
            }
        }
        return Ok(fresh);
    }
    let mut same = old.clone();
    if known.name != typed.name {
        if typed.name.is_empty() {
            same.remove_parameter("CN");
        } else {
            same.set_parameter("CN", typed.name);
        }
    }
    Ok(same)
}

fn person(property: &Property) -> Person {
    Person::of(&Line {
        at: 0,
        property,
        group_label: None,
    })
}

impl Item {
    /// Changes the lines of one guest, and no other line.
    pub(super) fn change_guest(&mut self, guest: &Value, text: &str) -> Result<(), EditError> {
        let mut lines: HashMap<usize, Property> = HashMap::new();
        let entries = self.main().map(crate::document::Component::entries);
        for part in &guest.parts {
            if let Part::Inside(at) = part
                && let Some(old) = entries
                    .and_then(|entries| entries.get(*at))
                    .and_then(Entry::property)
            {
                lines.insert(*at, changed(old, text)?);
            }
        }
        self.edit_main(|main| {
            let mut entries = main.take_entries();
            for (at, line) in lines {
                if let Some(entry) = entries.get_mut(at) {
                    *entry = Entry::Property(line);
                }
            }
            main.put_entries(entries);
        });
        Ok(())
    }

    /// The line of a guest who is added: the one they have already, or a new one. Where the server is asked to tell nobody of
    /// the item, it is not to tell them either.
    pub(super) fn guest_line(&self, text: &str) -> Result<Property, EditError> {
        let typed = Typed::read(text)?;
        let identity = typed.identity();
        let known = self.main().and_then(|main| {
            main.all("ATTENDEE")
                .find(|line| person(line).address == identity)
        });
        match known {
            // An address alone says who is meant, not that they have no name.
            Some(known) if typed.name.is_empty() => return Ok(known.clone()),
            Some(known) => return changed(known, text),
            None => {}
        }
        let mut fresh = line(Property::new_in(self.syntax(), "ATTENDEE"), text)?;
        if self.tells_nobody() {
            fresh.set_parameter(invitation::AGENT, "CLIENT");
        }
        Ok(fresh)
    }

    /// Adds a guest; who is there already stays as they are.
    pub(super) fn add_guest(&mut self, text: &str) -> Result<(), EditError> {
        let guest = self.guest_line(text)?;
        let address = person(&guest).address;
        self.edit_main(|main| {
            if !main
                .all("ATTENDEE")
                .any(|line| person(line).address == address)
            {
                main.insert_after("ATTENDEE", guest);
            }
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FieldId;
    use crate::kind::Kind;

    const LINES: [&str; 7] = [
        "ORGANIZER;CN=Anna:mailto:anna@example.com",
        "ATTENDEE;CN=Bert;PARTSTAT=ACCEPTED;ROLE=OPT-PARTICIPANT;X-NUM-GUESTS=0;SCHED",
        " ULE-STATUS=\"2.0;Delivered\":MAILTO:Bert@Example.com",
        "ATTENDEE;PARTSTAT=DECLINED;CN=\"Carl, the tall\":mailto:carl@example.com",
        "attendee;RSVP=TRUE:mailto:dora@example.com",
        "X-AFTER:stays",
        "LOCATION:here",
    ];

    fn text(lines: &[&str]) -> String {
        let head = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "BEGIN:VEVENT",
            "UID:u",
            "DTSTART:20260715T120000Z",
        ];
        [&head, lines, &["END:VEVENT", "END:VCALENDAR", ""]]
            .concat()
            .join("\r\n")
    }

    fn item(lines: &[&str]) -> Item {
        Item::parse(Kind::Appointment, text(lines).as_bytes()).unwrap()
    }

    fn written(item: &Item) -> String {
        String::from_utf8(item.bytes()).unwrap()
    }

    #[test]
    fn a_guest_who_is_called_otherwise_keeps_the_answer_and_no_other_line_is_touched() {
        let mut item = item(&LINES);
        item.change(
            "attendee[2]".parse().unwrap(),
            "Carl <carl@example.com>",
            Some("declined"),
        )
        .unwrap();
        let mut expected = LINES;
        expected[3] = "ATTENDEE;PARTSTAT=DECLINED;CN=Carl:mailto:carl@example.com";
        assert_eq!(written(&item), text(&expected));
        item.change(
            "attendee[3]".parse().unwrap(),
            "Dora <Dora@example.com>",
            None,
        )
        .unwrap();
        expected[4] = "attendee;RSVP=TRUE;CN=Dora:mailto:dora@example.com";
        assert_eq!(written(&item), text(&expected));
    }

    #[test]
    fn a_long_line_of_many_parameters_keeps_them_all_when_the_name_goes() {
        let mut item = item(&LINES);
        item.change("attendee[1]".parse().unwrap(), "bert@example.com", None)
            .unwrap();
        let unfolded = written(&item).replace("\r\n ", "");
        assert!(
            unfolded.contains(
                "\r\nATTENDEE;PARTSTAT=ACCEPTED;ROLE=OPT-PARTICIPANT;X-NUM-GUESTS=0;\
                 SCHEDULE-STATUS=\"2.0;Delivered\":MAILTO:Bert@Example.com\r\n"
            ),
            "{unfolded}"
        );
    }

    #[test]
    fn another_address_is_another_person_who_was_not_asked_yet() {
        let mut item = item(&LINES);
        item.change(
            "attendee[1]".parse().unwrap(),
            "Berta <berta@example.com>",
            Some("accepted, optional"),
        )
        .unwrap();
        let text = written(&item).replace("\r\n ", "");
        assert!(
            text.contains("\r\nATTENDEE;CN=Berta;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;ROLE=OPT-PARTICIPANT:mailto:berta@example.com\r\n"),
            "{text}"
        );
        assert!(!text.contains("SCHEDULE-STATUS"), "{text}");
    }

    #[test]
    fn taking_one_away_or_adding_one_leaves_the_others_byte_for_byte() {
        let mut item = item(&LINES);
        item.remove("attendee[2]".parse().unwrap()).unwrap();
        item.add(FieldId::Attendee, "Emil <emil@example.com>", None)
            .unwrap();
        item.add(FieldId::Attendee, "DORA@example.com", None)
            .unwrap();
        let mut expected = LINES.to_vec();
        expected.remove(3);
        expected.insert(
            4,
            "ATTENDEE;CN=Emil;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:emil@example.com",
        );
        assert_eq!(written(&item), text(&expected));
    }

    #[test]
    fn a_list_that_is_typed_as_a_whole_keeps_the_lines_of_those_who_stay() {
        let mut item = item(&LINES);
        item.set(
            FieldId::Attendee,
            "Emil <emil@example.com>\nBert <bert@example.com>\n",
        )
        .unwrap();
        let mut expected = LINES.to_vec();
        expected.drain(3..5);
        expected.insert(
            1,
            "ATTENDEE;CN=Emil;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:emil@example.com",
        );
        assert_eq!(written(&item), text(&expected));
    }

    #[test]
    fn what_cannot_be_an_address_is_refused_and_changes_nothing() {
        for typed in [
            "Bert",
            "bert@",
            "@example.com",
            "bert @example.com",
            "bert@exa mple.com",
            "bert@example..com",
            "bert@-x.com",
            "a@b@c.com",
            "Bert <bert>",
            "bert@example.com, carl@example.com",
            "bert@example.com.",
            "<>",
            "b;c@example.com",
        ] {
            let mut item = item(&LINES);
            assert!(item.add(FieldId::Attendee, typed, None).is_err(), "{typed}");
            assert!(
                item.change("attendee[1]".parse().unwrap(), typed, None)
                    .is_err(),
                "{typed}"
            );
            assert_eq!(written(&item), text(&LINES));
        }
        for typed in [
            "bert@localhost",
            "Bert <mailto:bert@example.com>",
            "\"Brown, Bert\" <b.b+x@sub.example.com>",
            "jörg@exämple.de",
        ] {
            assert!(
                item(&[]).add(FieldId::Attendee, typed, None).is_ok(),
                "{typed}"
            );
        }
    }

    #[test]
    fn who_is_added_to_an_appointment_that_tells_nobody_is_not_told() {
        let mut quiet = item(&LINES).telling_nobody();
        quiet
            .add(FieldId::Attendee, "emil@example.com", None)
            .unwrap();
        assert!(quiet.told_by_server("anna@example.com").is_empty());
        let mut none = item(&[]);
        none.add(FieldId::Attendee, "emil@example.com", None)
            .unwrap();
        assert_eq!(
            none.told_by_server("anna@example.com"),
            ["emil@example.com"]
        );
    }
}
