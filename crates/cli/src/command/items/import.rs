//! `smsync items import`.

use std::io::{self, Read};
use std::path::PathBuf;

use clap::Args;
use engine::pim::Kind;
use engine::{Code, Failure};

use super::Of;
use crate::exit::Exit;
use crate::item_name;
use crate::output::words::{count, harmless, plural, sentence};
use crate::session::Session;
use crate::value;

/// Larger files are no address book or calendar.
const LARGEST_BYTES: u64 = 1 << 30;

/// Which file.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// A .vcf or .ics file; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only items of this kind
    #[arg(short, long, value_parser = value::kind)]
    kind: Option<Kind>,
    #[command(flatten)]
    of: Of,
}

/// Takes it in.
pub(super) async fn run(session: &Session<'_>, arguments: &Import) -> Result<Exit, Failure> {
    let account = arguments.of.account(session)?;
    let file = read(arguments)?;
    let (mut imported, mut problems) = (Vec::new(), Vec::new());
    for kind in kinds_in(
        &file,
        &item_name::kinds(&session.engine, &account, arguments.kind)?,
    ) {
        let (added, failed) = session.engine.import_items(&account, kind, &file).await?;
        if !added.is_empty() {
            session.out.say(format!(
                "Imported {} {}.",
                added.len(),
                if added.len() == 1 {
                    kind.as_str()
                } else {
                    plural(kind)
                }
            ));
        }
        imported.extend(
            added
                .into_iter()
                .map(|id| serde_json::json!({ "kind": kind, "id": id })),
        );
        problems.extend(failed);
    }
    session
        .out
        .document(&serde_json::json!({ "imported": imported, "problems": problems }));
    for problem in &problems {
        session
            .out
            .say(format!("Not imported: {}", sentence(&harmless(problem))));
    }
    if imported.is_empty() && problems.is_empty() {
        return Err(Failure::new(
            Code::Nonsense,
            arguments.file.display().to_string(),
            "there is nothing to import in it",
            "Choose a .vcf file for contacts, an .ics file for appointments, tasks and notes.",
        ));
    }
    session.out.say(format!(
        "{} taken in. Send them: smsync sync",
        count(imported.len(), "item", "items")
    ));
    Ok(if problems.is_empty() {
        Exit::InSync
    } else {
        Exit::Failed
    })
}

fn read(arguments: &Import) -> Result<Vec<u8>, Failure> {
    let cannot = |error: &io::Error| {
        let name = arguments.file.display().to_string();
        Failure::new(
            Code::Storage,
            name,
            format!("it cannot be read: {error}"),
            "Check the name of the file.",
        )
    };
    let mut bytes = Vec::new();
    let read = if value::is_stdin(&arguments.file) {
        io::stdin()
            .lock()
            .take(LARGEST_BYTES)
            .read_to_end(&mut bytes)
    } else {
        std::fs::File::open(&arguments.file)
            .and_then(|file| file.take(LARGEST_BYTES).read_to_end(&mut bytes))
    };
    read.map_err(|error| cannot(&error))?;
    Ok(bytes)
}

/// The kinds that the file has components of.
fn kinds_in(file: &[u8], wanted: &[Kind]) -> Vec<Kind> {
    let text = String::from_utf8_lossy(file).to_ascii_uppercase();
    wanted
        .iter()
        .copied()
        .filter(|kind| text.contains(&format!("BEGIN:{}", kind.component())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_kinds_are_those_it_has_components_of() {
        let calendar = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nbegin:vtodo\r\nEND:VTODO\r\nEND:VCALENDAR\r\n";
        assert_eq!(
            kinds_in(calendar, &Kind::ALL),
            [Kind::Appointment, Kind::Task]
        );
        assert_eq!(kinds_in(calendar, &[Kind::Contact]), []);
    }
}
