//! What all pages have in common: head, navigation, notice, and the small pieces forms are made of.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use maud::{DOCTYPE, Markup, html};

use super::visit::{Visit, Who};

/// A whole page.
pub(super) fn page(visit: &Visit, title: &str, content: &Markup) -> Response {
    whole(visit, title, None, content)
}

/// A page that the browser loads again every few seconds.
pub(super) fn refreshed_page(
    visit: &Visit,
    title: &str,
    seconds: u32,
    content: &Markup,
) -> Response {
    whole(visit, title, Some(seconds), content)
}

fn whole(visit: &Visit, title: &str, refresh: Option<u32>, content: &Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                @if let Some(seconds) = refresh { meta http-equiv="refresh" content=(seconds); }
                title { (title) " – SmarterMail Sync test server" }
                link rel="stylesheet" href="/style.css";
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                header {
                    a.brand href="/" { "SmarterMail Sync" small { "test server" } }
                    (navigation(visit))
                }
                main id="main" {
                    @if let Some(notice) = &visit.notice { p.notice role="status" { (notice) } }
                    (content)
                }
                footer { p { "For trying and testing; no place for data you cannot afford to lose." } }
            }
        }
    };
    of_type("text/html; charset=utf-8", page.into_string())
}

/// A reply of that media type.
pub(super) fn of_type(media_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

fn navigation(visit: &Visit) -> Markup {
    let (name, places): (&str, &[(&str, &str)]) = match &visit.who {
        Who::Nobody => return html! {},
        Who::User(account) => (
            &account.email,
            &[
                ("/contacts", "Contacts"),
                ("/calendar", "Calendar"),
                ("/tasks", "Tasks"),
                ("/notes", "Notes"),
                ("/devices", "Devices"),
                ("/download", "Download"),
            ],
        ),
        Who::Administrator => (
            "Administrator",
            &[
                ("/admin/", "Overview"),
                ("/admin/users", "Users"),
                ("/admin/faults", "Faults"),
                ("/admin/log", "Log"),
                ("/admin/data", "Data"),
            ],
        ),
    };
    html! {
        nav aria-label="Main" {
            ul {
                @for (href, label) in places {
                    li { a href=(href) aria-current=[is_here(visit, href).then_some("page")] { (label) } }
                }
            }
        }
        form.who method="post" action="/sign-out" {
            (token(visit))
            span { (name) }
            button.plain type="submit" { "Sign out" }
        }
    }
}

fn is_here(visit: &Visit, href: &str) -> bool {
    let path = visit.path.trim_end_matches('/');
    path == href.trim_end_matches('/') || (href == "/devices" && path == "/device")
}

/// The field that says a form is ours.
pub(super) fn token(visit: &Visit) -> Markup {
    html! { input type="hidden" name="token" value=(visit.token()); }
}

/// A form that is nothing but a button.
pub(super) fn button(
    visit: &Visit,
    action: &str,
    fields: &[(&str, &str)],
    class: &str,
    label: &str,
) -> Markup {
    html! {
        form.inline method="post" action=(action) {
            (token(visit))
            @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
            button class=(class) type="submit" { (label) }
        }
    }
}

/// Sends the browser to another page after a form.
pub(super) fn to(href: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(value) = HeaderValue::from_str(href) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    response
}

/// A number of bytes as a person reads it.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KB", bytes.div_ceil(1024)),
        _ => {
            let tenths = bytes.saturating_mul(10) / 1_048_576;
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

/// `1,234 items`
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} {}", if number == 1 { one } else { many })
}
