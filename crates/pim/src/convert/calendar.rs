//! Calendars: vCalendar 1.0 and iCalendar 2.0 into each other, line by line.
//!
//! Each line is said in the target's words ([`say`]). If saying that back gives another line, the original goes beside
//! it as a carried one; when it comes home it counts, unless what it was said as has been edited since.

use super::local_time::Clock;
use super::{alarm, carry, person, rule};
use crate::document::{Component, Document, Entry, Property, Syntax};
use crate::when::date::{DateTime, duration};
use crate::when::zone::Zones;

/// What the lines of one entry need to know of it.
pub(super) struct Context<'a> {
    to: Syntax,
    zones: &'a Zones,
    clock: &'a Clock,
    /// A series keeps its local time: in UTC it would change its weekday or its hour.
    is_series: bool,
    start: Option<Property>,
}

/// The calendar in the syntax `to`.
pub(super) fn convert(calendar: &Component, to: Syntax, zones: &Zones) -> Component {
    let clock = Clock::of(calendar);
    let mut out = Component::new_in(to, calendar.name(), &calendar.line_end());
    out.push(Property::new_in(to, "VERSION").with_raw(to.version()));
    let context = Context {
        to,
        zones,
        clock: &clock,
        is_series: false,
        start: None,
    };
    lines(calendar, &context, &mut out);
    if to == Syntax::VCalendar10 && out.first("TZ").is_none() {
        let series = calendar
            .components()
            .filter(|entry| is_series(entry))
            .filter_map(|entry| entry.first("DTSTART"));
        let with_zone = series.filter_map(|start| {
            Some((
                start.parameter("TZID")?,
                DateTime::parse(&start.raw_value())?,
            ))
        });
        for line in with_zone
            .take(1)
            .flat_map(|(zone, start)| Clock::lines(zones.find(&zone), start))
        {
            out.push(line);
        }
    }
    for inner in calendar.components() {
        match inner.name() {
            "VEVENT" | "VTODO" | "VJOURNAL" | "VFREEBUSY" => {
                out.push_component(entry(inner, &context));
            }
            _ if to == Syntax::VCalendar10 => out.push(carried_component(inner)),
            _ => out.push_component(inner.clone()),
        }
    }
    out
}

fn entry(component: &Component, outer: &Context<'_>) -> Component {
    let context = Context {
        is_series: is_series(component),
        start: component.first("DTSTART").cloned(),
        ..*outer
    };
    let mut out = Component::new_in(context.to, component.name(), &component.line_end());
    lines(component, &context, &mut out);
    for inner in component.components() {
        let rough = alarm::to_old(inner, context.start.as_ref())
            .filter(|_| context.to == Syntax::VCalendar10);
        let Some(rough) = rough else {
            out.push(carried_component(inner));
            continue;
        };
        let again = alarm::to_new(&rough, context.start.as_ref(), component.first("SUMMARY"));
        if again.is_none_or(|again| !same_lines(&again, inner)) {
            out.push(carried_component(inner));
        }
        out.push(rough);
    }
    out
}

/// Puts what the lines of `component` say into `out`.
fn lines(component: &Component, context: &Context<'_>, out: &mut Component) {
    let mut left: Vec<&Property> = component
        .properties()
        .filter(|property| !property.is("VERSION"))
        .collect();
    let carried: Vec<&Property> = left
        .iter()
        .copied()
        .filter(|p| carry::original_name(p).is_some())
        .collect();
    left.retain(|property| carry::original_name(property).is_none());
    let mut home = Vec::new();
    for property in carried {
        match come_home(property, context, &mut left) {
            Some(Home::Line(line)) => home.push(line),
            Some(Home::Component(component)) => out.push_component(*component),
            // Not for this side: it travels on.
            None if !knows(
                context.to,
                carry::original_name(property).unwrap_or_default(),
            ) =>
            {
                home.push(property.clone());
            }
            None => {}
        }
    }
    for property in left {
        if let Some(alarm) = is_alarm(property, context.to) {
            match alarm::to_new(alarm, context.start.as_ref(), component.first("SUMMARY")) {
                Some(alarm) => out.push_component(alarm),
                None => out.push(carry::carried(property)),
            }
            continue;
        }
        let said = say(property, context);
        let back = Context {
            to: property.syntax(),
            zones: context.zones,
            clock: context.clock,
            is_series: context.is_series,
            start: context.start.clone(),
        };
        let again: Vec<Property> = said.iter().flat_map(|said| say(said, &back)).collect();
        if !matches!(again.as_slice(), [again] if same(again, property)) {
            home.push(carry::carried(property));
        }
        for line in said {
            out.push(line);
        }
    }
    for line in home {
        out.push(line);
    }
}

