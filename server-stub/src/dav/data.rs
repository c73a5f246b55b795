//! Item data other than as it is stored: recurrences expanded or limited, some properties only, another version of vCard
//! (RFC 4791, 9.6; RFC 6352, 10.4).

use http::StatusCode;
use pim::{Document, Syntax};

use super::Refusal;
use crate::recurrence::{Instance, Set, Span, Zone, moment};
use crate::scan::{self, Block, Line};
use crate::xml::{CALDAV, CARDDAV, DAV, Element};

/// What a report asks of `calendar-data` or `address-data`.
#[derive(Debug)]
pub(crate) struct Shape {
    element: Element,
    expand: Option<Span>,
    limit: Option<Span>,
    version: Option<Syntax>,
    floating: Zone,
}

impl Shape {
    /// Reads a request; `None` where data is wanted as it is stored.
    pub(crate) fn read(root: &Element) -> Option<Shape> {
        let prop = root.child(DAV, "prop")?;
        let element = prop
            .child(CALDAV, "calendar-data")
            .or_else(|| prop.child(CARDDAV, "address-data"))?;
        let span = |name: &str| {
            let range = element.child(CALDAV, name)?;
            Span::read(range.attribute("start"), range.attribute("end"))
        };
        let version = element
            .attribute("version")
            .filter(|_| element.name.is(CARDDAV, "address-data"))
            .and_then(vcard_version);
        if element.children.is_empty() && version.is_none() {
            return None;
        }
        let zone = root.child(CALDAV, "timezone").and_then(|timezone| {
            let blocks = scan::parse(timezone.text.trim().as_bytes()).ok()?;
            crate::recurrence::Zones::sole(blocks.first()?)
        });
        Some(Shape {
            expand: span("expand"),
            limit: span("limit-recurrence-set"),
            version,
            floating: zone.unwrap_or_else(Zone::utc),
            element: element.clone(),
        })
    }

    /// The data as it is asked for; as it is stored where it cannot be read.
    pub(crate) fn apply(&self, body: &[u8]) -> String {
        let as_stored = || String::from_utf8_lossy(body).into_owned();
        let converted = self.version.and_then(|version| converted(body, version));
        let body = converted.as_deref().unwrap_or(body);
        let Some(mut block) = scan::parse(body)
            .ok()
            .and_then(|blocks| blocks.into_iter().next())
        else {
            return as_stored();
        };
        if let Some(span) = self.expand {
            block = self.expanded(&block, span);
        } else if let Some(span) = self.limit {
            block = self.limited(&block, span);
        } else if self.element.children.is_empty() {
            return String::from_utf8_lossy(body).into_owned();
        }
        let mut out = String::new();
        if block.name == "VCARD" {
            let wanted = self.element.child(CARDDAV, "prop").is_some();
            write(&mut out, &block, wanted.then_some(&self.element), CARDDAV);
        } else {
            write(&mut out, &block, self.element.child(CALDAV, "comp"), CALDAV);
        }
        out
    }

    /// Each instance in the span as a component of its own, in UTC (RFC 4791, 9.6.5).
    fn expanded(&self, calendar: &Block, span: Span) -> Block {
        let mut out = Block {
            name: calendar.name.clone(),
            lines: calendar.lines.clone(),
            blocks: Vec::new(),
        };
        for component in ["VEVENT", "VTODO", "VJOURNAL"] {
            let set = Set::of(calendar, component, &self.floating);
            let recurs = set.recurs();
            for instance in set.instances(span) {
                let there = instance.start_utc().is_none_or(|start| {
                    let end = match &instance.start {
                        Some(day) if component == "VJOURNAL" && day.is_date => start + 86_400,
                        _ => instance.end,
                    };
                    span.overlaps(start, end)
                });
                if there {
                    out.blocks.push(in_utc(&instance, recurs));
                }
            }
        }
        out
    }

    /// The series, with those of its overrides that touch the span (RFC 4791, 9.6.6).
    fn limited(&self, calendar: &Block, span: Span) -> Block {
        let mut out = calendar.clone();
        let mut near: Vec<&Block> = Vec::new();
        for component in ["VEVENT", "VTODO", "VJOURNAL"] {
            let set = Set::of(calendar, component, &self.floating);
            for instance in set.instances(span) {
                let id = instance.recurrence_id.as_ref().map(moment::Moment::utc);
                let here = instance
                    .start_utc()
                    .is_none_or(|start| span.overlaps(start, instance.end))
                    || id.is_some_and(|id| span.overlaps(id, id));
                if here {
                    near.push(instance.block);
                }
            }
        }
        out.blocks
            .retain(|block| block.line("RECURRENCE-ID").is_none() || near.contains(&block));
        out
    }
}

