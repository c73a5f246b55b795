//! What conditional writes promise.

use super::Ground;
use super::listings::{all, fetch_one, is_gone, version_in};
use super::sample::{Sample, sample};
use crate::endpoint::{Fetched, ItemId, Refusal, Stored, Version, Write, WriteOutcome};

/// The outcome of one write.
pub(super) async fn write(ground: &dyn Ground, write: Write) -> WriteOutcome {
    let mut outcomes = ground.endpoint().write(vec![write]).await;
    assert_eq!(outcomes.len(), 1, "one write, one outcome");
    outcomes.remove(0)
}

/// Creates an item titled after its UID, and answers what is stored with its version known.
pub(super) async fn create(ground: &dyn Ground, uid: &str) -> Stored {
    create_sample(
        ground,
        &sample(ground.kind(), uid, &format!("Title of {uid}")),
    )
    .await
}

pub(super) async fn create_sample(ground: &dyn Ground, item: &Sample) -> Stored {
    let id = ground.endpoint().propose_id(&item.uid, 0);
    let made = write(
        ground,
        Write::Create {
            id,
            body: item.body.clone(),
        },
    )
    .await;
    settle(ground, made).await
}

/// What is stored, with the version read again where the endpoint asks for that.
pub(super) async fn settle(ground: &dyn Ground, outcome: WriteOutcome) -> Stored {
    let WriteOutcome::Stored(mut stored) = outcome else {
        panic!("not stored: {outcome:?}")
    };
    if stored.read_again || stored.version.is_none() {
        stored.version = current(ground, &stored.id).await;
        stored.read_again = false;
    }
    stored
}

async fn current(ground: &dyn Ground, id: &ItemId) -> Option<Version> {
    match fetch_one(ground, id).await {
        Fetched::Here { version, .. } => version,
        other => panic!("{other:?} is not there"),
    }
}

/// Whether the item stands there as it was sent (or, where the place rewrites bodies, with its UID and title).
pub(super) async fn has(ground: &dyn Ground, id: &ItemId, item: &Sample) -> bool {
    let Fetched::Here { body, .. } = fetch_one(ground, id).await else {
        return false;
    };
    if ground.habits().keeps_bytes {
        return body == item.body;
    }
    let text = String::from_utf8_lossy(&body);
    (text.contains(&item.uid) || !ground.habits().keeps_uids) && text.contains(&item.title)
}

fn replace(stored: &Stored, before: &Sample, after: &Sample) -> Write {
    Write::Replace {
        id: stored.id.clone(),
        expected: stored.version.clone(),
        replaces: before.body.clone(),
        body: after.body.clone(),
    }
}

fn delete(stored: &Stored, before: &Sample) -> Write {
    Write::Delete {
        id: stored.id.clone(),
        expected: stored.version.clone(),
        replaces: before.body.clone(),
    }
}

pub(super) async fn a_created_item_comes_back(ground: &dyn Ground) {
    let item = sample(ground.kind(), "made", "Made here");
    let stored = create_sample(ground, &item).await;
    assert!(has(ground, &stored.id, &item).await);
}

pub(super) async fn a_created_item_is_listed_under_the_version_that_was_told(ground: &dyn Ground) {
    let stored = create(ground, "listed").await;
    let listed = version_in(&all(ground).await, &stored.id).expect("it is listed");
    if let (Some(listed), Some(told)) = (listed, stored.version) {
        assert_eq!(listed, told);
    }
}

pub(super) async fn creating_never_overwrites(ground: &dyn Ground) {
    let first = sample(ground.kind(), "taken", "First");
    let stored = create_sample(ground, &first).await;
    let again = Write::Create {
        id: stored.id.clone(),
        body: sample(ground.kind(), "taken", "Second").body,
    };
    let outcome = write(ground, again).await;
    assert!(
        matches!(outcome, WriteOutcome::Exists { .. }),
        "{outcome:?}"
    );
    assert!(has(ground, &stored.id, &first).await);
}

pub(super) async fn replacing_gives_a_new_version(ground: &dyn Ground) {
    let (before, after) = (
        sample(ground.kind(), "edited", "Before"),
        sample(ground.kind(), "edited", "After"),
    );
    let old = create_sample(ground, &before).await;
    let outcome = write(ground, replace(&old, &before, &after)).await;
    let new = settle(ground, outcome).await;
    assert_eq!(new.id, old.id);
    assert!(new.version.is_none() || new.version != old.version);
    assert!(has(ground, &new.id, &after).await);
}

