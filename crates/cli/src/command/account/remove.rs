//! `smsync account remove`.

use clap::Args;
use engine::{Code, Failure};

use crate::ask::{Prompt, choice};
use crate::exit::Exit;
use crate::session::Session;

/// Which account.
#[derive(Debug, Args)]
pub(super) struct Remove {
    /// The account
    #[arg(value_name = "NAME")]
    name: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// Removes it.
pub(super) async fn run(session: &Session<'_>, arguments: &Remove) -> Result<Exit, Failure> {
    let out = session.out;
    let state = session.engine.account(&arguments.name)?;
    if !arguments.yes && !agreed(session, &arguments.name, state.conflicts)? {
        out.say("Nothing was removed.");
        return Ok(Exit::InSync);
    }
    session.engine.remove_account(&arguments.name).await?;
    out.document(&serde_json::json!({ "removed": arguments.name }));
    out.say(format!(
        "Account “{}” is removed, with its password. Its items stay on the server and on this computer.",
        arguments.name
    ));
    Ok(Exit::InSync)
}

fn agreed(session: &Session<'_>, name: &str, conflicts: usize) -> Result<bool, Failure> {
    if !session.out.may_ask() {
        return Err(Failure::new(
            Code::Usage,
            name,
            "removing an account must be confirmed",
            format!("If you mean it: smsync account remove {name} --yes"),
        ));
    }
    let waiting = if conflicts > 0 {
        format!(" {conflicts} open conflicts are forgotten.")
    } else {
        String::new()
    };
    let question = format!(
        "Remove account “{name}”? Its items stay on the server and on this computer; its settings and password go.{waiting} (Enter: no)"
    );
    Ok(Prompt::terminal()
        .choice(&question, &[choice('y', "yes", ())])
        .is_some())
}
