//! Listings: complete or not, by token or without.

use engine::endpoint::{Cursor, Endpoint, Extent, Trouble};
use pim::Kind;
use server_stub::{Config, Fault, Moment, Rule, TokenLoss, Truncation};

use crate::lab::{self, Lab, is_quiet, names};

#[tokio::test]
async fn the_first_listing_is_everything_and_the_next_what_changed() {
    let lab = Lab::new();
    lab.fill(3);
    let calendar = lab.calendar();
    let first = calendar.observe(None).await.unwrap();
    assert_eq!(
        (names(&first), first.extent),
        (vec!["0.ics", "1.ics", "2.ics"], Extent::Everything)
    );
    assert!(first.seen.iter().all(|seen| seen.version.is_some()));

    lab.mailbox()
        .put("calendars/calendar", "1.ics", lab::event("1", "changed"))
        .unwrap();
    lab.mailbox().delete("calendars/calendar", "2.ics").unwrap();
    let second = calendar.observe(first.cursor.as_ref()).await.unwrap();
    assert_eq!(
        (names(&second), second.extent),
        (vec!["1.ics"], Extent::Changes)
    );
    assert_eq!(second.removed, [lab::in_calendar("2.ics")]);

    let third = calendar.observe(second.cursor.as_ref()).await.unwrap();
    assert!(is_quiet(&third));
}

#[tokio::test]
async fn a_quiet_pass_over_four_collections_is_two_requests() {
    let lab = Lab::new();
    let kinds = [
        ("addressbooks/contacts", Kind::Contact),
        ("calendars/calendar", Kind::Appointment),
        ("calendars/tasks", Kind::Task),
        ("calendars/notes", Kind::Note),
    ];
    let mut cursors = Vec::new();
    for (path, kind) in kinds {
        cursors.push(
            lab.collection(path, kind, None)
                .observe(None)
                .await
                .unwrap()
                .cursor
                .unwrap(),
        );
    }
    let lab = lab.next_pass();
    let homes = [lab.home("addressbooks"), lab.home("calendars")];
    let observations = kinds.iter().zip(&cursors).map(|((path, kind), cursor)| {
        let home = homes[usize::from(path.starts_with("calendars"))].clone();
        let collection = lab.collection(path, *kind, Some(home));
        async move { collection.observe(Some(cursor)).await.unwrap() }
    });
    let listings = futures::future::join_all(observations).await;
    assert!(
        listings.iter().zip(&cursors).all(|(listing, cursor)| {
            is_quiet(listing) && listing.cursor.as_ref() == Some(cursor)
        })
    );
    assert_eq!(lab.requests(), 2);
}

#[tokio::test]
async fn a_collection_that_changed_is_asked_itself_and_a_second_look_is_a_fresh_one() {
    let lab = Lab::new();
    let cursor = lab.calendar().observe(None).await.unwrap().cursor;
    let calendar = lab.collection(
        "calendars/calendar",
        Kind::Appointment,
        Some(lab.home("calendars")),
    );
    assert!(is_quiet(&calendar.observe(cursor.as_ref()).await.unwrap()));
    lab.fill(1);
    assert_eq!(
        names(&calendar.observe(cursor.as_ref()).await.unwrap()),
        ["0.ics"]
    );
}

#[tokio::test]
async fn p9_every_page_of_a_long_listing_is_read() {
    let config = Config {
        page_size: Some(10),
        ..Config::default()
    };
    let lab = Lab::with(config, lab::acquaintance());
    lab.fill(95);
    let calendar = lab.calendar();
    let everything = calendar.observe(None).await.unwrap();
    assert_eq!(
        (everything.seen.len(), everything.extent),
        (95, Extent::Everything)
    );
    for number in 0..25 {
        lab.mailbox()
            .put(
                "calendars/calendar",
                &format!("{number}.ics"),
                lab::event(&number.to_string(), "2"),
            )
            .unwrap();
    }
    let changes = calendar.observe(everything.cursor.as_ref()).await.unwrap();
    assert_eq!((changes.seen.len(), changes.extent), (25, Extent::Changes));
}

#[tokio::test]
async fn a_listing_is_never_asked_to_be_short() {
    let lab = Lab::new();
    lab.fill(3);
    lab.calendar().observe(None).await.unwrap();
    // The server would cut it without a word, as Xandikos does.
    lab.always(Fault::TruncatedListing {
        keep: 1,
        how: Truncation::Announced,
    });
    let listing = lab.calendar().observe(None).await;
    // Announced and without end: whatever comes of it, it is not everything.
    assert!(
        listing.is_err()
            || listing.is_ok_and(
                |listing| listing.extent != Extent::Everything || listing.seen.len() == 3
            )
    );
}

#[tokio::test]
async fn a_forgotten_token_leads_to_a_full_listing() {
    for loss in [TokenLoss::Refused, TokenLoss::EverythingWithoutDeletions] {
        let lab = Lab::new();
        lab.fill(3);
        let calendar = lab.calendar();
        let cursor = calendar.observe(None).await.unwrap().cursor;
        lab.mailbox().delete("calendars/calendar", "2.ics").unwrap();
        lab.always(Fault::ForgetToken(loss));
        let listing = calendar.observe(cursor.as_ref()).await.unwrap();
        assert_eq!(
            (names(&listing), listing.extent),
            (vec!["0.ics", "1.ics"], Extent::Everything),
            "{loss:?}"
        );
    }
}

