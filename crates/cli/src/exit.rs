//! How the program ends: what a script can tell from the exit code alone.

use std::process::ExitCode;

use engine::pass::Report;
use engine::{Code, Failure};

/// The exit codes, from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// 0: done, and nothing waits.
    InSync,
    /// 3: done, but conflicts wait for the person.
    ConflictsWait,
    /// 4: stopped before deleting; the person is asked.
    Guard,
    /// 2: what was typed does not fit.
    Usage,
    /// 1: it failed, or a part of it did.
    Failed,
}

impl Exit {
    /// What a failure ends the program with.
    pub(crate) fn of(failure: &Failure) -> Self {
        match failure.code {
            Code::Usage => Self::Usage,
            _ => Self::Failed,
        }
    }

    /// What a pass ends the program with: the worst of what happened.
    pub(crate) fn of_report(report: &Report) -> Self {
        let kinds = &report.kinds;
        if report.failure.is_some() || kinds.iter().any(|kind| kind.failure.is_some()) {
            Self::Failed
        } else if kinds.iter().any(|kind| kind.guard.is_some()) {
            Self::Guard
        } else if kinds.iter().any(|kind| kind.conflicts > 0) {
            Self::ConflictsWait
        } else {
            Self::InSync
        }
    }

    /// The number.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::InSync => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::ConflictsWait => 3,
            Self::Guard => 4,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use engine::pass::{GuardStop, KindReport};
    use engine::pim::Kind;

    use super::*;

    fn report(make: impl FnOnce(&mut Report)) -> Report {
        let mut report = Report {
            kinds: vec![KindReport::new(Kind::Contact)],
            ..Report::default()
        };
        make(&mut report);
        report
    }

    fn failure() -> Failure {
        Failure::new(Code::Unreachable, "the server", "no connection", "")
    }

    #[test]
    fn a_pass_ends_with_the_worst_that_happened() {
        let guard = || {
            Some(GuardStop {
                deletions: engine::Both::default(),
                total: 9,
                titles: Vec::new(),
            })
        };
        let cases = [
            (report(|_| {}), 0),
            (report(|r| r.kinds[0].conflicts = 2), 3),
            (report(|r| r.kinds[0].guard = guard()), 4),
            (
                report(|r| {
                    r.kinds[0].guard = guard();
                    r.kinds[0].conflicts = 2;
                }),
                4,
            ),
            (
                report(|r| {
                    r.kinds[0].guard = guard();
                    r.kinds[0].failure = Some(failure());
                }),
                1,
            ),
            (report(|r| r.failure = Some(failure())), 1),
        ];
        for (report, code) in cases {
            assert_eq!(Exit::of_report(&report).code(), code, "{report:?}");
        }
    }
}
