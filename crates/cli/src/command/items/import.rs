//! `smsync items import`.

use std::io::{self, Read};
use std::path::PathBuf;

use clap::Args;
use engine::app::Imported;
use engine::pim::Kind;
use engine::{Code, Failure};

use super::Of;
use crate::exit::Exit;
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
    let name = arguments.file.display().to_string();
    let file = read(arguments)?;
    let imported = session
        .engine
        .import_mixed(&account, &name, &file, arguments.kind)
        .await?;
    if imported.items.is_empty() && imported.same == 0 {
        return Err(nothing(name, &imported));
    }
    session.out.document(&serde_json::json!({
        "imported": imported.items.iter().map(|(kind, id)| serde_json::json!({ "kind": kind, "id": id })).collect::<Vec<_>>(),
        "same": imported.same,
        "problems": imported.problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
    }));
    tell(session, &imported);
    Ok(if imported.problems.is_empty() {
        Exit::InSync
    } else {
        Exit::Failed
    })
}

fn nothing(name: String, imported: &Imported) -> Failure {
    let problems: Vec<String> = imported.problems.iter().map(ToString::to_string).collect();
    let message = if problems.is_empty() {
        "there is nothing to import in it".to_owned()
    } else {
        format!("nothing was imported: {}", problems.join("; "))
    };
    Failure::new(
        Code::Nonsense,
        name,
        message,
        "Choose a .vcf file for contacts, an .ics file for appointments, tasks and notes.",
    )
}

fn tell(session: &Session<'_>, imported: &Imported) {
    for (words, counts) in [
        ("Imported", &imported.added),
        ("Changed", &imported.changed),
    ] {
        for (kind, number) in counts {
            let what = count(*number, kind.as_str(), plural(*kind));
            session.out.say(format!("{words} {what}."));
        }
    }
    if imported.same > 0 {
        let (what, were) = (
            count(imported.same, "item", "items"),
            if imported.same == 1 { "was" } else { "were" },
        );
        session
            .out
            .say(format!("{what} {were} there already, the same."));
    }
    for problem in &imported.problems {
        let problem = sentence(&harmless(&problem.to_string()));
        session.out.say(format!("Not imported: {problem}"));
    }
    if !imported.items.is_empty() {
        let what = count(imported.items.len(), "item", "items");
        session
            .out
            .say(format!("{what} taken in. Send them: smsync sync"));
    }
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
