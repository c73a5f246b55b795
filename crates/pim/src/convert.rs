//! From one format to another: between the three vCards, and between vCalendar 1.0 and iCalendar 2.0.
//!
//! What the target can say is said in its words; what it can't travels as an `X-SMSYNC-` line and is itself again when it
//! comes back ([`carry`]). Nothing is left out but what a format only says about itself. Cards are in [`card`], calendars
//! in [`calendar`] with a file each for rules, alarms, zones and people.

pub(crate) mod alarm;
mod calendar;
mod card;
mod carry;
mod local_time;
mod parameters;
mod person;
pub(crate) mod rule;

use crate::document::{Component, Document, Syntax};
use crate::item::zones;

/// Why a document can't be had in a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a document in {from} cannot be written as {to}")]
pub struct ConvertError {
    /// What it is.
    pub from: Syntax,
    /// What was asked for.
    pub to: Syntax,
}

impl Document {
    /// The same items in another format. In its own format a document is given back as it is, byte for byte.
    ///
    /// Junk between top-level components is left behind; inside them it is kept.
    ///
    /// # Errors
    /// A card can't become a calendar, nor plain text either of them.
    pub fn convert(&self, to: Syntax) -> Result<Document, ConvertError> {
        let from = self.syntax();
        if from == to {
            return Ok(self.clone());
        }
        let same_kind =
            (from.is_card() && to.is_card()) || (from.is_calendar() && to.is_calendar());
        if !same_kind {
            return Err(ConvertError { from, to });
        }
        let described = zones::described(self);
        let convert = |component: &Component| match component.syntax() {
            own if own == to => component.clone(),
            own if own.is_card() => card::convert(component, to),
            _ => calendar::convert(component, to, &described),
        };
        Ok(Document::of(to, self.components().map(convert).collect()))
    }
}
