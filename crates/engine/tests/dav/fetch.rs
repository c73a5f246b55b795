//! Bodies: one answer for each id, and `Gone` only for what is gone.

use engine::endpoint::{Endpoint, Fetched, ItemId, Trouble};
use pim::Kind;
use server_stub::{Fault, MissingRow, Moment, Rule};

use crate::lab::{self, Lab, in_calendar};

fn ids(count: usize) -> Vec<ItemId> {
    (0..count)
        .map(|number| in_calendar(&format!("{number}.ics")))
        .collect()
}

fn here(fetched: &[Fetched]) -> usize {
    fetched
        .iter()
        .filter(
            |one| matches!(one, Fetched::Here { version: Some(_), body, .. } if !body.is_empty()),
        )
        .count()
}

#[tokio::test]
async fn each_id_has_its_body_byte_for_byte_in_the_order_asked() {
    let lab = Lab::acquainted();
    lab.fill(250);
    let asked = ids(250);
    let fetched = lab.calendar().fetch(&asked).await.unwrap();
    let answered: Vec<&ItemId> = fetched.iter().map(Fetched::id).collect();
    assert_eq!(answered, asked.iter().collect::<Vec<_>>());
    for (number, one) in fetched.iter().enumerate() {
        let Fetched::Here { body, .. } = one else {
            panic!("{one:?}")
        };
        assert_eq!(*body, lab::event(&number.to_string(), "first"));
    }
    assert!(lab.requests() <= 4, "{} requests", lab.requests());
}

#[tokio::test]
async fn a_server_that_caps_multigets_is_asked_for_the_rest() {
    for missing in [MissingRow::LeftOut, MissingRow::NotFound] {
        let lab = Lab::acquainted();
        lab.fill(60);
        lab.always(Fault::CappedMultiget { rows: 7, missing });
        let fetched = lab.calendar().fetch(&ids(60)).await.unwrap();
        assert_eq!(here(&fetched), 60, "{missing:?}");
    }
}

#[tokio::test]
async fn d5_only_what_the_server_says_is_gone_is_gone() {
    let lab = Lab::acquainted();
    lab.fill(3);
    lab.mailbox().delete("calendars/calendar", "1.ics").unwrap();
    let fetched = lab.calendar().fetch(&ids(3)).await.unwrap();
    assert!(matches!(&fetched[1], Fetched::Gone { id } if *id == in_calendar("1.ics")));
    assert_eq!(here(&fetched), 2);
}

#[tokio::test]
async fn d2_in_a_collection_that_is_missing_nothing_is_gone() {
    let lab = Lab::acquainted();
    let nowhere = lab.collection("calendars/nowhere", Kind::Appointment, None);
    let error = nowhere
        .fetch(&[ItemId(format!(
            "/WebDAV/{}/calendars/nowhere/1.ics",
            lab::ALICE
        ))])
        .await
        .unwrap_err();
    assert_eq!(error.trouble, Trouble::Missing);
}

#[tokio::test]
async fn a_failing_server_leaves_every_fate_open() {
    for code in [500, 503, 403, 429] {
        let lab = Lab::acquainted();
        lab.fill(30);
        lab.always(Fault::Status {
            code,
            retry_after_s: None,
            moment: Moment::BeforeWrite,
        });
        match lab.calendar().fetch(&ids(30)).await {
            Err(_) => {}
            Ok(fetched) => assert!(
                fetched
                    .iter()
                    .all(|one| matches!(one, Fetched::Failed { .. })),
                "{code}"
            ),
        }
        assert!(lab.requests() < 60, "{code}: {} requests", lab.requests());
    }
}

#[tokio::test]
async fn a_server_that_fails_at_large_multigets_is_asked_for_less() {
    let lab = Lab::acquainted();
    lab.fill(30);
    let fail = Fault::Status {
        code: 500,
        retry_after_s: None,
        moment: Moment::BeforeWrite,
    };
    lab.fault(Rule::times(fail, 4).on("REPORT:calendar-multiget"));
    assert_eq!(here(&lab.calendar().fetch(&ids(30)).await.unwrap()), 30);
}

#[tokio::test]
async fn without_multiget_items_are_read_one_by_one() {
    let lab = Lab::acquainted();
    lab.fill(5);
    let refuse = Fault::Status {
        code: 501,
        retry_after_s: None,
        moment: Moment::BeforeWrite,
    };
    lab.fault(Rule::always(refuse).on("REPORT:calendar-multiget"));
    assert_eq!(here(&lab.calendar().fetch(&ids(5)).await.unwrap()), 5);
    let before = lab.requests();
    assert_eq!(here(&lab.calendar().fetch(&ids(5)).await.unwrap()), 5);
    assert_eq!(lab.requests() - before, 5, "the server is known now");
}

#[tokio::test]
async fn an_id_asked_for_twice_is_answered_twice() {
    let lab = Lab::acquainted();
    lab.fill(1);
    let asked = [in_calendar("0.ics"), in_calendar("0.ics")];
    assert_eq!(here(&lab.calendar().fetch(&asked).await.unwrap()), 2);
}

#[tokio::test]
async fn names_with_every_odd_character_are_found_again() {
    let lab = Lab::acquainted();
    let odd = [
        "a b.ics",
        "é.ics",
        "100%.ics",
        "at@x.ics",
        "q?#.ics",
        "semi;colon,.ics",
        "(1).ics",
        "[x].ics",
        "'.ics",
    ];
    for (number, name) in odd.iter().enumerate() {
        lab.mailbox()
            .put(
                "calendars/calendar",
                name,
                lab::event(&number.to_string(), name),
            )
            .unwrap();
    }
    let calendar = lab.calendar();
    let listed = calendar.observe(None).await.unwrap();
    assert_eq!(listed.seen.len(), odd.len());
    let asked: Vec<ItemId> = listed.seen.into_iter().map(|seen| seen.id).collect();
    assert_eq!(here(&calendar.fetch(&asked).await.unwrap()), odd.len());
}
