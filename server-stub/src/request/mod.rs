//! One request from its arrival to its reply: read with limits, who asks, which faults strike, what is answered.
//!
//! What the faults do is in [`strike`], what is remembered of a request in [`remember`].

mod remember;
mod strike;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::body::Body;
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use http::{HeaderValue, Method, Request, StatusCode, header, request::Parts};
use http_body_util::BodyExt as _;

use crate::account::Account;
use crate::attempts::Peer;
use crate::auth::{self, Asking};
use crate::config::Config;
use crate::dav::{self, Call, Target};
use crate::fault::Asked;
use crate::request_log::LoggedRequest;
use crate::server::Inner;
use crate::syncml;
use crate::web;
use crate::xml::{self, Element, Unreadable};
use remember::{logged_body, note_device, overheard};
use strike::{after, before};

/// The most bytes of XML one request may hold.
const MAX_XML_BYTES: usize = 16 * 1024 * 1024;
/// So much of a body that is too large is still read, so that the client hears why.
const DRAINED_BYTES: usize = 256 * 1024 * 1024;

/// A request with its body.
pub(crate) struct Arrived {
    parts: Parts,
    body: Result<Bytes, BodyFault>,
}

/// Why there is no body.
#[derive(Clone, Copy, Debug)]
pub(crate) enum BodyFault {
    /// More than the method allows.
    TooLarge,
    /// The client went away in the middle.
    Broken,
}

/// What the router gives back.
pub(crate) struct Answered {
    pub(crate) response: Response,
    /// To be waited before the response is sent.
    pub(crate) wait: Option<Duration>,
}

impl Arrived {
    /// Takes the request in, at most as much of its body as its method may have.
    pub(crate) async fn read(request: Request<Body>, config: &Config) -> Arrived {
        let (parts, body) = request.into_parts();
        let limit = if parts.method == Method::PUT {
            config.max_resource_size_bytes
        } else if syncml::owns(config, parts.uri.path()) {
            MAX_XML_BYTES
        } else if web::owns(&parts.method, parts.uri.path()) {
            web::body_limit(parts.uri.path())
        } else {
            MAX_XML_BYTES
        };
        Arrived {
            body: read_body(body, limit).await,
            parts,
        }
    }
}

async fn read_body(mut body: Body, limit: usize) -> Result<Bytes, BodyFault> {
    let mut kept = BytesMut::new();
    let mut seen = 0_usize;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| BodyFault::Broken)?.into_data() else {
            continue;
        };
        seen += data.len();
        if seen > DRAINED_BYTES.max(limit) {
            break;
        }
        if seen <= limit {
            kept.extend_from_slice(&data);
        } else {
            kept = BytesMut::new();
        }
    }
    if seen > limit {
        return Err(BodyFault::TooLarge);
    }
    Ok(kept.freeze())
}

/// Answers a request that has arrived. Neither waits nor reads anything but what it is given.
pub(crate) fn answer(server: &Arc<Inner>, arrived: Arrived) -> Answered {
    let Arrived { parts, body } = arrived;
    let now = (server.config.clock)();
    if syncml::owns(&server.config, parts.uri.path()) {
        return message(server, &parts, &body, now);
    }
    if web::owns(&parts.method, parts.uri.path()) {
        return page(server, &parts, body, now);
    }
    let path = parts.uri.path().to_owned();
    let target = Target::parse(&path);
    let (account, limited) = who(server, &parts, now);
    let report = (parts.method.as_str() == "REPORT").then(|| xml_body(&body));
    let report_name = report.as_ref().and_then(|report| match report {
        Ok(Some(root)) => Some(root.name.local.clone().into_owned()),
        _ => None,
    });
    let effects = server.faults.strike(&Asked {
        user: account.as_ref().map(|account| account.email.as_str()),
        collection: target.collection().map(ToString::to_string),
        method: parts.method.as_str(),
        report: report_name.as_deref(),
    });
    let said = logged_body(server, &body);
    let mut response = match before(server, &effects)
        .or_else(|| limited.map(too_many_attempts))
        .or_else(|| public(&parts, &path))
    {
        Some(response) => response,
        None => match &account {
            None => unauthorized(server),
            Some(account) => {
                // Nobody's place counts as one that is not shared.
                let owner = target.owner().and_then(|owner| server.accounts.of(owner));
                let xml = report.unwrap_or_else(|| xml_body_unless_put(&parts, &body));
                dav::answer(&Call {
                    server,
                    account,
                    owner: owner.as_ref().unwrap_or(account),
                    method: parts.method.as_str(),
                    target,
                    headers: &parts.headers,
                    body,
                    xml,
                    effects: effects.clone(),
                    now,
                })
            }
        },
    };
    if parts.method == Method::HEAD {
        *response.body_mut() = Body::empty();
    }
    let mut done = LoggedRequest {
        at: now,
        user: account.map(|account| account.email.clone()),
        method: match &report_name {
            Some(report) => format!("REPORT:{report}"),
            None => parts.method.to_string(),
        },
        path,
        status: response.status().as_u16(),
    };
    note_device(server, &parts, &done);
    server.log.add(done.clone());
    let mut response = after(server, response, &effects);
    done.status = response.status().as_u16();
    if let Some(said) = said {
        response = overheard(server, &parts, done, said, &effects, response);
    }
    Answered {
        response,
        wait: effects.slow,
    }
}

