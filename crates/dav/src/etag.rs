//! Versions a server gives: entity tags, schedule tags, sync tokens and collection tags.
//!
//! All are kept as the server sent them. None is ever taken apart or put together here.

use http::HeaderValue;
use std::fmt;

/// An entity tag (RFC 9110, 8.8.3) exactly as it was sent: quoted, weak, or odd.
///
/// Two tags are equal when their texts are; [`ETag::same_version`] is the lenient question.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ETag(Box<str>);

impl ETag {
    /// `None` where there is nothing, or nothing that could be sent back in a header: such a tag
    /// cannot guard a write and is the same as a missing one.
    pub fn new(sent: &str) -> Option<ETag> {
        let sent = sent.trim();
        (!sent.is_empty() && HeaderValue::from_str(sent).is_ok()).then(|| ETag(sent.into()))
    }

    /// From a reply's header of that name.
    pub(crate) fn from_header(value: Option<&HeaderValue>) -> Option<ETag> {
        ETag::new(std::str::from_utf8(value?.as_bytes()).ok()?)
    }

    /// The text as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Starts with `W/`: the server does not promise the same bytes.
    pub fn is_weak(&self) -> bool {
        self.0.starts_with("W/") || self.0.starts_with("w/")
    }

    /// The tag without `W/`. A proxy that compresses makes a strong tag weak on the way out and
    /// compares the strong one on the way in, so this is what `If-Match` carries.
    pub fn strong(&self) -> &str {
        if self.is_weak() {
            // Invariant: a weak tag begins with two ASCII characters.
            self.0[2..].trim_start()
        } else {
            &self.0
        }
    }

    /// The same version under weak comparison: `W/` and the quotes do not count, nor the suffix a
    /// compressing Apache adds.
    pub fn same_version(&self, other: &ETag) -> bool {
        self.opaque() == other.opaque()
    }

    fn opaque(&self) -> &str {
        let bare = self.strong().trim_matches('"');
        bare.strip_suffix("-gzip").unwrap_or(bare)
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The version of the organiser-visible part of a scheduled appointment (RFC 6638, 3.2.10).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ScheduleTag(ETag);

impl ScheduleTag {
    /// `None` for nothing, as [`ETag::new`].
    pub fn new(sent: &str) -> Option<ScheduleTag> {
        ETag::new(sent).map(ScheduleTag)
    }

    pub(crate) fn from_header(value: Option<&HeaderValue>) -> Option<ScheduleTag> {
        ETag::from_header(value).map(ScheduleTag)
    }

    /// The text as it was sent.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// Where a collection stands in its own history (RFC 6578). Opaque.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SyncToken(Box<str>);

impl SyncToken {
    /// `None` for nothing or blanks.
    pub fn new(sent: &str) -> Option<SyncToken> {
        let sent = sent.trim();
        (!sent.is_empty()).then(|| SyncToken(sent.into()))
    }

    /// The text as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A collection's `getctag` (a `CalendarServer` extension): differs when anything in it does. Opaque.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CTag(Box<str>);

impl CTag {
    /// `None` for nothing or blanks.
    pub fn new(sent: &str) -> Option<CTag> {
        let sent = sent.trim();
        (!sent.is_empty()).then(|| CTag(sent.into()))
    }

    /// The text as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_tags_are_kept_as_they_were_sent() {
        for sent in [
            "\"abc\"",
            "W/\"abc\"",
            "abc",
            "\"\"",
            "gcs00000000",
            "\"a\"b\"",
            "0x8D,é",
        ] {
            assert_eq!(
                ETag::new(sent).map(|tag| tag.to_string()).as_deref(),
                Some(sent)
            );
        }
    }

    #[test]
    fn a_tag_that_no_header_can_carry_is_a_missing_one() {
        for sent in ["", "  \n", "\"a\u{1}b\"", "\"a\nb\""] {
            assert_eq!(ETag::new(sent), None, "{sent:?}");
        }
    }

    #[test]
    fn the_weak_comparison_sees_through_proxies() {
        let strong = ETag::new("\"abc\"").unwrap();
        for same in ["W/\"abc\"", "abc", "\"abc-gzip\"", "w/\"abc\""] {
            assert!(strong.same_version(&ETag::new(same).unwrap()), "{same}");
            assert_ne!(strong, ETag::new(same).unwrap());
        }
        assert!(!strong.same_version(&ETag::new("\"abd\"").unwrap()));
    }

    #[test]
    fn if_match_carries_the_strong_form() {
        assert_eq!(ETag::new("W/\"1\"").unwrap().strong(), "\"1\"");
        assert_eq!(ETag::new("1").unwrap().strong(), "1");
    }
}
