//! Writes: conditional, counted once, and answered honestly.

use bytes::Bytes;
use engine::endpoint::dav::{Conditions, Learned};
use engine::endpoint::{Endpoint, ItemId, Refusal, Trouble, Version, Write, WriteOutcome};
use pim::Kind;
use server_stub::{Config, Fault, Moment, Rule};

use crate::lab::{self, Lab, create, do_one, event, in_calendar, read};

const CALENDAR: &str = "calendars/calendar";

fn status(code: u16, moment: Moment) -> Fault {
    Fault::Status {
        code,
        retry_after_s: None,
        moment,
    }
}

fn stored_text(lab: &Lab, name: &str) -> Bytes {
    lab.mailbox().get(CALENDAR, name).unwrap().body
}

fn replace(id: ItemId, expected: Option<Version>, replaces: Vec<u8>, summary: &str) -> Write {
    Write::Replace {
        id,
        expected,
        replaces,
        body: event("0", summary),
    }
}

#[tokio::test]
async fn an_item_is_created_changed_and_deleted() {
    for lab in [Lab::new(), Lab::acquainted()] {
        let calendar = lab.calendar();
        let outcome = do_one(&calendar, create(&calendar, "0", "one")).await;
        let WriteOutcome::Stored(stored) = outcome else {
            panic!("{outcome:?}")
        };
        assert!(!stored.read_again && stored.version.is_some());
        assert_eq!(stored_text(&lab, "0.ics"), event("0", "one"));

        let outcome = do_one(
            &calendar,
            replace(stored.id.clone(), stored.version, event("0", "one"), "two"),
        )
        .await;
        let WriteOutcome::Stored(stored) = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(stored_text(&lab, "0.ics"), event("0", "two"));

        let delete = Write::Delete {
            id: stored.id,
            expected: stored.version,
            replaces: event("0", "two"),
        };
        assert!(matches!(
            do_one(&calendar, delete).await,
            WriteOutcome::Deleted
        ));
        assert!(lab.mailbox().list(CALENDAR).unwrap().is_empty());
        assert_eq!(lab.session.learned().conditions, Conditions::Honoured);
    }
}

#[tokio::test]
async fn c2_if_match_carries_the_base() {
    for lab in [Lab::new(), Lab::acquainted()] {
        lab.fill(1);
        let calendar = lab.calendar();
        let (base, text) = read(&calendar, &in_calendar("0.ics")).await;
        lab.mailbox()
            .put(CALENDAR, "0.ics", event("0", "webmail"))
            .unwrap();
        // Listing again must not make the edit newer than it is.
        calendar.observe(None).await.unwrap();
        let outcome = do_one(
            &calendar,
            replace(in_calendar("0.ics"), base.clone(), text.clone(), "ours"),
        )
        .await;
        assert!(matches!(outcome, WriteOutcome::Stale), "{outcome:?}");
        let delete = Write::Delete {
            id: in_calendar("0.ics"),
            expected: base,
            replaces: text,
        };
        assert!(matches!(
            do_one(&calendar, delete).await,
            WriteOutcome::Stale
        ));
        assert_eq!(stored_text(&lab, "0.ics"), event("0", "webmail"));
    }
}

#[tokio::test]
async fn e2_an_item_that_is_there_already_is_never_overwritten() {
    for lab in [Lab::new(), Lab::acquainted()] {
        lab.fill(1);
        let calendar = lab.calendar();
        let write = Write::Create {
            id: in_calendar("0.ics"),
            body: event("0", "ours"),
        };
        let outcome = do_one(&calendar, write).await;
        let there = matches!(&outcome, WriteOutcome::Exists { at: Some(at) } if *at == in_calendar("0.ics"));
        assert!(there, "{outcome:?}");
        assert_eq!(stored_text(&lab, "0.ics"), event("0", "first"));
    }
}

