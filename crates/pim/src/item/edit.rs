//! Editing by hand: a field is set from what a person types, `smsync items edit` and the forms of the windows alike.
//!
//! What is typed is what is shown: `2026-07-15 14:00 – 15:00 Europe/Berlin`, `15 minutes`, `done`. Only the field's own lines are touched.

mod change;
mod guest;
mod typed;
mod typed_time;

use super::held::Held;
use super::place::Place;
use super::{Item, plain, zones};
use crate::document::{Component, Document, Entry, Property, Syntax};
use crate::field::value::{Field, Shape};
use crate::field::{self, FieldId};
use crate::kind::Kind;
use crate::row::RowKey;
use crate::when::date::DateTime;

const fn article(kind: Kind) -> &'static str {
    match kind {
        Kind::Appointment => "an",
        Kind::Contact | Kind::Task | Kind::Note => "a",
    }
}

/// What was typed cannot be that field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The kind of item has no such field, or it can't be typed.
    #[error("no field “{1}” can be typed in {article} {0}", article = article(*.0))]
    NoSuchField(Kind, FieldId),
    /// The text says nothing the field understands.
    #[error("“{text}” cannot be read as {expected}")]
    Unreadable {
        /// What was typed.
        text: String,
        /// What the field takes, in words.
        expected: &'static str,
    },
    /// The item has no such value.
    #[error("there is no {0} in it")]
    NoSuchValue(RowKey),
    /// The series has no occurrence of that name.
    #[error("there is no occurrence “{0}” in it")]
    NoSuchOccurrence(String),
    /// Somebody else invites: the guests are theirs to change.
    #[error("only {0}, who invites, can change the guests")]
    NotTheOrganizer(String),
}

impl Item {
    /// A new item with nothing in it but its identifier. Contacts are vCard 3.0, which every server takes.
    pub fn empty(kind: Kind, uid: &str) -> Item {
        let syntax = if kind == Kind::Contact {
            Syntax::VCard30
        } else {
            Syntax::ICalendar20
        };
        let mut document = Document::new(syntax);
        if let Some(top) = document.components_mut().next() {
            if kind == Kind::Contact {
                top.set_text("UID", uid);
            } else {
                top.push(Property::new_in(syntax, "PRODID").with_text("-//SmarterMail Sync//EN"));
                let mut member = Component::new(kind.component());
                member.set_text("UID", uid);
                top.push_component(member);
            }
        }
        Item {
            kind,
            document: Held::new(document),
        }
    }

    /// Gives a field this value, in place of all it had; an empty text removes the field. Words of categories stand between commas,
    /// several values of another list each on a line. A guest who stays keeps the line they have.
    ///
    /// # Errors
    /// The kind has no such field, or the text cannot be read as one. The item is as it was then.
    pub fn set(&mut self, id: FieldId, text: &str) -> Result<(), EditError> {
        let field = self.field(id)?;
        if self.is_plain() {
            plain::write(
                self,
                &[(field, (!text.is_empty()).then(|| text.to_owned()))],
            );
            return Ok(());
        }
        let syntax = self.syntax();
        let text = if id == FieldId::When {
            self.without_known_rules(text)
        } else {
            text
        };
        let mut entries = Vec::new();
        for value in values_of(field, text) {
            if id == FieldId::Attendee {
                entries.push(Entry::Property(self.guest_line(value)?));
            } else {
                entries.extend(typed::entries(self.kind, syntax, field, value, None)?);
            }
        }
        let follows = id == FieldId::Name && self.shows_its_name();
        let keeps_series =
            id == FieldId::When && !text.trim().contains('\n') && !text.trim().is_empty();
        self.edit_main(|main| {
            let goes = |property: &Property| {
                let is_rule = matches!(property.name(), "RRULE" | "RDATE" | "EXDATE" | "EXRULE");
                field.properties.contains(&property.name()) && !(keeps_series && is_rule)
            };
            let (properties, components) = sorted(entries);
            if follows {
                main.remove("FN");
            }
            main.remove_components_where(|inner| field.children.contains(&inner.name()));
            main.replace(goes, properties);
            for component in components {
                main.push_component(component);
            }
        });
        self.complete(id);
        Ok(())
    }

