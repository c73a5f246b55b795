//! One item: seen, edited by field or as its source text, made, deleted.
//!
//! Every form carries the version it was made from. If somebody else changed the item meanwhile, nothing is written.

use axum::response::Response;
use bytes::Bytes;
use http::StatusCode;
use maud::{Markup, html};
use pim::{Item, Kind};

use super::form::{Form, link};
use super::lists::{SECTIONS, Section, section_of};
use super::session::random;
use super::visit::Visit;
use super::{Outcome, Refused, item_form, layout, times};
use crate::date::unix_seconds;
use crate::mailbox::{Mailbox, MailboxError, StoredItem};

/// An item that was asked for.
struct Asked {
    mailbox: Mailbox,
    collection: String,
    stored: StoredItem,
    section: &'static Section,
}

impl Asked {
    fn read(visit: &Visit, from: &Form) -> Result<Asked, Refused> {
        let mailbox = visit.mailbox()?;
        let collection = from.text("in").to_owned();
        let stored = mailbox
            .get(&collection, from.text("name"))
            .map_err(|_| Refused::Missing)?;
        Ok(Asked {
            section: section_of(stored.component),
            mailbox,
            collection,
            stored,
        })
    }

    fn item(&self) -> Result<Item, Refused> {
        Item::parse(self.section.kind, &self.stored.body)
            .map_err(|error| Refused::Bad(format!("This item cannot be shown: {error}.")))
    }

    fn link(&self, path: &str) -> String {
        link(
            path,
            &[("in", &self.collection), ("name", &self.stored.name)],
        )
    }

    fn fields(&self) -> [(&str, &str); 2] {
        [("in", &self.collection), ("name", &self.stored.name)]
    }
}

/// The item with its form.
pub(super) fn page(visit: &Visit) -> Outcome {
    let asked = Asked::read(visit, &visit.query)?;
    let item = asked.item()?;
    Ok(form_page(visit, &asked, &item, None, None))
}

fn form_page(
    visit: &Visit,
    asked: &Asked,
    item: &Item,
    typed: Option<&Form>,
    error: Option<&str>,
) -> Response {
    let title = item.title();
    let content = html! {
        p { a href=(link(asked.section.path, &[("in", &asked.collection)])) { (asked.section.heading) } }
        div.bar {
            @if item.picture().is_some() { img.portrait src=(asked.link("/item/picture")) alt=""; }
            h1 { (title) }
        }
        @if let Some(error) = error { p.error role="alert" { (error) } }
        div.sheet {
            form method="post" action="/item" {
                (layout::token(visit))
                (place(asked))
                (item_form::show(item, typed))
                div.actions {
                    button type="submit" { "Save" }
                    a.button.plain href=(asked.link("/item/source")) { "Source text" }
                }
            }
        }
        div.sheet {
            p.hint { "Last changed " (times::second(asked.stored.modified)) " UTC · version " code { (asked.stored.etag.opaque()) } " · " code { (asked.stored.name) } }
            div.actions {
                (layout::button(visit, "/item/elsewhere", &asked.fields(), "plain", "Change it as another device would"))
                (layout::button(visit, "/item/delete", &asked.fields(), "danger", "Delete"))
            }
            p.hint { "Change the same item in a client before it synchronises, and there is a conflict to look at." }
        }
    };
    layout::page(visit, &title, &content)
}

/// Where the item is, and which version of it the form was made from.
fn place(asked: &Asked) -> Markup {
    html! {
        input type="hidden" name="in" value=(asked.collection);
        input type="hidden" name="name" value=(asked.stored.name);
        input type="hidden" name="version" value=(asked.stored.etag.opaque());
    }
}

/// Writes what the form changed.
pub(super) fn save(visit: &Visit) -> Outcome {
    let asked = Asked::read(visit, &visit.form)?;
    let mut item = asked.item()?;
    let refused = |item: &Item, reason: &str| {
        let mut response = form_page(visit, &asked, item, Some(&visit.form), Some(reason));
        *response.status_mut() = StatusCode::CONFLICT;
        Ok(response)
    };
    if visit.form.text("version") != asked.stored.etag.opaque() {
        return refused(
            &item,
            "This item was changed elsewhere while you were editing it. What you typed stands below; look at it and save again.",
        );
    }
    let before = item.clone();
    match item_form::apply(&mut item, &visit.form) {
        Ok(0) => visit.tell("Nothing was changed."),
        Ok(_) => {
            item.touch(now_seconds(visit));
            asked
                .mailbox
                .put(&asked.collection, &asked.stored.name, item.bytes())
                .map_err(|error| unfit(&error))?;
            visit.tell("Saved.");
        }
        Err((label, error)) => return refused(&before, &format!("{label}: {error}.")),
    }
    Ok(layout::to(&asked.link("/item")))
}

fn now_seconds(visit: &Visit) -> i64 {
    i64::try_from(unix_seconds(visit.now)).unwrap_or(i64::MAX)
}

fn unfit(error: &MailboxError) -> Refused {
    Refused::Bad(format!("This was not saved: {error}."))
}

/// The text as it is stored, to be edited as it is.
pub(super) fn source(visit: &Visit) -> Outcome {
    let asked = Asked::read(visit, &visit.query)?;
    let text = String::from_utf8_lossy(&asked.stored.body);
    Ok(source_page(visit, &asked, &text, None))
}

fn source_page(visit: &Visit, asked: &Asked, text: &str, error: Option<&str>) -> Response {
    let rows = text.lines().count().clamp(10, 40);
    let content = html! {
        p { a href=(asked.link("/item")) { "Back to the form" } }
        h1 { "Source text" }
        @if let Some(error) = error { p.error role="alert" { (error) } }
        div.sheet { form method="post" action="/item/source" {
            (layout::token(visit))
            (place(asked))
            textarea.source name="text" rows=(rows) aria-label="Source text" spellcheck="false" { "\n" (text) }
            p.hint { "It is stored as it stands here, with CRLF at the ends of lines." }
            div.actions { button type="submit" { "Save" } }
        } }
    };
    layout::page(visit, "Source text", &content)
}

