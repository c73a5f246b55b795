//! What crosses between the program and its windows besides the engine's own types. `ts-rs` writes the same for the pages
//! (ui/src/types); `make types` checks that they agree.

use std::collections::BTreeMap;

use engine::account::Account;
use engine::app::{ChangeLine, PassView, SyncOptions};
use engine::endpoint::ItemId;
use engine::pass::{Deletions, Progress};
use engine::pim::Kind;
use engine::{Failure, Sentence, Side};
use serde::{Deserialize, Serialize};

/// An account and how it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct AccountState {
    #[serde(flatten)]
    pub(crate) state: engine::app::AccountState,
    /// A pass of it runs in this program now.
    pub(crate) running: bool,
}

/// What to do where the guard stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Deletions"))]
#[serde(rename_all = "lowercase")]
pub(crate) enum DeletionsAnswer {
    Ask,
    Allow,
    Restore,
}

/// An item to leave out of a pass.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct LeaveOut {
    kind: Kind,
    side: Side,
    id: ItemId,
}

/// What the person wants of a pass; everything may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(default)]
pub(crate) struct SyncRequest {
    /// Where the guard stopped.
    deletions: Option<BTreeMap<Kind, DeletionsAnswer>>,
    leave_out: Option<Vec<LeaveOut>>,
    only: Option<Vec<Kind>>,
    everything: Option<bool>,
}

impl SyncRequest {
    /// The same in the engine's words.
    pub(crate) fn options(self, preview: bool) -> SyncOptions {
        let answer = |answer| match answer {
            DeletionsAnswer::Ask => Deletions::Ask,
            DeletionsAnswer::Allow => Deletions::Allow,
            DeletionsAnswer::Restore => Deletions::Restore,
        };
        SyncOptions {
            preview,
            everything: self.everything.unwrap_or_default(),
            deletions_of: self
                .deletions
                .unwrap_or_default()
                .into_iter()
                .map(|(kind, given)| (kind, answer(given)))
                .collect(),
            leave_out: self
                .leave_out
                .unwrap_or_default()
                .into_iter()
                .map(|out| (out.kind, out.side, out.id))
                .collect(),
            only: self.only.unwrap_or_default(),
            ..SyncOptions::default()
        }
    }
}

/// What a pass is doing to one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub(crate) enum Phase {
    Looking,
    Working,
    Finished,
}

/// Where a running pass is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Progress"))]
pub(crate) struct PassProgress {
    account: String,
    kind: Kind,
    phase: Phase,
    done: usize,
    total: usize,
}

impl PassProgress {
    pub(crate) fn new(account: &str, progress: &Progress) -> Self {
        let (kind, phase, done, total) = match *progress {
            Progress::Looking { kind } => (kind, Phase::Looking, 0, 0),
            Progress::Working { kind, done, total } => (kind, Phase::Working, done, total),
            Progress::Finished { kind } => (kind, Phase::Finished, 0, 0),
        };
        Self {
            account: account.to_owned(),
            kind,
            phase,
            done,
            total,
        }
    }
}

/// One pass and all it did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct PassStory {
    pub(crate) pass: PassView,
    pub(crate) changes: Vec<ChangeLine>,
}

/// A file that was dropped on a window.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct DroppedFile {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// The bundled server's account, ready to add.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Sample {
    pub(crate) account: Account,
    pub(crate) password: String,
}

/// About this program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct About {
    pub(crate) version: String,
    /// Where everything is kept.
    pub(crate) home: String,
    /// Where passwords are, in words.
    pub(crate) password_place: Sentence,
    /// Whether closing the window leaves an icon.
    pub(crate) tray: bool,
    /// The language of this computer (BCP 47).
    pub(crate) system_language: String,
    /// The time zone of this computer, by its IANA name.
    pub(crate) time_zone: String,
}

/// Where the window should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
#[allow(
    dead_code,
    reason = "the windows have more places than the program leads to by itself"
)]
pub(crate) enum Place {
    Home,
    AddAccount,
    Accounts,
    Conflicts,
    Contacts,
    Calendar,
    Tasks,
    Notes,
    History,
    Settings,
}

/// What closing the window would mean on a desktop without a tray.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Closing {
    /// A pass runs; it would be stopped safely.
    pub(crate) running: bool,
    /// Passes begin by themselves; they would not any more.
    pub(crate) by_itself: bool,
}

/// The failure of asking for something that is not there or not allowed here.
pub(crate) fn refused(about: &str, message: Sentence, hint: Sentence) -> Failure {
    Failure::new(engine::Code::NotAllowed, about, message, hint)
}

#[cfg(test)]
mod tests {
    use engine::app;
    use ts_rs::TS;

    use super::*;

    /// Writes the types of the pages, all that are named here and all they are made of.
    #[test]
    fn the_types_of_the_pages_are_written() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/types");
        let config = ts_rs::Config::new()
            .with_large_int("number")
            .with_out_dir(folder);
        macro_rules! export {
            ($($type:ty),+ $(,)?) => { $(<$type>::export_all(&config).unwrap();)+ };
        }
        export!(
            About,
            AccountState,
            Closing,
            DroppedFile,
            PassProgress,
            PassStory,
            Place,
            Sample,
            SyncRequest,
            crate::settings::Settings,
            app::Carried,
            app::CollectionChoice,
            app::ConflictSummary,
            app::ConflictView,
            app::FieldForm,
            app::Imported,
            app::ItemStory,
            app::ItemView,
            app::Guest,
            app::Invitation,
            app::ListedPage,
            app::Occurrence,
            app::TestedAccount,
            app::TypedEdit,
            app::UndoReport,
            engine::pim::Pick,
            engine::journal::Decision,
            engine::pass::Report,
        );
    }

    #[test]
    fn what_the_person_wants_of_a_pass_is_read_from_the_page() {
        let request: SyncRequest = serde_json::from_str(
            r#"{"deletions":{"task":"restore"},"leave_out":[{"kind":"note","side":"local","id":"n"}],"only":["task"]}"#,
        )
        .unwrap();
        let options = request.options(true);
        assert!(options.preview && options.only == [Kind::Task]);
        assert_eq!(options.deletions_of[&Kind::Task], Deletions::Restore);
        assert!(
            options
                .leave_out
                .contains(&(Kind::Note, Side::Local, ItemId("n".into())))
        );
        assert_eq!(SyncRequest::default(), serde_json::from_str("{}").unwrap());
    }
}
