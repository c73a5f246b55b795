//! Mailboxes of any size: the sample items again and again, each time another's.

use super::{Sample, calendar, contacts, notes, tasks};
use crate::store::names;

/// So many items, spread over the four kinds as a mailbox has them.
pub(super) fn many(
    email: &str,
    today: u64,
    count: usize,
    batch: u64,
) -> [(&'static str, Vec<Sample>); 4] {
    let share = |percent: usize| count * percent / 100;
    let (cards, appointments, to_dos) = (share(40), share(40), share(12));
    let rest = count - cards - appointments - to_dos;
    [
        (
            names::CONTACTS,
            repeated(cards, batch, contacts::contacts, email),
        ),
        (
            names::CALENDAR,
            repeated(
                appointments,
                batch,
                |owner| calendar::appointments(owner, today),
                email,
            ),
        ),
        (
            names::TASKS,
            repeated(to_dos, batch, |owner| tasks::tasks(owner, today), email),
        ),
        (
            names::NOTES,
            repeated(rest, batch, |owner| notes::notes(owner, today), email),
        ),
    ]
}

/// The list made for one imagined owner after the other, so that each item has a UID of its own.
fn repeated(
    count: usize,
    batch: u64,
    list: impl Fn(&str) -> Vec<Sample>,
    email: &str,
) -> Vec<Sample> {
    (0..)
        .flat_map(|round| list(&format!("{batch}-{round}-{email}")))
        .take(count)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_thousand_items_are_a_thousand_and_all_different() {
        let lists = many("alice@example.com", 20_000, 1_000, 7);
        assert_eq!(
            lists.each_ref().map(|(_, list)| list.len()),
            [400, 400, 120, 80]
        );
        for (path, list) in lists {
            let names: BTreeSet<&String> = list.iter().map(|(name, _)| name).collect();
            assert_eq!(names.len(), list.len(), "{path}");
        }
    }
}
