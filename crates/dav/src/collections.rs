//! The collections in a home: what each is called, holds, and allows.

use crate::component::Component;
use crate::etag::{CTag, SyncToken};
use crate::href::{Href, Place};
use crate::limits::Limits;
use crate::multistatus::{self, Row, Value};
use crate::refusal::{ReplyError, expect_multistatus};
use crate::request::{Depth, Draft, Verb};
use crate::url::Url;
use crate::xml::{Name, write::Xml};
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use std::io::BufRead;

/// What a collection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CollectionKind {
    /// A calendar.
    Calendar,
    /// An address book.
    AddressBook,
}

/// One calendar or address book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// Where it is.
    pub href: Href,
    /// What it is.
    pub kind: CollectionKind,
    /// What people call it.
    pub name: Option<String>,
    /// Its colour as the server writes it (`#RRGGBB`, `#RRGGBBAA`).
    pub color: Option<String>,
    /// What it says it takes; `None` where it does not say, which means everything (RFC 4791, 5.2.3).
    /// Some servers take more than they say, and `SOGo` less: its answer to a VJOURNAL is a 404.
    pub components: Option<Vec<Component>>,
    /// Lists vCard 4.0 among what it holds: ask for it explicitly, and send it.
    pub takes_vcard4: bool,
    /// What this user may do, where the server says.
    pub rights: Option<Rights>,
    /// The largest item it takes.
    pub max_resource_bytes: Option<u64>,
    /// Where it stands.
    pub state: State,
    /// Whether it lists sync-collection among its reports; `None` where it lists none.
    pub offers_sync_collection: Option<bool>,
}

impl Collection {
    /// Whether objects of that sort can go in.
    pub fn takes(&self, component: Component) -> bool {
        let said = self
            .components
            .as_ref()
            .is_none_or(|set| set.contains(&component));
        self.kind == CollectionKind::Calendar && said
    }
}

/// What `current-user-privilege-set` allows (RFC 3744).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "four independent rights of the RFC"
)]
pub struct Rights {
    /// Reading.
    pub read: bool,
    /// Putting new items in (`bind`).
    pub create: bool,
    /// Changing items (`write-content`).
    pub change: bool,
    /// Taking items out (`unbind`).
    pub delete: bool,
}

impl Rights {
    /// Neither new items nor changes are taken.
    pub fn is_read_only(self) -> bool {
        !self.create && !self.change
    }

    fn of(value: Value<'_>) -> Option<Rights> {
        let any = |names: &[Name]| names.iter().any(|name| value.has(*name));
        let rights = Rights {
            read: any(&[Name::All, Name::Read]),
            create: any(&[Name::All, Name::Write, Name::Bind]),
            // Xandikos says only `all`, Radicale only `write`; sabre has no `all`.
            change: any(&[Name::All, Name::Write, Name::WriteContent]),
            delete: any(&[Name::All, Name::Write, Name::Unbind]),
        };
        // An empty set would mean that not even this was allowed to be read: it is a server that does not say.
        value.has(Name::Privilege).then_some(rights)
    }
}

/// Where a collection stands: equal states, nothing changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// The sync token.
    pub token: Option<SyncToken>,
    /// The collection tag.
    pub ctag: Option<CTag>,
}

impl State {
    fn of(row: &Row) -> State {
        State {
            token: row.text(Name::SyncToken).and_then(SyncToken::new),
            ctag: row.text(Name::CTag).and_then(CTag::new),
        }
    }

    /// Certainly nothing changed between the two. `false` where the server gives nothing to compare.
    pub fn is_same(&self, other: &State) -> bool {
        match (&self.token, &other.token, &self.ctag, &other.ctag) {
            (Some(a), Some(b), _, _) => a == b,
            (_, _, Some(a), Some(b)) => a == b,
            _ => false,
        }
    }
}

/// PROPFIND, Depth 1, of a home.
pub fn request(home: &Url) -> Request<Bytes> {
    propfind(home, Depth::One)
}

/// PROPFIND, Depth 0, of one collection.
pub fn request_one(collection: &Url) -> Request<Bytes> {
    propfind(collection, Depth::Zero)
}

