//! Sending one PUT or DELETE under a condition, and reading what became of it.

use std::io::BufRead;

use bytes::Bytes;
use dav::put::{self, Condition, Media, Written};
use dav::{ETag, Href, Place, Refusal as Reply, ScheduleTag, WriteRefusal, delete};
use http::{HeaderMap, Request, StatusCode};
use pim::Kind;

use super::super::learned::Conditions;
use super::super::session::Sent;
use super::super::{DavCollection, ids};
use super::draft::{Draft, Together, What};
use crate::endpoint::{Stored, Version, WriteOutcome};

impl DavCollection {
    pub(super) async fn send(
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
            Sent::NotDone(error) => WriteOutcome::NotDone(error),
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
                self.session.learn_conditions(Conditions::Unknown);
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
            Sent::NotDone(error) => WriteOutcome::NotDone(error),
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
                other => self.refused(draft, &other, &reply),
            },
        }
    }
}

/// A condition that can go to another thread.
enum OwnedCondition {
    Absent,
    Unchanged(ETag),
    UnchangedAsSent(ETag),
    ScheduleUnchanged(ScheduleTag),
    None,
}

impl OwnedCondition {
    fn of(condition: Condition<'_>) -> Self {
        match condition {
            Condition::Absent => Self::Absent,
            Condition::Unchanged(etag) => Self::Unchanged(etag.clone()),
            Condition::UnchangedAsSent(etag) => Self::UnchangedAsSent(etag.clone()),
            Condition::ScheduleUnchanged(tag) => Self::ScheduleUnchanged(tag.clone()),
            Condition::None => Self::None,
        }
    }

    fn borrow(&self) -> Condition<'_> {
        match self {
            Self::Absent => Condition::Absent,
            Self::Unchanged(etag) => Condition::Unchanged(etag),
            Self::UnchangedAsSent(etag) => Condition::UnchangedAsSent(etag),
            Self::ScheduleUnchanged(tag) => Condition::ScheduleUnchanged(tag),
            Self::None => Condition::None,
        }
    }
}
