//! A file of cards, calendars or plain text, kept line by line: what nobody edits is written back byte for byte.
//!
//! [`Document`] → [`Component`] → [`Entry`] → [`Property`]. Any bytes are a document; what fits no grammar is junk and
//! stays where it was. All lines share one copy of the file; an edited line owns its new bytes and nothing else moves.
//! A document never interprets: names and values are for `field`, conversion for `convert`.

mod component;
mod edit;
mod parse;
mod property;
mod rebuild;
mod split;
mod text;

pub use crate::syntax::Syntax;
pub use crate::syntax::head::Parameter;
pub use component::{Component, Entry, Junk};
pub use parse::{Limits, ParseError};
pub use property::Property;

use component::append;
use std::fmt;
use text::Text;

/// One file: components at the top level, and whatever stands before, between and after them.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    syntax: Syntax,
    entries: Vec<Entry>,
}

impl Document {
    /// Reads any bytes, within [`Limits::default`]. Without a `BEGIN` line they are plain text.
    ///
    /// # Errors
    /// Only where a limit is passed; the error says which.
    pub fn parse(bytes: &[u8]) -> Result<Document, ParseError> {
        Document::parse_within(bytes, &Limits::default())
    }

    /// Reads any bytes, within limits of the caller's.
    ///
    /// # Errors
    /// Only where a limit is passed; the error says which.
    pub fn parse_within(bytes: &[u8], limits: &Limits) -> Result<Document, ParseError> {
        let entries = parse::entries(bytes, limits)?;
        let syntax = entries
            .iter()
            .find_map(Entry::component)
            .map_or(Syntax::PlainText, Component::syntax);
        Ok(Document { syntax, entries })
    }

    /// A plain note of these bytes, whatever they look like.
    pub fn plain(bytes: &[u8]) -> Document {
        let junk = Junk(Text::from(bytes.to_vec()));
        Document {
            syntax: Syntax::PlainText,
            entries: vec![Entry::Junk(junk)],
        }
    }

    /// An object in `syntax` with nothing but its frame and `VERSION`, lines ending with CRLF; empty for plain text.
    pub fn new(syntax: Syntax) -> Document {
        let name = match syntax {
            Syntax::VCard21 | Syntax::VCard30 | Syntax::VCard40 => "VCARD",
            Syntax::VCalendar10 | Syntax::ICalendar20 => "VCALENDAR",
            Syntax::PlainText => return Document::plain(b""),
        };
        let mut component = Component::new_in(syntax, name, b"\r\n");
        component.push(Property::new_in(syntax, "VERSION").with_raw(syntax.version()));
        Document {
            syntax,
            entries: vec![Entry::Component(Box::new(component))],
        }
    }

    /// A document of these components.
    pub(crate) fn of(syntax: Syntax, components: Vec<Component>) -> Document {
        let entries = components
            .into_iter()
            .map(|component| Entry::Component(Box::new(component)));
        Document {
            syntax,
            entries: entries.collect(),
        }
    }

    /// The bytes: exactly those read, but for the lines that were edited since.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for entry in &self.entries {
            match entry {
                Entry::Component(component) => component.write(&mut out),
                Entry::Property(property) => append(&mut out, property.bytes(), b"\r\n"),
                Entry::Junk(junk) => append(&mut out, junk.bytes(), b"\r\n"),
            }
        }
        out
    }

    /// The format of the first component, or plain text.
    pub fn syntax(&self) -> Syntax {
        self.syntax
    }

    /// Everything at the top level, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The components at the top level, in order.
    pub fn components(&self) -> impl DoubleEndedIterator<Item = &Component> {
        self.entries.iter().filter_map(Entry::component)
    }

    /// The components at the top level, in order, to be edited.
    pub fn components_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut Component> {
        self.entries.iter_mut().filter_map(|entry| match entry {
            Entry::Component(component) => Some(component.as_mut()),
            _ => None,
        })
    }

    /// Adds a component at the end, in the line ends of the first one.
    pub fn push(&mut self, mut component: Component) {
        let line_end = self
            .components()
            .next()
            .map_or_else(|| b"\r\n".to_vec(), Component::line_end);
        component.adapt(component.syntax(), &line_end);
        if self.syntax == Syntax::PlainText {
            self.syntax = component.syntax();
        }
        self.entries.push(Entry::Component(Box::new(component)));
    }

    /// The text of a plain note, without a byte order mark; none where the document has components.
    pub fn plain_text(&self) -> Option<String> {
        if self.syntax != Syntax::PlainText {
            return None;
        }
        let bytes = self.to_bytes();
        let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
        Some(
            crate::syntax::charset::decode(bytes, crate::syntax::charset::Charset::Utf8)
                .into_owned(),
        )
    }

    /// Makes the document a plain note of this text, keeping a byte order mark.
    pub fn set_plain_text(&mut self, text: &str) {
        let had_mark =
            self.syntax == Syntax::PlainText && self.to_bytes().starts_with(BYTE_ORDER_MARK);
        let mark = if had_mark { BYTE_ORDER_MARK } else { b"" };
        *self = Document::plain(&[mark, text.as_bytes()].concat());
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Shows the syntax and the size, never the content.
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Document({}, {} entries)",
            self.syntax,
            self.entries.len()
        )
    }
}
