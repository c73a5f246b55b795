//! Postal addresses: seven parts, and perhaps the label to print (RFC 6350 section 6.3.1).

use std::collections::HashSet;

use super::FieldId;
use super::line::{Line, tidy};
use super::sort::sort;
use super::value::{Claim, Field, Shape, Value, united};
use crate::row::Shown;

pub(super) const ADDRESS: Field = Field {
    id: FieldId::Address,
    label: "Address",
    properties: &["ADR"],
    children: &[],
    shape: Shape::List,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let values = claim.lines.iter().filter_map(|line| {
        let parts = line.parts();
        let sorts = sort(line).join(", ");
        let label = own_label(line, &parts).unwrap_or_default();
        let mut shown = Shown::labelled(one_line(&parts), &sorts);
        let identity = if parts.is_empty() {
            shown.text.clone_from(&label);
            label.clone()
        } else {
            parts.join("\u{1e}")
        };
        if !label.is_empty() && !parts.is_empty() {
            shown.note = Some(format!("printed as {}", label.replace('\n', ", ")));
        }
        Value::of_list(identity, &format!("{sorts}\u{1e}{label}"), shown, line.at)
    });
    united(values.collect())
}

/// The label to print, where it says more than the parts: programs that write the parts out once more say nothing new.
fn own_label(line: &Line<'_>, parts: &[String]) -> Option<String> {
    let words = |text: &str| -> HashSet<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    // The examples of RFC 6350 itself write line ends as `\n`, not as RFC 6868 does.
    let label = tidy(&line.parameter("LABEL")?.replace("\\n", "\n"));
    let known = words(&parts.join(" "));
    (!words(&label).is_subset(&known)).then_some(label)
}

/// Street first, then what is inside the house, then town and country.
fn one_line(parts: &[String]) -> String {
    let part = |at: usize| {
        parts
            .get(at)
            .map(String::as_str)
            .unwrap_or_default()
            .replace('\n', ", ")
    };
    let town = format!("{} {}", part(5), part(3));
    let pieces = [
        part(2),
        part(1),
        part(0),
        town.trim().to_owned(),
        part(4),
        part(6),
    ];
    pieces
        .into_iter()
        .filter(|piece| !piece.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}
