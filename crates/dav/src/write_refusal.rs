//! Why a write was not done. One status has many meanings (412 alone has five), so the body, the
//! status and what was sent are looked at together.

use crate::auth::Challenge;
use crate::precondition::Precondition;
use crate::refusal::Refusal;
use crate::retry_after::RetryAfter;

/// From this size on, a bare 412 may mean "too large" (Radicale says it so above 10 MB).
const SUSPICIOUS_BYTES: usize = 4 * 1024 * 1024;

/// What kind of write it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// PUT of a new item, with `If-None-Match: *`.
    Create {
        /// Length of the body.
        size_bytes: usize,
    },
    /// PUT over a known version, with `If-Match`.
    Replace {
        /// Length of the body.
        size_bytes: usize,
    },
    /// PUT without a condition.
    Overwrite {
        /// Length of the body.
        size_bytes: usize,
    },
    /// DELETE.
    Delete,
    /// MKCALENDAR or MKCOL.
    MakeCollection,
}

/// What a write that was not done means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteRefusal {
    /// The item is no longer the version the write was made on, or no longer there: observe again.
    Stale,
    /// Something is at that place already: look whether it is our own work of which the reply was lost.
    AlreadyExists,
    /// Another item has this UID; where, if the server says.
    UidTakenAt(Option<String>),
    /// A bare 412 to a large body: stale or there already, or else too large. If what is there has not
    /// changed, it is the size; trying again would loop.
    StaleOrTooLarge,
    /// The server takes no items of this size.
    TooLarge,
    /// The server does not take this text; it is the item's fault. With the rule, where one was named.
    Invalid(Option<Precondition>),
    /// The user may not write here.
    ReadOnly,
    /// Somebody holds a lock.
    Locked,
    /// No space left for this user.
    QuotaExceeded,
    /// The item, or the collection it should go into, is not there (also `SOGo`'s answer to a kind or text it does not take).
    NotFound,
    /// 409 without a reason: a UID that is taken (`SOGo`), or a collection that is missing (Radicale).
    Conflict,
    /// Ask again later.
    RateLimited(Option<RetryAfter>),
    /// Sign in, or the password is wrong.
    AuthNeeded(Vec<Challenge>),
    /// To be judged, and then sent again as it was.
    Redirected(Option<String>),
    /// 5xx or 408. The write may have been stored all the same: look before it is sent again.
    ServerTrouble(u16),
    /// Anything else; 200: a page for people instead of an answer, nothing is known of the write.
    Other(u16),
}

impl WriteRefusal {
    /// Classifies a refusal of what was `sent`.
    pub fn of(refusal: &Refusal, sent: Sent) -> WriteRefusal {
        let named = refusal
            .precondition
            .as_ref()
            .and_then(|named| by_precondition(named, refusal.status.as_u16()));
        named.unwrap_or_else(|| by_status(refusal, sent))
    }

    /// Sending the same again at once cannot help.
    pub fn is_final(&self) -> bool {
        use WriteRefusal as W;
        matches!(
            self,
            W::TooLarge | W::Invalid(_) | W::ReadOnly | W::QuotaExceeded | W::UidTakenAt(_)
        )
    }
}

fn by_precondition(named: &Precondition, status: u16) -> Option<WriteRefusal> {
    use Precondition as P;
    Some(match named {
        P::UidConflict(at) | P::UniqueSchedulingObject(at) => WriteRefusal::UidTakenAt(at.clone()),
        P::MaxResourceSize => WriteRefusal::TooLarge,
        P::SupportedData
        | P::ValidData
        | P::ValidObject
        | P::SupportedComponent
        | P::DataRule(_) => WriteRefusal::Invalid(Some(named.clone())),
        P::NeedPrivileges | P::LocationNotOk => WriteRefusal::ReadOnly,
        P::MustBeNull => WriteRefusal::AlreadyExists,
        P::Locked => WriteRefusal::Locked,
        P::Quota => WriteRefusal::QuotaExceeded,
        // A status that speaks for itself is asked first where the name says nothing about a write.
        P::Other if status == 403 => return None,
        P::ValidSyncToken | P::MatchesWithinLimits | P::SupportedReport | P::Other => return None,
    })
}

fn by_status(refusal: &Refusal, sent: Sent) -> WriteRefusal {
    let status = refusal.status.as_u16();
    match status {
        300..=399 => WriteRefusal::Redirected(refusal.location.clone()),
        400 | 415 | 422 => WriteRefusal::Invalid(None),
        401 => WriteRefusal::AuthNeeded(refusal.challenges.clone()),
        405 if sent == Sent::MakeCollection => WriteRefusal::AlreadyExists,
        403 | 405 => WriteRefusal::ReadOnly,
        404 | 410 => WriteRefusal::NotFound,
        409 => WriteRefusal::Conflict,
        412 | 428 => by_condition(sent),
        413 => WriteRefusal::TooLarge,
        423 => WriteRefusal::Locked,
        429 => WriteRefusal::RateLimited(refusal.retry_after),
        503 if refusal.retry_after.is_some() => WriteRefusal::RateLimited(refusal.retry_after),
        507 => WriteRefusal::QuotaExceeded,
        408 | 500..=599 => WriteRefusal::ServerTrouble(status),
        other => WriteRefusal::Other(other),
    }
}

/// A 412 that names nothing.
fn by_condition(sent: Sent) -> WriteRefusal {
    match sent {
        Sent::Create { size_bytes } | Sent::Replace { size_bytes }
            if size_bytes >= SUSPICIOUS_BYTES =>
        {
            WriteRefusal::StaleOrTooLarge
        }
        Sent::Create { .. } | Sent::MakeCollection => WriteRefusal::AlreadyExists,
        Sent::Replace { .. } | Sent::Delete => WriteRefusal::Stale,
        // Without a condition there was nothing to fail but the text itself (DAViCal's answer to a bad one).
        Sent::Overwrite { .. } => WriteRefusal::Invalid(None),
    }
}
