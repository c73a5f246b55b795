//! What sort of e-mail, phone or address it is: `TYPE` in its four spellings, `PREF`, and Apple's `X-ABLabel`.

use super::line::{Line, tidy};

/// The sort of a value: the same words in every version of vCard, sorted. What every value is by default is left out.
pub(super) fn sort(line: &Line<'_>) -> Vec<String> {
    let mut sorts: Vec<String> = Vec::new();
    for parameter in line.property.parameters() {
        match parameter.name.as_str() {
            "TYPE" => {
                let values = parameter.values.iter().flat_map(|value| value.split(','));
                sorts.extend(values.filter_map(|value| word(value.trim())));
            }
            "PREF" => sorts.extend(
                parameter
                    .values
                    .first()
                    .map(|value| preference(value.trim())),
            ),
            _ => {}
        }
    }
    if let Some(label) = line.group_label {
        sorts.push(apple_label(&label.text()));
    }
    sorts.retain(|sort| !sort.is_empty());
    sorts.sort();
    sorts.dedup();
    sorts
}

fn word(value: &str) -> Option<String> {
    let lower = value.to_ascii_lowercase();
    match lower.as_str() {
        // The defaults of RFC 2426 (EMAIL: internet; TEL: voice; ADR: intl, postal, parcel), which other versions leave out.
        "" | "internet" | "voice" | "intl" | "postal" | "parcel" => None,
        "pref" => Some("preferred".to_owned()),
        "cell" => Some("mobile".to_owned()),
        other => Some(other.to_owned()),
    }
}

fn preference(value: &str) -> String {
    if value == "1" {
        "preferred".to_owned()
    } else {
        format!("preference {value}")
    }
}

/// `_$!<Mobile>!$_` as `mobile`; other labels as they are.
fn apple_label(text: &str) -> String {
    let text = tidy(text);
    match text
        .strip_prefix("_$!<")
        .and_then(|rest| rest.strip_suffix(">!$_"))
    {
        Some(known) => known.to_lowercase(),
        None => text,
    }
}
