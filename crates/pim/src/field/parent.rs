//! What an item is part of, or otherwise tied to: `RELATED-TO`, which means the parent unless it says else
//! (RFC 5545 section 3.8.4.5).

use super::FieldId;
use super::plain::in_words;
use super::value::{Claim, Field, Shape, Value, united};
use crate::row::Shown;

pub(super) const PARENT: Field = Field {
    id: FieldId::Parent,
    label: "Part of",
    properties: &["RELATED-TO"],
    children: &[],
    shape: Shape::List,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let values = claim.lines.iter().filter_map(|line| {
        let to = line.text();
        let relation = in_words(&line.parameter("RELTYPE").unwrap_or_default());
        let relation = if relation == "parent" {
            String::new()
        } else {
            relation
        };
        Value::of_list(
            to.clone(),
            &relation,
            Shown::labelled(to, &relation),
            line.at,
        )
    });
    united(values.collect())
}
