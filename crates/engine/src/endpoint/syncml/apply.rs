//! What a message of the server's does to the mirror: items told, answers to our writes. All in one transaction, before
//! the server hears that it arrived.

use pim::{Item, Kind};
use syncml::devinf::CtCap;
use syncml::message::StatusCode;
use syncml::session::{Applied, Incoming, IncomingKind};

use super::mirror::{Change, Deed, Held, Pending};
use super::nameless::Nameless;
use super::wire::{self, Before, Told};
use crate::endpoint::name;

/// What one store's session knows while it runs.
pub(super) struct Applying<'d> {
    pub(super) kind: Kind,
    pub(super) kept: Option<&'d CtCap>,
    /// While everything is compared: items whose id at the server is not known, by what they say.
    pub(super) nameless: Option<Nameless>,
    /// What the server says shows that it does not know our ids.
    pub(super) doubts: Doubts,
}

/// Signs that the server does not keep what our Maps said. What else it knows of us is then worth nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Doubts {
    /// It told as new what it had agreed that we have.
    pub(super) forgot: bool,
    /// It spoke of an id we never gave, or of one of ours as if it were another's.
    pub(super) strange: bool,
}

impl Applying<'_> {
    /// Takes in an item the server tells.
    pub(super) fn told(
        &mut self,
        change: &Change<'_>,
        incoming: &Incoming,
    ) -> rusqlite::Result<Applied> {
        let kind = self.kind;
        let data = match &incoming.kind {
            IncomingKind::Add(data) | IncomingKind::Replace(data) => data,
            IncomingKind::Delete => {
                if let Some(luid) = self.luid_of(change, incoming)? {
                    if self.is_strange(change, &luid)? {
                        return Ok(self.not_ours());
                    }
                    change.remove_item(kind, &luid)?;
                    change.clear_pending(kind, &luid)?;
                }
                return Ok(Applied::Deleted);
            }
            IncomingKind::Unreadable => return Ok(Applied::Refused(StatusCode::UNSUPPORTED_TYPE)),
        };
        let known = match self.luid_of(change, incoming)? {
            Some(luid) => {
                if self.is_strange(change, &luid)? {
                    return Ok(self.not_ours());
                }
                if matches!(incoming.kind, IncomingKind::Add(_)) && self.nameless.is_none() {
                    self.doubts.forgot |= change.was_agreed(kind, &luid)?;
                }
                let held = change.item(kind, &luid)?;
                if let (Some(held), Some(_), None) = (&held, &incoming.luid, &self.nameless)
                    && is_of_another(kind, change, held, data)?
                {
                    return Ok(self.not_ours());
                }
                held.ok_or(luid)
            }
            None => match self.recognised(change, data)? {
                Some(held) => Ok(held),
                None => Err(new_luid(incoming, data)),
            },
        };
        let guid = incoming.guid.clone();
        let luid = match known {
            Ok(held) => {
                self.told_again(change, &held, guid, data)?;
                held.luid
            }
            Err(luid) => {
                let body = wire::modern(kind, data, &luid);
                change.put_item(
                    kind,
                    &Held {
                        luid: luid.clone(),
                        guid,
                        version: wire::version_of(&body),
                        body,
                        wire: data.clone(),
                        missing: 0,
                    },
                )?;
                luid
            }
        };
        // What the server tells is newer than what we do not know to have arrived.
        change.clear_pending(kind, &luid)?;
        Ok(Applied::Stored { luid })
    }

    /// An id we never gave. While everything is compared a server may still say what an earlier mirror of ours gave.
    fn is_strange(&self, change: &Change<'_>, luid: &str) -> rusqlite::Result<bool> {
        Ok(self.nameless.is_none() && !change.was_given(self.kind, luid)?)
    }

    /// The answer to what is said of an id that is not ours: the server is to forget it. Nothing is done here, for it may
    /// be about any item.
    fn not_ours(&mut self) -> Applied {
        self.doubts.strange = true;
        Applied::Refused(StatusCode::NOT_FOUND)
    }

    fn luid_of(
        &self,
        change: &Change<'_>,
        incoming: &Incoming,
    ) -> rusqlite::Result<Option<String>> {
        if let Some(luid) = &incoming.luid {
            return Ok(Some(luid.clone()));
        }
        let Some(guid) = &incoming.guid else {
            return Ok(None);
        };
        change.luid_with_guid(self.kind, guid)
    }

    /// An item of ours under a name the server gave it: one that was sent and never answered for, or, while everything
    /// is compared, one whose name it never told.
    fn recognised(&mut self, change: &Change<'_>, data: &[u8]) -> rusqlite::Result<Option<Held>> {
        if let Some(nameless) = &mut self.nameless {
            return nameless.take(change, data, self.kept);
        }
        let unanswered = change.pending(self.kind)?;
        let found = unanswered
            .into_iter()
            .filter(|pending| pending.deed == Deed::Add)
            .find(|pending| is_our_item(self.kind, pending, data));
        Ok(found.map(Held::from))
    }

    fn told_again(
        &self,
        change: &Change<'_>,
        held: &Held,
        guid: Option<String>,
        data: &[u8],
    ) -> rusqlite::Result<()> {
        let before = Before {
            body: &held.body,
            wire: &held.wire,
        };
        let is_there = change.item(self.kind, &held.luid)?.is_some();
        let body = match wire::told(self.kind, before, data, self.kept, &held.luid) {
            Told::Same if is_there => {
                return change.note_seen(self.kind, &held.luid, guid.as_deref(), data);
            }
            Told::Same => held.body.clone(),
            Told::Edited(body) => body,
        };
        change.put_item(
            self.kind,
            &Held {
                luid: held.luid.clone(),
                guid: guid.or_else(|| held.guid.clone()),
                version: wire::version_of(&body),
                body,
                wire: data.to_vec(),
                missing: 0,
            },
        )
    }

    /// Takes in the server's answer to one of our writes.
    pub(super) fn answered(
        &self,
        change: &Change<'_>,
        luid: &str,
        code: StatusCode,
    ) -> rusqlite::Result<()> {
        let kind = self.kind;
        let Some(pending) = change.pending_of(kind, luid)? else {
            return Ok(());
        };
        match answer(pending.deed, code) {
            Answer::Done if pending.deed == Deed::Delete => change.remove_item(kind, luid)?,
            // An Add that was there already is one whose answer was lost: it is as it was sent.
            Answer::Done | Answer::TakenAlready => {
                let guid = change.item(kind, luid)?.and_then(|held| held.guid);
                change.put_item(
                    kind,
                    &Held {
                        luid: luid.to_owned(),
                        guid,
                        version: wire::version_of(&pending.body),
                        body: pending.body,
                        wire: pending.wire,
                        missing: 0,
                    },
                )?;
            }
            Answer::Gone => change.remove_item(kind, luid)?,
            Answer::Conflict | Answer::NotDone => {}
        }
        change.clear_pending(kind, luid)
    }
}

