//! What the person decides about a conflict: stored before anything else, carried out at once where the server can be reached.

use serde::{Deserialize, Serialize};

use super::Engine;
use super::sync::SyncOptions;
use crate::endpoint::ItemId;
use crate::journal::{ConflictId, Decision, PassId};
use crate::pass::{KindReport, Report, Watch};
use crate::say;
use crate::{Both, Code, Failure};

/// What became of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Carried {
    /// The pass that carried it out; `None` where it waits for the next one.
    pub pass: Option<PassId>,
    /// Why it waits, or is asked again.
    pub failure: Option<Failure>,
}

impl Engine {
    /// Stores a decision durably, then carries it out, and nothing else, where that can be done now.
    ///
    /// # Errors
    /// Nothing was stored: see [`Engine::decide`].
    pub async fn decide_now(
        &self,
        id: ConflictId,
        decision: &Decision,
        candidate: Option<&ItemId>,
        watch: &dyn Watch,
    ) -> Result<Carried, Failure> {
        self.decide(id, decision, candidate).await?;
        Ok(self
            .carry_out_now(id, watch)
            .await
            .unwrap_or_else(|failure| Carried {
                pass: None,
                failure: Some(failure),
            }))
    }

    async fn carry_out_now(&self, id: ConflictId, watch: &dyn Watch) -> Result<Carried, Failure> {
        let (conflict, account, kind) = self.stored_conflict(id)?;
        let settings = self.settings_of(&account)?;
        let _lock = self.lock(&account)?;
        let connected = self.connect(&settings).await?;
        let local = self.local_place(&settings, kind)?;
        let endpoints = Both {
            server: connected.collection(kind)?,
            local: local.endpoint(),
        };
        let started = self.doors.clock.now_ms();
        let pass = self
            .journal
            .write(|batch| batch.begin_pass(&account, started))?;
        let options = SyncOptions::default();
        let run = self.pairing_pass(&settings, kind, &options, endpoints, pass, watch)?;
        let done = run.run_decision(id).await;
        let failure = what_is_left(&done, &conflict.title);
        let (requests, bytes) = connected.traffic();
        let report = Report {
            account,
            pass: Some(pass),
            started,
            ended: started,
            kinds: vec![done],
            failure: None,
            requests,
            bytes,
        };
        self.end_pass(pass, report)?;
        Ok(Carried {
            pass: Some(pass),
            failure,
        })
    }
}

/// Why a decision was not carried out as it was made.
fn what_is_left(report: &KindReport, title: &str) -> Option<Failure> {
    report.failure.clone().or_else(|| {
        let note = report.notes.first()?;
        Some(Failure::new(
            Code::InUse,
            title,
            note,
            say!("Look at it again; nothing was lost."),
        ))
    })
}
