//! The built-in store.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use engine::conformance::{Factory, Ground, check, sample};
use engine::endpoint::builtin::{Author, Collection, EditError, Query, Store};
use engine::endpoint::{Cursor, Endpoint, Extent, ItemId, Trouble};
use pim::Kind;
use tempfile::TempDir;

use crate::clock::StillClock;

pub(crate) struct Builtin;

struct Place {
    collection: Collection,
    /// A second opening of the same file, as the app beside the command line.
    other: Collection,
    home: TempDir,
}

fn open(path: impl AsRef<Path>, seed: u64) -> Store {
    Store::open(path.as_ref(), Arc::new(StillClock::new(seed))).unwrap()
}

#[async_trait]
impl Factory for Builtin {
    fn name(&self) -> String {
        "the built-in store".to_owned()
    }

    async fn fresh(&self) -> Box<dyn Ground> {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("store.db");
        Box::new(Place {
            collection: open(&path, 1)
                .collection(Kind::Contact, "Contacts")
                .unwrap(),
            other: open(&path, 2)
                .collection(Kind::Contact, "Contacts")
                .unwrap(),
            home,
        })
    }
}

#[async_trait]
impl Ground for Place {
    fn endpoint(&self) -> &dyn Endpoint {
        &self.collection
    }

    fn kind(&self) -> Kind {
        Kind::Contact
    }

    async fn add(&self, uid: &str, body: &[u8]) -> ItemId {
        self.other.add(uid, body).unwrap()
    }

    async fn change(&self, id: &ItemId, body: &[u8]) {
        let version = self.other.get(id).unwrap().unwrap().entry.version;
        self.other.update(id, &version, body).unwrap();
    }

    async fn remove(&self, id: &ItemId) {
        let version = self.other.get(id).unwrap().unwrap().entry.version;
        self.other.delete(id, &version).unwrap();
    }

    async fn expire(&self, _: &Cursor) -> Option<Cursor> {
        // The cursor of a store that was lost and began again.
        let lost = open(self.home.path().join("lost.db"), 3)
            .collection(Kind::Contact, "Contacts")
            .unwrap();
        lost.observe(None).await.unwrap().cursor
    }
}

#[tokio::test]
async fn the_built_in_store_keeps_every_promise_of_an_endpoint() {
    check(&Builtin).await;
}

fn contacts(home: &TempDir) -> Collection {
    open(home.path().join("store.db"), 1)
        .collection(Kind::Contact, "Contacts")
        .unwrap()
}

fn body(uid: &str, title: &str) -> Vec<u8> {
    sample(Kind::Contact, uid, title).body
}

#[test]
fn collections_of_other_names_and_kinds_do_not_share_items() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path().join("store.db"), 1);
    let people = store.collection(Kind::Contact, "People").unwrap();
    people.add("x", &body("x", "X")).unwrap();
    assert_eq!(
        store
            .collection(Kind::Contact, "Others")
            .unwrap()
            .count()
            .unwrap(),
        0
    );
    assert_eq!(
        store
            .collection(Kind::Task, "People")
            .unwrap()
            .count()
            .unwrap(),
        0
    );
    assert_eq!(
        store
            .collection(Kind::Contact, "People")
            .unwrap()
            .count()
            .unwrap(),
        1
    );
    assert_eq!(store.collections().unwrap().len(), 3);
}

#[test]
fn a_page_goes_on_where_the_last_one_ended() {
    let home = tempfile::tempdir().unwrap();
    let contacts = contacts(&home);
    for title in ["delta", "Alpha", "charlie", "Bravo", "alpha"] {
        contacts
            .add(&format!("uid-{title}"), &body("u", title))
            .unwrap();
    }
    let mut query = Query {
        limit: 2,
        ..Query::default()
    };
    let mut titles = Vec::new();
    loop {
        let page = contacts.list(&query).unwrap();
        assert!(page.entries.len() <= 2);
        titles.extend(page.entries.into_iter().map(|entry| entry.title));
        let Some(next) = page.next else { break };
        query.after = Some(next);
    }
    assert_eq!(titles, ["Alpha", "alpha", "Bravo", "charlie", "delta"]);
}

