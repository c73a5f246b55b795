//! Notifications of the desktop: only when something needs the person, no window is in front, and the settings say so.

use engine::Failure;
use engine::pass::Report;
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::NotificationExt;

use crate::program::Program;
use crate::window;

/// Says what a pass in the background left for the person.
pub(crate) fn after_a_pass(app: &AppHandle, account: &str, outcome: &Result<Report, Failure>) {
    if let Some(words) = needs_the_person(outcome) {
        say(app, account, &words);
    }
}

fn needs_the_person(outcome: &Result<Report, Failure>) -> Option<String> {
    let report = match outcome {
        Err(failure) => return Some(sentence(failure)),
        Ok(report) => report,
    };
    let of_kinds = || report.kinds.iter().filter_map(|kind| kind.failure.as_ref());
    if let Some(failure) = report.failure.as_ref().or_else(|| of_kinds().next()) {
        return (failure.code != engine::Code::Cancelled).then(|| sentence(failure));
    }
    if report.kinds.iter().any(|kind| kind.guard.is_some()) {
        return Some("Many items would be deleted. Open the window to decide.".to_owned());
    }
    match report
        .kinds
        .iter()
        .map(|kind| kind.conflicts)
        .sum::<usize>()
    {
        0 => None,
        1 => Some("One item was changed on both sides. Open the window to decide.".to_owned()),
        many => Some(format!(
            "{many} items were changed on both sides. Open the window to decide."
        )),
    }
}

fn sentence(failure: &Failure) -> String {
    format!("{}. {}", failure.message, failure.hint)
}

/// Shows a notification, where it is wanted.
pub(crate) fn say(app: &AppHandle, title: &str, words: &str) {
    if !app.state::<Program>().settings().notifications || window::is_in_front(app) {
        return;
    }
    if let Err(error) = app.notification().builder().title(title).body(words).show() {
        tracing::warn!("no notification: {error}");
    }
}

#[cfg(test)]
mod tests {
    use engine::pass::KindReport;
    use engine::pim::Kind;

    use super::*;

    #[test]
    fn only_what_needs_the_person_is_said() {
        let mut report = Report::default();
        assert_eq!(needs_the_person(&Ok(report.clone())), None);
        let mut kind = KindReport::new(Kind::Contact);
        kind.conflicts = 2;
        report.kinds.push(kind);
        assert!(
            needs_the_person(&Ok(report.clone()))
                .unwrap()
                .starts_with("2 items")
        );
        report.failure = Some(Failure::new(engine::Code::Cancelled, "x", "cancelled", ""));
        assert_eq!(needs_the_person(&Ok(report)), None);
    }
}
