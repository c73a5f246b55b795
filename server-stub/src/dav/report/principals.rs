//! `DAV:principal-property-search` and `DAV:principal-search-property-set` (RFC 3744, 9.4 and 9.5).
//!
//! A user finds themselves; who else is here is nobody's business.

use axum::body::Body;
use axum::response::Response;
use http::StatusCode;

use crate::dav::answer::with_type;
use crate::dav::multistatus::{reply, row};
use crate::dav::property::{Subject, Wanted};
use crate::dav::{Call, Outcome, Refusal, href};
use crate::xml::{self, CALDAV, CALSERVER, DAV, Element, Name};

/// What can be searched by.
const SEARCHABLE: [Name; 3] = [
    Name::known(DAV, "displayname"),
    Name::known(CALDAV, "calendar-user-address-set"),
    Name::known(CALSERVER, "email-address-set"),
];

/// Answers a search.
pub(super) fn search(call: &Call<'_>, root: &Element) -> Outcome {
    let email = call.account.email.as_str();
    let any = root.attribute("test") == Some("anyof");
    let mut results = Vec::new();
    for search in root.all(DAV, "property-search") {
        let sought = search
            .child(DAV, "match")
            .map(|sought| sought.text.trim().to_lowercase())
            .ok_or_else(|| Refusal::Bad("property-search needs a match".to_owned()))?;
        let properties = search.all(DAV, "prop").flat_map(|prop| &prop.children);
        let mut properties = properties.filter(|property| SEARCHABLE.contains(&property.name));
        results.push(properties.any(|property| {
            let value = if property.name.is(CALDAV, "calendar-user-address-set") {
                format!("mailto:{email}")
            } else {
                email.to_owned()
            };
            value.contains(&sought)
        }));
    }
    // A search for nothing lists everyone there is to see.
    let found = if any && !results.is_empty() {
        results.contains(&true)
    } else {
        !results.contains(&false)
    };
    let mut rows = String::new();
    if found {
        let wanted = wanted(root);
        row(
            &mut rows,
            &href::principal_href(email),
            &call.viewer(),
            &wanted,
            &Subject::Principal,
        );
    }
    Ok(reply(&rows, None, ""))
}

/// The properties asked for. python-caldav writes them beside an empty `DAV:prop` instead of into it.
fn wanted(root: &Element) -> Wanted {
    let inside = root.all(DAV, "prop").flat_map(|prop| &prop.children);
    let beside = root.children.iter().filter(|child| {
        let (namespace, local) = child.name.parts();
        let own = matches!(
            local,
            "prop" | "property-search" | "apply-to-principal-collection-set"
        );
        !(namespace == DAV && own)
    });
    Wanted::These(
        inside
            .chain(beside)
            .map(|child| child.name.clone())
            .collect(),
    )
}

/// What can be searched by, in words.
pub(super) fn searchable() -> Response {
    let mut body = String::new();
    xml::start_multistatus(&mut body, "principal-search-property-set");
    for name in SEARCHABLE {
        body.push_str("<D:principal-search-property><D:prop>");
        xml::empty(&mut body, &name);
        body.push_str("</D:prop><D:description xml:lang=\"en\">");
        xml::escape(&mut body, &name.local);
        body.push_str("</D:description></D:principal-search-property>");
    }
    xml::end_multistatus(&mut body, "principal-search-property-set");
    with_type(
        StatusCode::OK,
        "application/xml; charset=utf-8",
        Body::from(body),
    )
}
