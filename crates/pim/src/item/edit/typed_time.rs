//! Times as a person types them: `2026-07-15 14:00 – 15:00 Europe/Berlin`, `every 2 weeks`, `15 minutes`.

use super::EditError;
use crate::document::{Property, Syntax};
use crate::when::date::{Date, DateTime, duration};
use crate::when::rule::Rule;
use crate::when::zone::is_iana;

const WHEN: &str = "a time such as 2026-07-15 14:00 – 15:00 Europe/Berlin, or days such as 2026-07-15 – 2026-07-17";
const RULE: &str = "a rule such as every 2 weeks on Monday, 5 times, or FREQ=WEEKLY;COUNT=5";

fn unreadable(text: &str, expected: &'static str) -> EditError {
    EditError::Unreadable {
        text: text.to_owned(),
        expected,
    }
}

/// A day or a time of day, before its zone is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Point {
    Day(Date),
    Time(DateTime),
}

/// The lines of an appointment's time. The first line typed is the time, the others are rules.
pub(super) fn when(syntax: Syntax, text: &str) -> Result<Vec<Property>, EditError> {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default().trim();
    let (span, zone) = zone_of(first)?;
    let (begin, end) = match ["–", "..", " - ", " to ", "/"]
        .into_iter()
        .find_map(|dash| span.split_once(dash))
    {
        Some((begin, end)) => (begin.trim(), Some(end.trim())),
        None => (span, None),
    };
    let begin = point(begin).ok_or_else(|| unreadable(first, WHEN))?;
    let end = match end {
        Some(end) => point_after(end, begin).ok_or_else(|| unreadable(first, WHEN))?,
        None => match begin {
            Point::Day(day) => Point::Day(day),
            Point::Time(time) => Point::Time(DateTime::from_seconds(time.seconds() + 3600)),
        },
    };
    let (begin, end) = match (begin, end) {
        // The last day is typed, the day after it is written (RFC 5545 section 3.6.1).
        (Point::Day(begin), Point::Day(last)) if begin <= last => {
            (Point::Day(begin), Point::Day(last.plus_days(1)))
        }
        (Point::Time(begin), Point::Time(end)) if begin <= end => {
            (Point::Time(begin), Point::Time(end))
        }
        _ => return Err(unreadable(first, WHEN)),
    };
    let line = |name: &str| Property::new_in(syntax, name);
    let mut properties = vec![
        written(line("DTSTART"), begin, zone),
        written(line("DTEND"), end, zone),
    ];
    for rule_typed in lines
        .map(str::trim)
        .filter(|line| !line.is_empty() && *line != "once")
    {
        properties.push(line("RRULE").with_raw(&rule(rule_typed)?));
    }
    Ok(properties)
}

/// One moment: a day, or a time with or without its zone.
pub(super) fn moment(property: Property, text: &str) -> Result<Property, EditError> {
    let (span, zone) = zone_of(text)?;
    let point = point(span).ok_or_else(|| {
        unreadable(
            text,
            "a day such as 2026-07-15, or a time such as 2026-07-15 14:00 Europe/Berlin",
        )
    })?;
    Ok(written(property, point, zone))
}

fn written(property: Property, point: Point, zone: Option<&str>) -> Property {
    match (point, zone) {
        (Point::Day(day), _) => property
            .with_parameter("VALUE", "DATE")
            .with_raw(&day.to_string().replace('-', "")),
        (Point::Time(time), Some("UTC")) => property.with_raw(&format!("{}Z", time.basic())),
        (Point::Time(time), Some(zone)) => property
            .with_parameter("TZID", zone)
            .with_raw(&time.basic()),
        (Point::Time(time), None) => property.with_raw(&time.basic()),
    }
}

