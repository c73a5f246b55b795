//! The filters of calendar-query (RFC 4791, 9.7) and addressbook-query (RFC 6352, 10.5).

use http::StatusCode;

use super::time_range::{alarm_overlaps, overlaps};
use crate::dav::Refusal;
use crate::recurrence::{Instance, Moment, Set, Span, Zone, Zones};
use crate::scan::{Block, Line, unescaped};
use crate::xml::{CALDAV, CARDDAV, Element};

/// An alarm is looked for in instances so far from the span it may go off in.
const ALARM_REACH_SECONDS: i64 = 62 * 86_400;
const ITEMS: [&str; 3] = ["VEVENT", "VTODO", "VJOURNAL"];

/// Whether a resource's components pass a `CALDAV:filter`; floating times are on the clock of `floating`.
///
/// # Errors
/// The filter asks for something unknown (`supported-filter`) or is not one (`valid-filter`).
pub(super) fn calendar(
    filter: &Element,
    blocks: &[Block],
    floating: &Zone,
) -> Result<bool, Refusal> {
    let outer = filter.child(CALDAV, "comp-filter").ok_or_else(invalid)?;
    if outer.attribute("name") != Some("VCALENDAR") {
        return Err(invalid());
    }
    let Some(calendar) = blocks.iter().find(|block| block.name == "VCALENDAR") else {
        return Ok(outer.child(CALDAV, "is-not-defined").is_some());
    };
    if outer.child(CALDAV, "is-not-defined").is_some() {
        return Ok(false);
    }
    let mut results = Vec::new();
    if let Some(span) = span_of(outer)? {
        // Not in the RFC's table: something in the calendar is in the span.
        results.push(ITEMS.iter().any(|component| {
            let set = Set::of(calendar, component, floating);
            let here = |instance: &Instance<'_>| overlaps(instance, set.zones(), span);
            set.instances(span).iter().any(here)
        }));
    }
    for inner in outer.all(CALDAV, "comp-filter") {
        results.push(item(inner, calendar, floating)?);
    }
    for inner in outer.all(CALDAV, "prop-filter") {
        results.push(property(
            inner,
            calendar,
            CALDAV,
            &Zones::of(calendar, floating),
        )?);
    }
    Ok(together(&results, outer, "allof"))
}

fn invalid() -> Refusal {
    Refusal::caldav(StatusCode::FORBIDDEN, "valid-filter")
}

