//! `smsync items export`.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use engine::endpoint::ItemId;
use engine::pim::Kind;
use engine::{Code, Failure};

use super::Of;
use crate::exit::Exit;
use crate::item_name;
use crate::session::Session;
use crate::value;

/// Which items, and where to.
#[derive(Debug, Args)]
#[command(after_help = "Example: smsync items export contacts --output contacts.vcf")]
pub(super) struct Export {
    /// contacts, appointments, tasks or notes
    #[arg(value_name = "KIND", value_parser = value::kind)]
    kind: Kind,
    /// Only these: ids or titles
    #[arg(value_name = "ITEM")]
    items: Vec<String>,
    /// Write to this file, which must not exist yet; else to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    of: Of,
}

/// Writes them.
pub(super) async fn run(session: &Session<'_>, arguments: &Export) -> Result<Exit, Failure> {
    let account = arguments.of.account(session)?;
    let mut ids: Vec<ItemId> = Vec::new();
    for named in &arguments.items {
        ids.push(
            item_name::find(&session.engine, &account, Some(arguments.kind), named)
                .await?
                .id,
        );
    }
    let file = session
        .engine
        .export_items(&account, arguments.kind, &ids)
        .await?;
    match &arguments.output {
        Some(path) => {
            write(path, &file)?;
            session
                .out
                .document(&serde_json::json!({ "exported": path, "size_bytes": file.len() }));
            session.out.say(format!("Written to {}.", path.display()));
        }
        None if session.out.is_json() => {
            session
                .out
                .document(&serde_json::json!({ "text": String::from_utf8_lossy(&file) }));
        }
        None => session.out.raw(&file),
    }
    Ok(Exit::InSync)
}

/// A file that is there is never overwritten.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let written =
        std::fs::File::create_new(path).and_then(|mut file| io::Write::write_all(&mut file, bytes));
    written.map_err(|error| {
        let hint = match error.kind() {
            io::ErrorKind::AlreadyExists => "Choose another name, or move that file away.",
            _ => "Choose a folder in which you may write.",
        };
        Failure::new(
            Code::Storage,
            path.display().to_string(),
            format!("it cannot be written: {error}"),
            hint,
        )
    })
}
