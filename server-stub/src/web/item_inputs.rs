//! Which inputs the form of each kind of item has.

use pim::{FieldId, Kind};

/// An input of the form.
pub(super) struct Input {
    field: FieldId,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) shape: Shape,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// One line.
    Line,
    /// Several lines.
    Text,
    /// Several values, each with its sort.
    Several(&'static [&'static str]),
    /// Words between commas.
    Words,
    /// One of these, or nothing.
    OneOf(&'static [&'static str]),
    /// The first line is typed, the others are shown: they are edited in the source text.
    When,
}

/// The inputs of a kind, in the order they are shown.
pub(super) fn inputs(kind: Kind) -> &'static [Input] {
    match kind {
        Kind::Contact => CONTACT,
        Kind::Appointment => APPOINTMENT,
        Kind::Task => TASK,
        Kind::Note => NOTE,
    }
}

impl Input {
    /// A note's title is a field of its own.
    pub(super) fn field(&self, kind: Kind) -> FieldId {
        if kind == Kind::Note && self.field == FieldId::Subject {
            FieldId::Title
        } else {
            self.field
        }
    }

    const fn hinted(mut self, hint: &'static str) -> Input {
        self.hint = hint;
        self
    }
}

const fn input(field: FieldId, label: &'static str, shape: Shape) -> Input {
    Input {
        field,
        label,
        hint: "",
        shape,
    }
}

const fn line(field: FieldId, label: &'static str) -> Input {
    input(field, label, Shape::Line)
}

const PLACES: Shape = Shape::Several(&["home", "work"]);
const PHONES: Shape = Shape::Several(&["mobile", "home", "work", "fax"]);
const NO_SORT: Shape = Shape::Several(&[]);
const MOMENT: &str = "Such as 2026-07-15, or 2026-07-15 14:00 Europe/Berlin";

const CATEGORIES: Input =
    input(FieldId::Category, "Categories", Shape::Words).hinted("Between commas");
const REMINDER: Input = input(FieldId::Reminder, "Reminder", NO_SORT);
const SUBJECT: Input = line(FieldId::Subject, "Subject");
const TEXT: Input = input(FieldId::Text, "Text", Shape::Text);

const CONTACT: &[Input] = &[
    line(FieldId::Name, "Name").hinted("Such as Anna Maria Berg"),
    line(FieldId::Nickname, "Nickname"),
    line(FieldId::Company, "Company").hinted("Company, department"),
    line(FieldId::Title, "Job title"),
    input(FieldId::Email, "E-mail", PLACES),
    input(FieldId::Phone, "Phone", PHONES),
    input(FieldId::Address, "Address", PLACES).hinted("Such as Way 1, 53111 Bonn, Germany"),
    input(FieldId::Web, "Web", PLACES),
    line(FieldId::Birthday, "Birthday").hinted("Such as 1985-04-12, or --04-12"),
    CATEGORIES,
    input(FieldId::Text, "Notes", Shape::Text),
];

const APPOINTMENT: &[Input] = &[
    SUBJECT,
    input(FieldId::When, "When", Shape::When).hinted(
        "Such as 2026-07-15 14:00 – 15:00 Europe/Berlin, or 2026-07-15 – 2026-07-17 for whole days",
    ),
    line(FieldId::Place, "Place"),
    input(FieldId::Attendee, "People", NO_SORT).hinted("Such as Bert <bert@example.org>"),
    REMINDER.hinted("Such as 15 minutes"),
    input(
        FieldId::Busy,
        "Show time as",
        Shape::OneOf(&["busy", "free"]),
    ),
    input(
        FieldId::Private,
        "Private",
        Shape::OneOf(&["public", "private", "confidential"]),
    ),
    CATEGORIES,
    TEXT,
];

const TASK: &[Input] = &[
    SUBJECT,
    line(FieldId::Start, "Start").hinted(MOMENT),
    line(FieldId::Due, "Due").hinted(MOMENT),
    line(FieldId::Status, "Status")
        .hinted("done, needs action, in process, cancelled, or a per cent such as 40 %"),
    line(FieldId::Priority, "Priority").hinted("high, normal, low, or a number from 1 to 9"),
    line(FieldId::Repeats, "Repeats").hinted("Such as every 2 weeks on Monday"),
    REMINDER.hinted("Such as 1 day"),
    CATEGORIES,
    TEXT,
];

const NOTE: &[Input] = &[
    line(FieldId::Subject, "Title"),
    line(FieldId::Date, "Date").hinted("Such as 2026-07-15"),
    CATEGORIES,
    TEXT,
];
