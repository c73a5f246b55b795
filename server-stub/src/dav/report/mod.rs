//! REPORT (RFC 3253, 3.6): which one is asked for, and where it may be asked.

mod filter;
mod free_busy;
mod multiget;
mod principals;
mod query;
mod sync;
mod time_range;

use http::StatusCode;

use super::{Call, Outcome, Refusal, Target, data};
use crate::store::{CollectionPath, Home};
use crate::xml::{CALDAV, CARDDAV, DAV};

/// Answers REPORT.
pub(crate) fn report(call: &Call<'_>) -> Outcome {
    let root = call
        .xml()?
        .ok_or_else(|| Refusal::Bad("a REPORT needs a body".to_owned()))?;
    let unsupported = || Refusal::dav(StatusCode::FORBIDDEN, "supported-report");
    let collection = |home: Option<Home>| -> Result<&CollectionPath, Refusal> {
        match &call.target {
            Target::Collection(_, path) if home.is_none_or(|home| home == path.home) => Ok(path),
            _ => Err(unsupported()),
        }
    };
    data::check_type(root)?;
    match root.name.parts() {
        (DAV, "sync-collection") => sync::sync_collection(call, root, collection(None)?),
        (CALDAV, "calendar-multiget") => {
            multiget::multiget(call, root, collection(Some(Home::Calendars))?)
        }
        (CARDDAV, "addressbook-multiget") => {
            multiget::multiget(call, root, collection(Some(Home::AddressBooks))?)
        }
        (CALDAV, "calendar-query") => query::query(call, root, collection(Some(Home::Calendars))?),
        (CALDAV, "free-busy-query") => {
            free_busy::free_busy(call, root, collection(Some(Home::Calendars))?)
        }
        (DAV, "principal-property-search") => principals::search(call, root),
        (DAV, "principal-search-property-set") => Ok(principals::searchable()),
        (CARDDAV, "addressbook-query") => {
            query::query(call, root, collection(Some(Home::AddressBooks))?)
        }
        _ => Err(unsupported()),
    }
}
