//! What two listings, the bases and what waited from earlier passes leave to look at.
//!
//! Here absence becomes a question, and only an endpoint's answer about that very item makes it [`Glance::Gone`].

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::endpoint::{EndpointError, Extent, Fetched, ItemId, Listing, Seen};
use crate::journal::{Attention, Base, BaseId, Conflict, Journal, JournalError, Need, PairingId};
use crate::{Both, SIDES, Side};

/// What is known of one side of an agreed item before its body is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glance {
    /// As agreed.
    AsAgreed,
    /// To be fetched: changed, or in doubt.
    Look,
    /// The endpoint says it is gone.
    Gone,
}

/// An item both sides agreed on, and what is known of it now.
#[derive(Debug, Clone)]
pub(super) struct Agreed {
    pub(super) base: Base,
    pub(super) glance: Both<Glance>,
}

/// What is left to look at.
#[derive(Debug, Default)]
pub(super) struct Work {
    /// Items agreed on that changed, are gone, or are in doubt.
    pub(super) agreed: BTreeMap<BaseId, Agreed>,
    /// Items never agreed on, per side.
    pub(super) new: Both<BTreeSet<ItemId>>,
    /// Bases whose own write was seen in a listing.
    pub(super) echoes: Vec<(BaseId, Side)>,
    /// Items whose absence could not be explained: nothing is done with them.
    pub(super) unexplained: usize,
}

impl Work {
    /// How many items that is.
    pub(super) fn len(&self) -> usize {
        self.agreed.len() + self.new.server.len() + self.new.local.len()
    }
}

/// Gathers work.
pub(super) struct Gathering<'a> {
    pub(super) journal: &'a Journal,
    pub(super) pairing: PairingId,
    /// Whether what was refused or unreadable before is looked at again although it did not change.
    pub(super) everything: bool,
    /// False where nothing was agreed on yet, on a first pass: then no base is looked for.
    pub(super) has_bases: bool,
    pub(super) attentions: &'a [Attention],
    pub(super) conflicts: &'a [Conflict],
    pub(super) work: Work,
}

