//! Taking one row of an earlier change back.

mod common;

use common::{contact, task};
use pim::{Item, RowKey, TakeBackError, take_back};

fn key(text: &str) -> RowKey {
    text.parse().unwrap()
}

fn same(one: &Item, other: &Item) {
    assert_eq!(
        String::from_utf8_lossy(&one.bytes()),
        String::from_utf8_lossy(&other.bytes())
    );
}

#[test]
fn one_row_returns_and_the_rest_of_the_change_stays() {
    let before = contact("FN:Anna|TITLE:Mate|TEL:1111111");
    let after = contact("FN:Anna B.|TITLE:Captain|TEL:1111111");
    let result = take_back(&before, &after, &after, key("title")).unwrap();
    same(&result, &contact("FN:Anna B.|TITLE:Mate|TEL:1111111"));
}

#[test]
fn what_was_changed_since_stays() {
    let before = contact("FN:Anna|TITLE:Mate");
    let after = contact("FN:Anna|TITLE:Captain");
    let now = contact("FN:Anna C.|TITLE:Captain|X-OTHER:kept");
    let result = take_back(&before, &after, &now, key("title")).unwrap();
    same(&result, &contact("FN:Anna C.|TITLE:Mate|X-OTHER:kept"));
}

#[test]
fn a_value_that_was_added_goes_and_one_that_was_removed_is_back() {
    let before = contact("FN:Anna|TEL:1111111");
    let after = contact("FN:Anna|TEL:1111111|TEL:2222222");
    let result = take_back(&before, &after, &after, key("phone[2]")).unwrap();
    same(&result, &before);
    let back = take_back(&after, &before, &before, key("phone[2]")).unwrap();
    assert_eq!(back.fingerprint(), after.fingerprint());
}

#[test]
fn a_row_that_was_not_touched_or_was_changed_again_is_told() {
    let before = task("SUMMARY:a|PRIORITY:1");
    let after = task("SUMMARY:b|PRIORITY:1");
    let now = task("SUMMARY:c|PRIORITY:1");
    for row in ["priority", "place"] {
        assert_eq!(
            take_back(&before, &after, &after, key(row)).unwrap_err(),
            TakeBackError::NotChanged(key(row))
        );
    }
    assert_eq!(
        take_back(&before, &after, &now, key("subject")).unwrap_err(),
        TakeBackError::ChangedSince(key("subject"))
    );
}
