//! What listings and fetches promise.

use std::collections::HashSet;

use super::Ground;
use super::sample::sample;
use super::writes::{create, has};
use crate::endpoint::{Cursor, Extent, Fetched, ItemId, Listing, Version};

/// Everything there is; fails where the listing does not claim to be that.
pub(super) async fn all(ground: &dyn Ground) -> Listing {
    let listing = ground
        .endpoint()
        .observe(None)
        .await
        .expect("a full listing");
    assert_eq!(listing.extent, Extent::Everything);
    assert_no_doubles(&listing);
    listing
}

pub(super) async fn since(ground: &dyn Ground, cursor: Option<&Cursor>) -> Listing {
    let listing = ground.endpoint().observe(cursor).await.expect("a listing");
    assert_ne!(
        listing.extent,
        Extent::Part,
        "nothing cut this listing short"
    );
    assert_no_doubles(&listing);
    listing
}

/// `None` where the id is not listed, `Some(None)` where it is, without a version.
#[allow(
    clippy::option_option,
    reason = "a listing can do each of the three, and the cases ask for each"
)]
pub(super) fn version_in(listing: &Listing, id: &ItemId) -> Option<Option<Version>> {
    listing
        .seen
        .iter()
        .find(|seen| seen.id == *id)
        .map(|seen| seen.version.clone())
}

/// One answer for one id.
pub(super) async fn fetch_one(ground: &dyn Ground, id: &ItemId) -> Fetched {
    let mut answers = ground
        .endpoint()
        .fetch(std::slice::from_ref(id))
        .await
        .expect("an answer");
    assert_eq!(answers.len(), 1, "one id, one answer");
    answers.remove(0)
}

pub(super) async fn is_gone(ground: &dyn Ground, id: &ItemId) -> bool {
    matches!(fetch_one(ground, id).await, Fetched::Gone { .. })
}

fn assert_no_doubles(listing: &Listing) {
    let mut ids = HashSet::new();
    for id in listing
        .seen
        .iter()
        .map(|seen| &seen.id)
        .chain(&listing.removed)
    {
        assert!(ids.insert(id), "{id:?} is listed twice");
    }
}

pub(super) async fn a_new_place_is_completely_listed_and_empty(ground: &dyn Ground) {
    let listing = all(ground).await;
    assert!(listing.seen.is_empty() && listing.removed.is_empty());
}

pub(super) async fn the_identity_stays_the_same(ground: &dyn Ground) {
    let before = ground.endpoint().identity();
    create(ground, "identity").await;
    assert!(!before.is_empty());
    assert_eq!(ground.endpoint().identity(), before);
}

pub(super) async fn proposals_are_repeatable_and_tell_uids_and_attempts_apart(ground: &dyn Ground) {
    let mut proposed = HashSet::new();
    for uid in ["one", "two", "Ünï/çødé\\:*?", "", ".", ".."] {
        for attempt in 0..3 {
            let id = ground.endpoint().propose_id(uid, attempt);
            assert_eq!(id, ground.endpoint().propose_id(uid, attempt));
            assert!(
                proposed.insert(id),
                "attempt {attempt} for {uid:?} proposes what another already did"
            );
        }
    }
}

pub(super) async fn what_others_added_changed_and_removed_is_listed_since_the_cursor(
    ground: &dyn Ground,
) {
    let kept = ground
        .add("kept", &sample(ground.kind(), "kept", "Kept").body)
        .await;
    let changed = ground
        .add("changed", &sample(ground.kind(), "changed", "Before").body)
        .await;
    let removed = ground
        .add("removed", &sample(ground.kind(), "removed", "Removed").body)
        .await;
    let before = all(ground).await;
    assert_eq!(before.seen.len(), 3);

    let added = ground
        .add("added", &sample(ground.kind(), "added", "Added").body)
        .await;
    ground
        .change(&changed, &sample(ground.kind(), "changed", "After").body)
        .await;
    ground.remove(&removed).await;

    let after = since(ground, before.cursor.as_ref()).await;
    let seen: HashSet<&ItemId> = after.seen.iter().map(|seen| &seen.id).collect();
    if after.extent == Extent::Changes {
        assert_eq!(seen, HashSet::from([&added, &changed]));
        assert_eq!(after.removed, std::slice::from_ref(&removed));
    } else {
        assert_eq!(seen, HashSet::from([&kept, &added, &changed]));
    }
    if let Some(Some(version)) = version_in(&after, &changed) {
        assert_ne!(
            version_in(&before, &changed),
            Some(Some(version)),
            "a change has another version"
        );
    }
    assert!(has(ground, &added, &sample(ground.kind(), "added", "Added")).await);
    assert!(has(ground, &changed, &sample(ground.kind(), "changed", "After")).await);
    assert!(is_gone(ground, &removed).await);
}

