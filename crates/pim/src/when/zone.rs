//! Time zones: what a TZID means, by its IANA name or by the `VTIMEZONE` in the file.
//!
//! A TZID that is, or ends in, an IANA name means that zone, as every widespread client reads it; servers trim and rewrite the
//! `VTIMEZONE` beside it as they like. Any other TZID means what its `VTIMEZONE` says. A TZID with neither is
//! compared by name.

use std::collections::BTreeMap;

use super::date::DateTime;
use super::iana::{Iana, Yearly};
use super::rule::Rule;

/// The zones that one document describes, by TZID.
#[derive(Default, Clone)]
pub(crate) struct Zones(BTreeMap<String, Described>);

impl Zones {
    /// Adds what a `VTIMEZONE` says.
    pub(crate) fn describe(&mut self, tzid: &str, observances: Vec<Observance>) {
        if !observances.is_empty() {
            self.0
                .entry(tzid.trim().to_owned())
                .or_insert(Described { observances });
        }
    }

    /// What a TZID means here.
    pub(crate) fn find(&self, tzid: &str) -> Zone<'_> {
        if let Some(iana) = Iana::find(tzid) {
            return Zone::Iana(iana);
        }
        self.0
            .get(tzid.trim())
            .map_or(Zone::Unknown, Zone::Described)
    }
}

/// A zone whose offsets are known, or not.
#[derive(Clone, Copy)]
pub(crate) enum Zone<'a> {
    /// In the IANA database.
    Iana(Iana),
    /// In the file.
    Described(&'a Described),
    /// Nowhere.
    Unknown,
}

impl Zone<'_> {
    /// The instant at which the zone's clocks show `local`, in UTC seconds. An hour that comes twice is its first coming; one that is
    /// skipped is read with the offset before it (RFC 5545 section 3.3.5).
    pub(crate) fn instant(&self, local: DateTime) -> Option<i64> {
        let shown = local.seconds();
        let offset = match self {
            Zone::Iana(zone) => {
                let before = zone.offset_at(shown - 86_400);
                let after = zone.offset_at(shown + 86_400);
                let is_after = before != after
                    && zone.offset_at(shown - i64::from(before)) != before
                    && zone.offset_at(shown - i64::from(after)) == after;
                if is_after { after } else { before }
            }
            Zone::Described(zone) => zone.offset_on_clock(local),
            Zone::Unknown => return None,
        };
        Some(shown - i64::from(offset))
    }
}

/// A zone as a `VTIMEZONE` describes it.
#[derive(Clone)]
pub(crate) struct Described {
    observances: Vec<Observance>,
}

/// One `STANDARD` or `DAYLIGHT` part: from when on which offset.
#[derive(Clone)]
pub(crate) struct Observance {
    /// The first onset, on the clock before it.
    pub(crate) start: DateTime,
    /// Seconds east of UTC before.
    pub(crate) from: i32,
    /// Seconds east of UTC after.
    pub(crate) to: i32,
    pub(crate) rules: Vec<Rule>,
    pub(crate) dates: Vec<DateTime>,
}

impl Observance {
    fn latest_onset(&self, local: DateTime) -> Option<DateTime> {
        let by_rule = self
            .rules
            .iter()
            .filter_map(|rule| rule.latest_yearly(local, self.start));
        let by_date = self
            .dates
            .iter()
            .copied()
            .chain([self.start])
            .filter(|onset| *onset <= local);
        by_rule.chain(by_date).max()
    }
}

impl Described {
    fn offset_on_clock(&self, local: DateTime) -> i32 {
        let onsets = self
            .observances
            .iter()
            .filter_map(|part| Some((part.latest_onset(local)?, part)));
        match onsets.max_by_key(|(onset, _)| *onset) {
            Some((onset, part)) => {
                let skipped = local.seconds() - onset.seconds() < i64::from(part.to - part.from);
                if skipped { part.from } else { part.to }
            }
            None => self
                .observances
                .iter()
                .min_by_key(|part| part.start)
                .map_or(0, |part| part.from),
        }
    }
}

/// The name is one of the IANA database's.
pub(crate) fn is_iana(name: &str) -> bool {
    Iana::find(name).is_some()
}

/// The lines of a `VTIMEZONE` for a zone of the IANA database, as [`Iana::yearly`] has its offsets now.
pub(crate) fn yearly(name: &str) -> Option<Vec<Yearly>> {
    Iana::find(name)?.yearly()
}

/// Reads a UTC offset (`+0100`, `-053000`) as seconds.
pub(crate) fn offset(text: &str) -> Option<i32> {
    let (sign, digits) = match text.trim().split_at_checked(1)? {
        ("-", digits) => (-1, digits),
        ("+", digits) => (1, digits),
        _ => (1, text.trim()),
    };
    let digits: String = digits.chars().filter(|letter| *letter != ':').collect();
    if !(digits.len() == 4 || digits.len() == 6)
        || !digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let number: i32 = digits.parse().ok()?;
    let (hours, minutes, seconds) = if digits.len() == 4 {
        (number / 100, number % 100, 0)
    } else {
        (number / 10_000, number / 100 % 100, number % 100)
    };
    Some(sign * (hours * 3600 + minutes * 60 + seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> Zones {
        let part = |start: &str, from, to, rule: &str| Observance {
            start: DateTime::parse(start).unwrap(),
            from,
            to,
            rules: Rule::parse(rule).into_iter().collect(),
            dates: Vec::new(),
        };
        let mut zones = Zones::default();
        zones.describe(
            "Custom",
            vec![
                part(
                    "19700329T020000",
                    3600,
                    7200,
                    "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
                ),
                part(
                    "19701025T030000",
                    7200,
                    3600,
                    "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
                ),
            ],
        );
        zones
    }

    #[test]
    fn a_described_zone_and_the_iana_zone_agree_at_every_hour_of_a_year() {
        let zones = berlin();
        let (described, iana) = (zones.find("Custom"), zones.find("Europe/Berlin"));
        let begin = DateTime::parse("20260101T000000").unwrap().seconds();
        for hour in 0..24 * 366 {
            let local = DateTime::from_seconds(begin + hour * 3600 + 1800);
            assert_eq!(described.instant(local), iana.instant(local), "{local}");
        }
    }

    #[test]
    fn before_the_first_onset_the_earlier_offset_holds() {
        let local = DateTime::parse("19600101T000000").unwrap();
        assert_eq!(
            berlin().find("Custom").instant(local),
            Some(local.seconds() - 3600)
        );
    }

    #[test]
    fn a_zone_that_nobody_describes_has_no_instants() {
        assert_eq!(
            berlin()
                .find("tzone://Microsoft/Custom")
                .instant(DateTime::from_seconds(0)),
            None
        );
    }

    #[test]
    fn offsets_are_read() {
        for (text, seconds) in [
            ("+0100", Some(3600)),
            ("-053000", Some(-19_800)),
            ("+01:00", Some(3600)),
            ("1", None),
            ("é", None),
        ] {
            assert_eq!(offset(text), seconds, "{text}");
        }
    }
}
