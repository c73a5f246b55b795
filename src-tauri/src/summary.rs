//! What the window is told: accounts, passes and failures as small plain values. `ts-rs` writes the same types for the
//! page (ui/src/types); `make types` checks that they agree.

use engine::account::{Account, GuardLimits, KindChoice, Policy, StoreChoice, SyncmlChoice};
use engine::app::AccountState;
use engine::pass;
use serde::{Deserialize, Serialize};

/// A kind of item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Contact,
    Appointment,
    Task,
    Note,
}

/// An account and how it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountSummary {
    name: String,
    url: String,
    email: String,
    kinds: Vec<Kind>,
    conflicts: usize,
    held: usize,
    last_pass: Option<PassSummary>,
    was_cut_off: bool,
}

/// What one pass did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct PassSummary {
    /// Milliseconds since 1970.
    #[cfg_attr(test, ts(type = "number"))]
    started: i64,
    /// Milliseconds since 1970.
    #[cfg_attr(test, ts(type = "number"))]
    ended: i64,
    #[cfg_attr(test, ts(type = "number"))]
    requests: u64,
    kinds: Vec<KindSummary>,
    failure: Option<Failure>,
}

/// What one pass did to one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(crate) struct KindSummary {
    kind: Kind,
    server: Written,
    local: Written,
    linked: usize,
    conflicts: usize,
    held: Vec<Held>,
    /// Set where the pass stopped before deleting: how many.
    would_delete: Option<usize>,
    failure: Option<Failure>,
    notes: Vec<String>,
}

/// What was written on one side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub(crate) struct Written {
    added: usize,
    changed: usize,
    deleted: usize,
    merged: usize,
}

/// An item that was left as it is, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub(crate) struct Held {
    title: String,
    message: String,
}

/// What went wrong: what happened, to what, what to do.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub(crate) struct Failure {
    code: String,
    message: String,
    hint: String,
    about: String,
}

/// Where a running pass is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub(crate) struct PassProgress {
    account: String,
    kind: Kind,
    phase: Phase,
    done: usize,
    total: usize,
}

/// What a pass is doing to one kind.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "lowercase")]
pub(crate) enum Phase {
    Looking,
    Working,
    Finished,
}

/// What a person typed to add an account. `Debug` is left out: there is a password in it.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub(crate) struct NewAccount {
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) email: String,
    #[cfg_attr(test, ts(type = "string"))]
    pub(crate) password: secrecy::SecretString,
    pub(crate) kinds: Vec<Kind>,
}

impl NewAccount {
    /// The account as the engine knows it, with the engine's own defaults for the rest.
    pub(crate) fn account(&self) -> Account {
        Account {
            name: self.name.clone(),
            url: self.url.clone(),
            email: self.email.clone(),
            user: None,
            kinds: self
                .kinds
                .iter()
                .map(|kind| ((*kind).into(), KindChoice::default()))
                .collect(),
            store: StoreChoice::default(),
            policy: Policy::default(),
            guard: GuardLimits::default(),
            trusted_certificate: None,
            syncml: SyncmlChoice::default(),
        }
    }
}

impl PassProgress {
    /// What the engine told about a pass of `account`.
    pub(crate) fn new(account: &str, progress: &pass::Progress) -> Self {
        let (kind, phase, done, total) = match *progress {
            pass::Progress::Looking { kind } => (kind, Phase::Looking, 0, 0),
            pass::Progress::Working { kind, done, total } => (kind, Phase::Working, done, total),
            pass::Progress::Finished { kind } => (kind, Phase::Finished, 0, 0),
        };
        Self {
            account: account.to_owned(),
            kind: kind.into(),
            phase,
            done,
            total,
        }
    }
}

impl From<AccountState> for AccountSummary {
    fn from(state: AccountState) -> Self {
        Self {
            kinds: state
                .account
                .kinds
                .keys()
                .map(|kind| (*kind).into())
                .collect(),
            name: state.account.name,
            url: state.account.url,
            email: state.account.email,
            conflicts: state.conflicts,
            held: state.held,
            last_pass: state.last_report.map(PassSummary::from),
            was_cut_off: state.was_cut_off,
        }
    }
}

