//! Collections of somebody else's: what a guest may do, and whose mailboxes there are to look into.
//!
//! A collection is shared by its owner (the ACL method, or the webmail). It stays at the owner's address. A guest finds it
//! in the owner's home, and the home through the principal: as a second `calendar-home-set`, and by
//! `calendar-proxy-read-for` and `-write-for` (the calendar-proxy extension of Calendar Server).

use super::{Call, Refusal, Target};
use crate::lock::lock;
use crate::server::Inner;
use crate::store::{Access, Home};

/// Somebody who shares something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Host {
    pub(crate) email: String,
    /// Something of it may be written.
    pub(crate) writable: bool,
    pub(crate) homes: Vec<Home>,
}

/// Everyone who shares something with that user. Locks one mailbox after the other: no lock may be held.
pub(crate) fn hosts(server: &Inner, guest: &str) -> Vec<Host> {
    let mut hosts = Vec::new();
    for account in server.accounts.all() {
        let shelves = lock(&account.shelves);
        let mut host = Host {
            email: account.email.clone(),
            writable: false,
            homes: Vec::new(),
        };
        for (path, collection) in shelves.collections() {
            let Some(access) = collection.access_of(guest) else {
                continue;
            };
            host.writable |= access == Access::Write && !collection.read_only;
            if !host.homes.contains(&path.home) {
                host.homes.push(path.home);
            }
        }
        if account.email != guest && !host.homes.is_empty() {
            hosts.push(host);
        }
    }
    hosts
}

/// Whether somebody who is not the owner may ask this of this place at all. What is written besides is looked at where it is
/// done, by [`Call::may_write`].
///
/// # Errors
/// `DAV:need-privileges`, whether or not there is something.
pub(super) fn check(call: &Call<'_>) -> Result<(), Refusal> {
    let on_items = matches!(call.target, Target::Resource(..));
    let allowed = match call.method {
        "PROPPATCH" | "MKCALENDAR" | "MKCOL" | "ACL" => false,
        "DELETE" => on_items,
        _ => true,
    };
    let guest = &call.account.email;
    let shelves = lock(&call.owner.shelves);
    let mut shared = shelves
        .collections()
        .filter(|(_, collection)| collection.access_of(guest).is_some())
        .map(|(path, _)| path);
    let is_shared = match &call.target {
        Target::Collection(_, path) | Target::Resource(_, path, _) => shared.any(|of| of == path),
        Target::Home(_, home) => shared.any(|of| of.home == *home),
        _ => shared.next().is_some(),
    };
    if allowed && is_shared {
        return Ok(());
    }
    Err(Refusal::NeedPrivileges)
}
