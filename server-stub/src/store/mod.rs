//! What the server keeps: per user a mailbox of collections, in each the resources and the order of their changes.
//!
//! Nothing here knows of HTTP or XML. Every mutation goes through [`mailbox::Shelves`], begin reading there.

mod access;
mod collection;
mod disk;
mod disk_users;
mod mailbox;
mod path;
mod resource;
mod schema;

pub use access::Access;
pub(crate) use access::Shares;
pub(crate) use collection::{Collection, SyncPage, TokenState};
pub use disk::DiskError;
pub(crate) use disk::{Disk, nanoseconds, time};
pub(crate) use disk_users::KeptUser;
pub(crate) use mailbox::{NewCollection, Shelves, StoreError};
pub use path::{CollectionPath, Home, InvalidPath};
pub use resource::{Component, ETag};
pub(crate) use resource::{Components, Resource};

/// Names of the collections every mailbox begins with.
pub mod names {
    /// The default address book.
    pub const CONTACTS: &str = "addressbooks/contacts";
    /// The default calendar, appointments only.
    pub const CALENDAR: &str = "calendars/calendar";
    /// The default task list, VTODO only.
    pub const TASKS: &str = "calendars/tasks";
    /// The default notebook, VJOURNAL only.
    pub const NOTES: &str = "calendars/notes";
    /// A calendar of somebody else's, read-only over DAV.
    pub const TEAM: &str = "calendars/team";
}
