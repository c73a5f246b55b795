//! Conflicts that wait for the person, with the versions they will be shown, and what the person decided.

use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::{Batch, BodyId, Journal, JournalError, Millis, PairingId, column};
use crate::endpoint::{ItemId, Version};
use crate::{Both, Side};

/// A stored conflict; the number a person names it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(transparent)]
pub struct ConflictId(pub i64);

/// What kind of disagreement it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ConflictCase {
    /// Both sides changed it, differently.
    BothChanged,
    /// Changed on this computer, deleted on the server.
    ChangedHereDeletedThere,
    /// Deleted on this computer, changed on the server.
    DeletedHereChangedThere,
    /// Never synchronised together, but they resemble each other.
    MightBeTheSame,
    /// One side changed a series, the other an occurrence of it that the series as it is now does not have.
    SeriesAgainstOccurrence,
    /// The person took back what a pass did, and both sides differ again.
    Undone,
}

impl std::fmt::Display for ConflictCase {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::BothChanged => "Both changed",
            Self::ChangedHereDeletedThere => "Changed here, deleted on the server",
            Self::DeletedHereChangedThere => "Deleted here, changed on the server",
            Self::MightBeTheSame => "Might be the same",
            Self::SeriesAgainstOccurrence => "Series changed, and one of its occurrences",
            Self::Undone => "Undone, and different on both sides",
        })
    }
}

/// One side of a conflict, as it was when the conflict was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictSide {
    /// Its id there.
    pub id: ItemId,
    /// The version of `body`.
    pub version: Option<Version>,
    /// Its text; `None` where it was deleted.
    pub body: Option<BodyId>,
    /// What both last agreed on, as this side held it.
    pub base: Option<BodyId>,
}

/// A local item that might be the one meant, best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Candidate {
    /// Its id on this computer.
    pub id: ItemId,
    /// Its title.
    pub title: String,
    /// 0 to 100.
    pub score: u8,
    /// Why, in words.
    pub reason: String,
}

/// What a person decided about a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// This side's version on both (its deletion too).
    Keep(Side),
    /// Both versions, as two items.
    Both,
    /// Field by field.
    Merge(Vec<pim::Pick>),
    /// They are not the same: each side keeps its own and gets the other as well.
    New,
    /// The same, with the server asked to tell nobody of the appointment that is made there: only where one is made anew
    /// (docs/adr/0080).
    Quietly(Box<Decision>),
}

impl Decision {
    /// Whether it makes an item anew on the server. `there`: which sides still have it.
    pub fn makes_anew_on_server(&self, there: Both<bool>) -> bool {
        match self {
            Self::Keep(side) => *side == Side::Local && !there.server && there.local,
            Self::Both | Self::New => there.server && there.local,
            Self::Merge(_) => false,
            Self::Quietly(decision) => decision.makes_anew_on_server(there),
        }
    }
}

/// A conflict that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Its number.
    pub id: ConflictId,
    /// The pairing it is in.
    pub pairing: PairingId,
    /// What kind of disagreement.
    pub case: ConflictCase,
    /// The item's title.
    pub title: String,
    /// When it was found.
    pub opened: Millis,
    /// The server's side.
    pub server: Option<ConflictSide>,
    /// This computer's side. Of several candidates, the best.
    pub local: Option<ConflictSide>,
    /// All local items it might be, best first; empty but for [`ConflictCase::MightBeTheSame`].
    pub candidates: Vec<Candidate>,
    /// What the person decided, where that has not been carried out yet.
    pub decision: Option<Decision>,
}

/// A conflict about to be stored.
#[derive(Debug, Clone)]
pub struct NewConflict {
    /// What kind of disagreement.
    pub case: ConflictCase,
    /// The item's title.
    pub title: String,
    /// The server's side.
    pub server: Option<ConflictSide>,
    /// This computer's side.
    pub local: Option<ConflictSide>,
    /// All local items it might be.
    pub candidates: Vec<Candidate>,
}

const COLUMNS: &str = "id, pairing, conflict_case, title, opened, server_id, server_version, server_body, server_base, \
                       local_id, local_version, local_body, local_base, candidates, decision";

fn read(row: &Row<'_>) -> Result<Conflict, JournalError> {
    let side = |at: usize| -> Result<Option<ConflictSide>, JournalError> {
        let Some(id) = row.get::<_, Option<String>>(at)? else {
            return Ok(None);
        };
        Ok(Some(ConflictSide {
            id: ItemId(id),
            version: row.get::<_, Option<String>>(at + 1)?.map(Version),
            body: row.get::<_, Option<i64>>(at + 2)?.map(BodyId),
            base: row.get::<_, Option<i64>>(at + 3)?.map(BodyId),
        }))
    };
    let decision: Option<String> = row.get(14)?;
    Ok(Conflict {
        id: ConflictId(row.get(0)?),
        pairing: PairingId(row.get(1)?),
        case: serde_json::from_str(&row.get::<_, String>(2)?)?,
        title: row.get(3)?,
        opened: row.get(4)?,
        server: side(5)?,
        local: side(9)?,
        candidates: serde_json::from_str(&row.get::<_, String>(13)?)?,
        decision: decision
            .map(|json| serde_json::from_str(&json))
            .transpose()?,
    })
}

