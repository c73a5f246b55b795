//! The month of a calendar, each appointment on its days as its own clock shows them; a search as a list.

use jiff::ToSpan as _;
use jiff::civil::{Date, Time};
use maud::{Markup, html};

use super::form::link;
use super::lists::{self, SECTIONS, Section};
use super::visit::Visit;
use super::{Outcome, Refused, layout};
use crate::date::{civil, unix_seconds};
use crate::mailbox::StoredItem;
use crate::recurrence::{Instance, Set, Span, Zones, moment};
use crate::scan;
use crate::store::Component;

/// So many appointments are shown in a day's square.
const A_DAY: usize = 5;
const SEARCH_SHOWN: usize = 200;

/// An appointment on one day.
struct Entry {
    day: Date,
    /// None for a whole day.
    time: Option<Time>,
    title: String,
    name: String,
}

pub(super) fn page(visit: &Visit) -> Outcome {
    let mailbox = visit.mailbox()?;
    let section = &SECTIONS[1];
    let (all, chosen) = lists::collections(visit, &mailbox, Component::VEvent)?;
    let path = chosen.path.to_string();
    let items = mailbox.list(&path).map_err(|_| Refused::Missing)?;
    let q = visit.query.text("q").to_lowercase();
    let body = if q.is_empty() {
        let today = today(visit);
        let first = month(visit.query.text("month")).unwrap_or(today.first_of_month());
        grid(&path, &items, first, today)
    } else {
        found(section, &path, &items, &q)
    };
    let content = html! {
        (lists::head(section, visit, &all, &chosen))
        @if chosen.read_only { p.hint { "Clients may only read this calendar." } }
        (body)
    };
    Ok(layout::page(visit, section.heading, &content))
}

fn today(visit: &Visit) -> Date {
    let (year, month, day) = civil(unix_seconds(visit.now) / 86_400);
    let date = || {
        Date::new(
            i16::try_from(year).ok()?,
            i8::try_from(month).ok()?,
            i8::try_from(day).ok()?,
        )
        .ok()
    };
    date().unwrap_or(Date::ZERO)
}

/// `2026-07`
fn month(text: &str) -> Option<Date> {
    let (year, month) = text.split_once('-')?;
    let year: i16 = year.parse().ok().filter(|year| (1..=9990).contains(year))?;
    Date::new(year, month.parse().ok()?, 1).ok()
}

fn grid(path: &str, items: &[StoredItem], first: Date, today: Date) -> Markup {
    let back = i32::from(first.weekday().since(jiff::civil::Weekday::Monday));
    let monday = first.saturating_sub(back.days());
    let weeks = (back + i32::from(first.days_in_month()) + 6) / 7;
    let entries = entries(items, monday, monday.saturating_add((weeks * 7).days()));
    let to = |date: Date| {
        let month = format!("{:04}-{:02}", date.year(), date.month());
        link("/calendar", &[("in", path), ("month", &month)])
    };
    html! {
        div.bar {
            h2 { (first.strftime("%B %Y")) }
            a href=(to(first.saturating_sub(1.month()))) rel="prev" { "Previous month" }
            a href=(to(first.saturating_add(1.month()))) rel="next" { "Next month" }
            a href=(link("/calendar", &[("in", path)])) { "Today" }
        }
        div.scroll { table.month {
            thead { tr { @for day in ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] { th scope="col" { (day) } } } }
            tbody { @for week in 0..weeks { tr { @for weekday in 0..7 {
                @let day = monday.saturating_add((week * 7 + weekday).days());
                td .other[day.month() != first.month()] .today[day == today] {
                    span.day { span.weekday { (day.strftime("%a")) " " } (day.day()) }
                    (square(path, &entries, day))
                }
            } } } }
        } }
    }
}

fn square(path: &str, entries: &[Entry], day: Date) -> Markup {
    let here: Vec<&Entry> = entries.iter().filter(|entry| entry.day == day).collect();
    html! {
        @if !here.is_empty() { ul {
            @for entry in here.iter().take(A_DAY) {
                li { a href=(link("/item", &[("in", path), ("name", &entry.name)])) title=(entry.title) {
                    @if let Some(time) = entry.time { (time.strftime("%H:%M")) " " }
                    (entry.title)
                } }
            }
            @if here.len() > A_DAY { li.more { (here.len() - A_DAY) " more" } }
        } }
    }
}

/// What is on the days from `from` to `to`, earliest first.
fn entries(items: &[StoredItem], from: Date, to: Date) -> Vec<Entry> {
    let around: Vec<String> = (-1..3)
        .map(|months: i32| {
            from.saturating_add(months.months())
                .strftime("%Y%m")
                .to_string()
        })
        .collect();
    let mut entries = Vec::new();
    for item in items
        .iter()
        .filter(|item| item.component == Component::VEvent)
    {
        let text = String::from_utf8_lossy(&item.body);
        // Most of a long calendar is far away, and not worth reading whole.
        let may_be_near = text.contains("RRULE")
            || text.contains("RDATE")
            || around.iter().any(|month| text.contains(month.as_str()));
        if may_be_near {
            add(&mut entries, item, from, to);
        }
    }
    entries.sort_by_key(|entry| (entry.day, entry.time));
    entries
}

fn add(entries: &mut Vec<Entry>, item: &StoredItem, from: Date, to: Date) {
    let Ok(blocks) = scan::parse(&item.body) else {
        return;
    };
    let Some(calendar) = blocks.first() else {
        return;
    };
    let set = Set::of(calendar, "VEVENT", &Zones::utc());
    let midnight = |date: Date| moment::seconds_of(date.at(0, 0, 0, 0));
    let span = Span {
        start: midnight(from) - 86_400,
        end: midnight(to) + 86_400,
    };
    for instance in set.instances(span) {
        for (day, time) in days(&instance, from, to) {
            entries.push(Entry {
                day,
                time,
                title: title(&instance, item),
                name: item.name.clone(),
            });
        }
    }
}

/// The days an instance is on, on its own clock; the time on the first one.
fn days(instance: &Instance<'_>, from: Date, to: Date) -> Vec<(Date, Option<Time>)> {
    let Some(start) = &instance.start else {
        return Vec::new();
    };
    let first = start.local.date();
    let length = instance.end.saturating_sub(start.utc()).max(0);
    let last =
        moment::clock(moment::seconds_of(start.local).saturating_add((length - 1).max(0))).date();
    let mut days = Vec::new();
    let mut day = first.max(from);
    while day <= last && day < to {
        let time = (!start.is_date && day == first).then(|| start.local.time());
        days.push((day, time));
        day = day.saturating_add(1.day());
    }
    days
}

fn title(instance: &Instance<'_>, item: &StoredItem) -> String {
    instance.block.line("SUMMARY").map_or_else(
        || lists::quick_title(item),
        |line| scan::unescaped(&line.value),
    )
}

fn found(section: &Section, path: &str, items: &[StoredItem], q: &str) -> Markup {
    let found: Vec<&StoredItem> = items.iter().filter(|item| lists::holds(item, q)).collect();
    html! {
        div.sheet {
            @if found.is_empty() { p { "No appointment has that in it." } }
            ul { @for item in found.iter().take(SEARCH_SHOWN) {
                li { a href=(link("/item", &[("in", path), ("name", &item.name)])) { (lists::quick_title(item)) } }
            } }
        }
        p.faint { (layout::count(found.len(), "appointment", "appointments")) " · " a href=(link(section.path, &[("in", path)])) { "Back to the month" } }
    }
}
