//! What the program says: text for people, one JSON document for programs, progress while it works.
//!
//! Results go to standard output, everything else to standard error. A pipe that is closed early (`| head`) is not an
//! error: the work goes on, nothing more is said.

pub(crate) mod conflict;
pub(crate) mod failure;
pub(crate) mod history;
pub(crate) mod paint;
pub(crate) mod progress;
pub(crate) mod report;
pub(crate) mod rows;
pub(crate) mod table;
pub(crate) mod time;
pub(crate) mod words;

use std::cell::Cell;
use std::io::{self, IsTerminal, Write};

use engine::sentence::in_english;
use serde::Serialize;

use crate::cli::Global;
use paint::Paint;

/// The width of a line where no terminal says one.
const WIDTH_OF_A_PIPE: usize = 100;

/// Where the program's words go, and how they look.
#[derive(Debug)]
pub(crate) struct Output {
    /// Colours, where they are wanted.
    pub(crate) paint: Paint,
    /// The width of a line in columns.
    pub(crate) width: usize,
    json: bool,
    quiet: bool,
    may_ask: bool,
    closed: Cell<bool>,
}

impl Output {
    /// As the options and the terminal say.
    pub(crate) fn new(global: &Global) -> Self {
        let to_terminal = io::stdout().is_terminal();
        let width = console::Term::stdout()
            .size_checked()
            .map_or(WIDTH_OF_A_PIPE, |(_, columns)| usize::from(columns));
        Self {
            paint: if paint::is_wanted(to_terminal) {
                Paint::Coloured
            } else {
                Paint::Plain
            },
            width: if to_terminal {
                width.clamp(50, 160)
            } else {
                WIDTH_OF_A_PIPE
            },
            json: global.json,
            quiet: global.quiet,
            may_ask: !global.json && !global.no_input && to_terminal && io::stdin().is_terminal(),
            closed: Cell::new(false),
        }
    }

    /// Whether a program reads the answer.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Whether progress is to be shown.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether there is a person to ask.
    pub(crate) fn may_ask(&self) -> bool {
        self.may_ask
    }

    /// One line, or several, for people; nothing with `--json`.
    pub(crate) fn say(&self, text: impl AsRef<str>) {
        if !self.json {
            self.write(text.as_ref().as_bytes(), true);
        }
    }

    /// The one document for programs; nothing without `--json`.
    pub(crate) fn document(&self, document: &impl Serialize) {
        if self.json {
            // Every document is made of this program's own types, all of which JSON can say.
            let document = in_english(serde_json::to_value(document).unwrap_or_default());
            let text = serde_json::to_string_pretty(&document).unwrap_or_default();
            self.write(text.as_bytes(), true);
        }
    }

    /// Bytes as they are: an exported file.
    pub(crate) fn raw(&self, bytes: &[u8]) {
        self.write(bytes, false);
    }

    fn write(&self, bytes: &[u8], end_line: bool) {
        if self.closed.get() {
            return;
        }
        let mut stdout = io::stdout().lock();
        let end: &[u8] = if end_line { b"\n" } else { b"" };
        let written = stdout
            .write_all(bytes)
            .and_then(|()| stdout.write_all(end))
            .and_then(|()| stdout.flush());
        if written.is_err() {
            self.closed.set(true);
        }
    }
}
