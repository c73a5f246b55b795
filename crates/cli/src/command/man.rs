//! `smsync man`: the manual page, all commands in one.

use clap::{Args, CommandFactory};
use clap_mangen::Man as Page;
use engine::{Code, Failure};

use crate::cli::Cli;
use crate::exit::Exit;
use crate::output::Output;

/// No options of its own.
#[derive(Debug, Args)]
#[command(after_help = "To read it: smsync man | man -l -")]
pub(crate) struct Man {}

/// Prints it.
pub(crate) fn run(_: &Man, out: &Output) -> Result<Exit, Failure> {
    let mut command = Cli::command();
    command.build();
    let mut page = Vec::new();
    render(&command, &mut page).map_err(|error| {
        Failure::new(
            Code::Storage,
            "the manual page",
            error.to_string(),
            "Try again.",
        )
    })?;
    out.raw(&page);
    Ok(Exit::InSync)
}

fn render(command: &clap::Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    let top = Page::new(command.clone());
    top.render_title(page)?;
    top.render_name_section(page)?;
    top.render_synopsis_section(page)?;
    top.render_description_section(page)?;
    top.render_options_section(page)?;
    page.extend_from_slice(b".SH COMMANDS\n");
    sub_commands(command, page)?;
    top.render_extra_section(page)?;
    top.render_version_section(page)
}

fn sub_commands(command: &clap::Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    for sub in command
        .get_subcommands()
        .filter(|sub| sub.get_name() != "help")
    {
        if sub.has_subcommands() {
            sub_commands(sub, page)?;
        } else {
            page.extend_from_slice(one(sub)?.as_bytes());
        }
    }
    Ok(())
}

/// One command, without the options that every command takes: those are told once, at the top.
fn one(sub: &clap::Command) -> std::io::Result<String> {
    let own = sub.clone().mut_args(|argument| {
        if argument.is_global_set() {
            argument.hide(true)
        } else {
            argument
        }
    });
    let own = Page::new(own);
    let mut text = Vec::new();
    own.render_description_section(&mut text)?;
    own.render_options_section(&mut text)?;
    // A heading inside a heading would end it: the sections of a command become paragraphs.
    let text = String::from_utf8_lossy(&text)
        .replace(".SH DESCRIPTION\n", "")
        .replace(".SH OPTIONS\n", ".PP\n");
    let name = sub
        .get_bin_name()
        .unwrap_or(sub.get_name())
        .replace('-', "\\-");
    Ok(format!(".SS \"{name}\"\n{text}"))
}