fn propfind(url: &Url, depth: Depth) -> Request<Bytes> {
    let properties = [
        Name::ResourceType,
        Name::DisplayName,
        Name::Color,
        Name::ComponentSet,
        Name::SupportedAddressData,
        Name::PrivilegeSet,
        Name::CalendarMaxSize,
        Name::CardMaxSize,
        Name::SyncToken,
        Name::CTag,
        Name::SupportedReportSet,
    ];
    Draft::new(Verb::Propfind, url)
        .depth(depth)
        .xml(Xml::document_prop(Name::Propfind, &properties))
}

/// A cheap PROPFIND, Depth 1, of a home: only where each collection stands.
pub fn request_states(home: &Url) -> Request<Bytes> {
    let body = Xml::document_prop(Name::Propfind, &[Name::SyncToken, Name::CTag]);
    Draft::new(Verb::Propfind, home).depth(Depth::One).xml(body)
}

/// Reads the reply to [`request`] or [`request_one`]: calendars and address books, in the server's order.
/// Inboxes, outboxes, subscriptions and plain folders are left out.
///
/// # Errors
/// A refusal, or a body that could not be read to its end.
pub fn parse(
    home: &Url,
    status: StatusCode,
    headers: &HeaderMap,
    body: impl BufRead,
    limits: Limits,
) -> Result<Vec<Collection>, ReplyError> {
    let body = expect_multistatus(status, headers, body)?;
    let mut found = Vec::new();
    multistatus::read(body, limits, |row| found.extend(read_collection(home, row)))?;
    Ok(found)
}

/// Reads the reply to [`request_states`].
///
/// # Errors
/// As [`parse`].
pub fn parse_states(
    home: &Url,
    status: StatusCode,
    headers: &HeaderMap,
    body: impl BufRead,
    limits: Limits,
) -> Result<Vec<(Href, State)>, ReplyError> {
    let body = expect_multistatus(status, headers, body)?;
    let here = home.href();
    let mut found = Vec::new();
    multistatus::read(body, limits, |row| {
        let href = row
            .hrefs()
            .next()
            .and_then(|sent| Href::read(sent, home).ok());
        let Some(href) = href else { return };
        if href.place_in(&here) != Place::Outside && !is_refused(row) {
            found.push((href, State::of(row)));
        }
    })?;
    Ok(found)
}

fn is_refused(row: &Row) -> bool {
    row.status.is_some_and(|status| status >= 300)
}

fn read_collection(home: &Url, row: &Row) -> Option<Collection> {
    let href = Href::read(row.hrefs().next()?, home).ok()?;
    if is_refused(row) || href.place_in(&home.href()) == Place::Outside {
        return None;
    }
    let kind = kind(row.value(Name::ResourceType)?)?;
    let size = row
        .text(Name::CalendarMaxSize)
        .or_else(|| row.text(Name::CardMaxSize));
    Some(Collection {
        kind,
        href,
        name: row.text(Name::DisplayName).map(str::to_owned),
        color: row.text(Name::Color).map(str::to_owned),
        components: row.value(Name::ComponentSet).and_then(components),
        takes_vcard4: row
            .value(Name::SupportedAddressData)
            .is_some_and(|data| data.attributes(Name::AddressDataType).any(|v| v == "4.0")),
        rights: row.value(Name::PrivilegeSet).and_then(Rights::of),
        max_resource_bytes: size.and_then(|size| size.parse().ok()),
        state: State::of(row),
        offers_sync_collection: row
            .value(Name::SupportedReportSet)
            .filter(|set| set.has(Name::Report))
            .map(|set| set.has(Name::SyncCollection)),
    })
}

fn kind(resource_type: Value<'_>) -> Option<CollectionKind> {
    let has = |name| resource_type.has(name);
    if has(Name::ScheduleInbox) || has(Name::ScheduleOutbox) || has(Name::Subscribed) {
        None
    } else if has(Name::Calendar) {
        Some(CollectionKind::Calendar)
    } else if has(Name::AddressBook) {
        Some(CollectionKind::AddressBook)
    } else {
        None
    }
}

/// An empty set is no statement: no server has a calendar that takes nothing.
fn components(set: Value<'_>) -> Option<Vec<Component>> {
    let named: Vec<&str> = set.attributes(Name::Comp).collect();
    (!named.is_empty()).then(|| named.into_iter().filter_map(Component::read).collect())
}
