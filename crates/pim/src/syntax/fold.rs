//! Folding: from a logical line as it stands in the file to its content, and back.

use super::line::{line_end_at, terminator};
use super::{Form, Syntax};
use memchr::memchr2;
use std::borrow::Cow;

/// Longest line written, in bytes without the line end (RFC 5545 §3.1, RFC 6350 §3.2).
const WIDTH: usize = 75;

/// A line of the old formats this long was cut by counting, not at white space that was there.
const FULL_WIDTH: usize = 72;

/// The content of one logical line: folds joined, soft breaks removed, no line end. Borrowed where nothing was folded.
pub(crate) fn undo(raw: &[u8], form: Form, syntax: Syntax) -> Cow<'_, [u8]> {
    let end = terminator(raw);
    let content = strip_end(raw, form);
    let Some(first) = memchr2(b'\r', b'\n', content) else {
        return Cow::Borrowed(content);
    };
    let mut out = Vec::with_capacity(content.len());
    let (mut from, mut at, mut line_start) = (0, first, 0);
    loop {
        let next = at + line_end_at(content, at);
        let stray = next == at + 1 && content.get(at) == Some(&b'\r') && end != b"\r";
        if !stray {
            out.extend_from_slice(content.get(from..at).unwrap_or_default());
            let line = content.get(line_start..at).unwrap_or_default();
            from = join(&mut out, content, line, next, form, syntax);
            line_start = next;
        }
        match content
            .get(next..)
            .and_then(|rest| memchr2(b'\r', b'\n', rest))
        {
            Some(found) => at = next + found,
            None => break,
        }
    }
    out.extend_from_slice(content.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

/// Appends `line` to `out`, folded at [`WIDTH`] between characters, without a final line end.
pub(crate) fn write(out: &mut Vec<u8>, line: &[u8], line_end: &[u8]) {
    let mut rest = line;
    let mut width = WIDTH;
    while rest.len() > width {
        let (now, later) = rest.split_at(boundary(rest, width));
        out.extend_from_slice(now);
        out.extend_from_slice(line_end);
        out.push(b' ');
        rest = later;
        width = WIDTH - 1;
    }
    out.extend_from_slice(rest);
}

/// The raw line without its line end, and for base64 without the empty line that ended its block.
fn strip_end(raw: &[u8], form: Form) -> &[u8] {
    let once = raw
        .get(..raw.len() - terminator(raw).len())
        .unwrap_or_default();
    match form {
        Form::Base64 => once.trim_ascii_end(),
        _ => once,
    }
}

/// Handles the line end between `line` and `next`: drops what it added to `out`, and gives back where the content goes on.
fn join(
    out: &mut Vec<u8>,
    content: &[u8],
    line: &[u8],
    next: usize,
    form: Form,
    syntax: Syntax,
) -> usize {
    let trimmed = line.trim_ascii_end();
    if form == Form::QuotedPrintable && trimmed.ends_with(b"=") {
        // The line has just been appended, so that its end is the end of `out`.
        out.truncate(out.len().saturating_sub(line.len() - trimmed.len() + 1));
        return next;
    }
    let rest = content.get(next..).unwrap_or_default();
    let blanks = rest
        .iter()
        .take_while(|b| matches!(b, b' ' | b'\t'))
        .count();
    match form {
        Form::Base64 => next + blanks,
        // vCard 2.1 §2.1.3: the white space belongs to the text, only the line end was added. But programs that fold at
        // a width, in the middle of words, do it there too as the newer formats say.
        _ if syntax.is_old() && line.len() < FULL_WIDTH => next,
        _ => next + blanks.min(1),
    }
}

/// The last character boundary at or before `width`, or `width` itself where these bytes are no UTF-8.
fn boundary(bytes: &[u8], width: usize) -> usize {
    let is_inside = |at: usize| bytes.get(at).is_some_and(|byte| byte & 0xc0 == 0x80);
    (width.saturating_sub(3)..=width)
        .rev()
        .find(|at| !is_inside(*at))
        .unwrap_or(width)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undone(raw: &[u8], form: Form, syntax: Syntax) -> Vec<u8> {
        undo(raw, form, syntax).into_owned()
    }

    #[test]
    fn folds_are_joined_as_each_syntax_says() {
        use Form::{Base64, Plain, QuotedPrintable};
        let cases: [(&str, Form, &str, &str); 8] = [
            ("NOTE:a\r\n b\r\n", Plain, "NOTE:ab", "NOTE:a b"),
            ("NOTE:a\n\tb\n", Plain, "NOTE:ab", "NOTE:a\tb"),
            ("NOTE:a\r b\r", Plain, "NOTE:ab", "NOTE:a b"),
            ("NOTE:a\r b\n", Plain, "NOTE:a\r b", "NOTE:a\r b"),
            ("NOTE:a\r\n  b", Plain, "NOTE:a b", "NOTE:a  b"),
            (
                "NOTE:a=\r\nb=\r\n c\r\n",
                QuotedPrintable,
                "NOTE:ab c",
                "NOTE:ab c",
            ),
            (
                "PHOTO:AA\r\nBB\r\n  CC\r\n\r\n",
                Base64,
                "PHOTO:AABBCC",
                "PHOTO:AABBCC",
            ),
            ("NOTE:a\r\r\n b\r\r\n", Plain, "NOTE:ab", "NOTE:a b"),
        ];
        for (raw, form, new, old) in cases {
            assert_eq!(
                undone(raw.as_bytes(), form, Syntax::VCard30),
                new.as_bytes(),
                "{raw:?}"
            );
            assert_eq!(
                undone(raw.as_bytes(), form, Syntax::VCard21),
                old.as_bytes(),
                "{raw:?}"
            );
        }
    }

    #[test]
    fn a_fold_by_width_adds_its_blank_in_every_syntax() {
        let raw = format!("NOTE:{}\r\n 6\r\n", "5".repeat(70));
        let joined = format!("NOTE:{}6", "5".repeat(70));
        assert_eq!(
            undone(raw.as_bytes(), Form::Plain, Syntax::VCard21),
            joined.as_bytes()
        );
    }

    #[test]
    fn a_fold_inside_a_character_heals() {
        let raw = b"NOTE:\xc3\r\n \xbc\r\n";
        assert_eq!(
            undone(raw, Form::Plain, Syntax::ICalendar20),
            "NOTE:ü".as_bytes()
        );
    }

    #[test]
    fn what_is_folded_is_unfolded_again_and_never_too_wide() {
        for text in [
            "x".repeat(75),
            "x".repeat(76),
            "ü€😀".repeat(100),
            "\u{301}".repeat(90),
        ] {
            let mut raw = Vec::new();
            write(&mut raw, text.as_bytes(), b"\r\n");
            for line in String::from_utf8(raw.clone()).unwrap().split("\r\n") {
                assert!(line.len() <= WIDTH);
            }
            assert_eq!(undone(&raw, Form::Plain, Syntax::VCard40), text.as_bytes());
        }
    }
}
