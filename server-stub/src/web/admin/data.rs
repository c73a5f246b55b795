//! Whole mailboxes: sample items, a conflict, forgotten tokens, export and import.

use axum::response::Response;
use http::{HeaderValue, header};
use maud::html;

use super::super::form::link;
use super::super::visit::Visit;
use super::super::{Outcome, Refused, layout};
use super::users::mailbox;
use crate::mailbox::MailboxError;
use crate::server::Server;

/// How many items a sample mailbox may have.
pub(super) const SAMPLE_SIZES: [usize; 3] = [100, 10_000, 100_000];

/// Export and import.
pub(super) fn page(visit: &Visit, server: &Server) -> Response {
    let content = html! {
        h1 { "Data" }
        div.sheet {
            h2 { "Export" }
            p { "Everything of all " (layout::count(server.users().len(), "user", "users")) " as one " code { ".tar" } ": each item a file, each collection with its properties. It holds no passwords." }
            (layout::button(visit, "/admin/export", &[], "", "Export everything"))
        }
        div.sheet {
            h2 { "Import" }
            p { "Such a file, or any " code { ".tar" } " with files at " code { "USER/calendars/NAME/ITEM.ics" } " and " code { "USER/addressbooks/NAME/ITEM.vcf" } ". Items of the same name are replaced, nothing is deleted. Users must be there; collections are made." }
            form method="post" action="/admin/import" enctype="multipart/form-data" {
                (layout::token(visit))
                div.pair { input type="file" name="file" accept=".tar" aria-label="File" required; button type="submit" { "Import" } }
            }
        }
    };
    layout::page(visit, "Data", &content)
}

fn refused(error: &MailboxError) -> Refused {
    Refused::Bad(format!("This was not done: {error}."))
}

fn back(visit: &Visit) -> Response {
    layout::to(&link("/admin/user", &[("email", visit.form.text("email"))]))
}

/// Adds sample items.
pub(super) fn fill(visit: &Visit, server: &Server) -> Outcome {
    let mailbox = mailbox(server, visit.form.text("email"))?;
    let count: usize = visit
        .form
        .number("count")
        .filter(|count| SAMPLE_SIZES.contains(count))
        .ok_or(Refused::Missing)?;
    mailbox
        .add_samples(count)
        .map_err(|error| refused(&error))?;
    visit.tell(format!(
        "{} are added.",
        layout::count(count, "item", "items")
    ));
    Ok(back(visit))
}

/// Deletes all items of a collection.
pub(super) fn empty(visit: &Visit, server: &Server) -> Outcome {
    let mailbox = mailbox(server, visit.form.text("email"))?;
    let collection = visit.form.text("in");
    let items = mailbox.list(collection).map_err(|error| refused(&error))?;
    for item in &items {
        mailbox
            .delete(collection, &item.name)
            .map_err(|error| refused(&error))?;
    }
    visit.tell(format!(
        "{} deleted.",
        layout::count(items.len(), "item is", "items are")
    ));
    Ok(back(visit))
}

/// Changes the item of the collection that was changed last, as another device would.
pub(super) fn conflict(visit: &Visit, server: &Server) -> Outcome {
    let mailbox = mailbox(server, visit.form.text("email"))?;
    let collection = visit.form.text("in");
    let items = mailbox.list(collection).map_err(|error| refused(&error))?;
    let latest = items
        .iter()
        .max_by_key(|item| (item.modified, item.name.clone()))
        .ok_or_else(|| Refused::Bad("There is no item in this collection.".to_owned()))?;
    let title = mailbox
        .change_as_another_device(collection, &latest.name)
        .map_err(|error| refused(&error))?;
    visit.tell(format!("Another device changed an item: it is called “{title}” now. Change it in a client before that synchronises, and both did."));
    Ok(back(visit))
}

pub(super) fn forget(visit: &Visit, server: &Server) -> Outcome {
    let mailbox = mailbox(server, visit.form.text("email"))?;
    mailbox
        .forget_sync_tokens(visit.form.text("in"))
        .map_err(|error| refused(&error))?;
    visit.tell("Every sync token given so far for this collection is forgotten.");
    Ok(back(visit))
}

/// Everything as one file.
pub(super) fn export(_: &Visit, server: &Server) -> Outcome {
    let bytes = server
        .export()
        .map_err(|error| Refused::Bad(format!("Not exported: {error}.")))?;
    let mut response = layout::of_type("application/x-tar", bytes);
    response.headers_mut().insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"smsync-server.tar\""),
    );
    Ok(response)
}

/// Takes such a file in.
pub(super) fn import(visit: &Visit, server: &Server) -> Outcome {
    let upload = visit
        .upload
        .as_ref()
        .ok_or_else(|| Refused::Bad("No file was chosen.".to_owned()))?;
    let imported = server
        .import(&upload.bytes)
        .map_err(|error| Refused::Bad(format!("Not imported: {error}.")))?;
    let mut sentence = format!(
        "{} imported.",
        layout::count(imported.items, "item is", "items are")
    );
    if !imported.refused.is_empty() {
        let named: Vec<&str> = imported
            .refused
            .iter()
            .take(5)
            .map(String::as_str)
            .collect();
        sentence.extend([
            " ",
            &layout::count(imported.refused.len(), "was", "were"),
            " not: ",
            &named.join("; "),
        ]);
    }
    visit.tell(sentence);
    Ok(layout::to("/admin/data"))
}
