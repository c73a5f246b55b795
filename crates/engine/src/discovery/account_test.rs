//! The account's test, in words: each step, what each kind will use, and at the first failure what to try.
//!
//! The four things a helper on the telephone would have the person try are done here: is there a connection at all,
//! does webmail open at the address, does the server offer calendars, is it the same address.

use std::sync::Arc;

use bytes::Bytes;
use dav::{Scheme, Url};
use http::{HeaderMap, Request, StatusCode, header};
use pim::Kind;
use serde::{Deserialize, Serialize};

use super::{Access, Discovered, Sought, Step, choose, discover, read_address};
use crate::endpoint::dav::{CollectionInfo, DavSession};
use crate::endpoint::{Issued, Trouble};
use crate::transport::Dns;
use crate::{Sentence, say};

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "CheckVerdict"))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// As it should be.
    Good,
    /// It works, and there is something to know.
    Note,
    /// It does not work.
    Failed,
}

/// One step of the test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Check {
    /// What was looked at: "Name", "Connection", "Certificate", "Sign in" …
    pub what: String,
    /// How it came out.
    pub verdict: Verdict,
    /// The same in words.
    pub words: Sentence,
}

/// What one kind will use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindUse {
    /// The kind.
    pub kind: Kind,
    /// The collection; `None` where the server has none for it.
    pub collection: Option<CollectionInfo>,
    /// In words.
    pub words: Sentence,
}

/// The result of an account's test.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountTest {
    /// The steps, in order; after a failed one there are none.
    pub checks: Vec<Check>,
    /// What each kind will use.
    pub kinds: Vec<KindUse>,
    /// What to try, the most likely first; empty where everything works.
    pub advice: Vec<Sentence>,
    /// The fingerprint of a certificate that is not trusted, to be compared and trusted.
    pub untrusted_certificate: Option<String>,
    /// What that certificate says of itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<CertificateDetails>,
    /// What was found, to be remembered; and every address that was tried.
    pub discovered: Option<Discovered>,
    /// Every address that was tried.
    pub steps: Vec<Step>,
    /// Where `SyncML` was found, for kinds that use it.
    #[serde(default)]
    pub syncml: Option<String>,
}

/// A certificate that is not trusted, for the person to compare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "Certificate"))]
pub struct CertificateDetails {
    /// Its SHA-256.
    pub fingerprint: String,
    /// Why it is not trusted.
    pub reason: Sentence,
    /// Who issued it.
    pub issuer: String,
    /// Whom it is for.
    pub subject: String,
    /// From when on it is valid, in milliseconds since 1970.
    pub valid_from: Option<i64>,
    /// Until when it is valid, in milliseconds since 1970.
    pub valid_until: Option<i64>,
}

impl CertificateDetails {
    fn of(fingerprint: &str, reason: &Sentence, issued: Option<&Issued>) -> Self {
        let text = |part: fn(&Issued) -> &String| issued.map(part).cloned().unwrap_or_default();
        Self {
            fingerprint: fingerprint.to_owned(),
            reason: reason.clone(),
            issuer: text(|issued| &issued.issuer),
            subject: text(|issued| &issued.subject),
            valid_from: issued.map(|issued| issued.valid_from),
            valid_until: issued.map(|issued| issued.valid_until),
        }
    }
}

/// A test under way: each step is told as it happens.
struct Told<'a> {
    test: AccountTest,
    told: &'a mut (dyn FnMut(&Check) + Send),
}

impl AccountTest {
    /// Whether the account can be used.
    pub fn passed(&self) -> bool {
        (self.discovered.is_some() || self.syncml.is_some())
            && self
                .checks
                .iter()
                .all(|check| check.verdict != Verdict::Failed)
    }

    fn add(&mut self, what: &str, verdict: Verdict, words: impl Into<Sentence>) {
        self.checks.push(Check {
            what: what.to_owned(),
            verdict,
            words: words.into(),
        });
    }

