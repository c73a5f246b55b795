//! `smsync items add`.

use clap::Args;
use engine::Failure;
use engine::app::Edit;
use engine::pim::Kind;
use engine::{Code, pim::FieldId};

use super::{Of, guests};
use crate::exit::Exit;
use crate::session::Session;
use crate::value;

/// A new item.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  smsync items add contact name='Anna Bauer' phone='+49 30 1234' email=anna@example.com
  smsync items add task subject='Call Anna' due=2026-12-01
  smsync items add appointment subject=Lunch when='2026-12-01 12:00 – 13:00 Europe/Berlin' attendee='Bert Brown <bert@example.com>'

A field named several times gets several values, where it can have them. Who adds guests to an appointment invites them.")]
pub(super) struct Add {
    /// contact, appointment, task or note
    #[arg(value_name = "KIND", value_parser = value::kind)]
    kind: Kind,
    /// Its fields
    #[arg(value_name = "FIELD=VALUE", required = true, value_parser = value::edit)]
    fields: Vec<Edit>,
    /// Ask the server to tell no guest of it; it stays so, later changes are not told either
    #[arg(long)]
    tell_nobody: bool,
    #[command(flatten)]
    of: Of,
}

/// Makes it.
pub(super) async fn run(session: &Session<'_>, arguments: &Add) -> Result<Exit, Failure> {
    let account = arguments.of.account(session)?;
    let id = session
        .engine
        .add_item(
            &account,
            arguments.kind,
            &joined(&arguments.fields)?,
            arguments.tell_nobody,
        )
        .await?;
    let item = session.engine.item(&account, arguments.kind, &id).await?;
    let invitation = guests::asked(session, &account, arguments.kind, &id).await;
    session
        .out
        .document(&serde_json::json!({ "item": item, "invitation": invitation }));
    session.out.say(format!(
        "Added {} “{}” ({}). Send it: smsync sync",
        arguments.kind, item.title, id.0
    ));
    guests::tell(session, invitation.as_ref());
    Ok(Exit::InSync)
}

/// A field named several times is one edit with a value on each line.
pub(super) fn joined(edits: &[Edit]) -> Result<Vec<Edit>, Failure> {
    let mut joined: Vec<Edit> = Vec::new();
    for (field, value) in edits {
        match joined.iter_mut().find(|(known, _)| known == field) {
            None => joined.push((*field, value.clone())),
            Some((_, values)) if !values.is_empty() && !value.is_empty() => {
                values.push('\n');
                values.push_str(value);
            }
            Some(_) => return Err(twice(*field)),
        }
    }
    Ok(joined)
}

fn twice(field: FieldId) -> Failure {
    Failure::new(
        Code::Usage,
        field.to_string(),
        "it is both emptied and filled",
        "Name the field once.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_one_field_become_lines() {
        let edit = |text: &str| value::edit(text).unwrap();
        let edits = joined(&[edit("phone=1"), edit("title=Dr"), edit("phone=2")]).unwrap();
        assert_eq!(edits, [edit("phone=1\n2"), edit("title=Dr")]);
        assert!(joined(&[edit("phone=1"), edit("phone=")]).is_err());
    }
}
