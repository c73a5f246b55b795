//! Every member of a collection with its `ETag`: for servers without sync-collection, and when a token is lost.
//!
//! PROPFIND is the plain way; [`calendar_query`] is for servers whose PROPFIND of a calendar is refused or cut.

use crate::component::Component;
use crate::limits::Limits;
use crate::member::{Listed, OwnRow, Told, tell};
use crate::multistatus;
use crate::query;
use crate::refusal::{ReplyError, expect_multistatus};
use crate::request::{Depth, Draft, Verb};
use crate::url::Url;
use crate::xml::{Name, write::Xml};
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use std::io::BufRead;

/// How a listing came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listing {
    /// What the collection's own row said. A calendar-query has none.
    pub own: OwnRow,
    /// Members listed.
    pub members: u64,
    /// Rows of which nothing is known, or which lie outside.
    pub unclear: u64,
    /// Whether it was a PROPFIND, which shows the collection itself as well.
    way: Way,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Propfind,
    Query,
}

impl Listing {
    /// Everything is in it, as far as the reply can show: it ended, the collection was there, nothing was cut off
    /// and no row was unclear. Only then does a member that is not in it count as absent, and even then an
    /// absence is no deletion until it was seen twice or asked for: indexes lag behind.
    pub fn is_complete(&self) -> bool {
        let own = match self.way {
            Way::Propfind => self.own == OwnRow::Present,
            Way::Query => matches!(self.own, OwnRow::Present | OwnRow::Unmentioned),
        };
        own && self.unclear == 0
    }
}

/// PROPFIND, Depth 1.
pub fn request(collection: &Url) -> Request<Bytes> {
    let body = Xml::document_prop(Name::Propfind, &[Name::GetETag, Name::ResourceType]);
    Draft::new(Verb::Propfind, collection)
        .depth(Depth::One)
        .xml(body)
}

/// A calendar-query for all objects of one sort. Depth is always sent: its absence means "none" to Xandikos, an
/// error to sabre. No time range: one unreadable item in the calendar makes Xandikos answer 500 to it.
pub fn calendar_query(collection: &Url, component: Component) -> Request<Bytes> {
    let body = Xml::document(Name::CalendarQuery, |xml| {
        xml.element(Name::Prop, |xml| {
            xml.empty(Name::GetETag, &[]);
        });
        query::of_calendar(xml, Some(component));
    });
    Draft::new(Verb::Report, collection)
        .depth(Depth::One)
        .xml(body)
}

/// Reads the reply to [`request`], calling `on_row` for each row but the collection's own.
///
/// # Errors
/// A refusal, or a body that could not be read to its end: then the listing is not complete.
pub fn parse(
    collection: &Url,
    status: StatusCode,
    headers: &HeaderMap,
    body: impl BufRead,
    limits: Limits,
    on_row: impl FnMut(Listed),
) -> Result<Listing, ReplyError> {
    read(
        collection,
        Way::Propfind,
        expect_multistatus(status, headers, body)?,
        limits,
        on_row,
    )
}

/// Reads the reply to [`calendar_query`].
///
/// # Errors
/// As [`parse`].
pub fn parse_query(
    collection: &Url,
    status: StatusCode,
    headers: &HeaderMap,
    body: impl BufRead,
    limits: Limits,
    on_row: impl FnMut(Listed),
) -> Result<Listing, ReplyError> {
    read(
        collection,
        Way::Query,
        expect_multistatus(status, headers, body)?,
        limits,
        on_row,
    )
}

fn read(
    asked: &Url,
    way: Way,
    body: impl BufRead,
    limits: Limits,
    mut on_row: impl FnMut(Listed),
) -> Result<Listing, ReplyError> {
    let collection = asked.href();
    let mut listing = Listing {
        own: OwnRow::Unmentioned,
        members: 0,
        unclear: 0,
        way,
    };
    multistatus::read(body, limits, |row| {
        for sent in row.hrefs() {
            match tell(row, sent, asked, &collection) {
                Told::Own(own) => listing.own = own,
                Told::Listed(listed) => {
                    match listed {
                        Listed::Member(_) => listing.members += 1,
                        Listed::Unclear { .. } | Listed::Outside(_) => listing.unclear += 1,
                        Listed::Removed(_) | Listed::SubCollection(_) => {}
                    }
                    on_row(listed);
                }
            }
        }
    })?;
    Ok(listing)
}
