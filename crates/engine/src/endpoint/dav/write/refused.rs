//! What a write that was not done means: one status has many meanings (412 alone has five), so where the reply leaves
//! it open, the item or the collection is looked at.

use dav::put::Condition;
use dav::{Href, Place, Refusal as Reply, WriteRefusal, XmlError};

use super::super::{DavCollection, ids};
use super::NOBODYS_VERSION;
use super::draft::{Draft, Together, What};
use crate::endpoint::{EndpointError, Refusal, Trouble, WriteOutcome};
use crate::{Sentence, say};

impl DavCollection {
    pub(super) async fn put_refused(
        &self,
        draft: &Draft,
        condition: Condition<'_>,
        refusal: WriteRefusal,
        reply: &Reply,
        together: &Together,
    ) -> WriteOutcome {
        use WriteRefusal as W;
        match refusal {
            W::AlreadyExists if draft.is_create() => WriteOutcome::Exists {
                at: Some(draft.id()),
            },
            W::Stale | W::AlreadyExists => self.stale(draft, condition, None, together).await,
            W::StaleOrTooLarge => {
                let limit_bytes = self.info().max_item_bytes;
                self.stale(
                    draft,
                    condition,
                    Some(Refusal::TooLarge { limit_bytes }),
                    together,
                )
                .await
            }
            W::UidTakenAt(at) => self.uid_taken(draft, at.as_deref()),
            W::NotFound if draft.is_create() => {
                let refused = WriteOutcome::Refused(Refusal::Unexplained(words(reply)));
                self.not_found(together, refused).await
            }
            W::NotFound => self.not_found(together, WriteOutcome::Gone).await,
            W::Conflict if draft.is_create() => {
                self.not_found(together, WriteOutcome::Exists { at: None })
                    .await
            }
            W::Conflict => {
                self.not_found(
                    together,
                    WriteOutcome::Refused(Refusal::Invalid(words(reply))),
                )
                .await
            }
            other => self.refused(draft, &other, reply),
        }
    }

    /// A condition did not hold. What else a 412 can mean is found out by looking: the item is gone, the body is too
    /// large (`or_else`), or the server knows a weak `ETag` only as it gave it.
    pub(super) async fn stale(
        &self,
        draft: &Draft,
        condition: Condition<'_>,
        or_else: Option<Refusal>,
        together: &Together,
    ) -> WriteOutcome {
        if matches!(condition, Condition::Unchanged(etag) if etag.as_str() == NOBODYS_VERSION) {
            return WriteOutcome::Stale;
        }
        // What is certain is that nothing was written.
        let Ok(found) = self.look(&draft.href).await else {
            return WriteOutcome::Stale;
        };
        let Some(found) = found else {
            return match (&draft.what, or_else) {
                (What::Create(_), Some(refusal)) => WriteOutcome::Refused(refusal),
                (What::Create(_), None) => WriteOutcome::Exists { at: None },
                (What::Replace(_), _) => self.not_found(together, WriteOutcome::Gone).await,
                (What::Delete, _) => self.not_found(together, WriteOutcome::Deleted).await,
            };
        };
        let unchanged = match (&found.tags.etag, &draft.expected) {
            (Some(now), Some(then)) => now.same_version(then),
            _ => false,
        };
        match (condition, or_else) {
            _ if draft.is_create() => WriteOutcome::Exists {
                at: Some(draft.id()),
            },
            (_, Some(refusal)) if unchanged => WriteOutcome::Refused(refusal),
            (Condition::Unchanged(weak), None) if unchanged && weak.is_weak() => {
                Box::pin(self.send(draft, Condition::UnchangedAsSent(weak), together)).await
            }
            _ => WriteOutcome::Stale,
        }
    }

    pub(super) fn uid_taken(&self, draft: &Draft, at: Option<&str>) -> WriteOutcome {
        let elsewhere = at.and_then(|at| Href::read(at, &self.url).ok());
        match elsewhere {
            // Cyrus wants a UID to be the only one in all calendars of a person.
            Some(href) if href.place_in(&self.url.href()) != Place::Member => {
                WriteOutcome::Refused(Refusal::Invalid(say!(
                    "another collection on the server holds an item with the same UID"
                )))
            }
            at if draft.is_create() => WriteOutcome::Exists {
                at: at.map(|href| ids::id_of(&href)),
            },
            _ => WriteOutcome::Refused(Refusal::Invalid(say!(
                "another item on the server has the same UID"
            ))),
        }
    }

    /// A 404 is about the item only where the collection is there.
    pub(super) async fn not_found(
        &self,
        together: &Together,
        if_there: WriteOutcome,
    ) -> WriteOutcome {
        let asked = together.is_there.get_or_try_init(|| async {
            match self.ask_itself().await {
                Ok(_) => Ok(true),
                Err(error) if error.trouble == Trouble::Missing => Ok(false),
                Err(error) => Err(error),
            }
        });
        match asked.await {
            Ok(true) => if_there,
            Ok(false) => WriteOutcome::NotDone(self.error(Trouble::Missing)),
            Err(error) => WriteOutcome::NotDone(error),
        }
    }

    pub(super) fn refused(
        &self,
        draft: &Draft,
        refusal: &WriteRefusal,
        reply: &Reply,
    ) -> WriteOutcome {
        use WriteRefusal as W;
        let error = |trouble| EndpointError::new(self.url.at(&draft.href).to_string(), trouble);
        let now = self.session.clock().now_ms().div_euclid(1000);
        match refusal {
            W::TooLarge => WriteOutcome::Refused(Refusal::TooLarge {
                limit_bytes: self.info().max_item_bytes,
            }),
            W::Invalid(_) => WriteOutcome::Refused(Refusal::Invalid(words(reply))),
            W::ReadOnly => WriteOutcome::Refused(Refusal::ReadOnly),
            W::QuotaExceeded => WriteOutcome::Refused(Refusal::NoRoom),
            W::Locked => WriteOutcome::NotDone(error(Trouble::Busy(None))),
            W::RateLimited(after) => {
                WriteOutcome::NotDone(error(Trouble::Busy(after.map(|after| after.wait(now)))))
            }
            W::AuthNeeded(_) => WriteOutcome::NotDone(error(Trouble::SignIn)),
            W::Redirected(_) => {
                WriteOutcome::NotDone(error(Trouble::Nonsense(reply.to_string().into())))
            }
            W::Other(status) if (400..500).contains(status) => {
                WriteOutcome::Refused(Refusal::Invalid(words(reply)))
            }
            // It may have been stored all the same.
            W::Other(_) if reply.is_web_page => WriteOutcome::Unknown(error(Trouble::Nonsense(
                XmlError::WebPage.to_string().into(),
            ))),
            W::ServerTrouble(status) | W::Other(status) => {
                WriteOutcome::Unknown(error(Trouble::Server(*status)))
            }
            // Judged by the callers, who know what was sent.
            W::Stale
            | W::AlreadyExists
            | W::StaleOrTooLarge
            | W::UidTakenAt(_)
            | W::NotFound
            | W::Conflict => WriteOutcome::Stale,
        }
    }
}

/// What a server said, in words.
fn words(reply: &Reply) -> Sentence {
    match &reply.precondition {
        Some(named) => format!("{reply} ({named:?})").into(),
        None => reply.to_string().into(),
    }
}
