//! The program is killed half-way, wherever that is, and started again.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use engine::app::{Doors, Engine, SyncOptions, SystemNetwork};
use engine::transport::SystemClock;
use engine::vault::SessionMemory;
use pim::Kind;
use tests::live::{ACCOUNT, Peer, smsync};

use super::{
    another_second, assert_nothing_to_do, assert_same, device, folder, on_server, one, over_syncml,
    put,
};

/// Where it is cut off differs from run to run; what holds afterwards does not.
#[test]
fn a_pass_that_is_cut_off_anywhere_is_done_by_the_next_and_nothing_is_there_twice() {
    let peer = Peer::start("syncevolution");
    let desk = device(&peer, "dev-1");
    let mut titles: Vec<String> = Vec::new();
    for (turn, wait_ms) in [20, 80, 200, 400, 900].into_iter().enumerate() {
        for kind in Kind::ALL {
            desk.add(kind, &one(kind, &format!("Here{turn}")));
            let there = one(kind, &format!("There{turn}"));
            put(&peer, kind, &format!("s{turn}"), &there);
        }
        titles.extend([format!("Here{turn}"), format!("There{turn}")]);
        desk.run(async {
            let options = SyncOptions::default();
            let pass = desk.engine.sync(ACCOUNT, &options, &());
            let _ = tokio::time::timeout(Duration::from_millis(wait_ms), pass).await;
        });
        another_second();
    }
    desk.sync();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    assert_same(&peer, &desk, &titles);
    another_second();
    assert_nothing_to_do(&peer, &desk);
}

fn program(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(smsync());
    command
        .args(["--home", &home.display().to_string()])
        .args(arguments)
        .env("SMSYNC_PASSPHRASE", "a passphrase for a test")
        .stdin(Stdio::null());
    command
}

fn succeeds(home: &tempfile::TempDir, arguments: &[&str]) {
    let done = program(home.path(), arguments)
        .output()
        .expect("smsync runs");
    let said = [done.stdout, done.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(done.status.success(), "{arguments:?}: {said}");
}

/// A home with the account, as the window would have stored it.
fn home_with_account(peer: &Peer) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a home");
    let password = home.path().join("password");
    std::fs::write(&password, "wonderland\n").expect("the password file");
    let mut add = program(home.path(), &["account", "add", ACCOUNT]);
    add.args(["--url", &peer.url, "--email", "alice@example.com"])
        .args(["--user", "alice", "--password-stdin"])
        .stdin(std::fs::File::open(&password).expect("it opens"));
    assert!(add.output().is_ok_and(|added| added.status.success()));
    let doors = Doors {
        network: std::sync::Arc::new(SystemNetwork),
        clock: std::sync::Arc::new(SystemClock),
        vault: std::sync::Arc::new(SessionMemory::default()),
    };
    let engine = Engine::open(home.path(), doors).expect("an engine");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime
        .block_on(engine.set_account(&over_syncml(peer, "dev-1"), None))
        .expect("the account is changed");
    home
}

/// The program itself, killed when the server holds so many of the items that it sends; not asked to stop, killed.
#[test]
fn a_program_killed_while_it_sends_goes_on_where_it_was() {
    const SENT: usize = 1_200;
    let peer = Peer::start("syncevolution");
    let home = home_with_account(&peer);
    let cards = home.path().join("cards.vcf");
    let title = |number: usize| format!("Person{number:04}");
    let all: String = (0..SENT)
        .map(|number| one(Kind::Contact, &title(number)))
        .collect();
    std::fs::write(&cards, all).expect("the file");
    succeeds(&home, &["items", "import", &cards.display().to_string()]);
    put(&peer, Kind::Contact, "s1", &one(Kind::Contact, "There"));
    let there = || {
        let files = std::fs::read_dir(folder(&peer, Kind::Contact)).expect("the server's folder");
        files.count()
    };
    for enough in [60, 560, 900] {
        let mut child = program(home.path(), &["sync", "--quiet", ACCOUNT])
            .spawn()
            .expect("smsync runs");
        let begun = Instant::now();
        while there() < enough && child.try_wait().is_ok_and(|ended| ended.is_none()) {
            assert!(
                begun.elapsed() < Duration::from_mins(5),
                "{} there",
                there()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
        child.kill().expect("it is killed");
        child.wait().expect("it ends");
        assert!(there() <= SENT, "it was over before: {}", there());
        another_second();
    }
    succeeds(&home, &["sync", ACCOUNT]);
    let texts = on_server(&peer, Kind::Contact);
    assert_eq!(texts.len(), SENT + 1, "each once");
    let all = texts.concat();
    assert!((0..SENT).all(|number| all.contains(&title(number))));
    // Another device finds each once, too.
    let other = device(&peer, "dev-2");
    other.sync();
    assert_eq!(other.items(Kind::Contact).len(), SENT + 1);
    another_second();
    let before = super::snapshot(&peer);
    succeeds(&home, &["sync", ACCOUNT]);
    assert_eq!(super::snapshot(&peer), before, "nothing is left to do");
}
