//! A request's body as a small tree.
//!
//! Hostile by assumption: a document type, an entity of its own, too deep, too many, or not well-formed is refused
//! with the reason; nothing is expanded and nothing is fetched.

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

use super::Name;

const MAX_DEPTH: usize = 64;
const MAX_ELEMENTS: usize = 250_000;

/// One element with what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: Name,
    /// Attributes, namespace declarations left out.
    pub(crate) attributes: Vec<(Name, String)>,
    pub(crate) children: Vec<Element>,
    /// All character data directly inside, joined.
    pub(crate) text: String,
}

impl Element {
    /// The first child of that name.
    pub(crate) fn child(&self, namespace: &str, local: &str) -> Option<&Element> {
        self.children
            .iter()
            .find(|child| child.name.is(namespace, local))
    }

    /// All children of that name.
    pub(crate) fn all<'a>(
        &'a self,
        namespace: &'a str,
        local: &'a str,
    ) -> impl Iterator<Item = &'a Element> + 'a {
        self.children
            .iter()
            .filter(move |child| child.name.is(namespace, local))
    }

    /// The value of an attribute without a namespace.
    pub(crate) fn attribute(&self, local: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(name, _)| name.local == local && name.namespace.is_empty())
            .map(|(_, value)| value.as_str())
    }
}

/// Why a body cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("the body is not well-formed XML: {0}")]
    Malformed(String),
    #[error("a document type declaration or an entity is not accepted")]
    Entities,
    #[error("the body is nested deeper than {MAX_DEPTH} elements")]
    TooDeep,
    #[error("the body has more than {MAX_ELEMENTS} elements")]
    TooMany,
}

fn malformed(error: impl std::fmt::Display) -> Unreadable {
    Unreadable::Malformed(error.to_string())
}

/// Reads a whole document; `None` for an empty body.
///
/// # Errors
/// [`Unreadable`] says why; all of them are the client's fault (400, or 403 for entities).
pub(crate) fn parse(body: &[u8]) -> Result<Option<Element>, Unreadable> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    let body = std::str::from_utf8(body).map_err(malformed)?;
    let mut reader = NsReader::from_str(body);
    let mut tree = Tree::default();
    loop {
        match reader.read_event().map_err(malformed)? {
            Event::Start(start) => tree.open(element(&reader, &start)?)?,
            Event::Empty(start) => {
                tree.open(element(&reader, &start)?)?;
                tree.close()?;
            }
            Event::End(_) => tree.close()?,
            Event::Text(text) => tree.text(&text)?,
            Event::CData(text) => tree.text(&text)?,
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref().map_err(malformed)? {
                    Some(character) => character.to_string(),
                    None => predefined(&reference)?.to_owned(),
                };
                tree.text(&character)?;
            }
            Event::DocType(_) => return Err(Unreadable::Entities),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => return tree.finish().map(Some),
        }
    }
}

fn predefined(entity: &str) -> Result<&'static str, Unreadable> {
    match entity {
        "amp" => Ok("&"),
        "lt" => Ok("<"),
        "gt" => Ok(">"),
        "quot" => Ok("\""),
        "apos" => Ok("'"),
        _ => Err(Unreadable::Entities),
    }
}

fn element(reader: &NsReader<&[u8]>, start: &BytesStart<'_>) -> Result<Element, Unreadable> {
    let (namespace, local) = reader.resolver().resolve_element(start.name());
    let name = Name::read(namespace_text(&namespace)?, local.as_ref().to_owned());
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(malformed)?;
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        let (space, local) = reader.resolver().resolve_attribute(attribute.key);
        let value =
            quick_xml::escape::unescape(&attribute.value).map_err(|_| Unreadable::Entities)?;
        attributes.push((
            Name::read(namespace_text(&space)?, local.as_ref().to_owned()),
            value.into_owned(),
        ));
    }
    Ok(Element {
        name,
        attributes,
        children: Vec::new(),
        text: String::new(),
    })
}

fn namespace_text(namespace: &ResolveResult<'_>) -> Result<String, Unreadable> {
    match namespace {
        ResolveResult::Bound(namespace) => Ok(namespace.as_ref().to_owned()),
        ResolveResult::Unbound => Ok(String::new()),
        ResolveResult::Unknown(prefix) => {
            Err(malformed(format!("the prefix {prefix:?} is not declared")))
        }
    }
}

/// The elements still open, outermost first, and the finished root.
#[derive(Default)]
struct Tree {
    open: Vec<Element>,
    root: Option<Element>,
    count: usize,
}

impl Tree {
    fn open(&mut self, element: Element) -> Result<(), Unreadable> {
        if self.root.is_some() {
            return Err(malformed("a second root element"));
        }
        self.count += 1;
        if self.count > MAX_ELEMENTS {
            return Err(Unreadable::TooMany);
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(Unreadable::TooDeep);
        }
        self.open.push(element);
        Ok(())
    }

    fn close(&mut self) -> Result<(), Unreadable> {
        let done = self
            .open
            .pop()
            .ok_or_else(|| malformed("an end tag too many"))?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(done),
            None => self.root = Some(done),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Unreadable> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(malformed("text outside the root element")),
        }
        Ok(())
    }

    fn finish(self) -> Result<Element, Unreadable> {
        if !self.open.is_empty() {
            return Err(malformed("the body ends before its last end tag"));
        }
        self.root.ok_or_else(|| malformed("no element"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_propfind_is_read_whatever_its_prefixes() {
        let body = br#"<?xml version="1.0"?><p:propfind xmlns:p="DAV:"><prop xmlns="DAV:"><getetag/></prop></p:propfind>"#;
        let root = parse(body).unwrap().unwrap();
        assert!(root.name.is("DAV:", "propfind"));
        assert!(
            root.child("DAV:", "prop")
                .unwrap()
                .child("DAV:", "getetag")
                .is_some()
        );
    }

    #[test]
    fn references_in_text_are_undone_and_cdata_is_kept() {
        let root = parse(b"<a>x&amp;y&#233;<![CDATA[<z>]]></a>")
            .unwrap()
            .unwrap();
        assert_eq!(root.text, "x&y\u{e9}<z>");
    }

    #[test]
    fn what_is_hostile_or_broken_is_refused() {
        let deep = "<a>".repeat(100) + &"</a>".repeat(100);
        let many = format!("<a>{}</a>", "<b/>".repeat(MAX_ELEMENTS + 1));
        let cases: &[(&str, &str)] = &[
            ("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "document type"),
            ("<a>&x;</a>", "entity"),
            ("<a b='&x;'/>", "entity"),
            ("<a><b></a>", "well-formed"),
            ("<a>", "well-formed"),
            ("<a/><b/>", "well-formed"),
            ("hello", "well-formed"),
            ("<p:a/>", "well-formed"),
            ("{\"json\": true}", "well-formed"),
            (&deep, "deeper"),
            (&many, "more than"),
        ];
        for (body, reason) in cases {
            let error = parse(body.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(reason), "{error} for {body:.60}");
        }
        assert!(parse(b"<a>\xff</a>").is_err());
        assert!(parse(b" \r\n ").unwrap().is_none());
    }
}
