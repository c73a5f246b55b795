//! When a series happens: its rules laid out on its own clock, what was added, removed or differs taken into account.
//! A series can be endless and a rule hostile, so laying out is bounded.

use std::time::Duration;

use pim::{Point, Times};
use rrule::RRuleSet;

use super::list::clock;

const DAY: i64 = 86_400;
/// So many times one series is shown between two days.
const MOST_OF_A_SERIES: u16 = 1_000;

/// The starts of a series between two times on its own clock, without those that were removed or differ.
pub(super) fn starts(times: &Times, near: (i64, i64)) -> Vec<Point> {
    let mut starts = vec![times.start];
    for rule in &times.rules {
        starts.extend(by_rule(times, rule, near));
    }
    starts.extend(times.added.iter().copied());
    let except: Vec<Point> = times
        .except_rules
        .iter()
        .flat_map(|rule| by_rule(times, rule, near))
        .collect();
    let gone = |start: &Point| {
        let differing = times.exceptions.iter().map(|exception| &exception.of);
        times
            .excluded
            .iter()
            .chain(&except)
            .chain(differing)
            .any(|other| times.is_same(start, other))
    };
    starts.retain(|start| !gone(start));
    starts.sort_by_key(|start| start.clock);
    starts.dedup_by(|a, b| times.is_same(a, b));
    starts
}

/// What a rule gives on the item's own clock. A rule that cannot be read gives nothing: the first time is shown all the same.
fn by_rule(times: &Times, rule: &str, (from, to): (i64, i64)) -> Vec<Point> {
    let first = times.start.clock;
    let Some(start) = clock(first).filter(|_| to > first && is_bounded(rule, to - first)) else {
        return Vec::new();
    };
    let text = format!("DTSTART:{}Z\nRRULE:{rule}", start.strftime("%Y%m%dT%H%M%S"));
    let Ok(set) = text.parse::<RRuleSet>() else {
        return Vec::new();
    };
    // Neither is negative: `to` is after the start.
    let later =
        |seconds: i64| *set.get_dt_start() + Duration::from_secs(seconds.max(0).cast_unsigned());
    let (from, to) = (later(from.saturating_sub(first)), later(to - first));
    set.limit()
        .after(from)
        .before(to)
        .all(MOST_OF_A_SERIES)
        .dates
        .iter()
        .map(|date| times.at(date.timestamp()))
        .collect()
}

/// Whether laying a rule out takes a moment only: one that gives at most a time a day always does, one that gives some times
/// a day where it begins near, one by minutes or seconds never.
fn is_bounded(rule: &str, span: i64) -> bool {
    let upper = rule.to_ascii_uppercase();
    let says = |words: &[&str]| words.iter().any(|word| upper.contains(word));
    !says(&["MINUTELY", "SECONDLY", "BYMINUTE", "BYSECOND"])
        && (!says(&["HOURLY", "BYHOUR"]) || span < 800 * DAY)
}
