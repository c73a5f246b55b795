//! Reading many items at once: calendar-multiget (RFC 4791, 7.9) and addressbook-multiget (RFC 6352, 8.7).
//!
//! What was asked for and not given is computed here ([`Multiget::missing`]): `DAViCal` and sabre leave rows out,
//! others cap the number. A missing row is a question, never a deletion.

use crate::etag::{ETag, ScheduleTag};
use crate::href::Href;
use crate::limits::Limits;
use crate::multistatus::{self, Row, Value};
use crate::refusal::{ReplyError, expect_multistatus};
use crate::request::{Depth, Draft, Verb};
use crate::url::Url;
use crate::xml::{Name, write::Xml};
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use std::collections::HashMap;
use std::io::BufRead;

/// What sort of data is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Data {
    /// iCalendar.
    Calendar,
    /// vCard, in the version the server likes. Cyrus and sabre turn a vCard 4.0 into 3.0 then.
    Card,
    /// vCard 4.0, said explicitly: for address books that list it among what they support.
    Card4,
}

impl Data {
    fn property(self) -> Name {
        match self {
            Data::Calendar => Name::CalendarData,
            Data::Card | Data::Card4 => Name::AddressData,
        }
    }

    /// The properties of an item that is read: its text and its versions.
    pub(crate) fn ask(self, xml: &mut Xml) {
        xml.element(Name::Prop, |xml| {
            xml.empty(Name::GetETag, &[]);
            match self {
                Data::Calendar => xml.names(&[Name::CalendarData, Name::ScheduleTag]),
                Data::Card => xml.empty(Name::AddressData, &[]),
                Data::Card4 => xml.empty(
                    Name::AddressData,
                    &[("content-type", "text/vcard"), ("version", "4.0")],
                ),
            };
        });
    }
}

/// An item that was read.
#[derive(Clone, PartialEq, Eq)]
pub struct Fetched {
    /// As it was asked for.
    pub href: Href,
    /// The version of this body.
    pub etag: Option<ETag>,
    /// The scheduling version.
    pub schedule_tag: Option<ScheduleTag>,
    /// The text as it was sent, line ends included.
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Fetched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Fetched({}, {:?}, {} bytes)",
            self.href,
            self.etag,
            self.body.len()
        )
    }
}

/// Why an item that has a row was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// The row's own status: 404 says that it is gone, 403 or 500 says nothing of the sort.
    Status(u16),
    /// The row holds no data (Xandikos and `DAViCal` in some reports; a status inside the propstat): GET it alone.
    NoData(Option<u16>),
    /// Longer than [`Limits::text_bytes`].
    Oversize,
    /// Holds bytes that are no UTF-8, so the text is not what the server has: GET it alone.
    Damaged,
}

/// What a reply left to be said after all rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Multiget {
    /// Asked for, and not in the reply at all.
    pub missing: Vec<Href>,
    /// In the reply, but not read.
    pub unread: Vec<(Href, Unread)>,
    /// In the reply, but never asked for.
    pub unasked: Vec<Href>,
    /// How many were read.
    pub fetched: u64,
}

/// The request. At most a few hundred hrefs: servers cap, or take minutes.
pub fn request(collection: &Url, data: Data, hrefs: &[Href]) -> Request<Bytes> {
    let root = match data {
        Data::Calendar => Name::CalendarMultiget,
        Data::Card | Data::Card4 => Name::AddressBookMultiget,
    };
    let body = Xml::document(root, |xml| {
        data.ask(xml);
        for href in hrefs {
            xml.text(Name::Href, collection.at(href).path());
        }
    });
    // RFC 4791, 7.9: the Depth of a multiget means nothing, but some servers want one.
    Draft::new(Verb::Report, collection)
        .depth(Depth::One)
        .xml(body)
}

/// Reads the reply to [`request`] or to [`crate::query::request`], calling `on_item` for each item that is asked for.
///
/// # Errors
/// A refusal, or a body that could not be read to its end: items already handed over are good.
pub fn parse(
    (collection, data, hrefs): (&Url, Data, &[Href]),
    status: StatusCode,
    headers: &HeaderMap,
    body: impl BufRead,
    limits: Limits,
    mut on_item: impl FnMut(Fetched),
) -> Result<Multiget, ReplyError> {
    let body = expect_multistatus(status, headers, body)?;
    let places: HashMap<&Href, usize> = hrefs
        .iter()
        .enumerate()
        .map(|(at, href)| (href, at))
        .collect();
    let mut answered = vec![false; hrefs.len()];
    let mut result = Multiget {
        missing: Vec::new(),
        unread: Vec::new(),
        unasked: Vec::new(),
        fetched: 0,
    };
    multistatus::read(body, limits, |row| {
        for sent in row.hrefs() {
            let Ok(href) = Href::read(sent, collection) else {
                continue;
            };
            let place = places.get(&href).copied();
            let Some((asked, done)) =
                place.and_then(|at| Some((hrefs.get(at)?, answered.get_mut(at)?)))
            else {
                result.unasked.push(href);
                continue;
            };
            if std::mem::replace(done, true) {
                continue;
            }
            match judge(row, data) {
                Ok(value) => {
                    result.fetched += 1;
                    on_item(fetched(asked, row, value));
                }
                Err(reason) => result.unread.push((asked.clone(), reason)),
            }
        }
    })?;
    // Of an href asked for twice, the place of the last is the one that is answered.
    let is_missing = |href: &&Href| {
        places
            .get(href)
            .is_some_and(|at| answered.get(*at) == Some(&false))
    };
    result.missing = hrefs.iter().filter(is_missing).cloned().collect();
    Ok(result)
}

fn judge(row: &Row, data: Data) -> Result<Value<'_>, Unread> {
    match row.status {
        Some(status) if !(200..300).contains(&status) => return Err(Unread::Status(status)),
        _ => {}
    }
    let name = data.property();
    match row.value(name) {
        Some(value) if value.is_cut() => Err(Unread::Oversize),
        Some(value) if value.is_damaged() => Err(Unread::Damaged),
        Some(value) if !value.text().trim().is_empty() => Ok(value),
        Some(_) => Err(Unread::NoData(None)),
        None => Err(Unread::NoData(row.property_status(name))),
    }
}

fn fetched(asked: &Href, row: &Row, value: Value<'_>) -> Fetched {
    Fetched {
        href: asked.clone(),
        etag: row.text(Name::GetETag).and_then(ETag::new),
        schedule_tag: row.text(Name::ScheduleTag).and_then(ScheduleTag::new),
        body: without_indentation(value.text()).as_bytes().to_vec(),
    }
}

/// Servers that print their XML nicely put blanks around the data: they are not part of it.
fn without_indentation(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.trim_end_matches([' ', '\t']);
    if end.ends_with('\n') { end } else { text }
}
