//! Fields: what a person sees of an item, and what can conflict. One file per field.
//!
//! A [`Field`] owns some properties (or components) of its kind of item and reads its values from them. A value has an identity
//! (which of several), a normal form (equal where the meaning is), what is shown, and the lines it stands in. That is all
//! that comparing, merging and writing need; adding a field is one file here and one line in [`of`]. Lines that no field owns are
//! the values of [`other`], but for the few in [`ignored`] that are never a difference.

mod address;
mod attachment;
pub(crate) mod attendee;
mod birthday;
mod busy;
mod category;
mod colour;
mod company;
mod display_name;
pub(crate) mod email;
mod exception;
mod file_as;
mod id;
mod ignored;
mod im;
pub(crate) mod line;
mod meeting;
mod member;
mod moments;
mod name;
mod nickname;
mod organizer;
pub(crate) mod other;
mod parent;
pub(crate) mod phone;
pub(crate) mod photo;
mod place;
mod plain;
mod priority;
mod private;
mod progress;
pub(crate) mod reading;
mod relations;
mod reminder;
mod repeats;
mod role;
mod series;
mod sort;
mod status;
mod subject;
mod text;
mod title;
pub(crate) mod value;
mod web;
mod when;

pub use id::{FieldId, UnknownField};
use value::Field;

use crate::kind::Kind;

/// The fields of a kind, in the order of the rows. The last one is [`other::OTHER`].
pub(crate) fn of(kind: Kind) -> &'static [&'static Field] {
    match kind {
        Kind::Contact => CONTACT,
        Kind::Appointment => APPOINTMENT,
        Kind::Task => TASK,
        Kind::Note => NOTE,
    }
}

const CONTACT: &[&Field] = &[
    &photo::PHOTO,
    &name::NAME,
    &display_name::DISPLAY_NAME,
    &nickname::NICKNAME,
    &file_as::FILE_AS,
    &company::COMPANY,
    &title::TITLE,
    &role::ROLE,
    &relations::MANAGER,
    &relations::ASSISTANT,
    &relations::SPOUSE,
    &email::EMAIL,
    &phone::PHONE,
    &address::ADDRESS,
    &web::WEB,
    &im::IM,
    &birthday::BIRTHDAY,
    &birthday::ANNIVERSARY,
    &category::CATEGORY,
    &member::MEMBER,
    &private::PRIVATE,
    &text::NOTES,
    &other::OTHER,
];

const APPOINTMENT: &[&Field] = &[
    &subject::SUBJECT,
    &when::WHEN,
    &exception::EXCEPTION,
    &place::PLACE,
    &organizer::ORGANIZER,
    &attendee::ATTENDEE,
    &reminder::REMINDER,
    &busy::BUSY,
    &status::STATUS,
    &private::PRIVATE,
    &priority::PRIORITY,
    &category::CATEGORY,
    &colour::COLOUR,
    &meeting::MEETING,
    &web::WEB,
    &parent::PARENT,
    &attachment::ATTACHMENT,
    &text::TEXT,
    &other::OTHER,
];

const TASK: &[&Field] = &[
    &subject::SUBJECT,
    &moments::START,
    &moments::DUE,
    &progress::PROGRESS,
    &priority::PRIORITY,
    &repeats::REPEATS,
    &exception::EXCEPTION,
    &reminder::REMINDER,
    &place::PLACE,
    &organizer::ORGANIZER,
    &attendee::ATTENDEE,
    &private::PRIVATE,
    &category::CATEGORY,
    &colour::COLOUR,
    &parent::PARENT,
    &web::WEB,
    &attachment::ATTACHMENT,
    &text::TEXT,
    &other::OTHER,
];

const NOTE: &[&Field] = &[
    &subject::TITLE,
    &moments::DATE,
    &repeats::REPEATS,
    &exception::EXCEPTION,
    &status::STATUS,
    &organizer::ORGANIZER,
    &attendee::ATTENDEE,
    &private::PRIVATE,
    &category::CATEGORY,
    &colour::COLOUR,
    &parent::PARENT,
    &web::WEB,
    &attachment::ATTACHMENT,
    &text::TEXT,
    &other::OTHER,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_property_has_one_field_in_each_kind() {
        for kind in Kind::ALL {
            let mut owned: Vec<&str> = of(kind)
                .iter()
                .flat_map(|field| field.properties)
                .copied()
                .collect();
            let count = owned.len();
            owned.sort_unstable();
            owned.dedup();
            assert_eq!(owned.len(), count, "{kind}");
            assert!(
                owned.iter().all(|name| !ignored::is_ignored(name)),
                "{kind}"
            );
        }
    }

    #[test]
    fn a_field_is_named_by_one_row_only() {
        for kind in Kind::ALL {
            let mut ids: Vec<FieldId> = of(kind).iter().map(|field| field.id).collect();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), of(kind).len(), "{kind}");
            assert_eq!(of(kind).last().map(|field| field.id), Some(FieldId::Other));
        }
    }
}
