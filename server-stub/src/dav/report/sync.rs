//! `DAV:sync-collection` (RFC 6578): what changed since a token, in pages.

use http::StatusCode;

use crate::dav::multistatus::{Members, reply, status_row, truncated_row};
use crate::dav::property::Wanted;
use crate::dav::{Call, Outcome, Refusal, href};
use crate::fault::{TokenLoss, Truncation};
use crate::lock::lock;
use crate::profile::{Limit, UnknownToken};
use crate::store::{Collection, CollectionPath, SyncPage, TokenState};
use crate::xml::{self, DAV, Element, Name};

/// Answers a sync-collection report.
pub(super) fn sync_collection(call: &Call<'_>, root: &Element, path: &CollectionPath) -> Outcome {
    // Clients written to the drafts of the RFC send 1, and mean the same.
    if call
        .header("depth")
        .is_some_and(|depth| !matches!(depth.trim(), "0" | "1"))
    {
        return Err(Refusal::Bad(
            "sync-collection needs Depth: 0 (RFC 6578, 3.2)".to_owned(),
        ));
    }
    match root
        .child(DAV, "sync-level")
        .map(|level| level.text.trim().to_owned())
        .as_deref()
    {
        None | Some("1") => {}
        Some("infinite") => {
            return Err(Refusal::dav(
                StatusCode::FORBIDDEN,
                "sync-traversal-supported",
            ));
        }
        Some(_) => return Err(Refusal::Bad("sync-level must be 1".to_owned())),
    }
    let wanted = root.child(DAV, "prop").map(|_| root);
    let wanted = wanted
        .and_then(|root| Wanted::read(Some(root)))
        .unwrap_or(Wanted::These(Vec::new()));
    let mut shelves = lock(&call.owner.shelves);
    if call.effects.churn {
        shelves.touch_all(path)?;
    }
    let collection = shelves.collection(path).ok_or_else(Refusal::not_found)?;
    let since = since(call, root, collection)?;
    let page = page(call, collection, since, limit(call, root)?);
    let base = href::collection_href(&call.owner.email, path);
    let viewer = call.viewer();
    let mut tail = String::new();
    for name in &page.deleted {
        let mut href = base.clone();
        href::push_segment(&mut href, name);
        status_row(&mut tail, &href, &viewer, StatusCode::NOT_FOUND, None);
    }
    if page.truncated {
        truncated_row(&mut tail, &base, &viewer);
    }
    xml::text(
        &mut tail,
        &Name::known(DAV, "sync-token"),
        &collection.token(page.upto),
    );
    let members = Members {
        viewer,
        wanted,
        base,
        writable: call.may_write(collection),
    };
    Ok(reply("", Some((members, page.changed)), &tail))
}

/// The change the client's token stands for; 0 where it has none.
fn since(call: &Call<'_>, root: &Element, collection: &Collection) -> Result<u64, Refusal> {
    let token = root
        .child(DAV, "sync-token")
        .map(|token| token.text.trim())
        .unwrap_or_default();
    let manner = call.server.manners().unknown_token;
    let refused = || Refusal::dav(StatusCode::FORBIDDEN, "valid-sync-token");
    let unknown = || match manner {
        UnknownToken::Refused => Err(refused()),
        UnknownToken::PreconditionFailed => Err(Refusal::dav(
            StatusCode::PRECONDITION_FAILED,
            "valid-sync-token",
        )),
        UnknownToken::Everything => Ok(0),
    };
    let agent = call.header("user-agent").unwrap_or_default();
    let reset = call.is_owner()
        && call.server.devices.must_begin_anew(
            &call.account.email,
            agent,
            collection.id,
            !token.is_empty(),
        );
    if reset {
        return Err(refused());
    }
    match (token, call.effects.token) {
        ("", _) | (_, Some(TokenLoss::EverythingWithoutDeletions)) => Ok(0),
        (_, Some(TokenLoss::Refused)) => Err(refused()),
        _ => match collection.read_token(token) {
            TokenState::Since(change) => Ok(change),
            TokenState::Unknown => unknown(),
        },
    }
}

/// The most rows this answer may hold (RFC 5323, 5.17, as RFC 6578, 3.7, uses it).
fn limit(call: &Call<'_>, root: &Element) -> Result<usize, Refusal> {
    let own = call.server.config.page_size.unwrap_or(usize::MAX).max(1);
    let ignored = call.server.manners().limit == Limit::Ignored;
    let Some(limit) = root.child(DAV, "limit").filter(|_| !ignored) else {
        return Ok(own);
    };
    let asked = limit
        .child(DAV, "nresults")
        .map(|rows| rows.text.trim().parse::<usize>());
    match asked {
        Some(Ok(rows)) if rows > 0 => Ok(own.min(rows)),
        _ => Err(Refusal::Bad(
            "nresults must be a positive number".to_owned(),
        )),
    }
}

/// The page to tell, as the server's manners and the faults leave it.
fn page(call: &Call<'_>, collection: &Collection, since: u64, limit: usize) -> SyncPage {
    let mut page = page_as_faults_leave_it(call, collection, since, limit);
    if !call.server.config.manners.tells_short_lives {
        page.deleted
            .retain(|name| !collection.was_made_after(name, since));
    }
    page
}

fn page_as_faults_leave_it(
    call: &Call<'_>,
    collection: &Collection,
    since: u64,
    limit: usize,
) -> SyncPage {
    let effects = &call.effects;
    let until = match effects.lag {
        Some(_) => collection.seen_by_index(|happened| effects.is_too_new(happened, call.now)),
        None => collection.latest,
    };
    if effects.empty_listing {
        return SyncPage {
            changed: Vec::new(),
            deleted: Vec::new(),
            upto: since,
            truncated: false,
        };
    }
    let Some((keep, how)) = effects.truncated else {
        let mut page = collection.page(since, until, limit);
        if call.server.manners().limit == Limit::LosesRows && page.truncated {
            page.truncated = false;
            page.upto = until.max(since);
        }
        return page;
    };
    let mut page = collection.page(since, until, limit.min(keep.max(1)));
    if page.truncated && how != Truncation::Announced {
        page.truncated = false;
    }
    if how == Truncation::SilentSkipping {
        page.upto = until.max(since);
    }
    page
}