    /// Takes in what `SyncML` offers to these kinds: the store of each, where there is one.
    pub(crate) fn found_syncml(&mut self, address: &str, stores: &[(Kind, Option<String>)]) {
        // What DAV lacks is no failure where SyncML has it.
        if self.discovered.is_none() {
            for check in &mut self.checks {
                if check.verdict == Verdict::Failed {
                    check.verdict = Verdict::Note;
                }
            }
            self.advice.clear();
        }
        self.syncml = Some(address.to_owned());
        self.add(
            "SyncML",
            Verdict::Good,
            say!("SyncML answers at {address}.", address = address),
        );
        for (kind, store) in stores {
            let words = match store {
                Some(store) => say!("SyncML, the store “{store}”", store = store),
                None => say!("the server has no SyncML store for it"),
            };
            self.kinds.retain(|known| known.kind != *kind);
            self.kinds.push(KindUse {
                kind: *kind,
                collection: None,
                words,
            });
        }
        self.kinds.sort_by_key(|known| known.kind);
    }

    /// Takes in why kinds that want `SyncML` cannot have it.
    pub(crate) fn no_syncml(&mut self, error: &crate::endpoint::EndpointError) {
        self.add(
            "SyncML",
            Verdict::Failed,
            say!(
                "SyncML does not work at {address}: {why}.",
                address = &error.about,
                why = error.trouble.said()
            ),
        );
        self.advise(match error.trouble {
            Trouble::SignIn => say!("Check the user name and the password."),
            Trouble::Server(_) => {
                say!(
                    "Ask the administrator whether SyncML is switched on, and whether this device is allowed."
                )
            }
            _ => say!(
                "Type the address of SyncML in the account's settings, or choose CalDAV and CardDAV."
            ),
        });
    }

    fn advise(&mut self, words: impl Into<Sentence>) {
        self.advice.push(words.into());
    }
}

impl Told<'_> {
    fn add(&mut self, what: &str, verdict: Verdict, words: impl Into<Sentence>) {
        self.test.add(what, verdict, words);
        if let Some(check) = self.test.checks.last() {
            (self.told)(check);
        }
    }

    fn advise(&mut self, words: impl Into<Sentence>) {
        self.test.advise(words);
    }
}

/// What there is at the address itself, before anybody signs in.
struct Front {
    status: StatusCode,
    server: Option<String>,
    sent_on_to: Option<Url>,
    is_smartermail: bool,
    is_web_page: bool,
}

/// Tests an account. `wanted` are the kinds with a collection each, where the person named one; `is_online` says whether
/// this computer has a way to any network (see [`crate::transport::has_route`]).
pub async fn test_account(
    session: &Arc<DavSession>,
    dns: &dyn Dns,
    sought: &Sought,
    wanted: &[(Kind, Option<String>)],
    is_online: impl FnOnce() -> bool,
    told: &mut (dyn FnMut(&Check) + Send),
) -> AccountTest {
    let mut test = Told {
        test: AccountTest::default(),
        told,
    };
    let url = match read_address(&sought.url) {
        Ok(url) => url,
        Err(error) => {
            test.add("Address", Verdict::Failed, error.said());
            test.advise(say!(
                "Type the address that you open in the browser for webmail."
            ));
            return test.test;
        }
    };
    let front = match reach(session, &url).await {
        Ok(front) => front,
        Err(trouble) => {
            not_reached(&mut test, &url, &trouble, is_online);
            return test.test;
        }
    };
    reached(&mut test, &url, &front);
    match discover(session, dns, sought).await {
        Ok(discovered) => found(&mut test, session, discovered, wanted),
        Err(error) => {
            test.test.steps = error.steps().to_vec();
            not_found(
                &mut test,
                &url,
                &front,
                crate::endpoint::EndpointError::from(error).trouble,
            );
        }
    }
    test.test
}

/// Opens the address as a browser would, without signing in.
async fn reach(session: &DavSession, url: &Url) -> Result<Front, Trouble> {
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = url
        .to_string()
        .parse()
        .map_err(|_| Trouble::Nonsense(say!("the address cannot be used")))?;
    let (status, headers, body) = session.ask_unsigned(&request).await?;
    let text = String::from_utf8_lossy(&body).to_lowercase();
    Ok(Front {
        status,
        server: text_of(&headers, header::SERVER),
        sent_on_to: text_of(&headers, header::LOCATION)
            .filter(|_| status.is_redirection())
            .and_then(|to| url.join(&to).ok()),
        is_smartermail: text.contains("smartermail"),
        is_web_page: text.contains("<html"),
    })
}

