//! Lists of contacts, tasks and notes.

use maud::{Markup, html};
use pim::{FieldId, Item, Kind};

use super::form::link;
use super::visit::Visit;
use super::{Outcome, Refused, layout};
use crate::mailbox::{CollectionSummary, Mailbox, StoredItem};
use crate::scan;
use crate::store::Component;

const A_PAGE: usize = 100;

/// What one of the pages is about.
pub(super) struct Section {
    pub(super) path: &'static str,
    pub(super) heading: &'static str,
    pub(super) kind: Kind,
    pub(super) component: Component,
    pub(super) new: &'static str,
}

pub(super) const SECTIONS: [Section; 4] = [
    Section {
        path: "/contacts",
        heading: "Contacts",
        kind: Kind::Contact,
        component: Component::VCard,
        new: "New contact",
    },
    Section {
        path: "/calendar",
        heading: "Calendar",
        kind: Kind::Appointment,
        component: Component::VEvent,
        new: "New appointment",
    },
    Section {
        path: "/tasks",
        heading: "Tasks",
        kind: Kind::Task,
        component: Component::VTodo,
        new: "New task",
    },
    Section {
        path: "/notes",
        heading: "Notes",
        kind: Kind::Note,
        component: Component::VJournal,
        new: "New note",
    },
];

/// The section of a kind of item.
pub(super) fn section_of(component: Component) -> &'static Section {
    SECTIONS
        .iter()
        .find(|section| section.component == component)
        .unwrap_or(&SECTIONS[0])
}

/// The collections of a section, and the one the page is to show.
pub(super) fn collections(
    visit: &Visit,
    mailbox: &Mailbox,
    component: Component,
) -> Result<(Vec<CollectionSummary>, CollectionSummary), Refused> {
    let all: Vec<CollectionSummary> = mailbox
        .collections()
        .into_iter()
        .filter(|collection| collection.components.contains(&component))
        .collect();
    let wanted = visit.query.text("in");
    let chosen = all
        .iter()
        .find(|collection| collection.path.to_string() == wanted)
        .or_else(|| {
            all.iter()
                .find(|collection| !collection.read_only)
                .filter(|_| wanted.is_empty())
        })
        .cloned()
        .ok_or(Refused::Missing)?;
    Ok((all, chosen))
}

/// Heading, the collections to choose from, the search, and the button for something new.
pub(super) fn head(
    section: &Section,
    visit: &Visit,
    all: &[CollectionSummary],
    chosen: &CollectionSummary,
) -> Markup {
    let path = chosen.path.to_string();
    html! {
        div.bar {
            h1 { (section.heading) }
            @if all.len() > 1 {
                nav aria-label="Collections" { ul {
                    @for collection in all {
                        li { a href=(link(section.path, &[("in", &collection.path.to_string())])) aria-current=[(collection.path == chosen.path).then_some("true")] { (collection.display_name) } }
                    }
                } }
            }
            form.end method="get" action=(section.path) role="search" {
                input type="hidden" name="in" value=(path);
                input type="search" name="q" value=(visit.query.text("q")) aria-label="Search" placeholder="Search" size="16";
            }
            @if !chosen.read_only { a.button.plain href=(link("/sharing", &[("in", &path)])) { "Share" } }
            a.button href=(link("/new", &[("in", &path), ("kind", section.kind.as_str())])) { (section.new) }
        }
    }
}

/// The list itself.
pub(super) fn page(visit: &Visit) -> Outcome {
    let mailbox = visit.mailbox()?;
    let section = SECTIONS
        .iter()
        .find(|section| section.path == visit.path)
        .ok_or(Refused::Missing)?;
    let (all, chosen) = collections(visit, &mailbox, section.component)?;
    let path = chosen.path.to_string();
    let listed = listed(&mailbox, &path, section.component, visit.query.text("q"))?;
    let total = listed.len();
    let number = visit.query.number::<usize>("page").unwrap_or(1).max(1);
    let rows: Vec<Listed> = listed
        .into_iter()
        .skip((number - 1).saturating_mul(A_PAGE))
        .take(A_PAGE)
        .collect();
    let content = html! {
        (head(section, visit, &all, &chosen))
        @if chosen.read_only { p.hint { "Clients may only read this collection." } }
        @if rows.is_empty() {
            div.sheet { p { @if visit.query.text("q").is_empty() { "There is nothing here yet." } @else { "Nothing here has that in it." } } }
        } @else {
            div.sheet.scroll { (table(section, &path, &rows)) }
        }
        (pager(visit, section.path, &path, number, total))
    };
    Ok(layout::page(visit, section.heading, &content))
}

