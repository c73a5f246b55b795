//! Users: passwords, quotas, and what an administrator does to one mailbox.

use axum::response::Response;
use http::StatusCode;
use maud::{Markup, html};

use super::super::form::link;
use super::super::visit::Visit;
use super::super::{Outcome, Refused, layout, times};
use crate::lock::lock;
use crate::mailbox::Mailbox;
use crate::server::Server;

/// All users, and the form for a new one.
pub(super) fn page(visit: &Visit, server: &Server, error: Option<&str>) -> Response {
    let content = html! {
        h1 { "Users" }
        div.sheet.scroll { table {
            thead { tr { th scope="col" { "E-mail address" } th.number scope="col" { "Items" } th.number scope="col" { "Used" } th.number scope="col" { "Quota" } th scope="col" { "Devices" } } }
            tbody { @for account in server.inner.accounts.all() {
                @let (items, bytes) = { let shelves = lock(&account.shelves); (shelves.collections().map(|(_, collection)| collection.len()).sum::<usize>(), shelves.used_bytes()) };
                tr {
                    td { a href=(link("/admin/user", &[("email", &account.email)])) { (account.email) } }
                    td.number data-label="Items" { (items) }
                    td.number data-label="Used" { (layout::size(bytes)) }
                    td.number data-label="Quota" { @match account.quota_bytes() { Some(quota) => (layout::size(quota)), None => "none" } }
                    td data-label="Devices" { (server.devices().list(&account.email).len()) }
                }
            } }
        } }
        h2 { "New user" }
        @if let Some(error) = error { p.error role="alert" { (error) } }
        div.sheet { form method="post" action="/admin/users/add" {
            (layout::token(visit))
            div.grid {
                div.field { label for="email" { "E-mail address" } input type="text" id="email" name="email" value=(visit.form.text("email")) autocomplete="off" required; }
                div.field { label for="password" { "Password" } input type="password" id="password" name="password" autocomplete="new-password" minlength="8" required; p.hint { "Kept as an argon2id hash." } }
            }
            div.check { input type="checkbox" id="sample" name="sample" value="yes" checked; label for="sample" { "With sample data" } }
            div.actions { button type="submit" { "Add" } }
        } }
    };
    layout::page(visit, "Users", &content)
}

pub(super) fn add(visit: &Visit, server: &Server) -> Outcome {
    let form = &visit.form;
    match server.add_user(
        form.text("email"),
        form.text("password"),
        form.text("sample") == "yes",
    ) {
        Ok(mailbox) => {
            visit.tell(format!("{} is added.", mailbox.email()));
            Ok(layout::to("/admin/users"))
        }
        Err(error) => {
            let mut response = page(visit, server, Some(&format!("Not added: {error}.")));
            *response.status_mut() = StatusCode::CONFLICT;
            Ok(response)
        }
    }
}

pub(super) fn mailbox(server: &Server, email: &str) -> Result<Mailbox, Refused> {
    server.mailbox(email).ok_or(Refused::Missing)
}

/// One user.
pub(super) fn one(visit: &Visit, server: &Server) -> Outcome {
    let mailbox = mailbox(server, visit.query.text("email"))?;
    let email = mailbox.email();
    let quota = server
        .inner
        .accounts
        .of(email)
        .and_then(|account| account.quota_bytes());
    let content = html! {
        p { a href="/admin/users" { "Users" } }
        h1 { (email) }
        div.grid {
            div.sheet {
                h2 { "Password" }
                form method="post" action="/admin/user/password" {
                    (who(visit, email))
                    div.field { label for="password" { "New password" } input type="password" id="password" name="password" autocomplete="new-password" minlength="8" required; p.hint { "Ends the user's sessions in the pages." } }
                    button type="submit" { "Set password" }
                }
            }
            div.sheet {
                h2 { "Quota" }
                form method="post" action="/admin/user/quota" {
                    (who(visit, email))
                    div.field { label for="quota" { "Kilobytes" } input type="text" id="quota" name="quota" inputmode="numeric" value=[quota.map(|bytes| bytes / 1024)]; p.hint { "Empty for none. What is over it is answered with 507." } }
                    button type="submit" { "Set quota" }
                }
            }
        }
        (collections(visit, &mailbox))
        (samples(visit, email))
        (devices(visit, server, email))
        div.sheet {
            h2 { "Delete" }
            p.warning { "Deletes the user with everything in the mailbox. This cannot be undone; " a href="/admin/data" { "export" } " first." }
            (layout::button(visit, "/admin/user/delete", &[("email", email)], "danger", "Delete this user"))
        }
    };
    Ok(layout::page(visit, email, &content))
}

