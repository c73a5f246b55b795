//! Replies are written as text: the five namespaces clients know have fixed prefixes, others are declared in place.

use std::borrow::Cow;

use super::{APPLE, CALDAV, CALSERVER, CARDDAV, DAV, Element, Name};

const DECLARATIONS: &str = concat!(
    r#" xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CR="urn:ietf:params:xml:ns:carddav""#,
    r#" xmlns:CS="http://calendarserver.org/ns/" xmlns:A="http://apple.com/ns/ical/""#,
);

/// The head of a document whose root is `DAV:multistatus` or another DAV element.
pub(crate) fn start_multistatus(out: &mut String, root: &str) {
    out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:");
    out.push_str(root);
    out.push_str(DECLARATIONS);
    out.push('>');
}

/// The end of such a document.
pub(crate) fn end_multistatus(out: &mut String, root: &str) {
    out.push_str("</D:");
    out.push_str(root);
    out.push_str(">\n");
}

fn prefix(namespace: &str) -> Option<&'static str> {
    match namespace {
        DAV => Some("D"),
        CALDAV => Some("C"),
        CARDDAV => Some("CR"),
        CALSERVER => Some("CS"),
        APPLE => Some("A"),
        _ => None,
    }
}

fn tag(out: &mut String, name: &Name) {
    match prefix(&name.namespace) {
        Some(prefix) => {
            out.push_str(prefix);
            out.push(':');
        }
        None if name.namespace.is_empty() => {}
        None => out.push_str("x:"),
    }
    out.push_str(&name.local);
}

fn start(out: &mut String, name: &Name) {
    out.push('<');
    tag(out, name);
    if prefix(&name.namespace).is_none() && !name.namespace.is_empty() {
        out.push_str(" xmlns:x=\"");
        escape(out, &name.namespace);
        out.push('"');
    }
}

/// A start tag.
pub(crate) fn open(out: &mut String, name: &Name) {
    start(out, name);
    out.push('>');
}

/// An end tag.
pub(crate) fn close(out: &mut String, name: &Name) {
    out.push_str("</");
    tag(out, name);
    out.push('>');
}

/// An element without content.
pub(crate) fn empty(out: &mut String, name: &Name) {
    start(out, name);
    out.push_str("/>");
}

/// An element with text.
pub(crate) fn text(out: &mut String, name: &Name, content: &str) {
    open(out, name);
    escape(out, content);
    close(out, name);
}

/// Character data, escaped; what XML 1.0 cannot hold at all becomes U+FFFD.
pub(crate) fn escape(out: &mut String, content: &str) {
    let mut rest = content;
    while let Some(at) = rest.find(needs_escape) {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        let mut characters = special.chars();
        out.push_str(&match characters.next() {
            Some('&') => Cow::Borrowed("&amp;"),
            Some('<') => Cow::Borrowed("&lt;"),
            Some('>') => Cow::Borrowed("&gt;"),
            Some('"') => Cow::Borrowed("&quot;"),
            // A literal CR would be read back as LF (XML 1.0, 2.11).
            Some('\r') => Cow::Borrowed("&#13;"),
            _ => Cow::Borrowed("\u{fffd}"),
        });
        rest = characters.as_str();
    }
    out.push_str(rest);
}

fn needs_escape(character: char) -> bool {
    matches!(
        character,
        '&' | '<' | '>' | '"' | '\r' | '\u{fffe}' | '\u{ffff}'
    ) || (character < ' ' && character != '\t' && character != '\n')
}

/// An element as text that stands for itself: every foreign namespace declared where it is used.
pub(crate) fn serialise(out: &mut String, element: &Element) {
    start(out, &element.name);
    for (number, (name, value)) in element.attributes.iter().enumerate() {
        if name.namespace.is_empty() {
            attribute(out, "", name);
        } else if name.namespace == "http://www.w3.org/XML/1998/namespace" {
            attribute(out, "xml:", name);
        } else {
            let prefix = format!("a{number}");
            out.push_str(" xmlns:");
            out.push_str(&prefix);
            out.push_str("=\"");
            escape(out, &name.namespace);
            out.push('"');
            attribute(out, &(prefix + ":"), name);
        }
        escape(out, value);
        out.push('"');
    }
    out.push('>');
    escape(out, &element.text);
    for child in &element.children {
        serialise(out, child);
    }
    close(out, &element.name);
}

/// ` prefix:local="`
fn attribute(out: &mut String, prefix: &str, name: &Name) {
    out.push(' ');
    out.push_str(prefix);
    out.push_str(&name.local);
    out.push_str("=\"");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::parse;

    #[test]
    fn escaped_text_is_read_back_the_same() {
        let original = "a&b <c> \"d\" e\r\nf\tg \u{1f600}";
        let mut out = String::new();
        text(&mut out, &Name::known("", "t"), original);
        assert_eq!(parse(out.as_bytes()).unwrap().unwrap().text, original);
    }

    #[test]
    fn a_foreign_element_is_read_back_the_same() {
        let source =
            br#"<k xmlns="urn:k" xmlns:o="urn:o" o:w="1&amp;2" plain="3"><o:in>t</o:in></k>"#;
        let element = parse(source).unwrap().unwrap();
        let mut out = String::new();
        serialise(&mut out, &element);
        assert_eq!(parse(out.as_bytes()).unwrap().unwrap(), element);
    }
}
