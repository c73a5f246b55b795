//! Every pairing of states, as a table: what was agreed, what each side holds now, what is done.

use pim::{Item, Kind};

use super::*;
use crate::endpoint::{ItemId, Version};
use crate::journal::testing::{base_of, body_id};

/// A contact whose fields are listed as `NAME:value`, or nothing for `-`.
fn contact(fields: &str) -> Option<Item> {
    if fields == "-" {
        return None;
    }
    let lines: Vec<String> = fields
        .split(' ')
        .map(|field| {
            field.replace('_', " ")
                + "
"
        })
        .collect();
    let lines = lines.concat();
    let text = format!("BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\n{lines}END:VCARD\r\n");
    Some(Item::parse(Kind::Contact, text.as_bytes()).expect("a contact"))
}

fn state(agreed: Option<&Item>, now: &str, side: Side) -> State {
    match (now, agreed) {
        ("=", _) => State::AsAgreed,
        ("-", Some(_)) => State::Gone(ItemId(side.to_string())),
        ("-", None) => State::Absent,
        ("?", _) => State::Unreadable {
            id: ItemId(side.to_string()),
            reason: "END is missing".into(),
        },
        (fields, _) => State::Here(Copy {
            id: ItemId(side.to_string()),
            version: Some(Version("now".into())),
            item: contact(fields).expect("an item"),
        }),
    }
}

fn rules(policy: Policy) -> Rules {
    Rules {
        policy,
        read_only: Both::default(),
        max_item_bytes: Both::default(),
        restore_instead_of_delete: false,
    }
}

fn decide(base: &str, server: &str, local: &str, rules: &Rules) -> String {
    let agreed = contact(base);
    let now = Both {
        server: state(agreed.as_ref(), server, Side::Server),
        local: state(agreed.as_ref(), local, Side::Local),
    };
    let join = if agreed.is_some() {
        Join::Agreed
    } else {
        Join::SameUid
    };
    let base = agreed.map(|item| Agreement {
        base: base_of("server", "local", body_id(1)),
        items: Both {
            server: item.clone(),
            local: item,
        },
    });
    told(reconcile(
        Pair {
            kind: Kind::Contact,
            base,
            now,
            join,
        },
        rules,
    ))
}

fn told(resolution: Resolution) -> String {
    match resolution {
        Resolution::Nothing => "nothing".into(),
        Resolution::Forget(_) => "forget".into(),
        Resolution::Ask(question) => format!("ask: {}", question.case),
        Resolution::Hold(hold) => format!("hold: {}", hold.message),
        Resolution::Steps(steps) => steps.iter().map(told_step).collect::<Vec<_>>().join(" + "),
    }
}

fn told_step(step: &Step) -> String {
    let side = |side: Side| {
        let fields = |body: &[u8]| {
            let text = String::from_utf8_lossy(body).into_owned();
            let wanted = |line: &&str| {
                !["BEGIN", "END", "VERSION", "UID"]
                    .iter()
                    .any(|name| line.starts_with(name))
            };
            text.lines().filter(wanted).collect::<Vec<_>>().join(" ")
        };
        match &step.sides.of(side).act {
            Act::Keep => String::new(),
            Act::Delete => format!(", delete {side}"),
            Act::Create(body) => format!(", create {side} [{}]", fields(body)),
            Act::Replace(body) => format!(", {side} := [{}]", fields(body)),
        }
    };
    format!("{}{}{}", step.reason, side(Side::Server), side(Side::Local))
}

/// A weekly series of these lines, and what stands beside it.
fn series(lines: &str, beside: &str) -> Item {
    let event = |lines: &str| {
        let lines = lines.replace(' ', "\r\n");
        format!(
            "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDURATION:PT1H\r\n{lines}\r\nEND:VEVENT\r\n"
        )
    };
    let beside = if beside.is_empty() {
        String::new()
    } else {
        event(beside)
    };
    let text = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{}{beside}END:VCALENDAR\r\n",
        event(&format!("RRULE:FREQ=WEEKLY {lines}"))
    );
    Item::parse(Kind::Appointment, text.as_bytes()).expect("an appointment")
}

