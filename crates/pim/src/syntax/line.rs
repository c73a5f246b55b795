//! Cutting bytes into physical lines, and physical lines into logical ones.
//!
//! A line ends with CRLF, LF, CR CR LF (a known writer's fault) or a lone CR. A lone CR is a line end where the file
//! itself uses it so (its first line ends with one), and elsewhere only where a property clearly follows: otherwise it
//! is a stray byte inside a text, and cutting there would lose the rest of that text to whoever reads it.
//! Nothing here looks further ahead than a few dozen bytes, so that all of it stays linear.

use super::names;
use memchr::memchr2;

/// Longest property name (with its group) that is looked for after a lone CR.
const LOOK_AHEAD: usize = 64;

/// A cutter of one file into physical lines.
#[derive(Clone, Copy)]
pub(crate) struct Lines<'a> {
    bytes: &'a [u8],
    lone_cr_ends: bool,
}

/// One physical line: its content is `start..content_end`, the next line begins at `next`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Physical {
    pub(crate) start: usize,
    pub(crate) content_end: usize,
    pub(crate) next: usize,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        let lone_cr_ends = match memchr2(b'\r', b'\n', bytes) {
            Some(at) => line_end_at(bytes, at) == 1 && bytes.get(at) == Some(&b'\r'),
            None => false,
        };
        Lines {
            bytes,
            lone_cr_ends,
        }
    }

    /// The physical line that begins at `start`, or none at the end of the file.
    pub(crate) fn at(&self, start: usize) -> Option<Physical> {
        if start >= self.bytes.len() {
            return None;
        }
        let mut from = start;
        while let Some(found) = self
            .bytes
            .get(from..)
            .and_then(|rest| memchr2(b'\r', b'\n', rest))
        {
            let at = from + found;
            let length = line_end_at(self.bytes, at);
            let next = at + length;
            let lone_cr = length == 1 && self.bytes.get(at) == Some(&b'\r');
            if !lone_cr || self.lone_cr_ends || self.property_follows(next) {
                return Some(Physical {
                    start,
                    content_end: at,
                    next,
                });
            }
            from = next;
        }
        Some(Physical {
            start,
            content_end: self.bytes.len(),
            next: self.bytes.len(),
        })
    }

    /// True when the line at `start` continues the one before it (RFC 5545 §3.1): it begins with a space or a tab.
    pub(crate) fn is_fold(&self, start: usize) -> bool {
        matches!(self.bytes.get(start), Some(b' ' | b'\t'))
    }

    fn property_follows(&self, start: usize) -> bool {
        let rest = self.bytes.get(start..).unwrap_or_default();
        if rest.is_empty() {
            return true;
        }
        let window = rest.get(..LOOK_AHEAD).unwrap_or(rest);
        match memchr2(b':', b';', window) {
            Some(end) => window.get(..end).is_some_and(names::is_well_known),
            None => false,
        }
    }
}

/// Length of the line end that begins with the CR or LF at `at`.
pub(crate) fn line_end_at(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at..).unwrap_or_default() {
        [b'\r', b'\n', ..] => 2,
        [b'\r', b'\r', b'\n', ..] => 3,
        _ => 1,
    }
}

/// The line end that `raw` finishes with; empty when it has none.
pub(crate) fn terminator(raw: &[u8]) -> &[u8] {
    let length = match raw {
        [.., b'\r', b'\r', b'\n'] => 3,
        [.., b'\r', b'\n'] => 2,
        [.., b'\n' | b'\r'] => 1,
        _ => 0,
    };
    raw.get(raw.len() - length..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(bytes: &[u8]) -> Vec<&[u8]> {
        let lines = Lines::new(bytes);
        let (mut at, mut out) = (0, Vec::new());
        while let Some(line) = lines.at(at) {
            out.push(&bytes[line.start..line.content_end]);
            at = line.next;
        }
        out
    }

    #[test]
    fn every_kind_of_line_end_cuts() {
        let cases: [(&[u8], &[&[u8]]); 8] = [
            (b"A:1\r\nB:2\r\n", &[b"A:1", b"B:2"]),
            (b"A:1\nB:2", &[b"A:1", b"B:2"]),
            (b"A:1\rB:2\r", &[b"A:1", b"B:2"]),
            (b"A:1\r\r\nB:2\r\r\n", &[b"A:1", b"B:2"]),
            (b"A:1\r\n\r\nB:2\n", &[b"A:1", b"", b"B:2"]),
            (b"NOTE:a\nFN:b\rN:c\n", &[b"NOTE:a", b"FN:b", b"N:c"]),
            (
                b"NOTE:one\nNOTE:two\rstill: two\n",
                &[b"NOTE:one", b"NOTE:two\rstill: two"],
            ),
            (b"", &[]),
        ];
        for (bytes, lines) in cases {
            assert_eq!(cut(bytes), lines, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn the_terminator_is_the_line_end_as_written() {
        for (raw, end) in [
            ("A\r\n", "\r\n"),
            ("A\n", "\n"),
            ("A\r", "\r"),
            ("A\r\r\n", "\r\r\n"),
            ("A", ""),
        ] {
            assert_eq!(terminator(raw.as_bytes()), end.as_bytes());
        }
    }
}
