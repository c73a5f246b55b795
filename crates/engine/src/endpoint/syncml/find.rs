//! Where the server is and what it says of itself: as known, else found by asking.

use std::sync::Arc;

use syncml::message::Version;
use syncml::{Coding, DevInf};

use super::SyncmlServer;
use super::names;
use super::refresh::Standing;
use super::talk::Line;
use crate::endpoint::{EndpointError, Trouble};

impl SyncmlServer {
    /// The server's device information; empty where it gave none.
    pub(super) fn dev_inf(&self) -> Result<Arc<DevInf>, EndpointError> {
        let device = self.mirror.device()?;
        Ok(self.mirror.server_info(&device).unwrap_or_default())
    }

    /// Where the server is: as known, else found by asking.
    pub(super) async fn line(&self, standing: &mut Standing) -> Result<Line, EndpointError> {
        if let Some(line) = &standing.line {
            return Ok(line.clone());
        }
        let device = self.mirror.device()?;
        let known = device.address.clone().filter(|known| {
            let chosen = self.place.address.as_deref();
            chosen.is_none_or(|chosen| names::addresses(Some(chosen), "").contains(known))
        });
        let line = match known {
            Some(address) if device.dev_inf.is_some() => Line {
                address,
                version: self
                    .tuning
                    .version
                    .unwrap_or_else(|| version_of(&device.version)),
                coding: self.tuning.coding.unwrap_or(if device.wbxml {
                    Coding::Wbxml
                } else {
                    Coding::Xml
                }),
            },
            _ => self.find().await?,
        };
        standing.line = Some(line.clone());
        Ok(line)
    }

    /// The first address, and version, at which a server introduces itself.
    async fn find(&self) -> Result<Line, EndpointError> {
        let mut telling: Option<EndpointError> = None;
        let addresses = names::addresses(self.place.address.as_deref(), &self.place.account_url);
        for address in addresses {
            let versions = match self.tuning.version {
                Some(version) => vec![version],
                None => vec![Version::V1_2, Version::V1_1, Version::V1_0],
            };
            for version in versions {
                let line = Line {
                    address: address.clone(),
                    version,
                    coding: self.tuning.coding.unwrap_or(Coding::Xml),
                };
                let Err(error) = self.introduce(&line).await else {
                    return Ok(line);
                };
                let is_end = matches!(
                    error.trouble,
                    Trouble::SignIn
                        | Trouble::Certificate { .. }
                        | Trouble::NameNotFound
                        | Trouble::NoConnection(_)
                        | Trouble::TimedOut(_)
                        | Trouble::Busy(_)
                        | Trouble::NotAllowed(_)
                );
                if is_end {
                    return Err(error);
                }
                // Another version is worth a try only where a version was refused.
                let says_version = matches!(error.trouble, Trouble::Server(505 | 513));
                if telling
                    .as_ref()
                    .is_none_or(|known| tells(&error.trouble) > tells(&known.trouble))
                {
                    telling = Some(error);
                }
                if !says_version {
                    break;
                }
            }
        }
        Err(telling.unwrap_or_else(|| {
            EndpointError::new(self.place.account_url.clone(), Trouble::Missing)
        }))
    }

    /// Whether there is a `SyncML` server that takes these credentials; `None` where that cannot be said now: the server is
    /// busy, out of reach, or answers nonsense.
    pub async fn is_there(&self) -> Option<bool> {
        match self.line_now().await {
            Ok(_) => Some(true),
            Err(error) => matches!(error.trouble, Trouble::Missing).then_some(false),
        }
    }

    /// The address in use and what the server says of itself.
    ///
    /// # Errors
    /// There is none, or it does not let this person in.
    pub async fn found(&self) -> Result<(String, DevInf), EndpointError> {
        let line = self.line_now().await?;
        Ok((line.address, Arc::unwrap_or_clone(self.dev_inf()?)))
    }

    /// The line of this pass, once a look was taken.
    pub(super) async fn line_now(&self) -> Result<Line, EndpointError> {
        let mut standing = self.standing.lock().await;
        self.line(&mut standing).await
    }
}

/// How much a failure tells of a server: that there is nothing, that there is something else, that something went wrong.
fn tells(trouble: &Trouble) -> u8 {
    match trouble {
        Trouble::Missing => 0,
        Trouble::Nonsense(_) => 1,
        _ => 2,
    }
}

fn version_of(text: &str) -> Version {
    [Version::V1_0, Version::V1_1]
        .into_iter()
        .find(|version| version.as_str() == text)
        .unwrap_or_default()
}