enum Home {
    Line(Property),
    Component(Box<Component>),
}

/// The original of a carried line, if this is its own syntax and nobody has edited what it was said as.
fn come_home(
    property: &Property,
    context: &Context<'_>,
    left: &mut Vec<&Property>,
) -> Option<Home> {
    let name = carry::original_name(property)?;
    if name == "COMPONENT" {
        if context.to != Syntax::ICalendar20 {
            return None;
        }
        let Some(component) = parsed(property) else {
            return Some(Home::Line(property.clone()));
        };
        let rough: Vec<Property> = alarm::to_old(&component, context.start.as_ref())
            .into_iter()
            .collect();
        return taken(&rough, left).then(|| Home::Component(Box::new(component)));
    }
    if !knows(context.to, name) {
        return None;
    }
    let mut original = carry::restored(property)?;
    original.adapt(context.to, b"\r\n");
    let away = Context {
        to: property.syntax(),
        start: context.start.clone(),
        ..*context
    };
    let said = say(&original, &away);
    taken(&said, left).then_some(Home::Line(original))
}

/// The component in a carried line; none where somebody has broken it.
fn parsed(property: &Property) -> Option<Component> {
    Document::parse(property.text().as_bytes())
        .ok()?
        .components()
        .next()
        .cloned()
}

/// Takes these lines out of `left`; false, and nothing taken, where one is missing.
fn taken(said: &[Property], left: &mut Vec<&Property>) -> bool {
    let is_there = |said: &Property| left.iter().any(|line| same(line, said));
    if !said.iter().all(is_there) {
        return false;
    }
    for said in said {
        if let Some(at) = left.iter().position(|line| same(line, said)) {
            left.remove(at);
        }
    }
    true
}

/// The line in the words of the context's syntax; none where it has none.
fn say(property: &Property, context: &Context<'_>) -> Vec<Property> {
    let to_old = context.to == Syntax::VCalendar10;
    let mut out = property.clone();
    out.adapt(context.to, b"\r\n");
    let value = property.raw_value();
    match property.name() {
        "CREATED" if to_old => out.rename("DCREATED"),
        "DCREATED" if !to_old => out.rename("CREATED"),
        _ => {}
    }
    match property.name() {
        "DTSTART" | "DTEND" | "DUE" | "COMPLETED" | "EXDATE" | "RDATE" | "RECURRENCE-ID"
        | "LAST-MODIFIED" | "CREATED" | "DCREATED" => {
            if value.contains('/') {
                return Vec::new();
            }
            dates(&mut out, property, context);
        }
        "DURATION" if to_old => return end_of(property, context).into_iter().collect(),
        "RRULE" | "EXRULE" => {
            let end = |date: &str| context.clock.moment(date, to_old || context.is_series);
            let said = if to_old {
                rule::to_old(&value, end)
            } else {
                rule::to_new(&value, end)
            };
            match said {
                Some(rule) => out.set_raw(&rule),
                None => return Vec::new(),
            }
        }
        "STATUS" => out.set_raw(&status(&value, to_old)),
        "TRANSP" => out.set_raw(match (value.as_str(), to_old) {
            ("OPAQUE", true) => "0",
            ("TRANSPARENT", true) => "1",
            ("0", false) => "OPAQUE",
            (_, false) => "TRANSPARENT",
            (other, true) => other,
        }),
        "GEO" => out.set_raw(&if to_old {
            value.replace(';', ",")
        } else {
            value.replace(',', ";")
        }),
        "ATTENDEE" | "ORGANIZER" => {
            return person::convert(property, context.to).into_iter().collect();
        }
        "ATTACH" if property.binary().is_none() => match (property.value_type(), to_old) {
            (None, true) => out.set_parameter("VALUE", "URL"),
            (Some(_), _) => out.remove_parameter("VALUE"),
            _ => {}
        },
        name if name.starts_with("X-") => {}
        name if knows(context.to, name) => {}
        _ => return Vec::new(),
    }
    vec![out]
}