#[test]
fn a_series_changed_against_one_of_its_occurrences_is_a_case_of_its_own() {
    let nine = "DTSTART:20260105T090000Z";
    let ten = "DTSTART:20260105T100000Z";
    let edited = "RECURRENCE-ID:20260112T090000Z DTSTART:20260112T110000Z";
    for (server, local, case) in [
        (
            series(ten, ""),
            series(nine, edited),
            "Series changed, and one of its occurrences",
        ),
        (
            series(nine, edited),
            series(ten, ""),
            "Series changed, and one of its occurrences",
        ),
        (
            series(&format!("{ten} LOCATION:there"), ""),
            series(&format!("{nine} LOCATION:here"), edited),
            "Both changed",
        ),
        (
            series("DTSTART:20260105T080000Z", ""),
            series(ten, edited),
            "Both changed",
        ),
    ] {
        let base = series(nine, "");
        let here = |side: Side, item: Item| {
            State::Here(Copy {
                id: ItemId(side.to_string()),
                version: None,
                item,
            })
        };
        let pair = Pair {
            kind: Kind::Appointment,
            base: Some(Agreement {
                base: base_of("server", "local", body_id(1)),
                items: Both {
                    server: base.clone(),
                    local: base,
                },
            }),
            now: Both {
                server: here(Side::Server, server),
                local: here(Side::Local, local),
            },
            join: Join::Agreed,
        };
        assert_eq!(
            told(reconcile(pair, &rules(Policy::Merge))),
            format!("ask: {case}")
        );
    }
}

#[test]
fn every_pairing_of_states_with_a_base() {
    let table = [
        // agreed      server          local           what is done
        ("FN:A", "=", "=", "nothing"),
        ("FN:A", "FN:A", "=", "the same on both sides"),
        (
            "FN:A",
            "FN:B",
            "=",
            "changed on the server, local := [FN:B]",
        ),
        ("FN:A", "=", "FN:B", "changed here, server := [FN:B]"),
        ("FN:A", "FN:B", "FN:B", "the same on both sides"),
        (
            "FN:A",
            "FN:A TITLE:T",
            "FN:A NOTE:N",
            "both sides changed different parts; put together, server := [FN:A TITLE:T NOTE:N], local := [FN:A NOTE:N TITLE:T]",
        ),
        ("FN:A", "FN:B", "FN:C", "ask: Both changed"),
        ("FN:A", "-", "=", "deleted on the server, delete local"),
        ("FN:A", "=", "-", "deleted here, delete server"),
        ("FN:A", "-", "-", "forget"),
        ("FN:A", "-", "FN:A", "deleted on the server, delete local"),
        (
            "FN:A",
            "-",
            "FN:B",
            "ask: Changed here, deleted on the server",
        ),
        (
            "FN:A",
            "FN:B",
            "-",
            "ask: Deleted here, changed on the server",
        ),
        (
            "FN:A",
            "?",
            "FN:B",
            "hold: its text on the server cannot be read (END is missing); it is left as it is on both sides",
        ),
        (
            "FN:A",
            "FN:B",
            "?",
            "hold: its text on this computer cannot be read (END is missing); it is left as it is on both sides",
        ),
    ];
    for (base, server, local, expected) in table {
        let decided = decide(base, server, local, &rules(Policy::Merge));
        assert_eq!(
            decided, expected,
            "agreed {base}, server {server}, local {local}"
        );
    }
}

#[test]
fn every_pairing_of_states_without_a_base() {
    let table = [
        ("FN:A", "-", "new on the server, create local [FN:A]"),
        ("-", "FN:A", "new here, create server [FN:A]"),
        ("FN:A", "FN:A", "the same on both sides"),
        (
            "FN:A TITLE:T",
            "FN:A",
            "both sides changed different parts; put together, local := [FN:A TITLE:T]",
        ),
        ("FN:A", "FN:B", "ask: Both changed"),
    ];
    for (server, local, expected) in table {
        let decided = decide("-", server, local, &rules(Policy::Merge));
        assert_eq!(decided, expected, "server {server}, local {local}");
    }
}

