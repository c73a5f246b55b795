//! Finding the services from an address and an e-mail address (RFC 6764), without doing any of it:
//! the caller does what [`Discovery::next`] says and brings the answer.
//!
//! Tried for each service until it is found: the typed address, `.well-known` on its host, `SmarterMail`'s
//! `/WebDAV/` there, then SRV and TXT records of the e-mail domain, and `.well-known` on that domain. At each place:
//! current-user-principal, then the principal's home sets, then the principals it may act for (calendar-proxy).
//! What was typed comes first, because it is what the person meant. A host that refused the password is not asked again.

mod dns;
mod found;
mod learn;
mod plan;
mod trust;

pub use dns::{DnsAnswer, DnsQuery, RecordKind, Service, Srv};
pub use found::{Access, Found, Home, Outcome, TriedStep};
pub use trust::Trust;

use crate::limits::Limits;
use crate::principal;
use crate::redirect::{Redirect, Redirects};
use crate::refusal::{ReplyError, Trouble};
use crate::url::Url;
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use plan::{Task, Why};
use std::collections::VecDeque;
use std::io::BufRead;

/// Requests of one discovery, whatever the server answers.
const MOST_STEPS: usize = 120;

/// What is known at the start.
#[derive(Debug, Clone, Default)]
pub struct Start<'a> {
    /// What the person typed as the server's address.
    pub url: Option<&'a Url>,
    /// The e-mail address; its domain is asked for records.
    pub email: &'a str,
    /// The name to sign in with, where it is not the e-mail address.
    pub user: Option<&'a str>,
    /// Hosts the person has agreed to send the password to.
    pub agreed_hosts: &'a [String],
    /// The services wanted; none means both.
    pub services: &'a [Service],
}

/// What to do next.
#[derive(Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "one at a time, taken apart at once"
)]
pub enum Step {
    /// Ask the resolver, then call [`Discovery::answer_dns`].
    Dns(DnsQuery),
    /// Send this with the user's credentials, without following redirects; then call
    /// [`Discovery::answer_http`], or [`Discovery::unreachable`] when no reply came.
    Http(Request<Bytes>),
    /// Everything was tried, or everything was found.
    Done,
}

/// The state between steps.
#[derive(Debug)]
pub struct Discovery {
    trust: Trust,
    agreed: Vec<String>,
    user: String,
    wanted: Vec<Service>,
    todo: VecDeque<Task>,
    current: Option<Current>,
    refused_hosts: Vec<String>,
    asked: Vec<Url>,
    steps_left: usize,
    found: Found,
}

#[derive(Debug)]
struct Current {
    task: Task,
    redirects: Option<Redirects>,
    url: Option<Url>,
}

impl Discovery {
    /// Makes the plan.
    pub fn new(start: &Start<'_>) -> Discovery {
        let domain = start
            .email
            .rsplit_once('@')
            .map(|(_, domain)| domain.trim().to_ascii_lowercase());
        let wanted = if start.services.is_empty() {
            Service::BOTH.to_vec()
        } else {
            start.services.to_vec()
        };
        Discovery {
            trust: Trust::new(start.url, domain.as_deref(), start.agreed_hosts),
            agreed: start.agreed_hosts.to_vec(),
            user: start.user.unwrap_or(start.email).to_owned(),
            todo: plan::tasks(start.url, domain.as_deref(), &wanted),
            wanted,
            current: None,
            refused_hosts: Vec::new(),
            asked: Vec::new(),
            steps_left: MOST_STEPS,
            found: Found::default(),
        }
    }

    /// What has been found until now, with every step in words.
    pub fn found(&self) -> &Found {
        &self.found
    }

    /// The result.
    pub fn into_found(self) -> Found {
        self.found
    }

