//! Whether an instance overlaps a span of time, by the tables of RFC 4791, 9.9.

use crate::recurrence::{Instance, Moment, Span, Zones, duration_seconds};
use crate::scan::Block;

/// Whether an event, to-do or journal entry has something in the span.
pub(super) fn overlaps(instance: &Instance<'_>, zones: &Zones, span: Span) -> bool {
    match instance.block.name.as_str() {
        "VTODO" => todo(instance, zones, span),
        // Without a start a journal entry is in no span, an appointment cannot be read and is left in all.
        "VJOURNAL" => instance.start.as_ref().is_some_and(|start| {
            let begin = start.utc();
            let end = begin + if start.is_date { 86_400 } else { 0 };
            span.overlaps(begin, end)
        }),
        _ => instance
            .start_utc()
            .is_none_or(|start| span.overlaps(start, instance.end)),
    }
}

fn todo(instance: &Instance<'_>, zones: &Zones, span: Span) -> bool {
    let block = instance.block;
    let at = |name: &str| {
        block
            .line(name)
            .and_then(|line| Moment::of(line, zones))
            .map(|moment| moment.utc())
    };
    let Span { start, end } = span;
    let has_end = block.line("DUE").is_some() || block.line("DURATION").is_some();
    match (instance.start_utc(), has_end.then_some(instance.end)) {
        (Some(begin), Some(due)) => (start < due || start <= begin) && (end > begin || end >= due),
        (Some(begin), None) => start <= begin && end > begin,
        (None, Some(due)) => start < due && end >= due,
        (None, None) => match (at("COMPLETED"), at("CREATED")) {
            (Some(completed), Some(created)) => {
                (start <= created || start <= completed) && (end >= created || end >= completed)
            }
            (Some(completed), None) => start <= completed && end >= completed,
            (None, Some(created)) => end > created,
            (None, None) => true,
        },
    }
}

/// Whether an alarm of that instance goes off in the span.
pub(super) fn alarm_overlaps(
    alarm: &Block,
    instance: &Instance<'_>,
    zones: &Zones,
    span: Span,
) -> bool {
    let Some(trigger) = alarm.line("TRIGGER") else {
        return false;
    };
    let first = match duration_seconds(&trigger.value) {
        Some(offset) => {
            let from_end = trigger
                .parameter("RELATED")
                .is_some_and(|related| related.eq_ignore_ascii_case("END"));
            let anchor = match instance.start_utc() {
                Some(start) if !from_end => start,
                _ => instance.end,
            };
            anchor.saturating_add(offset)
        }
        None => match Moment::of(trigger, zones) {
            Some(moment) => moment.utc(),
            None => return false,
        },
    };
    let number = |name: &str| alarm.line(name).map(|line| line.value.trim());
    let repeats: i64 = number("REPEAT")
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
        .clamp(0, 1_000);
    let gap = number("DURATION").and_then(duration_seconds).unwrap_or(0);
    (0..=repeats).any(|time| {
        let at = first.saturating_add(gap.saturating_mul(time));
        span.overlaps(at, at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recurrence::{Set, Zone};
    use crate::scan;

    fn is_in(component: &str, lines: &str, start: &str, end: &str) -> bool {
        let text = format!(
            "BEGIN:VCALENDAR\nBEGIN:{component}\n{lines}\nEND:{component}\nEND:VCALENDAR\n"
        );
        let blocks = scan::parse(text.as_bytes()).unwrap();
        let set = Set::of(&blocks[0], component, &Zone::utc());
        let span = Span::read(Some(start), Some(end)).unwrap();
        set.instances(span)
            .iter()
            .any(|instance| overlaps(instance, set.zones(), span))
    }

    #[test]
    fn an_appointment_is_in_the_spans_it_touches_and_in_no_other() {
        let cases = [
            ("DTSTART:20260615T100000Z\nDTEND:20260615T110000Z", true),
            ("DTSTART:20260531T230000Z\nDTEND:20260601T000000Z", false),
            ("DTSTART:20260531T230000Z\nDURATION:PT61M", true),
            ("DTSTART:20260701T000000Z\nDTEND:20260701T010000Z", false),
            ("DTSTART:20260601T000000Z", true),
            ("DTSTART;VALUE=DATE:20260630", true),
            ("DTSTART;VALUE=DATE:20260701", false),
            (
                "DTSTART;TZID=Asia/Tokyo:20260701T080000\nDURATION:PT1H",
                true,
            ),
            (
                "DTSTART;TZID=Asia/Tokyo:20260701T090000\nDURATION:PT1H",
                false,
            ),
            (
                "DTSTART:20200601T100000Z\nDURATION:PT1H\nRRULE:FREQ=YEARLY",
                true,
            ),
            (
                "DTSTART:20200101T100000Z\nDURATION:PT1H\nRRULE:FREQ=YEARLY",
                false,
            ),
            (
                "DTSTART:20200101T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20260601T100000Z",
                true,
            ),
            (
                "DTSTART:20200101T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20250101T100000Z",
                false,
            ),
            ("DTSTART:20270101T100000Z\nRRULE:FREQ=DAILY", false),
            ("DTSTART:20200101T100000Z\nRDATE:20260605T100000Z", true),
        ];
        for (lines, inside) in cases {
            let found = is_in("VEVENT", lines, "20260601T000000Z", "20260701T000000Z");
            assert_eq!(found, inside, "{lines}");
        }
    }

    #[test]
    fn a_task_is_where_the_table_of_the_rfc_puts_it() {
        let cases = [
            ("", true),
            ("DTSTART:20260615T100000Z\nDUE:20260801T100000Z", true),
            ("DTSTART:20260715T100000Z\nDUE:20260801T100000Z", false),
            ("DTSTART:20260615T100000Z", true),
            ("DUE:20260601T000000Z", false),
            ("DUE:20260701T000000Z", true),
            ("COMPLETED:20260615T100000Z", true),
            ("COMPLETED:20250615T100000Z", false),
            ("CREATED:20200101T000000Z", true),
            ("CREATED:20270101T000000Z", false),
            (
                "DTSTART:20260101T100000Z\nDUE:20260101T110000Z\nRRULE:FREQ=MONTHLY",
                true,
            ),
        ];
        for (lines, inside) in cases {
            let found = is_in("VTODO", lines, "20260601T000000Z", "20260701T000000Z");
            assert_eq!(found, inside, "{lines}");
        }
    }

    #[test]
    fn a_journal_entry_without_a_start_is_in_no_span() {
        assert!(!is_in(
            "VJOURNAL",
            "SUMMARY:x",
            "20260601T000000Z",
            "20260701T000000Z"
        ));
        assert!(is_in(
            "VJOURNAL",
            "DTSTART;VALUE=DATE:20260630",
            "20260601T000000Z",
            "20260701T000000Z"
        ));
    }
}
