//! `smsync items remove`.

use clap::Args;
use engine::Failure;

use super::{Which, guests};
use crate::exit::Exit;
use crate::output::words::harmless;
use crate::session::Session;

/// Which item.
#[derive(Debug, Args)]
pub(super) struct Remove {
    #[command(flatten)]
    which: Which,
}

/// Deletes it; a copy stays in the history, so nothing is asked.
pub(super) async fn run(session: &Session<'_>, arguments: &Remove) -> Result<Exit, Failure> {
    let (account, found) = arguments.which.find(session).await?;
    let invitation = guests::asked(session, &account, found.kind, &found.id).await;
    session
        .engine
        .remove_item(&account, found.kind, &found.id)
        .await?;
    session.out.document(&serde_json::json!({
        "removed": { "kind": found.kind, "id": found.id, "title": found.title },
        "told": invitation.as_ref().map_or(&[][..], |invitation| &invitation.sent),
    }));
    session.out.say(format!(
        "Deleted {} “{}” on this computer; the next synchronisation deletes it on the server. A copy is kept for 90 days: smsync items history {}",
        found.kind,
        harmless(&found.title),
        found.id.0
    ));
    if let Some(told) = invitation.as_ref().and_then(guests::of_deletion) {
        session.out.say(told);
    }
    Ok(Exit::InSync)
}