pub(super) async fn a_replaced_item_can_be_replaced_again_with_the_version_told(
    ground: &dyn Ground,
) {
    let mut before = sample(ground.kind(), "chain", "Number 0");
    let mut stored = create_sample(ground, &before).await;
    for number in 1..5 {
        let after = sample(ground.kind(), "chain", &format!("Number {number}"));
        let outcome = write(ground, replace(&stored, &before, &after)).await;
        stored = settle(ground, outcome).await;
        before = after;
    }
    assert!(has(ground, &stored.id, &before).await);
}

pub(super) async fn a_stale_replace_changes_nothing(ground: &dyn Ground) {
    let before = sample(ground.kind(), "stale", "Before");
    let stored = create_sample(ground, &before).await;
    let theirs = sample(ground.kind(), "stale", "Theirs");
    ground.change(&stored.id, &theirs.body).await;
    let ours = sample(ground.kind(), "stale", "Ours");
    let outcome = write(ground, replace(&stored, &before, &ours)).await;
    assert!(matches!(outcome, WriteOutcome::Stale), "{outcome:?}");
    assert!(
        has(ground, &stored.id, &theirs).await,
        "their edit is still there"
    );
}

pub(super) async fn replacing_what_is_gone_makes_nothing(ground: &dyn Ground) {
    let before = sample(ground.kind(), "vanished", "Before");
    let stored = create_sample(ground, &before).await;
    ground.remove(&stored.id).await;
    let outcome = write(
        ground,
        replace(
            &stored,
            &before,
            &sample(ground.kind(), "vanished", "After"),
        ),
    )
    .await;
    assert!(matches!(outcome, WriteOutcome::Gone), "{outcome:?}");
    assert!(is_gone(ground, &stored.id).await);
    assert!(all(ground).await.seen.is_empty());
}

pub(super) async fn deleting_deletes(ground: &dyn Ground) {
    let before = sample(ground.kind(), "deleted", "Deleted");
    let stored = create_sample(ground, &before).await;
    let kept = create(ground, "kept").await;
    let outcome = write(ground, delete(&stored, &before)).await;
    assert!(matches!(outcome, WriteOutcome::Deleted), "{outcome:?}");
    assert!(is_gone(ground, &stored.id).await);
    let listing = all(ground).await;
    assert_eq!(listing.seen.len(), 1);
    assert_eq!(listing.seen[0].id, kept.id);
}

pub(super) async fn a_stale_delete_deletes_nothing(ground: &dyn Ground) {
    let before = sample(ground.kind(), "edited", "Before");
    let stored = create_sample(ground, &before).await;
    let theirs = sample(ground.kind(), "edited", "Theirs");
    ground.change(&stored.id, &theirs.body).await;
    let outcome = write(ground, delete(&stored, &before)).await;
    assert!(matches!(outcome, WriteOutcome::Stale), "{outcome:?}");
    assert!(
        has(ground, &stored.id, &theirs).await,
        "the edited item is still there"
    );
}

pub(super) async fn deleting_what_is_gone_is_done(ground: &dyn Ground) {
    let before = sample(ground.kind(), "gone", "Gone");
    let stored = create_sample(ground, &before).await;
    ground.remove(&stored.id).await;
    let outcome = write(ground, delete(&stored, &before)).await;
    assert!(matches!(outcome, WriteOutcome::Deleted), "{outcome:?}");
}

