//! What a principal says of itself: names, homes, and whose mailboxes it may look into.

use super::Viewer;
use super::live::href_element;
use crate::dav::href;
use crate::dav::shared::Host;
use crate::store::Home;
use crate::xml::{self, CALDAV, CALSERVER, CARDDAV, DAV, Name};

/// Writes what is inside one property; `false` if a principal has none of that name.
pub(super) fn write(out: &mut String, viewer: &Viewer, name: &Name) -> bool {
    let owner = viewer.owner.as_str();
    match name.parts() {
        (DAV, "displayname") => xml::escape(out, owner),
        (DAV, "principal-URL") => href_element(out, &href::principal_href(owner)),
        (DAV, "group-membership" | "group-member-set" | "alternate-URI-set") => {}
        (CALDAV, "calendar-home-set") => homes(out, viewer, Home::Calendars),
        (CARDDAV, "addressbook-home-set") => homes(out, viewer, Home::AddressBooks),
        (CALDAV, "calendar-user-address-set") => {
            href_element(out, &format!("mailto:{owner}"));
            href_element(out, &href::principal_href(owner));
        }
        (CALSERVER, "email-address-set") => {
            xml::text(out, &Name::known(CALSERVER, "email-address"), owner);
        }
        (CALSERVER, "calendar-proxy-read-for") => proxies(out, viewer, false),
        (CALSERVER, "calendar-proxy-write-for") => proxies(out, viewer, true),
        _ => return false,
    }
    true
}

/// The user's own home first, which is the one that most clients know of; then those of whoever shares something in theirs.
fn homes(out: &mut String, viewer: &Viewer, home: Home) {
    href_element(out, &href::home_href(&viewer.owner, home));
    for host in hosts(viewer).filter(|host| host.homes.contains(&home)) {
        href_element(out, &href::home_href(&host.email, home));
    }
}

fn proxies(out: &mut String, viewer: &Viewer, writable: bool) {
    for host in hosts(viewer).filter(|host| host.writable == writable) {
        href_element(out, &href::principal_href(&host.email));
    }
}

/// Who shares with whom is told to the guest alone.
fn hosts(viewer: &Viewer) -> impl Iterator<Item = &Host> {
    viewer.hosts.iter().filter(|_| viewer.is_owner())
}
