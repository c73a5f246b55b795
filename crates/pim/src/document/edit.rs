//! Writing properties: each setter takes one line apart, changes what it is about, and writes that line again.
//!
//! What a setter is not about stays as written: case of the name, other parameters, group. The line keeps its own line
//! end, or its lack of one at the end of a file.

use super::property::Property;
use super::text::Text;
use crate::syntax::head::{self, Head};
use crate::syntax::line::terminator;
use crate::syntax::shape::{self, Shape};
use crate::syntax::{Form, Syntax, base64, escape, fold, names, quoted_printable};
use std::borrow::Cow;

/// A line taken apart. Parameters and label are as written.
struct Parts {
    label: Vec<u8>,
    parameters: Vec<Vec<u8>>,
    value: Vec<u8>,
    form: Form,
}

impl Property {
    /// A property with an empty value, in the newer syntax until it is put into a component, which adapts it.
    ///
    /// `name` may carry a group. A name no file could hold is made into one: other characters become `-`.
    pub fn new(name: &str) -> Property {
        Property::new_in(Syntax::ICalendar20, name)
    }

    /// Like [`Property::new`], in a syntax that is known already.
    pub fn new_in(syntax: Syntax, name: &str) -> Property {
        let label: String = name
            .chars()
            .map(|c| if is_label(c) { c } else { '-' })
            .collect();
        let bare = label.rsplit('.').next().unwrap_or_default();
        let name = names::name(bare.as_bytes()).unwrap_or(Cow::Borrowed("X-"));
        let label = if label.is_empty() {
            "X-"
        } else {
            label.as_str()
        };
        Property {
            text: Text::from(format!("{label}:\r\n").into_bytes()),
            name,
            syntax,
            form: Form::Plain,
        }
    }

    /// Builder: [`Property::set_text`].
    #[must_use]
    pub fn with_text(mut self, text: &str) -> Property {
        self.set_text(text);
        self
    }

    /// Builder: [`Property::set_texts`].
    #[must_use]
    pub fn with_texts<S: AsRef<str>>(mut self, texts: &[S]) -> Property {
        self.set_texts(texts);
        self
    }

    /// Builder: [`Property::set_structured`].
    #[must_use]
    pub fn with_structured<S: AsRef<str>>(mut self, parts: &[Vec<S>]) -> Property {
        self.set_structured(parts);
        self
    }

    /// Builder: [`Property::set_raw`].
    #[must_use]
    pub fn with_raw(mut self, value: &str) -> Property {
        self.set_raw(value);
        self
    }

    /// Builder: [`Property::set_parameter`].
    #[must_use]
    pub fn with_parameter(mut self, name: &str, value: &str) -> Property {
        self.set_parameter(name, value);
        self
    }

    /// Makes `text` the value, escaped as the syntax wants.
    pub fn set_text(&mut self, text: &str) {
        let value = escape::write(text, self.syntax);
        self.set_raw(&value);
    }

    /// Makes a list of texts the value.
    pub fn set_texts<S: AsRef<str>>(&mut self, texts: &[S]) {
        let delimiter = if self.syntax == Syntax::VCalendar10 {
            ";"
        } else {
            ","
        };
        let value = self.joined(texts, delimiter);
        self.set_raw(&value);
    }

    /// Makes parts between semicolons the value, each a list.
    pub fn set_structured<S: AsRef<str>>(&mut self, parts: &[Vec<S>]) {
        let parts: Vec<String> = parts.iter().map(|part| self.joined(part, ",")).collect();
        self.set_raw(&parts.join(";"));
    }

    /// Makes `value` the value, its escapes and delimiters already in place; the opposite of [`Property::raw_value`].
    ///
    /// The older syntaxes get quoted-printable where it needs it. A line break never leaves the line: in the newer
    /// syntaxes it becomes `\n`.
    pub fn set_raw(&mut self, value: &str) {
        let syntax = self.syntax;
        self.edit(|parts| {
            parts
                .parameters
                .retain(|raw| !head::is_named(raw, "ENCODING") && !head::is_named(raw, "CHARSET"));
            parts.form = Form::Plain;
            if syntax.is_old() && needs_quoted_printable(value) {
                if !value.is_ascii() {
                    parts.parameters.push(b"CHARSET=UTF-8".to_vec());
                }
                parts.parameters.push(b"ENCODING=QUOTED-PRINTABLE".to_vec());
                parts.value = quoted_printable::encode(value);
                parts.form = Form::QuotedPrintable;
            } else {
                parts.value = one_line(value).into_owned().into_bytes();
            }
        });
    }

