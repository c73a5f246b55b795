//! A reply that is not what was asked for: status, reason, and what can be done about it.

use crate::auth::{Challenge, challenges};
use crate::limits::Limits;
use crate::multistatus;
use crate::precondition::Precondition;
use crate::retry_after::RetryAfter;
use crate::xml::{Name, Sink, Token, XmlError, XmlStream};
use http::{HeaderMap, StatusCode, header};
use std::io::{BufRead, Read as _};

/// Bytes of an error's body that are read.
const BODY_BYTES: u64 = 64 * 1024;
/// Characters of it that are kept for people.
const WORDS: usize = 200;

/// Why a reading request brought nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplyError {
    /// The body could not be read to its end: rows seen so far are true but not all.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// The server said no.
    #[error("{0}")]
    Refused(Box<Refusal>),
}

/// What the server said instead of doing what it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The reply's status.
    pub status: StatusCode,
    /// What a `DAV:error` body names.
    pub precondition: Option<Precondition>,
    /// When to ask again.
    pub retry_after: Option<RetryAfter>,
    /// How to sign in, of a 401.
    pub challenges: Vec<Challenge>,
    /// The target of a redirect, as sent: to be judged by [`Redirects`](crate::redirect::Redirects).
    pub location: Option<String>,
    /// The beginning of a body in plain text, for the report.
    pub words: String,
    /// The body was a page for people.
    pub is_web_page: bool,
}

/// What a refusal of a reading request means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// 401: sign in, or the password is wrong.
    AuthNeeded,
    /// 403: signed in, but not allowed.
    Forbidden,
    /// 404 or 410. One answer of this sort is no evidence that items are gone.
    NotFound,
    /// A redirect.
    Redirected,
    /// 429, or 503 with a time: ask again later.
    RateLimited(Option<RetryAfter>),
    /// 5xx and 408: nothing is known.
    ServerTrouble,
    /// 405 or 501: the server does not know the method here.
    NotOffered,
    /// 423.
    Locked,
    /// Anything else.
    Other,
}

/// Whether a 200 comes with a page for people: a sign-in page on the way (a hotel's), say. It is no answer to a write; a 201
/// or 204 is one, also where Apache adds a page that says so.
pub(crate) fn is_page_instead(status: StatusCode, headers: &HeaderMap) -> bool {
    let media = headers.get(header::CONTENT_TYPE);
    let media = media.and_then(|media| media.to_str().ok());
    let media = media.unwrap_or_default().to_ascii_lowercase();
    status == StatusCode::OK
        && ["text/html", "application/xhtml"]
            .iter()
            .any(|page| media.starts_with(page))
}

impl Refusal {
    /// Reads the reply to its end, or as far as matters.
    pub fn read(status: StatusCode, headers: &HeaderMap, body: impl BufRead) -> Refusal {
        let body = Body::read(body);
        Refusal {
            status,
            precondition: body.precondition,
            retry_after: RetryAfter::of(headers),
            challenges: challenges(headers),
            location: headers
                .get(header::LOCATION)
                .and_then(|to| to.to_str().ok())
                .map(str::to_owned),
            words: body.words,
            is_web_page: body.is_web_page,
        }
    }

    /// What it means for a reading request.
    pub fn trouble(&self) -> Trouble {
        match self.status.as_u16() {
            401 => Trouble::AuthNeeded,
            403 => Trouble::Forbidden,
            404 | 410 => Trouble::NotFound,
            300..=399 => Trouble::Redirected,
            429 => Trouble::RateLimited(self.retry_after),
            503 if self.retry_after.is_some() => Trouble::RateLimited(self.retry_after),
            405 | 501 => Trouble::NotOffered,
            423 => Trouble::Locked,
            408 | 500..=599 => Trouble::ServerTrouble,
            _ => Trouble::Other,
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the server answered {}", self.status)?;
        if !self.words.is_empty() {
            write!(f, ": {}", self.words)?;
        }
        Ok(())
    }
}

impl From<Refusal> for ReplyError {
    fn from(refusal: Refusal) -> ReplyError {
        ReplyError::Refused(Box::new(refusal))
    }
}

#[derive(Default)]
struct Body {
    precondition: Option<Precondition>,
    words: String,
    is_web_page: bool,
}

impl Body {
    fn read(body: impl BufRead) -> Body {
        let mut bytes = Vec::new();
        // A body cut off still has the status in front of it, and that is what counts.
        let _ = body.take(BODY_BYTES).read_to_end(&mut bytes);
        match error_root(&bytes) {
            Ok(precondition) => Body {
                precondition,
                ..Body::default()
            },
            Err(XmlError::WebPage) => Body {
                is_web_page: true,
                ..Body::default()
            },
            Err(XmlError::NotXml) => Body {
                words: plain_words(&bytes),
                ..Body::default()
            },
            Err(_) => Body::default(),
        }
    }
}

/// The precondition of a `DAV:error`, alone or inside a multistatus.
fn error_root(bytes: &[u8]) -> Result<Option<Precondition>, XmlError> {
    let limits = Limits::default();
    let mut xml = XmlStream::new(bytes, limits);
    let mut sink = Sink {
        limit: limits.text_bytes,
        ..Sink::default()
    };
    match xml.next(&mut sink)? {
        Token::Start(Name::Error) => multistatus::read_error(&mut xml, &mut sink),
        Token::Start(Name::Multistatus) => {
            let mut found = None;
            multistatus::read(bytes, limits, |row| {
                found = found.take().or_else(|| row.error.clone());
            })?;
            Ok(found)
        }
        _ => Err(multistatus::foreign_root(&xml.root)),
    }
}

fn plain_words(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words
        .chars()
        .filter(|c| !c.is_control())
        .take(WORDS)
        .collect()
}

/// A multistatus where one is due: 207, or 200 from servers that do not know better.
pub(crate) fn expect_multistatus<B: BufRead>(
    status: StatusCode,
    headers: &HeaderMap,
    body: B,
) -> Result<B, ReplyError> {
    if status == StatusCode::MULTI_STATUS || status == StatusCode::OK {
        Ok(body)
    } else {
        Err(Refusal::read(status, headers, body).into())
    }
}
