//! GET, PUT and DELETE.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use pim::Syntax;

use super::accept::{self, Wanted};
use super::answer::{bare, not_allowed};
use super::{Call, Outcome, Refusal, Target, data, href, preconditions};
use crate::fault::rewrite;
use crate::lock::lock;
use crate::request::BodyFault;
use crate::scan::{Scanned, Unfit, scan};
use crate::store::{Collection, CollectionPath, Component, ETag, Home, Resource, Shelves};
use crate::xml::{self, CALDAV, CARDDAV, DAV, Name};

/// Answers GET and HEAD.
pub(crate) fn get(call: &Call<'_>) -> Outcome {
    let Target::Resource(_, path, name) = &call.target else {
        return Ok(not_allowed());
    };
    let shelves = lock(&call.owner.shelves);
    let resource = shelves
        .collection(path)
        .and_then(|collection| collection.get(name))
        .ok_or_else(Refusal::not_found)?;
    let mut response = if preconditions::is_unchanged(call.headers, &resource.etag) {
        bare(StatusCode::NOT_MODIFIED)
    } else {
        let (body, media_type) = negotiated(call, resource)?;
        let length = HeaderValue::from(body.len());
        let mut response = Response::new(Body::from(body));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        headers.insert(header::CONTENT_LENGTH, length);
        if resource.component == Component::VCard {
            headers.insert(header::VARY, HeaderValue::from_static("Accept"));
        }
        if let Ok(date) = HeaderValue::from_str(&httpdate::fmt_http_date(resource.modified)) {
            headers.insert(header::LAST_MODIFIED, date);
        }
        response
    };
    set_etag(&mut response, call, &resource.etag);
    Ok(response)
}

/// What is stored, byte for byte, or a card in the version that is liked better.
fn negotiated(call: &Call<'_>, resource: &Resource) -> Result<(Bytes, &'static str), Refusal> {
    let as_stored = (resource.body.clone(), resource.component.media_type());
    let accept = call.header("accept").unwrap_or_default();
    if resource.component != Component::VCard || accept.is_empty() {
        return Ok(as_stored);
    }
    match accept::wanted(accept, data::card_version(&resource.body)) {
        Wanted::AsStored => Ok(as_stored),
        Wanted::Nothing => Err(Refusal::carddav(
            StatusCode::NOT_ACCEPTABLE,
            "supported-address-data-conversion",
        )),
        Wanted::In(version) => {
            let media_type = match version {
                Syntax::VCard40 => "text/vcard; charset=utf-8; version=4.0",
                _ => "text/vcard; charset=utf-8; version=3.0",
            };
            let converted = data::converted(&resource.body, version);
            Ok(converted.map_or(as_stored, |body| (body.into(), media_type)))
        }
    }
}

fn set_etag(response: &mut Response, call: &Call<'_>, etag: &ETag) {
    if let Ok(value) = HeaderValue::from_str(&call.effects.show_etag(etag)) {
        response.headers_mut().insert(header::ETAG, value);
    }
}

/// Answers PUT.
pub(crate) fn put(call: &Call<'_>) -> Outcome {
    let Target::Resource(_, path, name) = &call.target else {
        return Ok(not_allowed());
    };
    let body = accepted_body(call, path.home)?;
    let scanned = scan(&body).map_err(|unfit| unfit_refusal(path.home, &unfit))?;
    let mut shelves = lock(&call.owner.shelves);
    if call.effects.churn {
        shelves.touch_all(path)?;
    }
    let collection = shelves.collection(path).ok_or(Refusal::Status(
        StatusCode::CONFLICT,
        "There is no collection to put it into.",
    ))?;
    if !call.may_write(collection) {
        return Err(Refusal::NeedPrivileges);
    }
    check_manners(call, &shelves, path, &scanned, &body)?;
    check_component(collection, &scanned)?;
    let current = collection.get(name);
    if !call.effects.ignore_preconditions {
        preconditions::check_write(call.headers, current.map(|resource| &resource.etag))?;
    }
    check_uid(call, path, collection, name, &scanned)?;
    let held = current.map_or(0, |resource| resource.body.len());
    check_quota(call, &shelves, held, body.len())?;
    let etag = call
        .effects
        .reused_etag
        .then(|| counted_etag(current.map(|resource| &**resource)));
    let body = rewritten(call, body);
    let stored = shelves.store(path, name, scanned, body, call.now, etag)?;
    let mut response = bare(if stored.created {
        StatusCode::CREATED
    } else {
        StatusCode::NO_CONTENT
    });
    if !call.effects.no_etag_on_put {
        set_etag(&mut response, call, &stored.etag);
    }
    Ok(response)
}

