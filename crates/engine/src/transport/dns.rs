//! DNS beyond names and addresses: SRV and TXT records, by which a domain names its services (RFC 6764).
//!
//! A domain without such records is the ordinary case, so is a computer that cannot ask: both answer "none", quickly.

use std::time::Duration;

use async_trait::async_trait;
use hickory_resolver::TokioResolver;
use hickory_resolver::proto::rr::RData;

/// How long all questions about one name may take together.
const PATIENCE: Duration = Duration::from_secs(3);

/// One SRV record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Srv {
    /// Lower is tried first.
    pub priority: u16,
    /// Of equal priorities, the greater is tried first.
    pub weight: u16,
    /// The port.
    pub port: u16,
    /// The host's name, without the final dot; empty where the domain says that it has no such service.
    pub target: String,
}

/// Asks for SRV and TXT records.
#[async_trait]
pub trait Dns: Send + Sync {
    /// The SRV records of a name such as `_caldavs._tcp.example.com`, best first; none where there are none or nobody
    /// could be asked.
    async fn srv(&self, name: &str) -> Vec<Srv>;
    /// The TXT records of that name, each joined to one text.
    async fn txt(&self, name: &str) -> Vec<String>;
}

/// A DNS that knows nothing: for servers on this computer, and for simulation.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoDns;

#[async_trait]
impl Dns for NoDns {
    async fn srv(&self, _: &str) -> Vec<Srv> {
        Vec::new()
    }

    async fn txt(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

/// The resolvers this computer is set to use.
pub struct SystemDns {
    resolver: Option<TokioResolver>,
}

impl SystemDns {
    /// Reads the system's settings; where there are none, every answer is "none".
    pub fn new() -> Self {
        let resolver = TokioResolver::builder_tokio().ok().and_then(|mut builder| {
            let options = builder.options_mut();
            options.timeout = Duration::from_secs(1);
            options.attempts = 1;
            builder.build().ok()
        });
        Self { resolver }
    }

    async fn ask(&self, name: &str, what: Record) -> Vec<RData> {
        let Some(resolver) = &self.resolver else {
            return Vec::new();
        };
        // The final dot keeps the system's search domains out.
        let name = format!("{}.", name.trim_end_matches('.'));
        let asked = async {
            match what {
                Record::Srv => resolver.srv_lookup(name).await,
                Record::Txt => resolver.txt_lookup(name).await,
            }
        };
        match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(found)) => found.answers().iter().map(|r| r.data.clone()).collect(),
            _ => Vec::new(),
        }
    }
}

impl Default for SystemDns {
    fn default() -> Self {
        Self::new()
    }
}

#[derive(Clone, Copy)]
enum Record {
    Srv,
    Txt,
}

#[async_trait]
impl Dns for SystemDns {
    async fn srv(&self, name: &str) -> Vec<Srv> {
        let records = self.ask(name, Record::Srv).await;
        let mut found: Vec<Srv> = records
            .into_iter()
            .filter_map(|record| match record {
                RData::SRV(srv) => Some(Srv {
                    priority: srv.priority,
                    weight: srv.weight,
                    port: srv.port,
                    target: srv.target.to_ascii().trim_end_matches('.').to_owned(),
                }),
                _ => None,
            })
            .collect();
        found.sort_by_key(|srv| (srv.priority, std::cmp::Reverse(srv.weight)));
        found
    }

    async fn txt(&self, name: &str) -> Vec<String> {
        let records = self.ask(name, Record::Txt).await;
        records
            .into_iter()
            .filter_map(|record| match record {
                RData::TXT(txt) => Some(
                    txt.txt_data
                        .iter()
                        .map(|part| String::from_utf8_lossy(part).into_owned())
                        .collect(),
                ),
                _ => None,
            })
            .collect()
    }
}
