//! Everything no other field reads: kept, shown as it is, merged as a set of lines.

use super::FieldId;
use super::value::{Claim, Field, Part, Shape, Value, united};
use crate::fingerprint::Fingerprint;
use crate::row::Shown;

pub(super) const OTHER: Field = Field {
    id: FieldId::Other,
    label: "Other data",
    properties: &[],
    children: &[],
    shape: Shape::List,
    read,
};

/// Longer values are shown by their beginning.
const SHOWN: usize = 200;

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let lines = claim.lines.iter().filter_map(|line| {
        let mut parameters: Vec<String> = line
            .property
            .parameters()
            .iter()
            .map(parameter)
            .filter(|text| !text.is_empty())
            .collect();
        parameters.sort();
        parameters.extend(line.group_label.map(crate::document::Property::text));
        let (name, text) = (line.name(), line.text());
        let begin: String = text.chars().take(SHOWN).collect();
        let shown = Shown::text(format!("{name}: {begin}"));
        let identity = format!("{name}\u{1e}{}\u{1e}{text}", parameters.join(";"));
        (!text.is_empty()).then(|| Value {
            normal: identity.clone(),
            identity,
            shown,
            parts: vec![Part::Inside(line.at)],
        })
    });
    let children = claim.children.iter().map(|child| {
        let print = Fingerprint::of(&child.component.to_bytes());
        let identity = format!("{}\u{1e}{print}", child.component.name());
        Value {
            normal: identity.clone(),
            identity,
            shown: Shown::text(child.component.name().to_owned()),
            parts: vec![Part::Inside(child.at)],
        }
    });
    united(lines.chain(children).collect())
}

/// A parameter in one spelling; what only says how the value is wrapped is left out.
fn parameter(parameter: &crate::document::Parameter) -> String {
    if matches!(parameter.name.as_str(), "ENCODING" | "CHARSET") {
        return String::new();
    }
    let mut values: Vec<String> = parameter
        .values
        .iter()
        .map(|value| value.to_lowercase())
        .collect();
    values.sort();
    format!("{}={}", parameter.name, values.join(","))
}

/// The name of the property a value of this field was read from.
pub(crate) fn property_name(identity: &str) -> &str {
    identity.split('\u{1e}').next().unwrap_or_default()
}
