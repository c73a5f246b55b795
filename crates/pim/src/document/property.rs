//! One property: a logical line, kept as written until it is edited, and then written anew by itself alone.
//!
//! Reading goes raw bytes → unfolded → value (transfer encoding undone, [`Property::raw_value`]) → meaning
//! ([`Property::text`], [`Property::texts`], [`Property::structured`], [`Property::binary`]). Nothing is cached: a
//! property is its bytes and its name. Writing lives in [`super::edit`].

use super::text::Text;
use crate::syntax::head::{self, Head, Parameter};
use crate::syntax::{Form, Syntax, base64, charset, escape, fold, quoted_printable};
use std::borrow::Cow;
use std::fmt;

/// One logical line of a component, with its folds and its line end.
#[derive(Clone, PartialEq, Eq)]
pub struct Property {
    pub(super) text: Text,
    pub(super) name: Cow<'static, str>,
    pub(super) syntax: Syntax,
    pub(super) form: Form,
}

impl Property {
    /// The name in upper case, without its group.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// True for this name, whatever the case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The group before the name, as written: `item1` of `item1.EMAIL`. Only cards have groups.
    pub fn group(&self) -> Option<String> {
        // Asked of every line of every card, and few have one: the raw label tells without unfolding the line.
        let bytes = self.text.bytes();
        let label = bytes.get(..memchr::memchr2(b':', b';', bytes)?)?;
        memchr::memchr(b'.', label)?;
        let line = self.unfolded();
        let group = Head::cut(&line)?.group(self.syntax)?;
        Some(String::from_utf8_lossy(group).into_owned())
    }

    /// The format this line is written in.
    pub fn syntax(&self) -> Syntax {
        self.syntax
    }

    /// The bytes in the file: folds, soft breaks and line end included.
    pub fn bytes(&self) -> &[u8] {
        self.text.bytes()
    }

    /// All parameters in the order written, repeated ones repeated. Bare ones have the name they stand for.
    pub fn parameters(&self) -> Vec<Parameter> {
        self.with_head(|head| {
            head.raw_parameters()
                .into_iter()
                .map(|raw| head::parameter(raw, self.syntax))
                .collect()
        })
    }

    /// The first value of this parameter, quotes and RFC 6868 carets undone.
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.with_head(|head| {
            let raw = head
                .raw_parameters()
                .into_iter()
                .find(|raw| head::is_named(raw, name))?;
            head::parameter(raw, self.syntax).values.into_iter().next()
        })
    }

    /// All values of this parameter: `TYPE=a,b`, `TYPE=a;TYPE=b` and `A;B` give the same.
    pub fn parameter_values(&self, name: &str) -> Vec<String> {
        self.with_head(|head| {
            let raw = head
                .raw_parameters()
                .into_iter()
                .filter(|raw| head::is_named(raw, name));
            raw.flat_map(|raw| head::parameter(raw, self.syntax).values)
                .collect()
        })
    }

    /// True where this parameter has this value, whatever the case of both.
    pub fn has_parameter_value(&self, name: &str, value: &str) -> bool {
        self.parameter_values(name)
            .iter()
            .any(|v| v.eq_ignore_ascii_case(value))
    }

    /// The `VALUE` parameter in upper case (`DATE`, `URI`, `BINARY` …), if there is one.
    pub fn value_type(&self) -> Option<String> {
        self.parameter("VALUE")
            .map(|value| value.to_ascii_uppercase())
    }

    /// The value unfolded, quoted-printable and charset undone, escapes still in place.
    ///
    /// Bytes that are no text in the charset they claim are read as windows-1252, or replaced where the charset is one
    /// this program does not know (see [`Property::is_readable`]).
    pub fn raw_value(&self) -> String {
        let line = self.unfolded();
        let Some(head) = Head::cut(&line) else {
            return String::new();
        };
        match self.form {
            Form::Plain => charset::decode(head.value, self.charset(&head)).into_owned(),
            Form::QuotedPrintable => {
                charset::decode(&quoted_printable::decode(head.value), self.charset(&head))
                    .into_owned()
            }
            Form::Base64 => {
                charset::decode(head.value.trim_ascii(), charset::Charset::Utf8).into_owned()
            }
        }
    }

    /// The value unfolded and nothing more: quoted-printable and base64 as they stand.
    pub fn encoded_value(&self) -> Vec<u8> {
        self.with_head(|head| head.value.to_vec())
    }

    /// False where the text is in a charset that can't be read here; the bytes are kept all the same.
    pub fn is_readable(&self) -> bool {
        self.with_head(|head| self.charset(head) != charset::Charset::Other)
    }

    /// The value as one text: escapes undone.
    pub fn text(&self) -> String {
        escape::undo(&self.raw_value(), self.syntax).into_owned()
    }

    /// The value as a list of texts, between commas (between semicolons in vCalendar 1.0).
    pub fn texts(&self) -> Vec<String> {
        let delimiter = if self.syntax == Syntax::VCalendar10 {
            b';'
        } else {
            b','
        };
        self.parts_of(&self.raw_value(), delimiter)
    }

    /// The value as parts between semicolons, each a list of texts between commas (vCard 2.1: never a list).
    pub fn structured(&self) -> Vec<Vec<String>> {
        let value = self.raw_value();
        let parts = escape::split(&value, b';').into_iter();
        if self.syntax.is_old() {
            parts
                .map(|part| vec![escape::undo(part, self.syntax).into_owned()])
                .collect()
        } else {
            parts.map(|part| self.parts_of(part, b',')).collect()
        }
    }

    /// The bytes of an inline value: base64 in any of its forms, or a `data:` URI. None where it is something else.
    pub fn binary(&self) -> Option<Vec<u8>> {
        if self.form == Form::Base64 {
            return self.with_head(|head| base64::decode(head.value));
        }
        let value = self.raw_value();
        let data = value
            .trim()
            .strip_prefix("data:")
            .or_else(|| value.trim().strip_prefix("DATA:"))?;
        let (kind, data) = data.split_once(',')?;
        if kind.to_ascii_lowercase().ends_with(";base64") {
            base64::decode(escape::undo(data, self.syntax).as_bytes())
        } else {
            None
        }
    }

    /// The unfolded line without its line end.
    pub(super) fn unfolded(&self) -> Cow<'_, [u8]> {
        fold::undo(self.text.bytes(), self.form, self.syntax)
    }

    fn with_head<T>(&self, read: impl FnOnce(&Head<'_>) -> T) -> T {
        let line = self.unfolded();
        // Only lines with a head become properties; an empty one stands for what can't happen.
        let head = Head::cut(&line).unwrap_or(Head {
            label: &[],
            parameters: &[],
            value: &[],
        });
        read(&head)
    }

    fn charset(&self, head: &Head<'_>) -> charset::Charset {
        let raw = head
            .raw_parameters()
            .into_iter()
            .find(|raw| head::is_named(raw, "CHARSET"));
        let name = raw.and_then(|raw| head::parameter(raw, self.syntax).values.into_iter().next());
        charset::named(name.as_deref().unwrap_or_default())
    }

    fn parts_of(&self, value: &str, delimiter: u8) -> Vec<String> {
        let parts = escape::split(value, delimiter).into_iter();
        parts
            .map(|part| escape::undo(part, self.syntax).into_owned())
            .collect()
    }
}

/// Shows the name and the size, never the content.
impl fmt::Debug for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Property({}, {} bytes)",
            self.name,
            self.text.bytes().len()
        )
    }
}
