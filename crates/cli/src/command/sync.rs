//! `smsync sync`: one pass of an account, or of all of them.

use std::collections::{BTreeMap, HashSet};

use clap::Args;
use engine::app::SyncOptions;
use engine::pass::{Deletions, Report};
use engine::pim::Kind;
use engine::{Code, Failure};

use crate::account_name;
use crate::ask::{self, Prompt};
use crate::cli::Global;
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::output::{self, Output, words};
use crate::session::Session;
use crate::value::{self, KindsOrAll, PolicyWord};

use super::resolve;

/// What to synchronise, and how.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit codes: 0 in sync, 1 failed, 3 conflicts wait, 4 stopped before deleting.
A pass that would delete many items stops before it does; --yes lets it delete, --restore brings the items back instead. \
Not to be asked again up to a number of deletions: smsync account set NAME --guard-remember KIND=NUMBER.")]
pub(crate) struct Sync {
    /// The account; not needed where there is only one
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// All accounts
    #[arg(long, conflicts_with = "name")]
    pub(crate) all: bool,
    /// Only say what would be done
    #[arg(long)]
    pub(crate) preview: bool,
    /// What to do when both sides changed the same item, instead of the account's policy
    #[arg(long, value_name = "POLICY", value_enum)]
    pub(crate) on_conflict: Option<PolicyWord>,
    /// Only these kinds
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = value::kind)]
    pub(crate) only: Vec<Kind>,
    /// Look at every item on both sides, whatever was seen before: after the server was restored from a backup, say
    #[arg(long)]
    pub(crate) everything: bool,
    /// Delete, even where it is much; of these kinds only: --yes=contacts,tasks
    #[arg(long, value_name = "KINDS", num_args = 0..=1, require_equals = true, default_missing_value = "all")]
    pub(crate) yes: Option<KindsOrAll>,
    /// Where much would be deleted, bring the items back instead; of these kinds only: --restore=contacts
    #[arg(long, value_name = "KINDS", num_args = 0..=1, require_equals = true, default_missing_value = "all")]
    pub(crate) restore: Option<KindsOrAll>,
}

/// Synchronises.
pub(crate) async fn run(global: &Global, out: &Output, arguments: &Sync) -> Result<Exit, Failure> {
    let answers = answers(arguments)?;
    let session = Session::open(global, out)?;
    let names = if arguments.all {
        account_name::at_least_one(&session.engine)?
    } else {
        vec![account_name::choose(
            &session.engine,
            arguments.name.as_deref(),
        )?]
    };
    let interrupt = Interrupt::listen();
    let mut reports = Vec::new();
    for name in &names {
        let report = one(&session, name, arguments, &answers, &interrupt).await?;
        reports.push(report);
        if interrupt.is_pressed() {
            break;
        }
    }
    out.document(&BTreeMap::from([("reports", &reports)]));
    Ok(reports
        .iter()
        .map(Exit::of_report)
        .max()
        .unwrap_or(Exit::InSync))
}

/// One account, with the questions it raises. What could not even begin is told in its report, so that the others have their turn.
async fn one(
    session: &Session<'_>,
    name: &str,
    arguments: &Sync,
    answers: &Answers,
    interrupt: &Interrupt,
) -> Result<Report, Failure> {
    let mut options = options(arguments, answers);
    let mut report = pass(session, name, &options, interrupt).await;
    output::report::show(session.out, &report, arguments.preview);
    if arguments.preview || interrupt.is_pressed() {
        return Ok(report);
    }
    if session.out.may_ask() {
        let answers = interrupt.while_asking(|| ask::guard::ask(&mut Prompt::terminal(), &report));
        for answer in &answers {
            options.deletions_of.insert(answer.kind, answer.deletions);
        }
        if !answers.is_empty() {
            report = pass(session, name, &options, interrupt).await;
            output::report::show(session.out, &report, false);
        }
        for answer in answers {
            if let Some(up_to) = answer.remember {
                session.engine.remember_guard(name, answer.kind, up_to)?;
            }
        }
    }
    let asked = arguments.on_conflict == Some(PolicyWord::Ask) && session.out.may_ask();
    if asked && resolve::ask_about_all(session, name, interrupt).await? {
        // The decisions alone: the rest of the policy has had its turn.
        report = pass(session, name, &options, interrupt).await;
        output::report::show(session.out, &report, false);
    }
    advise(session.out, &report);
    Ok(report)
}

/// One pass; a pass that cannot begin is a report with a failure.
pub(crate) async fn pass(
    session: &Session<'_>,
    name: &str,
    options: &SyncOptions,
    interrupt: &Interrupt,
) -> Report {
    match session.sync(name, options, interrupt).await {
        Ok(report) => report,
        Err(failure) => Report {
            account: name.to_owned(),
            failure: Some(failure),
            ..Report::default()
        },
    }
}

/// What is to be done where the guard stops, for each kind that was named.
type Answers = BTreeMap<Kind, Deletions>;

/// The answers that were typed.
///
/// # Errors
/// A kind is named under both.
fn answers(arguments: &Sync) -> Result<Answers, Failure> {
    let mut answers = Answers::new();
    let typed = [
        (&arguments.yes, Deletions::Allow),
        (&arguments.restore, Deletions::Restore),
    ];
    for (kinds, answer) in typed {
        for kind in kinds.iter().flat_map(KindsOrAll::kinds) {
            if answers.insert(kind, answer).is_some() {
                return Err(Failure::new(
                    Code::Usage,
                    "--restore",
                    format!("{} stand under --yes and --restore", words::plural(kind)),
                    "Name each kind once, as in --yes=contacts --restore=tasks.",
                ));
            }
        }
    }
    Ok(answers)
}

fn options(arguments: &Sync, answers: &Answers) -> SyncOptions {
    SyncOptions {
        preview: arguments.preview,
        everything: arguments.everything,
        policy: arguments.on_conflict.map(Into::into),
        deletions: Deletions::Ask,
        deletions_of: answers.clone(),
        leave_out: HashSet::new(),
        only: arguments.only.clone(),
    }
}

/// What to do next, where something waits.
fn advise(out: &Output, report: &Report) {
    let conflicts: usize = report.kinds.iter().map(|kind| kind.conflicts).sum();
    if conflicts > 0 {
        let waits = words::count(conflicts, "conflict waits", "conflicts wait");
        out.say(format!("{waits} for you. See: smsync conflicts; decide: smsync resolve ID, or all: smsync sync --on-conflict ask"));
    }
    if report.kinds.iter().any(|kind| kind.guard.is_some()) {
        out.say("Nothing was deleted. To delete: smsync sync --yes; to bring the items back instead: smsync sync --restore");
    }
    if report
        .failure
        .as_ref()
        .is_some_and(|failure| failure.code == Code::SignIn)
    {
        out.say(format!(
            "To type the password again: smsync account set {} --password",
            report.account
        ));
    }
}
