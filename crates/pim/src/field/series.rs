//! The rule of a series: `RRULE`, `RDATE`, `EXDATE`. Read for an appointment's When and a task's Repeats.

use super::line::Line;
use super::value::Claim;
use crate::convert;
use crate::document::Syntax;
use crate::when::date::{Date, DateTime};
use crate::when::moment::Moment;
use crate::when::rule::Rule;

/// The lines of a series.
pub(super) const LINES: [&str; 4] = ["RRULE", "RDATE", "EXDATE", "EXRULE"];

/// A series has one rule (RFC 5545 section 3.8.5.3). Of one with more than a few, no date is judged: that would take its time.
const MOST_RULES: usize = 8;

/// How an item repeats; empty where it does not.
pub(super) struct Series {
    /// Equal where the same dates come out.
    pub(super) normal: String,
    /// One line of words for each part.
    pub(super) words: Vec<String>,
}

/// Reads the series that begins at `start`.
pub(super) fn read(claim: &Claim<'_>, start: Option<&Moment>) -> Series {
    let of = |name: &'static str| {
        claim
            .lines
            .iter()
            .filter(move |line| line.name() == name && !line.raw().is_empty())
    };
    let rules: Vec<(String, Option<Rule>)> = of("RRULE").map(rule).collect();
    let added = moments(of("RDATE"), claim);
    let mut normals: Vec<String> = rules
        .iter()
        .map(|(text, rule)| rule_normal(text, rule.as_ref(), start, claim))
        .collect();
    normals.extend(of("EXRULE").map(rule).map(|(text, rule)| {
        let rule = rule_normal(&text, rule.as_ref(), start, claim);
        format!("not {rule}")
    }));
    normals.sort();
    let parsed: Vec<&Rule> = rules.iter().filter_map(|(_, rule)| rule.as_ref()).collect();
    let all_understood = parsed.len() == rules.len() && rules.len() <= MOST_RULES;
    let removed = moments(of("EXDATE"), claim);
    let effective: Vec<Moment> = if all_understood {
        inside(removed, &parsed, &added, start)
    } else {
        removed
    };
    let mut words: Vec<String> = rules
        .iter()
        .map(|(text, rule)| rule.as_ref().map_or_else(|| text.clone(), Rule::in_words))
        .collect();
    words.extend(of("EXRULE").map(|line| format!("except by the rule {}", line.raw())));
    words.extend(listed("also on ", &added));
    words.extend(listed("except on ", &effective));
    normals.extend(spelt("+", &added));
    normals.extend(spelt("-", &effective));
    if !normals.is_empty() {
        normals.extend(start.and_then(|start| clock_changes(start, claim)));
    }
    Series {
        normal: normals.join("\u{1e}"),
        words,
    }
}

/// A rule in the words of RFC 5545, whatever grammar it is written in, and what was understood of it.
fn rule(line: &Line<'_>) -> (String, Option<Rule>) {
    let mut text = line.raw();
    if line.property.syntax() == Syntax::VCalendar10
        && let Some(rule) = convert::rule::to_new(&text, str::to_owned)
    {
        text = rule;
    }
    let rule = Rule::parse(&text);
    (text, rule)
}

fn rule_normal(
    text: &str,
    rule: Option<&Rule>,
    start: Option<&Moment>,
    claim: &Claim<'_>,
) -> String {
    let day = start.and_then(Moment::day);
    match (rule, day) {
        (Some(rule), Some(day)) => rule.normal(day, |until| {
            let zone = match start {
                Some(Moment::Zoned { zone, .. }) => Some(zone.as_str()),
                _ => None,
            };
            Moment::read(until, zone, claim.context.zones).normal()
        }),
        _ => text.to_ascii_uppercase(),
    }
}

