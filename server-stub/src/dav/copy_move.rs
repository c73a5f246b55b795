//! MOVE and COPY of single resources within one mailbox (RFC 4918, 9.8 and 9.9).

use bytes::Bytes;
use http::StatusCode;

use super::answer::bare;
use super::object::{check_component, check_uid};
use super::{Call, Outcome, Refusal, Target, href, preconditions};
use crate::lock::lock;
use crate::scan::Scanned;

/// Answers MOVE and COPY.
pub(crate) fn copy_or_move(call: &Call<'_>) -> Outcome {
    let Target::Resource(_, from, name) = &call.target else {
        return Err(Refusal::Status(
            StatusCode::FORBIDDEN,
            "Only single items are moved or copied here.",
        ));
    };
    let (to, new_name) = destination(call)?;
    let moves = call.method == "MOVE";
    if (from, name) == (&to, &new_name) {
        return Err(Refusal::Status(
            StatusCode::FORBIDDEN,
            "It is there already.",
        ));
    }
    let mut shelves = lock(&call.owner.shelves);
    let source = shelves.collection(from).ok_or_else(Refusal::not_found)?;
    let resource = source.get(name).ok_or_else(Refusal::not_found)?;
    let missing = Refusal::Status(
        StatusCode::CONFLICT,
        "There is no collection to put it into.",
    );
    let target = shelves.collection(&to).ok_or(missing)?;
    if !call.may_write(target) || (moves && !call.may_write(source)) {
        return Err(Refusal::NeedPrivileges);
    }
    preconditions::check_write(call.headers, Some(&resource.etag))?;
    let replaced = target.get(&new_name);
    if replaced.is_some()
        && call
            .header("overwrite")
            .is_some_and(|value| value.trim() == "F")
    {
        return Err(Refusal::Status(
            StatusCode::PRECONDITION_FAILED,
            "There is something at the destination.",
        ));
    }
    let status = if replaced.is_some() {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::CREATED
    };
    let scanned = Scanned {
        component: resource.component,
        uid: resource.uid.clone(),
    };
    check_component(target, &scanned)?;
    let within = moves && *from == to;
    let other_uid = replaced.is_some_and(|replaced| replaced.uid != scanned.uid);
    if !within || other_uid {
        check_uid(call, &to, target, &new_name, &scanned)?;
    }
    let body: Bytes = resource.body.clone();
    // Stored before it is removed: a kill in between leaves it twice, never not at all.
    shelves.store(&to, &new_name, scanned, body, call.now, None)?;
    if moves {
        shelves.remove(from, name)?;
    }
    Ok(bare(status))
}

fn destination(call: &Call<'_>) -> Result<(crate::store::CollectionPath, String), Refusal> {
    let header = call
        .header("destination")
        .ok_or_else(|| Refusal::Bad("Destination is missing".to_owned()))?;
    match Target::parse(href::path_of(header)) {
        Target::Resource(owner, path, name) if owner.eq_ignore_ascii_case(&call.owner.email) => {
            Ok((path, name))
        }
        Target::Resource(..) => Err(Refusal::NeedPrivileges),
        _ => Err(Refusal::Status(
            StatusCode::FORBIDDEN,
            "Items are kept in collections only.",
        )),
    }
}
