//! The names discovery asks the resolver for (RFC 6764, sections 3 and 4).

/// One of the two services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    /// Calendars: appointments, tasks, notes.
    CalDav,
    /// Address books.
    CardDav,
}

impl Service {
    /// Both.
    pub const BOTH: [Service; 2] = [Service::CalDav, Service::CardDav];

    pub(super) fn word(self) -> &'static str {
        match self {
            Service::CalDav => "caldav",
            Service::CardDav => "carddav",
        }
    }
}

/// The sort of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordKind {
    /// Host and port of a service.
    Srv,
    /// `path=` of a service.
    Txt,
}

/// A question for the resolver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DnsQuery {
    /// What to ask for.
    pub kind: RecordKind,
    /// The name, without a dot at the end.
    pub name: String,
}

/// One SRV record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Srv {
    /// Lower comes first.
    pub priority: u16,
    /// Among equals, more often.
    pub weight: u16,
    /// The port.
    pub port: u16,
    /// The host; `.` where the service is decidedly not offered.
    pub target: String,
}

/// The resolver's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DnsAnswer {
    /// SRV records, in any order.
    Srv(Vec<Srv>),
    /// The texts of TXT records, each with its parts joined.
    Txt(Vec<String>),
    /// No such record, or no answer.
    Nothing,
}

impl DnsAnswer {
    /// The record to use: lowest priority, then greatest weight, then by name, so that it is the same each time.
    pub(super) fn best(&self) -> Option<&Srv> {
        let DnsAnswer::Srv(records) = self else {
            return None;
        };
        let usable = records
            .iter()
            .filter(|srv| !srv.target.trim_end_matches('.').is_empty() && srv.port > 0);
        usable.min_by_key(|srv| {
            (
                srv.priority,
                std::cmp::Reverse(srv.weight),
                srv.target.clone(),
            )
        })
    }

    /// The path a TXT record names (RFC 6764, 4).
    pub(super) fn path(&self) -> Option<&str> {
        let DnsAnswer::Txt(texts) = self else {
            return None;
        };
        let path = texts
            .iter()
            .find_map(|text| text.trim().strip_prefix("path="))?;
        path.starts_with('/').then_some(path)
    }
}
