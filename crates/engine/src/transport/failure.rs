//! What went wrong while sending, sorted by what a person can do about it.

use std::error::Error;
use std::io;
use std::time::Duration;

use super::certificate::Distrusted;
use super::names::NoSuchName;
use crate::endpoint::Trouble;
use crate::{Sentence, say};

/// Sorts a failure of reqwest by walking down its causes. `waited` is what to say when it was a time-out.
pub(super) fn trouble(error: &reqwest::Error, waited: Duration) -> Trouble {
    match by_causes(error) {
        Trouble::NoConnection(_) if error.is_timeout() => Trouble::TimedOut(waited),
        Trouble::NoConnection(innermost)
            if error.is_builder() || error.is_request() && innermost.contains("URL") =>
        {
            Trouble::Nonsense(innermost)
        }
        trouble => trouble,
    }
}

/// Sorts any failure of a connection by its causes.
pub(super) fn by_causes(error: &(dyn Error + 'static)) -> Trouble {
    let known = causes(error).find_map(known);
    known.unwrap_or_else(|| {
        let innermost = causes(error).last().map(ToString::to_string);
        Trouble::NoConnection(innermost.unwrap_or_default().into())
    })
}

/// An error and what it was made from, down to the innermost.
pub(super) fn causes<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |cause| inside(*cause))
}

fn known(cause: &(dyn Error + 'static)) -> Option<Trouble> {
    if cause.is::<NoSuchName>() {
        return Some(Trouble::NameNotFound);
    }
    if let Some(error) = cause.downcast_ref::<io::Error>() {
        return in_words(error.kind()).map(Trouble::NoConnection);
    }
    match cause.downcast_ref::<rustls::Error>()? {
        rustls::Error::InvalidCertificate(rustls::CertificateError::Other(other)) => {
            let distrusted = other.0.downcast_ref::<Distrusted>()?;
            Some(Trouble::Certificate {
                fingerprint: distrusted.fingerprint.to_string(),
                reason: distrusted.reason.clone(),
                issued: distrusted.issued.clone().map(Box::new),
            })
        }
        rustls::Error::InvalidMessage(_) => Some(Trouble::NoConnection(say!(
            "the server does not speak TLS at this address (https where it should be http?)"
        ))),
        _ => None,
    }
}

/// What the system says in its own language and with a number, as a person would say it.
fn in_words(kind: io::ErrorKind) -> Option<Sentence> {
    match kind {
        io::ErrorKind::ConnectionRefused => {
            Some(say!("the server is not running, or a firewall refuses it"))
        }
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe => Some(say!("it was cut off")),
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => {
            Some(say!("no way leads to the server from this computer"))
        }
        _ => None,
    }
}

/// The next cause. An I/O error hides the error it was made from behind `get_ref`.
fn inside<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let hidden = cause
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
        .map(|inner| inner as &(dyn Error + 'static));
    hidden.or_else(|| cause.source())
}
