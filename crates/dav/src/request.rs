//! The common parts of every request.

use crate::url::Url;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};

/// `Depth` (RFC 4918, 10.2). Always sent where a request has one: servers differ in what its absence means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    Zero,
    One,
}

/// A request being put together. Bodies are whole, so that a `Content-Length` is sent: some servers
/// refuse chunked bodies, and others never answer an `Expect`.
pub(crate) struct Draft {
    method: Method,
    url: Url,
    headers: HeaderMap,
}

impl Draft {
    pub(crate) fn new(method: Verb, url: &Url) -> Draft {
        Draft {
            method: method.method(),
            url: url.clone(),
            headers: HeaderMap::new(),
        }
    }

    pub(crate) fn depth(mut self, depth: Depth) -> Draft {
        let value = match depth {
            Depth::Zero => HeaderValue::from_static("0"),
            Depth::One => HeaderValue::from_static("1"),
        };
        self.headers.insert(HeaderName::from_static("depth"), value);
        self
    }

    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Draft {
        self.headers.insert(name, value);
        self
    }

    pub(crate) fn xml(self, body: Vec<u8>) -> Request<Bytes> {
        self.header(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/xml; charset=utf-8"),
        )
        .body(body.into())
    }

    pub(crate) fn empty(self) -> Request<Bytes> {
        self.body(Bytes::new())
    }

    pub(crate) fn body(self, body: Bytes) -> Request<Bytes> {
        let mut request = Request::new(body);
        *request.method_mut() = self.method;
        *request.uri_mut() = self.url.to_uri();
        *request.headers_mut() = self.headers;
        request
    }
}

/// The methods this crate uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Options,
    Get,
    Put,
    Delete,
    Propfind,
    Report,
    MkCalendar,
    MkCol,
}

impl Verb {
    fn method(self) -> Method {
        let extension = match self {
            Verb::Options => return Method::OPTIONS,
            Verb::Get => return Method::GET,
            Verb::Put => return Method::PUT,
            Verb::Delete => return Method::DELETE,
            Verb::Propfind => "PROPFIND",
            Verb::Report => "REPORT",
            Verb::MkCalendar => "MKCALENDAR",
            Verb::MkCol => "MKCOL",
        };
        // Invariant: these four names are made of letters, so they are valid methods.
        Method::from_bytes(extension.as_bytes()).unwrap_or(Method::OPTIONS)
    }
}
