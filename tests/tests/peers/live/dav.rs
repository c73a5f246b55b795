//! Against servers nobody here wrote: Radicale, Xandikos and Cyrus, started from their packages on loopback.
//!
//! What both sides hold afterwards is read by a program of its own (`peers/read_dav.py`), not by ours.

use std::process::{Command, Stdio};
use std::time::Duration;

use engine::account::Policy;
use engine::app::SyncOptions;
use engine::journal::{ConflictCase, Decision};
use engine::pass::Deletions;
use pim::{Kind, Side};
use tests::live::{ACCOUNT, Device, Peer, assert_same, smsync, written};

fn contact(uid: &str, name: &str, more: &str) -> String {
    format!(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nN:{name};;;;\r\nFN:{name}\r\n{more}END:VCARD\r\n"
    )
}

fn calendar(component: &str, uid: &str, title: &str, more: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nBEGIN:{component}\r\nUID:{uid}\r\n\
         DTSTAMP:20260101T000000Z\r\nSUMMARY:{title}\r\n{more}END:{component}\r\nEND:VCALENDAR\r\n"
    )
}

/// One item of each kind, with `mark` in its title.
fn one_of_each(mark: &str) -> [(Kind, String); 4] {
    [
        (
            Kind::Contact,
            contact(
                &format!("c-{mark}"),
                mark,
                "TEL;TYPE=HOME:+49 30 123456\r\nX-PET:cat\r\n",
            ),
        ),
        (
            Kind::Appointment,
            calendar(
                "VEVENT",
                &format!("e-{mark}"),
                mark,
                "DTSTART:20260301T090000Z\r\nDTEND:20260301T100000Z\r\nRRULE:FREQ=WEEKLY;COUNT=5\r\n",
            ),
        ),
        (
            Kind::Task,
            calendar(
                "VTODO",
                &format!("t-{mark}"),
                mark,
                "DUE:20260401T120000Z\r\nSTATUS:NEEDS-ACTION\r\n",
            ),
        ),
        (
            Kind::Note,
            calendar(
                "VJOURNAL",
                &format!("j-{mark}"),
                mark,
                "DESCRIPTION:first line\\nsecond line\r\n",
            ),
        ),
    ]
}

fn on_each_peer(test: impl Fn(&Peer)) {
    for name in ["radicale", "xandikos", "cyrus"] {
        println!("-- {name}");
        test(&Peer::start(name));
    }
}

#[test]
fn four_kinds_travel_both_ways_added_changed_and_deleted() {
    on_each_peer(|peer| {
        let (desk, lap) = (
            Device::new(&peer.url, Policy::Merge),
            Device::new(&peer.url, Policy::Merge),
        );
        for (kind, text) in one_of_each("Desk").into_iter().chain(one_of_each("Doomed")) {
            desk.add(kind, &text);
        }
        assert_eq!(written(&desk.sync()), (8, 0));
        assert_same(peer, &desk);
        assert_eq!(written(&lap.sync()), (0, 8));
        assert_same(peer, &lap);

        for (kind, _) in one_of_each("Desk") {
            lap.edit(kind, "Desk", "Edited on lap");
            lap.delete(kind, "Doomed");
        }
        assert_eq!(written(&lap.sync()), (8, 0));
        assert_same(peer, &lap);
        assert_eq!(written(&desk.sync()), (0, 8));
        assert_same(peer, &desk);

        for device in [&desk, &lap] {
            assert_eq!(written(&device.sync()), (0, 0), "nothing is left to do");
        }
    });
}

#[test]
fn edits_of_different_fields_by_another_program_are_merged() {
    on_each_peer(|peer| {
        let desk = Device::new(&peer.url, Policy::Merge);
        desk.add(
            Kind::Contact,
            &contact("c1", "Anna", "TITLE:Boss\r\nNOTE:old\r\nX-PET:cat\r\n"),
        );
        desk.sync();
        peer.edit("TITLE:Boss", "TITLE:Chair");
        desk.edit(Kind::Contact, "NOTE:old", "NOTE:new");
        let report = desk.sync();
        assert_eq!(
            report
                .kinds
                .iter()
                .map(|kind| kind.conflicts)
                .sum::<usize>(),
            0
        );
        assert_same(peer, &desk);
        let (_, text) = desk.items(Kind::Contact).remove(0);
        for line in ["TITLE:Chair", "NOTE:new", "X-PET:cat"] {
            assert!(text.contains(line), "{line} in\n{text}");
        }
    });
}