/// Looks whether data is asked for as a type that is there (RFC 4791, 7.8 and 7.9; RFC 6352, 8.6 and 8.7).
///
/// # Errors
/// `supported-calendar-data` or `supported-address-data`.
pub(crate) fn check_type(root: &Element) -> Result<(), Refusal> {
    let Some(prop) = root.child(DAV, "prop") else {
        return Ok(());
    };
    let fits = |element: &Element, kind: &str, versions: &[&str]| {
        let asked = |name: &str| element.attribute(name).map(str::trim);
        asked("content-type").is_none_or(|asked| asked.eq_ignore_ascii_case(kind))
            && asked("version").is_none_or(|asked| versions.contains(&asked))
    };
    let calendar = prop.child(CALDAV, "calendar-data");
    if calendar.is_some_and(|data| !fits(data, "text/calendar", &["2.0"])) {
        return Err(Refusal::caldav(
            StatusCode::FORBIDDEN,
            "supported-calendar-data",
        ));
    }
    let card = prop.child(CARDDAV, "address-data");
    if card.is_some_and(|data| !fits(data, "text/vcard", &["3.0", "4.0"])) {
        return Err(Refusal::carddav(
            StatusCode::FORBIDDEN,
            "supported-address-data",
        ));
    }
    Ok(())
}

/// The version of vCard a client names.
pub(crate) fn vcard_version(version: &str) -> Option<Syntax> {
    match version.trim() {
        "3.0" => Some(Syntax::VCard30),
        "4.0" => Some(Syntax::VCard40),
        _ => None,
    }
}

/// The version a card is in; 3.0 where it cannot be read.
pub(crate) fn card_version(body: &[u8]) -> Syntax {
    Document::parse(body).map_or(Syntax::VCard30, |document| document.syntax())
}

/// A card in another version; `None` where it is in that one already, or cannot be read.
pub(crate) fn converted(body: &[u8], version: Syntax) -> Option<Vec<u8>> {
    let document = Document::parse(body).ok()?;
    if document.syntax() == version {
        return None;
    }
    Some(document.convert(version).ok()?.to_bytes())
}

fn in_utc(instance: &Instance<'_>, recurs: bool) -> Block {
    let mut block = instance.block.clone();
    block.lines.retain(|line| {
        !matches!(
            line.name.as_str(),
            "RRULE" | "RDATE" | "EXDATE" | "EXRULE" | "RECURRENCE-ID" | "DTSTART" | "DTEND" | "DUE"
        )
    });
    let at = |name: &str, day: bool, seconds: i64| {
        if day {
            Line {
                raw: format!(
                    "{name};VALUE=DATE:{}",
                    moment::written_date(moment::clock(seconds))
                ),
                ..Line::new(name, "")
            }
        } else {
            Line::new(name, &moment::written_utc(seconds))
        }
    };
    let mut times = Vec::new();
    if let Some(start) = &instance.start {
        // A day is the day on whose clock it is.
        let own = |utc: i64| {
            if start.is_date {
                moment::seconds_of(start.local) + (utc - start.utc())
            } else {
                utc
            }
        };
        times.push(at("DTSTART", start.is_date, own(start.utc())));
        for name in ["DTEND", "DUE"] {
            if instance.block.line(name).is_some() {
                times.push(at(name, start.is_date, own(instance.end)));
            }
        }
    } else if instance.block.line("DUE").is_some() {
        times.push(at("DUE", false, instance.end));
    }
    if let Some(id) = instance
        .recurrence_id
        .as_ref()
        .filter(|_| recurs || instance.block.line("RECURRENCE-ID").is_some())
    {
        let seconds = if id.is_date {
            moment::seconds_of(id.local)
        } else {
            id.utc()
        };
        times.push(at("RECURRENCE-ID", id.is_date, seconds));
    }
    let behind_uid = block
        .lines
        .iter()
        .position(|line| line.name == "UID")
        .map_or(0, |at| at + 1);
    block.lines.splice(behind_uid..behind_uid, times);
    block
}

