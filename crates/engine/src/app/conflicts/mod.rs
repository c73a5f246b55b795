//! Conflicts for people: what each side holds, row by row, and what to do about it.

mod candidate;
mod compare;

use pim::{Item, Kind, Row};
use serde::{Deserialize, Serialize};

use self::compare::{merge_of, picked, rows};
use super::Engine;
use super::series_dates::{self, SeriesDates};
use crate::Sentence;
use crate::endpoint::ItemId;
use crate::journal::{
    BodyId, Candidate, Conflict, ConflictCase, ConflictId, ConflictSide, Decision, Millis,
};
use crate::reconcile::conflict::sentence;
use crate::say;
use crate::{Both, Code, Failure, SIDES, Side};

/// A conflict as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ConflictView {
    /// Its number.
    pub id: ConflictId,
    /// The account.
    pub account: String,
    /// The collection, as it is called on the server; empty where that is not known yet.
    pub collection: String,
    /// The kind of item.
    pub kind: Kind,
    /// What kind of disagreement.
    pub case: ConflictCase,
    /// The same in a sentence.
    pub why: Sentence,
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
    /// Where the sides give a series other dates: the coming ones of each.
    pub dates: Option<Both<SeriesDates>>,
    /// The people whom the server may tell of a change, by name or address.
    pub told: Vec<String>,
}

impl ConflictView {
    /// The sides that still have the item.
    pub fn present(&self) -> impl Iterator<Item = Side> + '_ {
        SIDES
            .into_iter()
            .filter(|side| self.sides.of(*side).is_some())
    }

    /// Whether the server could be asked to tell nobody of what this decision makes there.
    pub fn can_be_quiet(&self, decision: &Decision) -> bool {
        let there = Both::each(|side| self.sides.of(side).is_some());
        !self.told.is_empty() && decision.makes_anew_on_server(there)
    }
}

/// A conflict in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ConflictSummary {
    /// Its number.
    pub id: ConflictId,
    /// The account.
    pub account: String,
    /// The kind of item.
    pub kind: Kind,
    /// What kind of disagreement.
    pub case: ConflictCase,
    /// The item's title.
    pub title: String,
    /// When it was found.
    pub opened: Millis,
    /// How many rows are not equal.
    pub differing: usize,
    /// Decided, and not carried out yet.
    pub decided: bool,
}

