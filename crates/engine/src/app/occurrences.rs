//! Appointments laid out in days: every time one happens between two days, in the viewer's zone.
//!
//! A series is laid out on its own clock and each occurrence then read in the viewer's zone, so that nine o'clock in Berlin stays
//! nine o'clock in Berlin. Only for showing: nothing is decided by it. A series can be endless, so all of it is bounded.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use pim::{Item, Kind, Point, Times};
use serde::{Deserialize, Serialize};

use super::Engine;
use super::list::{clock, minutes};
use super::place::LocalPlace;
use super::series::starts;
use crate::endpoint::{Endpoint, Fetched, ItemId};
use crate::say;
use crate::{Code, Failure};

const DAY: i64 = 86_400;
/// So many in all.
const MOST: usize = 10_000;

/// One time an appointment happens, in the viewer's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Occurrence {
    /// The appointment's id on this computer.
    pub id: ItemId,
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub place: String,
    /// `2026-11-25T10:00`, or `2026-11-25` where it is all day.
    pub start: String,
    /// Its end; the day after the last where it is all day.
    pub end: String,
    /// Whole days.
    pub all_day: bool,
    /// It is one of a series.
    pub repeats: bool,
    /// It differs from its series.
    pub exception: bool,
    /// Names this occurrence in an edit of it alone.
    pub recurrence: Option<String>,
    /// The first category.
    pub category: Option<String>,
    /// Its colour, where it says one.
    pub colour: Option<String>,
}

/// Some days, as the viewer's clocks count them.
struct Window {
    zone: TimeZone,
    /// In the viewer's civil seconds.
    clock: (i64, i64),
    /// In UTC seconds.
    instant: (i64, i64),
}

impl Engine {
    /// What happens from a day (`2026-11-01`) to another, which is not in it any more. `zone` is the viewer's, by its IANA name.
    ///
    /// # Errors
    /// A day cannot be read, or the place cannot.
    pub async fn occurrences(
        &self,
        account: &str,
        from: &str,
        to: &str,
        zone: &str,
    ) -> Result<Vec<Occurrence>, Failure> {
        let window = Window::between(from, to, zone)?;
        let mut all = Vec::new();
        for (id, body) in self.appointments(account, &window).await? {
            if let Ok(item) = Item::parse(Kind::Appointment, &body) {
                all.extend(laid_out(&id, &item, &window));
            }
            if all.len() >= MOST {
                break;
            }
        }
        all.truncate(MOST);
        all.sort_by(|a, b| (&a.start, !a.all_day, &a.title).cmp(&(&b.start, !b.all_day, &b.title)));
        Ok(all)
    }

    async fn appointments(
        &self,
        account: &str,
        window: &Window,
    ) -> Result<Vec<(ItemId, Vec<u8>)>, Failure> {
        match self.place(account, Kind::Appointment)? {
            LocalPlace::Builtin(collection) => {
                let (from, to) = window.instant;
                Ok(collection.between(from - DAY, to + DAY)?)
            }
            LocalPlace::Folder(folder) => {
                let seen = folder.observe(None).await?.seen;
                let ids: Vec<ItemId> = seen.into_iter().map(|seen| seen.id).collect();
                let mut found = Vec::new();
                for ids in ids.chunks(100) {
                    for answer in folder.fetch(ids).await? {
                        if let Fetched::Here { id, body, .. } = answer {
                            found.push((id, body));
                        }
                    }
                }
                Ok(found)
            }
        }
    }
}

impl Window {
    fn between(from: &str, to: &str, zone: &str) -> Result<Self, Failure> {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let edge = |day: &str| {
            let wrong = |error: jiff::Error| {
                let hint = say!("A day is written like 2026-11-25.");
                Failure::new(Code::Usage, day, error.to_string(), hint)
            };
            let midnight = day
                .parse::<Date>()
                .map_err(wrong)?
                .to_datetime(jiff::civil::Time::midnight());
            let instant = zone.to_timestamp(midnight).map_err(wrong)?.as_second();
            Ok::<_, Failure>((civil_seconds(midnight), instant))
        };
        let (from, to) = (edge(from)?, edge(to)?);
        Ok(Self {
            zone,
            clock: (from.0, to.0),
            instant: (from.1, to.1),
        })
    }

