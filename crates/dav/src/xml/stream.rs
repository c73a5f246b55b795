//! A pull parser over a reply's body: start, end and text, with every limit of [`Limits`] kept.

use super::guard::{Guard, Trip};
use super::{Name, XmlError};
use crate::limits::Limits;
use quick_xml::NsReader;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use std::io::BufRead;

/// One step of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    Start(Name),
    End,
    /// The text went into the sink.
    Text,
    /// After the root element was closed.
    Eof,
}

/// Collects text. What is beyond the limit is left out and noted.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    pub(crate) text: String,
    pub(crate) limit: usize,
    /// Text was left out since this was last set to `false`.
    pub(crate) cut: bool,
    /// Bytes that are no UTF-8 were replaced since this was last set to `false`.
    pub(crate) damaged: bool,
}

impl Sink {
    fn push(&mut self, text: &str) {
        if self.text.len() + text.len() <= self.limit {
            self.text.push_str(text);
        } else {
            self.cut = true;
        }
    }
}

/// The stream. Read with [`XmlStream::next`] until [`Token::Eof`] or an error.
pub(crate) struct XmlStream<R> {
    reader: NsReader<Guard<R>>,
    buffer: Vec<u8>,
    limits: Limits,
    depth: usize,
    elements: usize,
    seen_root: bool,
    /// The root's local name, for the error.
    pub(crate) root: String,
    /// The `name` or `version` attribute of the element just started, where that element has one that matters.
    pub(crate) attribute: String,
}

impl<R: BufRead> XmlStream<R> {
    pub(crate) fn new(body: R, limits: Limits) -> XmlStream<R> {
        let mut reader = NsReader::from_reader(Guard::new(body, limits));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        // Some servers write a bare `&` into an href.
        config.allow_dangling_amp = true;
        XmlStream {
            reader,
            buffer: Vec::new(),
            limits,
            depth: 0,
            elements: 0,
            seen_root: false,
            root: String::new(),
            attribute: String::new(),
        }
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// A row was finished: the count of elements begins anew.
    pub(crate) fn progress(&mut self) {
        self.elements = 0;
    }

    /// The next token; text is appended to `sink`.
    pub(crate) fn next(&mut self, sink: &mut Sink) -> Result<Token, XmlError> {
        loop {
            self.buffer.clear();
            let read = self.reader.read_resolved_event_into(&mut self.buffer);
            let token = match read {
                Ok((space, Event::Start(start))) => {
                    let space = match &space {
                        ResolveResult::Bound(space) => space.0,
                        _ => "",
                    };
                    let name = Name::of(space, start.local_name().into_inner());
                    self.depth += 1;
                    self.elements += 1;
                    if self.depth == 1 {
                        self.seen_root = true;
                        start.local_name().into_inner().clone_into(&mut self.root);
                    }
                    note_attribute(name, &start, &mut self.attribute);
                    Some(Token::Start(name))
                }
                Ok((_, Event::End(_))) => {
                    self.depth -= 1;
                    Some(Token::End)
                }
                Ok((_, Event::Text(text))) => take_text(self.depth, &text.into_inner(), sink),
                Ok((_, Event::CData(text))) => take_text(self.depth, &text.into_inner(), sink),
                Ok((_, Event::GeneralRef(entity))) => {
                    push_reference(&entity, sink);
                    Some(Token::Text)
                }
                Ok((_, Event::DocType(doctype))) => {
                    judge_doctype(&doctype)?;
                    None
                }
                Ok((_, Event::Decl(declaration))) => {
                    judge_encoding(&declaration)?;
                    None
                }
                Ok((_, Event::Eof)) => return self.end(),
                Ok(_) => None,
                Err(error) => return Err(self.fault(&error)),
            };
            let mended = self.reader.get_mut().next_token();
            sink.cut |= mended.cut;
            sink.damaged |= mended.damaged;
            if self.depth > self.limits.depth {
                return Err(XmlError::TooDeep);
            }
            if self.elements > self.limits.elements_without_progress {
                return Err(XmlError::NoProgress);
            }
            match token {
                Some(Token::Text) if self.depth == 0 => return Err(XmlError::NotXml),
                Some(token) => return Ok(token),
                None => {}
            }
        }
    }

    /// Reads to the end of the element that was just started, dropping what is in it.
    pub(crate) fn skip_element(&mut self, sink: &mut Sink) -> Result<(), XmlError> {
        let (depth, length) = (self.depth, sink.text.len());
        while self.depth >= depth {
            self.next(sink)?;
            sink.text.truncate(length);
        }
        Ok(())
    }

    /// The text directly and indirectly in the element just started, as a place in the sink.
    pub(crate) fn element_text(&mut self, sink: &mut Sink) -> Result<Span, XmlError> {
        let (depth, from) = (self.depth, sink.text.len());
        while self.depth >= depth {
            self.next(sink)?;
        }
        Ok(Span {
            from,
            to: sink.text.len(),
        })
    }

    fn end(&self) -> Result<Token, XmlError> {
        match (self.depth, self.seen_root) {
            (0, true) => Ok(Token::Eof),
            (0, false) => Err(XmlError::Empty),
            _ => Err(XmlError::Truncated),
        }
    }

    fn fault(&mut self, error: &quick_xml::Error) -> XmlError {
        use quick_xml::Error;
        let guard = self.reader.get_mut();
        match (guard.trip(), error) {
            (Some(Trip::Markup), _) => XmlError::MarkupTooLong,
            (Some(Trip::Endless), _) => XmlError::EndlessText,
            (None, Error::Io(io)) => XmlError::Broken(io.to_string()),
            (None, Error::Syntax(_)) if guard.ended() => XmlError::Truncated,
            (None, Error::IllFormed(quick_xml::errors::IllFormedError::MissingEndTag(_))) => {
                XmlError::Truncated
            }
            (None, other) => XmlError::Malformed(other.to_string()),
        }
    }
}

/// Blank text outside the root does not count; anything else there is no XML.
fn take_text(depth: usize, text: &str, sink: &mut Sink) -> Option<Token> {
    if depth == 0
        && text
            .trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
            .is_empty()
    {
        return None;
    }
    sink.push(text);
    Some(Token::Text)
}

/// A place in a sink's text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: usize,
    pub(crate) to: usize,
}

