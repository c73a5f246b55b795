//! Our own temporary files, and what to do with those a killed process left behind.
//!
//! Their names start with `.smsync-`, carry the hash of the text we put there ourselves, and the name of the item. A text with that
//! hash is ours and known elsewhere; a broken one is a write that never ended; anything else was somebody's edit, set aside
//! in the instant before the kill: that one is put back.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::holds::Holds;
use super::read::{self, nanoseconds};
use super::state::State;
use super::{swap, trouble};
use crate::endpoint::{EndpointError, Version};

const PREFIX: &str = ".smsync-tmp-";

/// Younger ones may belong to a process that is still at work.
pub(super) const GRACE: Duration = Duration::from_mins(10);

/// Longer item names are left out of the temporary name, which must stay below 255 bytes.
const LONGEST_NAME: usize = 180;

/// A name for a temporary file of ours; `salt` tells two for the same item apart.
pub(super) fn path(folder: &Path, item: &str, ours: &Version, salt: u64) -> PathBuf {
    let item = if item.len() <= LONGEST_NAME { item } else { "" };
    folder.join(format!("{PREFIX}{}-{salt:016x}-{item}", ours.0))
}

/// Clears what killed processes left behind, `grace` ago or longer.
pub(super) fn tidy(folder: &Path, state: &State, grace: Duration) -> Result<(), EndpointError> {
    let failed = |error| trouble::about(folder, &error);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let Some((ours, item)) = parse(&name) else {
            continue;
        };
        if let Ok(left) = read::read(&entry.path()) {
            let age_ns = nanoseconds(SystemTime::now()) - left.stamp.latest_ns();
            if Duration::from_nanos(age_ns.max(0).cast_unsigned()) < grace {
                continue;
            }
            let known = state.file(item)?.map(|known| known.version);
            let is_foreign = left.version() != ours
                && Some(left.version()) != known
                && matches!(Holds::of(item, &left.body), Holds::One(_));
            if is_foreign {
                put_back(folder, &entry.path(), item).map_err(failed)?;
            } else {
                fs::remove_file(entry.path()).map_err(failed)?;
            }
        }
    }
    Ok(())
}

/// Gives a file that was set aside its name back, or one beside it where that is taken.
pub(super) fn put_back(folder: &Path, aside: &Path, item: &str) -> std::io::Result<()> {
    let (stem, ending) = item.rsplit_once('.').unwrap_or(("recovered", "txt"));
    let mut name = item.to_owned();
    for attempt in 2.. {
        match swap::give_free_name(aside, &folder.join(&name)) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                name = format!("{stem}~{attempt}.{ending}");
            }
            other => return other,
        }
    }
    Ok(())
}

/// The hash and the item's name in the name of a temporary file.
fn parse(name: &str) -> Option<(Version, &str)> {
    let (ours, rest) = name.strip_prefix(PREFIX)?.split_once('-')?;
    let (_salt, item) = rest.split_once('-')?;
    Some((Version(ours.to_owned()), item))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::SystemClock;

    const CARD: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Typed by a person\r\nEND:VCARD\r\n";

    /// A folder with one leftover for `a.vcf`, tidied at once; answers the names that stand there afterwards.
    fn tidied(ours: &str, left: &str, others: &[(&str, &str)]) -> Vec<String> {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("items");
        fs::create_dir(&folder).unwrap();
        for (name, body) in others {
            fs::write(folder.join(name), body).unwrap();
        }
        let aside = path(&folder, "a.vcf", &read::version(ours.as_bytes()), 7);
        fs::write(aside, left).unwrap();
        let state = State::open(&home.path().join("cache"), &SystemClock).unwrap();
        tidy(&folder, &state, Duration::ZERO).unwrap();
        let names = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn somebodys_edit_that_was_set_aside_is_put_back() {
        assert_eq!(tidied("our new text", CARD, &[]), ["a.vcf"]);
        assert_eq!(
            tidied("our new text", CARD, &[("a.vcf", "x")]),
            ["a.vcf", "a~2.vcf"]
        );
    }

    #[test]
    fn our_own_drafts_whole_or_broken_are_cleared() {
        assert_eq!(tidied(CARD, CARD, &[("a.vcf", "x")]), ["a.vcf"]);
        assert_eq!(tidied(CARD, &CARD[..30], &[("a.vcf", "x")]), ["a.vcf"]);
    }
}
