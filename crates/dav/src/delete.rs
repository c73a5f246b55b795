//! Deleting one item, and only the version that was decided about.

use crate::href::Href;
use crate::put::Condition;
use crate::refusal::{Refusal, is_page_instead};
use crate::request::{Draft, Verb};
use crate::url::Url;
use crate::write_refusal::{Sent, WriteRefusal};
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use std::io::BufRead;

/// What a DELETE did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deleted {
    /// It is gone now.
    Now,
    /// It was gone already: what was wanted is so.
    Before,
}

/// The request.
pub fn request(server: &Url, item: &Href, condition: Condition<'_>) -> Request<Bytes> {
    condition
        .apply(Draft::new(Verb::Delete, &server.at(item)))
        .empty()
}

/// Reads the reply.
///
/// # Errors
/// What the refusal means, with the refusal itself. [`WriteRefusal::Stale`] is also what several servers say of an item
/// that is not there any more: observe again, do not send it again.
pub fn parse(
    status: StatusCode,
    headers: &HeaderMap,
    body: impl BufRead,
) -> Result<Deleted, (WriteRefusal, Box<Refusal>)> {
    match status.as_u16() {
        200 | 202 | 204 if !is_page_instead(status, headers) => Ok(Deleted::Now),
        404 | 410 => Ok(Deleted::Before),
        _ => {
            let refusal = Refusal::read(status, headers, body);
            Err((WriteRefusal::of(&refusal, Sent::Delete), Box::new(refusal)))
        }
    }
}
