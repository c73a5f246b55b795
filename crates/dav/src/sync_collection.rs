//! The sync-collection report (RFC 6578): what changed since a token.
//!
//! A page is only as good as its [`End`]. Servers exist that answer a token they do not know with a
//! whole listing that names no deletions (`DAViCal`, `SOGo`): see [`Page::is_listing_in_disguise`].

use crate::etag::SyncToken;
use crate::limits::Limits;
use crate::member::{Listed, OwnRow, Told, tell};
use crate::multistatus::{self, Summary};
use crate::precondition::Precondition;
use crate::refusal::{Refusal, ReplyError, expect_multistatus};
use crate::request::{Depth, Draft, Verb};
use crate::url::Url;
use crate::xml::{Name, write::Xml};
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use std::io::BufRead;
use std::num::NonZeroU32;

/// One question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The collection.
    pub collection: &'a Url,
    /// Since when; `None` for everything.
    pub token: Option<&'a SyncToken>,
    /// At most so many rows. Only for a server that has shown that it pages: Xandikos cuts the list to the limit,
    /// says nothing of it, and gives a token that skips the rest.
    pub limit: Option<NonZeroU32>,
}

/// The answer to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyncReply {
    /// Rows were given.
    Page(Page),
    /// The token is not, or no longer, known: list everything.
    TokenRefused,
    /// The server does not offer this report here: list `ETag`s instead.
    NotOffered,
    /// The server does not answer with this limit: ask without.
    LimitRefused,
    /// The collection is not there, says this one answer.
    NotFound,
}

/// A page of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where to go on from. `None` from a server that forgot it: nothing can be saved.
    pub token: Option<SyncToken>,
    /// Whether there is more.
    pub end: End,
    /// Members that are new or changed.
    pub changed: u64,
    /// Members the server says are gone.
    pub removed: u64,
    /// Rows of which nothing is known, or which lie outside.
    pub unclear: u64,
    /// Whether a token was asked about.
    pub since_token: bool,
}

/// How a page ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// These are all.
    Last,
    /// The server says there are more: ask with the page's token.
    More,
    /// Cut without a usable way on (to the limit without a word, or with a token that leads nowhere): the token must not
    /// be used. List everything without a limit.
    CutInSilence,
}

impl Page {
    /// The whole collection stands in this page: only then does a member that is not in it count as absent.
    /// (Absence in one listing is still no deletion: an index may lag behind.)
    pub fn is_full_listing(&self) -> bool {
        !self.since_token && self.end == End::Last && self.unclear == 0
    }

    /// An answer to a token that names changes and not one deletion. From most servers that is what happened; from
    /// `DAViCal` and `SOGo` it may be a listing of everything because the token was unknown. Where `unchanged` (how many of
    /// the rows have the `ETag` already known) is not 0, it is: list `ETag`s to learn of deletions.
    pub fn is_listing_in_disguise(&self, unchanged: u64) -> bool {
        self.since_token && self.removed == 0 && self.changed > 0 && unchanged > 0
    }
}

/// The request.
pub fn request(asked: &Asked<'_>) -> Request<Bytes> {
    let body = Xml::document(Name::SyncCollection, |xml| {
        xml.text(Name::SyncToken, asked.token.map_or("", SyncToken::as_str));
        xml.raw("<D:sync-level>1</D:sync-level>");
        if let Some(limit) = asked.limit {
            xml.raw(&format!(
                "<D:limit><D:nresults>{limit}</D:nresults></D:limit>"
            ));
        }
        xml.element(Name::Prop, |xml| {
            xml.empty(Name::GetETag, &[]);
        });
    });
    // RFC 6578, 3.2: Depth is 0, the level says how deep.
    Draft::new(Verb::Report, asked.collection)
        .depth(Depth::Zero)
        .xml(body)
}

