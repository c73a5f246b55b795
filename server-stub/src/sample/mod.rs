//! A mailbox that looks like a person's: made by code from lists, the same every time for the same user and day.

mod calendar;
mod contacts;
mod many;
mod notes;
mod picture;
mod tasks;

use std::time::SystemTime;

use bytes::Bytes;

use crate::date;
use crate::scan::scan;
use crate::store::{CollectionPath, Shelves, StoreError, names};

/// One item: the last segment of its address, and its text.
type Sample = (String, String);

/// Fills a new mailbox.
pub(crate) fn fill(shelves: &mut Shelves, email: &str, now: SystemTime) {
    let today = date::unix_seconds(now) / 86_400;
    let lists: [(&str, Vec<Sample>); 5] = [
        (names::CONTACTS, contacts::contacts(email)),
        (names::CALENDAR, calendar::appointments(email, today)),
        (names::TEAM, calendar::team(today)),
        (names::TASKS, tasks::tasks(email, today)),
        (names::NOTES, notes::notes(email, today)),
    ];
    for (path, samples) in lists {
        let Ok(path) = path.parse::<CollectionPath>() else {
            continue;
        };
        let items = samples.into_iter().filter_map(|(name, text)| {
            let scanned = scan(text.as_bytes()).ok()?;
            Some((name, scanned, Bytes::from(text)))
        });
        // A disk that is full leaves the mailbox emptier, not the server dead.
        let _ = shelves.fill(&path, items.collect(), now);
    }
}

/// Adds so many items to a mailbox. The batch is a number not used for this mailbox before.
pub(crate) fn add(
    shelves: &mut Shelves,
    email: &str,
    now: SystemTime,
    count: usize,
    batch: u64,
) -> Result<(), StoreError> {
    let today = date::unix_seconds(now) / 86_400;
    for (path, samples) in many::many(email, today, count, batch) {
        let Ok(path) = path.parse::<CollectionPath>() else {
            continue;
        };
        let items = samples.into_iter().filter_map(|(name, text)| {
            let scanned = scan(text.as_bytes()).ok()?;
            Some((name, scanned, Bytes::from(text)))
        });
        shelves.fill(&path, items.collect(), now)?;
    }
    Ok(())
}

/// Writes a text line by line, folded at 75 bytes and ended with CRLF.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn line(&mut self, line: &str) -> &mut Lines {
        let mut used = 0;
        for character in line.chars() {
            if used + character.len_utf8() > 75 {
                self.text.push_str("\r\n ");
                used = 1;
            }
            self.text.push(character);
            used += character.len_utf8();
        }
        self.text.push_str("\r\n");
        self
    }

    /// `NAME:value` with the value escaped (RFC 5545, 3.3.11; RFC 6350, 3.4).
    fn text(&mut self, name: &str, value: &str) -> &mut Lines {
        let escaped = value
            .replace('\\', "\\\\")
            .replace(';', "\\;")
            .replace(',', "\\,")
            .replace('\n', "\\n");
        self.line(&format!("{name}:{escaped}"))
    }
}

/// `20261121`, so many days after today; may be negative.
fn day(today: u64, offset: i64) -> String {
    let (year, month, day) = date::civil(today.saturating_add_signed(offset));
    format!("{year:04}{month:02}{day:02}")
}

/// `20261121T0930`
fn moment(today: u64, offset: i64, minute_of_day: u32) -> String {
    format!(
        "{}T{:02}{:02}00",
        day(today, offset),
        minute_of_day / 60,
        minute_of_day % 60
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::store::Home;

    fn filled(email: &str) -> Shelves {
        let mut shelves = Shelves::default();
        shelves.furnish().unwrap();
        fill(
            &mut shelves,
            email,
            SystemTime::UNIX_EPOCH + Duration::from_mins(29_920_400),
        );
        shelves
    }

    #[test]
    fn every_sample_is_an_item_its_collection_takes() {
        let email = "alice@example.com";
        let today = 20_000;
        let all = [
            contacts::contacts(email),
            calendar::appointments(email, today),
            calendar::team(today),
            tasks::tasks(email, today),
            notes::notes(email, today),
        ];
        for (name, text) in all.iter().flatten() {
            assert!(
                scan(text.as_bytes()).is_ok(),
                "{name}: {:?}",
                scan(text.as_bytes())
            );
            assert!(text.lines().all(|line| line.len() <= 75), "{name}");
        }
        assert_eq!(all.each_ref().map(Vec::len), [60, 80, 12, 25, 20]);
    }

    #[test]
    fn the_same_user_and_day_give_the_same_mailbox_and_another_user_another() {
        let bodies = |shelves: &Shelves| -> Vec<Bytes> {
            shelves
                .collections()
                .filter(|(path, _)| path.home == Home::AddressBooks)
                .flat_map(|(_, collection)| collection.resources())
                .map(|resource| resource.body.clone())
                .collect()
        };
        let alice = bodies(&filled("alice@example.com"));
        assert_eq!(alice.len(), 60);
        assert_eq!(alice, bodies(&filled("alice@example.com")));
        assert_ne!(alice, bodies(&filled("bob@example.com")));
    }
}
