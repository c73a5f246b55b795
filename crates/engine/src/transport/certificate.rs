//! Which server certificates are believed: the platform's, and one that the person trusted for this account.
//!
//! A certificate is trusted by its SHA-256 fingerprint, alone: then neither its name, its issuer nor its dates matter,
//! since the person compared exactly this certificate. Nothing here can switch checking off as a whole.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, OtherError, SignatureScheme};
use rustls_platform_verifier::Verifier;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::endpoint::Issued;
use crate::{Sentence, say};

/// The SHA-256 of a certificate, shown as browsers show it: `AB:CD:…`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    fn of(certificate: &CertificateDer<'_>) -> Self {
        Self(Sha256::digest(certificate.as_ref()).into())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            let colon = if at == 0 { "" } else { ":" };
            write!(out, "{colon}{byte:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// Text that is no SHA-256 fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint is 64 hexadecimal digits, with or without colons")]
pub struct NotAFingerprint;

impl FromStr for Fingerprint {
    type Err = NotAFingerprint;

    /// Reads 64 hexadecimal digits in either case; colons and spaces between them are skipped.
    fn from_str(text: &str) -> Result<Self, NotAFingerprint> {
        let digits: Vec<u8> = text
            .chars()
            .filter(|c| *c != ':' && !c.is_whitespace())
            .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
            .collect::<Option<_>>()
            .ok_or(NotAFingerprint)?;
        let bytes: Vec<u8> = match digits.as_chunks::<2>() {
            (pairs, []) => pairs.iter().map(|[high, low]| high << 4 | low).collect(),
            _ => return Err(NotAFingerprint),
        };
        bytes.try_into().map(Self).map_err(|_| NotAFingerprint)
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = NotAFingerprint;

    fn try_from(text: String) -> Result<Self, NotAFingerprint> {
        text.parse()
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> Self {
        fingerprint.to_string()
    }
}

/// A certificate that is not believed: travels inside rustls's error up to [`super::failure`].
#[derive(Debug, Clone, thiserror::Error)]
#[error("{reason} ({fingerprint})")]
pub(super) struct Distrusted {
    pub(super) fingerprint: Fingerprint,
    pub(super) reason: Sentence,
    pub(super) issued: Option<Issued>,
}

/// Believes the trusted certificate, and whatever the platform believes.
pub(super) struct AccountVerifier {
    trusted: Option<Fingerprint>,
    provider: Arc<CryptoProvider>,
    /// Read at the first handshake that needs it: an account over plain HTTP, or with a trusted certificate, never
    /// reads the platform's roots.
    platform: OnceLock<Result<Verifier, String>>,
}

impl AccountVerifier {
    pub(super) fn new(trusted: Option<Fingerprint>, provider: Arc<CryptoProvider>) -> Self {
        Self {
            trusted,
            provider,
            platform: OnceLock::new(),
        }
    }

    fn platform(&self) -> Result<&Verifier, String> {
        self.platform
            .get_or_init(|| Verifier::new(self.provider.clone()).map_err(|e| e.to_string()))
            .as_ref()
            .map_err(Clone::clone)
    }
}

impl fmt::Debug for AccountVerifier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("AccountVerifier")
            .field("trusted", &self.trusted)
            .finish_non_exhaustive()
    }
}

impl ServerCertVerifier for AccountVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let fingerprint = Fingerprint::of(end_entity);
        if self.trusted == Some(fingerprint) {
            return Ok(ServerCertVerified::assertion());
        }
        let is_another = self.trusted.is_some();
        let distrust = |reason: Sentence| {
            let distrusted = Distrusted {
                fingerprint,
                reason: if is_another {
                    say!(
                        "it is another one than you trusted for this account; {why}",
                        why = reason
                    )
                } else {
                    reason
                },
                issued: issued(end_entity),
            };
            rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(
                distrusted,
            ))))
        };
        let platform = self
            .platform()
            .map_err(|_| distrust(say!("this computer has no list of trusted issuers")))?;
        platform
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            .map_err(|error| distrust(reason_in_words(&error, intermediates.is_empty())))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// What a certificate says of itself; nothing is concluded from it.
fn issued(certificate: &CertificateDer<'_>) -> Option<Issued> {
    let (_, read) = x509_parser::parse_x509_certificate(certificate).ok()?;
    let validity = read.validity();
    Some(Issued {
        subject: read.subject().to_string(),
        issuer: read.issuer().to_string(),
        valid_from: validity.not_before.timestamp().saturating_mul(1000),
        valid_until: validity.not_after.timestamp().saturating_mul(1000),
    })
}

/// What is wrong with a certificate, as a person would say it.
fn reason_in_words(error: &rustls::Error, stands_alone: bool) -> Sentence {
    let rustls::Error::InvalidCertificate(why) = error else {
        return error.to_string().into();
    };
    match why {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            say!("it has expired")
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            say!("it is not valid yet; is this computer's clock right?")
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            say!("it belongs to another name")
        }
        CertificateError::UnknownIssuer if stands_alone => {
            say!("it is self-signed or its issuer is unknown")
        }
        CertificateError::UnknownIssuer => say!("its issuer is unknown"),
        CertificateError::Revoked => say!("it was revoked"),
        CertificateError::BadEncoding => say!("it cannot be read"),
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            say!("it is not meant for a server")
        }
        // A self-signed certificate that says of itself that it is an authority.
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
            say!("it is self-signed")
        }
        other => format!("{other:?}").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_as_it_is_shown_and_without_colons() {
        let shown = (0..32u8)
            .map(|n| format!("{:02X}", n * 8))
            .collect::<Vec<_>>()
            .join(":");
        let read: Fingerprint = shown.parse().unwrap();
        assert_eq!(read.to_string(), shown);
        let plain: Fingerprint = shown.replace(':', "").to_lowercase().parse().unwrap();
        assert_eq!(plain, read);
    }

    #[test]
    fn text_that_is_no_fingerprint_is_refused() {
        for text in ["", "AB", "zz", &"A".repeat(63), &"A".repeat(66)] {
            assert_eq!(text.parse::<Fingerprint>(), Err(NotAFingerprint), "{text}");
        }
    }
}
