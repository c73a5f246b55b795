//! `smsync account show`.

use clap::Args;
use engine::Failure;
use engine::account::{Account, KindChoice, Policy, Protocol};
use engine::app::AccountState;

use crate::account_name;
use crate::command::welcome::standing;
use crate::exit::Exit;
use crate::output::table;
use crate::output::words::{harmless, plural};
use crate::session::Session;
use crate::value;

/// Which account.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// The account; not needed where there is only one
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

/// Shows it.
pub(super) fn run(session: &Session<'_>, arguments: &Show) -> Result<Exit, Failure> {
    let name = account_name::choose(&session.engine, arguments.name.as_deref())?;
    let state = session.engine.account(&name)?;
    session
        .out
        .document(&serde_json::json!({ "account": state }));
    for line in table::columns(&lines(&state)) {
        session.out.say(line);
    }
    Ok(Exit::InSync)
}

fn lines(state: &AccountState) -> Vec<Vec<String>> {
    let account = &state.account;
    let line = |name: &str, value: String| vec![name.to_owned(), harmless(&value)];
    let mut lines = vec![
        line("Name", account.name.clone()),
        line("Webmail", account.url.clone()),
        line("E-mail", account.email.clone()),
        line("Signs in as", account.sign_in_name().to_owned()),
        line("Items live in", value::store_text(&account.store)),
        line("Both changed", policy(account.policy).to_owned()),
        line("Before deleting", guard(account)),
        line(
            "Certificate",
            account
                .trusted_certificate
                .clone()
                .unwrap_or_else(|| "as this computer trusts".to_owned()),
        ),
    ];
    lines.extend(
        account
            .kinds
            .iter()
            .map(|(kind, choice)| line(plural(*kind), kind_choice(choice))),
    );
    lines.push(line("State", standing(state)));
    lines
}

const fn policy(policy: Policy) -> &'static str {
    match policy {
        Policy::Merge => "merge what can be merged, ask about the rest",
        Policy::Ask => "ask",
        Policy::Server => "the server's version stays",
        Policy::Local => "the version on this computer stays",
        Policy::Newest => "the version changed last stays",
        Policy::Both => "both stay, as two items",
        Policy::Skip => "leave both as they are",
    }
}

fn guard(account: &Account) -> String {
    let guard = account.guard;
    format!(
        "asks beyond {} items, or beyond {} % and {} items",
        guard.many, guard.percent, guard.few
    )
}

fn kind_choice(choice: &KindChoice) -> String {
    let mut parts = vec![
        match choice.protocol {
            Protocol::Auto => "automatic",
            Protocol::Dav => "CalDAV/CardDAV",
            Protocol::Syncml => "SyncML",
        }
        .to_owned(),
    ];
    if let Some(server) = &choice.server_collection {
        parts.push(format!("server: {server}"));
    }
    if let Some(local) = &choice.local_collection {
        parts.push(format!("here: {local}"));
    }
    match choice.direction {
        engine::account::Direction::Both => {}
        engine::account::Direction::FromServer => parts.push("only from the server".to_owned()),
        engine::account::Direction::FromLocal => parts.push("only to the server".to_owned()),
    }
    parts.join(", ")
}
