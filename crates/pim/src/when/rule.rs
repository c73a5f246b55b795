//! Recurrence rules (RFC 5545 section 3.3.10): read, brought to one spelling, asked whether a day belongs.
//!
//! Deciding is conservative: a rule, or a part of one, that is not understood never takes a date away.

use super::date::{Date, DateTime, days_in_month};

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frequency {
    Secondly,
    Minutely,
    Hourly,
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// A weekday, perhaps the nth of its month or year: `MO`, `2MO`, `-1SU`. 0 is Monday; ordinal 0 means every one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ByDay {
    pub(crate) ordinal: i32,
    pub(crate) weekday: u8,
}

/// A rule that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) frequency: Frequency,
    pub(crate) interval: i64,
    pub(crate) count: Option<i64>,
    /// As written: a date or a date-time.
    pub(crate) until: Option<String>,
    pub(crate) by_day: Vec<ByDay>,
    pub(crate) by_month_day: Vec<i32>,
    pub(crate) by_month: Vec<i32>,
    pub(crate) by_set_position: Vec<i32>,
    pub(crate) week_start: u8,
    /// Parts that are kept and compared, but never decided by.
    pub(crate) other: Vec<(String, String)>,
}

const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

impl Rule {
    /// Reads a rule; nothing where it has no frequency that is known.
    pub(crate) fn parse(text: &str) -> Option<Rule> {
        let upper = text.trim().to_ascii_uppercase();
        let mut rule = Rule {
            frequency: Frequency::Daily,
            interval: 1,
            count: None,
            until: None,
            by_day: Vec::new(),
            by_month_day: Vec::new(),
            by_month: Vec::new(),
            by_set_position: Vec::new(),
            week_start: 0,
            other: Vec::new(),
        };
        let mut frequency = None;
        for part in upper.split(';').filter(|part| !part.trim().is_empty()) {
            let (name, value) = part.split_once('=')?;
            match name.trim() {
                "FREQ" => frequency = Some(read_frequency(value.trim())?),
                "INTERVAL" => {
                    rule.interval = value.trim().parse().ok().filter(|interval| *interval > 0)?;
                }
                "COUNT" => rule.count = Some(value.trim().parse().ok()?),
                "UNTIL" => rule.until = Some(value.trim().to_owned()),
                "BYDAY" => rule.by_day = sorted(value, read_by_day)?,
                "BYMONTHDAY" => rule.by_month_day = sorted(value, number)?,
                "BYMONTH" => rule.by_month = sorted(value, number)?,
                "BYSETPOS" => rule.by_set_position = sorted(value, number)?,
                "WKST" => rule.week_start = read_weekday(value.trim())?,
                name => rule.other.push((name.to_owned(), value.trim().to_owned())),
            }
        }
        rule.frequency = frequency?;
        rule.other.sort();
        Some(rule)
    }

    /// One spelling for every rule that means the same for a series beginning at `start`: parts in one order, what the
    /// start says already left out. `until` says how an end is to be spelt.
    pub(crate) fn normal(&self, start: Date, until: impl Fn(&str) -> String) -> String {
        use std::fmt::Write as _;
        let mut text = format!("{:?}", self.frequency);
        let mut add = |name: &str, value: &dyn std::fmt::Debug| {
            // Writing to a String cannot fail.
            let _ = write!(text, ";{name}={value:?}");
        };
        if self.interval != 1 {
            add("interval", &self.interval);
        }
        if let Some(count) = self.count {
            add("count", &count);
        }
        if let Some(end) = &self.until {
            add("until", &until(end));
        }
        let (implied_day, implied_month_day, implied_month) = self.implied(start);
        if !self.by_day.is_empty() && !implied_day {
            add(
                "day",
                &self
                    .by_day
                    .iter()
                    .map(|day| (day.ordinal, day.weekday))
                    .collect::<Vec<_>>(),
            );
        }
        if !self.by_month_day.is_empty() && !implied_month_day {
            add("month-day", &self.by_month_day);
        }
        if !self.by_month.is_empty() && !implied_month {
            add("month", &self.by_month);
        }
        if !self.by_set_position.is_empty() {
            add("position", &self.by_set_position);
        }
        // The week's beginning matters only to a rule that skips weeks (RFC 5545 section 3.3.10, WKST).
        if self.week_start != 0 && self.frequency == Frequency::Weekly && self.interval > 1 {
            add("week", &self.week_start);
        }
        for (name, value) in &self.other {
            add(name, value);
        }
        text
    }

