//! What holds for every merge, whatever was edited: random items, each side editing at random.

mod common;

use std::collections::BTreeSet;

use common::{item, text};
use pim::{
    Item, Kind, Merge, Side, Versions, compare, match_keys, merge, merge_without_base, resemblance,
};
use proptest::prelude::*;

/// The lines an item is made of: for each place, what may stand there.
type Slots = &'static [&'static [&'static str]];

const CONTACT: Slots = &[
    &["FN:Anna", "FN:Anne", "FN:Änne; B"],
    &["N:Berg;Anna;;;", "N:Maier;Anna"],
    &["ORG:Acme;Sales", "ORG:Acme"],
    &[
        "TEL;TYPE=HOME:111 1111",
        "TEL;TYPE=WORK:111-1111",
        "TEL:1111112",
    ],
    &["TEL:2222222", "TEL;TYPE=CELL:2222222"],
    &[
        "item1.EMAIL:a@x.org|item1.X-ABLabel:Club",
        "item1.EMAIL:a@x.org|item1.X-ABLabel:Boat",
        "EMAIL;TYPE=HOME:a@X.org",
    ],
    &[
        "item2.ADR:;;Way 1;Bonn;;53111;|item2.X-ABADR:de",
        "item3.URL:https://x.org|item3.X-ABLabel:Page",
    ],
    &[
        "CATEGORIES:one,two",
        "CATEGORIES:two|CATEGORIES:three",
        "CATEGORIES:one",
    ],
    &[
        "NOTE:a\\nb\\nc",
        "NOTE:A\\nb\\nc",
        "NOTE:a\\nb\\nC\\nd",
        "NOTE:b",
    ],
    &["X-FOO:1", "X-FOO:2", "X-FOO;P=1:1"],
    &["X-FOO:9", "X-FOO:8"],
    &["BDAY:1985-04-12", "BDAY:--0412"],
    &["REV:20260101T000000Z", "REV:20260202T000000Z"],
];

const APPOINTMENT: Slots = &[
    &["SUMMARY:Lunch", "SUMMARY:Dinner"],
    &[
        "DTSTART:20260701T100000Z|DTEND:20260701T110000Z|RRULE:FREQ=DAILY",
        "DTSTART:20260701T100000Z|DURATION:PT1H|RRULE:FREQ=DAILY",
        "DTSTART;TZID=Europe/Berlin:20260701T120000|RRULE:FREQ=WEEKLY|EXDATE;TZID=Europe/Berlin:20260708T120000",
        "DTSTART;VALUE=DATE:20260701",
    ],
    &["LOCATION:Room", "LOCATION:Hall"],
    &[
        "ATTENDEE:mailto:a@x.org",
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.org",
    ],
    &["ATTENDEE:mailto:b@x.org", "ATTENDEE:mailto:c@x.org"],
    &["TRANSP:OPAQUE", "TRANSP:TRANSPARENT"],
    &[
        "DESCRIPTION:a\\nb\\nc",
        "DESCRIPTION:a\\nB\\nc",
        "DESCRIPTION:x\\na\\nb\\nc",
    ],
    &["X-UNKNOWN;A=1:y", "X-UNKNOWN:z"],
    &[
        "BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:-PT15M|END:VALARM",
        "BEGIN:VALARM|ACTION:AUDIO|TRIGGER:-PT15M|END:VALARM",
    ],
    &[
        "END:VEVENT|BEGIN:VEVENT|UID:u1|RECURRENCE-ID:20260703T100000Z|DTSTART:20260703T120000Z|SUMMARY:Later",
        "END:VEVENT|BEGIN:VEVENT|UID:u1|RECURRENCE-ID:20260703T100000Z|DTSTART:20260703T130000Z|SUMMARY:Later",
        "END:VEVENT|BEGIN:VEVENT|UID:u1|RECURRENCE-ID:20260704T100000Z|DTSTART:20260704T130000Z",
    ],
];

const TASK: Slots = &[
    &["SUMMARY:Tax", "SUMMARY:Rent"],
    &["DTSTART:20260701T100000Z", "DTSTART:20260704T100000Z"],
    &[
        "DUE:20260705T100000Z",
        "DUE:20260702T100000Z",
        "DUE:20260709T100000Z",
    ],
    &[
        "STATUS:COMPLETED|PERCENT-COMPLETE:100|COMPLETED:20260702T100000Z",
        "STATUS:IN-PROCESS|PERCENT-COMPLETE:40",
        "PERCENT-COMPLETE:60",
    ],
    &["PRIORITY:1", "PRIORITY:9", "PRIORITY:0"],
    &["RELATED-TO:x", "RELATED-TO;RELTYPE=PARENT:y"],
    &["CATEGORIES:a,b", "CATEGORIES:c"],
    &["DESCRIPTION:a", "DESCRIPTION:b"],
];

const NOTE: Slots = &[
    &["SUMMARY:List", "SUMMARY:Liste"],
    &[
        "DESCRIPTION:a\\nb\\nc\\nd",
        "DESCRIPTION:a\\nb\\nc\\nd\\ne",
        "DESCRIPTION:0\\na\\nb\\nc\\nd",
        "DESCRIPTION:a\\nB\\nc\\nd",
    ],
    &["CATEGORIES:a", "CATEGORIES:a,b"],
    &["CLASS:PRIVATE", "CLASS:PUBLIC"],
];

fn slots(kind: Kind) -> Slots {
    match kind {
        Kind::Contact => CONTACT,
        Kind::Appointment => APPOINTMENT,
        Kind::Task => TASK,
        Kind::Note => NOTE,
    }
}

#[derive(Debug, Clone)]
struct Story {
    kind: Kind,
    base: String,
    server: String,
    local: String,
}

impl Story {
    fn items(&self) -> [Item; 3] {
        [&self.base, &self.server, &self.local].map(|short| item(self.kind, short))
    }
}

/// A base, and two versions of it with a few places edited.
fn story() -> impl Strategy<Value = Story> {
    let choices = || {
        proptest::collection::vec(
            (any::<u8>(), any::<u8>(), any::<u8>(), 0..10_u8, 0..10_u8),
            16,
        )
    };
    (0..4_usize, choices()).prop_map(|(kind, choices)| {
        let kind = Kind::ALL[kind];
        let mut versions = [String::new(), String::new(), String::new()];
        for (slot, (base, server, local, edit_server, edit_local)) in
            slots(kind).iter().zip(choices)
        {
            let pick = |number: u8| {
                (number as usize % (slot.len() + 1))
                    .checked_sub(1)
                    .map_or("", |at| slot[at])
            };
            let picked = [
                pick(base),
                if edit_server < 3 {
                    pick(server)
                } else {
                    pick(base)
                },
                if edit_local < 3 {
                    pick(local)
                } else {
                    pick(base)
                },
            ];
            for (version, line) in versions.iter_mut().zip(picked) {
                version.push_str(line);
                version.push('|');
            }
        }
        let [base, server, local] = versions;
        Story {
            kind,
            base,
            server,
            local,
        }
    })
}

fn merged(base: &Item, server: &Item, local: &Item) -> Merge {
    merge(
        Versions { base, now: server },
        Versions { base, now: local },
    )
}

/// What an item says, value by value, texts line by line.
fn sayings(item: &Item) -> BTreeSet<String> {
    let values = item.fields().into_iter();
    values
        .flat_map(|value| {
            value
                .shown
                .text
                .lines()
                .map(|line| format!("{}: {line}", value.key.field))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn lines(item: &Item) -> BTreeSet<String> {
    String::from_utf8(item.bytes())
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_merge_is_the_same_with_its_sides_exchanged(story in story()) {
        let [base, server, local] = story.items();
        let (one, other) = (merged(&base, &server, &local), merged(&base, &local, &server));
        prop_assert_eq!(one.server.fingerprint(), other.local.fingerprint());
        prop_assert_eq!(one.local.fingerprint(), other.server.fingerprint());
        prop_assert_eq!(one.conflicts().count(), other.conflicts().count());
    }

    #[test]
    fn a_clean_merge_brings_both_sides_to_the_same(story in story()) {
        let [base, server, local] = story.items();
        let merged = merged(&base, &server, &local);
        if merged.is_clean() {
            prop_assert_eq!(merged.server.fingerprint(), merged.local.fingerprint());
        }
    }

    #[test]
    fn merging_the_result_again_changes_nothing(story in story()) {
        let [base, server, local] = story.items();
        let first = merged(&base, &server, &local);
        let again = merged(&base, &first.server, &first.local);
        prop_assert_eq!(first.server.bytes(), again.server.bytes());
        prop_assert_eq!(first.local.bytes(), again.local.bytes());
        prop_assert_eq!(first.conflicts().count(), again.conflicts().count());
        let settled = merge(Versions { base: &first.server, now: &first.server }, Versions { base: &first.local, now: &first.local });
        prop_assert!(settled.is_clean() && !settled.changes(Side::Server) && !settled.changes(Side::Local));
    }

    #[test]
    fn no_edit_is_lost(story in story()) {
        let [base, server, local] = story.items();
        let merged = merged(&base, &server, &local);
        let was = sayings(&base);
        let held: BTreeSet<String> = sayings(&merged.server).union(&sayings(&merged.local)).cloned().collect();
        for typed in sayings(&server).union(&sayings(&local)).filter(|saying| !was.contains(*saying)) {
            prop_assert!(held.contains(typed), "{} is gone", typed);
        }
    }

    #[test]
    fn lines_that_no_one_edited_survive_byte_for_byte(story in story()) {
        let [base, server, local] = story.items();
        let merged = merged(&base, &server, &local);
        let (in_base, in_server, in_local) = (lines(&base), lines(&server), lines(&local));
        for line in in_base.iter().filter(|line| in_server.contains(*line) && in_local.contains(*line)) {
            // A word list is one line of several values: the other side's words are written into it.
            let is_shared_line = line.starts_with("CATEGORIES") || line.starts_with("NOTE") || line.starts_with("DESCRIPTION");
            prop_assert!(is_shared_line || lines(&merged.server).contains(line), "the server lost {}", line);
            prop_assert!(is_shared_line || lines(&merged.local).contains(line), "this side lost {}", line);
        }
    }

    #[test]
    fn merging_an_item_with_itself_gives_it_back_byte_for_byte(story in story()) {
        let [base, _, _] = story.items();
        let merged = merged(&base, &base, &base);
        prop_assert_eq!(merged.server.bytes(), base.bytes());
        prop_assert_eq!(merged.local.bytes(), text(story.kind, &story.base).into_bytes());
    }

    #[test]
    fn keeping_one_side_makes_both_sides_it(story in story()) {
        let [base, server, local] = story.items();
        for (side, kept) in [(Side::Server, &server), (Side::Local, &local)] {
            let result = merged(&base, &server, &local).keeping(side);
            prop_assert!(result.is_clean());
            prop_assert_eq!(result.server.fingerprint(), kept.fingerprint(), "{}", String::from_utf8_lossy(&result.server.bytes()));
            prop_assert_eq!(result.local.fingerprint(), kept.fingerprint(), "{}", String::from_utf8_lossy(&result.local.bytes()));
        }
    }

    #[test]
    fn a_first_sync_loses_nothing_and_agrees_with_the_comparison(story in story()) {
        let [_, server, local] = story.items();
        let result = merge_without_base(&server, &local);
        let held: BTreeSet<String> = sayings(&result.server).union(&sayings(&result.local)).cloned().collect();
        for typed in sayings(&server).union(&sayings(&local)) {
            prop_assert!(held.contains(typed), "{} is gone", typed);
        }
        let verdicts = |rows: &[pim::Row]| rows.iter().map(|row| (row.key, row.verdict)).collect::<Vec<_>>();
        prop_assert_eq!(verdicts(&result.rows), verdicts(&compare(&server, &local)));
        if result.is_clean() {
            prop_assert_eq!(result.server.fingerprint(), result.local.fingerprint());
        }
    }

    #[test]
    fn items_that_resemble_each_other_share_a_key(story in story()) {
        let [base, server, _] = story.items();
        let (one, other) = (base.with_uid("one"), server.with_uid("other"));
        if resemblance(&one, &other).is_some() {
            let keys = match_keys(&one);
            prop_assert!(match_keys(&other).iter().any(|key| keys.contains(key)));
        }
    }

    #[test]
    fn no_bytes_make_it_panic(kind in 0..4_usize, middle in proptest::collection::vec(any::<u8>(), 0..200), cut in 0..400_usize, story in story()) {
        let kind = Kind::ALL[kind];
        let mut bytes = text(story.kind, &story.server).into_bytes();
        let at = cut.min(bytes.len());
        bytes.splice(at..at, middle);
        let base = item(kind, "");
        if let Ok(hostile) = Item::parse(kind, &bytes) {
            let merged = merged(&base, &hostile, &base);
            let _ = (merged.server.title(), hostile.fingerprint(), hostile.fields(), match_keys(&hostile), hostile.changed_at());
            prop_assert_eq!(merged.server.bytes(), hostile.bytes());
        }
    }
}
