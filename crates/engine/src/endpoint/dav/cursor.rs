//! Where the last observation of a collection ended, as text.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::endpoint::{Cursor, Seen};

/// What a cursor says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// A sync token (RFC 6578).
    Token(String),
    /// A collection tag.
    CTag(String),
    /// A hash over all ids and versions, where the server offers neither.
    Listing(String),
}

impl Standing {
    /// `None` for what another version of this program may have written: then everything is listed.
    pub(super) fn read(cursor: &Cursor) -> Option<Self> {
        let (sort, text) = cursor.0.split_once(':')?;
        let text = text.to_owned();
        match sort {
            "token" => Some(Self::Token(text)),
            "ctag" => Some(Self::CTag(text)),
            "listing" => Some(Self::Listing(text)),
            _ => None,
        }
    }

    pub(super) fn cursor(&self) -> Cursor {
        let (sort, text) = match self {
            Self::Token(text) => ("token", text),
            Self::CTag(text) => ("ctag", text),
            Self::Listing(text) => ("listing", text),
        };
        Cursor(format!("{sort}:{text}"))
    }

    /// The standing of a complete listing; `None` where an item has no version, so that nothing stands for it.
    pub(super) fn of_listing(seen: &[Seen]) -> Option<Self> {
        let mut rows: Vec<(&str, &str)> = Vec::with_capacity(seen.len());
        for one in seen {
            rows.push((&one.id.0, &one.version.as_ref()?.0));
        }
        rows.sort_unstable();
        let mut hash = Sha256::new();
        for (id, version) in rows {
            for text in [id, version] {
                hash.update((text.len() as u64).to_be_bytes());
                hash.update(text.as_bytes());
            }
        }
        // Half of the hash is more than enough to tell two listings apart.
        let hash =
            hash.finalize()
                .iter()
                .take(16)
                .fold(String::with_capacity(32), |mut text, byte| {
                    let _ = write!(text, "{byte:02x}");
                    text
                });
        Some(Self::Listing(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::{ItemId, Version};

    fn seen(id: &str, version: Option<&str>) -> Seen {
        Seen {
            id: ItemId(id.to_owned()),
            version: version.map(|v| Version(v.to_owned())),
        }
    }

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        for standing in [
            Standing::Token("http://x/1:2".to_owned()),
            Standing::CTag("\"a\"".to_owned()),
        ] {
            assert_eq!(Standing::read(&standing.cursor()), Some(standing));
        }
        assert_eq!(Standing::read(&Cursor("v2:x".to_owned())), None);
        assert_eq!(Standing::read(&Cursor("nonsense".to_owned())), None);
    }

    #[test]
    fn a_listing_stands_for_its_ids_and_versions_in_any_order() {
        let (a, b) = (seen("/a", Some("1")), seen("/b", Some("2")));
        let standing = Standing::of_listing(&[a.clone(), b.clone()]);
        assert!(standing.is_some());
        assert_eq!(standing, Standing::of_listing(&[b.clone(), a.clone()]));
        assert_ne!(
            standing,
            Standing::of_listing(&[a.clone(), seen("/b", Some("3"))])
        );
        assert_eq!(Standing::of_listing(&[a, seen("/b", None)]), None);
    }
}
