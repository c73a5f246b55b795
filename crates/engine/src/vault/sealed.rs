//! A file sealed with a passphrase: the age format, so that `age --decrypt` opens it, too. Inside is JSON, account to secret.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use age::{DecryptError, Decryptor, Encryptor, scrypt};
use async_trait::async_trait;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::{Vault, VaultError, limit};

/// No sealed file of ours is anywhere near this long.
const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// Deriving a key takes about a second; a machine under load is given its time.
const LIMIT: Duration = Duration::from_mins(1);

/// How slow a passphrase is to guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// About a second for each guess on this machine.
    Full,
    /// None to speak of: for tests, whose files hold nothing.
    ForTests,
}

/// Secrets in a file sealed with a passphrase.
pub struct SealedFile {
    seal: Arc<Seal>,
    /// What is in the file, read once: opening it takes a second each time.
    secrets: Mutex<Secrets>,
}

type Secrets = BTreeMap<String, SecretString>;

/// The file and what opens it.
struct Seal {
    path: PathBuf,
    passphrase: SecretString,
    work: Work,
}

impl SealedFile {
    /// Opens the file, or begins one where there is none. Nothing is written before the first secret.
    ///
    /// # Errors
    /// `VaultError::WrongPassphrase` where the passphrase does not open it; the file is left as it is.
    pub async fn open(
        path: &Path,
        passphrase: SecretString,
        work: Work,
    ) -> Result<Self, VaultError> {
        let seal = Arc::new(Seal {
            path: path.to_owned(),
            passphrase,
            work,
        });
        let reading = Arc::clone(&seal);
        let secrets = limit::within(LIMIT, move || reading.open()).await?;
        Ok(Self {
            seal,
            secrets: Mutex::new(secrets),
        })
    }

    /// Changes the secrets: first in the file, then here.
    async fn change(&self, change: impl FnOnce(&mut Secrets)) -> Result<(), VaultError> {
        let mut secrets = self.secrets.lock().await;
        let mut changed = secrets.clone();
        change(&mut changed);
        let (seal, writing) = (Arc::clone(&self.seal), changed.clone());
        limit::within(LIMIT, move || seal.write(&writing)).await?;
        *secrets = changed;
        Ok(())
    }
}

impl fmt::Debug for SealedFile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SealedFile")
            .field("path", &self.seal.path)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Vault for SealedFile {
    async fn put(&self, account: &str, secret: SecretString) -> Result<(), VaultError> {
        self.change(|secrets| {
            secrets.insert(account.to_owned(), secret);
        })
        .await
    }

    async fn get(&self, account: &str) -> Result<Option<SecretString>, VaultError> {
        Ok(self.secrets.lock().await.get(account).cloned())
    }

    async fn remove(&self, account: &str) -> Result<(), VaultError> {
        if !self.secrets.lock().await.contains_key(account) {
            return Ok(());
        }
        self.change(|secrets| {
            secrets.remove(account);
        })
        .await
    }

    fn place(&self) -> &'static str {
        "a file sealed with a passphrase"
    }
}

impl Seal {
    fn open(&self) -> Result<Secrets, VaultError> {
        let mut sealed = Vec::new();
        match fs::File::open(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Secrets::new()),
            Err(error) => return Err(self.file_error(&error)),
            Ok(file) => file
                .take(MAX_FILE_BYTES)
                .read_to_end(&mut sealed)
                .map_err(|error| self.file_error(&error))?,
        };
        let mut identity = scrypt::Identity::new(self.passphrase.clone());
        // 2^22 is 4 GiB of memory: a file that asks for more was made to hurt.
        identity.set_max_work_factor(22);
        let decryptor =
            Decryptor::new(sealed.as_slice()).map_err(|error| self.damaged(&error.to_string()))?;
        let mut opened = decryptor
            .decrypt(iter::once(&identity as &dyn age::Identity))
            .map_err(|error| self.not_opened(&error))?;
        let mut text = Zeroizing::new(Vec::new());
        opened
            .read_to_end(&mut text)
            .map_err(|error| self.damaged(&error.to_string()))?;
        // The error of a JSON reader may quote what it read.
        let secrets: BTreeMap<String, String> =
            serde_json::from_slice(&text).map_err(|_| self.damaged("its content is not known"))?;
        Ok(secrets
            .into_iter()
            .map(|(account, secret)| (account, SecretString::from(secret)))
            .collect())
    }

    /// Writes a new file beside the old one and puts it in its place in one step.
    fn write(&self, secrets: &Secrets) -> Result<(), VaultError> {
        let sealed = self
            .sealed(secrets)
            .map_err(|error| self.file_error(&error))?;
        let mut draft = self.path.clone().into_os_string();
        draft.push(format!(".{}.tmp", std::process::id()));
        let draft = PathBuf::from(draft);
        let written = write_private(&draft, &sealed).and_then(|()| fs::rename(&draft, &self.path));
        written.map_err(|error| {
            // What could not be put in place is of no use; that it may stay behind is no second failure.
            let _ = fs::remove_file(&draft);
            self.file_error(&error)
        })
    }

    fn sealed(&self, secrets: &Secrets) -> io::Result<Vec<u8>> {
        let exposed: BTreeMap<&str, &str> = secrets
            .iter()
            .map(|(account, secret)| (account.as_str(), secret.expose_secret()))
            .collect();
        let text = Zeroizing::new(serde_json::to_vec(&exposed)?);
        let mut recipient = scrypt::Recipient::new(self.passphrase.clone());
        if self.work == Work::ForTests {
            recipient.set_work_factor(2);
        }
        let encryptor = Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient))
            .map_err(io::Error::other)?;
        let mut sealed = Vec::new();
        let mut writer = encryptor.wrap_output(&mut sealed)?;
        writer.write_all(&text)?;
        writer.finish()?;
        Ok(sealed)
    }

    fn not_opened(&self, error: &DecryptError) -> VaultError {
        match error {
            DecryptError::DecryptionFailed
            | DecryptError::KeyDecryptionFailed
            | DecryptError::NoMatchingKeys => VaultError::WrongPassphrase {
                path: self.path.display().to_string(),
            },
            other => self.damaged(&other.to_string()),
        }
    }

    fn damaged(&self, reason: &str) -> VaultError {
        VaultError::Damaged {
            path: self.path.display().to_string(),
            reason: reason.to_owned(),
        }
    }

    fn file_error(&self, error: &io::Error) -> VaultError {
        VaultError::File {
            path: self.path.display().to_string(),
            reason: error.to_string(),
        }
    }
}

