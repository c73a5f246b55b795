//! Faults: what is switched on, how often it struck, and switching.

use axum::response::Response;
use http::StatusCode;
use maud::{Markup, html};

use super::super::visit::Visit;
use super::super::{Outcome, Refused, layout};
use crate::fault::{Rule, RuleId};
use crate::profile::Profile;
use crate::server::Server;

/// The faults as an administrator knows them, with an example of what is typed.
const OFFERED: &[(&str, &str)] = &[
    ("slow=2s", "Slow: every answer takes two seconds"),
    (
        "lost-after,times=1,method=PUT",
        "Reply lost after the write, once",
    ),
    (
        "lost-before,times=1",
        "Connection lost before the work, once",
    ),
    ("cut-body=200", "Replies cut off after 200 bytes"),
    (
        "truncated=10,how=announced",
        "Truncated listing, announced with 507",
    ),
    ("truncated=10,how=silent", "Truncated listing, nothing said"),
    (
        "truncated=10,how=skipping",
        "Truncated listing, and the token skips the rest",
    ),
    ("empty-listing", "Empty listing"),
    (
        "syncml-anchors-lost,times=1",
        "SyncML: anchors lost, so that a slow sync follows",
    ),
    ("syncml-refuse=420,times=1", "SyncML: an item refused (420)"),
    (
        "syncml-session-dropped,times=1",
        "SyncML: the session dropped half way",
    ),
    ("syncml-map-ignored,times=1", "SyncML: a Map ignored"),
    (
        "stale-listing=60s",
        "New items missing from listings for a minute",
    ),
    ("forget-token=refused", "Sync token forgotten: 403"),
    (
        "forget-token=everything",
        "Sync token forgotten: everything, no deletions",
    ),
    ("no-etag", "No ETag on PUT"),
    ("weak-etag", "Weak ETags"),
    (
        "etag-churn",
        "New ETags for everything, though nothing changed",
    ),
    ("reused-etag", "ETags given again"),
    ("rewrite=refold", "Body rewritten: folded anew"),
    (
        "rewrite=reorder",
        "Body rewritten: properties in another order",
    ),
    ("rewrite=add", "Body rewritten: properties added"),
    (
        "rewrite=drop-unknown",
        "Body rewritten: unknown properties dropped",
    ),
    (
        "capped-multiget=20,missing=left-out",
        "Multiget answers 20 rows, others left out",
    ),
    (
        "capped-multiget=20,missing=not-found",
        "Multiget answers 20 rows, others as 404",
    ),
    ("ignore-preconditions", "If-Match and If-None-Match ignored"),
    ("status=401", "401 Unauthorized"),
    ("status=403", "403 Forbidden"),
    ("status=412,method=PUT", "412 Precondition Failed"),
    ("status=423,method=PUT", "423 Locked"),
    ("status=429,retry=10", "429 Too Many Requests"),
    ("status=500", "500 Internal Server Error"),
    ("status=503,retry=10", "503 Service Unavailable"),
    ("status=507,method=PUT", "507 Insufficient Storage"),
    ("web-page", "A web page instead of DAV"),
    (
        "http2-status",
        "HTTP/2.0 in status lines, as old SmarterMail",
    ),
    ("http2-wire", "HTTP/2.0 on the wire, as old SmarterMail"),
    (
        "bad-certificate=expired",
        "Bad certificate: expired (TLS only)",
    ),
    (
        "bad-certificate=other-name",
        "Bad certificate: another host's (TLS only)",
    ),
    (
        "bad-certificate=another",
        "Bad certificate: not the one shown before (TLS only)",
    ),
];

