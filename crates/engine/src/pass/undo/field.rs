//! Undo of one field: the rest of the item stays as it is now, also what was changed since.

use pim::{Item, RowKey, TakeBackError, take_back};

use super::settled::TakenBack;
use super::{PairingPass, PassError, Undone};
use crate::endpoint::Write;
use crate::journal::Change;
use crate::reconcile::{State, place};
use crate::{Sentence, say};

impl PairingPass<'_> {
    /// Takes back what a change did to one field, named as in the rows of the text before and the text after it.
    ///
    /// # Errors
    /// A side or the journal failed.
    pub async fn undo_field(mut self, change: &Change, field: RowKey) -> Result<Undone, PassError> {
        let why_not = self.undo_one_field(change, field).await?;
        Ok(Undone {
            title: change.what.title.clone(),
            side: change.what.side,
            why_not,
        })
    }

    async fn undo_one_field(
        &mut self,
        change: &Change,
        field: RowKey,
    ) -> Result<Option<Sentence>, PassError> {
        let (Some(before), Some(after)) = (
            self.item(change.what.before)?,
            self.item(change.what.after)?,
        ) else {
            return Ok(Some(say!(
                "the item was added or deleted as a whole, or its earlier text is no longer kept; undo the item instead"
            )));
        };
        let (id, now) = match self.side_now(change).await? {
            Ok(found) => found,
            Err(why_not) => return Ok(Some(why_not)),
        };
        let State::Here(copy) = now else {
            let place = place(change.what.side);
            return Ok(Some(say!(
                "it is gone or cannot be read {place}",
                place = place
            )));
        };
        let result = match take_back(&before, &after, &copy.item, field) {
            Ok(result) => result,
            Err(TakeBackError::ChangedSince(_)) => {
                return Ok(Some(say!(
                    "this field was changed {place} since; open the item's history to choose a version",
                    place = place(change.what.side)
                )));
            }
            Err(error) => return Ok(Some(error.to_string().into())),
        };
        let text = result.bytes();
        let replaced = copy.item.bytes();
        if text == replaced {
            return Ok(Some(say!("this field is as it was before already")));
        }
        let write = Write::Replace {
            id,
            expected: copy.version,
            replaces: replaced.clone(),
            body: text.clone(),
        };
        self.write_back(change, write, TakenBack::field(field, replaced, text))
            .await
    }

    fn item(&self, body: Option<crate::journal::BodyId>) -> Result<Option<Item>, PassError> {
        let text = self.text(body)?;
        Ok(text.and_then(|text| Item::parse(self.pairing.kind, &text).ok()))
    }
}
