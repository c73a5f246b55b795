//! The faults by name, each with where it was seen.

use std::time::Duration;

use crate::syncml::SyncMlFault;

/// One thing that goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The answer takes that long.
    Slow(Duration),
    /// The connection ends without a reply; see [`LostReply`].
    Lost(Moment),
    /// The reply's body ends after so many bytes, in the middle of its transfer.
    CutBody {
        /// Bytes of the body that still arrive.
        keep: usize,
    },
    /// A listing holds only the first so many members.
    TruncatedListing {
        /// Members that are told.
        keep: usize,
        /// Whether the answer says so.
        how: Truncation,
    },
    /// A listing holds no members at all, without an error.
    EmptyListing,
    /// What was created in the last while is missing from listings, though GET finds it.
    StaleListing {
        /// How far the index lags behind.
        lag: Duration,
    },
    /// The sync token is not known any more.
    ForgetToken(TokenLoss),
    /// PUT succeeds without telling the entity tag (E6 to E8 of the old disasters).
    NoEtagOnPut,
    /// Tags are weak, as behind a proxy that compresses.
    WeakEtag,
    /// Every resource of the collection has a new tag, though nobody changed it.
    EtagChurn,
    /// What is stored is not what was PUT.
    RewriteBody(Rewrite),
    /// A multiget answers only the first so many rows.
    CappedMultiget {
        /// Rows that are answered.
        rows: usize,
        /// What becomes of the others.
        missing: MissingRow,
    },
    /// `If-Match` and `If-None-Match` are not looked at (SOGo).
    IgnorePreconditions,
    /// A resource created again has the tag of its predecessor (SOGo).
    ReusedEtag,
    /// That status instead of an answer.
    Status {
        /// The status.
        code: u16,
        /// Seconds for `Retry-After`.
        retry_after_s: Option<u32>,
        /// `AfterWrite`: an error is told, but the work was done.
        moment: Moment,
    },
    /// A web page with status 200 instead of DAV: a captive portal, a sign-in page, a parked domain.
    WebPage,
    /// `HTTP/2.0 200 OK` in every `DAV:status`, as old SmarterMail wrote.
    Http2StatusLine,
    /// The reply itself begins with `HTTP/2.0`, as a protocol error on the wire; over TCP only.
    Http2Wire,
    /// Another certificate than the server's own; over TLS only, for every connection.
    BadCertificate(BadCertificate),
    /// Something that only goes wrong in `SyncML`.
    SyncMl(SyncMlFault),
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BadCertificate {
    /// It ran out years ago.
    Expired,
    /// It is for another host.
    OtherName,
    /// It is not the one that was shown before, as when someone stands in between.
    Another,
}

/// Before or after the request did its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Nothing was done.
    BeforeWrite,
    /// Everything was done; only the client does not know.
    AfterWrite,
}

/// Stands in the extensions of a response that must never arrive.
///
/// Over TCP the connection is closed instead of sending the response; a transport that calls the router in process
/// turns a response with this extension into its transport error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LostReply(pub Moment);

/// Stands in the extensions of a response whose status line is to be written wrongly.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Http2OnTheWire;

/// Whether a shortened listing admits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truncation {
    /// A row with status 507 for the collection (RFC 6578, 3.6).
    Announced,
    /// Nothing tells that anything is missing.
    Silent,
    /// Nothing tells, and the token skips what is missing (Xandikos).
    SilentSkipping,
}

/// How a server answers a token it does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenLoss {
    /// 403 with `DAV:valid-sync-token`.
    Refused,
    /// 207 with everything and no deletions (DAViCal, SOGo).
    EverythingWithoutDeletions,
}

/// What becomes of a row that a multiget does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingRow {
    /// It is not there (DAViCal, sabre/dav).
    LeftOut,
    /// It has status 404 although the resource exists.
    NotFound,
}

/// How a server changes what is PUT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rewrite {
    /// Lines folded at another width, line ends turned to CRLF (DAViCal, Cyrus).
    Refold,
    /// The properties of each component in another order (Radicale).
    Reorder,
    /// Adds `CLASS:PUBLIC`, `X-SERVER-REV` and the like (SOGo).
    AddProperties,
    /// Drops X- properties it does not know (many).
    DropUnknown,
}
