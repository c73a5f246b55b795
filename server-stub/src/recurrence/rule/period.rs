//! The occurrences of one period (RFC 5545, 3.3.10): days first, by looking at each and asking every BY part, the way the
//! RFC's table reads; then the times of the day, then BYSETPOS.

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, Time};

use super::{Frequency, Rule};

impl Rule {
    /// The occurrences of one period, in order; `None` past the end of the calendar.
    pub(super) fn period(&self, start: DateTime, number: i64) -> Option<Vec<DateTime>> {
        let step = number.checked_mul(self.interval)?;
        if self.frequency < Frequency::Daily {
            return self.short_period(start, step);
        }
        let days: Vec<Date> = self
            .span(start.date(), step)?
            .into_iter()
            .filter(|day| self.has_day(*day))
            .collect();
        let mut set = Vec::new();
        for day in days {
            for hour in &self.by_hour {
                for minute in &self.by_minute {
                    for second in &self.by_second {
                        if let Ok(time) = Time::new(*hour, *minute, (*second).min(59), 0) {
                            set.push(day.to_datetime(time));
                        }
                    }
                }
            }
        }
        Some(self.at_positions(set))
    }

    fn short_period(&self, start: DateTime, step: i64) -> Option<Vec<DateTime>> {
        let span = match self.frequency {
            Frequency::Hourly => step.try_hours(),
            Frequency::Minutely => step.try_minutes(),
            _ => step.try_seconds(),
        };
        let here = start.checked_add(span?).ok()?;
        let fits = |list: &[i8], value: i8| list.is_empty() || list.contains(&value);
        if !self.has_day(here.date())
            || !fits(&self.by_hour, here.hour())
            || (self.frequency < Frequency::Hourly && !fits(&self.by_minute, here.minute()))
            || (self.frequency < Frequency::Minutely && !fits(&self.by_second, here.second()))
        {
            return Some(Vec::new());
        }
        let minutes: &[i8] = if self.frequency == Frequency::Hourly {
            &self.by_minute
        } else {
            &[here.minute()]
        };
        let seconds: &[i8] = if self.frequency == Frequency::Secondly {
            &[here.second()]
        } else {
            &self.by_second
        };
        let mut set = Vec::new();
        for minute in minutes {
            for second in seconds {
                if let Ok(time) = Time::new(here.hour(), *minute, (*second).min(59), 0) {
                    set.push(here.date().to_datetime(time));
                }
            }
        }
        Some(self.at_positions(set))
    }

    /// The days of a period.
    fn span(&self, start: Date, step: i64) -> Option<Vec<Date>> {
        let (first, days) = match self.frequency {
            Frequency::Yearly => {
                let year = i16::try_from(i64::from(start.year()).checked_add(step)?).ok()?;
                let first = Date::new(year, 1, 1).ok()?;
                // A week of the year may reach into the years beside it (BYWEEKNO).
                if self.by_week.is_empty() {
                    (first, i64::from(first.days_in_year()))
                } else {
                    (
                        first.checked_sub(3.days()).ok()?,
                        i64::from(first.days_in_year()) + 6,
                    )
                }
            }
            Frequency::Monthly => {
                let months = i64::from(start.year()) * 12 + i64::from(start.month()) - 1;
                let months = months.checked_add(step)?;
                let year = i16::try_from(months.div_euclid(12)).ok()?;
                let month = i8::try_from(months.rem_euclid(12) + 1).ok()?;
                let first = Date::new(year, month, 1).ok()?;
                (first, i64::from(first.days_in_month()))
            }
            Frequency::Weekly => {
                let back = i64::from(start.weekday().since(self.week_start));
                let days = step.checked_mul(7)?.checked_sub(back)?;
                (start.checked_add(days.try_days()?).ok()?, 7)
            }
            _ => (start.checked_add(step.try_days()?).ok()?, 1),
        };
        (0..days)
            .map(|day| first.checked_add(day.days()).ok())
            .collect()
    }

