//! What another program does in the same folder: the timer's pass, `smsync` in a terminal. Windows and tray are told of it, so
//! that none goes on saying “in sync” over a conflict that waits. Only looks; never begins anything.

use std::path::Path;
use std::time::{Duration, SystemTime};

use engine::Failure;
use engine::app::Engine;
use engine::journal::{Millis, PassId};
use tauri::{AppHandle, Manager};

use crate::passes;
use crate::program::Program;

const EVERY: Duration = Duration::from_secs(5);
/// As many accounts may be synchronised at the same time, and each is heard of.
const NEWEST: usize = 16;

/// The newest passes, and which of them have ended.
type Passes = Vec<(PassId, Option<Millis>)>;

/// From now on, as long as the program runs.
pub(crate) fn watch(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let program = app.state::<Program>();
        let home = program.home().to_owned();
        let (mut written, mut known) = (None, program.ask(newest).await.unwrap_or_default());
        loop {
            tokio::time::sleep(EVERY).await;
            // The files say whether it is worth asking; asking may write to them too.
            if program.is_busy() || last_written(&home) == written {
                continue;
            }
            let now = program.ask(newest).await;
            written = last_written(&home);
            if let Ok(now) = now
                && now != known
            {
                known = now;
                passes::changed(&app);
            }
        }
    });
}

async fn newest(engine: &Engine) -> Result<Passes, Failure> {
    let passes = engine.passes(None, NEWEST)?;
    Ok(passes
        .into_iter()
        .map(|pass| (pass.id, pass.ended))
        .collect())
}

/// When the journal was last written to; what was not copied into it yet stands in the file beside it.
fn last_written(home: &Path) -> Option<SystemTime> {
    ["journal.db", "journal.db-wal"]
        .into_iter()
        .filter_map(|file| home.join(file).metadata().ok()?.modified().ok())
        .max()
}
