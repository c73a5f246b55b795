//! Reminders: `DALARM`, `AALARM` and `MALARM` of vCalendar 1.0 and the `VALARM` of iCalendar.
//!
//! The old ones go off at a moment, the new ones usually some time before the start; the start turns one into the other.

use crate::document::{Component, Property, Syntax};
use crate::when::date::{DateTime, duration};
use std::fmt::Write as _;

/// The old line of a `VALARM`; none for other components and for what it can't say.
pub(super) fn to_old(alarm: &Component, start: Option<&Property>) -> Option<Property> {
    if alarm.name() != "VALARM" {
        return None;
    }
    let text = |name: &str| alarm.first(name).map(Property::text).unwrap_or_default();
    let trigger = alarm.first("TRIGGER")?;
    let at = if trigger.value_type().as_deref() == Some("DATE-TIME") {
        trigger.raw_value()
    } else {
        if trigger
            .parameter("RELATED")
            .is_some_and(|related| !related.eq_ignore_ascii_case("START"))
        {
            return None;
        }
        let start = start?.raw_value();
        let moment = DateTime::parse(&start)?
            .seconds()
            .checked_add(duration(&trigger.raw_value())?)?;
        format!(
            "{}{}",
            DateTime::from_seconds(moment).basic(),
            if start.ends_with('Z') { "Z" } else { "" }
        )
    };
    let (name, content) = match text("ACTION").to_ascii_uppercase().as_str() {
        "DISPLAY" => ("DALARM", vec![text("DESCRIPTION")]),
        "AUDIO" => ("AALARM", vec![text("ATTACH")]),
        "EMAIL" => (
            "MALARM",
            vec![address(&text("ATTENDEE")), text("DESCRIPTION")],
        ),
        _ => return None,
    };
    let parts = [at, text("DURATION"), text("REPEAT")]
        .into_iter()
        .chain(content)
        .map(|part| vec![part]);
    Some(Property::new_in(Syntax::VCalendar10, name).with_structured(&parts.collect::<Vec<_>>()))
}

/// The `VALARM` of an old line; none where its moment can't be read.
pub(crate) fn to_new(
    line: &Property,
    start: Option<&Property>,
    summary: Option<&Property>,
) -> Option<Component> {
    let parts: Vec<String> = line
        .structured()
        .into_iter()
        .map(|part| part.concat())
        .collect();
    let part = |at: usize| parts.get(at).map(|part| part.trim()).unwrap_or_default();
    let text =
        |name: &str, value: &str| Property::new_in(Syntax::ICalendar20, name).with_text(value);
    let description = |at: usize| match part(at) {
        "" => summary.map_or_else(|| "Reminder".to_owned(), Property::text),
        text => text.to_owned(),
    };
    let mut alarm = Component::new("VALARM");
    let action = match line.name() {
        "DALARM" => "DISPLAY",
        "AALARM" => "AUDIO",
        "MALARM" => "EMAIL",
        _ => return None,
    };
    alarm.push(text("ACTION", action));
    alarm.push(trigger(part(0), start)?);
    if duration(part(1)).is_some() && part(2).parse::<u32>().is_ok_and(|repeat| repeat > 0) {
        alarm.push(Property::new_in(Syntax::ICalendar20, "DURATION").with_raw(part(1)));
        alarm.push(Property::new_in(Syntax::ICalendar20, "REPEAT").with_raw(part(2)));
    }
    match action {
        "AUDIO" if !part(3).is_empty() => {
            alarm.push(Property::new_in(Syntax::ICalendar20, "ATTACH").with_raw(part(3)));
        }
        "AUDIO" => {}
        "EMAIL" => {
            alarm.push(
                Property::new_in(Syntax::ICalendar20, "ATTENDEE")
                    .with_raw(&format!("mailto:{}", part(3))),
            );
            alarm.push(text(
                "SUMMARY",
                &summary.map(Property::text).unwrap_or_default(),
            ));
            alarm.push(text("DESCRIPTION", &description(4)));
        }
        _ => alarm.push(text("DESCRIPTION", &description(3))),
    }
    Some(alarm)
}

/// Relative to the start where both are told on the same clock, else the moment itself in UTC.
fn trigger(at: &str, start: Option<&Property>) -> Option<Property> {
    let trigger = Property::new_in(Syntax::ICalendar20, "TRIGGER");
    let moment = DateTime::parse(at)?;
    let start = start.map(Property::raw_value).unwrap_or_default();
    match DateTime::parse(&start) {
        Some(start_at) if start.ends_with('Z') == at.ends_with('Z') => {
            Some(trigger.with_raw(&written(moment.seconds() - start_at.seconds())))
        }
        _ if at.ends_with('Z') => Some(trigger.with_parameter("VALUE", "DATE-TIME").with_raw(at)),
        _ => None,
    }
}

/// A duration as RFC 5545 §3.3.6 writes it, in the fewest parts.
fn written(seconds: i64) -> String {
    let mut out = if seconds < 0 {
        "-P".to_owned()
    } else {
        "P".to_owned()
    };
    let (mut left, mut in_time) = (seconds.unsigned_abs(), false);
    if left > 0 && left % 604_800 == 0 {
        let _ = write!(out, "{}W", left / 604_800);
        return out;
    }
    for (unit, name) in [(86_400, 'D'), (3600, 'H'), (60, 'M'), (1, 'S')] {
        let count = left / unit;
        left %= unit;
        if count > 0 || (unit == 1 && out.ends_with('P')) {
            if name != 'D' && !std::mem::replace(&mut in_time, true) {
                out.push('T');
            }
            let _ = write!(out, "{count}{name}");
        }
    }
    out
}

fn address(attendee: &str) -> String {
    let is_mail = attendee
        .get(..7)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    attendee
        .get(if is_mail { 7 } else { 0 }..)
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_in_the_fewest_parts() {
        for (seconds, text) in [
            (-900, "-PT15M"),
            (0, "PT0S"),
            (-86_400, "-P1D"),
            (-90_000, "-P1DT1H"),
            (604_800, "P1W"),
            (61, "PT1M1S"),
        ] {
            assert_eq!(written(seconds), text);
            assert_eq!(duration(text), Some(seconds));
        }
    }
}
