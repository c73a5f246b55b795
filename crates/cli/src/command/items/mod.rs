//! `smsync items …`: the items on this computer.

mod add;
mod edit;
mod editor;
mod export;
mod guests;
mod history;
mod import;
mod list;
mod remove;
mod restore;
mod show;

use clap::{Args, Subcommand};
use engine::Failure;
use engine::pim::Kind;

use crate::account_name;
use crate::cli::Global;
use crate::exit::Exit;
use crate::item_name::{self, Found};
use crate::output::Output;
use crate::session::Session;
use crate::value;

/// What to do with items.
#[derive(Debug, Args)]
#[command(after_help = "Whatever an edit replaces is kept for 90 days: smsync items history ITEM")]
pub(crate) struct Items {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List items, or look for some
    List(list::List),
    /// Show an item, field by field
    Show(show::Show),
    /// Make a new item
    Add(add::Add),
    /// Change an item
    Edit(edit::Edit),
    /// Delete an item here; the next synchronisation deletes it on the server
    Remove(remove::Remove),
    /// Take in the items of a .vcf or .ics file
    Import(import::Import),
    /// Write items to a file
    Export(export::Export),
    /// Show what happened to an item and its earlier versions
    History(history::History),
    /// Put an earlier version of an item back
    Restore(restore::Restore),
}

/// Whose items; every one of these commands takes it.
#[derive(Debug, Clone, Args)]
struct Of {
    /// The account; not needed where there is only one
    #[arg(short, long, value_name = "NAME")]
    account: Option<String>,
}

/// Which item.
#[derive(Debug, Clone, Args)]
struct Which {
    /// Its id, the beginning of its id, or its title
    #[arg(value_name = "ITEM")]
    item: String,
    /// Its kind, where several items fit
    #[arg(short, long, value_parser = value::kind)]
    kind: Option<Kind>,
    #[command(flatten)]
    of: Of,
}

impl Of {
    fn account(&self, session: &Session<'_>) -> Result<String, Failure> {
        account_name::choose(&session.engine, self.account.as_deref())
    }
}

impl Which {
    /// The account and the item.
    async fn find(&self, session: &Session<'_>) -> Result<(String, Found), Failure> {
        let account = self.of.account(session)?;
        let found = item_name::find(&session.engine, &account, self.kind, &self.item).await?;
        Ok((account, found))
    }

    /// The same, also where the item is gone.
    async fn find_ever(&self, session: &Session<'_>) -> Result<(String, Found), Failure> {
        let account = self.of.account(session)?;
        let found = item_name::find_ever(&session.engine, &account, self.kind, &self.item).await?;
        Ok((account, found))
    }
}

/// Does it.
pub(crate) async fn run(global: &Global, out: &Output, arguments: Items) -> Result<Exit, Failure> {
    let session = Session::open(global, out)?;
    match arguments.command {
        Command::List(arguments) => list::run(&session, &arguments).await,
        Command::Show(arguments) => show::run(&session, &arguments).await,
        Command::Add(arguments) => add::run(&session, &arguments).await,
        Command::Edit(arguments) => edit::run(&session, &arguments).await,
        Command::Remove(arguments) => remove::run(&session, &arguments).await,
        Command::Import(arguments) => import::run(&session, &arguments).await,
        Command::Export(arguments) => export::run(&session, &arguments).await,
        Command::History(arguments) => history::run(&session, &arguments).await,
        Command::Restore(arguments) => restore::run(&session, &arguments).await,
    }
}
