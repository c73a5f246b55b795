//! What a merge comes to, case by case: what was agreed, what the server made of it, what the person made of it here, and the result.
//!
//! Items are in short form (see `common`). `Both(…)` is what both sides hold afterwards; `Ask(…)` names the rows that wait for the person, and
//! then both sides keep their own value in them.

mod common;

use common::item;
use pim::{Kind, Side, Versions, merge};

enum Expected {
    Both(&'static str),
    Ask(&'static [&'static str]),
}
use Expected::{Ask, Both};

struct Case {
    name: &'static str,
    base: &'static str,
    server: &'static str,
    local: &'static str,
    expected: Expected,
}

const fn case(
    name: &'static str,
    base: &'static str,
    server: &'static str,
    local: &'static str,
    expected: Expected,
) -> Case {
    Case {
        name,
        base,
        server,
        local,
        expected,
    }
}

const CONTACTS: &[Case] = &[
    case(
        "nobody changed anything",
        "FN:Anna",
        "FN:Anna",
        "FN:Anna",
        Both("FN:Anna"),
    ),
    case(
        "the server changed the name",
        "FN:Anna",
        "FN:Anne",
        "FN:Anna",
        Both("FN:Anne"),
    ),
    case(
        "the person changed the name",
        "FN:Anna",
        "FN:Anna",
        "FN:Anne",
        Both("FN:Anne"),
    ),
    case(
        "both changed the name alike",
        "FN:Anna",
        "FN:Anne",
        "FN:Anne",
        Both("FN:Anne"),
    ),
    case(
        "both changed the name differently",
        "FN:Anna",
        "FN:Anne",
        "FN:Anja",
        Ask(&["display-name"]),
    ),
    case(
        "given name there, family name here: one field",
        "N:Berg;Anna",
        "N:Berg;Anne",
        "N:Bergmann;Anna",
        Ask(&["name"]),
    ),
    case(
        "name there, title here",
        "FN:Anna|TITLE:Clerk",
        "FN:Anne|TITLE:Clerk",
        "FN:Anna|TITLE:Head",
        Both("FN:Anne|TITLE:Head"),
    ),
    case(
        "each adds a phone",
        "FN:A|TEL:1111111",
        "FN:A|TEL:1111111|TEL:2222222",
        "FN:A|TEL:1111111|TEL:3333333",
        Both("FN:A|TEL:1111111|TEL:2222222|TEL:3333333"),
    ),
    case(
        "both add the same phone, written differently",
        "FN:A",
        "FN:A|TEL:+49 30 123456",
        "FN:A|TEL:+4930123456",
        Both("FN:A|TEL:+4930123456"),
    ),
    case(
        "the server removes a phone, the person adds one",
        "FN:A|TEL:1111111",
        "FN:A",
        "FN:A|TEL:1111111|TEL:2222222",
        Both("FN:A|TEL:2222222"),
    ),
    case(
        "a phone is corrected there, another here",
        "FN:A|TEL:1111111|TEL:2222222",
        "FN:A|TEL:1111119|TEL:2222222",
        "FN:A|TEL:1111111|TEL:2222229",
        Both("FN:A|TEL:1111119|TEL:2222229"),
    ),
    case(
        "one phone is relabelled there",
        "FN:A|TEL;TYPE=HOME:1111111",
        "FN:A|TEL;TYPE=WORK:1111111",
        "FN:A|TEL;TYPE=HOME:1111111",
        Both("FN:A|TEL;TYPE=WORK:1111111"),
    ),
    case(
        "one phone is relabelled on both sides",
        "FN:A|TEL;TYPE=HOME:1111111",
        "FN:A|TEL;TYPE=WORK:1111111",
        "FN:A|TEL;TYPE=CELL:1111111",
        Ask(&["phone[1]"]),
    ),
    case(
        "a phone is removed there and relabelled here",
        "FN:A|TEL;TYPE=HOME:1111111",
        "FN:A",
        "FN:A|TEL;TYPE=CELL:1111111",
        Ask(&["phone[1]"]),
    ),
    case(
        "both remove the same phone",
        "FN:A|TEL:1111111",
        "FN:A",
        "FN:A",
        Both("FN:A"),
    ),
    case(
        "each adds an e-mail",
        "FN:A",
        "FN:A|EMAIL:a@x.org",
        "FN:A|EMAIL:b@x.org",
        Both("FN:A|EMAIL:a@x.org|EMAIL:b@x.org"),
    ),
    case(
        "an e-mail gets another domain's case there",
        "FN:A|EMAIL:a@x.org",
        "FN:A|EMAIL:a@X.ORG",
        "FN:A|EMAIL:a@x.org|NOTE:n",
        Both("FN:A|EMAIL:a@x.org|NOTE:n"),
    ),
    case(
        "each adds an address",
        "FN:A",
        "FN:A|ADR;TYPE=HOME:;;Way 1;Bonn;;53111;",
        "FN:A|ADR;TYPE=WORK:;;Street 2;Bonn;;53111;",
        Both("FN:A|ADR;TYPE=HOME:;;Way 1;Bonn;;53111;|ADR;TYPE=WORK:;;Street 2;Bonn;;53111;"),
    ),
    case(
        "each adds a category",
        "FN:A|CATEGORIES:one",
        "FN:A|CATEGORIES:one,two",
        "FN:A|CATEGORIES:one,three",
        Both("FN:A|CATEGORIES:one,two,three"),
    ),
    case(
        "one category goes there, one comes here",
        "FN:A|CATEGORIES:one,two",
        "FN:A|CATEGORIES:two",
        "FN:A|CATEGORIES:one,two,three",
        Both("FN:A|CATEGORIES:two,three"),
    ),
    case(
        "the last category goes",
        "FN:A|CATEGORIES:one",
        "FN:A",
        "FN:A|CATEGORIES:one",
        Both("FN:A"),
    ),
    case(
        "notes: a line is added at the top there, at the end here",
        "FN:A|NOTE:a\\nb",
        "FN:A|NOTE:x\\na\\nb",
        "FN:A|NOTE:a\\nb\\ny",
        Both("FN:A|NOTE:x\\na\\nb\\ny"),
    ),
    case(
        "notes: the same line is changed differently",
        "FN:A|NOTE:a\\nb",
        "FN:A|NOTE:a\\nB1",
        "FN:A|NOTE:a\\nB2",
        Ask(&["text"]),
    ),
    case(
        "notes are cleared there",
        "FN:A|NOTE:a",
        "FN:A",
        "FN:A|NOTE:a",
        Both("FN:A"),
    ),
    case(
        "notes are cleared there and written here",
        "FN:A|NOTE:a",
        "FN:A",
        "FN:A|NOTE:a\\nb",
        Ask(&["text"]),
    ),
    case(
        "birthday there, company here",
        "FN:A",
        "FN:A|BDAY:1985-04-12",
        "FN:A|ORG:Acme;Sales",
        Both("FN:A|BDAY:1985-04-12|ORG:Acme;Sales"),
    ),
    case(
        "two birthdays",
        "FN:A|BDAY:1985-04-12",
        "FN:A|BDAY:1985-04-13",
        "FN:A|BDAY:1985-04-14",
        Ask(&["birthday"]),
    ),
    case(
        "a picture comes from the server",
        "FN:A",
        "FN:A|PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ",
        "FN:A|TITLE:x",
        Both("FN:A|PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ|TITLE:x"),
    ),
    case(
        "unknown lines are a set",
        "FN:A|X-FOO:1|X-FOO:2",
        "FN:A|X-FOO:1|X-FOO:2|X-FOO:3",
        "FN:A|X-FOO:1|X-FOO:4",
        Both("FN:A|X-FOO:1|X-FOO:3|X-FOO:4"),
    ),
    case(
        "an unknown line changes there",
        "FN:A|X-FOO:1",
        "FN:A|X-FOO:2",
        "FN:A|X-FOO:1",
        Both("FN:A|X-FOO:2"),
    ),
    case(
        "an unknown line changes on both sides",
        "FN:A|X-FOO:1",
        "FN:A|X-FOO:2",
        "FN:A|X-FOO:3",
        Ask(&["other[1]"]),
    ),
    case(
        "Apple's label travels with its line",
        "FN:A",
        "FN:A|item1.EMAIL:a@x.org|item1.X-ABLabel:Club",
        "FN:A|TITLE:x",
        Both("FN:A|item1.EMAIL:a@x.org|item1.X-ABLabel:Club|TITLE:x"),
    ),
    case(
        "two groups of one name stay apart",
        "FN:A",
        "FN:A|item1.EMAIL:a@x.org|item1.X-ABLabel:Club",
        "FN:A|item1.TEL:1234567|item1.X-ABLabel:Boat",
        Both(
            "FN:A|item1.EMAIL:a@x.org|item1.X-ABLabel:Club|item2.TEL:1234567|item2.X-ABLabel:Boat",
        ),
    ),
    case(
        "bookkeeping alone is no edit",
        "FN:A|REV:20260101T000000Z",
        "FN:A|REV:20260202T000000Z",
        "FN:A|REV:20260303T000000Z|TITLE:x",
        Both("FN:A|TITLE:x"),
    ),
    case(
        "each side's empty lines mean nothing",
        "FN:A|TITLE:x",
        "FN:A|TITLE:x|TEL:|NICKNAME:",
        "FN:A|TITLE:y",
        Both("FN:A|TITLE:y"),
    ),
];

