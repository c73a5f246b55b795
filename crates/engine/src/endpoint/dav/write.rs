//! Conditional writes, several in flight, each answered honestly.
//!
//! `If-Match` carries the version the new text was made from, never one that was just listed. Servers exist that
//! ignore conditions (`SOGo`): until a server has shown what it does, and always where it ignores them, an item is
//! read and compared before it is written. It shows it with the first write itself: that is sent under a condition
//! that cannot hold. Refused, it is sent again under the true one; taken, what was wanted is done, and the server is known.

use std::io::BufRead;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use dav::get::Got;
use dav::put::{self, Condition, Media, Written};
use dav::{ETag, Href, Place, Refusal as Reply, WriteRefusal, delete};
use futures::StreamExt;
use http::{HeaderMap, Request, StatusCode};
use pim::{Item, Kind};
use tokio::sync::OnceCell;

use super::learned::Conditions;
use super::session::Sent;
use super::{DavCollection, ids};
use crate::endpoint::{
    EndpointError, ItemId, Refusal, Stored, Trouble, Version, Write, WriteOutcome,
};

/// Writes in flight.
const IN_FLIGHT: usize = 6;
/// After so many lost connections the rest is not sent.
const LOST: u32 = 2;
/// A version that no server gave.
const NOBODYS_VERSION: &str = "\"smartermail-sync-no-such-version\"";

/// What the writes of one call share.
#[derive(Default)]
struct Together {
    lost: AtomicU32,
    /// Why nothing more is sent.
    stopped: Mutex<Option<EndpointError>>,
    /// Whether the collection is there, asked at most once.
    is_there: OnceCell<bool>,
}

impl Together {
    fn stopped(&self) -> Option<EndpointError> {
        self.stopped
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn stop(&self, why: &EndpointError) {
        self.stopped
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert_with(|| why.clone());
    }

    /// Sees what a failure means for the writes that are still to be sent.
    fn mind(&self, outcome: &WriteOutcome) {
        let (WriteOutcome::Unknown(error) | WriteOutcome::NotDone(error)) = outcome else {
            return;
        };
        match error.trouble {
            Trouble::SignIn
            | Trouble::NameNotFound
            | Trouble::Certificate { .. }
            | Trouble::Busy(Some(_)) => {
                self.stop(error);
            }
            Trouble::NoConnection(_) | Trouble::TimedOut(_)
                if self.lost.fetch_add(1, Ordering::Relaxed) + 1 >= LOST =>
            {
                self.stop(error);
            }
            _ => {}
        }
    }
}

/// One write, as it is sent.
struct Draft {
    href: Href,
    what: What,
    /// The version it was made on; `None` where nothing is to be there, or where the server names no versions.
    expected: Option<ETag>,
    /// The body that version had.
    replaces: Vec<u8>,
}

enum What {
    Create(Bytes),
    Replace(Bytes),
    Delete,
}

impl Draft {
    fn of(write: Write) -> Self {
        let tag = |version: Option<Version>| version.and_then(|version| ETag::new(&version.0));
        match write {
            Write::Create { id, body } => Self {
                href: ids::href_of(&id),
                what: What::Create(body.into()),
                expected: None,
                replaces: Vec::new(),
            },
            Write::Replace {
                id,
                expected,
                replaces,
                body,
            } => Self {
                href: ids::href_of(&id),
                what: What::Replace(body.into()),
                expected: tag(expected),
                replaces,
            },
            Write::Delete {
                id,
                expected,
                replaces,
            } => Self {
                href: ids::href_of(&id),
                what: What::Delete,
                expected: tag(expected),
                replaces,
            },
        }
    }

    fn id(&self) -> ItemId {
        ids::id_of(&self.href)
    }

    fn is_create(&self) -> bool {
        matches!(self.what, What::Create(_))
    }

    /// Whether the server is asked by a condition alone, without reading first.
    fn can_be_conditional(&self) -> bool {
        self.is_create() || self.expected.is_some()
    }
}

/// What is at a member's place.
struct Found {
    etag: Option<ETag>,
    body: Vec<u8>,
}

/// What a condition that cannot hold brought.
enum Shown {
    /// The server refuses such writes.
    Honours,
    /// The write is done: it ignores conditions.
    Done(WriteOutcome),
    /// The reply said something else, or was lost.
    Nothing(Option<WriteOutcome>),
}

impl DavCollection {
    pub(super) async fn write_all(&self, writes: Vec<Write>) -> Vec<WriteOutcome> {
        let together = Together::default();
        let mut drafts: Vec<Draft> = writes.into_iter().map(Draft::of).collect();
        let mut outcomes = Vec::with_capacity(drafts.len());
        if self.session.conditions() == Conditions::Unknown && !drafts.is_empty() {
            let first = drafts.remove(0);
            outcomes.push(self.write_first(first, &together).await);
        }
        let rest = futures::stream::iter(drafts)
            .map(|draft| self.write_one(draft, &together))
            .buffered(IN_FLIGHT);
        outcomes.extend(rest.collect::<Vec<_>>().await);
        outcomes
    }

