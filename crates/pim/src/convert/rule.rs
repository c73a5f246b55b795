//! Recurrence rules: the grammar of vCalendar 1.0 (`W2 MO TU #5`, `MP1 2+ SU #0`) and RFC 5545's, into each other.
//!
//! A rule the other side can't say exactly gives none; the caller carries it as it is.

use std::fmt::Write as _;

const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// RFC 5545 from vCalendar 1.0. `end` turns the date a rule ends at into the one to write.
pub(crate) fn to_new(rule: &str, end: impl Fn(&str) -> String) -> Option<String> {
    let mut words = rule.split_ascii_whitespace();
    let (frequency, interval) = head(words.next()?)?;
    let (mut parts, mut until) = (Vec::new(), None);
    for word in words {
        match word.strip_prefix('#') {
            Some(count) => until = Some(count_or_forever(count.parse().ok()?)),
            None if is_date(word) => until = Some(format!(";UNTIL={}", end(word))),
            None => parts.push(word.to_ascii_uppercase()),
        }
    }
    // vCalendar 1.0: a rule that says nothing of its end happens twice.
    let until = until.unwrap_or_else(|| ";COUNT=2".to_owned());
    let mut out = format!("FREQ={}", frequency.new_name());
    if interval != 1 {
        let _ = write!(out, ";INTERVAL={interval}");
    }
    out.push_str(&frequency.new_parts(&parts)?);
    Some(out + &until)
}

/// vCalendar 1.0 from RFC 5545. `end` turns an `UNTIL` into the date to write.
pub(super) fn to_old(rule: &str, end: impl Fn(&str) -> String) -> Option<String> {
    let mut frequency = None;
    let (mut interval, mut count, mut until) = (1, None, None);
    let (mut by_day, mut by_month_day, mut by_month, mut by_year_day, mut position) =
        (None, None, None, None, None);
    for part in rule.split(';').filter(|part| !part.trim().is_empty()) {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().to_ascii_uppercase();
        match name.trim().to_ascii_uppercase().as_str() {
            "FREQ" => frequency = Some(value),
            "INTERVAL" => interval = value.parse::<u32>().ok()?,
            "COUNT" => count = Some(value.parse::<u32>().ok()?),
            "UNTIL" => until = Some(value),
            "BYDAY" => by_day = Some(value),
            "BYMONTHDAY" => by_month_day = Some(value),
            "BYMONTH" => by_month = Some(value),
            "BYYEARDAY" => by_year_day = Some(value),
            "BYSETPOS" => position = Some(value.parse::<i32>().ok()?),
            // Monday is what vCalendar means too; any other start only matters where weeks are left out.
            "WKST" if value == "MO" || interval == 1 => {}
            _ => return None,
        }
    }
    let list = |text: String| text.replace(',', " ");
    let body = match (
        frequency?.as_str(),
        by_day,
        by_month_day,
        by_month,
        by_year_day,
        position,
    ) {
        ("DAILY", None, None, None, None, None) => format!("D{interval}"),
        ("WEEKLY", None, None, None, None, None) => format!("W{interval}"),
        ("WEEKLY", Some(days), None, None, None, None) if only_days(&days) => {
            format!("W{interval} {}", list(days))
        }
        ("MONTHLY", None, None, None, None, None) => format!("MD{interval}"),
        ("MONTHLY", None, Some(days), None, None, None) => {
            format!("MD{interval}{}", old_month_days(&days)?)
        }
        ("MONTHLY", Some(days), None, None, None, position) => {
            format!("MP{interval}{}", old_positions(&days, position)?)
        }
        ("YEARLY", None, None, None, None, None) => format!("YM{interval}"),
        ("YEARLY", None, None, Some(months), None, None) => {
            format!("YM{interval} {}", list(months))
        }
        ("YEARLY", None, None, None, Some(days), None) if !days.contains('-') => {
            format!("YD{interval} {}", list(days))
        }
        _ => return None,
    };
    Some(match (count, until) {
        (Some(count), _) => format!("{body} #{count}"),
        (None, Some(until)) => format!("{body} {}", end(&until)),
        (None, None) => format!("{body} #0"),
    })
}

