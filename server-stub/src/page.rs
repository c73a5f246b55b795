//! The few web pages there are so far.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, header};

const FRONT: &str = include_str!("page/front.html");
const NOT_DAV: &str = include_str!("page/not_dav.html");

/// What a browser sees at `/`: what this server is for, and what not.
pub(crate) fn front() -> Response {
    html(FRONT)
}

/// The page of a hotel's network, where DAV was asked for (the fault `web-page`).
pub(crate) fn not_dav() -> Response {
    html(NOT_DAV)
}

fn html(text: &'static str) -> Response {
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
}
