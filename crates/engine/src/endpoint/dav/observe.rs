//! What changed in a collection: by sync token where there is one, else by tags and a full listing.
//!
//! A token that is not known any more leads to a full listing, never to a conclusion. Some servers (`DAViCal`, `SOGo`)
//! do not say that they do not know a token: they list everything and name no deletion. A server is asked once, with
//! a token nobody gave, which sort it is.

use std::collections::HashSet;
use std::sync::atomic::Ordering;

use dav::listing::{self, calendar_query};
use dav::sync_collection::{self, Asked, End, Page, SyncReply};
use dav::{Component, Limits, Listed, OwnRow, SyncToken};

use super::cursor::Standing;
use super::session::ReadError;
use super::{DavCollection, component, ids};
use crate::endpoint::{Cursor, EndpointError, Extent, ItemId, Listing, Seen, Trouble, Version};
use crate::say;

/// A token that no server gave.
const NOBODYS_TOKEN: &str = "http://example.invalid/smartermail-sync/no-such-token";
/// Pages of one answer.
const MOST_PAGES: usize = 10_000;

impl DavCollection {
    pub(super) async fn observe_since(
        &self,
        since: Option<&Cursor>,
    ) -> Result<Listing, EndpointError> {
        let standing = since.and_then(Standing::read);
        if let (Some(cursor), Some(standing)) = (since, &standing)
            && self.stands_still(standing).await
        {
            return Ok(quiet(cursor));
        }
        let changes = match &standing {
            Some(Standing::Token(token)) if self.may_sync() => self.changes_since(token).await?,
            _ => None,
        };
        let mut listing = match changes {
            Some(changes) => changes,
            None => self.everything(standing.as_ref()).await?,
        };
        self.leave_out_other_kinds(&mut listing).await;
        if listing.extent == Extent::Everything {
            self.listed.store(listing.seen.len(), Ordering::Relaxed);
        }
        Ok(listing)
    }

    /// Whether the home or the collection says, in one cheap answer, that nothing changed.
    async fn stands_still(&self, since: &Standing) -> bool {
        let state = match &self.home {
            Some(home) => home.take_state(&self.url.href()).await,
            None => None,
        };
        match (since, state) {
            (Standing::Token(token), Some(state)) => {
                state.token.is_some_and(|now| now.as_str() == token)
            }
            (Standing::CTag(tag), Some(state)) if state.ctag.is_some() => {
                state.ctag.is_some_and(|now| now.as_str() == tag)
            }
            (Standing::CTag(tag), _) => {
                let now = self
                    .ask_itself()
                    .await
                    .ok()
                    .and_then(|itself| itself.state.ctag);
                now.is_some_and(|now| now.as_str() == tag)
            }
            (Standing::Token(_), None) | (Standing::Listing(_), _) => false,
        }
    }

    fn may_sync(&self) -> bool {
        self.info.offers_sync != Some(false) && !self.learned().no_sync
    }

    /// What changed since a token, to the last page; `None` where only a full listing can tell.
    async fn changes_since(&self, token: &str) -> Result<Option<Listing>, EndpointError> {
        let Some(token) = SyncToken::new(token) else {
            return Ok(None);
        };
        let began = self.session.clock().now_ms();
        let Some((rows, page)) = self.pages(Some(token.clone())).await? else {
            return Ok(None);
        };
        if rows.is_empty()
            && let Some(home) = &self.home
        {
            home.learn_report_ms(self.session.clock().now_ms() - began);
        }
        let names_no_removal = rows.removed.is_empty() && !rows.seen.is_empty();
        if names_no_removal && !self.refuses_dead_tokens().await {
            return Ok(None);
        }
        // A row of which nothing is known must come again: then the old token stays.
        let next = if page.unclear == 0 {
            page.token
        } else {
            Some(token)
        };
        Ok(Some(rows.listing(Extent::Changes, next.as_ref())))
    }

