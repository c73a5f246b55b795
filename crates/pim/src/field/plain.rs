//! Reading that many fields share: one line of text, and lists of texts.

use super::line::Line;
use super::value::{Claim, Value};
use crate::row::Shown;

/// One text; several lines of it are read one under the other.
pub(super) fn text(claim: &Claim<'_>) -> Vec<Value> {
    let texts: Vec<String> = claim
        .lines
        .iter()
        .map(Line::text)
        .filter(|text| !text.is_empty())
        .collect();
    let whole = texts.join("\n");
    Value::single(whole.clone(), Shown::text(whole), claim)
}

/// One token such as a status, where the default says nothing.
pub(super) fn token(claim: &Claim<'_>, default: &str) -> Vec<Value> {
    let Some(line) = claim.lines.first() else {
        return Vec::new();
    };
    let token = line.text().to_ascii_uppercase();
    let normal = if token == default {
        String::new()
    } else {
        token
    };
    Value::single(normal.clone(), Shown::text(in_words(&normal)), claim)
}

/// `NEEDS-ACTION` as `needs action`.
pub(super) fn in_words(token: &str) -> String {
    token.to_ascii_lowercase().replace('-', " ")
}

/// Words of comma lists, each a value.
pub(super) fn words(claim: &Claim<'_>) -> Vec<Value> {
    let words = claim.lines.iter().flat_map(|line| {
        let texts = line.property.texts();
        texts
            .into_iter()
            .map(|text| (super::line::tidy(&text), line.at))
            .collect::<Vec<_>>()
    });
    super::value::united(
        words
            .filter_map(|(word, at)| Value::of_list(word.clone(), "", Shown::text(word), at))
            .collect(),
    )
}
