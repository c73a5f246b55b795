//! The protocol: each method and report in a file of its own, over the mailbox of the user who signed in, or of one who
//! shares something with them.
//!
//! RFC 4918 (WebDAV), 4791 (CalDAV), 6352 (CardDAV), 6578 (sync), 5397 (principal), 5689 (extended MKCOL),
//! 3744 (privileges, shared collections). [`answer`] is where a request enters.

mod accept;
mod acl;
mod answer;
mod collection_methods;
mod copy_move;
mod data;
mod href;
mod multistatus;
mod object;
mod preconditions;
mod property;
mod propfind;
mod proppatch;
mod report;
mod shared;
mod target;

use std::sync::Arc;
use std::time::SystemTime;

use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};

pub(crate) use answer::{
    LOCK_TOKEN_SUBMITTED, Refusal, bare, options, plain, precondition, redirect,
};
pub(crate) use href::collection_href;
pub(crate) use target::Target;

use crate::account::Account;
use crate::fault::Effects;
use crate::request::BodyFault;
use crate::server::Inner;
use crate::store::{Access, Collection, Shelves};
use crate::xml::{Element, Unreadable};
use data::Shape;
use property::{Quota, Viewer};

/// One request by someone who signed in.
pub(crate) struct Call<'a> {
    pub(crate) server: &'a Inner,
    /// Who signed in.
    pub(crate) account: &'a Account,
    /// Whose place it is; the same, but for a collection that is shared.
    pub(crate) owner: &'a Account,
    pub(crate) method: &'a str,
    pub(crate) target: Target,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: Result<Bytes, BodyFault>,
    pub(crate) xml: Result<Option<Element>, Unreadable>,
    pub(crate) effects: Effects,
    pub(crate) now: SystemTime,
}

/// What a method's code returns.
pub(crate) type Outcome = Result<Response, Refusal>;

impl Call<'_> {
    /// The value of a header, when it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Whether the place is the user's own.
    pub(crate) fn is_owner(&self) -> bool {
        self.account.email == self.owner.email
    }

    /// Whether items of that collection may be added, changed and deleted.
    pub(crate) fn may_write(&self, collection: &Collection) -> bool {
        let shared = || collection.access_of(&self.account.email) == Some(Access::Write);
        !collection.read_only && (self.is_owner() || shared())
    }

    /// Who asks.
    pub(crate) fn viewer(&self) -> Viewer {
        Viewer {
            email: self.account.email.clone(),
            owner: self.owner.email.clone(),
            hosts: Vec::new(),
            effects: self.effects.clone(),
            max_resource_size_bytes: self.server.config.max_resource_size_bytes,
            shape: match &self.xml {
                Ok(Some(root)) => Shape::read(root).map(Arc::new),
                _ => None,
            },
            quota: None,
        }
    }

    /// Who asks, with what their mailbox holds.
    pub(crate) fn viewer_of(&self, shelves: &Shelves) -> Viewer {
        Viewer {
            quota: self.is_owner().then(|| Quota {
                used_bytes: shelves.used_bytes(),
                limit_bytes: self.account.quota_bytes(),
            }),
            ..self.viewer()
        }
    }

    /// The request's XML.
    ///
    /// # Errors
    /// It is not readable.
    pub(crate) fn xml(&self) -> Result<Option<&Element>, Refusal> {
        match &self.xml {
            Ok(root) => Ok(root.as_ref()),
            Err(unreadable) => Err(Refusal::unreadable(unreadable)),
        }
    }
}

/// Answers a request.
pub(crate) fn answer(call: &Call<'_>) -> Response {
    let outcome = match access(call) {
        Err(refusal) => Err(refusal),
        Ok(()) => dispatch(call),
    };
    outcome.unwrap_or_else(Refusal::into_response)
}

fn access(call: &Call<'_>) -> Result<(), Refusal> {
    match call.target.owner() {
        Some(owner) if !owner.eq_ignore_ascii_case(&call.owner.email) => {
            Err(Refusal::NeedPrivileges)
        }
        _ if call.target == Target::Unknown => Err(Refusal::Status(
            StatusCode::NOT_FOUND,
            "There is nothing here.",
        )),
        _ if call.is_owner() => Ok(()),
        _ => shared::check(call),
    }
}

fn dispatch(call: &Call<'_>) -> Outcome {
    match call.method {
        "PROPFIND" => propfind::propfind(call),
        "PROPPATCH" => proppatch::proppatch(call),
        "REPORT" => report::report(call),
        "GET" | "HEAD" => object::get(call),
        "PUT" => object::put(call),
        "DELETE" => object::delete(call),
        "MKCALENDAR" => collection_methods::mkcalendar(call),
        "MKCOL" => collection_methods::mkcol(call),
        "MOVE" | "COPY" => copy_move::copy_or_move(call),
        "ACL" => acl::acl(call),
        "POST" | "PATCH" | "LOCK" | "UNLOCK" => Ok(answer::not_allowed()),
        _ => Err(Refusal::Status(
            StatusCode::NOT_IMPLEMENTED,
            "This method is not known here.",
        )),
    }
}
