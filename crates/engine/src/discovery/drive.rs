//! Driving `dav`'s plan of discovery over a session, and listing what is in the homes it finds.

use std::sync::Arc;

use dav::collections::{self, CollectionKind};
use dav::discovery::{
    Access as FoundAccess, Discovery, DnsAnswer, DnsQuery, Found, Outcome, RecordKind, Start,
    Step as Next,
};
use dav::{Limits, RetryAfter, Url};
use http::{HeaderMap, StatusCode};

use super::discovered::{Access, Discovered, Home, Service, Step};
use super::{AddressError, read_address};
use crate::endpoint::dav::{CollectionInfo, DavSession};
use crate::endpoint::{EndpointError, Trouble};
use crate::say;
use crate::transport::Dns;

/// What is known of an account at the start.
#[derive(Debug, Clone, Default)]
pub struct Sought {
    /// What the person typed as the server's address.
    pub url: String,
    /// Their e-mail address; its domain is asked for records.
    pub email: String,
    /// The name to sign in with, where it is not the e-mail address.
    pub user: Option<String>,
    /// Hosts (lower case) the person has agreed to send the password to, besides the typed one.
    pub agreed_hosts: Vec<String>,
}

/// Nothing was found, and why; with every step that was tried.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DiscoveryError {
    /// What was typed is no address.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The server, or what is there, cannot be used.
    #[error("{error}")]
    Failed {
        /// What happened, and where.
        error: EndpointError,
        /// Every step, in order.
        steps: Vec<Step>,
        /// Hosts that would have been asked had the person agreed to it.
        other_hosts: Vec<String>,
    },
}

impl DiscoveryError {
    /// The steps that were tried.
    pub fn steps(&self) -> &[Step] {
        match self {
            Self::Address(_) => &[],
            Self::Failed { steps, .. } => steps,
        }
    }
}

impl From<DiscoveryError> for EndpointError {
    fn from(error: DiscoveryError) -> Self {
        match error {
            DiscoveryError::Address(error) => {
                Self::new("the server's address", Trouble::Nonsense(error.said()))
            }
            DiscoveryError::Failed { error, .. } => error,
        }
    }
}

/// Looks for an account's principal, homes and collections.
///
/// # Errors
/// Nothing of use was found; the error says what stood in the way.
pub async fn discover(
    session: &Arc<DavSession>,
    dns: &dyn Dns,
    sought: &Sought,
) -> Result<Discovered, DiscoveryError> {
    let url = read_address(&sought.url)?;
    let start = Start {
        url: Some(&url),
        email: &sought.email,
        user: sought.user.as_deref(),
        agreed_hosts: &sought.agreed_hosts,
        services: &[],
    };
    let mut discovery = Discovery::new(&start);
    let first_trouble = drive(&mut discovery, session, dns, url.host()).await;
    let found = discovery.into_found();
    if found.homes.is_empty() && found.collections.is_empty() {
        return Err(nothing_found(&url, &found, first_trouble));
    }
    list(session, found).await
}

/// Does what the plan says until there is nothing left to do; the first trouble of the network is kept. A host that was
/// only guessed, from the e-mail address, may well not exist: that says nothing about the one that was typed.
async fn drive(
    discovery: &mut Discovery,
    session: &DavSession,
    dns: &dyn Dns,
    typed_host: &str,
) -> Option<Trouble> {
    let mut first_trouble = None;
    loop {
        match discovery.next() {
            Next::Done => return first_trouble,
            Next::Dns(query) => {
                let answer = ask_dns(dns, &query).await;
                discovery.answer_dns(&answer);
            }
            Next::Http(request) => match session.ask_there(&request).await {
                Ok((status, headers, body)) => {
                    if request.uri().host() == Some(typed_host)
                        && let Some(trouble) = asks_to_wait(session, status, &headers)
                    {
                        first_trouble.get_or_insert(trouble);
                    }
                    discovery.answer_http(status, &headers, body.as_slice());
                }
                Err(Trouble::SignIn) => {
                    discovery.answer_http(StatusCode::UNAUTHORIZED, &HeaderMap::new(), &[][..]);
                }
                Err(trouble) => {
                    discovery.unreachable(&trouble.to_string());
                    if request.uri().host() == Some(typed_host) {
                        first_trouble.get_or_insert(trouble);
                    }
                }
            },
        }
    }
}

/// A server that wants to be left alone for a while says nothing about what it offers: after too many wrong passwords, say.
fn asks_to_wait(session: &DavSession, status: StatusCode, headers: &HeaderMap) -> Option<Trouble> {
    let waits = [
        StatusCode::TOO_MANY_REQUESTS,
        StatusCode::SERVICE_UNAVAILABLE,
    ];
    let now = session.clock().now_ms().div_euclid(1000);
    waits
        .contains(&status)
        .then(|| Trouble::Busy(RetryAfter::of(headers).map(|after| after.wait(now))))
}

async fn ask_dns(dns: &dyn Dns, query: &DnsQuery) -> DnsAnswer {
    match query.kind {
        RecordKind::Srv => {
            let records = dns.srv(&query.name).await;
            if records.is_empty() {
                return DnsAnswer::Nothing;
            }
            let record = |srv: crate::transport::Srv| dav::discovery::Srv {
                priority: srv.priority,
                weight: srv.weight,
                port: srv.port,
                target: srv.target,
            };
            DnsAnswer::Srv(records.into_iter().map(record).collect())
        }
        RecordKind::Txt => match dns.txt(&query.name).await {
            texts if texts.is_empty() => DnsAnswer::Nothing,
            texts => DnsAnswer::Txt(texts),
        },
    }
}

