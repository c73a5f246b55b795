//! What is remembered of a request: the device it came from, and the exchange for the administrator's log.

use std::sync::Arc;

use axum::response::Response;
use bytes::Bytes;
use http::{header, request::Parts};

use super::BodyFault;
use crate::devices::Seen;
use crate::exchange::{self, Exchange, Said};
use crate::fault::Effects;
use crate::request_log::LoggedRequest;
use crate::server::Inner;

/// Tells the registry that a client was here.
pub(super) fn note_device(server: &Inner, parts: &Parts, done: &LoggedRequest) {
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

pub(super) fn logged_body(server: &Inner, body: &Result<Bytes, BodyFault>) -> Option<Said> {
    server
        .config
        .log_bodies
        .then(|| body.as_ref().map(Said::of).unwrap_or_default())
}

/// The reply, which the log hears while it is sent.
pub(super) fn overheard(
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