/// What is on, and the form for another.
pub(super) fn page(visit: &Visit, server: &Server, error: Option<&str>) -> Response {
    let rules = server.faults().list();
    let content = html! {
        h1 { "Faults" }
        p { "What a real server, its proxy or the network does wrong. Faults strike clients; these pages and the webmail always work." }
        div.sheet.scroll {
            @if rules.is_empty() { p { "None is switched on." } } @else {
                table {
                    thead { tr { th scope="col" { "Fault" } th.number scope="col" { "Struck" } th scope="col" { "Do" } } }
                    tbody { @for (id, rule, fired) in &rules {
                        tr {
                            td { code { (rule) } }
                            td.number data-label="Struck" { (fired) }
                            td { (layout::button(visit, "/admin/faults/remove", &[("id", &id.to_string())], "plain", "Switch off")) }
                        }
                    } }
                }
                div.actions { (layout::button(visit, "/admin/faults/clear", &[], "danger", "Switch all off")) }
            }
        }
        h2 { "Switch on" }
        @if let Some(error) = error { p.error role="alert" { (error) } }
        div.sheet { form method="post" action="/admin/faults/add" {
            (layout::token(visit))
            div.field { label for="fault" { "Fault" } select.wide id="fault" name="fault" {
                @for (rule, words) in OFFERED { option value=(rule) { (words) } }
            } }
            (scope(visit, server))
            details.field open[!visit.form.text("rule").is_empty()] {
                summary { "Or written out" }
                input type="text" name="rule" aria-label="The fault, written out" value=(visit.form.text("rule")) placeholder="status=503,retry=5,method=PUT,times=2";
                p.hint { "As for " code { "--fault" } " on the command line: " (Rule::names().join(" · ")) "." }
            }
            div.actions { button type="submit" { "Switch on" } }
        } }
        h2 { "Behave like another server" }
        div.sheet { form method="post" action="/admin/faults/profile" {
            (layout::token(visit))
            div.pair {
                select name="profile" aria-label="Server" { @for profile in Profile::ALL { option value=(profile.name()) { (profile.name()) " – " (profile.about()) } } }
                button type="submit" { "Switch on" }
            }
            p.hint { "Its faults take the place of those that are on. “strict” makes the server as it is at the start, which " code { "--profile" } " chooses." }
        } }
    };
    layout::page(visit, "Faults", &content)
}

fn scope(visit: &Visit, server: &Server) -> Markup {
    let form = &visit.form;
    html! {
        div.grid {
            div.field { label for="user" { "For user" } select.wide id="user" name="user" {
                option value="" { "everybody" }
                @for email in server.users() { option value=(email) selected[email == form.text("user")] { (email) } }
            } }
            div.field { label for="collection" { "In collection" } input type="text" id="collection" name="collection" value=(form.text("collection")) placeholder="any, or calendars/tasks" list="collections";
                datalist id="collections" { @for path in [crate::store::names::CONTACTS, crate::store::names::CALENDAR, crate::store::names::TASKS, crate::store::names::NOTES] { option value=(path) {} } }
            }
            div.field { label for="method" { "For method" } input type="text" id="method" name="method" value=(form.text("method")) placeholder="any, or PUT, REPORT:sync-collection"; }
            div.field { label for="when" { "How often" } input type="text" id="when" name="when" value=(form.text("when")) placeholder="always, or times=1, chance=10%"; }
        }
    }
}

pub(super) fn add(visit: &Visit, server: &Server) -> Outcome {
    let form = &visit.form;
    let written = form.text("rule").trim();
    let mut text = if written.is_empty() {
        form.text("fault").to_owned()
    } else {
        written.to_owned()
    };
    for key in ["user", "collection", "method"] {
        let value = form.text(key).trim();
        if !value.is_empty() {
            text.extend([",", key, "=", value]);
        }
    }
    let when = form.text("when").trim();
    if !when.is_empty() && when != "always" {
        text.push(',');
        text.push_str(when);
    }
    match text.parse::<Rule>() {
        Ok(rule) => {
            visit.tell(format!("Switched on: {rule}."));
            server.faults().add(rule);
            Ok(layout::to("/admin/faults"))
        }
        Err(error) => {
            let mut response = page(visit, server, Some(&format!("Not switched on: {error}.")));
            *response.status_mut() = StatusCode::CONFLICT;
            Ok(response)
        }
    }
}

pub(super) fn remove(visit: &Visit, server: &Server) -> Outcome {
    let id = RuleId::read(visit.form.text("id")).ok_or(Refused::Missing)?;
    server.faults().remove(id);
    visit.tell("Switched off.");
    Ok(layout::to("/admin/faults"))
}

pub(super) fn clear(visit: &Visit, server: &Server) -> Outcome {
    server.faults().clear();
    visit.tell("All faults are switched off.");
    Ok(layout::to("/admin/faults"))
}

pub(super) fn profile(visit: &Visit, server: &Server) -> Outcome {
    let profile: Profile = visit
        .form
        .text("profile")
        .parse()
        .map_err(|_| Refused::Missing)?;
    server.behave_like(profile);
    visit.tell(format!(
        "The server behaves like this one now: {}, {}.",
        profile.name(),
        profile.about()
    ));
    Ok(layout::to("/admin/faults"))
}