/// The time, and the zone that stands behind it: a name of the IANA database, or UTC.
fn zone_of(text: &str) -> Result<(&str, Option<&str>), EditError> {
    let text = text.trim();
    if let Some(time) = text
        .strip_suffix(['Z', 'z'])
        .filter(|time| time.ends_with(|last: char| last.is_ascii_digit()))
    {
        return Ok((time, Some("UTC")));
    }
    let Some((time, zone)) = text
        .rsplit_once(' ')
        .filter(|(_, last)| last.starts_with(|first: char| first.is_ascii_alphabetic()))
    else {
        return Ok((text, None));
    };
    match zone {
        "UTC" | "GMT" => Ok((time.trim(), Some("UTC"))),
        zone if is_iana(zone) => Ok((time.trim(), Some(zone))),
        _ => Err(unreadable(text, WHEN)),
    }
}

fn point(text: &str) -> Option<Point> {
    Date::parse(text)
        .map(Point::Day)
        .or_else(|| DateTime::parse(text).map(Point::Time))
}

/// The end may be a time of the same day.
fn point_after(text: &str, begin: Point) -> Option<Point> {
    point(text).or_else(|| match begin {
        Point::Time(begin) => DateTime::parse(&format!("{}T{text}", begin.date)).map(Point::Time),
        Point::Day(_) => None,
    })
}

/// A rule as RFC 5545 writes it, or in the words it is shown in.
pub(super) fn rule(text: &str) -> Result<String, EditError> {
    let given = text.trim().strip_prefix("RRULE:").unwrap_or(text.trim());
    if Rule::parse(given).is_some() {
        return Ok(given.to_ascii_uppercase());
    }
    let rule = from_words(given).filter(|rule| Rule::parse(rule).is_some());
    rule.ok_or_else(|| unreadable(text, RULE))
}

/// `every 2 weeks on Monday and Friday, until 2026-12-31`.
fn from_words(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let mut parts = lower
        .split(", ")
        .flat_map(|part| part.split(" on "))
        .map(str::trim);
    let every: Vec<&str> = parts
        .next()?
        .strip_prefix("every ")?
        .split_whitespace()
        .collect();
    let (interval, unit) = match every.as_slice() {
        [unit] => (1, *unit),
        [number, unit] => (number.parse::<u32>().ok()?, *unit),
        _ => return None,
    };
    let frequency = match unit.trim_end_matches('s') {
        "day" => "DAILY",
        "week" => "WEEKLY",
        "month" => "MONTHLY",
        "year" => "YEARLY",
        _ => return None,
    };
    let mut rule = format!("FREQ={frequency}");
    if interval != 1 {
        rule.extend([";INTERVAL=", &interval.to_string()]);
    }
    let mut days = Vec::new();
    for part in parts {
        if let Some(until) = part.strip_prefix("until ") {
            rule.extend([";UNTIL=", &Date::parse(until)?.to_string().replace('-', "")]);
        } else if let Some(count) = part
            .strip_suffix(" times")
            .or_else(|| part.strip_suffix(" time"))
        {
            rule.extend([";COUNT=", &count.parse::<u32>().ok()?.to_string()]);
        } else {
            for day in part.split(" and ") {
                days.push(weekday(day.trim())?);
            }
        }
    }
    if !days.is_empty() {
        rule.extend([";BYDAY=", &days.join(",")]);
    }
    Some(rule)
}

fn weekday(name: &str) -> Option<&'static str> {
    let names = [
        ("monday", "MO"),
        ("tuesday", "TU"),
        ("wednesday", "WE"),
        ("thursday", "TH"),
        ("friday", "FR"),
        ("saturday", "SA"),
        ("sunday", "SU"),
    ];
    names
        .into_iter()
        .find(|(full, _)| *full == name)
        .map(|(_, short)| short)
}

