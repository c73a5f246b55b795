//! `smsync items restore`: puts an earlier version of an item back, also of one that was deleted.

use clap::Args;
use engine::{Code, Failure};

use super::{Which, history};
use crate::exit::Exit;
use crate::output::words::harmless;
use crate::session::Session;

/// Which item, and which version.
#[derive(Debug, Args)]
pub(super) struct Restore {
    #[command(flatten)]
    which: Which,
    /// The version, as smsync items history shows it
    #[arg(value_name = "NUMBER")]
    number: i64,
}

/// Puts it back; what it replaces is kept in turn.
pub(super) async fn run(session: &Session<'_>, arguments: &Restore) -> Result<Exit, Failure> {
    let (account, found) = arguments.which.find_ever(session).await?;
    let engine = &session.engine;
    let versions = engine.earlier_versions(&account, found.kind, &found.id)?;
    let version = history::version(&versions, arguments.number)?;
    let text = version.source.as_bytes();
    let id = match engine
        .rewrite_item(&account, found.kind, &found.id, None, text)
        .await
    {
        Ok(()) => found.id,
        Err(gone) if gone.code == Code::Unknown => again(session, &account, &found, text).await?,
        Err(failure) => return Err(failure),
    };
    let item = engine.item(&account, found.kind, &id).await?;
    session.out.document(&serde_json::json!({ "item": item }));
    session.out.say(format!(
        "“{}” is back as it was. Send it: smsync sync",
        harmless(&item.title)
    ));
    Ok(Exit::InSync)
}

/// A deleted item is made again.
async fn again(
    session: &Session<'_>,
    account: &str,
    found: &crate::item_name::Found,
    text: &[u8],
) -> Result<engine::endpoint::ItemId, Failure> {
    let (mut added, problems) = session
        .engine
        .import_items(account, found.kind, text)
        .await?;
    added.pop().ok_or_else(|| {
        let problem = problems
            .into_iter()
            .next()
            .unwrap_or_else(|| "there is no item in this version".to_owned());
        Failure::new(
            Code::Nonsense,
            &found.title,
            problem,
            "Choose another version: smsync items history ITEM",
        )
    })
}