/// Reads the reply, calling `on_row` for each row but the collection's own.
///
/// # Errors
/// A refusal that is neither about the token nor about the report, or a body that could not be read to its end.
pub fn parse(
    asked: &Asked<'_>,
    status: StatusCode,
    headers: &HeaderMap,
    body: impl BufRead,
    limits: Limits,
    mut on_row: impl FnMut(Listed),
) -> Result<SyncReply, ReplyError> {
    let body = match expect_multistatus(status, headers, body) {
        Ok(body) => body,
        Err(ReplyError::Refused(refusal)) => return judge(asked, *refusal),
        Err(other) => return Err(other),
    };
    let collection = asked.collection.href();
    let mut count = Count::default();
    let summary = multistatus::read(body, limits, |row| {
        if row.error == Some(Precondition::ValidSyncToken) {
            count.token_refused = true;
        }
        for sent in row.hrefs() {
            match tell(row, sent, asked.collection, &collection) {
                Told::Own(own) => count.own = own,
                Told::Listed(listed) => {
                    count.add(&listed);
                    on_row(listed);
                }
            }
        }
    })?;
    Ok(count.reply(asked, summary))
}

#[derive(Default)]
struct Count {
    changed: u64,
    removed: u64,
    unclear: u64,
    own: OwnRow,
    token_refused: bool,
}

impl Count {
    fn add(&mut self, listed: &Listed) {
        match listed {
            Listed::Member(_) => self.changed += 1,
            Listed::Removed(_) => self.removed += 1,
            Listed::Unclear { .. } | Listed::Outside(_) => self.unclear += 1,
            Listed::SubCollection(_) => {}
        }
    }

    fn reply(self, asked: &Asked<'_>, summary: Summary) -> SyncReply {
        if self.token_refused {
            return SyncReply::TokenRefused;
        }
        if self.own == OwnRow::NotFound {
            return SyncReply::NotFound;
        }
        let rows = self.changed + self.removed;
        // "More" without a way to go on would ask the same thing for ever.
        let leads_on = summary
            .sync_token
            .as_ref()
            .is_some_and(|token| Some(token) != asked.token);
        let end = match (self.own, asked.limit) {
            (OwnRow::Truncated, _) if leads_on => End::More,
            (OwnRow::Truncated, _) => End::CutInSilence,
            (_, Some(limit)) if rows >= u64::from(limit.get()) => End::CutInSilence,
            _ => End::Last,
        };
        let own_trouble = u64::from(matches!(self.own, OwnRow::Trouble(_)));
        SyncReply::Page(Page {
            token: summary.sync_token,
            end,
            changed: self.changed,
            removed: self.removed,
            unclear: self.unclear + own_trouble,
            since_token: asked.token.is_some(),
        })
    }
}

/// Servers say "unknown token" with 403 (most), 412 (Xandikos), 409, 410, 400, or 418 (Nextcloud after a deletion).
/// Where it was something else, the listing that follows will say so.
fn judge(asked: &Asked<'_>, refusal: Refusal) -> Result<SyncReply, ReplyError> {
    let status = refusal.status.as_u16();
    match (&refusal.precondition, status) {
        (Some(Precondition::ValidSyncToken), _) => Ok(SyncReply::TokenRefused),
        (Some(Precondition::NeedPrivileges), _) => Err(refusal.into()),
        (Some(Precondition::SupportedReport), _) | (_, 405 | 501) => Ok(SyncReply::NotOffered),
        (Some(Precondition::MatchesWithinLimits), _) if asked.limit.is_some() => {
            Ok(SyncReply::LimitRefused)
        }
        (_, 507) if asked.limit.is_some() => Ok(SyncReply::LimitRefused),
        (_, 400 | 403 | 409 | 410 | 412 | 418) if asked.token.is_some() => {
            Ok(SyncReply::TokenRefused)
        }
        (_, 400 | 409 | 412 | 415 | 422) => Ok(SyncReply::NotOffered),
        (_, 404 | 410) => Ok(SyncReply::NotFound),
        _ => Err(refusal.into()),
    }
}
