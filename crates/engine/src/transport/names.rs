//! Names to addresses by the operating system, with a failure that can be told from a failed connection.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// The name has no address, or nobody could be asked.
#[derive(Debug, thiserror::Error)]
#[error("no address was found for the name: {0}")]
pub(super) struct NoSuchName(std::io::Error);

impl From<std::io::Error> for NoSuchName {
    fn from(error: std::io::Error) -> Self {
        Self(error)
    }
}

/// The operating system's resolver (hosts file, mDNS, DNS), off the async thread.
pub(super) struct SystemNames;

impl Resolve for SystemNames {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            match tokio::net::lookup_host((name.as_str(), 0)).await {
                Ok(found) => {
                    // Collected: the iterator borrows the name.
                    let found: Vec<_> = found.collect();
                    Ok(Box::new(found.into_iter()) as Addrs)
                }
                Err(error) => Err(NoSuchName::from(error).into()),
            }
        })
    }
}
