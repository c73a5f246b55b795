//! `smsync account …`.

mod add;
mod list;
mod options;
mod remove;
mod set;
mod show;
mod test;

use clap::{Args, Subcommand};
use engine::Failure;

use crate::cli::Global;
use crate::exit::Exit;
use crate::output::Output;
use crate::session::Session;

/// What to do with accounts.
#[derive(Debug, Args)]
pub(crate) struct Account {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add an account
    Add(add::Add),
    /// List the accounts and how they stand
    List,
    /// Show an account's settings
    Show(show::Show),
    /// Try an account step by step, and say what works
    Test(test::Test),
    /// Change an account's settings or its password
    Set(set::Set),
    /// Remove an account; the items stay on both sides
    Remove(remove::Remove),
}

/// Does it.
pub(crate) async fn run(
    global: &Global,
    out: &Output,
    arguments: Account,
) -> Result<Exit, Failure> {
    let session = Session::open(global, out)?;
    match arguments.command {
        Command::Add(arguments) => add::run(&session, arguments).await,
        Command::List => list::run(&session),
        Command::Show(arguments) => show::run(&session, &arguments),
        Command::Test(arguments) => test::run(&session, &arguments).await,
        Command::Set(arguments) => set::run(&session, arguments).await,
        Command::Remove(arguments) => remove::run(&session, &arguments).await,
    }
}
