//! Notifications of the desktop: only when something needs the person, no window is in front, and the settings say so. Each has
//! a button for what is likely wanted next.

use engine::app::AccountState;
use engine::pass::Report;
use engine::{Code, Failure, Sentence, say};
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::{Action, ActionPerformed, ActionType, NotificationExt};

use crate::program::Program;
use crate::words::Place;
use crate::{passes, window};

/// The account a notification is about, in what it carries.
const ACCOUNT: &str = "account";
/// The person pressed the notification, beside its buttons.
const TAP: &str = "tap";

/// What a notification is about, which says what its button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Matter {
    /// Conflicts wait.
    Conflicts,
    /// The guard stopped before deleting.
    Guard,
    /// What was typed into the account does not fit any more.
    Settings,
    /// A pass failed, or was cut off: another one may go well.
    Again,
}

impl Matter {
    const ALL: [Self; 4] = [Self::Conflicts, Self::Guard, Self::Settings, Self::Again];

    /// Its name, which is also the name of its button.
    fn name(self) -> &'static str {
        match self {
            Self::Conflicts => "conflicts",
            Self::Guard => "guard",
            Self::Settings => "settings",
            Self::Again => "again",
        }
    }

    fn button(self) -> Sentence {
        match self {
            Self::Conflicts => say!("Resolve"),
            Self::Guard => say!("Decide"),
            Self::Settings => say!("Account Settings"),
            Self::Again => say!("Synchronize"),
        }
    }

    fn of(failure: &Failure) -> Self {
        match failure.code {
            Code::SignIn | Code::Certificate | Code::Usage => Self::Settings,
            _ => Self::Again,
        }
    }

    fn place(self) -> Place {
        match self {
            Self::Conflicts => Place::Conflicts,
            Self::Settings => Place::Accounts,
            Self::Guard | Self::Again => Place::Home,
        }
    }
}

/// Makes the buttons known, and what they do.
pub(crate) fn begin(app: &AppHandle) {
    name_buttons(app);
    let own = app.clone();
    let ready = app
        .notification()
        .on_action(move |performed| answer(&own, performed));
    if let Err(error) = ready {
        tracing::warn!("notifications have no buttons: {error}");
    }
}

/// Names the buttons in the language of the settings.
pub(crate) fn name_buttons(app: &AppHandle) {
    let tongue = app.state::<Program>().tongue();
    let types = Matter::ALL.map(|matter| {
        let button = Action::builder(matter.name(), tongue.say(&matter.button())).build();
        ActionType::builder(matter.name())
            .actions(vec![button])
            .build()
    });
    if let Err(error) = app.notification().register_action_types(types.into()) {
        tracing::warn!("notifications have no buttons: {error}");
    }
}

fn answer(app: &AppHandle, performed: &ActionPerformed) {
    let notification = performed.notification();
    let about = notification.and_then(|shown| shown.action_type_id().map(str::to_owned));
    let pressed = performed.action_id();
    let name = if pressed == TAP {
        about.as_deref()
    } else {
        Some(pressed)
    };
    let account = notification
        .and_then(|shown| shown.extra().get(ACCOUNT)?.as_str())
        .map(str::to_owned);
    let matter = Matter::ALL
        .into_iter()
        .find(|matter| Some(matter.name()) == name);
    match matter {
        Some(Matter::Again) if pressed != TAP => passes::in_the_background(app, account),
        Some(matter) => window::show_at(app, matter.place()),
        None => window::raise(app),
    }
}

/// Says what a pass in the background left for the person.
pub(crate) fn after_a_pass(app: &AppHandle, account: &str, outcome: &Result<Report, Failure>) {
    if let Some((matter, words)) = needs_the_person(outcome) {
        show(app, account, matter, &words);
    }
}

/// Says at the start that a pass did not come to its end, where no window says it.
pub(crate) fn after_a_crash(app: &AppHandle, accounts: &[AccountState]) {
    for state in accounts.iter().filter(|state| state.was_cut_off) {
        let words = say!(
            "The program ended in the middle of a synchronisation. Nothing is lost: synchronise again, and it goes on from what is there."
        );
        show(app, &state.account.name, Matter::Again, &words);
    }
}

fn needs_the_person(outcome: &Result<Report, Failure>) -> Option<(Matter, Sentence)> {
    let report = match outcome {
        Err(failure) => return Some((Matter::of(failure), sentence(failure))),
        Ok(report) => report,
    };
    let of_kinds = || report.kinds.iter().filter_map(|kind| kind.failure.as_ref());
    if let Some(failure) = report.failure.as_ref().or_else(|| of_kinds().next()) {
        return (failure.code != Code::Cancelled).then(|| (Matter::of(failure), sentence(failure)));
    }
    if report.kinds.iter().any(|kind| kind.guard.is_some()) {
        let words = say!("Many items would be deleted. Open the window to decide.");
        return Some((Matter::Guard, words));
    }
    let words = match report
        .kinds
        .iter()
        .map(|kind| kind.conflicts)
        .sum::<usize>()
    {
        0 => return None,
        1 => say!("One item was changed on both sides. Open the window to decide."),
        many => say!(
            "{count} items were changed on both sides. Open the window to decide.",
            count = many
        ),
    };
    Some((Matter::Conflicts, words))
}

fn sentence(failure: &Failure) -> Sentence {
    say!(
        "{message}. {hint}",
        message = &failure.message,
        hint = &failure.hint
    )
}

/// Shows a notification, where it is wanted.
fn show(app: &AppHandle, account: &str, matter: Matter, words: &Sentence) {
    let program = app.state::<Program>();
    if !program.settings().notifications || window::is_in_front(app) {
        return;
    }
    let notification = app
        .notification()
        .builder()
        .title(account)
        .body(program.tongue().state(words))
        .action_type_id(matter.name())
        .extra(ACCOUNT, account);
    // Its button works as long as this process is there.
    #[cfg(target_os = "linux")]
    let notification = {
        let errand = program.errands.begin();
        notification.on_close(move || drop(errand))
    };
    if let Err(error) = notification.show() {
        tracing::warn!("no notification: {error}");
    }
}

#[cfg(test)]
mod tests {
    use engine::pass::KindReport;
    use engine::pim::Kind;

    use super::*;

    #[test]
    fn only_what_needs_the_person_is_said_and_the_button_fits_it() {
        let mut report = Report::default();
        assert_eq!(needs_the_person(&Ok(report.clone())), None);
        let mut kind = KindReport::new(Kind::Contact);
        kind.conflicts = 2;
        report.kinds.push(kind);
        let (matter, words) = needs_the_person(&Ok(report.clone())).unwrap();
        assert!(words.starts_with("2 items"));
        assert_eq!(
            (matter, matter.place()),
            (Matter::Conflicts, Place::Conflicts)
        );
        for (code, expected) in [
            (Code::Cancelled, None),
            (Code::Unreachable, Some(Matter::Again)),
            (Code::SignIn, Some(Matter::Settings)),
        ] {
            report.failure = Some(Failure::new(code, "x", "it did not go well", ""));
            let needs = needs_the_person(&Ok(report.clone()));
            assert_eq!(needs.map(|(matter, _)| matter), expected, "{code:?}");
        }
    }
}