    /// Whether a token that the server does not know is refused, so that what answers a token can be believed.
    async fn refuses_dead_tokens(&self) -> bool {
        if let Some(known) = self.learned().refuses_dead_tokens {
            return known;
        }
        let nobodys = SyncToken::new(NOBODYS_TOKEN);
        let refuses = match self.page(nobodys).await {
            Ok((SyncReply::TokenRefused, _)) => true,
            Ok((SyncReply::Page(_), _)) => false,
            // Not answered: list everything this time, ask again another time.
            _ => return false,
        };
        self.learn(|learned| learned.refuses_dead_tokens = Some(refuses));
        refuses
    }

    async fn everything(&self, since: Option<&Standing>) -> Result<Listing, EndpointError> {
        if self.may_sync()
            && let Some((rows, page)) = self.pages(None).await?
        {
            let complete = page.end == End::Last && page.unclear == 0;
            if complete {
                return Ok(rows.listing(Extent::Everything, page.token.as_ref()));
            }
        }
        self.by_versions(since).await
    }

    /// All pages of a sync-collection; `None` where the server refuses the token or does not offer it.
    async fn pages(&self, since: Option<SyncToken>) -> Result<Option<(Rows, Page)>, EndpointError> {
        let mut rows = Rows::default();
        let mut from = since.clone();
        for _ in 0..MOST_PAGES {
            let (reply, more) = self.page(from.clone()).await?;
            rows.add(more);
            let mut page = match reply {
                SyncReply::Page(page) => page,
                SyncReply::TokenRefused => return Ok(None),
                SyncReply::NotOffered | SyncReply::LimitRefused => {
                    self.learn(|learned| learned.no_sync = true);
                    return Ok(None);
                }
                SyncReply::NotFound => return Err(self.error(Trouble::Missing)),
            };
            page.unclear = rows.unclear;
            let goes_on = page.end == End::More && page.token.is_some() && page.token != from;
            if !goes_on {
                // More is promised, but nobody can ask for it: what came is a part.
                if page.end != End::Last {
                    page.unclear += 1;
                }
                page.since_token = since.is_some();
                return Ok(Some((rows, page)));
            }
            from = page.token;
        }
        Err(self.error(Trouble::Nonsense(say!("the listing has no end"))))
    }

    async fn page(&self, token: Option<SyncToken>) -> Result<(SyncReply, Rows), EndpointError> {
        let url = self.url.clone();
        let request = sync_collection::request(&Asked {
            collection: &url,
            token: token.as_ref(),
            limit: None,
        });
        let read = self.session.read(&request, move |status, headers, body| {
            let asked = Asked {
                collection: &url,
                token: token.as_ref(),
                limit: None,
            };
            let mut rows = Rows::default();
            let reply =
                sync_collection::parse(&asked, status, headers, body, Limits::default(), |row| {
                    rows.push(row);
                })?;
            if let SyncReply::Page(page) = &reply {
                rows.unclear = page.unclear;
            }
            Ok((reply, rows))
        });
        Ok(read.await?)
    }

    /// Every member with its `ETag`, for servers without sync-collection.
    async fn by_versions(&self, since: Option<&Standing>) -> Result<Listing, EndpointError> {
        // The tag first: what changes while the list is read shows next time.
        let tag = self
            .ask_itself()
            .await?
            .state
            .ctag
            .map(|tag| Standing::CTag(tag.as_str().to_owned()));
        let (rows, complete) = match self.propfind().await {
            Err(error) if is_not_offered(&error) => match component(self.kind) {
                Some(component) => self.query(component).await?,
                None => return Err(error.into()),
            },
            listed => listed?,
        };
        if !complete {
            return Ok(rows.listing(Extent::Part, None));
        }
        let now = tag.or_else(|| Standing::of_listing(&rows.seen));
        let mut listing = rows.listing(Extent::Everything, None);
        listing.cursor = now.as_ref().map(Standing::cursor);
        match (&listing.cursor, since) {
            (Some(cursor), Some(Standing::Listing(_))) if now.as_ref() == since => {
                Ok(quiet(cursor))
            }
            _ => Ok(listing),
        }
    }

