//! What an editor offers for each kind of item: the fields in the order of the form, and how each is typed.

use pim::{FieldId, Kind};
use serde::{Deserialize, Serialize};

/// How a field is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Input {
    /// One line.
    Line,
    /// Several lines.
    Text,
    /// From when to when, and how it repeats.
    When,
    /// A day, or a day and a time.
    Date,
    /// One of a few.
    Choice,
    /// A picture.
    Picture,
    /// Yes or no: `choices` has the two words.
    Flag,
    /// Family, given, middle, prefix, suffix between semicolons.
    Name,
    /// Box, extension, street, town, region, code, country between semicolons.
    Address,
    /// A name and an e-mail address: `Bert <bert@example.org>`.
    Person,
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FieldForm {
    /// The field's stable name, as in an edit.
    pub field: String,
    /// What a person calls it.
    pub label: String,
    /// How it is typed.
    pub input: Input,
    /// A list of values.
    pub several: bool,
    /// The sorts a value can have: work, home, mobile.
    pub labels: Vec<String>,
    /// What can be chosen.
    pub choices: Vec<String>,
}

/// The form of a kind.
pub fn field_forms(kind: Kind) -> Vec<FieldForm> {
    let one = |id, label, input| form(id, label, input, false, &[], &[]);
    let list = |id, label, input, labels: &[&str]| form(id, label, input, true, labels, &[]);
    let choice = |id, label, choices: &[&str]| form(id, label, Input::Choice, false, &[], choices);
    let private = form(
        FieldId::Private,
        "Private",
        Input::Flag,
        false,
        &[],
        &["public", "private"],
    );
    let category = || list(FieldId::Category, "Categories", Input::Line, &[]);
    let reminder = || list(FieldId::Reminder, "Reminders", Input::Line, &[]);
    match kind {
        Kind::Contact => vec![
            one(FieldId::Photo, "Photo", Input::Picture),
            one(FieldId::Name, "Name", Input::Name),
            one(FieldId::DisplayName, "Shown as", Input::Line),
            list(FieldId::Nickname, "Nickname", Input::Line, &[]),
            one(FieldId::Company, "Company", Input::Line),
            one(FieldId::Title, "Job title", Input::Line),
            list(FieldId::Email, "E-mail", Input::Line, &["work", "home"]),
            list(
                FieldId::Phone,
                "Phone",
                Input::Line,
                &["mobile", "work", "home", "fax", "pager"],
            ),
            list(
                FieldId::Address,
                "Address",
                Input::Address,
                &["home", "work"],
            ),
            list(FieldId::Web, "Web", Input::Line, &["home", "work"]),
            one(FieldId::Birthday, "Birthday", Input::Date),
            one(FieldId::Anniversary, "Anniversary", Input::Date),
            category(),
            one(FieldId::Text, "Notes", Input::Text),
            private,
        ],
        Kind::Appointment => vec![
            one(FieldId::Subject, "Subject", Input::Line),
            one(FieldId::When, "When", Input::When),
            one(FieldId::Place, "Place", Input::Line),
            list(FieldId::Attendee, "Guests", Input::Person, &[]),
            reminder(),
            choice(FieldId::Busy, "Shown as", &["busy", "free"]),
            choice(
                FieldId::Status,
                "Status",
                &["confirmed", "tentative", "cancelled"],
            ),
            private,
            category(),
            one(FieldId::Text, "Text", Input::Text),
        ],
        Kind::Task => vec![
            one(FieldId::Subject, "Subject", Input::Line),
            one(FieldId::Start, "Start", Input::Date),
            one(FieldId::Due, "Due", Input::Date),
            choice(
                FieldId::Status,
                "Status",
                &["needs action", "in process", "done", "cancelled"],
            ),
            choice(FieldId::Priority, "Priority", &["high", "normal", "low"]),
            one(FieldId::Repeats, "Repeats", Input::Line),
            reminder(),
            private,
            category(),
            one(FieldId::Text, "Text", Input::Text),
        ],
        Kind::Note => vec![
            one(FieldId::Title, "Title", Input::Line),
            one(FieldId::Text, "Text", Input::Text),
            one(FieldId::Date, "Day", Input::Date),
            category(),
        ],
    }
}

fn form(
    id: FieldId,
    label: &str,
    input: Input,
    several: bool,
    labels: &[&str],
    choices: &[&str],
) -> FieldForm {
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    FieldForm {
        field: id.as_str().to_owned(),
        label: label.to_owned(),
        input,
        several,
        labels: owned(labels),
        choices: owned(choices),
    }
}
