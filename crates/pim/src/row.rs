//! What a person is shown of two versions of an item: one row per value, in colour and with marks.
//!
//! Rows are plain data. They cross to the command line and to the windows as they are. [`Row::key`] names a row in a pick;
//! it is stable for the same versions of the same item, and for nothing longer.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::field::FieldId;
use crate::kind::Side;

/// Names one row: the field, and for fields with several values which one, counted from 1. Written `phone[2]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowKey {
    /// The field the row belongs to.
    pub field: FieldId,
    /// Which value, from 1; nothing where the field has one value only.
    pub index: Option<u32>,
}

impl fmt::Display for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.index {
            None => write!(f, "{}", self.field),
            Some(index) => write!(f, "{}[{index}]", self.field),
        }
    }
}

/// The text is not the key of a row, as in `name` or `phone[2]`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” does not name a row; rows are named like name or phone[2]")]
pub struct NotARowKey(pub String);

impl FromStr for RowKey {
    type Err = NotARowKey;

    fn from_str(text: &str) -> Result<RowKey, NotARowKey> {
        let wrong = || NotARowKey(text.to_owned());
        let (name, index) = match text.trim().split_once('[') {
            None => (text.trim(), None),
            Some((name, rest)) => {
                let digits = rest.strip_suffix(']').ok_or_else(wrong)?;
                (name, Some(digits.parse().map_err(|_| wrong())?))
            }
        };
        Ok(RowKey {
            field: name.parse().map_err(|_| wrong())?,
            index,
        })
    }
}

impl Serialize for RowKey {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RowKey {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<RowKey, D::Error> {
        String::deserialize(from)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// How the two sides compare: the colour of a row, and its mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Black, `=`: both mean the same.
    Equal,
    /// Green, `+`: only the server's record has it.
    OnlyServer,
    /// Green, `+`: only the local record has it.
    OnlyLocal,
    /// Red, `≠`: both have it, and they differ.
    Differs,
}

/// Who changed the value since the last sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Changed {
    /// There is no base to tell by.
    Unknown,
    /// Neither side.
    Nobody,
    /// The server's side only.
    Server,
    /// The local side only.
    Local,
    /// Both sides.
    Both,
}

impl Changed {
    /// From what each side did.
    pub(crate) const fn by(server: bool, local: bool) -> Changed {
        match (server, local) {
            (false, false) => Changed::Nobody,
            (true, false) => Changed::Server,
            (false, true) => Changed::Local,
            (true, true) => Changed::Both,
        }
    }
}

/// What becomes of a row when the result is written: the pick, made or still open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Both sides mean the same already.
    Same,
    /// The server's value goes to both sides; where the server has none, it goes from both.
    Server,
    /// The local value goes to both sides; where there is none, it goes from both.
    Local,
    /// Both edits were put together, or both values are kept.
    Merged,
    /// The sides differ, but nobody edited either: one side cannot hold what the other has. Each keeps its own.
    Apart,
    /// Both changed it differently: the person must pick. Until then each side keeps its own.
    Open,
}

/// One value as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Shown {
    /// The value in words; of several lines where the value has them.
    pub text: String,
    /// What sort of value: `work`, `mobile`, `preferred` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub label: Option<String>,
    /// Something the person should know about it: `done, yet 40 %`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub note: Option<String>,
    /// The value is a picture; its bytes are had from the item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub picture: Option<Picture>,
}

impl Shown {
    /// Text alone.
    pub(crate) fn text(text: impl Into<String>) -> Shown {
        Shown {
            text: text.into(),
            ..Shown::default()
        }
    }

    /// Text with the sort of value.
    pub(crate) fn labelled(text: impl Into<String>, label: impl Into<String>) -> Shown {
        let label = label.into();
        Shown {
            text: text.into(),
            label: (!label.is_empty()).then_some(label),
            ..Shown::default()
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        if let Some(label) = &self.label {
            write!(f, " ({label})")?;
        }
        self.note
            .as_ref()
            .map_or(Ok(()), |note| write!(f, " – {note}"))
    }
}

/// What is known of a picture without showing it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Picture {
    /// As in `image/jpeg`; empty where the record does not say.
    pub media_type: String,
    /// Of the picture, not of its base64.
    pub size_bytes: u64,
    /// Equal for the same picture.
    pub digest: String,
}

/// One row of the dialog.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Row {
    /// Names the row in a pick.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub key: RowKey,
    /// What the field is called: `Phone`.
    pub label: String,
    /// The colour.
    pub verdict: Verdict,
    /// Who changed it since the last sync: the mark.
    pub changed: Changed,
    /// What becomes of it.
    pub outcome: Outcome,
    /// Whether both values can be kept side by side (lists and text).
    pub both: bool,
    /// The server's value now.
    pub server: Option<Shown>,
    /// The local value now.
    pub local: Option<Shown>,
    /// The value of the last sync, where there was one.
    pub base: Option<Shown>,
    /// What both sides will hold, where that is neither of the two values: a merged text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub result: Option<Shown>,
}

impl Row {
    /// Red and not picked: the person must say.
    pub const fn is_open(&self) -> bool {
        matches!(self.outcome, Outcome::Open)
    }

    /// The value of one side.
    pub const fn of(&self, side: Side) -> Option<&Shown> {
        match side {
            Side::Server => self.server.as_ref(),
            Side::Local => self.local.as_ref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_key_is_read_as_it_is_written() {
        for text in ["name", "phone[2]", "display-name"] {
            assert_eq!(
                text.parse::<RowKey>().map(|key| key.to_string()),
                Ok(text.to_owned())
            );
        }
        for text in ["phone[", "phone[x]", "shoe-size", ""] {
            assert!(text.parse::<RowKey>().is_err(), "{text}");
        }
    }
}