    /// Which of BYDAY, BYMONTHDAY and BYMONTH only repeat what the start says.
    fn implied(&self, start: Date) -> (bool, bool, bool) {
        let plain = self.other.is_empty() && self.by_set_position.is_empty();
        let own_day = self.by_month_day == [i32::from(start.day)] && self.by_day.is_empty();
        match self.frequency {
            Frequency::Weekly => {
                let same = ByDay {
                    ordinal: 0,
                    weekday: start.weekday(),
                };
                (
                    plain && self.by_day == [same] && self.by_month_day.is_empty(),
                    false,
                    false,
                )
            }
            Frequency::Monthly => (false, plain && own_day, false),
            Frequency::Yearly => {
                let own_month = self.by_month == [i32::from(start.month)];
                let day_free = self.by_day.is_empty() && (self.by_month_day.is_empty() || own_day);
                let all = plain && own_month && day_free;
                (false, all && own_day, all)
            }
            _ => (false, false, false),
        }
    }

    /// Whether an occurrence falls on `day`, for a series beginning at `start` and, by its COUNT, ending on `last`
    /// ([`Rule::last_by_count`]). Says yes when in doubt.
    pub(crate) fn may_fall_on(&self, day: Date, start: Date, last: Option<Date>) -> bool {
        if day < start {
            return false;
        }
        if self.is_beyond_deciding() {
            return true;
        }
        let past_end = self
            .until_date()
            .is_some_and(|until| day.days() > until.days() + 1)
            || last.is_some_and(|last| day > last);
        !past_end && self.matches(day, start)
    }

    fn is_beyond_deciding(&self) -> bool {
        matches!(
            self.frequency,
            Frequency::Secondly | Frequency::Minutely | Frequency::Hourly
        ) || !self.other.is_empty()
            || !self.by_set_position.is_empty()
    }

    /// Occurrences may fall at other times of day than the start's.
    pub(crate) fn has_own_times(&self) -> bool {
        matches!(
            self.frequency,
            Frequency::Secondly | Frequency::Minutely | Frequency::Hourly
        ) || self
            .other
            .iter()
            .any(|(name, _)| matches!(name.as_str(), "BYHOUR" | "BYMINUTE" | "BYSECOND"))
    }

    /// The day of UNTIL, as written.
    pub(crate) fn until_date(&self) -> Option<Date> {
        let until = self.until.as_deref()?;
        Date::parse(until.get(..8)?)
    }

    /// The day fits the pattern, whatever COUNT and UNTIL say.
    pub(crate) fn matches(&self, day: Date, start: Date) -> bool {
        let month_fits = self.by_month.is_empty() || self.by_month.contains(&i32::from(day.month));
        if !month_fits {
            return false;
        }
        let months = |date: Date| i64::from(date.year) * 12 + i64::from(date.month);
        let weeks = |date: Date| (date.days() + 3 - i64::from(self.week_start)).div_euclid(7);
        let apart = match self.frequency {
            Frequency::Daily => day.days() - start.days(),
            Frequency::Weekly => weeks(day) - weeks(start),
            Frequency::Monthly => months(day) - months(start),
            Frequency::Yearly => i64::from(day.year - start.year),
            _ => 0,
        };
        apart % self.interval == 0 && self.day_fits(day, start)
    }

