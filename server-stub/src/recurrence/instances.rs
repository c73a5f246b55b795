//! The instances of a calendar object: a component with its rules and dates, less its exceptions, with its overrides.

use std::collections::BTreeSet;

use jiff::civil::DateTime;

use super::moment::{self, Moment, Span, duration_seconds};
use super::rule::Rule;
use super::zone::{Zone, Zones};
use crate::scan::Block;

/// So many instances are told at most: more fit no answer.
const MOST_TOLD: usize = 20_000;

/// One instance.
#[derive(Clone, Debug)]
pub(crate) struct Instance<'a> {
    /// The component that describes it: the main one or an override.
    pub(crate) block: &'a Block,
    /// When it begins; none for a task without a start.
    pub(crate) start: Option<Moment>,
    /// When it ends, in seconds since 1970; when it begins, where it takes no time.
    pub(crate) end: i64,
    /// Which instance of the series it is; none for what does not recur.
    pub(crate) recurrence_id: Option<Moment>,
}

impl Instance<'_> {
    /// When it begins, in seconds since 1970.
    pub(crate) fn start_utc(&self) -> Option<i64> {
        self.start.as_ref().map(Moment::utc)
    }
}

/// The components of one calendar object that share a UID.
pub(crate) struct Set<'a> {
    main: Option<&'a Block>,
    overrides: Vec<(Moment, &'a Block)>,
    zones: Zones,
}

impl<'a> Set<'a> {
    /// The set of that kind of component in a VCALENDAR; floating times are on the clock of `floating`.
    pub(crate) fn of(calendar: &'a Block, component: &str, floating: &Zone) -> Set<'a> {
        let zones = Zones::of(calendar, floating);
        let mut set = Set {
            main: None,
            overrides: Vec::new(),
            zones,
        };
        for block in calendar
            .blocks
            .iter()
            .filter(|block| block.name == component)
        {
            let id = block
                .line("RECURRENCE-ID")
                .and_then(|line| Moment::of(line, &set.zones));
            match id {
                Some(id) => set.overrides.push((id, block)),
                None => set.main = set.main.or(Some(block)),
            }
        }
        set
    }

    pub(crate) fn zones(&self) -> &Zones {
        &self.zones
    }

    pub(crate) fn recurs(&self) -> bool {
        self.main
            .is_some_and(|main| main.line("RRULE").is_some() || main.line("RDATE").is_some())
    }

    /// Every instance that may be in the span, in order of their ids; those of a series far away are left out, the one
    /// instance of what does not recur never.
    pub(crate) fn instances(&self, span: Span) -> Vec<Instance<'a>> {
        let mut found = Vec::new();
        if let Some(main) = self.main {
            if self.recurs() {
                self.of_series(main, span, &mut found);
            } else {
                found.push(self.instance(main, start_of(main, &self.zones), None));
            }
        }
        for (id, block) in &self.overrides {
            found.push(self.instance(block, start_of(block, &self.zones), Some(id.clone())));
        }
        found
    }

    /// A component as it stands, whatever its rule.
    pub(crate) fn whole(&self, block: &'a Block) -> Instance<'a> {
        self.instance(block, start_of(block, &self.zones), None)
    }

    fn of_series(&self, main: &'a Block, span: Span, found: &mut Vec<Instance<'a>>) {
        let Some(start) = start_of(main, &self.zones) else {
            found.push(self.instance(main, None, None));
            return;
        };
        let overridden: BTreeSet<i64> = self.overrides.iter().map(|(id, _)| id.utc()).collect();
        let mut left_out = overridden;
        left_out.extend(self.moments(main, "EXDATE").iter().map(Moment::utc));
        let length = self
            .end(main, Some(&start))
            .saturating_sub(start.utc())
            .max(0);
        // A day more on either side: local times are up to 14 hours away from UTC.
        let slack = length.saturating_add(2 * 86_400);
        let from = moment::clock(span.start.saturating_sub(slack));
        let to = moment::clock(span.end.saturating_add(2 * 86_400));
        let mut times: BTreeSet<DateTime> = BTreeSet::new();
        let rules: Vec<&str> = main
            .lines
            .iter()
            .filter(|line| line.name == "RRULE")
            .map(|line| line.value.as_str())
            .collect();
        for text in &rules {
            let Some(rule) = Rule::read(text) else {
                // What cannot be read takes nothing away: the series counts as going on for ever.
                let mut endless = self.instance(main, Some(start.clone()), None);
                endless.end = i64::MAX;
                found.push(endless);
                continue;
            };
            let until = rule.until_utc().map(moment::seconds);
            let of_rule = rule
                .occurrences(start.local, from, to)
                .filter(|local| until.is_none_or(|until| start.at(*local).utc() <= until));
            // Of a span without an end the first few say what there is to say.
            let most = if span.end == i64::MAX {
                1_000
            } else {
                MOST_TOLD
            };
            times.extend(of_rule.take(most));
        }
        if rules.is_empty() {
            times.insert(start.local);
        }
        let starts = times.into_iter().map(|local| start.at(local));
        let dates = self.moments(main, "RDATE").into_iter();
        let mut seen = BTreeSet::new();
        for moment in starts.chain(dates) {
            let utc = moment.utc();
            if !left_out.contains(&utc) && seen.insert(utc) && found.len() < MOST_TOLD {
                let id = moment.clone();
                found.push(self.instance(main, Some(moment), Some(id)));
            }
        }
    }

    fn moments(&self, block: &Block, name: &str) -> Vec<Moment> {
        block
            .lines
            .iter()
            .filter(|line| line.name == name)
            .flat_map(|line| Moment::all(line, &self.zones))
            .collect()
    }

    fn instance(
        &self,
        block: &'a Block,
        start: Option<Moment>,
        recurrence_id: Option<Moment>,
    ) -> Instance<'a> {
        Instance {
            end: self.end(block, start.as_ref()),
            block,
            start,
            recurrence_id,
        }
    }

