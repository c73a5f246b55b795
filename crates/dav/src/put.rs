//! Writing one item.
//!
//! Every write carries a condition: `If-None-Match: *` for a new item, `If-Match` with the version the edit
//! was *made on* for a known one. `SOGo` ignores both, so there the item is read again before it is written.

use crate::etag::{ETag, ScheduleTag};
use crate::href::Href;
use crate::refusal::{Refusal, is_page_instead};
use crate::request::{Draft, Verb};
use crate::url::Url;
use crate::write_refusal::{Sent, WriteRefusal};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode, header};
use std::io::BufRead;

/// Under which condition a write is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition<'a> {
    /// Nothing is there yet.
    Absent,
    /// It is still this version; a weak tag is sent in its strong form, see [`ETag::strong`].
    Unchanged(&'a ETag),
    /// It is still this version, the tag written as it came: for a server that was seen to refuse the strong
    /// form of its own weak tag.
    UnchangedAsSent(&'a ETag),
    /// The organiser's part is still this version (RFC 6638, 3.2.10): for replies to an invitation.
    ScheduleUnchanged(&'a ScheduleTag),
    /// None: only where the server gives no version at all and what is there was just read and compared.
    None,
}

impl Condition<'_> {
    pub(crate) fn apply(self, draft: Draft) -> Draft {
        let (name, text) = match self {
            Condition::None => return draft,
            Condition::Absent => (header::IF_NONE_MATCH, "*"),
            Condition::Unchanged(etag) => (header::IF_MATCH, etag.strong()),
            Condition::UnchangedAsSent(etag) => (header::IF_MATCH, etag.as_str()),
            Condition::ScheduleUnchanged(tag) => (
                HeaderName::from_static("if-schedule-tag-match"),
                tag.as_str(),
            ),
        };
        // Invariant: `ETag::new` keeps only texts that a header can carry. A condition must never get
        // lost: one that no version meets is better than none.
        let value = HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("\"\""));
        draft.header(name, value)
    }

    fn sent(self, size_bytes: usize) -> Sent {
        match self {
            Condition::Absent => Sent::Create { size_bytes },
            Condition::None => Sent::Overwrite { size_bytes },
            _ => Sent::Replace { size_bytes },
        }
    }
}

/// The media type of what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// iCalendar.
    Calendar,
    /// vCard.
    Card,
}

/// A write that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The new version. `None` where the server gave none (`DAViCal` for cards, Cyrus for invitations), or the old one
    /// again: read the item back, or its own write comes in as somebody else's edit.
    /// Where there is one, the body may still have been rewritten under it: compare by meaning.
    pub etag: Option<ETag>,
    /// The new scheduling version.
    pub schedule_tag: Option<ScheduleTag>,
    /// Nothing was there before (201).
    pub created: bool,
    /// The status contradicts the condition: something was there although it should be absent, or nothing although a version
    /// was named. The server ignores conditions (`SOGo`): what was there is to be looked for in the history, and
    /// from now on every item there is read again before it is written.
    pub condition_was_ignored: bool,
    /// Where the server put it, if it says so.
    pub location: Option<String>,
}

/// The request.
pub fn request(
    server: &Url,
    item: &Href,
    media: Media,
    condition: Condition<'_>,
    body: Bytes,
) -> Request<Bytes> {
    let media = match media {
        Media::Calendar => "text/calendar; charset=utf-8",
        Media::Card => "text/vcard; charset=utf-8",
    };
    let draft = Draft::new(Verb::Put, &server.at(item))
        .header(header::CONTENT_TYPE, HeaderValue::from_static(media));
    condition.apply(draft).body(body)
}

/// Reads the reply to a PUT of `size_bytes` under `condition`.
///
/// # Errors
/// What the refusal means for this write, with the refusal itself.
pub fn parse(
    condition: Condition<'_>,
    size_bytes: usize,
    status: StatusCode,
    headers: &HeaderMap,
    body: impl BufRead,
) -> Result<Written, (WriteRefusal, Box<Refusal>)> {
    let is_done = matches!(status.as_u16(), 200 | 201 | 202 | 204);
    if !is_done || is_page_instead(status, headers) {
        let refusal = Refusal::read(status, headers, body);
        return Err((
            WriteRefusal::of(&refusal, condition.sent(size_bytes)),
            Box::new(refusal),
        ));
    }
    let created = status == StatusCode::CREATED;
    Ok(Written {
        etag: new_etag(condition, ETag::from_header(headers.get(header::ETAG))),
        schedule_tag: ScheduleTag::from_header(headers.get("schedule-tag")),
        created,
        condition_was_ignored: match condition {
            Condition::Absent => status == StatusCode::NO_CONTENT,
            Condition::None => false,
            _ => created,
        },
        location: headers
            .get(header::LOCATION)
            .and_then(|to| to.to_str().ok())
            .map(str::to_owned),
    })
}

/// Some servers answer a PUT with the version from before it: that says nothing about what is there now.
fn new_etag(condition: Condition<'_>, given: Option<ETag>) -> Option<ETag> {
    match condition {
        Condition::Unchanged(before) | Condition::UnchangedAsSent(before) => {
            given.filter(|etag| !etag.same_version(before))
        }
        _ => given,
    }
}
