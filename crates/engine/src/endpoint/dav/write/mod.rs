//! Conditional writes, several in flight, each answered honestly.
//!
//! `If-Match` carries the version the new text was made from, never one that was just listed. Servers exist that
//! ignore conditions (`SOGo`): until a server has shown what it does, and always where it ignores them, an item is
//! read and compared before it is written. It shows it with the first write itself: that is sent under a condition
//! that cannot hold. Refused, it is sent again under the true one; taken, what was wanted is done, and the server is known.

mod draft;
mod refused;
mod send;

use dav::get::Got;
use dav::put::Condition;
use dav::{ETag, Href, ScheduleTag};
use futures::StreamExt;
use pim::{Item, Kind};

use super::DavCollection;
use super::learned::Conditions;
use crate::endpoint::{EndpointError, Trouble, Write, WriteOutcome};
use crate::say;
use draft::{Draft, Together, What, by_item};

/// Writes in flight.
const IN_FLIGHT: usize = 6;
/// A version that no server gave.
const NOBODYS_VERSION: &str = "\"smartermail-sync-no-such-version\"";

/// What is at a member's place.
struct Found {
    tags: Tags,
    body: Vec<u8>,
}

/// What names the version that was just looked at; nothing where nothing is there.
#[derive(Default)]
struct Tags {
    etag: Option<ETag>,
    schedule_tag: Option<ScheduleTag>,
}

impl Tags {
    /// The condition that what is there is still this. A scheduling tag guards only where there is no `ETag`: it lets
    /// pass what attendees answered meanwhile (RFC 6638, 3.2.10), and that is to be merged here, where it can be undone.
    fn condition(&self, is_create: bool) -> Condition<'_> {
        match (&self.etag, &self.schedule_tag) {
            (Some(etag), _) => Condition::Unchanged(etag),
            (None, Some(tag)) => Condition::ScheduleUnchanged(tag),
            (None, None) if is_create => Condition::Absent,
            (None, None) => Condition::None,
        }
    }
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
        let mut rest: Vec<(usize, WriteOutcome)> = futures::stream::iter(by_item(drafts))
            .map(|lane| self.write_lane(lane, &together))
            .buffer_unordered(IN_FLIGHT)
            .collect::<Vec<_>>()
            .await
            .concat();
        rest.sort_by_key(|(place, _)| *place);
        outcomes.extend(rest.into_iter().map(|(_, outcome)| outcome));
        outcomes
    }

    /// The writes of one item, one after the other.
    async fn write_lane(
        &self,
        lane: Vec<(usize, Draft)>,
        together: &Together,
    ) -> Vec<(usize, WriteOutcome)> {
        let mut outcomes = Vec::with_capacity(lane.len());
        for (place, draft) in lane {
            outcomes.push((place, self.write_one(draft, together).await));
        }
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
        let tags = match self.look_before(&draft, together).await {
            Ok(tags) => tags,
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
        let condition = tags.condition(draft.is_create());
        let outcome = self.send(&draft, condition, together).await;
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
            Ok(tags) => {
                let condition = tags.condition(draft.is_create());
                self.send(draft, condition, together).await
            }
            Err(outcome) => outcome,
        }
    }

    /// Looks whether what is there is what the write was made on, and says under which version it is.
    async fn look_before(&self, draft: &Draft, together: &Together) -> Result<Tags, WriteOutcome> {
        match (
            self.look(&draft.href)
                .await
                .map_err(WriteOutcome::NotDone)?,
            &draft.what,
        ) {
            (None, What::Create(_)) => Ok(Tags::default()),
            (Some(_), What::Create(_)) => Err(WriteOutcome::Exists {
                at: Some(draft.id()),
            }),
            (None, What::Replace(_)) => Err(self.not_found(together, WriteOutcome::Gone).await),
            (None, What::Delete) => Err(self.not_found(together, WriteOutcome::Deleted).await),
            (Some(found), _) if self.is_what_it_was(&found, draft) => Ok(found.tags),
            (Some(_), _) => Err(WriteOutcome::Stale),
        }
    }

    /// The text counts, and where conditions are honoured the version as well. An `ETag` alone does not where they are
    /// not: `SOGo` gives the first `ETag` again to another item made at the same place.
    fn is_what_it_was(&self, found: &Found, draft: &Draft) -> bool {
        let same_version = match (&found.tags.etag, &draft.expected) {
            (Some(now), Some(then)) => now.same_version(then),
            _ => false,
        };
        let believes_versions = self.session.conditions() != Conditions::Ignored;
        (believes_versions && same_version) || is_same_item(self.kind, &found.body, &draft.replaces)
    }

    async fn look(&self, href: &Href) -> Result<Option<Found>, EndpointError> {
        match self.read_item(href).await? {
            Got::Item {
                etag,
                schedule_tag,
                body,
            } => {
                let tags = Tags { etag, schedule_tag };
                Ok(Some(Found { tags, body }))
            }
            Got::NotFound => Ok(None),
            Got::Oversize | Got::Unchanged => Err(self.error(Trouble::Nonsense(say!(
                "the item could not be read before writing it"
            )))),
        }
    }
}

/// The same text, or the same meaning: servers fold and reorder what they store.
fn is_same_item(kind: Kind, now: &[u8], then: &[u8]) -> bool {
    let meaning = |text| Item::parse(kind, text).ok().map(|item| item.fingerprint());
    now == then || meaning(now).is_some_and(|now| Some(now) == meaning(then))
}
