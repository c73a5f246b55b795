//! The head of a logical line: group, name and parameters, up to the colon that begins the value.
//!
//! Quotes protect `:`, `;` and `,` (RFC 5545 §3.2) unless they do not balance, as in files that use them as text.

use super::{Form, Syntax, caret, charset, charset::Charset};

/// One unfolded line, cut but not decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head<'a> {
    /// Group and name as written: `item1.EMAIL`.
    pub(crate) label: &'a [u8],
    /// Everything between the first `;` and the colon.
    pub(crate) parameters: &'a [u8],
    /// Everything after the colon.
    pub(crate) value: &'a [u8],
}

/// One parameter, decoded: `TYPE=home,"work"` or the bare `HOME` of vCard 2.1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// In upper case. A bare value gets the name it stands for: `TYPE`, `ENCODING` or `VALUE`.
    pub name: String,
    /// Its values, quotes and RFC 6868 carets undone.
    pub values: Vec<String>,
}

impl<'a> Head<'a> {
    /// Cuts an unfolded line; none where it has no colon.
    pub(crate) fn cut(line: &'a [u8]) -> Option<Head<'a>> {
        let first = memchr::memchr2(b':', b';', line)?;
        let (label, rest) = line.split_at(first);
        // `rest` begins with the delimiter that was found.
        let (delimiter, rest) = rest.split_first()?;
        if *delimiter == b':' {
            return Some(Head {
                label,
                parameters: &[],
                value: rest,
            });
        }
        let colon = colon(rest)?;
        Some(Head {
            label,
            parameters: rest.get(..colon)?,
            value: rest.get(colon + 1..)?,
        })
    }

    /// The group before the name, without its dot. Only cards have groups.
    pub(crate) fn group(&self, syntax: Syntax) -> Option<&'a [u8]> {
        if !syntax.is_card() {
            return None;
        }
        let dot = memchr::memrchr(b'.', self.label)?;
        self.label.get(..dot)
    }

    /// The name as written, without its group.
    pub(crate) fn name(&self, syntax: Syntax) -> &'a [u8] {
        let from = self.group(syntax).map_or(0, |group| group.len() + 1);
        self.label.get(from..).unwrap_or_default()
    }

    /// The parameters as written, each without its `;`.
    pub(crate) fn raw_parameters(&self) -> Vec<&'a [u8]> {
        if self.parameters.is_empty() {
            Vec::new()
        } else {
            split_unquoted(self.parameters, b';')
        }
    }

    /// How the value is wrapped, read from the `ENCODING` parameter, bare or not.
    pub(crate) fn form(&self) -> Form {
        if self.parameters.is_empty() {
            return Form::Plain;
        }
        self.raw_parameters()
            .into_iter()
            .find_map(form_of)
            .unwrap_or(Form::Plain)
    }
}

/// Decodes one raw parameter.
pub(crate) fn parameter(raw: &[u8], syntax: Syntax) -> Parameter {
    let (name, values) = match memchr::memchr(b'=', raw) {
        Some(at) => {
            let name = raw.get(..at).unwrap_or_default().trim_ascii();
            (
                String::from_utf8_lossy(name).to_ascii_uppercase(),
                raw.get(at + 1..).unwrap_or_default(),
            )
        }
        None => (bare_name(raw).to_owned(), raw),
    };
    let values = split_unquoted(values, b',')
        .into_iter()
        .map(|value| parameter_value(value, syntax))
        .collect();
    Parameter { name, values }
}

/// The name of one raw parameter, for finding it again when it is replaced.
pub(crate) fn is_named(raw: &[u8], name: &str) -> bool {
    match memchr::memchr(b'=', raw) {
        Some(at) => raw
            .get(..at)
            .is_some_and(|n| n.trim_ascii().eq_ignore_ascii_case(name.as_bytes())),
        None => bare_name(raw).eq_ignore_ascii_case(name),
    }
}

