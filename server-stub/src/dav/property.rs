//! Live properties: what each place says of itself, by name.
//!
//! What clients store themselves (dead properties, display names, colours) is kept per collection as it was sent.

use std::sync::Arc;

use crate::fault::Effects;
use crate::store::{Collection, CollectionPath, Component, Home, Resource};
use crate::xml::{self, APPLE, CALDAV, CALSERVER, CARDDAV, DAV, Element, Name};

use super::data::Shape;
use super::href;

/// Who asks, and what a reply to them must know.
#[derive(Clone)]
pub(crate) struct Viewer {
    pub(crate) email: String,
    pub(crate) effects: Effects,
    pub(crate) max_resource_size_bytes: usize,
    /// How item data is to be given, where not as it is stored.
    pub(crate) shape: Option<Arc<Shape>>,
    pub(crate) quota: Quota,
}

/// What RFC 4331 tells of a mailbox.
#[derive(Clone, Copy, Default)]
pub(crate) struct Quota {
    pub(crate) used_bytes: u64,
    pub(crate) limit_bytes: Option<u64>,
}

/// What properties are asked of.
pub(crate) enum Subject<'a> {
    Root,
    Service,
    Principals,
    Principal,
    UserRoot,
    Home(Home),
    Collection {
        path: &'a CollectionPath,
        collection: &'a Collection,
    },
    Member {
        resource: &'a Resource,
        read_only: bool,
    },
}

/// Which properties are asked for (RFC 4918, 9.1).
#[derive(Clone, Debug)]
pub(crate) enum Wanted {
    /// `DAV:prop`
    These(Vec<Name>),
    /// `DAV:allprop`, with what `DAV:include` adds.
    All(Vec<Name>),
    /// `DAV:propname`
    Names,
}

/// What `allprop` gives, where it is there (RFC 4918, 9.1, leaves the rest to its own RFCs, which say no).
const ALL: &[Name] = &[
    Name::known(DAV, "resourcetype"),
    Name::known(DAV, "displayname"),
    Name::known(DAV, "getetag"),
    Name::known(DAV, "getcontenttype"),
    Name::known(DAV, "getcontentlength"),
    Name::known(DAV, "getlastmodified"),
    Name::known(DAV, "creationdate"),
];

/// Everything a place may have, for `propname`.
const NAMES: &[Name] = &[
    Name::known(DAV, "resourcetype"),
    Name::known(DAV, "displayname"),
    Name::known(DAV, "getetag"),
    Name::known(DAV, "getcontenttype"),
    Name::known(DAV, "getcontentlength"),
    Name::known(DAV, "getlastmodified"),
    Name::known(DAV, "creationdate"),
    Name::known(DAV, "current-user-principal"),
    Name::known(DAV, "current-user-privilege-set"),
    Name::known(DAV, "owner"),
    Name::known(DAV, "principal-collection-set"),
    Name::known(DAV, "principal-URL"),
    Name::known(DAV, "supported-report-set"),
    Name::known(DAV, "sync-token"),
    Name::known(CALSERVER, "getctag"),
    Name::known(CALDAV, "calendar-home-set"),
    Name::known(CALDAV, "calendar-user-address-set"),
    Name::known(CALDAV, "supported-calendar-component-set"),
    Name::known(CALDAV, "supported-calendar-data"),
    Name::known(CALDAV, "max-resource-size"),
    Name::known(CARDDAV, "addressbook-home-set"),
    Name::known(CARDDAV, "supported-address-data"),
    Name::known(CARDDAV, "max-resource-size"),
];

/// Whether a client may never set this property.
pub(crate) fn is_protected(name: &Name) -> bool {
    let settable = name.is(DAV, "displayname");
    !settable && (NAMES.contains(name) || matches!(name.parts(), (DAV, _)))
}

impl Wanted {
    /// Reads the body of a PROPFIND, or the same elements in a report; nothing at all means everything.
    pub(crate) fn read(root: Option<&Element>) -> Option<Wanted> {
        let Some(root) = root else {
            return Some(Wanted::All(Vec::new()));
        };
        if let Some(prop) = root.child(DAV, "prop") {
            return Some(Wanted::These(names_in(prop)));
        }
        if root.child(DAV, "allprop").is_some() {
            let include = root.child(DAV, "include").map(names_in).unwrap_or_default();
            return Some(Wanted::All(include));
        }
        root.child(DAV, "propname").map(|_| Wanted::Names)
    }

    /// Writes what there is and returns what was asked for and is not.
    pub(crate) fn write(
        &self,
        out: &mut String,
        viewer: &Viewer,
        subject: &Subject<'_>,
    ) -> Vec<&Name> {
        match self {
            Wanted::These(names) => write_each(out, viewer, subject, names),
            Wanted::All(include) => {
                write_each(out, viewer, subject, ALL);
                if let Subject::Collection { collection, .. } = subject {
                    for name in collection
                        .properties
                        .keys()
                        .filter(|name| !ALL.contains(name))
                    {
                        write(out, viewer, subject, name);
                    }
                }
                write_each(out, viewer, subject, include)
            }
            Wanted::Names => {
                let mut scratch = String::new();
                for name in NAMES
                    .iter()
                    .filter(|name| write(&mut scratch, viewer, subject, name))
                {
                    xml::empty(out, name);
                }
                if let Subject::Collection { collection, .. } = subject {
                    for name in collection
                        .properties
                        .keys()
                        .filter(|name| !NAMES.contains(name))
                    {
                        xml::empty(out, name);
                    }
                }
                Vec::new()
            }
        }
    }
}

