//! Reading a file into components, in one pass and in linear time, within stated limits.
//!
//! What does not fit the grammar becomes junk, or a component without an end; it is never an error. Errors are only the
//! limits, because a hostile file must not take the memory of everything else.

use super::component::{Component, Entry, Junk};
use super::property::Property;
use super::text::Text;
use crate::syntax::head::Head;
use crate::syntax::line::{Lines, Physical};
use crate::syntax::{Form, Syntax, base64, fold, names};
use std::borrow::Cow;
use std::sync::Arc;

/// How much a file may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of the whole file.
    pub bytes: usize,
    /// Components inside one another.
    pub depth: usize,
    /// Properties, components and stretches of junk together.
    pub entries: usize,
}

impl Default for Limits {
    /// 256 MiB, 32 levels, four million entries.
    fn default() -> Limits {
        Limits {
            bytes: 256 << 20,
            depth: 32,
            entries: 4_000_000,
        }
    }
}

/// Why a file was not read. Each names the limit that it passed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// The file is too large.
    #[error("{bytes} bytes are more than the {limit} that can be read")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The most that is read.
        limit: usize,
    },
    /// Components inside components.
    #[error("components lie more than {limit} deep inside one another at byte {at}")]
    TooDeep {
        /// Where the one too many begins.
        at: usize,
        /// The most levels.
        limit: usize,
    },
    /// Too many lines.
    #[error("there are more than {limit} lines")]
    TooManyEntries {
        /// The most entries.
        limit: usize,
    },
}

/// Reads `bytes` into top-level entries. None are components where the bytes are plain text.
pub(super) fn entries(bytes: &[u8], limits: &Limits) -> Result<Vec<Entry>, ParseError> {
    if bytes.len() > limits.bytes {
        return Err(ParseError::TooLarge {
            bytes: bytes.len(),
            limit: limits.bytes,
        });
    }
    let source: Arc<[u8]> = Arc::from(bytes);
    let lines = Lines::new(bytes);
    let mut reader = Reader {
        source: &source,
        bytes,
        lines,
        limits,
        open: Vec::new(),
        top: Vec::new(),
        count: 0,
    };
    let mut at = 0;
    while let Some(line) = lines.at(at) {
        at = reader.line(line)?;
    }
    reader.close_to(0);
    Ok(reader.top)
}

struct Reader<'a> {
    source: &'a Arc<[u8]>,
    bytes: &'a [u8],
    lines: Lines<'a>,
    limits: &'a Limits,
    open: Vec<Component>,
    top: Vec<Entry>,
    count: usize,
}

impl<'a> Reader<'a> {
    /// Reads the logical line that begins with `first`; gives back where the next one begins.
    fn line(&mut self, first: Physical) -> Result<usize, ParseError> {
        let folded = self.folds(first.next);
        let raw = self.slice(first.start, folded);
        let unfolded = if folded == first.next {
            Cow::Borrowed(self.slice(first.start, first.content_end))
        } else {
            fold::undo(raw, Form::Plain, Syntax::ICalendar20)
        };
        let Some(head) = Head::cut(&unfolded) else {
            return self.junk(first.start, folded);
        };
        if let Some((frame, name)) = frame(&head) {
            return match frame {
                Frame::Begin => self.begin(&name, first.start, folded),
                Frame::End => self.end(&name, first.start, folded),
            };
        }
        let Some(syntax) = self.open.last().map(|component| component.syntax) else {
            return self.junk(first.start, folded);
        };
        let Some(name) = names::name(head.name(syntax)) else {
            return self.junk(first.start, folded);
        };
        let form = head.form();
        let end = match form {
            Form::Plain => folded,
            Form::QuotedPrintable => self.soft_breaks(first.start, folded),
            Form::Base64 => self.block(folded, syntax),
        };
        if name == "VERSION" && self.open.len() == 1 {
            self.version(&String::from_utf8_lossy(head.value));
        }
        // `version` may just have changed it.
        let syntax = self
            .open
            .last()
            .map_or(syntax, |component| component.syntax);
        let text = Text::slice(self.source, first.start, end);
        self.add(Entry::Property(Property {
            text,
            name,
            syntax,
            form,
        }))?;
        Ok(end)
    }

    /// Where the white-space folds that begin at `at` end.
    fn folds(&self, mut at: usize) -> usize {
        while self.lines.is_fold(at) {
            match self.lines.at(at) {
                Some(line) => at = line.next,
                None => break,
            }
        }
        at
    }

    /// Where a quoted-printable line goes on to: over every line end that an `=` precedes.
    fn soft_breaks(&self, start: usize, mut end: usize) -> usize {
        while ends_softly(self.slice(start, end)) {
            let Some(line) = self.lines.at(end) else {
                break;
            };
            let content = self.slice(line.start, line.content_end);
            // A last `=` that joins nothing: some programs end an empty last part so. The next property is worth more.
            if Head::cut(content)
                .is_some_and(|head| frame(&head).is_some() || is_surely_property(&head))
            {
                break;
            }
            end = self.folds(line.next);
        }
        end
    }

    /// Where an unindented base64 block ends; in vCard 2.1 with the empty line that ends it.
    fn block(&self, mut end: usize, syntax: Syntax) -> usize {
        while let Some(line) = self.lines.at(end) {
            let content = self.slice(line.start, line.content_end);
            if base64::is_block_line(content) {
                end = self.folds(line.next);
                continue;
            }
            let is_end = content.trim_ascii().is_empty() && syntax.is_old();
            return if is_end { line.next } else { end };
        }
        end
    }