#[tokio::test]
async fn e11_a_cursor_of_another_time_or_program_leads_to_a_full_listing() {
    let lab = Lab::new();
    lab.fill(2);
    for cursor in [
        "token:http://example.com/old",
        "token:",
        "ctag:old",
        "listing:old",
        "whatever",
        "",
    ] {
        let listing = lab
            .calendar()
            .observe(Some(&Cursor(cursor.to_owned())))
            .await
            .unwrap();
        assert_eq!(
            (listing.seen.len(), listing.extent),
            (2, Extent::Everything),
            "{cursor}"
        );
    }
}

#[tokio::test]
async fn without_sync_collection_tags_and_versions_are_listed() {
    let lab = Lab::new();
    lab.fill(3);
    let refuse = Fault::Status {
        code: 501,
        retry_after_s: None,
        moment: Moment::BeforeWrite,
    };
    lab.fault(Rule::always(refuse).on("REPORT:sync-collection"));
    let calendar = lab.calendar();
    let first = calendar.observe(None).await.unwrap();
    assert_eq!((first.seen.len(), first.extent), (3, Extent::Everything));
    assert!(is_quiet(
        &calendar.observe(first.cursor.as_ref()).await.unwrap()
    ));
    lab.mailbox().delete("calendars/calendar", "0.ics").unwrap();
    let second = calendar.observe(first.cursor.as_ref()).await.unwrap();
    assert_eq!(
        (names(&second), second.extent),
        (vec!["1.ics", "2.ics"], Extent::Everything)
    );
}

#[tokio::test]
async fn an_answer_that_names_no_deletion_is_believed_once_the_server_refused_a_token_nobody_gave()
{
    let lab = Lab::acquainted();
    lab.fill(5);
    let calendar = lab.calendar();
    let cursor = calendar.observe(None).await.unwrap().cursor;
    for (round, requests) in [(1, 2), (2, 1)] {
        lab.mailbox()
            .put(
                "calendars/calendar",
                "1.ics",
                lab::event("1", &round.to_string()),
            )
            .unwrap();
        let before = lab.requests();
        let listing = calendar.observe(cursor.as_ref()).await.unwrap();
        assert_eq!(
            (names(&listing), listing.extent),
            (vec!["1.ics"], Extent::Changes)
        );
        assert_eq!(
            lab.requests() - before,
            requests,
            "asked once and remembered"
        );
    }
}

#[tokio::test]
async fn a_calendar_of_several_kinds_shows_each_pairing_its_own() {
    let lab = Lab::acquainted();
    lab.mixed_calendar("both").await;
    for (name, body) in [
        ("e.ics", lab::event("e", "event")),
        ("t.ics", lab::to_do("t", "task")),
    ] {
        lab.mailbox().put("calendars/both", name, body).unwrap();
    }
    for (kind, name) in [(Kind::Appointment, "e.ics"), (Kind::Task, "t.ics")] {
        let collection = lab.mixed("calendars/both", kind);
        let listing = collection.observe(None).await.unwrap();
        assert_eq!(
            (names(&listing), listing.extent),
            (vec![name], Extent::Everything)
        );
        assert!(is_quiet(
            &collection.observe(listing.cursor.as_ref()).await.unwrap()
        ));
    }
}

#[tokio::test]
async fn d1_nothing_is_observed_while_the_server_fails() {
    for code in [500, 502, 503, 403, 404, 429] {
        let lab = Lab::acquainted();
        lab.fill(3);
        let cursor = lab.calendar().observe(None).await.unwrap().cursor;
        lab.always(Fault::Status {
            code,
            retry_after_s: None,
            moment: Moment::BeforeWrite,
        });
        for since in [None, cursor.as_ref()] {
            let observed = lab.calendar().observe(since).await;
            assert!(observed.is_err(), "{code}: {observed:?}");
        }
    }
}

#[tokio::test]
async fn a_web_page_instead_of_a_listing_is_named() {
    let lab = Lab::acquainted();
    lab.always(Fault::WebPage);
    let error = lab.calendar().observe(None).await.unwrap_err();
    assert!(
        matches!(&error.trouble, Trouble::Nonsense(why) if why.contains("web page")),
        "{error}"
    );
}

#[tokio::test]
async fn a_listing_that_is_cut_off_is_asked_for_again_and_never_believed() {
    let lab = Lab::acquainted();
    lab.fill(20);
    lab.fault(Rule::times(Fault::CutBody { keep: 2_000 }, 2).on("REPORT:sync-collection"));
    let listing = lab.calendar().observe(None).await.unwrap();
    assert_eq!(
        (listing.seen.len(), listing.extent),
        (20, Extent::Everything)
    );
    lab.always(Fault::CutBody { keep: 2_000 });
    assert!(lab.calendar().observe(None).await.is_err());
}

#[tokio::test]
async fn a_missing_collection_is_missing_and_not_empty() {
    let lab = Lab::acquainted();
    let nowhere = lab.collection("calendars/nowhere", Kind::Appointment, None);
    let error = nowhere.observe(None).await.unwrap_err();
    assert_eq!(error.trouble, Trouble::Missing);
}
