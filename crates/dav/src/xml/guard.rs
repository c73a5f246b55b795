//! Stands between the connection and the XML reader, so that one token never grows without bound.
//!
//! Three things happen to the bytes passing by. Bytes that are no UTF-8 become U+FFFD and are noted,
//! so that one item in Latin-1 does not make a whole reply unreadable. A text longer than the limit is
//! skipped up to its end, and noted. A tag longer than the limit is an error.

use crate::limits::Limits;
use std::io::{self, BufRead, Read};

/// Handed on in pieces of at most this size, so that limits are looked at often enough.
const PIECE: usize = 64 * 1024;
const CDATA: &[u8; 9] = b"<![CDATA[";

/// Why the guard stopped the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trip {
    Markup,
    Endless,
}

/// What happened to the bytes since it was last asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Mended {
    /// Text was skipped.
    pub(super) cut: bool,
    /// Bytes that are no UTF-8 were replaced.
    pub(super) damaged: bool,
}

pub(super) struct Guard<R> {
    inner: R,
    limits: Limits,
    shortest_limit: usize,
    /// How much of the inner buffer is known to be UTF-8.
    valid: usize,
    /// A few bytes to be read before the inner buffer: a split character, U+FFFD, or `]]>`.
    patch: [u8; 8],
    patch_at: usize,
    patch_len: usize,
    /// Bytes of the present token, and how it begins.
    token: usize,
    head: [u8; 9],
    skipped: u64,
    mended: Mended,
    trip: Option<Trip>,
    ended: bool,
}

impl<R: BufRead> Guard<R> {
    pub(super) fn new(inner: R, limits: Limits) -> Guard<R> {
        Guard {
            inner,
            limits,
            shortest_limit: limits.text_bytes.min(limits.markup_bytes),
            valid: 0,
            patch: [0; 8],
            patch_at: 0,
            patch_len: 0,
            token: 0,
            head: [0; 9],
            skipped: 0,
            mended: Mended::default(),
            trip: None,
            ended: false,
        }
    }

    /// A token is finished: the next byte begins another.
    pub(super) fn next_token(&mut self) -> Mended {
        self.token = 0;
        std::mem::take(&mut self.mended)
    }

    pub(super) fn trip(&self) -> Option<Trip> {
        self.trip
    }

