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
