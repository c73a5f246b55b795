//! Finding the collections, and the account's test in words.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use engine::discovery::{
    AccountTest, Discovered, DiscoveryError, Sought, Verdict, choose, discover, test_account,
};
use engine::door::{Body, Transport};
use engine::endpoint::dav::{Credentials, DavCollection, DavSession, Learned};
use engine::endpoint::{Endpoint, EndpointError, Extent, Trouble};
use engine::testing::StillClock;
use engine::transport::NoDns;
use pim::Kind;
use secrecy::SecretString;
use server_stub::{Config, Fault, Moment, Rule};

use crate::lab::{ALICE, Lab};

fn sought(url: &str) -> Sought {
    Sought {
        url: url.to_owned(),
        email: ALICE.to_owned(),
        ..Sought::default()
    }
}

fn all_kinds() -> Vec<(Kind, Option<String>)> {
    Kind::ALL.into_iter().map(|kind| (kind, None)).collect()
}

async fn test(lab: &Lab, url: &str) -> AccountTest {
    test_account(
        &lab.session,
        &NoDns,
        &sought(url),
        &all_kinds(),
        || true,
        &mut |_| (),
    )
    .await
}

fn failed(test: &AccountTest) -> Vec<&str> {
    test.checks
        .iter()
        .filter(|check| check.verdict == Verdict::Failed)
        .map(|check| check.what.as_str())
        .collect()
}

#[tokio::test]
async fn the_collections_are_found_from_what_the_person_types_for_webmail() {
    for typed in [
        "http://mail.example.com",
        "http://mail.example.com/interface/root#/login",
        "http://mail.example.com/WebDAV/",
    ] {
        let lab = Lab::new();
        let found = discover(&lab.session, &NoDns, &sought(typed))
            .await
            .unwrap();
        for (kind, path) in [
            (Kind::Contact, "addressbooks/contacts"),
            (Kind::Appointment, "calendars/calendar"),
            (Kind::Task, "calendars/tasks"),
            (Kind::Note, "calendars/notes"),
        ] {
            let collection = choose(&found, kind, None).unwrap();
            assert_eq!(
                collection.url,
                format!("http://mail.example.com/WebDAV/{ALICE}/{path}/"),
                "{typed}"
            );
        }
        assert!(lab.requests() < 14, "{typed}: {} requests", lab.requests());
    }
}

#[tokio::test]
async fn what_was_found_is_remembered_and_a_pass_asks_for_none_of_it_again() {
    let lab = Lab::new();
    lab.fill(2);
    let found = discover(&lab.session, &NoDns, &sought("http://mail.example.com"))
        .await
        .unwrap();
    let remembered: Discovered =
        serde_json::from_str(&serde_json::to_string(&found).unwrap()).unwrap();
    assert_eq!(remembered, found);
    let lab = lab.next_pass();
    let info = choose(&remembered, Kind::Appointment, None)
        .unwrap()
        .clone();
    let calendar = DavCollection::new(lab.session.clone(), None, info, Kind::Appointment).unwrap();
    assert_eq!(
        calendar.observe(None).await.unwrap().extent,
        Extent::Everything
    );
    assert_eq!(lab.requests(), 1);
}

#[tokio::test]
async fn a_collection_that_is_read_only_says_so() {
    let lab = Lab::new();
    let found = discover(&lab.session, &NoDns, &sought("http://mail.example.com"))
        .await
        .unwrap();
    let team = choose(&found, Kind::Appointment, Some("team")).unwrap();
    assert!(team.read_only.is_some());
    assert!(
        choose(&found, Kind::Appointment, None)
            .unwrap()
            .read_only
            .is_none()
    );
}

#[tokio::test]
async fn a_wrong_password_is_told_and_tried_sparingly() {
    let lab = Lab::new().with_password("wrong");
    let error = discover(&lab.session, &NoDns, &sought("http://mail.example.com"))
        .await
        .unwrap_err();
    assert_eq!(EndpointError::from(error).trouble, Trouble::SignIn);
    assert!(lab.requests() <= 6, "{} requests", lab.requests());
}

#[tokio::test]
async fn an_address_that_is_none_is_told_without_a_request() {
    let lab = Lab::new();
    let error = discover(&lab.session, &NoDns, &sought("not an address"))
        .await
        .unwrap_err();
    assert!(matches!(error, DiscoveryError::Address(_)), "{error}");
    assert_eq!(lab.requests(), 0);
}

#[tokio::test]
async fn a_web_page_instead_of_dav_is_told_with_every_address_that_was_tried() {
    let lab = Lab::new();
    lab.always(Fault::WebPage);
    let error = discover(&lab.session, &NoDns, &sought("http://mail.example.com"))
        .await
        .unwrap_err();
    assert!(
        error
            .steps()
            .iter()
            .any(|step| step.tried.contains("/WebDAV/")),
        "{:?}",
        error.steps()
    );
    let trouble = EndpointError::from(error).trouble;
    assert!(
        matches!(&trouble, Trouble::Nonsense(why) if why.contains("web page")),
        "{trouble}"
    );
}

#[tokio::test]
async fn the_test_of_a_good_account_says_what_each_kind_will_use() {
    let lab = Lab::new();
    let test = test(&lab, "http://mail.example.com").await;
    assert!(test.passed(), "{:#?}", test.checks);
    assert_eq!(test.kinds.len(), 4);
    for usage in &test.kinds {
        assert!(usage.collection.is_some(), "{usage:?}");
    }
    let whats: Vec<&str> = test
        .checks
        .iter()
        .map(|check| check.what.as_str())
        .collect();
    let begin = [
        "Name",
        "Connection",
        "Encryption",
        "Sign in",
        "Contacts",
        "Appointments",
        "Tasks",
        "Notes",
        "The server",
    ];
    assert_eq!(whats, begin);
    assert!(test.advice.is_empty());
    let all = format!("{test:?}");
    assert!(!all.contains("wonderland"), "no secret in any word");
}

