//! When an appointment or a task is: what is needed to lay its occurrences out, without laying them out.
//!
//! A [`Point`] has what the item's own clock shows and, where the zone is known, the instant. Laying out a series is done on the
//! item's own clock (RFC 5545 section 3.8.5.3), so that nine o'clock stays nine o'clock when the clocks change.

use super::Item;
use super::zones;
use crate::document::{Component, Property};
use crate::when::date::{Date, DateTime, duration};
use crate::when::moment::Moment;
use crate::when::zone::Zones;

const DAY: i64 = 86_400;

/// One point in time as an item says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// What the item's own clock shows, in seconds since 1970 on that clock.
    pub clock: i64,
    /// UTC seconds since 1970; `None` for a day, a floating time, and a zone nobody knows.
    pub instant: Option<i64>,
    /// It is a whole day.
    pub all_day: bool,
}

/// When an item is, and how it repeats.
#[derive(Clone)]
pub struct Times {
    /// Where it begins.
    pub start: Point,
    /// How long it lasts; whole days where it is all day.
    pub length_seconds: i64,
    /// The rules by which it repeats, as they stand (`FREQ=WEEKLY;COUNT=5`), an `UNTIL` on the item's own clock.
    pub rules: Vec<String>,
    /// The rules by which it does not.
    pub except_rules: Vec<String>,
    /// Further occurrences.
    pub added: Vec<Point>,
    /// Occurrences that were removed.
    pub excluded: Vec<Point>,
    /// Occurrences that differ from the series.
    pub exceptions: Vec<ExceptionTime>,
    zones: Zones,
    tzid: Option<String>,
    utc: bool,
}

/// One occurrence that differs from its series.
#[derive(Clone)]
pub struct ExceptionTime {
    /// The occurrence it stands for.
    pub of: Point,
    /// Where it begins instead.
    pub start: Point,
    /// How long it lasts.
    pub length_seconds: i64,
    /// It does not take place.
    pub cancelled: bool,
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub place: String,
}

impl Item {
    /// When it is; `None` where it says no start that can be read.
    pub fn times(&self) -> Option<Times> {
        let main = self.main()?;
        let zones = zones::described(&self.document);
        let start_line = main.first("DTSTART").or_else(|| main.first("DUE"))?;
        let start = point(&read(start_line, &zones))?;
        let tzid = start_line.parameter("TZID").filter(|_| !start.all_day);
        let utc = start_line.raw_value().trim().ends_with(['Z', 'z']);
        let mut times = Times {
            start,
            length_seconds: length(main, start, &zones),
            rules: Vec::new(),
            except_rules: raw(main, "EXRULE"),
            added: points(main, "RDATE", &zones),
            excluded: points(main, "EXDATE", &zones),
            exceptions: Vec::new(),
            zones,
            tzid,
            utc,
        };
        times.rules = raw(main, "RRULE")
            .iter()
            .map(|rule| times.on_own_clock(rule))
            .collect();
        let siblings = self.siblings();
        times.exceptions = siblings
            .iter()
            .filter_map(|sibling| exception(sibling.component, main, &times))
            .collect();
        Some(times)
    }
}

impl Item {
    /// When a task is due.
    pub fn due(&self) -> Option<Point> {
        let line = self.main()?.first("DUE")?;
        point(&read(line, &zones::described(&self.document)))
    }
}

impl Times {
    /// Whether there is more than one occurrence.
    pub fn repeats(&self) -> bool {
        !self.rules.is_empty() || !self.added.is_empty()
    }

    /// The point at which the item's own clock shows this.
    pub fn at(&self, clock: i64) -> Point {
        let instant = match (&self.tzid, self.utc) {
            (_, true) => Some(clock),
            (Some(tzid), _) => self.zones.find(tzid).instant(DateTime::from_seconds(clock)),
            (None, _) => None,
        };
        Point {
            clock,
            instant: instant.filter(|_| !self.start.all_day),
            all_day: self.start.all_day,
        }
    }

    /// What the item's own clock shows at an instant.
    pub fn clock_at(&self, instant: i64) -> i64 {
        // Twice is enough: the second guess is off by the change of the clock at most once.
        let mut clock = instant + self.start.instant.map_or(0, |at| self.start.clock - at);
        for _ in 0..2 {
            if let Some(at) = self.at(clock).instant {
                clock += instant - at;
            }
        }
        clock
    }

    /// The name of an occurrence: its start as `RECURRENCE-ID` writes it.
    pub fn name_of(&self, point: &Point) -> String {
        written(point, self.utc)
    }