    /// Adds a value to a field that has several, such as a phone; `sort` says what sort (`work`, `mobile`).
    ///
    /// # Errors
    /// The kind has no such field, the field has room for one value only, or the text cannot be read as one.
    pub fn add(&mut self, id: FieldId, text: &str, sort: Option<&str>) -> Result<(), EditError> {
        let field = self.field(id)?;
        if !matches!(field.shape, Shape::List | Shape::Words) || self.is_plain() {
            return Err(EditError::NoSuchField(self.kind, id));
        }
        if id == FieldId::Attendee {
            return self.add_guest(text);
        }
        let entries = typed::entries(self.kind, self.syntax(), field, text, sort)?;
        self.edit_main(|main| {
            let (properties, components) = sorted(entries);
            for property in properties {
                let name = property.name().to_owned();
                main.insert_after(&name, property);
            }
            for component in components {
                main.push_component(component);
            }
        });
        self.complete(id);
        Ok(())
    }

    /// Removes one value, named as [`Item::fields`] names it.
    ///
    /// # Errors
    /// There is no such value. The item is as it was then.
    pub fn remove(&mut self, key: RowKey) -> Result<(), EditError> {
        let wrong = EditError::NoSuchValue(key);
        let read = self.read();
        let values = read.iter().find(|(field, _)| field.id == key.field);
        let at = usize::try_from(key.index.unwrap_or(1))
            .ok()
            .and_then(|number| number.checked_sub(1));
        let found = values
            .zip(at)
            .and_then(|((field, values), at)| Some((*field, values.get(at)?)));
        let (field, value) = found.ok_or(wrong)?;
        let nothing = Item::empty(self.kind, "");
        let mut writer = super::write::Writer::new(self, &nothing);
        writer.take(field, Some(value), None);
        *self = writer.finish();
        Ok(())
    }

    /// Gives a contact this picture.
    ///
    /// # Errors
    /// The item is no contact.
    pub fn set_picture(&mut self, bytes: &[u8]) -> Result<(), EditError> {
        self.field(FieldId::Photo)?;
        let mut property = Property::new_in(self.syntax(), "PHOTO");
        property.set_binary(bytes, field::photo::media_type(bytes));
        self.edit_main(|main| main.set(property));
        Ok(())
    }

    /// Notes in the item when it was edited, in UTC seconds since 1970: `REV`, or `LAST-MODIFIED` and `DTSTAMP`.
    pub fn touch(&mut self, utc_seconds: i64) {
        let stamp = format!("{}Z", DateTime::from_seconds(utc_seconds).basic());
        let (kind, syntax) = (self.kind, self.syntax());
        self.edit_main(|main| {
            let names: &[&str] = if kind == Kind::Contact {
                &["REV"]
            } else {
                &["DTSTAMP", "LAST-MODIFIED"]
            };
            for name in names {
                main.set(Property::new_in(syntax, name).with_raw(&stamp));
            }
        });
    }

