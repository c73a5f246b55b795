//! `smsync items history`: an item's earlier versions.

use clap::Args;
use engine::app::VersionView;
use engine::{Code, Failure};

use super::Which;
use crate::exit::Exit;
use crate::output::words::harmless;
use crate::output::{table, time};
use crate::session::Session;

/// Which item.
#[derive(Debug, Args)]
#[command(
    after_help = "To put one back: smsync items restore ITEM NUMBER. What synchronisations did to it: smsync why ITEM"
)]
pub(super) struct History {
    #[command(flatten)]
    which: Which,
    /// Show the text of this version
    #[arg(long, value_name = "NUMBER")]
    show: Option<i64>,
}

/// Shows them.
pub(super) async fn run(session: &Session<'_>, arguments: &History) -> Result<Exit, Failure> {
    let out = session.out;
    let (account, found) = arguments.which.find_ever(session).await?;
    let versions = session
        .engine
        .earlier_versions(&account, found.kind, &found.id)?;
    if let Some(number) = arguments.show {
        let version = version(&versions, number)?;
        out.document(&serde_json::json!({ "version": version }));
        out.say(harmless(&version.source.replace("\r\n", "\n")).trim_end());
        return Ok(Exit::InSync);
    }
    out.document(&serde_json::json!({ "item": { "kind": found.kind, "id": found.id, "title": found.title }, "versions": versions }));
    out.say(out.paint.bold(&format!(
        "{} ({} {})",
        harmless(&found.title),
        found.kind,
        found.id.0
    )));
    let lines: Vec<Vec<String>> = versions
        .iter()
        .map(|version| {
            let by = if version.by_person {
                "by you"
            } else {
                "by a synchronisation"
            };
            let title = table::shorten(&version.title, 50);
            vec![
                version.number.to_string(),
                title,
                format!("replaced {} {by}", time::moment(version.replaced)),
            ]
        })
        .collect();
    for line in table::columns(&lines) {
        out.say(format!("  {line}"));
    }
    match versions.first() {
        None => out.say("  No earlier version is kept: it was never changed here."),
        Some(newest) => out.say(format!(
            "Read one: smsync items history {0} --show {1}; put it back: smsync items restore {0} {1}",
            found.id.0, newest.number
        )),
    }
    Ok(Exit::InSync)
}

/// The version with that number.
pub(super) fn version(versions: &[VersionView], number: i64) -> Result<&VersionView, Failure> {
    versions
        .iter()
        .find(|version| version.number == number)
        .ok_or_else(|| {
            Failure::new(
                Code::Unknown,
                number.to_string(),
                "there is no such version of this item",
                "See its versions with: smsync items history ITEM",
            )
        })
}
