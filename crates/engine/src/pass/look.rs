//! Looks at items: asks one side for them, and says what it holds of each.

use pim::{Item, Kind};

use super::{PairingPass, PassError};
use crate::Side;
use crate::endpoint::{EndpointError, Fetched, ItemId};
use crate::reconcile::{Copy, State};

/// An item that was asked for, and about which nothing is known: nothing may be concluded.
#[derive(Debug)]
pub(super) struct Unanswered {
    pub(super) id: ItemId,
    pub(super) error: EndpointError,
}

/// What an answer says of its item.
pub(super) fn state_of(kind: Kind, answer: Fetched) -> Result<State, Unanswered> {
    match answer {
        Fetched::Here { id, version, body } => Ok(match Item::parse(kind, &body) {
            Ok(item) => State::Here(Copy { id, version, item }),
            Err(error) => State::Unreadable {
                id,
                reason: error.to_string(),
            },
        }),
        Fetched::Gone { id } => Ok(State::Gone(id)),
        Fetched::Failed { id, error } => Err(Unanswered { id, error }),
    }
}

impl PairingPass<'_> {
    /// What that side holds of these items.
    pub(super) async fn look(
        &self,
        side: Side,
        ids: &[ItemId],
    ) -> Result<Vec<Result<State, Unanswered>>, PassError> {
        let kind = self.pairing.kind;
        let answers = self.endpoint(side).fetch(ids).await?;
        Ok(answers
            .into_iter()
            .map(|answer| state_of(kind, answer))
            .collect())
    }

    /// What that side holds of one item; `None` where it gave no answer about it.
    ///
    /// # Errors
    /// The side could not be asked, or failed for this item.
    pub(super) async fn look_at(
        &self,
        side: Side,
        id: &ItemId,
    ) -> Result<Option<State>, PassError> {
        match self.look(side, std::slice::from_ref(id)).await?.pop() {
            Some(Ok(state)) => Ok(Some(state)),
            Some(Err(unanswered)) => Err(unanswered.error.into()),
            None => Ok(None),
        }
    }

    /// Those of these items that are there and can be read.
    pub(super) async fn copies(&self, side: Side, ids: &[ItemId]) -> Result<Vec<Copy>, PassError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let states = self.look(side, ids).await?;
        Ok(states
            .into_iter()
            .filter_map(|state| match state {
                Ok(State::Here(copy)) => Some(copy),
                _ => None,
            })
            .collect())
    }
}
