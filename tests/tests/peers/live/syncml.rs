//! `SyncML` against a server nobody here wrote: `SyncEvolution`, started from its Debian package on loopback.
//!
//! What it holds is read from its own files.

mod decisions;
mod everyday;
mod forgotten;
mod interrupted;
mod one_way;
mod store;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use engine::account::{Account, Policy, Protocol};
use engine::pass::Report;
use pim::Kind;
use tests::live::{Device, Peer, account, written};

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

/// The one item on the server that holds this.
fn the_one_there(peer: &Peer, kind: Kind, holding: &str) -> (PathBuf, String) {
    let files = fs::read_dir(folder(peer, kind)).expect("the server's folder");
    let mut found: Vec<(PathBuf, String)> = files
        .map(|file| file.expect("a file").path())
        .map(|path| (path.clone(), fs::read_to_string(path).expect("a text")))
        .filter(|(_, text)| text.contains(holding))
        .collect();
    assert_eq!(found.len(), 1, "one item on the server holds {holding}");
    found.remove(0)
}

fn edit_there(peer: &Peer, kind: Kind, from: &str, to: &str) {
    let (path, text) = the_one_there(peer, kind, from);
    fs::write(path, text.replace(from, to)).expect("the item is edited");
}

fn delete_there(peer: &Peer, kind: Kind, holding: &str) {
    let (path, _) = the_one_there(peer, kind, holding);
    fs::remove_file(path).expect("the item is deleted");
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

/// The device's items of a kind.
fn texts(device: &Device, kind: Kind) -> Vec<String> {
    let items = device.items(kind).into_iter();
    items.map(|(_, text)| text).collect()
}

/// Every file of the server's items, when it was written and what it says.
fn snapshot(peer: &Peer) -> BTreeMap<PathBuf, (SystemTime, String)> {
    let folders = Kind::ALL.map(|kind| folder(peer, kind));
    let files = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).expect("the server's folder"));
    files
        .map(|file| {
            let path = file.expect("a file").path();
            let written = path.metadata().and_then(|about| about.modified());
            let text = fs::read_to_string(&path).expect("a text");
            (path, (written.expect("a time"), text))
        })
        .collect()
}

/// A pass finds nothing to do, sends nothing, and touches nothing on the server.
fn assert_nothing_to_do(peer: &Peer, device: &Device) {
    let before = snapshot(peer);
    let report = device.sync();
    assert_eq!(
        written(&report),
        (0, 0),
        "nothing is left to do: {report:#?}"
    );
    assert_eq!(snapshot(peer), before, "nothing is sent");
}

/// The device holds the same items as the server, by their titles.
fn assert_same(peer: &Peer, device: &Device, titles: &[&str]) {
    for kind in Kind::ALL {
        let (local, server) = (texts(device, kind), on_server(peer, kind));
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
