//! Taking back one row of an earlier change, and nothing else.

use super::{Keep, Pick, Versions, merge, merge_without_base};
use crate::item::Item;
use crate::kind::Side;
use crate::row::{RowKey, Verdict};

/// A row that cannot be taken back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TakeBackError {
    /// The change left this row as it was, or there is no such row.
    #[error("the change did not touch {0}")]
    NotChanged(RowKey),
    /// The row was changed again since.
    #[error("{0} was changed since")]
    ChangedSince(RowKey),
}

/// `now` with one row as it was before the change that led from `before` to `after`. The row is named as in
/// [`compare`](super::compare) of the two, `before` in the server's place. What else was changed, then or since, stays.
///
/// # Errors
/// The change did not touch the row, or somebody changed it again since.
pub fn take_back(
    before: &Item,
    after: &Item,
    now: &Item,
    row: RowKey,
) -> Result<Item, TakeBackError> {
    let change = merge_without_base(before, after);
    let touched = change
        .rows
        .iter()
        .any(|known| known.key == row && known.verdict != Verdict::Equal);
    if !touched {
        return Err(TakeBackError::NotChanged(row));
    }
    let pick = Pick {
        row,
        keep: Keep::Server,
    };
    let without = change
        .keeping(Side::Local)
        .with_picks(&[pick])
        .map_err(|_| TakeBackError::NotChanged(row))?;
    let result = merge(
        Versions {
            base: after,
            now: &without.local,
        },
        Versions { base: after, now },
    );
    if result.is_clean() {
        Ok(result.local)
    } else {
        Err(TakeBackError::ChangedSince(row))
    }
}
