//! Two texts that mean the same have one fingerprint, and no row tells them apart. And the near misses that must not.

mod common;

use common::item;
use pim::{Item, Kind, Verdict, compare};

const SAME: &[(&str, Kind, &str, &str)] = &[
    (
        "the identifier",
        Kind::Contact,
        "FN:A|UID:u1",
        "FN:A|UID:other",
    ),
    (
        "when it was revised",
        Kind::Contact,
        "FN:A|REV:20260101T000000Z",
        "FN:A|REV:20260102T000000Z",
    ),
    (
        "the program that wrote it",
        Kind::Contact,
        "FN:A|PRODID:-//a",
        "FN:A|PRODID:-//b",
    ),
    (
        "the order of lines",
        Kind::Contact,
        "FN:A|TITLE:b|NOTE:c",
        "NOTE:c|TITLE:b|FN:A",
    ),
    (
        "case of names and parameters",
        Kind::Contact,
        "EMAIL;TYPE=HOME:a@x.org",
        "email;type=home:a@x.org",
    ),
    (
        "order of parameter values",
        Kind::Contact,
        "TEL;TYPE=HOME,FAX:1234567",
        "TEL;TYPE=fax;TYPE=home:1234567",
    ),
    (
        "the sorts every value has",
        Kind::Contact,
        "TEL;TYPE=HOME:1234567|EMAIL:a@x.org",
        "TEL;TYPE=HOME,VOICE:1234567|EMAIL;TYPE=INTERNET:a@x.org",
    ),
    (
        "preferred in two spellings",
        Kind::Contact,
        "EMAIL;TYPE=PREF:a@x.org",
        "EMAIL;PREF=1:a@x.org",
    ),
    (
        "trailing empty name parts",
        Kind::Contact,
        "N:Berg;Anna;;;",
        "N:Berg;Anna",
    ),
    (
        "trailing empty company parts",
        Kind::Contact,
        "ORG:Acme;",
        "ORG:Acme",
    ),
    (
        "phone punctuation",
        Kind::Contact,
        "TEL:+49 (30) 123-456",
        "TEL:+4930123456",
    ),
    (
        "the case of an e-mail's domain",
        Kind::Contact,
        "EMAIL:Anna@Example.ORG",
        "EMAIL:Anna@example.org",
    ),
    (
        "a repeated line",
        Kind::Contact,
        "TEL:1234567|TEL:123-4567",
        "TEL:1234567",
    ),
    (
        "an empty line",
        Kind::Contact,
        "FN:A|TEL:|TITLE:|ADR:;;;;;;",
        "FN:A",
    ),
    (
        "a date's punctuation",
        Kind::Contact,
        "BDAY:19850412",
        "BDAY:1985-04-12",
    ),
    (
        "a birthday without a year",
        Kind::Contact,
        "BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12",
        "BDAY:--0412",
    ),
    (
        "the end of notes",
        Kind::Contact,
        "NOTE:a\\nb\\n",
        "NOTE:a\\nb",
    ),
    (
        "an escaped colon",
        Kind::Contact,
        "URL:https\\://x.org",
        "URL:https://x.org",
    ),
    (
        "a slash after the host",
        Kind::Contact,
        "URL:https://X.org/",
        "URL:https://x.org",
    ),
    (
        "a picture's wrapping",
        Kind::Contact,
        "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ",
        "PHOTO:data:image/jpeg;base64,/9j/4AAQ",
    ),
    (
        "the public class",
        Kind::Contact,
        "FN:A|CLASS:PUBLIC",
        "FN:A",
    ),
    (
        "categories on one line or two",
        Kind::Contact,
        "CATEGORIES:a,b",
        "CATEGORIES:b|CATEGORIES:a",
    ),
    (
        "the server's bookkeeping",
        Kind::Contact,
        "FN:A|X-RADICALE-NAME:x.vcf",
        "FN:A",
    ),
    (
        "stamps",
        Kind::Appointment,
        "SUMMARY:A|CREATED:20260101T000000Z|LAST-MODIFIED:20260101T000000Z",
        "SUMMARY:A|DTSTAMP:20270101T000000Z",
    ),
    (
        "the sequence number alone",
        Kind::Appointment,
        "SUMMARY:A|SEQUENCE:4",
        "SUMMARY:A",
    ),
    (
        "defaults written out",
        Kind::Appointment,
        "SUMMARY:A|TRANSP:OPAQUE|CLASS:PUBLIC|PRIORITY:0",
        "SUMMARY:A",
    ),
    (
        "an attendee's defaults",
        Kind::Appointment,
        "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;CUTYPE=INDIVIDUAL;RSVP=FALSE:mailto:a@x.org",
        "ATTENDEE:MAILTO:a@x.org",
    ),
    (
        "an attendee called by the address",
        Kind::Appointment,
        "ATTENDEE;CN=A@x.org:mailto:a@x.org",
        "ATTENDEE:mailto:a@x.org",
    ),
    (
        "a repeated attendee",
        Kind::Appointment,
        "ATTENDEE:mailto:a@x.org|ATTENDEE:mailto:A@x.org",
        "ATTENDEE:mailto:a@x.org",
    ),
    (
        "quotes around a name",
        Kind::Appointment,
        "ORGANIZER;CN=\"Anna Berg\":mailto:a@x.org",
        "ORGANIZER;CN=Anna Berg:mailto:a@x.org",
    ),
    (
        "a label that writes out the address",
        Kind::Contact,
        "ADR;LABEL=\"Way 1^n53111 Bonn\\nGERMANY\":;;Way 1;Bonn;;53111;Germany",
        "ADR:;;Way 1;Bonn;;53111;Germany",
    ),
    (
        "a duration for an end",
        Kind::Appointment,
        "DTSTART:20260701T100000Z|DURATION:PT90M",
        "DTSTART:20260701T100000Z|DTEND:20260701T113000Z",
    ),
    (
        "no end at all for a whole day",
        Kind::Appointment,
        "DTSTART;VALUE=DATE:20260701",
        "DTSTART;VALUE=DATE:20260701|DTEND;VALUE=DATE:20260702",
    ),
    (
        "another zone, same moment",
        Kind::Appointment,
        "DTSTART;TZID=Europe/Berlin:20260701T120000",
        "DTSTART:20260701T100000Z",
    ),
    (
        "another zone, same moments, in a series",
        Kind::Appointment,
        "DTSTART;TZID=Europe/Berlin:20260701T120000|RRULE:FREQ=DAILY",
        "DTSTART;TZID=Europe/Paris:20260701T120000|RRULE:FREQ=DAILY",
    ),
    (
        "a prefix before a zone's name",
        Kind::Appointment,
        "DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20260701T120000",
        "DTSTART;TZID=Europe/Berlin:20260701T120000",
    ),
    (
        "defaults in a rule",
        Kind::Appointment,
        "DTSTART:20260701T100000Z|RRULE:FREQ=WEEKLY;INTERVAL=1;WKST=MO;BYDAY=WE",
        "DTSTART:20260701T100000Z|RRULE:FREQ=WEEKLY",
    ),
    (
        "an excluded date outside the rule",
        Kind::Appointment,
        "DTSTART:20260701T100000Z|RRULE:FREQ=WEEKLY|EXDATE:20260702T100000Z",
        "DTSTART:20260701T100000Z|RRULE:FREQ=WEEKLY",
    ),
    (
        "an excluded date after the end",
        Kind::Appointment,
        "DTSTART:20260701T100000Z|RRULE:FREQ=WEEKLY;COUNT=2|EXDATE:20260715T100000Z",
        "DTSTART:20260701T100000Z|RRULE:FREQ=WEEKLY;COUNT=2",
    ),
    (
        "excluded dates on one line or two",
        Kind::Appointment,
        "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY|EXDATE:20260703T100000Z,20260702T100000Z",
        "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY|EXDATE:20260702T100000Z|EXDATE:20260703T100000Z",
    ),
    (
        "an excluded date in another zone",
        Kind::Appointment,
        "DTSTART;TZID=Europe/Berlin:20260701T120000|RRULE:FREQ=DAILY|EXDATE:20260702T100000Z",
        "DTSTART;TZID=Europe/Berlin:20260701T120000|RRULE:FREQ=DAILY|EXDATE;TZID=Europe/Berlin:20260702T120000",
    ),
    (
        "a reminder's own text",
        Kind::Appointment,
        "BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:-PT15M|DESCRIPTION:Reminder|X-WR-ALARMUID:1|END:VALARM",
        "BEGIN:VALARM|ACTION:DISPLAY|TRIGGER;VALUE=DURATION:-PT900S|DESCRIPTION:A|ACKNOWLEDGED:20260101T000000Z|END:VALARM",
    ),
    (
        "what Outlook says of whole days",
        Kind::Appointment,
        "SUMMARY:A|X-MICROSOFT-CDO-ALLDAYEVENT:FALSE|X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        "SUMMARY:A",
    ),
    (
        "a task not begun",
        Kind::Task,
        "SUMMARY:A|STATUS:NEEDS-ACTION|PERCENT-COMPLETE:0",
        "SUMMARY:A",
    ),
    (
        "a task that is done",
        Kind::Task,
        "STATUS:COMPLETED|PERCENT-COMPLETE:100",
        "STATUS:COMPLETED",
    ),
    (
        "a parent's default",
        Kind::Task,
        "RELATED-TO;RELTYPE=PARENT:x",
        "RELATED-TO:x",
    ),
    (
        "blank lines at the end of a note",
        Kind::Note,
        "DESCRIPTION:a\\n\\n",
        "DESCRIPTION:a",
    ),
];

