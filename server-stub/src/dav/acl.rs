//! ACL (RFC 3744, 8.1): the owner of a collection says who else may use it.
//!
//! What can be said is what a share is: a user of this server may read, or read and write the items. The owner's own
//! rights are protected, and tolerated where a client sends them back.

use http::StatusCode;

use super::answer::bare;
use super::{Call, Outcome, Refusal, Target, href};
use crate::lock::lock;
use crate::store::{Access, Shares};
use crate::xml::{DAV, Element};

/// Answers ACL: what is sent takes the place of all shares there are.
pub(super) fn acl(call: &Call<'_>) -> Outcome {
    let root = call.xml()?.filter(|root| root.name.is(DAV, "acl"));
    let root = root.ok_or_else(|| Refusal::Bad("the body's root must be DAV:acl".to_owned()))?;
    let Target::Collection(_, path) = &call.target else {
        return Err(Refusal::Status(
            StatusCode::FORBIDDEN,
            "Only collections are shared here.",
        ));
    };
    let mut shares = Shares::new();
    for ace in root.all(DAV, "ace") {
        if let Some((guest, access)) = share(call, ace)? {
            let most = shares.get(&guest).copied().max(Some(access));
            shares.extend(most.map(|access| (guest, access)));
        }
    }
    lock(&call.owner.shelves).share(path, shares)?;
    Ok(bare(StatusCode::OK))
}

/// Who is given what; nothing for the owner's own entry.
fn share(call: &Call<'_>, ace: &Element) -> Result<Option<(String, Access)>, Refusal> {
    let refused = |element| Refusal::dav(StatusCode::FORBIDDEN, element);
    if ace.child(DAV, "invert").is_some() {
        return Err(refused("no-invert"));
    }
    let Some(grant) = ace.child(DAV, "grant") else {
        return Err(refused("grant-only"));
    };
    let principal = ace
        .child(DAV, "principal")
        .ok_or_else(|| refused("allowed-principal"))?;
    let owner = principal
        .child(DAV, "property")
        .is_some_and(|property| property.child(DAV, "owner").is_some());
    if owner {
        return Ok(None);
    }
    let href = principal
        .child(DAV, "href")
        .ok_or_else(|| refused("allowed-principal"))?;
    let Target::Principal(name) = Target::parse(href::path_of(&href.text)) else {
        return Err(refused("recognized-principal"));
    };
    let guest = call
        .server
        .accounts
        .of(&name)
        .ok_or_else(|| refused("recognized-principal"))?;
    if guest.email == call.owner.email {
        return Ok(None);
    }
    let mut access = None;
    for privilege in grant
        .all(DAV, "privilege")
        .flat_map(|privilege| &privilege.children)
    {
        let granted = match privilege.name.parts() {
            (DAV, "read" | "read-current-user-privilege-set") => Access::Read,
            (DAV, "all" | "write" | "write-content" | "bind" | "unbind") => Access::Write,
            _ => return Err(refused("not-supported-privilege")),
        };
        access = access.max(Some(granted));
    }
    Ok(access.map(|access| (guest.email.clone(), access)))
}
