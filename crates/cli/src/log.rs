//! The log: a file in the home folder, and with `-v` standard error too. It names items by id and holds no secret.

use std::fs::{self, File};
use std::path::Path;

use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

/// Beyond this size the log begins anew; the one before is kept beside it.
const LARGEST_BYTES: u64 = 1 << 20;

/// Starts writing. A log that cannot be written is no reason to stop: the program goes on without.
pub(crate) fn start(home: &Path, verbose: u8) {
    let to_file = open(&home.join("log")).map(|file| {
        fmt::layer()
            .with_ansi(false)
            .with_target(false)
            .log_internal_errors(false)
            .with_writer(std::sync::Mutex::new(file))
            .with_filter(
                EnvFilter::try_from_env("SMSYNC_LOG").unwrap_or_else(|_| EnvFilter::new("info")),
            )
    });
    let to_stderr = (verbose > 0).then(|| {
        let level = if verbose == 1 {
            "warn,engine=info,smsync=info"
        } else {
            "info,engine=debug,smsync=debug"
        };
        fmt::layer()
            .with_ansi(false)
            .with_target(false)
            .log_internal_errors(false)
            .with_writer(std::io::stderr)
            .with_filter(EnvFilter::new(level))
    });
    // Only a second start could fail, and there is one.
    let _ = tracing_subscriber::registry()
        .with(to_file)
        .with(to_stderr)
        .try_init();
}

fn open(folder: &Path) -> Option<File> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).ok()?;
    let path = folder.join("smsync.log");
    if fs::metadata(&path).is_ok_and(|known| known.len() > LARGEST_BYTES) {
        fs::rename(&path, folder.join("smsync.log.1")).ok()?;
    }
    File::options().create(true).append(true).open(path).ok()
}