#[derive(Clone, Copy)]
enum Frequency {
    Daily,
    Weekly,
    MonthlyByPosition,
    MonthlyByDay,
    YearlyByMonth,
    YearlyByDay,
}

impl Frequency {
    fn new_name(self) -> &'static str {
        match self {
            Frequency::Daily => "DAILY",
            Frequency::Weekly => "WEEKLY",
            Frequency::MonthlyByPosition | Frequency::MonthlyByDay => "MONTHLY",
            Frequency::YearlyByMonth | Frequency::YearlyByDay => "YEARLY",
        }
    }

    /// The `BY…` parts that these words of the old grammar mean.
    fn new_parts(self, words: &[String]) -> Option<String> {
        if words.is_empty() {
            return Some(String::new());
        }
        let numbers = |limit: i32| -> Option<String> {
            let valid = words.iter().all(|word| {
                word.parse::<i32>()
                    .is_ok_and(|n| n != 0 && n.abs() <= limit)
            });
            valid.then(|| words.join(","))
        };
        match self {
            // A time of day within a day (`D1 0900`) has no like in RFC 5545.
            Frequency::Daily => None,
            Frequency::Weekly => {
                only_days(&words.join(",")).then(|| format!(";BYDAY={}", words.join(",")))
            }
            Frequency::MonthlyByPosition => {
                new_positions(words).map(|days| format!(";BYDAY={days}"))
            }
            Frequency::MonthlyByDay => {
                let days: Option<Vec<String>> =
                    words.iter().map(|word| new_month_day(word)).collect();
                days.map(|days| format!(";BYMONTHDAY={}", days.join(",")))
            }
            Frequency::YearlyByMonth => numbers(12).map(|months| format!(";BYMONTH={months}")),
            Frequency::YearlyByDay => numbers(366).map(|days| format!(";BYYEARDAY={days}")),
        }
    }
}

/// `W2`: how often.
fn head(word: &str) -> Option<(Frequency, u32)> {
    let digits = word.find(|c: char| c.is_ascii_digit())?;
    let (letters, interval) = word.split_at(digits);
    let frequency = match letters.to_ascii_uppercase().as_str() {
        "D" => Frequency::Daily,
        "W" => Frequency::Weekly,
        "MP" => Frequency::MonthlyByPosition,
        "MD" => Frequency::MonthlyByDay,
        "YM" => Frequency::YearlyByMonth,
        "YD" => Frequency::YearlyByDay,
        _ => return None,
    };
    Some((
        frequency,
        interval.parse().ok().filter(|interval| *interval > 0)?,
    ))
}

fn count_or_forever(count: u32) -> String {
    if count == 0 {
        String::new()
    } else {
        format!(";COUNT={count}")
    }
}

fn is_date(word: &str) -> bool {
    word.len() >= 8 && word.bytes().take(8).all(|byte| byte.is_ascii_digit())
}

fn only_days(list: &str) -> bool {
    list.split(',').all(|day| DAYS.contains(&day))
}

/// `15`, `15+`, `1-` (the last day but none) and `LD` of the old grammar.
fn new_month_day(word: &str) -> Option<String> {
    if word == "LD" {
        return Some("-1".to_owned());
    }
    let (number, sign) = signed(word)?;
    (number <= 31).then(|| format!("{sign}{number}"))
}

fn old_month_days(list: &str) -> Option<String> {
    let mut out = String::new();
    for day in list.split(',') {
        let number: i32 = day.trim().parse().ok().filter(|day: &i32| *day != 0)?;
        match number {
            -1 => out.push_str(" LD"),
            ..0 => {
                let _ = write!(out, " {}-", -number);
            }
            _ => {
                let _ = write!(out, " {number}");
            }
        }
    }
    Some(out)
}

/// `2+ MO TU 1- FR`: an occurrence counts for the days after it.
fn new_positions(words: &[String]) -> Option<String> {
    let mut out = Vec::new();
    let mut positions: Vec<String> = Vec::new();
    let mut days_seen = true;
    for word in words {
        if DAYS.contains(&word.as_str()) {
            if positions.is_empty() {
                return None;
            }
            out.extend(positions.iter().map(|position| format!("{position}{word}")));
            days_seen = true;
        } else {
            let (number, sign) = signed(word).filter(|(number, _)| *number <= 5)?;
            if std::mem::replace(&mut days_seen, false) {
                positions.clear();
            }
            positions.push(format!("{sign}{number}"));
        }
    }
    (days_seen && !out.is_empty()).then(|| out.join(","))
}