    /// When an instance that begins at `start` ends.
    fn end(&self, block: &Block, start: Option<&Moment>) -> i64 {
        let read = |name: &str| {
            block
                .line(name)
                .and_then(|line| Moment::of(line, &self.zones))
        };
        let written_end = read("DTEND").or_else(|| read("DUE"));
        let Some(start) = start else {
            return written_end.map_or(0, |end| end.utc());
        };
        let begin = start.utc();
        if let Some(end) = written_end {
            // Measured on the first instance; a day is a day on the clock where both are days.
            let Some(first) = start_of(block, &self.zones) else {
                return end.utc().max(begin);
            };
            if first.is_date && end.is_date {
                let days = moment::seconds(end.local) - moment::seconds(first.local);
                let last = moment::clock(moment::seconds(start.local).saturating_add(days.max(0)));
                return start.at(last).utc();
            }
            return begin.saturating_add((end.utc() - first.utc()).max(0));
        }
        let length = block
            .line("DURATION")
            .and_then(|line| duration_seconds(&line.value));
        match length {
            Some(length) => begin.saturating_add(length.max(0)),
            // Without an end a day takes the day, an appointment no time (RFC 5545, 3.6.1).
            None if start.is_date && block.name == "VEVENT" => begin.saturating_add(86_400),
            None => begin,
        }
    }
}

fn start_of(block: &Block, zones: &Zones) -> Option<Moment> {
    block
        .line("DTSTART")
        .and_then(|line| Moment::of(line, zones))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan;

    fn told(inner: &str, from: &str, to: &str) -> Vec<String> {
        let text = format!("BEGIN:VCALENDAR\n{inner}END:VCALENDAR\n");
        let blocks = scan::parse(text.as_bytes()).unwrap();
        let set = Set::of(&blocks[0], "VEVENT", &Zone::utc());
        let span = Span::read(Some(from), Some(to)).unwrap();
        let found = set.instances(span).into_iter().filter_map(|instance| {
            let start = instance.start_utc()?;
            span.overlaps(start, instance.end)
                .then(|| moment::written_utc(start))
        });
        let mut found: Vec<String> = found.collect();
        found.sort();
        found
    }

    #[test]
    fn a_series_is_its_rule_less_its_exceptions_with_its_overrides() {
        let series = "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Europe/Berlin:20260323T100000\nDTEND;TZID=Europe/Berlin:20260323T110000\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;TZID=Europe/Berlin:20260330T100000\nRDATE;TZID=Europe/Berlin:20260401T100000\nEND:VEVENT\nBEGIN:VEVENT\nUID:1\nRECURRENCE-ID;TZID=Europe/Berlin:20260406T100000\nDTSTART;TZID=Europe/Berlin:20260407T120000\nDTEND;TZID=Europe/Berlin:20260407T130000\nEND:VEVENT\n";
        assert_eq!(
            told(series, "20260101T000000Z", "20270101T000000Z"),
            [
                "20260323T090000Z",
                "20260401T080000Z",
                "20260407T100000Z",
                "20260413T080000Z"
            ]
        );
        assert!(told(series, "20260330T000000Z", "20260331T000000Z").is_empty());
        assert!(told(series, "20260406T000000Z", "20260407T000000Z").is_empty());
    }

    #[test]
    fn days_ends_and_utc_limits_are_kept() {
        let days = "BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20260601\nDTEND;VALUE=DATE:20260603\nRRULE:FREQ=MONTHLY;UNTIL=20260801\nEND:VEVENT\n";
        assert_eq!(
            told(days, "20260702T120000Z", "20261201T000000Z"),
            ["20260701T000000Z", "20260801T000000Z"]
        );
        let until = "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=America/New_York:20260101T200000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20260104T010000Z\nEND:VEVENT\n";
        assert_eq!(told(until, "20260101T000000Z", "20260201T000000Z").len(), 3);
    }

    #[test]
    fn a_rule_nobody_understands_hides_nothing() {
        let odd = "BEGIN:VEVENT\nUID:1\nDTSTART:20200101T100000Z\nDURATION:PT1H\nRRULE:FREQ=FULLMOON\nEND:VEVENT\n";
        assert_eq!(told(odd, "20260601T000000Z", "20270101T000000Z").len(), 1);
        assert!(told(odd, "20190601T000000Z", "20190701T000000Z").is_empty());
    }
}