    async fn write_one(&self, draft: Draft, together: &Together) -> WriteOutcome {
        if let Some(why) = together.stopped() {
            return WriteOutcome::NotDone(why);
        }
        let trusts = self.session.conditions() == Conditions::Honoured;
        let outcome = if trusts && draft.can_be_conditional() {
            let condition = draft
                .expected
                .as_ref()
                .map_or(Condition::Absent, Condition::Unchanged);
            self.send(&draft, condition, together).await
        } else {
            self.write_carefully(&draft, together).await
        };
        together.mind(&outcome);
        outcome
    }

    /// The first write to a server of which it is not known what it does with conditions.
    async fn write_first(&self, draft: Draft, together: &Together) -> WriteOutcome {
        let condition = match self.look_before(&draft, together).await {
            Ok(found) => found,
            Err(outcome) => return outcome,
        };
        match self.show_conditions(&draft, together).await {
            Shown::Honours => self.session.learn_conditions(Conditions::Honoured),
            Shown::Done(outcome) => {
                self.session.learn_conditions(Conditions::Ignored);
                return outcome;
            }
            Shown::Nothing(Some(outcome)) => {
                together.mind(&outcome);
                return outcome;
            }
            Shown::Nothing(None) => {}
        }
        let outcome = self
            .send(
                &draft,
                as_condition(condition.as_ref(), draft.is_create()),
                together,
            )
            .await;
        together.mind(&outcome);
        outcome
    }

    async fn show_conditions(&self, draft: &Draft, together: &Together) -> Shown {
        let Some(nobodys) = ETag::new(NOBODYS_VERSION) else {
            return Shown::Nothing(None);
        };
        match self
            .send(draft, Condition::Unchanged(&nobodys), together)
            .await
        {
            WriteOutcome::Stale => Shown::Honours,
            done @ (WriteOutcome::Stored(_) | WriteOutcome::Deleted) => Shown::Done(done),
            // It may have happened.
            lost @ WriteOutcome::Unknown(_) => Shown::Nothing(Some(lost)),
            busy @ WriteOutcome::NotDone(_) => Shown::Nothing(Some(busy)),
            _ => Shown::Nothing(None),
        }
    }

    /// Reads, compares, then writes.
    async fn write_carefully(&self, draft: &Draft, together: &Together) -> WriteOutcome {
        match self.look_before(draft, together).await {
            Ok(etag) => {
                self.send(
                    draft,
                    as_condition(etag.as_ref(), draft.is_create()),
                    together,
                )
                .await
            }
            Err(outcome) => outcome,
        }
    }

    /// Looks whether what is there is what the write was made on, and says under which version it is.
    async fn look_before(
        &self,
        draft: &Draft,
        together: &Together,
    ) -> Result<Option<ETag>, WriteOutcome> {
        match (
            self.look(&draft.href)
                .await
                .map_err(WriteOutcome::NotDone)?,
            &draft.what,
        ) {
            (None, What::Create(_)) => Ok(None),
            (Some(_), What::Create(_)) => Err(WriteOutcome::Exists {
                at: Some(draft.id()),
            }),
            (None, What::Replace(_)) => Err(self.not_found(together, WriteOutcome::Gone).await),
            (None, What::Delete) => Err(self.not_found(together, WriteOutcome::Deleted).await),
            (Some(found), _) if self.is_what_it_was(&found, draft) => Ok(found.etag),
            (Some(_), _) => Err(WriteOutcome::Stale),
        }
    }

    /// The text counts, and where conditions are honoured the version as well. An `ETag` alone does not where they are
    /// not: `SOGo` gives the first `ETag` again to another item made at the same place.
    fn is_what_it_was(&self, found: &Found, draft: &Draft) -> bool {
        let same_version = match (&found.etag, &draft.expected) {
            (Some(now), Some(then)) => now.same_version(then),
            _ => false,
        };
        let believes_versions = self.session.conditions() != Conditions::Ignored;
        (believes_versions && same_version) || is_same_item(self.kind, &found.body, &draft.replaces)
    }

