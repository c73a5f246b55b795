//! "SmarterMail Client Utilities": the client, as files of a directory the server was started with.

use std::path::PathBuf;

use axum::response::Response;
use http::{HeaderValue, header};
use maud::html;

use super::form::link;
use super::visit::Visit;
use super::{Outcome, Refused, layout};

/// What can be had, and how to set the client up.
pub(super) fn page(visit: &Visit) -> Response {
    let files = files(visit);
    let email = visit.account().map_or("", |account| account.email.as_str());
    let content = html! {
        h1 { "SmarterMail Client Utilities" }
        div.sheet {
            h2 { "SmarterMail Sync" }
            p { "Keeps the contacts, appointments, tasks and notes on a computer the same as those in this mailbox." }
            @if files.is_empty() {
                p.hint { "No files are offered here. The server was started without " code { "--downloads DIR" } ", or that directory is empty." }
            } @else {
                div.scroll { table {
                    thead { tr { th scope="col" { "File" } th.number scope="col" { "Size" } } }
                    tbody { @for (name, size) in &files {
                        tr { td { a href=(link("/download/file", &[("name", name)])) { (name) } } td.number { (layout::size(*size)) } }
                    } }
                } }
            }
        }
        div.sheet {
            h2 { "Setting it up" }
            dl {
                dt { "SmarterMail URL" } dd { "the address of this page, without what stands behind the host's name" }
                dt { "E-mail address" } dd { (if email.is_empty() { "yours" } else { email }) }
                dt { "CalDAV and CardDAV" } dd { code { "/WebDAV/" } }
            }
            p.hint { "Any CalDAV or CardDAV client works too: DAVx5, Thunderbird, Evolution, iOS, vdirsyncer." }
        }
    };
    layout::page(visit, "SmarterMail Client Utilities", &content)
}

/// The files of the directory, by name; not what is in folders, nor hidden.
fn files(visit: &Visit) -> Vec<(String, u64)> {
    let Some(directory) = &visit.server.config.downloads else {
        return Vec::new();
    };
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let mut files: Vec<(String, u64)> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let about = entry.metadata().ok()?;
            (about.is_file() && !name.starts_with('.')).then_some((name, about.len()))
        })
        .collect();
    files.sort();
    files
}

/// One of them.
pub(super) fn file(visit: &Visit) -> Outcome {
    // Only a name of the list is opened: what the address says never becomes part of a path otherwise.
    let wanted = visit.query.text("name");
    let listed = files(visit).into_iter().find(|(name, _)| name == wanted);
    let directory = visit.server.config.downloads.as_ref();
    let path: PathBuf = directory
        .zip(listed)
        .map(|(directory, (name, _))| directory.join(name))
        .ok_or(Refused::Missing)?;
    let bytes = std::fs::read(path).map_err(|_| Refused::Missing)?;
    let mut response = layout::of_type("application/octet-stream", bytes);
    response.headers_mut().insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment"),
    );
    Ok(response)
}
