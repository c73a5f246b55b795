//! The clock of a vCalendar 1.0 file: `TZ` and `DAYLIGHT`, read into UTC and written from a zone.

use crate::document::{Component, Property, Syntax};
use crate::when::date::{Date, DateTime};
use crate::when::zone::{Zone, offset};

/// What local times in a file mean.
pub(super) struct Clock {
    /// Seconds east of UTC; none where the file does not say.
    standard: Option<i32>,
    summers: Vec<Summer>,
}

struct Summer {
    offset: i32,
    start: DateTime,
    end: DateTime,
}

impl Clock {
    /// The clock a calendar states.
    pub(super) fn of(calendar: &Component) -> Clock {
        if calendar.syntax() != Syntax::VCalendar10 {
            return Clock {
                standard: None,
                summers: Vec::new(),
            };
        }
        let standard = calendar
            .first("TZ")
            .and_then(|zone| hours(&zone.raw_value()));
        Clock {
            standard,
            summers: calendar.all("DAYLIGHT").filter_map(summer).collect(),
        }
    }

    /// A local time in UTC, where the file says how and it is not to be kept as it is.
    pub(super) fn moment(&self, text: &str, keep: bool) -> String {
        match (self.standard, DateTime::parse(text)) {
            (Some(standard), Some(local)) if !keep && !text.ends_with('Z') => {
                let summer = self
                    .summers
                    .iter()
                    .find(|summer| summer.start <= local && local < summer.end);
                let offset = summer.map_or(standard, |summer| summer.offset);
                format!(
                    "{}Z",
                    DateTime::from_seconds(local.seconds() - i64::from(offset)).basic()
                )
            }
            _ => text.to_owned(),
        }
    }

    /// `TZ` and, where the year of `start` has a summer time, `DAYLIGHT`.
    pub(super) fn lines(zone: Zone<'_>, start: DateTime) -> Vec<Property> {
        let Some(january) = Date::new(start.date.year, 1, 1).map(DateTime::midnight) else {
            return Vec::new();
        };
        let at = |hour: i64| {
            let local = DateTime::from_seconds(january.seconds() + hour * 3600);
            zone.instant(local)
                .and_then(|utc| i32::try_from(local.seconds() - utc).ok())
        };
        let Some(first) = at(0) else {
            return Vec::new();
        };
        // Noon of every day, then the hour within the day that differs.
        let change = |from: i64, offset: i32| {
            let day = (from / 24 + 1..366).find(|day| at(day * 24 + 12) != Some(offset))?;
            (day * 24 - 12..=day * 24 + 12).find(|hour| at(*hour) != Some(offset))
        };
        let property =
            |name: &str, value: &str| Property::new_in(Syntax::VCalendar10, name).with_raw(value);
        let change_back =
            change(0, first).and_then(|there| Some((there, change(there, at(there + 2)?)?)));
        let Some((there, back)) = change_back else {
            return vec![property("TZ", &written(first))];
        };
        let other = at(there + 2).unwrap_or(first);
        let date = |hour: i64| DateTime::from_seconds(january.seconds() + hour * 3600).basic();
        let (standard, summer) = (first.min(other), first.max(other));
        let mut lines = vec![property("TZ", &written(standard))];
        // In the south summer spans the new year; there its two halves would need two lines, so only the offset is said.
        if summer == other {
            let back = back_on_the_clock(&at, back, standard);
            let value = format!(
                "TRUE;{};{};{};;",
                written(summer),
                date(skipped(&at, there, summer)),
                date(back)
            );
            lines.push(property("DAYLIGHT", &value));
        }
        lines
    }
}

/// The hour at which clocks jump: the last one still read with the offset before.
fn skipped(at: &impl Fn(i64) -> Option<i32>, hour: i64, summer: i32) -> i64 {
    // A skipped hour is read with the offset before it, so that the first summer hour follows the jump.
    if at(hour) == Some(summer) {
        hour - 1
    } else {
        hour
    }
}

/// The hour at which clocks go back: an hour that comes twice counts as its first coming, so that standard time follows.
fn back_on_the_clock(at: &impl Fn(i64) -> Option<i32>, hour: i64, standard: i32) -> i64 {
    if at(hour) == Some(standard) {
        hour
    } else {
        hour + 1
    }
}

fn summer(property: &Property) -> Option<Summer> {
    let value = property.raw_value();
    let parts: Vec<&str> = value.split(';').map(str::trim).collect();
    let [flag, offset, start, end, ..] = parts.as_slice() else {
        return None;
    };
    if !flag.eq_ignore_ascii_case("TRUE") {
        return None;
    }
    Some(Summer {
        offset: hours(offset)?,
        start: DateTime::parse(start)?,
        end: DateTime::parse(end)?,
    })
}

/// `-05`, `+0530`, `-05:30`.
fn hours(text: &str) -> Option<i32> {
    let text = text.trim();
    let (sign, number) = match text.strip_prefix('-') {
        Some(number) => ("-", number),
        None => ("+", text.strip_prefix('+').unwrap_or(text)),
    };
    match number.len() {
        1 => offset(&format!("{sign}0{number}00")),
        2 => offset(&format!("{sign}{number}00")),
        _ => offset(text),
    }
}

fn written(offset: i32) -> String {
    let minutes = offset.abs() / 60;
    format!(
        "{}{:02}:{:02}",
        if offset < 0 { '-' } else { '+' },
        minutes / 60,
        minutes % 60
    )
}
