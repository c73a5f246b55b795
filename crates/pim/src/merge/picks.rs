//! What the person picked, row by row.

use serde::{Deserialize, Serialize};

use super::cell::Cell;
use super::decide::Decision;
use super::{Merge, written};
use crate::field::value::Shape;
use crate::kind::Side;
use crate::row::{Changed, Outcome, RowKey};

/// Which value of a row is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Keep {
    /// The server's, on both sides; where the server has none, none.
    Server,
    /// The local one, on both sides; where there is none, none.
    Local,
    /// Both: texts one under the other, list values side by side.
    Both,
}

impl From<Side> for Keep {
    fn from(side: Side) -> Keep {
        match side {
            Side::Server => Keep::Server,
            Side::Local => Keep::Local,
        }
    }
}

/// A choice for one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Pick {
    /// The row.
    #[serde(rename = "key", alias = "row")]
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub row: RowKey,
    /// Which value.
    pub keep: Keep,
}

/// A pick that cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PickError {
    /// The merge has no such row.
    #[error("there is no row {0}")]
    NoSuchRow(RowKey),
    /// Both values were picked where there is room for one.
    #[error("{0} has room for one value only; pick the server's or the local one")]
    OneOnly(RowKey),
}

impl Merge {
    /// The merge with these rows decided by the person; rows not named stay as they are. Picks may be repeated and changed: they count from the
    /// versions, not from the last picks.
    ///
    /// # Errors
    /// A pick that names no row, or keeps both where there is room for one. Nothing is changed then.
    pub fn with_picks(&self, picks: &[Pick]) -> Result<Merge, PickError> {
        let mut inputs = (*self.versions).clone();
        for pick in picks {
            let named = |(cell, _): &&mut (Cell, Decision)| {
                (RowKey {
                    field: cell.field.id,
                    index: cell.index,
                }) == pick.row
            };
            let found = inputs.cells.iter_mut().find(named);
            let (cell, decision) = found.ok_or(PickError::NoSuchRow(pick.row))?;
            *decision = picked(cell, pick)?;
        }
        Ok(written(inputs))
    }

    /// The merge with one side's value in every row that either side changed. What one side never could hold stays where it is.
    #[must_use]
    pub fn keeping(&self, side: Side) -> Merge {
        let mut inputs = (*self.versions).clone();
        for (cell, decision) in &mut inputs.cells {
            let kept = inputs.based && cell.changed() == Changed::Nobody;
            if decision.outcome != Outcome::Same && !kept {
                *decision = outcome(side).into();
            }
        }
        written(inputs)
    }
}

const fn outcome(side: Side) -> Outcome {
    match side {
        Side::Server => Outcome::Server,
        Side::Local => Outcome::Local,
    }
}

fn picked(cell: &Cell, pick: &Pick) -> Result<Decision, PickError> {
    let (server, local) = (cell.now(Side::Server), cell.now(Side::Local));
    if server == local {
        return Ok(Outcome::Same.into());
    }
    match pick.keep {
        Keep::Server => Ok(Outcome::Server.into()),
        Keep::Local => Ok(Outcome::Local.into()),
        Keep::Both => match (server, local, cell.field.shape) {
            (Some(_), None, _) => Ok(Outcome::Server.into()),
            (None, _, _) => Ok(Outcome::Local.into()),
            (Some(_), Some(_), Shape::Text) => Ok(Decision {
                outcome: Outcome::Merged,
                text: Some(one_under_the_other(cell)),
            }),
            (Some(_), Some(_), Shape::List) => Ok(Outcome::Merged.into()),
            _ => Err(PickError::OneOnly(pick.row)),
        },
    }
}

/// The server's text, then what of the local one is not in it.
fn one_under_the_other(cell: &Cell) -> String {
    let text = |side: Side| {
        cell.of(side)
            .now
            .as_ref()
            .map(|value| value.shown.text.as_str())
            .unwrap_or_default()
    };
    let (server, local) = (text(Side::Server), text(Side::Local));
    if local.contains(server) {
        local.to_owned()
    } else if server.contains(local) {
        server.to_owned()
    } else {
        format!("{server}\n{local}")
    }
}
