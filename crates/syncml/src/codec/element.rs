//! The tree both codings read into and write from, and the builder that keeps its limits.
//!
//! Elements of no known name are dropped with all they hold, as the specification lets a receiver do.

use super::tag::Tag;
use super::{DecodeError, Limits};

/// What stands in an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Element(Element),
    /// Text or opaque bytes.
    Text(Vec<u8>),
    /// Text of which bytes were lost, as they were no UTF-8.
    Damaged,
}

/// An element of a known name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) tag: Tag,
    pub(crate) nodes: Vec<Node>,
}

/// Reading.
impl Element {
    /// The elements in it; text between them is no content.
    pub(crate) fn into_elements(self) -> impl Iterator<Item = Element> {
        self.nodes.into_iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) | Node::Damaged => None,
        })
    }

    /// Its text, without the white space around it.
    pub(crate) fn text(self) -> Result<String, DecodeError> {
        let text = self.whole_text()?;
        let trimmed = text.trim();
        Ok(if trimmed.len() == text.len() {
            text
        } else {
            trimmed.to_owned()
        })
    }

    /// Its text as it is.
    pub(crate) fn whole_text(self) -> Result<String, DecodeError> {
        let element = self.tag.name();
        match self.bytes() {
            Some(bytes) => String::from_utf8(bytes).map_err(|_| DecodeError::NotText { element }),
            None => Err(DecodeError::NotText { element }),
        }
    }

    /// Its bytes; `None` where some were lost.
    pub(crate) fn bytes(self) -> Option<Vec<u8>> {
        let mut all = Vec::new();
        for node in self.nodes {
            match node {
                Node::Text(bytes) if all.is_empty() => all = bytes,
                Node::Text(bytes) => all.extend_from_slice(&bytes),
                Node::Damaged => return None,
                Node::Element(_) => {}
            }
        }
        Some(all)
    }

    /// Its text as a number that must be one.
    pub(crate) fn number<N: std::str::FromStr>(self) -> Result<N, DecodeError> {
        let element = self.tag.name();
        self.text()?
            .parse()
            .map_err(|_| DecodeError::NotANumber { element })
    }

    /// Its text as a number; `None` where it is none, so that a size in words does not make a message unreadable.
    pub(crate) fn number_if_any<N: std::str::FromStr>(self) -> Option<N> {
        self.number().ok()
    }
}

/// Writing.
impl Element {
    pub(crate) fn new(tag: Tag) -> Self {
        Self {
            tag,
            nodes: Vec::new(),
        }
    }

    pub(crate) fn of_text(tag: Tag, text: impl AsRef<[u8]>) -> Self {
        let mut element = Self::new(tag);
        let text = text.as_ref();
        if !text.is_empty() {
            element.nodes = vec![Node::Text(text.to_vec())];
        }
        element
    }

    pub(crate) fn with(mut self, element: Element) -> Self {
        self.nodes.push(Node::Element(element));
        self
    }

    pub(crate) fn with_text(self, tag: Tag, text: impl AsRef<[u8]>) -> Self {
        self.with(Self::of_text(tag, text))
    }

    pub(crate) fn with_some(self, element: Option<Element>) -> Self {
        match element {
            Some(element) => self.with(element),
            None => self,
        }
    }

    /// Text where there is some.
    pub(crate) fn with_some_text(self, tag: Tag, text: Option<&String>) -> Self {
        self.with_some(text.map(|text| Self::of_text(tag, text)))
    }

    /// A number where there is one.
    pub(crate) fn with_number(self, tag: Tag, number: Option<u64>) -> Self {
        self.with_some(number.map(|number| Self::of_text(tag, number.to_string())))
    }

    /// An empty element where something is so.
    pub(crate) fn with_flag(self, tag: Tag, flag: bool) -> Self {
        self.with_some(flag.then(|| Self::new(tag)))
    }

    pub(crate) fn with_all(mut self, elements: impl IntoIterator<Item = Element>) -> Self {
        self.nodes.extend(elements.into_iter().map(Node::Element));
        self
    }
}

/// An element being read; `tag` is `None` for one of no known name.
struct Open {
    tag: Option<Tag>,
    nodes: Vec<Node>,
}

/// Makes a tree of what a coding reads, within the limits.
pub(crate) struct Builder {
    open: Vec<Open>,
    root: Option<Element>,
    elements: usize,
    limits: Limits,
}

impl Builder {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            open: Vec::new(),
            root: None,
            elements: 0,
            limits: *limits,
        }
    }

    /// The name of the innermost open element.
    pub(crate) fn innermost(&self) -> Option<Tag> {
        self.open.last().and_then(|open| open.tag)
    }

    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    pub(crate) fn start(&mut self, tag: Option<Tag>) -> Result<(), DecodeError> {
        self.elements += 1;
        if self.elements > self.limits.elements {
            return Err(DecodeError::TooManyElements);
        }
        if self.open.len() >= self.limits.depth {
            return Err(DecodeError::TooDeep);
        }
        self.open.push(Open {
            tag,
            nodes: Vec::new(),
        });
        Ok(())
    }

    pub(crate) fn text(&mut self, bytes: &[u8]) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        if let Some(Node::Text(text)) = open.nodes.last_mut() {
            text.extend_from_slice(bytes);
            return;
        }
        // Most elements that hold text hold nothing else, and a message has thousands of them.
        if open.nodes.is_empty() {
            open.nodes.reserve_exact(1);
        }
        open.nodes.push(Node::Text(bytes.to_vec()));
    }

    pub(crate) fn node(&mut self, node: Node) {
        if let Some(open) = self.open.last_mut() {
            open.nodes.push(node);
        }
    }

    /// Closes the innermost element.
    pub(crate) fn end(&mut self) -> Result<(), DecodeError> {
        let Some(Open { tag, nodes }) = self.open.pop() else {
            return Err(DecodeError::Malformed(
                "an element ends that never began".to_owned(),
            ));
        };
        let Some(tag) = tag else {
            return Ok(());
        };
        let element = Element { tag, nodes };
        match self.open.last_mut() {
            Some(parent) => parent.nodes.push(Node::Element(element)),
            None => self.root = Some(element),
        }
        Ok(())
    }

    pub(crate) fn is_done(&self) -> bool {
        self.root.is_some()
    }

    pub(crate) fn finish(self) -> Result<Element, DecodeError> {
        match self.root {
            Some(root) if self.open.is_empty() => Ok(root),
            _ => Err(DecodeError::Truncated),
        }
    }
}
