//! Repetitions in other words: a server makes an end date of a count, and that is no edit.

use pim::{Component, Property};

/// The old rule where the new one says the same with `UNTIL` instead of `COUNT`, or the other way round.
pub(super) fn rule_in_other_words(old: &Component, new: &Component) -> Option<Property> {
    let (was, is) = (old.first("RRULE")?, new.first("RRULE")?);
    let (was_rule, is_rule) = (Rule::read(&was.raw_value())?, Rule::read(&is.raw_value())?);
    if was_rule == is_rule || was_rule.without_end() != is_rule.without_end() {
        return None;
    }
    let (counted, dated) = match (was_rule.count, is_rule.count) {
        (Some(_), None) => (&was_rule, &is_rule),
        (None, Some(_)) => (&is_rule, &was_rule),
        _ => return None,
    };
    let start = Day::read(&old.first("DTSTART")?.raw_value())?;
    let last = counted.last_from(start)?;
    // In another zone the last one may fall on the day before or after.
    (last.0.abs_diff(dated.until?.0) <= 1).then(|| was.clone())
}

/// Days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Day(i64);

/// A rule, as far as it can be counted here.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    freq: String,
    interval: i64,
    weekdays: Vec<i64>,
    others: Vec<String>,
    count: Option<i64>,
    until: Option<Day>,
}

/// No series is counted further.
const MOST: i64 = 5_000;

impl Rule {
    fn read(text: &str) -> Option<Self> {
        let mut rule = Self {
            freq: String::new(),
            interval: 1,
            weekdays: Vec::new(),
            others: Vec::new(),
            count: None,
            until: None,
        };
        for part in text.trim().split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=')?;
            match name.to_ascii_uppercase().as_str() {
                "FREQ" => rule.freq = value.to_ascii_uppercase(),
                "INTERVAL" => {
                    rule.interval = value.parse().ok().filter(|it| (1..=1000).contains(it))?;
                }
                "COUNT" => {
                    rule.count = Some(value.parse().ok().filter(|it| (1..=MOST).contains(it))?);
                }
                "UNTIL" => rule.until = Some(Day::read(value)?),
                // The week's first day matters only with an interval, and servers add and drop it at will.
                "WKST" => {}
                "BYDAY" if value.split(',').all(|day| weekday(day).is_some()) => {
                    rule.weekdays = value.split(',').filter_map(weekday).collect();
                    rule.weekdays.sort_unstable();
                }
                _ => rule.others.push(part.to_ascii_uppercase()),
            }
        }
        rule.others.sort();
        Some(rule)
    }

    fn without_end(&self) -> Self {
        Self {
            count: None,
            until: None,
            ..self.clone()
        }
    }

    /// The day of the last occurrence of a counted rule; `None` where it cannot be counted here.
    fn last_from(&self, start: Day) -> Option<Day> {
        let steps = self.count? - 1;
        if !self.others.is_empty() {
            return None;
        }
        match self.freq.as_str() {
            "DAILY" if self.weekdays.is_empty() => Some(Day(start.0 + steps * self.interval)),
            "WEEKLY" if self.weekdays.len() <= 1 => Some(Day(start.0 + steps * self.interval * 7)),
            "WEEKLY" => self.last_by_weekdays(start),
            "MONTHLY" if self.weekdays.is_empty() => month_steps(start, self.interval, steps),
            "YEARLY" if self.weekdays.is_empty() => month_steps(start, self.interval * 12, steps),
            _ => None,
        }
    }

    fn last_by_weekdays(&self, start: Day) -> Option<Day> {
        let monday = start.0 - start.weekday();
        let mut left = self.count?;
        for week in 0..=MOST {
            for weekday in &self.weekdays {
                let day = monday + week * self.interval * 7 + weekday;
                if day >= start.0 {
                    left -= 1;
                    if left == 0 {
                        return Some(Day(day));
                    }
                }
            }
        }
        None
    }
}

/// Monday is 0.
fn weekday(text: &str) -> Option<i64> {
    let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let at = days.iter().position(|day| text.eq_ignore_ascii_case(day))?;
    i64::try_from(at).ok()
}

