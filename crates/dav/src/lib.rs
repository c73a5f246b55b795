//! WebDAV, CalDAV and CardDAV: each operation a request builder and a reply parser. Pure.
#![allow(dead_code)]
mod etag;
mod href;
mod limits;
mod multistatus;
mod precondition;
mod status;
mod url;
mod xml;

pub use etag::{CTag, ETag, ScheduleTag, SyncToken};
pub use href::{Href, HrefError, Place};
pub use limits::Limits;
pub use precondition::Precondition;
pub use url::{Scheme, Url, UrlError};
pub use xml::XmlError;