/// A comp-filter for the components of a calendar: any instance may pass it.
fn item(filter: &Element, calendar: &Block, floating: &Zone) -> Result<bool, Refusal> {
    let name = filter
        .attribute("name")
        .ok_or_else(invalid)?
        .to_ascii_uppercase();
    let mut named = calendar.blocks.iter().filter(|block| block.name == name);
    if filter.child(CALDAV, "is-not-defined").is_some() {
        return Ok(named.next().is_none());
    }
    let own = span_of(filter)?;
    let mut reach = own;
    for alarm in filter.all(CALDAV, "comp-filter") {
        if let (Some(span), None) = (span_of(alarm)?, own) {
            reach = Some(Span {
                start: span.start.saturating_sub(ALARM_REACH_SECONDS),
                end: span.end.saturating_add(ALARM_REACH_SECONDS),
            });
        }
    }
    let set = Set::of(calendar, &name, floating);
    let instances = match reach {
        Some(span) if ITEMS.contains(&name.as_str()) => set.instances(span),
        _ => named.map(|block| set.whole(block)).collect(),
    };
    for instance in &instances {
        if own.is_some_and(|span| !overlaps(instance, set.zones(), span)) {
            continue;
        }
        let mut results = Vec::new();
        for inner in filter.all(CALDAV, "comp-filter") {
            results.push(within(inner, instance, set.zones())?);
        }
        for inner in filter.all(CALDAV, "prop-filter") {
            results.push(property(inner, instance.block, CALDAV, set.zones())?);
        }
        if together(&results, filter, "allof") {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A comp-filter for what is inside a component: its alarms.
fn within(filter: &Element, instance: &Instance<'_>, zones: &Zones) -> Result<bool, Refusal> {
    let name = filter.attribute("name").ok_or_else(invalid)?;
    let blocks = &instance.block.blocks;
    let mut named = blocks
        .iter()
        .filter(|block| block.name.eq_ignore_ascii_case(name));
    if filter.child(CALDAV, "is-not-defined").is_some() {
        return Ok(named.next().is_none());
    }
    let span = span_of(filter)?;
    for block in named {
        if span.is_some_and(|span| !alarm_overlaps(block, instance, zones, span)) {
            continue;
        }
        let mut results = Vec::new();
        for inner in filter.all(CALDAV, "prop-filter") {
            results.push(property(inner, block, CALDAV, zones)?);
        }
        if together(&results, filter, "allof") {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The results of the filters inside one, as its `test` joins them.
fn together(results: &[bool], filter: &Element, default: &str) -> bool {
    if is_any_of(filter, default) {
        results.is_empty() || results.contains(&true)
    } else {
        !results.contains(&false)
    }
}

fn span_of(filter: &Element) -> Result<Option<Span>, Refusal> {
    filter
        .child(CALDAV, "time-range")
        .map(|range| {
            Span::read(range.attribute("start"), range.attribute("end")).ok_or_else(invalid)
        })
        .transpose()
}

/// Whether a card passes a `CARDDAV:filter`.
///
/// # Errors
/// The filter asks for something unknown.
pub(super) fn card(filter: &Element, block: &Block) -> Result<bool, Refusal> {
    let mut results = Vec::new();
    for inner in filter.all(CARDDAV, "prop-filter") {
        results.push(property(
            inner,
            block,
            CARDDAV,
            &Zones::of(block, &Zone::utc()),
        )?);
    }
    Ok(together(&results, filter, "anyof"))
}

/// The `test` attribute; `default` where there is none.
fn is_any_of(filter: &Element, default: &str) -> bool {
    filter.attribute("test").unwrap_or(default) == "anyof"
}

/// A prop-filter, alike in both RFCs but for the namespace and the default of `test`.
fn property(
    filter: &Element,
    block: &Block,
    namespace: &str,
    zones: &Zones,
) -> Result<bool, Refusal> {
    let refused = |element: &'static str| match namespace {
        CALDAV => Refusal::caldav(StatusCode::FORBIDDEN, element),
        _ => Refusal::carddav(StatusCode::FORBIDDEN, element),
    };
    let name = filter
        .attribute("name")
        .ok_or_else(|| refused("valid-filter"))?;
    let lines: Vec<&Line> = block
        .lines
        .iter()
        .filter(|line| line.name.eq_ignore_ascii_case(name))
        .collect();
    if filter.child(namespace, "is-not-defined").is_some() {
        return Ok(lines.is_empty());
    }
    let span = if namespace == CALDAV {
        span_of(filter)?
    } else {
        None
    };
    let default = if namespace == CARDDAV {
        "anyof"
    } else {
        "allof"
    };
    for line in lines {
        let in_span = |span: Span| {
            Moment::all(line, zones)
                .iter()
                .any(|moment| span.overlaps(moment.utc(), moment.utc()))
        };
        if span.is_some_and(|span| !in_span(span)) {
            continue;
        }
        let mut results = Vec::new();
        for wanted in filter.all(namespace, "text-match") {
            results.push(
                text(wanted, &unescaped(&line.value))
                    .ok_or_else(|| refused("supported-collation"))?,
            );
        }
        for inner in filter.all(namespace, "param-filter") {
            results.push(
                parameter(inner, line, namespace).ok_or_else(|| refused("supported-filter"))?,
            );
        }
        if together(&results, filter, default) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn parameter(filter: &Element, line: &Line, namespace: &str) -> Option<bool> {
    let name = filter.attribute("name")?.to_ascii_uppercase();
    let value = line.parameter(&name);
    if filter.child(namespace, "is-not-defined").is_some() {
        return Some(value.is_none());
    }
    let Some(value) = value else {
        return Some(false);
    };
    filter
        .child(namespace, "text-match")
        .map_or(Some(true), |wanted| text(wanted, value))
}

/// `text-match`; `None` for a collation that is not known.
fn text(wanted: &Element, value: &str) -> Option<bool> {
    let fold: fn(&str) -> String = match wanted.attribute("collation").unwrap_or("default") {
        "i;octet" => str::to_owned,
        "i;ascii-casemap" => str::to_ascii_lowercase,
        "i;unicode-casemap" | "default" => str::to_lowercase,
        _ => return None,
    };
    let (value, sought) = (fold(value), fold(&wanted.text));
    let found = match wanted.attribute("match-type").unwrap_or("contains") {
        "equals" => value == sought,
        "starts-with" => value.starts_with(&sought),
        "ends-with" => value.ends_with(&sought),
        _ => value.contains(&sought),
    };
    Some(found != (wanted.attribute("negate-condition") == Some("yes")))
}
