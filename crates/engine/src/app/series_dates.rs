//! The dates of a series, as a person needs them who weighs two versions of it: what comes next on either side, and what only
//! one side has. Only for showing: nothing is decided by it.

use pim::{Item, Times};
use serde::{Deserialize, Serialize};

use super::list::clock;
use super::series::starts;
use crate::{Both, Side};

/// So many dates are shown.
const SHOWN: usize = 5;
/// How far ahead is looked.
const AHEAD: i64 = 2 * 366 * 86_400;

/// The coming days of one side, on the series' own clock: `2026-11-30`. That the time of day differs is told elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SeriesDates {
    /// The next five.
    pub next: Vec<String>,
    /// The next five that the other side does not have.
    pub only: Vec<String>,
}

/// The coming dates of both sides; `None` where neither repeats, or both are on the same days.
pub(super) fn of(items: &Both<Option<Item>>, now_seconds: i64) -> Option<Both<SeriesDates>> {
    let times = |side| items.of(side).as_ref()?.times();
    let (server, local) = (times(Side::Server)?, times(Side::Local)?);
    if !server.repeats() && !local.repeats() {
        return None;
    }
    let (server, local) = (coming(&server, now_seconds), coming(&local, now_seconds));
    (server != local).then(|| Both {
        server: beside(&server, &local),
        local: beside(&local, &server),
    })
}

fn beside(own: &[String], other: &[String]) -> SeriesDates {
    let only = own.iter().filter(|date| !other.contains(date));
    SeriesDates {
        next: own.iter().take(SHOWN).cloned().collect(),
        only: only.take(SHOWN).cloned().collect(),
    }
}

/// Every day to come, a moved occurrence where it was moved to.
fn coming(times: &Times, now_seconds: i64) -> Vec<String> {
    let own = |moment: i64| match times.start.instant {
        Some(_) => times.clock_at(moment),
        None => moment,
    };
    let (from, to) = (own(now_seconds), own(now_seconds.saturating_add(AHEAD)));
    let moved = times.exceptions.iter().filter(|one| !one.cancelled);
    let mut dates: Vec<_> = starts(times, (from, to))
        .into_iter()
        .chain(moved.map(|one| one.start))
        .filter(|start| (from..to).contains(&start.clock))
        .collect();
    dates.sort_by_key(|start| start.clock);
    let mut days: Vec<String> = dates
        .iter()
        .filter_map(|start| Some(clock(start.clock)?.date().to_string()))
        .collect();
    days.dedup();
    days
}

#[cfg(test)]
mod tests {
    use pim::Kind;

    use super::*;

    /// 2026-11-25T00:00Z, a Wednesday.
    const NOW: i64 = 1_795_564_800;

    fn series(lines: &str) -> Option<Item> {
        let text = format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:s\r\nDTSTART:20261005T090000Z\r\nDTEND:20261005T100000Z\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        );
        Item::parse(Kind::Appointment, text.as_bytes()).ok()
    }

    fn between(server: &str, local: &str) -> Option<Both<SeriesDates>> {
        let items = Both {
            server: series(server),
            local: series(local),
        };
        of(&items, NOW)
    }

    #[test]
    fn the_next_dates_of_both_sides_and_those_only_one_has() {
        let dates = between("RRULE:FREQ=WEEKLY", "RRULE:FREQ=WEEKLY;INTERVAL=2").unwrap();
        assert_eq!(
            dates.server.next.first().map(String::as_str),
            Some("2026-11-30")
        );
        assert_eq!(
            dates.local.next,
            [
                "2026-11-30",
                "2026-12-14",
                "2026-12-28",
                "2027-01-11",
                "2027-01-25"
            ]
        );
        assert_eq!(
            dates.server.only.get(..2).unwrap(),
            ["2026-12-07", "2026-12-21"]
        );
        assert!(dates.local.only.is_empty());
    }

    #[test]
    fn one_excluded_date_is_the_one_the_other_side_has() {
        let rule = "RRULE:FREQ=WEEKLY";
        let dates = between(rule, "RRULE:FREQ=WEEKLY\r\nEXDATE:20261207T090000Z").unwrap();
        assert_eq!(dates.server.only, ["2026-12-07"]);
        assert!(dates.local.only.is_empty() && dates.local.next.len() == 5);
    }

    #[test]
    fn a_series_that_ended_has_no_date_and_equal_ones_are_not_told() {
        let dates = between("RRULE:FREQ=WEEKLY;COUNT=3", "RRULE:FREQ=WEEKLY").unwrap();
        assert!(dates.server.next.is_empty() && dates.local.next.len() == 5);
        assert_eq!(
            between("RRULE:FREQ=WEEKLY", "RRULE:FREQ=WEEKLY\r\nPRIORITY:1"),
            None
        );
        assert_eq!(between("PRIORITY:2", "PRIORITY:1"), None);

        let gone = Both {
            server: series("RRULE:FREQ=WEEKLY"),
            local: None,
        };
        assert_eq!(of(&gone, NOW), None);
    }
}
