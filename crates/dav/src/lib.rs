//! `WebDAV`, `CalDAV` and `CardDAV`: each operation a request builder and a reply parser. Pure.
//!
//! No clock, no socket, no randomness: what is needed of them comes in as an argument. Each operation is a module
//! with `request(…) -> http::Request<Bytes>` and `parse(status, headers, body: impl BufRead, …)`. Replies with many rows are
//! read as a stream, each row handed to a closure; memory does not grow with the reply.
//!
//! Begin with [`sync_collection`] and [`multiget`], then [`put`] and [`WriteRefusal`]; [`discovery`] finds the server.
//! The shared words are [`Href`], [`ETag`], [`Url`] and [`Refusal`].

pub mod auth;
pub mod collections;
mod component;
pub mod delete;
pub mod discovery;
mod etag;
pub mod get;
mod href;
mod limits;
pub mod listing;
pub mod make_collection;
mod member;
pub mod multiget;
mod multistatus;
pub mod options;
mod precondition;
pub mod principal;
pub mod put;
pub mod query;
pub mod redirect;
mod refusal;
mod request;
mod resource_name;
mod retry_after;
mod status;
pub mod sync_collection;
mod url;
mod write_refusal;
mod xml;

pub use component::Component;
pub use etag::{CTag, ETag, ScheduleTag, SyncToken};
pub use href::{Href, HrefError, Place};
pub use limits::Limits;
pub use member::{Listed, Member, OwnRow};
pub use precondition::Precondition;
pub use refusal::{Refusal, ReplyError, Trouble};
pub use resource_name::{Extension, resource_name};
pub use retry_after::RetryAfter;
pub use url::{Scheme, Url, UrlError};
pub use write_refusal::{Sent, WriteRefusal};
pub use xml::XmlError;