/// Dates without their zone on the way out; `VALUE=DATE` and UTC on the way in.
fn dates(out: &mut Property, property: &Property, context: &Context<'_>) {
    let to_old = context.to == Syntax::VCalendar10;
    let value = property.raw_value();
    let zone = property
        .parameter("TZID")
        .map(|zone| context.zones.find(&zone));
    let moments: Vec<String> = value
        .split([',', ';'])
        .map(str::trim)
        .filter(|moment| !moment.is_empty())
        .map(|moment| match (&zone, DateTime::parse(moment)) {
            (Some(zone), Some(local)) if !context.is_series && !moment.ends_with('Z') => {
                zone.instant(local).map_or_else(
                    || moment.to_owned(),
                    |utc| format!("{}Z", DateTime::from_seconds(utc).basic()),
                )
            }
            _ => context.clock.moment(moment, to_old || context.is_series),
        })
        .collect();
    out.remove_parameter("TZID");
    out.remove_parameter("VALUE");
    if !to_old && moments.first().is_some_and(|moment| moment.len() == 8) {
        out.set_parameter("VALUE", "DATE");
    }
    out.set_raw(&moments.join(if to_old { ";" } else { "," }));
}

/// The end that a duration means: vCalendar 1.0 has no other word for it.
fn end_of(property: &Property, context: &Context<'_>) -> Option<Property> {
    let start = context.start.as_ref()?;
    let seconds = duration(&property.raw_value())?;
    let value = start.raw_value();
    let at = DateTime::parse(&value)?;
    let mut end = start.clone();
    end.rename("DTEND");
    let zone = if value.ends_with('Z') { "Z" } else { "" };
    end.set_raw(&format!(
        "{}{zone}",
        DateTime::from_seconds(at.seconds().checked_add(seconds)?).basic()
    ));
    // On the way home the start is in the old words already.
    if start.syntax() == Syntax::VCalendar10 {
        Some(end)
    } else {
        say(&end, context).into_iter().next()
    }
}

/// The words for how far a task or a meeting is; what the other side can't say becomes the nearest it can.
fn status(value: &str, to_old: bool) -> String {
    let value = value.trim().to_ascii_uppercase();
    match (value.as_str(), to_old) {
        ("NEEDS-ACTION" | "IN-PROCESS" | "CANCELLED" | "DRAFT" | "FINAL", true) => {
            "NEEDS ACTION".to_owned()
        }
        ("NEEDS ACTION" | "SENT" | "ACCEPTED", false) => "NEEDS-ACTION".to_owned(),
        ("DELEGATED", false) => "IN-PROCESS".to_owned(),
        ("DECLINED", false) => "CANCELLED".to_owned(),
        _ => value,
    }
}

fn knows(syntax: Syntax, name: &str) -> bool {
    const BOTH: &[&str] = &[
        "ATTACH",
        "ATTENDEE",
        "CATEGORIES",
        "CLASS",
        "COMPLETED",
        "DESCRIPTION",
        "DTEND",
        "DTSTART",
        "DUE",
        "EXDATE",
        "EXRULE",
        "GEO",
        "LAST-MODIFIED",
        "LOCATION",
        "PRIORITY",
        "PRODID",
        "RDATE",
        "RECURRENCE-ID",
        "RELATED-TO",
        "RESOURCES",
        "RRULE",
        "SEQUENCE",
        "STATUS",
        "SUMMARY",
        "TRANSP",
        "UID",
        "URL",
    ];
    const OLD: &[&str] = &[
        "AALARM", "DALARM", "DAYLIGHT", "DCREATED", "MALARM", "PALARM", "RNUM", "TZ",
    ];
    BOTH.contains(&name) || OLD.contains(&name) == (syntax == Syntax::VCalendar10)
}

fn is_alarm(property: &Property, to: Syntax) -> Option<&Property> {
    let is_alarm = matches!(property.name(), "AALARM" | "DALARM" | "MALARM" | "PALARM");
    (is_alarm && to == Syntax::ICalendar20).then_some(property)
}

