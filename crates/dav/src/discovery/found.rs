//! What discovery found, and how: the account Test shows each step.

use super::dns::Service;
use crate::url::Url;

/// Whose collections a home holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// The user's own.
    Own,
    /// Somebody else's, to be read.
    SharedToRead,
    /// Somebody else's, to be changed.
    SharedToWrite,
}

/// A place where collections are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// For which service.
    pub service: Service,
    /// Where it is.
    pub url: Url,
    /// Whose it is.
    pub access: Access,
}

/// Everything that was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The user's principals; the first is the one that was found first.
    pub principals: Vec<Url>,
    /// Homes of both services.
    pub homes: Vec<Home>,
    /// The typed address itself is this collection.
    pub collections: Vec<(Service, Url)>,
    /// Hosts the services point at that were not asked, because the person has not agreed to send them the password.
    pub other_hosts: Vec<String>,
    /// Every step in words, in order.
    pub steps: Vec<TriedStep>,
}

impl Found {
    /// Whether anything was found for a service.
    pub fn has(&self, service: Service) -> bool {
        self.homes
            .iter()
            .any(|home| home.service == service && home.access == Access::Own)
            || self.collections.iter().any(|(found, _)| *found == service)
    }

    /// Some server refused the password.
    pub fn was_refused_sign_in(&self) -> bool {
        self.steps
            .iter()
            .any(|step| step.outcome == Outcome::SignInRefused)
    }
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriedStep {
    /// What was tried: `look up _caldavs._tcp.example.com`, `ask https://…`.
    pub tried: String,
    /// How it came out.
    pub outcome: Outcome,
    /// The same in words.
    pub words: String,
}

/// How a step came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It led on.
    Good,
    /// It led nowhere, which is no fault.
    Nothing,
    /// The network failed.
    Unreachable,
    /// The password was refused.
    SignInRefused,
    /// It led somewhere this program does not go.
    NotFollowed,
    /// A web page, an error, nonsense.
    NotDav,
}
