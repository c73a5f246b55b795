//! The tree as XML text.
//!
//! Namespaces are declared where the vocabulary changes, as every recorded peer does. An item's data is written as
//! CDATA where it has characters that XML would need escaped, so that it reads as it is in a log.

use crate::codec::element::{Element, Node};
use crate::codec::tag::{Space, Tag, devinf};
use crate::codec::{Coding, EncodeError, said_in};
use crate::message::Version;

/// The document.
pub(crate) fn write(root: &Element, version: Version) -> Result<Vec<u8>, EncodeError> {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    write_element(root, None, version, &mut text)?;
    Ok(text.into_bytes())
}

/// How many bytes an element takes inside a message.
pub(crate) fn fragment_len(element: &Element, version: Version) -> Result<usize, EncodeError> {
    let mut text = String::new();
    write_element(element, Some(Space::SyncMl), version, &mut text)?;
    Ok(text.len())
}

/// Whether XML 1.0 can say this text.
pub(crate) fn is_text(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(c, '\t' | '\r' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
    })
}

fn write_element(
    element: &Element,
    outside: Option<Space>,
    version: Version,
    text: &mut String,
) -> Result<(), EncodeError> {
    let name = name_in(element.tag, version);
    let space = element.tag.space;
    text.push('<');
    text.push_str(name);
    if outside != Some(space) {
        text.push_str(" xmlns=\"");
        text.push_str(match space {
            Space::SyncMl => version.namespace(),
            Space::MetInf => "syncml:metinf",
            Space::DevInf => "syncml:devinf",
        });
        text.push('"');
    }
    if element.nodes.is_empty() {
        text.push_str("/>");
        return Ok(());
    }
    text.push('>');
    for node in &element.nodes {
        match node {
            Node::Element(inner) => write_element(inner, Some(space), version, text)?,
            Node::Text(bytes) => {
                write_text(said_in(Coding::Xml, element.tag, bytes), element.tag, text)?;
            }
            Node::Damaged => text.push('\u{fffd}'),
        }
    }
    text.push_str("</");
    text.push_str(name);
    text.push('>');
    Ok(())
}

fn name_in(tag: Tag, version: Version) -> &'static str {
    if tag == devinf::MAX_SIZE && version != Version::V1_2 {
        "Size"
    } else {
        tag.name()
    }
}

fn write_text(bytes: &[u8], tag: Tag, text: &mut String) -> Result<(), EncodeError> {
    let refused = EncodeError::NotXmlText {
        element: tag.name(),
    };
    let Ok(content) = std::str::from_utf8(bytes) else {
        return Err(refused);
    };
    if !is_text(content) {
        return Err(refused);
    }
    if !content.contains(['<', '>', '&', '\r', '\n']) {
        text.push_str(content);
    } else if content.len() < 200 && !content.contains(['\r', '\n']) {
        escape_into(content, text);
    } else {
        text.push_str("<![CDATA[");
        text.push_str(&content.replace("]]>", "]]]]><![CDATA[>"));
        text.push_str("]]>");
    }
    Ok(())
}

fn escape_into(content: &str, text: &mut String) {
    for character in content.chars() {
        match character {
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '&' => text.push_str("&amp;"),
            other => text.push(other),
        }
    }
}
