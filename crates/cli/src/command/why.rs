//! `smsync why`: what happened to an item, and what it waits for.

use clap::Args;
use engine::Failure;
use engine::app::ItemHistory;
use engine::pim::Kind;

use crate::account_name;
use crate::cli::Global;
use crate::exit::Exit;
use crate::item_name::{self, Found};
use crate::output::words::{harmless, sentence};
use crate::output::{Output, history, table, time};
use crate::session::Session;
use crate::value;

/// Which item.
#[derive(Debug, Args)]
pub(crate) struct Why {
    /// Its id on this computer, or its title; also of an item that is gone
    #[arg(value_name = "ITEM")]
    item: String,
    /// Its account; not needed where there is only one
    #[arg(short, long, value_name = "NAME")]
    account: Option<String>,
    /// Its kind
    #[arg(short, long, value_parser = value::kind)]
    kind: Option<Kind>,
}

/// Tells it.
pub(crate) async fn run(global: &Global, out: &Output, arguments: &Why) -> Result<Exit, Failure> {
    let session = Session::open(global, out)?;
    let account = account_name::choose(&session.engine, arguments.account.as_deref())?;
    let found =
        item_name::find_ever(&session.engine, &account, arguments.kind, &arguments.item).await?;
    let history = session.engine.why(&account, found.kind, &found.id)?;
    out.document(&serde_json::json!({ "item": { "kind": found.kind, "id": found.id, "title": found.title }, "history": history }));
    show(&session, &found, &history)?;
    Ok(Exit::InSync)
}

fn show(session: &Session<'_>, found: &Found, history: &ItemHistory) -> Result<(), Failure> {
    let out = session.out;
    out.say(out.paint.bold(&format!(
        "{} ({} {})",
        harmless(&found.title),
        found.kind,
        found.id.0
    )));
    for waiting in &history.waiting {
        out.say(format!("  ▲ {}", sentence(&harmless(waiting))));
    }
    let mut lines = Vec::new();
    for change in &history.changes {
        let (pass, _) = session.engine.pass(change.pass)?;
        let mut line = vec![
            time::moment(pass.started),
            format!("pass {}", change.pass.0),
        ];
        line.extend(
            history::change_line(out, change)
                .into_iter()
                .enumerate()
                .filter(|(at, _)| matches!(at, 0 | 3))
                .map(|(_, cell)| cell),
        );
        lines.push(line);
    }
    for line in table::columns(&lines) {
        out.say(format!("  {line}"));
    }
    if history.changes.is_empty() && history.waiting.is_empty() {
        out.say("  No pass has touched it: it was the same on both sides, or is new and waits for the next synchronisation.");
    }
    Ok(())
}