    async fn look(&self, href: &Href) -> Result<Option<Found>, EndpointError> {
        match self.read_item(href).await? {
            Got::Item { etag, body, .. } => Ok(Some(Found { etag, body })),
            Got::NotFound => Ok(None),
            Got::Oversize | Got::Unchanged => Err(self.error(Trouble::Nonsense(
                "the item could not be read before writing it".to_owned(),
            ))),
        }
    }

    async fn send(
        &self,
        draft: &Draft,
        condition: Condition<'_>,
        together: &Together,
    ) -> WriteOutcome {
        match &draft.what {
            What::Create(body) | What::Replace(body) => {
                self.put(draft, body, condition, together).await
            }
            What::Delete => self.delete(draft, condition, together).await,
        }
    }

    async fn put(
        &self,
        draft: &Draft,
        body: &Bytes,
        condition: Condition<'_>,
        together: &Together,
    ) -> WriteOutcome {
        let media = if self.kind == Kind::Contact {
            Media::Card
        } else {
            Media::Calendar
        };
        let request = put::request(&self.url, &draft.href, media, condition, body.clone());
        let sent = self
            .send_put(&request, OwnedCondition::of(condition), body.len())
            .await;
        match sent {
            Sent::NotSent(error) => WriteOutcome::NotDone(error),
            Sent::Lost(error) => WriteOutcome::Unknown(error),
            Sent::Answered(Ok(written)) => self.written(draft, condition, written),
            Sent::Answered(Err((refusal, reply))) => {
                self.put_refused(draft, condition, refusal, &reply, together)
                    .await
            }
        }
    }

    async fn send_put(
        &self,
        request: &Request<Bytes>,
        condition: OwnedCondition,
        size_bytes: usize,
    ) -> Sent<Result<Written, (WriteRefusal, Box<Reply>)>> {
        let parse = move |status: StatusCode, headers: &HeaderMap, body: &mut dyn BufRead| {
            put::parse(condition.borrow(), size_bytes, status, headers, body)
        };
        self.session.write(request, parse).await
    }

    fn written(&self, draft: &Draft, condition: Condition<'_>, written: Written) -> WriteOutcome {
        match condition {
            // Made anew under a condition that something is there.
            Condition::Unchanged(_) | Condition::UnchangedAsSent(_) if written.created => {
                self.session.learn_conditions(Conditions::Ignored);
            }
            // Overwritten under a condition that nothing is there? To be found out at the next write.
            Condition::Absent if !written.created => {
                self.session.learn_conditions(Conditions::Unknown)
            }
            _ => {}
        }
        let elsewhere = written
            .location
            .as_deref()
            .and_then(|to| Href::read(to, &self.url).ok());
        let elsewhere = elsewhere.filter(|href| href.place_in(&self.url.href()) == Place::Member);
        WriteOutcome::Stored(Stored {
            id: elsewhere.map_or_else(|| draft.id(), |href| ids::id_of(&href)),
            read_again: written.etag.is_none(),
            version: written.etag.map(|etag| Version(etag.as_str().to_owned())),
        })
    }

    async fn put_refused(
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
                let refused = WriteOutcome::Refused(Refusal::Invalid(words(reply)));
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
            other => self.refused(draft, other, reply),
        }
    }

    async fn delete(
        &self,
        draft: &Draft,
        condition: Condition<'_>,
        together: &Together,
    ) -> WriteOutcome {
        let request = delete::request(&self.url, &draft.href, condition);
        let parse = |status: StatusCode, headers: &HeaderMap, body: &mut dyn BufRead| {
            delete::parse(status, headers, body)
        };
        match self.session.write(&request, parse).await {
            Sent::NotSent(error) => WriteOutcome::NotDone(error),
            Sent::Lost(error) => WriteOutcome::Unknown(error),
            Sent::Answered(Ok(delete::Deleted::Now)) => WriteOutcome::Deleted,
            Sent::Answered(Ok(delete::Deleted::Before)) => {
                self.not_found(together, WriteOutcome::Deleted).await
            }
            Sent::Answered(Err((refusal, reply))) => match refusal {
                WriteRefusal::Stale | WriteRefusal::StaleOrTooLarge | WriteRefusal::Conflict => {
                    self.stale(draft, condition, None, together).await
                }
                WriteRefusal::NotFound => self.not_found(together, WriteOutcome::Deleted).await,
                other => self.refused(draft, other, &reply),
            },
        }
    }

