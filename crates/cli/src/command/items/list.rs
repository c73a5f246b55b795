//! `smsync items list`.

use clap::Args;
use engine::Failure;
use engine::pim::Kind;

use super::Of;
use crate::exit::Exit;
use crate::item_name;
use crate::output::table::{columns, shorten};
use crate::output::words::{count, heading};
use crate::session::Session;
use crate::value;

/// Which items.
#[derive(Debug, Args)]
pub(super) struct List {
    /// Only items that have all of these words
    #[arg(value_name = "WORD")]
    words: Vec<String>,
    /// Only this kind
    #[arg(short, long, value_parser = value::kind)]
    kind: Option<Kind>,
    #[command(flatten)]
    of: Of,
}

/// Lists them.
pub(super) async fn run(session: &Session<'_>, arguments: &List) -> Result<Exit, Failure> {
    let out = session.out;
    let account = arguments.of.account(session)?;
    let (mut all, mut number) = (Vec::new(), 0);
    for kind in item_name::kinds(&session.engine, &account, arguments.kind)? {
        let listed = session
            .engine
            .items(&account, kind, &arguments.words.join(" "))
            .await?;
        number += listed.len();
        if !listed.is_empty() {
            out.say(
                out.paint
                    .bold(&format!("{} ({})", heading(kind), listed.len())),
            );
        }
        let lines: Vec<Vec<String>> = listed
            .iter()
            .map(|item| vec![shorten(&item.title, 60), out.paint.dim(&item.id.0)])
            .collect();
        for line in columns(&lines) {
            out.say(format!("  {line}"));
        }
        all.extend(
            listed.into_iter().map(
                |item| serde_json::json!({ "kind": kind, "id": item.id, "title": item.title }),
            ),
        );
    }
    out.document(&serde_json::json!({ "items": all }));
    if number == 0 {
        out.say(if arguments.words.is_empty() {
            "There are no items here yet. Bring them from the server: smsync sync".to_owned()
        } else {
            format!(
                "None has {}.",
                count(arguments.words.len(), "this word", "all of these words")
            )
        });
    }
    Ok(Exit::InSync)
}