/// The bytes to store, when they may be of this size and type.
fn accepted_body(call: &Call<'_>, home: Home) -> Result<Bytes, Refusal> {
    let limit = match home {
        Home::Calendars => Refusal::caldav(StatusCode::FORBIDDEN, "max-resource-size"),
        Home::AddressBooks => Refusal::carddav(StatusCode::FORBIDDEN, "max-resource-size"),
    };
    let body = match &call.body {
        Ok(body) => body.clone(),
        Err(BodyFault::TooLarge) => return Err(limit),
        Err(BodyFault::Broken) => {
            return Err(Refusal::Bad("the body did not arrive whole".to_owned()));
        }
    };
    if call.headers.contains_key(header::CONTENT_RANGE) {
        return Err(Refusal::Bad(
            "a part cannot be put (RFC 9110, 14.5)".to_owned(),
        ));
    }
    let media_type = call.header("content-type").unwrap_or_default();
    let media_type = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let fits = match (home, media_type.as_str()) {
        (_, "" | "application/octet-stream" | "text/plain")
        | (Home::Calendars, "text/calendar") => true,
        (Home::AddressBooks, kind) => {
            matches!(kind, "text/vcard" | "text/x-vcard" | "text/directory")
        }
        _ => false,
    };
    match (fits, home) {
        (true, _) => Ok(body),
        (false, Home::Calendars) => Err(Refusal::caldav(
            StatusCode::FORBIDDEN,
            "supported-calendar-data",
        )),
        (false, Home::AddressBooks) => Err(Refusal::carddav(
            StatusCode::FORBIDDEN,
            "supported-address-data",
        )),
    }
}

fn unfit_refusal(home: Home, unfit: &Unfit) -> Refusal {
    let name = match (home, unfit) {
        (Home::Calendars, Unfit::Broken(_)) => Name::known(CALDAV, "valid-calendar-data"),
        (Home::Calendars, Unfit::Rules(_)) => Name::known(CALDAV, "valid-calendar-object-resource"),
        (Home::AddressBooks, _) => Name::known(CARDDAV, "valid-address-data"),
    };
    Refusal::Explained(StatusCode::FORBIDDEN, name, unfit.to_string())
}

pub(super) fn check_component(collection: &Collection, scanned: &Scanned) -> Result<(), Refusal> {
    if collection.components.contains(scanned.component) {
        return Ok(());
    }
    Err(match collection.home {
        Home::Calendars => Refusal::caldav(StatusCode::FORBIDDEN, "supported-calendar-component"),
        Home::AddressBooks => Refusal::carddav(StatusCode::FORBIDDEN, "supported-address-data"),
    })
}

/// What the server that is imitated refuses besides.
fn check_manners(
    call: &Call<'_>,
    shelves: &Shelves,
    path: &CollectionPath,
    scanned: &Scanned,
    body: &[u8],
) -> Result<(), Refusal> {
    let manners = call.server.manners();
    if manners.refused.contains(&scanned.component) {
        return Err(Refusal::caldav(
            StatusCode::FORBIDDEN,
            "supported-calendar-component",
        ));
    }
    let text = String::from_utf8_lossy(body);
    let has_end = || text.contains("\nDTEND") || text.contains("\nDURATION");
    if manners.needs_end && scanned.component == Component::VEvent && !has_end() {
        return Err(Refusal::caldav(
            StatusCode::FORBIDDEN,
            "valid-calendar-object-resource",
        ));
    }
    let elsewhere = || {
        shelves
            .collections()
            .any(|(of, collection)| of != path && collection.holder_of(&scanned.uid).is_some())
    };
    if manners.uid_once_in_mailbox && path.home == Home::Calendars && elsewhere() {
        return Err(Refusal::caldav(
            StatusCode::FORBIDDEN,
            "unique-scheduling-object-resource",
        ));
    }
    Ok(())
}

