//! Text written into XML.

use super::Name;
use std::fmt::Write as _;

/// The namespaces every request declares, with their prefixes.
const PREFIXES: [(&str, &str); 5] = [
    ("DAV:", "D"),
    ("urn:ietf:params:xml:ns:caldav", "C"),
    ("urn:ietf:params:xml:ns:carddav", "A"),
    ("http://calendarserver.org/ns/", "S"),
    ("http://apple.com/ns/ical/", "I"),
];

/// A request's body being written.
pub(crate) struct Xml(String);

impl Xml {
    /// A document with this root.
    pub(crate) fn document(root: Name, content: impl FnOnce(&mut Xml)) -> Vec<u8> {
        let mut xml = Xml(String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"));
        let _ = write!(xml.0, "<{}", qualified(root));
        for (space, prefix) in PREFIXES {
            let _ = write!(xml.0, " xmlns:{prefix}=\"{space}\"");
        }
        xml.0.push('>');
        content(&mut xml);
        let _ = write!(xml.0, "</{}>", qualified(root));
        xml.0.into_bytes()
    }

    /// A document that asks for properties.
    pub(crate) fn document_prop(root: Name, properties: &[Name]) -> Vec<u8> {
        Xml::document(root, |xml| {
            xml.element(Name::Prop, |xml| {
                xml.names(properties);
            });
        })
    }

    /// An element with something in it.
    pub(crate) fn element(&mut self, name: Name, content: impl FnOnce(&mut Xml)) -> &mut Xml {
        let _ = write!(self.0, "<{}>", qualified(name));
        content(self);
        let _ = write!(self.0, "</{}>", qualified(name));
        self
    }

    /// An element with text in it.
    pub(crate) fn text(&mut self, name: Name, text: &str) -> &mut Xml {
        self.element(name, |xml| escape_into(text, &mut xml.0))
    }

    /// An element with nothing in it; attributes are written as they are.
    pub(crate) fn empty(&mut self, name: Name, attributes: &[(&str, &str)]) -> &mut Xml {
        let _ = write!(self.0, "<{}", qualified(name));
        for (key, value) in attributes {
            let _ = write!(self.0, " {key}=\"");
            escape_into(value, &mut self.0);
            self.0.push('"');
        }
        self.0.push_str("/>");
        self
    }

    /// Names as empty elements.
    pub(crate) fn names(&mut self, names: &[Name]) -> &mut Xml {
        for name in names {
            self.empty(*name, &[]);
        }
        self
    }

    /// Markup this crate wrote itself.
    pub(crate) fn raw(&mut self, markup: &str) -> &mut Xml {
        self.0.push_str(markup);
        self
    }
}

fn qualified(name: Name) -> String {
    let (space, local) = name.parts();
    let prefix = PREFIXES
        .iter()
        .find(|known| known.0 == space)
        .map_or("D", |known| known.1);
    format!("{prefix}:{local}")
}

/// Escapes markup, and leaves out what XML 1.0 cannot hold at all.
fn escape_into(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' | ' '.. => out.push(character),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_control_characters_are_left_out() {
        let xml = Xml::document(Name::Prop, |xml| {
            xml.text(Name::DisplayName, "R&D <\"x\">\u{1}\u{fffe}é");
        });
        let xml = String::from_utf8(xml).unwrap();
        assert!(
            xml.contains("<D:displayname>R&amp;D &lt;&quot;x&quot;&gt;\u{fffe}é</D:displayname>"),
            "{xml}"
        );
    }
}
