//! TLS: the certificate that was given, or one made for the occasion; and a bad one where a fault asks for it.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use sha2::{Digest as _, Sha256};

use crate::fault::{BadCertificate, Faults};
use crate::lock::lock;

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read, or holds no certificate or key.
    #[error("{0}: {1}")]
    File(String, rustls::pki_types::pem::Error),
    /// The key is not the certificate's, or of a sort that is not known.
    #[error("the key does not fit the certificate: {0}")]
    Key(#[from] rustls::Error),
    /// No certificate could be made.
    #[error("no certificate can be made: {0}")]
    Made(#[from] rcgen::Error),
    /// The certificate that was made cannot be kept.
    #[error("the certificate cannot be kept: {0}")]
    Kept(#[from] io::Error),
}

/// A server's TLS: its certificate, and the faults that show another.
pub struct Tls {
    pub(crate) config: Arc<ServerConfig>,
    /// SHA-256 of the certificate, as a client shows it.
    pub fingerprint: String,
}

impl Tls {
    /// With a certificate (chain) and its key, both PEM.
    ///
    /// # Errors
    /// A file cannot be read, or the two do not belong together.
    pub fn from_files(certificate: &Path, key: &Path, faults: &Faults) -> Result<Tls, TlsError> {
        let wrong = |path: &Path| {
            let path = path.display().to_string();
            move |error| TlsError::File(path, error)
        };
        let chain = CertificateDer::pem_file_iter(certificate)
            .map_err(wrong(certificate))?
            .collect::<Result<Vec<_>, _>>()
            .map_err(wrong(certificate))?;
        let key_der = PrivateKeyDer::from_pem_file(key).map_err(wrong(key))?;
        Tls::new(chain, key_der, faults)
    }

    /// With a certificate that nobody vouches for, for these names; kept in the directory, where one is given, so that
    /// who trusted it once still does after a restart.
    ///
    /// # Errors
    /// It cannot be made or kept.
    pub fn self_signed(
        names: &[String],
        directory: Option<&Path>,
        faults: &Faults,
    ) -> Result<Tls, TlsError> {
        let files = directory
            .map(|directory| (directory.join("certificate.pem"), directory.join("key.pem")));
        if let Some((certificate, key)) = &files
            && certificate.exists()
            && key.exists()
        {
            return Tls::from_files(certificate, key, faults);
        }
        let mut params = CertificateParams::new(names)?;
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, "SmarterMail Sync test server");
        // Apple's clients take no certificate that lasts longer than 825 days.
        let pair = KeyPair::generate()?;
        let made = params.self_signed(&pair)?;
        if let Some((certificate, key)) = &files {
            std::fs::write(certificate, made.pem())?;
            write_secret(key, &pair.serialize_pem())?;
        }
        Tls::new(
            vec![made.der().clone()],
            PrivatePkcs8KeyDer::from(pair.serialize_der()).into(),
            faults,
        )
    }

    fn new(
        chain: Vec<CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
        faults: &Faults,
    ) -> Result<Tls, TlsError> {
        let fingerprint = chain
            .first()
            .map(|first| fingerprint(first))
            .unwrap_or_default();
        let provider = Arc::new(ring::default_provider());
        let own = CertifiedKey::from_der(chain, key, &provider)?;
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(Shown {
                own: Arc::new(own),
                faults: faults.clone(),
                bad: Mutex::default(),
            }));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        // A session that is resumed shows no certificate: a fault switched on would not be seen.
        config.session_storage = Arc::new(rustls::server::NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(Tls {
            config: Arc::new(config),
            fingerprint,
        })
    }
}

#[cfg(unix)]
fn write_secret(path: &Path, text: &str) -> io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())
}

#[cfg(not(unix))]
fn write_secret(path: &Path, text: &str) -> io::Result<()> {
    std::fs::write(path, text)
}

fn fingerprint(certificate: &[u8]) -> String {
    let pairs: Vec<String> = Sha256::digest(certificate)
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    pairs.join(":")
}

/// Which certificate a connection is shown.
struct Shown {
    own: Arc<CertifiedKey>,
    faults: Faults,
    /// Made when they are first asked for.
    bad: Mutex<Vec<(BadCertificate, Arc<CertifiedKey>)>>,
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Shown")
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let Some(bad) = self.faults.strike_certificate() else {
            return Some(Arc::clone(&self.own));
        };
        let mut made = lock(&self.bad);
        if let Some((_, key)) = made.iter().find(|(of, _)| *of == bad) {
            return Some(Arc::clone(key));
        }
        let key = Arc::new(bad_certificate(bad, hello.server_name())?);
        made.push((bad, Arc::clone(&key)));
        Some(key)
    }
}

fn bad_certificate(bad: BadCertificate, name: Option<&str>) -> Option<CertifiedKey> {
    let asked = name.unwrap_or("127.0.0.1").to_owned();
    let names = match bad {
        BadCertificate::OtherName => vec!["elsewhere.example".to_owned()],
        BadCertificate::Expired | BadCertificate::Another => vec![asked],
    };
    let mut params = CertificateParams::new(names).ok()?;
    if bad == BadCertificate::Expired {
        params.not_before = date_time_ymd(2019, 1, 1);
        params.not_after = date_time_ymd(2020, 1, 1);
    }
    let pair = KeyPair::generate().ok()?;
    let made = params.self_signed(&pair).ok()?;
    let key = PrivatePkcs8KeyDer::from(pair.serialize_der()).into();
    CertifiedKey::from_der(vec![made.der().clone()], key, &ring::default_provider()).ok()
}
