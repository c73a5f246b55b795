//! Who invites. An appointment with guests has an `ORGANIZER`, one without must not (RFC 5545, 3.8.4.3), and only the organizer
//! changes who is invited: what a guest changes in the list the server refuses or drops (RFC 6638, 3.2.2.1).

use super::{EditError, Item, place};
use crate::document::{Component, Entry, Property, Syntax};
use crate::field::email;
use crate::item::invitation::AGENT;

impl Item {
    /// Who invites, by name, else by address, where that is somebody else than `owner` (an e-mail address).
    pub fn invited_by(&self, owner: &str) -> Option<String> {
        let owner = email::normal(owner).to_lowercase();
        let mut organizers = self.people("ORGANIZER").into_iter();
        organizers
            .find(|(who, _)| who.address != owner && !who.address.is_empty())
            .map(|(who, _)| who.called())
    }

    /// What an edit of the guests asks of the organizer: whoever adds the first becomes it, and is not any more when the last
    /// one went. `before` is the item before the edit, `sent` what the server has: where that invites, the organizer stays. A
    /// server that is sent an item without one takes it for nobody's invitation, and cancels with nobody (Cyrus).
    ///
    /// # Errors
    /// Somebody else invites; the item is as the edit left it.
    pub fn settle_organizer(
        &mut self,
        before: &Item,
        sent: Option<&Item>,
        owner: &str,
    ) -> Result<(), EditError> {
        let guests = self.guest_addresses();
        if guests == before.guest_addresses() || self.syntax() != Syntax::ICalendar20 {
            return Ok(());
        }
        if let Some(other) = before.invited_by(owner) {
            return Err(EditError::NotTheOrganizer(other));
        }
        let is_sent = sent.is_some_and(|sent| !sent.people("ORGANIZER").is_empty());
        if guests.is_empty() && is_sent {
            return Ok(());
        }
        if guests.is_empty() {
            self.each_member(|member| {
                member.remove("ORGANIZER");
            });
        } else if self.people("ORGANIZER").is_empty() {
            let mut organizer = Property::new_in(self.syntax(), "ORGANIZER")
                .with_raw(&format!("mailto:{}", owner.trim()));
            if self.tells_nobody() {
                organizer.set_parameter(AGENT, "CLIENT");
            }
            self.each_member(|member| invite(member, &organizer));
        }
        Ok(())
    }

    fn guest_addresses(&self) -> Vec<String> {
        let mut addresses: Vec<String> = self
            .people("ATTENDEE")
            .into_iter()
            .map(|(who, _)| who.address)
            .collect();
        addresses.sort_unstable();
        addresses.dedup();
        addresses
    }

    /// The item and its exceptions: all of them say the same organizer (RFC 6638, 3.2.4.2).
    pub(super) fn each_member(&mut self, mut change: impl FnMut(&mut Component)) {
        let kind = self.kind;
        for top in self.document.edit().components_mut() {
            for member in top
                .components_mut()
                .filter(|member| place::is_of(kind, member))
            {
                change(member);
            }
        }
    }
}

