//! The sum of the faults that strike one request, in the form the protocol code asks for.

use std::time::{Duration, SystemTime};

use super::{Fault, MissingRow, Moment, Rewrite, TokenLoss, Truncation};
use crate::store::{ETag, Resource};

/// What goes wrong with one request; `default()` is nothing.
// Each switch is a fault of its own; any of them can strike together.
#[allow(clippy::struct_excessive_bools)]
#[derive(Clone, Debug, Default)]
pub(crate) struct Effects {
    pub(crate) slow: Option<Duration>,
    pub(crate) lost: Option<Moment>,
    pub(crate) cut_body: Option<usize>,
    pub(crate) truncated: Option<(usize, Truncation)>,
    pub(crate) empty_listing: bool,
    pub(crate) lag: Option<Duration>,
    pub(crate) token: Option<TokenLoss>,
    pub(crate) no_etag_on_put: bool,
    pub(crate) weak_etag: bool,
    pub(crate) churn: bool,
    pub(crate) rewrites: Vec<Rewrite>,
    pub(crate) multiget: Option<(usize, MissingRow)>,
    pub(crate) ignore_preconditions: bool,
    pub(crate) reused_etag: bool,
    pub(crate) status: Option<StatusInstead>,
    pub(crate) web_page: bool,
    pub(crate) http2_status: bool,
    pub(crate) http2_wire: bool,
    /// The faults that struck, as they are written on the command line.
    pub(crate) struck: Vec<String>,
}

/// A status in place of the answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StatusInstead {
    pub(crate) code: u16,
    pub(crate) retry_after_s: Option<u32>,
    pub(crate) moment: Moment,
}

impl Effects {
    pub(crate) fn add(&mut self, fault: &Fault) {
        match fault {
            Fault::Slow(duration) => self.slow = Some(self.slow.unwrap_or_default() + *duration),
            Fault::Lost(moment) => self.lost = Some(*moment),
            Fault::CutBody { keep } => self.cut_body = Some(*keep),
            Fault::TruncatedListing { keep, how } => self.truncated = Some((*keep, *how)),
            Fault::EmptyListing => self.empty_listing = true,
            Fault::StaleListing { lag } => self.lag = Some(*lag),
            Fault::ForgetToken(loss) => self.token = Some(*loss),
            Fault::NoEtagOnPut => self.no_etag_on_put = true,
            Fault::WeakEtag => self.weak_etag = true,
            Fault::EtagChurn => self.churn = true,
            Fault::RewriteBody(rewrite) => self.rewrites.push(*rewrite),
            Fault::CappedMultiget { rows, missing } => self.multiget = Some((*rows, *missing)),
            Fault::IgnorePreconditions => self.ignore_preconditions = true,
            Fault::ReusedEtag => self.reused_etag = true,
            Fault::Status {
                code,
                retry_after_s,
                moment,
            } => {
                self.status = Some(StatusInstead {
                    code: *code,
                    retry_after_s: *retry_after_s,
                    moment: *moment,
                });
            }
            Fault::WebPage => self.web_page = true,
            Fault::Http2StatusLine => self.http2_status = true,
            Fault::Http2Wire => self.http2_wire = true,
            // Those strike when the connection is made, and within the session.
            Fault::BadCertificate(_) | Fault::SyncMl(_) => {}
        }
    }

    /// A tag as this reply shows it.
    pub(crate) fn show_etag(&self, etag: &ETag) -> String {
        if self.weak_etag {
            format!("W/{etag}")
        } else {
            etag.to_string()
        }
    }

    /// Whether a listing made now tells of this resource.
    pub(crate) fn lists(&self, resource: &Resource, now: SystemTime) -> bool {
        !self.empty_listing && !self.is_too_new(resource.created, now)
    }

    /// Whether the lagging index has not yet seen what happened then.
    pub(crate) fn is_too_new(&self, happened: SystemTime, now: SystemTime) -> bool {
        self.lag
            .is_some_and(|lag| now.duration_since(happened).unwrap_or_default() < lag)
    }

    /// The version in a status line inside a multistatus.
    pub(crate) fn http_version(&self) -> &'static str {
        if self.http2_status {
            "HTTP/2.0"
        } else {
            "HTTP/1.1"
        }
    }
}
