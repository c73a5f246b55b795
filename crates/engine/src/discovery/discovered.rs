//! What was found for an account, as it is remembered.

use serde::{Deserialize, Serialize};

use crate::endpoint::Trouble;
use crate::endpoint::dav::CollectionInfo;

/// One of the two services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// Calendars: appointments, tasks, notes.
    CalDav,
    /// Address books.
    CardDav,
}

/// Whose collections a home holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// The person's own.
    Own,
    /// Somebody else's, to be read.
    SharedToRead,
    /// Somebody else's, to be changed.
    SharedToWrite,
}

/// A place where collections are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// For which service.
    pub service: Service,
    /// Its address.
    pub url: String,
    /// Whose it is.
    pub access: Access,
}

/// One step of the search, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What was tried.
    pub tried: String,
    /// Whether it led on.
    pub good: bool,
    /// How it came out.
    pub words: String,
}

/// Everything that was found. Kept with the account, so that a pass asks for none of it again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Discovered {
    /// The person's principals.
    pub principals: Vec<String>,
    /// The homes, own ones first.
    pub homes: Vec<Home>,
    /// The collections in them, in the server's order.
    pub collections: Vec<CollectionInfo>,
    /// Hosts the services point at that were not asked, because the person has not agreed to send them the password.
    pub other_hosts: Vec<String>,
    /// How it was found.
    pub steps: Vec<Step>,
}

impl Discovered {
    /// Whether it has to be found again: a remembered address is not there any more, or has moved for good
    /// (`moved` is what the session noticed). Nothing may be concluded about any item from that.
    pub fn is_outdated(&self, trouble: Option<&Trouble>, moved: &[String]) -> bool {
        trouble == Some(&Trouble::Missing) || !moved.is_empty()
    }

    /// Whose home a collection is in.
    pub fn access(&self, collection: &CollectionInfo) -> Access {
        let home = self.homes.iter().find(|home| home.url == collection.home);
        home.map_or(Access::Own, |home| home.access)
    }
}