    fn day_fits(&self, day: Date, start: Date) -> bool {
        let by_month_day = self.by_month_day.is_empty()
            || self
                .by_month_day
                .iter()
                .any(|wanted| is_month_day(day, *wanted));
        let by_day = self.by_day.is_empty()
            || self
                .by_day
                .iter()
                .any(|wanted| self.is_by_day(day, *wanted));
        let nothing_given = self.by_day.is_empty() && self.by_month_day.is_empty();
        let as_the_start = match self.frequency {
            Frequency::Weekly => day.weekday() == start.weekday(),
            Frequency::Monthly => day.day == start.day,
            Frequency::Yearly => {
                day.day == start.day && (!self.by_month.is_empty() || day.month == start.month)
            }
            _ => true,
        };
        by_month_day && by_day && (!nothing_given || as_the_start)
    }

    fn is_by_day(&self, day: Date, wanted: ByDay) -> bool {
        if day.weekday() != wanted.weekday {
            return false;
        }
        if wanted.ordinal == 0 {
            return true;
        }
        let in_month = self.frequency == Frequency::Monthly || !self.by_month.is_empty();
        let (position, length) = if in_month {
            (
                i64::from(day.day),
                i64::from(days_in_month(day.year, day.month)),
            )
        } else {
            let first = Date {
                year: day.year,
                month: 1,
                day: 1,
            };
            let last = Date {
                year: day.year,
                month: 12,
                day: 31,
            };
            (
                day.days() - first.days() + 1,
                last.days() - first.days() + 1,
            )
        };
        let nth = if wanted.ordinal > 0 {
            (position - 1) / 7 + 1
        } else {
            -((length - position) / 7 + 1)
        };
        nth == i64::from(wanted.ordinal)
    }

    /// The last day of a rule with COUNT. Gives up, and says nothing, after ten years of days.
    pub(crate) fn last_by_count(&self, start: Date) -> Option<Date> {
        let count = usize::try_from(self.count?)
            .ok()
            .filter(|count| *count > 0 && !self.is_beyond_deciding())?;
        (start.days()..start.days() + 3660)
            .map(Date::from_days)
            .filter(|day| self.matches(*day, start))
            .nth(count - 1)
    }

    /// The latest day at or before `day` on which the rule strikes; for yearly rules in one month, as zones have them.
    pub(crate) fn latest_yearly(
        &self,
        at_or_before: DateTime,
        start: DateTime,
    ) -> Option<DateTime> {
        let month = self
            .by_month
            .first()
            .map_or(start.date.month, |month| u8::try_from(*month).unwrap_or(0));
        let until = self.until.as_deref().and_then(|until| {
            DateTime::parse(until).or_else(|| Date::parse(until).map(DateTime::midnight))
        });
        let last_year = until.map_or(at_or_before.date.year, |until| {
            until.date.year.min(at_or_before.date.year)
        });
        // A change of the clock is at most a few hours from its UTC spelling; a day is enough.
        let too_late = until.map_or(i64::MAX, |until| until.seconds() + 86_400);
        let first_year = last_year - i32::try_from(self.interval.min(8)).unwrap_or(1) - 1;
        (first_year..=last_year)
            .rev()
            .filter(|year| *year >= start.date.year)
            .find_map(|year| {
                (1..=31)
                    .rev()
                    .filter_map(|day| Date::new(year, month, day))
                    .find_map(|date| {
                        let strikes = DateTime {
                            date,
                            second_of_day: start.second_of_day,
                        };
                        let fits = strikes >= start
                            && strikes <= at_or_before
                            && strikes.seconds() <= too_late
                            && self.matches(date, start.date);
                        fits.then_some(strikes)
                    })
            })
    }
}

fn is_month_day(day: Date, wanted: i32) -> bool {
    let from_end = i32::from(day.day) - i32::from(days_in_month(day.year, day.month)) - 1;
    wanted == i32::from(day.day) || wanted == from_end
}

fn read_frequency(text: &str) -> Option<Frequency> {
    Some(match text {
        "SECONDLY" => Frequency::Secondly,
        "MINUTELY" => Frequency::Minutely,
        "HOURLY" => Frequency::Hourly,
        "DAILY" => Frequency::Daily,
        "WEEKLY" => Frequency::Weekly,
        "MONTHLY" => Frequency::Monthly,
        "YEARLY" => Frequency::Yearly,
        _ => return None,
    })
}

