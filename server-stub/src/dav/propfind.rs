//! PROPFIND (RFC 4918, 9.1), at depth 0 or 1.

use std::sync::Arc;

use http::StatusCode;

use super::multistatus::{self, Members, reply, row};
use super::property::{Subject, Viewer, Wanted};
use super::{Call, Outcome, Refusal, Target, href, shared};
use crate::fault::Truncation;
use crate::lock::lock;
use crate::store::{CollectionPath, Home, Resource, Shelves};

/// Answers a PROPFIND.
pub(crate) fn propfind(call: &Call<'_>) -> Outcome {
    let root = call.xml()?;
    if root.is_some_and(|root| !root.name.is(crate::xml::DAV, "propfind")) {
        return Err(Refusal::Bad(
            "the body's root must be DAV:propfind".to_owned(),
        ));
    }
    let wanted = Wanted::read(root).ok_or_else(|| {
        Refusal::Bad("DAV:propfind must hold prop, allprop or propname".to_owned())
    })?;
    let deep = match call.header("depth").unwrap_or("infinity") {
        "0" => false,
        "1" => true,
        depth if depth.eq_ignore_ascii_case("infinity") => {
            return Err(Refusal::dav(StatusCode::FORBIDDEN, "propfind-finite-depth"));
        }
        _ => return Err(Refusal::Bad("Depth must be 0 or 1".to_owned())),
    };
    // Before the mailbox is locked: other mailboxes are looked into.
    let hosts = match &call.target {
        Target::Principals | Target::Principal(_) => {
            shared::hosts(call.server, &call.account.email)
        }
        _ => Vec::new(),
    };
    let shelves = lock(&call.owner.shelves);
    let viewer = Viewer {
        hosts,
        ..call.viewer_of(&shelves)
    };
    match &call.target {
        Target::Collection(_, path) => of_collection(call, viewer, wanted, &shelves, path, deep),
        Target::Resource(_, path, name) => of_resource(call, viewer, &wanted, &shelves, path, name),
        target => Ok(of_place(call, &viewer, &wanted, &shelves, target, deep)),
    }
}

/// The places above the collections.
fn of_place(
    call: &Call<'_>,
    viewer: &Viewer,
    wanted: &Wanted,
    shelves: &Shelves,
    target: &Target,
    deep: bool,
) -> axum::response::Response {
    let mut rows = String::new();
    let email = viewer.owner.as_str();
    let mut add = |href: &str, subject: &Subject<'_>| row(&mut rows, href, viewer, wanted, subject);
    match target {
        Target::Root => {
            add("/", &Subject::Root);
            if deep {
                add("/WebDAV/", &Subject::Service);
            }
        }
        Target::Service => {
            add("/WebDAV/", &Subject::Service);
            if deep {
                add("/WebDAV/principals/", &Subject::Principals);
                add(&href::user_root_href(email), &Subject::UserRoot);
            }
        }
        Target::Principals => {
            add("/WebDAV/principals/", &Subject::Principals);
            if deep {
                add(&href::principal_href(email), &Subject::Principal);
                for host in &viewer.hosts {
                    let viewer = &Viewer {
                        owner: host.email.clone(),
                        ..viewer.clone()
                    };
                    let href = href::principal_href(&host.email);
                    row(&mut rows, &href, viewer, wanted, &Subject::Principal);
                }
            }
        }
        Target::Principal(_) => add(&href::principal_href(email), &Subject::Principal),
        Target::UserRoot(_) => {
            add(&href::user_root_href(email), &Subject::UserRoot);
            if deep {
                for home in [Home::Calendars, Home::AddressBooks] {
                    add(&href::home_href(email, home), &Subject::Home(home));
                }
            }
        }
        Target::Home(_, home) => {
            add(&href::home_href(email, *home), &Subject::Home(*home));
            let members = shelves
                .collections()
                .filter(|(path, _)| deep && path.home == *home)
                .filter(|(_, collection)| {
                    call.is_owner() || collection.access_of(&call.account.email).is_some()
                });
            for (path, collection) in members {
                let subject = Subject::Collection {
                    path,
                    collection,
                    writable: call.may_write(collection),
                };
                add(&href::collection_href(email, path), &subject);
            }
        }
        // The caller answers these; nothing is anywhere else.
        Target::Collection(..) | Target::Resource(..) | Target::Unknown => {}
    }
    reply(&rows, None, "")
}

fn of_collection(
    call: &Call<'_>,
    viewer: Viewer,
    wanted: Wanted,
    shelves: &Shelves,
    path: &CollectionPath,
    deep: bool,
) -> Outcome {
    let collection = shelves.collection(path).ok_or_else(Refusal::not_found)?;
    let base = href::collection_href(&viewer.owner, path);
    let mut head = String::new();
    row(
        &mut head,
        &base,
        &viewer,
        &wanted,
        &Subject::Collection {
            path,
            collection,
            writable: call.may_write(collection),
        },
    );
    if !deep {
        return Ok(reply(&head, None, ""));
    }
    let mut listed: Vec<Arc<Resource>> = collection
        .resources()
        .filter(|resource| call.effects.lists(resource, call.now))
        .map(Arc::clone)
        .collect();
    let mut tail = String::new();
    if let Some((keep, how)) = call.effects.truncated
        && listed.len() > keep
    {
        listed.truncate(keep);
        if how == Truncation::Announced {
            multistatus::truncated_row(&mut tail, &base, &viewer);
        }
    }
    let members = Members {
        viewer,
        wanted,
        base,
        writable: call.may_write(collection),
    };
    Ok(reply(&head, Some((members, listed)), &tail))
}

fn of_resource(
    call: &Call<'_>,
    viewer: Viewer,
    wanted: &Wanted,
    shelves: &Shelves,
    path: &CollectionPath,
    name: &str,
) -> Outcome {
    let collection = shelves.collection(path).ok_or_else(Refusal::not_found)?;
    let resource = collection.get(name).ok_or_else(Refusal::not_found)?;
    let members = Members {
        base: href::collection_href(&viewer.owner, path),
        wanted: wanted.clone(),
        writable: call.may_write(collection),
        viewer,
    };
    Ok(reply("", Some((members, vec![Arc::clone(resource)])), ""))
}
