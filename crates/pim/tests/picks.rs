//! What the person decides, what a side that cannot hold everything does, and items in two formats.

mod common;

use common::{contact, item, note, task};
use pim::{
    Changed, Item, Keep, Kind, Outcome, Pick, PickError, Row, Side, Verdict, Versions, compare,
    merge, merge_without_base,
};

fn pick(row: &str, keep: Keep) -> Pick {
    Pick {
        row: row.parse().unwrap(),
        keep,
    }
}

fn row<'a>(rows: &'a [Row], key: &str) -> &'a Row {
    rows.iter()
        .find(|row| row.key.to_string() == key)
        .unwrap_or_else(|| panic!("no row {key}"))
}

#[test]
fn a_pick_goes_to_both_sides_and_leaves_the_rest() {
    let base = contact("FN:Anna|TITLE:x|TEL:1111111");
    let server = contact("FN:Anne|TITLE:y|TEL:1111111");
    let local = contact("FN:Anja|TITLE:z|TEL:1111111|TEL:2222222");
    let open = merge(
        Versions {
            base: &base,
            now: &server,
        },
        Versions {
            base: &base,
            now: &local,
        },
    );
    assert_eq!(
        open.conflicts()
            .map(|row| row.key.to_string())
            .collect::<Vec<_>>(),
        ["display-name", "title"]
    );
    let half = open.with_picks(&[pick("title", Keep::Local)]).unwrap();
    assert_eq!(half.conflicts().count(), 1);
    let picks = [
        pick("display-name", Keep::Server),
        pick("title", Keep::Local),
    ];
    let decided = open.with_picks(&picks).unwrap();
    assert!(decided.is_clean());
    let expected = contact("FN:Anne|TITLE:z|TEL:1111111|TEL:2222222").fingerprint();
    assert_eq!(decided.server.fingerprint(), expected);
    assert_eq!(decided.local.fingerprint(), expected);
}

#[test]
fn picks_that_make_no_sense_are_refused_and_change_nothing() {
    let (one, other) = (contact("FN:Anna"), contact("FN:Anne"));
    let open = merge_without_base(&one, &other);
    let missing = open
        .with_picks(&[pick("phone[3]", Keep::Local)])
        .unwrap_err();
    assert_eq!(missing, PickError::NoSuchRow("phone[3]".parse().unwrap()));
    assert!(matches!(
        open.with_picks(&[pick("display-name", Keep::Both)]),
        Err(PickError::OneOnly(_))
    ));
}

#[test]
fn both_texts_are_kept_one_under_the_other() {
    let base = note("DESCRIPTION:a");
    let (server, local) = (note("DESCRIPTION:b"), note("DESCRIPTION:c"));
    let open = merge(
        Versions {
            base: &base,
            now: &server,
        },
        Versions {
            base: &base,
            now: &local,
        },
    );
    assert!(row(&open.rows, "text").both);
    let decided = open.with_picks(&[pick("text", Keep::Both)]).unwrap();
    for side in [&decided.server, &decided.local] {
        assert_eq!(side.fingerprint(), note("DESCRIPTION:b\\nc").fingerprint());
    }
}

#[test]
fn both_sorts_of_one_phone_are_kept() {
    let base = contact("FN:A|TEL:1111111");
    let (server, local) = (
        contact("FN:A|TEL;TYPE=HOME:1111111"),
        contact("FN:A|TEL;TYPE=CELL:1111111"),
    );
    let open = merge(
        Versions {
            base: &base,
            now: &server,
        },
        Versions {
            base: &base,
            now: &local,
        },
    );
    let decided = open.with_picks(&[pick("phone[1]", Keep::Both)]).unwrap();
    assert_eq!(decided.server.fingerprint(), decided.local.fingerprint());
    assert_eq!(
        decided.server.fields().len(),
        2,
        "one name, one number of two sorts"
    );
}

