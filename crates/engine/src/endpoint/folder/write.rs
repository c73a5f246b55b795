//! Writing: a whole new file under a temporary name, flushed, then put in its place in one step; what it replaced is
//! looked at once more afterwards, and put back if somebody had changed it in that instant.
//!
//! A batch writes all its temporary files, flushes them together, and only then puts them in place one by one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::holds::Holds;
use super::read::{self, Content, NotRead, Stamp, nanoseconds};
use super::state::Known;
use super::swap::{self, Replaced};
use super::{Inner, MAX_ITEM_BYTES, leftover, marker, names, trouble};
use crate::endpoint::{EndpointError, ItemId, Refusal, Stored, Version, Write, WriteOutcome};
use crate::say;

/// A new text under its temporary name.
struct Draft {
    path: PathBuf,
    file: File,
}

/// A write on its way.
enum Prepared {
    Draft(Draft),
    /// A deletion needs no text.
    Deletion,
    /// Decided already.
    Done(WriteOutcome),
}

impl Inner {
    /// Does these writes and answers each in the order given.
    pub(super) fn write(&self, writes: &[Write]) -> Vec<WriteOutcome> {
        let mut state = self.state();
        if let Err(error) = marker::expect(&self.path, &self.id) {
            return writes
                .iter()
                .map(|_| WriteOutcome::NotDone(error.clone()))
                .collect();
        }
        let prepared: Vec<Prepared> = writes.iter().map(|write| self.prepare(write)).collect();
        let prepared: Vec<Prepared> = prepared.into_iter().map(|one| self.flush(one)).collect();
        let mut outcomes: Vec<WriteOutcome> = writes
            .iter()
            .zip(prepared)
            .map(|(write, prepared)| self.finish(write, prepared))
            .collect();
        if let Err(error) = flush_folder(&self.path) {
            // It is all in place, but a power cut could take it back.
            let error = trouble::about(&self.path, &error);
            for outcome in outcomes.iter_mut().filter(|outcome| is_done(outcome)) {
                *outcome = WriteOutcome::Unknown(error.clone());
            }
        }
        if let Ok(last) = state.sequence() {
            let (found, gone) = self.traces(writes, &outcomes, last + 1);
            // Only the cache: what it does not know the next look finds.
            if let Err(error) = state.remember(last, &found, &gone) {
                tracing::warn!(%error, "the cache of a folder could not be written");
            }
        }
        outcomes
    }

    fn prepare(&self, write: &Write) -> Prepared {
        let (id, body) = match write {
            Write::Create { id, body } | Write::Replace { id, body, .. } => (id, Some(body)),
            Write::Delete { id, .. } => (id, None),
        };
        if !names::is_item(self.kind, &id.0) {
            return Prepared::Done(WriteOutcome::Refused(Refusal::Invalid(say!(
                "its name cannot be a file's name here"
            ))));
        }
        let Some(body) = body else {
            return Prepared::Deletion;
        };
        if body.len() as u64 > MAX_ITEM_BYTES {
            return Prepared::Done(WriteOutcome::Refused(Refusal::TooLarge {
                limit_bytes: Some(MAX_ITEM_BYTES),
            }));
        }
        let path = leftover::path(
            &self.path,
            &id.0,
            &read::version(body),
            self.clock.entropy(),
        );
        match draft(&path, body) {
            Ok(file) => Prepared::Draft(Draft { path, file }),
            Err(error) => Prepared::Done(self.abandon(&path, id, &error)),
        }
    }

    fn flush(&self, prepared: Prepared) -> Prepared {
        match prepared {
            Prepared::Draft(draft) => match draft.file.sync_data() {
                Ok(()) => Prepared::Draft(draft),
                Err(error) => {
                    Prepared::Done(self.abandon(&draft.path, &ItemId(String::new()), &error))
                }
            },
            other => other,
        }
    }

    fn finish(&self, write: &Write, prepared: Prepared) -> WriteOutcome {
        match (write, prepared) {
            (_, Prepared::Done(outcome)) => outcome,
            (Write::Create { id, body }, Prepared::Draft(draft)) => {
                self.create(id, body, &draft.path)
            }
            (
                Write::Replace {
                    id,
                    expected,
                    replaces,
                    body,
                },
                Prepared::Draft(draft),
            ) => self.replace(
                id,
                &is_expected(expected.as_ref(), replaces),
                body,
                &draft.path,
            ),
            (
                Write::Delete {
                    id,
                    expected,
                    replaces,
                },
                _,
            ) => self.delete(id, &is_expected(expected.as_ref(), replaces)),
            // `prepare` makes a draft of everything that is not a deletion.
            (_, Prepared::Deletion) => WriteOutcome::Stale,
        }
    }

    fn create(&self, id: &ItemId, body: &[u8], draft: &Path) -> WriteOutcome {
        match swap::give_free_name(draft, &self.path.join(&id.0)) {
            Ok(()) => stored(id, body),
            Err(error) => self.abandon(draft, id, &error),
        }
    }

