//! A folder of files.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use engine::conformance::{Factory, Ground, check, sample};
use engine::endpoint::folder::Folder;
use engine::endpoint::{
    Cursor, Endpoint, EndpointError, Extent, Fetched, ItemId, Trouble, Write, WriteOutcome,
};
use pim::Kind;
use tempfile::TempDir;

use crate::clock::StillClock;

static SEED: AtomicU64 = AtomicU64::new(1);

pub(crate) struct Folders;

/// A folder, its cache beside it, and the endpoint on it.
struct Place {
    folder: Folder,
    kind: Kind,
    home: TempDir,
}

impl Place {
    fn new(kind: Kind) -> Self {
        let home = tempfile::tempdir().unwrap();
        let folder = open(home.path(), kind).unwrap();
        Self { folder, kind, home }
    }

    fn items(&self) -> PathBuf {
        self.home.path().join("items")
    }

    fn put(&self, name: &str, body: impl AsRef<[u8]>) {
        fs::write(self.items().join(name), body).unwrap();
    }

    async fn all(&self) -> engine::endpoint::Listing {
        self.folder.observe(None).await.unwrap()
    }

    async fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .all()
            .await
            .seen
            .into_iter()
            .map(|seen| seen.id.0)
            .collect();
        names.sort();
        names
    }

    async fn fetch(&self, name: &str) -> Fetched {
        self.folder
            .fetch(&[ItemId(name.to_owned())])
            .await
            .unwrap()
            .remove(0)
    }

    /// Every file there is, ours and others', but the marker.
    fn files(&self) -> Vec<String> {
        let names = fs::read_dir(self.items())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name != ".smsync-folder").collect();
        names.sort();
        names
    }
}

fn open(home: &Path, kind: Kind) -> Result<Folder, EndpointError> {
    let clock = Arc::new(StillClock::new(SEED.fetch_add(1, Ordering::Relaxed)));
    Folder::open(
        &home.join("items"),
        kind,
        &home.join(format!("{kind}.cache")),
        clock,
    )
}

fn adopt(home: &Path, kind: Kind) -> Folder {
    let clock = Arc::new(StillClock::new(SEED.fetch_add(1, Ordering::Relaxed)));
    Folder::adopt(
        &home.join("items"),
        kind,
        &home.join(format!("{kind}.cache")),
        clock,
    )
    .unwrap()
}

fn card(title: &str) -> Vec<u8> {
    sample(Kind::Contact, "uid", title).body
}

#[async_trait]
impl Factory for Folders {
    fn name(&self) -> String {
        "a folder of files".to_owned()
    }

    async fn fresh(&self) -> Box<dyn Ground> {
        Box::new(Place::new(Kind::Contact))
    }
}

#[async_trait]
impl Ground for Place {
    fn endpoint(&self) -> &dyn Endpoint {
        &self.folder
    }

    fn kind(&self) -> Kind {
        self.kind
    }

    async fn add(&self, uid: &str, body: &[u8]) -> ItemId {
        let name = format!("theirs-{uid}.vcf");
        self.put(&name, body);
        ItemId(name)
    }

    /// In place, as a plain editor does: the same inode, perhaps the same length and second.
    async fn change(&self, id: &ItemId, body: &[u8]) {
        self.put(&id.0, body);
    }

    async fn remove(&self, id: &ItemId) {
        fs::remove_file(self.items().join(&id.0)).unwrap();
    }

    async fn expire(&self, _: &Cursor) -> Option<Cursor> {
        // The cursor of a cache that was lost.
        Place::new(self.kind).all().await.cursor
    }
}

#[tokio::test]
async fn a_folder_keeps_every_promise_of_an_endpoint() {
    check(&Folders).await;
}

/// What others call the folder's disasters: it is there, it is empty, and nobody deleted anything.
fn assert_missing<T: std::fmt::Debug>(result: Result<T, EndpointError>) {
    assert_eq!(result.unwrap_err().trouble, Trouble::Missing);
}

#[tokio::test]
async fn d12_another_empty_folder_in_its_place_is_an_error_and_not_a_listing() {
    let place = Place::new(Kind::Contact);
    place.put("a.vcf", card("A"));
    let before = place.all().await;
    fs::rename(place.items(), place.home.path().join("elsewhere")).unwrap();
    fs::create_dir(place.items()).unwrap();

    assert_missing(place.folder.observe(before.cursor.as_ref()).await);
    assert_missing(place.folder.fetch(&[ItemId("a.vcf".into())]).await);
    let create = Write::Create {
        id: ItemId("b.vcf".into()),
        body: card("B"),
    };
    assert!(matches!(
        place.folder.write(vec![create]).await[0],
        WriteOutcome::NotDone(_)
    ));
    assert!(
        place.files().is_empty(),
        "nothing is written into a folder that is not ours"
    );
}

