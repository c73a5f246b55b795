//! A sentence for a person, with what another language needs to say it too: the English pattern it was made from, by
//! which its translation is found, and the values that stand in it.
//!
//! A window that has words for the pattern says it in its own language; every other shell says the text. What a server or
//! the operating system said itself has no pattern and is repeated as it is. Begin with [`say!`](crate::say).

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

use pim::Kind;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::say;

/// A sentence in English, and how to say it in another language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(
    feature = "ts",
    ts(type = "string | { text: string, of: string, values: { [name in string]: Sentence } }")
)]
pub struct Sentence {
    text: String,
    made: Option<Box<Made>>,
}

/// The pattern with `{names}`, and what stands in their places.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Made {
    of: String,
    values: BTreeMap<String, Sentence>,
}

/// The shapes it is written in: a bare text, or with its pattern.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    Bare(String),
    Made {
        text: String,
        of: String,
        #[serde(default)]
        values: BTreeMap<String, Sentence>,
    },
}

impl Sentence {
    /// A sentence made of a pattern; see [`say!`](crate::say), which checks that all of them fit.
    #[doc(hidden)]
    pub fn made(text: String, of: &str, values: Vec<(&str, Sentence)>) -> Self {
        let values = values.into_iter();
        Self {
            text,
            made: Some(Box::new(Made {
                of: of.to_owned(),
                values: values
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect(),
            })),
        }
    }

    /// In English.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The pattern it was made from, and the values in it by their names; `None` where somebody else said it.
    pub fn made_of(&self) -> Option<(&str, &BTreeMap<String, Sentence>)> {
        let made = self.made.as_deref()?;
        Some((&made.of, &made.values))
    }

    /// For a column of text; [`Sentence::from_column`] reads it again.
    pub(crate) fn to_column(&self) -> String {
        match &self.made {
            None => self.text.clone(),
            Some(_) => serde_json::to_string(self).unwrap_or_else(|_| self.text.clone()),
        }
    }

    /// What was written with [`Sentence::to_column`], or any text at all.
    pub(crate) fn from_column(column: String) -> Self {
        let made = column
            .starts_with('{')
            .then(|| serde_json::from_str(&column).ok())
            .flatten();
        made.unwrap_or_else(|| Self::from(column))
    }
}

impl From<Stored> for Sentence {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Bare(text) => Self { text, made: None },
            Stored::Made { text, of, values } => Self {
                text,
                made: Some(Box::new(Made { of, values })),
            },
        }
    }
}

impl From<Sentence> for Stored {
    fn from(sentence: Sentence) -> Self {
        match sentence.made {
            None => Self::Bare(sentence.text),
            Some(made) => Self::Made {
                text: sentence.text,
                of: made.of,
                values: made.values,
            },
        }
    }
}

impl Deref for Sentence {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(out)
    }
}

impl From<String> for Sentence {
    fn from(text: String) -> Self {
        Self { text, made: None }
    }
}

impl From<&String> for Sentence {
    fn from(text: &String) -> Self {
        text.clone().into()
    }
}

impl From<&str> for Sentence {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&Sentence> for Sentence {
    fn from(sentence: &Sentence) -> Self {
        sentence.clone()
    }
}

impl From<Sentence> for String {
    fn from(sentence: Sentence) -> Self {
        sentence.text
    }
}

impl PartialEq<str> for Sentence {
    fn eq(&self, text: &str) -> bool {
        self.text == text
    }
}

impl PartialEq<&str> for Sentence {
    fn eq(&self, text: &&str) -> bool {
        self.text == *text
    }
}

macro_rules! from_numbers {
    ($($number:ty),+) => {
        $(impl From<$number> for Sentence {
            fn from(number: $number) -> Self {
                number.to_string().into()
            }
        })+
    };
}
from_numbers!(i64, u16, u64, usize);

/// Several items of a kind.
pub(crate) fn many(kind: Kind) -> Sentence {
    match kind {
        Kind::Contact => say!("contacts"),
        Kind::Appointment => say!("appointments"),
        Kind::Task => say!("tasks"),
        Kind::Note => say!("notes"),
    }
}

/// A document for programs: each sentence in it as its text alone.
pub fn in_english(document: Value) -> Value {
    match document {
        Value::Array(parts) => parts.into_iter().map(in_english).collect(),
        Value::Object(mut parts) => match parts.remove("text") {
            Some(text)
                if parts.len() == 2 && parts.contains_key("of") && parts.contains_key("values") =>
            {
                text
            }
            text => {
                parts.extend(text.map(|text| ("text".to_owned(), text)));
                let parts = parts.into_iter();
                Value::Object(parts.map(|(name, part)| (name, in_english(part))).collect())
            }
        },
        other => other,
    }
}

/// A [`Sentence`] made of a pattern and the values in it: `say!("{host} was found", host = url.host())`. Whether they fit
/// is checked when it is compiled; that every pattern has its words in the other languages, by the tests of the windows.
#[macro_export]
macro_rules! say {
    ($of:literal $(,)?) => {
        $crate::Sentence::made($of.to_owned(), $of, Vec::new())
    };
    ($of:literal $(, $name:ident = $value:expr)+ $(,)?) => {{
        let ($($name,)+) = ($($crate::Sentence::from($value),)+);
        $crate::Sentence::made(format!($of), $of, vec![$((stringify!($name), $name)),+])
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_carries_its_pattern_and_its_values() {
        let why = say!(
            "the answer makes no sense: {what}",
            what = say!("a web page")
        );
        let whole = say!(
            "SyncML does not work at {address}: {why}.",
            address = "x",
            why = why
        );
        assert_eq!(
            whole,
            "SyncML does not work at x: the answer makes no sense: a web page."
        );
        let (of, values) = whole.made_of().unwrap();
        assert_eq!(
            (of, values["address"].made_of()),
            ("SyncML does not work at {address}: {why}.", None)
        );
        let json = serde_json::to_value(&whole).unwrap();
        assert_eq!(json["of"], "SyncML does not work at {address}: {why}.");
        assert_eq!(json["values"]["address"], "x");
        assert_eq!(json["values"]["why"]["values"]["what"]["of"], "a web page");
        assert_eq!(serde_json::from_value::<Sentence>(json).unwrap(), whole);
    }

    #[test]
    fn a_document_for_programs_holds_the_texts_alone() {
        let failure = crate::Failure::new(
            crate::Code::Missing,
            "x",
            say!("there is no {thing}", thing = "y"),
            say!("Look."),
        );
        let document = serde_json::json!({ "all": [failure], "row": { "text": "kept" } });
        assert_eq!(
            in_english(document),
            serde_json::json!({
                "all": [{ "code": "missing", "message": "there is no y", "hint": "Look.", "about": "x" }],
                "row": { "text": "kept" },
            })
        );
    }

    #[test]
    fn a_column_holds_either_and_what_was_there_before() {
        for sentence in [
            Sentence::from("new here"),
            Sentence::from("{curly"),
            say!("you left out {n}", n = 5_usize),
        ] {
            assert_eq!(Sentence::from_column(sentence.to_column()), sentence);
        }
        assert_eq!(Sentence::from("plain").to_column(), "plain");
    }
}
