//! One row of a listing, told apart: a member, the collection itself, a deletion, or none of these.

use crate::etag::ETag;
use crate::href::{Href, Place};
use crate::multistatus::Row;
use crate::url::Url;
use crate::xml::Name;

/// A member of a collection as a listing shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Where it is.
    pub href: Href,
    /// Its version, where the server gave one. None is no deletion: the member must be read to be compared.
    pub etag: Option<ETag>,
}

/// What a row of a listing says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listed {
    /// There, in this version. Of a sync-collection: new or changed.
    Member(Member),
    /// The server says itself that this member is gone (the *response's* status is 404 or 410).
    Removed(Href),
    /// A collection in the collection.
    SubCollection(Href),
    /// Not in the collection that was asked: reported, not to be trusted or asked for.
    Outside(Href),
    /// A row that says neither: a status of trouble, or no status and no property. Nothing follows from it,
    /// except that the listing does not know everything.
    Unclear {
        /// The member, where the href could be read.
        href: Option<Href>,
        /// The status the row gave.
        status: Option<u16>,
    },
}

/// What the collection's own row said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OwnRow {
    /// No row of its own.
    #[default]
    Unmentioned,
    /// It is there.
    Present,
    /// 404 inside a 207 (Xandikos).
    NotFound,
    /// 507: there are more rows than these (RFC 6578, 3.6).
    Truncated,
    /// Another status of trouble.
    Trouble(u16),
}

/// A row with its href told apart.
pub(crate) enum Told {
    Own(OwnRow),
    Listed(Listed),
}

/// Judges one href of a row.
pub(crate) fn tell(row: &Row, sent: &str, asked: &Url, collection: &Href) -> Told {
    let Ok(href) = Href::read(sent, asked) else {
        return Told::Listed(Listed::Unclear {
            href: None,
            status: row.status,
        });
    };
    let is_collection = row
        .value(Name::ResourceType)
        .is_some_and(|kind| kind.has(Name::Collection));
    match href.place_in(collection) {
        Place::Itself => Told::Own(own_row(row)),
        Place::Outside => Told::Listed(Listed::Outside(href)),
        Place::SubCollection | Place::Deeper => Told::Listed(Listed::SubCollection(href)),
        Place::Member if is_collection => Told::Listed(Listed::SubCollection(href)),
        Place::Member => Told::Listed(tell_member(row, href)),
    }
}

fn own_row(row: &Row) -> OwnRow {
    match row.status {
        Some(507) => OwnRow::Truncated,
        Some(404 | 410) => OwnRow::NotFound,
        Some(status) if status >= 300 => OwnRow::Trouble(status),
        _ => OwnRow::Present,
    }
}

fn tell_member(row: &Row, href: Href) -> Listed {
    match row.status {
        Some(404 | 410) => Listed::Removed(href),
        Some(status) if !(200..300).contains(&status) => Listed::Unclear {
            href: Some(href),
            status: Some(status),
        },
        None if !row.has_propstat => Listed::Unclear {
            href: Some(href),
            status: None,
        },
        // A propstat's 404 speaks of the property: the member is there.
        _ => Listed::Member(Member {
            href,
            etag: row.text(Name::GetETag).and_then(ETag::new),
        }),
    }
}
