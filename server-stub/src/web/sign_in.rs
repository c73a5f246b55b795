//! Signing in and out.

use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use maud::html;

use super::layout;
use super::session::SignedIn;
use super::visit::Visit;
use crate::password::same;

/// The name the administrator signs in with.
const ADMINISTRATOR: &str = "admin";

/// The form, with what went wrong.
pub(super) fn page(visit: &Visit, error: Option<&str>) -> Response {
    let content = html! {
        div.sheet.narrow {
            h1 { "Sign in" }
            @if let Some(error) = error { p.error role="alert" { (error) } }
            form method="post" action="/sign-in" {
                (layout::token(visit))
                div.field {
                    label for="name" { "E-mail address" }
                    input type="text" id="name" name="name" value=(visit.form.text("name")) autocomplete="username" autocapitalize="none" required autofocus;
                    p.hint { "The part before the @ will do." }
                }
                div.field {
                    label for="password" { "Password" }
                    input type="password" id="password" name="password" autocomplete="current-password" required;
                }
                button type="submit" { "Sign in" }
            }
        }
        div.narrow.faint {
            p { "This server is for trying and testing SmarterMail Sync and other clients. Contacts, calendars, tasks and notes are at " code { "/WebDAV/" } ", also found through " code { "/.well-known/caldav" } " and " code { "/.well-known/carddav" } "." }
            @if visit.server.config.admin_password.is_some() {
                p { "The administrator signs in here too, as " code { (ADMINISTRATOR) } "." }
            }
        }
    };
    layout::page(visit, "Sign in", &content)
}

/// Looks at name and password.
pub(super) fn sign_in(visit: &Visit) -> Response {
    let name = visit.form.text("name").trim();
    let attempts = &visit.server.attempts;
    let account = visit.server.accounts.signing_in(name);
    let counted = account
        .as_ref()
        .map_or_else(|| name.to_owned(), |account| account.email.clone());
    if let Some(seconds) = attempts.wait(visit.peer, &counted, visit.now) {
        return too_many(visit, seconds);
    }
    let password = visit.form.text("password");
    let (as_whom, place) = if name == ADMINISTRATOR && is_administrator(visit, password) {
        (SignedIn::Administrator, "/admin/")
    } else if let Some(account) = account.filter(|account| account.password().is(password)) {
        (SignedIn::User(account.email.clone()), "/contacts")
    } else {
        attempts.failed(visit.peer, &counted, visit.now);
        let mut response = page(
            visit,
            Some("There is no such user, or the password is not theirs."),
        );
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        return response;
    };
    // A session of its own: whoever knew the one before does not get in along.
    visit.sign(as_whom);
    layout::to(place)
}

fn is_administrator(visit: &Visit, password: &str) -> bool {
    use secrecy::ExposeSecret as _;
    let given = visit.server.config.admin_password.as_ref();
    given.is_some_and(|given| same(given.expose_secret().as_bytes(), password.as_bytes()))
}

fn too_many(visit: &Visit, seconds: u64) -> Response {
    let sentence = format!(
        "Too many failed sign-ins. Try again in {}.",
        super::times::duration(seconds)
    );
    let mut response = page(visit, Some(&sentence));
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

pub(super) fn sign_out(visit: &Visit) -> Response {
    visit.sign(SignedIn::Nobody);
    visit.tell("You are signed out.");
    layout::to("/")
}
