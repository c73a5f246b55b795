//! Reading a whole collection in one reply: calendar-query (RFC 4791, 7.8) and addressbook-query (RFC 6352, 8.6) that ask
//! for the texts.
//!
//! The rows are those of a multiget, and [`crate::multiget::parse`] reads them: what is in the reply and was not asked for is
//! left out, what was asked for and is not in it is told.

use crate::component::Component;
use crate::multiget::Data;
use crate::request::{Depth, Draft, Verb};
use crate::url::Url;
use crate::xml::{Name, write::Xml};
use bytes::Bytes;
use http::Request;

/// The request. Of a calendar only objects of that sort. No time range: one unreadable item makes Xandikos answer 500 to it.
pub fn request(collection: &Url, data: Data, component: Option<Component>) -> Request<Bytes> {
    let root = match data {
        Data::Calendar => Name::CalendarQuery,
        Data::Card | Data::Card4 => Name::AddressBookQuery,
    };
    let body = Xml::document(root, |xml| {
        data.ask(xml);
        match data {
            Data::Calendar => of_calendar(xml, component),
            // RFC 6352, 10.5: without a condition it is met by every card.
            Data::Card | Data::Card4 => {
                xml.empty(Name::AddressBookFilter, &[]);
            }
        }
    });
    Draft::new(Verb::Report, collection)
        .depth(Depth::One)
        .xml(body)
}

/// The filter that all objects of a sort in a calendar meet.
pub(crate) fn of_calendar(xml: &mut Xml, component: Option<Component>) {
    let inside = component
        .map(|component| format!("<C:comp-filter name=\"{}\"/>", component.name()))
        .unwrap_or_default();
    xml.raw(&format!(
        "<C:filter><C:comp-filter name=\"VCALENDAR\">{inside}</C:comp-filter></C:filter>"
    ));
}
