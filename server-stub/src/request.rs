//! One request from its arrival to its reply: read with limits, who asks, which faults strike, what is answered.

use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, SystemTime};

use axum::body::Body;
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use futures::stream;
use http::{HeaderValue, Method, Request, StatusCode, header, request::Parts};
use http_body_util::BodyExt as _;

use crate::account::Account;
use crate::attempts::Peer;
use crate::auth::{self, Asking};
use crate::config::Config;
use crate::dav::{self, Call, Target};
use crate::devices::Seen;
use crate::exchange::{self, Exchange, Said};
use crate::fault::{Asked, Effects, Http2OnTheWire, LostReply, Moment};
use crate::request_log::LoggedRequest;
use crate::server::Inner;
use crate::syncml;
use crate::web;
use crate::xml::{self, Element, Unreadable};

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
                let xml = report.unwrap_or_else(|| xml_body_unless_put(&parts, &body));
                dav::answer(&Call {
                    server,
                    account,
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
    let response = before(server, &effects).unwrap_or_else(|| {
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

/// Tells the registry that a client was here.
fn note_device(server: &Inner, parts: &Parts, done: &LoggedRequest) {
    if let Some(user) = &done.user {
        server.devices.saw(&Seen {
            user,
            agent: agent(parts),
            method: &done.method,
            status: done.status,
            at: done.at,
        });
    }
}

fn agent(parts: &Parts) -> &str {
    parts
        .headers
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default()
}

fn logged_body(server: &Inner, body: &Result<Bytes, BodyFault>) -> Option<Said> {
    server
        .config
        .log_bodies
        .then(|| body.as_ref().map(Said::of).unwrap_or_default())
}

/// The reply, which the log hears while it is sent.
fn overheard(
    server: &Inner,
    parts: &Parts,
    done: LoggedRequest,
    said: Said,
    effects: &Effects,
    response: Response,
) -> Response {
    let exchange = Exchange {
        number: 0,
        at: done.at,
        user: done.user,
        method: done.method,
        path: done.path,
        status: done.status,
        request_headers: exchange::shown_headers(&parts.headers),
        request_body: said,
        reply_headers: Vec::new(),
        reply_body: Arc::default(),
        faults: effects.struck.clone(),
    };
    server.log.exchanges.add(exchange, response)
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
        "PROPFIND" | "PROPPATCH" | "MKCOL" | "MKCALENDAR" | "REPORT" => xml_body(body),
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

/// Faults that strike before anything is done.
fn before(server: &Inner, effects: &Effects) -> Option<Response> {
    if effects.lost == Some(Moment::BeforeWrite) {
        return Some(dav::plain(StatusCode::SERVICE_UNAVAILABLE, ""));
    }
    if effects.web_page {
        return Some(web::not_dav());
    }
    match effects.status {
        Some(instead) if instead.moment == Moment::BeforeWrite => {
            Some(status_instead(server, effects))
        }
        _ => None,
    }
}

/// Faults that strike on the way back.
fn after(server: &Inner, response: Response, effects: &Effects) -> Response {
    let mut response = match effects.status {
        Some(instead) if instead.moment == Moment::AfterWrite => status_instead(server, effects),
        _ => response,
    };
    if let Some(keep) = effects.cut_body {
        response = response.map(|body| cut(body, keep));
    }
    if effects.http2_wire {
        response.extensions_mut().insert(Http2OnTheWire);
    }
    if let Some(moment) = effects.lost {
        response.extensions_mut().insert(LostReply(moment));
    }
    response
}

fn status_instead(server: &Inner, effects: &Effects) -> Response {
    let instead = effects.status.as_ref();
    let code = instead.map_or(500, |instead| instead.code);
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if status == StatusCode::UNAUTHORIZED {
        return unauthorized(server);
    }
    let mut response = match status {
        StatusCode::LOCKED => dav::precondition(status, &dav::LOCK_TOKEN_SUBMITTED),
        StatusCode::NOT_MODIFIED | StatusCode::NO_CONTENT => dav::bare(status),
        _ => dav::plain(status, "A fault switched on at the test server.\n"),
    };
    if let Some(seconds) = instead.and_then(|instead| instead.retry_after_s) {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A body that breaks after so many bytes: in process its stream ends in an error, over TCP the connection closes.
fn cut(body: Body, keep: usize) -> Body {
    let pieces = stream::unfold((body, Some(keep)), |(mut body, left)| async move {
        let left = left?;
        let broken = || std::io::Error::other("the reply was cut off");
        if left == 0 {
            yield_once().await;
            return Some((Err(broken()), (body, None)));
        }
        match body.frame().await {
            Some(Ok(frame)) => {
                let data = frame.into_data().unwrap_or_default();
                let piece = data.slice(..data.len().min(left));
                let left = left - piece.len();
                Some((Ok(piece), (body, Some(left))))
            }
            _ => Some((Err(broken()), (body, None))),
        }
    });
    Body::from_stream(pieces)
}

/// Lets the connection send what it has: an error that comes at once would take it along.
async fn yield_once() {
    let mut yielded = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