#[test]
fn a_search_finds_words_in_titles_and_in_folded_text_whatever_the_case() {
    let home = tempfile::tempdir().unwrap();
    let contacts = contacts(&home);
    contacts.add("a", &body("a", "Zoë Müller")).unwrap();
    contacts
        .add(
            "b",
            b"BEGIN:VCARD\r\nFN:Bob\r\nNOTE:likes strawb\r\n erries\r\nEND:VCARD\r\n",
        )
        .unwrap();
    let find = |search: &str| {
        let query = Query {
            search: search.to_owned(),
            limit: 10,
            ..Query::default()
        };
        contacts
            .list(&query)
            .unwrap()
            .entries
            .into_iter()
            .map(|entry| entry.title)
            .collect::<Vec<_>>()
    };
    assert_eq!(find("zoë MÜLL"), ["Zoë Müller"]);
    assert_eq!(find("Strawberries bob"), ["Bob"]);
    assert_eq!(find("zoë bob"), Vec::<String>::new());
}

#[test]
fn an_edit_of_a_version_that_is_no_longer_there_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let contacts = contacts(&home);
    let id = contacts.add("a", &body("a", "One")).unwrap();
    let first = contacts.get(&id).unwrap().unwrap().entry.version;
    let second = contacts.update(&id, &first, &body("a", "Two")).unwrap();
    assert!(matches!(
        contacts.update(&id, &first, &body("a", "Three")),
        Err(EditError::Changed)
    ));
    assert!(matches!(
        contacts.delete(&id, &first),
        Err(EditError::Changed)
    ));
    contacts.delete(&id, &second).unwrap();
    assert!(matches!(
        contacts.update(&id, &second, &body("a", "Four")),
        Err(EditError::Gone)
    ));
}

#[test]
fn what_was_typed_stays_readable_for_90_days() {
    let home = tempfile::tempdir().unwrap();
    let clock = Arc::new(StillClock::new(1));
    let store = Store::open(&home.path().join("store.db"), clock.clone()).unwrap();
    let contacts = store.collection(Kind::Contact, "Contacts").unwrap();
    let id = contacts.add("a", &body("a", "One")).unwrap();
    let version = contacts.get(&id).unwrap().unwrap().entry.version;
    let version = contacts.update(&id, &version, &body("a", "Two")).unwrap();
    clock.pass(Duration::from_hours(24));
    contacts.delete(&id, &version).unwrap();

    let earlier = contacts.earlier(&id).unwrap();
    let texts: Vec<_> = earlier
        .iter()
        .map(|e| contacts.earlier_text(e.number).unwrap().unwrap())
        .collect();
    assert_eq!(texts, [body("a", "Two"), body("a", "One")]);
    assert!(earlier.iter().all(|e| e.replaced_by == Author::Person));

    clock.pass(Duration::from_hours(89 * 24) + Duration::from_secs(1));
    contacts.add("b", &body("b", "Other")).unwrap();
    assert_eq!(
        contacts.earlier(&id).unwrap().len(),
        1,
        "only the version replaced 90 days ago is forgotten"
    );
}

#[tokio::test]
async fn d12_a_store_that_was_lost_is_another_place_and_not_an_emptied_one() {
    let home = tempfile::tempdir().unwrap();
    let before = contacts(&home);
    before.add("a", &body("a", "A")).unwrap();
    let (identity, cursor) = (
        before.identity(),
        before.observe(None).await.unwrap().cursor.unwrap(),
    );
    drop(before);
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(home.path().join(format!("store.db{ending}")));
    }
    let after = open(home.path().join("store.db"), 2)
        .collection(Kind::Contact, "Contacts")
        .unwrap();
    assert_ne!(
        after.identity(),
        identity,
        "so that the next pass is a first sync"
    );
    let listing = after.observe(Some(&cursor)).await.unwrap();
    assert_eq!(listing.extent, Extent::Everything);
    assert!(listing.removed.is_empty());
}

