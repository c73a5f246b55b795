//! A `DAV:multistatus` read row by row (RFC 4918, 14.16), in memory that does not grow with it.
//!
//! One [`Row`] is filled, handed over and used again. It keeps what the server said apart: the status
//! of the *response* speaks of the member, the status of a *propstat* only of the properties in it.
//! A `getetag` that is 404 is a member without an `ETag`, not a deleted member.

use crate::etag::SyncToken;
use crate::limits::Limits;
use crate::precondition::Precondition;
use crate::status;
use crate::xml::{Name, Sink, Span, Token, XmlError, XmlStream};
use std::io::BufRead;

/// What stands after or around the rows.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    pub(crate) sync_token: Option<SyncToken>,
    pub(crate) rows: u64,
}

/// One `DAV:response`.
#[derive(Debug, Default)]
pub(crate) struct Row {
    sink: Sink,
    hrefs: Vec<Span>,
    properties: Vec<Property>,
    nodes: Vec<Node>,
    /// The response's own status.
    pub(crate) status: Option<u16>,
    /// The response's or a propstat's error.
    pub(crate) error: Option<Precondition>,
    /// Whether any propstat was there.
    pub(crate) has_propstat: bool,
}

#[derive(Debug)]
struct Property {
    name: Name,
    status: u16,
    text: Span,
    nodes: (usize, usize),
    cut: bool,
    damaged: bool,
}

/// An element inside a property.
#[derive(Debug)]
struct Node {
    name: Name,
    text: Span,
    attribute: Span,
}

/// A property the server did give.
#[derive(Clone, Copy)]
pub(crate) struct Value<'a> {
    row: &'a Row,
    property: &'a Property,
}

impl<'a> Value<'a> {
    /// All text in the property.
    pub(crate) fn text(self) -> &'a str {
        self.property.text.of(&self.row.sink.text)
    }

    /// Longer than the limit, and therefore not whole.
    pub(crate) fn is_cut(self) -> bool {
        self.property.cut
    }

    /// Held bytes that are no UTF-8.
    pub(crate) fn is_damaged(self) -> bool {
        self.property.damaged
    }

    /// Has such an element anywhere in it.
    pub(crate) fn has(self, name: Name) -> bool {
        self.nodes().any(|node| node.0 == name)
    }

    /// Texts of all elements of that name in it.
    pub(crate) fn texts(self, name: Name) -> impl Iterator<Item = &'a str> {
        self.nodes()
            .filter(move |node| node.0 == name)
            .map(|node| node.1.trim())
    }

    /// Noted attributes of all elements of that name in it.
    pub(crate) fn attributes(self, name: Name) -> impl Iterator<Item = &'a str> {
        self.nodes()
            .filter(move |node| node.0 == name)
            .map(|node| node.2)
    }

    fn nodes(self) -> impl Iterator<Item = (Name, &'a str, &'a str)> {
        let text = &self.row.sink.text;
        let (from, to) = self.property.nodes;
        let nodes = self.row.nodes.get(from..to).unwrap_or(&[]);
        nodes
            .iter()
            .map(move |node| (node.name, node.text.of(text), node.attribute.of(text)))
    }
}

impl Row {
    fn clear(&mut self) {
        self.sink.text.clear();
        self.sink.cut = false;
        self.sink.damaged = false;
        self.hrefs.clear();
        self.properties.clear();
        self.nodes.clear();
        self.status = None;
        self.error = None;
        self.has_propstat = false;
    }

    /// The hrefs; more than one only beside a status (RFC 4918, 14.24).
    pub(crate) fn hrefs(&self) -> impl Iterator<Item = &str> {
        self.hrefs
            .iter()
            .map(|span| span.of(&self.sink.text).trim())
    }

    /// A property given with a status of success.
    pub(crate) fn value(&self, name: Name) -> Option<Value<'_>> {
        let property = self
            .properties
            .iter()
            .find(|p| p.name == name && status::is_success(p.status))?;
        Some(Value {
            row: self,
            property,
        })
    }

    /// A property's trimmed text, where it was given and is not blank.
    pub(crate) fn text(&self, name: Name) -> Option<&str> {
        self.value(name)
            .map(|value| value.text().trim())
            .filter(|text| !text.is_empty())
    }

    /// The status of a property, given or not.
    pub(crate) fn property_status(&self, name: Name) -> Option<u16> {
        self.properties
            .iter()
            .find(|p| p.name == name)
            .map(|p| p.status)
    }
}

/// Reads a multistatus, calling `on_row` for each response.
///
/// # Errors
/// Rows handed over before an error are true; a listing with an error is never complete.
pub(crate) fn read(
    body: impl BufRead,
    limits: Limits,
    mut on_row: impl FnMut(&Row),
) -> Result<Summary, XmlError> {
    let mut xml = XmlStream::new(body, limits);
    let mut row = Row::default();
    row.sink.limit = limits.text_bytes;
    let mut summary = Summary::default();
    match xml.next(&mut row.sink)? {
        Token::Start(Name::Multistatus) => {}
        _ => return Err(foreign_root(&xml.root)),
    }
    loop {
        row.clear();
        match xml.next(&mut row.sink)? {
            Token::Start(Name::Response) => {
                read_response(&mut xml, &mut row)?;
                summary.rows += 1;
                if summary.rows > limits.responses {
                    return Err(XmlError::TooManyResponses);
                }
                xml.progress();
                on_row(&row);
            }
            Token::Start(Name::SyncToken) => {
                let token = xml.element_text(&mut row.sink)?;
                summary.sync_token = SyncToken::new(token.of(&row.sink.text));
            }
            Token::Start(_) => xml.skip_element(&mut row.sink)?,
            Token::Text => {}
            Token::End => return finish(xml, &mut row, summary),
            Token::Eof => return Err(XmlError::Truncated),
        }
    }
}