fn is_series(entry: &Component) -> bool {
    entry.properties().any(|property| {
        matches!(
            carry::original_name(property).unwrap_or(property.name()),
            "RRULE" | "RDATE" | "RECURRENCE-ID"
        )
    })
}

fn carried_component(component: &Component) -> Property {
    let text = String::from_utf8_lossy(&component.to_bytes()).into_owned();
    Property::new_in(Syntax::ICalendar20, "X-SMSYNC-COMPONENT").with_text(&text)
}

/// The same line but for the order and the spelling of its parameters.
fn same(one: &Property, other: &Property) -> bool {
    let parameters = |property: &Property| {
        let mut all: Vec<(String, Vec<String>)> = property
            .parameters()
            .into_iter()
            .map(|p| (p.name, p.values))
            .collect();
        all.retain(|(name, _)| name != "ENCODING" && name != "CHARSET");
        all.sort();
        all
    };
    one.name() == other.name()
        && one.raw_value() == other.raw_value()
        && parameters(one) == parameters(other)
}

fn same_lines(one: &Component, other: &Component) -> bool {
    let is_plain = |entry: &Entry| entry.property().is_some();
    let missing = |from: &Component, of: &Component| {
        from.properties()
            .any(|p| !of.properties().any(|q| same(p, q)))
    };
    one.entries().iter().chain(other.entries()).all(is_plain)
        && !missing(one, other)
        && !missing(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(syntax: Syntax, entry: &str, lines: &str) -> Document {
        let version = syntax.version();
        let text = format!(
            "BEGIN:VCALENDAR\nVERSION:{version}\nBEGIN:{entry}\n{lines}\nEND:{entry}\nEND:VCALENDAR\n"
        );
        Document::parse(text.as_bytes()).unwrap()
    }

    /// The lines within the entry.
    fn body(document: &Document) -> Vec<String> {
        let entry = document
            .components()
            .next()
            .unwrap()
            .components()
            .next()
            .unwrap();
        let text = String::from_utf8(entry.to_bytes()).unwrap();
        let lines: Vec<String> = text
            .replace("\n ", "")
            .replace("=\n", "")
            .lines()
            .map(str::to_owned)
            .collect();
        lines[1..lines.len() - 1].to_vec()
    }

    #[test]
    fn old_lines_become_new_ones() {
        for (entry, old, new) in [
            (
                "VEVENT",
                "DTSTART:20260105T100000Z\nRRULE:W1 MO #0",
                "DTSTART:20260105T100000Z\nRRULE:FREQ=WEEKLY;BYDAY=MO",
            ),
            (
                "VEVENT",
                "DCREATED:20260105T100000Z",
                "CREATED:20260105T100000Z",
            ),
            ("VEVENT", "DTSTART:20260105", "DTSTART;VALUE=DATE:20260105"),
            (
                "VEVENT",
                "EXDATE:20260105T100000Z;20260112T100000Z",
                "EXDATE:20260105T100000Z,20260112T100000Z",
            ),
            ("VEVENT", "CATEGORIES:A;B", "CATEGORIES:A,B"),
            ("VEVENT", "TRANSP:0", "TRANSP:OPAQUE"),
            ("VTODO", "STATUS:NEEDS ACTION", "STATUS:NEEDS-ACTION"),
            (
                "VTODO",
                "X-SMSYNC-PERCENT-COMPLETE:50",
                "PERCENT-COMPLETE:50",
            ),
            (
                "VEVENT",
                "SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BC=0D=0Aa",
                "SUMMARY:Jü\\na",
            ),
            (
                "VEVENT",
                "DTSTART:20260105T100000Z\nDALARM:20260105T094500Z;;;Go",
                "DTSTART:20260105T100000Z\nBEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT15M\nDESCRIPTION:Go\nEND:VALARM",
            ),
        ] {
            let converted = calendar(Syntax::VCalendar10, entry, old)
                .convert(Syntax::ICalendar20)
                .unwrap();
            assert_eq!(body(&converted).join("\n"), new);
        }
    }

    #[test]
    fn what_goes_away_comes_home() {
        for (entry, lines) in [
            (
                "VEVENT",
                "DTSTART;TZID=Europe/Berlin:20260105T100000\nDTEND;TZID=Europe/Berlin:20260105T110000",
            ),
            (
                "VEVENT",
                "DTSTART;TZID=Europe/Berlin:20260105T003000\nRRULE:FREQ=WEEKLY;BYDAY=MO",
            ),
            ("VEVENT", "DTSTART:20260105T100000Z\nDURATION:PT1H"),
            (
                "VEVENT",
                "DTSTART:20260105T100000Z\nRRULE:FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
            ),
            (
                "VEVENT",
                "ATTENDEE;CN=Bob;PARTSTAT=ACCEPTED;RSVP=TRUE;CUTYPE=ROOM:mailto:bob@example.com",
            ),
            ("VEVENT", "ORGANIZER;CN=Bob:mailto:bob@example.com"),
            ("VTODO", "STATUS:IN-PROCESS\nPERCENT-COMPLETE:50"),
            (
                "VEVENT",
                "DTSTART:20260105T100000Z\nBEGIN:VALARM\nACTION:DISPLAY\nTRIGGER;RELATED=END:-PT15M\nDESCRIPTION:x\nEND:VALARM",
            ),
            ("VEVENT", "X-ANY;X-P=1:a\\,b;c\nSUMMARY:a\\;b\\, c"),
        ] {
            let home = calendar(Syntax::ICalendar20, entry, lines);
            let away = home.convert(Syntax::VCalendar10).unwrap();
            let again = Document::parse(&away.to_bytes())
                .unwrap()
                .convert(Syntax::ICalendar20)
                .unwrap();
            let sorted = |document: &Document| {
                let mut lines = body(document);
                lines.sort();
                lines
            };
            assert_eq!(
                sorted(&again),
                sorted(&home),
                "by way of {}",
                String::from_utf8_lossy(&away.to_bytes())
            );
        }
    }

    #[test]
    fn an_edit_made_away_counts() {
        let home = calendar(Syntax::ICalendar20, "VTODO", "STATUS:IN-PROCESS");
        let mut away = home.convert(Syntax::VCalendar10).unwrap();
        let todo = away
            .components_mut()
            .next()
            .unwrap()
            .components_mut()
            .next()
            .unwrap();
        todo.set_text("STATUS", "COMPLETED");
        assert_eq!(
            body(&away.convert(Syntax::ICalendar20).unwrap()),
            ["STATUS:COMPLETED"]
        );
    }

    #[test]
    fn a_zone_of_the_old_sort_is_read() {
        let text = "BEGIN:VCALENDAR\nVERSION:1.0\nTZ:+01\nDAYLIGHT:TRUE;+02;20260329T020000;20261025T030000;CET;CEST\n\
                    BEGIN:VEVENT\nDTSTART:20260705T100000\nDTEND:20261205T100000\nEND:VEVENT\nEND:VCALENDAR\n";
        let converted = Document::parse(text.as_bytes())
            .unwrap()
            .convert(Syntax::ICalendar20)
            .unwrap();
        let lines: Vec<String> = body(&converted)
            .into_iter()
            .filter(|line| line.starts_with("DT"))
            .collect();
        assert_eq!(
            lines,
            ["DTSTART:20260705T080000Z", "DTEND:20261205T090000Z"]
        );
    }

    #[test]
    fn a_series_takes_its_zone_along() {
        let lines = "DTSTART;TZID=Europe/Berlin:20260105T003000\nRRULE:FREQ=WEEKLY;BYDAY=MO";
        let away = calendar(Syntax::ICalendar20, "VEVENT", lines)
            .convert(Syntax::VCalendar10)
            .unwrap();
        let text = String::from_utf8(away.to_bytes()).unwrap();
        assert!(text.contains("\nTZ:+01:00\n"), "{text}");
        assert!(
            text.contains("\nDAYLIGHT:TRUE;+02:00;20260329T020000;20261025T030000;;\n"),
            "{text}"
        );
        assert!(
            text.contains("\nDTSTART:20260105T003000\n") && text.contains("\nRRULE:W1 MO #0\n"),
            "{text}"
        );
    }
}