#[tokio::test]
async fn d10_a_folder_that_vanished_during_a_pass_is_an_error_and_comes_back_unchanged() {
    let place = Place::new(Kind::Contact);
    place.put("a.vcf", card("A"));
    let before = place.all().await;
    let elsewhere = place.home.path().join("unmounted");
    fs::rename(place.items(), &elsewhere).unwrap();
    assert_missing(place.folder.observe(before.cursor.as_ref()).await);
    assert_missing(open(place.home.path(), Kind::Contact));
    fs::rename(&elsewhere, place.items()).unwrap();
    let after = place.folder.observe(before.cursor.as_ref()).await.unwrap();
    assert_eq!(
        (after.extent, after.seen.len(), after.removed.len()),
        (Extent::Changes, 0, 0)
    );
}

#[tokio::test]
async fn d8_a_folder_made_again_is_refused_until_the_person_adopts_it_as_a_new_place() {
    let place = Place::new(Kind::Contact);
    place.put("a.vcf", card("A"));
    let (identity, cursor) = (place.folder.identity(), place.all().await.cursor);
    fs::remove_dir_all(place.items()).unwrap();
    fs::create_dir(place.items()).unwrap();
    assert_missing(open(place.home.path(), Kind::Contact));

    let adopted = adopt(place.home.path(), Kind::Contact);
    assert_ne!(
        adopted.identity(),
        identity,
        "so that the next pass is a first sync"
    );
    let listing = adopted.observe(cursor.as_ref()).await.unwrap();
    assert_eq!(listing.extent, Extent::Everything);
    assert!(listing.removed.is_empty());
    assert!(open(place.home.path(), Kind::Contact).is_ok());
}

#[tokio::test]
async fn d9_a_folder_that_cannot_be_listed_is_an_error_and_not_empty() {
    let place = Place::new(Kind::Contact);
    place.put("a.vcf", card("A"));
    let before = place.all().await;
    fs::remove_dir_all(place.items()).unwrap();
    fs::write(place.items(), "a file now").unwrap();
    assert_missing(place.folder.observe(before.cursor.as_ref()).await);
}

#[cfg(unix)]
#[tokio::test]
async fn d5_a_file_that_became_a_link_is_neither_followed_nor_gone() {
    let place = Place::new(Kind::Contact);
    place.put("a.vcf", card("A"));
    let before = place.all().await;
    let outside = place.home.path().join("outside.vcf");
    fs::rename(place.items().join("a.vcf"), &outside).unwrap();
    std::os::unix::fs::symlink(&outside, place.items().join("a.vcf")).unwrap();

    let after = place.folder.observe(before.cursor.as_ref()).await.unwrap();
    assert!(after.removed.is_empty(), "{after:?}");
    assert!(matches!(place.fetch("a.vcf").await, Fetched::Failed { .. }));
    let delete = Write::Delete {
        id: ItemId("a.vcf".into()),
        expected: before.seen[0].version.clone(),
        replaces: card("A"),
    };
    assert!(matches!(
        place.folder.write(vec![delete]).await[0],
        WriteOutcome::NotDone(_)
    ));
    assert_eq!(fs::read(outside).unwrap(), card("A"));
}

#[tokio::test]
async fn an_edit_that_keeps_length_and_time_of_the_file_is_seen() {
    let place = Place::new(Kind::Contact);
    place.put("a.vcf", card("Title A"));
    let path = place.items().join("a.vcf");
    let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(long_ago)
        .unwrap();
    let before = place.all().await;
    fs::write(&path, card("Title B")).unwrap();
    File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(long_ago)
        .unwrap();
    let after = place.folder.observe(before.cursor.as_ref()).await.unwrap();
    assert_eq!(after.seen.len(), 1);
    assert_ne!(after.seen[0].version, before.seen[0].version);
}

#[tokio::test]
async fn a_file_that_was_only_touched_is_not_a_change() {
    let place = Place::new(Kind::Contact);
    place.put("a.vcf", card("A"));
    let before = place.all().await;
    place.put("a.vcf", card("A"));
    let after = place.folder.observe(before.cursor.as_ref()).await.unwrap();
    assert_eq!((after.extent, after.seen.len()), (Extent::Changes, 0));
}

#[tokio::test]
async fn files_of_others_are_passed_over_and_left_alone() {
    let place = Place::new(Kind::Contact);
    fs::create_dir(place.items().join("sub.vcf")).unwrap();
    fs::write(place.items().join("sub.vcf/inner.vcf"), card("Inner")).unwrap();
    for name in [".hidden.vcf", "a.vcf.tmp", "a.vcf~", "README", "event.ics"] {
        place.put(name, card("Not ours"));
    }
    place.put("displayname", "Family\n");
    place.put("color", "#ff8800\n");
    place.put("Ours.VCF", card("Ours"));
    assert_eq!(place.names().await, ["Ours.VCF"]);
    assert_eq!(place.folder.display_name().as_deref(), Some("Family"));
    assert_eq!(place.folder.color().as_deref(), Some("#ff8800"));
    assert_eq!(place.files().len(), 9);
}

