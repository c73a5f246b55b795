//! XML into the tree.
//!
//! Namespaces are taken as hints: half of the phones in the field leave them out or nest them wrongly, and no two
//! vocabularies share a name in the same place.

use std::borrow::Cow;

use quick_xml::NsReader;
use quick_xml::events::{BytesRef, Event};
use quick_xml::name::ResolveResult;

use crate::codec::element::{Builder, Element, Node};
use crate::codec::tag::{Space, Tag, syncml};
use crate::codec::{DecodeError, Limits};

/// A name in an error is shown up to this many characters.
const SHOWN: usize = 40;

/// Reads a document whose root is a `SyncML` message or device information.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Element, DecodeError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(DecodeError::Empty);
    }
    let text = String::from_utf8_lossy(bytes);
    let is_damaged = matches!(text, Cow::Owned(_));
    let mut reader = NsReader::from_str(text.trim_start_matches('\u{feff}'));
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.allow_dangling_amp = true;
    let mut document = Document {
        builder: Builder::new(limits),
        is_damaged,
    };
    loop {
        match reader.read_resolved_event() {
            Ok((space, Event::Start(start))) => {
                let space = match &space {
                    ResolveResult::Bound(space) => space.0,
                    _ => "",
                };
                document.start(space, start.local_name().into_inner())?;
            }
            Ok((_, Event::End(_))) => document.end()?,
            Ok((_, Event::Text(text))) => document.text(&text.into_inner())?,
            Ok((_, Event::CData(text))) => document.text(&text.into_inner())?,
            Ok((_, Event::GeneralRef(entity))) => document.reference(&entity)?,
            Ok((_, Event::DocType(doctype))) => {
                if doctype.to_ascii_lowercase().contains("<!entity") {
                    return Err(DecodeError::Entities);
                }
            }
            Ok((_, Event::Decl(declaration))) => {
                if let Some(Ok(encoding)) = declaration.encoding() {
                    judge_encoding(&encoding)?;
                }
            }
            Ok((_, Event::Eof)) => return document.builder.finish(),
            Ok(_) => {}
            Err(quick_xml::Error::Syntax(_)) if document.builder.is_done() => {
                return document.builder.finish();
            }
            Err(error) => return Err(fault(&error)),
        }
    }
}

struct Document {
    builder: Builder,
    is_damaged: bool,
}

impl Document {
    fn start(&mut self, space: &str, name: &str) -> Result<(), DecodeError> {
        let tag = tag_of(self.builder.innermost(), space, name);
        if self.builder.depth() == 0 {
            let is_root = matches!(
                tag,
                Some(syncml::SYNC_ML | crate::codec::tag::devinf::DEV_INF)
            );
            if !is_root || self.builder.is_done() {
                let root = name.chars().take(SHOWN).collect();
                return Err(DecodeError::NotSyncMl { root });
            }
        }
        self.builder.start(tag)
    }

    fn end(&mut self) -> Result<(), DecodeError> {
        self.builder.end()
    }

    fn text(&mut self, text: &str) -> Result<(), DecodeError> {
        if self.builder.depth() == 0 {
            return if text.trim().is_empty() {
                Ok(())
            } else {
                Err(DecodeError::NotXml)
            };
        }
        if self.is_damaged && text.contains('\u{fffd}') {
            self.builder.node(Node::Damaged);
        } else {
            self.builder.text(text.as_bytes());
        }
        Ok(())
    }

    /// `&amp;` and its four like, `&#13;` and its like; anything else stays as it was written.
    fn reference(&mut self, entity: &BytesRef<'_>) -> Result<(), DecodeError> {
        let mut utf8 = [0; 4];
        match entity.resolve_char_ref() {
            Ok(Some(character)) => self.text(character.encode_utf8(&mut utf8)),
            Ok(None) => match &**entity {
                "amp" => self.text("&"),
                "lt" => self.text("<"),
                "gt" => self.text(">"),
                "quot" => self.text("\""),
                "apos" => self.text("'"),
                other => self.text(&format!("&{other};")),
            },
            Err(_) => {
                self.builder.node(Node::Damaged);
                Ok(())
            }
        }
    }
}

/// The vocabulary is the one named, else the one that fits where the element stands.
fn tag_of(parent: Option<Tag>, space: &str, name: &str) -> Option<Tag> {
    let named = match space {
        "syncml:metinf" => Some(Space::MetInf),
        "syncml:devinf" => Some(Space::DevInf),
        _ => None,
    };
    let inside = parent.map(|parent| parent.space);
    let order = match (named, inside) {
        (Some(Space::MetInf), _) => [Space::MetInf, Space::SyncMl, Space::DevInf],
        (Some(Space::DevInf), _) | (None, Some(Space::DevInf)) => {
            [Space::DevInf, Space::MetInf, Space::SyncMl]
        }
        _ => [Space::SyncMl, Space::MetInf, Space::DevInf],
    };
    order
        .into_iter()
        .find_map(|space| Tag::of_name(space, name))
}

fn judge_encoding(encoding: &str) -> Result<(), DecodeError> {
    match encoding.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" | "us-ascii" | "ascii" => Ok(()),
        _ => Err(DecodeError::Encoding(
            encoding.chars().take(SHOWN).collect(),
        )),
    }
}

fn fault(error: &quick_xml::Error) -> DecodeError {
    use quick_xml::Error;
    use quick_xml::errors::IllFormedError;
    match error {
        Error::Syntax(_) | Error::IllFormed(IllFormedError::MissingEndTag(_)) => {
            DecodeError::Truncated
        }
        other => DecodeError::Malformed(other.to_string()),
    }
}