#[test]
fn the_policy_decides_where_the_person_is_not_asked() {
    let by_policy = "both sides changed it; the account's policy decided";
    let table = [
        (
            Policy::Server,
            "FN:B",
            "FN:C",
            format!("{by_policy}, local := [FN:B]"),
        ),
        (
            Policy::Local,
            "FN:B",
            "FN:C",
            format!("{by_policy}, server := [FN:C]"),
        ),
        (
            Policy::Newest,
            "FN:B REV:20260101T000000Z",
            "FN:C REV:20260201T000000Z",
            format!("{by_policy}, server := [FN:C REV:20260101T000000Z]"),
        ),
        (
            Policy::Ask,
            "FN:A TITLE:T",
            "FN:A NOTE:N",
            "ask: Both changed".into(),
        ),
        (Policy::Skip, "FN:B", "FN:C", "ask: Both changed".into()),
        (
            Policy::Server,
            "-",
            "FN:C",
            format!("{by_policy}, delete local"),
        ),
        (
            Policy::Local,
            "-",
            "FN:C",
            format!("{by_policy}, create server [FN:C]"),
        ),
        (
            Policy::Both,
            "-",
            "FN:C",
            format!("{by_policy}, create server [FN:C]"),
        ),
        (
            Policy::Local,
            "FN:B",
            "-",
            format!("{by_policy}, delete server"),
        ),
        (
            Policy::Newest,
            "FN:B",
            "-",
            format!("{by_policy}, create local [FN:B]"),
        ),
    ];
    for (policy, server, local, expected) in table {
        assert_eq!(
            decide("FN:A", server, local, &rules(policy)),
            expected,
            "{policy:?}: server {server}, local {local}"
        );
    }
}

#[test]
fn keeping_both_makes_the_local_version_an_item_of_its_own_before_the_old_one_changes() {
    assert_eq!(
        decide("FN:A", "FN:B", "FN:C", &rules(Policy::Both)),
        "both versions kept, as two items, create server [FN:C], create local [FN:C] + \
         both versions kept, as two items, local := [FN:B]"
    );
}

#[test]
fn a_read_only_side_is_never_written_and_the_edit_is_kept_and_told() {
    let mut rules = rules(Policy::Merge);
    rules.read_only.server = Some("somebody else's".into());
    let kept = "hold: the change cannot be written on the server (somebody else's); it is kept on this computer";
    for (server, local, expected) in [
        ("FN:B", "=", "changed on the server, local := [FN:B]"),
        ("=", "FN:B", "changed here"),
        ("=", "-", kept),
    ] {
        assert_eq!(
            decide("FN:A", server, local, &rules),
            expected,
            "server {server}, local {local}"
        );
    }
    assert_eq!(decide("-", "-", "FN:A", &rules), kept);
}

#[test]
fn what_is_gone_is_made_again_when_the_person_wants_it_back() {
    let mut rules = rules(Policy::Merge);
    rules.restore_instead_of_delete = true;
    assert_eq!(
        decide("FN:A", "-", "=", &rules),
        "brought back instead of being deleted, create server [FN:A]"
    );
}

#[test]
fn an_item_larger_than_a_side_takes_stays_where_it_is() {
    let mut rules = rules(Policy::Merge);
    rules.max_item_bytes.server = Some(20);
    assert!(
        decide("-", "-", "FN:A", &rules).contains("larger than what fits on the server (20 bytes)")
    );
}

#[test]
fn e6_what_a_server_drops_is_not_an_edit_and_does_not_travel() {
    let full = contact("FN:A X-SPOUSE:S").expect("a contact");
    let dropped = contact("FN:A").expect("a contact");
    let agreed = Agreement {
        base: base_of("server", "local", body_id(1)),
        items: Both {
            server: dropped,
            local: full,
        },
    };
    let here = Copy {
        id: ItemId("server".into()),
        version: Some(Version("2".into())),
        item: contact("FN:B").expect("a contact"),
    };
    let now = Both {
        server: State::Here(here),
        local: State::AsAgreed,
    };
    let pair = Pair {
        kind: Kind::Contact,
        base: Some(agreed),
        now,
        join: Join::Agreed,
    };
    assert_eq!(
        told(reconcile(pair, &rules(Policy::Merge))),
        "changed on the server, local := [FN:B X-SPOUSE:S]"
    );
}
