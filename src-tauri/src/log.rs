//! The log: a file in the home folder that is cut at a size, in which no secret and no address stands.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tracing_subscriber::fmt::MakeWriter;

/// A file is put aside at this size; of those put aside the last is kept.
const LARGEST_BYTES: u64 = 1024 * 1024;
/// So much of the end is shown.
const SHOWN_BYTES: u64 = 128 * 1024;

/// Writes what happens to the log of this home folder from now on. Where it cannot, the program runs without.
pub(crate) fn begin(home: &Path) {
    let writer = Lines {
        file: Arc::new(Mutex::new(Rotating::new(path(home)))),
    };
    let _ = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_ansi(false)
        .with_target(false)
        .with_writer(writer)
        .try_init();
    tracing::info!("started, version {}", env!("CARGO_PKG_VERSION"));
}

/// The newest lines, secrets removed.
pub(crate) fn newest(home: &Path) -> Vec<String> {
    let mut text = String::new();
    if let Ok(mut file) = File::open(path(home)) {
        let end = file.metadata().map_or(0, |about| about.len());
        let mut bytes = Vec::new();
        let read = file
            .seek(SeekFrom::Start(end.saturating_sub(SHOWN_BYTES)))
            .and_then(|_| file.read_to_end(&mut bytes));
        if read.is_ok() {
            text = String::from_utf8_lossy(&bytes).into_owned();
        }
    }
    text.lines().map(redacted).collect()
}

/// Everything that is kept of the log, with what is known of the program before it.
pub(crate) fn bundle(home: &Path, about: &str) -> String {
    let earlier = fs::read(aside(home)).unwrap_or_default();
    let now = fs::read(path(home)).unwrap_or_default();
    let lines = [earlier, now].concat();
    let lines = String::from_utf8_lossy(&lines)
        .lines()
        .map(redacted)
        .collect::<Vec<_>>();
    format!("{about}\n\n{}\n", lines.join("\n"))
}

fn path(home: &Path) -> PathBuf {
    home.join("log.txt")
}

fn aside(home: &Path) -> PathBuf {
    home.join("log.1.txt")
}

/// A line without what is nobody's business: names before an @, and the words that follow a word for a secret.
fn redacted(line: &str) -> String {
    const SECRETS: [&str; 7] = [
        "authorization",
        "password",
        "passphrase",
        "cookie",
        "token",
        "basic",
        "bearer",
    ];
    let mut hidden = false;
    let words = line.split(' ').map(|word| {
        let lower = word.to_ascii_lowercase();
        let name = lower.split([':', '=']).next().unwrap_or_default();
        let is_secret = SECRETS.contains(&name);
        if std::mem::replace(&mut hidden, is_secret && name.len() + 1 >= word.len()) && !is_secret {
            return "…".to_owned();
        }
        match word.get(..=name.len()) {
            Some(start) if is_secret && start.len() < word.len() => format!("{start}…"),
            _ => without_names(word),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// `anna@example.com` as `…@example.com`, also inside an address.
fn without_names(word: &str) -> String {
    let mut parts = word.split('@');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_name = |letter: char| letter.is_alphanumeric() || "._%+-…".contains(letter);
        let kept = text.trim_end_matches(is_name).len();
        text.truncate(kept);
        text.push_str("…@");
        text.push_str(part);
    }
    text
}

/// The file being written.
struct Rotating {
    path: PathBuf,
    file: Option<File>,
    size: u64,
}

impl Rotating {
    fn new(path: PathBuf) -> Self {
        Self {
            path,
            file: None,
            size: 0,
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.size > LARGEST_BYTES {
            self.file = None;
            let aside = self.path.with_file_name("log.1.txt");
            fs::rename(&self.path, aside)?;
        }
        if self.file.is_none() {
            let file = OpenOptions::new()
                .create(true)
                .append(true)
                .open(&self.path)?;
            self.size = file.metadata()?.len();
            self.file = Some(file);
        }
        if let Some(file) = &mut self.file {
            file.write_all(bytes)?;
            self.size += bytes.len() as u64;
        }
        Ok(())
    }
}

#[derive(Clone)]
struct Lines {
    file: Arc<Mutex<Rotating>>,
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .write(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_and_no_name_is_shown() {
        for (line, shown) in [
            (
                "signed in as anna@example.com",
                "signed in as …@example.com",
            ),
            (
                "GET https://h/WebDAV/anna.b@example.com/x",
                "GET https://h/WebDAV/…@example.com/x",
            ),
            ("Authorization: Basic YWxp", "Authorization: Basic …"),
            ("header Basic YWxp", "header Basic …"),
            ("password=secret rest", "password=… rest"),
            ("nothing to hide", "nothing to hide"),
            ("“ä@b”", "“…@b”"),
        ] {
            assert_eq!(redacted(line), shown, "{line}");
        }
    }

    #[test]
    fn the_log_is_put_aside_at_its_size() {
        let home = std::env::temp_dir().join(format!("smsync-log-{}", std::process::id()));
        fs::create_dir_all(&home).unwrap();
        let mut log = Rotating::new(path(&home));
        let line = vec![b'x'; 600 * 1024];
        for _ in 0..4 {
            log.write(&line).unwrap();
        }
        assert!(aside(&home).exists());
        assert!(fs::metadata(path(&home)).unwrap().len() <= 2 * LARGEST_BYTES);
        fs::remove_dir_all(&home).unwrap();
    }
}