fn pager(visit: &Visit, base: &str, path: &str, number: usize, total: usize) -> Markup {
    let q = visit.query.text("q");
    let page = |number: usize| {
        link(
            base,
            &[("in", path), ("q", q), ("page", &number.to_string())],
        )
    };
    html! {
        p.faint {
            (layout::count(total, "item", "items"))
            @if number > 1 { " · " a href=(page(number - 1)) rel="prev" { "Previous page" } }
            @if number * A_PAGE < total { " · " a href=(page(number + 1)) rel="next" { "Next page" } }
        }
    }
}

/// An item in a list, before more than its title is read.
pub(super) struct Listed {
    title: String,
    item: StoredItem,
}

fn listed(
    mailbox: &Mailbox,
    path: &str,
    component: Component,
    q: &str,
) -> Result<Vec<Listed>, Refused> {
    let sought = q.to_lowercase();
    let mut listed: Vec<Listed> = mailbox
        .list(path)
        .map_err(|_| Refused::Missing)?
        .into_iter()
        .filter(|item| item.component == component)
        .filter(|item| sought.is_empty() || holds(item, &sought))
        .map(|item| Listed {
            title: quick_title(&item),
            item,
        })
        .collect();
    listed.sort_by_cached_key(|listed| listed.title.to_lowercase());
    Ok(listed)
}

pub(super) fn holds(item: &StoredItem, sought: &str) -> bool {
    String::from_utf8_lossy(&item.body)
        .to_lowercase()
        .replace("\r\n ", "")
        .contains(sought)
}

/// The first line that names the item, read without the rest: a list may have 100,000.
pub(super) fn quick_title(item: &StoredItem) -> String {
    let text = String::from_utf8_lossy(&item.body);
    let wanted = if item.component == Component::VCard {
        "FN"
    } else {
        "SUMMARY"
    };
    let start = text.match_indices(wanted).map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).unwrap_or_default();
        let after = text.get(at + wanted.len()..).unwrap_or_default();
        (before.is_empty() || before.ends_with('\n') || before.ends_with('.'))
            && after.starts_with([':', ';'])
    });
    let line = start.and_then(|at| {
        let lines = scan::unfold(
            text.get(at..(at + 600).min(text.len()))
                .unwrap_or(text.get(at..)?),
        );
        scan::content_line(lines.first()?)
    });
    line.map(|line| scan::unescaped(&line.value))
        .filter(|title| !title.trim().is_empty())
        .unwrap_or_else(|| "(no title)".to_owned())
}

fn table(section: &Section, path: &str, rows: &[Listed]) -> Markup {
    let columns: &[(&str, FieldId)] = match section.kind {
        Kind::Contact => &[
            ("Company", FieldId::Company),
            ("E-mail", FieldId::Email),
            ("Phone", FieldId::Phone),
        ],
        Kind::Task => &[
            ("Due", FieldId::Due),
            ("Status", FieldId::Status),
            ("Priority", FieldId::Priority),
        ],
        _ => &[("Date", FieldId::Date), ("Categories", FieldId::Category)],
    };
    let first = if section.kind == Kind::Contact {
        "Name"
    } else {
        "Title"
    };
    html! {
        table {
            thead { tr { th scope="col" { (first) } @for (label, _) in columns { th scope="col" { (label) } } } }
            tbody {
                @for row in rows {
                    @let item = Item::parse(section.kind, &row.item.body).ok();
                    @let finished = item.as_ref().is_some_and(is_done);
                    tr {
                        td .done[finished] { a href=(link("/item", &[("in", path), ("name", &row.item.name)])) { (row.title) } }
                        @for (label, field) in columns { td data-label=(label) { (item.as_ref().map(|item| value(item, *field)).unwrap_or_default()) } }
                    }
                }
            }
        }
    }
}

fn value(item: &Item, field: FieldId) -> String {
    let values: Vec<String> = item
        .fields()
        .into_iter()
        .filter(|value| value.key.field == field)
        .map(|value| value.shown.text.replace('\n', ", "))
        .collect();
    if field == FieldId::Category {
        return values.join(", ");
    }
    values.into_iter().next().unwrap_or_default()
}

fn is_done(item: &Item) -> bool {
    item.kind() == Kind::Task && value(item, FieldId::Status).starts_with("done")
}
