//! Names and bodies of every sort, quick successions, and many items.

use std::collections::{HashMap, HashSet};

use super::Ground;
use super::listings::{all, since, version_in};
use super::sample::{Sample, sample, with_lines};
use super::writes::{create, create_sample, has};
use crate::endpoint::{Extent, Fetched, ItemId, Write, WriteOutcome};

pub(super) async fn uids_of_every_sort_can_be_stored(ground: &dyn Ground) {
    let long = "long-".repeat(60);
    let uids = [
        "plain",
        "UPPER-lower",
        "with space",
        "mail@example.com",
        "{3F2504E0-4F89-11D3-9A0C-0305E82C3301}",
        "a/b",
        "a\\b",
        "..",
        "50%25",
        "q?x=1#y",
        "Ünïcødé",
        "日本語",
        "e\u{301}",
        "con",
        "trailing.",
        ".leading",
        "semi;colon",
        "~tilde",
        &long,
    ];
    let mut made = Vec::new();
    for uid in uids {
        let item = sample(
            ground.kind(),
            &uid.replace('\\', "\\\\").replace(';', "\\;"),
            "Some title",
        );
        let proposed = Sample {
            uid: uid.to_owned(),
            ..item
        };
        let stored = create_sample(ground, &proposed).await;
        made.push((stored.id, proposed));
    }
    let listed: HashSet<ItemId> = all(ground)
        .await
        .seen
        .into_iter()
        .map(|seen| seen.id)
        .collect();
    assert_eq!(listed, made.iter().map(|(id, _)| id.clone()).collect());
    if ground.habits().keeps_bytes {
        for (id, item) in &made {
            assert!(
                has(ground, id, item).await,
                "the item with the UID {:?}",
                item.uid
            );
        }
    }
}

pub(super) async fn bodies_of_every_sort_come_back(ground: &dyn Ground) {
    let long = format!("X-LONG:{}", "0123456789".repeat(20_000));
    let plain = with_lines(
        ground.kind(),
        "plain",
        "Plain",
        &["X-UNKNOWN;X-P=\"a,b\":kept as it is", "CATEGORIES:b,a,b"],
    );
    let unicode = with_lines(
        ground.kind(),
        "unicode",
        "Zoë 🦀 日本",
        &["CATEGORIES:Ünïcødé"],
    );
    let large = with_lines(ground.kind(), "large", "Large", &[&long]);
    let mut bare_line_feeds = sample(ground.kind(), "line-feeds", "Line feeds");
    bare_line_feeds.body.retain(|byte| *byte != b'\r');
    for item in [plain, unicode, large, bare_line_feeds] {
        let stored = create_sample(ground, &item).await;
        assert!(has(ground, &stored.id, &item).await, "{}", item.uid);
    }
}

/// The classic hole: the same second, the same length.
pub(super) async fn an_edit_right_after_our_own_write_is_seen(ground: &dyn Ground) {
    let ours = create_sample(ground, &sample(ground.kind(), "second", "Same length A")).await;
    let before = all(ground).await;
    let theirs = sample(ground.kind(), "second", "Same length B");
    ground.change(&ours.id, &theirs.body).await;
    let after = since(ground, before.cursor.as_ref()).await;
    let listed = version_in(&after, &ours.id).expect("the edit is listed");
    assert!(
        listed.is_none() || listed != ours.version,
        "the edit has another version"
    );
    assert!(has(ground, &ours.id, &theirs).await);
}

pub(super) async fn edits_in_quick_succession_are_all_seen(ground: &dyn Ground) {
    let id = create(ground, "quick").await.id;
    let mut cursor = all(ground).await.cursor;
    for number in 10..30 {
        let theirs = sample(ground.kind(), "quick", &format!("Edit {number}"));
        ground.change(&id, &theirs.body).await;
        let listing = since(ground, cursor.as_ref()).await;
        assert!(
            version_in(&listing, &id).is_some(),
            "edit {number} is listed"
        );
        assert!(has(ground, &id, &theirs).await);
        cursor = listing.cursor;
    }
}

pub(super) async fn many_items_are_all_there_once(ground: &dyn Ground) {
    let many = ground.habits().many;
    let abilities = ground.endpoint().abilities();
    let items: Vec<Sample> = (0..many)
        .map(|n| sample(ground.kind(), &format!("many-{n}"), &format!("Number {n}")))
        .collect();
    let mut made = HashMap::new();
    for batch in items.chunks(abilities.write_batch.max(1)) {
        let writes = batch
            .iter()
            .map(|item| Write::Create {
                id: ground.endpoint().propose_id(&item.uid, 0),
                body: item.body.clone(),
            })
            .collect();
        for (item, outcome) in batch.iter().zip(ground.endpoint().write(writes).await) {
            let WriteOutcome::Stored(stored) = outcome else {
                panic!("{}: {outcome:?}", item.uid)
            };
            assert!(
                made.insert(stored.id, item).is_none(),
                "two items under one id"
            );
        }
    }
    let listing = all(ground).await;
    assert_eq!(listing.seen.len(), many);
    let ids: Vec<ItemId> = listing.seen.iter().map(|seen| seen.id.clone()).collect();
    for answer in fetched_in_parts(ground, &ids).await {
        let Fetched::Here { id, body, .. } = answer else {
            panic!("{answer:?}")
        };
        let item = made.remove(&id).expect("an item that was made, once");
        assert!(!ground.habits().keeps_bytes || body == item.body);
    }
    assert!(made.is_empty(), "not fetched: {:?}", made.keys());
    let quiet = since(ground, listing.cursor.as_ref()).await;
    assert!(quiet.extent == Extent::Everything || quiet.seen.is_empty());
}

async fn fetched_in_parts(ground: &dyn Ground, ids: &[ItemId]) -> Vec<Fetched> {
    let (parts, mut arriving) = tokio::sync::mpsc::channel(1);
    let gathering = async {
        let mut answers = Vec::new();
        while let Some(part) = arriving.recv().await {
            answers.extend(part);
        }
        Ok(answers)
    };
    let fetching = ground.endpoint().fetch_in_parts(ids, parts);
    let ((), answers) = futures::try_join!(fetching, gathering).expect("answers");
    answers
}