    /// The inner stream was read to its end.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    fn too_long(&self) -> Option<Excess> {
        let text_limit = self.limits.text_bytes;
        match self.head[0] {
            _ if self.token == 0 => None,
            b'<' if self.token >= 9 && &self.head == CDATA => {
                (self.token > text_limit).then_some(Excess::CData)
            }
            b'<' | b'&' => (self.token > self.limits.markup_bytes).then_some(Excess::Markup),
            _ => (self.token > text_limit).then_some(Excess::Text),
        }
    }

    fn skip_text(&mut self) -> io::Result<()> {
        loop {
            let chunk = self.piece()?;
            let found = chunk.iter().position(|b| *b == b'<');
            let (skip, done) = (
                found.unwrap_or(chunk.len()),
                found.is_some() || chunk.is_empty(),
            );
            self.skip(skip)?;
            if done {
                return Ok(());
            }
        }
    }

    fn skip_cdata(&mut self) -> io::Result<()> {
        let mut brackets = 0_usize;
        loop {
            let chunk = self.piece()?;
            if chunk.is_empty() {
                return Ok(());
            }
            let mut end = None;
            for (at, byte) in chunk.iter().enumerate() {
                match byte {
                    b']' => brackets += 1,
                    b'>' if brackets >= 2 => {
                        end = Some(at + 1);
                        break;
                    }
                    _ => brackets = 0,
                }
            }
            let skip = end.unwrap_or(chunk.len());
            self.skip(skip)?;
            if end.is_some() {
                self.serve(b"]]>");
                self.token = 0;
                self.head[0] = b'<';
                return Ok(());
            }
        }
    }

    fn skip(&mut self, count: usize) -> io::Result<()> {
        self.advance(count);
        self.mended.cut = true;
        self.skipped += count as u64;
        if self.skipped > self.limits.skipped_bytes {
            return Err(self.stop(Trip::Endless));
        }
        Ok(())
    }

    fn stop(&mut self, trip: Trip) -> io::Error {
        self.trip = Some(trip);
        io::Error::other("a limit of the reply was reached")
    }

    /// What can be read next: the patch, else inner bytes known to be UTF-8.
    #[inline]
    fn piece(&mut self) -> io::Result<&[u8]> {
        if self.patch_at == self.patch_len && self.valid == 0 {
            self.look()?;
        }
        if self.patch_at < self.patch_len {
            // Invariant: `serve` sets both, within the patch.
            return Ok(&self.patch[self.patch_at..self.patch_len]);
        }
        let valid = self.valid.min(PIECE);
        if valid == 0 {
            return Ok(&[]);
        }
        let bytes = self.inner.fill_buf()?;
        Ok(bytes.get(..valid).unwrap_or(bytes))
    }

    /// Checks what the inner stream has next; leaves `valid` or the patch filled, or the end noted.
    fn look(&mut self) -> io::Result<()> {
        let bytes = loop {
            match self.inner.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        if bytes.is_empty() {
            self.ended = true;
            return Ok(());
        }
        let window = bytes.get(..PIECE).unwrap_or(bytes);
        match std::str::from_utf8(window) {
            Ok(_) => self.valid = window.len(),
            Err(error) if error.valid_up_to() > 0 => self.valid = error.valid_up_to(),
            Err(error) => match error.error_len() {
                Some(bad) => {
                    self.inner.consume(bad);
                    self.replace();
                }
                None => self.join_split_character()?,
            },
        }
        Ok(())
    }

    /// The inner buffer ends inside a character: its bytes are gathered one by one.
    fn join_split_character(&mut self) -> io::Result<()> {
        let mut gathered = [0_u8; 4];
        let mut count = 0;
        while count < 4 {
            let Some(byte) = self.inner.fill_buf()?.first().copied() else {
                break;
            };
            // Invariant: `count` is below four.
            gathered[count] = byte;
            match std::str::from_utf8(&gathered[..=count]) {
                Ok(_) => {
                    self.inner.consume(1);
                    self.serve(&gathered[..=count]);
                    return Ok(());
                }
                Err(error) if error.error_len().is_none() => {
                    self.inner.consume(1);
                    count += 1;
                }
                Err(_) => break,
            }
        }
        self.replace();
        Ok(())
    }

    fn replace(&mut self) {
        self.mended.damaged = true;
        self.serve("\u{FFFD}".as_bytes());
    }

    fn serve(&mut self, bytes: &[u8]) {
        // Invariant: callers serve at most four bytes.
        self.patch[..bytes.len()].copy_from_slice(bytes);
        self.patch_at = 0;
        self.patch_len = bytes.len();
    }

    fn advance(&mut self, count: usize) {
        if self.patch_at < self.patch_len {
            self.patch_at = (self.patch_at + count).min(self.patch_len);
        } else {
            self.inner.consume(count);
            self.valid = self.valid.saturating_sub(count);
        }
    }

    /// Keeps the first bytes of a token, which tell text, tag and CDATA apart.
    fn note_head(&mut self, count: usize) -> io::Result<()> {
        let from = self.token;
        let mut head = self.head;
        let piece = self.piece()?;
        // Invariant: called while the token is shorter than its head.
        let wanted = (head.len() - from).min(count).min(piece.len());
        head[from..from + wanted].copy_from_slice(&piece[..wanted]);
        self.head = head;
        Ok(())
    }
}

enum Excess {
    Text,
    CData,
    Markup,
}

impl<R: BufRead> Read for Guard<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let piece = self.fill_buf()?;
        let count = piece.len().min(into.len());
        // Invariant: the smaller of the two lengths.
        into[..count].copy_from_slice(&piece[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Guard<R> {
    #[inline]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        // Most tokens are short, far below any limit.
        if self.token <= self.shortest_limit {
            return self.piece();
        }
        match self.too_long() {
            None => {}
            Some(Excess::Text) => self.skip_text()?,
            Some(Excess::CData) => self.skip_cdata()?,
            Some(Excess::Markup) => return Err(self.stop(Trip::Markup)),
        }
        self.piece()
    }

    #[inline]
    fn consume(&mut self, count: usize) {
        if count > 0 && self.token < self.head.len() && self.note_head(count).is_err() {
            // The bytes were just served from a buffer; a failure here shows again at the next read.
            self.head[0] = b'<';
        }
        self.token += count;
        self.advance(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn through(bytes: &[u8], buffer: usize) -> (String, Mended) {
        let mut guard = Guard::new(BufReader::with_capacity(buffer, bytes), Limits::default());
        let mut out = String::new();
        guard.read_to_string(&mut out).unwrap();
        (out, guard.next_token())
    }

    #[test]
    fn utf8_passes_unchanged_however_it_is_cut() {
        let text = "aé€𝄞z".repeat(9);
        for buffer in 1..12 {
            assert_eq!(
                through(text.as_bytes(), buffer),
                (text.clone(), Mended::default())
            );
        }
    }

    #[test]
    fn bytes_that_are_no_utf8_become_replacement_characters_and_are_noted() {
        for buffer in 1..9 {
            let (text, mended) = through(b"M\xfcller \xe2\x82 end\xf0\x9f", buffer);
            assert_eq!(text, "M\u{fffd}ller \u{fffd} end\u{fffd}");
            assert!(mended.damaged);
        }
    }
}
