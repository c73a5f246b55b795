//! `smsync account add`.

use clap::Args;
use engine::{Code, Failure};

use super::options::Settings;
use crate::ask::Prompt;
use crate::exit::Exit;
use crate::output::Output;
use crate::password;
use crate::session::Session;

/// A new account.
#[derive(Debug, Args)]
#[command(after_help = "\
The password is asked for, or comes from --password-stdin or from the file that SMSYNC_PASSWORD_FILE names; never from an argument.

Examples:
  smsync account add work --url https://mail.example.com --email anna@example.com
  smsync account add work --url … --email … --kinds contacts,tasks --store folder:$HOME/pim --password-stdin < secret")]
pub(super) struct Add {
    /// A name for it, such as work
    #[arg(value_name = "NAME")]
    name: String,
    /// What you type in the browser for webmail
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Your e-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Read the password from standard input
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    settings: Settings,
}

/// Stores it.
pub(super) async fn run(session: &Session<'_>, arguments: Add) -> Result<Exit, Failure> {
    let out = session.out;
    let mut account = session.engine.new_account(&arguments.name);
    account.url = given(
        out,
        arguments.url.or(decided(&account.url)),
        "--url",
        "Web address you open for webmail:",
    )?;
    account.email = given(
        out,
        arguments.email.or(decided(&account.email)),
        "--email",
        "Your e-mail address:",
    )?;
    arguments.settings.put_into(&mut account)?;
    session.engine.check_new_account(&account)?;
    let password = password::read(out, &account.name, arguments.password_stdin)?;
    session.engine.add_account(&account, Some(password)).await?;
    out.document(&serde_json::json!({ "account": account }));
    out.say(format!("Account “{}” is added.", account.name));
    session.say_where_passwords_are().await?;
    out.say(format!(
        "See that it works: smsync account test {0}; then: smsync sync {0}",
        account.name
    ));
    Ok(Exit::InSync)
}

/// What the administrator decided, if anything.
fn decided(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// What was typed as an option, or is typed now.
fn given(
    out: &Output,
    option: Option<String>,
    name: &str,
    question: &str,
) -> Result<String, Failure> {
    let answer = match option {
        Some(text) => Some(text),
        None if out.may_ask() => Prompt::terminal().line(question),
        None => None,
    };
    answer
        .filter(|text| !text.trim().is_empty())
        .ok_or_else(|| {
            Failure::new(
                Code::Usage,
                name,
                "it is needed for a new account",
                "smsync account add NAME --url https://mail.example.com --email you@example.com",
            )
        })
}
