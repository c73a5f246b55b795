//! Conflicts for people: what each side holds, row by row, and what to do about it.

use pim::{Item, Kind, Row};
use serde::{Deserialize, Serialize};

use super::Engine;
use crate::endpoint::{Fetched, ItemId};
use crate::journal::{
    BodyId, Candidate, Conflict, ConflictCase, ConflictId, ConflictSide, Decision, Millis,
};
use crate::reconcile::conflict::sentence;
use crate::{Both, Code, Failure, SIDES, Side};

/// A conflict as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictView {
    /// Its number.
    pub id: ConflictId,
    /// The account.
    pub account: String,
    /// The kind of item.
    pub kind: Kind,
    /// What kind of disagreement.
    pub case: ConflictCase,
    /// The same in a sentence.
    pub why: String,
    /// The item's title.
    pub title: String,
    /// When it was found.
    pub opened: Millis,
    /// The two sides; `None` where the item was deleted there.
    pub sides: Both<Option<SideView>>,
    /// Field by field.
    pub rows: Vec<Row>,
    /// The local items it might be, best first.
    pub candidates: Vec<Candidate>,
    /// What was decided and not carried out yet.
    pub decision: Option<Decision>,
}

/// One side of a conflict as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideView {
    /// Its id there.
    pub id: ItemId,
    /// When the item says it was last changed, in Unix seconds.
    pub changed_at: Option<i64>,
    /// Its text as it is stored.
    pub source: String,
}

impl Engine {
    /// The conflicts that wait, of one account or of all.
    pub fn conflicts(&self, account: Option<&str>) -> Result<Vec<ConflictView>, Failure> {
        let mut views = Vec::new();
        for settings in self.journal.accounts()? {
            if account.is_some_and(|name| name != settings.name) {
                continue;
            }
            for kind in settings.kinds.keys() {
                let Some(pairing) = self.journal.pairing_of(&settings.name, *kind)? else {
                    continue;
                };
                for conflict in self.journal.conflicts(pairing.id)? {
                    views.push(self.conflict_view(&settings.name, *kind, conflict)?);
                }
            }
        }
        Ok(views)
    }

    /// One conflict.
    pub fn conflict(&self, id: ConflictId) -> Result<ConflictView, Failure> {
        let (conflict, account, kind) = self.stored_conflict(id)?;
        self.conflict_view(&account, kind, conflict)
    }

    fn stored_conflict(&self, id: ConflictId) -> Result<(Conflict, String, Kind), Failure> {
        let unknown = || {
            Failure::new(
                Code::Unknown,
                id.0.to_string(),
                format!("there is no open conflict {}", id.0),
                "See the conflicts that wait with: smsync conflicts",
            )
        };
        let conflict = self.journal.conflict(id)?.ok_or_else(unknown)?;
        let (account, kind) = self
            .journal
            .pairing_owner(conflict.pairing)?
            .ok_or_else(unknown)?;
        Ok((conflict, account, kind))
    }

    fn conflict_view(
        &self,
        account: &str,
        kind: Kind,
        conflict: Conflict,
    ) -> Result<ConflictView, Failure> {
        let items = Both {
            server: self.conflict_item(kind, conflict.server.as_ref())?,
            local: self.conflict_item(kind, conflict.local.as_ref())?,
        };
        let bases = Both {
            server: self.item_of(kind, conflict.server.as_ref().and_then(|side| side.base))?,
            local: self.item_of(kind, conflict.local.as_ref().and_then(|side| side.base))?,
        };
        let rows = rows(kind, &items, &bases);
        let view = |item: &Option<Item>, side: &Option<ConflictSide>| {
            let (item, side) = (item.as_ref()?, side.as_ref()?);
            Some(SideView {
                id: side.id.clone(),
                changed_at: item.changed_at(),
                source: String::from_utf8_lossy(&item.bytes()).into_owned(),
            })
        };
        Ok(ConflictView {
            id: conflict.id,
            account: account.to_owned(),
            kind,
            case: conflict.case,
            why: sentence(conflict.case),
            title: conflict.title,
            opened: conflict.opened,
            sides: Both {
                server: view(&items.server, &conflict.server),
                local: view(&items.local, &conflict.local),
            },
            rows,
            candidates: conflict.candidates,
            decision: conflict.decision,
        })
    }

