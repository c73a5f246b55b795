//! One recurrence rule (RFC 5545, 3.3.10), on the clock of its component.
//!
//! Days are found by looking at each day of a period and asking every BY part, the way the RFC's table reads; then come
//! the times of the day, then BYSETPOS. What is unknown in a rule makes it unreadable.

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, Time, Weekday};

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
    /// Reads a rule.
    pub(crate) fn read(text: &str) -> Option<Rule> {
        let mut rule = Rule {
            frequency: Frequency::Daily,
            interval: 1,
            count: None,
            until: None,
            by_second: Vec::new(),
            by_minute: Vec::new(),
            by_hour: Vec::new(),
            by_day: Vec::new(),
            by_month_day: Vec::new(),
            by_year_day: Vec::new(),
            by_week: Vec::new(),
            by_month: Vec::new(),
            by_position: Vec::new(),
            week_start: Weekday::Monday,
        };
        let mut frequency = None;
        let upper = text.trim().to_ascii_uppercase();
        for part in upper.split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=')?;
            match name.trim() {
                "FREQ" => frequency = Some(read_frequency(value)?),
                "INTERVAL" => rule.interval = value.parse().ok().filter(|number| *number > 0)?,
                "COUNT" => rule.count = Some(value.parse().ok()?),
                "UNTIL" => rule.until = Some(read_until(value)?),
                "BYSECOND" => rule.by_second = numbers(value)?,
                "BYMINUTE" => rule.by_minute = numbers(value)?,
                "BYHOUR" => rule.by_hour = numbers(value)?,
                "BYDAY" => rule.by_day = value.split(',').map(read_day).collect::<Option<_>>()?,
                "BYMONTHDAY" => rule.by_month_day = numbers(value)?,
                "BYYEARDAY" => rule.by_year_day = numbers(value)?,
                "BYWEEKNO" => rule.by_week = numbers(value)?,
                "BYMONTH" => rule.by_month = numbers(value)?,
                "BYSETPOS" => rule.by_position = numbers(value)?,
                "WKST" => rule.week_start = read_weekday(value)?,
                name if name.starts_with("X-") => {}
                _ => return None,
            }
        }
        rule.frequency = frequency?;
        Some(rule)
    }

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

    /// The occurrences of one period, in order; `None` past the end of the calendar.
    fn period(&self, start: DateTime, number: i64) -> Option<Vec<DateTime>> {
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

/// A date ends with its last second.
fn read_until(text: &str) -> Option<(DateTime, bool)> {
    let (bare, utc) = match text.strip_suffix('Z') {
        Some(bare) => (bare, true),
        None => (text, false),
    };
    let (time, is_date) = super::moment::local(bare)?;
    let time = if is_date {
        time.date().at(23, 59, 59, 0)
    } else {
        time
    };
    Some((time, utc))
}

fn numbers<T: std::str::FromStr>(text: &str) -> Option<Vec<T>> {
    text.split(',')
        .map(|number| number.trim().trim_start_matches('+').parse().ok())
        .collect()
}

fn read_day(text: &str) -> Option<(i32, Weekday)> {
    let text = text.trim();
    let (ordinal, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let ordinal = match ordinal.trim_start_matches('+') {
        "" => 0,
        number => number.parse().ok()?,
    };
    Some((ordinal, read_weekday(day)?))
}

fn read_weekday(text: &str) -> Option<Weekday> {
    Some(match text.trim() {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::moment;
    use super::*;

    fn days(rule: &str, start: &str, take: usize) -> String {
        let (start, _) = moment::local(start).unwrap();
        let end = start.checked_add(40.years()).unwrap();
        let rule = Rule::read(rule).unwrap_or_else(|| panic!("{rule}"));
        let found: Vec<String> = rule
            .occurrences(start, start, end)
            .take(take)
            .map(|time| {
                moment::written(time)
                    .get(2..)
                    .unwrap_or_default()
                    .replace("T090000", "")
            })
            .collect();
        found.join(" ")
    }

    /// The examples of RFC 5545, 3.8.5.3, and a few beside them.
    #[test]
    fn the_examples_of_the_rfc_come_out_as_it_says() {
        let cases = [
            (
                "FREQ=DAILY;COUNT=3",
                "19970902T090000",
                "970902 970903 970904",
            ),
            (
                "FREQ=DAILY;INTERVAL=10;COUNT=5",
                "19970902T090000",
                "970902 970912 970922 971002 971012",
            ),
            (
                "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,TH;COUNT=8",
                "19970902T090000",
                "970902 970904 970916 970918 970930 971002 971014 971016",
            ),
            (
                "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
                "19970805T090000",
                "970805 970810 970819 970824",
            ),
            (
                "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
                "19970805T090000",
                "970805 970817 970819 970831",
            ),
            (
                "FREQ=MONTHLY;COUNT=4;BYDAY=1FR",
                "19970905T090000",
                "970905 971003 971107 971205",
            ),
            (
                "FREQ=MONTHLY;INTERVAL=2;COUNT=4;BYDAY=1SU,-1SU",
                "19970907T090000",
                "970907 970928 971102 971130",
            ),
            (
                "FREQ=MONTHLY;COUNT=3;BYDAY=-2MO",
                "19970922T090000",
                "970922 971020 971117",
            ),
            (
                "FREQ=MONTHLY;BYMONTHDAY=-3",
                "19970928T090000",
                "970928 971029 971128 971229",
            ),
            (
                "FREQ=MONTHLY;COUNT=4;BYMONTHDAY=1,-1",
                "19970930T090000",
                "970930 971001 971031 971101",
            ),
            (
                "FREQ=MONTHLY;COUNT=4;BYMONTHDAY=31",
                "19970131T090000",
                "970131 970331 970531 970731",
            ),
            (
                "FREQ=YEARLY;COUNT=4;BYMONTH=6,7",
                "19970610T090000",
                "970610 970710 980610 980710",
            ),
            (
                "FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200",
                "19970101T090000",
                "970101 970410 970719 000101",
            ),
            (
                "FREQ=YEARLY;BYDAY=20MO",
                "19970519T090000",
                "970519 980518 990517 000515",
            ),
            (
                "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
                "19970512T090000",
                "970512 980511 990517 000515",
            ),
            (
                "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
                "19970313T090000",
                "970313 970320 970327 980305",
            ),
            (
                "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
                "19980213T090000",
                "980213 980313 981113 990813",
            ),
            (
                "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
                "19970913T090000",
                "970913 971011 971108 971213",
            ),
            (
                "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
                "19961105T090000",
                "961105 001107 041102 081104",
            ),
            (
                "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
                "19970904T090000",
                "970904 971007 971106",
            ),
            (
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
                "19970929T090000",
                "970929 971030 971127 971230",
            ),
            (
                "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000",
                "19970902T090000",
                "970902 970902T120000 970902T150000",
            ),
            (
                "FREQ=MINUTELY;INTERVAL=90;COUNT=3",
                "19970902T090000",
                "970902 970902T103000 970902T120000",
            ),
            (
                "FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,30;COUNT=5",
                "19970902T090000",
                "970902 970902T093000 970902T100000 970902T103000 970903",
            ),
            ("FREQ=YEARLY;COUNT=2", "19960229T090000", "960229 000229"),
            (
                "FREQ=WEEKLY;UNTIL=19970910",
                "19970902T090000",
                "970902 970909",
            ),
        ];
        for (rule, start, wanted) in cases {
            let take = wanted.split(' ').count()
                + usize::from(rule.contains("COUNT") || rule.contains("UNTIL"));
            assert_eq!(days(rule, start, take), wanted, "{rule}");
        }
    }

    #[test]
    fn a_long_series_is_passed_over_to_where_it_is_asked_for() {
        let rule = Rule::read("FREQ=MINUTELY;INTERVAL=7").unwrap();
        let (start, _) = moment::local("19700101T000000").unwrap();
        let (from, _) = moment::local("20260601T000000").unwrap();
        let found: Vec<DateTime> = rule
            .occurrences(start, from, from.checked_add(20.minutes()).unwrap())
            .collect();
        assert_eq!(found.len(), 3);
        assert!(
            found
                .iter()
                .all(|time| { (moment::seconds(*time) - moment::seconds(start)) % 420 == 0 })
        );
    }

    #[test]
    fn a_rule_that_never_comes_true_ends() {
        assert_eq!(
            days("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "19970902T090000", 3),
            "970902"
        );
        for text in [
            "",
            "FREQ=OFTEN",
            "INTERVAL=2",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=DAILY;BYEASTER=1",
            "FREQ=DAILY;COUNT=x",
        ] {
            assert!(Rule::read(text).is_none(), "{text}");
        }
    }
}
