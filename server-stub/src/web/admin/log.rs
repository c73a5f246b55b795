//! The log of requests: a list that keeps itself up to date, and each exchange whole.

use maud::{Markup, html};

use super::super::form::link;
use super::super::visit::Visit;
use super::super::{Outcome, Refused, layout, times};
use crate::server::Server;

const SHOWN: usize = 200;
const REFRESH_SECONDS: u32 = 3;

/// The last requests, newest first.
pub(super) fn page(visit: &Visit, server: &Server) -> Outcome {
    let live = visit.query.text("live") == "yes";
    let user = visit.query.text("user");
    let q = visit.query.text("q");
    let exchanges = server.requests().exchanges.last();
    let shown = exchanges.iter().filter(|exchange| {
        (user.is_empty() || exchange.user.as_deref() == Some(user))
            && (q.is_empty()
                || exchange.path.contains(q)
                || exchange.method.contains(q)
                || exchange.status.to_string() == q)
    });
    let shown: Vec<_> = shown.take(SHOWN).collect();
    let keep = |live: &str| link("/admin/log", &[("user", user), ("q", q), ("live", live)]);
    let content = html! {
        div.bar {
            h1 { "Log of requests" }
            @if live { a.button.plain href=(keep("")) { "Stop updating" } } @else { a.button.plain href=(keep("yes")) { "Keep up to date" } }
            (layout::button(visit, "/admin/log/clear", &[], "plain", "Clear"))
            form.end method="get" action="/admin/log" role="search" {
                select name="user" aria-label="User" { option value="" { "everybody" } @for email in server.users() { option value=(email) selected[email == user] { (email) } } }
                input type="search" name="q" value=(q) placeholder="Method, path or status" aria-label="Method, path or status";
                button.plain type="submit" { "Filter" }
            }
        }
        @if !server.inner.config.log_bodies { p.warning { "The server was started without a log of bodies." } }
        div.sheet.scroll {
            @if shown.is_empty() { p { "No request is in the log." } } @else {
                table {
                    thead { tr { th scope="col" { "Time (UTC)" } th scope="col" { "User" } th scope="col" { "Method" } th scope="col" { "Path" } th scope="col" { "Status" } th.number scope="col" { "Sent" } } }
                    tbody { @for exchange in shown {
                        tr {
                            td { a href=(link("/admin/log/entry", &[("number", &exchange.number.to_string())])) { (times::second(exchange.at)) } }
                            td data-label="User" { (exchange.user.as_deref().unwrap_or("–")) }
                            td { (exchange.method) }
                            td.path { (exchange.path) @if !exchange.faults.is_empty() { " " span.tag.bad { "fault" } } }
                            td data-label="Status" { (status(exchange.status)) }
                            td.number data-label="Sent" { (crate::lock::lock(&exchange.reply_body).length) }
                        }
                    } }
                }
            }
        }
        p.hint { "The last 500 requests are kept, 16 KB of each body. Passwords, cookies and credentials are removed." }
    };
    if live {
        return Ok(layout::refreshed_page(
            visit,
            "Log",
            REFRESH_SECONDS,
            &content,
        ));
    }
    Ok(layout::page(visit, "Log", &content))
}

fn status(status: u16) -> Markup {
    html! { span.tag .bad[status >= 400] { (status) } }
}

/// One exchange.
pub(super) fn entry(visit: &Visit, server: &Server) -> Outcome {
    let exchange = visit
        .query
        .number("number")
        .and_then(|number| server.requests().exchanges.get(number))
        .ok_or(Refused::Missing)?;
    let reply = crate::lock::lock(&exchange.reply_body).shown();
    let content = html! {
        p { a href="/admin/log" { "Log of requests" } }
        h1 { (exchange.method) " " (exchange.path) }
        div.sheet {
            dl {
                dt { "Time" } dd { (times::second(exchange.at)) " UTC" }
                dt { "User" } dd { (exchange.user.as_deref().unwrap_or("nobody")) }
                dt { "Status" } dd { (status(exchange.status)) }
                @if !exchange.faults.is_empty() { dt { "Faults" } dd { @for fault in &exchange.faults { code { (fault) } " " } } }
            }
        }
        h2 { "Request" }
        (said(&exchange.request_headers, &exchange.request_body.shown()))
        h2 { "Reply" }
        (said(&exchange.reply_headers, &reply))
    };
    Ok(layout::page(visit, "Log", &content))
}

fn said(headers: &[(String, String)], body: &str) -> Markup {
    html! {
        @if headers.is_empty() { p.hint { "No headers." } }
        @else { pre { @for (name, value) in headers { (name) ": " (value) "\n" } } }
        @if !body.is_empty() { pre { "\n" (body) } }
    }
}

pub(super) fn clear(visit: &Visit, server: &Server) -> Outcome {
    server.requests().exchanges.clear();
    visit.tell("The log is empty.");
    Ok(layout::to("/admin/log"))
}