    fn has_day(&self, day: Date) -> bool {
        let from_end = |value: i32, length: i32| if value < 0 { length + 1 + value } else { value };
        let in_year = i32::from(day.day_of_year());
        let year_length = i32::from(day.days_in_year());
        let month_length = i32::from(day.days_in_month());
        (self.by_month.is_empty() || self.by_month.contains(&day.month()))
            && (self.by_month_day.is_empty()
                || self
                    .by_month_day
                    .iter()
                    .any(|wanted| from_end(*wanted, month_length) == i32::from(day.day())))
            && (self.by_year_day.is_empty()
                || self
                    .by_year_day
                    .iter()
                    .any(|wanted| from_end(*wanted, year_length) == in_year))
            && (self.by_week.is_empty() || self.has_week(day))
            && (self.by_day.is_empty() || self.has_weekday(day))
    }

    /// BYDAY: an ordinal counts within the month or, in a yearly rule without months, within the year.
    fn has_weekday(&self, day: Date) -> bool {
        let of_month = match self.frequency {
            Frequency::Monthly => true,
            Frequency::Yearly => !self.by_month.is_empty(),
            _ => false,
        };
        let (before, length) = if of_month {
            (i32::from(day.day()) - 1, i32::from(day.days_in_month()))
        } else {
            (
                i32::from(day.day_of_year()) - 1,
                i32::from(day.days_in_year()),
            )
        };
        let counts = self.frequency >= Frequency::Monthly && self.by_week.is_empty();
        self.by_day.iter().any(|(ordinal, weekday)| {
            *weekday == day.weekday()
                && match *ordinal {
                    0 => true,
                    _ if !counts => true,
                    from_start if from_start > 0 => before / 7 + 1 == from_start,
                    from_end => (length - 1 - before) / 7 + 1 == -from_end,
                }
        })
    }

    /// BYWEEKNO: weeks begin at WKST; the first has four days or more in its year.
    fn has_week(&self, day: Date) -> bool {
        let into_week = i32::from(day.weekday().since(self.week_start));
        // The fourth day of the week decides which year the week is of.
        let Ok(fourth) = day.checked_add((3 - into_week).days()) else {
            return false;
        };
        let week = (i32::from(fourth.day_of_year()) - 1) / 7 + 1;
        let Ok(last_fourth) = Date::new(fourth.year(), 12, 28) else {
            return false;
        };
        let shift = i32::from(last_fourth.weekday().since(self.week_start));
        let weeks = last_fourth
            .checked_add((3 - shift).days())
            .map_or(52, |fourth| (i32::from(fourth.day_of_year()) - 1) / 7 + 1);
        self.by_week
            .iter()
            .any(|wanted| *wanted == week || (*wanted < 0 && weeks + 1 + wanted == week))
    }

    /// BYSETPOS.
    fn at_positions(&self, set: Vec<DateTime>) -> Vec<DateTime> {
        if self.by_position.is_empty() {
            return set;
        }
        let length = i32::try_from(set.len()).unwrap_or(i32::MAX);
        let wanted = |at: i32| {
            self.by_position
                .iter()
                .any(|position| *position == at || *position == at - length - 1)
        };
        (1..)
            .zip(set)
            .filter(|(at, _)| wanted(*at))
            .map(|(_, time)| time)
            .collect()
    }
}

/// Spans that cannot be too long for the calendar.
trait Steps {
    fn try_days(self) -> Option<jiff::Span>;
    fn try_hours(self) -> Option<jiff::Span>;
    fn try_minutes(self) -> Option<jiff::Span>;
    fn try_seconds(self) -> Option<jiff::Span>;
}

impl Steps for i64 {
    fn try_days(self) -> Option<jiff::Span> {
        jiff::Span::new().try_days(self).ok()
    }
    fn try_hours(self) -> Option<jiff::Span> {
        jiff::Span::new().try_hours(self).ok()
    }
    fn try_minutes(self) -> Option<jiff::Span> {
        jiff::Span::new().try_minutes(self).ok()
    }
    fn try_seconds(self) -> Option<jiff::Span> {
        jiff::Span::new().try_seconds(self).ok()
    }
}