#[test]
fn a_conflict_of_each_sort_waits_and_is_settled_as_decided() {
    on_each_peer(|peer| {
        let decisions = [
            (Decision::Keep(Side::Server), vec!["TITLE:there"]),
            (Decision::Keep(Side::Local), vec!["TITLE:here"]),
            (Decision::Both, vec!["TITLE:here", "TITLE:there"]),
        ];
        for (decision, expected) in decisions {
            let desk = Device::new(&peer.url, Policy::Merge);
            desk.sync();
            desk.add(Kind::Contact, &contact("c1", "Anna", "TITLE:old\r\n"));
            desk.sync();
            peer.edit("TITLE:old", "TITLE:there");
            desk.edit(Kind::Contact, "TITLE:old", "TITLE:here");
            desk.sync();
            assert_eq!(
                written(&desk.sync()),
                (0, 0),
                "an open conflict changes neither side"
            );
            let conflicts = desk.engine.conflicts(None).expect("conflicts");
            assert_eq!(conflicts.len(), 1);
            assert_eq!(conflicts[0].case, ConflictCase::BothChanged);
            desk.run(desk.engine.decide(conflicts[0].id, &decision, None))
                .expect("it is decided");
            desk.sync();
            assert_same(peer, &desk);
            let texts: Vec<String> = desk
                .items(Kind::Contact)
                .into_iter()
                .map(|(_, text)| text)
                .collect();
            assert_eq!(texts.len(), expected.len(), "{decision:?}: {texts:#?}");
            for title in expected {
                assert!(
                    texts.iter().any(|text| text.contains(title)),
                    "{decision:?}: {title} in {texts:#?}"
                );
            }
            for (id, _) in desk.items(Kind::Contact) {
                desk.run(desk.engine.remove_item(ACCOUNT, Kind::Contact, &id))
                    .expect("removed");
            }
            desk.sync();
        }
    });
}

#[test]
fn a_deletion_against_an_edit_is_asked_whichever_side_deleted() {
    on_each_peer(|peer| {
        let desk = Device::new(&peer.url, Policy::Merge);
        desk.add(Kind::Contact, &contact("c1", "Anna", "TITLE:old\r\n"));
        desk.add(Kind::Contact, &contact("c2", "Berta", "TITLE:elder\r\n"));
        desk.sync();
        peer.delete("TITLE:old");
        desk.edit(Kind::Contact, "TITLE:old", "TITLE:here");
        peer.edit("TITLE:elder", "TITLE:there");
        desk.delete(Kind::Contact, "TITLE:elder");
        desk.sync();
        let conflicts = desk.engine.conflicts(None).expect("conflicts");
        let mut cases: Vec<_> = conflicts
            .iter()
            .map(|conflict| conflict.case.to_string())
            .collect();
        cases.sort();
        assert_eq!(
            cases,
            [
                "Changed here, deleted on the server",
                "Deleted here, changed on the server"
            ]
        );
        for conflict in &conflicts {
            let keep = if conflict.sides.server.is_some() {
                Side::Server
            } else {
                Side::Local
            };
            desk.run(desk.engine.decide(conflict.id, &Decision::Keep(keep), None))
                .expect("it is decided");
        }
        desk.sync();
        assert_same(peer, &desk);
        assert_eq!(
            desk.items(Kind::Contact).len(),
            2,
            "what was changed was kept"
        );
    });
}