    fn replace(
        &self,
        id: &ItemId,
        is_expected: &dyn Fn(&[u8]) -> bool,
        body: &[u8],
        draft: &Path,
    ) -> WriteOutcome {
        let target = self.path.join(&id.0);
        let current = match self.expected(id, is_expected) {
            Ok(current) => current,
            Err(outcome) => {
                discard(draft);
                return outcome;
            }
        };
        let replaced = keep_permissions(&target, draft)
            .and_then(|()| target.symlink_metadata())
            .and_then(|metadata| {
                if Stamp::of(&metadata) == current.stamp {
                    Ok(())
                } else {
                    Err(ErrorKind::ResourceBusy.into())
                }
            })
            .and_then(|()| swap::put_in_place(draft, &target));
        match replaced {
            Ok(Replaced::Overwritten) => stored(id, body),
            Ok(Replaced::SetAside) if holds(draft, is_expected) => {
                discard(draft);
                stored(id, body)
            }
            // Somebody saved between our look and our step: theirs goes back, ours is decided anew.
            Ok(Replaced::SetAside) => match swap::exchange(draft, &target) {
                Ok(()) => {
                    discard(draft);
                    WriteOutcome::Stale
                }
                Err(error) => WriteOutcome::Unknown(trouble::about(&target, &error)),
            },
            Err(error) if error.kind() == ErrorKind::ResourceBusy => {
                discard(draft);
                WriteOutcome::Stale
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                discard(draft);
                WriteOutcome::Gone
            }
            Err(error) => self.abandon(draft, id, &error),
        }
    }

    fn delete(&self, id: &ItemId, is_expected: &dyn Fn(&[u8]) -> bool) -> WriteOutcome {
        let target = self.path.join(&id.0);
        let current = match self.expected(id, is_expected) {
            Ok(current) => current,
            Err(WriteOutcome::Gone) => return WriteOutcome::Deleted,
            Err(outcome) => return outcome,
        };
        let aside = leftover::path(&self.path, &id.0, &current.version(), self.clock.entropy());
        match fs::rename(&target, &aside) {
            Ok(()) if holds(&aside, is_expected) => {
                discard(&aside);
                WriteOutcome::Deleted
            }
            // Somebody saved between our look and our step: theirs stays.
            Ok(()) => match leftover::put_back(&self.path, &aside, &id.0) {
                Ok(()) => WriteOutcome::Stale,
                Err(error) => WriteOutcome::Unknown(trouble::about(&target, &error)),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => WriteOutcome::Deleted,
            Err(error) => WriteOutcome::NotDone(trouble::about(&target, &error)),
        }
    }

    /// The file as it is, if it is still the one the write was made from.
    fn expected(
        &self,
        id: &ItemId,
        is_expected: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Content, WriteOutcome> {
        let path = self.path.join(&id.0);
        match read::read(&path) {
            Ok(content) if is_expected(&content.body) => Ok(content),
            Ok(_) => Err(WriteOutcome::Stale),
            Err(NotRead::Gone) => Err(WriteOutcome::Gone),
            Err(NotRead::Because(trouble)) => Err(WriteOutcome::NotDone(EndpointError::new(
                path.display().to_string(),
                trouble,
            ))),
        }
    }

    /// Nothing was put in place: the draft goes, and the outcome says why.
    fn abandon(&self, draft: &Path, id: &ItemId, error: &io::Error) -> WriteOutcome {
        discard(draft);
        match error.kind() {
            ErrorKind::AlreadyExists => WriteOutcome::Exists {
                at: Some(id.clone()),
            },
            ErrorKind::ReadOnlyFilesystem => WriteOutcome::Refused(Refusal::ReadOnly),
            _ => WriteOutcome::NotDone(trouble::about(&self.path.join(&id.0), error)),
        }
    }

    /// What the cache should know of these writes.
    fn traces(
        &self,
        writes: &[Write],
        outcomes: &[WriteOutcome],
        sequence: i64,
    ) -> (Vec<(String, Known)>, Vec<String>) {
        let (mut found, mut gone) = (Vec::new(), Vec::new());
        for (write, outcome) in writes.iter().zip(outcomes) {
            match (write, outcome) {
                (
                    Write::Create { id, body } | Write::Replace { id, body, .. },
                    WriteOutcome::Stored(_),
                ) => {
                    let Ok(metadata) = self.path.join(&id.0).symlink_metadata() else {
                        continue;
                    };
                    let known = Known {
                        stamp: Stamp::of(&metadata),
                        looked_ns: nanoseconds(SystemTime::now()),
                        version: read::version(body),
                        holds: Holds::of(&id.0, body),
                        was_ours: true,
                        sequence,
                    };
                    found.push((id.0.clone(), known));
                }
                (Write::Delete { id, .. }, WriteOutcome::Deleted) => gone.push(id.0.clone()),
                _ => {}
            }
        }
        (found, gone)
    }
}

/// The test that a text is the one a write was made from.
fn is_expected<'a>(
    expected: Option<&'a Version>,
    replaces: &'a [u8],
) -> impl Fn(&[u8]) -> bool + 'a {
    move |body| {
        expected.map_or_else(
            || body == replaces,
            |expected| read::version(body) == *expected,
        )
    }
}

/// Whether a file holds a text that passes.
fn holds(path: &Path, is_expected: &dyn Fn(&[u8]) -> bool) -> bool {
    read::read(path).is_ok_and(|content| is_expected(&content.body))
}

fn draft(path: &Path, body: &[u8]) -> io::Result<File> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(body)?;
    Ok(file)
}

/// Removes a temporary file; one that stays is cleared when the folder is opened next.
fn discard(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != ErrorKind::NotFound
    {
        tracing::debug!(%error, "a temporary file was left behind");
    }
}

/// Who may read the old file may read the new one.
fn keep_permissions(from: &Path, to: &Path) -> io::Result<()> {
    fs::set_permissions(to, from.symlink_metadata()?.permissions())
}

/// Makes the names last; where folders cannot be flushed (Windows) the file system does it by itself.
fn flush_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

fn is_done(outcome: &WriteOutcome) -> bool {
    matches!(outcome, WriteOutcome::Stored(_) | WriteOutcome::Deleted)
}

fn stored(id: &ItemId, body: &[u8]) -> WriteOutcome {
    WriteOutcome::Stored(Stored {
        id: id.clone(),
        version: Some(read::version(body)),
        read_again: false,
    })
}
