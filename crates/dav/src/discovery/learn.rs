//! What one answer teaches: homes, the next principal, and principals the user may act for.

use super::dns::Service;
use super::found::{Access, Home, Outcome};
use super::plan::Task;
use super::{Current, Discovery};
use crate::principal::Principal;
use crate::url::{Scheme, Url};

/// Principals that are asked because the user may act for them.
const MOST_SHARED: usize = 30;

impl Discovery {
    /// Takes what a resource said: homes, the principal to ask next, principals to act for.
    pub(super) fn learn(&mut self, current: &Current, tried: &str, said: &Principal) {
        let Some(url) = current.url.clone() else {
            return;
        };
        if said.not_found {
            return self.note(tried, Outcome::Nothing, "nothing there");
        }
        if said.unauthenticated {
            return self.note(
                tried,
                Outcome::Nothing,
                "the server answers, but not as to somebody signed in",
            );
        }
        let before = (self.found.homes.len(), self.found.collections.len());
        self.take_homes(&url, &current.task, said);
        self.take_collection(&url, said);
        let found_here = (self.found.homes.len(), self.found.collections.len()) != before;
        let principal = said
            .principal
            .as_deref()
            .and_then(|href| address(&url, href));
        if found_here {
            self.note(tried, Outcome::Good, &homes_in_words(said));
            if !current.task.is_shared() {
                self.found.principals.push(url.clone());
                self.queue_shared(&url, said);
            }
        }
        match principal {
            Some(next) if !self.asked.contains(&next) && !current.task.is_shared() => {
                if !found_here {
                    self.note(
                        tried,
                        Outcome::Good,
                        &format!("signed in; the principal is {next}"),
                    );
                }
                self.todo.push_front(current.task.leading_to(next));
            }
            _ if found_here => {}
            None if current.task.may_guess() => {
                self.note(
                    tried,
                    Outcome::Nothing,
                    "a DAV server, but it does not say who the user is there",
                );
                // SOGo: the principal stands right below, under the user's name.
                let guess = url.as_collection().href().member(&self.user);
                self.todo.push_front(
                    current
                        .task
                        .guessing(url.with_path(guess.path()).as_collection()),
                );
            }
            _ => self.note(
                tried,
                Outcome::Nothing,
                "a DAV server, but no calendars or address books are named there",
            ),
        }
    }

    fn take_homes(&mut self, at: &Url, task: &Task, said: &Principal) {
        let access = task.access();
        for (service, hrefs) in [
            (Service::CalDav, &said.calendar_homes),
            (Service::CardDav, &said.address_book_homes),
        ] {
            if !self.wanted.contains(&service) {
                continue;
            }
            for href in hrefs {
                let Some(url) = address(at, href) else {
                    continue;
                };
                if !self.trust.allows(&url) {
                    self.refuse_host(&url);
                    continue;
                }
                let home = Home {
                    service,
                    url: url.as_collection(),
                    access,
                };
                if !self
                    .found
                    .homes
                    .iter()
                    .any(|known| known.service == service && known.url == home.url)
                {
                    self.found.homes.push(home);
                }
            }
        }
    }

    fn take_collection(&mut self, url: &Url, said: &Principal) {
        for (service, is) in [
            (Service::CalDav, said.is_calendar),
            (Service::CardDav, said.is_address_book),
        ] {
            if is && self.wanted.contains(&service) {
                self.found.collections.push((service, url.as_collection()));
            }
        }
    }

    fn queue_shared(&mut self, at: &Url, said: &Principal) {
        let write = said
            .proxy_write_for
            .iter()
            .map(|href| (href, Access::SharedToWrite));
        let read = said
            .proxy_read_for
            .iter()
            .map(|href| (href, Access::SharedToRead));
        for (href, access) in write.chain(read).take(MOST_SHARED) {
            if let Some(url) = address(at, href) {
                self.todo.push_back(Task::Shared { url, access });
            }
        }
    }
}

/// An href of a reply as an address. A server behind a proxy may believe that it speaks `http`: on the host
/// that is asked over `https`, that is where it is asked again.
fn address(at: &Url, href: &str) -> Option<Url> {
    let url = at.join(href).ok()?;
    let downgraded =
        at.scheme() == Scheme::Https && url.scheme() == Scheme::Http && at.host() == url.host();
    Some(if downgraded {
        at.with_path(url.path())
    } else {
        url
    })
}

fn homes_in_words(said: &Principal) -> String {
    let mut parts = Vec::new();
    if !said.calendar_homes.is_empty() || said.is_calendar {
        parts.push("calendars");
    }
    if !said.address_book_homes.is_empty() || said.is_address_book {
        parts.push("address books");
    }
    format!("found {}", parts.join(" and "))
}
