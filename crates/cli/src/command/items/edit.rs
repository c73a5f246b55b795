//! `smsync items edit`: single fields, or the text in an editor.

use clap::Args;
use engine::app::Edit as FieldEdit;
use engine::{Code, Failure};

use super::{Which, add, editor, guests};
use crate::exit::Exit;
use crate::session::Session;
use crate::value;

/// What to change.
#[derive(Debug, Args)]
#[command(after_help = "\
Without fields, on a terminal, the item's text opens in $VISUAL or $EDITOR.
smsync items show ITEM shows the names of the fields. An empty value takes a field away: phone=
A field that has several values gets those that are named: name all guests who are to stay, each with attendee=. Their answers are kept.")]
pub(super) struct Edit {
    #[command(flatten)]
    which: Which,
    /// Fields and their new values
    #[arg(value_name = "FIELD=VALUE", value_parser = value::edit)]
    fields: Vec<FieldEdit>,
    /// Ask the server to tell no guest, now and later; only where it told nobody of the appointment yet
    #[arg(long, requires = "fields")]
    tell_nobody: bool,
}

/// Changes it.
pub(super) async fn run(session: &Session<'_>, arguments: &Edit) -> Result<Exit, Failure> {
    let out = session.out;
    let (account, found) = arguments.which.find(session).await?;
    if !arguments.fields.is_empty() {
        session
            .engine
            .edit_item(
                &account,
                found.kind,
                &found.id,
                &add::joined(&arguments.fields)?,
                arguments.tell_nobody,
            )
            .await?;
    } else if out.may_ask() {
        let item = session.engine.item(&account, found.kind, &found.id).await?;
        let Some(text) = editor::edit(&item.source, found.kind)? else {
            out.say("Nothing was changed.");
            return Ok(Exit::InSync);
        };
        session
            .engine
            .rewrite_item(&account, found.kind, &found.id, None, &text)
            .await?;
    } else {
        return Err(Failure::new(
            Code::Usage,
            &found.title,
            "it is not said what to change",
            "Name fields and values: smsync items edit ITEM phone='+49 30 1234'",
        ));
    }
    let item = session.engine.item(&account, found.kind, &found.id).await?;
    let invitation = guests::asked(session, &account, found.kind, &found.id).await;
    out.document(&serde_json::json!({ "item": item, "invitation": invitation }));
    out.say(format!("Changed “{}”. Send it: smsync sync", item.title));
    guests::tell(session, invitation.as_ref());
    Ok(Exit::InSync)
}
