//! One request for a page: who asks, what they sent, and whether it may be believed.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::SystemTime;

use axum::response::Response;
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, header};

use super::form::Form;
use super::multipart::{self, Upload};
use super::session::{Session, SignedIn};
use crate::account::Account;
use crate::attempts::Peer;
use crate::mailbox::Mailbox;
use crate::password::same;
use crate::request::BodyFault;
use crate::server::{Inner, Server};

const COOKIE: &str = "smsync_session";

/// A request for a page.
pub(super) struct Visit {
    pub(super) server: Arc<Inner>,
    pub(super) method: Method,
    pub(super) path: String,
    /// What stands after `?`.
    pub(super) query: Form,
    /// What a form sent.
    pub(super) form: Form,
    /// The file a form sent.
    pub(super) upload: Option<Upload>,
    pub(super) who: Who,
    pub(super) peer: Option<Peer>,
    /// A sentence about what was just done.
    pub(super) notice: Option<String>,
    pub(super) now: SystemTime,
    headers: HeaderMap,
    body_fault: Option<BodyFault>,
    key: RefCell<String>,
    form_token: RefCell<String>,
    /// The browser is to be given this cookie; empty takes it away.
    cookie: RefCell<Option<String>>,
}

/// Who asks.
pub(super) enum Who {
    Nobody,
    User(Arc<Account>),
    Administrator,
}

/// Why a page is not shown.
#[derive(Debug)]
pub(super) enum Refused {
    /// Somebody must sign in first.
    SignIn,
    Missing,
    Forbidden(&'static str),
    Bad(String),
}

impl Visit {
    pub(super) fn begin(
        server: &Arc<Inner>,
        parts: &Parts,
        body: Result<Bytes, BodyFault>,
        now: SystemTime,
    ) -> Visit {
        let key = cookie(&parts.headers).unwrap_or_default();
        let session = server.sessions.resume(&key, now);
        let who = match session.as_ref().map(|session| &session.signed_in) {
            Some(SignedIn::User(email)) => server.accounts.of(email).map_or(Who::Nobody, Who::User),
            Some(SignedIn::Administrator) => Who::Administrator,
            Some(SignedIn::Nobody) | None => Who::Nobody,
        };
        let body_fault = body.as_ref().err().copied();
        let (form, upload) = sent(parts, &body.unwrap_or_default());
        let visit = Visit {
            server: Arc::clone(server),
            method: parts.method.clone(),
            path: parts.uri.path().to_owned(),
            query: Form::read(parts.uri.query().unwrap_or_default()),
            form,
            upload,
            who,
            peer: parts.extensions.get::<Peer>().copied(),
            notice: session.as_ref().and_then(|session| session.notice.clone()),
            now,
            headers: parts.headers.clone(),
            body_fault,
            key: RefCell::new(key),
            form_token: RefCell::default(),
            cookie: RefCell::default(),
        };
        match session {
            Some(Session { form_token, .. }) => *visit.form_token.borrow_mut() = form_token,
            // A form needs a session before anyone signed in: its token is what says that the form was ours.
            None => visit.sign(SignedIn::Nobody),
        }
        visit
    }

    /// Whether what was sent came from one of our own forms.
    ///
    /// # Errors
    /// It came from elsewhere, or from a form of a session that has ended.
    pub(super) fn checked(&self) -> Result<(), Refused> {
        if self.method != Method::POST {
            return Ok(());
        }
        if self.body_fault.is_some() {
            return Err(Refused::Bad(
                "What was sent is too long, or did not arrive whole.".to_owned(),
            ));
        }
        let foreign = self
            .header("origin")
            .is_some_and(|origin| !self.is_own(origin))
            || self
                .header("sec-fetch-site")
                .is_some_and(|site| site != "same-origin" && site != "none");
        let token = self.form_token.borrow();
        if foreign
            || token.is_empty()
            || !same(token.as_bytes(), self.form.text("token").as_bytes())
        {
            return Err(Refused::Forbidden(
                "This form is out of date, or not from this server. Load its page again and repeat what you did.",
            ));
        }
        Ok(())
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    fn is_own(&self, origin: &str) -> bool {
        let host = self.header("host").unwrap_or_default();
        origin
            .split_once("://")
            .is_some_and(|(_, of)| of.eq_ignore_ascii_case(host))
    }

    /// Begins a new session in place of this one.
    pub(super) fn sign(&self, as_whom: SignedIn) {
        self.server.sessions.end(&self.key.borrow());
        match self.server.sessions.begin(as_whom, self.now) {
            Some((key, session)) => {
                *self.cookie.borrow_mut() = Some(key.clone());
                *self.key.borrow_mut() = key;
                *self.form_token.borrow_mut() = session.form_token;
            }
            None => *self.cookie.borrow_mut() = Some(String::new()),
        }
    }

    /// The token for a form of this page.
    pub(super) fn token(&self) -> String {
        self.form_token.borrow().clone()
    }

    /// Leaves a sentence for the next page.
    pub(super) fn tell(&self, sentence: impl Into<String>) {
        self.server
            .sessions
            .notice(&self.key.borrow(), sentence.into());
    }

    pub(super) fn send_cookie(&self, response: &mut Response) {
        let cookie = self.cookie.borrow();
        let Some(key) = cookie.as_deref() else {
            return;
        };
        let secure = if self.server.config.secure_cookies {
            "; Secure"
        } else {
            ""
        };
        let age = if key.is_empty() { "; Max-Age=0" } else { "" };
        let text = format!("{COOKIE}={key}; Path=/; HttpOnly; SameSite=Strict{secure}{age}");
        if let Ok(value) = HeaderValue::from_str(&text) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }

    /// The account of the user who signed in.
    ///
    /// # Errors
    /// Nobody did, or the administrator, who has no mailbox.
    pub(super) fn account(&self) -> Result<&Arc<Account>, Refused> {
        match &self.who {
            Who::User(account) => Ok(account),
            Who::Administrator => Err(Refused::Forbidden(
                "The administrator has no mailbox. Sign in as a user.",
            )),
            Who::Nobody => Err(Refused::SignIn),
        }
    }

    /// The mailbox of the user who signed in.
    ///
    /// # Errors
    /// As for [`Visit::account`].
    pub(super) fn mailbox(&self) -> Result<Mailbox, Refused> {
        Ok(Mailbox::new(
            Arc::clone(self.account()?),
            Arc::clone(&self.server),
        ))
    }

    /// The server, for the administrator.
    ///
    /// # Errors
    /// Somebody else asks.
    pub(super) fn administrated(&self) -> Result<Server, Refused> {
        match &self.who {
            Who::Administrator => Ok(Server {
                inner: Arc::clone(&self.server),
            }),
            Who::User(_) => Err(Refused::Forbidden("This page is the administrator's.")),
            Who::Nobody => Err(Refused::SignIn),
        }
    }
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value.to_owned())
}

fn sent(parts: &Parts, body: &Bytes) -> (Form, Option<Upload>) {
    let media_type = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    match multipart::boundary(media_type) {
        Some(boundary) => multipart::read(body, boundary),
        None => (Form::read(&String::from_utf8_lossy(body)), None),
    }
}
