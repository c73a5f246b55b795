//! The bundled test server: CalDAV, CardDAV, `SyncML` and webmail pages in SmarterMail's layout, with faults to switch on.
//!
//! A [`Server`] is made from a [`Config`]; its [`Server::router`] answers requests, over TCP in the program
//! `smsync-server` and in process in tests. [`Server::mailbox`] is the same data as a webmail user sees it,
//! [`Server::devices`] what synchronises with it, [`Server::faults`] the switches. It
//! reads the RFCs for itself and shares no protocol code with the client but the codec of `SyncML`.
//!
//! Begin reading at [`Server`], then `request`, then `dav` and `syncml`.

mod account;
mod archive;
mod attempts;
mod auth;
mod config;
mod date;
mod dav;
mod devices;
mod elsewhere;
mod exchange;
mod fault;
mod lock;
mod mailbox;
mod password;
mod profile;
mod recurrence;
mod request;
mod request_log;
mod sample;
mod scan;
mod serve;
mod server;
mod store;
mod syncml;
mod tls;
mod users;
mod web;
mod xml;

pub use archive::{ArchiveError, Imported};
pub use config::{Challenge, Clock, Config, Sleep, User};
pub use devices::{Device, Devices, Protocol, Session};
pub use fault::{
    BadCertificate, Fault, Faults, InvalidRule, LostReply, MissingRow, Moment, Rewrite, Rule,
    RuleId, Scope, TokenLoss, Truncation, When,
};
pub use mailbox::{Changes, CollectionSummary, Mailbox, MailboxError, StoredItem};
pub use profile::{Limit, Manners, Profile, UnknownProfile, UnknownToken};
pub use request_log::{LoggedRequest, RequestLog};
pub use serve::{serve, serve_over};
pub use server::Server;
pub use store::{Access, CollectionPath, Component, DiskError, ETag, Home, InvalidPath, names};
pub use syncml::{ConflictPolicy, Credentials, StoreNames, SyncMlFault, SyncMlOptions};
pub use tls::{Tls, TlsError};
pub use users::UserError;
