//! `calendar-multiget` (RFC 4791, 7.9) and `addressbook-multiget` (RFC 6352, 8.7): rows in the order asked.

use http::StatusCode;

use crate::dav::multistatus::{reply, row, status_row};
use crate::dav::property::{Subject, Wanted};
use crate::dav::{Call, Outcome, Refusal, Target, href};
use crate::fault::MissingRow;
use crate::lock::lock;
use crate::store::CollectionPath;
use crate::xml::{DAV, Element};

/// Answers either multiget.
pub(super) fn multiget(call: &Call<'_>, root: &Element, path: &CollectionPath) -> Outcome {
    let wanted = Wanted::read(Some(root)).unwrap_or(Wanted::These(Vec::new()));
    let viewer = call.viewer();
    let shelves = lock(&call.account.shelves);
    let collection = shelves.collection(path).ok_or_else(Refusal::not_found)?;
    let base = href::collection_href(&viewer.email, path);
    let (cap, missing) = call
        .effects
        .multiget
        .unwrap_or((usize::MAX, MissingRow::LeftOut));
    let mut rows = String::new();
    for (number, asked) in root.all(DAV, "href").enumerate() {
        let asked = asked.text.trim();
        let found = match Target::parse(href::path_of(asked)) {
            Target::Resource(owner, of, name)
                if of == *path && owner.eq_ignore_ascii_case(&viewer.email) =>
            {
                collection.get(&name)
            }
            _ => None,
        };
        match found {
            _ if number >= cap && missing == MissingRow::LeftOut => {}
            Some(resource) if number < cap => {
                let mut href = base.clone();
                href::push_segment(&mut href, &resource.name);
                let subject = Subject::Member {
                    resource,
                    read_only: collection.read_only,
                };
                row(&mut rows, &href, &viewer, &wanted, &subject);
            }
            None if call.server.config.manners.missing_rows_left_out => {}
            _ => status_row(&mut rows, asked, &viewer, StatusCode::NOT_FOUND, None),
        }
    }
    Ok(reply(&rows, None, ""))
}
