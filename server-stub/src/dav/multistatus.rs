//! `DAV:multistatus` (RFC 4918, 13), written row by row; a long one is sent while it is written.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures::stream;
use http::StatusCode;

use super::answer::with_type;
use super::href;
use super::property::{Subject, Viewer, Wanted};
use crate::store::Resource;
use crate::xml::{self, DAV, Name};

/// So much is written before the first of it is sent; a shorter answer has a `Content-Length`. One item may be larger.
const PIECE_BYTES: usize = 64 * 1024;

const MULTISTATUS: &str = "multistatus";
const MEDIA_TYPE: &str = "application/xml; charset=utf-8";

/// Rows about members of one collection, all with the same properties.
pub(crate) struct Members {
    pub(crate) viewer: Viewer,
    pub(crate) wanted: Wanted,
    /// The collection's address.
    pub(crate) base: String,
    pub(crate) writable: bool,
}

/// What there is to tell of one member.
pub(crate) enum Told {
    /// Its properties.
    Member(Arc<Resource>),
    /// That there is none at that address.
    Missing(String),
}

impl Members {
    fn write(&self, out: &mut String, told: &Told) {
        let resource = match told {
            Told::Member(resource) => resource,
            Told::Missing(href) => {
                return status_row(out, href, &self.viewer, StatusCode::NOT_FOUND, None);
            }
        };
        let mut href = self.base.clone();
        href::push_segment(&mut href, &resource.name);
        let subject = Subject::Member {
            resource,
            writable: self.writable,
        };
        row(out, &href, &self.viewer, &self.wanted, &subject);
    }

    /// Writes rows until a piece is full; what is left stays in `rest`.
    fn write_piece(&self, out: &mut String, rest: &mut impl Iterator<Item = Told>) {
        while out.len() < PIECE_BYTES
            && let Some(told) = rest.next()
        {
            self.write(out, &told);
        }
    }
}

/// One `DAV:response` with properties.
pub(crate) fn row(
    out: &mut String,
    href: &str,
    viewer: &Viewer,
    wanted: &Wanted,
    subject: &Subject<'_>,
) {
    out.push_str("<D:response><D:href>");
    xml::escape(out, href);
    out.push_str("</D:href>");
    let version = viewer.effects.http_version();
    out.push_str("<D:propstat><D:prop>");
    let missing = wanted.write(out, viewer, subject);
    out.push_str("</D:prop><D:status>");
    out.push_str(version);
    out.push_str(" 200 OK</D:status></D:propstat>");
    if !missing.is_empty() {
        out.push_str("<D:propstat><D:prop>");
        for name in missing {
            xml::empty(out, name);
        }
        out.push_str("</D:prop><D:status>");
        out.push_str(version);
        out.push_str(" 404 Not Found</D:status></D:propstat>");
    }
    out.push_str("</D:response>\n");
}

/// One `DAV:response` with nothing but a status, and perhaps the reason.
pub(crate) fn status_row(
    out: &mut String,
    href: &str,
    viewer: &Viewer,
    status: StatusCode,
    error: Option<&Name>,
) {
    out.push_str("<D:response><D:href>");
    xml::escape(out, href);
    out.push_str("</D:href><D:status>");
    out.push_str(viewer.effects.http_version());
    out.push(' ');
    out.push_str(status.as_str());
    out.push(' ');
    out.push_str(status.canonical_reason().unwrap_or_default());
    out.push_str("</D:status>");
    if let Some(error) = error {
        out.push_str("<D:error>");
        xml::empty(out, error);
        out.push_str("</D:error>");
    }
    out.push_str("</D:response>\n");
}

/// The row that tells of rows left out (RFC 6578, 3.6; RFC 5323 has the same form).
pub(crate) fn truncated_row(out: &mut String, href: &str, viewer: &Viewer) {
    let reason = Name::known(DAV, "number-of-matches-within-limits");
    status_row(
        out,
        href,
        viewer,
        StatusCode::INSUFFICIENT_STORAGE,
        Some(&reason),
    );
}

/// A whole answer: `head` and `tail` are rows already written, the members come between them.
pub(crate) fn reply(
    head: &str,
    members: Option<(Members, Vec<Arc<Resource>>)>,
    tail: &str,
) -> Response {
    match members {
        Some((members, resources)) => {
            let rows = resources.into_iter().map(Told::Member).collect();
            reply_telling(head, members, rows, tail)
        }
        None => whole(start(head) + &end(tail)),
    }
}

/// The same, where some members may be missing.
pub(crate) fn reply_telling(head: &str, members: Members, rows: Vec<Told>, tail: &str) -> Response {
    let mut piece = start(head);
    let mut rest = rows.into_iter().peekable();
    members.write_piece(&mut piece, &mut rest);
    if rest.peek().is_none() {
        return whole(piece + &end(tail));
    }
    with_type(
        StatusCode::MULTI_STATUS,
        MEDIA_TYPE,
        streamed(piece, members, rest, end(tail)),
    )
}

fn start(head: &str) -> String {
    let mut start = String::new();
    xml::start_multistatus(&mut start, MULTISTATUS);
    start + head
}

fn end(tail: &str) -> String {
    let mut end = tail.to_owned();
    xml::end_multistatus(&mut end, MULTISTATUS);
    end
}

fn whole(text: String) -> Response {
    with_type(StatusCode::MULTI_STATUS, MEDIA_TYPE, Body::from(text))
}

/// Writes a piece when the one before has been taken, so that memory holds one piece, not the whole answer.
fn streamed(
    start: String,
    members: Members,
    mut rest: impl Iterator<Item = Told> + Send + 'static,
    end: String,
) -> Body {
    let middle = std::iter::from_fn(move || {
        let mut piece = String::new();
        members.write_piece(&mut piece, &mut rest);
        (!piece.is_empty()).then_some(piece)
    });
    let pieces = std::iter::once(start)
        .chain(middle)
        .chain(std::iter::once(end))
        .map(|piece| Ok::<Bytes, Infallible>(Bytes::from(piece)));
    Body::from_stream(stream::iter(pieces))
}
