//! Whether a component overlaps a span of time (RFC 4791, 9.9), without expanding recurrences: a series counts as
//! overlapping from its first instance to its last possible one, so that nothing a client should see is left out.
//!
//! A local time is compared with the widest offsets a zone can have on either side, since the server has no list of
//! zones: a row too many costs a client nothing, a row too few loses it an appointment.

use crate::scan::{Block, Line};

/// The widest offsets from UTC in use, in seconds.
const WIDEST_OFFSET: i64 = 14 * 3600;
const DAY: i64 = 86_400;

/// From and until, in seconds since 1970, the end not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: i64,
    pub(super) end: i64,
}

impl Span {
    /// Reads `start` and `end` of `CALDAV:time-range`; `None` where either is not a UTC time or both are missing.
    pub(super) fn read(start: Option<&str>, end: Option<&str>) -> Option<Span> {
        let utc = |text: Option<&str>, open: i64| match text {
            None => Some(open),
            Some(text) if text.ends_with('Z') => parse(text).map(|moment| moment.earliest),
            Some(_) => None,
        };
        if start.is_none() && end.is_none() {
            return None;
        }
        let span = Span {
            start: utc(start, i64::MIN)?,
            end: utc(end, i64::MAX)?,
        };
        (span.start < span.end).then_some(span)
    }

    fn overlaps(self, from: i64, until: i64) -> bool {
        // What takes no time is at its start.
        from < self.end && (until > self.start || (from == until && from >= self.start))
    }
}

/// Between which moments a written time can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Moment {
    earliest: i64,
    latest: i64,
    is_date: bool,
}

/// Whether the component, or any override of it, can have an instance in the span.
pub(super) fn overlaps(block: &Block, span: Span) -> bool {
    let Some((start, end)) = extent(block) else {
        // A task without dates is in every span (RFC 4791, 9.9), and so is what cannot be read.
        return block.name != "VJOURNAL";
    };
    match last_instance(block) {
        None => span.overlaps(start, end),
        Some(LastInstance::Never) => span.overlaps(start, i64::MAX),
        Some(LastInstance::Until(until)) => {
            span.overlaps(start, end.max(until.saturating_add(end - start)))
        }
    }
}

/// From when until when the first instance can be.
fn extent(block: &Block) -> Option<(i64, i64)> {
    let read = |name: &str| block.line(name).and_then(moment);
    if block.name == "VTODO" {
        let moments = ["DTSTART", "DUE", "COMPLETED", "CREATED"]
            .into_iter()
            .filter_map(read);
        let moments: Vec<Moment> = moments.collect();
        let start = moments.iter().map(|moment| moment.earliest).min()?;
        let end = moments.iter().map(|moment| moment.latest).max()?;
        let duration = block
            .line("DURATION")
            .and_then(|line| duration(&line.value))
            .unwrap_or(0);
        return Some((start, end.saturating_add(duration)));
    }
    let start = read("DTSTART")?;
    let end = match (
        read("DTEND"),
        block
            .line("DURATION")
            .and_then(|line| duration(&line.value)),
    ) {
        (Some(end), _) => end.latest,
        (None, Some(duration)) => start.latest.saturating_add(duration),
        (None, None) if start.is_date => start.latest + DAY,
        (None, None) => start.latest,
    };
    Some((start.earliest, end.max(start.earliest)))
}

enum LastInstance {
    Never,
    Until(i64),
}

/// When a series ends, as far as its rule says it outright; `None` for what does not recur.
fn last_instance(block: &Block) -> Option<LastInstance> {
    if block.line("RDATE").is_some() {
        return Some(LastInstance::Never);
    }
    let rule = block.line("RRULE")?;
    let until = rule.value.split(';').find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.eq_ignore_ascii_case("UNTIL")
            .then(|| parse(value))
            .flatten()
    });
    Some(until.map_or(LastInstance::Never, |until| {
        LastInstance::Until(until.latest + if until.is_date { DAY } else { 0 })
    }))
}

fn moment(line: &Line) -> Option<Moment> {
    parse(&line.value)
}

/// `20261121`, `20261121T093000` or `20261121T093000Z`.
fn parse(text: &str) -> Option<Moment> {
    let number = |from: usize, to: usize| -> Option<i64> {
        let digits = text.get(from..to)?;
        digits
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| digits.parse().ok())
            .flatten()
    };
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let midnight = days(year, month, day) * DAY;
    match text.get(8..)? {
        "" => Some(Moment {
            earliest: midnight - WIDEST_OFFSET,
            latest: midnight + WIDEST_OFFSET,
            is_date: true,
        }),
        rest if rest.starts_with('T') => {
            let exact = midnight + number(9, 11)? * 3600 + number(11, 13)? * 60 + number(13, 15)?;
            let slack = match text.get(15..)? {
                "Z" => 0,
                "" => WIDEST_OFFSET,
                _ => return None,
            };
            Some(Moment {
                earliest: exact - slack,
                latest: exact + slack,
                is_date: false,
            })
        }
        _ => None,
    }
}

/// Days since 1970-01-01, by the calendar in use now.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// `P1DT2H30M` in seconds.
fn duration(text: &str) -> Option<i64> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut seconds = 0_i64;
    let mut number = String::new();
    for character in text.strip_prefix('P')?.chars() {
        let unit = match character {
            digit if digit.is_ascii_digit() => {
                number.push(digit);
                continue;
            }
            'T' => continue,
            'W' => 7 * DAY,
            'D' => DAY,
            'H' => 3600,
            'M' => 60,
            'S' => 1,
            _ => return None,
        };
        let count: i64 = number.parse().ok()?;
        seconds = seconds.saturating_add(count.saturating_mul(unit));
        number.clear();
    }
    Some(sign * seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan;

    fn event(lines: &str) -> Block {
        let text = format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT\n");
        scan::parse(text.as_bytes()).unwrap().remove(0)
    }

    #[test]
    fn an_appointment_is_in_the_spans_it_touches_and_in_no_other() {
        let span = |start: &str, end: &str| Span::read(Some(start), Some(end)).unwrap();
        let june = span("20260601T000000Z", "20260701T000000Z");
        let cases = [
            ("DTSTART:20260615T100000Z\nDTEND:20260615T110000Z", true),
            ("DTSTART:20260531T230000Z\nDTEND:20260601T000000Z", false),
            ("DTSTART:20260531T230000Z\nDURATION:PT61M", true),
            ("DTSTART:20260701T000000Z\nDTEND:20260701T010000Z", false),
            ("DTSTART:20260601T000000Z", true),
            ("DTSTART;VALUE=DATE:20260630", true),
            ("DTSTART;VALUE=DATE:20260710", false),
            (
                "DTSTART;TZID=Asia/Tokyo:20260701T080000\nDURATION:PT1H",
                true,
            ),
            (
                "DTSTART:20200101T100000Z\nDURATION:PT1H\nRRULE:FREQ=YEARLY",
                true,
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
            assert_eq!(overlaps(&event(lines), june), inside, "{lines}");
        }
    }

    #[test]
    fn a_span_is_in_utc_and_runs_forward() {
        assert!(Span::read(Some("20260601T000000Z"), None).is_some());
        for (start, end) in [
            (None, None),
            (Some("20260601"), None),
            (Some("20260601T000000"), None),
            (Some("20260602T000000Z"), Some("20260601T000000Z")),
            (Some("2026-06-01T00:00:00Z"), None),
        ] {
            assert_eq!(Span::read(start, end), None, "{start:?} {end:?}");
        }
    }
}
