//! From bytes to text: UTF-8, the two western eight-bit sets, and what to do with any other.

use std::borrow::Cow;

/// What a `CHARSET` parameter names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    /// UTF-8 or ASCII, or nothing said.
    Utf8,
    /// ISO-8859-1, ISO-8859-15's common part, windows-1252: read as windows-1252, as the web does.
    Western,
    /// Any other: its bytes are kept, its text can't be read.
    Other,
}

/// Windows-1252 from 0x80 to 0x9F; the five unused places are the control characters of ISO-8859-1.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Which set a name means.
pub(crate) fn named(name: &str) -> Charset {
    const UTF8: [&str; 6] = [
        "utf-8",
        "utf8",
        "us-ascii",
        "ascii",
        "unicode-1-1-utf-8",
        "",
    ];
    const WESTERN: [&str; 6] = [
        "iso-8859-1",
        "iso8859-1",
        "iso_8859-1",
        "latin1",
        "windows-1252",
        "cp1252",
    ];
    let is = |known: &[&str]| known.iter().any(|k| k.eq_ignore_ascii_case(name.trim()));
    if is(&UTF8) {
        Charset::Utf8
    } else if is(&WESTERN) {
        Charset::Western
    } else {
        Charset::Other
    }
}

/// The text of these bytes. What is not valid UTF-8 although it should be is read as western: so it was written by
/// the programs that forget to say so.
pub(crate) fn decode(bytes: &[u8], charset: Charset) -> Cow<'_, str> {
    if charset == Charset::Western && !bytes.is_ascii() {
        return Cow::Owned(western(bytes));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) if charset == Charset::Utf8 => Cow::Owned(western(bytes)),
        Err(_) => String::from_utf8_lossy(bytes),
    }
}

fn western(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| match byte {
            0x80..=0x9f => HIGH
                .get(usize::from(byte - 0x80))
                .copied()
                .unwrap_or('\u{fffd}'),
            _ => char::from(*byte),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_set_is_read_as_it_was_meant() {
        assert_eq!(decode("Jürgen".as_bytes(), Charset::Utf8), "Jürgen");
        assert_eq!(decode(b"J\xfcrgen", named("ISO-8859-1")), "Jürgen");
        assert_eq!(decode(b"5 \x80", named("Windows-1252")), "5 €");
        assert_eq!(decode(b"J\xfcrgen", Charset::Utf8), "Jürgen");
        assert_eq!(named("SHIFT_JIS"), Charset::Other);
        assert_eq!(decode(b"\x93\xfa", Charset::Other), "\u{fffd}\u{fffd}");
    }
}