#[test]
fn c10_each_side_keeps_its_label_when_the_inputs_are_swapped() {
    let base = contact("FN:Anna");
    let (webmail, phone) = (contact("FN:From webmail"), contact("FN:From here"));
    for swapped in [false, true] {
        let (server, local) = if swapped {
            (&phone, &webmail)
        } else {
            (&webmail, &phone)
        };
        let merged = merge(
            Versions {
                base: &base,
                now: server,
            },
            Versions {
                base: &base,
                now: local,
            },
        );
        let name = row(&merged.rows, "display-name");
        assert_eq!(
            name.of(Side::Server).map(|shown| shown.text.clone()),
            Some(server.title())
        );
        assert_eq!(
            name.of(Side::Local).map(|shown| shown.text.clone()),
            Some(local.title())
        );
        let decided = merged.keeping(Side::Server);
        assert_eq!(decided.local.title(), server.title());
    }
}

#[test]
fn rows_say_who_changed_what_and_what_becomes_of_it() {
    let base = contact("FN:A|TITLE:x|ROLE:r|NOTE:n");
    let server = contact("FN:B|TITLE:x|ROLE:s|NOTE:n");
    let local = contact("FN:A|TITLE:y|ROLE:t|NOTE:n");
    let merged = merge(
        Versions {
            base: &base,
            now: &server,
        },
        Versions {
            base: &base,
            now: &local,
        },
    );
    let seen = |key: &str| {
        let row = row(&merged.rows, key);
        (row.verdict, row.changed, row.outcome)
    };
    assert_eq!(
        seen("display-name"),
        (Verdict::Differs, Changed::Server, Outcome::Server)
    );
    assert_eq!(
        seen("title"),
        (Verdict::Differs, Changed::Local, Outcome::Local)
    );
    assert_eq!(
        seen("role"),
        (Verdict::Differs, Changed::Both, Outcome::Open)
    );
    assert_eq!(
        seen("text"),
        (Verdict::Equal, Changed::Nobody, Outcome::Same)
    );
    assert!(
        compare(&server, &local)
            .iter()
            .all(|row| row.changed == Changed::Unknown)
    );
}

#[test]
fn what_the_server_cannot_hold_is_no_edit_of_the_server() {
    // The server dropped the picture and cut the notes when they were stored; its base says so.
    let server_base = contact("FN:A|NOTE:a");
    let local_base = contact("FN:A|NOTE:a\\nb|PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ");
    let server = contact("FN:B|NOTE:a");
    let merged = merge(
        Versions {
            base: &server_base,
            now: &server,
        },
        Versions {
            base: &local_base,
            now: &local_base,
        },
    );
    assert!(merged.is_clean());
    assert_eq!(row(&merged.rows, "photo").outcome, Outcome::Apart);
    let expected = contact("FN:B|NOTE:a\\nb|PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ");
    assert_eq!(merged.local.fingerprint(), expected.fingerprint());
    assert!(
        !merged.changes(Side::Server),
        "nothing is sent that the server would drop again"
    );
}

#[test]
fn a_text_the_server_cut_is_not_cut_here_when_the_server_edits_it() {
    let (server_base, local_base) = (note("DESCRIPTION:a\\nb"), note("DESCRIPTION:a\\nb\\nc\\nd"));
    let server = note("DESCRIPTION:A\\nb");
    let merged = merge(
        Versions {
            base: &server_base,
            now: &server,
        },
        Versions {
            base: &local_base,
            now: &local_base,
        },
    );
    assert!(merged.is_clean());
    assert_eq!(
        merged.local.fingerprint(),
        note("DESCRIPTION:A\\nb\\nc\\nd").fingerprint()
    );
}

#[test]
fn a_value_the_server_never_showed_is_not_overwritten_unseen() {
    let (server_base, local_base) = (task("SUMMARY:A"), task("SUMMARY:A|PRIORITY:1"));
    let server = task("SUMMARY:A|PRIORITY:9");
    let merged = merge(
        Versions {
            base: &server_base,
            now: &server,
        },
        Versions {
            base: &local_base,
            now: &local_base,
        },
    );
    assert_eq!(row(&merged.rows, "priority").outcome, Outcome::Open);
}