fn who(visit: &Visit, email: &str) -> Markup {
    html! { (layout::token(visit)) input type="hidden" name="email" value=(email); }
}

fn collections(visit: &Visit, mailbox: &Mailbox) -> Markup {
    let email = mailbox.email();
    html! {
        h2 { "Collections" }
        div.sheet.scroll {
            table {
                thead { tr { th scope="col" { "Collection" } th scope="col" { "Address" } th.number scope="col" { "Items" } th scope="col" { "Do" } } }
                tbody { @for collection in mailbox.collections() {
                    @let path = collection.path.to_string();
                    @let fields = [("email", email), ("in", path.as_str())];
                    tr {
                        td { (collection.display_name) @if collection.read_only { " " span.tag { "read-only" } } @if !collection.shared_with.is_empty() { " " span.tag { "shared with " (collection.shared_with.len()) } } }
                        td { code { (collection.href) } }
                        td.number data-label="Items" { (collection.items) }
                        td {
                            (layout::button(visit, "/admin/user/conflict", &fields, "plain", "Make a conflict")) " "
                            (layout::button(visit, "/admin/user/forget", &fields, "plain", "Forget sync tokens")) " "
                            (layout::button(visit, "/admin/user/empty", &fields, "danger", "Delete all items"))
                        }
                    }
                } }
            }
            p.hint { "Make a conflict: changes the item that was changed last, as another device would; if a client changed it too, both did. Forget sync tokens: every client lists the collection again." }
        }
    }
}

fn samples(visit: &Visit, email: &str) -> Markup {
    html! {
        h2 { "Sample items" }
        div.sheet { form method="post" action="/admin/user/fill" {
            (who(visit, email))
            div.pair {
                select name="count" aria-label="How many" { @for count in super::data::SAMPLE_SIZES { option value=(count) { (layout::count(count, "item", "items")) } } }
                button type="submit" { "Add" }
            }
            p.hint { "Contacts, appointments, tasks and notes, made by the server, beside what is there." }
        } }
    }
}

fn devices(visit: &Visit, server: &Server, email: &str) -> Markup {
    let devices = server.devices().list(email);
    html! {
        h2 { "Devices" }
        div.sheet.scroll {
            @if devices.is_empty() { p { "Nothing has synchronised yet." } } @else {
                table {
                    thead { tr { th scope="col" { "Name" } th scope="col" { "Type" } th scope="col" { "Last Sync" } } }
                    tbody { @for device in devices { tr {
                        td { (device.name) } td { (device.kind) }
                        td data-label="Last Sync" { @match device.last_sync { Some(time) => (times::ago(time, visit.now)), None => "never" } }
                    } } }
                }
            }
        }
    }
}

fn back(email: &str) -> Response {
    layout::to(&link("/admin/user", &[("email", email)]))
}

pub(super) fn password(visit: &Visit, server: &Server) -> Outcome {
    let email = visit.form.text("email");
    server
        .set_password(email, visit.form.text("password"))
        .map_err(|error| Refused::Bad(format!("Not set: {error}.")))?;
    visit.tell("The password is set.");
    Ok(back(email))
}

pub(super) fn quota(visit: &Visit, server: &Server) -> Outcome {
    let email = visit.form.text("email");
    let quota = match visit.form.text("quota").trim() {
        "" => None,
        text => {
            let kilobytes: u64 = text
                .parse()
                .map_err(|_| Refused::Bad(format!("“{text}” is not a number of kilobytes.")))?;
            Some(kilobytes.saturating_mul(1024))
        }
    };
    server
        .set_quota(email, quota)
        .map_err(|error| Refused::Bad(format!("Not set: {error}.")))?;
    visit.tell("The quota is set.");
    Ok(back(email))
}

pub(super) fn delete(visit: &Visit, server: &Server) -> Outcome {
    let email = visit.form.text("email");
    server
        .remove_user(email)
        .map_err(|error| Refused::Bad(format!("Not deleted: {error}.")))?;
    visit.tell(format!("{email} is deleted."));
    Ok(layout::to("/admin/users"))
}
