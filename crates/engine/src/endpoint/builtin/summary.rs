//! What a list shows of an item without opening it, read from its text when that is written.

use pim::{Component, Item, Kind};
use rusqlite::{Connection, params};

const DAY: i64 = 86_400;

/// A task's due time: how its number is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// A day, as the seconds of its midnight.
    Day(i64),
    /// An instant, in UTC seconds.
    Instant(i64),
    /// The same on every clock, in seconds on that clock.
    Floating(i64),
}

/// What a list shows besides the title.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Glimpse {
    /// A contact's company or first e-mail address, an appointment's place, a note's first words.
    pub subtitle: String,
    /// When a task is due.
    pub due: Option<Due>,
    /// Whether a task is done.
    pub done: bool,
    /// A task's priority, 1 high to 9 low.
    pub priority: Option<u8>,
    /// The first category.
    pub category: Option<String>,
}

/// UID, title and what else a list shows of an item.
#[derive(Default)]
pub(super) struct Summary {
    pub(super) uid: Option<String>,
    pub(super) title: String,
    pub(super) glimpse: Glimpse,
    /// Between which times an appointment can happen.
    pub(super) span: Option<(i64, i64)>,
}

impl Summary {
    /// Reads them from an item's text; of a text that cannot be read the title says so, and the text stays as it is.
    pub(super) fn of(kind: Kind, body: &[u8]) -> Self {
        Item::parse(kind, body).map_or_else(
            |_| Self {
                title: "(cannot be read)".to_owned(),
                ..Self::default()
            },
            |item| Self {
                uid: item.uid(),
                title: item.title(),
                glimpse: Glimpse::of(&item),
                span: (kind == Kind::Appointment).then(|| span(&item)).flatten(),
            },
        )
    }

    /// The title as it is sorted and searched.
    pub(super) fn sorted(&self) -> String {
        self.title.to_lowercase()
    }
}

impl Glimpse {
    /// Reads it from an item.
    pub fn of(item: &Item) -> Self {
        let Some(main) = main(item) else {
            let text = String::from_utf8_lossy(&item.bytes()).into_owned();
            return Self {
                subtitle: first_words(text.lines().skip(1)),
                ..Self::default()
            };
        };
        let text = |name: &'static str| {
            main.all(name)
                .map(|line| line.text().trim().to_owned())
                .find(|text| !text.is_empty())
        };
        let subtitle = match item.kind() {
            Kind::Contact => company(main).or_else(|| text("EMAIL")),
            Kind::Appointment => text("LOCATION"),
            Kind::Task => None,
            Kind::Note => text("DESCRIPTION").map(|text| first_words(text.lines())),
        };
        let due = item.due().map(|due| match (due.all_day, due.instant) {
            (true, _) => Due::Day(due.clock),
            (false, Some(instant)) => Due::Instant(instant),
            (false, None) => Due::Floating(due.clock),
        });
        let status = text("STATUS").unwrap_or_default();
        Self {
            subtitle: subtitle.unwrap_or_default(),
            due: due.filter(|_| item.kind() == Kind::Task),
            done: item.kind() == Kind::Task
                && (status.eq_ignore_ascii_case("COMPLETED")
                    || status.is_empty() && main.first("COMPLETED").is_some()),
            priority: text("PRIORITY")
                .and_then(|text| text.parse().ok())
                .filter(|priority| (1..=9).contains(priority) && item.kind() == Kind::Task),
            category: main
                .first("CATEGORIES")
                .and_then(|line| line.texts().into_iter().next())
                .map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty()),
        }
    }
}

/// The component that holds the fields; none in plain text.
fn main(item: &Item) -> Option<&Component> {
    let is_main = |component: &&Component| {
        (component.name() == item.kind().component() || component.name() == "VNOTE")
            && component.first("RECURRENCE-ID").is_none()
    };
    item.document().components().find_map(|top| {
        Some(top)
            .filter(is_main)
            .or_else(|| top.components().find(is_main))
    })
}

fn company(main: &Component) -> Option<String> {
    let parts = main.first("ORG")?.structured();
    let parts: Vec<String> = parts
        .iter()
        .map(|part| part.join(" ").trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn first_words<'a>(mut lines: impl Iterator<Item = &'a str>) -> String {
    let line = lines.find(|line| !line.trim().is_empty());
    line.unwrap_or_default().trim().chars().take(120).collect()
}

/// Between which times an appointment can happen; a series without an end for ever.
fn span(item: &Item) -> Option<(i64, i64)> {
    let times = item.times()?;
    let at = |point: &pim::Point| point.instant.unwrap_or(point.clock);
    let own = times.added.iter().chain([&times.start]).map(at);
    let begins = own
        .clone()
        .chain(times.exceptions.iter().map(|one| at(&one.start)))
        .min()?;
    let ends = if times.rules.is_empty() {
        let others = times
            .exceptions
            .iter()
            .map(|one| at(&one.start) + one.length_seconds);
        own.map(|start| start + times.length_seconds)
            .chain(others)
            .max()?
            .saturating_add(DAY)
    } else {
        i64::MAX
    };
    Some((begins.saturating_sub(DAY), ends))
}

/// Reads what rows of an earlier layout do not say yet.
pub(super) fn fill(connection: &Connection) -> rusqlite::Result<()> {
    let mut rows = connection.prepare(
        "SELECT item.rowid, collection.kind, body FROM item JOIN collection ON number = collection",
    )?;
    let mut update = connection.prepare(
        "UPDATE item SET subtitle = ?2, due = ?3, due_form = ?4, done = ?5, priority = ?6, category = ?7, begins = ?8, ends = ?9 WHERE rowid = ?1",
    )?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let Ok(kind) = row.get::<_, String>(1)?.parse::<Kind>() else {
            continue;
        };
        let summary = Summary::of(kind, row.get_ref(2)?.as_blob().unwrap_or_default());
        let (due, form) = stored_due(summary.glimpse.due);
        update.execute(params![
            row.get::<_, i64>(0)?,
            summary.glimpse.subtitle,
            due,
            form,
            summary.glimpse.done,
            summary.glimpse.priority,
            summary.glimpse.category,
            summary.span.map(|span| span.0),
            summary.span.map(|span| span.1),
        ])?;
    }
    Ok(())
}

/// A due time as it is stored.
pub(super) fn stored_due(due: Option<Due>) -> (Option<i64>, Option<&'static str>) {
    match due {
        Some(Due::Day(at)) => (Some(at), Some("day")),
        Some(Due::Instant(at)) => (Some(at), Some("instant")),
        Some(Due::Floating(at)) => (Some(at), Some("floating")),
        None => (None, None),
    }
}

/// A due time as it was stored.
pub(super) fn read_due(at: Option<i64>, form: Option<&str>) -> Option<Due> {
    Some(match form? {
        "day" => Due::Day(at?),
        "instant" => Due::Instant(at?),
        _ => Due::Floating(at?),
    })
}