    async fn propfind(&self) -> Result<(Rows, bool), ReadError> {
        let (request, url) = (listing::request(&self.url), self.url.clone());
        let read = self.session.read(&request, move |status, headers, body| {
            let mut rows = Rows::default();
            let listed = listing::parse(&url, status, headers, body, Limits::default(), |row| {
                rows.push(row);
            })?;
            Ok((rows, listed))
        });
        let (rows, listed) = read.await?;
        if listed.own == OwnRow::NotFound {
            let EndpointError { about, trouble } = self.error(Trouble::Missing);
            return Err(ReadError {
                about,
                trouble,
                refusal: None,
            });
        }
        Ok((rows, listed.is_complete()))
    }

    async fn query(&self, component: Component) -> Result<(Rows, bool), ReadError> {
        let (request, url) = (calendar_query(&self.url, component), self.url.clone());
        let read = self.session.read(&request, move |status, headers, body| {
            let mut rows = Rows::default();
            let listed =
                listing::parse_query(&url, status, headers, body, Limits::default(), |row| {
                    rows.push(row);
                })?;
            Ok((rows, listed.is_complete()))
        });
        read.await
    }

    /// A calendar may hold several kinds; only what the server lists as another kind is left out.
    async fn leave_out_other_kinds(&self, listing: &mut Listing) {
        let Some(own) = component(self.kind) else {
            return;
        };
        let others = Component::ALL.into_iter().filter(|other| *other != own);
        for other in others.filter(|other| self.may_hold(*other)) {
            if listing.seen.is_empty() {
                return;
            }
            // Where the server cannot tell, the items come along, and their text tells.
            let Ok((rows, _)) = self.query(other).await else {
                continue;
            };
            let foreign: HashSet<ItemId> = rows.seen.into_iter().map(|seen| seen.id).collect();
            listing.seen.retain(|seen| !foreign.contains(&seen.id));
        }
    }

    fn may_hold(&self, other: Component) -> bool {
        self.info
            .kinds
            .iter()
            .any(|kind| component(*kind) == Some(other))
    }
}

fn quiet(cursor: &Cursor) -> Listing {
    Listing {
        seen: Vec::new(),
        removed: Vec::new(),
        extent: Extent::Changes,
        cursor: Some(cursor.clone()),
    }
}

/// The server does not list by PROPFIND here.
fn is_not_offered(error: &ReadError) -> bool {
    matches!(error.status(), Some(400 | 403 | 405 | 501 | 507))
}

/// Rows of one or several pages.
#[derive(Debug, Clone, Default)]
struct Rows {
    seen: Vec<Seen>,
    removed: Vec<ItemId>,
    unclear: u64,
}

impl Rows {
    fn push(&mut self, row: Listed) {
        match row {
            Listed::Member(member) => self.seen.push(Seen {
                id: ids::id_of(&member.href),
                version: member.etag.map(|etag| Version(etag.as_str().to_owned())),
            }),
            Listed::Removed(href) => self.removed.push(ids::id_of(&href)),
            Listed::SubCollection(_) | Listed::Outside(_) | Listed::Unclear { .. } => {}
        }
    }

    /// Adds the next page. What it says of an item counts more than what an earlier one said.
    fn add(&mut self, next: Rows) {
        self.unclear += next.unclear;
        if self.is_empty() {
            // The first page is often all there is: it is not copied.
            (self.seen, self.removed) = (next.seen, next.removed);
            return;
        }
        let newer: HashSet<&ItemId> = next
            .seen
            .iter()
            .map(|seen| &seen.id)
            .chain(&next.removed)
            .collect();
        self.seen.retain(|seen| !newer.contains(&seen.id));
        self.removed.retain(|id| !newer.contains(id));
        self.seen.extend(next.seen);
        self.removed.extend(next.removed);
    }

    fn is_empty(&self) -> bool {
        self.seen.is_empty() && self.removed.is_empty()
    }

    fn listing(self, extent: Extent, token: Option<&SyncToken>) -> Listing {
        let cursor = token.map(|token| Standing::Token(token.as_str().to_owned()).cursor());
        Listing {
            seen: self.seen,
            removed: self.removed,
            extent,
            cursor,
        }
    }
}
