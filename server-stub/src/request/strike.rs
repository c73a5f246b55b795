//! Faults that strike a request as a whole: before anything is done, or on the way back.

use std::task::Poll;

use axum::body::Body;
use axum::response::Response;
use futures::stream;
use http::{HeaderValue, StatusCode, header};
use http_body_util::BodyExt as _;

use super::unauthorized;
use crate::dav;
use crate::fault::{Effects, Http2OnTheWire, LostReply, Moment};
use crate::server::Inner;
use crate::web;

/// Faults that strike before anything is done.
pub(super) fn before(server: &Inner, effects: &Effects) -> Option<Response> {
    if effects.lost == Some(Moment::BeforeWrite) {
        return Some(dav::plain(StatusCode::SERVICE_UNAVAILABLE, ""));
    }
    if effects.web_page {
        return Some(web::not_dav());
    }
    match effects.status {
        Some(instead) if instead.moment == Moment::BeforeWrite => {
            Some(status_instead(server, effects))
        }
        _ => None,
    }
}

/// Faults that strike on the way back.
pub(super) fn after(server: &Inner, response: Response, effects: &Effects) -> Response {
    let mut response = match effects.status {
        Some(instead) if instead.moment == Moment::AfterWrite => status_instead(server, effects),
        _ => response,
    };
    if let Some(keep) = effects.cut_body {
        response = response.map(|body| cut(body, keep));
    }
    if effects.http2_wire {
        response.extensions_mut().insert(Http2OnTheWire);
    }
    if let Some(moment) = effects.lost {
        response.extensions_mut().insert(LostReply(moment));
    }
    response
}

fn status_instead(server: &Inner, effects: &Effects) -> Response {
    let instead = effects.status.as_ref();
    let code = instead.map_or(500, |instead| instead.code);
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if status == StatusCode::UNAUTHORIZED {
        return unauthorized(server);
    }
    let mut response = match status {
        StatusCode::LOCKED => dav::precondition(status, &dav::LOCK_TOKEN_SUBMITTED),
        StatusCode::NOT_MODIFIED | StatusCode::NO_CONTENT => dav::bare(status),
        _ => dav::plain(status, "A fault switched on at the test server.\n"),
    };
    if let Some(seconds) = instead.and_then(|instead| instead.retry_after_s) {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A body that breaks after so many bytes: in process its stream ends in an error, over TCP the connection closes.
fn cut(body: Body, keep: usize) -> Body {
    let pieces = stream::unfold((body, Some(keep)), |(mut body, left)| async move {
        let left = left?;
        let broken = || std::io::Error::other("the reply was cut off");
        if left == 0 {
            yield_once().await;
            return Some((Err(broken()), (body, None)));
        }
        match body.frame().await {
            Some(Ok(frame)) => {
                let data = frame.into_data().unwrap_or_default();
                let piece = data.slice(..data.len().min(left));
                let left = left - piece.len();
                Some((Ok(piece), (body, Some(left))))
            }
            _ => Some((Err(broken()), (body, None))),
        }
    });
    Body::from_stream(pieces)
}

/// Lets the connection send what it has: an error that comes at once would take it along.
async fn yield_once() {
    let mut yielded = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