fn text_of(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn not_reached(
    test: &mut Told<'_>,
    url: &Url,
    trouble: &Trouble,
    is_online: impl FnOnce() -> bool,
) {
    let name_found = !matches!(trouble, Trouble::NameNotFound);
    if name_found {
        test.add(
            "Name",
            Verdict::Good,
            say!("{host} was found", host = url.host()),
        );
    }
    match trouble {
        Trouble::NameNotFound => test.add(
            "Name",
            Verdict::Failed,
            say!("no server called {host} was found", host = url.host()),
        ),
        Trouble::Certificate {
            fingerprint,
            reason,
            issued,
        } => {
            test.add(
                "Connection",
                Verdict::Good,
                say!("connected to {host}", host = url.authority()),
            );
            test.add(
                "Certificate",
                Verdict::Failed,
                say!(
                    "it is not trusted: {reason}. SHA-256: {fingerprint}",
                    reason = reason,
                    fingerprint = fingerprint
                ),
            );
            test.test.untrusted_certificate = Some(fingerprint.clone());
            test.test.certificate = Some(CertificateDetails::of(
                fingerprint,
                reason,
                issued.as_deref(),
            ));
            test.advise(say!(
                "Compare the fingerprint with the one your administrator gives you. If they are the same, trust this certificate for this account."
            ));
            return;
        }
        other => test.add("Connection", Verdict::Failed, other.said()),
    }
    if !is_online() {
        test.advise(say!(
            "This computer has no network connection. Connect it, then test again."
        ));
        return;
    }
    if name_found {
        test.advise(say!(
            "This computer has a network connection, but {host} does not answer. Open webmail in the browser at the same address: if that does not work either, the server is down or a firewall is in the way.",
            host = url.authority()
        ));
    } else {
        test.advise(say!(
            "This computer has a network connection. Check “{host}” for typing mistakes.",
            host = url.host()
        ));
    }
    if url.scheme() == Scheme::Https {
        test.advise(say!(
            "If webmail's address begins with http:// in the browser, type it that way."
        ));
    }
}

fn reached(test: &mut Told<'_>, url: &Url, front: &Front) {
    test.add(
        "Name",
        Verdict::Good,
        say!("{host} was found", host = url.host()),
    );
    let connected = if let Some(server) = &front.server {
        say!(
            "connected to {host} ({server})",
            host = url.authority(),
            server = server
        )
    } else {
        say!("connected to {host}", host = url.authority())
    };
    test.add("Connection", Verdict::Good, connected);
    match url.scheme() {
        Scheme::Https => test.add("Certificate", Verdict::Good, say!("it is trusted")),
        Scheme::Http => {
            test.add(
                "Encryption",
                Verdict::Note,
                say!("the connection is not encrypted; use https:// if the server offers it"),
            );
        }
    }
}

fn not_found(test: &mut Told<'_>, url: &Url, front: &Front, trouble: Trouble) {
    match trouble {
        Trouble::SignIn => {
            test.add(
                "Sign in",
                Verdict::Failed,
                say!("the server does not accept this name and password"),
            );
            test.advise(say!(
                "Sign in to webmail with the same e-mail address and password; then type the password again here."
            ));
            test.advise(say!(
                "If webmail asks for a second step (a code), make an application password in webmail and use it here."
            ));
            return;
        }
        Trouble::Busy(_) => {
            test.add("Calendars and contacts", Verdict::Failed, trouble.said());
            test.advise(say!(
                "Nothing was lost. Try again in a few minutes; tell the administrator if it goes on."
            ));
            return;
        }
        other => test.add("Calendars and contacts", Verdict::Failed, other.said()),
    }
    if let Some(elsewhere) = front
        .sent_on_to
        .as_ref()
        .filter(|to| to.host() != url.host())
    {
        test.advise(say!(
            "The address sends on to {elsewhere}. If that is webmail, type this address.",
            elsewhere = elsewhere.to_string()
        ));
    }
    if front.is_smartermail {
        test.advise(say!(
            "SmarterMail answers at this address, but offers no calendars or contacts to programs. Ask the administrator whether CalDAV and CardDAV are switched on for you, and whether the server is recent enough."
        ));
    } else if front.is_web_page || front.status.is_success() {
        test.advise(say!(
            "There is a web page at this address. Is it webmail? Copy the address from the browser while webmail is open."
        ));
    } else {
        test.advise(say!(
            "Something answers at this address (status {status}), but neither webmail nor calendars. Copy the address from the browser while webmail is open.",
            status = front.status.as_u16()
        ));
    }
}

fn found(
    test: &mut Told<'_>,
    session: &DavSession,
    discovered: Discovered,
    wanted: &[(Kind, Option<String>)],
) {
    let signed_in = match session.learned().scheme {
        Some(_) => (
            Verdict::Good,
            say!("the name and the password were accepted"),
        ),
        None => (Verdict::Note, say!("the server did not ask for a password")),
    };
    test.add("Sign in", signed_in.0, signed_in.1);
    for (kind, name) in wanted {
        let (verdict, usage) = usage(&discovered, *kind, name.as_deref());
        test.add(&title(*kind), verdict, usage.words.clone());
        test.test.kinds.push(usage);
    }
    if !test
        .test
        .kinds
        .iter()
        .any(|usage| usage.collection.is_some())
    {
        test.add(
            "Collections",
            Verdict::Failed,
            say!("the server has no collection for any of the chosen kinds"),
        );
        test.advise(say!(
            "Choose other kinds, or other collections, for this account."
        ));
    }
    let words = abilities(&discovered, &test.test);
    test.add("The server", Verdict::Good, words);
    for host in &discovered.other_hosts {
        test.add(
            "Other hosts",
            Verdict::Note,
            say!(
                "{host} was not asked, because you have not agreed to sign in there",
                host = host
            ),
        );
    }
    test.test.steps.clone_from(&discovered.steps);
    test.test.discovered = Some(discovered);
}

fn usage(discovered: &Discovered, kind: Kind, name: Option<&str>) -> (Verdict, KindUse) {
    match choose(discovered, kind, name) {
        Ok(collection) => {
            let protocol = if kind == Kind::Contact {
                "CardDAV"
            } else {
                "CalDAV"
            };
            let place = say!(
                "“{title}” by {protocol}, {url}",
                title = collection.title(),
                protocol = protocol,
                url = &collection.url
            );
            let (verdict, words) = match &collection.read_only {
                Some(why) => (
                    Verdict::Note,
                    say!("{place}; {why}", place = place, why = why),
                ),
                None if discovered.access(collection) != Access::Own => (
                    Verdict::Good,
                    say!("{place}; somebody shares it with you", place = place),
                ),
                None => (Verdict::Good, place),
            };
            (
                verdict,
                KindUse {
                    kind,
                    collection: Some(collection.clone()),
                    words,
                },
            )
        }
        Err(error) => {
            let words = error.said();
            (
                if name.is_some() {
                    Verdict::Failed
                } else {
                    Verdict::Note
                },
                KindUse {
                    kind,
                    collection: None,
                    words,
                },
            )
        }
    }
}

fn title(kind: Kind) -> String {
    match kind {
        Kind::Contact => "Contacts",
        Kind::Appointment => "Appointments",
        Kind::Task => "Tasks",
        Kind::Note => "Notes",
    }
    .to_owned()
}

fn abilities(discovered: &Discovered, test: &AccountTest) -> Sentence {
    let used = || {
        test.kinds
            .iter()
            .filter_map(|usage| usage.collection.as_ref())
    };
    let says_changes = used().all(|collection| collection.offers_sync != Some(false));
    let mut words = say!("{n} collections", n = discovered.collections.len());
    let mut also = |more| words = say!("{this}, {more}", this = words.clone(), more = more);
    also(if says_changes {
        say!("tells what changed")
    } else {
        say!("lists everything each time")
    });
    if used().any(|collection| collection.takes_vcard4) {
        also(say!("keeps contacts as vCard 4.0"));
    }
    if let Some(limit) = used()
        .filter_map(|collection| collection.max_item_bytes)
        .min()
    {
        also(say!("takes items up to {size} KiB", size = limit / 1024));
    }
    words
}
