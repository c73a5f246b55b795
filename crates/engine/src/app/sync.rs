//! One pass of one account: every kind at the same time, and one report.

use std::collections::{BTreeMap, HashSet};

use futures::future::join_all;
use pim::Kind;

use super::Engine;
use super::connect::Connected;
use crate::account::{Account, Direction, Policy};
use crate::endpoint::{Endpoint, ItemId};
use crate::journal::PassId;
use crate::pass::{Deletions, KindReport, Options, PairingPass, Report, Watch};
use crate::reconcile::Rules;
use crate::sentence::many;
use crate::{Both, Code, Failure, Side};
use crate::{Sentence, say};

/// History is kept this long.
const HISTORY: i64 = 90 * 24 * 60 * 60 * 1000;

/// What the person wants of a pass.
#[derive(Debug, Clone, Default)]
pub struct SyncOptions {
    /// Only say what would be done.
    pub preview: bool,
    /// Look at everything on both sides, whatever was observed before: after a server was restored from a backup, say.
    pub everything: bool,
    /// Instead of the account's policy.
    pub policy: Option<Policy>,
    /// What to do where the guard stops.
    pub deletions: Deletions,
    /// The same for single kinds, where the answer was not the same for all.
    pub deletions_of: BTreeMap<Kind, Deletions>,
    /// Items to leave out this time: kind, side, id.
    pub leave_out: HashSet<(Kind, Side, ItemId)>,
    /// Only these kinds; empty: all of the account's.
    pub only: Vec<Kind>,
}

impl Engine {
    /// Synchronises one account, or says what that would do.
    ///
    /// # Errors
    /// It could not even begin: no such account, a pass is running, the journal cannot be written. What goes wrong on
    /// the way is in the report.
    pub async fn sync(
        &self,
        account: &str,
        options: &SyncOptions,
        watch: &dyn Watch,
    ) -> Result<Report, Failure> {
        let settings = self.settings_of(account)?;
        let _lock = self.lock(account)?;
        let started = self.doors.clock.now_ms();
        let pass = if options.preview {
            PassId(0)
        } else {
            self.journal
                .write(|batch| batch.begin_pass(account, started))?
        };
        let mut report = Report {
            account: account.to_owned(),
            pass: (!options.preview).then_some(pass),
            started,
            ..Report::default()
        };
        match self.connect(&settings).await {
            Ok(connected) => {
                self.run_kinds(&settings, options, &connected, pass, watch, &mut report)
                    .await;
                (report.requests, report.bytes) = connected.traffic();
                if !options.preview {
                    let of_kinds = report.kinds.iter().filter_map(|kind| kind.failure.clone());
                    self.remember(&settings, &connected, &of_kinds.collect::<Vec<_>>())?;
                }
            }
            Err(failure) => report.failure = Some(failure),
        }
        if options.preview {
            report.ended = self.doors.clock.now_ms();
            return Ok(report);
        }
        self.end_pass(pass, report)
    }

    /// Remembers that up to so many deletions of this kind need not be asked about; 0: always ask as the limits say. It
    /// holds until the kind is tied to another collection.
    ///
    /// # Errors
    /// There is no such account, or there was no pass over this kind yet.
    pub fn remember_guard(&self, account: &str, kind: Kind, up_to: usize) -> Result<(), Failure> {
        self.settings_of(account)?;
        let Some(pairing) = self.journal.pairing_of(account, kind)? else {
            return Err(Failure::new(
                Code::Unknown,
                account,
                say!(
                    "{kinds} of this account were never synchronised",
                    kinds = many(kind)
                ),
                say!("Synchronise once; then the answer can be remembered."),
            ));
        };
        self.journal
            .write_durably(|batch| batch.remember_guard(pairing.id, up_to))?;
        Ok(())
    }