/// Writes a component, or of it what `wanted` names; everything where that is nothing.
fn write(out: &mut String, block: &Block, wanted: Option<&Element>, namespace: &'static str) {
    out.push_str(&scan::fold(&format!("BEGIN:{}", block.name), 75));
    let all_lines = wanted.is_none_or(|wanted| wanted.child(namespace, "allprop").is_some());
    for line in &block.lines {
        let named = wanted.and_then(|wanted| {
            wanted.all(namespace, "prop").find(|prop| {
                prop.attribute("name")
                    .is_some_and(|name| name.eq_ignore_ascii_case(&line.name))
            })
        });
        // A card without its version cannot be read (RFC 6352, 10.4.2, leaves that to the client; nobody asks).
        let needed = namespace == CARDDAV && line.name == "VERSION";
        match named {
            Some(prop) if prop.attribute("novalue") == Some("yes") => {
                let value_at = line.raw.len() - line.value.len();
                out.push_str(&scan::fold(
                    line.raw.get(..value_at).unwrap_or(&line.raw),
                    75,
                ));
            }
            None if !all_lines && !needed => {}
            _ => out.push_str(&scan::fold(&line.raw, 75)),
        }
    }
    let all_blocks = wanted.is_none_or(|wanted| wanted.child(namespace, "allcomp").is_some());
    for inner in &block.blocks {
        let named = wanted.and_then(|wanted| {
            wanted.all(namespace, "comp").find(|comp| {
                comp.attribute("name")
                    .is_some_and(|name| name.eq_ignore_ascii_case(&inner.name))
            })
        });
        if all_blocks {
            write(out, inner, None, namespace);
        } else if let Some(named) = named {
            write(out, inner, Some(named), namespace);
        }
    }
    out.push_str(&scan::fold(&format!("END:{}", block.name), 75));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml;

    const SERIES: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:t\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Europe/Berlin:20260601T100000\r\nDTEND;TZID=Europe/Berlin:20260601T110000\r\nRRULE:FREQ=DAILY;COUNT=5\r\nSUMMARY:daily\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID;TZID=Europe/Berlin:20260603T100000\r\nDTSTART;TZID=Europe/Berlin:20260603T120000\r\nSUMMARY:moved\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    fn shaped(data: &str, body: &str) -> String {
        let request = format!(
            r#"<c:calendar-query xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:r="urn:ietf:params:xml:ns:carddav"><prop>{data}</prop></c:calendar-query>"#
        );
        let root = xml::parse(request.as_bytes()).unwrap().unwrap();
        match Shape::read(&root) {
            Some(shape) => shape.apply(body.as_bytes()),
            None => body.to_owned(),
        }
    }

    #[test]
    fn a_series_is_expanded_in_utc_with_its_overrides() {
        let data = r#"<c:calendar-data><c:expand start="20260602T000000Z" end="20260604T000000Z"/></c:calendar-data>"#;
        let text = shaped(data, SERIES);
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 2, "{text}");
        assert!(text.contains("DTSTART:20260602T080000Z\r\nDTEND:20260602T090000Z\r\nRECURRENCE-ID:20260602T080000Z"), "{text}");
        assert!(
            text.contains("RECURRENCE-ID:20260603T080000Z") && text.contains("SUMMARY:moved"),
            "{text}"
        );
        assert!(
            !text.contains("RRULE") && !text.contains("VTIMEZONE"),
            "{text}"
        );
    }

    #[test]
    fn a_series_is_limited_to_the_overrides_near() {
        let data = r#"<c:calendar-data><c:limit-recurrence-set start="20260701T000000Z" end="20260702T000000Z"/></c:calendar-data>"#;
        let text = shaped(data, SERIES);
        assert!(text.contains("RRULE") && !text.contains("moved"), "{text}");
    }

    #[test]
    fn of_an_item_only_what_is_named_is_given() {
        let data = r#"<c:calendar-data><c:comp name="VCALENDAR"><c:prop name="VERSION"/><c:comp name="VEVENT"><c:prop name="UID"/><c:prop name="SUMMARY" novalue="yes"/></c:comp></c:comp></c:calendar-data>"#;
        assert_eq!(
            shaped(data, SERIES).lines().take(6).collect::<Vec<_>>(),
            [
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                "BEGIN:VEVENT",
                "UID:1",
                "SUMMARY:",
                "END:VEVENT"
            ]
        );
        let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\nFN:A\r\nN:A;;;;\r\nEND:VCARD\r\n";
        assert_eq!(
            shaped(
                r#"<r:address-data><r:prop name="FN"/></r:address-data>"#,
                card
            ),
            "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nEND:VCARD\r\n"
        );
    }

    #[test]
    fn a_card_comes_in_the_version_asked_for_and_as_it_is_stored_where_none_is() {
        let three = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\nFN:A\r\nN:A;;;;\r\nEND:VCARD\r\n";
        let four = &three.replace("VERSION:3.0", "VERSION:4.0");
        for stored in [three, four] {
            assert_eq!(shaped("<r:address-data/>", stored), stored);
            for (version, own) in [("3.0", three), ("4.0", four)] {
                let asked =
                    format!(r#"<r:address-data content-type="text/vcard" version="{version}"/>"#);
                let given = shaped(&asked, stored);
                assert!(given.contains(&format!("VERSION:{version}")), "{given}");
                if stored == own {
                    assert_eq!(given, stored, "nothing is to be done");
                }
            }
        }
    }
}