    /// Makes `bytes` the value, inline: a `data:` URI in vCard 4.0, base64 elsewhere. `media_type` is like `image/jpeg`.
    pub fn set_binary(&mut self, bytes: &[u8], media_type: &str) {
        let syntax = self.syntax;
        let media_type: String = media_type
            .chars()
            .filter(|c| is_label(*c) || *c == '+')
            .collect();
        let subtype = media_type
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        let mut types = self.parameter_values("TYPE");
        types.retain(|kind| !is_format(kind) && !kind.eq_ignore_ascii_case(&subtype));
        if matches!(syntax, Syntax::VCard21 | Syntax::VCard30) {
            types.insert(0, subtype);
        }
        for gone in [
            "ENCODING",
            "CHARSET",
            "VALUE",
            "MEDIATYPE",
            "FMTTYPE",
            "TYPE",
        ] {
            self.remove_parameter(gone);
        }
        let encoded = base64::encode(bytes);
        self.edit(|parts| {
            if syntax == Syntax::VCard40 {
                parts.form = Form::Plain;
                parts.value = [b"data:", media_type.as_bytes(), b";base64,", &encoded].concat();
                return;
            }
            parts.form = Form::Base64;
            parts.value = encoded;
            if syntax == Syntax::ICalendar20 {
                parts
                    .parameters
                    .extend(head::write_parameter("FMTTYPE", &[&media_type], syntax));
                parts
                    .parameters
                    .extend([b"ENCODING=BASE64".to_vec(), b"VALUE=BINARY".to_vec()]);
            } else {
                let encoding: &[u8] = if syntax == Syntax::VCard30 {
                    b"ENCODING=b"
                } else {
                    b"ENCODING=BASE64"
                };
                parts.parameters.push(encoding.to_vec());
            }
        });
        if !types.is_empty() {
            self.set_parameter_values("TYPE", &types);
        }
    }

    /// Gives the parameter this one value, where it stands, or last.
    pub fn set_parameter(&mut self, name: &str, value: &str) {
        self.set_parameter_values(name, &[value]);
    }

    /// Gives the parameter these values, where it stands, or last; none removes it.
    pub fn set_parameter_values<S: AsRef<str>>(&mut self, name: &str, values: &[S]) {
        let name = name.to_ascii_uppercase();
        let written = if values.is_empty() {
            Vec::new()
        } else {
            head::write_parameter(&name, values, self.syntax)
        };
        self.edit(|parts| {
            let at = parts
                .parameters
                .iter()
                .position(|raw| head::is_named(raw, &name));
            parts.parameters.retain(|raw| !head::is_named(raw, &name));
            // Nothing before `at` was removed, so that it is still within the list.
            let at = at.unwrap_or(parts.parameters.len());
            parts.parameters.splice(at..at, written);
        });
    }

    /// Removes every parameter of this name.
    pub fn remove_parameter(&mut self, name: &str) {
        self.set_parameter_values::<&str>(name, &[]);
    }

    /// Puts the property into a group, or takes it out.
    pub fn set_group(&mut self, group: Option<&str>) {
        let syntax = self.syntax;
        self.edit(|parts| {
            let line = [parts.label.as_slice(), b":"].concat();
            let name = Head::cut(&line)
                .map(|head| head.name(syntax).to_vec())
                .unwrap_or_default();
            let group: Option<String> = group.map(|g| g.chars().filter(|c| is_label(*c)).collect());
            parts.label = match group {
                Some(group) if !group.is_empty() && syntax.is_card() => {
                    [group.as_bytes(), b".", &name].concat()
                }
                _ => name,
            };
        });
    }

    /// Gives the property another name, keeping group, parameters and value.
    pub fn rename(&mut self, name: &str) {
        let group = self.group();
        let fresh = Property::new_in(self.syntax, name);
        self.edit(|parts| {
            let label: Vec<u8> = fresh
                .bytes()
                .trim_ascii_end()
                .strip_suffix(b":")
                .unwrap_or_default()
                .to_vec();
            parts.label = match group {
                Some(group) => [group.as_bytes(), b".", &label].concat(),
                None => label,
            };
        });
        self.name = fresh.name;
    }

    /// Makes this a line of a component in `syntax` whose lines end with `line_end`.
    ///
    /// Between syntaxes of one style only the line ends change; between old and new the value is written anew.
    pub(crate) fn adapt(&mut self, syntax: Syntax, line_end: &[u8]) {
        let restyled = self.syntax.is_old() != syntax.is_old();
        if restyled {
            self.restyle(syntax);
        }
        self.syntax = syntax;
        if restyled || needs_line_end(self.bytes(), line_end) {
            self.rewrite(line_end);
        }
    }

