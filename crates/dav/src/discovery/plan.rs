//! What discovery has yet to try.

use super::dns::{RecordKind, Service};
use super::found::Access;
use crate::url::{Scheme, Url};
use std::collections::VecDeque;

/// One thing to try.
#[derive(Debug, Clone)]
pub(super) enum Task {
    /// Ask the resolver; the target is known when it is the path that is looked for.
    Look {
        service: (Service, RecordKind),
        name: String,
        target: Option<Url>,
    },
    /// Ask a server who the user is, and where the homes are.
    Ask {
        url: Url,
        services: Vec<Service>,
        why: Why,
    },
    /// Ask for the homes of a principal the user may act for.
    Shared { url: Url, access: Access },
}

/// How an address came to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    Typed,
    WellKnown,
    SmarterMail,
    Record,
    Principal,
    Guess,
}

impl Task {
    pub(super) fn url(&self) -> Option<&Url> {
        match self {
            Task::Ask { url, .. } | Task::Shared { url, .. } => Some(url),
            Task::Look { .. } => None,
        }
    }

    /// The services it is for; `None` where it is wanted in any case.
    pub(super) fn services(&self) -> Option<Vec<Service>> {
        match self {
            Task::Look { service, .. } => Some(vec![service.0]),
            Task::Ask { services, .. } => Some(services.clone()),
            Task::Shared { .. } => None,
        }
    }

    pub(super) fn is_shared(&self) -> bool {
        matches!(self, Task::Shared { .. })
    }

    pub(super) fn access(&self) -> Access {
        match self {
            Task::Shared { access, .. } => *access,
            _ => Access::Own,
        }
    }

    /// Only a place that was not itself arrived at by a principal or a guess.
    pub(super) fn may_guess(&self) -> bool {
        matches!(
            self,
            Task::Ask {
                why: Why::Typed | Why::WellKnown | Why::SmarterMail | Why::Record,
                ..
            }
        )
    }

    pub(super) fn moved_to(self, url: Url) -> Task {
        match self {
            Task::Ask { services, why, .. } => Task::Ask { url, services, why },
            Task::Shared { access, .. } => Task::Shared { url, access },
            look @ Task::Look { .. } => look,
        }
    }

    pub(super) fn leading_to(&self, url: Url) -> Task {
        self.ask(url, Why::Principal)
    }

    pub(super) fn guessing(&self, url: Url) -> Task {
        self.ask(url, Why::Guess)
    }

    fn ask(&self, url: Url, why: Why) -> Task {
        Task::Ask {
            url,
            services: self.services().unwrap_or_else(|| Service::BOTH.to_vec()),
            why,
        }
    }
}

/// The whole plan, in order.
pub(super) fn tasks(
    typed: Option<&Url>,
    domain: Option<&str>,
    wanted: &[Service],
) -> VecDeque<Task> {
    let mut tasks = VecDeque::new();
    if let Some(url) = typed {
        on_typed_host(url, wanted, &mut tasks);
    }
    if let Some(domain) = domain.filter(|domain| is_domain(domain)) {
        on_domain(typed, domain, wanted, &mut tasks);
    }
    tasks
}

/// A bare host is webmail's address, so `.well-known` comes first; a path was typed for a reason.
fn on_typed_host(url: &Url, wanted: &[Service], tasks: &mut VecDeque<Task>) {
    let itself = Task::Ask {
        url: url.clone(),
        services: wanted.to_vec(),
        why: Why::Typed,
    };
    let has_path = url.path() != "/";
    if has_path {
        tasks.push_back(itself.clone());
    }
    well_known(url, wanted, tasks);
    if !has_path {
        tasks.push_back(itself);
    }
    tasks.push_back(Task::Ask {
        url: url.with_path("/WebDAV/"),
        services: wanted.to_vec(),
        why: Why::SmarterMail,
    });
}

fn well_known(host: &Url, wanted: &[Service], tasks: &mut VecDeque<Task>) {
    for service in wanted {
        let url = host.with_path(&format!("/.well-known/{}", service.word()));
        tasks.push_back(Task::Ask {
            url,
            services: vec![*service],
            why: Why::WellKnown,
        });
    }
}

/// Only the TLS services: a password does not go out in clear because a record says so.
fn on_domain(typed: Option<&Url>, domain: &str, wanted: &[Service], tasks: &mut VecDeque<Task>) {
    for service in wanted {
        let name = format!("_{}s._tcp.{domain}", service.word());
        tasks.push_back(Task::Look {
            service: (*service, RecordKind::Srv),
            name,
            target: None,
        });
    }
    let host = Url::parse(&format!("https://{domain}/")).ok();
    let already =
        typed.is_some_and(|typed| typed.host() == domain && typed.scheme() == Scheme::Https);
    if let Some(host) = host.filter(|_| !already) {
        well_known(&host, wanted, tasks);
    }
}

fn is_domain(domain: &str) -> bool {
    domain.contains('.')
        && domain
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b))
}
