//! A failure in words: what happened, to what, what to do.

use std::io::{self, Write};

use engine::Failure;
use engine::sentence::in_english;

use super::Output;
use super::words::{harmless, sentence};

/// Says what went wrong: to standard error for people, as the one document for programs.
pub(crate) fn print(out: &Output, failure: &Failure) {
    tracing::warn!(code = ?failure.code, about = %failure.about, "{}", failure.message);
    if out.is_json() {
        out.document(&document(failure));
    } else {
        let _ = writeln!(io::stderr(), "{}", text(out, failure));
    }
}

/// The document alone, where the options could not be read.
pub(crate) fn print_json(failure: &Failure) {
    let _ = writeln!(
        io::stdout(),
        "{}",
        serde_json::to_string_pretty(&document(failure)).unwrap_or_default()
    );
}

fn document(failure: &Failure) -> serde_json::Value {
    in_english(serde_json::json!({ "error": failure }))
}

/// Two lines: what happened to what, and what to do. What a server wrote cannot steer the terminal.
pub(crate) fn text(out: &Output, failure: &Failure) -> String {
    let about = if failure.about.is_empty() {
        String::new()
    } else {
        format!("{}: ", harmless(&failure.about))
    };
    let happened = format!(
        "{} {about}{}",
        out.paint.red("✗"),
        sentence(&harmless(&failure.message))
    );
    if failure.hint.is_empty() {
        happened
    } else {
        format!("{happened}\n  → {}", harmless(&failure.hint))
    }
}
