//! The form of one item: how each field is shown, and what a sent form changes. Which fields a kind has is in
//! [`item_inputs`](super::item_inputs).
//!
//! Every input brings along what it showed. Only what differs from that is written, so that a field nobody touched,
//! or that this form shows only in part, stays as it is, byte for byte.

use maud::{Markup, html};
use pim::{EditError, FieldId, FieldValue, Item};

use super::form::Form;
use super::item_inputs::{Input, Shape, inputs};

/// The inputs with what the item holds; after a refused form, with what was typed.
pub(super) fn show(item: &Item, typed: Option<&Form>) -> Markup {
    let fields = item.fields();
    html! {
        @for input in inputs(item.kind()) {
            @let id = input.field(item.kind());
            @let values: Vec<&FieldValue> = fields.iter().filter(|value| value.key.field == id).collect();
            (one(input, id.as_str(), &values, typed))
        }
        (rest(item, &fields))
    }
}

fn one(input: &Input, name: &str, values: &[&FieldValue], typed: Option<&Form>) -> Markup {
    let was = match input.shape {
        Shape::Words => values
            .iter()
            .map(|value| value.shown.text.as_str())
            .collect::<Vec<_>>()
            .join(", "),
        _ => values
            .first()
            .map(|value| value.shown.text.clone())
            .unwrap_or_default(),
    };
    let (was, more) = match input.shape {
        Shape::When => was
            .split_once('\n')
            .map_or((was.clone(), ""), |(first, more)| (first.to_owned(), more)),
        _ => (was.clone(), ""),
    };
    let now = typed
        .and_then(|form| form.get(name))
        .map_or_else(|| was.clone(), str::to_owned);
    html! {
        @if let Shape::Several(sorts) = input.shape {
            fieldset.field {
                legend.label { (input.label) }
                @for value in values { (several(value, input.label, typed)) }
                @let extra = format!("{name}+");
                div.pair {
                    input type="text" name=(extra) value=(typed.map(|form| form.text(&extra)).unwrap_or_default()) aria-label=(format!("Another: {}", input.label)) placeholder="Another";
                    @if !sorts.is_empty() {
                        select name=(format!("{name}+sort")) aria-label=(format!("Sort of {}", input.label)) {
                            option value="" { "" }
                            @for sort in sorts { option value=(sort) { (sort) } }
                        }
                    }
                }
                @if !input.hint.is_empty() { p.hint { (input.hint) } }
            }
        } @else {
            div.field {
                label for=(name) { (input.label) }
                input type="hidden" name=(format!("{name}=was")) value=(was);
                @match input.shape {
                    Shape::Text => { textarea id=(name) name=(name) rows="5" { (now) } }
                    Shape::OneOf(choices) => {
                        select id=(name) name=(name) {
                            @if !choices.contains(&now.as_str()) { option value=(now) selected { (now) } }
                            @for choice in choices { option value=(choice) selected[*choice == now] { (choice) } }
                        }
                    }
                    _ => { input type="text" id=(name) name=(name) value=(now); }
                }
                @if !more.is_empty() { p.hint { (more.replace('\n', "; ")) " (how it repeats is edited in the source text)" } }
                @else if input.shape == Shape::When && was.is_empty() {
                    (repeats(typed))
                }
                @if !input.hint.is_empty() { p.hint { (input.hint) } }
            }
        }
    }
}

/// How a new appointment repeats.
fn repeats(typed: Option<&Form>) -> Markup {
    html! {
        label for="repeats" { "Repeats" }
        input type="text" id="repeats" name="repeats" value=(typed.map(|form| form.text("repeats")).unwrap_or_default()) placeholder="once";
        p.hint { "Such as every week on Monday, 10 times" }
    }
}

fn several(value: &FieldValue, label: &str, typed: Option<&Form>) -> Markup {
    let key = value.key.to_string();
    let now = typed
        .and_then(|form| form.get(&key))
        .unwrap_or(&value.shown.text);
    html! {
        div.pair {
            input type="hidden" name=(format!("{key}=was")) value=(value.shown.text);
            input type="text" name=(key) value=(now) aria-label=(label);
            @if let Some(sort) = &value.shown.label { span.sort { (sort) } }
        }
    }
}

/// What the item holds besides: shown, kept, edited in the source text.
fn rest(item: &Item, fields: &[FieldValue]) -> Markup {
    let shown: Vec<FieldId> = inputs(item.kind())
        .iter()
        .map(|input| input.field(item.kind()))
        .collect();
    let others: Vec<&FieldValue> = fields
        .iter()
        .filter(|value| !shown.contains(&value.key.field) && value.key.field != FieldId::Photo)
        .collect();
    html! {
        @if !others.is_empty() {
            details.field {
                summary { "Other data (" (others.len()) "), kept as it is" }
                dl { @for value in others { dt { (value.label) } dd { (value.shown.to_string()) } } }
            }
        }
    }
}

/// Writes what a sent form changed; the number of changes.
///
/// # Errors
/// What was typed cannot be read; the label of the input says where.
pub(super) fn apply(item: &mut Item, form: &Form) -> Result<usize, (String, EditError)> {
    let mut changes = 0;
    for input in inputs(item.kind()) {
        let id = input.field(item.kind());
        let wrong = |error: EditError| (input.label.to_owned(), error);
        if let Shape::Several(_) = input.shape {
            changes += apply_several(item, form, id).map_err(wrong)?;
            continue;
        }
        let name = id.as_str();
        let Some(now) = form.get(name).map(normalised) else {
            continue;
        };
        let repeats = form.text("repeats").trim();
        if now == normalised(form.text(&format!("{name}=was"))) {
            continue;
        }
        let text = match input.shape {
            Shape::When if !repeats.is_empty() => format!("{now}\n{repeats}"),
            _ => now,
        };
        item.set(id, &text).map_err(wrong)?;
        changes += 1;
    }
    Ok(changes)
}

/// Browsers send CRLF; the item's own line ends are the document's business.
fn normalised(text: &str) -> String {
    text.replace("\r\n", "\n").trim_end().to_owned()
}

fn apply_several(item: &mut Item, form: &Form, id: FieldId) -> Result<usize, EditError> {
    let mut changes = 0;
    let values: Vec<FieldValue> = item
        .fields()
        .into_iter()
        .filter(|value| value.key.field == id)
        .collect();
    // From the last to the first: taking one out moves those behind it.
    for value in values.iter().rev() {
        let key = value.key.to_string();
        let Some(now) = form.get(&key).map(normalised) else {
            continue;
        };
        if now == normalised(form.text(&format!("{key}=was"))) {
            continue;
        }
        let sort = value
            .shown
            .label
            .as_deref()
            .and_then(|label| label.split(", ").next());
        let mut edited = item.clone();
        edited.remove(value.key)?;
        if !now.is_empty() {
            edited.add(id, &now, sort)?;
        }
        *item = edited;
        changes += 1;
    }
    let extra = form.text(&format!("{id}+")).trim();
    if !extra.is_empty() {
        let sort = form.text(&format!("{id}+sort"));
        item.add(id, extra, Some(sort).filter(|sort| !sort.is_empty()))?;
        changes += 1;
    }
    Ok(changes)
}