const APPOINTMENTS: &[Case] = &[
    case(
        "subject there, place here",
        "SUMMARY:A|DTSTART:20260701T100000Z",
        "SUMMARY:B|DTSTART:20260701T100000Z",
        "SUMMARY:A|DTSTART:20260701T100000Z|LOCATION:Room",
        Both("SUMMARY:B|DTSTART:20260701T100000Z|LOCATION:Room"),
    ),
    case(
        "moved there, text here",
        "DTSTART:20260701T100000Z|DTEND:20260701T110000Z",
        "DTSTART:20260701T120000Z|DTEND:20260701T130000Z",
        "DTSTART:20260701T100000Z|DTEND:20260701T110000Z|DESCRIPTION:x",
        Both("DTSTART:20260701T120000Z|DTEND:20260701T130000Z|DESCRIPTION:x"),
    ),
    case(
        "start moved there, end moved here",
        "DTSTART:20260701T100000Z|DTEND:20260701T110000Z",
        "DTSTART:20260701T120000Z|DTEND:20260701T123000Z",
        "DTSTART:20260701T100000Z|DTEND:20260701T103000Z",
        Ask(&["when"]),
    ),
    case(
        "moved there, repeated here",
        "DTSTART:20260701T100000Z",
        "DTSTART:20260702T100000Z",
        "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY",
        Ask(&["when"]),
    ),
    case(
        "the same move twice, one with a duration",
        "DTSTART:20260701T100000Z|DTEND:20260701T110000Z",
        "DTSTART:20260701T120000Z|DTEND:20260701T130000Z",
        "DTSTART:20260701T120000Z|DURATION:PT1H",
        Both("DTSTART:20260701T120000Z|DTEND:20260701T130000Z"),
    ),
    case(
        "the rule is dropped there",
        "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY",
        "DTSTART:20260701T100000Z",
        "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY|SUMMARY:A",
        Both("DTSTART:20260701T100000Z|SUMMARY:A"),
    ),
    case(
        "each adds an attendee",
        "ATTENDEE:mailto:a@x.org",
        "ATTENDEE:mailto:a@x.org|ATTENDEE:mailto:b@x.org",
        "ATTENDEE:mailto:a@x.org|ATTENDEE:mailto:c@x.org",
        Both("ATTENDEE:mailto:a@x.org|ATTENDEE:mailto:b@x.org|ATTENDEE:mailto:c@x.org"),
    ),
    case(
        "two attendees answer",
        "ATTENDEE:mailto:a@x.org|ATTENDEE:mailto:b@x.org",
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.org|ATTENDEE:mailto:b@x.org",
        "ATTENDEE:mailto:a@x.org|ATTENDEE;PARTSTAT=DECLINED:mailto:b@x.org",
        Both("ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.org|ATTENDEE;PARTSTAT=DECLINED:mailto:b@x.org"),
    ),
    case(
        "one attendee answers twice",
        "ATTENDEE:mailto:a@x.org",
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.org",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:a@x.org",
        Ask(&["attendee[1]"]),
    ),
    case(
        "a reminder there, busy here",
        "SUMMARY:A",
        "SUMMARY:A|BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:-PT15M|END:VALARM",
        "SUMMARY:A|TRANSP:TRANSPARENT",
        Both("SUMMARY:A|TRANSP:TRANSPARENT|BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:-PT15M|END:VALARM"),
    ),
    case(
        "each adds a reminder",
        "SUMMARY:A",
        "SUMMARY:A|BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:-PT15M|END:VALARM",
        "SUMMARY:A|BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:-PT30M|END:VALARM",
        Both(
            "SUMMARY:A|BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:-PT15M|END:VALARM|BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:-PT30M|END:VALARM",
        ),
    ),
    case(
        "private there, category here",
        "SUMMARY:A",
        "SUMMARY:A|CLASS:PRIVATE",
        "SUMMARY:A|CATEGORIES:x",
        Both("SUMMARY:A|CLASS:PRIVATE|CATEGORIES:x"),
    ),
    case(
        "cancelled there, renamed here",
        "SUMMARY:A",
        "SUMMARY:A|STATUS:CANCELLED",
        "SUMMARY:B",
        Both("SUMMARY:B|STATUS:CANCELLED"),
    ),
    case(
        "each attaches a link",
        "SUMMARY:A",
        "SUMMARY:A|ATTACH:https://x.org/1",
        "SUMMARY:A|ATTACH:https://x.org/2",
        Both("SUMMARY:A|ATTACH:https://x.org/1|ATTACH:https://x.org/2"),
    ),
    case(
        "an exception comes from the server, a place from here",
        "SUMMARY:A|DTSTART:20260701T100000Z|RRULE:FREQ=DAILY",
        "SUMMARY:A|DTSTART:20260701T100000Z|RRULE:FREQ=DAILY|END:VEVENT|BEGIN:VEVENT|UID:u1|RECURRENCE-ID:20260703T100000Z|DTSTART:20260703T120000Z|SUMMARY:A",
        "SUMMARY:A|DTSTART:20260701T100000Z|RRULE:FREQ=DAILY|LOCATION:Room",
        Both(
            "SUMMARY:A|DTSTART:20260701T100000Z|RRULE:FREQ=DAILY|LOCATION:Room|END:VEVENT|BEGIN:VEVENT|UID:u1|RECURRENCE-ID:20260703T100000Z|DTSTART:20260703T120000Z|SUMMARY:A",
        ),
    ),
    case(
        "each moves another occurrence",
        "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY",
        "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY|END:VEVENT|BEGIN:VEVENT|UID:u1|RECURRENCE-ID:20260703T100000Z|DTSTART:20260703T120000Z",
        "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY|END:VEVENT|BEGIN:VEVENT|UID:u1|RECURRENCE-ID:20260704T100000Z|DTSTART:20260704T120000Z",
        Both(
            "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY|END:VEVENT|BEGIN:VEVENT|UID:u1|RECURRENCE-ID:20260703T100000Z|DTSTART:20260703T120000Z|END:VEVENT|BEGIN:VEVENT|UID:u1|RECURRENCE-ID:20260704T100000Z|DTSTART:20260704T120000Z",
        ),
    ),
    case(
        "both move the same occurrence differently",
        "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY",
        "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY|END:VEVENT|BEGIN:VEVENT|UID:u1|RECURRENCE-ID:20260703T100000Z|DTSTART:20260703T120000Z",
        "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY|END:VEVENT|BEGIN:VEVENT|UID:u1|RECURRENCE-ID:20260703T100000Z|DTSTART:20260703T130000Z",
        Ask(&["exception[1]"]),
    ),
    case(
        "an occurrence is removed there and edited here",
        "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY",
        "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY|EXDATE:20260703T100000Z",
        "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY|END:VEVENT|BEGIN:VEVENT|UID:u1|RECURRENCE-ID:20260703T100000Z|DTSTART:20260703T130000Z",
        Ask(&["when", "exception[1]"]),
    ),
    case(
        "the series is moved there and an occurrence edited here",
        "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY",
        "DTSTART:20260701T090000Z|RRULE:FREQ=DAILY",
        "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY|END:VEVENT|BEGIN:VEVENT|UID:u1|RECURRENCE-ID:20260703T100000Z|DTSTART:20260703T130000Z",
        Ask(&["when", "exception[1]"]),
    ),
    case(
        "the sequence number alone is no edit",
        "SUMMARY:A|SEQUENCE:1",
        "SUMMARY:A|SEQUENCE:2",
        "SUMMARY:A|SEQUENCE:3|LOCATION:Room",
        Both("SUMMARY:A|LOCATION:Room"),
    ),
];

