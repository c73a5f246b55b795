//! The names of the fields.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! field_ids {
    ($($(#[$doc:meta])* $id:ident = $name:literal,)+) => {
        /// Names a field: what a person sees and what can conflict. The lower-case names are stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum FieldId { $($(#[$doc])* #[serde(rename = $name)] $id,)+ }

        impl FieldId {
            /// Every field, in the order of the rows.
            pub const ALL: &[FieldId] = &[$(FieldId::$id),+];

            /// The stable name, as in `display-name`.
            pub const fn as_str(self) -> &'static str {
                match self { $(FieldId::$id => $name),+ }
            }
        }
    };
}

field_ids! {
    /// A contact's picture.
    Photo = "photo",
    /// Prefix, given, middle and family name, suffix: one field.
    Name = "name",
    /// The name as it is shown.
    DisplayName = "display-name",
    /// Nicknames.
    Nickname = "nickname",
    /// How the contact is filed.
    FileAs = "file-as",
    /// Company and department.
    Company = "company",
    /// A contact's job title, or a note's title.
    Title = "title",
    /// What the person does there.
    Role = "role",
    /// The manager's name.
    Manager = "manager",
    /// The assistant's name.
    Assistant = "assistant",
    /// The spouse's name.
    Spouse = "spouse",
    /// An e-mail address.
    Email = "email",
    /// A phone number.
    Phone = "phone",
    /// A postal address.
    Address = "address",
    /// A web address.
    Web = "web",
    /// An instant messaging address.
    Im = "im",
    /// The birthday, with or without a year.
    Birthday = "birthday",
    /// The anniversary, with or without a year.
    Anniversary = "anniversary",
    /// A member of a group.
    Member = "member",
    /// What an appointment or a task is about.
    Subject = "subject",
    /// Start, end, all-day and rule: one field.
    When = "when",
    /// An occurrence of a series that differs from it.
    Exception = "exception",
    /// Where.
    Place = "place",
    /// A task's start.
    Start = "start",
    /// When a task is due.
    Due = "due",
    /// How far a task is (status, per cent and completed: one field), or the status of an appointment or a note.
    Status = "status",
    /// How a task repeats.
    Repeats = "repeats",
    /// The day a note belongs to.
    Date = "date",
    /// How important.
    Priority = "priority",
    /// Who invites.
    Organizer = "organizer",
    /// Who is invited.
    Attendee = "attendee",
    /// When to be reminded.
    Reminder = "reminder",
    /// Whether the time is shown as busy.
    Busy = "busy",
    /// Whether others may read it.
    Private = "private",
    /// A category.
    Category = "category",
    /// The colour.
    Colour = "colour",
    /// The link of an online meeting.
    Meeting = "meeting",
    /// The task this one is part of.
    Parent = "parent",
    /// An attached file or link.
    Attachment = "attachment",
    /// The text: a contact's notes, an appointment's description, a note's body.
    Text = "text",
    /// Anything this program does not understand; kept as it is.
    Other = "other",
}

impl fmt::Display for FieldId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// No field has that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not the name of a field")]
pub struct UnknownField(pub String);

impl FromStr for FieldId {
    type Err = UnknownField;

    fn from_str(name: &str) -> Result<FieldId, UnknownField> {
        let wanted = name.trim().to_ascii_lowercase();
        FieldId::ALL
            .iter()
            .copied()
            .find(|id| id.as_str() == wanted)
            .ok_or_else(|| UnknownField(name.to_owned()))
    }
}