    /// Whether a time that begins here and lasts so long is partly in the window.
    fn has(&self, start: &Point, length: i64) -> bool {
        let (begin, (from, to)) = match start.instant {
            Some(instant) => (instant, self.instant),
            None => (start.clock, self.clock),
        };
        begin < to && (begin + length > from || begin >= from)
    }

    /// The window on an item's own clock, with a day to spare on either side.
    fn on_clock_of(&self, times: &Times) -> (i64, i64) {
        let (from, to) = match times.start.instant {
            Some(_) => (
                times.clock_at(self.instant.0),
                times.clock_at(self.instant.1),
            ),
            None => self.clock,
        };
        (from - DAY - times.length_seconds, to + DAY)
    }

    /// A time and its end as the viewer's clocks show it.
    fn shown(&self, start: &Point, length: i64) -> Option<(String, String)> {
        if start.all_day {
            let days = (length + DAY - 1).div_euclid(DAY).max(1);
            let first = clock(start.clock)?.date();
            let after = clock(start.clock.checked_add(days.checked_mul(DAY)?)?)?.date();
            return Some((first.to_string(), after.to_string()));
        }
        let at = |extra: i64| -> Option<DateTime> {
            match start.instant {
                Some(instant) => {
                    let instant = Timestamp::from_second(instant.checked_add(extra)?).ok()?;
                    Some(self.zone.to_datetime(instant))
                }
                None => clock(start.clock.checked_add(extra)?),
            }
        };
        Some((minutes(at(0)?), minutes(at(length)?)))
    }
}

fn laid_out(id: &ItemId, item: &Item, window: &Window) -> Vec<Occurrence> {
    let Some(times) = item.times() else {
        return Vec::new();
    };
    let glimpse = crate::endpoint::builtin::Glimpse::of(item);
    let colour = item
        .fields()
        .into_iter()
        .find_map(|value| (value.key.field == pim::FieldId::Colour).then_some(value.shown.text));
    let occurrence = |start: &Point, length: i64| {
        let (shown_start, shown_end) = window.shown(start, length)?;
        Some(Occurrence {
            id: id.clone(),
            title: item.title(),
            place: glimpse.subtitle.clone(),
            start: shown_start,
            end: shown_end,
            all_day: start.all_day,
            repeats: times.repeats(),
            exception: false,
            recurrence: times.repeats().then(|| times.name_of(start)),
            category: glimpse.category.clone(),
            colour: colour.clone(),
        })
    };
    let mut all: Vec<Occurrence> = starts(&times, window.on_clock_of(&times))
        .iter()
        .filter(|start| window.has(start, times.length_seconds))
        .filter_map(|start| occurrence(start, times.length_seconds))
        .collect();
    for exception in &times.exceptions {
        if exception.cancelled || !window.has(&exception.start, exception.length_seconds) {
            continue;
        }
        let own = |text: &String, or: String| if text.is_empty() { or } else { text.clone() };
        all.extend(
            occurrence(&exception.start, exception.length_seconds).map(|series| Occurrence {
                title: own(&exception.title, series.title),
                place: own(&exception.place, series.place),
                repeats: true,
                exception: true,
                recurrence: Some(times.name_of(&times.at(exception.of.clock))),
                ..series
            }),
        );
    }
    all
}

