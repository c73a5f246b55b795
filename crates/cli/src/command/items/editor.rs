//! An item's text in the person's editor.

use std::io::{self, Write};
use std::process::Command;

use engine::pim::Kind;
use engine::{Code, Failure};

/// The new text; `None` where it was left as it was.
///
/// # Errors
/// The editor cannot be started or failed; the item is as it was.
pub(super) fn edit(text: &str, kind: Kind) -> Result<Option<Vec<u8>>, Failure> {
    let ending = if kind == Kind::Contact {
        ".vcf"
    } else {
        ".ics"
    };
    let cannot = |error: &io::Error| {
        Failure::new(
            Code::Storage,
            "the editor",
            error.to_string(),
            "Set EDITOR to an editor that is installed.",
        )
    };
    let mut file = tempfile::Builder::new()
        .prefix("smsync-")
        .suffix(ending)
        .tempfile()
        .map_err(|error| cannot(&error))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.flush())
        .map_err(|error| cannot(&error))?;
    let status = command()
        .arg(file.path())
        .status()
        .map_err(|error| cannot(&error))?;
    if !status.success() {
        return Err(Failure::new(
            Code::Cancelled,
            "the editor",
            "it ended with an error",
            "The item is as it was.",
        ));
    }
    let edited = std::fs::read(file.path()).map_err(|error| cannot(&error))?;
    Ok((edited != text.as_bytes()).then_some(edited))
}

/// What `VISUAL` or `EDITOR` says; they may carry options (`code --wait`).
fn command() -> Command {
    let set = |name| {
        std::env::var(name)
            .ok()
            .filter(|text| !text.trim().is_empty())
    };
    let line = set("VISUAL")
        .or_else(|| set("EDITOR"))
        .unwrap_or_else(|| default_editor().to_owned());
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(default_editor()));
    command.args(words);
    command
}

const fn default_editor() -> &'static str {
    if cfg!(windows) { "notepad" } else { "vi" }
}