/// One side of a conflict as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SideView {
    /// Its id there.
    pub id: ItemId,
    /// When the item says it was last changed, in Unix seconds.
    pub changed_at: Option<i64>,
    /// The program it was made or changed with, by its own words.
    pub device: Option<String>,
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
                    views.push(self.conflict_view(&settings.name, *kind, conflict, None)?);
                }
            }
        }
        Ok(views)
    }

    /// One conflict.
    pub fn conflict(&self, id: ConflictId) -> Result<ConflictView, Failure> {
        let (conflict, account, kind) = self.stored_conflict(id)?;
        self.conflict_view(&account, kind, conflict, None)
    }

    /// One conflict, compared with another of the local items it might be.
    ///
    /// # Errors
    /// There is no such conflict, or the candidate is not one of its own.
    pub async fn conflict_with(
        &self,
        id: ConflictId,
        candidate: Option<&ItemId>,
    ) -> Result<ConflictView, Failure> {
        let (conflict, account, kind) = self.stored_conflict(id)?;
        let other = self
            .other_candidate(&conflict, &account, kind, candidate)
            .await?;
        self.conflict_view(&account, kind, conflict, other)
    }

    /// The rows as they would be with these picks. Nothing is stored.
    ///
    /// # Errors
    /// There is no such conflict, or the picks do not fit.
    pub async fn conflict_with_picks(
        &self,
        id: ConflictId,
        picks: &[pim::Pick],
        candidate: Option<&ItemId>,
    ) -> Result<Vec<Row>, Failure> {
        let (conflict, account, kind) = self.stored_conflict(id)?;
        let other = self
            .other_candidate(&conflict, &account, kind, candidate)
            .await?;
        let (items, bases) = self.compared(kind, &conflict, other)?;
        match (&items.server, &items.local) {
            (Some(server), Some(local)) => {
                Ok(picked(&conflict, &merge_of(&bases, server, local), picks)?.rows)
            }
            _ => Ok(rows(kind, &items, &bases)),
        }
    }

    /// All conflicts that wait, each in a line.
    pub fn conflict_summaries(&self) -> Result<Vec<ConflictSummary>, Failure> {
        let mut summaries = Vec::new();
        for settings in self.journal.accounts()? {
            for kind in settings.kinds.keys() {
                let Some(pairing) = self.journal.pairing_of(&settings.name, *kind)? else {
                    continue;
                };
                for conflict in self.journal.conflicts(pairing.id)? {
                    let (items, bases) = self.compared(*kind, &conflict, None)?;
                    let differing = rows(*kind, &items, &bases)
                        .iter()
                        .filter(|row| row.verdict != pim::Verdict::Equal)
                        .count();
                    summaries.push(ConflictSummary {
                        id: conflict.id,
                        account: settings.name.clone(),
                        kind: *kind,
                        case: conflict.case,
                        title: conflict.title,
                        opened: conflict.opened,
                        differing,
                        decided: conflict.decision.is_some(),
                    });
                }
            }
        }
        Ok(summaries)
    }

    /// The picture of one side of a conflict, or (with no side) of what was last agreed on: media type and bytes.
    pub fn conflict_picture(
        &self,
        id: ConflictId,
        side: Option<Side>,
    ) -> Result<Option<(&'static str, Vec<u8>)>, Failure> {
        let (conflict, _, kind) = self.stored_conflict(id)?;
        let (items, bases) = self.compared(kind, &conflict, None)?;
        let item = match side {
            Some(side) => items.of(side).as_ref(),
            None => bases.server.as_ref().or(bases.local.as_ref()),
        };
        Ok(item.and_then(Item::picture))
    }

    pub(in crate::app) fn stored_conflict(
        &self,
        id: ConflictId,
    ) -> Result<(Conflict, String, Kind), Failure> {
        let unknown = || {
            Failure::new(
                Code::Unknown,
                id.0.to_string(),
                say!("there is no open conflict {number}", number = id.0),
                say!("See the conflicts that wait with: smsync conflicts"),
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
        other: Option<(ItemId, Item)>,
    ) -> Result<ConflictView, Failure> {
        let chosen = other.as_ref().map(|(id, _)| id.clone());
        let (items, bases) = self.compared(kind, &conflict, other)?;
        let rows = rows(kind, &items, &bases);
        let view = |item: &Option<Item>, id: Option<&ItemId>| {
            let item = item.as_ref()?;
            Some(SideView {
                id: id?.clone(),
                changed_at: item.changed_at(),
                device: made_with(item),
                source: String::from_utf8_lossy(&item.bytes()).into_owned(),
            })
        };
        Ok(ConflictView {
            id: conflict.id,
            account: account.to_owned(),
            collection: self.collection_name(account, kind)?,
            kind,
            case: conflict.case,
            why: sentence(conflict.case),
            title: conflict.title,
            opened: conflict.opened,
            sides: Both {
                server: view(&items.server, conflict.server.as_ref().map(|side| &side.id)),
                local: view(
                    &items.local,
                    chosen
                        .as_ref()
                        .or(conflict.local.as_ref().map(|side| &side.id)),
                ),
            },
            rows,
            candidates: conflict.candidates,
            decision: conflict.decision,
            dates: series_dates::of(&items, self.doors.clock.now_ms().div_euclid(1000)),
            told: self.told(account, &items)?,
        })
    }

    fn told(&self, account: &str, items: &Both<Option<Item>>) -> Result<Vec<String>, Failure> {
        let owner = self.settings_of(account)?.email;
        let mut told: Vec<String> = Vec::new();
        for item in SIDES.into_iter().filter_map(|side| items.of(side).as_ref()) {
            let more = item.told_by_server(&owner);
            told.extend(
                more.into_iter()
                    .filter(|name| !told.contains(name))
                    .collect::<Vec<_>>(),
            );
        }
        Ok(told)
    }

    pub(in crate::app) fn item_of(
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
    /// There is no such conflict, the candidate is not there, the picks do not settle every row, or nothing is made anew
    /// that could be made without telling anybody.
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
        match decision {
            Decision::Merge(picks) => {
                self.check_picks(kind, &self.stored_conflict(id)?.0, picks)?;
            }
            Decision::Quietly(decision) => check_quiet(&conflict, decision)?,
            Decision::Keep(_) | Decision::Both | Decision::New => {}
        }
        self.journal
            .write_durably(|batch| batch.decide(id, decision))?;
        Ok(())
    }
}

fn check_quiet(conflict: &Conflict, decision: &Decision) -> Result<(), Failure> {
    let has = |side: &Option<ConflictSide>| side.as_ref().is_some_and(|side| side.body.is_some());
    let there = Both {
        server: has(&conflict.server),
        local: has(&conflict.local),
    };
    if decision.makes_anew_on_server(there) {
        return Ok(());
    }
    Err(Failure::new(
        Code::Usage,
        &conflict.title,
        say!("only what is made anew on the server can be made without telling anybody"),
        say!(
            "Decide without it: put on an appointment that was sent out already, it would be cancelled with everybody."
        ),
    ))
}

/// The program an item was made with, by its PRODID: `-//Apple Inc.//iOS 17//EN` is `Apple Inc. iOS 17`.
fn made_with(item: &Item) -> Option<String> {
    let id = item
        .document()
        .components()
        .find_map(|top| top.first("PRODID"))?
        .text();
    let words: Vec<&str> = id
        .split("//")
        .map(str::trim)
        .filter(|part| part.len() > 2)
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}
