//! A process killed in the middle of its writes leaves whole items, old or new, and everything it had been told was stored.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use engine::conformance::sample;
use engine::endpoint::builtin::Store;
use engine::endpoint::folder::Folder;
use engine::endpoint::{Endpoint, Fetched, ItemId, Version, Write, WriteOutcome};
use pim::Kind;

use crate::clock::StillClock;

/// Where the child process works; set only for it.
const HOME: &str = "SMSYNC_TEST_KILL_HOME";

const ITEMS: usize = 8;

fn open(what: &str, home: &Path) -> Box<dyn Endpoint> {
    let clock = Arc::new(StillClock::new(1));
    match what {
        "folder" => Box::new(
            Folder::open(
                &home.join("items"),
                Kind::Contact,
                &home.join("cache"),
                clock,
            )
            .unwrap(),
        ),
        _ => Box::new(
            Store::open(&home.join("store.db"), clock)
                .unwrap()
                .collection(Kind::Contact, "Contacts")
                .unwrap(),
        ),
    }
}

/// A long body whose every line tells its number, so that a mixture of two shows.
fn body(number: usize) -> Vec<u8> {
    let text = String::from_utf8(sample(Kind::Contact, "uid", "Title").body).unwrap();
    let lines = format!("X-NUMBER:{number}\r\n").repeat(2000);
    text.replace("END:VCARD", &format!("{lines}END:VCARD"))
        .into_bytes()
}

fn id(item: usize) -> ItemId {
    ItemId(format!("item-{item}.vcf"))
}

/// Writes until it is killed, and prints each write once it was told that it is stored.
async fn write_for_ever(endpoint: &dyn Endpoint) {
    let mut versions: HashMap<usize, Version> = HashMap::new();
    for number in 1.. {
        let batch: Vec<Write> = (0..ITEMS)
            .map(|item| match versions.get(&item) {
                None => Write::Create {
                    id: id(item),
                    body: body(number),
                },
                Some(version) => Write::Replace {
                    id: id(item),
                    expected: Some(version.clone()),
                    replaces: Vec::new(),
                    body: body(number),
                },
            })
            .collect();
        for (item, outcome) in endpoint.write(batch).await.into_iter().enumerate() {
            let WriteOutcome::Stored(stored) = outcome else {
                panic!("{outcome:?}")
            };
            versions.insert(item, stored.version.unwrap());
            let mut out = std::io::stdout();
            writeln!(out, "stored {item} {number}")
                .and_then(|()| out.flush())
                .unwrap();
        }
    }
}

#[tokio::test]
#[ignore = "the process that is killed; the tests below start it"]
async fn child() {
    let Ok(home) = std::env::var(HOME) else {
        return;
    };
    let what = std::env::var("SMSYNC_TEST_KILL_WHAT").unwrap();
    write_for_ever(open(&what, Path::new(&home)).as_ref()).await;
}

/// Starts the child, kills it after it told of this many writes, and answers the last number told for each item.
fn kill_after(what: &str, home: &Path, writes: usize) -> HashMap<usize, usize> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::child", "--ignored", "--nocapture"])
        .env(HOME, home)
        .env("SMSYNC_TEST_KILL_WHAT", what)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = HashMap::new();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut count = 0;
    for line in lines.map_while(Result::ok) {
        let words: Vec<&str> = line.split(' ').collect();
        if let ["stored", item, number] = words[..] {
            told.insert(item.parse().unwrap(), number.parse().unwrap());
            count += 1;
            if count == writes {
                child.kill().unwrap();
            }
        }
    }
    child.wait().unwrap();
    assert!(count >= writes, "the child ended by itself");
    told
}

async fn survives_kills(what: &str) {
    for writes in [1, 3, ITEMS, ITEMS * 3 + 1, ITEMS * 5 + 5, ITEMS * 9 + 2] {
        let home = tempfile::tempdir().unwrap();
        let told = kill_after(what, home.path(), writes);
        let endpoint = open(what, home.path());
        let listing = endpoint.observe(None).await.unwrap();
        let ids: Vec<ItemId> = listing.seen.iter().map(|seen| seen.id.clone()).collect();
        assert!(
            ids.iter()
                .all(|seen| (0..ITEMS).any(|item| id(item) == *seen)),
            "{ids:?}"
        );
        let mut found = HashMap::new();
        for answer in endpoint.fetch(&ids).await.unwrap() {
            let Fetched::Here {
                id, body: there, ..
            } = answer
            else {
                panic!("{answer:?}")
            };
            let text = String::from_utf8(there.clone()).unwrap();
            let number: usize = text
                .lines()
                .find_map(|line| line.strip_prefix("X-NUMBER:"))
                .unwrap()
                .parse()
                .unwrap();
            assert_eq!(there, body(number), "{id:?} is a mixture");
            found.insert(id, number);
        }
        for (item, number) in told {
            let found = found.get(&id(item)).copied().unwrap_or_default();
            assert!(
                found >= number,
                "item {item}: stored {number} was told, {found} is there"
            );
        }
    }
}

#[tokio::test]
async fn d10_a_kill_in_the_middle_of_writes_leaves_whole_items_in_the_built_in_store() {
    survives_kills("builtin").await;
}

#[tokio::test]
async fn d10_a_kill_in_the_middle_of_writes_leaves_whole_files_in_a_folder() {
    survives_kills("folder").await;
}