const DIFFERENT: &[(&str, Kind, &str, &str)] = &[
    ("a title and none", Kind::Contact, "FN:A|TITLE:x", "FN:A"),
    (
        "a phone's sort",
        Kind::Contact,
        "TEL;TYPE=HOME:1234567",
        "TEL;TYPE=WORK:1234567",
    ),
    (
        "an e-mail's local part",
        Kind::Contact,
        "EMAIL:Anna@x.org",
        "EMAIL:anna@x.org",
    ),
    (
        "an unknown line",
        Kind::Contact,
        "FN:A|X-SHOE-SIZE:41",
        "FN:A|X-SHOE-SIZE:42",
    ),
    (
        "a town",
        Kind::Contact,
        "ADR:;;Way 1;Bonn;;;",
        "ADR:;;Way 1;Köln;;;",
    ),
    (
        "a label that says more than the address",
        Kind::Contact,
        "ADR;LABEL=\"c/o Berg, Way 1\":;;Way 1;Bonn;;;",
        "ADR:;;Way 1;Bonn;;;",
    ),
    (
        "an address of a label alone",
        Kind::Contact,
        "ADR;LABEL=Way 1:;;;;;;",
        "ADR;LABEL=Way 2:;;;;;;",
    ),
    (
        "an attendee's name",
        Kind::Appointment,
        "ATTENDEE;CN=Anna Berg:mailto:a@x.org",
        "ATTENDEE;CN=Anna Thal:mailto:a@x.org",
    ),
    (
        "the organizer's name",
        Kind::Appointment,
        "ORGANIZER;CN=Anna Berg:mailto:a@x.org",
        "ORGANIZER:mailto:a@x.org",
    ),
    (
        "the order of a name's parts",
        Kind::Contact,
        "N:Anna;Berg",
        "N:Berg;Anna",
    ),
    (
        "an hour",
        Kind::Appointment,
        "DTSTART;TZID=Europe/Berlin:20260701T120000",
        "DTSTART;TZID=Europe/London:20260701T120000",
    ),
    (
        "a floating time and one in UTC",
        Kind::Appointment,
        "DTSTART:20260701T100000",
        "DTSTART:20260701T100000Z",
    ),
    (
        "a whole day and midnight",
        Kind::Appointment,
        "DTSTART;VALUE=DATE:20260701",
        "DTSTART:20260701T000000",
    ),
    (
        "a zone that moves its clock, in a series",
        Kind::Appointment,
        "DTSTART;TZID=Europe/Berlin:20260701T120000|RRULE:FREQ=DAILY",
        "DTSTART:20260701T100000Z|RRULE:FREQ=DAILY",
    ),
    (
        "an excluded date inside the rule",
        Kind::Appointment,
        "DTSTART:20260701T100000Z|RRULE:FREQ=WEEKLY|EXDATE:20260708T100000Z",
        "DTSTART:20260701T100000Z|RRULE:FREQ=WEEKLY",
    ),
    (
        "confirmed and unsaid",
        Kind::Appointment,
        "SUMMARY:A|STATUS:CONFIRMED",
        "SUMMARY:A",
    ),
    (
        "out of office and busy",
        Kind::Appointment,
        "SUMMARY:A|X-MICROSOFT-CDO-BUSYSTATUS:OOF",
        "SUMMARY:A|X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
    ),
    (
        "before the start and before the end",
        Kind::Appointment,
        "BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:-PT15M|END:VALARM",
        "BEGIN:VALARM|ACTION:DISPLAY|TRIGGER;RELATED=END:-PT15M|END:VALARM",
    ),
    (
        "how far a task is",
        Kind::Task,
        "PERCENT-COMPLETE:40",
        "PERCENT-COMPLETE:50",
    ),
    (
        "the inside of a note",
        Kind::Note,
        "DESCRIPTION:a\\n\\nb",
        "DESCRIPTION:a\\nb",
    ),
];