#[test]
fn u5_a_first_sync_of_two_full_sides_makes_no_duplicates() {
    on_each_peer(|peer| {
        let (desk, lap) = (
            Device::new(&peer.url, Policy::Merge),
            Device::new(&peer.url, Policy::Merge),
        );
        for number in 0..25 {
            let name = format!("Person {number}");
            let more = format!("EMAIL:p{number}@example.com\r\n");
            desk.add(
                Kind::Contact,
                &contact(&format!("same-{number}"), &name, &more),
            );
            // On the other device half of them have the same UID, and half are the same in all but the UID.
            let uid = if number % 2 == 0 {
                format!("same-{number}")
            } else {
                format!("other-{number}")
            };
            lap.add(Kind::Contact, &contact(&uid, &name, &more));
        }
        desk.sync();
        let report = lap.sync();
        assert_eq!(
            written(&report),
            (0, 0),
            "all is there already: {report:#?}"
        );
        assert_same(peer, &lap);
        assert_eq!(lap.items(Kind::Contact).len(), 25);
        assert_eq!(written(&lap.sync()), (0, 0));
    });
}

#[test]
fn e11_a_lost_token_costs_a_listing_and_nothing_else() {
    on_each_peer(|peer| {
        let desk = Device::new(&peer.url, Policy::Merge);
        for (kind, text) in one_of_each("Kept").into_iter().chain(one_of_each("Gone")) {
            desk.add(kind, &text);
        }
        desk.sync();
        // Radicale keeps its tokens in files; for all of them, everything can be looked at anew.
        let forgotten = Command::new("find")
            .arg(peer.data())
            .args([
                "-type",
                "d",
                "-name",
                "sync-token",
                "-prune",
                "-exec",
                "rm",
                "-rf",
                "{}",
                "+",
            ])
            .status();
        assert!(forgotten.is_ok_and(|status| status.success()));
        peer.delete("UID:t-Gone");
        for everything in [false, true] {
            let deletions = Deletions::Allow;
            desk.sync_with(&SyncOptions {
                everything,
                deletions,
                ..SyncOptions::default()
            });
            assert_same(peer, &desk);
        }
        assert_eq!(desk.items(Kind::Task).len(), 1);
        assert_eq!(desk.items(Kind::Contact).len(), 2);
    });
}

#[test]
fn a_program_killed_at_any_moment_goes_on_where_it_was() {
    on_each_peer(|peer| {
        let seen = Device::new(&peer.url, Policy::Merge);
        let home = tempfile::tempdir().expect("a home");
        let smsync = |arguments: &[&str]| {
            let mut command = Command::new(smsync());
            command
                .args(["--home", &home.path().display().to_string()])
                .args(arguments)
                .env("SMSYNC_PASSPHRASE", "a passphrase for a test")
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            command
        };
        let password = home.path().join("password");
        std::fs::write(&password, "wonderland\n").expect("the password file");
        let mut add = smsync(&[
            "account",
            "add",
            ACCOUNT,
            "--url",
            &peer.url,
            "--email",
            "alice@example.com",
            "--user",
            "alice",
            "--password-stdin",
        ]);
        let added = add
            .stdin(std::fs::File::open(&password).expect("it opens"))
            .status()
            .expect("smsync runs");
        assert!(added.success());
        let cards: String = (0..60)
            .map(|n| contact(&format!("k{n}"), &format!("Person {n}"), ""))
            .collect();
        let file = home.path().join("cards.vcf");
        std::fs::write(&file, cards).expect("the file");
        let imported = smsync(&["items", "import", &file.display().to_string()]).status();
        assert!(imported.is_ok_and(|status| status.success()));
        for written in [1, 8, 16, 32] {
            let before = peer.files();
            let mut child = smsync(&["sync", ACCOUNT]).spawn().expect("smsync runs");
            while peer.files() < before + written
                && child.try_wait().is_ok_and(|ended| ended.is_none())
            {
                std::thread::sleep(Duration::from_millis(2));
            }
            let _ = child.kill();
            let _ = child.wait();
        }
        let finished = smsync(&["sync", ACCOUNT]).status().expect("smsync runs");
        assert!(finished.success(), "{finished}");
        seen.sync();
        assert_eq!(seen.items(Kind::Contact).len(), 60, "each once");
        assert_same(peer, &seen);
    });
}