/// Above the guests, as such lines are read.
fn invite(member: &mut Component, organizer: &Property) {
    let first_guest = member
        .entries()
        .iter()
        .position(|entry| matches!(entry, Entry::Property(line) if line.is("ATTENDEE")));
    match first_guest {
        Some(at) => member.insert(at, organizer.clone()),
        None => member.push(organizer.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FieldId;
    use crate::kind::Kind;

    const ANNA: &str = "anna@example.com";
    const MINE: &str = "ORGANIZER:mailto:anna@example.com";
    const BERT: &str = "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bert@example.com";

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

    /// What an edit of the guests comes to.
    fn edited(lines: &[&str], edit: impl FnOnce(&mut Item)) -> Result<String, EditError> {
        let before = Item::parse(Kind::Appointment, text(lines).as_bytes()).unwrap();
        let mut item = before.clone();
        edit(&mut item);
        item.settle_organizer(&before, None, ANNA)?;
        Ok(String::from_utf8(item.bytes()).unwrap())
    }

    fn add(item: &mut Item) {
        item.add(FieldId::Attendee, "bert@example.com", None)
            .unwrap();
    }

    fn empty(item: &mut Item) {
        item.set(FieldId::Attendee, "").unwrap();
    }

    #[test]
    fn whoever_adds_the_first_guest_invites_and_no_longer_when_the_last_one_went() {
        assert_eq!(edited(&[], add), Ok(text(&[MINE, BERT])));
        assert_eq!(
            edited(&["X-A:1", MINE, BERT, "X-B:2"], empty),
            Ok(text(&["X-A:1", "X-B:2"]))
        );
        let older = "ATTENDEE;CN=Carl:mailto:carl@example.com";
        assert_eq!(
            edited(&[older], add),
            Ok(text(&[MINE, older, BERT])),
            "guests that nobody invited"
        );
    }

    #[test]
    fn what_was_sent_keeps_its_organizer_so_that_the_server_cancels_it() {
        let sent = Item::parse(Kind::Appointment, text(&[MINE, BERT]).as_bytes()).unwrap();
        let mut item = sent.clone();
        empty(&mut item);
        item.settle_organizer(&sent, Some(&sent), ANNA).unwrap();
        assert_eq!(item.bytes(), text(&[MINE]).as_bytes());
        assert_eq!(
            item.telling(Some(&sent), ANNA).cancelled,
            ["bert@example.com"]
        );
        let unsent = Item::parse(Kind::Appointment, text(&[]).as_bytes()).unwrap();
        let mut item = sent.clone();
        empty(&mut item);
        item.settle_organizer(&sent, Some(&unsent), ANNA).unwrap();
        assert_eq!(item.bytes(), text(&[]).as_bytes());
    }

    #[test]
    fn an_edit_of_something_else_asks_nothing() {
        let older = "ATTENDEE;CN=Carl:mailto:carl@example.com";
        let place = |item: &mut Item| item.set(FieldId::Place, "here").unwrap();
        assert_eq!(edited(&[older], place), Ok(text(&[older, "LOCATION:here"])));
        assert_eq!(edited(&[MINE], place), Ok(text(&[MINE, "LOCATION:here"])));
        let theirs = [
            "ORGANIZER;CN=Bert:mailto:bert@example.com",
            "ATTENDEE:mailto:anna@example.com",
        ];
        assert!(edited(&theirs, place).is_ok());
        let renamed = |item: &mut Item| {
            item.change(
                "attendee[1]".parse().unwrap(),
                "Anna <anna@example.com>",
                None,
            )
            .unwrap();
        };
        assert!(edited(&theirs, renamed).is_ok(), "nobody more is invited");
    }

    #[test]
    fn a_guest_cannot_invite() {
        let theirs = [
            "ORGANIZER;CN=Bert Brown:mailto:bert@example.com",
            "ATTENDEE:mailto:anna@example.com",
        ];
        for edit in [add, empty] {
            assert_eq!(
                edited(&theirs, edit),
                Err(EditError::NotTheOrganizer("Bert Brown".to_owned()))
            );
        }
        let mine = ["ORGANIZER:MAILTO:Anna@Example.com", BERT];
        let more = |item: &mut Item| {
            item.add(FieldId::Attendee, "carl@example.com", None)
                .unwrap();
        };
        assert!(edited(&mine, more).is_ok());
    }

    #[test]
    fn all_parts_of_a_series_have_the_organizer() {
        let series = [
            "RRULE:FREQ=DAILY",
            "END:VEVENT",
            "BEGIN:VEVENT",
            "UID:u",
            "RECURRENCE-ID:20260716T120000Z",
            "DTSTART:20260716T130000Z",
        ];
        let alone = |item: &mut Item| {
            item.edit_occurrence("20260717T120000Z", |one| {
                one.add(FieldId::Attendee, "bert@example.com", None)
            })
            .unwrap();
        };
        let text = edited(&series, alone).unwrap();
        assert_eq!(text.matches(MINE).count(), 3, "{text}");
        assert_eq!(text.matches("ATTENDEE").count(), 1, "{text}");
    }
}
