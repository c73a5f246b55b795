//! XML as WebDAV uses it: names with a namespace, a small tree for requests, text written out for replies.

mod name;
mod read;
mod write;

pub(crate) use name::{APPLE, CALDAV, CALSERVER, CARDDAV, DAV, Name};
pub(crate) use read::{Element, Unreadable, parse};
pub(crate) use write::{
    close, empty, end_multistatus, escape, open, serialise, start_multistatus, text,
};
