//! Every command and option: the one definition that the parser, the help, the completions and the man page come from.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand};

use crate::command::{
    account, completions, conflicts, history, items, man, resolve, sync, undo, why,
};

/// What `smsync --help` ends with.
const AFTER: &str = "\
Exit codes:
  0  in sync, or done          3  conflicts wait for you: smsync conflicts
  1  failed                    4  stopped before deleting: smsync sync --preview
  2  wrong usage

Begin with:
  smsync account add work --url https://mail.example.com --email anna@example.com
  smsync sync";

/// Keeps contacts, appointments, tasks and notes the same on this computer and on a mail server.
#[derive(Debug, Parser)]
#[command(name = "smsync", version, after_help = AFTER, propagate_version = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Options that every command takes.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// Keep accounts, items and history in this folder
    #[arg(long, global = true, value_name = "DIR", env = "SMSYNC_HOME")]
    pub(crate) home: Option<PathBuf>,
    /// Answer with one JSON document on standard output (described in JSON.md)
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Say nothing while it works
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Never ask; what cannot be decided is left as it is
    #[arg(long, global = true)]
    pub(crate) no_input: bool,
    /// Write the log to standard error too (-vv: with details)
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Add, test, change and remove accounts
    #[command(visible_alias = "accounts")]
    Account(account::Account),
    /// Synchronise an account
    Sync(sync::Sync),
    /// Show the conflicts that wait for you
    Conflicts(conflicts::Conflicts),
    /// Decide a conflict
    Resolve(resolve::Resolve),
    /// Show what was done, pass by pass
    History(history::History),
    /// Take back what a pass did
    Undo(undo::Undo),
    /// Say why an item is as it is
    Why(why::Why),
    /// Read and edit the items on this computer
    #[command(visible_alias = "item")]
    Items(items::Items),
    /// Print the completions for a shell
    Completions(completions::Completions),
    /// Print the manual page
    Man(man::Man),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definitions_hold_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_option_takes_a_password() {
        fn look(command: &clap::Command) {
            for argument in command.get_arguments() {
                let takes_value = argument.get_action().takes_values();
                assert!(
                    !(takes_value && argument.get_id().as_str().contains("password")),
                    "{argument}"
                );
            }
            command.get_subcommands().for_each(look);
        }
        look(&Cli::command());
    }

    #[test]
    fn every_command_and_option_says_what_it_is_for() {
        fn look(command: &clap::Command) {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command
                .get_arguments()
                .filter(|argument| !argument.is_hide_set())
            {
                assert!(
                    argument.get_help().is_some(),
                    "{} {argument}",
                    command.get_name()
                );
            }
            command.get_subcommands().for_each(look);
        }
        look(&Cli::command());
    }
}
