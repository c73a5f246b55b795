//! Exceptions of a series: each `RECURRENCE-ID` component is one value, known by the occurrence it stands for.
//!
//! An occurrence whose `RECURRENCE-ID` cannot be read is kept under its text; it is never taken for deleted.

use super::line::Child;
use super::value::{Context, Field, Part, Shape, Value, united};
use super::{FieldId, reading};
use crate::document::Component;
use crate::row::Shown;
use crate::when::moment::Moment;

pub(super) const EXCEPTION: Field = Field {
    id: FieldId::Exception,
    label: "Exception",
    properties: &[],
    children: &[],
    shape: Shape::Siblings,
    read,
};

fn read(claim: &super::value::Claim<'_>) -> Vec<Value> {
    let values = claim
        .children
        .iter()
        .map(|child| value(*child, claim.context));
    united(values.collect())
}

/// Which occurrence a component stands for.
fn occurrence(component: &Component, context: &Context<'_>) -> (String, String) {
    let Some(property) = component.first("RECURRENCE-ID") else {
        return ("none".to_owned(), "another one".to_owned());
    };
    let moment = Moment::read(
        &property.raw_value(),
        property.parameter("TZID").as_deref(),
        context.zones,
    );
    let range = property
        .parameter("RANGE")
        .map(|_| " and all after")
        .unwrap_or_default();
    (
        format!("{}{range}", moment.normal()),
        format!("{}{range}", moment.shown()),
    )
}

fn value(child: Child<'_>, context: &Context<'_>) -> Value {
    let (identity, when) = occurrence(child.component, context);
    let mut normals = Vec::new();
    let mut words = Vec::new();
    for (field, values) in reading::component(child.component, context) {
        for value in values {
            normals.push(format!("{}\u{1d}{}", field.id, value.normal));
            if matches!(
                field.id,
                FieldId::Subject | FieldId::When | FieldId::Place | FieldId::Status
            ) {
                words.push(value.shown.text.replace('\n', ", "));
            }
        }
    }
    normals.sort();
    Value {
        normal: format!("{identity}\u{1f}{}", normals.join("\u{1c}")),
        identity,
        shown: Shown::text(format!("{when}: {}", words.join("; "))),
        parts: vec![Part::Beside(child.at)],
    }
}
