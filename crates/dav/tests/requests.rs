//! What goes out, byte for byte. The same requests were sent to Radicale and Xandikos to record `recorded/`.

mod common;

use bytes::Bytes;
use common::{etag, href, url};
use dav::make_collection::{self, NewCalendar};
use dav::multiget::{self, Data};
use dav::put::{self, Condition, Media};
use dav::sync_collection::{self, Asked};
use dav::{Component, SyncToken, collections, delete, get, listing, options, query};
use http::Request;

const DECLARED: &str = r#" xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="urn:ietf:params:xml:ns:carddav" xmlns:S="http://calendarserver.org/ns/" xmlns:I="http://apple.com/ns/ical/""#;

/// Method, address and headers on a line each, then the body without declarations.
fn literal(request: &Request<Bytes>) -> String {
    let mut text = format!("{} {}\n", request.method(), request.uri());
    let mut headers: Vec<String> = request
        .headers()
        .iter()
        .map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap()))
        .collect();
    headers.sort();
    text.push_str(&headers.concat());
    let body = std::str::from_utf8(request.body()).unwrap();
    text.push_str(
        &body
            .replace(DECLARED, "")
            .replace("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n", ""),
    );
    text
}

const XML: &str = "content-type: application/xml; charset=utf-8";

#[test]
fn sync_collection_asks_since_a_token() {
    let (collection, token) = (url("/c/"), SyncToken::new("data:,1&2").unwrap());
    let since = Asked {
        collection: &collection,
        token: Some(&token),
        limit: std::num::NonZeroU32::new(500),
    };
    assert_eq!(
        literal(&sync_collection::request(&since)),
        format!(
            "REPORT http://dav.example.com/c/\n{XML}\ndepth: 0\n<D:sync-collection><D:sync-token>data:,1&amp;2</D:sync-token><D:sync-level>1</D:sync-level><D:limit><D:nresults>500</D:nresults></D:limit><D:prop><D:getetag/></D:prop></D:sync-collection>"
        )
    );
    let first = Asked {
        collection: &collection,
        token: None,
        limit: None,
    };
    assert!(
        literal(&sync_collection::request(&first))
            .contains("<D:sync-token></D:sync-token><D:sync-level>1</D:sync-level><D:prop>")
    );
}

#[test]
fn listings_ask_for_versions_only() {
    assert_eq!(
        literal(&listing::request(&url("/c/"))),
        format!(
            "PROPFIND http://dav.example.com/c/\n{XML}\ndepth: 1\n<D:propfind><D:prop><D:getetag/><D:resourcetype/></D:prop></D:propfind>"
        )
    );
    assert_eq!(
        literal(&listing::calendar_query(&url("/c/"), Component::Journal)),
        format!(
            "REPORT http://dav.example.com/c/\n{XML}\ndepth: 1\n<C:calendar-query><D:prop><D:getetag/></D:prop><C:filter><C:comp-filter name=\"VCALENDAR\"><C:comp-filter name=\"VJOURNAL\"/></C:comp-filter></C:filter></C:calendar-query>"
        )
    );
    assert_eq!(
        literal(&collections::request_states(&url("/home/"))),
        format!(
            "PROPFIND http://dav.example.com/home/\n{XML}\ndepth: 1\n<D:propfind><D:prop><D:sync-token/><S:getctag/></D:prop></D:propfind>"
        )
    );
}

#[test]
fn multiget_names_each_item_as_the_server_wrote_it() {
    let hrefs = [href("/c/at%40x.ics"), href("/c/a&b é.ics")];
    assert_eq!(
        literal(&multiget::request(&url("/c/"), Data::Calendar, &hrefs)),
        format!(
            "REPORT http://dav.example.com/c/\n{XML}\ndepth: 1\n<C:calendar-multiget><D:prop><D:getetag/><C:calendar-data/><C:schedule-tag/></D:prop><D:href>/c/at%40x.ics</D:href><D:href>/c/a&amp;b%20%C3%A9.ics</D:href></C:calendar-multiget>"
        )
    );
}

