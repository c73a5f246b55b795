//! The bundled test server: CalDAV and CardDAV in SmarterMail's layout, with faults to switch on.
//!
//! A [`Server`] is made from a [`Config`]; its [`Server::router`] answers requests, over TCP in the program
//! `smsync-server` and in process in tests. [`Server::mailbox`] is the same data as a webmail user sees it,
//! [`Server::faults`] the switches. It reads the RFCs for itself and shares no protocol code with the client.
//!
//! Begin reading at [`Server`], then `request`, then `dav`.

mod account;
mod auth;
mod config;
mod date;
mod dav;
mod fault;
mod lock;
mod mailbox;
mod page;
mod request;
mod request_log;
mod sample;
mod scan;
mod serve;
mod server;
mod store;
mod xml;

pub use config::{Challenge, Clock, Config, Sleep, User};
pub use fault::{
    Fault, Faults, InvalidRule, LostReply, MissingRow, Moment, Rewrite, Rule, RuleId, Scope,
    TokenLoss, Truncation, When,
};
pub use mailbox::{CollectionSummary, Mailbox, MailboxError, StoredItem};
pub use request_log::{LoggedRequest, RequestLog};
pub use serve::serve;
pub use server::Server;
pub use store::{CollectionPath, Component, DiskError, ETag, Home, InvalidPath, names};