impl Gathering<'_> {
    /// Takes in what a side lists as being there or gone. The rows are moved here: a large mailbox is not held twice.
    pub(super) fn take_listing(
        &mut self,
        side: Side,
        listing: &mut Listing,
    ) -> Result<(), JournalError> {
        let untold = self.untold_echoes(side, listing)?;
        let extent = listing.extent;
        for seen in std::mem::take(&mut listing.seen) {
            self.saw(side, seen, extent)?;
        }
        for id in std::mem::take(&mut listing.removed) {
            self.is_gone(side, &id)?;
        }
        for id in &untold {
            self.look_at(side, id)?;
        }
        Ok(())
    }

    /// What we wrote after the cursor was taken is in the listing that follows it. What is not there may be gone: a
    /// server need not mention what was made and deleted since (RFC 6578 §3.5.2; Xandikos does not).
    fn untold_echoes(&self, side: Side, listing: &Listing) -> Result<Vec<ItemId>, JournalError> {
        if listing.extent != Extent::Changes {
            return Ok(Vec::new());
        }
        let mut awaited = self.journal.awaited_echoes(self.pairing, side)?;
        if !awaited.is_empty() {
            let told: HashSet<&ItemId> = listing.ids().collect();
            awaited.retain(|id| !told.contains(id));
        }
        Ok(awaited)
    }

    /// The agreed items that a complete listing leaves out: to be asked for by name.
    pub(super) fn absent(
        &self,
        side: Side,
        listing: &Listing,
    ) -> Result<Vec<ItemId>, JournalError> {
        if listing.extent != Extent::Everything || !self.has_bases {
            return Ok(Vec::new());
        }
        let present: HashSet<&ItemId> = listing.ids().collect();
        self.journal.agreed_but_absent(self.pairing, side, &present)
    }

    /// Takes in what the endpoint answered about an item its listing left out.
    pub(super) fn take_answer(
        &mut self,
        side: Side,
        answer: &Fetched,
    ) -> Result<Option<EndpointError>, JournalError> {
        match answer {
            Fetched::Gone { id } => self.is_gone(side, id)?,
            Fetched::Here { id, version, .. } => {
                let seen = Seen {
                    id: id.clone(),
                    version: version.clone(),
                };
                self.saw(side, seen, Extent::Everything)?;
            }
            Fetched::Failed { error, .. } => {
                self.work.unexplained += 1;
                return Ok(Some(error.clone()));
            }
        }
        Ok(None)
    }

    fn saw(&mut self, side: Side, seen: Seen, extent: Extent) -> Result<(), JournalError> {
        let base = if self.has_bases {
            self.journal.base_of(self.pairing, side, &seen.id)?
        } else {
            None
        };
        let Some(base) = base else {
            if !self.is_kept_apart(side, &seen) {
                self.work.new.of_mut(side).insert(seen.id);
            }
            return Ok(());
        };
        let part = base.side(side);
        if seen.version.is_some() && seen.version == part.version {
            if part.echo {
                self.work.echoes.push((base.id, side));
                return Ok(());
            }
            // Listed as changed, and yet the version agreed on: some servers give an old ETag to a new body.
            if extent != Extent::Changes || side == Side::Local {
                return Ok(());
            }
        }
        self.glance(base, side, Glance::Look);
        Ok(())
    }

    fn is_gone(&mut self, side: Side, id: &ItemId) -> Result<(), JournalError> {
        self.work.new.of_mut(side).remove(id);
        if let Some(base) = self.journal.base_of(self.pairing, side, id)? {
            self.glance(base, side, Glance::Gone);
        } else if self.is_noted(side, id) {
            // Looked at like one that is new, it is found gone, and what was noted of it is forgotten.
            self.work.new.of_mut(side).insert(id.clone());
        }
        Ok(())
    }

    /// Whether something waits about an item that only this side ever had.
    fn is_noted(&self, side: Side, id: &ItemId) -> bool {
        self.attentions.iter().any(|attention| {
            let (here, there) = match side {
                Side::Server => (&attention.server_id, &attention.local_id),
                Side::Local => (&attention.local_id, &attention.server_id),
            };
            here.as_ref() == Some(id) && there.is_none()
        })
    }

    /// Looks at an item whatever the listing says: an intent or a failure was left over.
    pub(super) fn look_at(&mut self, side: Side, id: &ItemId) -> Result<(), JournalError> {
        match self.journal.base_of(self.pairing, side, id)? {
            Some(base) => {
                if self
                    .work
                    .agreed
                    .get(&base.id)
                    .is_none_or(|known| *known.glance.of(side) == Glance::AsAgreed)
                {
                    self.glance(base, side, Glance::Look);
                }
            }
            None => {
                self.work.new.of_mut(side).insert(id.clone());
            }
        }
        Ok(())
    }

    fn glance(&mut self, base: Base, side: Side, glance: Glance) {
        let known = self.work.agreed.entry(base.id).or_insert_with(|| Agreed {
            base,
            glance: Both::each(|_| Glance::AsAgreed),
        });
        *known.glance.of_mut(side) = glance;
    }

    /// An item that was looked at in this very version and left alone: nothing new to say.
    fn is_kept_apart(&self, side: Side, seen: &Seen) -> bool {
        seen.version.is_some()
            && self.attentions.iter().any(|attention| {
                let (here, there) = match side {
                    Side::Server => (&attention.server_id, &attention.local_id),
                    Side::Local => (&attention.local_id, &attention.server_id),
                };
                attention.need != Need::Retry
                    && (attention.need == Need::KeptApart || !self.everything)
                    && here.as_ref() == Some(&seen.id)
                    && there.is_none()
                    && attention.version == seen.version
            })
    }

    /// Whatever waits from earlier passes: retries and left-over intents are looked at again; where one side of
    /// something that waits changed, the other side is looked at too, for its edit may be older than the cursor.
    pub(super) fn take_what_waits(&mut self) -> Result<(), JournalError> {
        for intent in self.journal.intents(self.pairing)? {
            for (side, id) in [
                (Side::Server, &intent.about.server_id),
                (Side::Local, &intent.about.local_id),
            ] {
                if let Some(id) = id {
                    self.look_at(side, id)?;
                }
            }
        }
        for attention in self
            .attentions
            .iter()
            .filter(|attention| attention.need == Need::Retry)
        {
            for (side, id) in [
                (Side::Server, &attention.server_id),
                (Side::Local, &attention.local_id),
            ] {
                if let Some(id) = id {
                    self.look_at(side, id)?;
                }
            }
        }
        let pairs: Vec<(Option<ItemId>, Option<ItemId>)> = self
            .conflicts
            .iter()
            .map(|conflict| {
                (
                    conflict.server.as_ref().map(|s| s.id.clone()),
                    conflict.local.as_ref().map(|s| s.id.clone()),
                )
            })
            .chain(
                self.attentions
                    .iter()
                    .map(|a| (a.server_id.clone(), a.local_id.clone())),
            )
            .collect();
        for (server, local) in pairs {
            if self.is_in_work(Side::Server, server.as_ref())?
                || self.is_in_work(Side::Local, local.as_ref())?
            {
                for (side, id) in [(Side::Server, server), (Side::Local, local)] {
                    if let Some(id) = id {
                        self.look_at(side, &id)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn is_in_work(&self, side: Side, id: Option<&ItemId>) -> Result<bool, JournalError> {
        let Some(id) = id else { return Ok(false) };
        if self.work.new.of(side).contains(id) {
            return Ok(true);
        }
        let base = self.journal.base_of(self.pairing, side, id)?;
        Ok(base.is_some_and(|base| self.work.agreed.contains_key(&base.id)))
    }
}

/// The sides of an agreed item that must be fetched.
pub(super) fn to_fetch(agreed: &Agreed) -> impl Iterator<Item = Side> + '_ {
    SIDES
        .into_iter()
        .filter(|side| *agreed.glance.of(*side) == Glance::Look)
}