const TASKS: &[Case] = &[
    case(
        "done there, renamed here",
        "SUMMARY:A",
        "SUMMARY:A|STATUS:COMPLETED|PERCENT-COMPLETE:100|COMPLETED:20260701T100000Z",
        "SUMMARY:B",
        Both("SUMMARY:B|STATUS:COMPLETED|PERCENT-COMPLETE:100|COMPLETED:20260701T100000Z"),
    ),
    case(
        "done there, at 40 % here",
        "SUMMARY:A",
        "SUMMARY:A|STATUS:COMPLETED|PERCENT-COMPLETE:100",
        "SUMMARY:A|STATUS:IN-PROCESS|PERCENT-COMPLETE:40",
        Ask(&["status"]),
    ),
    case(
        "done on both sides",
        "SUMMARY:A",
        "SUMMARY:A|STATUS:COMPLETED",
        "SUMMARY:A|PERCENT-COMPLETE:100",
        Both("SUMMARY:A|STATUS:COMPLETED"),
    ),
    case(
        "due there, priority here",
        "SUMMARY:A",
        "SUMMARY:A|DUE;VALUE=DATE:20260701",
        "SUMMARY:A|PRIORITY:1",
        Both("SUMMARY:A|DUE;VALUE=DATE:20260701|PRIORITY:1"),
    ),
    case(
        "two due dates",
        "DUE;VALUE=DATE:20260701",
        "DUE;VALUE=DATE:20260702",
        "DUE;VALUE=DATE:20260703",
        Ask(&["due"]),
    ),
    case(
        "start there, due here, in order",
        "DTSTART:20260701T100000Z|DUE:20260705T100000Z",
        "DTSTART:20260702T100000Z|DUE:20260705T100000Z",
        "DTSTART:20260701T100000Z|DUE:20260706T100000Z",
        Both("DTSTART:20260702T100000Z|DUE:20260706T100000Z"),
    ),
    case(
        "start there, due here, so that it would be due before it starts",
        "DTSTART:20260701T100000Z|DUE:20260705T100000Z",
        "DTSTART:20260704T100000Z|DUE:20260705T100000Z",
        "DTSTART:20260701T100000Z|DUE:20260702T100000Z",
        Ask(&["start", "due"]),
    ),
    case(
        "repeats there, reminder here",
        "SUMMARY:A|DUE:20260701T100000Z",
        "SUMMARY:A|DUE:20260701T100000Z|RRULE:FREQ=WEEKLY",
        "SUMMARY:A|DUE:20260701T100000Z|BEGIN:VALARM|ACTION:DISPLAY|TRIGGER;RELATED=END:-PT15M|END:VALARM",
        Both(
            "SUMMARY:A|DUE:20260701T100000Z|RRULE:FREQ=WEEKLY|BEGIN:VALARM|ACTION:DISPLAY|TRIGGER;RELATED=END:-PT15M|END:VALARM",
        ),
    ),
    case(
        "text merges by line",
        "DESCRIPTION:a\\nb\\nc",
        "DESCRIPTION:A\\nb\\nc",
        "DESCRIPTION:a\\nb\\nC",
        Both("DESCRIPTION:A\\nb\\nC"),
    ),
    case(
        "a parent there, a category here",
        "SUMMARY:A",
        "SUMMARY:A|RELATED-TO:parent",
        "SUMMARY:A|CATEGORIES:x",
        Both("SUMMARY:A|RELATED-TO;RELTYPE=PARENT:parent|CATEGORIES:x"),
    ),
    case(
        "priority on both sides",
        "PRIORITY:5",
        "PRIORITY:1",
        "PRIORITY:9",
        Ask(&["priority"]),
    ),
    case(
        "private on both sides",
        "SUMMARY:A",
        "SUMMARY:A|CLASS:PRIVATE",
        "SUMMARY:A|CLASS:PRIVATE",
        Both("SUMMARY:A|CLASS:PRIVATE"),
    ),
];

