//! Sharing: with whom a collection is shared, and what others share with the user.

use http::StatusCode;
use maud::{Markup, html};

use super::form::link;
use super::visit::Visit;
use super::{Outcome, Refused, layout};
use crate::lock::lock;
use crate::mailbox::CollectionSummary;
use crate::store::Access;

/// One collection, and all that is shared with the user.
pub(super) fn page(visit: &Visit, error: Option<&str>) -> Outcome {
    let mailbox = visit.mailbox()?;
    let wanted = match visit.query.text("in") {
        "" => visit.form.text("in"),
        path => path,
    };
    let collections = mailbox.collections();
    let chosen = collections
        .iter()
        .find(|collection| collection.path.to_string() == wanted)
        .or_else(|| collections.first())
        .ok_or(Refused::Missing)?;
    let content = html! {
        div.bar {
            h1 { "Sharing" }
            nav aria-label="Collections" { ul {
                @for collection in &collections {
                    li { a href=(link("/sharing", &[("in", &collection.path.to_string())])) aria-current=[(collection.path == chosen.path).then_some("true")] { (collection.display_name) } }
                }
            } }
        }
        @if let Some(error) = error { p.error role="alert" { (error) } }
        (guests(visit, chosen))
        (hosts(visit))
    };
    let mut response = layout::page(visit, "Sharing", &content);
    if error.is_some() {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}

fn guests(visit: &Visit, collection: &CollectionSummary) -> Markup {
    let path = collection.path.to_string();
    html! {
        h2 { (collection.display_name) }
        div.sheet.scroll {
            @if collection.shared_with.is_empty() { p { "Shared with nobody." } } @else {
                table {
                    thead { tr { th scope="col" { "With" } th scope="col" { "May" } th scope="col" { "Do" } } }
                    tbody { @for (guest, access) in &collection.shared_with {
                        tr {
                            td { (guest) }
                            td data-label="May" { (words(*access, collection.read_only)) }
                            td { (layout::button(visit, "/sharing/end", &[("in", &path), ("who", guest)], "plain", "Stop sharing")) }
                        }
                    } }
                }
            }
            form method="post" action="/sharing" {
                (layout::token(visit))
                input type="hidden" name="in" value=(path);
                div.grid {
                    div.field { label for="who" { "E-mail address" } input type="text" id="who" name="who" value=(visit.form.text("who")) autocomplete="off" required; p.hint { "Another user of this server." } }
                    div.field { label for="access" { "May" } select.wide id="access" name="access" {
                        option value="read" { "see what is in it" }
                        option value="write" { "add, change and delete too" }
                    } }
                }
                div.actions { button type="submit" { "Share" } }
            }
        }
        p.hint { "It stays at its address, " code { (collection.href) } ". A client of theirs finds it there with their own password: by itself where it knows several homes or calendar-proxy, else by that address." }
    }
}

fn words(access: Access, read_only: bool) -> &'static str {
    match access {
        Access::Write if !read_only => "add, change and delete too",
        _ => "see what is in it",
    }
}

fn hosts(visit: &Visit) -> Markup {
    let mut shared = Vec::new();
    let Ok(guest) = visit.account() else {
        return html! {};
    };
    for account in visit.server.accounts.all() {
        let shelves = lock(&account.shelves);
        for (path, collection) in shelves.collections() {
            if let Some(access) = collection.access_of(&guest.email) {
                shared.push((
                    account.email.clone(),
                    crate::dav::collection_href(&account.email, path),
                    words(access, collection.read_only),
                ));
            }
        }
    }
    html! {
        h2 { "Shared with you" }
        div.sheet.scroll {
            @if shared.is_empty() { p { "Nothing." } } @else {
                table {
                    thead { tr { th scope="col" { "By" } th scope="col" { "Address" } th scope="col" { "You may" } } }
                    tbody { @for (host, href, may) in &shared { tr { td { (host) } td { code { (href) } } td data-label="You may" { (may) } } } }
                }
            }
        }
    }
}

/// Shares a collection.
pub(super) fn share(visit: &Visit) -> Outcome {
    let access = match visit.form.text("access") {
        "read" => Access::Read,
        "write" => Access::Write,
        _ => return Err(Refused::Missing),
    };
    let (collection, who) = (visit.form.text("in"), visit.form.text("who"));
    match visit.mailbox()?.share(collection, who, Some(access)) {
        Ok(()) => {
            visit.tell(format!("Shared with {}.", who.trim()));
            Ok(layout::to(&link("/sharing", &[("in", collection)])))
        }
        Err(error) => page(visit, Some(&format!("Not shared: {error}."))),
    }
}

/// Ends it.
pub(super) fn end(visit: &Visit) -> Outcome {
    let (collection, who) = (visit.form.text("in"), visit.form.text("who"));
    visit
        .mailbox()?
        .share(collection, who, None)
        .map_err(|error| Refused::Bad(format!("This was not done: {error}.")))?;
    visit.tell(format!("No longer shared with {who}."));
    Ok(layout::to(&link("/sharing", &[("in", collection)])))
}