/// As it will be once it is known to have arrived.
impl From<Pending> for Held {
    fn from(pending: Pending) -> Self {
        Self {
            luid: pending.luid,
            guid: None,
            version: wire::version_of(&pending.body),
            body: pending.body,
            wire: pending.wire,
            missing: 0,
        }
    }
}

/// The same UID, or the same meaning.
fn is_our_item(kind: Kind, pending: &Pending, data: &[u8]) -> bool {
    let items = (Item::parse(kind, &pending.wire), Item::parse(kind, data));
    match items {
        (Ok(ours), Ok(theirs)) => {
            (ours.uid().is_some() && ours.uid() == theirs.uid())
                || ours.fingerprint() == theirs.fingerprint()
        }
        _ => pending.wire == data,
    }
}

/// Whether the text that is told of an item is another item's: it has another UID, and that is one of ours.
fn is_of_another(
    kind: Kind,
    change: &Change<'_>,
    held: &Held,
    data: &[u8],
) -> rusqlite::Result<bool> {
    if held.wire == data {
        return Ok(false);
    }
    let uid = |text| Item::parse(kind, text).ok().and_then(|item| item.uid());
    match (uid(&held.wire), uid(data)) {
        (Some(was), Some(is)) if was != is => {
            change.another_says(kind, &held.luid, &format!("UID:{is}"))
        }
        _ => Ok(false),
    }
}

/// The same item of the server's has the same id here, even after everything here was lost.
fn new_luid(incoming: &Incoming, data: &[u8]) -> String {
    let named = incoming.guid.as_deref().map(str::as_bytes);
    let hash = name::short_hash(named.unwrap_or(data));
    format!("s{}", hash.get(..20).unwrap_or(&hash))
}

/// What an answer to a write means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// It is as sent.
    Done,
    /// The server says it has no such item.
    Gone,
    /// The server changed it too and kept something else: its version follows, or came.
    Conflict,
    /// An Add of an id that is there.
    TakenAlready,
    /// It was refused.
    NotDone,
}

/// What this code means for this deed.
pub(super) fn answer(deed: Deed, code: StatusCode) -> Answer {
    match code {
        StatusCode::CONFLICT_MERGED
        | StatusCode::CONFLICT_DUPLICATED
        | StatusCode::CONFLICT_SERVER_WON
        | StatusCode::CONFLICT => Answer::Conflict,
        StatusCode::ITEM_NOT_DELETED | StatusCode::NOT_FOUND | StatusCode::GONE => Answer::Gone,
        StatusCode::ALREADY_EXISTS if deed == Deed::Add => Answer::TakenAlready,
        // Not an answer but a promise (202), and 204 for a deletion, are as good as done.
        code if code.is_done() => Answer::Done,
        _ => Answer::NotDone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_has_one_meaning() {
        for (deed, code, meaning) in [
            (Deed::Add, 201, Answer::Done),
            (Deed::Replace, 200, Answer::Done),
            (Deed::Replace, 201, Answer::Done),
            (Deed::Replace, 208, Answer::Done),
            (Deed::Add, 208, Answer::Done),
            (Deed::Replace, 207, Answer::Conflict),
            (Deed::Replace, 209, Answer::Conflict),
            (Deed::Delete, 419, Answer::Conflict),
            (Deed::Replace, 409, Answer::Conflict),
            (Deed::Add, 418, Answer::TakenAlready),
            (Deed::Delete, 200, Answer::Done),
            (Deed::Delete, 210, Answer::Done),
            (Deed::Delete, 211, Answer::Gone),
            (Deed::Delete, 404, Answer::Gone),
            (Deed::Replace, 404, Answer::Gone),
            (Deed::Add, 415, Answer::NotDone),
            (Deed::Add, 420, Answer::NotDone),
            (Deed::Add, 500, Answer::NotDone),
            (Deed::Add, 213, Answer::NotDone),
        ] {
            assert_eq!(answer(deed, StatusCode(code)), meaning, "{deed:?} {code}");
        }
    }
}
