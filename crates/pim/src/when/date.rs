//! Calendar dates and clock times without a zone, as RFC 5545 writes them. Arithmetic only.

use std::fmt;

/// One day of the proleptic Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Date {
    pub(crate) year: i32,
    pub(crate) month: u8,
    pub(crate) day: u8,
}

impl Date {
    /// A date that exists, or nothing.
    pub(crate) fn new(year: i32, month: u8, day: u8) -> Option<Date> {
        let valid = (0..=9999).contains(&year)
            && (1..=12).contains(&month)
            && day >= 1
            && day <= days_in_month(year, month);
        valid.then_some(Date { year, month, day })
    }

    /// Reads `20260131` or `2026-01-31`.
    pub(crate) fn parse(text: &str) -> Option<Date> {
        let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b'-').collect();
        if digits.len() != 8 || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let number = digits
            .iter()
            .fold(0_i32, |sum, digit| sum * 10 + i32::from(digit - b'0'));
        Date::new(
            number / 10_000,
            u8::try_from(number / 100 % 100).ok()?,
            u8::try_from(number % 100).ok()?,
        )
    }

    /// Days since 1970-01-01 (Howard Hinnant's `days_from_civil`).
    pub(crate) fn days(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let shifted_month = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * shifted_month + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// The date so many days after 1970-01-01; kept within the years 0 to 9999.
    pub(crate) fn from_days(days: i64) -> Date {
        let shifted = days.clamp(-719_528, 2_932_896) + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        // The clamp above keeps all three small.
        Date {
            year: i32::try_from(year).unwrap_or(0),
            month: u8::try_from(month).unwrap_or(1),
            day: u8::try_from(day).unwrap_or(1),
        }
    }

    /// The date so many days later.
    pub(crate) fn plus_days(self, days: i64) -> Date {
        Date::from_days(self.days().saturating_add(days))
    }

    /// 0 is Monday, 6 is Sunday.
    pub(crate) fn weekday(self) -> u8 {
        u8::try_from((self.days() + 3).rem_euclid(7)).unwrap_or(0)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A date and a time of day, in no particular zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct DateTime {
    pub(crate) date: Date,
    pub(crate) second_of_day: u32,
}

impl DateTime {
    /// Reads `20260131T093000`, with or without the punctuation of ISO 8601, ignoring a `Z` and fractions.
    pub(crate) fn parse(text: &str) -> Option<DateTime> {
        let (date, time) = text.split_once(['T', 't', ' '])?;
        let clock = time.trim_end_matches(['Z', 'z']).split('.').next()?;
        let digits: Vec<u32> = clock
            .bytes()
            .filter(|byte| *byte != b':')
            .map(|byte| u32::from(byte.wrapping_sub(b'0')))
            .collect();
        if !(digits.len() == 6 || digits.len() == 4) || digits.iter().any(|digit| *digit > 9) {
            return None;
        }
        let pair = |at: usize| {
            digits
                .get(at)
                .zip(digits.get(at + 1))
                .map_or(0, |(tens, ones)| tens * 10 + ones)
        };
        // RFC 5545 3.3.12 allows the second 60; it is read as 59.
        let (hour, minute, second) = (pair(0), pair(2), pair(4).min(59));
        if hour > 24 || minute > 59 || (hour == 24 && minute + second > 0) {
            return None;
        }
        let date = Date::parse(date)?;
        Some(DateTime::from_seconds(
            date.days() * 86_400 + i64::from(hour * 3600 + minute * 60 + second),
        ))
    }

    /// Seconds since 1970-01-01T00:00:00 on the same clock.
    pub(crate) fn seconds(self) -> i64 {
        self.date.days() * 86_400 + i64::from(self.second_of_day)
    }

    /// The reverse of [`DateTime::seconds`].
    pub(crate) fn from_seconds(seconds: i64) -> DateTime {
        let second_of_day = u32::try_from(seconds.rem_euclid(86_400)).unwrap_or(0);
        DateTime {
            date: Date::from_days(seconds.div_euclid(86_400)),
            second_of_day,
        }
    }

    /// Midnight at the beginning of the day.
    pub(crate) const fn midnight(date: Date) -> DateTime {
        DateTime {
            date,
            second_of_day: 0,
        }
    }

    /// As RFC 5545 writes it: `20260131T093000`.
    pub(crate) fn basic(self) -> String {
        let Date { year, month, day } = self.date;
        let (hour, minute, second) = (
            self.second_of_day / 3600,
            self.second_of_day / 60 % 60,
            self.second_of_day % 60,
        );
        format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}")
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {:02}:{:02}",
            self.date,
            self.second_of_day / 3600,
            self.second_of_day / 60 % 60
        )?;
        match self.second_of_day % 60 {
            0 => Ok(()),
            second => write!(f, ":{second:02}"),
        }
    }
}