fn old_positions(list: &str, set_position: Option<i32>) -> Option<String> {
    let mut out = String::new();
    for day in list.split(',') {
        let (number, name) = day
            .trim()
            .split_at_checked(day.trim().len().checked_sub(2)?)?;
        if !DAYS.contains(&name) {
            return None;
        }
        let number: i32 = match (number, set_position) {
            // The second Monday, said as the second of all Mondays.
            ("", Some(position)) if !list.contains(',') => position,
            ("", _) => return None,
            (number, None) => number.parse().ok()?,
            _ => return None,
        };
        if number == 0 || number.abs() > 5 {
            return None;
        }
        let _ = write!(
            out,
            " {}{} {name}",
            number.abs(),
            if number < 0 { '-' } else { '+' }
        );
    }
    Some(out)
}

/// `2+` or `2` or `1-`, as the number and the sign RFC 5545 writes before it.
fn signed(word: &str) -> Option<(u32, &'static str)> {
    let (number, sign) = match word.strip_suffix('-') {
        Some(number) => (number, "-"),
        None => (word.strip_suffix('+').unwrap_or(word), ""),
    };
    Some((number.parse().ok().filter(|number| *number > 0)?, sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_that_both_grammars_know_go_and_come_back() {
        for (old, new) in [
            ("D1 #10", "FREQ=DAILY;COUNT=10"),
            ("D2 #0", "FREQ=DAILY;INTERVAL=2"),
            ("W2 MO TU #5", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU;COUNT=5"),
            ("W1 19971224T000000", "FREQ=WEEKLY;UNTIL=19971224T000000"),
            ("MD1 2 15 #10", "FREQ=MONTHLY;BYMONTHDAY=2,15;COUNT=10"),
            ("MD1 LD #0", "FREQ=MONTHLY;BYMONTHDAY=-1"),
            ("MD1 3- #0", "FREQ=MONTHLY;BYMONTHDAY=-3"),
            ("MP1 1+ FR #10", "FREQ=MONTHLY;BYDAY=1FR;COUNT=10"),
            (
                "MP2 1+ SU 1- SU #10",
                "FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU,-1SU;COUNT=10",
            ),
            ("YM1 #0", "FREQ=YEARLY"),
            ("YM1 6 7 #10", "FREQ=YEARLY;BYMONTH=6,7;COUNT=10"),
            (
                "YD3 1 100 200 #10",
                "FREQ=YEARLY;INTERVAL=3;BYYEARDAY=1,100,200;COUNT=10",
            ),
        ] {
            assert_eq!(to_new(old, str::to_owned).as_deref(), Some(new), "{old}");
            assert_eq!(to_old(new, str::to_owned).as_deref(), Some(old), "{new}");
        }
    }

    #[test]
    fn looser_spellings_are_read() {
        for (old, new) in [
            ("MD1+ 5 #0", None),
            ("MD1 5+ #0", Some("FREQ=MONTHLY;BYMONTHDAY=5")),
            ("w1 mo #0", Some("FREQ=WEEKLY;BYDAY=MO")),
            ("W1 MO", Some("FREQ=WEEKLY;BYDAY=MO;COUNT=2")),
            (
                "MP1 1+ 2+ MO TU #0",
                Some("FREQ=MONTHLY;BYDAY=1MO,2MO,1TU,2TU"),
            ),
            ("X1", None),
            ("D0 #1", None),
            ("", None),
        ] {
            assert_eq!(to_new(old, str::to_owned).as_deref(), new, "{old}");
        }
        assert_eq!(
            to_old("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2", str::to_owned).as_deref(),
            Some("MP1 2+ MO #0")
        );
    }

    #[test]
    fn what_the_old_grammar_cannot_say_is_not_said() {
        for new in [
            "FREQ=HOURLY",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "FREQ=YEARLY;BYDAY=20MO",
            "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
            "nonsense",
        ] {
            assert_eq!(to_old(new, str::to_owned), None, "{new}");
        }
    }
}
