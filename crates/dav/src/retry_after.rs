//! `Retry-After` (RFC 9110, 10.2.3): seconds, or a moment in one of HTTP's three date formats.

use http::{HeaderMap, header};
use std::time::Duration;

/// Longer waits than this are not waited for.
const LONGEST: u64 = 7 * 24 * 3600;

/// When the server wants to be asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// So long from now.
    Delay(Duration),
    /// At this moment, in seconds since 1970 (UTC).
    Moment(i64),
}

impl RetryAfter {
    /// From a reply's headers; `None` where there is none, or nonsense.
    pub fn of(headers: &HeaderMap) -> Option<RetryAfter> {
        let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            let seconds = text.parse().unwrap_or(LONGEST).min(LONGEST);
            return Some(RetryAfter::Delay(Duration::from_secs(seconds)));
        }
        http_date(text).map(RetryAfter::Moment)
    }

    /// How long to wait, seen from `now` (seconds since 1970, UTC); at most a week.
    pub fn wait(self, now: i64) -> Duration {
        match self {
            RetryAfter::Delay(delay) => delay,
            RetryAfter::Moment(moment) => {
                let seconds = u64::try_from(moment.saturating_sub(now)).unwrap_or(0);
                Duration::from_secs(seconds.min(LONGEST))
            }
        }
    }
}

/// RFC 9110, 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`.
fn http_date(text: &str) -> Option<i64> {
    let words: Vec<&str> = text
        .split([' ', '-', ','])
        .filter(|word| !word.is_empty())
        .collect();
    let (day, month, year, time) = match *words.as_slice() {
        [_, day, month, year, time, zone] if zone == "GMT" || zone == "UTC" => {
            (day, month, year, time)
        }
        [_, month, day, time, year] => (day, month, year, time),
        _ => return None,
    };
    let month = MONTHS
        .iter()
        .position(|name| month.eq_ignore_ascii_case(name))?;
    let year = match (year.len(), year.parse::<i64>().ok()?) {
        (2, year @ 70..) => 1900 + year,
        (2, year) => 2000 + year,
        (4, year) => year,
        _ => return None,
    };
    let day = day
        .parse::<i64>()
        .ok()
        .filter(|day| (1..=31).contains(day))?;
    let [hour, minute, second] = *time
        .split(':')
        .map(str::parse::<i64>)
        .collect::<Result<Vec<_>, _>>()
        .ok()?
        .as_slice()
    else {
        return None;
    };
    let in_day = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second);
    in_day.then(|| {
        days(year, i64::try_from(month).unwrap_or(0) + 1, day) * 86_400
            + hour * 3600
            + minute * 60
            + second
    })
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Days from 1970-01-01 to a date of the Gregorian calendar, years counted from March.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let era = year.div_euclid(400);
    let year = year.rem_euclid(400);
    era * 146_097 + year * 365 + year / 4 - year / 100 + (153 * month + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<RetryAfter> {
        let mut headers = HeaderMap::new();
        headers.insert(header::RETRY_AFTER, text.parse().unwrap());
        RetryAfter::of(&headers)
    }

    #[test]
    fn seconds_and_all_three_date_formats_are_read() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(read(text), Some(RetryAfter::Moment(784_111_777)), "{text}");
        }
        assert_eq!(read("120"), Some(RetryAfter::Delay(Duration::from_mins(2))));
        assert_eq!(
            read("Thu, 29 Feb 2024 00:00:00 GMT"),
            Some(RetryAfter::Moment(1_709_164_800))
        );
    }

    #[test]
    fn nonsense_is_none() {
        for text in [
            "",
            "soon",
            "-5",
            "1.5",
            "Sun, 06 Nov 1994 25:49:37 GMT",
            "Sun, 06 Foo 1994 08:49:37 GMT",
            "Sun, 99 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_wait_is_never_negative_nor_longer_than_a_week() {
        assert_eq!(RetryAfter::Moment(100).wait(200), Duration::ZERO);
        assert_eq!(RetryAfter::Moment(230).wait(200), Duration::from_secs(30));
        assert_eq!(
            RetryAfter::Moment(i64::MAX).wait(i64::MIN).as_secs(),
            LONGEST
        );
        assert_eq!(
            read("99999999999999999999999").unwrap().wait(0).as_secs(),
            LONGEST
        );
    }
}
