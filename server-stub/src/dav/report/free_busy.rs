//! `CALDAV:free-busy-query` (RFC 4791, 7.10): when somebody is busy, and nothing of what with.

use axum::body::Body;
use http::StatusCode;

use super::query::floating;
use crate::dav::answer::with_type;
use crate::dav::{Call, Outcome, Refusal};
use crate::lock::lock;
use crate::recurrence::{Set, Span, moment};
use crate::scan::{self, Block};
use crate::store::CollectionPath;
use crate::xml::{CALDAV, Element};

/// How somebody is busy (RFC 5545, 3.2.9); the later one is the stronger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Busy {
    Tentative,
    Certain,
}

/// Answers a free-busy-query.
pub(super) fn free_busy(call: &Call<'_>, root: &Element, path: &CollectionPath) -> Outcome {
    let span = root
        .child(CALDAV, "time-range")
        .and_then(|range| Span::read(range.attribute("start"), range.attribute("end")))
        .filter(|span| span.start != i64::MIN && span.end != i64::MAX)
        .ok_or_else(|| {
            Refusal::Bad("free-busy-query needs a time-range with start and end".to_owned())
        })?;
    let (bodies, floating) = {
        let shelves = lock(&call.owner.shelves);
        let collection = shelves.collection(path).ok_or_else(Refusal::not_found)?;
        let bodies: Vec<_> = collection
            .resources()
            .map(|resource| resource.body.clone())
            .collect();
        (bodies, floating(None, collection))
    };
    let mut times = Vec::new();
    for body in bodies {
        let Ok(blocks) = scan::parse(&body) else {
            continue;
        };
        let Some(calendar) = blocks.first() else {
            continue;
        };
        let set = Set::of(calendar, "VEVENT", &floating);
        for instance in set.instances(span) {
            if let (Some(busy), Some(start)) = (busy(instance.block), instance.start_utc())
                && span.overlaps(start, instance.end)
                && start < instance.end
            {
                times.push((start.max(span.start), instance.end.min(span.end), busy));
            }
        }
    }
    let text = written(span, &merged(times), call.now);
    Ok(with_type(
        StatusCode::OK,
        "text/calendar; charset=utf-8",
        Body::from(text),
    ))
}

fn busy(event: &Block) -> Option<Busy> {
    let is = |name: &str, value: &str| {
        event
            .line(name)
            .is_some_and(|line| line.value.trim().eq_ignore_ascii_case(value))
    };
    match () {
        () if is("TRANSP", "TRANSPARENT") || is("STATUS", "CANCELLED") => None,
        () if is("STATUS", "TENTATIVE") => Some(Busy::Tentative),
        () => Some(Busy::Certain),
    }
}

/// Times of the same sort that touch as one.
fn merged(mut times: Vec<(i64, i64, Busy)>) -> Vec<(i64, i64, Busy)> {
    times.sort_by_key(|(start, end, busy)| (*busy, *start, *end));
    let mut merged: Vec<(i64, i64, Busy)> = Vec::new();
    for (start, end, busy) in times {
        match merged.last_mut() {
            Some(last) if last.2 == busy && start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end, busy)),
        }
    }
    merged
}

fn written(span: Span, times: &[(i64, i64, Busy)], now: std::time::SystemTime) -> String {
    let mut text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//SmarterMail Sync//Test server//EN\r\nBEGIN:VFREEBUSY\r\n".to_owned();
    let stamp = i64::try_from(crate::date::unix_seconds(now)).unwrap_or(0);
    let mut line = |line: String| text.push_str(&scan::fold(&line, 75));
    line(format!("DTSTAMP:{}", moment::written_utc(stamp)));
    line(format!("DTSTART:{}", moment::written_utc(span.start)));
    line(format!("DTEND:{}", moment::written_utc(span.end)));
    for (start, end, busy) in times {
        let sort = match busy {
            Busy::Certain => "",
            Busy::Tentative => ";FBTYPE=BUSY-TENTATIVE",
        };
        let (start, end) = (moment::written_utc(*start), moment::written_utc(*end));
        line(format!("FREEBUSY{sort}:{start}/{end}"));
    }
    text.push_str("END:VFREEBUSY\r\nEND:VCALENDAR\r\n");
    text
}