#[test]
fn a_query_asks_for_the_texts_of_all_items_of_a_sort() {
    assert_eq!(
        literal(&query::request(
            &url("/c/"),
            Data::Calendar,
            Some(Component::ToDo)
        )),
        format!(
            "REPORT http://dav.example.com/c/\n{XML}\ndepth: 1\n<C:calendar-query><D:prop><D:getetag/><C:calendar-data/><C:schedule-tag/></D:prop><C:filter><C:comp-filter name=\"VCALENDAR\"><C:comp-filter name=\"VTODO\"/></C:comp-filter></C:filter></C:calendar-query>"
        )
    );
    assert_eq!(
        literal(&query::request(&url("/c/"), Data::Card4, None)),
        format!(
            "REPORT http://dav.example.com/c/\n{XML}\ndepth: 1\n<A:addressbook-query><D:prop><D:getetag/><A:address-data content-type=\"text/vcard\" version=\"4.0\"/></D:prop><A:filter/></A:addressbook-query>"
        )
    );
}

#[test]
fn writes_carry_their_condition_and_their_body_untouched() {
    let (server, item, version) = (url("/"), href("/c/a.vcf"), etag("\"7\""));
    let body = Bytes::from_static(b"BEGIN:VCARD\r\nX:<&>\r\n");
    assert_eq!(
        literal(&put::request(
            &server,
            &item,
            Media::Card,
            Condition::Absent,
            body.clone()
        )),
        "PUT http://dav.example.com/c/a.vcf\ncontent-type: text/vcard; charset=utf-8\nif-none-match: *\nBEGIN:VCARD\r\nX:<&>\r\n"
    );
    assert_eq!(
        literal(&put::request(
            &server,
            &item,
            Media::Calendar,
            Condition::Unchanged(&version),
            body
        )),
        "PUT http://dav.example.com/c/a.vcf\ncontent-type: text/calendar; charset=utf-8\nif-match: \"7\"\nBEGIN:VCARD\r\nX:<&>\r\n"
    );
    assert_eq!(
        literal(&delete::request(
            &server,
            &item,
            Condition::Unchanged(&version)
        )),
        "DELETE http://dav.example.com/c/a.vcf\nif-match: \"7\"\n"
    );
    assert_eq!(
        literal(&get::request(
            &server,
            &item,
            get::Accept::Card4,
            Some(&version)
        )),
        "GET http://dav.example.com/c/a.vcf\naccept: text/vcard; version=4.0, text/vcard;q=0.5, */*;q=0.1\nif-none-match: \"7\"\n"
    );
    assert_eq!(
        literal(&options::request(&server)),
        "OPTIONS http://dav.example.com/\n"
    );
}

#[test]
fn collections_are_made_with_what_they_are_to_hold() {
    let new = NewCalendar {
        name: "R&D",
        color: Some("#FF0000"),
        components: &[Component::Event, Component::ToDo],
    };
    let properties = "<D:displayname>R&amp;D</D:displayname><I:calendar-color>#FF0000</I:calendar-color><C:supported-calendar-component-set><C:comp name=\"VEVENT\"/><C:comp name=\"VTODO\"/></C:supported-calendar-component-set>";
    assert_eq!(
        literal(&make_collection::request_calendar(&url("/home/new"), &new)),
        format!(
            "MKCALENDAR http://dav.example.com/home/new/\n{XML}\n<C:mkcalendar><D:set><D:prop>{properties}</D:prop></D:set></C:mkcalendar>"
        )
    );
    assert_eq!(
        literal(&make_collection::request_calendar_by_mkcol(
            &url("/home/new/"),
            &new
        )),
        format!(
            "MKCOL http://dav.example.com/home/new/\n{XML}\n<D:mkcol><D:set><D:prop><D:resourcetype><D:collection/><C:calendar/></D:resourcetype>{properties}</D:prop></D:set></D:mkcol>"
        )
    );
    assert_eq!(
        literal(&make_collection::request_address_book(
            &url("/home/b/"),
            "B"
        )),
        format!(
            "MKCOL http://dav.example.com/home/b/\n{XML}\n<D:mkcol><D:set><D:prop><D:resourcetype><D:collection/><A:addressbook/></D:resourcetype><D:displayname>B</D:displayname></D:prop></D:set></D:mkcol>"
        )
    );
}
