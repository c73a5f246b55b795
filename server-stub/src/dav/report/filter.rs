//! The filters of calendar-query (RFC 4791, 9.7) and addressbook-query (RFC 6352, 10.5).

use http::StatusCode;

use super::time_range::{Span, overlaps};
use crate::dav::Refusal;
use crate::scan::{Block, Line};
use crate::xml::{CALDAV, CARDDAV, Element};

/// Whether a resource's components pass a `CALDAV:filter`.
///
/// # Errors
/// The filter asks for something unknown (`supported-filter`) or is not one (`valid-filter`).
pub(super) fn calendar(filter: &Element, blocks: &[Block]) -> Result<bool, Refusal> {
    let invalid = || Refusal::caldav(StatusCode::FORBIDDEN, "valid-filter");
    let outer = filter.child(CALDAV, "comp-filter").ok_or_else(invalid)?;
    if outer.attribute("name") != Some("VCALENDAR") {
        return Err(invalid());
    }
    component(outer, blocks)
}

/// One comp-filter among the components beside each other: any of them may pass it.
fn component(filter: &Element, blocks: &[Block]) -> Result<bool, Refusal> {
    let name = filter
        .attribute("name")
        .ok_or_else(|| Refusal::caldav(StatusCode::FORBIDDEN, "valid-filter"))?;
    let mut named = blocks
        .iter()
        .filter(|block| block.name.eq_ignore_ascii_case(name));
    if filter.child(CALDAV, "is-not-defined").is_some() {
        return Ok(named.next().is_none());
    }
    for block in named {
        if component_passes(filter, block)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn component_passes(filter: &Element, block: &Block) -> Result<bool, Refusal> {
    if let Some(range) = filter.child(CALDAV, "time-range")
        && !overlaps(block, span(range)?)
    {
        return Ok(false);
    }
    let mut results = Vec::new();
    for inner in filter.all(CALDAV, "comp-filter") {
        results.push(component(inner, &block.blocks)?);
    }
    for inner in filter.all(CALDAV, "prop-filter") {
        results.push(property(inner, block, CALDAV)?);
    }
    Ok(if is_any_of(filter, "allof") {
        results.is_empty() || results.contains(&true)
    } else {
        !results.contains(&false)
    })
}

fn span(range: &Element) -> Result<Span, Refusal> {
    Span::read(range.attribute("start"), range.attribute("end"))
        .ok_or_else(|| Refusal::caldav(StatusCode::FORBIDDEN, "valid-filter"))
}

/// Whether a card passes a `CARDDAV:filter`.
///
/// # Errors
/// The filter asks for something unknown.
pub(super) fn card(filter: &Element, block: &Block) -> Result<bool, Refusal> {
    let mut results = Vec::new();
    for inner in filter.all(CARDDAV, "prop-filter") {
        results.push(property(inner, block, CARDDAV)?);
    }
    Ok(if is_any_of(filter, "anyof") {
        results.is_empty() || results.contains(&true)
    } else {
        !results.contains(&false)
    })
}

/// The `test` attribute; `default` where there is none.
fn is_any_of(filter: &Element, default: &str) -> bool {
    filter.attribute("test").unwrap_or(default) == "anyof"
}

/// A prop-filter, alike in both RFCs but for the namespace and the default of `test`.
fn property(filter: &Element, block: &Block, namespace: &str) -> Result<bool, Refusal> {
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
    if filter.child(namespace, "time-range").is_some() {
        return Err(refused("supported-filter"));
    }
    let any = is_any_of(
        filter,
        if namespace == CARDDAV {
            "anyof"
        } else {
            "allof"
        },
    );
    for line in lines {
        let mut results = Vec::new();
        for wanted in filter.all(namespace, "text-match") {
            results.push(text(wanted, &line.value).ok_or_else(|| refused("supported-collation"))?);
        }
        for inner in filter.all(namespace, "param-filter") {
            results.push(
                parameter(inner, line, namespace).ok_or_else(|| refused("supported-filter"))?,
            );
        }
        let passes = if any {
            results.is_empty() || results.contains(&true)
        } else {
            !results.contains(&false)
        };
        if passes {
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
