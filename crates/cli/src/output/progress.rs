//! How far a pass is: a bar for each kind on a terminal, a plain line now and then in a pipe.

use std::collections::HashMap;
use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use engine::pass::{Progress, Watch};
use engine::pim::Kind;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Output;
use super::words::heading;
use crate::interrupt::Interrupt;

/// In a pipe, one line for each kind at most this often.
const BETWEEN_LINES: Duration = Duration::from_secs(2);

/// A pass shorter than this shows no bar.
const BEFORE_FIRST_BAR: Duration = Duration::from_millis(300);

/// Shows a pass, and tells it that Ctrl-C was pressed.
pub(crate) struct ProgressView {
    interrupt: Interrupt,
    style: Style,
}

enum Style {
    Nothing,
    Lines(Mutex<HashMap<Kind, Instant>>),
    Bars {
        all: MultiProgress,
        of_kind: Mutex<HashMap<Kind, ProgressBar>>,
        since: Instant,
    },
}

impl ProgressView {
    /// As the options and the terminal say.
    pub(crate) fn new(out: &Output, interrupt: Interrupt) -> Self {
        let style = if out.is_quiet() || out.is_json() {
            Style::Nothing
        } else if io::stderr().is_terminal() {
            let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(10));
            Style::Bars {
                all,
                of_kind: Mutex::default(),
                since: Instant::now(),
            }
        } else {
            Style::Lines(Mutex::default())
        };
        Self { interrupt, style }
    }

    /// Takes the bars away.
    pub(crate) fn finish(&self) {
        if let Style::Bars { all, .. } = &self.style {
            // Standard error is gone: nothing to clear.
            let _ = all.clear();
        }
    }
}

impl Watch for ProgressView {
    fn progress(&self, progress: Progress) {
        match &self.style {
            Style::Nothing => {}
            Style::Lines(last) => line(
                &mut last.lock().unwrap_or_else(PoisonError::into_inner),
                &progress,
            ),
            Style::Bars {
                all,
                of_kind,
                since,
            } => {
                if since.elapsed() >= BEFORE_FIRST_BAR {
                    bar(
                        all,
                        &mut of_kind.lock().unwrap_or_else(PoisonError::into_inner),
                        &progress,
                    );
                }
            }
        }
    }

    fn cancelled(&self) -> bool {
        self.interrupt.is_pressed()
    }
}

fn line(last: &mut HashMap<Kind, Instant>, progress: &Progress) {
    if let Progress::Working { kind, done, total } = progress {
        let now = Instant::now();
        let due = last
            .get(kind)
            .is_none_or(|then| now.duration_since(*then) >= BETWEEN_LINES);
        if due && *total > 0 {
            let first = last.insert(*kind, now).is_none();
            // A pass that is over at once needs no lines.
            if !first {
                let _ = writeln!(io::stderr(), "{}: {done} of {total}", heading(*kind));
            }
        }
    }
}

fn bar(all: &MultiProgress, bars: &mut HashMap<Kind, ProgressBar>, progress: &Progress) {
    match *progress {
        Progress::Looking { kind } => {
            bars.entry(kind)
                .or_insert_with(|| new_bar(all, kind))
                .set_message("looking what changed");
        }
        Progress::Working { kind, done, total } => {
            let bar = bars.entry(kind).or_insert_with(|| new_bar(all, kind));
            bar.set_length(u64::try_from(total).unwrap_or(u64::MAX));
            bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
            bar.set_message(format!("{done} of {total}"));
        }
        Progress::Finished { kind } => {
            if let Some(bar) = bars.get(&kind) {
                bar.finish_with_message("done");
            }
        }
    }
}

fn new_bar(all: &MultiProgress, kind: Kind) -> ProgressBar {
    // The template is a constant and parses.
    let style = ProgressStyle::with_template("{prefix:12} {bar:30} {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    all.add(
        ProgressBar::new(1)
            .with_style(style)
            .with_prefix(heading(kind)),
    )
}
