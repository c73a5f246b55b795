//! One message to the server and its reply.

use std::io::Read;

use bytes::Bytes;
use http::{Request, StatusCode, header};
use syncml::{Coding, Limits, Message, decode, encode};

use crate::door::{Body, Transport};
use crate::endpoint::{EndpointError, Trouble};
use crate::say;

/// A reply larger than this is no message: 8 MiB, as the codec's own limit.
const MOST_BYTES: u64 = 8 * 1024 * 1024;
/// An address that leads on and on leads nowhere.
const REDIRECTS: usize = 4;

/// What went over the line, and the reply.
pub(super) struct Reply {
    pub(super) message: Message,
    pub(super) coding: Coding,
    pub(super) sent_bytes: u64,
    pub(super) received_bytes: u64,
    /// Where it was really answered.
    pub(super) address: String,
}

/// Sends a message and reads the reply.
pub(super) async fn post(
    transport: &dyn Transport,
    address: &str,
    message: Message,
    coding: Coding,
) -> Result<Reply, EndpointError> {
    let fail = |trouble| EndpointError::new(address, trouble);
    let body: Bytes = encode(&message, coding)
        .map_err(|error| fail(Trouble::Nonsense(error.to_string().into())))?
        .into();
    // Its bytes are enough to wait with.
    drop(message);
    let mut place = address.to_owned();
    for _ in 0..REDIRECTS {
        let request = request(&place, body.clone(), coding).map_err(fail)?;
        let reply = transport.send(request).await.map_err(fail)?;
        let (head, reply_body) = reply.into_parts();
        let named = |name: header::HeaderName| {
            let value = head.headers.get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        if head.status.is_redirection() {
            let target = named(header::LOCATION).unwrap_or_default();
            place = redirected(&place, &target).ok_or_else(|| {
                fail(Trouble::Nonsense(say!(
                    "it leads to {target}",
                    target = &target
                )))
            })?;
            continue;
        }
        let content_type = named(header::CONTENT_TYPE).unwrap_or_default();
        let bytes = read(reply_body).await.map_err(fail)?;
        if let Some(trouble) = trouble_of(head.status, &content_type, &bytes) {
            return Err(fail(trouble));
        }
        let coding = Coding::of_bytes(&bytes);
        let message = decode(&bytes, coding, &Limits::default())
            .map_err(|error| fail(Trouble::Nonsense(error.to_string().into())))?;
        return Ok(Reply {
            message,
            coding,
            sent_bytes: body.len() as u64,
            received_bytes: bytes.len() as u64,
            address: place,
        });
    }
    Err(fail(Trouble::Nonsense(say!("it leads on and on"))))
}

fn request(address: &str, body: Bytes, coding: Coding) -> Result<Request<Bytes>, Trouble> {
    Request::post(address)
        .header(header::CONTENT_TYPE, coding.content_type())
        .header(
            header::ACCEPT,
            "application/vnd.syncml+xml, application/vnd.syncml+wbxml",
        )
        .header(header::CONTENT_LENGTH, body.len())
        .body(body)
        .map_err(|error| Trouble::Nonsense(error.to_string().into()))
}

/// Only to the same host, and never from a protected line to an open one.
fn redirected(from: &str, to: &str) -> Option<String> {
    let from = url::Url::parse(from).ok()?;
    let to = from.join(to).ok()?;
    let is_safe = to.scheme() == from.scheme() || to.scheme() == "https";
    (to.host_str() == from.host_str() && is_safe).then(|| to.to_string())
}

/// Where a `RespURI` leads: only its path and query count, for a server behind a proxy names itself by its inner name.
pub(super) fn response_address(base: &str, uri: &str) -> String {
    let joined = url::Url::parse(base).ok().and_then(|base| {
        let target = base.join(uri).ok()?;
        let mut address = base;
        address.set_path(target.path());
        address.set_query(target.query());
        Some(address.to_string())
    });
    joined.unwrap_or_else(|| base.to_owned())
}

fn trouble_of(status: StatusCode, content_type: &str, bytes: &[u8]) -> Option<Trouble> {
    match status.as_u16() {
        200..=299 => {}
        401 | 407 => return Some(Trouble::SignIn),
        403 => return Some(Trouble::NotAllowed(say!("the server refuses SyncML"))),
        404 | 405 | 410 => return Some(Trouble::Missing),
        429 | 503 => return Some(Trouble::Busy(None)),
        other => return Some(Trouble::Server(other)),
    }
    let is_page = content_type.contains("html")
        || bytes.trim_ascii_start().get(..5).is_some_and(|start| {
            start.eq_ignore_ascii_case(b"<html") || start.eq_ignore_ascii_case(b"<!doc")
        });
    is_page.then(|| Trouble::Nonsense(say!("a web page instead of SyncML")))
}

async fn read(body: Body) -> Result<Bytes, Trouble> {
    let bytes = match body {
        Body::Whole(bytes) => bytes,
        Body::Arriving(reader) => {
            let reading = tokio::task::spawn_blocking(move || {
                let mut bytes = Vec::new();
                reader
                    .take(MOST_BYTES + 1)
                    .read_to_end(&mut bytes)
                    .map(|_| bytes)
            });
            let read = reading
                .await
                .map_err(|_| Trouble::Nonsense(say!("the reply could not be read")))?;
            read.map_err(|error| Trouble::NoConnection(error.to_string().into()))?
                .into()
        }
    };
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Trouble::TooLarge {
            limit_bytes: MOST_BYTES,
        });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_address_keeps_the_host_that_was_reached() {
        for (uri, expected) in [
            (
                "http://inner:8080/SyncML?sid=7",
                "https://mail.example.com/SyncML?sid=7",
            ),
            ("?sid=7", "https://mail.example.com/SyncML?sid=7"),
            (
                "https://mail.example.com/x;y",
                "https://mail.example.com/x;y",
            ),
            ("::nonsense::", "https://mail.example.com/SyncML"),
        ] {
            let found = response_address("https://mail.example.com/SyncML", uri);
            if uri == "::nonsense::" {
                assert!(found.starts_with("https://mail.example.com/"), "{found}");
            } else {
                assert_eq!(found, expected);
            }
        }
    }

    #[test]
    fn a_redirect_stays_on_the_host_and_never_loses_its_protection() {
        for (to, expected) in [
            ("/sync/", Some("https://a.example/sync/")),
            ("https://a.example/b", Some("https://a.example/b")),
            ("http://a.example/b", None),
            ("https://b.example/", None),
        ] {
            assert_eq!(redirected("https://a.example/x", to).as_deref(), expected);
        }
    }
}
