//! Backslashes: what `\n`, `\,` and `\;` mean in each syntax, and splitting at delimiters that are not escaped.
//!
//! The formats of 1996 know only `\;`: there a newline travels in quoted-printable and a backslash is a backslash.

use super::Syntax;
use std::borrow::Cow;

/// Undoes the escapes of one text. A backslash before anything unexpected stays.
pub(crate) fn undo(text: &str, syntax: Syntax) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            out.push(character);
            continue;
        }
        let mut ahead = characters.clone();
        match ahead.next().and_then(|escaped| meant(escaped, syntax)) {
            Some(meant) => {
                out.push(meant);
                characters = ahead;
            }
            None => out.push('\\'),
        }
    }
    Cow::Owned(out)
}

/// Escapes one text, or one part of a list or structure, so that [`undo`] gives it back.
pub(crate) fn write(text: &str, syntax: Syntax) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    if syntax.is_old() {
        for character in text.chars() {
            if character == ';' {
                out.push('\\');
            }
            out.push(character);
        }
        return out;
    }
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    out.push_str("\\n");
                }
            }
            '\n' => out.push_str("\\n"),
            '\\' | ',' | ';' => {
                out.push('\\');
                out.push(character);
            }
            _ => out.push(character),
        }
    }
    out
}

/// Cuts at every `delimiter` that no backslash precedes; the parts keep their escapes.
pub(crate) fn split(text: &str, delimiter: u8) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut from, mut escaped) = (0, false);
    for (at, byte) in text.bytes().enumerate() {
        if byte == delimiter && !escaped {
            parts.push(text.get(from..at).unwrap_or_default());
            from = at + 1;
        }
        escaped = byte == b'\\' && !escaped;
    }
    parts.push(text.get(from..).unwrap_or_default());
    parts
}

fn meant(escaped: char, syntax: Syntax) -> Option<char> {
    match escaped {
        ';' => Some(';'),
        _ if syntax.is_old() => None,
        'n' | 'N' => Some('\n'),
        // A colon needs no escape, but Google and Apple write one.
        ',' | '\\' | ':' => Some(escaped),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_by_syntax() {
        for (written, new, old) in [
            (r"a\nb", "a\nb", r"a\nb"),
            (r"a\Nb", "a\nb", r"a\Nb"),
            (r"a\,b\;c", "a,b;c", r"a\,b;c"),
            (r"a\\nb", r"a\nb", r"a\\nb"),
            (r"http\://x", "http://x", r"http\://x"),
            (r"C:\temp\", r"C:\temp\", r"C:\temp\"),
        ] {
            assert_eq!(undo(written, Syntax::VCard30), new);
            assert_eq!(undo(written, Syntax::VCard21), old);
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for text in ["", "a,b;c", "line\nline", r"back\slash", r"\n", "ü;ö"] {
            for syntax in [
                Syntax::VCard30,
                Syntax::VCard40,
                Syntax::ICalendar20,
                Syntax::VCard21,
            ] {
                assert_eq!(undo(&write(text, syntax), syntax), text);
            }
        }
        assert_eq!(write("a\r\nb\rc", Syntax::VCard40), r"a\nb\nc");
    }

    #[test]
    fn only_bare_delimiters_cut() {
        assert_eq!(split(r"a;b\;c;;d", b';'), ["a", r"b\;c", "", "d"]);
        assert_eq!(split(r"a\\;b", b';'), [r"a\\", "b"]);
        assert_eq!(split("", b','), [""]);
    }
}
