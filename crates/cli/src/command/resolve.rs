//! `smsync resolve`: the person's decision is stored first, then carried out.

use clap::{ArgGroup, Args};
use engine::app::{ConflictView, SyncOptions};
use engine::endpoint::ItemId;
use engine::journal::{ConflictId, Decision};
use engine::pass::Report;
use engine::pim::{Pick, Row, Side};
use engine::{Code, Failure};

use super::sync;
use crate::ask::Prompt;
use crate::ask::conflict::{Answer, ask};
use crate::cli::Global;
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::output::{self, Output};
use crate::session::Session;
use crate::value::{KeepWord, PickChoice};

/// Which conflict, and what becomes of it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of its own on the command line"
)]
#[derive(Debug, Args)]
#[command(
    group(ArgGroup::new("decision").args(["keep", "new", "skip", "pick"])),
    after_help = "\
Without a decision, on a terminal, you are asked.
The decision is on the disk before anything is sent; without a connection the next synchronisation carries it out.
Exit codes: 0 decided, 1 failed, 3 this conflict still waits."
)]
pub(crate) struct Resolve {
    /// The conflict's number, as smsync conflicts shows it
    id: i64,
    /// This version on both sides, or both as two items
    #[arg(long, value_name = "WHICH", value_enum)]
    keep: Option<KeepWord>,
    /// They are not the same: keep them as separate items
    #[arg(long)]
    new: bool,
    /// Leave it for another time
    #[arg(long)]
    skip: bool,
    #[arg(
        help = "Merge, with this side's value in a field: title=server, phone[2]=local, text=both",
        long, value_name = "FIELD=SIDE", num_args = 1..)]
    pick: Vec<PickChoice>,
    /// The local item that is meant, where there are several
    #[arg(long, value_name = "ITEM")]
    candidate: Option<String>,
    /// Ask the server to tell nobody of the appointment that --keep both, --new, or --keep local of one deleted there makes
    /// on it; it stays so, later changes are not told either
    #[arg(long, requires = "decision", conflicts_with_all = ["skip", "pick"])]
    tell_nobody: bool,
    /// Only store the decision; the next synchronisation carries it out
    #[arg(long)]
    offline: bool,
}

/// Decides, and carries it out.
pub(crate) async fn run(
    global: &Global,
    out: &Output,
    arguments: &Resolve,
) -> Result<Exit, Failure> {
    let session = Session::open(global, out)?;
    let id = ConflictId(arguments.id);
    let conflict = session.engine.conflict(id)?;
    let (decision, candidate) = match decision(arguments, &conflict) {
        Some(decision) => (decision, arguments.candidate.clone().map(ItemId)),
        None if arguments.skip => return Ok(left(out, &conflict)),
        None => match asked(out, &conflict)? {
            Answer::Decided(decision, candidate) => (decision, candidate),
            Answer::Skip | Answer::Stop => return Ok(left(out, &conflict)),
        },
    };
    session
        .engine
        .decide(id, &decision, candidate.as_ref())
        .await?;
    if arguments.offline {
        out.document(
            &serde_json::json!({ "conflict": arguments.id, "stored": true, "report": null }),
        );
        out.say("Your decision is stored. The next synchronisation carries it out.");
        return Ok(Exit::InSync);
    }
    let options = SyncOptions {
        only: vec![conflict.kind],
        ..SyncOptions::default()
    };
    let report = sync::pass(&session, &conflict.account, &options, &Interrupt::listen()).await;
    Ok(carried_out(&session, id, &report))
}

fn carried_out(session: &Session<'_>, id: ConflictId, report: &Report) -> Exit {
    let out = session.out;
    let left = session.engine.conflict(id).ok();
    let exit = match (&left, Exit::of_report(report)) {
        (None, Exit::ConflictsWait) => Exit::InSync,
        (None, exit) => exit,
        (Some(_), Exit::Failed) => Exit::Failed,
        (Some(_), _) => Exit::ConflictsWait,
    };
    out.document(&serde_json::json!({ "conflict": id.0, "stored": left.as_ref().is_none_or(|view| view.decision.is_some()), "report": report }));
    output::report::show(out, report, false);
    match left {
        None => out.say(format!("Conflict {} is resolved.", id.0)),
        Some(view) if view.decision.is_some() => {
            out.say("Your decision is stored. The next synchronisation carries it out.");
        }
        Some(view) => {
            out.say("It changed again in the meantime, so it is asked once more:");
            output::conflict::show(out, &view, false);
        }
    }
    exit
}