fn read_weekday(text: &str) -> Option<u8> {
    WEEKDAYS
        .iter()
        .position(|name| *name == text)
        .and_then(|at| u8::try_from(at).ok())
}

fn read_by_day(text: &str) -> Option<ByDay> {
    let (ordinal, name) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let ordinal = if ordinal.is_empty() {
        0
    } else {
        number(ordinal)?
    };
    Some(ByDay {
        ordinal,
        weekday: read_weekday(name)?,
    })
}

fn number(text: &str) -> Option<i32> {
    text.trim_start_matches('+').parse().ok()
}

/// Reads a comma list, sorted and without repeats.
fn sorted<T: Ord>(list: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let mut values: Vec<T> = list
        .split(',')
        .map(|item| read(item.trim()))
        .collect::<Option<_>>()?;
    values.sort();
    values.dedup();
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn normal(rule: &str) -> Option<String> {
        Rule::parse(rule).map(|rule| rule.normal(date("20260105"), str::to_owned))
    }

    #[test]
    fn rules_that_mean_the_same_have_one_spelling() {
        for (one, other) in [
            ("FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=1;WKST=MO;BYDAY=MO"),
            ("FREQ=WEEKLY;BYDAY=MO,WE", "BYDAY=WE,MO;freq=weekly"),
            ("FREQ=WEEKLY;WKST=SU", "FREQ=WEEKLY"),
            ("FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=5"),
            ("FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=5"),
            ("FREQ=MONTHLY;BYDAY=+1MO", "FREQ=MONTHLY;BYDAY=1MO"),
        ] {
            assert_eq!(normal(one), normal(other), "{one} / {other}");
            assert!(normal(one).is_some(), "{one}");
        }
    }

    #[test]
    fn rules_that_mean_something_else_differ() {
        for (one, other) in [
            ("FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=TU"),
            ("FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2"),
            ("FREQ=WEEKLY;INTERVAL=2;WKST=SU", "FREQ=WEEKLY;INTERVAL=2"),
            ("FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1"),
            ("FREQ=DAILY;COUNT=3", "FREQ=DAILY;COUNT=4"),
            ("FREQ=YEARLY;BYMONTH=1;BYDAY=1MO", "FREQ=YEARLY"),
        ] {
            assert_ne!(normal(one), normal(other), "{one} / {other}");
        }
    }

    #[test]
    fn a_day_belongs_to_a_rule_or_not() {
        for (rule, day, belongs) in [
            ("FREQ=WEEKLY", "20260112", true),
            ("FREQ=WEEKLY", "20260113", false),
            ("FREQ=WEEKLY", "20251229", false),
            ("FREQ=WEEKLY;INTERVAL=2", "20260112", false),
            ("FREQ=WEEKLY;COUNT=2", "20260119", false),
            ("FREQ=WEEKLY;UNTIL=20260112T080000Z", "20260119", false),
            ("FREQ=DAILY;INTERVAL=3", "20260108", true),
            ("FREQ=MONTHLY;BYDAY=-1FR", "20260130", true),
            ("FREQ=MONTHLY;BYDAY=2MO", "20260209", true),
            ("FREQ=MONTHLY;BYMONTHDAY=-1", "20260228", true),
            ("FREQ=YEARLY", "20270105", true),
            ("FREQ=YEARLY", "20270106", false),
            ("FREQ=YEARLY;BYDAY=20MO", "20260518", true),
            ("FREQ=MONTHLY;BYSETPOS=1;BYDAY=MO", "20260107", true),
        ] {
            let (rule_read, start) = (Rule::parse(rule).unwrap(), date("20260105"));
            let last = rule_read.last_by_count(start);
            assert_eq!(
                rule_read.may_fall_on(date(day), start, last),
                belongs,
                "{rule} {day}"
            );
        }
    }

    #[test]
    fn what_is_no_rule_is_none() {
        for text in [
            "",
            "FREQ=NEVER",
            "COUNT=2",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=WEEKLY;BYDAY=XX",
            "FREQ=WEEKLY;BYDAY=é",
            "W1 MO #0",
        ] {
            assert_eq!(Rule::parse(text), None, "{text}");
        }
    }
}