    /// The time alone where the rules typed below it are those the item has: then its series stays line for line.
    fn without_known_rules<'t>(&self, text: &'t str) -> &'t str {
        let Some((time, rules)) = text.trim().split_once('\n') else {
            return text;
        };
        let known = self.fields().into_iter().any(|value| {
            value.key.field == FieldId::When
                && value
                    .typed
                    .split_once('\n')
                    .is_some_and(|(_, known)| known.trim() == rules.trim())
        });
        if known { time } else { text }
    }

    pub(super) fn field(&self, id: FieldId) -> Result<&'static Field, EditError> {
        let field = field::of(self.kind).iter().find(|field| field.id == id);
        field.copied().ok_or(EditError::NoSuchField(self.kind, id))
    }

    pub(super) fn edit_main(&mut self, edit: impl FnOnce(&mut Component)) {
        let kind = self.kind;
        let document = self.document.edit();
        if let Some(main) = Place::find(kind, document).and_then(|place| place.main_mut(document)) {
            edit(main);
        }
    }

    /// The lines a new value needs beside its own: the time zone it is written in, the names every card has.
    pub(super) fn complete(&mut self, id: FieldId) {
        match (self.kind, id) {
            (Kind::Contact, _) => self.complete_names(),
            (_, FieldId::When | FieldId::Start | FieldId::Due | FieldId::Date) => {
                zones::complete(self.document.edit());
            }
            _ => {}
        }
    }

    /// A card has a display name (RFC 6350 section 6.2.1), a vCard 3.0 an `N` too (RFC 2426 section 3.1.2).
    fn complete_names(&mut self) {
        let has = |name: &str| self.main().is_some_and(|main| main.first(name).is_some());
        let shown = if has("FN") {
            None
        } else {
            Some(self.spoken_name().unwrap_or_else(|| self.title()))
        };
        let needs_n = self.syntax() != Syntax::VCard40 && !has("N");
        let syntax = self.syntax();
        self.edit_main(|main| {
            if let Some(shown) = shown {
                main.set_text("FN", &shown);
            }
            if needs_n {
                main.push(Property::new_in(syntax, "N").with_raw(";;;;"));
            }
        });
    }

    /// The display name is nothing of its own, but the name as spoken, or what stands in for one that is missing: it follows
    /// when the name changes.
    fn shows_its_name(&self) -> bool {
        let shown = self
            .main()
            .and_then(|main| main.first("FN"))
            .map(|shown| shown.text().trim().to_owned());
        let spoken = self.spoken_name().filter(|name| !name.is_empty());
        shown.is_some_and(|shown| {
            shown
                == spoken.unwrap_or_else(|| {
                    let mut bare = self.clone();
                    bare.edit_main(|main| {
                        main.remove("FN");
                    });
                    bare.title()
                })
        })
    }

    fn spoken_name(&self) -> Option<String> {
        let read = self.read();
        let (_, values) = read.iter().find(|(field, _)| field.id == FieldId::Name)?;
        values.first().map(|value| value.shown.text.clone())
    }
}

/// What was typed for a field, value by value.
fn values_of<'t>(field: &Field, text: &'t str) -> Vec<&'t str> {
    let values: Vec<&str> = if field.shape == Shape::List {
        text.lines().collect()
    } else {
        vec![text]
    };
    let is_said = |value: &&str| !value.trim().is_empty();
    values.into_iter().filter(is_said).collect()
}