#[tokio::test]
async fn the_test_says_what_to_try_with_a_wrong_password() {
    let lab = Lab::new().with_password("wrong");
    let test = test(&lab, "http://mail.example.com").await;
    assert!(!test.passed());
    assert_eq!(failed(&test), ["Sign in"]);
    assert!(test.advice[0].contains("webmail"), "{:?}", test.advice);
}

#[tokio::test]
async fn the_test_says_what_to_try_where_there_is_a_web_page_only() {
    let lab = Lab::new();
    lab.always(Fault::WebPage);
    let test = test(&lab, "http://mail.example.com").await;
    assert_eq!(failed(&test), ["Calendars and contacts"]);
    assert!(!test.advice.is_empty());
}

#[tokio::test]
async fn a_server_that_asks_to_wait_is_not_taken_for_one_without_calendars() {
    // As after too many wrong passwords.
    for (code, retry_after_s, waits) in [
        (429, Some(280), true),
        (429, None, true),
        (404, None, false),
    ] {
        let lab = Lab::new();
        lab.always(Fault::Status {
            code,
            retry_after_s,
            moment: Moment::BeforeWrite,
        });
        let sought = sought("http://mail.example.com");
        let error = discover(&lab.session, &NoDns, &sought).await.unwrap_err();
        let trouble = EndpointError::from(error).trouble;
        let expected =
            Trouble::Busy(retry_after_s.map(|seconds| Duration::from_secs(seconds.into())));
        assert_eq!(trouble == expected, waits, "{code}: {trouble}");
    }
    let lab = Lab::new();
    lab.always(Fault::Status {
        code: 429,
        retry_after_s: Some(280),
        moment: Moment::BeforeWrite,
    });
    let test = test(&lab, "http://mail.example.com").await;
    assert_eq!(failed(&test), ["Calendars and contacts"]);
    assert!(
        test.advice.iter().all(|words| words.contains("Try again")),
        "{:?}",
        test.advice
    );
}

#[tokio::test]
async fn the_test_names_a_collection_that_is_not_there() {
    let lab = Lab::new();
    let wanted = [(Kind::Task, Some("Nowhere".to_owned())), (Kind::Note, None)];
    let test = test_account(
        &lab.session,
        &NoDns,
        &sought("http://mail.example.com"),
        &wanted,
        || true,
        &mut |_| (),
    )
    .await;
    assert_eq!(failed(&test), ["Tasks"]);
    let words = &test
        .checks
        .iter()
        .find(|check| check.what == "Tasks")
        .unwrap()
        .words;
    assert!(
        words.contains("Nowhere") && words.contains("Tasks"),
        "{words}"
    );
}

/// A network on which every request meets the same trouble.
struct Dead(Trouble);

#[async_trait]
impl Transport for Dead {
    async fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<Body>, Trouble> {
        Err(self.0.clone())
    }
}

async fn test_on_dead_network(trouble: Trouble, is_online: bool) -> AccountTest {
    let credentials = Credentials {
        user: ALICE.to_owned(),
        password: SecretString::from("wonderland".to_owned()),
    };
    let clock = Arc::new(StillClock::new(0, 1));
    let session = Arc::new(DavSession::new(
        Arc::new(Dead(trouble)),
        clock,
        credentials,
        Learned::default(),
    ));
    test_account(
        &session,
        &NoDns,
        &sought("https://mail.example.com"),
        &all_kinds(),
        || is_online,
        &mut |_| (),
    )
    .await
}

#[tokio::test]
async fn the_test_tells_name_connection_and_certificate_apart_and_what_to_try() {
    let certificate = || Trouble::Certificate {
        issued: None,
        fingerprint: "AB:CD".to_owned(),
        reason: "it has expired".into(),
    };
    for (trouble, is_online, what, advice) in [
        (Trouble::NameNotFound, true, "Name", "typing mistakes"),
        (
            Trouble::NameNotFound,
            false,
            "Name",
            "no network connection",
        ),
        (
            Trouble::NoConnection("refused".into()),
            true,
            "Connection",
            "webmail",
        ),
        (
            Trouble::NoConnection("refused".into()),
            false,
            "Connection",
            "no network connection",
        ),
        (certificate(), true, "Certificate", "fingerprint"),
    ] {
        let test = test_on_dead_network(trouble.clone(), is_online).await;
        assert_eq!(failed(&test), [what], "{trouble:?}");
        assert!(test.advice[0].contains(advice), "{:?}", test.advice);
    }
    let test = test_on_dead_network(certificate(), true).await;
    assert_eq!(test.untrusted_certificate.as_deref(), Some("AB:CD"));
}

#[tokio::test]
async fn a_home_that_fails_is_an_error_and_not_an_empty_account() {
    let lab = Lab::with(Config::default(), Learned::default());
    let fail = Fault::Status {
        code: 500,
        retry_after_s: None,
        moment: Moment::BeforeWrite,
    };
    // The principal answers; the homes, asked later, do not.
    for number in 5..60 {
        lab.fault(Rule::always(fail.clone()).when(server_stub::When::Nth(number)));
    }
    let found = discover(
        &lab.session,
        &NoDns,
        &sought("http://mail.example.com/WebDAV/"),
    )
    .await;
    assert!(found.is_err(), "{found:?}");
}