fn is_same(one: &Item, other: &Item) -> bool {
    let rows = compare(one, other);
    let told_apart = rows.iter().any(|row| row.verdict != Verdict::Equal);
    let prints = one.fingerprint() == other.fingerprint();
    assert_eq!(
        prints, !told_apart,
        "fingerprint and rows disagree: {rows:#?}"
    );
    prints
}

#[test]
fn what_means_the_same_is_the_same() {
    for (name, kind, one, other) in SAME {
        assert!(
            is_same(&item(*kind, one), &item(*kind, other)),
            "{name}: {:#?}",
            compare(&item(*kind, one), &item(*kind, other))
        );
    }
}

#[test]
fn folding_and_line_ends_are_no_difference() {
    let one = "BEGIN:VCARD\r\nVERSION:3.0\r\nNOTE:one two\r\n  three\r\nEND:VCARD\r\n";
    let other = "BEGIN:VCARD\nVERSION:3.0\nNOTE:one t\n wo three\nEND:VCARD";
    assert!(is_same(
        &Item::parse(Kind::Contact, one.as_bytes()).unwrap(),
        &Item::parse(Kind::Contact, other.as_bytes()).unwrap()
    ));
}

#[test]
fn what_means_something_else_differs() {
    for (name, kind, one, other) in DIFFERENT {
        assert!(!is_same(&item(*kind, one), &item(*kind, other)), "{name}");
    }
}

