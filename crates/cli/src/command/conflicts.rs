//! `smsync conflicts`: what waits for the person.

use clap::Args;
use engine::Failure;

use crate::cli::Global;
use crate::exit::Exit;
use crate::output::{Output, conflict, table};
use crate::session::Session;

/// Which conflicts, and how much of them.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 none waits, 3 conflicts wait.\nTo see one of them field by field: smsync conflicts --id ID"
)]
pub(crate) struct Conflicts {
    /// Only this account's
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Only this one, field by field
    #[arg(long, value_name = "ID", conflicts_with = "name")]
    id: Option<i64>,
    /// Field by field, equal fields too
    #[arg(long)]
    all: bool,
}

/// Shows them.
pub(crate) fn run(global: &Global, out: &Output, arguments: &Conflicts) -> Result<Exit, Failure> {
    let session = Session::open(global, out)?;
    if let Some(name) = &arguments.name {
        session.engine.account(name)?;
    }
    let found = match arguments.id {
        Some(id) => vec![session.engine.conflict(engine::journal::ConflictId(id))?],
        None => session.engine.conflicts(arguments.name.as_deref())?,
    };
    out.document(&serde_json::json!({ "conflicts": found }));
    if found.is_empty() {
        out.say("No conflicts wait for you.");
        return Ok(Exit::InSync);
    }
    if arguments.all || arguments.id.is_some() || found.len() <= SHOWN_IN_FULL {
        for (at, one) in found.iter().enumerate() {
            if at > 0 {
                out.say("");
            }
            conflict::show(out, one, arguments.all);
        }
    } else {
        for line in table::columns(&found.iter().map(conflict::line).collect::<Vec<_>>()) {
            out.say(line);
        }
    }
    let id = found[0].id.0;
    out.say(format!(
        "Decide: smsync resolve {id} --keep server|local|both, --new, --pick FIELD=server|local, or smsync resolve {id} to be asked"
    ));
    Ok(Exit::ConflictsWait)
}

/// Up to so many are shown field by field.
const SHOWN_IN_FULL: usize = 3;