    /// What to do next. Asked again without an answer, it goes on to the next thing.
    #[allow(
        clippy::should_implement_trait,
        reason = "not an iterator: each step needs its answer"
    )]
    pub fn next(&mut self) -> Step {
        while let Some(task) = self.todo.pop_front() {
            if self.steps_left == 0 {
                self.note(
                    "go on",
                    Outcome::NotDav,
                    "the server sends us on and on; stopped here",
                );
                break;
            }
            self.steps_left -= 1;
            if let Some(step) = self.begin(task) {
                return step;
            }
        }
        self.current = None;
        Step::Done
    }

    fn begin(&mut self, task: Task) -> Option<Step> {
        if !self.is_wanted(&task) {
            return None;
        }
        if let Task::Look { service, name, .. } = &task {
            let query = DnsQuery {
                kind: service.1,
                name: name.clone(),
            };
            self.current = Some(Current {
                task,
                redirects: None,
                url: None,
            });
            return Some(Step::Dns(query));
        }
        let url = task.url()?.clone();
        if self.asked.contains(&url) || self.refused_hosts.iter().any(|host| host == url.host()) {
            return None;
        }
        if !self.trust.allows(&url) {
            self.refuse_host(&url);
            return None;
        }
        self.asked.push(url.clone());
        let request = principal::request(&url);
        self.current = Some(Current {
            task,
            redirects: Some(Redirects::of(&url, &self.agreed)),
            url: Some(url),
        });
        Some(Step::Http(request))
    }

    /// A task for a service that was found meanwhile is left out; shared homes are always looked at.
    fn is_wanted(&self, task: &Task) -> bool {
        match task.services() {
            None => true,
            Some(services) => services
                .iter()
                .any(|service| self.wanted.contains(service) && !self.found.has(*service)),
        }
    }

    /// The resolver's answer.
    pub fn answer_dns(&mut self, answer: &DnsAnswer) {
        let Some(Current {
            task:
                Task::Look {
                    service: (service, _),
                    name,
                    target,
                },
            ..
        }) = self.current.take()
        else {
            return;
        };
        let tried = format!("look up {name}");
        match (target, answer) {
            (None, DnsAnswer::Srv(_)) => match answer.best() {
                Some(srv) => {
                    self.note(
                        &tried,
                        Outcome::Good,
                        &format!("the service is at {}:{}", srv.target, srv.port),
                    );
                    let target =
                        format!("https://{}:{}/", srv.target.trim_end_matches('.'), srv.port);
                    let target = Url::parse(&target).ok();
                    self.todo.push_front(Task::Look {
                        service: (service, RecordKind::Txt),
                        name,
                        target,
                    });
                }
                None => self.note(
                    &tried,
                    Outcome::Nothing,
                    "the domain says that it does not offer this service",
                ),
            },
            (None, _) => self.note(&tried, Outcome::Nothing, "no record"),
            (Some(host), answer) => {
                let well_known = format!("/.well-known/{}", service.word());
                let path = answer.path();
                self.note(
                    &tried,
                    if path.is_some() {
                        Outcome::Good
                    } else {
                        Outcome::Nothing
                    },
                    path.unwrap_or("no path given"),
                );
                let url = host.with_path(path.unwrap_or(&well_known));
                self.todo.push_front(Task::Ask {
                    url,
                    services: vec![service],
                    why: Why::Record,
                });
            }
        }
    }

    /// No reply came, for this reason (host not found, refused, certificate …).
    pub fn unreachable(&mut self, reason: &str) {
        if let Some(current) = self.current.take() {
            let tried = tried(&current);
            self.note(&tried, Outcome::Unreachable, reason);
        }
    }

    /// The server's reply to the last request.
    pub fn answer_http(&mut self, status: StatusCode, headers: &HeaderMap, body: impl BufRead) {
        let Some(current) = self.current.take() else {
            return;
        };
        let tried = tried(&current);
        match principal::parse(status, headers, body, Limits::default()) {
            Ok(principal) => self.learn(&current, &tried, &principal),
            Err(ReplyError::Refused(refusal)) => match refusal.trouble() {
                Trouble::Redirected => {
                    self.redirected(current, &tried, refusal.status, refusal.location.as_deref());
                }
                Trouble::AuthNeeded => {
                    self.refused_hosts
                        .extend(current.url.map(|url| url.host().to_owned()));
                    self.note(
                        &tried,
                        Outcome::SignInRefused,
                        "the server does not accept this name and password",
                    );
                }
                Trouble::NotFound => self.note(&tried, Outcome::Nothing, "nothing there"),
                Trouble::NotOffered => self.note(
                    &tried,
                    Outcome::Nothing,
                    "there is a server, but it does not speak DAV there",
                ),
                _ => self.note(&tried, Outcome::NotDav, &refusal.to_string()),
            },
            Err(ReplyError::Xml(error)) => self.note(&tried, Outcome::NotDav, &error.to_string()),
        }
    }

    fn redirected(
        &mut self,
        current: Current,
        tried: &str,
        status: StatusCode,
        location: Option<&str>,
    ) {
        let Some(mut redirects) = current.redirects else {
            return;
        };
        match redirects.judge(status, location) {
            Redirect::Follow { url, .. } => {
                self.note(tried, Outcome::Good, &format!("sent on to {url}"));
                self.todo.push_front(current.task.moved_to(url));
            }
            Redirect::Refuse(reason) => {
                if let crate::redirect::RefusedRedirect::OtherHost(host) = &reason {
                    self.remember_host(host);
                }
                self.note(tried, Outcome::NotFollowed, &reason.to_string());
            }
        }
    }

    fn refuse_host(&mut self, url: &Url) {
        self.remember_host(url.host());
        let words = format!(
            "the password is not sent to {} before you agree",
            url.host()
        );
        self.note(&format!("ask {url}"), Outcome::NotFollowed, &words);
    }

    fn remember_host(&mut self, host: &str) {
        if !self.found.other_hosts.iter().any(|known| known == host) {
            self.found.other_hosts.push(host.to_owned());
        }
    }

    fn note(&mut self, tried: &str, outcome: Outcome, words: &str) {
        self.found.steps.push(TriedStep {
            tried: tried.to_owned(),
            outcome,
            words: words.to_owned(),
        });
    }
}

fn tried(current: &Current) -> String {
    match (&current.task, &current.url) {
        (Task::Look { name, .. }, _) => format!("look up {name}"),
        (_, Some(url)) => format!("ask {url}"),
        (_, None) => "go on".to_owned(),
    }
}
