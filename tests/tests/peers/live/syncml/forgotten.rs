//! The server keeps the items and forgets who had which.

use std::fs;
use std::path::Path;

use engine::pass::Report;
use pim::Kind;
use tests::live::{Device, Peer, written};

use super::{
    another_second, assert_nothing_to_do, assert_same, conflicts, device, edit_there, one, put,
    texts,
};

/// An item with what servers like to write otherwise: types of numbers, an address, extensions, an alarm. Its UID does
/// not hold its title.
fn rich(kind: Kind, title: &str) -> String {
    let (end, lines): (&str, &[&str]) = match kind {
        Kind::Contact => (
            "END:VCARD",
            &[
                "EMAIL;TYPE=INTERNET:home@example.com",
                "TEL;TYPE=CELL,VOICE:0171 1",
                "ADR;TYPE=HOME:;;Main Street 1;Town;;12345;Germany",
                "ORG:Works\\, Ltd.;Sales",
                "BDAY:1980-02-03",
                "NOTE:two\\nlines",
                "CATEGORIES:a,b",
                "X-PET:cat",
            ],
        ),
        Kind::Appointment => (
            "END:VEVENT",
            &[
                "LOCATION:Here\\, there",
                "CATEGORIES:work",
                "X-PET:cat",
                "BEGIN:VALARM",
                "ACTION:DISPLAY",
                "DESCRIPTION:soon",
                "TRIGGER:-PT15M",
                "END:VALARM",
            ],
        ),
        Kind::Task => (
            "END:VTODO",
            &[
                "PRIORITY:5",
                "DESCRIPTION:two\\nlines",
                "CATEGORIES:work",
                "X-PET:cat",
            ],
        ),
        Kind::Note => return format!("{title}\r\n\r\nabout {title}; (with signs)\r\n\r\n"),
    };
    let lines: String = lines.iter().flat_map(|line| [line, "\r\n"]).collect();
    let uid = title.replace(' ', "-").to_lowercase();
    one(kind, title)
        .replacen(&format!("-{title}\r\n"), &format!("-{uid}\r\n"), 1)
        .replace(end, &format!("{lines}{end}"))
}

/// Nothing is sent, added or deleted. What the server made of a contact we sent is heard of only now, and taken over.
fn assert_only_rewritten(report: &Report, turn: &str) {
    for kind in &report.kinds {
        let (server, local) = (kind.written.server, kind.written.local);
        let moved = server.total() + local.added + local.deleted;
        let is_contact = kind.kind == Kind::Contact && turn == "nothing changed";
        assert!(
            moved == 0 && (is_contact || local.changed == 0),
            "{turn}: {kind:#?}"
        );
    }
}

/// What only the device knows of its contacts is still there.
fn assert_nothing_was_dropped(desk: &Device) {
    for text in texts(desk, Kind::Contact) {
        for line in ["X-PET:cat", "0171 1", "home@example.com", "Main Street 1"] {
            assert!(
                text.contains(line) || text.contains("there"),
                "{line} stays: {text}"
            );
        }
    }
}

/// A device that has two items of each kind which the server does not have, and the other way round; not yet synchronised.
fn with_two_on_each_side(peer: &Peer) -> Device {
    let desk = device(peer, "dev-1");
    for kind in Kind::ALL {
        for title in ["Anna", "Berta"] {
            desk.add(kind, &rich(kind, &format!("{title} here")));
            put(peer, kind, title, &rich(kind, &format!("{title} there")));
        }
    }
    desk
}

/// The worst that can happen to a device: the server keeps the items and forgets who had which.
#[test]
fn a_server_that_forgot_us_has_everything_once_and_so_have_we() {
    let mut peer = Peer::start("syncevolution");
    let desk = with_two_on_each_side(&peer);
    assert_eq!(written(&desk.sync()), (8, 8));
    let all = ["Anna here", "Berta here", "Anna there", "Berta there"];
    assert_same(&peer, &desk, &all);
    for turn in ["nothing changed", "and again"] {
        another_second();
        peer.restart(|data| fs::remove_dir_all(data.join("config")).expect("the server forgets"));
        let report = desk.sync();
        assert_eq!(conflicts(&report), 0, "{turn}: {report:#?}");
        assert_same(&peer, &desk, &all);
        assert_only_rewritten(&report, turn);
        assert_nothing_was_dropped(&desk);
        another_second();
        assert_nothing_to_do(&peer, &desk);
    }
}

#[test]
fn what_was_edited_and_deleted_while_the_server_forgot_us_is_just_that() {
    let mut peer = Peer::start("syncevolution");
    let desk = with_two_on_each_side(&peer);
    desk.sync();
    another_second();
    // What it made of our contacts is heard of only when everything is compared: that once, without edits.
    let forget = |data: &Path| {
        fs::remove_dir_all(data.join("config")).expect("the server forgets");
    };
    peer.restart(forget);
    desk.sync();
    another_second();
    peer.restart(forget);
    for kind in Kind::ALL {
        desk.edit(kind, "Anna here", "Anna edited here");
        edit_there(&peer, kind, "Berta there", "Berta edited there");
        desk.delete(kind, "Berta here");
    }
    let report = desk.sync();
    assert_eq!(conflicts(&report), 0, "{report:#?}");
    assert_same(
        &peer,
        &desk,
        &["Anna edited here", "Anna there", "Berta edited there"],
    );
    another_second();
    assert_nothing_to_do(&peer, &desk);
}
