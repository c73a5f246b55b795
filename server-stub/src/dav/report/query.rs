//! `calendar-query` (RFC 4791, 7.8) and `addressbook-query` (RFC 6352, 8.6).

use std::sync::Arc;

use crate::dav::multistatus::{Members, reply, truncated_row};
use crate::dav::property::Wanted;
use crate::dav::{Call, Outcome, Refusal, href};
use crate::fault::Truncation;
use crate::lock::lock;
use crate::recurrence::{Zone, Zones};
use crate::scan;
use crate::store::{Collection, CollectionPath, Home, Resource};
use crate::xml::{CALDAV, CARDDAV, Element, Name};

use super::filter;

/// Answers either query.
pub(super) fn query(call: &Call<'_>, root: &Element, path: &CollectionPath) -> Outcome {
    let wanted = Wanted::read(Some(root)).unwrap_or(Wanted::These(Vec::new()));
    let (listed, writable, floating) = {
        let shelves = lock(&call.owner.shelves);
        let collection = shelves.collection(path).ok_or_else(Refusal::not_found)?;
        let floating = floating(Some(root), collection);
        (
            candidates(call, collection),
            call.may_write(collection),
            floating,
        )
    };
    let namespace = match path.home {
        Home::Calendars => CALDAV,
        Home::AddressBooks => CARDDAV,
    };
    let filter = root.child(namespace, "filter");
    let mut found = Vec::new();
    for resource in listed {
        if passes(filter, path.home, &resource, &floating)? {
            found.push(resource);
        }
    }
    let base = href::collection_href(&call.owner.email, path);
    let viewer = call.viewer();
    let mut tail = String::new();
    let (limit, announced) = limit(call, root);
    if found.len() > limit {
        found.truncate(limit);
        if announced {
            truncated_row(&mut tail, &base, &viewer);
        }
    }
    let members = Members {
        viewer,
        wanted,
        base,
        writable,
    };
    Ok(reply("", Some((members, found)), &tail))
}

fn candidates(call: &Call<'_>, collection: &Collection) -> Vec<Arc<Resource>> {
    collection
        .resources()
        .filter(|resource| call.effects.lists(resource, call.now))
        .map(Arc::clone)
        .collect()
}

/// The clock of floating times: the query's, else the calendar's, else UTC (RFC 4791, 5.2.2 and 7.3).
pub(super) fn floating(root: Option<&Element>, collection: &Collection) -> Zone {
    let zone = |text: &str| {
        let blocks = scan::parse(text.trim().as_bytes()).ok()?;
        Zones::sole(blocks.first()?)
    };
    let asked = root.and_then(|root| zone(&root.child(CALDAV, "timezone")?.text));
    let name = Name::known(CALDAV, "calendar-timezone");
    let own = || {
        let inner = collection.properties.get(&name)?;
        zone(&quick_xml::escape::unescape(inner).ok()?)
    };
    asked.or_else(own).unwrap_or_else(Zone::utc)
}

/// The most rows, and whether rows left out are told of.
fn limit(call: &Call<'_>, root: &Element) -> (usize, bool) {
    if let Some((keep, how)) = call.effects.truncated {
        return (keep, how == Truncation::Announced);
    }
    let asked = root
        .child(CARDDAV, "limit")
        .and_then(|limit| limit.child(CARDDAV, "nresults"));
    let rows = asked.and_then(|rows| rows.text.trim().parse().ok());
    (rows.unwrap_or(usize::MAX), true)
}

/// Whether a resource is asked for; one that cannot be read any more is never left out.
fn passes(
    filter: Option<&Element>,
    home: Home,
    resource: &Resource,
    floating: &Zone,
) -> Result<bool, Refusal> {
    let Some(filter) = filter else {
        return Ok(true);
    };
    let Ok(blocks) = scan::parse(&resource.body) else {
        return Ok(true);
    };
    match (home, blocks.first()) {
        (Home::Calendars, _) => filter::calendar(filter, &blocks, floating),
        (Home::AddressBooks, Some(card)) => filter::card(filter, card),
        (Home::AddressBooks, None) => Ok(true),
    }
}
