//! A date or a time as iCalendar writes it, and spans of time.

use jiff::civil::{Date, DateTime};

use super::zone::{Zone, Zones};
use crate::scan::Line;

/// From and until, in seconds since 1970, the end not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: i64,
    pub(crate) end: i64,
}

impl Span {
    /// Reads `start` and `end` of `CALDAV:time-range`; `None` where either is not a UTC time or both are missing.
    pub(crate) fn read(start: Option<&str>, end: Option<&str>) -> Option<Span> {
        let utc = |text: Option<&str>, open: i64| match text {
            None => Some(open),
            Some(text) => {
                let bare = text.strip_suffix('Z')?;
                Some(seconds(local(bare)?.0))
            }
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

    /// Whether something from `from` until `until` is in it; what takes no time is at its start.
    pub(crate) fn overlaps(self, from: i64, until: i64) -> bool {
        from < self.end && (until > self.start || (from == until && from >= self.start))
    }
}

/// A date or time with the zone it is in.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    /// On the clock of its zone; midnight of a date.
    pub(crate) local: DateTime,
    pub(crate) is_date: bool,
    pub(crate) zone: Zone,
}

impl Moment {
    /// Reads a property's first value.
    pub(crate) fn of(line: &Line, zones: &Zones) -> Option<Moment> {
        Moment::all(line, zones).into_iter().next()
    }

    /// Reads all values of a property; what cannot be read is left out. Of a period its start counts.
    pub(crate) fn all(line: &Line, zones: &Zones) -> Vec<Moment> {
        line.value
            .split(',')
            .filter_map(|text| {
                let text = text.split('/').next()?.trim();
                let (bare, utc) = match text.strip_suffix('Z') {
                    Some(bare) => (bare, true),
                    None => (text, false),
                };
                let (local, is_date) = local(bare)?;
                let zone = if utc {
                    Zone::utc()
                } else {
                    match line.parameter("TZID").filter(|_| !is_date) {
                        Some(tzid) => zones.find(tzid),
                        None => zones.floating(),
                    }
                };
                Some(Moment {
                    local,
                    is_date,
                    zone,
                })
            })
            .collect()
    }

    /// The same clock with another time on it.
    pub(crate) fn at(&self, local: DateTime) -> Moment {
        Moment {
            local,
            ..self.clone()
        }
    }

    /// Seconds since 1970.
    pub(crate) fn utc(&self) -> i64 {
        self.zone.utc_of(self.local)
    }
}

/// `20261121` or `20261121T093000`; whether it is a date.
pub(super) fn local(text: &str) -> Option<(DateTime, bool)> {
    let number = |from: usize, to: usize| -> Option<i16> {
        let digits = text.get(from..to)?;
        digits
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| digits.parse().ok())
            .flatten()
    };
    let small = |from: usize| number(from, from + 2).and_then(|number| i8::try_from(number).ok());
    let date = Date::new(number(0, 4)?, small(4)?, small(6)?).ok()?;
    match text.get(8..)? {
        "" => Some((date.at(0, 0, 0, 0), true)),
        rest if rest.len() == 7 && rest.starts_with('T') => {
            // A leap second is the second before it.
            let time = date.at(small(9)?, small(11)?, small(13)?.min(59), 0);
            Some((time, false))
        }
        _ => None,
    }
}

/// Seconds since 1970 of a time in UTC.
pub(crate) fn seconds_of(time: DateTime) -> i64 {
    seconds(time)
}

pub(super) fn seconds(time: DateTime) -> i64 {
    jiff::tz::TimeZone::UTC
        .to_ambiguous_timestamp(time)
        .timestamp_or_zero()
}

/// The clock in UTC so many seconds after 1970; the first or last one there is beyond that.
pub(crate) fn clock(seconds: i64) -> DateTime {
    let stamp = jiff::Timestamp::from_second(seconds.clamp(-377_000_000_000, 253_000_000_000));
    jiff::tz::TimeZone::UTC.to_datetime(stamp.unwrap_or(jiff::Timestamp::UNIX_EPOCH))
}

/// `20261121T093000Z`
pub(crate) fn written_utc(seconds: i64) -> String {
    written(clock(seconds)) + "Z"
}

/// `20261121T093000`
pub(crate) fn written(time: DateTime) -> String {
    format!(
        "{}T{:02}{:02}{:02}",
        written_date(time),
        time.hour(),
        time.minute(),
        time.second()
    )
}

/// `20261121`
pub(crate) fn written_date(time: DateTime) -> String {
    format!("{:04}{:02}{:02}", time.year(), time.month(), time.day())
}

/// Seconds of an instant, however it came about.
pub(super) trait Seconds {
    /// Seconds since 1970; 0 where there is none.
    fn timestamp_or_zero(self) -> i64;
}

impl Seconds for jiff::tz::AmbiguousTimestamp {
    fn timestamp_or_zero(self) -> i64 {
        self.compatible().map_or(0, jiff::Timestamp::as_second)
    }
}

/// `P1DT2H30M` in seconds.
pub(crate) fn duration_seconds(text: &str) -> Option<i64> {
    const DAY: i64 = 86_400;
    let text = text.trim();
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

    #[test]
    fn a_span_is_in_utc_and_runs_forward() {
        assert!(Span::read(Some("20260601T000000Z"), None).is_some());
        for (start, end) in [
            (None, None),
            (Some("20260601"), None),
            (Some("20260601T000000"), None),
            (Some("20260602T000000Z"), Some("20260601T000000Z")),
            (Some("2026-06-01T00:00:00Z"), None),
            (Some("20261301T000000Z"), None),
            (Some("20260230T000000Z"), None),
        ] {
            assert_eq!(Span::read(start, end), None, "{start:?} {end:?}");
        }
    }

    #[test]
    fn a_time_is_written_as_it_was_read() {
        let (time, is_date) = local("20261121T093000").unwrap();
        assert!(!is_date);
        assert_eq!(written(time), "20261121T093000");
        assert_eq!(written_utc(seconds(time)), "20261121T093000Z");
        assert_eq!(duration_seconds("-P1DT2H3M4S"), Some(-93_784));
        assert_eq!(duration_seconds("1H"), None);
    }
}