#[test]
fn the_same_card_in_three_versions_of_vcard_is_the_same() {
    let old = "BEGIN:VCARD\r\nVERSION:2.1\r\nN:Müller;Anna\r\nTEL;HOME;CELL:123 4567\r\nEMAIL;INTERNET;PREF:a@x.org\r\nNOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:one=0D=0Atwo\r\nBDAY:19850412\r\nEND:VCARD\r\n";
    let middle = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Müller;Anna;;;\r\nTEL;TYPE=HOME,CELL:1234567\r\nEMAIL;TYPE=INTERNET,PREF:a@x.org\r\nNOTE:one\\ntwo\r\nBDAY:1985-04-12\r\nEND:VCARD\r\n";
    let new = "BEGIN:VCARD\r\nVERSION:4.0\r\nN:Müller;Anna;;;\r\nTEL;VALUE=uri;TYPE=\"home,cell\":tel:123-4567\r\nEMAIL;PREF=1:a@x.org\r\nNOTE:one\\ntwo\r\nBDAY:19850412\r\nEND:VCARD\r\n";
    let items = [old, middle, new].map(|text| Item::parse(Kind::Contact, text.as_bytes()).unwrap());
    for other in &items[1..] {
        assert!(
            is_same(&items[0], other),
            "{:#?}",
            compare(&items[0], other)
        );
    }
}