#[test]
fn an_edit_touches_only_its_own_lines() {
    let text = "BEGIN:VCARD\nVERSION:3.0\nUID:u\nfn:Anna\nX-ODD ;a:b\nEMAIL;type=HOME:a@x.org\nNOTE:one\n  two\nitem1.TEL:1\nEND:VCARD\n\n";
    let local = Item::parse(Kind::Contact, text.as_bytes()).unwrap();
    let server = contact("FN:Anne|X-ODD:c");
    let base = contact("FN:Anna|X-ODD:c");
    let merged = merge(
        Versions {
            base: &base,
            now: &server,
        },
        Versions {
            base: &local,
            now: &local,
        },
    );
    assert_eq!(
        String::from_utf8(merged.local.bytes()).unwrap(),
        text.replace("fn:Anna", "FN:Anne")
    );
}

#[test]
fn edits_cross_from_one_version_of_vcard_to_another() {
    let old = "BEGIN:VCARD\r\nVERSION:2.1\r\nN:M;A\r\nTEL;HOME:1111111\r\nX-KEEP;QUOTED-PRINTABLE:=C3=BC\r\nEND:VCARD\r\n";
    let local = Item::parse(Kind::Contact, old.as_bytes()).unwrap();
    let base = contact("N:M;A|TEL;TYPE=HOME:1111111");
    let server = contact(
        "N:Müller;Anna|TEL;TYPE=HOME:1111111|TEL;TYPE=CELL:2222222|NOTE:a\\nb\\, c|CATEGORIES:x,y",
    );
    let merged = merge(
        Versions {
            base: &base,
            now: &server,
        },
        Versions {
            base: &local,
            now: &local,
        },
    );
    assert!(merged.is_clean());
    let rows = compare(&merged.server, &merged.local);
    let told_apart: Vec<&Row> = rows
        .iter()
        .filter(|row| row.verdict != Verdict::Equal)
        .collect();
    assert_eq!(
        told_apart.len(),
        1,
        "only the line the server never had: {told_apart:#?}"
    );
    let text = String::from_utf8(merged.local.bytes()).unwrap();
    assert!(
        text.contains("VERSION:2.1") && text.contains("X-KEEP;QUOTED-PRINTABLE:=C3=BC"),
        "{text}"
    );
}

#[test]
fn a_plain_note_and_a_journal_entry_are_merged() {
    let local_base = Item::parse(Kind::Note, b"List\nmilk\nbread\n").unwrap();
    let local = Item::parse(Kind::Note, b"List\nmilk\nbread\neggs\n").unwrap();
    let server_base = note("SUMMARY:List|DESCRIPTION:milk\\nbread|CATEGORIES:home");
    let server = note("SUMMARY:Shopping|DESCRIPTION:oat milk\\nbread|CATEGORIES:home");
    let merged = merge(
        Versions {
            base: &server_base,
            now: &server,
        },
        Versions {
            base: &local_base,
            now: &local,
        },
    );
    assert!(merged.is_clean(), "{:#?}", merged.rows);
    assert_eq!(
        String::from_utf8(merged.local.bytes()).unwrap(),
        "Shopping\noat milk\nbread\neggs\n"
    );
    let expected = note("SUMMARY:Shopping|DESCRIPTION:oat milk\\nbread\\neggs|CATEGORIES:home");
    assert_eq!(merged.server.fingerprint(), expected.fingerprint());
}

#[test]
fn the_time_zone_comes_with_the_time() {
    let zone = "BEGIN:VTIMEZONE\r\nTZID:Club Time\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0330\r\nTZOFFSETTO:+0330\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
    let event = |zone: &str, time: &str| {
        let text = format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{zone}BEGIN:VEVENT\r\nUID:u1\r\n{time}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        );
        Item::parse(Kind::Appointment, text.as_bytes()).unwrap()
    };
    let base = event("", "DTSTART:20260701T100000Z");
    let server = event(zone, "DTSTART;TZID=Club Time:20260701T140000");
    let merged = merge(
        Versions {
            base: &base,
            now: &server,
        },
        Versions {
            base: &base,
            now: &base,
        },
    );
    assert_eq!(
        merged.local.fingerprint(),
        event("", "DTSTART:20260701T103000Z").fingerprint()
    );
    assert!(
        String::from_utf8(merged.local.bytes())
            .unwrap()
            .contains(zone)
    );
}

