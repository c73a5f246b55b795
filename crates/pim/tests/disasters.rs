//! What went wrong for others (DISASTERS.md), as far as an item alone can show it.

mod common;

use common::{appointment, contact, item};
use pim::{Changed, Item, Kind, Outcome, Side, Versions, merge, resemblance};

/// We compare by meaning, so that what another program serialised its own way is not a difference.
#[test]
fn c3_another_programs_spelling_is_no_conflict() {
    let base = contact("FN:Anna|TEL;TYPE=HOME:+49 30 1234567|NOTE:a");
    let server = contact(
        "NOTE:a|TEL;type=\"voice,home\":+49301234567|FN:Anna|PRODID:-//other|REV:20260101T000000Z",
    );
    let local = contact("FN:Anna|TEL;TYPE=HOME:+49 30 1234567|NOTE:b");
    let merged = merge(
        Versions {
            base: &base,
            now: &server,
        },
        Versions {
            base: &base,
            now: &local,
        },
    );
    assert!(merged.is_clean() && !merged.changes(Side::Local));
}

/// Only fields that stand for themselves are merged; every row says who changed it and what became of it.
#[test]
fn c8_a_merge_makes_no_state_that_nobody_meant_and_says_what_it_did() {
    let base = appointment("DTSTART:20260701T100000Z|DTEND:20260701T110000Z|LOCATION:Room");
    let server = appointment("DTSTART:20260701T150000Z|DTEND:20260701T160000Z|LOCATION:Room");
    let local = appointment("DTSTART:20260701T100000Z|DTEND:20260701T103000Z|LOCATION:Hall");
    let merged = merge(
        Versions {
            base: &base,
            now: &server,
        },
        Versions {
            base: &base,
            now: &local,
        },
    );
    let told: Vec<_> = merged
        .rows
        .iter()
        .map(|row| (row.key.to_string(), row.changed, row.outcome))
        .collect();
    assert_eq!(
        told,
        [
            ("when".to_owned(), Changed::Both, Outcome::Open),
            ("place".to_owned(), Changed::Local, Outcome::Local),
        ]
    );
    assert_eq!(
        merged.server.fingerprint(),
        appointment("DTSTART:20260701T150000Z|DTEND:20260701T160000Z|LOCATION:Hall").fingerprint()
    );
}

/// A body the server rewrote after our write has the fingerprint of what we sent: it is our own work, and nothing drifts.
#[test]
fn e6_our_own_write_rewritten_by_the_server_is_recognised() {
    let sent = appointment("SUMMARY:A|DTSTART;TZID=Europe/Berlin:20260701T120000|DURATION:PT1H");
    let stored = appointment(
        "CREATED:20260101T000000Z|SEQUENCE:1|DTSTART:20260701T100000Z|DTEND:20260701T110000Z|SUMMARY:A|TRANSP:OPAQUE|X-MOZ-GENERATION:2",
    );
    assert_eq!(sent.fingerprint(), stored.fingerprint());
    let merged = merge(
        Versions {
            base: &sent,
            now: &stored,
        },
        Versions {
            base: &sent,
            now: &sent,
        },
    );
    assert!(merged.is_clean() && !merged.changes(Side::Local) && !merged.changes(Side::Server));
}

/// An exception is known by its occurrence, so that a second edit replaces the first.
#[test]
fn t2_an_exception_edited_twice_is_one_exception() {
    let series = |times: &str| {
        appointment(&format!(
            "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY|END:VEVENT|BEGIN:VEVENT|UID:u1|RECURRENCE-ID:20260703T100000Z|{times}"
        ))
    };
    let (base, server) = (
        series("DTSTART:20260703T120000Z"),
        series("DTSTART:20260703T140000Z"),
    );
    let merged = merge(
        Versions {
            base: &base,
            now: &server,
        },
        Versions {
            base: &base,
            now: &base,
        },
    );
    assert_eq!(merged.local.fingerprint(), server.fingerprint());
    assert_eq!(
        String::from_utf8_lossy(&merged.local.bytes())
            .matches("RECURRENCE-ID")
            .count(),
        1
    );
}

/// An occurrence that cannot be read is kept under its text.
#[test]
fn t2_an_unreadable_occurrence_is_not_taken_for_deleted() {
    let base = appointment(
        "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY|END:VEVENT|BEGIN:VEVENT|UID:u1|RECURRENCE-ID:whenever|SUMMARY:x",
    );
    let local = appointment(
        "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY|LOCATION:Room|END:VEVENT|BEGIN:VEVENT|UID:u1|RECURRENCE-ID:whenever|SUMMARY:x",
    );
    let merged = merge(
        Versions {
            base: &base,
            now: &base,
        },
        Versions {
            base: &base,
            now: &local,
        },
    );
    assert!(merged.is_clean());
    assert!(String::from_utf8_lossy(&merged.server.bytes()).contains("RECURRENCE-ID:whenever"));
}

/// Names must go together before a shared phone or address counts.
#[test]
fn u2_strangers_at_one_company_are_never_one_contact() {
    let one = contact("FN:Anna Berg|ORG:Acme|TEL:5550100|EMAIL:info@acme.org").with_uid("a");
    let other = contact("FN:Bert Maier|ORG:Acme|TEL:5550100|EMAIL:info@acme.org").with_uid("b");
    assert_eq!(resemblance(&one, &other), None);
}

/// Identical items are the same item, whatever their identifiers.
#[test]
fn u4_identical_items_are_recognised() {
    for (kind, short) in [
        (Kind::Contact, "FN:Anna|NOTE:x"),
        (Kind::Task, "SUMMARY:a"),
        (Kind::Note, "DESCRIPTION:a"),
    ] {
        let (one, other): (Item, Item) = (
            item(kind, short).with_uid("a"),
            item(kind, short).with_uid("b"),
        );
        assert_eq!(
            resemblance(&one, &other).map(|found| found.score),
            Some(100),
            "{short}"
        );
    }
}