pub(super) fn save_source(visit: &Visit) -> Outcome {
    let asked = Asked::read(visit, &visit.form)?;
    let text = visit.form.text("text");
    let refused = |reason: &str| {
        let mut response = source_page(visit, &asked, text, Some(reason));
        *response.status_mut() = StatusCode::CONFLICT;
        Ok(response)
    };
    if visit.form.text("version") != asked.stored.etag.opaque() {
        return refused(
            "This item was changed elsewhere while you were editing it. What you typed stands below; look at it and save again.",
        );
    }
    let lines = text.trim_end().replace("\r\n", "\n").replace('\n', "\r\n") + "\r\n";
    match asked
        .mailbox
        .put(&asked.collection, &asked.stored.name, lines)
    {
        Ok(_) => {
            visit.tell("Saved.");
            Ok(layout::to(&asked.link("/item")))
        }
        Err(error) => refused(&format!("This was not saved: {error}.")),
    }
}

/// Deletes the item.
pub(super) fn delete(visit: &Visit) -> Outcome {
    let asked = Asked::read(visit, &visit.form)?;
    let title = super::lists::quick_title(&asked.stored);
    asked
        .mailbox
        .delete(&asked.collection, &asked.stored.name)
        .map_err(|error| unfit(&error))?;
    visit.tell(format!("“{title}” is deleted."));
    Ok(layout::to(&link(
        asked.section.path,
        &[("in", &asked.collection)],
    )))
}

/// Makes the edit of another device, so that a client that changed the item too has a conflict.
pub(super) fn change_elsewhere(visit: &Visit) -> Outcome {
    let asked = Asked::read(visit, &visit.form)?;
    let title = asked
        .mailbox
        .change_as_another_device(&asked.collection, &asked.stored.name)
        .map_err(|error| unfit(&error))?;
    visit.tell(format!(
        "Another device changed it: it is called “{title}” now."
    ));
    Ok(layout::to(&asked.link("/item")))
}

/// A contact's picture.
pub(super) fn picture(visit: &Visit) -> Outcome {
    let asked = Asked::read(visit, &visit.query)?;
    let (media_type, bytes) = asked.item()?.picture().ok_or(Refused::Missing)?;
    // Only what a browser shows as a picture and nothing else: an SVG could hold a document.
    if !matches!(
        media_type,
        "image/png" | "image/jpeg" | "image/gif" | "image/webp"
    ) {
        return Err(Refused::Missing);
    }
    Ok(layout::of_type(media_type, bytes))
}

fn new_section(form: &Form) -> Result<&'static Section, Refused> {
    let kind: Kind = form.text("kind").parse().map_err(|_| Refused::Missing)?;
    SECTIONS
        .iter()
        .find(|section| section.kind == kind)
        .ok_or(Refused::Missing)
}

/// The form of a new item.
pub(super) fn new(visit: &Visit) -> Outcome {
    let section = new_section(&visit.query)?;
    visit
        .mailbox()?
        .list(visit.query.text("in"))
        .map_err(|_| Refused::Missing)?;
    Ok(new_page(visit, section, visit.query.text("in"), None, None))
}

fn new_page(
    visit: &Visit,
    section: &Section,
    collection: &str,
    typed: Option<&Form>,
    error: Option<&str>,
) -> Response {
    let empty = Item::empty(section.kind, "");
    let content = html! {
        p { a href=(link(section.path, &[("in", collection)])) { (section.heading) } }
        h1 { (section.new) }
        @if let Some(error) = error { p.error role="alert" { (error) } }
        div.sheet { form method="post" action="/new" {
            (layout::token(visit))
            input type="hidden" name="in" value=(collection);
            input type="hidden" name="kind" value=(section.kind.as_str());
            (item_form::show(&empty, typed))
            div.actions { button type="submit" { "Create" } }
        } }
    };
    layout::page(visit, section.new, &content)
}

/// Makes it.
pub(super) fn create(visit: &Visit) -> Outcome {
    let section = new_section(&visit.form)?;
    let mailbox = visit.mailbox()?;
    let collection = visit.form.text("in");
    let refused = |reason: &str| {
        let mut response = new_page(visit, section, collection, Some(&visit.form), Some(reason));
        *response.status_mut() = StatusCode::CONFLICT;
        Ok(response)
    };
    let uid = random()
        .and_then(|random| random.get(..32).map(str::to_owned))
        .ok_or_else(|| Refused::Bad("The system gives no random numbers.".to_owned()))?;
    let mut item = Item::empty(section.kind, &uid);
    match item_form::apply(&mut item, &visit.form) {
        Ok(0) => return refused("Nothing was filled in."),
        Ok(_) => {}
        Err((label, error)) => return refused(&format!("{label}: {error}.")),
    }
    if section.kind == Kind::Appointment
        && !item
            .fields()
            .iter()
            .any(|value| value.key.field == pim::FieldId::When)
    {
        return refused("When: an appointment needs a time.");
    }
    item.touch(now_seconds(visit));
    let extension = if section.kind == Kind::Contact {
        "vcf"
    } else {
        "ics"
    };
    let name = format!("{uid}.{extension}");
    if let Err(error) = mailbox.put(collection, &name, Bytes::from(item.bytes())) {
        return refused(&format!("This was not saved: {error}."));
    }
    visit.tell("Created.");
    Ok(layout::to(&link(
        "/item",
        &[("in", collection), ("name", &name)],
    )))
}