/// What vCalendar 1.0 says of a series and of its reminders is read, and is the same as iCalendar's words for it.
#[test]
fn the_same_appointment_in_vcalendar_and_icalendar_is_the_same() {
    let old = |lines: &str| old_appointment(&format!("DTSTART:20260701T100000Z|{lines}"));
    let new = |lines: &str| {
        let lines = format!("DTSTART:20260701T100000Z|{lines}");
        item(Kind::Appointment, &lines)
    };
    for (rule, in_new_words) in [
        ("D1 #10", "FREQ=DAILY;COUNT=10"),
        ("D2 #0", "FREQ=DAILY;INTERVAL=2"),
        ("W1 MO WE #0", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("W2 #3", "FREQ=WEEKLY;INTERVAL=2;COUNT=3"),
        ("MP1 2+ WE #0", "FREQ=MONTHLY;BYDAY=2WE"),
        ("MD1 1 15 #0", "FREQ=MONTHLY;BYMONTHDAY=1,15"),
        (
            "YM1 7 20300701T100000Z",
            "FREQ=YEARLY;BYMONTH=7;UNTIL=20300701T100000Z",
        ),
        // A rule that says nothing of its end happens twice.
        ("D1", "FREQ=DAILY;COUNT=2"),
    ] {
        let (old, new) = (
            old(&format!("RRULE:{rule}")),
            new(&format!("RRULE:{in_new_words}")),
        );
        assert!(is_same(&old, &new), "{rule}: {:#?}", compare(&old, &new));
    }
    assert!(!is_same(&old("RRULE:D1 #10"), &old("RRULE:D1 #11")));
    for (alarm, in_new_words) in [
        ("DALARM:20260701T094500Z", "ACTION:DISPLAY|TRIGGER:-PT15M"),
        (
            "DALARM:20260701T094500Z;;;Get up",
            "ACTION:DISPLAY|TRIGGER:-PT15M|DESCRIPTION:Get up",
        ),
        (
            "AALARM;TYPE=WAVE:20260701T100000Z;PT5M;2;ding.wav",
            "ACTION:AUDIO|TRIGGER:PT0S|DURATION:PT5M|REPEAT:2",
        ),
    ] {
        let alarm_component = format!("BEGIN:VALARM|{in_new_words}|END:VALARM");
        let (old, new) = (old(alarm), new(&alarm_component));
        assert!(is_same(&old, &new), "{alarm}: {:#?}", compare(&old, &new));
    }
    assert!(!is_same(
        &old("DALARM:20260701T094500Z"),
        &old("DALARM:20260701T093000Z")
    ));
    assert!(
        !is_same(&old("DALARM:soon"), &old("")),
        "what cannot be read is kept apart"
    );
}

fn old_appointment(short: &str) -> Item {
    let lines = format!(
        "BEGIN:VCALENDAR|VERSION:1.0|BEGIN:VEVENT|UID:u1|{short}|END:VEVENT|END:VCALENDAR|"
    );
    let text = lines.replace("||", "|").replace('|', "\r\n");
    Item::parse(Kind::Appointment, text.as_bytes()).unwrap()
}

#[test]
fn t1_a_custom_zone_with_the_same_offsets_is_the_same() {
    let zone = |id: &str| {
        format!(
            "BEGIN:VTIMEZONE\r\nTZID:{id}\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
        )
    };
    let event = |id: &str, rule: &str| {
        format!(
            "BEGIN:VEVENT\r\nUID:u\r\nDTSTART;TZID={id}:20260701T120000\r\n{rule}END:VEVENT\r\n"
        )
    };
    let parse = |zones: &str, event: &str| {
        Item::parse(
            Kind::Appointment,
            format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{zones}{event}END:VCALENDAR\r\n").as_bytes(),
        )
        .unwrap()
    };
    for rule in ["", "RRULE:FREQ=DAILY\r\n"] {
        let custom = parse(
            &zone("tzone://Microsoft/Custom"),
            &event("\"tzone://Microsoft/Custom\"", rule),
        );
        let iana = parse("", &event("Europe/Berlin", rule));
        assert!(is_same(&custom, &iana), "{:#?}", compare(&custom, &iana));
        let outlook = parse(
            &zone("W. Europe Standard Time"),
            &event("W. Europe Standard Time", rule),
        );
        assert!(is_same(&custom, &outlook));
    }
}