    fn restyle(&mut self, syntax: Syntax) {
        if self.form == Form::Base64 || !self.is_readable() {
            return;
        }
        let mut fresh = self.clone();
        fresh.syntax = syntax;
        let parameters = self.parameters();
        fresh.edit(|parts| {
            parts.parameters.clear();
            for parameter in parameters
                .iter()
                .filter(|p| p.name != "ENCODING" && p.name != "CHARSET")
            {
                parts.parameters.extend(head::write_parameter(
                    &parameter.name,
                    &parameter.values,
                    syntax,
                ));
            }
            parts.form = Form::Plain;
        });
        match shape::of(self.name()) {
            Shape::Text => fresh.set_text(&self.text()),
            Shape::List => fresh.set_texts(&self.texts()),
            Shape::Structured => fresh.set_structured(&self.structured()),
            Shape::Raw => fresh.set_raw(&self.raw_value()),
        }
        *self = fresh;
    }

    fn rewrite(&mut self, line_end: &[u8]) {
        let parts = self.parts();
        self.text = Text::from(parts.write(self.syntax, line_end, line_end));
    }

    fn edit(&mut self, change: impl FnOnce(&mut Parts)) {
        let mut parts = self.parts();
        change(&mut parts);
        let end = terminator(self.bytes()).to_vec();
        let fold = if end.is_empty() {
            b"\r\n".to_vec()
        } else {
            end.clone()
        };
        self.form = parts.form;
        self.text = Text::from(parts.write(self.syntax, &fold, &end));
    }

    fn parts(&self) -> Parts {
        let line = self.unfolded();
        let head = Head::cut(&line).unwrap_or(Head {
            label: b"X-",
            parameters: &[],
            value: &[],
        });
        Parts {
            label: head.label.to_vec(),
            parameters: head
                .raw_parameters()
                .into_iter()
                .map(<[u8]>::to_vec)
                .collect(),
            value: head.value.to_vec(),
            form: self.form,
        }
    }

    fn joined<S: AsRef<str>>(&self, texts: &[S], delimiter: &str) -> String {
        let escaped: Vec<String> = texts
            .iter()
            .map(|text| escape::write(text.as_ref(), self.syntax))
            .collect();
        escaped.join(delimiter)
    }
}

impl Parts {
    fn write(&self, syntax: Syntax, fold_with: &[u8], end: &[u8]) -> Vec<u8> {
        let mut line = self.label.clone();
        for parameter in &self.parameters {
            line.push(b';');
            line.extend_from_slice(parameter);
        }
        line.push(b':');
        let mut out = Vec::with_capacity(line.len() + self.value.len() + self.value.len() / 32 + 8);
        match self.form {
            Form::QuotedPrintable => {
                out.extend_from_slice(&line);
                let column = line.len();
                quoted_printable::wrap(&mut out, &self.value, column, fold_with);
            }
            Form::Base64 if syntax.is_old() => {
                out.extend_from_slice(&line);
                for chunk in self.value.chunks(72) {
                    out.extend_from_slice(fold_with);
                    out.push(b' ');
                    out.extend_from_slice(chunk);
                }
                // vCard 2.1 §2.4.2: an empty line ends the block.
                out.extend_from_slice(fold_with);
            }
            Form::Plain if syntax.is_old() => {
                // Folding adds white space to the text here, so that a plain line stays long.
                out.extend_from_slice(&line);
                out.extend_from_slice(&self.value);
            }
            Form::Plain | Form::Base64 => {
                line.extend_from_slice(&self.value);
                fold::write(&mut out, &line, fold_with);
            }
        }
        out.extend_from_slice(end);
        out
    }
}

/// True for a `TYPE` that names the format of a picture or sound, not what it is for.
fn is_format(kind: &str) -> bool {
    const FORMATS: [&str; 12] = [
        "JPEG", "JPG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "WAVE", "WAV", "BASIC", "PGP", "X509",
    ];
    FORMATS
        .iter()
        .any(|format| format.eq_ignore_ascii_case(kind))
        || kind.contains('/')
}

fn is_label(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '.' | '_' | '/')
}

fn needs_quoted_printable(value: &str) -> bool {
    !value.is_ascii()
        || value.contains(['\r', '\n'])
        || value.starts_with(' ')
        || value.ends_with(' ')
}

fn one_line(value: &str) -> Cow<'_, str> {
    if value.contains(['\r', '\n']) {
        Cow::Owned(value.replace("\r\n", "\\n").replace(['\r', '\n'], "\\n"))
    } else {
        Cow::Borrowed(value)
    }
}

/// True where a line that comes from elsewhere ends differently from its new neighbours.
fn needs_line_end(raw: &[u8], line_end: &[u8]) -> bool {
    terminator(raw) != line_end
}