/// How many days the month has.
pub(crate) const fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Reads an RFC 5545 duration (`-PT15M`, `P1DT2H`, `P2W`) as seconds.
pub(crate) fn duration(text: &str) -> Option<i64> {
    let text = text.trim().to_ascii_uppercase();
    let (sign, rest) = match text.as_bytes().first()? {
        b'-' => (-1, text.get(1..)?),
        b'+' => (1, text.get(1..)?),
        _ => (1, text.as_str()),
    };
    let mut number: Option<i64> = None;
    let mut total: i64 = 0;
    let mut parts = 0;
    for letter in rest.strip_prefix('P')?.chars() {
        if let Some(digit) = letter.to_digit(10) {
            number = Some(
                number
                    .unwrap_or(0)
                    .checked_mul(10)?
                    .checked_add(i64::from(digit))?,
            );
            continue;
        }
        let unit = match letter {
            'T' if number.is_none() => continue,
            'W' => 604_800,
            'D' => 86_400,
            'H' => 3600,
            'M' => 60,
            'S' => 1,
            _ => return None,
        };
        total = total.checked_add(number.take()?.checked_mul(unit)?)?;
        parts += 1;
    }
    // A year is an age for an alarm, a century for an appointment; more is nonsense that would overflow later.
    (parts > 0 && number.is_none() && total < 100 * 366 * 86_400).then_some(sign * total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_are_each_others_reverse() {
        for days in (-719_528..2_932_896).step_by(997) {
            assert_eq!(Date::from_days(days).days(), days);
        }
        assert_eq!(Date::new(1970, 1, 1).map(Date::days), Some(0));
        assert_eq!(Date::new(2026, 11, 21).map(Date::weekday), Some(5));
    }

    #[test]
    fn a_date_that_does_not_exist_is_none() {
        assert_eq!(Date::parse("20260230"), None);
        assert_eq!(Date::parse("2026023"), None);
        assert_eq!(
            Date::parse("20240229").map(|date| date.to_string()),
            Some("2024-02-29".into())
        );
    }

    #[test]
    fn a_time_is_read_with_and_without_punctuation() {
        for text in [
            "20260131T093000",
            "2026-01-31T09:30:00Z",
            "20260131T0930",
            "20260131T093000.125",
        ] {
            assert_eq!(
                DateTime::parse(text).map(DateTime::basic),
                Some("20260131T093000".into()),
                "{text}"
            );
        }
        assert_eq!(
            DateTime::parse("20260131T240000").map(DateTime::basic),
            Some("20260201T000000".into())
        );
        for text in ["20260131T250000", "20260131", "20260131Tnoon", "T"] {
            assert_eq!(DateTime::parse(text), None, "{text}");
        }
    }

    #[test]
    fn durations_are_read_as_seconds() {
        for (text, seconds) in [
            ("PT15M", 900),
            ("-PT15M", -900),
            ("P1DT2H", 93_600),
            ("+P2W", 1_209_600),
            ("PT0S", 0),
        ] {
            assert_eq!(duration(text), Some(seconds), "{text}");
        }
        for text in ["", "P", "PT", "15M", "P1X", "P99999999999999999999D", "PT5"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}