/// The parameter as it is written in `syntax`: bare for the `TYPE` of vCard 2.1, quoted where it must be.
pub(crate) fn write_parameter<S: AsRef<str>>(
    name: &str,
    values: &[S],
    syntax: Syntax,
) -> Vec<Vec<u8>> {
    if syntax.is_old() {
        return values
            .iter()
            .map(|value| write_old(name, value.as_ref()))
            .collect();
    }
    let values: Vec<String> = values
        .iter()
        .map(|value| quoted(&caret::encode(value.as_ref())))
        .collect();
    vec![format!("{name}={}", values.join(",")).into_bytes()]
}

fn write_old(name: &str, value: &str) -> Vec<u8> {
    let is_token = !value.is_empty()
        && value
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let value = value.replace(['\r', '\n'], " ");
    if name == "TYPE" && is_token && bare_name(value.as_bytes()) == "TYPE" {
        value.into_bytes()
    } else {
        format!("{name}={}", quoted(&value)).into_bytes()
    }
}

fn quoted(value: &str) -> String {
    if value.contains([',', ';', ':', '=']) || value.starts_with(' ') || value.ends_with(' ') {
        format!("\"{}\"", value.replace('"', "'"))
    } else {
        value.to_owned()
    }
}

fn parameter_value(raw: &[u8], syntax: Syntax) -> String {
    let raw = raw.trim_ascii();
    let inner = raw
        .strip_prefix(b"\"")
        .and_then(|rest| rest.strip_suffix(b"\""))
        .unwrap_or(raw);
    let text = charset::decode(inner, Charset::Utf8);
    if syntax.is_old() {
        text.into_owned()
    } else {
        caret::decode(&text).into_owned()
    }
}

/// Which parameter a bare value of vCard 2.1 stands for.
fn bare_name(raw: &[u8]) -> &'static str {
    const ENCODINGS: [&str; 5] = ["QUOTED-PRINTABLE", "BASE64", "7BIT", "8BIT", "B"];
    const VALUES: [&str; 4] = ["INLINE", "URL", "CONTENT-ID", "CID"];
    let is = |known: &[&str]| {
        known
            .iter()
            .any(|k| k.as_bytes().eq_ignore_ascii_case(raw.trim_ascii()))
    };
    if is(&ENCODINGS) {
        "ENCODING"
    } else if is(&VALUES) {
        "VALUE"
    } else {
        "TYPE"
    }
}

fn form_of(raw: &[u8]) -> Option<Form> {
    if !is_named(raw, "ENCODING") {
        return None;
    }
    let from = memchr::memchr(b'=', raw).map_or(0, |at| at + 1);
    let value = raw.get(from..)?.trim_ascii();
    if value.eq_ignore_ascii_case(b"QUOTED-PRINTABLE") {
        Some(Form::QuotedPrintable)
    } else if value.eq_ignore_ascii_case(b"BASE64") || value.eq_ignore_ascii_case(b"B") {
        Some(Form::Base64)
    } else {
        None
    }
}

/// The first colon outside quotes, or the first of all where the quotes do not balance.
fn colon(bytes: &[u8]) -> Option<usize> {
    let mut quoted = false;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b':' if !quoted => return Some(at),
            _ => {}
        }
    }
    memchr::memchr(b':', bytes)
}