impl From<pass::Report> for PassSummary {
    fn from(report: pass::Report) -> Self {
        Self {
            started: report.started,
            ended: report.ended,
            requests: report.requests,
            kinds: report.kinds.into_iter().map(KindSummary::from).collect(),
            failure: report.failure.map(Failure::from),
        }
    }
}

impl From<pass::KindReport> for KindSummary {
    fn from(report: pass::KindReport) -> Self {
        Self {
            kind: report.kind.into(),
            server: report.written.server.into(),
            local: report.written.local.into(),
            linked: report.linked,
            conflicts: report.conflicts,
            held: report
                .held
                .into_iter()
                .map(|held| Held {
                    title: held.title,
                    message: held.message,
                })
                .collect(),
            would_delete: report
                .guard
                .map(|stop| stop.deletions.server + stop.deletions.local),
            failure: report.failure.map(Failure::from),
            notes: report.notes,
        }
    }
}

impl From<pass::Counts> for Written {
    fn from(counts: pass::Counts) -> Self {
        Self {
            added: counts.added,
            changed: counts.changed,
            deleted: counts.deleted,
            merged: counts.merged,
        }
    }
}

impl From<engine::Failure> for Failure {
    fn from(failure: engine::Failure) -> Self {
        // A unit variant's JSON is its name in quotes: the same code that `smsync --json` prints.
        let code = serde_json::to_value(failure.code).ok();
        let code = code
            .as_ref()
            .and_then(serde_json::Value::as_str)
            .unwrap_or("unknown")
            .to_owned();
        Self {
            code,
            message: failure.message,
            hint: failure.hint,
            about: failure.about,
        }
    }
}

impl From<engine::pim::Kind> for Kind {
    fn from(kind: engine::pim::Kind) -> Self {
        match kind {
            engine::pim::Kind::Contact => Self::Contact,
            engine::pim::Kind::Appointment => Self::Appointment,
            engine::pim::Kind::Task => Self::Task,
            engine::pim::Kind::Note => Self::Note,
        }
    }
}

impl From<Kind> for engine::pim::Kind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Contact => Self::Contact,
            Kind::Appointment => Self::Appointment,
            Kind::Task => Self::Task,
            Kind::Note => Self::Note,
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::{Both, Code};
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_failure_keeps_the_code_that_the_command_line_prints() {
        let failure = Failure::from(engine::Failure::new(
            Code::SignIn,
            "Work",
            "no",
            "try again",
        ));
        assert_eq!(
            (failure.code.as_str(), failure.about.as_str()),
            ("sign-in", "Work")
        );
    }

    #[test]
    fn what_the_form_sends_becomes_an_account_with_the_engines_defaults() {
        let form = r#"{"name":"Work","url":"https://mail.example.com","email":"anna@example.com",
                       "password":"secret","kinds":["contact","note"]}"#;
        let typed: NewAccount = serde_json::from_str(form).unwrap();
        let account = typed.account();
        assert_eq!(typed.password.expose_secret(), "secret");
        assert_eq!(
            account
                .kinds
                .keys()
                .copied()
                .map(Kind::from)
                .collect::<Vec<_>>(),
            [Kind::Contact, Kind::Note]
        );
        assert_eq!(account.policy, engine::account::Policy::default());
    }

    #[test]
    fn the_deletions_of_both_sides_are_told_where_the_pass_stopped() {
        let mut report = pass::KindReport::new(engine::pim::Kind::Task);
        assert_eq!(KindSummary::from(report.clone()).would_delete, None);
        let deletions = Both {
            server: 60,
            local: 1,
        };
        report.guard = Some(pass::GuardStop {
            deletions,
            total: 70,
            titles: Vec::new(),
        });
        assert_eq!(KindSummary::from(report).would_delete, Some(61));
    }

    #[test]
    fn progress_names_the_account_it_belongs_to() {
        let working = pass::Progress::Working {
            kind: engine::pim::Kind::Note,
            done: 3,
            total: 9,
        };
        let told = PassProgress::new("Work", &working);
        assert_eq!(told.account, "Work");
        assert_eq!((told.phase, told.done, told.total), (Phase::Working, 3, 9));
    }
}