/// After the root only blanks and comments may follow; anything else is dropped with no harm done.
fn finish<R: BufRead>(
    mut xml: XmlStream<R>,
    row: &mut Row,
    summary: Summary,
) -> Result<Summary, XmlError> {
    match xml.next(&mut row.sink) {
        Err(XmlError::Broken(reason)) => Err(XmlError::Broken(reason)),
        _ => Ok(summary),
    }
}

pub(crate) fn foreign_root(root: &str) -> XmlError {
    if root.eq_ignore_ascii_case("html") {
        XmlError::WebPage
    } else {
        XmlError::NotMultistatus {
            root: root.chars().take(40).collect(),
        }
    }
}

fn read_response<R: BufRead>(xml: &mut XmlStream<R>, row: &mut Row) -> Result<(), XmlError> {
    let depth = xml.depth();
    while xml.depth() >= depth {
        match xml.next(&mut row.sink)? {
            Token::Start(Name::Href) => {
                let href = xml.element_text(&mut row.sink)?;
                row.hrefs.push(href);
            }
            Token::Start(Name::Status) => row.status = read_status(xml, &mut row.sink)?,
            Token::Start(Name::Propstat) => read_propstat(xml, row)?,
            Token::Start(Name::Error) => row.error = read_error(xml, &mut row.sink)?,
            Token::Start(_) => xml.skip_element(&mut row.sink)?,
            _ => {}
        }
    }
    Ok(())
}

fn read_status<R: BufRead>(
    xml: &mut XmlStream<R>,
    sink: &mut Sink,
) -> Result<Option<u16>, XmlError> {
    let line = xml.element_text(sink)?;
    let code = status::code(line.of(&sink.text));
    sink.text.truncate(line.from);
    Ok(code)
}

fn read_propstat<R: BufRead>(xml: &mut XmlStream<R>, row: &mut Row) -> Result<(), XmlError> {
    row.has_propstat = true;
    let (depth, first) = (xml.depth(), row.properties.len());
    let mut code = None;
    while xml.depth() >= depth {
        match xml.next(&mut row.sink)? {
            Token::Start(Name::Prop) => read_properties(xml, row)?,
            Token::Start(Name::Status) => code = read_status(xml, &mut row.sink)?,
            Token::Start(Name::Error) => row.error = read_error(xml, &mut row.sink)?,
            Token::Start(_) => xml.skip_element(&mut row.sink)?,
            _ => {}
        }
    }
    // A propstat without a status is against the RFC; what it holds was given all the same.
    for property in row.properties.iter_mut().skip(first) {
        property.status = code.unwrap_or(200);
    }
    Ok(())
}

fn read_properties<R: BufRead>(xml: &mut XmlStream<R>, row: &mut Row) -> Result<(), XmlError> {
    let depth = xml.depth();
    while xml.depth() >= depth {
        match xml.next(&mut row.sink)? {
            Token::Start(Name::Other) => xml.skip_element(&mut row.sink)?,
            Token::Start(name) => read_property(xml, row, name)?,
            _ => {}
        }
    }
    Ok(())
}

fn read_property<R: BufRead>(
    xml: &mut XmlStream<R>,
    row: &mut Row,
    name: Name,
) -> Result<(), XmlError> {
    let (depth, from, first) = (xml.depth(), row.sink.text.len(), row.nodes.len());
    row.sink.cut = false;
    row.sink.damaged = false;
    // Open elements of the property, innermost last: `Limits::depth` bounds them.
    let mut open: Vec<usize> = Vec::new();
    while xml.depth() >= depth {
        match xml.next(&mut row.sink)? {
            Token::Start(inner) => {
                let at = row.sink.text.len();
                row.sink.text.push_str(&xml.attribute);
                let text_at = row.sink.text.len();
                open.push(row.nodes.len());
                row.nodes.push(Node {
                    name: inner,
                    text: Span {
                        from: text_at,
                        to: text_at,
                    },
                    attribute: Span {
                        from: at,
                        to: text_at,
                    },
                });
            }
            Token::End => {
                if let Some(node) = open.pop().and_then(|at| row.nodes.get_mut(at)) {
                    node.text.to = row.sink.text.len();
                }
            }
            _ => {}
        }
    }
    let text = Span {
        from,
        to: row.sink.text.len(),
    };
    let (cut, damaged) = (row.sink.cut, row.sink.damaged);
    row.properties.push(Property {
        name,
        status: 0,
        text,
        nodes: (first, row.nodes.len()),
        cut,
        damaged,
    });
    Ok(())
}

/// The first precondition of a `DAV:error` just started, with the first href inside it.
pub(crate) fn read_error<R: BufRead>(
    xml: &mut XmlStream<R>,
    sink: &mut Sink,
) -> Result<Option<Precondition>, XmlError> {
    let (depth, from) = (xml.depth(), sink.text.len());
    let (mut name, mut href) = (None, None);
    while xml.depth() >= depth {
        match xml.next(sink)? {
            Token::Start(Name::Href) => {
                let text = xml.element_text(sink)?;
                href.get_or_insert_with(|| text.of(&sink.text).to_owned());
            }
            // A later element this crate knows says more than an unknown one before it.
            Token::Start(inner) if name.is_none_or(|known| known == Name::Other) => {
                name = Some(inner);
            }
            _ => {}
        }
    }
    sink.text.truncate(from);
    Ok(name.map(|name| Precondition::of(name, href.as_deref())))
}