/// Cuts at every delimiter outside quotes; quotes that do not balance protect nothing.
fn split_unquoted(bytes: &[u8], delimiter: u8) -> Vec<&[u8]> {
    let balanced = memchr::memchr_iter(b'"', bytes).count().is_multiple_of(2);
    let mut quoted = false;
    bytes
        .split(|byte| {
            if *byte == b'"' && balanced {
                quoted = !quoted;
            }
            *byte == delimiter && !quoted
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Read<'a> = (
        Option<&'a str>,
        &'a str,
        Vec<(String, Vec<String>)>,
        &'a str,
    );
    type Case = (
        &'static str,
        Syntax,
        &'static [(&'static str, &'static [&'static str])],
        &'static str,
    );

    fn read(line: &str, syntax: Syntax) -> Read<'_> {
        let head = Head::cut(line.as_bytes()).unwrap();
        let text = |bytes| std::str::from_utf8(bytes).unwrap();
        let parameters = head
            .raw_parameters()
            .into_iter()
            .map(|raw| parameter(raw, syntax));
        (
            head.group(syntax).map(text),
            text(head.name(syntax)),
            parameters.map(|p| (p.name, p.values)).collect(),
            text(head.value),
        )
    }

    #[test]
    fn groups_belong_to_cards() {
        assert_eq!(read("item1.EMAIL:a", Syntax::VCard30).0, Some("item1"));
        assert_eq!(
            read("A.B.TEL:a", Syntax::VCard21),
            (Some("A.B"), "TEL", vec![], "a")
        );
        assert_eq!(read("X-a.b:c", Syntax::ICalendar20).1, "X-a.b");
    }

    #[test]
    fn parameters_in_every_style() {
        let cases: [Case; 10] = [
            (
                "TEL;HOME;CELL:1",
                Syntax::VCard21,
                &[("TYPE", &["HOME"]), ("TYPE", &["CELL"])],
                "1",
            ),
            (
                "TEL;TYPE=home,cell:1",
                Syntax::VCard30,
                &[("TYPE", &["home", "cell"])],
                "1",
            ),
            (
                "TEL;type=home;TYPE=cell:1",
                Syntax::VCard30,
                &[("TYPE", &["home"]), ("TYPE", &["cell"])],
                "1",
            ),
            (
                "TEL;TYPE=\"voice,home\":tel:+1",
                Syntax::VCard40,
                &[("TYPE", &["voice,home"])],
                "tel:+1",
            ),
            (
                "NOTE;QUOTED-PRINTABLE:a=3D",
                Syntax::VCard21,
                &[("ENCODING", &["QUOTED-PRINTABLE"])],
                "a=3D",
            ),
            (
                "PHOTO;URL:http://x",
                Syntax::VCard21,
                &[("VALUE", &["URL"])],
                "http://x",
            ),
            (
                "X;CN=\"a:b;c\":d:e",
                Syntax::ICalendar20,
                &[("CN", &["a:b;c"])],
                "d:e",
            ),
            (
                "X;CN=a^nb^'c^':d",
                Syntax::ICalendar20,
                &[("CN", &["a\nb\"c\""])],
                "d",
            ),
            (
                "X;CN=a^nb:d",
                Syntax::VCalendar10,
                &[("CN", &["a^nb"])],
                "d",
            ),
            (
                "X;CN=5\" disk:d",
                Syntax::ICalendar20,
                &[("CN", &["5\" disk"])],
                "d",
            ),
        ];
        for (line, syntax, parameters, value) in cases {
            let found = read(line, syntax);
            let expected: Vec<_> = parameters
                .iter()
                .map(|(name, values)| {
                    (
                        (*name).to_owned(),
                        values.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>(),
                    )
                })
                .collect();
            assert_eq!((found.2, found.3), (expected, value), "{line}");
        }
    }

    #[test]
    fn a_line_without_a_colon_has_no_head() {
        for line in ["", "hello", "A;B", "A;B=\"c\""] {
            assert_eq!(Head::cut(line.as_bytes()), None);
        }
    }

    #[test]
    fn parameters_are_written_as_the_syntax_wants() {
        let write = |name, values: &[&str], syntax| {
            let raw = write_parameter(name, values, syntax);
            raw.into_iter()
                .map(|r| String::from_utf8(r).unwrap())
                .collect::<Vec<_>>()
                .join(";")
        };
        assert_eq!(
            write("TYPE", &["HOME", "CELL"], Syntax::VCard21),
            "HOME;CELL"
        );
        assert_eq!(
            write("TYPE", &["home", "cell"], Syntax::VCard40),
            "TYPE=home,cell"
        );
        assert_eq!(
            write("CN", &["a, \"b\""], Syntax::ICalendar20),
            "CN=\"a, ^'b^'\""
        );
        assert_eq!(write("TYPE", &["url"], Syntax::VCard21), "TYPE=url");
    }
}