/// Writes and flushes a file that only its owner may read.
fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn open(path: &Path, passphrase: &str) -> Result<SealedFile, VaultError> {
        SealedFile::open(path, passphrase.into(), Work::ForTests).await
    }

    #[tokio::test]
    async fn what_was_sealed_is_opened_by_the_passphrase_and_by_no_other() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("passwords.age");
        let file = open(&path, "open sesame").await.unwrap();
        file.put("alice", "wonderland".into()).await.unwrap();
        file.put("bob", "builder".into()).await.unwrap();
        file.remove("bob").await.unwrap();
        file.remove("nobody").await.unwrap();

        let again = open(&path, "open sesame").await.unwrap();
        assert_eq!(
            again.get("alice").await.unwrap().unwrap().expose_secret(),
            "wonderland"
        );
        assert!(again.get("bob").await.unwrap().is_none());

        let before = fs::read(&path).unwrap();
        let wrong = open(&path, "open barley").await.unwrap_err();
        assert!(
            matches!(wrong, VaultError::WrongPassphrase { .. }),
            "{wrong:?}"
        );
        assert_eq!(
            fs::read(&path).unwrap(),
            before,
            "the file is left as it was"
        );
    }

    #[tokio::test]
    async fn no_secret_stands_in_clear_in_the_file_or_in_debug() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("passwords.age");
        let file = open(&path, "open sesame").await.unwrap();
        file.put("alice", "wonderland".into()).await.unwrap();
        let bytes = fs::read(&path).unwrap();
        let shown = format!("{file:?} {}", String::from_utf8_lossy(&bytes));
        for secret in ["wonderland", "sesame", "alice"] {
            assert!(!shown.contains(secret), "{secret}");
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        assert_eq!(
            fs::read_dir(home.path()).unwrap().count(),
            1,
            "no temporary file is left"
        );
    }

    #[tokio::test]
    async fn a_damaged_file_is_named_and_left_alone() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("passwords.age");
        open(&path, "x")
            .await
            .unwrap()
            .put("alice", "wonderland".into())
            .await
            .unwrap();
        let whole = fs::read(&path).unwrap();
        for damaged in [
            b"hello".to_vec(),
            Vec::new(),
            whole[..whole.len() - 5].to_vec(),
        ] {
            fs::write(&path, &damaged).unwrap();
            let error = open(&path, "x").await.unwrap_err();
            assert!(matches!(error, VaultError::Damaged { .. }), "{error:?}");
            assert_eq!(fs::read(&path).unwrap(), damaged);
        }
    }

    #[tokio::test]
    async fn a_file_that_cannot_be_written_is_an_error_and_the_old_secret_stays() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("folder");
        fs::create_dir(&folder).unwrap();
        let file = open(&folder.join("passwords.age"), "x").await.unwrap();
        file.put("alice", "wonderland".into()).await.unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert!(matches!(
            file.put("alice", "other".into()).await,
            Err(VaultError::File { .. })
        ));
        assert_eq!(
            file.get("alice").await.unwrap().unwrap().expose_secret(),
            "wonderland"
        );
    }
}