/// What stood in the way, most telling first.
fn nothing_found(url: &Url, found: &Found, first_trouble: Option<Trouble>) -> DiscoveryError {
    let trouble = if found.was_refused_sign_in() {
        Trouble::SignIn
    } else if let Some(trouble) = first_trouble {
        trouble
    } else if let [host, ..] = found.other_hosts.as_slice() {
        Trouble::NotAllowed(say!(
            "the calendars are on another host, {host}, and you have not agreed to sign in there",
            host = host
        ))
    } else if found
        .steps
        .iter()
        .any(|step| step.outcome == Outcome::NotDav)
    {
        Trouble::Nonsense(say!(
            "there is a web page at this address, but no calendars or address books"
        ))
    } else {
        Trouble::Nonsense(say!(
            "no calendars or address books were found at this address"
        ))
    };
    DiscoveryError::Failed {
        error: EndpointError::new(url.to_string(), trouble),
        steps: steps(found),
        other_hosts: found.other_hosts.clone(),
    }
}

fn steps(found: &Found) -> Vec<Step> {
    let step = |step: &dav::discovery::TriedStep| Step {
        tried: step.tried.clone(),
        good: step.outcome == Outcome::Good,
        words: step.words.clone(),
    };
    found.steps.iter().map(step).collect()
}

/// Lists the collections in the homes. Somebody else's home that does not answer is left out; one's own is an error.
async fn list(session: &DavSession, found: Found) -> Result<Discovered, DiscoveryError> {
    let mut discovered = Discovered {
        principals: found.principals.iter().map(ToString::to_string).collect(),
        other_hosts: found.other_hosts.clone(),
        steps: steps(&found),
        ..Discovered::default()
    };
    let mut listed: Vec<Url> = Vec::new();
    for home in &found.homes {
        let access = access(home.access);
        let known = discovered
            .homes
            .iter()
            .any(|known| known.url == home.url.to_string());
        discovered.homes.push(Home {
            service: service(home.service),
            url: home.url.to_string(),
            access,
        });
        // Radicale and DAViCal have one home for both services.
        if known || listed.contains(&home.url) {
            continue;
        }
        listed.push(home.url.clone());
        match collections_in(session, &home.url).await {
            Ok(collections) => add(&mut discovered, collections, access),
            Err(_) if access != Access::Own => discovered.steps.push(Step {
                tried: format!("list {}", home.url),
                good: false,
                words: "somebody else's home does not answer; it is left out".to_owned(),
            }),
            Err(error) => {
                return Err(DiscoveryError::Failed {
                    error,
                    steps: discovered.steps,
                    other_hosts: discovered.other_hosts,
                });
            }
        }
    }
    for (_, url) in &found.collections {
        if let Ok(collections) = itself(session, url).await {
            add(&mut discovered, collections, Access::Own);
        }
    }
    keep_own_services(&mut discovered);
    Ok(discovered)
}

async fn collections_in(
    session: &DavSession,
    home: &Url,
) -> Result<Vec<CollectionInfo>, EndpointError> {
    let (request, url) = (collections::request(home), home.clone());
    let read = session.read(&request, move |status, headers, body| {
        let found = collections::parse(&url, status, headers, body, Limits::default())?;
        Ok(found
            .iter()
            .map(|one| CollectionInfo::of(one, &url))
            .collect())
    });
    Ok(read.await?)
}

async fn itself(
    session: &DavSession,
    collection: &Url,
) -> Result<Vec<CollectionInfo>, EndpointError> {
    let (request, url) = (collections::request_one(collection), collection.clone());
    let read = session.read(&request, move |status, headers, body| {
        let found = collections::parse(&url, status, headers, body, Limits::default())?;
        let found = found.iter().filter(|one| {
            matches!(
                one.kind,
                CollectionKind::Calendar | CollectionKind::AddressBook
            )
        });
        Ok(found.map(|one| CollectionInfo::of(one, &url)).collect())
    });
    Ok(read.await?)
}

fn add(discovered: &mut Discovered, collections: Vec<CollectionInfo>, access: Access) {
    for mut collection in collections {
        if access == Access::SharedToRead {
            collection
                .read_only
                .get_or_insert_with(|| say!("it is shared with you for reading only"));
        }
        if !discovered
            .collections
            .iter()
            .any(|known| known.url == collection.url)
        {
            discovered.collections.push(collection);
        }
    }
}

/// A home is for the services it was named for: what else lies in it is somebody else's business.
fn keep_own_services(discovered: &mut Discovered) {
    let homes = discovered.homes.clone();
    discovered.collections.retain(|collection| {
        let is_card = collection.kinds.contains(&pim::Kind::Contact);
        let wanted = if is_card {
            Service::CardDav
        } else {
            Service::CalDav
        };
        let mut named = homes
            .iter()
            .filter(|home| home.url == collection.home)
            .peekable();
        named.peek().is_none() || named.any(|home| home.service == wanted)
    });
}

fn service(service: dav::discovery::Service) -> Service {
    match service {
        dav::discovery::Service::CalDav => Service::CalDav,
        dav::discovery::Service::CardDav => Service::CardDav,
    }
}

fn access(access: FoundAccess) -> Access {
    match access {
        FoundAccess::Own => Access::Own,
        FoundAccess::SharedToRead => Access::SharedToRead,
        FoundAccess::SharedToWrite => Access::SharedToWrite,
    }
}