const NOTES: &[Case] = &[
    case(
        "title there, text here",
        "SUMMARY:T|DESCRIPTION:a",
        "SUMMARY:U|DESCRIPTION:a",
        "SUMMARY:T|DESCRIPTION:b",
        Both("SUMMARY:U|DESCRIPTION:b"),
    ),
    case(
        "two titles",
        "SUMMARY:T",
        "SUMMARY:U",
        "SUMMARY:V",
        Ask(&["title"]),
    ),
    case(
        "lines far apart",
        "DESCRIPTION:a\\nb\\nc\\nd",
        "DESCRIPTION:a1\\nb\\nc\\nd",
        "DESCRIPTION:a\\nb\\nc\\nd1",
        Both("DESCRIPTION:a1\\nb\\nc\\nd1"),
    ),
    case(
        "a line goes there, one is added here",
        "DESCRIPTION:a\\nb\\nc\\nd",
        "DESCRIPTION:b\\nc\\nd",
        "DESCRIPTION:a\\nb\\nc\\nd\\ne",
        Both("DESCRIPTION:b\\nc\\nd\\ne"),
    ),
    case(
        "both add a line at the end",
        "DESCRIPTION:a",
        "DESCRIPTION:a\\nb",
        "DESCRIPTION:a\\nc",
        Ask(&["text"]),
    ),
    case(
        "a trailing newline is no edit",
        "DESCRIPTION:a",
        "DESCRIPTION:a\\n",
        "DESCRIPTION:a\\nb",
        Both("DESCRIPTION:a\\nb"),
    ),
    case(
        "categories from both",
        "SUMMARY:T",
        "SUMMARY:T|CATEGORIES:x",
        "SUMMARY:T|CATEGORIES:y",
        Both("SUMMARY:T|CATEGORIES:x,y"),
    ),
    case(
        "formatted text edited on both sides",
        "DESCRIPTION:a\\nb\\nc|X-ALT-DESC;FMTTYPE=text/html:<p>a",
        "DESCRIPTION:A\\nb\\nc|X-ALT-DESC;FMTTYPE=text/html:<p>A",
        "DESCRIPTION:a\\nb\\nC|X-ALT-DESC;FMTTYPE=text/html:<p>C",
        Ask(&["text"]),
    ),
];

