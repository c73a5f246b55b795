//! What to do where a pass stopped before deleting.

use engine::pass::{Deletions, Report};

use super::{Prompt, choice};

/// The answer; `None` leaves everything as it is.
pub(crate) fn ask(prompt: &mut Prompt<'_>, report: &Report) -> Option<Deletions> {
    report.kinds.iter().find(|kind| kind.guard.is_some())?;
    prompt.choice(
        "These items would be deleted. What do you want? (Enter: nothing for now)",
        &[
            choice(
                'r',
                "restore them on the side where they are gone",
                Deletions::Restore,
            ),
            choice('d', "delete them", Deletions::Allow),
        ],
    )
}
