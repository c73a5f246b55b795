//! One occurrence of a series edited or removed alone; one value of several changed where it stands; what is typed is read again.

use pim::{FieldId, Item, Kind};

const WEEKLY: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:s\r\nDTSTART;TZID=Europe/Berlin:20261019T090000\r\nDTEND;TZID=Europe/Berlin:20261019T100000\r\nRRULE:FREQ=WEEKLY;UNTIL=20261109T080000Z\r\nEXDATE;TZID=Europe/Berlin:20261102T090000\r\nSUMMARY:Standup\r\nLOCATION:Room 1\r\nX-UNKNOWN:kept\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

fn weekly() -> Item {
    Item::parse(Kind::Appointment, WEEKLY.as_bytes()).unwrap()
}

fn text(item: &Item) -> String {
    String::from_utf8(item.bytes()).unwrap()
}

#[test]
fn a_series_is_read_on_its_own_clock() {
    let times = weekly().times().unwrap();
    assert!(times.repeats());
    assert_eq!(times.length_seconds, 3600);
    // Before and after the clocks change on 25 October: nine o'clock on both, an hour apart from a week of seconds.
    let (before, after) = (times.start, times.at(times.start.clock + 7 * 86_400));
    assert_eq!(
        after.instant.unwrap() - before.instant.unwrap(),
        7 * 86_400 + 3600
    );
    assert_eq!(times.clock_at(after.instant.unwrap()), after.clock);
    assert_eq!(times.rules, ["FREQ=WEEKLY;UNTIL=20261109T090000Z"]);
    assert_eq!(times.name_of(&after), "20261026T090000");
    assert_eq!(times.excluded.len(), 1);
}

#[test]
fn one_occurrence_is_edited_and_the_rest_stays_byte_for_byte() {
    let mut item = weekly();
    let edit = |item: &mut Item| item.set(FieldId::When, "2026-10-26 11:00 – 12:00 Europe/Berlin");
    item.edit_occurrence("20261026T090000", edit).unwrap();
    let after = text(&item);
    for line in WEEKLY
        .lines()
        .filter(|line| !line.starts_with("END:VCALENDAR"))
    {
        assert!(after.contains(line), "{line} is gone:\n{after}");
    }
    let exception = &item.times().unwrap().exceptions[0];
    assert_eq!(exception.start.clock - exception.of.clock, 2 * 3600);
    assert!(
        after.contains("RECURRENCE-ID;TZID=Europe/Berlin:20261026T090000"),
        "{after}"
    );
    assert_eq!(
        after.matches("RRULE").count() - after.matches("\r\nRRULE:FREQ=YEARLY").count(),
        1,
        "{after}"
    );
    assert_eq!(after.matches("X-UNKNOWN:kept").count(), 2);

    // A second edit of the same occurrence changes the exception, and adds none.
    item.edit_occurrence("20261026T090000", |item| item.set(FieldId::Place, "Room 2"))
        .unwrap();
    assert_eq!(text(&item).matches("RECURRENCE-ID").count(), 1);
    assert_eq!(item.times().unwrap().exceptions[0].place, "Room 2");
    let shown = item.occurrence("20261026T090000").unwrap();
    let fields = shown.fields();
    let when = fields
        .iter()
        .find(|value| value.key.field == FieldId::When)
        .unwrap();
    assert!(
        when.shown.text.starts_with("2026-10-26 11:00"),
        "{}",
        when.shown
    );
}

#[test]
fn one_occurrence_is_removed_with_its_exception() {
    let mut item = weekly();
    item.edit_occurrence("20261026T090000", |item| {
        item.set(FieldId::Subject, "Moved")
    })
    .unwrap();
    item.remove_occurrence("20261026T090000").unwrap();
    let after = text(&item);
    assert!(!after.contains("RECURRENCE-ID"), "{after}");
    assert!(
        after.contains("EXDATE;TZID=Europe/Berlin:20261026T090000"),
        "{after}"
    );
    assert_eq!(item.times().unwrap().excluded.len(), 2);
    assert!(item.remove_occurrence("yesterday").is_err());
}

