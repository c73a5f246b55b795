//! Replies that are not a multistatus: plain ones, and refusals with their precondition element.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::store::{DiskError, StoreError};
use crate::xml::{self, CALDAV, CARDDAV, DAV, Name, Unreadable};

/// RFC 4918, 16.
pub(crate) const LOCK_TOKEN_SUBMITTED: Name = Name::known(DAV, "lock-token-submitted");

const ALLOWED: &str = "OPTIONS, GET, HEAD, PUT, DELETE, PROPFIND, PROPPATCH, REPORT, MKCOL, MKCALENDAR, MOVE, COPY, ACL";
const CLASSES: &str =
    "1, 3, access-control, extended-mkcol, calendar-access, calendar-proxy, addressbook";

/// Why a request is refused.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// A status and a sentence.
    Status(StatusCode, &'static str),
    /// A status and the element that names the broken precondition.
    Precondition(StatusCode, Name),
    /// A precondition element with something inside, already written.
    Detailed(StatusCode, Name, String),
    /// 400 with the reason.
    Bad(String),
    /// A precondition with the reason in words beside it.
    Explained(StatusCode, Name, String),
    /// 403 `DAV:need-privileges` (RFC 3744, 7.1.1).
    NeedPrivileges,
    /// The change cannot be kept on disk.
    Storage(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        Refusal::Storage(error)
    }
}

impl From<DiskError> for Refusal {
    fn from(error: DiskError) -> Refusal {
        Refusal::Storage(StoreError::Disk(error))
    }
}

impl Refusal {
    pub(crate) fn dav(status: StatusCode, element: &'static str) -> Refusal {
        Refusal::Precondition(status, Name::known(DAV, element))
    }

    pub(crate) fn caldav(status: StatusCode, element: &'static str) -> Refusal {
        Refusal::Precondition(status, Name::known(CALDAV, element))
    }

    pub(crate) fn carddav(status: StatusCode, element: &'static str) -> Refusal {
        Refusal::Precondition(status, Name::known(CARDDAV, element))
    }

    pub(crate) fn not_found() -> Refusal {
        Refusal::Status(StatusCode::NOT_FOUND, "There is nothing here.")
    }

    pub(crate) fn unreadable(unreadable: &Unreadable) -> Refusal {
        match unreadable {
            Unreadable::Entities => Refusal::Explained(
                StatusCode::FORBIDDEN,
                Name::known(DAV, "no-external-entities"),
                unreadable.to_string(),
            ),
            _ => Refusal::Bad(unreadable.to_string()),
        }
    }

    pub(crate) fn into_response(self) -> Response {
        match self {
            Refusal::Status(status, sentence) => plain(status, &format!("{sentence}\n")),
            Refusal::Precondition(status, name) => precondition(status, &name),
            Refusal::Detailed(status, name, inner) => error(status, &name, &inner, None),
            Refusal::Bad(reason) => plain(StatusCode::BAD_REQUEST, &format!("{reason}\n")),
            Refusal::Explained(status, name, reason) => error(status, &name, "", Some(&reason)),
            Refusal::Storage(StoreError::Disk(error)) => {
                plain(StatusCode::INSUFFICIENT_STORAGE, &format!("{error}\n"))
            }
            Refusal::Storage(error) => plain(StatusCode::NOT_FOUND, &format!("{error}\n")),
            Refusal::NeedPrivileges => {
                precondition(StatusCode::FORBIDDEN, &Name::known(DAV, "need-privileges"))
            }
        }
    }
}

/// A `DAV:error` body with one element.
pub(crate) fn precondition(status: StatusCode, name: &Name) -> Response {
    error(status, name, "", None)
}

fn error(status: StatusCode, name: &Name, inner: &str, reason: Option<&str>) -> Response {
    let mut body = String::new();
    xml::start_multistatus(&mut body, "error");
    if inner.is_empty() {
        xml::empty(&mut body, name);
    } else {
        xml::open(&mut body, name);
        body.push_str(inner);
        xml::close(&mut body, name);
    }
    if let Some(reason) = reason {
        xml::text(&mut body, &Name::known(DAV, "responsedescription"), reason);
    }
    xml::end_multistatus(&mut body, "error");
    with_type(status, "application/xml; charset=utf-8", Body::from(body))
}

/// A status with a sentence for people.
pub(crate) fn plain(status: StatusCode, sentence: &str) -> Response {
    with_type(
        status,
        "text/plain; charset=utf-8",
        Body::from(sentence.to_owned()),
    )
}

/// A status alone.
pub(crate) fn bare(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// A body of that type.
pub(crate) fn with_type(status: StatusCode, media_type: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

/// Sends a client elsewhere for good.
pub(crate) fn redirect(location: &'static str) -> Response {
    let mut response = bare(StatusCode::MOVED_PERMANENTLY);
    response
        .headers_mut()
        .insert(header::LOCATION, HeaderValue::from_static(location));
    response
}

/// What the server can do (RFC 4918, 10.1).
pub(crate) fn options() -> Response {
    let mut response = bare(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(
        HeaderName::from_static("dav"),
        HeaderValue::from_static(CLASSES),
    );
    headers.insert(header::ALLOW, HeaderValue::from_static(ALLOWED));
    response
}

/// 405 with what is allowed.
pub(crate) fn not_allowed() -> Response {
    let mut response = plain(
        StatusCode::METHOD_NOT_ALLOWED,
        "That cannot be done here.\n",
    );
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static(ALLOWED));
    response
}