#[test]
fn contacts_merge_as_the_table_says() {
    run(Kind::Contact, CONTACTS);
}

#[test]
fn appointments_merge_as_the_table_says() {
    run(Kind::Appointment, APPOINTMENTS);
}

#[test]
fn tasks_merge_as_the_table_says() {
    run(Kind::Task, TASKS);
}

#[test]
fn notes_merge_as_the_table_says() {
    run(Kind::Note, NOTES);
}

fn run(kind: Kind, cases: &[Case]) {
    for case in cases {
        let (base, server, local) = (
            item(kind, case.base),
            item(kind, case.server),
            item(kind, case.local),
        );
        for swapped in [false, true] {
            let (one, other) = if swapped {
                (&local, &server)
            } else {
                (&server, &local)
            };
            let merged = merge(
                Versions {
                    base: &base,
                    now: one,
                },
                Versions {
                    base: &base,
                    now: other,
                },
            );
            let open: Vec<String> = merged.conflicts().map(|row| row.key.to_string()).collect();
            match case.expected {
                Both(expected) => {
                    let expected = item(kind, expected);
                    assert_eq!(open, Vec::<String>::new(), "{}: rows wait", case.name);
                    for (side, result) in
                        [(Side::Server, &merged.server), (Side::Local, &merged.local)]
                    {
                        let text = String::from_utf8_lossy(&result.bytes()).into_owned();
                        assert_eq!(
                            result.fingerprint(),
                            expected.fingerprint(),
                            "{} ({side}, swapped {swapped}):\n{text}",
                            case.name
                        );
                    }
                }
                Ask(rows) => {
                    assert_eq!(open, rows, "{} (swapped {swapped})", case.name);
                    let again = merge(
                        Versions {
                            base: &base,
                            now: &merged.server,
                        },
                        Versions {
                            base: &base,
                            now: &merged.local,
                        },
                    );
                    assert_eq!(
                        again.conflicts().count(),
                        rows.len(),
                        "{}: asked again",
                        case.name
                    );
                }
            }
        }
    }
}
