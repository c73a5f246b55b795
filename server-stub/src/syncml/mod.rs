//! `SyncML` (OMA Data Synchronization 1.0 to 1.2): the same mailbox as DAV's, for clients that have nothing else.
//!
//! It shares the codec with the client and reads the rules for itself. A POST is a message: it is decoded, its session is
//! found or begun ([`sessions`]), each command is obeyed ([`obey`]), and the answer is written ([`session`]). What is
//! agreed with a device is kept in the registry of devices ([`state`]).

mod accounts;
mod agreed;
mod alerts;
mod changes;
mod client;
mod devinf;
mod faults;
mod incoming;
mod mode;
mod obey;
mod object;
mod open_store;
mod options;
mod outgoing;
mod reply;
mod session;
mod sessions;
mod sign_in;
mod state;
mod stores;
mod wire;

use std::time::SystemTime;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header, request::Parts};
use syncml::message::Header;
use syncml::{Coding, Limits, Message};

pub(crate) use faults::Event;
pub use faults::SyncMlFault;
pub use options::{ConflictPolicy, Credentials, SyncMlOptions};
pub(crate) use sessions::Sessions;
pub use stores::StoreNames;

use crate::attempts::Peer;
use crate::config::Config;
use crate::devices::Protocol;
use crate::server::Inner;
use client::ClientInfo;
use sessions::Posted;
use sign_in::Nonces;

/// What the `SyncML` half remembers while the server runs.
#[derive(Default)]
pub(crate) struct SyncMl {
    pub(crate) sessions: Sessions,
    pub(crate) nonces: Nonces,
}

/// Whether an address is answered here.
pub(crate) fn owns(config: &Config, path: &str) -> bool {
    let plain = path.trim_end_matches('/');
    let mut own = config.syncml.paths.iter();
    own.any(|own| own.trim_end_matches('/').eq_ignore_ascii_case(plain))
}

/// A message as it came, before anything is done.
pub(crate) struct Heard {
    message: Result<(Message, Coding), Box<Response>>,
    /// Whose it is, as far as the message says.
    pub(crate) user: Option<String>,
    /// The name its credentials are for, where it brings any.
    pub(crate) tries: Option<String>,
}

/// Reads a request; who speaks is needed before anything is done.
pub(crate) fn hear(server: &Inner, parts: &Parts, body: Option<&Bytes>) -> Heard {
    let message = read(server, parts, body);
    let user = message.as_ref().ok().and_then(|(message, _)| {
        let session = server.syncml.sessions.user(&message.header, query(parts));
        session.or_else(|| {
            let named = message.header.source.name.as_deref()?;
            Some(server.account_named(named)?.email.clone())
        })
    });
    let tries = message.as_ref().ok().and_then(|(message, _)| {
        message.header.cred.as_ref()?;
        Some(user.clone().unwrap_or_else(|| named(&message.header)))
    });
    Heard {
        message,
        user,
        tries,
    }
}

/// Who a message says it is from, in its own words.
fn named(header: &Header) -> String {
    let name = header.source.name.as_deref().unwrap_or_default();
    name.trim().to_owned()
}

fn read(
    server: &Inner,
    parts: &Parts,
    body: Option<&Bytes>,
) -> Result<(Message, Coding), Box<Response>> {
    if parts.method != Method::POST {
        let mut response = plain(
            StatusCode::METHOD_NOT_ALLOWED,
            "This is a SyncML server: clients post their messages here.\n",
        );
        let allow = HeaderValue::from_static("POST");
        response.headers_mut().insert(header::ALLOW, allow);
        return Err(Box::new(response));
    }
    let kind = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let coding = Coding::of_content_type(kind)
        .filter(|coding| *coding == Coding::Xml || !server.config.syncml.xml_only);
    let Some(coding) = coding else {
        return Err(Box::new(plain(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "This server does not read messages of that type.\n",
        )));
    };
    let Some(body) = body else {
        return Err(Box::new(plain(
            StatusCode::PAYLOAD_TOO_LARGE,
            "The message is too large.\n",
        )));
    };
    match syncml::decode(body, coding, &Limits::default()) {
        Ok(message) => Ok((message, coding)),
        Err(error) => Err(Box::new(plain(
            StatusCode::BAD_REQUEST,
            &format!("{error}.\n"),
        ))),
    }
}

/// Answers a message; gives whose it turned out to be.
pub(crate) fn answer(
    server: &Inner,
    parts: &Parts,
    heard: Heard,
    now: SystemTime,
) -> (Response, Option<String>) {
    let (message, coding) = match heard.message {
        Ok(heard) => heard,
        Err(response) => return (*response, None),
    };
    let posted = Posted {
        message: &message,
        coding,
        session: query(parts),
        peer: parts.extensions.get::<Peer>().copied(),
        now,
    };
    let (reply, user) = sessions::answer(server, &posted);
    let response = match reply {
        Some(bytes) => {
            let mut response = Response::new(Body::from(bytes));
            let kind = HeaderValue::from_static(coding.content_type());
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
            response
        }
        None => plain(
            StatusCode::NOT_FOUND,
            "There is no such session, or not any more.\n",
        ),
    };
    (response, user)
}

/// What names the session in an address.
fn query(parts: &Parts) -> Option<&str> {
    let mut named = parts.uri.query()?.split('&');
    named.find_map(|pair| pair.strip_prefix("s="))
}

fn plain(status: StatusCode, text: &str) -> Response {
    let mut response = Response::new(Body::from(text.to_owned()));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// Makes a device known, by what it says of itself.
pub(crate) fn register(
    server: &Inner,
    user: &str,
    device: &str,
    info: Option<&ClientInfo>,
    now: SystemTime,
) {
    let known = server.devices.get(user, device);
    let (kind, name) = match (info, &known) {
        (Some(info), _) => (info.kind.clone(), info.name.clone()),
        (None, Some(known)) => (known.kind.clone(), known.name.clone()),
        (None, None) => (String::new(), String::new()),
    };
    let kind = if kind.is_empty() { "Device" } else { &kind };
    let name = if name.is_empty() { device } else { &name };
    let name: String = name.chars().take(120).collect();
    server
        .devices
        .register(user, device, Protocol::SyncMl, kind, &name, now);
}
