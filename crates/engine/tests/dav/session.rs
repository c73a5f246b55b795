//! Signing in, repeating, waiting.

use std::sync::{Arc, Mutex};

use engine::endpoint::dav::{Learned, Scheme};
use engine::endpoint::{Endpoint, Trouble};
use server_stub::{Challenge, Config, Fault, Moment, Rule};

use crate::lab::{Lab, acquaintance};

#[tokio::test]
async fn the_server_is_asked_how_to_sign_in_once_and_that_is_remembered() {
    for (challenge, scheme, requests_next) in [
        (Challenge::Basic, Scheme::Basic, 1),
        (Challenge::Digest, Scheme::Digest, 2),
    ] {
        let lab = Lab::with(
            Config {
                challenge,
                ..Config::default()
            },
            Learned::default(),
        );
        lab.calendar().observe(None).await.unwrap();
        lab.calendar().observe(None).await.unwrap();
        assert_eq!(
            lab.requests(),
            3,
            "{challenge:?}: one was refused, two were signed"
        );
        assert_eq!(lab.session.learned().scheme, Some(scheme));
        let lab = lab.next_pass();
        lab.calendar().observe(None).await.unwrap();
        assert_eq!(lab.requests(), requests_next, "{challenge:?}");
    }
}

#[tokio::test]
async fn in_clear_text_the_password_is_not_sent_where_digest_is_offered() {
    let lab = Lab::with(
        Config {
            challenge: Challenge::BasicAndDigest,
            ..Config::default()
        },
        Learned::default(),
    );
    lab.calendar().observe(None).await.unwrap();
    assert_eq!(lab.session.learned().scheme, Some(Scheme::Digest));
}

#[tokio::test]
async fn a_wrong_password_is_tried_once_and_told() {
    for challenge in [Challenge::Basic, Challenge::Digest] {
        let lab = Lab::with(
            Config {
                challenge,
                ..Config::default()
            },
            Learned::default(),
        )
        .with_password("wrong");
        let error = lab.calendar().observe(None).await.unwrap_err();
        assert_eq!(error.trouble, Trouble::SignIn);
        assert_eq!(lab.requests(), 2, "no lock-out is provoked");
    }
}

#[tokio::test]
async fn a_password_that_is_no_longer_right_is_not_tried_for_each_collection() {
    for challenge in [Challenge::Basic, Challenge::Digest] {
        let config = Config {
            challenge,
            ..Config::default()
        };
        let lab = Lab::with(config, Learned::default());
        lab.calendar().observe(None).await.unwrap();
        let lab = lab.next_pass().with_password("wrong");
        let (calendar, contacts) = (lab.calendar(), lab.contacts());
        for place in [&calendar, &contacts, &calendar, &contacts, &calendar] {
            let error = place.observe(None).await.unwrap_err();
            assert_eq!(error.trouble, Trouble::SignIn, "{challenge:?}");
        }
        let asked = if challenge == Challenge::Basic { 2 } else { 3 };
        assert_eq!(
            lab.requests(),
            asked,
            "{challenge:?}: no lock-out is provoked"
        );
    }
}

#[tokio::test]
async fn a_place_that_is_not_ours_does_not_keep_the_others_from_being_asked() {
    let lab = Lab::with(Config::default(), acquaintance());
    let not_ours = Fault::Status {
        code: 401,
        retry_after_s: None,
        moment: Moment::BeforeWrite,
    };
    lab.fault(Rule::times(not_ours.clone(), 1));
    let error = lab.contacts().observe(None).await.unwrap_err();
    assert_eq!(error.trouble, Trouble::SignIn);
    lab.calendar().observe(None).await.unwrap();
    lab.fault(Rule::times(not_ours, 3));
    for _ in 0..3 {
        lab.contacts().observe(None).await.unwrap_err();
    }
    lab.calendar().observe(None).await.unwrap();
}

#[tokio::test]
async fn a_passing_trouble_is_outlived_twice_and_then_told() {
    let trouble = || Fault::Status {
        code: 502,
        retry_after_s: None,
        moment: Moment::BeforeWrite,
    };
    for fault in [trouble(), Fault::Lost(Moment::AfterWrite)] {
        let lab = Lab::with(Config::default(), acquaintance());
        lab.fault(Rule::times(fault.clone(), 2));
        lab.calendar().observe(None).await.unwrap();
        assert_eq!(lab.requests(), 3);
        lab.fault(Rule::times(fault, 3));
        assert!(
            lab.calendar()
                .observe(None)
                .await
                .unwrap_err()
                .trouble
                .is_passing()
        );
    }
}

#[tokio::test]
async fn a_server_that_always_asks_to_wait_is_not_waited_for_for_ever() {
    let lab = Lab::with(Config::default(), acquaintance());
    lab.always(Fault::Status {
        code: 503,
        retry_after_s: Some(0),
        moment: Moment::BeforeWrite,
    });
    let error = lab.calendar().observe(None).await.unwrap_err();
    assert!(matches!(error.trouble, Trouble::Busy(Some(_))), "{error}");
}

#[tokio::test]
async fn an_observer_hears_of_each_request_and_of_no_password() {
    let lab = Lab::new();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let log = heard.clone();
    let lab = lab.observed(Arc::new(move |exchange| {
        log.lock().unwrap().push(format!("{exchange:?}"));
    }));
    lab.calendar().observe(None).await.unwrap();
    let heard = heard.lock().unwrap().join("\n");
    assert_eq!(heard.lines().count(), 2, "{heard}");
    assert!(heard.contains("REPORT") && heard.contains("401"), "{heard}");
    assert!(
        !heard.contains("wonderland") && !heard.contains("Basic"),
        "{heard}"
    );
}