#[tokio::test]
async fn d8_a_collection_deleted_under_our_feet_is_missing_and_not_empty() {
    let home = tempfile::tempdir().unwrap();
    let contacts = contacts(&home);
    let id = contacts.add("a", &body("a", "A")).unwrap();
    let cursor = contacts.observe(None).await.unwrap().cursor;
    let other = rusqlite::Connection::open(home.path().join("store.db")).unwrap();
    other
        .execute_batch("PRAGMA foreign_keys = ON; DELETE FROM collection")
        .unwrap();
    assert_eq!(
        contacts.observe(cursor.as_ref()).await.unwrap_err().trouble,
        Trouble::Missing
    );
    assert_eq!(
        contacts.fetch(&[id]).await.unwrap_err().trouble,
        Trouble::Missing
    );
}

#[tokio::test]
async fn a_store_put_back_from_an_older_backup_is_listed_whole() {
    let home = tempfile::tempdir().unwrap();
    let contacts = contacts(&home);
    contacts.add("a", &body("a", "A")).unwrap();
    let cursor = contacts.observe(None).await.unwrap().cursor.unwrap();
    let other = rusqlite::Connection::open(home.path().join("store.db")).unwrap();
    other
        .execute_batch("DELETE FROM item; UPDATE collection SET revision = 0")
        .unwrap();
    assert_eq!(
        contacts.observe(Some(&cursor)).await.unwrap().extent,
        Extent::Everything
    );
}

#[test]
fn a_damaged_store_is_named_left_alone_and_moved_aside_only_when_asked() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("store.db");
    let damaged = b"SQLite format 3\0 and then nothing that makes sense".repeat(100);
    std::fs::write(&path, &damaged).unwrap();
    let error = Store::open(&path, Arc::new(StillClock::new(1))).unwrap_err();
    assert!(error.to_string().contains("the file is damaged"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), damaged);

    let aside = Store::set_aside(&path, &StillClock::new(1)).unwrap();
    assert_eq!(std::fs::read(aside).unwrap(), damaged);
    assert!(open(&path, 1).collections().unwrap().is_empty());
}

#[test]
fn a_page_damaged_in_the_middle_of_the_store_is_named_when_it_is_met() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("store.db");
    let store = open(&path, 1);
    let contacts = store.collection(Kind::Contact, "Contacts").unwrap();
    for n in 0..200 {
        contacts
            .add(&format!("uid-{n}"), &body("u", "x").repeat(20))
            .unwrap();
    }
    drop((contacts, store));
    let mut bytes = std::fs::read(&path).unwrap();
    let half = bytes.len() / 2;
    bytes[4096 * 2..half].fill(0xA5);
    std::fs::write(&path, bytes).unwrap();
    let outcome = Store::open(&path, Arc::new(StillClock::new(1)))
        .and_then(|store| store.collection(Kind::Contact, "Contacts"))
        .and_then(|contacts| {
            contacts.list(&Query {
                limit: 1000,
                ..Query::default()
            })
        });
    let error = outcome.unwrap_err();
    assert!(error.to_string().contains("damaged"), "{error}");
}

#[test]
fn files_that_are_no_store_or_a_newer_one_are_refused_in_words() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("other.db");
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE theirs (x)")
        .unwrap();
    let error = Store::open(&path, Arc::new(StillClock::new(1))).unwrap_err();
    assert!(error.to_string().contains("another program"), "{error}");

    let path = home.path().join("store.db");
    drop(open(&path, 1));
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch("PRAGMA user_version = 99")
        .unwrap();
    let error = Store::open(&path, Arc::new(StillClock::new(1))).unwrap_err();
    assert!(error.to_string().contains("newer version"), "{error}");

    let error = Store::open(
        &home.path().join("no/such/folder/store.db"),
        Arc::new(StillClock::new(1)),
    )
    .unwrap_err();
    assert!(error.to_string().contains("cannot be opened"), "{error}");
}