    fn conflict_item(
        &self,
        kind: Kind,
        side: Option<&ConflictSide>,
    ) -> Result<Option<Item>, Failure> {
        self.item_of(kind, side.and_then(|side| side.body))
    }

    pub(super) fn item_of(
        &self,
        kind: Kind,
        body: Option<BodyId>,
    ) -> Result<Option<Item>, Failure> {
        let text = body
            .map(|body| self.journal.body(body))
            .transpose()?
            .flatten();
        Ok(text.and_then(|text| Item::parse(kind, &text).ok()))
    }

    /// Stores what the person decided. It is on the disk when this returns; the next pass (or
    /// [`Engine::sync`] at once) carries it out against the versions that were shown.
    ///
    /// # Errors
    /// There is no such conflict, the candidate is not there, or the picks do not settle every row.
    pub async fn decide(
        &self,
        id: ConflictId,
        decision: &Decision,
        candidate: Option<&ItemId>,
    ) -> Result<(), Failure> {
        let (conflict, account, kind) = self.stored_conflict(id)?;
        if let Some(candidate) = candidate
            && conflict.local.as_ref().map(|local| &local.id) != Some(candidate)
        {
            self.take_candidate(&conflict, &account, kind, candidate)
                .await?;
        }
        if let Decision::Merge(picks) = decision {
            self.check_picks(kind, &self.stored_conflict(id)?.0, picks)?;
        }
        self.journal
            .write_durably(|batch| batch.decide(id, decision))?;
        Ok(())
    }

    async fn take_candidate(
        &self,
        conflict: &Conflict,
        account: &str,
        kind: Kind,
        candidate: &ItemId,
    ) -> Result<(), Failure> {
        let missing = || {
            Failure::new(
                Code::Unknown,
                &candidate.0,
                "that local item is not one of those it might be",
                "Choose one of the items listed with the conflict.",
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
        let Some(Fetched::Here { id, version, body }) = answer else {
            return Err(missing());
        };
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

    fn check_picks(
        &self,
        kind: Kind,
        conflict: &Conflict,
        picks: &[pim::Pick],
    ) -> Result<(), Failure> {
        let items = Both {
            server: self.conflict_item(kind, conflict.server.as_ref())?,
            local: self.conflict_item(kind, conflict.local.as_ref())?,
        };
        let (Some(server), Some(local)) = (&items.server, &items.local) else {
            return Err(Failure::new(
                Code::Usage,
                conflict.id.0.to_string(),
                "one side deleted the item, so there is nothing to merge",
                "Keep the server's or the local side.",
            ));
        };
        let bases = Both {
            server: self.item_of(kind, conflict.server.as_ref().and_then(|side| side.base))?,
            local: self.item_of(kind, conflict.local.as_ref().and_then(|side| side.base))?,
        };
        let merged = merge_of(&bases, server, local)
            .with_picks(picks)
            .map_err(|error| {
                let hint = "See the rows with: smsync conflicts";
                Failure::new(
                    Code::Usage,
                    conflict.id.0.to_string(),
                    error.to_string(),
                    hint,
                )
            })?;
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
            format!("not everything is decided yet: {}", open.join(", ")),
            "Pick the server's or the local value for each of them.",
        ))
    }
}

fn merge_of(bases: &Both<Option<Item>>, server: &Item, local: &Item) -> pim::Merge {
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
fn rows(kind: Kind, items: &Both<Option<Item>>, bases: &Both<Option<Item>>) -> Vec<Row> {
    match (&items.server, &items.local) {
        (Some(server), Some(local)) => merge_of(bases, server, local).rows,
        (Some(server), None) => pim::compare(server, &Item::empty(kind, "")),
        (None, Some(local)) => pim::compare(&Item::empty(kind, ""), local),
        (None, None) => Vec::new(),
    }
}

impl ConflictView {
    /// The sides that still have the item.
    pub fn present(&self) -> impl Iterator<Item = Side> + '_ {
        SIDES
            .into_iter()
            .filter(|side| self.sides.of(*side).is_some())
    }
}
