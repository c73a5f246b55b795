//! `SyncML` against a server nobody here wrote: SyncEvolution, started from its Debian package on loopback.
//!
//! What it holds is read from its own files.

use std::fs;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;

use engine::account::{Policy, Protocol};
use engine::pass::Report;
use pim::Kind;
use tests::live::{Device, Peer, account, written};

/// A device with this id at the server.
fn device(peer: &Peer, id: &str) -> Device {
    let mut account = account(&peer.url, Policy::Merge);
    account.syncml.device = Some(id.to_owned());
    account.syncml.address = Some(peer.url.clone());
    for choice in account.kinds.values_mut() {
        choice.protocol = Protocol::Syncml;
    }
    Device::with(&account, "wonderland")
}

fn folder(peer: &Peer, kind: Kind) -> PathBuf {
    let name = match kind {
        Kind::Contact => "card",
        Kind::Appointment => "cal",
        Kind::Task => "task",
        Kind::Note => "note",
    };
    peer.data().join("db").join(name)
}

/// The server's items of a kind.
fn on_server(peer: &Peer, kind: Kind) -> Vec<String> {
    let files = fs::read_dir(folder(peer, kind)).expect("the server's folder");
    let mut texts: Vec<String> = files
        .map(|file| fs::read_to_string(file.expect("a file").path()).expect("a text"))
        .collect();
    texts.sort();
    texts
}

/// The server tells changes by the second.
fn another_second() {
    sleep(Duration::from_millis(1_200));
}

fn put(peer: &Peer, kind: Kind, name: &str, text: &str) {
    fs::write(folder(peer, kind).join(name), text).expect("the item is put");
}

fn edit_there(peer: &Peer, kind: Kind, from: &str, to: &str) {
    let mut edited = 0;
    for file in fs::read_dir(folder(peer, kind)).expect("the server's folder") {
        let path = file.expect("a file").path();
        let text = fs::read_to_string(&path).expect("a text");
        if text.contains(from) {
            fs::write(&path, text.replace(from, to)).expect("the item is edited");
            edited += 1;
        }
    }
    assert_eq!(edited, 1, "one item on the server holds {from}");
}

fn delete_there(peer: &Peer, kind: Kind, holding: &str) {
    let mut deleted = 0;
    for file in fs::read_dir(folder(peer, kind)).expect("the server's folder") {
        let path = file.expect("a file").path();
        if fs::read_to_string(&path).expect("a text").contains(holding) {
            fs::remove_file(&path).expect("the item is deleted");
            deleted += 1;
        }
    }
    assert_eq!(deleted, 1, "one item on the server holds {holding}");
}

fn one(kind: Kind, title: &str) -> String {
    match kind {
        Kind::Contact => format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:c-{title}\r\nN:{title};Given;;;\r\nFN:Given {title}\r\nTEL;TYPE=HOME:+49 30 123456\r\nEND:VCARD\r\n"
        ),
        Kind::Appointment => format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nBEGIN:VEVENT\r\nUID:e-{title}\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:{title}\r\nDTSTART:20260301T090000Z\r\nDTEND:20260301T100000Z\r\nRRULE:FREQ=WEEKLY;COUNT=5\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        ),
        Kind::Task => format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nBEGIN:VTODO\r\nUID:t-{title}\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:{title}\r\nDUE:20260401T120000Z\r\nSTATUS:NEEDS-ACTION\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
        ),
        Kind::Note => format!("{title}\nfirst line\nsecond line"),
    }
}

/// The device holds the same items as the server, by their titles.
fn assert_same(peer: &Peer, device: &Device, titles: &[&str]) {
    for kind in Kind::ALL {
        let local: Vec<String> = device
            .items(kind)
            .into_iter()
            .map(|(_, text)| text)
            .collect();
        let server = on_server(peer, kind);
        for (place, texts) in [("here", &local), ("on the server", &server)] {
            assert_eq!(texts.len(), titles.len(), "{kind}s {place}: {texts:#?}");
            for title in titles {
                let found = texts.iter().filter(|text| text.contains(title)).count();
                assert_eq!(found, 1, "{kind} {title} {place}: {texts:#?}");
            }
        }
    }
}

fn conflicts(report: &Report) -> usize {
    report.kinds.iter().map(|kind| kind.conflicts).sum()
}

#[test]
fn four_kinds_travel_both_ways_added_changed_and_deleted_between_two_devices() {
    let peer = Peer::start("syncevolution");
    let desk = device(&peer, "dev-1");
    for kind in Kind::ALL {
        desk.add(kind, &one(kind, "Desk"));
        desk.add(kind, &one(kind, "Doomed"));
        put(&peer, kind, "s1", &one(kind, "There"));
    }
    assert_eq!(written(&desk.sync()), (8, 4), "the first sync unites both");
    assert_same(&peer, &desk, &["Desk", "Doomed", "There"]);
    another_second();
    assert_eq!(written(&desk.sync()), (0, 0), "nothing is left to do");

    for kind in Kind::ALL {
        desk.edit(kind, "Desk", "Edited here");
        desk.delete(kind, "Doomed");
        edit_there(&peer, kind, "There", "Edited there");
        put(&peer, kind, "s2", &one(kind, "Second"));
    }
    assert_eq!(written(&desk.sync()), (8, 8));
    assert_same(&peer, &desk, &["Edited here", "Edited there", "Second"]);

    another_second();
    let lap = device(&peer, "dev-2");
    assert_eq!(written(&lap.sync()), (0, 12));
    assert_same(&peer, &lap, &["Edited here", "Edited there", "Second"]);
    for kind in Kind::ALL {
        lap.delete(kind, "Second");
        lap.edit(kind, "Edited here", "From lap");
    }
    another_second();
    assert_eq!(written(&lap.sync()), (8, 0));
    another_second();
    assert_eq!(written(&desk.sync()), (0, 8));
    assert_same(&peer, &desk, &["From lap", "Edited there"]);
    another_second();
    for device in [&desk, &lap] {
        assert_eq!(written(&device.sync()), (0, 0), "nothing is left to do");
    }
}
