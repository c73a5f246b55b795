//! `smsync items show`.

use clap::Args;
use engine::Failure;
use engine::app::ItemView;

use super::Which;
use crate::exit::Exit;
use crate::output::Output;
use crate::output::table::{pad, wrap};
use crate::output::words::harmless;
use crate::session::Session;

/// Which item, and how.
#[derive(Debug, Args)]
pub(super) struct Show {
    #[command(flatten)]
    which: Which,
    /// Its text as it is stored
    #[arg(long)]
    source: bool,
}

/// Shows it.
pub(super) async fn run(session: &Session<'_>, arguments: &Show) -> Result<Exit, Failure> {
    let (account, found) = arguments.which.find(session).await?;
    let item = session.engine.item(&account, found.kind, &found.id).await?;
    session.out.document(&serde_json::json!({ "item": item }));
    if arguments.source {
        session
            .out
            .say(harmless(&item.source.replace("\r\n", "\n")).trim_end());
    } else {
        fields(session.out, &item);
    }
    Ok(Exit::InSync)
}

fn fields(out: &Output, item: &ItemView) {
    out.say(format!(
        "{} {}",
        out.paint.bold(&harmless(&item.title)),
        out.paint.dim(&format!("({} {})", item.kind, item.id.0))
    ));
    for field in &item.fields {
        let name = format!("{} ({})", field.label, field.key);
        let width = out.width.saturating_sub(NAME_WIDTH + 4);
        for (at, line) in wrap(&field.shown.to_string(), width).iter().enumerate() {
            out.say(format!(
                "  {}  {line}",
                pad(if at == 0 { &name } else { "" }, NAME_WIDTH)
            ));
        }
    }
}

/// Room for a field's name.
const NAME_WIDTH: usize = 28;
