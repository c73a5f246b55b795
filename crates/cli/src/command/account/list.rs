//! `smsync account list`.

use engine::Failure;

use crate::command::welcome::standing;
use crate::exit::Exit;
use crate::output::table;
use crate::output::words::harmless;
use crate::session::Session;

/// Lists them.
pub(super) fn run(session: &Session<'_>) -> Result<Exit, Failure> {
    let accounts = session.engine.accounts()?;
    session
        .out
        .document(&serde_json::json!({ "accounts": accounts }));
    let lines: Vec<Vec<String>> = accounts
        .iter()
        .map(|state| {
            let account = &state.account;
            vec![
                harmless(&account.name),
                harmless(&account.email),
                harmless(&account.url),
                standing(state),
            ]
        })
        .collect();
    for line in table::columns(&lines) {
        session.out.say(line);
    }
    if accounts.is_empty() {
        session.out.say(
            "There is no account yet. Add one: smsync account add NAME --url URL --email ADDRESS",
        );
    }
    Ok(Exit::InSync)
}