fn write_each<'a>(
    out: &mut String,
    viewer: &Viewer,
    subject: &Subject<'_>,
    names: &'a [Name],
) -> Vec<&'a Name> {
    names
        .iter()
        .filter(|name| !write(out, viewer, subject, name))
        .collect()
}

fn names_in(prop: &Element) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for child in &prop.children {
        if !names.contains(&child.name) {
            names.push(child.name.clone());
        }
    }
    names
}

/// Writes one property; `false` if the subject has none of that name.
fn write(out: &mut String, viewer: &Viewer, subject: &Subject<'_>, name: &Name) -> bool {
    let mut inner = String::new();
    let there = match subject {
        Subject::Member {
            resource,
            read_only,
        } => {
            member(&mut inner, viewer, resource, name)
                || common(&mut inner, viewer, subject, !read_only, name)
        }
        Subject::Collection { path, collection } => {
            of_collection(&mut inner, viewer, path, collection, name)
                || common(&mut inner, viewer, subject, !collection.read_only, name)
        }
        Subject::Principal => {
            principal(&mut inner, viewer, name) || common(&mut inner, viewer, subject, false, name)
        }
        Subject::Home(home) => {
            let shown = name.is(DAV, "displayname");
            if shown {
                inner.push_str(match home {
                    Home::Calendars => "Calendars",
                    Home::AddressBooks => "Address books",
                });
            }
            shown || common(&mut inner, viewer, subject, true, name)
        }
        Subject::Root | Subject::Service | Subject::Principals | Subject::UserRoot => {
            common(&mut inner, viewer, subject, false, name)
        }
    };
    if there && inner.is_empty() {
        xml::empty(out, name);
    } else if there {
        xml::open(out, name);
        out.push_str(&inner);
        xml::close(out, name);
    }
    there
}

/// What every place has.
fn common(
    out: &mut String,
    viewer: &Viewer,
    subject: &Subject<'_>,
    writable: bool,
    name: &Name,
) -> bool {
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
        (DAV, "current-user-privilege-set") => privileges(out, writable),
        (DAV, "owner") => match subject {
            Subject::Root | Subject::Service | Subject::Principals => {}
            _ => href_element(out, &href::principal_href(&viewer.email)),
        },
        (DAV, "supported-report-set") => reports(out, subject),
        (DAV, "quota-used-bytes") if has_quota(subject) => {
            out.push_str(&viewer.quota.used_bytes.to_string());
        }
        (DAV, "quota-available-bytes") if has_quota(subject) => {
            let Some(limit) = viewer.quota.limit_bytes else {
                return false;
            };
            let left = limit.saturating_sub(viewer.quota.used_bytes);
            out.push_str(&left.to_string());
        }
        _ => return false,
    }
    true
}

/// RFC 4331, 3: collections tell of the quota.
fn has_quota(subject: &Subject<'_>) -> bool {
    matches!(
        subject,
        Subject::UserRoot | Subject::Home(_) | Subject::Collection { .. }
    )
}

fn href_element(out: &mut String, href: &str) {
    out.push_str("<D:href>");
    xml::escape(out, href);
    out.push_str("</D:href>");
}

/// RFC 3744, 5.4. Aggregates and what they are made of, since clients look for either.
fn privileges(out: &mut String, writable: bool) {
    let all: &[&str] = &["read", "read-current-user-privilege-set"];
    let write: &[&str] = &[
        "write",
        "write-content",
        "write-properties",
        "bind",
        "unbind",
    ];
    for privilege in all.iter().chain(if writable { write } else { &[] }) {
        out.push_str("<D:privilege><D:");
        out.push_str(privilege);
        out.push_str("/></D:privilege>");
    }
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

fn principal(out: &mut String, viewer: &Viewer, name: &Name) -> bool {
    match name.parts() {
        (DAV, "displayname") => xml::escape(out, &viewer.email),
        (DAV, "principal-URL") => href_element(out, &href::principal_href(&viewer.email)),
        (DAV, "group-membership" | "group-member-set" | "alternate-URI-set") => {}
        (CALDAV, "calendar-home-set") => {
            href_element(out, &href::home_href(&viewer.email, Home::Calendars));
        }
        (CARDDAV, "addressbook-home-set") => {
            href_element(out, &href::home_href(&viewer.email, Home::AddressBooks));
        }
        (CALDAV, "calendar-user-address-set") => {
            href_element(out, &format!("mailto:{}", viewer.email));
            href_element(out, &href::principal_href(&viewer.email));
        }
        (CALSERVER, "email-address-set") => {
            xml::text(out, &Name::known(CALSERVER, "email-address"), &viewer.email);
        }
        _ => return false,
    }
    true
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
