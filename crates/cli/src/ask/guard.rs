//! What to do where a pass stopped before deleting: asked for each kind that did.

use engine::pass::{Deletions, KindReport, Report};
use engine::pim::Kind;

use super::{Prompt, choice};
use crate::output::words;

/// What the person answered for one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) kind: Kind,
    pub(crate) deletions: Deletions,
    /// Up to so many deletions of this kind need not be asked about any more.
    pub(crate) remember: Option<usize>,
}

/// The answers; a kind without one is left as it is.
pub(crate) fn ask(prompt: &mut Prompt<'_>, report: &Report) -> Vec<Answer> {
    report
        .kinds
        .iter()
        .filter_map(|kind| ask_kind(prompt, kind))
        .collect()
}

fn ask_kind(prompt: &mut Prompt<'_>, report: &KindReport) -> Option<Answer> {
    let stop = report.guard.as_ref()?;
    let doomed = stop.deletions.server + stop.deletions.local;
    let question = format!(
        "{doomed} {} would be deleted. What do you want? (Enter: nothing for now)",
        words::plural(report.kind)
    );
    let (deletions, remember) = prompt.choice(
        &question,
        &[
            choice(
                'r',
                "restore them on the side where they are gone",
                (Deletions::Restore, false),
            ),
            choice('d', "delete them", (Deletions::Allow, false)),
            choice(
                'a',
                "delete them, and do not ask again up to so many",
                (Deletions::Allow, true),
            ),
        ],
    )?;
    Some(Answer {
        kind: report.kind,
        deletions,
        remember: remember.then_some(doomed),
    })
}

#[cfg(test)]
mod tests {
    use engine::Both;
    use engine::pass::GuardStop;

    use super::*;

    fn stopped(kind: Kind, deletions: usize) -> KindReport {
        KindReport {
            guard: Some(GuardStop {
                deletions: Both {
                    server: 0,
                    local: deletions,
                },
                total: deletions,
                titles: Vec::new(),
            }),
            ..KindReport::new(kind)
        }
    }

    #[test]
    fn each_kind_that_stopped_is_asked_about_and_enter_leaves_it() {
        let report = Report {
            kinds: vec![
                stopped(Kind::Contact, 60),
                KindReport::new(Kind::Note),
                stopped(Kind::Task, 7),
                stopped(Kind::Appointment, 9),
            ],
            ..Report::default()
        };
        let answers = ask(&mut Prompt::answers("a\n\nr\n"), &report);
        assert_eq!(
            answers,
            [
                Answer {
                    kind: Kind::Contact,
                    deletions: Deletions::Allow,
                    remember: Some(60),
                },
                Answer {
                    kind: Kind::Appointment,
                    deletions: Deletions::Restore,
                    remember: None,
                },
            ]
        );
    }
}
