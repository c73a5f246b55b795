//! The administrator's pages: an overview, users, faults, the log, and what is done with whole mailboxes.

// Every page's code gives back the same, so that the list of them reads as one; some refuse nothing.
#![allow(clippy::unnecessary_wraps)]

mod data;
mod faults;
mod log;
mod users;

use maud::html;

use super::visit::Visit;
use super::{Outcome, Refused, layout};
use crate::server::Server;

pub(super) fn route(visit: &Visit) -> Outcome {
    let server = visit.administrated()?;
    let post = visit.method == http::Method::POST;
    match (visit.path.as_str(), post) {
        ("/admin" | "/admin/", false) => overview(visit, &server),
        ("/admin/users", false) => Ok(users::page(visit, &server, None)),
        ("/admin/users/add", true) => users::add(visit, &server),
        ("/admin/user", false) => users::one(visit, &server),
        ("/admin/user/password", true) => users::password(visit, &server),
        ("/admin/user/quota", true) => users::quota(visit, &server),
        ("/admin/user/delete", true) => users::delete(visit, &server),
        ("/admin/user/fill", true) => data::fill(visit, &server),
        ("/admin/user/empty", true) => data::empty(visit, &server),
        ("/admin/user/conflict", true) => data::conflict(visit, &server),
        ("/admin/user/forget", true) => data::forget(visit, &server),
        ("/admin/faults", false) => Ok(faults::page(visit, &server, None)),
        ("/admin/faults/add", true) => faults::add(visit, &server),
        ("/admin/faults/remove", true) => faults::remove(visit, &server),
        ("/admin/faults/clear", true) => faults::clear(visit, &server),
        ("/admin/faults/profile", true) => faults::profile(visit, &server),
        ("/admin/log", false) => log::page(visit, &server),
        ("/admin/log/entry", false) => log::entry(visit, &server),
        ("/admin/log/clear", true) => log::clear(visit, &server),
        ("/admin/data", false) => Ok(data::page(visit, &server)),
        ("/admin/export", true) => data::export(visit, &server),
        ("/admin/import", true) => data::import(visit, &server),
        _ => Err(Refused::Missing),
    }
}

fn overview(visit: &Visit, server: &Server) -> Outcome {
    let counts = server.requests().counts();
    let faults = server.faults().list();
    let content = html! {
        h1 { "Overview" }
        div.grid {
            div.sheet {
                h2 { "Users" }
                p { (layout::count(server.users().len(), "user", "users")) }
                p { a href="/admin/users" { "Users, passwords and quotas" } }
            }
            div.sheet {
                h2 { "Faults" }
                @if faults.is_empty() { p { "None is switched on: the server behaves." } }
                @else { p.warning { (layout::count(faults.len(), "fault is", "faults are")) " switched on." } }
                p { a href="/admin/faults" { "Switch faults on and off" } }
            }
            div.sheet {
                h2 { "Storage" }
                @if server.inner.disk.is_some() { p { "Kept on disk, across restarts and kills." } }
                @else { p { "In memory: everything is gone when the server stops. " code { "--data DIR" } " keeps it." } }
                p { a href="/admin/data" { "Export and import" } }
            }
        }
        h2 { "Requests so far" }
        div.sheet {
            @if counts.is_empty() { p { "None yet." } } @else {
                table {
                    thead { tr { th scope="col" { "Method" } th.number scope="col" { "Requests" } } }
                    tbody { @for (method, count) in &counts { tr { td { (method) } td.number { (count) } } } }
                }
            }
            p { a href="/admin/log" { "Log of requests" } }
        }
    };
    Ok(layout::page(visit, "Overview", &content))
}
