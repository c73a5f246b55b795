//! `Server::open`: what a directory keeps.

mod support;

use server_stub::{Config, Server, names};
use support::{ALICE, event};

fn open(directory: &std::path::Path) -> Server {
    let config = Config {
        sample: true,
        ..Config::default()
    };
    Server::open(config, directory).unwrap()
}

#[test]
fn a_mailbox_is_as_it_was_after_the_server_is_opened_again() {
    let directory = tempfile::tempdir().unwrap();
    let first = open(directory.path());
    let mailbox = first.mailbox(ALICE).unwrap();
    mailbox
        .put(names::CALENDAR, "new.ics", event("new", "x"))
        .unwrap();
    mailbox.forget_sync_tokens(names::NOTES).unwrap();
    let gone = mailbox.list(names::CONTACTS).unwrap()[0].name.clone();
    mailbox.delete(names::CONTACTS, &gone).unwrap();
    let shown = |server: &Server| {
        let mailbox = server.mailbox(ALICE).unwrap();
        let collections = mailbox.collections();
        let items: Vec<_> = collections
            .iter()
            .map(|collection| mailbox.list(&collection.path.to_string()).unwrap())
            .collect();
        (collections, items)
    };
    let before = shown(&first);
    assert_eq!(
        before
            .0
            .iter()
            .map(|collection| collection.items)
            .sum::<usize>(),
        197
    );
    drop((first, mailbox));
    assert_eq!(before, shown(&open(directory.path())));
}

#[test]
fn two_servers_do_not_share_a_directory() {
    let directory = tempfile::tempdir().unwrap();
    let _first = open(directory.path());
    let second = Server::open(Config::default(), directory.path());
    assert!(second.err().unwrap().to_string().contains("locked"));
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = tempfile::tempdir().unwrap();
    let server = open(directory.path());
    let mailbox = server.mailbox(ALICE).unwrap();
    mailbox
        .put(names::CALENDAR, "new.ics", event("new", "x"))
        .unwrap();
    let mut looked_at = 0;
    for entry in std::fs::read_dir(directory.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", entry.file_name());
        looked_at += 1;
    }
    assert!(looked_at >= 2, "the data and what is written ahead");
}

#[test]
fn what_is_no_data_of_ours_is_told_and_left_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("mailboxes.sqlite3");
    let rubbish = "not a database ".repeat(600);
    std::fs::write(&file, &rubbish).unwrap();
    let told = Server::open(Config::default(), directory.path())
        .err()
        .unwrap()
        .to_string();
    assert!(told.contains("not a database"), "{told}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), rubbish);
}