#[test]
fn t1_two_custom_zones_under_one_name_do_not_move_an_appointment() {
    let event = |offset: &str, time: &str| {
        let text = format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:Custom\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:{offset}\r\nTZOFFSETTO:{offset}\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:u1\r\nDTSTART;TZID=Custom:{time}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        );
        Item::parse(Kind::Appointment, text.as_bytes()).unwrap()
    };
    let base = event("+0100", "20260701T120000");
    let server = event("+0500", "20260701T120000");
    let merged = merge(
        Versions {
            base: &base,
            now: &server,
        },
        Versions {
            base: &base,
            now: &base,
        },
    );
    assert_eq!(
        merged.local.fingerprint(),
        server.fingerprint(),
        "{}",
        String::from_utf8_lossy(&merged.local.bytes())
    );
}

#[test]
fn a_series_that_had_only_single_occurrences_gets_its_rule() {
    let orphan = |time: &str| {
        format!(
            "BEGIN:VEVENT\r\nUID:u1\r\nRECURRENCE-ID:20260703T100000Z\r\nDTSTART:{time}\r\nEND:VEVENT\r\n"
        )
    };
    let parse = |events: &str| {
        let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n");
        Item::parse(Kind::Appointment, text.as_bytes()).unwrap()
    };
    let main = "BEGIN:VEVENT\r\nUID:u1\r\nDTSTART:20260701T100000Z\r\nRRULE:FREQ=DAILY\r\nSUMMARY:A\r\nEND:VEVENT\r\n";
    let base = parse(&orphan("20260703T120000Z"));
    let server = parse(&format!("{main}{}", orphan("20260703T120000Z")));
    let local = parse(&orphan("20260703T130000Z"));
    let merged = merge(
        Versions {
            base: &base,
            now: &server,
        },
        Versions {
            base: &base,
            now: &local,
        },
    );
    assert!(merged.is_clean());
    let expected = parse(&format!("{main}{}", orphan("20260703T130000Z")));
    assert_eq!(merged.local.fingerprint(), expected.fingerprint());
    assert_eq!(merged.server.fingerprint(), expected.fingerprint());
}

#[test]
fn an_item_goes_by_a_title_that_is_never_empty() {
    for (kind, short, title) in [
        (Kind::Contact, "FN:Anna Berg", "Anna Berg"),
        (Kind::Contact, "N:Berg;Anna", "Anna Berg"),
        (Kind::Contact, "EMAIL:a@x.org", "a@x.org"),
        (Kind::Contact, "FN: ", "(no name)"),
        (Kind::Appointment, "SUMMARY:Lunch", "Lunch"),
        (Kind::Task, "DESCRIPTION:a\\nb", "a"),
        (Kind::Task, "", "(no subject)"),
        (Kind::Note, "", "(no title)"),
    ] {
        assert_eq!(item(kind, short).title(), title, "{short}");
    }
}

#[test]
fn a_new_identifier_goes_into_every_part_of_a_series() {
    let series = "SUMMARY:A|DTSTART:20260701T100000Z|RRULE:FREQ=DAILY|END:VEVENT|BEGIN:VEVENT|UID:u1|RECURRENCE-ID:20260703T100000Z|DTSTART:20260703T120000Z";
    let renamed = item(Kind::Appointment, series).with_uid("fresh");
    let text = String::from_utf8(renamed.bytes()).unwrap();
    assert_eq!(
        (
            text.matches("UID:fresh").count(),
            text.matches("UID:u1").count()
        ),
        (2, 0)
    );
    assert_eq!(
        renamed.fingerprint(),
        item(Kind::Appointment, series).fingerprint()
    );
    assert_eq!(renamed.uid().as_deref(), Some("fresh"));
}

#[test]
fn debug_shows_no_content() {
    let item = contact("FN:Secret");
    let merged = merge(
        Versions {
            base: &item,
            now: &item,
        },
        Versions {
            base: &item,
            now: &item,
        },
    );
    assert!(!format!("{item:?}{:?}", merged.server).contains("Secret"));
}