fn sorted(entries: Vec<Entry>) -> (Vec<Property>, Vec<Component>) {
    let (mut properties, mut components) = (Vec::new(), Vec::new());
    for entry in entries {
        match entry {
            Entry::Property(property) => properties.push(property),
            Entry::Component(component) => components.push(*component),
            Entry::Junk(_) => {}
        }
    }
    (properties, components)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(item: &Item) -> Vec<String> {
        item.fields()
            .iter()
            .map(|value| format!("{} {}", value.key, value.shown))
            .collect()
    }

    #[test]
    fn a_contact_is_typed_in() {
        let mut item = Item::empty(Kind::Contact, "u");
        item.set(FieldId::Name, "Anna Maria Berg").unwrap();
        item.add(FieldId::Email, "anna@x.org", Some("work"))
            .unwrap();
        item.add(FieldId::Phone, "+49 30 1234567", Some("mobile"))
            .unwrap();
        item.add(FieldId::Phone, "7654321", None).unwrap();
        item.set(FieldId::Company, "Acme, Sales").unwrap();
        item.set(FieldId::Birthday, "--04-12").unwrap();
        item.set(FieldId::Category, "one, two").unwrap();
        item.set(FieldId::Text, "a\nb").unwrap();
        item.add(FieldId::Address, "Way 1, 53111 Bonn", Some("home"))
            .unwrap();
        let expected = [
            "name Anna Maria Berg",
            "display-name Anna Maria Berg",
            "company Acme, Sales",
            "email[1] anna@x.org (work)",
            "phone[1] +49 30 1234567 (mobile)",
            "phone[2] 7654321",
            "address[1] Way 1, 53111 Bonn (home)",
            "birthday --04-12",
            "category[1] one",
            "category[2] two",
            "text a\nb",
        ];
        assert_eq!(shown(&item), expected);
        item.remove("phone[1]".parse().unwrap()).unwrap();
        assert!(item.remove("phone[2]".parse().unwrap()).is_err());
        item.set(FieldId::Birthday, "").unwrap();
        assert!(
            !shown(&item)
                .iter()
                .any(|line| line.contains("mobile") || line.contains("birthday"))
        );
        let again = Item::parse(Kind::Contact, &item.bytes()).unwrap();
        assert_eq!(again.fingerprint(), item.fingerprint());
    }

    #[test]
    fn the_display_name_follows_the_name() {
        let mut item = Item::empty(Kind::Contact, "u");
        item.set(FieldId::Name, "Anna Berg").unwrap();
        item.set(FieldId::Name, "Anna Maier").unwrap();
        assert_eq!(item.title(), "Anna Maier");
        let mut company = Item::empty(Kind::Contact, "u");
        company.set(FieldId::Company, "Acme").unwrap();
        assert_eq!(company.title(), "Acme");
        company.set(FieldId::Name, "Anna Berg").unwrap();
        assert_eq!(company.title(), "Anna Berg", "Acme only stood in for it");
        let mut nameless = Item::empty(Kind::Contact, "u");
        nameless.set(FieldId::Title, "Dr").unwrap();
        nameless.set(FieldId::Name, "Anna Berg").unwrap();
        assert_eq!(nameless.title(), "Anna Berg");
        item.set(FieldId::DisplayName, "Doctor Anna").unwrap();
        item.set(FieldId::Name, "Anna Berg").unwrap();
        assert_eq!(
            item.title(),
            "Doctor Anna",
            "a display name of its own stays"
        );
    }

    #[test]
    fn an_appointment_is_typed_in() {
        let mut item = Item::empty(Kind::Appointment, "u");
        item.set(FieldId::Subject, "Lunch").unwrap();
        item.set(FieldId::When, "2026-07-15 12:00 – 13:30 Europe/Berlin\nevery 2 weeks on Monday and Wednesday, 5 times").unwrap();
        item.add(FieldId::Reminder, "1 hour 30 minutes", None)
            .unwrap();
        item.add(FieldId::Attendee, "Bert <bert@x.org>", None)
            .unwrap();
        item.set(FieldId::Busy, "free").unwrap();
        item.touch(0);
        let expected = [
            "subject Lunch",
            "when 2026-07-15 12:00 – 13:30 Europe/Berlin\nevery 2 weeks on Monday and Wednesday, 5 times",
            "attendee[1] Bert <bert@x.org>",
            "reminder[1] 1 hour 30 minutes before the start",
            "busy free",
        ];
        assert_eq!(shown(&item), expected);
        item.set(FieldId::When, "2026-07-15 14:00 – 15:00 Europe/Berlin")
            .unwrap();
        assert!(
            shown(&item)[1].contains("every 2 weeks"),
            "the series stays when only the time is typed"
        );
        let text = String::from_utf8(item.bytes()).unwrap();
        assert_eq!(text.matches("BEGIN:VTIMEZONE").count(), 1, "{text}");
        assert_eq!(item.changed_at(), Some(0));
    }

    #[test]
    fn a_task_and_a_note_are_typed_in() {
        let mut task = Item::empty(Kind::Task, "u");
        task.set(FieldId::Subject, "Tax").unwrap();
        task.set(FieldId::Due, "2026-07-15").unwrap();
        task.set(FieldId::Status, "40 %").unwrap();
        task.set(FieldId::Priority, "high").unwrap();
        assert_eq!(
            shown(&task),
            [
                "subject Tax",
                "due 2026-07-15",
                "status in process, 40 %",
                "priority high (1)"
            ]
        );
        task.set(FieldId::Status, "done").unwrap();
        assert!(shown(&task).contains(&"status done".to_owned()));
        let mut note = Item::parse(Kind::Note, b"List\nmilk\n").unwrap();
        note.set(FieldId::Text, "milk\nbread").unwrap();
        assert_eq!(note.bytes(), b"List\nmilk\nbread\n");
    }

    #[test]
    fn what_cannot_be_read_changes_nothing() {
        let mut item = Item::empty(Kind::Appointment, "u");
        let before = item.bytes();
        for (field, text) in [
            (FieldId::When, "tomorrow"),
            (FieldId::When, "2026-07-15 15:00 – 14:00"),
            (FieldId::When, "2026-07-15 14:00 Middle/Earth"),
            (FieldId::Reminder, "soon"),
            (FieldId::Email, "a@x.org"),
            (FieldId::Priority, "purple"),
            (FieldId::Other, "x"),
            (FieldId::Exception, "x"),
        ] {
            assert!(item.set(field, text).is_err(), "{field} {text}");
            assert_eq!(item.bytes(), before);
        }
    }
}
