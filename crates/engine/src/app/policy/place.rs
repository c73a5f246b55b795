//! Where this system keeps what an administrator decided. Reads only; what is missing is nothing decided.

use std::path::{Path, PathBuf};

use super::SystemPolicy;
use crate::say;
use crate::{Code, Failure};

/// Names a file to try a policy with; of no effect where the computer has one, so that nobody gets around that.
const TRIAL_VARIABLE: &str = "SMSYNC_POLICY";

impl SystemPolicy {
    /// What was decided for this computer.
    ///
    /// # Errors
    /// There is something, but it cannot be read or is wrong: it is not passed over.
    pub fn of_this_computer() -> Result<Self, Failure> {
        #[cfg(any(windows, target_os = "macos"))]
        if let Some((place, value)) = managed::read() {
            return read(&place, value);
        }
        if let Some(path) = file().filter(|path| path.exists()) {
            return from_file(&path);
        }
        match std::env::var_os(TRIAL_VARIABLE).filter(|path| !path.is_empty()) {
            Some(path) => from_file(Path::new(&path)),
            None => Ok(Self::default()),
        }
    }
}

/// Who is signed in to this computer, as `{user}` in a policy.
pub(crate) fn login() -> String {
    let named = |name| std::env::var(name).ok().filter(|login| !login.is_empty());
    ["USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .find_map(named)
        .unwrap_or_default()
}

#[cfg(target_os = "macos")]
fn file() -> Option<PathBuf> {
    Some(PathBuf::from(
        "/Library/Application Support/SmarterMail Sync/policy.json",
    ))
}

#[cfg(windows)]
fn file() -> Option<PathBuf> {
    let data = std::env::var_os("ProgramData")?;
    Some(
        Path::new(&data)
            .join("SmarterMail Sync")
            .join("policy.json"),
    )
}

#[cfg(not(any(windows, target_os = "macos")))]
#[expect(clippy::unnecessary_wraps, reason = "another system may name no place")]
fn file() -> Option<PathBuf> {
    Some(PathBuf::from("/etc/smartermail-sync/policy.json"))
}

fn from_file(path: &Path) -> Result<SystemPolicy, Failure> {
    let place = path.display().to_string();
    let text = std::fs::read(path).map_err(|error| wrong(&place, &error.to_string()))?;
    let value = serde_json::from_slice(&text).map_err(|error| wrong(&place, &error.to_string()))?;
    read(&place, value)
}

fn read(place: &str, value: serde_json::Value) -> Result<SystemPolicy, Failure> {
    SystemPolicy::parse(value).map_err(|error| wrong(place, &error))
}

fn wrong(place: &str, error: &str) -> Failure {
    Failure::new(
        Code::Usage,
        place,
        say!(
            "the settings for everyone on this computer cannot be used: {error}",
            error = error
        ),
        say!(
            "Tell the administrator of this computer. Nothing was synchronised, nothing was changed."
        ),
    )
}

/// The registry: a value for each setting, a key for each group of them.
#[cfg(windows)]
mod managed {
    use serde_json::{Map, Value};
    use windows_registry::{Key, LOCAL_MACHINE, Type};

    const KEY: &str = r"SOFTWARE\Policies\SmarterMail Sync";

    pub(super) fn read() -> Option<(String, Value)> {
        let key = LOCAL_MACHINE.open(KEY).ok()?;
        Some((format!(r"HKEY_LOCAL_MACHINE\{KEY}"), of_key(&key)))
    }

    fn of_key(key: &Key) -> Value {
        let values = key.values().into_iter().flatten().map(|(name, value)| {
            let value = match value.ty() {
                Type::U32 => u32::try_from(value).map(Value::from),
                Type::MultiString => Vec::<String>::try_from(value).map(Value::from),
                _ => String::try_from(value).map(Value::from),
            };
            (name, value.unwrap_or(Value::Null))
        });
        let keys = key.keys().into_iter().flatten();
        let groups = keys.filter_map(|name| Some((name.clone(), of_key(&key.open(&name).ok()?))));
        Value::Object(values.chain(groups).collect::<Map<_, _>>())
    }
}

/// A configuration profile, as the system lays it down for the program.
#[cfg(target_os = "macos")]
mod managed {
    use serde_json::{Value, json};

    const FILE: &str = "/Library/Managed Preferences/org.smsync.app.plist";

    pub(super) fn read() -> Option<(String, Value)> {
        let path = std::path::Path::new(FILE);
        // A profile that cannot be read is one that decides something wrong, not one that is not there.
        path.exists().then(|| {
            let value = plist::from_file(path).unwrap_or_else(|error| json!(error.to_string()));
            (FILE.to_owned(), value)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_json_is_told_with_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("policy.json");
        std::fs::write(&path, "{ \"locked\": [").unwrap();
        let failure = from_file(&path).unwrap_err();
        assert!(failure.about.ends_with("policy.json"));
        assert!(failure.message.contains("line 1"), "{failure}");
        std::fs::write(&path, "{ \"updates\": \"off\" }").unwrap();
        assert_eq!(
            from_file(&path).unwrap().updates(),
            super::super::Updates::Off
        );
    }
}
