//! Replies that are not a multistatus: plain ones, and refusals with their precondition element.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::xml::{self, CALDAV, CARDDAV, DAV, Name, Unreadable};

/// RFC 4918, 16.
pub(crate) const LOCK_TOKEN_SUBMITTED: Name = Name::known(DAV, "lock-token-submitted");

const ALLOWED: &str =
    "OPTIONS, GET, HEAD, PUT, DELETE, PROPFIND, PROPPATCH, REPORT, MKCOL, MKCALENDAR, MOVE, COPY";
const CLASSES: &str = "1, 3, access-control, extended-mkcol, calendar-access, addressbook";

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

/// `1997-12-01T18:27:21Z` (RFC 4918, 15.1).
pub(crate) fn iso_date(time: std::time::SystemTime) -> String {
    let seconds = time
        .duration_since(std::time::SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let (year, month, day) = civil(seconds / 86_400);
    let of_day = seconds % 86_400;
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The date so many days after 1970-01-01, by counting from 0000-03-01 in eras of 400 years.
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::iso_date;

    #[test]
    fn a_time_is_written_as_the_calendar_has_it() {
        for (seconds, written) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_764_547_199, "2025-11-30T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(
                iso_date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)),
                written
            );
        }
    }
}