    /// Notes that a pass ends now, with its report.
    pub(super) fn end_pass(&self, pass: PassId, mut report: Report) -> Result<Report, Failure> {
        report.ended = self.doors.clock.now_ms();
        let json = serde_json::to_string(&report).unwrap_or_default();
        self.journal
            .write(|batch| batch.end_pass(pass, report.ended, &json))?;
        // Looking for what is too old costs a scan: now and then is enough.
        if pass.0 % 64 == 0 {
            self.journal
                .write(|batch| batch.forget_before(report.ended - HISTORY))?;
        }
        Ok(report)
    }

    async fn run_kinds(
        &self,
        account: &Account,
        options: &SyncOptions,
        connected: &Connected,
        pass: PassId,
        watch: &dyn Watch,
        report: &mut Report,
    ) {
        let kinds = account
            .kinds
            .keys()
            .copied()
            .filter(|kind| options.only.is_empty() || options.only.contains(kind));
        let runs = kinds.map(|kind| async move {
            match self
                .run_kind(account, kind, options, connected, pass, watch)
                .await
            {
                Ok(report) => report,
                Err(failure) => {
                    let mut report = KindReport::new(kind);
                    report.failure = Some(failure);
                    report
                }
            }
        });
        report.kinds = join_all(runs).await;
    }

    async fn run_kind(
        &self,
        account: &Account,
        kind: Kind,
        options: &SyncOptions,
        connected: &Connected,
        pass: PassId,
        watch: &dyn Watch,
    ) -> Result<KindReport, Failure> {
        let server = connected.collection(kind)?;
        let local = self.local_place(account, kind)?;
        let endpoints = Both {
            server,
            local: local.endpoint(),
        };
        let pass = self.pairing_pass(account, kind, options, endpoints, pass, watch)?;
        Ok(pass.run().await)
    }

    /// A pass over one kind, ready to run.
    pub(crate) fn pairing_pass<'a>(
        &'a self,
        account: &Account,
        kind: Kind,
        options: &SyncOptions,
        endpoints: Both<&'a dyn Endpoint>,
        pass: PassId,
        watch: &'a dyn Watch,
    ) -> Result<PairingPass<'a>, Failure> {
        let pairing = self.journal.pairing_between(
            &account.name,
            kind,
            &endpoints.server.identity(),
            &endpoints.local.identity(),
        )?;
        let pass_options = Options {
            preview: options.preview,
            everything: options.everything,
            deletions: options
                .deletions_of
                .get(&kind)
                .copied()
                .unwrap_or(options.deletions),
            leave_out: options
                .leave_out
                .iter()
                .filter(|(of, ..)| *of == kind)
                .map(|(_, side, id)| (*side, id.clone()))
                .collect(),
        };
        let rules = rules(account, kind, options.policy, &endpoints);
        Ok(PairingPass::new(
            &self.journal,
            self.doors.clock.as_ref(),
            pairing,
            endpoints,
            rules,
            account.guard,
            pass_options,
            pass,
            watch,
        ))
    }
}

fn rules(
    account: &Account,
    kind: Kind,
    policy: Option<Policy>,
    endpoints: &Both<&dyn Endpoint>,
) -> Rules {
    let abilities = Both {
        server: endpoints.server.abilities(),
        local: endpoints.local.abilities(),
    };
    let direction = account
        .kinds
        .get(&kind)
        .map(|choice| choice.direction)
        .unwrap_or_default();
    let one_way = |wanted: bool, words: Sentence| wanted.then_some(words);
    Rules {
        policy: policy.unwrap_or(account.policy),
        read_only: Both {
            server: one_way(
                direction == Direction::FromServer,
                say!("this account only takes changes from the server"),
            )
            .or(abilities.server.read_only),
            local: one_way(
                direction == Direction::FromLocal,
                say!("this account only sends changes to the server"),
            )
            .or(abilities.local.read_only),
        },
        max_item_bytes: Both {
            server: abilities.server.max_item_bytes,
            local: abilities.local.max_item_bytes,
        },
        restore_instead_of_delete: false,
    }
}