/// A `SyncML` message. Who speaks is known from the message, or only when it has been answered.
fn message(
    server: &Inner,
    parts: &Parts,
    body: &Result<Bytes, BodyFault>,
    now: SystemTime,
) -> Answered {
    let heard = syncml::hear(server, parts, body.as_ref().ok());
    let effects = server.faults.strike(&Asked {
        user: heard.user.as_deref(),
        collection: None,
        method: parts.method.as_str(),
        report: None,
    });
    let said = logged_body(server, body);
    let mut user = heard.user.clone();
    let peer = parts.extensions.get::<Peer>().copied();
    let tries = heard.tries.as_deref();
    let limited = tries
        .filter(|_| !server.attempts.is_empty())
        .and_then(|name| server.attempts.wait(peer, name, now));
    let refused = before(server, &effects).or_else(|| limited.map(too_many_attempts));
    let response = refused.unwrap_or_else(|| {
        let (response, known) = syncml::answer(server, parts, heard, now);
        user = known.or(user.take());
        response
    });
    let mut done = LoggedRequest {
        at: now,
        user,
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        status: response.status().as_u16(),
    };
    server.log.add(done.clone());
    let mut response = after(server, response, &effects);
    done.status = response.status().as_u16();
    if let Some(said) = said {
        response = overheard(server, parts, done, said, &effects, response);
    }
    Answered {
        response,
        wait: effects.slow,
    }
}

/// A page of the webmail or the administrator's: no fault strikes it, no client is behind it.
fn page(
    server: &Arc<Inner>,
    parts: &Parts,
    body: Result<Bytes, BodyFault>,
    now: SystemTime,
) -> Answered {
    let mut response = web::answer(server, parts, body, now);
    if parts.method == Method::HEAD {
        *response.body_mut() = Body::empty();
    }
    Answered {
        response,
        wait: None,
    }
}

/// Who signed in, and for how many seconds their name may not be tried.
fn who(server: &Inner, parts: &Parts, now: SystemTime) -> (Option<Arc<Account>>, Option<u64>) {
    let asked = parts
        .uri
        .path_and_query()
        .map_or("/", |asked| asked.as_str());
    let asking = auth::asking(server, parts.method.as_str(), asked, &parts.headers);
    let peer = parts.extensions.get::<Peer>().copied();
    let name = match &asking {
        Asking::Nobody => return (None, None),
        Asking::Known(account) => account.email.clone(),
        Asking::Refused(name) => server
            .accounts
            .signing_in(name)
            .map_or_else(|| name.clone(), |account| account.email.clone()),
    };
    if !server.attempts.is_empty()
        && let Some(seconds) = server.attempts.wait(peer, &name, now)
    {
        return (None, Some(seconds));
    }
    if let Asking::Known(account) = asking {
        return (Some(account), None);
    }
    server.attempts.failed(peer, &name, now);
    (None, None)
}

/// 429 (RFC 6585, 4).
fn too_many_attempts(seconds: u64) -> Response {
    let mut response = dav::plain(
        StatusCode::TOO_MANY_REQUESTS,
        "Too many failed sign-ins. Wait, then try again.\n",
    );
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn xml_body(body: &Result<Bytes, BodyFault>) -> Result<Option<Element>, Unreadable> {
    match body {
        Ok(body) => xml::parse(body),
        Err(_) => Ok(None),
    }
}

fn xml_body_unless_put(
    parts: &Parts,
    body: &Result<Bytes, BodyFault>,
) -> Result<Option<Element>, Unreadable> {
    match parts.method.as_str() {
        "PROPFIND" | "PROPPATCH" | "MKCOL" | "MKCALENDAR" | "REPORT" | "ACL" => xml_body(body),
        _ => Ok(None),
    }
}

/// What needs no password: the well-known addresses, and what the server can do.
fn public(parts: &Parts, path: &str) -> Option<Response> {
    match path {
        "/.well-known/caldav" | "/.well-known/carddav" => Some(dav::redirect("/WebDAV/")),
        _ if parts.method == Method::OPTIONS => Some(dav::options()),
        _ => None,
    }
}

fn unauthorized(server: &Inner) -> Response {
    let mut response = dav::plain(
        StatusCode::UNAUTHORIZED,
        "Sign in with your e-mail address and password.\n",
    );
    for challenge in auth::challenges(server) {
        response
            .headers_mut()
            .append(header::WWW_AUTHENTICATE, challenge);
    }
    response
}