pub(super) async fn what_was_written_here_is_listed_since_the_cursor(ground: &dyn Ground) {
    let before = all(ground).await;
    let stored = create(ground, "ours").await;
    let after = since(ground, before.cursor.as_ref()).await;
    assert!(version_in(&after, &stored.id).is_some());
}

pub(super) async fn nothing_changed_means_nothing_listed_or_the_same_versions(ground: &dyn Ground) {
    for uid in ["a", "b", "c"] {
        create(ground, uid).await;
    }
    let first = all(ground).await;
    let second = since(ground, first.cursor.as_ref()).await;
    if second.extent == Extent::Changes {
        assert!(second.seen.is_empty() && second.removed.is_empty());
    } else {
        for seen in &first.seen {
            assert_eq!(version_in(&second, &seen.id).as_ref(), Some(&seen.version));
        }
    }
    let third = since(ground, second.cursor.as_ref()).await;
    assert!(third.extent == Extent::Everything || third.seen.is_empty());
}

pub(super) async fn a_cursor_that_is_not_known_gives_everything(ground: &dyn Ground) {
    let stored = create(ground, "there").await;
    for nonsense in [
        "",
        "nonsense",
        "http://example.com/sync/999999999",
        "ffffffffffffffff:1",
    ] {
        let listing = since(ground, Some(&Cursor(nonsense.to_owned()))).await;
        assert_eq!(
            listing.extent,
            Extent::Everything,
            "for the cursor {nonsense:?}"
        );
        assert!(version_in(&listing, &stored.id).is_some());
    }
}

pub(super) async fn an_expired_cursor_gives_everything(ground: &dyn Ground) {
    let first = create(ground, "first").await;
    let Some(cursor) = all(ground).await.cursor else {
        return;
    };
    let second = create(ground, "second").await;
    let Some(expired) = ground.expire(&cursor).await else {
        return;
    };
    let listing = since(ground, Some(&expired)).await;
    assert_eq!(listing.extent, Extent::Everything);
    assert!(
        version_in(&listing, &first.id).is_some() && version_in(&listing, &second.id).is_some()
    );
}

pub(super) async fn removed_and_made_again_is_there(ground: &dyn Ground) {
    let id = ground
        .add("again", &sample(ground.kind(), "again", "First").body)
        .await;
    let before = all(ground).await;
    ground.remove(&id).await;
    let id = ground
        .add("again", &sample(ground.kind(), "again", "Second").body)
        .await;
    let after = since(ground, before.cursor.as_ref()).await;
    assert!(version_in(&after, &id).is_some() && !after.removed.contains(&id));
    assert!(has(ground, &id, &sample(ground.kind(), "again", "Second")).await);
}

pub(super) async fn added_and_removed_between_two_looks_is_not_there(ground: &dyn Ground) {
    let before = all(ground).await;
    let id = ground
        .add("brief", &sample(ground.kind(), "brief", "Brief").body)
        .await;
    ground.remove(&id).await;
    let after = since(ground, before.cursor.as_ref()).await;
    assert!(version_in(&after, &id).is_none());
    assert!(is_gone(ground, &id).await);
}

/// A pass that was killed before it saved its cursor looks again from the old one.
pub(super) async fn an_old_cursor_can_be_used_twice(ground: &dyn Ground) {
    let gone = ground
        .add("gone", &sample(ground.kind(), "gone", "Gone").body)
        .await;
    let before = all(ground).await;
    let added = ground
        .add("added", &sample(ground.kind(), "added", "Added").body)
        .await;
    ground.remove(&gone).await;
    let first = since(ground, before.cursor.as_ref()).await;
    let second = since(ground, before.cursor.as_ref()).await;
    for listing in [&first, &second] {
        assert!(
            version_in(listing, &added).is_some(),
            "what was added is listed each time"
        );
        assert!(
            listing.extent == Extent::Everything || listing.removed.contains(&gone),
            "what was removed is listed each time"
        );
    }
}

pub(super) async fn each_id_asked_for_is_answered_once(ground: &dyn Ground) {
    let here = create(ground, "here").await.id;
    let other = create(ground, "other").await.id;
    let never = ground.endpoint().propose_id("never-made", 0);
    let asked = [here.clone(), never.clone(), other.clone()];
    let answers = ground.endpoint().fetch(&asked).await.expect("answers");
    assert_eq!(answers.len(), 3);
    for answer in answers {
        match answer {
            Fetched::Here { id, .. } => assert!(id == here || id == other),
            Fetched::Gone { id } => assert_eq!(id, never),
            Fetched::Failed { id, error } => panic!("{id:?}: {error}"),
        }
    }
}

pub(super) async fn asking_for_nothing_answers_nothing(ground: &dyn Ground) {
    create(ground, "present").await;
    assert!(
        ground
            .endpoint()
            .fetch(&[])
            .await
            .expect("an answer")
            .is_empty()
    );
}
