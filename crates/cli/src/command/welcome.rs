//! `smsync` alone: what to do first, or how the accounts stand.

use engine::Failure;
use engine::app::AccountState;

use crate::cli::Global;
use crate::exit::Exit;
use crate::output::{Output, time, words};
use crate::session::Session;

const FIRST_STEPS: &str = "\
SmarterMail Sync keeps contacts, appointments, tasks and notes the same here and on your mail server.
  1. Add your account:   smsync account add work --url https://mail.example.com --email you@example.com
  2. See that it works:  smsync account test work
  3. Synchronise:        smsync sync
Everything else: smsync --help";

/// Says it.
pub(crate) fn run(global: &Global, out: &Output) -> Result<Exit, Failure> {
    let accounts = match Session::open_existing(global, out)? {
        Some(session) => session.engine.accounts()?,
        None => Vec::new(),
    };
    out.document(&serde_json::json!({ "accounts": accounts }));
    if accounts.is_empty() {
        out.say(FIRST_STEPS);
    }
    for state in &accounts {
        out.say(format!("{}: {}", state.account.name, standing(state)));
    }
    if !accounts.is_empty() {
        out.say(format!(
            "{}; everything else: smsync --help",
            next(&accounts)
        ));
    }
    Ok(Exit::InSync)
}

/// How an account stands, in a line.
pub(crate) fn standing(state: &AccountState) -> String {
    let Some(last) = state.last_pass else {
        return "never synchronised".to_owned();
    };
    let mut parts = vec![format!("last synchronised {}", time::moment(last))];
    if state.was_cut_off {
        parts.push("which was cut off; the next one goes on where it was".to_owned());
    }
    if let Some(failure) = state
        .last_report
        .as_ref()
        .and_then(|report| report.failure.as_ref())
    {
        parts.push(format!(
            "which failed: {}",
            words::harmless(&failure.message)
        ));
    }
    if state.conflicts > 0 {
        parts.push(words::count(
            state.conflicts,
            "conflict waits",
            "conflicts wait",
        ));
    }
    if state.held > 0 {
        parts.push(words::count(
            state.held,
            "item left as it is",
            "items left as they are",
        ));
    }
    parts.join(", ")
}

fn next(accounts: &[AccountState]) -> &'static str {
    match accounts {
        _ if accounts.iter().any(|state| state.conflicts > 0) => {
            "Look at the conflicts: smsync conflicts"
        }
        [_] => "Synchronise: smsync sync",
        _ => "Synchronise: smsync sync --all",
    }
}