#[tokio::test]
async fn e3_what_is_deleted_on_both_sides_is_deleted() {
    for lab in [Lab::new(), Lab::acquainted()] {
        lab.fill(1);
        let calendar = lab.calendar();
        let (version, text) = read(&calendar, &in_calendar("0.ics")).await;
        lab.mailbox().delete(CALENDAR, "0.ics").unwrap();
        let delete = Write::Delete {
            id: in_calendar("0.ics"),
            expected: version,
            replaces: text,
        };
        let outcome = do_one(&calendar, delete).await;
        // Several servers say 412 to that; then the next look tells.
        assert!(
            matches!(outcome, WriteOutcome::Deleted | WriteOutcome::Stale),
            "{outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_uid_that_is_taken_is_said_with_its_place() {
    let lab = Lab::acquainted();
    lab.mailbox()
        .put(CALENDAR, "elsewhere.ics", event("0", "theirs"))
        .unwrap();
    let calendar = lab.calendar();
    let outcome = do_one(&calendar, create(&calendar, "0", "ours")).await;
    let there = matches!(&outcome, WriteOutcome::Exists { at: None | Some(_) });
    assert!(there, "{outcome:?}");
    assert_eq!(lab.mailbox().list(CALENDAR).unwrap().len(), 1);
}

#[tokio::test]
async fn a_server_that_ignores_conditions_loses_nobodys_edit() {
    let lab = Lab::new();
    lab.always(Fault::IgnorePreconditions);
    lab.fill(1);
    let calendar = lab.calendar();
    let outcome = do_one(&calendar, create(&calendar, "new", "one")).await;
    assert!(matches!(outcome, WriteOutcome::Stored(_)), "{outcome:?}");
    assert_eq!(lab.session.learned().conditions, Conditions::Ignored);

    let (base, text) = read(&calendar, &in_calendar("0.ics")).await;
    lab.mailbox()
        .put(CALENDAR, "0.ics", event("0", "webmail"))
        .unwrap();
    let write = replace(in_calendar("0.ics"), base.clone(), text.clone(), "ours");
    assert!(matches!(
        do_one(&calendar, write).await,
        WriteOutcome::Stale
    ));
    let delete = Write::Delete {
        id: in_calendar("0.ics"),
        expected: base,
        replaces: text,
    };
    assert!(matches!(
        do_one(&calendar, delete).await,
        WriteOutcome::Stale
    ));
    let write = Write::Create {
        id: in_calendar("0.ics"),
        body: event("0", "ours"),
    };
    assert!(matches!(
        do_one(&calendar, write).await,
        WriteOutcome::Exists { .. }
    ));
    assert_eq!(stored_text(&lab, "0.ics"), event("0", "webmail"));

    // What nobody touched meanwhile is written.
    let (base, text) = read(&calendar, &in_calendar("0.ics")).await;
    let outcome = do_one(&calendar, replace(in_calendar("0.ics"), base, text, "ours")).await;
    assert!(matches!(outcome, WriteOutcome::Stored(_)), "{outcome:?}");
}

#[tokio::test]
async fn the_first_write_shows_what_the_server_does_and_is_itself_safe() {
    for (ignores, edited) in [(false, false), (false, true), (true, false), (true, true)] {
        let lab = Lab::new();
        if ignores {
            lab.always(Fault::IgnorePreconditions);
        }
        lab.fill(1);
        let calendar = lab.calendar();
        let (base, text) = read(&calendar, &in_calendar("0.ics")).await;
        if edited {
            lab.mailbox()
                .put(CALENDAR, "0.ics", event("0", "webmail"))
                .unwrap();
        }
        let outcome = do_one(&calendar, replace(in_calendar("0.ics"), base, text, "ours")).await;
        let expected = if edited {
            event("0", "webmail")
        } else {
            event("0", "ours")
        };
        assert_eq!(
            stored_text(&lab, "0.ics"),
            expected,
            "{ignores} {edited} {outcome:?}"
        );
        assert_eq!(matches!(outcome, WriteOutcome::Stored(_)), !edited);
    }
}

#[tokio::test]
async fn where_no_version_is_known_the_text_is_compared() {
    let lab = Lab::acquainted();
    lab.fill(1);
    let calendar = lab.calendar();
    let write = replace(
        in_calendar("0.ics"),
        None,
        event("0", "another text"),
        "ours",
    );
    assert!(matches!(
        do_one(&calendar, write).await,
        WriteOutcome::Stale
    ));
    let write = replace(in_calendar("0.ics"), None, event("0", "first"), "ours");
    assert!(matches!(
        do_one(&calendar, write).await,
        WriteOutcome::Stored(_)
    ));
    assert_eq!(stored_text(&lab, "0.ics"), event("0", "ours"));
}

#[tokio::test]
async fn a_lost_reply_is_unknown_and_the_item_is_found_under_the_same_name() {
    for moment in [Moment::BeforeWrite, Moment::AfterWrite] {
        let lab = Lab::acquainted();
        lab.fault(Rule::times(Fault::Lost(moment), 1).on("PUT"));
        let calendar = lab.calendar();
        let outcome = do_one(&calendar, create(&calendar, "0", "one")).await;
        assert!(matches!(outcome, WriteOutcome::Unknown(_)), "{outcome:?}");
        let again = do_one(&calendar, create(&calendar, "0", "one")).await;
        match moment {
            Moment::BeforeWrite => assert!(matches!(again, WriteOutcome::Stored(_)), "{again:?}"),
            Moment::AfterWrite => {
                assert!(matches!(again, WriteOutcome::Exists { .. }), "{again:?}");
            }
        }
        assert_eq!(lab.mailbox().list(CALENDAR).unwrap().len(), 1);
    }
}

#[tokio::test]
async fn c1_an_error_after_the_write_is_unknown() {
    let lab = Lab::acquainted();
    lab.fault(Rule::times(status(500, Moment::AfterWrite), 1).on("PUT"));
    let calendar = lab.calendar();
    let outcome = do_one(&calendar, create(&calendar, "0", "one")).await;
    assert!(matches!(outcome, WriteOutcome::Unknown(_)), "{outcome:?}");
    assert_eq!(stored_text(&lab, "0.ics"), event("0", "one"));
}

#[tokio::test]
async fn e6_e7_e8_without_an_etag_the_item_is_to_be_read_again() {
    let lab = Lab::acquainted();
    lab.always(Fault::NoEtagOnPut);
    let calendar = lab.calendar();
    let outcome = do_one(&calendar, create(&calendar, "0", "one")).await;
    let WriteOutcome::Stored(stored) = outcome else {
        panic!("{outcome:?}")
    };
    assert!(stored.read_again && stored.version.is_none());
    let (version, text) = read(&calendar, &stored.id).await;
    let outcome = do_one(&calendar, replace(stored.id, version, text, "two")).await;
    assert!(matches!(outcome, WriteOutcome::Stored(_)), "{outcome:?}");
}

#[tokio::test]
async fn weak_tags_guard_a_write_as_well_as_they_can() {
    let lab = Lab::acquainted();
    lab.always(Fault::WeakEtag);
    lab.fill(1);
    let calendar = lab.calendar();
    let (version, text) = read(&calendar, &in_calendar("0.ics")).await;
    assert!(version.as_ref().unwrap().0.starts_with("W/"));
    let outcome = do_one(
        &calendar,
        replace(in_calendar("0.ics"), version.clone(), text.clone(), "ours"),
    )
    .await;
    assert!(matches!(outcome, WriteOutcome::Stored(_)), "{outcome:?}");
    lab.mailbox()
        .put(CALENDAR, "0.ics", event("0", "webmail"))
        .unwrap();
    let outcome = do_one(
        &calendar,
        replace(in_calendar("0.ics"), version, text, "again"),
    )
    .await;
    assert!(matches!(outcome, WriteOutcome::Stale), "{outcome:?}");
}

#[tokio::test]
async fn refusals_are_told_by_their_reason() {
    for (code, expected) in [
        (403, WriteOutcome::Refused(Refusal::ReadOnly)),
        (
            413,
            WriteOutcome::Refused(Refusal::TooLarge { limit_bytes: None }),
        ),
        (507, WriteOutcome::Refused(Refusal::NoRoom)),
    ] {
        let lab = Lab::acquainted();
        lab.fault(Rule::always(status(code, Moment::BeforeWrite)).on("PUT"));
        let calendar = lab.calendar();
        let outcome = do_one(&calendar, create(&calendar, "0", "one")).await;
        assert_eq!(format!("{outcome:?}"), format!("{expected:?}"), "{code}");
    }
}

#[tokio::test]
async fn what_may_pass_is_not_done_and_nothing_is_concluded() {
    for code in [423, 429] {
        let lab = Lab::acquainted();
        lab.fault(Rule::always(status(code, Moment::BeforeWrite)).on("PUT"));
        let calendar = lab.calendar();
        let outcome = do_one(&calendar, create(&calendar, "0", "one")).await;
        assert!(
            matches!(&outcome, WriteOutcome::NotDone(e) if matches!(e.trouble, Trouble::Busy(_))),
            "{outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_short_wait_that_the_server_asks_for_is_waited_and_a_long_one_is_told() {
    let lab = Lab::acquainted();
    let busy = |seconds| Fault::Status {
        code: 429,
        retry_after_s: Some(seconds),
        moment: Moment::BeforeWrite,
    };
    lab.fault(Rule::times(busy(5), 1).on("PUT"));
    let calendar = lab.calendar();
    assert!(matches!(
        do_one(&calendar, create(&calendar, "0", "one")).await,
        WriteOutcome::Stored(_)
    ));
    lab.fault(Rule::always(busy(3_600)).on("PUT"));
    let outcome = do_one(&calendar, create(&calendar, "1", "one")).await;
    let WriteOutcome::NotDone(error) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(
        error.trouble,
        Trouble::Busy(Some(std::time::Duration::from_hours(1)))
    );
}

#[tokio::test]
async fn d2_in_a_collection_that_is_missing_nothing_is_done() {
    let lab = Lab::acquainted();
    let nowhere = lab.collection("calendars/nowhere", Kind::Appointment, None);
    let id = nowhere.propose_id("0", 0);
    for write in [
        Write::Create {
            id: id.clone(),
            body: event("0", "one"),
        },
        Write::Replace {
            id: id.clone(),
            expected: Some(Version("\"1\"".into())),
            replaces: vec![],
            body: event("0", "1"),
        },
        Write::Delete {
            id: id.clone(),
            expected: Some(Version("\"1\"".into())),
            replaces: vec![],
        },
    ] {
        let outcome = do_one(&nowhere, write).await;
        let harmless = match &outcome {
            WriteOutcome::NotDone(error) => error.trouble == Trouble::Missing,
            WriteOutcome::Stale => true,
            _ => false,
        };
        assert!(harmless, "{outcome:?}");
    }
}

#[tokio::test]
async fn many_writes_are_answered_in_their_order() {
    let lab = Lab::acquainted();
    let calendar = lab.calendar();
    lab.mailbox()
        .put(CALENDAR, "17.ics", event("17", "theirs"))
        .unwrap();
    let writes = (0..40)
        .map(|number| create(&calendar, &number.to_string(), "ours"))
        .collect();
    let outcomes = calendar.write(writes).await;
    for (number, outcome) in outcomes.iter().enumerate() {
        match outcome {
            WriteOutcome::Stored(stored) => {
                assert_eq!(stored.id, in_calendar(&format!("{number}.ics")));
            }
            WriteOutcome::Exists { .. } => assert_eq!(number, 17),
            other => panic!("{number}: {other:?}"),
        }
    }
    assert_eq!(lab.requests(), 40);
}

#[tokio::test]
async fn d1_when_the_connection_is_lost_the_rest_is_not_sent() {
    let lab = Lab::acquainted();
    lab.always(Fault::Lost(Moment::BeforeWrite));
    let calendar = lab.calendar();
    let writes = (0..40)
        .map(|number| create(&calendar, &number.to_string(), "ours"))
        .collect();
    let outcomes = calendar.write(writes).await;
    let not_done = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, WriteOutcome::NotDone(_)))
        .count();
    assert!(not_done >= 30, "{not_done} not sent");
    assert!(
        outcomes
            .iter()
            .all(|outcome| matches!(outcome, WriteOutcome::NotDone(_) | WriteOutcome::Unknown(_)))
    );
}

#[tokio::test]
async fn an_item_too_large_for_the_server_is_refused_as_such() {
    let config = Config {
        max_resource_size_bytes: 2_000,
        ..Config::default()
    };
    let lab = Lab::with(config, lab::acquaintance());
    let calendar = lab.calendar();
    let outcome = do_one(&calendar, create(&calendar, "0", &"long ".repeat(1_000))).await;
    assert!(
        matches!(outcome, WriteOutcome::Refused(Refusal::TooLarge { .. })),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn contacts_are_written_as_contacts() {
    let lab = Lab::with(Config::default(), Learned::default());
    let contacts = lab.contacts();
    let id = contacts.propose_id("anna", 0);
    assert_eq!(lab::name(&id), "anna.vcf");
    let outcome = do_one(
        &contacts,
        Write::Create {
            id: id.clone(),
            body: lab::card("anna", "Anna"),
        },
    )
    .await;
    assert!(matches!(outcome, WriteOutcome::Stored(_)), "{outcome:?}");
    assert_eq!(read(&contacts, &id).await.1, lab::card("anna", "Anna"));
}

/// A card that comes in another version than it was written in means the same, and an edit of it goes through.
#[tokio::test]
async fn a_card_that_comes_back_in_another_version_is_the_same_card() {
    let lab = Lab::acquainted();
    let contacts = lab.contacts_in_version_4();
    let (id, body) = (contacts.propose_id("anna", 0), lab::card("anna", "Anna"));
    let create = Write::Create {
        id: id.clone(),
        body: body.clone(),
    };
    let outcome = do_one(&contacts, create).await;
    assert!(matches!(outcome, WriteOutcome::Stored(_)), "{outcome:?}");
    let (expected, text) = read(&contacts, &id).await;
    let meaning = |text: &[u8]| {
        let item = pim::Item::parse(Kind::Contact, text);
        item.unwrap().fingerprint()
    };
    assert_eq!(meaning(&text), meaning(&body));
    let edit = Write::Replace {
        id: id.clone(),
        expected,
        replaces: text,
        body: lab::card("anna", "Berta"),
    };
    let outcome = do_one(&contacts, edit).await;
    assert!(matches!(outcome, WriteOutcome::Stored(_)), "{outcome:?}");
    let text = read(&contacts, &id).await.1;
    assert_eq!(meaning(&text), meaning(&lab::card("anna", "Berta")));
}

#[tokio::test]
async fn a_proposed_name_follows_from_uid_and_attempt() {
    let lab = Lab::new();
    let calendar = lab.calendar();
    assert_eq!(
        calendar.propose_id("a/b@c", 0),
        calendar.propose_id("a/b@c", 0)
    );
    assert_ne!(
        calendar.propose_id("a/b@c", 0),
        calendar.propose_id("a/b@c", 1)
    );
    assert_ne!(
        calendar.propose_id("a/b@c", 1),
        calendar.propose_id("a/b@c", 2)
    );
}

#[tokio::test]
async fn two_writes_of_one_item_do_not_overtake_each_other() {
    for _ in 0..5 {
        let lab = Lab::acquainted();
        lab.fill(1);
        let calendar = lab.calendar();
        let (version, text) = read(&calendar, &in_calendar("0.ics")).await;
        let outcomes = calendar
            .write(vec![
                Write::Create {
                    id: in_calendar("0.ics"),
                    body: event("0", "ours"),
                },
                Write::Delete {
                    id: in_calendar("0.ics"),
                    expected: version,
                    replaces: text,
                },
            ])
            .await;
        assert!(
            matches!(
                outcomes[..],
                [WriteOutcome::Exists { .. }, WriteOutcome::Deleted]
            ),
            "{outcomes:?}"
        );
    }
}
