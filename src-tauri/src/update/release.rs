//! A newer version as its makers announce it: looked for, fetched, checked, installed. Nothing is written before the
//! signature of the whole download is good, and it is good for the announced version alone.

use std::sync::Arc;
use std::time::Duration;

use engine::{Code, Failure, Sentence, say};
use tauri::{AppHandle, Runtime, Url};
use tauri_plugin_updater::{Error, Update, Updater, UpdaterExt};
use tokio::sync::Notify;

const TO_LOOK: Duration = Duration::from_secs(30);
const TO_FETCH: Duration = Duration::from_hours(1);
/// Ours has a tenth of it; who sends more sends something else.
const LARGEST_BYTES: usize = 512 * 1024 * 1024;

/// Where newer versions are announced, and the key that signs them.
pub(super) struct Source {
    pub(super) address: Url,
    /// minisign's public key file, in base64.
    pub(super) key: String,
}

impl Source {
    /// What the release workflow gave this build; from source, it is given nothing.
    pub(super) fn of_this_build() -> Option<Self> {
        let key = option_env!("SMSYNC_UPDATE_KEY").filter(|key| !key.is_empty())?;
        Some(Self {
            address: option_env!("SMSYNC_UPDATE_URL")?.parse().ok()?,
            key: key.to_owned(),
        })
    }
}

/// What looks there for a version that is newer than this one.
pub(super) fn updater<R: Runtime>(app: &AppHandle<R>, source: &Source) -> Result<Updater, Failure> {
    configured(app, source)
        .and_then(tauri_plugin_updater::UpdaterBuilder::build)
        .map_err(|error| explained(&error))
}

pub(super) fn configured<R: Runtime>(
    app: &AppHandle<R>,
    source: &Source,
) -> Result<tauri_plugin_updater::UpdaterBuilder, Error> {
    app.updater_builder()
        .pubkey(&source.key)
        .timeout(TO_LOOK)
        .endpoints(vec![source.address.clone()])
}

/// The newest version, where it is newer than this one and there is one for this system.
pub(super) async fn look(updater: Updater) -> Result<Option<Update>, Failure> {
    match updater.check().await {
        Ok(found) => Ok(found.map(|mut update| {
            update.timeout = Some(TO_FETCH);
            update
        })),
        Err(Error::TargetNotFound(_) | Error::TargetsNotFound(_)) => Ok(None),
        Err(error) => Err(explained(&error)),
    }
}

/// Downloads the whole of it and checks its signature.
pub(super) async fn fetch(update: &Update) -> Result<Vec<u8>, Failure> {
    let too_much = Arc::new(Notify::new());
    let (mut size_bytes, stop) = (0, Arc::clone(&too_much));
    let count = move |chunk_bytes, _| {
        size_bytes += chunk_bytes;
        if size_bytes > LARGEST_BYTES {
            stop.notify_one();
        }
    };
    tokio::select! {
        fetched = update.download(count, || {}) => fetched.map_err(|error| explained(&error)),
        () = too_much.notified() => Err(failure(Code::TooLarge, say!("the newer version is larger than it can be"), by_hand())),
    }
}

/// Puts it in the place of the program; on Windows, its setup runs and this program ends.
pub(super) fn install(update: &Update, program: &[u8]) -> Result<(), Failure> {
    update.install(program).map_err(|error| explained(&error))
}

fn explained(error: &Error) -> Failure {
    match error {
        Error::Reqwest(_) | Error::Network(_) | Error::ReleaseNotFound => failure(
            Code::Unreachable,
            say!(
                "the newer version could not be fetched ({error})",
                error = error.to_string()
            ),
            say!("Nothing was changed. Try again later."),
        ),
        Error::Minisign(_)
        | Error::Base64(_)
        | Error::SignatureUtf8(_)
        | Error::SignedVersionMismatch { .. }
        | Error::MissingSignedVersion => failure(
            Code::Certificate,
            say!("the newer version is not signed as its makers sign it, and was thrown away"),
            by_hand(),
        ),
        Error::Serialization(_) | Error::InvalidUpdaterFormat => failure(
            Code::Nonsense,
            say!(
                "the newer version makes no sense ({error})",
                error = error.to_string()
            ),
            by_hand(),
        ),
        Error::PreviousAppNotRestored(kept) => failure(
            Code::Storage,
            not_installed(error),
            say!(
                "Move {program} back to where the program was.",
                program = kept.display().to_string()
            ),
        ),
        _ => failure(Code::Storage, not_installed(error), by_hand()),
    }
}

fn not_installed(error: &Error) -> Sentence {
    say!(
        "the newer version could not be installed ({error})",
        error = error.to_string()
    )
}

fn by_hand() -> Sentence {
    say!("Nothing was changed. Download it by hand where you got the program.")
}

fn failure(code: Code, message: Sentence, hint: Sentence) -> Failure {
    Failure::new(code, "the newer version", message, hint)
}
