//! What a form or the part of an address after `?` says: names with values, in order.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Fields by name, as they were sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Form {
    fields: Vec<(String, String)>,
}

/// So many fields are read; the rest is left out.
const MAX_FIELDS: usize = 2_000;

impl Form {
    /// `application/x-www-form-urlencoded`
    pub(super) fn read(text: &str) -> Form {
        let fields = text
            .split('&')
            .filter(|pair| !pair.is_empty())
            .take(MAX_FIELDS)
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                (decoded(name), decoded(value))
            });
        Form {
            fields: fields.collect(),
        }
    }

    pub(super) fn of(fields: Vec<(String, String)>) -> Form {
        Form { fields }
    }

    /// The first value of that name; empty where there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// The first value of that name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(of, _)| of == name)
            .map(|(_, value)| value.as_str())
    }

    /// A number, where there is one.
    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.trim().parse().ok()
    }
}

fn decoded(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

/// An address with fields after its `?`.
pub(super) fn link(path: &str, fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
        .collect();
    if pairs.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", pairs.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_back_as_it_was_made() {
        let value = "calendars/a b+c&d=é%";
        let made = link("/item", &[("in", value), ("q", ""), ("page", "2")]);
        let form = Form::read(made.split_once('?').unwrap().1);
        assert_eq!(form.text("in"), value);
        assert_eq!((form.get("q"), form.number("page")), (None, Some(2)));
        assert_eq!(Form::read("a=1+2%2B3&a=x").text("a"), "1 2+3");
    }
}
