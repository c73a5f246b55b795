//! Making a calendar (MKCALENDAR, RFC 4791 5.3.1) or an address book (extended MKCOL, RFC 5689).
//!
//! Read the collection back afterwards: some servers ignore the name (`SOGo`, for address books) or the components.

use crate::component::Component;
use crate::refusal::Refusal;
use crate::request::{Draft, Verb};
use crate::url::Url;
use crate::write_refusal::{Sent, WriteRefusal};
use crate::xml::{Name, write::Xml};
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use std::io::BufRead;

/// What a new calendar is to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewCalendar<'a> {
    /// What people call it.
    pub name: &'a str,
    /// `#RRGGBB`
    pub color: Option<&'a str>,
    /// What goes in; empty for the server's own choice.
    pub components: &'a [Component],
}

/// MKCALENDAR.
pub fn request_calendar(url: &Url, new: &NewCalendar<'_>) -> Request<Bytes> {
    let body = Xml::document(Name::MkCalendar, |xml| {
        set(xml, |xml| calendar_properties(xml, new));
    });
    Draft::new(Verb::MkCalendar, &url.as_collection()).xml(body)
}

/// Extended MKCOL of a calendar, for servers that do not know MKCALENDAR.
pub fn request_calendar_by_mkcol(url: &Url, new: &NewCalendar<'_>) -> Request<Bytes> {
    let body = Xml::document(Name::MkCol, |xml| {
        set(xml, |xml| {
            xml.element(Name::ResourceType, |xml| {
                xml.names(&[Name::Collection, Name::Calendar]);
            });
            calendar_properties(xml, new);
        });
    });
    Draft::new(Verb::MkCol, &url.as_collection()).xml(body)
}

/// Extended MKCOL of an address book.
pub fn request_address_book(url: &Url, name: &str) -> Request<Bytes> {
    let body = Xml::document(Name::MkCol, |xml| {
        set(xml, |xml| {
            xml.element(Name::ResourceType, |xml| {
                xml.names(&[Name::Collection, Name::AddressBook]);
            });
            xml.text(Name::DisplayName, name);
        });
    });
    Draft::new(Verb::MkCol, &url.as_collection()).xml(body)
}

fn set(xml: &mut Xml, properties: impl FnOnce(&mut Xml)) {
    xml.element(Name::Set, |xml| {
        xml.element(Name::Prop, properties);
    });
}

fn calendar_properties(xml: &mut Xml, new: &NewCalendar<'_>) {
    xml.text(Name::DisplayName, new.name);
    if let Some(color) = new.color {
        xml.text(Name::Color, color);
    }
    if !new.components.is_empty() {
        xml.element(Name::ComponentSet, |xml| {
            for component in new.components {
                xml.empty(Name::Comp, &[("name", component.name())]);
            }
        });
    }
}

/// Reads the reply: `Ok` when the collection was made.
///
/// # Errors
/// What the refusal means. [`WriteRefusal::AlreadyExists`] is also what a repeated request meets whose first reply was lost.
pub fn parse(
    status: StatusCode,
    headers: &HeaderMap,
    body: impl BufRead,
) -> Result<(), (WriteRefusal, Box<Refusal>)> {
    if matches!(status.as_u16(), 200 | 201 | 204) {
        return Ok(());
    }
    let refusal = Refusal::read(status, headers, body);
    Err((
        WriteRefusal::of(&refusal, Sent::MakeCollection),
        Box::new(refusal),
    ))
}
