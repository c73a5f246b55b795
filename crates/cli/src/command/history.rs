//! `smsync history`: the passes there were, and what each did.

use clap::Args;
use engine::Failure;
use engine::journal::PassId;

use crate::cli::Global;
use crate::exit::Exit;
use crate::output::{Output, history, table};
use crate::session::Session;

use super::undo;

/// Which passes.
#[derive(Debug, Args)]
#[command(after_help = "To take back what a pass did: smsync undo PASS")]
pub(crate) struct History {
    /// What this pass did, item by item
    #[arg(value_name = "PASS")]
    pass: Option<i64>,
    /// What it did to this item, field by field: its id or its title
    #[arg(value_name = "ITEM", requires = "pass")]
    item: Option<String>,
    /// Only this account's passes
    #[arg(short, long, value_name = "NAME", conflicts_with = "pass")]
    account: Option<String>,
    /// How many passes, the newest first
    #[arg(short = 'n', long, value_name = "NUMBER", default_value_t = 20)]
    limit: usize,
}

/// Shows them.
pub(crate) fn run(global: &Global, out: &Output, arguments: &History) -> Result<Exit, Failure> {
    let session = Session::open(global, out)?;
    match arguments.pass {
        Some(pass) => match &arguments.item {
            Some(named) => fields(&session, PassId(pass), named)?,
            None => one(&session, PassId(pass))?,
        },
        None => many(&session, arguments)?,
    }
    Ok(Exit::InSync)
}

fn one(session: &Session<'_>, id: PassId) -> Result<(), Failure> {
    let out = session.out;
    let (pass, changes) = session.engine.pass(id)?;
    out.document(&serde_json::json!({ "pass": pass, "changes": changes }));
    out.say(
        out.paint
            .bold(&table::columns(&[history::pass_line(&pass)]).concat()),
    );
    let lines: Vec<Vec<String>> = changes
        .iter()
        .map(|change| history::change_line(out, change))
        .collect();
    for line in table::columns(&lines) {
        out.say(format!("  {line}"));
    }
    if changes.is_empty() {
        out.say("  It wrote nothing.");
    } else {
        out.say(format!(
            "Field by field: smsync history {0} ITEM. Take all of it back: smsync undo {0}; one item: smsync undo {0} ITEM",
            id.0
        ));
    }
    Ok(())
}

/// What a pass did to one item: each change with its rows, before and after.
fn fields(session: &Session<'_>, id: PassId, named: &str) -> Result<(), Failure> {
    let out = session.out;
    let item = undo::changed_item(&session.engine, id, named)?;
    let (pass, mut changes) = session.engine.pass(id)?;
    changes.retain(|change| undo::is_about(change, &item));
    let mut documents = Vec::new();
    for change in &changes {
        let rows = session.engine.change_rows(change.id)?;
        out.say(
            out.paint
                .bold(&table::columns(&[history::change_line(out, change)]).concat()),
        );
        for line in table::columns(&history::field_lines(&rows)) {
            out.say(format!("  {line}"));
        }
        documents.push(serde_json::json!({ "change": change, "rows": rows }));
    }
    out.document(&serde_json::json!({ "pass": pass, "changes": documents }));
    out.say(format!(
        "Take one field back: smsync undo {} ITEM FIELD",
        id.0
    ));
    Ok(())
}

fn many(session: &Session<'_>, arguments: &History) -> Result<(), Failure> {
    let out = session.out;
    if let Some(name) = &arguments.account {
        session.engine.account(name)?;
    }
    let passes = session
        .engine
        .passes(arguments.account.as_deref(), arguments.limit)?;
    out.document(&serde_json::json!({ "passes": passes }));
    for line in table::columns(&passes.iter().map(history::pass_line).collect::<Vec<_>>()) {
        out.say(line);
    }
    match passes.first() {
        Some(newest) => out.say(format!(
            "What one of them did: smsync history {}",
            newest.id.0
        )),
        None => out.say("Nothing was synchronised yet. Begin with: smsync sync"),
    }
    Ok(())
}