/// The same day of the month, months without it left out.
fn month_steps(start: Day, months: i64, steps: i64) -> Option<Day> {
    let (year, month, day) = start.civil();
    let mut left = steps;
    for turn in 0..=MOST {
        let index = year * 12 + month - 1 + turn * months;
        let (year, month) = (index.div_euclid(12), index.rem_euclid(12) + 1);
        let found = Day::of(year, month, day);
        if found.civil() == (year, month, day) {
            if left == 0 {
                return Some(found);
            }
            left -= 1;
        }
    }
    None
}

impl Day {
    fn read(text: &str) -> Option<Self> {
        let digits: String = text.trim().chars().take(8).collect();
        if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let number: i64 = digits.parse().ok()?;
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| Self::of(year, month, day))
    }

    /// Howard Hinnant's `days_from_civil`.
    fn of(year: i64, month: i64, day: i64) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
        Self(era * 146_097 + day_of_era - 719_468)
    }

    fn civil(self) -> (i64, i64, i64) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, month, day)
    }

    /// Monday is 0.
    fn weekday(self) -> i64 {
        (self.0 + 3).rem_euclid(7)
    }
}

/// Year, month and day of so many days since 1970-01-01.
pub(super) fn civil(days: i64) -> (i64, i64, i64) {
    Day(days).civil()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(start: &str, rule: &str) -> Component {
        let mut event = Component::new("VEVENT");
        event.set(Property::new("DTSTART").with_raw(start));
        event.set(Property::new("RRULE").with_raw(rule));
        event
    }

    #[test]
    fn an_end_date_instead_of_a_count_is_the_same_rule() {
        for (start, old, new, same) in [
            (
                "20260301T150000",
                "FREQ=DAILY;COUNT=5",
                "FREQ=DAILY;UNTIL=20260305T150000Z",
                true,
            ),
            (
                "20260301T150000",
                "FREQ=DAILY;COUNT=5",
                "FREQ=DAILY;UNTIL=20260309T150000Z",
                false,
            ),
            (
                "20260301T150000",
                "FREQ=DAILY;COUNT=5",
                "FREQ=DAILY;INTERVAL=1;UNTIL=20260305",
                true,
            ),
            (
                "20260301T150000",
                "FREQ=DAILY;COUNT=5",
                "FREQ=DAILY;INTERVAL=2;UNTIL=20260305",
                false,
            ),
            (
                "20260302",
                "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4",
                "FREQ=WEEKLY;BYDAY=WE,MO;UNTIL=20260311",
                true,
            ),
            (
                "20260302",
                "FREQ=WEEKLY;COUNT=3",
                "FREQ=WEEKLY;UNTIL=20260316;WKST=SU",
                true,
            ),
            (
                "20260131",
                "FREQ=MONTHLY;COUNT=3",
                "FREQ=MONTHLY;UNTIL=20260531",
                true,
            ),
            (
                "20240229",
                "FREQ=YEARLY;COUNT=2",
                "FREQ=YEARLY;UNTIL=20280229",
                true,
            ),
            (
                "20260302",
                "FREQ=WEEKLY;UNTIL=20260316",
                "FREQ=WEEKLY;COUNT=3",
                true,
            ),
            ("20260302", "FREQ=WEEKLY;COUNT=3", "FREQ=WEEKLY", false),
            (
                "20260302",
                "FREQ=MONTHLY;BYSETPOS=1;BYDAY=MO;COUNT=3",
                "FREQ=MONTHLY;BYSETPOS=1;BYDAY=MO;UNTIL=20260504",
                false,
            ),
        ] {
            let found = rule_in_other_words(&event(start, old), &event(start, new));
            assert_eq!(
                found.map(|rule| rule.raw_value()),
                same.then(|| old.to_owned()),
                "{old} and {new}"
            );
        }
    }

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        for (text, days, weekday) in [
            ("19700101", 0, 3),
            ("20000229", 11_016, 1),
            ("20260302", 20_514, 0),
            ("19691231", -1, 2),
        ] {
            let day = Day::read(text).unwrap();
            assert_eq!((day.0, day.weekday()), (days, weekday), "{text}");
        }
        assert_eq!(Day::read("2026"), None);
        assert_eq!(Day::read("20261301"), None);
    }
}
