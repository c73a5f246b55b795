//! The local items that a server item might be: one of them looked at, or chosen.

use pim::{Item, Kind};

use super::Engine;
use crate::endpoint::{Fetched, ItemId, Version};
use crate::journal::{Conflict, ConflictSide};
use crate::say;
use crate::{Code, Failure};

impl Engine {
    /// The local item a conflict is to be compared with, where that is not the one it is about already.
    pub(super) async fn other_candidate(
        &self,
        conflict: &Conflict,
        account: &str,
        kind: Kind,
        candidate: Option<&ItemId>,
    ) -> Result<Option<(ItemId, Item)>, Failure> {
        let Some(id) =
            candidate.filter(|id| conflict.local.as_ref().map(|local| &local.id) != Some(*id))
        else {
            return Ok(None);
        };
        let (_, body) = self.candidate(conflict, account, kind, id).await?;
        let item = Item::parse(kind, &body).map_err(|error| {
            let hint = say!("Choose another of the items it might be.");
            Failure::new(Code::Nonsense, &id.0, error.to_string(), hint)
        })?;
        Ok(Some((id.clone(), item)))
    }

    pub(super) async fn take_candidate(
        &self,
        conflict: &Conflict,
        account: &str,
        kind: Kind,
        candidate: &ItemId,
    ) -> Result<(), Failure> {
        let (version, body) = self.candidate(conflict, account, kind, candidate).await?;
        let id = candidate.clone();
        self.journal.write(|batch| {
            let body = Some(batch.put_body(&body)?);
            batch.choose_candidate(
                conflict.id,
                &ConflictSide {
                    id,
                    version,
                    body,
                    base: None,
                },
            )
        })?;
        Ok(())
    }

    /// A local item that a conflict might be about, as it is now.
    pub(super) async fn candidate(
        &self,
        conflict: &Conflict,
        account: &str,
        kind: Kind,
        candidate: &ItemId,
    ) -> Result<(Option<Version>, Vec<u8>), Failure> {
        let missing = || {
            Failure::new(
                Code::Unknown,
                &candidate.0,
                say!("that local item is not one of those it might be"),
                say!("Choose one of the items listed with the conflict."),
            )
        };
        if !conflict
            .candidates
            .iter()
            .any(|known| known.id == *candidate)
        {
            return Err(missing());
        }
        let settings = self.settings_of(account)?;
        let place = self.local_place(&settings, kind)?;
        let answer = place
            .endpoint()
            .fetch(std::slice::from_ref(candidate))
            .await?
            .pop();
        match answer {
            Some(Fetched::Here { version, body, .. }) => Ok((version, body)),
            _ => Err(missing()),
        }
    }
}
