//! A rule as it is written. What is unknown in it makes it unreadable.

use jiff::civil::{DateTime, Weekday};

use super::{Frequency, Rule};
use crate::recurrence::moment;

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
    let (time, is_date) = moment::local(bare)?;
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
