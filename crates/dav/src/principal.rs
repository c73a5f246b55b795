//! PROPFINDs of discovery: who the server takes the user for, and where that one's homes are.

use crate::limits::Limits;
use crate::multistatus::{self, Row};
use crate::refusal::{ReplyError, expect_multistatus};
use crate::request::{Depth, Draft, Verb};
use crate::url::Url;
use crate::xml::{Name, write::Xml};
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use std::io::BufRead;

/// What one resource says about the user. Hrefs as sent, whole addresses or paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "independent statements of one reply"
)]
pub struct Principal {
    /// The user's principal (RFC 5397).
    pub principal: Option<String>,
    /// The server answered, but has not taken the user as signed in.
    pub unauthenticated: bool,
    /// Homes of calendars.
    pub calendar_homes: Vec<String>,
    /// Homes of address books.
    pub address_book_homes: Vec<String>,
    /// Principals whose calendars the user may read.
    pub proxy_read_for: Vec<String>,
    /// Principals whose calendars the user may change.
    pub proxy_write_for: Vec<String>,
    /// The resource itself is a calendar.
    pub is_calendar: bool,
    /// The resource itself is an address book.
    pub is_address_book: bool,
    /// The resource itself is a principal.
    pub is_principal: bool,
    /// 404 inside the 207.
    pub not_found: bool,
}

/// PROPFIND, Depth 0: everything discovery can use, in one request.
pub fn request(url: &Url) -> Request<Bytes> {
    let properties = [
        Name::CurrentUserPrincipal,
        Name::PrincipalUrl,
        Name::ResourceType,
        Name::CalendarHomeSet,
        Name::AddressBookHomeSet,
        Name::ProxyReadFor,
        Name::ProxyWriteFor,
    ];
    Draft::new(Verb::Propfind, url)
        .depth(Depth::Zero)
        .xml(Xml::document_prop(Name::Propfind, &properties))
}

/// Reads the reply.
///
/// # Errors
/// A refusal, or no multistatus.
pub fn parse(
    status: StatusCode,
    headers: &HeaderMap,
    body: impl BufRead,
    limits: Limits,
) -> Result<Principal, ReplyError> {
    let body = expect_multistatus(status, headers, body)?;
    let mut found = Principal::default();
    let mut seen = false;
    multistatus::read(body, limits, |row| {
        if !std::mem::replace(&mut seen, true) {
            found = read(row);
        }
    })?;
    Ok(found)
}

fn read(row: &Row) -> Principal {
    let hrefs = |name: Name| -> Vec<String> {
        let value = row.value(name);
        value
            .into_iter()
            .flat_map(|v| v.texts(Name::Href))
            .filter(|href| !href.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let resource_type = row.value(Name::ResourceType);
    let is = |name| resource_type.is_some_and(|kind| kind.has(name));
    let current = row.value(Name::CurrentUserPrincipal);
    let own = hrefs(Name::CurrentUserPrincipal).into_iter().next();
    Principal {
        principal: own.or_else(|| hrefs(Name::PrincipalUrl).into_iter().next()),
        unauthenticated: current.is_some_and(|who| who.has(Name::Unauthenticated)),
        calendar_homes: hrefs(Name::CalendarHomeSet),
        address_book_homes: hrefs(Name::AddressBookHomeSet),
        proxy_read_for: hrefs(Name::ProxyReadFor),
        proxy_write_for: hrefs(Name::ProxyWriteFor),
        is_calendar: is(Name::Calendar),
        is_address_book: is(Name::AddressBook),
        is_principal: is(Name::Principal),
        not_found: matches!(row.status, Some(404 | 410)),
    }
}