#[test]
fn an_occurrence_of_an_all_day_series_and_of_one_in_utc_are_named_as_they_are_written() {
    for (start, end, name) in [
        (
            "DTSTART;VALUE=DATE:20261019",
            "DTEND;VALUE=DATE:20261020",
            "20261026",
        ),
        (
            "DTSTART:20261019T090000Z",
            "DTEND:20261019T100000Z",
            "20261026T090000Z",
        ),
        (
            "DTSTART:20261019T090000",
            "DURATION:PT1H",
            "20261026T090000",
        ),
    ] {
        let source = format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:s\r\n{start}\r\n{end}\r\nRRULE:FREQ=WEEKLY\r\nSUMMARY:s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        );
        let mut item = Item::parse(Kind::Appointment, source.as_bytes()).unwrap();
        let times = item.times().unwrap();
        assert_eq!(
            times.name_of(&times.at(times.start.clock + 7 * 86_400)),
            name
        );
        item.edit_occurrence(name, |item| item.set(FieldId::Subject, "other"))
            .unwrap();
        let after = item.times().unwrap();
        assert!(
            times.is_same(
                &after.exceptions[0].of,
                &times.at(times.start.clock + 7 * 86_400)
            ),
            "{}",
            text(&item)
        );
        assert_eq!(
            after.exceptions[0].length_seconds,
            times.length_seconds,
            "{}",
            text(&item)
        );
    }
}

#[test]
fn one_phone_of_three_is_changed_where_it_stands() {
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u\r\nFN:A\r\nN:A;;;;\r\nTEL;TYPE=WORK:1\r\nTEL;TYPE=CELL:2\r\nTEL;TYPE=HOME:3\r\nNOTE:n\r\nEND:VCARD\r\n";
    let mut item = Item::parse(Kind::Contact, card.as_bytes()).unwrap();
    item.change("phone[2]".parse().unwrap(), "22", None)
        .unwrap();
    assert_eq!(text(&item), card.replace("CELL:2", "CELL:22"));
    item.change("phone[2]".parse().unwrap(), "22", Some("home"))
        .unwrap();
    assert!(text(&item).contains("TEL;TYPE=HOME:22"), "{}", text(&item));
    item.change("phone[1]".parse().unwrap(), "", None).unwrap();
    assert!(!text(&item).contains("WORK"));
    assert!(item.change("phone[9]".parse().unwrap(), "1", None).is_err());
}

#[test]
fn what_is_given_to_be_typed_is_read_again_as_the_same() {
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u\r\nFN:Dr. Anna M. van Berg\r\nN:van Berg;Anna;M.;Dr.;jr\r\nORG:Acme\\, Inc.;Sales\r\nADR;TYPE=HOME:;;Way 1;Bonn;NRW;53111;Germany\r\nBDAY:1985-04-12\r\nEND:VCARD\r\n";
    let task = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VTODO\r\nUID:t\r\nSUMMARY:Tax\r\nDUE;VALUE=DATE:20261201\r\nPRIORITY:2\r\nSTATUS:IN-PROCESS\r\nPERCENT-COMPLETE:40\r\nCLASS:PRIVATE\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nDESCRIPTION:Reminder\r\nEND:VALARM\r\nEND:VTODO\r\nEND:VCALENDAR\r\n";
    for (kind, source) in [
        (Kind::Contact, card),
        (Kind::Task, task),
        (Kind::Appointment, WEEKLY),
    ] {
        let item = Item::parse(kind, source.as_bytes()).unwrap();
        for value in item.fields() {
            let mut again = item.clone();
            if again.change(value.key, &value.typed, None).is_ok() {
                assert_eq!(
                    again.fingerprint(),
                    item.fingerprint(),
                    "{} typed “{}”\n{}",
                    value.key,
                    value.typed,
                    text(&again)
                );
            } else {
                assert_eq!(
                    value.label, "Other data",
                    "{} typed “{}”",
                    value.key, value.typed
                );
            }
        }
    }
}