fn left(out: &Output, conflict: &ConflictView) -> Exit {
    out.document(&serde_json::json!({ "conflict": conflict.id, "stored": false, "report": null }));
    out.say("It is left as it is on both sides, and asked again next time.");
    Exit::ConflictsWait
}

fn decision(arguments: &Resolve, conflict: &ConflictView) -> Option<Decision> {
    let decision = match arguments.keep {
        Some(KeepWord::Server) => Some(Decision::Keep(Side::Server)),
        Some(KeepWord::Local) => Some(Decision::Keep(Side::Local)),
        Some(KeepWord::Both) => Some(Decision::Both),
        None if arguments.new => Some(Decision::New),
        None if !arguments.pick.is_empty() => {
            Some(Decision::Merge(picks(&arguments.pick, &conflict.rows)))
        }
        None => None,
    }?;
    Some(if arguments.tell_nobody {
        Decision::Quietly(Box::new(decision))
    } else {
        decision
    })
}

/// A field without a number means all its open rows; whatever names no row is left for the engine to refuse.
fn picks(chosen: &[PickChoice], rows: &[Row]) -> Vec<Pick> {
    let mut picks = Vec::new();
    for choice in chosen {
        let exact = rows.iter().any(|row| row.key == choice.row);
        if exact || choice.row.index.is_some() {
            picks.push(Pick {
                row: choice.row,
                keep: choice.keep,
            });
            continue;
        }
        let open = rows
            .iter()
            .filter(|row| row.key.field == choice.row.field && row.is_open());
        let before = picks.len();
        picks.extend(open.map(|row| Pick {
            row: row.key,
            keep: choice.keep,
        }));
        if picks.len() == before {
            picks.push(Pick {
                row: choice.row,
                keep: choice.keep,
            });
        }
    }
    picks
}

fn asked(out: &Output, conflict: &ConflictView) -> Result<Answer, Failure> {
    if !out.may_ask() {
        return Err(Failure::new(
            Code::Usage,
            format!("conflict {}", conflict.id.0),
            "it is not said what to do with it",
            "Add --keep server|local|both, --new, --skip or --pick FIELD=server|local; smsync conflicts shows the fields.",
        ));
    }
    output::conflict::show(out, conflict, false);
    Ok(ask(&mut Prompt::terminal(), conflict))
}

/// Asks about every conflict of an account and stores each decision at once. Answers whether any was made.
pub(crate) async fn ask_about_all(
    session: &Session<'_>,
    account: &str,
    interrupt: &Interrupt,
) -> Result<bool, Failure> {
    let mut decided = false;
    let conflicts = session.engine.conflicts(Some(account))?;
    let number = conflicts.len();
    for (at, conflict) in conflicts.iter().enumerate() {
        session.out.say(format!("\n{} of {number}", at + 1));
        output::conflict::show(session.out, conflict, false);
        match interrupt.while_asking(|| ask(&mut Prompt::terminal(), conflict)) {
            Answer::Decided(decision, candidate) => {
                session
                    .engine
                    .decide(conflict.id, &decision, candidate.as_ref())
                    .await?;
                decided = true;
            }
            Answer::Skip => {}
            Answer::Stop => break,
        }
    }
    Ok(decided)
}

#[cfg(test)]
mod tests {
    use engine::pim::{Changed, Keep, Outcome, Verdict};

    use super::*;

    fn row(key: &str, outcome: Outcome) -> Row {
        Row {
            key: key.parse().unwrap(),
            label: String::new(),
            verdict: Verdict::Differs,
            changed: Changed::Both,
            outcome,
            both: true,
            server: None,
            local: None,
            base: None,
            result: None,
        }
    }

    #[test]
    fn a_field_without_a_number_means_all_its_open_rows() {
        let rows = [
            row("title", Outcome::Open),
            row("phone[1]", Outcome::Open),
            row("phone[2]", Outcome::Server),
            row("phone[3]", Outcome::Open),
        ];
        for (typed, expected) in [
            ("title=server", vec!["title"]),
            ("phone=server", vec!["phone[1]", "phone[3]"]),
            ("phone[2]=server", vec!["phone[2]"]),
            ("email=server", vec!["email"]),
        ] {
            let picked = picks(&[typed.parse().unwrap()], &rows);
            let keys: Vec<String> = picked.iter().map(|pick| pick.row.to_string()).collect();
            assert_eq!(keys, expected, "{typed}");
            assert!(picked.iter().all(|pick| pick.keep == Keep::Server));
        }
    }
}
