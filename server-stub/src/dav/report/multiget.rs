//! `calendar-multiget` (RFC 4791, 7.9) and `addressbook-multiget` (RFC 6352, 8.7): rows in the order asked.

use crate::dav::multistatus::{Members, Told, reply_telling};
use crate::dav::property::Wanted;
use crate::dav::{Call, Outcome, Refusal, Target, href};
use crate::fault::MissingRow;
use crate::lock::lock;
use crate::store::CollectionPath;
use crate::xml::{DAV, Element};

/// Answers either multiget.
pub(super) fn multiget(call: &Call<'_>, root: &Element, path: &CollectionPath) -> Outcome {
    let shelves = lock(&call.owner.shelves);
    let collection = shelves.collection(path).ok_or_else(Refusal::not_found)?;
    let (cap, missing) = call
        .effects
        .multiget
        .unwrap_or((usize::MAX, MissingRow::LeftOut));
    let leaves_out = call.server.manners().missing_rows_left_out;
    let mut rows = Vec::new();
    for (number, asked) in root.all(DAV, "href").enumerate() {
        let asked = asked.text.trim();
        let found = match Target::parse(href::path_of(asked)) {
            Target::Resource(owner, of, name)
                if of == *path && owner.eq_ignore_ascii_case(&call.owner.email) =>
            {
                collection.get(&name)
            }
            _ => None,
        };
        match found {
            _ if number >= cap && missing == MissingRow::LeftOut => {}
            Some(resource) if number < cap => rows.push(Told::Member(resource.clone())),
            None if leaves_out => {}
            _ => rows.push(Told::Missing(asked.to_owned())),
        }
    }
    let members = Members {
        viewer: call.viewer(),
        wanted: Wanted::read(Some(root)).unwrap_or(Wanted::These(Vec::new())),
        base: href::collection_href(&call.owner.email, path),
        writable: call.may_write(collection),
    };
    Ok(reply_telling("", members, rows, ""))
}
