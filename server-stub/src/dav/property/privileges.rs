//! Privileges (RFC 3744, 5): what the user may do here, and, for the owner of a collection, what others may.

use super::live::href_element;
use super::{Subject, Viewer};
use crate::dav::href;
use crate::store::Access;
use crate::xml::{DAV, Name};

/// Reading what is there and what one may do with it.
const READ: &[&str] = &["read", "read-current-user-privilege-set"];
/// What somebody gets whom a collection is shared with for writing. Not `write`: that holds the collection's properties too.
const SHARED_WRITE: &[&str] = &["write-content", "bind", "unbind"];
/// Aggregates and what they are made of, since clients look for either.
const OWN_WRITE: &[&str] = &[
    "write",
    "write-content",
    "write-properties",
    "bind",
    "unbind",
];
const OWN_ACL: &[&str] = &["read-acl", "write-acl"];

/// What can be granted, as a tree (5.3).
const SUPPORTED: &str = concat!(
    "<D:supported-privilege><D:privilege><D:all/></D:privilege><D:abstract/>",
    "<D:description xml:lang=\"en\">Everything</D:description>",
    "<D:supported-privilege><D:privilege><D:read/></D:privilege>",
    "<D:description xml:lang=\"en\">Read items and properties</D:description>",
    "<D:supported-privilege><D:privilege><D:read-current-user-privilege-set/></D:privilege>",
    "<D:description xml:lang=\"en\">Read one's own privileges</D:description></D:supported-privilege>",
    "</D:supported-privilege>",
    "<D:supported-privilege><D:privilege><D:write/></D:privilege>",
    "<D:description xml:lang=\"en\">Add, change and delete items, and change properties</D:description>",
    "<D:supported-privilege><D:privilege><D:write-content/></D:privilege>",
    "<D:description xml:lang=\"en\">Change items</D:description></D:supported-privilege>",
    "<D:supported-privilege><D:privilege><D:write-properties/></D:privilege>",
    "<D:description xml:lang=\"en\">Change properties</D:description></D:supported-privilege>",
    "<D:supported-privilege><D:privilege><D:bind/></D:privilege>",
    "<D:description xml:lang=\"en\">Add items</D:description></D:supported-privilege>",
    "<D:supported-privilege><D:privilege><D:unbind/></D:privilege>",
    "<D:description xml:lang=\"en\">Delete items</D:description></D:supported-privilege>",
    "</D:supported-privilege>",
    "<D:supported-privilege><D:privilege><D:read-acl/></D:privilege>",
    "<D:description xml:lang=\"en\">See with whom it is shared</D:description></D:supported-privilege>",
    "<D:supported-privilege><D:privilege><D:write-acl/></D:privilege>",
    "<D:description xml:lang=\"en\">Share it</D:description></D:supported-privilege>",
    "</D:supported-privilege>",
);

/// Writes what is inside one property; `false` if it is none of privileges, or not for this user to see.
pub(super) fn write(out: &mut String, viewer: &Viewer, subject: &Subject<'_>, name: &Name) -> bool {
    match (name.parts(), subject) {
        ((DAV, "current-user-privilege-set"), _) => {
            for set in granted(viewer, subject) {
                privileges(out, set);
            }
        }
        ((DAV, "supported-privilege-set"), Subject::Collection { .. }) => out.push_str(SUPPORTED),
        ((DAV, "acl-restrictions"), Subject::Collection { .. }) => {
            out.push_str("<D:grant-only/><D:no-invert/>");
        }
        ((DAV, "acl"), Subject::Collection { collection, .. }) if viewer.is_owner() => {
            own_entry(out, !collection.read_only);
            for (guest, access) in &collection.shares {
                out.push_str("<D:ace><D:principal>");
                href_element(out, &href::principal_href(guest));
                out.push_str("</D:principal><D:grant>");
                privileges(out, READ);
                if *access == Access::Write {
                    privileges(out, SHARED_WRITE);
                }
                out.push_str("</D:grant></D:ace>");
            }
        }
        _ => return false,
    }
    true
}

/// The entry that nobody can take away.
fn own_entry(out: &mut String, writable: bool) {
    out.push_str("<D:ace><D:principal><D:property><D:owner/></D:property></D:principal><D:grant>");
    privileges(out, READ);
    if writable {
        privileges(out, OWN_WRITE);
    }
    privileges(out, OWN_ACL);
    out.push_str("</D:grant><D:protected/></D:ace>");
}

fn granted(viewer: &Viewer, subject: &Subject<'_>) -> Vec<&'static [&'static str]> {
    let writable = match subject {
        Subject::Collection { writable, .. } | Subject::Member { writable, .. } => *writable,
        Subject::Home(_) => viewer.is_owner(),
        _ => false,
    };
    let mut sets = vec![READ];
    if writable {
        sets.push(if viewer.is_owner() {
            OWN_WRITE
        } else {
            SHARED_WRITE
        });
    }
    if viewer.is_owner() && matches!(subject, Subject::Collection { .. }) {
        sets.push(OWN_ACL);
    }
    sets
}

fn privileges(out: &mut String, names: &[&str]) {
    for name in names {
        out.push_str("<D:privilege><D:");
        out.push_str(name);
        out.push_str("/></D:privilege>");
    }
}
