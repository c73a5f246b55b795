//! `smsync account set`.

use clap::Args;
use engine::Failure;

use super::options::Settings;
use crate::exit::Exit;
use crate::password;
use crate::session::Session;
use crate::value::KindNumber;

/// What to change.
#[derive(Debug, Args)]
#[command(
    after_help = "What is not named stays as it is. Taking a kind away leaves its items where they are, on both sides."
)]
pub(super) struct Set {
    /// The account
    #[arg(value_name = "NAME")]
    name: String,
    /// What you type in the browser for webmail
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Your e-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Ask for a new password
    #[arg(long)]
    password: bool,
    /// Read a new password from standard input
    #[arg(long)]
    password_stdin: bool,
    /// Up to so many deletions of a kind need not be asked about: contacts=200; 0: ask as the limits say
    #[arg(long, value_name = "KIND=NUMBER", value_delimiter = ',')]
    guard_remember: Vec<KindNumber>,
    #[command(flatten)]
    settings: Settings,
}

/// Changes it.
pub(super) async fn run(session: &Session<'_>, arguments: Set) -> Result<Exit, Failure> {
    let out = session.out;
    let mut account = session.engine.account(&arguments.name)?.account;
    account.url = arguments.url.unwrap_or(account.url);
    account.email = arguments.email.unwrap_or(account.email);
    arguments.settings.put_into(&mut account)?;
    let wanted = arguments.password || arguments.password_stdin;
    let password = wanted
        .then(|| password::read(out, &account.name, arguments.password_stdin))
        .transpose()?;
    let with_password = password.is_some();
    session.engine.set_account(&account, password).await?;
    for answer in arguments.guard_remember {
        session
            .engine
            .remember_guard(&account.name, answer.kind, answer.number)?;
    }
    out.document(&serde_json::json!({ "account": account }));
    out.say(format!("Account “{}” is changed.", account.name));
    if with_password {
        session.say_where_passwords_are().await?;
    }
    Ok(Exit::InSync)
}
