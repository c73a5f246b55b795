//! The two sides of a conflict beside each other: rows, merge, and what the person's picks make of them.

use pim::{Item, Kind, Row};

use super::Engine;
use crate::endpoint::ItemId;
use crate::journal::{Conflict, ConflictSide};
use crate::say;
use crate::{Both, Code, Failure};

/// Both sides, and what was last agreed on with each.
pub(super) type Compared = (Both<Option<Item>>, Both<Option<Item>>);

pub(super) fn picked(
    conflict: &Conflict,
    merge: &pim::Merge,
    picks: &[pim::Pick],
) -> Result<pim::Merge, Failure> {
    merge.with_picks(picks).map_err(|error| {
        let hint = say!("See the rows with: smsync conflicts");
        let about = conflict.id.0.to_string();
        Failure::new(Code::Usage, about, error.to_string(), hint)
    })
}

pub(super) fn merge_of(bases: &Both<Option<Item>>, server: &Item, local: &Item) -> pim::Merge {
    match (&bases.server, &bases.local) {
        (Some(server_base), Some(local_base)) => pim::merge(
            pim::Versions {
                base: server_base,
                now: server,
            },
            pim::Versions {
                base: local_base,
                now: local,
            },
        ),
        _ => pim::merge_without_base(server, local),
    }
}

/// The rows of a conflict. Where one side deleted the item, the rows are those of the side that is left.
pub(super) fn rows(kind: Kind, items: &Both<Option<Item>>, bases: &Both<Option<Item>>) -> Vec<Row> {
    match (&items.server, &items.local) {
        (Some(server), Some(local)) => merge_of(bases, server, local).rows,
        (Some(server), None) => pim::compare(server, &Item::empty(kind, "")),
        (None, Some(local)) => pim::compare(&Item::empty(kind, ""), local),
        (None, None) => Vec::new(),
    }
}

impl Engine {
    /// What both sides hold (the local one another candidate where one is given), and what was last agreed on.
    pub(super) fn compared(
        &self,
        kind: Kind,
        conflict: &Conflict,
        other: Option<(ItemId, Item)>,
    ) -> Result<Compared, Failure> {
        let base = |side: &Option<ConflictSide>| side.as_ref().and_then(|side| side.base);
        let server = self.conflict_item(kind, conflict.server.as_ref())?;
        if let Some((_, item)) = other {
            let items = Both {
                server,
                local: Some(item),
            };
            return Ok((items, Both::default()));
        }
        Ok((
            Both {
                server,
                local: self.conflict_item(kind, conflict.local.as_ref())?,
            },
            Both {
                server: self.item_of(kind, base(&conflict.server))?,
                local: self.item_of(kind, base(&conflict.local))?,
            },
        ))
    }

    fn conflict_item(
        &self,
        kind: Kind,
        side: Option<&ConflictSide>,
    ) -> Result<Option<Item>, Failure> {
        self.item_of(kind, side.and_then(|side| side.body))
    }

    pub(super) fn check_picks(
        &self,
        kind: Kind,
        conflict: &Conflict,
        picks: &[pim::Pick],
    ) -> Result<(), Failure> {
        let (items, bases) = self.compared(kind, conflict, None)?;
        let (Some(server), Some(local)) = (&items.server, &items.local) else {
            return Err(Failure::new(
                Code::Usage,
                conflict.id.0.to_string(),
                say!("one side deleted the item, so there is nothing to merge"),
                say!("Keep the server's or the local side."),
            ));
        };
        let merged = picked(conflict, &merge_of(&bases, server, local), picks)?;
        let open: Vec<String> = merged
            .conflicts()
            .map(|row| format!("{} ({})", row.label, row.key))
            .collect();
        if open.is_empty() {
            return Ok(());
        }
        Err(Failure::new(
            Code::Usage,
            conflict.id.0.to_string(),
            say!(
                "not everything is decided yet: {open}",
                open = open.join(", ")
            ),
            say!("Pick the server's or the local value for each of them."),
        ))
    }
}
