//! What a TZID means: its IANA zone, else its VTIMEZONE, else the clock of whoever looks.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::moment::{self, Seconds as _};
use super::rule::Rule;
use crate::scan::Block;

/// A clock.
#[derive(Clone, Debug)]
pub(crate) enum Zone {
    Known(TimeZone),
    /// As a VTIMEZONE describes it.
    Described(Arc<Vec<Observance>>),
}

/// One `STANDARD` or `DAYLIGHT` part.
#[derive(Debug)]
pub(crate) struct Observance {
    onset: DateTime,
    from_seconds: i64,
    to_seconds: i64,
    rule: Option<Rule>,
    dates: Vec<DateTime>,
}

impl Zone {
    pub(crate) fn utc() -> Zone {
        Zone::Known(TimeZone::UTC)
    }

    /// Seconds since 1970 when this clock shows that time. Of an hour that comes twice the first counts, an hour that is
    /// skipped is read with the offset before it (RFC 5545, 3.3.5).
    pub(super) fn utc_of(&self, local: DateTime) -> i64 {
        match self {
            Zone::Known(zone) => zone.to_ambiguous_timestamp(local).timestamp_or_zero(),
            Zone::Described(observances) => moment::seconds(local) - offset(observances, local),
        }
    }
}

/// The offset in force at that time: of the observance whose onset came last.
fn offset(observances: &[Observance], local: DateTime) -> i64 {
    let latest = observances
        .iter()
        .filter_map(|observance| Some((observance.latest_onset(local)?, observance.to_seconds)))
        .max_by_key(|(onset, _)| *onset);
    match latest {
        Some((_, offset)) => offset,
        None => observances
            .iter()
            .min_by_key(|observance| observance.onset)
            .map_or(0, |first| first.from_seconds),
    }
}

impl Observance {
    fn read(block: &Block) -> Option<Observance> {
        let (onset, _) = moment::local(&block.line("DTSTART")?.value)?;
        let dates = block
            .lines
            .iter()
            .filter(|line| line.name == "RDATE")
            .flat_map(|line| line.value.split(','))
            .filter_map(|text| Some(moment::local(text.trim_end_matches('Z'))?.0));
        Some(Observance {
            onset,
            from_seconds: offset_seconds(&block.line("TZOFFSETFROM")?.value)?,
            to_seconds: offset_seconds(&block.line("TZOFFSETTO")?.value)?,
            rule: block.line("RRULE").and_then(|line| Rule::read(&line.value)),
            dates: dates.collect(),
        })
    }

    fn latest_onset(&self, local: DateTime) -> Option<DateTime> {
        if local < self.onset {
            return None;
        }
        let by_rule = self.rule.as_ref().and_then(|rule| {
            // The one before is at most a year and a little away.
            let from = moment::clock(moment::seconds(local) - 400 * 86_400);
            rule.occurrences(self.onset, from, local).last()
        });
        let by_date = self
            .dates
            .iter()
            .copied()
            .filter(|date| *date <= local)
            .max();
        by_rule.max(by_date).max(Some(self.onset))
    }
}

/// `+0130` in seconds.
fn offset_seconds(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let part = |from: usize| -> Option<i64> { digits.get(from..from + 2)?.parse().ok() };
    let seconds = if digits.len() > 4 { part(4)? } else { 0 };
    Some(sign * (part(0)? * 3600 + part(2)? * 60 + seconds))
}

/// The zones of one calendar object.
#[derive(Clone, Debug)]
pub(crate) struct Zones {
    described: BTreeMap<String, Arc<Vec<Observance>>>,
    floating: Zone,
}

impl Zones {
    /// The zones a VCALENDAR describes; floating times are on the clock of `floating`.
    pub(crate) fn of(calendar: &Block, floating: &Zone) -> Zones {
        let described = calendar
            .blocks
            .iter()
            .filter(|block| block.name == "VTIMEZONE")
            .filter_map(|block| {
                let observances: Vec<Observance> =
                    block.blocks.iter().filter_map(Observance::read).collect();
                let tzid = block.line("TZID")?.value.trim().to_owned();
                (!observances.is_empty()).then_some((tzid, Arc::new(observances)))
            });
        Zones {
            described: described.collect(),
            floating: floating.clone(),
        }
    }

    /// The clock of nobody in particular.
    pub(crate) fn utc() -> Zone {
        Zone::utc()
    }

    pub(super) fn floating(&self) -> Zone {
        self.floating.clone()
    }

    /// What a TZID means.
    pub(super) fn find(&self, tzid: &str) -> Zone {
        let tzid = tzid.trim();
        if let Some(zone) = iana(tzid) {
            return Zone::Known(zone);
        }
        self.described
            .get(tzid)
            .map_or_else(|| self.floating(), |zone| Zone::Described(Arc::clone(zone)))
    }

    /// The zone of a calendar object that is nothing but a VTIMEZONE (`CALDAV:timezone`).
    pub(crate) fn sole(calendar: &Block) -> Option<Zone> {
        let zones = Zones::of(calendar, &Zone::utc());
        let tzid = calendar
            .blocks
            .iter()
            .find(|block| block.name == "VTIMEZONE")?
            .line("TZID")?;
        Some(zones.find(&tzid.value))
    }
}

/// The zone of that name, or of a name that ends like this one: `/mozilla.org/20050126_1/Europe/Berlin`.
fn iana(tzid: &str) -> Option<TimeZone> {
    let mut tail = tzid.trim_matches('/');
    for _ in 0..4 {
        if let Ok(zone) = TimeZone::get(tail) {
            return Some(zone);
        }
        tail = tail.split_once('/')?.1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan;

    const CUSTOM: &str = "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Our office\nBEGIN:DAYLIGHT\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nDTSTART:19700329T020000\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nEND:DAYLIGHT\nBEGIN:STANDARD\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nDTSTART:19701025T030000\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\nEND:VTIMEZONE\nEND:VCALENDAR\n";

    #[test]
    fn a_described_zone_shows_the_time_of_its_namesake() {
        let blocks = scan::parse(CUSTOM.as_bytes()).unwrap();
        let zones = Zones::of(&blocks[0], &Zone::utc());
        let (custom, berlin) = (zones.find("Our office"), zones.find("/x/Europe/Berlin"));
        for text in [
            "19700101T000000",
            "20260115T120000",
            "20260715T120000",
            "20260329T010000",
            "20260329T040000",
            "20261025T120000",
        ] {
            let (local, _) = moment::local(text).unwrap();
            assert_eq!(custom.utc_of(local), berlin.utc_of(local), "{text}");
        }
    }

    #[test]
    fn an_unknown_zone_is_the_clock_of_whoever_looks() {
        let blocks = scan::parse(CUSTOM.as_bytes()).unwrap();
        let tokyo = Zone::Known(TimeZone::get("Asia/Tokyo").unwrap());
        let zones = Zones::of(&blocks[0], &tokyo);
        let (local, _) = moment::local("20260115T090000").unwrap();
        assert_eq!(zones.find("Nowhere").utc_of(local), tokyo.utc_of(local));
    }
}
