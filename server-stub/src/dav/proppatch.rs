//! PROPPATCH (RFC 4918, 9.2): all or nothing, on collections.

use http::StatusCode;

use super::multistatus::reply;
use super::property::is_protected;
use super::{Call, Outcome, Refusal, Target, href};
use crate::lock::lock;
use crate::xml::{self, DAV, Element, Name};

/// One instruction, in document order.
enum Change {
    Set(Name, String),
    Remove(Name),
}

impl Change {
    fn name(&self) -> &Name {
        match self {
            Change::Set(name, _) | Change::Remove(name) => name,
        }
    }
}

/// Answers PROPPATCH.
pub(crate) fn proppatch(call: &Call<'_>) -> Outcome {
    let root = call
        .xml()?
        .filter(|root| root.name.is(DAV, "propertyupdate"));
    let root =
        root.ok_or_else(|| Refusal::Bad("the body's root must be DAV:propertyupdate".to_owned()))?;
    let Target::Collection(_, path) = &call.target else {
        return Err(Refusal::Status(
            StatusCode::FORBIDDEN,
            "Only collections keep properties here.",
        ));
    };
    let changes = changes(root);
    let mut shelves = lock(&call.owner.shelves);
    let collection = shelves.collection(path).ok_or_else(Refusal::not_found)?;
    if !call.may_write(collection) {
        return Err(Refusal::NeedPrivileges);
    }
    let refused = changes.iter().any(|change| is_protected(change.name()));
    let mut statuses = Vec::with_capacity(changes.len());
    for change in &changes {
        statuses.push((
            change.name(),
            match (refused, is_protected(change.name())) {
                (false, _) => "200 OK",
                (true, true) => "403 Forbidden",
                (true, false) => "424 Failed Dependency",
            },
        ));
    }
    let rows = written(
        call,
        &href::collection_href(&call.owner.email, path),
        &statuses,
    );
    if !refused {
        let mut properties = collection.properties.clone();
        for change in changes {
            match change {
                Change::Set(name, value) => properties.insert(name, value),
                Change::Remove(name) => properties.remove(&name),
            };
        }
        shelves.set_properties(path, properties)?;
    }
    Ok(reply(&rows, None, ""))
}

fn changes(root: &Element) -> Vec<Change> {
    let mut changes = Vec::new();
    for instruction in &root.children {
        let properties = instruction.all(DAV, "prop").flat_map(|prop| &prop.children);
        if instruction.name.is(DAV, "set") {
            changes.extend(
                properties.map(|element| Change::Set(element.name.clone(), stored_value(element))),
            );
        } else if instruction.name.is(DAV, "remove") {
            changes.extend(properties.map(|element| Change::Remove(element.name.clone())));
        }
    }
    changes
}

/// What is inside a property, as text that stands for itself.
pub(super) fn stored_value(element: &Element) -> String {
    let mut value = String::new();
    xml::escape(&mut value, &element.text);
    for child in &element.children {
        xml::serialise(&mut value, child);
    }
    value
}

fn written(call: &Call<'_>, href: &str, statuses: &[(&Name, &str)]) -> String {
    let mut out = "<D:response><D:href>".to_owned();
    xml::escape(&mut out, href);
    out.push_str("</D:href>");
    for group in ["200 OK", "403 Forbidden", "424 Failed Dependency"] {
        let mut names = statuses
            .iter()
            .filter(|(_, status)| *status == group)
            .peekable();
        if names.peek().is_none() {
            continue;
        }
        out.push_str("<D:propstat><D:prop>");
        for (name, _) in names {
            xml::empty(&mut out, name);
        }
        out.push_str("</D:prop><D:status>");
        out.push_str(call.effects.http_version());
        out.push(' ');
        out.push_str(group);
        out.push_str("</D:status>");
        if group == "403 Forbidden" {
            out.push_str("<D:error><D:cannot-modify-protected-property/></D:error>");
        }
        out.push_str("</D:propstat>");
    }
    out.push_str("</D:response>\n");
    out
}