#[tokio::test]
async fn a_file_with_several_items_and_an_empty_one_are_reported_and_not_touched() {
    let place = Place::new(Kind::Contact);
    let two = [card("A"), card("B")].concat();
    place.put("two.vcf", &two);
    place.put("empty.vcf", "");
    assert_eq!(place.names().await, ["empty.vcf", "two.vcf"]);
    for (name, words) in [("two.vcf", "several items"), ("empty.vcf", "is empty")] {
        let Fetched::Failed { error, .. } = place.fetch(name).await else {
            panic!("{name} is no item")
        };
        assert!(
            error.to_string().contains(words) && error.about.ends_with(name),
            "{error}"
        );
    }
    assert_eq!(fs::read(place.items().join("two.vcf")).unwrap(), two);
}

#[tokio::test]
async fn two_kinds_share_a_folder_and_each_sees_its_own() {
    let events = Place::new(Kind::Appointment);
    let tasks = open(events.home.path(), Kind::Task).unwrap();
    events.put("event.ics", sample(Kind::Appointment, "e", "Event").body);
    events.put("task.ics", sample(Kind::Task, "t", "Task").body);
    assert_eq!(events.names().await, ["event.ics"]);
    let listing = tasks.observe(None).await.unwrap();
    assert_eq!(listing.seen.len(), 1);
    assert_eq!(listing.seen[0].id.0, "task.ics");
    assert_ne!(tasks.identity(), events.folder.identity());
    // The name is taken all the same.
    let create = Write::Create {
        id: ItemId("event.ics".into()),
        body: sample(Kind::Task, "x", "X").body,
    };
    assert!(matches!(
        tasks.write(vec![create]).await[0],
        WriteOutcome::Exists { .. }
    ));
}

#[tokio::test]
async fn notes_are_journals_and_plain_text() {
    let notes = Place::new(Kind::Note);
    notes.put("idea.txt", "buy milk");
    notes.put("journal.ics", sample(Kind::Note, "j", "Journal").body);
    assert_eq!(notes.names().await, ["idea.txt", "journal.ics"]);
}

#[tokio::test]
async fn a_cache_that_is_lost_or_damaged_costs_a_full_look_and_nothing_else() {
    let place = Place::new(Kind::Contact);
    place.put("a.vcf", card("A"));
    let (identity, before) = (place.folder.identity(), place.all().await);
    for damage in [
        None,
        Some("not a database, but long enough to be looked at as one".repeat(100)),
    ] {
        let cache = place.home.path().join("contact.cache");
        for ending in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{ending}", cache.display()));
        }
        if let Some(damage) = damage {
            fs::write(&cache, damage).unwrap();
        }
        let again = open(place.home.path(), Kind::Contact).unwrap();
        assert_eq!(again.identity(), identity);
        let listing = again.observe(before.cursor.as_ref()).await.unwrap();
        assert_eq!(
            (listing.extent, &listing.seen),
            (Extent::Everything, &before.seen)
        );
    }
}

#[tokio::test]
async fn ids_that_lead_out_of_the_folder_are_refused() {
    let place = Place::new(Kind::Contact);
    let outside = place.home.path().join("outside.vcf");
    fs::write(&outside, card("Outside")).unwrap();
    for name in [
        "../outside.vcf",
        "/etc/passwd",
        "sub/../../outside.vcf",
        "..",
        "",
    ] {
        assert!(
            matches!(place.fetch(name).await, Fetched::Failed { .. }),
            "{name}"
        );
        let delete = Write::Delete {
            id: ItemId(name.into()),
            expected: None,
            replaces: card("Outside"),
        };
        assert!(
            matches!(
                place.folder.write(vec![delete]).await[0],
                WriteOutcome::Refused(_)
            ),
            "{name}"
        );
    }
    assert!(outside.exists());
}

#[cfg(unix)]
#[tokio::test]
async fn a_replaced_file_keeps_its_permissions_and_nothing_temporary_stays() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new(Kind::Contact);
    place.put("a.vcf", card("A"));
    fs::set_permissions(
        place.items().join("a.vcf"),
        fs::Permissions::from_mode(0o640),
    )
    .unwrap();
    let version = place.all().await.seen[0].version.clone();
    let replace = Write::Replace {
        id: ItemId("a.vcf".into()),
        expected: version,
        replaces: card("A"),
        body: card("B"),
    };
    assert!(matches!(
        place.folder.write(vec![replace]).await[0],
        WriteOutcome::Stored(_)
    ));
    assert_eq!(
        fs::metadata(place.items().join("a.vcf"))
            .unwrap()
            .permissions()
            .mode()
            & 0o777,
        0o640
    );
    assert_eq!(place.files(), ["a.vcf"]);
}

#[tokio::test]
async fn temporary_files_that_may_belong_to_a_process_at_work_are_left_to_it() {
    let place = Place::new(Kind::Contact);
    let zeros = "0".repeat(32);
    place.put(
        &format!(".smsync-tmp-{zeros}-{:016x}-a.vcf", 1),
        "BEGIN:VCARD\r\nFN:half a draft",
    );
    drop(open(place.home.path(), Kind::Contact).unwrap());
    assert_eq!(place.files().len(), 1);
    assert!(place.names().await.is_empty());
}
