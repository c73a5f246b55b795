//! A server's router as a transport, called in process.

use async_trait::async_trait;
use axum::Router;
use axum::body::Body as RouterBody;
use bytes::Bytes;
use http::{Extensions, Request, Response};
use tower::ServiceExt;

use crate::door::{Body, Transport};
use crate::endpoint::Trouble;

/// Whether a response, by its extensions, is one that must never arrive.
type IsLost = fn(&Extensions) -> bool;

/// A transport that calls a router. A reply that the router marks as lost, and a body that ends in an error, are a
/// broken connection.
#[derive(Clone)]
pub struct InProcess {
    router: Router,
    is_lost: IsLost,
}

impl InProcess {
    /// Calls this router; `is_lost` knows its replies that must never arrive.
    pub fn new(router: Router, is_lost: IsLost) -> Self {
        Self { router, is_lost }
    }
}

#[async_trait]
impl Transport for InProcess {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, Trouble> {
        let broken = |why: &str| Trouble::NoConnection(why.to_owned().into());
        let request = as_on_the_line(request.map(RouterBody::from));
        // Invariant: a router's service never fails (its error type has no value).
        let reply = match self.router.clone().oneshot(request).await {
            Ok(reply) => reply,
            Err(never) => match never {},
        };
        if (self.is_lost)(reply.extensions()) {
            return Err(broken("the connection was closed"));
        }
        let (head, body) = reply.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX)
            .await
            .map_err(|_| broken("the reply was cut off"))?;
        Ok(Response::from_parts(head, Body::Whole(body)))
    }
}

/// As it would come over a connection: the host in a header, the target without it.
fn as_on_the_line(request: Request<RouterBody>) -> Request<RouterBody> {
    let (mut head, body) = request.into_parts();
    let host = head
        .uri
        .authority()
        .and_then(|host| host.as_str().parse().ok());
    if let Some(host) = host {
        head.headers.insert(http::header::HOST, host);
    }
    if let Some(target) = head.uri.path_and_query().cloned() {
        head.uri = target.into();
    }
    Request::from_parts(head, body)
}
