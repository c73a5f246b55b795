//! Reading one item.

use crate::etag::{ETag, ScheduleTag};
use crate::href::Href;
use crate::refusal::{Refusal, ReplyError};
use crate::request::{Draft, Verb};
use crate::url::Url;
use crate::xml::XmlError;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use std::io::{BufRead, Read as _};

/// What `Accept` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accept {
    /// iCalendar.
    Calendar,
    /// vCard in the server's own version.
    Card,
    /// vCard 4.0 first: Cyrus and sabre hand out 3.0 otherwise, under the same `ETag`.
    Card4,
}

impl Accept {
    fn value(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Accept::Calendar => "text/calendar, */*;q=0.1",
            Accept::Card => "text/vcard, */*;q=0.1",
            Accept::Card4 => "text/vcard; version=4.0, text/vcard;q=0.5, */*;q=0.1",
        })
    }
}

/// What came back.
#[derive(Clone, PartialEq, Eq)]
pub enum Got {
    /// The item.
    Item {
        /// Its version, where one was given.
        etag: Option<ETag>,
        /// Its scheduling version.
        schedule_tag: Option<ScheduleTag>,
        /// The bytes as they came.
        body: Vec<u8>,
    },
    /// 304: still the version that was named. Not every server says so.
    Unchanged,
    /// 404 or 410.
    NotFound,
    /// Longer than the limit.
    Oversize,
}

impl std::fmt::Debug for Got {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Got::Item { etag, body, .. } => write!(f, "Item({etag:?}, {} bytes)", body.len()),
            Got::Unchanged => f.write_str("Unchanged"),
            Got::NotFound => f.write_str("NotFound"),
            Got::Oversize => f.write_str("Oversize"),
        }
    }
}

/// The request; with `known`, only if the item is not that version.
pub fn request(server: &Url, item: &Href, accept: Accept, known: Option<&ETag>) -> Request<Bytes> {
    let mut draft = Draft::new(Verb::Get, &server.at(item)).header(header::ACCEPT, accept.value());
    if let Some(value) = known.and_then(|etag| HeaderValue::from_str(etag.as_str()).ok()) {
        draft = draft.header(header::IF_NONE_MATCH, value);
    }
    draft.empty()
}

/// Reads the reply; at most `limit_bytes` of it.
///
/// # Errors
/// A refusal, a web page under the item's address, a body shorter than its `Content-Length`, or a broken connection.
pub fn parse(
    status: StatusCode,
    headers: &HeaderMap,
    body: impl BufRead,
    limit_bytes: usize,
) -> Result<Got, ReplyError> {
    match status.as_u16() {
        200 => read_item(headers, body, limit_bytes),
        304 => Ok(Got::Unchanged),
        404 | 410 => Ok(Got::NotFound),
        _ => Err(Refusal::read(status, headers, body).into()),
    }
}

fn read_item(
    headers: &HeaderMap,
    body: impl BufRead,
    limit_bytes: usize,
) -> Result<Got, ReplyError> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limit_bytes)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    body.take(most)
        .read_to_end(&mut bytes)
        .map_err(|error| XmlError::Broken(error.to_string()))?;
    if bytes.len() > limit_bytes {
        return Ok(Got::Oversize);
    }
    if is_web_page(headers, &bytes) {
        return Err(XmlError::WebPage.into());
    }
    if is_shorter_than_announced(headers, bytes.len()) {
        return Err(XmlError::Truncated.into());
    }
    Ok(Got::Item {
        etag: ETag::from_header(headers.get(header::ETAG)),
        schedule_tag: ScheduleTag::from_header(headers.get("schedule-tag")),
        body: bytes,
    })
}

fn is_web_page(headers: &HeaderMap, body: &[u8]) -> bool {
    let says_html = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let begin = body.trim_ascii_start();
    says_html && begin.first() == Some(&b'<')
}

fn is_shorter_than_announced(headers: &HeaderMap, length: usize) -> bool {
    // With a content coding the announced length is that of the coded body.
    let plain = headers.get(header::CONTENT_ENCODING).is_none();
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|text| text.to_str().ok()?.trim().parse::<usize>().ok());
    plain && announced.is_some_and(|announced| length < announced)
}