fn civil_seconds(time: DateTime) -> i64 {
    TimeZone::UTC
        .to_timestamp(time)
        .map_or(0, Timestamp::as_second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(lines: &str, from: &str, to: &str, zone: &str) -> Vec<String> {
        let source = format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:s\r\nSUMMARY:s\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            lines.replace('\n', "\r\n")
        );
        let item = Item::parse(Kind::Appointment, source.as_bytes()).unwrap();
        let window = Window::between(from, to, zone).unwrap();
        let id = ItemId("s".into());
        laid_out(&id, &item, &window)
            .iter()
            .map(|one| format!("{} {}", one.start, one.end))
            .collect()
    }

    const BERLIN: &str =
        "DTSTART;TZID=Europe/Berlin:20261019T090000\nDTEND;TZID=Europe/Berlin:20261019T100000\n";

    #[test]
    fn a_series_keeps_its_own_clock_when_the_clocks_change() {
        let lines = format!("{BERLIN}RRULE:FREQ=WEEKLY");
        assert_eq!(
            days(&lines, "2026-10-19", "2026-11-01", "Europe/Berlin"),
            [
                "2026-10-19T09:00 2026-10-19T10:00",
                "2026-10-26T09:00 2026-10-26T10:00"
            ]
        );
        // New York changes its clocks a week later.
        assert_eq!(
            days(&lines, "2026-10-19", "2026-11-08", "America/New_York"),
            [
                "2026-10-19T03:00 2026-10-19T04:00",
                "2026-10-26T04:00 2026-10-26T05:00",
                "2026-11-02T03:00 2026-11-02T04:00"
            ]
        );
    }

    #[test]
    fn the_last_day_of_a_series_that_ends_at_an_instant_belongs_to_it() {
        let lines = format!("{BERLIN}RRULE:FREQ=WEEKLY;UNTIL=20261102T080000Z");
        assert_eq!(
            days(&lines, "2026-10-26", "2027-01-01", "Europe/Berlin").len(),
            2
        );
    }

    #[test]
    fn what_was_excluded_is_not_there_and_what_was_added_is() {
        let lines = format!(
            "{BERLIN}RRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;TZID=Europe/Berlin:20261026T090000\nRDATE;TZID=Europe/Berlin:20261028T120000"
        );
        assert_eq!(
            days(&lines, "2026-10-20", "2026-11-03", "Europe/Berlin"),
            [
                "2026-10-28T12:00 2026-10-28T13:00",
                "2026-11-02T09:00 2026-11-02T10:00"
            ]
        );
    }

    #[test]
    fn an_exception_stands_where_it_was_moved_to_and_a_cancelled_one_nowhere() {
        let lines = format!(
            "{BERLIN}RRULE:FREQ=WEEKLY;COUNT=3\nEND:VEVENT\nBEGIN:VEVENT\nUID:s\nSUMMARY:moved\nRECURRENCE-ID:20261026T080000Z\nDTSTART;TZID=Europe/Berlin:20261027T110000\nDTEND;TZID=Europe/Berlin:20261027T113000\nEND:VEVENT\nBEGIN:VEVENT\nUID:s\nRECURRENCE-ID;TZID=Europe/Berlin:20261102T090000\nDTSTART;TZID=Europe/Berlin:20261102T090000\nSTATUS:CANCELLED"
        );
        assert_eq!(
            days(&lines, "2026-10-19", "2026-12-01", "Europe/Berlin"),
            [
                "2026-10-19T09:00 2026-10-19T10:00",
                "2026-10-27T11:00 2026-10-27T11:30"
            ]
        );
    }

    #[test]
    fn whole_days_stay_on_their_days_in_every_zone() {
        let lines = "DTSTART;VALUE=DATE:20261031\nDTEND;VALUE=DATE:20261102\nRRULE:FREQ=YEARLY";
        for zone in ["Pacific/Auckland", "America/Los_Angeles", "UTC"] {
            assert_eq!(
                days(lines, "2027-10-01", "2027-11-01", zone),
                ["2027-10-31 2027-11-02"],
                "{zone}"
            );
            assert_eq!(
                days(lines, "2027-11-01", "2027-11-02", zone).len(),
                1,
                "{zone}"
            );
            assert_eq!(
                days(lines, "2027-11-02", "2027-11-03", zone).len(),
                0,
                "{zone}"
            );
        }
    }

    #[test]
    fn an_endless_series_and_a_hostile_one_are_bounded() {
        for rule in [
            "FREQ=SECONDLY",
            "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=YEARLY;INTERVAL=65535",
            "FREQ=WEEKLY;COUNT=99999999999",
            "nonsense",
        ] {
            let lines = format!("DTSTART:19700101T000000Z\nRRULE:{rule}");
            assert!(
                days(&lines, "2026-10-01", "2026-11-01", "UTC").len() <= 1_001,
                "{rule}"
            );
        }
    }
}