/// How long before the start: `15 minutes`, `1 hour 30 minutes before the start`, or an RFC 5545 duration as it is.
pub(super) fn before(text: &str) -> Result<String, EditError> {
    let wrong = || unreadable(text, "a time such as 15 minutes, or 1 day 2 hours");
    let upper = text.trim().to_uppercase();
    if duration(&upper).is_some() {
        return Ok(upper);
    }
    let lower = text.to_lowercase();
    let span = lower
        .trim_end_matches("the start")
        .trim_end()
        .trim_end_matches("before")
        .trim();
    if span == "at" {
        return Ok("PT0S".to_owned());
    }
    let words: Vec<&str> = span.split_whitespace().collect();
    let mut seconds: i64 = 0;
    for pair in words.chunks(2) {
        let [number, unit] = pair else {
            return Err(wrong());
        };
        let size = match unit.trim_end_matches('s') {
            "week" => 604_800,
            "day" => 86_400,
            "hour" => 3600,
            "minute" | "min" => 60,
            "second" => 1,
            _ => return Err(wrong()),
        };
        seconds += i64::from(number.parse::<u16>().map_err(|_| wrong())?) * size;
    }
    match (words.is_empty(), seconds) {
        (true, _) => Err(wrong()),
        (false, seconds) if seconds % 86_400 == 0 => Ok(format!("-P{}D", seconds / 86_400)),
        (false, seconds) if seconds % 60 == 0 => Ok(format!("-PT{}M", seconds / 60)),
        (false, seconds) => Ok(format!("-PT{seconds}S")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_typed_in_many_ways() {
        for (typed, start, end) in [
            (
                "2026-07-15",
                "DTSTART;VALUE=DATE:20260715",
                "DTEND;VALUE=DATE:20260716",
            ),
            (
                "2026-07-15 – 2026-07-17",
                "DTSTART;VALUE=DATE:20260715",
                "DTEND;VALUE=DATE:20260718",
            ),
            (
                "2026-07-15 14:00",
                "DTSTART:20260715T140000",
                "DTEND:20260715T150000",
            ),
            (
                "2026-07-15 14:00 – 15:30 Europe/Berlin",
                "DTSTART;TZID=Europe/Berlin:20260715T140000",
                "DTEND;TZID=Europe/Berlin:20260715T153000",
            ),
            (
                "2026-07-15T14:00Z",
                "DTSTART:20260715T140000Z",
                "DTEND:20260715T150000Z",
            ),
            (
                "2026-07-15 22:00 to 2026-07-16 02:00 UTC",
                "DTSTART:20260715T220000Z",
                "DTEND:20260716T020000Z",
            ),
        ] {
            let lines = when(Syntax::ICalendar20, typed).unwrap();
            let written: Vec<String> = lines
                .iter()
                .map(|line| String::from_utf8_lossy(line.bytes()).trim_end().to_owned())
                .collect();
            assert_eq!(written, [start, end], "{typed}");
        }
    }

    #[test]
    fn rules_are_typed_in_words() {
        for (typed, written) in [
            ("every day", "FREQ=DAILY"),
            (
                "every 2 weeks on Monday and Friday, until 2026-12-31",
                "FREQ=WEEKLY;INTERVAL=2;UNTIL=20261231;BYDAY=MO,FR",
            ),
            ("every year, 3 times", "FREQ=YEARLY;COUNT=3"),
            ("freq=weekly", "FREQ=WEEKLY"),
        ] {
            assert_eq!(rule(typed).as_deref(), Ok(written), "{typed}");
        }
        for typed in ["", "every", "every full moon", "weekly", "every 0 days"] {
            assert!(rule(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn reminders_are_typed_in_words() {
        for (typed, written) in [
            ("15 minutes", "-PT15M"),
            ("1 hour 30 minutes before the start", "-PT90M"),
            ("2 days", "-P2D"),
            ("-PT5M", "-PT5M"),
            ("at the start", "PT0S"),
        ] {
            assert_eq!(before(typed).as_deref(), Ok(written), "{typed}");
        }
        for typed in ["", "soon", "15", "-5 minutes", "minutes 15"] {
            assert!(before(typed).is_err(), "{typed}");
        }
    }
}
