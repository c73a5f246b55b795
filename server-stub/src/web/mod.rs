//! Pages for a browser: the webmail at `/`, and the administrator's at `/admin/`.
//!
//! Plain HTML made on the server: no script, every form has a token of its session, every text is escaped by the macro
//! that writes it. What a page changes goes through `Mailbox`, as an edit of the mailbox's user; no fault strikes it.
//! Begin reading at [`answer`].

mod admin;
mod calendar;
mod devices;
mod download;
mod form;
mod item;
mod item_form;
mod item_inputs;
mod layout;
mod lists;
mod multipart;
mod session;
mod sharing;
mod sign_in;
mod times;
mod visit;

use std::sync::Arc;
use std::time::SystemTime;

use axum::response::Response;
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode, header};
use maud::html;

pub(crate) use session::Sessions;
use visit::{Refused, Visit, Who};

use crate::request::BodyFault;
use crate::server::Inner;

const STYLE: &str = include_str!("style.css");
const NOT_DAV: &str = include_str!("not_dav.html");
/// A form is a few fields; one item's source is the longest.
const FORM_BYTES: usize = 12 * 1024 * 1024;
/// Everything of a large server, to be imported.
const IMPORT_BYTES: usize = 512 * 1024 * 1024;

/// Nothing but this server's own style sheet and pictures; no script at all.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What a page's code gives back.
type Outcome = Result<Response, Refused>;

/// Whether a request is for a page: what a browser sends, outside of the places that protocols have.
pub(crate) fn owns(method: &Method, path: &str) -> bool {
    let first = path.split('/').nth(1).unwrap_or_default();
    let protocol = ["webdav", ".well-known", "syncml"]
        .iter()
        .any(|place| first.eq_ignore_ascii_case(place));
    !protocol && matches!(*method, Method::GET | Method::HEAD | Method::POST)
}

/// The most bytes a form for that path may hold.
pub(crate) fn body_limit(path: &str) -> usize {
    if path == "/admin/import" {
        IMPORT_BYTES
    } else {
        FORM_BYTES
    }
}

/// Answers a request for a page.
pub(crate) fn answer(
    server: &Arc<Inner>,
    parts: &Parts,
    body: Result<Bytes, BodyFault>,
    now: SystemTime,
) -> Response {
    if parts.uri.path() == "/style.css" {
        return style();
    }
    let visit = Visit::begin(server, parts, body, now);
    let mut response = visit
        .checked()
        .and_then(|()| route(&visit))
        .unwrap_or_else(|refused| refused.into_page(&visit));
    visit.send_cookie(&mut response);
    protect(&mut response);
    response
}

fn route(visit: &Visit) -> Outcome {
    let post = visit.method == Method::POST;
    match (visit.path.as_str(), post) {
        ("/", false) => Ok(match &visit.who {
            Who::Nobody => sign_in::page(visit, None),
            Who::User(_) => layout::to("/contacts"),
            Who::Administrator => layout::to("/admin/"),
        }),
        ("/sign-in", false) => Ok(sign_in::page(visit, None)),
        ("/sign-in", true) => Ok(sign_in::sign_in(visit)),
        ("/sign-out", true) => Ok(sign_in::sign_out(visit)),
        ("/contacts" | "/tasks" | "/notes", false) => lists::page(visit),
        ("/calendar", false) => calendar::page(visit),
        ("/new", false) => item::new(visit),
        ("/new", true) => item::create(visit),
        ("/item", false) => item::page(visit),
        ("/item", true) => item::save(visit),
        ("/item/source", false) => item::source(visit),
        ("/item/source", true) => item::save_source(visit),
        ("/item/delete", true) => item::delete(visit),
        ("/item/elsewhere", true) => item::change_elsewhere(visit),
        ("/item/picture", false) => item::picture(visit),
        ("/sharing", false) => sharing::page(visit, None),
        ("/sharing", true) => sharing::share(visit),
        ("/sharing/end", true) => sharing::end(visit),
        ("/devices", false) => devices::page(visit),
        ("/device", false) => devices::one(visit),
        ("/device/rename", true) => devices::rename(visit),
        ("/device/reset", true) => devices::reset(visit),
        ("/device/delete", true) => devices::delete(visit),
        ("/download", false) => Ok(download::page(visit)),
        ("/download/file", false) => download::file(visit),
        (path, _) if path == "/admin" || path.starts_with("/admin/") => admin::route(visit),
        _ => Err(Refused::Missing),
    }
}

/// What every page says of itself to the browser.
fn protect(response: &mut Response) {
    let headers = response.headers_mut();
    let mut say = |name: header::HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    say(header::CONTENT_SECURITY_POLICY, POLICY);
    say(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    say(header::X_FRAME_OPTIONS, "DENY");
    // `no-referrer` would take the Origin from our own forms too.
    say(header::REFERRER_POLICY, "same-origin");
    say(header::CACHE_CONTROL, "no-store");
}

fn style() -> Response {
    let mut response = layout::of_type("text/css; charset=utf-8", STYLE);
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("max-age=600"),
    );
    protect(&mut response);
    response
}

/// The page of a hotel's network, where DAV was asked for (the fault `web-page`).
pub(crate) fn not_dav() -> Response {
    layout::of_type("text/html; charset=utf-8", NOT_DAV)
}

impl Refused {
    fn into_page(self, visit: &Visit) -> Response {
        let (status, heading, text) = match self {
            Refused::SignIn => return sign_in::page(visit, None),
            Refused::Missing => (
                StatusCode::NOT_FOUND,
                "Not here",
                "There is no such page or item. It may have been deleted meanwhile.".to_owned(),
            ),
            Refused::Forbidden(reason) => (
                StatusCode::FORBIDDEN,
                "This cannot be done",
                reason.to_owned(),
            ),
            Refused::Bad(reason) => (StatusCode::BAD_REQUEST, "This cannot be done", reason),
        };
        let mut response = layout::page(
            visit,
            heading,
            &html! { h1 { (heading) } p { (text) } p { a href="/" { "Back to the beginning" } } },
        );
        *response.status_mut() = status;
        response
    }
}