/// The quota a larger body would break (RFC 4331, 6).
fn check_quota(
    call: &Call<'_>,
    shelves: &Shelves,
    current: usize,
    new: usize,
) -> Result<(), Refusal> {
    let Some(quota) = call.owner.quota_bytes() else {
        return Ok(());
    };
    let grown = u64::try_from(new.saturating_sub(current)).unwrap_or(u64::MAX);
    if grown > 0 && shelves.used_bytes().saturating_add(grown) > quota {
        return Err(Refusal::dav(
            StatusCode::INSUFFICIENT_STORAGE,
            "quota-not-exceeded",
        ));
    }
    Ok(())
}

/// RFC 4791, 5.3.2.1, and RFC 6352, 6.3.2.1: one UID, one resource, and a resource keeps its UID.
pub(super) fn check_uid(
    call: &Call<'_>,
    path: &CollectionPath,
    collection: &Collection,
    name: &str,
    scanned: &Scanned,
) -> Result<(), Refusal> {
    let elsewhere = collection
        .holder_of(&scanned.uid)
        .filter(|holder| &***holder != name);
    let changed = collection
        .get(name)
        .filter(|current| current.uid != scanned.uid);
    let Some(holder) = elsewhere.or(changed.map(|current| &current.name)) else {
        return Ok(());
    };
    let mut href = href::collection_href(&call.owner.email, path);
    href::push_segment(&mut href, holder);
    let mut inner = String::new();
    xml::text(&mut inner, &Name::known(DAV, "href"), &href);
    let namespace = match path.home {
        Home::Calendars => CALDAV,
        Home::AddressBooks => CARDDAV,
    };
    Err(Refusal::Detailed(
        StatusCode::CONFLICT,
        Name::known(namespace, "no-uid-conflict"),
        inner,
    ))
}

/// The tag that only counts writes since the creation (the fault `reused-etag`). Where the last write was the webmail's, it
/// goes on from the number of that change, which is higher than any count so far.
fn counted_etag(current: Option<&Resource>) -> ETag {
    let counted = |resource: &Resource| {
        let count = resource.etag.opaque().strip_prefix("gcs");
        count.and_then(|count| count.parse::<u64>().ok())
    };
    let count = current.map_or(0, |resource| {
        counted(resource).unwrap_or(resource.change) + 1
    });
    ETag::raw(&format!("gcs{count:08}"))
}

fn rewritten(call: &Call<'_>, body: Bytes) -> Bytes {
    call.effects.rewrites.iter().fold(body, |body, style| {
        Bytes::from(rewrite::rewrite(&body, *style))
    })
}

/// Answers DELETE, of a resource or of a whole collection.
pub(crate) fn delete(call: &Call<'_>) -> Outcome {
    let mut shelves = lock(&call.owner.shelves);
    match &call.target {
        Target::Resource(_, path, name) => {
            if call.effects.churn {
                shelves.touch_all(path)?;
            }
            let collection = shelves.collection(path).ok_or_else(Refusal::not_found)?;
            let current = collection.get(name).ok_or_else(Refusal::not_found)?;
            if !call.may_write(collection) {
                return Err(Refusal::NeedPrivileges);
            }
            if !call.effects.ignore_preconditions {
                preconditions::check_write(call.headers, Some(&current.etag))?;
            }
            shelves.remove(path, name)?;
        }
        Target::Collection(_, path) => {
            let collection = shelves.collection(path).ok_or_else(Refusal::not_found)?;
            if !call.may_write(collection) {
                return Err(Refusal::NeedPrivileges);
            }
            shelves.delete_collection(path)?;
        }
        _ => return Err(Refusal::NeedPrivileges),
    }
    Ok(bare(StatusCode::NO_CONTENT))
}