    /// A condition did not hold. What else a 412 can mean is found out by looking: the item is gone, the body is too
    /// large (`or_else`), or the server knows a weak `ETag` only as it gave it.
    async fn stale(
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
        let Ok(found) = self.look(&draft.href).await else { return WriteOutcome::Stale };
        let Some(found) = found else {
            return match (&draft.what, or_else) {
                (What::Create(_), Some(refusal)) => WriteOutcome::Refused(refusal),
                (What::Create(_), None) => WriteOutcome::Exists { at: None },
                (What::Replace(_), _) => self.not_found(together, WriteOutcome::Gone).await,
                (What::Delete, _) => self.not_found(together, WriteOutcome::Deleted).await,
            };
        };
        let unchanged = match (&found.etag, &draft.expected) {
            (Some(now), Some(then)) => now.same_version(then),
            _ => false,
        };
        match (condition, or_else) {
            _ if draft.is_create() => WriteOutcome::Exists { at: Some(draft.id()) },
            (_, Some(refusal)) if unchanged => WriteOutcome::Refused(refusal),
            (Condition::Unchanged(weak), None) if unchanged && weak.is_weak() => {
                Box::pin(self.send(draft, Condition::UnchangedAsSent(weak), together)).await
            }
            _ => WriteOutcome::Stale,
        }
    }

    fn uid_taken(&self, draft: &Draft, at: Option<&str>) -> WriteOutcome {
        let elsewhere = at.and_then(|at| Href::read(at, &self.url).ok());
        match elsewhere {
            // Cyrus wants a UID to be the only one in all calendars of a person.
            Some(href) if href.place_in(&self.url.href()) != Place::Member => {
                WriteOutcome::Refused(Refusal::Invalid(
                    "another collection on the server holds an item with the same UID".to_owned(),
                ))
            }
            at if draft.is_create() => WriteOutcome::Exists {
                at: at.map(|href| ids::id_of(&href)),
            },
            _ => WriteOutcome::Refused(Refusal::Invalid(
                "another item on the server has the same UID".to_owned(),
            )),
        }
    }

    /// A 404 is about the item only where the collection is there.
    async fn not_found(&self, together: &Together, if_there: WriteOutcome) -> WriteOutcome {
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

    fn refused(&self, draft: &Draft, refusal: WriteRefusal, reply: &Reply) -> WriteOutcome {
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
            W::Redirected(_) => WriteOutcome::NotDone(error(Trouble::Nonsense(reply.to_string()))),
            // It may have been stored all the same.
            W::ServerTrouble(status) => WriteOutcome::Unknown(error(Trouble::Server(status))),
            W::Other(status) if (400..500).contains(&status) => {
                WriteOutcome::Refused(Refusal::Invalid(words(reply)))
            }
            W::Other(status) => WriteOutcome::Unknown(error(Trouble::Server(status))),
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

/// The condition for what was just looked at.
fn as_condition(etag: Option<&ETag>, is_create: bool) -> Condition<'_> {
    match etag {
        Some(etag) => Condition::Unchanged(etag),
        None if is_create => Condition::Absent,
        None => Condition::None,
    }
}

/// A condition that can go to another thread.
enum OwnedCondition {
    Absent,
    Unchanged(ETag),
    UnchangedAsSent(ETag),
    None,
}

impl OwnedCondition {
    fn of(condition: Condition<'_>) -> Self {
        match condition {
            Condition::Absent => Self::Absent,
            Condition::Unchanged(etag) => Self::Unchanged(etag.clone()),
            Condition::UnchangedAsSent(etag) => Self::UnchangedAsSent(etag.clone()),
            Condition::ScheduleUnchanged(_) | Condition::None => Self::None,
        }
    }

    fn borrow(&self) -> Condition<'_> {
        match self {
            Self::Absent => Condition::Absent,
            Self::Unchanged(etag) => Condition::Unchanged(etag),
            Self::UnchangedAsSent(etag) => Condition::UnchangedAsSent(etag),
            Self::None => Condition::None,
        }
    }
}

/// The same text, or the same meaning: servers fold and reorder what they store.
fn is_same_item(kind: Kind, now: &[u8], then: &[u8]) -> bool {
    let meaning = |text| Item::parse(kind, text).ok().map(|item| item.fingerprint());
    now == then || meaning(now).is_some_and(|now| Some(now) == meaning(then))
}

/// What a server said, in words.
fn words(reply: &Reply) -> String {
    match &reply.precondition {
        Some(named) => format!("{reply} ({named:?})"),
        None => reply.to_string(),
    }
}