/// The dates of comma lists, sorted, each once.
fn moments<'a>(lines: impl Iterator<Item = &'a Line<'a>>, claim: &Claim<'_>) -> Vec<Moment> {
    let mut all: Vec<Moment> = lines
        .flat_map(|line| {
            let tzid = line.parameter("TZID");
            let values: Vec<String> = line
                .raw()
                .split([',', ';'])
                .map(|value| value.trim().to_owned())
                .filter(|value| !value.is_empty())
                .collect();
            values
                .into_iter()
                .map(move |value| Moment::read(&value, tzid.as_deref(), claim.context.zones))
        })
        .collect();
    all.sort_by_cached_key(|moment| (moment.seconds(), moment.normal()));
    all.dedup_by_key(|moment| moment.normal());
    all
}

/// The excluded dates that exclude something: the others are no difference.
fn inside(
    removed: Vec<Moment>,
    rules: &[&Rule],
    added: &[Moment],
    start: Option<&Moment>,
) -> Vec<Moment> {
    let Some((start, first)) = start.and_then(|start| Some((start, start.clock()?))) else {
        return removed;
    };
    let listed: std::collections::HashSet<String> =
        added.iter().chain([start]).map(Moment::normal).collect();
    let lasts: Vec<Option<Date>> = rules
        .iter()
        .map(|rule| rule.last_by_count(first.date))
        .collect();
    let excludes = |moment: &Moment| {
        if listed.contains(&moment.normal()) {
            return true;
        }
        let Some((days, time_fits)) = candidate_days(moment, start, first) else {
            return true;
        };
        let sub_daily = rules.iter().any(|rule| rule.has_own_times());
        (time_fits || sub_daily)
            && rules.iter().zip(&lasts).any(|(rule, last)| {
                days.iter()
                    .any(|day| rule.may_fall_on(*day, first.date, *last))
            })
    };
    removed.into_iter().filter(excludes).collect()
}

/// The days, on the series' own calendar, that an excluded moment may mean, and whether its time of day can be an occurrence's.
fn candidate_days(moment: &Moment, start: &Moment, first: DateTime) -> Option<(Vec<Date>, bool)> {
    let clock = moment.clock()?;
    match (moment, start) {
        (Moment::Zoned { zone, .. }, Moment::Zoned { zone: own, .. }) if zone == own => {
            Some((vec![clock.date], clock.second_of_day == first.second_of_day))
        }
        // In another zone: the day before and after may be meant; the clock may have been moved by an hour or two.
        (Moment::Zoned { .. }, Moment::Zoned { .. }) => {
            let apart = (moment.seconds()? - start.seconds()?).rem_euclid(86_400);
            Some((
                (-1..=1).map(|days| clock.date.plus_days(days)).collect(),
                !(7_200..=79_200).contains(&apart),
            ))
        }
        (Moment::Day(_), _) | (_, Moment::Day(_)) => Some((vec![clock.date], true)),
        _ => Some((vec![clock.date], clock.second_of_day == first.second_of_day)),
    }
}

fn spelt(sign: &str, moments: &[Moment]) -> Vec<String> {
    moments
        .iter()
        .map(|moment| format!("{sign}{}", moment.normal()))
        .collect()
}

fn listed(words: &str, moments: &[Moment]) -> Option<String> {
    let dates: Vec<String> = moments
        .iter()
        .map(|moment| {
            moment
                .day()
                .map_or_else(|| moment.shown(), |day| day.to_string())
        })
        .collect();
    (!dates.is_empty()).then(|| format!("{words}{}", dates.join(", ")))
}

/// How the zone's clock moves against the start's offset in the two years after it: zones that move alike are alike for a series.
fn clock_changes(start: &Moment, claim: &Claim<'_>) -> Option<String> {
    let Moment::Zoned {
        local,
        zone,
        instant: Some(instant),
    } = start
    else {
        return None;
    };
    let found = claim.context.zones.find(zone);
    let offset = |days: i64| {
        let later = DateTime::from_seconds(local.seconds() + days * 86_400);
        found.instant(later).map(|at| later.seconds() - at)
    };
    let first = local.seconds() - instant;
    let moved: Vec<String> = (1..=24)
        .filter_map(|step| offset(step * 30))
        .map(|at| (at - first).to_string())
        .collect();
    // A zone that never moves (UTC among them) says nothing.
    moved
        .iter()
        .any(|shift| shift != "0")
        .then(|| moved.join("/"))
}