impl Batch<'_> {
    /// Stores a conflict. Where one is open about the same items it keeps its number and the time it was opened, and
    /// shows the new versions; a decision made about other versions is dropped.
    pub fn put_conflict(
        &self,
        pairing: PairingId,
        conflict: &NewConflict,
        now: Millis,
    ) -> Result<ConflictId, JournalError> {
        let ids = (
            conflict.server.as_ref().map(|side| side.id.0.as_str()),
            conflict.local.as_ref().map(|side| side.id.0.as_str()),
        );
        let known: Option<(i64, i64)> = {
            let mut statement = self.transaction.prepare_cached(
                "SELECT id, opened FROM conflict
                 WHERE pairing = ?1 AND (server_id = ?2 OR (local_id = ?3 AND (?2 IS NULL OR server_id IS NULL)))",
            )?;
            let mut rows = statement.query(params![pairing.0, ids.0, ids.1])?;
            rows.next()?
                .map(|row| Ok::<_, rusqlite::Error>((row.get(0)?, row.get(1)?)))
                .transpose()?
        };
        if let Some((id, _)) = known {
            self.close_conflict(ConflictId(id))?;
        }
        let part = |side: &Option<ConflictSide>| {
            side.as_ref().map(|side| {
                let version = side.version.as_ref().map(|v| v.0.clone());
                (
                    side.id.0.clone(),
                    version,
                    side.body.map(|b| b.0),
                    side.base.map(|b| b.0),
                )
            })
        };
        let (server, local) = (part(&conflict.server), part(&conflict.local));
        self.transaction
            .prepare_cached(
                "INSERT INTO conflict (id, pairing, conflict_case, title, opened,
                    server_id, server_version, server_body, server_base,
                    local_id, local_version, local_body, local_base, candidates)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?
            .execute(params![
                known.map(|(id, _)| id),
                pairing.0,
                serde_json::to_string(&conflict.case)?,
                conflict.title,
                known.map_or(now, |(_, opened)| opened),
                server.as_ref().map(|s| &s.0),
                server.as_ref().and_then(|s| s.1.as_ref()),
                server.as_ref().and_then(|s| s.2),
                server.as_ref().and_then(|s| s.3),
                local.as_ref().map(|s| &s.0),
                local.as_ref().and_then(|s| s.1.as_ref()),
                local.as_ref().and_then(|s| s.2),
                local.as_ref().and_then(|s| s.3),
                serde_json::to_string(&conflict.candidates)?,
            ])?;
        Ok(ConflictId(self.transaction.last_insert_rowid()))
    }

    /// Stores what the person decided; use with [`Journal::write_durably`].
    pub fn decide(&self, id: ConflictId, decision: &Decision) -> Result<(), JournalError> {
        self.transaction.execute(
            "UPDATE conflict SET decision = ?2 WHERE id = ?1",
            params![id.0, serde_json::to_string(decision)?],
        )?;
        Ok(())
    }

    /// Takes another of the candidates as the local side.
    pub fn choose_candidate(
        &self,
        id: ConflictId,
        local: &ConflictSide,
    ) -> Result<(), JournalError> {
        self.transaction.execute(
            "UPDATE conflict SET local_id = ?2, local_version = ?3, local_body = ?4 WHERE id = ?1",
            params![
                id.0,
                local.id.0,
                local.version.as_ref().map(|v| &v.0),
                local.body.map(|b| b.0)
            ],
        )?;
        Ok(())
    }

    /// Closes a conflict: it was carried out, or there is none any more.
    pub fn close_conflict(&self, id: ConflictId) -> Result<(), JournalError> {
        self.transaction
            .prepare_cached("DELETE FROM conflict WHERE id = ?1")?
            .execute([id.0])?;
        Ok(())
    }

    /// Closes whatever conflict is open about an item, under either id.
    pub fn close_conflicts_of(
        &self,
        pairing: PairingId,
        server: Option<&ItemId>,
        local: Option<&ItemId>,
    ) -> Result<(), JournalError> {
        for (column, id) in [("server_id", server), ("local_id", local)] {
            if let Some(id) = id {
                self.transaction
                    .prepare_cached(&format!(
                        "DELETE FROM conflict WHERE pairing = ?1 AND {column} = ?2"
                    ))?
                    .execute(params![pairing.0, id.0])?;
            }
        }
        Ok(())
    }
}

impl Journal {
    /// The open conflicts of a pairing, oldest first.
    pub fn conflicts(&self, pairing: PairingId) -> Result<Vec<Conflict>, JournalError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM conflict WHERE pairing = ?1 ORDER BY id"
        ))?;
        let mut rows = statement.query([pairing.0])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }

    /// The open conflict about the item with this id on that side.
    pub fn conflict_of(
        &self,
        pairing: PairingId,
        side: Side,
        id: &ItemId,
    ) -> Result<Option<Conflict>, JournalError> {
        let column = column(side, "id");
        let connection = self.lock();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM conflict WHERE pairing = ?1 AND {column} = ?2"
        ))?;
        let mut rows = statement.query(params![pairing.0, id.0])?;
        rows.next()?.map(read).transpose()
    }

    /// One conflict.
    pub fn conflict(&self, id: ConflictId) -> Result<Option<Conflict>, JournalError> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached(&format!("SELECT {COLUMNS} FROM conflict WHERE id = ?1"))?;
        let mut rows = statement.query([id.0])?;
        rows.next()?.map(read).transpose()
    }
}
