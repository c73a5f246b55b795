//! One recurrence rule (RFC 5545, 3.3.10), on the clock of its component.
//!
//! [`read`] says how it is written, [`period`] what it gives in one day, week, month or year; here these follow each other.

mod period;
mod read;
#[cfg(test)]
mod tests;

use jiff::civil::{DateTime, Weekday};

/// So many occurrences of one rule are looked at: a rule of seconds must not hold the server up.
const MOST_LOOKED_AT: usize = 200_000;
/// So many periods without any occurrence end a rule that can have none (30 February).
const MOST_EMPTY: usize = 20_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Frequency {
    Secondly,
    Minutely,
    Hourly,
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// A rule that was understood.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    frequency: Frequency,
    interval: i64,
    count: Option<u64>,
    /// On the component's clock, or in UTC (`true`).
    until: Option<(DateTime, bool)>,
    by_second: Vec<i8>,
    by_minute: Vec<i8>,
    by_hour: Vec<i8>,
    by_day: Vec<(i32, Weekday)>,
    by_month_day: Vec<i32>,
    by_year_day: Vec<i32>,
    by_week: Vec<i32>,
    by_month: Vec<i8>,
    by_position: Vec<i32>,
    week_start: Weekday,
}

impl Rule {
    /// The occurrences from `from` to `to`, both included, of a component that begins at `start`; the start is the first.
    ///
    /// UNTIL in UTC is for the caller, who knows the zone: see [`Rule::until_utc`].
    pub(crate) fn occurrences(
        &self,
        start: DateTime,
        from: DateTime,
        to: DateTime,
    ) -> impl Iterator<Item = DateTime> {
        let until = self.until.filter(|(_, utc)| !utc).map(|(until, _)| until);
        let to = until.map_or(to, |until| until.min(to));
        self.all(start, from)
            .take_while(move |occurrence| *occurrence <= to)
            .filter(move |occurrence| *occurrence >= from)
    }

    /// The end of the rule, where it is written in UTC.
    pub(crate) fn until_utc(&self) -> Option<DateTime> {
        self.until.filter(|(_, utc)| *utc).map(|(until, _)| until)
    }

    /// Every occurrence in order; those long before `from` may be passed over where nothing counts them.
    fn all(&self, start: DateTime, from: DateTime) -> Occurrences {
        let filled = self.filled(start);
        let at = if self.count.is_none() {
            filled.periods_before(start, from)
        } else {
            0
        };
        Occurrences {
            rule: filled,
            start,
            at,
            begun: at > 0,
            waiting: Vec::new(),
            given: 0,
            looked_at: 0,
        }
    }

    /// With what the start says where the rule is silent.
    fn filled(&self, start: DateTime) -> Rule {
        let mut rule = self.clone();
        let silent =
            rule.by_month_day.is_empty() && rule.by_year_day.is_empty() && rule.by_day.is_empty();
        match rule.frequency {
            Frequency::Yearly if silent && !rule.by_week.is_empty() => {
                rule.by_day = vec![(0, start.weekday())];
            }
            Frequency::Yearly if silent => {
                if rule.by_month.is_empty() {
                    rule.by_month = vec![start.month()];
                }
                rule.by_month_day = vec![i32::from(start.day())];
            }
            Frequency::Monthly if silent => rule.by_month_day = vec![i32::from(start.day())],
            Frequency::Weekly if silent => rule.by_day = vec![(0, start.weekday())],
            _ => {}
        }
        let time = start.time();
        if rule.by_hour.is_empty() && rule.frequency > Frequency::Hourly {
            rule.by_hour = vec![time.hour()];
        }
        if rule.by_minute.is_empty() && rule.frequency > Frequency::Minutely {
            rule.by_minute = vec![time.minute()];
        }
        if rule.by_second.is_empty() && rule.frequency > Frequency::Secondly {
            rule.by_second = vec![time.second()];
        }
        for list in [&mut rule.by_hour, &mut rule.by_minute, &mut rule.by_second] {
            list.sort_unstable();
            list.dedup();
        }
        rule
    }

    /// How many whole periods can be passed over before `from`.
    fn periods_before(&self, start: DateTime, from: DateTime) -> i64 {
        let longest: i64 = match self.frequency {
            Frequency::Secondly => 1,
            Frequency::Minutely => 60,
            Frequency::Hourly => 3600,
            Frequency::Daily => 86_400,
            Frequency::Weekly => 7 * 86_400,
            Frequency::Monthly => 31 * 86_400,
            Frequency::Yearly => 366 * 86_400,
        };
        let gap = super::moment::seconds(from) - super::moment::seconds(start);
        (gap / longest.saturating_mul(self.interval) - 2).max(0)
    }
}

struct Occurrences {
    rule: Rule,
    start: DateTime,
    at: i64,
    /// The start itself has been given, or is passed over.
    begun: bool,
    /// Of the period before `at`, last first.
    waiting: Vec<DateTime>,
    given: u64,
    looked_at: usize,
}

impl Iterator for Occurrences {
    type Item = DateTime;

    fn next(&mut self) -> Option<DateTime> {
        if self.rule.count.is_some_and(|count| self.given >= count)
            || self.looked_at >= MOST_LOOKED_AT
        {
            return None;
        }
        let next = if self.begun {
            self.following()?
        } else {
            self.begun = true;
            self.start
        };
        self.given += 1;
        self.looked_at += 1;
        Some(next)
    }
}

impl Occurrences {
    fn following(&mut self) -> Option<DateTime> {
        let mut empty = 0;
        loop {
            match self.waiting.pop() {
                Some(time) if time > self.start => return Some(time),
                Some(_) => {}
                None => {
                    if empty > MOST_EMPTY {
                        return None;
                    }
                    empty += 1;
                    self.waiting = self.rule.period(self.start, self.at)?;
                    self.waiting.reverse();
                    self.at += 1;
                }
            }
        }
    }
}
