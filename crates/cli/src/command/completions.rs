//! `smsync completions SHELL`.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::cli::Cli;
use crate::exit::Exit;
use crate::output::Output;

/// For which shell.
#[derive(Debug, Args)]
#[command(
    after_help = "For bash: smsync completions bash > ~/.local/share/bash-completion/completions/smsync"
)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

/// Prints them.
pub(crate) fn run(arguments: &Completions, out: &Output) -> Exit {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "smsync", &mut text);
    out.raw(&text);
    Exit::InSync
}
