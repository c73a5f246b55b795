//! `smsync`, the command line: this program's engine for people at a terminal and for scripts.
//!
//! Begin reading at [`cli`], the definition of every command; each command is a file in `command`. What a command has to
//! say goes through `output`, which knows about colours, pipes and `--json`; what it asks goes through `ask`.
//! Nothing is decided here: that is the engine's work.

mod account_name;
mod ask;
mod cli;
mod command;
mod exit;
mod interrupt;
mod item_name;
mod log;
mod output;
mod password;
mod session;
mod value;

use std::process::ExitCode;

use clap::Parser;
use engine::{Code, Failure};

use cli::{Cli, Command};
use exit::Exit;
use output::Output;

fn main() -> ExitCode {
    engine::heap::keep_small();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error).into(),
    };
    let out = Output::new(&cli.global);
    let result = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime.block_on(run(cli, &out)),
        Err(error) => Err(Failure::new(
            Code::Storage,
            "smsync",
            error.to_string(),
            "Close some programs and try again.",
        )),
    };
    result
        .unwrap_or_else(|failure| {
            output::failure::print(&out, &failure);
            Exit::of(&failure)
        })
        .into()
}

async fn run(cli: Cli, out: &Output) -> Result<Exit, Failure> {
    let global = cli.global;
    let Some(command) = cli.command else {
        return command::welcome::run(&global, out);
    };
    match command {
        Command::Completions(arguments) => Ok(command::completions::run(&arguments, out)),
        Command::Man(arguments) => command::man::run(&arguments, out),
        Command::Account(arguments) => command::account::run(&global, out, arguments).await,
        Command::Sync(arguments) => command::sync::run(&global, out, &arguments).await,
        Command::Conflicts(arguments) => command::conflicts::run(&global, out, &arguments),
        Command::Resolve(arguments) => command::resolve::run(&global, out, &arguments).await,
        Command::History(arguments) => command::history::run(&global, out, &arguments),
        Command::Undo(arguments) => command::undo::run(&global, out, &arguments).await,
        Command::Why(arguments) => command::why::run(&global, out, &arguments).await,
        Command::Items(arguments) => command::items::run(&global, out, arguments).await,
    }
}

/// Help and version are answers; anything else clap has to say is wrong usage.
fn usage(error: &clap::Error) -> Exit {
    if !error.use_stderr() {
        // To a pipe that was closed: nobody is reading.
        let _ = error.print();
        return Exit::InSync;
    }
    if std::env::args_os().any(|argument| argument == "--json") {
        let text = error.to_string();
        let message = text
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches("error: ");
        let failure = Failure::new(
            Code::Usage,
            "the command line",
            message,
            "See: smsync --help",
        );
        output::failure::print_json(&failure);
    } else {
        let _ = error.print();
    }
    Exit::Usage
}
