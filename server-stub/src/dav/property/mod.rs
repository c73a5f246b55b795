//! Properties: which are asked for, of what, and by whom; [`live`] and its neighbours know what each one says.
//!
//! What clients store themselves (dead properties, display names, colours) is kept per collection as it was sent.

mod live;
mod principal;
mod privileges;

use std::sync::Arc;

use crate::fault::Effects;
use crate::store::{Collection, CollectionPath, Home, Resource};
use crate::xml::{self, CALDAV, CALSERVER, CARDDAV, DAV, Element, Name};

use super::data::Shape;
use super::shared::Host;

/// Who asks, and what a reply to them must know.
#[derive(Clone)]
pub(crate) struct Viewer {
    /// Who signed in.
    pub(crate) email: String,
    /// Whose place it is.
    pub(crate) owner: String,
    /// Who shares something with the user; known only where a principal is asked for.
    pub(crate) hosts: Vec<Host>,
    pub(crate) effects: Effects,
    pub(crate) max_resource_size_bytes: usize,
    /// How item data is to be given, where not as it is stored.
    pub(crate) shape: Option<Arc<Shape>>,
    /// For the owner alone.
    pub(crate) quota: Option<Quota>,
}

impl Viewer {
    /// Whether the place is the user's own.
    pub(super) fn is_owner(&self) -> bool {
        self.email == self.owner
    }
}

/// What RFC 4331 tells of a mailbox.
#[derive(Clone, Copy)]
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
        writable: bool,
    },
    Member {
        resource: &'a Resource,
        writable: bool,
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

/// What is given only where it is asked for by name.
const BY_NAME: &[Name] = &[
    Name::known(DAV, "current-user-principal"),
    Name::known(DAV, "current-user-privilege-set"),
    Name::known(DAV, "supported-privilege-set"),
    Name::known(DAV, "acl"),
    Name::known(DAV, "acl-restrictions"),
    Name::known(DAV, "owner"),
    Name::known(DAV, "principal-collection-set"),
    Name::known(DAV, "principal-URL"),
    Name::known(DAV, "supported-report-set"),
    Name::known(DAV, "sync-token"),
    Name::known(CALSERVER, "getctag"),
    Name::known(CALSERVER, "calendar-proxy-read-for"),
    Name::known(CALSERVER, "calendar-proxy-write-for"),
    Name::known(CALDAV, "calendar-home-set"),
    Name::known(CALDAV, "calendar-user-address-set"),
    Name::known(CALDAV, "supported-calendar-component-set"),
    Name::known(CALDAV, "supported-calendar-data"),
    Name::known(CALDAV, "max-resource-size"),
    Name::known(CARDDAV, "addressbook-home-set"),
    Name::known(CARDDAV, "supported-address-data"),
    Name::known(CARDDAV, "max-resource-size"),
];

/// Everything a place may have, for `propname`.
fn names() -> impl Iterator<Item = &'static Name> {
    ALL.iter().chain(BY_NAME)
}

fn is_known(name: &Name) -> bool {
    names().any(|known| known == name)
}

/// Whether a client may never set this property.
pub(crate) fn is_protected(name: &Name) -> bool {
    let settable = name.is(DAV, "displayname");
    !settable && (is_known(name) || matches!(name.parts(), (DAV, _)))
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
                for name in names().filter(|name| write(&mut scratch, viewer, subject, name)) {
                    xml::empty(out, name);
                }
                if let Subject::Collection { collection, .. } = subject {
                    for name in collection.properties.keys().filter(|name| !is_known(name)) {
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
    let there = live::write(&mut inner, viewer, subject, name);
    if there && inner.is_empty() {
        xml::empty(out, name);
    } else if there {
        xml::open(out, name);
        out.push_str(&inner);
        xml::close(out, name);
    }
    there
}
