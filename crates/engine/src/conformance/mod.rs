//! The one suite that every endpoint passes: what [`Endpoint`] promises, as named cases.
//!
//! Behind the feature `conformance`, so that it is in no shipped program: the tests of this crate and of the `tests` crate
//! switch it on. To try an endpoint, write a [`Factory`] that makes a fresh, empty one, and a [`Ground`] with
//! what somebody else can do behind its back, and call [`check`]. A case panics where a promise is broken;
//! `check` runs them all and names every one that failed.
//!
//! Begin reading at `CASES`: its names, read from top to bottom, are the promises.

mod ground;
mod listings;
mod sample;
mod scale;
mod writes;

pub use ground::{Factory, Ground, Habits};
pub use sample::{Sample, sample};

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use futures::future::BoxFuture;

#[cfg(doc)]
use crate::endpoint::Endpoint;

/// One promise, and the test of it.
pub struct Case {
    /// The promise, as a sentence.
    pub name: &'static str,
    run: for<'a> fn(&'a dyn Ground) -> BoxFuture<'a, ()>,
}

macro_rules! cases {
    ($($module:ident :: $case:ident),* $(,)?) => {
        &[$(Case { name: stringify!($case), run: |ground| $module::$case(ground).boxed() }),*]
    };
}

/// Every promise.
pub const CASES: &[Case] = cases![
    listings::a_new_place_is_completely_listed_and_empty,
    listings::the_identity_stays_the_same,
    listings::proposals_are_repeatable_and_tell_uids_and_attempts_apart,
    listings::what_others_added_changed_and_removed_is_listed_since_the_cursor,
    listings::what_was_written_here_is_listed_since_the_cursor,
    listings::nothing_changed_means_nothing_listed_or_the_same_versions,
    listings::a_cursor_that_is_not_known_gives_everything,
    listings::an_expired_cursor_gives_everything,
    listings::removed_and_made_again_is_there,
    listings::added_and_removed_between_two_looks_is_not_there,
    listings::an_old_cursor_can_be_used_twice,
    listings::each_id_asked_for_is_answered_once,
    listings::asking_for_nothing_answers_nothing,
    writes::a_created_item_comes_back,
    writes::a_created_item_is_listed_under_the_version_that_was_told,
    writes::creating_never_overwrites,
    writes::replacing_gives_a_new_version,
    writes::a_stale_replace_changes_nothing,
    writes::replacing_what_is_gone_makes_nothing,
    writes::deleting_deletes,
    writes::a_stale_delete_deletes_nothing,
    writes::deleting_what_is_gone_is_done,
    writes::without_a_version_the_body_decides,
    writes::outcomes_come_in_the_order_of_the_writes,
    writes::writing_nothing_answers_nothing,
    writes::a_replaced_item_can_be_replaced_again_with_the_version_told,
    writes::an_item_that_is_too_large_is_refused_alone,
    writes::the_same_create_sent_again_is_found_under_the_same_id,
    scale::uids_of_every_sort_can_be_stored,
    scale::bodies_of_every_sort_come_back,
    scale::an_edit_right_after_our_own_write_is_seen,
    scale::edits_in_quick_succession_are_all_seen,
    scale::many_items_are_all_there_once,
];

/// Runs every case, each on a fresh place.
///
/// # Panics
/// Where a case failed; the message names all that did.
pub async fn check(factory: &dyn Factory) {
    let mut broken = Vec::new();
    for case in CASES {
        let ground = factory.fresh().await;
        if AssertUnwindSafe((case.run)(&*ground))
            .catch_unwind()
            .await
            .is_err()
        {
            broken.push(case.name);
        }
    }
    assert!(
        broken.is_empty(),
        "{} breaks: {}",
        factory.name(),
        broken.join(", ")
    );
}

/// Runs the one case of this name, on a fresh place.
///
/// # Panics
/// Where it fails, or where there is no such case.
pub async fn check_one(factory: &dyn Factory, name: &str) {
    let case = CASES
        .iter()
        .find(|case| case.name == name)
        .unwrap_or_else(|| panic!("there is no case {name}"));
    (case.run)(&*factory.fresh().await).await;
}