/// For places that name no versions: the body the write was made from must still be the one there.
pub(super) async fn without_a_version_the_body_decides(ground: &dyn Ground) {
    let item = sample(ground.kind(), "bare", "Bare");
    let stored = create_sample(ground, &item).await;
    let Fetched::Here { body: there, .. } = fetch_one(ground, &stored.id).await else {
        panic!("it is there")
    };
    let bare = Stored {
        version: None,
        ..stored.clone()
    };
    let theirs = sample(ground.kind(), "bare", "Theirs");
    ground.change(&stored.id, &theirs.body).await;
    let there = Sample {
        body: there,
        ..item
    };
    let ours = sample(ground.kind(), "bare", "Ours");
    for stale in [replace(&bare, &there, &ours), delete(&bare, &there)] {
        let outcome = write(ground, stale).await;
        assert!(matches!(outcome, WriteOutcome::Stale), "{outcome:?}");
    }
    assert!(has(ground, &stored.id, &theirs).await);
    let Fetched::Here { body: there, .. } = fetch_one(ground, &stored.id).await else {
        panic!("it is there")
    };
    let there = Sample {
        body: there,
        ..theirs
    };
    let outcome = write(ground, delete(&bare, &there)).await;
    assert!(matches!(outcome, WriteOutcome::Deleted), "{outcome:?}");
}

pub(super) async fn outcomes_come_in_the_order_of_the_writes(ground: &dyn Ground) {
    let before = sample(ground.kind(), "first", "First");
    let first = create_sample(ground, &before).await;
    let gone = create(ground, "second").await;
    ground.remove(&gone.id).await;
    let other = sample(ground.kind(), "other", "Other");
    let new = sample(ground.kind(), "new", "New");
    let writes = vec![
        Write::Create {
            id: first.id.clone(),
            body: before.body.clone(),
        },
        Write::Create {
            id: ground.endpoint().propose_id("new", 0),
            body: new.body.clone(),
        },
        replace(&gone, &before, &other),
        delete(&first, &before),
        delete(&gone, &before),
    ];
    let outcomes = ground.endpoint().write(writes).await;
    let [exists, stored, replaced, deleted, deleted_again] = outcomes.as_slice() else {
        panic!("five outcomes: {outcomes:?}")
    };
    assert!(matches!(exists, WriteOutcome::Exists { .. }), "{exists:?}");
    assert!(matches!(stored, WriteOutcome::Stored(_)), "{stored:?}");
    assert!(matches!(replaced, WriteOutcome::Gone), "{replaced:?}");
    assert!(matches!(deleted, WriteOutcome::Deleted), "{deleted:?}");
    assert!(
        matches!(deleted_again, WriteOutcome::Deleted),
        "{deleted_again:?}"
    );
    assert_eq!(all(ground).await.seen.len(), 1);
}

pub(super) async fn writing_nothing_answers_nothing(ground: &dyn Ground) {
    assert!(ground.endpoint().write(Vec::new()).await.is_empty());
}

/// One item the place does not take must not stop the others.
pub(super) async fn an_item_that_is_too_large_is_refused_alone(ground: &dyn Ground) {
    const TRIED_UP_TO: u64 = 64 * 1024 * 1024;
    let Some(limit) = ground
        .endpoint()
        .abilities()
        .max_item_bytes
        .filter(|limit| *limit <= TRIED_UP_TO)
    else {
        return;
    };
    let small = sample(ground.kind(), "small", "Small");
    let mut large = sample(ground.kind(), "large", "Large");
    large
        .body
        .resize(usize::try_from(limit).expect("it fits in memory") + 1, b'x');
    let create = |item: &Sample| Write::Create {
        id: ground.endpoint().propose_id(&item.uid, 0),
        body: item.body.clone(),
    };
    let outcomes = ground
        .endpoint()
        .write(vec![create(&large), create(&small)])
        .await;
    let [refused, stored] = outcomes.as_slice() else {
        panic!("two outcomes")
    };
    assert!(matches!(
        refused,
        WriteOutcome::Refused(Refusal::TooLarge { .. })
    ));
    assert!(matches!(stored, WriteOutcome::Stored(_)));
    assert_eq!(all(ground).await.seen.len(), 1);
}

/// Written once: a create whose reply was lost is sent again, and finds its own work.
pub(super) async fn the_same_create_sent_again_is_found_under_the_same_id(ground: &dyn Ground) {
    let item = sample(ground.kind(), "lost-reply", "Lost reply");
    let first = create_sample(ground, &item).await;
    let again = Write::Create {
        id: ground.endpoint().propose_id("lost-reply", 0),
        body: item.body.clone(),
    };
    let outcome = write(ground, again).await;
    let WriteOutcome::Exists { at } = outcome else {
        panic!("{outcome:?}")
    };
    assert!(at.is_none_or(|at| at == first.id));
    assert_eq!(all(ground).await.seen.len(), 1);
}
