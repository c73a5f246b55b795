//! Which items might be the same, how surely, and why; and which never are.

mod common;

use common::item;
use pim::{Item, Kind, match_keys, resemblance};

struct Pair {
    name: &'static str,
    kind: Kind,
    one: &'static str,
    other: &'static str,
    /// The least score, and words of the reason; none where they are strangers.
    expected: Option<(u8, &'static str)>,
}

const fn pair(
    name: &'static str,
    kind: Kind,
    one: &'static str,
    other: &'static str,
    expected: Option<(u8, &'static str)>,
) -> Pair {
    Pair {
        name,
        kind,
        one,
        other,
        expected,
    }
}

const PAIRS: &[Pair] = &[
    pair(
        "name and e-mail",
        Kind::Contact,
        "N:Berg;Anna|EMAIL:anna@x.org",
        "FN:Anna Berg|EMAIL:Anna@X.org|TEL:1234567",
        Some((95, "same e-mail anna@x.org, same name")),
    ),
    pair(
        "name and phone",
        Kind::Contact,
        "FN:Anna Berg|TEL:+49 30 1234567",
        "FN:Berg, Anna|TEL:(030) 123 45 67",
        Some((90, "same phone …1234567, same name")),
    ),
    pair(
        "an initial and the e-mail",
        Kind::Contact,
        "FN:A. Berg|EMAIL:berg@x.org",
        "FN:Anna Berg|EMAIL:berg@x.org",
        Some((80, "same e-mail berg@x.org, similar name")),
    ),
    pair(
        "no name, same e-mail",
        Kind::Contact,
        "EMAIL:anna@x.org",
        "FN:Anna Berg|EMAIL:anna@x.org",
        Some((70, "same e-mail")),
    ),
    pair(
        "name and company",
        Kind::Contact,
        "FN:Anna Berg|ORG:Acme",
        "FN:Anna Berg|ORG:ACME",
        Some((75, "same name, same company acme")),
    ),
    pair(
        "the name alone",
        Kind::Contact,
        "FN:Anna Berg",
        "FN:anna berg|TITLE:x",
        Some((60, "same name")),
    ),
    pair(
        "the name, yet other e-mails",
        Kind::Contact,
        "FN:Anna Berg|EMAIL:a@x.org",
        "FN:Anna Berg|EMAIL:b@y.org",
        Some((40, "same name")),
    ),
    pair(
        "U2: one company phone, two people",
        Kind::Contact,
        "FN:Anna Berg|ORG:Acme|TEL:5550100",
        "FN:Bert Maier|ORG:Acme|TEL:5550100",
        None,
    ),
    pair(
        "U2: one company address, two people",
        Kind::Contact,
        "FN:Anna Berg|EMAIL:info@acme.org",
        "FN:Bert Maier|EMAIL:info@acme.org",
        None,
    ),
    pair(
        "U2: a family at one phone",
        Kind::Contact,
        "FN:Anna Berg|TEL:5550100",
        "FN:Bernd Berg|TEL:5550100",
        None,
    ),
    pair(
        "U2: the company alone",
        Kind::Contact,
        "FN:Anna Berg|ORG:Acme",
        "FN:Bert Maier|ORG:Acme",
        None,
    ),
    pair(
        "U2: two empty cards",
        Kind::Contact,
        "NOTE:",
        "TITLE:",
        None,
    ),
    pair(
        "U2: short numbers say nothing",
        Kind::Contact,
        "TEL:110",
        "TEL:110|NOTE:x",
        None,
    ),
    pair(
        "subject and start, in two zones",
        Kind::Appointment,
        "SUMMARY:Lunch|DTSTART:20260701T100000Z",
        "SUMMARY:lunch |DTSTART;TZID=Europe/Berlin:20260701T120000|LOCATION:Room",
        Some((90, "same subject “lunch”, same start")),
    ),
    pair(
        "subject and day",
        Kind::Appointment,
        "SUMMARY:Lunch|DTSTART:20260701T100000Z",
        "SUMMARY:Lunch|DTSTART:20260701T130000Z",
        Some((50, "both on 2026-07-01")),
    ),
    pair(
        "the subject on two days",
        Kind::Appointment,
        "SUMMARY:Lunch|DTSTART:20260701T100000Z",
        "SUMMARY:Lunch|DTSTART:20260702T100000Z",
        None,
    ),
    pair(
        "two subjects at one time",
        Kind::Appointment,
        "SUMMARY:Lunch|DTSTART:20260701T100000Z",
        "SUMMARY:Dinner|DTSTART:20260701T100000Z",
        None,
    ),
    pair(
        "a task by subject and due date",
        Kind::Task,
        "SUMMARY:Tax|DUE;VALUE=DATE:20260701",
        "SUMMARY:tax|DUE;VALUE=DATE:20260701|PRIORITY:1",
        Some((90, "due at the same time")),
    ),
    pair(
        "a task by subject",
        Kind::Task,
        "SUMMARY:Tax",
        "SUMMARY:Tax|PRIORITY:1",
        Some((60, "same subject “tax”")),
    ),
    pair("two tasks", Kind::Task, "SUMMARY:Tax", "SUMMARY:Rent", None),
    pair(
        "a note by title",
        Kind::Note,
        "SUMMARY:List|DESCRIPTION:a",
        "SUMMARY:list|DESCRIPTION:b",
        Some((60, "same title “list”")),
    ),
    pair(
        "a note by text",
        Kind::Note,
        "SUMMARY:One|DESCRIPTION:milk",
        "SUMMARY:Two|DESCRIPTION:milk",
        Some((70, "same text")),
    ),
    pair(
        "two notes",
        Kind::Note,
        "SUMMARY:One|DESCRIPTION:a",
        "SUMMARY:Two|DESCRIPTION:b",
        None,
    ),
];

#[test]
fn items_resemble_each_other_as_the_table_says() {
    for pair in PAIRS {
        let (one, other) = (
            item(pair.kind, pair.one).with_uid("a"),
            item(pair.kind, pair.other).with_uid("b"),
        );
        let found = resemblance(&one, &other);
        assert_eq!(
            found,
            resemblance(&other, &one),
            "{}: the other way round",
            pair.name
        );
        match (pair.expected, &found) {
            (None, None) => {}
            (Some((least, words)), Some(found)) => {
                assert!(found.score >= least, "{}: {found:?}", pair.name);
                assert!(found.reason.contains(words), "{}: {found:?}", pair.name);
                assert!(share_a_key(&one, &other), "{}: no key in common", pair.name);
            }
            _ => panic!("{}: {found:?}", pair.name),
        }
    }
}

#[test]
fn the_same_identifier_is_the_same_item() {
    let (one, other) = (item(Kind::Task, "SUMMARY:a"), item(Kind::Task, "SUMMARY:b"));
    assert_eq!(
        resemblance(&one, &other).map(|found| found.score),
        Some(100)
    );
    assert!(share_a_key(&one, &other));
}

#[test]
fn items_of_two_kinds_are_never_the_same() {
    let (one, other) = (
        item(Kind::Task, "SUMMARY:a"),
        item(Kind::Appointment, "SUMMARY:a"),
    );
    assert_eq!(resemblance(&one, &other), None);
    assert!(!share_a_key(&one, &other));
}

fn share_a_key(one: &Item, other: &Item) -> bool {
    let keys = match_keys(one);
    match_keys(other).iter().any(|key| keys.contains(key))
}
