//! Live properties: what a place, a collection and an item say of themselves, by name.

use crate::store::{Collection, CollectionPath, Component, Home, Resource};
use crate::xml::{self, APPLE, CALDAV, CALSERVER, CARDDAV, DAV, Name};

use super::{Subject, Viewer, principal, privileges};
use crate::dav::href;

/// Writes what is inside one property; `false` if the subject has none of that name.
pub(super) fn write(out: &mut String, viewer: &Viewer, subject: &Subject<'_>, name: &Name) -> bool {
    let own = match subject {
        Subject::Member { resource, .. } => member(out, viewer, resource, name),
        Subject::Collection {
            path, collection, ..
        } => of_collection(out, viewer, path, collection, name),
        Subject::Principal => principal::write(out, viewer, name),
        Subject::Home(home) if name.is(DAV, "displayname") => {
            out.push_str(match home {
                Home::Calendars => "Calendars",
                Home::AddressBooks => "Address books",
            });
            true
        }
        _ => false,
    };
    own || common(out, viewer, subject, name)
}

/// What every place has.
fn common(out: &mut String, viewer: &Viewer, subject: &Subject<'_>, name: &Name) -> bool {
    match name.parts() {
        (DAV, "resourcetype") => out.push_str(match subject {
            Subject::Member { .. } => "",
            Subject::Principal => "<D:collection/><D:principal/>",
            Subject::Collection { path, .. } => match path.home {
                Home::Calendars => "<D:collection/><C:calendar/>",
                Home::AddressBooks => "<D:collection/><CR:addressbook/>",
            },
            _ => "<D:collection/>",
        }),
        (DAV, "current-user-principal") => href_element(out, &href::principal_href(&viewer.email)),
        (DAV, "principal-collection-set") => href_element(out, "/WebDAV/principals/"),
        (DAV, "owner") => match subject {
            Subject::Root | Subject::Service | Subject::Principals => {}
            _ => href_element(out, &href::principal_href(&viewer.owner)),
        },
        (DAV, "supported-report-set") => reports(out, subject),
        (DAV, "quota-used-bytes" | "quota-available-bytes") if has_quota(subject) => {
            return quota(out, viewer, &name.local);
        }
        _ => return privileges::write(out, viewer, subject, name),
    }
    true
}

fn quota(out: &mut String, viewer: &Viewer, name: &str) -> bool {
    let Some(quota) = viewer.quota else {
        return false;
    };
    let used = quota.used_bytes;
    let left = || Some(quota.limit_bytes?.saturating_sub(used));
    let bytes = if name == "quota-used-bytes" {
        Some(used)
    } else {
        left()
    };
    out.extend(bytes.map(|bytes| bytes.to_string()));
    bytes.is_some()
}

/// RFC 4331, 3: collections tell of the quota.
fn has_quota(subject: &Subject<'_>) -> bool {
    matches!(
        subject,
        Subject::UserRoot | Subject::Home(_) | Subject::Collection { .. }
    )
}

/// A place, as a property names one.
pub(super) fn href_element(out: &mut String, href: &str) {
    out.push_str("<D:href>");
    xml::escape(out, href);
    out.push_str("</D:href>");
}

fn reports(out: &mut String, subject: &Subject<'_>) {
    let names: &[&str] = match subject {
        Subject::Collection { path, .. } => match path.home {
            Home::Calendars => &[
                "D:sync-collection",
                "C:calendar-multiget",
                "C:calendar-query",
                "C:free-busy-query",
            ],
            Home::AddressBooks => &[
                "D:sync-collection",
                "CR:addressbook-multiget",
                "CR:addressbook-query",
            ],
        },
        Subject::Principals | Subject::Principal => &["D:principal-property-search"],
        _ => &[],
    };
    for name in names {
        out.push_str("<D:supported-report><D:report><");
        out.push_str(name);
        out.push_str("/></D:report></D:supported-report>");
    }
}

fn of_collection(
    out: &mut String,
    viewer: &Viewer,
    path: &CollectionPath,
    collection: &Collection,
    name: &Name,
) -> bool {
    let calendar = path.home == Home::Calendars;
    match name.parts() {
        (DAV, "sync-token") => out.push_str(&collection.token(collection.latest)),
        (CALSERVER, "getctag") => out.push_str(&collection.ctag()),
        (CALDAV, "supported-calendar-component-set") if calendar => {
            for component in &collection.components.0 {
                out.push_str("<C:comp name=\"");
                out.push_str(component.name());
                out.push_str("\"/>");
            }
        }
        (CALDAV, "supported-calendar-data") if calendar => {
            out.push_str("<C:calendar-data content-type=\"text/calendar\" version=\"2.0\"/>");
        }
        (CARDDAV, "supported-address-data") if !calendar => out.push_str(concat!(
            "<CR:address-data-type content-type=\"text/vcard\" version=\"3.0\"/>",
            "<CR:address-data-type content-type=\"text/vcard\" version=\"4.0\"/>"
        )),
        (CALDAV, "supported-collation-set") if calendar => out.push_str(concat!(
            "<C:supported-collation>i;ascii-casemap</C:supported-collation>",
            "<C:supported-collation>i;octet</C:supported-collation>"
        )),
        (CARDDAV, "supported-collation-set") if !calendar => out.push_str(concat!(
            "<CR:supported-collation>i;ascii-casemap</CR:supported-collation>",
            "<CR:supported-collation>i;octet</CR:supported-collation>",
            "<CR:supported-collation>i;unicode-casemap</CR:supported-collation>"
        )),
        (CALDAV, "max-resource-size") if calendar => {
            out.push_str(&viewer.max_resource_size_bytes.to_string());
        }
        (CARDDAV, "max-resource-size") if !calendar => {
            out.push_str(&viewer.max_resource_size_bytes.to_string());
        }
        _ => match collection.properties.get(name) {
            Some(inner) => out.push_str(inner),
            None if name.is(APPLE, "calendar-order") && calendar => {
                out.push_str(&collection.id.to_string());
            }
            None => return false,
        },
    }
    true
}

fn member(out: &mut String, viewer: &Viewer, resource: &Resource, name: &Name) -> bool {
    match name.parts() {
        (DAV, "getetag") => xml::escape(out, &viewer.effects.show_etag(&resource.etag)),
        (DAV, "getcontenttype") => out.push_str(resource.component.media_type()),
        (DAV, "getcontentlength") => out.push_str(&resource.body.len().to_string()),
        (DAV, "getlastmodified") => out.push_str(&httpdate::fmt_http_date(resource.modified)),
        (DAV, "creationdate") => out.push_str(&crate::date::iso_date(resource.created)),
        (CALDAV, "calendar-data") if resource.component != Component::VCard => {
            data(out, viewer, resource);
        }
        (CARDDAV, "address-data") if resource.component == Component::VCard => {
            data(out, viewer, resource);
        }
        _ => return false,
    }
    true
}

fn data(out: &mut String, viewer: &Viewer, resource: &Resource) {
    match &viewer.shape {
        Some(shape) => xml::escape(out, &shape.apply(&resource.body)),
        None => xml::escape(out, &String::from_utf8_lossy(&resource.body)),
    }
}