    fn begin(&mut self, name: &str, start: usize, end: usize) -> Result<usize, ParseError> {
        if let Some(at) = self.unclosed_twin(name) {
            self.close_to(at);
        }
        if self.open.len() >= self.limits.depth {
            return Err(ParseError::TooDeep {
                at: start,
                limit: self.limits.depth,
            });
        }
        self.counted()?;
        let outer = self.open.last().map(|component| component.syntax);
        let is_new_kind = outer.is_some_and(|outer| outer.is_card() != (name == "VCARD"));
        let syntax = match outer {
            Some(outer) if !is_new_kind => outer,
            _ => Syntax::guess(name),
        };
        let begin = Text::slice(self.source, start, end);
        self.open.push(Component {
            name: name.to_owned(),
            syntax,
            begin,
            entries: Vec::new(),
            end: None,
        });
        Ok(end)
    }

    fn end(&mut self, name: &str, start: usize, end: usize) -> Result<usize, ParseError> {
        let Some(at) = self
            .open
            .iter()
            .rposition(|component| component.name == name)
        else {
            return self.junk(start, end);
        };
        self.close_to(at + 1);
        if let Some(component) = self.open.last_mut() {
            component.end = Some(Text::slice(self.source, start, end));
        }
        self.close_to(at);
        Ok(end)
    }

    /// An open component that a `BEGIN` of the same name shows to have lost its `END`. An `AGENT` may hold a card.
    fn unclosed_twin(&self, name: &str) -> Option<usize> {
        const NEVER_NESTED: [&str; 11] = [
            "VCARD",
            "VCALENDAR",
            "VEVENT",
            "VTODO",
            "VJOURNAL",
            "VFREEBUSY",
            "VTIMEZONE",
            "VALARM",
            "STANDARD",
            "DAYLIGHT",
            "VNOTE",
        ];
        if !NEVER_NESTED.contains(&name) {
            return None;
        }
        let last = self
            .open
            .last()
            .and_then(|component| component.entries.last());
        if last
            .and_then(Entry::property)
            .is_some_and(|property| property.name() == "AGENT")
        {
            return None;
        }
        self.open
            .iter()
            .rposition(|component| component.name == name)
    }

    /// Closes open components until `keep` are left.
    fn close_to(&mut self, keep: usize) {
        while self.open.len() > keep {
            let Some(component) = self.open.pop() else {
                return;
            };
            let entry = Entry::Component(Box::new(component));
            match self.open.last_mut() {
                Some(outer) => outer.entries.push(entry),
                None => self.top.push(entry),
            }
        }
    }

    fn version(&mut self, version: &str) {
        if let Some(component) = self.open.last_mut() {
            let syntax = component.syntax.with_version(version);
            if syntax != component.syntax {
                component.stamp(syntax);
            }
        }
    }

    /// Keeps `start..end` as junk, together with junk just before it.
    fn junk(&mut self, start: usize, end: usize) -> Result<usize, ParseError> {
        let entries = self
            .open
            .last_mut()
            .map_or(&mut self.top, |component| &mut component.entries);
        if let Some(Entry::Junk(Junk(text))) = entries.last_mut() {
            text.extend_to(end);
        } else {
            self.add(Entry::Junk(Junk(Text::slice(self.source, start, end))))?;
        }
        Ok(end)
    }

    fn add(&mut self, entry: Entry) -> Result<(), ParseError> {
        self.counted()?;
        self.open
            .last_mut()
            .map_or(&mut self.top, |component| &mut component.entries)
            .push(entry);
        Ok(())
    }

    fn counted(&mut self) -> Result<(), ParseError> {
        self.count += 1;
        if self.count > self.limits.entries {
            return Err(ParseError::TooManyEntries {
                limit: self.limits.entries,
            });
        }
        Ok(())
    }

    fn slice(&self, start: usize, end: usize) -> &'a [u8] {
        self.bytes.get(start..end).unwrap_or_default()
    }
}

enum Frame {
    Begin,
    End,
}

/// `BEGIN:X` or `END:X`, with X in upper case.
fn frame(head: &Head<'_>) -> Option<(Frame, String)> {
    // A byte order mark may stand before the first line of a file, or of one of several put together.
    let label = head
        .label
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head.label)
        .trim_ascii();
    let frame = if label.eq_ignore_ascii_case(b"BEGIN") {
        Frame::Begin
    } else if label.eq_ignore_ascii_case(b"END") {
        Frame::End
    } else {
        return None;
    };
    let name = names::name(head.value)?;
    Some((frame, name.into_owned()))
}

/// True for a head that no text would hold: a known name in capitals, with parameters or a value close behind.
fn is_surely_property(head: &Head<'_>) -> bool {
    let is_close = head
        .value
        .first()
        .is_some_and(|byte| !byte.is_ascii_whitespace());
    (!head.parameters.is_empty() || is_close)
        && names::is_well_known(head.label)
        && !head.label.iter().any(u8::is_ascii_lowercase)
}

/// True where the last physical line of `raw` ends with a soft break.
fn ends_softly(raw: &[u8]) -> bool {
    let end = crate::syntax::line::terminator(raw);
    let content = raw.get(..raw.len() - end.len()).unwrap_or_default();
    let line = memchr::memrchr2(b'\r', b'\n', content)
        .map_or(content, |at| content.get(at + 1..).unwrap_or_default());
    !end.is_empty() && line.trim_ascii_end().ends_with(b"=")
}
