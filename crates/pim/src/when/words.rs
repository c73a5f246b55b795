//! A recurrence rule in words: `every 2 weeks on Monday and Friday, until 2026-12-31`.

use super::date::Date;
use super::rule::{ByDay, Frequency, Rule};

const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Rule {
    /// The rule in English.
    pub(crate) fn in_words(&self) -> String {
        let mut text = every(self.frequency, self.interval);
        if !self.by_day.is_empty() {
            let days: Vec<String> = self.by_day.iter().map(|day| day_in_words(*day)).collect();
            text.push_str(" on ");
            if !self.by_set_position.is_empty() {
                let positions: Vec<String> =
                    self.by_set_position.iter().map(|at| ordinal(*at)).collect();
                text.push_str("the ");
                text.push_str(&listed(&positions, "and"));
                text.push_str(" of ");
            }
            text.push_str(&listed(&days, "and"));
        }
        if !self.by_month_day.is_empty() {
            let days: Vec<String> = self
                .by_month_day
                .iter()
                .map(|day| month_day(*day))
                .collect();
            text.push_str(" on ");
            text.push_str(&listed(&days, "and"));
        }
        if !self.by_month.is_empty() {
            let months: Vec<String> = self
                .by_month
                .iter()
                .map(|month| month_in_words(*month))
                .collect();
            text.push_str(" in ");
            text.push_str(&listed(&months, "and"));
        }
        for (name, value) in &self.other {
            text.extend([" (", name, " ", value, ")"]);
        }
        if let Some(count) = self.count {
            let times = if count == 1 { " time" } else { " times" };
            text.extend([", ", &count.to_string(), times]);
        }
        if let Some(until) = &self.until {
            let day = until.get(..8).and_then(Date::parse);
            text.push_str(", until ");
            text.push_str(&day.map_or_else(|| until.clone(), |day| day.to_string()));
        }
        text
    }
}

fn every(frequency: Frequency, interval: i64) -> String {
    let unit = match frequency {
        Frequency::Secondly => "second",
        Frequency::Minutely => "minute",
        Frequency::Hourly => "hour",
        Frequency::Daily => "day",
        Frequency::Weekly => "week",
        Frequency::Monthly => "month",
        Frequency::Yearly => "year",
    };
    if interval == 1 {
        format!("every {unit}")
    } else {
        format!("every {interval} {unit}s")
    }
}

fn day_in_words(day: ByDay) -> String {
    let name = DAYS
        .get(usize::from(day.weekday))
        .copied()
        .unwrap_or_default();
    match day.ordinal {
        0 => name.to_owned(),
        nth => format!("the {} {name}", ordinal(nth)),
    }
}

fn month_day(day: i32) -> String {
    match day {
        -1 => "the last day".to_owned(),
        day if day < 0 => format!("the {} day", ordinal(day)),
        day => format!("the {}", ordinal(day)),
    }
}

fn month_in_words(month: i32) -> String {
    let at = usize::try_from(month - 1).unwrap_or(usize::MAX);
    MONTHS
        .get(at)
        .map_or_else(|| month.to_string(), |name| (*name).to_owned())
}

fn ordinal(number: i32) -> String {
    match number {
        -1 => "last".to_owned(),
        number if number < 0 => format!("{} to last", ordinal(number.saturating_neg())),
        number => {
            let ending = match (number % 10, number % 100) {
                (_, 11..=13) => "th",
                (1, _) => "st",
                (2, _) => "nd",
                (3, _) => "rd",
                _ => "th",
            };
            format!("{number}{ending}")
        }
    }
}

/// `a, b and c`.
fn listed(items: &[String], and: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} {and} {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_read_as_prose() {
        for (rule, words) in [
            ("FREQ=DAILY", "every day"),
            (
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,MO",
                "every 2 weeks on Monday and Friday",
            ),
            (
                "FREQ=MONTHLY;BYDAY=-1SU;COUNT=3",
                "every month on the last Sunday, 3 times",
            ),
            (
                "FREQ=MONTHLY;BYMONTHDAY=2,-1",
                "every month on the last day and the 2nd",
            ),
            (
                "FREQ=YEARLY;BYMONTH=3;BYDAY=2TU;UNTIL=20301231T235959Z",
                "every year on the 2nd Tuesday in March, until 2030-12-31",
            ),
            (
                "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
                "every month on the last of Monday and Tuesday",
            ),
        ] {
            assert_eq!(
                Rule::parse(rule).map(|rule| rule.in_words()).as_deref(),
                Some(words),
                "{rule}"
            );
        }
    }
}