impl Span {
    pub(crate) fn of(self, text: &str) -> &str {
        text.get(self.from..self.to).unwrap_or("")
    }
}

fn note_attribute(name: Name, start: &BytesStart<'_>, into: &mut String) {
    into.clear();
    let wanted = match name {
        Name::Comp => "name",
        Name::AddressDataType => "version",
        _ => return,
    };
    for attribute in start.attributes().with_checks(false).flatten() {
        if attribute.key.as_ref() == wanted {
            into.push_str(attribute.value.as_ref());
        }
    }
}

/// A DOCTYPE is harmless where it defines nothing; a web page begins with one too.
fn judge_doctype(doctype: &str) -> Result<(), XmlError> {
    let lower = doctype.to_ascii_lowercase();
    if lower.trim_start().starts_with("html") {
        Err(XmlError::WebPage)
    } else if lower.contains("<!entity") {
        Err(XmlError::Entities)
    } else {
        Ok(())
    }
}

fn judge_encoding(declaration: &BytesDecl<'_>) -> Result<(), XmlError> {
    match declaration.encoding() {
        Some(Ok(encoding)) => match encoding.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" | "us-ascii" | "ascii" => Ok(()),
            _ => Err(XmlError::Encoding(encoding.chars().take(40).collect())),
        },
        _ => Ok(()),
    }
}

/// `&amp;` and its four like, `&#13;` and its like; anything else stays as it was written.
fn push_reference(entity: &BytesRef<'_>, sink: &mut Sink) {
    let mut utf8 = [0; 4];
    match entity.resolve_char_ref() {
        Ok(Some(character)) => sink.push(character.encode_utf8(&mut utf8)),
        Ok(None) => match &**entity {
            "amp" => sink.push("&"),
            "lt" => sink.push("<"),
            "gt" => sink.push(">"),
            "quot" => sink.push("\""),
            "apos" => sink.push("'"),
            other => {
                sink.push("&");
                sink.push(other);
                sink.push(";");
            }
        },
        Err(_) => {
            sink.damaged = true;
            sink.push("\u{FFFD}");
        }
    }
}
