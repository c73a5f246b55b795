//! MKCALENDAR (RFC 4791, 5.3.1) and extended MKCOL (RFC 5689, RFC 6352).

use std::collections::BTreeMap;

use http::{HeaderValue, StatusCode, header};

use super::answer::bare;
use super::proppatch::stored_value;
use super::{Call, Outcome, Refusal, Target};
use crate::lock::lock;
use crate::store::{CollectionPath, Component, Components, Home, NewCollection};
use crate::xml::{CALDAV, CARDDAV, DAV, Element};

/// Answers MKCALENDAR.
pub(crate) fn mkcalendar(call: &Call<'_>) -> Outcome {
    let root = call.xml()?;
    if root.is_some_and(|root| !root.name.is(CALDAV, "mkcalendar")) {
        return Err(Refusal::Bad(
            "the body's root must be CALDAV:mkcalendar".to_owned(),
        ));
    }
    let path = new_path(call)?;
    if path.home != Home::Calendars {
        return Err(Refusal::caldav(
            StatusCode::FORBIDDEN,
            "calendar-collection-location-ok",
        ));
    }
    create(call, path, &properties(root))
}

/// Answers MKCOL: only with a type, since a plain collection is of no use in a home.
pub(crate) fn mkcol(call: &Call<'_>) -> Outcome {
    let root = call.xml()?;
    if root.is_some_and(|root| !root.name.is(DAV, "mkcol")) {
        return Err(Refusal::Status(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The body's root must be DAV:mkcol.",
        ));
    }
    let path = new_path(call)?;
    let properties = properties(root);
    let kind = properties
        .iter()
        .find(|element| element.name.is(DAV, "resourcetype"));
    let home = kind.and_then(|kind| {
        if kind.child(CALDAV, "calendar").is_some() {
            Some(Home::Calendars)
        } else {
            kind.child(CARDDAV, "addressbook")
                .map(|_| Home::AddressBooks)
        }
    });
    if home != Some(path.home) {
        return Err(Refusal::dav(StatusCode::FORBIDDEN, "valid-resourcetype"));
    }
    create(call, path, &properties)
}

fn new_path(call: &Call<'_>) -> Result<CollectionPath, Refusal> {
    if !call.server.manners().new_collections {
        return Err(Refusal::NeedPrivileges);
    }
    match &call.target {
        Target::Collection(_, path) => Ok(path.clone()),
        Target::Resource(..) => Err(Refusal::caldav(
            StatusCode::FORBIDDEN,
            "calendar-collection-location-ok",
        )),
        _ => Err(Refusal::Status(
            StatusCode::METHOD_NOT_ALLOWED,
            "There is something here already.",
        )),
    }
}

fn properties(root: Option<&Element>) -> Vec<&Element> {
    root.into_iter()
        .flat_map(|root| root.all(DAV, "set"))
        .flat_map(|set| set.all(DAV, "prop"))
        .flat_map(|prop| &prop.children)
        .collect()
}

fn create(call: &Call<'_>, path: CollectionPath, properties: &[&Element]) -> Outcome {
    let mut shelves = lock(&call.owner.shelves);
    if shelves.collection(&path).is_some() {
        return Err(Refusal::dav(
            StatusCode::METHOD_NOT_ALLOWED,
            "resource-must-be-null",
        ));
    }
    let mut new = NewCollection {
        components: match path.home {
            Home::Calendars => Components::calendar(),
            Home::AddressBooks => Components(vec![Component::VCard]),
        },
        properties: BTreeMap::new(),
        read_only: false,
    };
    for element in properties {
        match element.name.parts() {
            (DAV, "resourcetype") => {}
            (CALDAV, "supported-calendar-component-set") => {
                new.components = components(element)?;
            }
            _ => {
                new.properties
                    .insert(element.name.clone(), stored_value(element));
            }
        }
    }
    shelves.create(path, new)?;
    let mut response = bare(StatusCode::CREATED);
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

fn components(element: &Element) -> Result<Components, Refusal> {
    let refused = || Refusal::caldav(StatusCode::FORBIDDEN, "supported-calendar-component");
    let mut components = Vec::new();
    for comp in element.all(CALDAV, "comp") {
        let name = comp.attribute("name").ok_or_else(refused)?;
        let component = Component::from_name(name)
            .filter(|component| *component != Component::VCard)
            .ok_or_else(refused)?;
        if !components.contains(&component) {
            components.push(component);
        }
    }
    if components.is_empty() {
        return Err(refused());
    }
    Ok(Components(components))
}