    /// Where two points mean the same occurrence.
    pub fn is_same(&self, a: &Point, b: &Point) -> bool {
        match (a.instant, b.instant) {
            (Some(a), Some(b)) => a == b,
            // A whole day named for an occurrence at a time means the one on that day.
            _ if a.all_day != b.all_day => a.clock.div_euclid(DAY) == b.clock.div_euclid(DAY),
            _ => a.clock == b.clock,
        }
    }

    fn on_own_clock(&self, rule: &str) -> String {
        let parts = rule.split(';').map(|part| {
            let until = part
                .split_once('=')
                .filter(|(name, _)| name.trim().eq_ignore_ascii_case("UNTIL"));
            let Some((_, value)) = until else {
                return part.to_owned();
            };
            let value = value.trim();
            let clock = match (Date::parse(value), DateTime::parse(value)) {
                // The whole of the last day belongs.
                (Some(day), _) => day.days() * DAY + DAY - 1,
                (None, Some(time)) if value.ends_with(['Z', 'z']) => self.clock_at(time.seconds()),
                (None, Some(time)) => time.seconds(),
                (None, None) => return part.to_owned(),
            };
            format!("UNTIL={}Z", DateTime::from_seconds(clock).basic())
        });
        parts.collect::<Vec<_>>().join(";")
    }
}

/// A point as a property writes it, without its zone.
pub(super) fn written(point: &Point, utc: bool) -> String {
    let time = DateTime::from_seconds(point.clock);
    match (point.all_day, utc) {
        (true, _) => time.date.to_string().replace('-', ""),
        (false, true) => format!("{}Z", time.basic()),
        (false, false) => time.basic(),
    }
}

fn read(property: &Property, zones: &Zones) -> Moment {
    read_value(property, &property.raw_value(), zones)
}

fn read_value(property: &Property, value: &str, zones: &Zones) -> Moment {
    Moment::read(value, property.parameter("TZID").as_deref(), zones)
}

pub(super) fn point(moment: &Moment) -> Option<Point> {
    let clock = moment.clock()?.seconds();
    Some(match moment {
        Moment::Day(_) => Point {
            clock,
            instant: None,
            all_day: true,
        },
        Moment::Zoned { instant, .. } => Point {
            clock,
            instant: *instant,
            all_day: false,
        },
        _ => Point {
            clock,
            instant: None,
            all_day: false,
        },
    })
}

fn raw(component: &Component, name: &'static str) -> Vec<String> {
    component
        .all(name)
        .map(|property| property.raw_value().trim().to_owned())
        .filter(|value| !value.is_empty())
        .collect()
}

/// The points of comma lists; of a period (`RDATE;VALUE=PERIOD`) its beginning.
fn points(component: &Component, name: &'static str, zones: &Zones) -> Vec<Point> {
    let mut points = Vec::new();
    for property in component.all(name) {
        let value = property.raw_value();
        for one in value.split([',', ';']) {
            let begin = one.split('/').next().unwrap_or(one);
            points.extend(point(&read_value(property, begin, zones)));
        }
    }
    points
}

fn length(component: &Component, start: Point, zones: &Zones) -> i64 {
    let end = component
        .first("DTEND")
        .or_else(|| component.first("DUE"))
        .and_then(|line| point(&read(line, zones)));
    if let Some(end) = end {
        let span = match (start.instant, end.instant) {
            (Some(start), Some(end)) => end - start,
            _ => end.clock - start.clock,
        };
        return span.max(0);
    }
    let lasts = component
        .first("DURATION")
        .and_then(|line| duration(line.raw_value().trim()));
    lasts.unwrap_or(if start.all_day { DAY } else { 0 }).max(0)
}

fn exception(component: &Component, main: &Component, times: &Times) -> Option<ExceptionTime> {
    let of = point(&read(component.first("RECURRENCE-ID")?, &times.zones))?;
    let start = component
        .first("DTSTART")
        .and_then(|line| point(&read(line, &times.zones)))
        .unwrap_or(of);
    let text = |name: &str| {
        let own = component.first(name).or_else(|| main.first(name));
        own.map(|line| line.text().trim().to_owned())
            .unwrap_or_default()
    };
    let says_end = ["DTEND", "DURATION", "DUE"]
        .iter()
        .any(|name| component.first(name).is_some());
    Some(ExceptionTime {
        of,
        start,
        length_seconds: if says_end {
            length(component, start, &times.zones)
        } else {
            times.length_seconds
        },
        cancelled: text("STATUS").eq_ignore_ascii_case("CANCELLED"),
        title: text("SUMMARY"),
        place: text("LOCATION"),
    })
}
