//! `smsync undo`: takes back what a pass did: all of it, one item, or one field of it.

use clap::Args;
use engine::Code;
use engine::Failure;
use engine::app::ChangeView;
use engine::app::Engine;
use engine::app::UndoReport;
use engine::endpoint::ItemId;
use engine::journal::PassId;
use engine::pim::{RowKey, Verdict};

use crate::cli::Global;
use crate::exit::Exit;
use crate::output::Output;
use crate::output::words::{count, harmless};
use crate::session::Session;
use crate::value::{self, side_word};

/// What to take back.
#[derive(Debug, Args)]
#[command(after_help = "\
What somebody changed since is left alone and named.
Exit codes: 0 all of it taken back, 1 not all of it, 3 taken back, and conflicts wait where the sides now differ.")]
pub(crate) struct Undo {
    /// The pass, as smsync history shows it
    #[arg(value_name = "PASS")]
    pass: i64,
    /// Only this item: its id or its title
    #[arg(value_name = "ITEM")]
    item: Option<String>,
    /// Only this field of it, as smsync history PASS ITEM shows it: name, or `phone[2]`
    #[arg(value_name = "FIELD", requires = "item", value_parser = value::row_key)]
    field: Option<RowKey>,
}

/// Takes it back.
pub(crate) async fn run(global: &Global, out: &Output, arguments: &Undo) -> Result<Exit, Failure> {
    let session = Session::open(global, out)?;
    let id = PassId(arguments.pass);
    let item = arguments
        .item
        .as_deref()
        .map(|named| changed_item(&session.engine, id, named))
        .transpose()?;
    session
        .prepare_password(&session.engine.pass(id)?.0.account)
        .await?;
    let undone = match (&item, arguments.field) {
        (Some(item), Some(field)) => undo_field(&session.engine, id, item, field).await?,
        _ => session.engine.undo(id, item.as_ref()).await?,
    };
    let account = session.engine.pass(id)?.0.account;
    let waiting = session.engine.account(&account)?.conflicts;
    out.document(&serde_json::json!({ "undo": undone, "conflicts": waiting }));
    for one in &undone.items {
        let title = harmless(&one.title);
        out.say(match &one.why_not {
            None => format!("  ✓ {title} {}", side_word(one.side)),
            Some(reason) => format!("  ✗ {title} {}: {reason}", side_word(one.side)),
        });
    }
    let failed = undone
        .items
        .iter()
        .filter(|one| one.why_not.is_some())
        .count();
    out.say(summary(undone.items.len() - failed, failed, undone.pass));
    if waiting > 0 {
        out.say(format!(
            "{} for you: smsync conflicts",
            count(waiting, "conflict waits", "conflicts wait")
        ));
    }
    Ok(match (failed, waiting) {
        (1.., _) => Exit::Failed,
        (0, 1..) => Exit::ConflictsWait,
        (0, 0) => Exit::InSync,
    })
}

/// Takes one field back on each side where the pass changed it.
async fn undo_field(
    engine: &Engine,
    pass: PassId,
    item: &ItemId,
    field: RowKey,
) -> Result<UndoReport, Failure> {
    let (_, changes) = engine.pass(pass)?;
    let mut all: Option<UndoReport> = None;
    for change in changes.iter().filter(|change| is_about(change, item)) {
        let rows = engine.change_rows(change.id)?;
        let touched = |row: &engine::pim::Row| row.key == field && row.verdict != Verdict::Equal;
        if !rows.iter().any(touched) {
            continue;
        }
        let undone = engine.undo_field(change.id, field).await?;
        match &mut all {
            Some(all) => all.items.extend(undone.items),
            None => all = Some(undone),
        }
    }
    all.ok_or_else(|| {
        Failure::new(
            Code::Unknown,
            field.to_string(),
            format!("pass {} did not change this field of the item", pass.0),
            format!("See what it changed with: smsync history {} ITEM", pass.0),
        )
    })
}

fn summary(done: usize, failed: usize, pass: PassId) -> String {
    match (done, failed) {
        (0, 0) => "There was nothing left to take back.".to_owned(),
        (done, 0) => format!(
            "Took back {} (pass {}).",
            count(done, "change", "changes"),
            pass.0
        ),
        (done, failed) => format!(
            "Took back {}, and left {failed} as they are (pass {}).",
            count(done, "change", "changes"),
            pass.0
        ),
    }
}

/// The id of the item that is meant, among those the pass changed.
pub(super) fn changed_item(engine: &Engine, pass: PassId, named: &str) -> Result<ItemId, Failure> {
    let (_, changes) = engine.pass(pass)?;
    let mut fitting: Vec<&ChangeView> = changes
        .iter()
        .filter(|change| ids(change).any(|id| id.0 == named))
        .collect();
    if fitting.is_empty() {
        fitting = changes
            .iter()
            .filter(|change| change.title.eq_ignore_ascii_case(named))
            .collect();
    }
    let mut found: Vec<&ItemId> = fitting
        .iter()
        .filter_map(|change| ids(change).last())
        .collect();
    found.dedup();
    match found.as_slice() {
        [only] => Ok((*only).clone()),
        [] => Err(Failure::new(
            Code::Unknown,
            named,
            format!("pass {} changed no such item", pass.0),
            format!("See what it changed with: smsync history {}", pass.0),
        )),
        _ => Err(Failure::new(
            Code::Usage,
            named,
            "several items have this title",
            "Name the item by its id.",
        )),
    }
}

/// Whether a change was made to the item with this id on either side.
pub(super) fn is_about(change: &ChangeView, item: &ItemId) -> bool {
    ids(change).any(|id| id == item)
}

/// The ids of the item on either side, the local one last.
fn ids(change: &ChangeView) -> impl Iterator<Item = &ItemId> {
    change.server_id.iter().chain(&change.local_id)
}
