//! `SyncML` against a server nobody here wrote: `SyncEvolution`, started from its Debian package on loopback.
//!
//! What it holds is read from its own files.

mod everyday;
mod forgotten;
mod store;

use std::fs;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;

use engine::account::{Account, Policy, Protocol};
use engine::pass::Report;
use pim::Kind;
use tests::live::{Device, Peer, account};

/// An account for all four kinds over `SyncML` alone.
fn over_syncml(peer: &Peer, id: &str) -> Account {
    let mut account = account(&peer.url, Policy::Merge);
    account.syncml.device = Some(id.to_owned());
    account.syncml.address = Some(peer.url.clone());
    for choice in account.kinds.values_mut() {
        choice.protocol = Protocol::Syncml;
    }
    account
}

/// A device with this id at the server.
fn device(peer: &Peer, id: &str) -> Device {
    Device::with(&over_syncml(peer, id), "wonderland")
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
        Kind::Note => format!("{title}\nabout {title}\nand {title} again"),
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
