//! Files the person opened with the program, from a file manager or a mail: the window asks before anything is taken in.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tauri::AppHandle;

use crate::program::{Program, held};
use crate::{passes, window};

/// The files that wait for the person's answer.
#[derive(Default)]
pub(crate) struct Opened {
    files: Mutex<Vec<PathBuf>>,
}

impl Opened {
    /// Their names, for the question.
    pub(crate) fn names(&self) -> Vec<String> {
        let files = held(&self.files);
        files.iter().map(|path| name_of(path)).collect()
    }

    /// Takes them away: they were answered.
    pub(crate) fn take(&self) -> Vec<PathBuf> {
        std::mem::take(&mut held(&self.files))
    }

    fn add(&self, paths: Vec<PathBuf>) {
        let mut files = held(&self.files);
        for path in paths {
            if !files.contains(&path) {
                files.push(path);
            }
        }
    }
}

/// The last part of a path, as a person names the file.
pub(crate) fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// Keeps the files named in these arguments for the window; `true` where there were any.
pub(crate) fn keep(program: &Program, arguments: &[String], folder: &Path) -> bool {
    let paths = named(arguments, folder);
    let some = !paths.is_empty();
    program.opened.add(paths);
    some
}

/// A second start was given files: the window asks about them.
pub(crate) fn ask(app: &AppHandle) {
    passes::tell(app, "opened", ());
    window::raise(app);
}

/// The files among the arguments of a program that was started in `folder`.
fn named(arguments: &[String], folder: &Path) -> Vec<PathBuf> {
    let files = arguments
        .iter()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'));
    files.filter_map(|file| path_of(file, folder)).collect()
}

fn path_of(argument: &str, folder: &Path) -> Option<PathBuf> {
    if argument.starts_with("file:") {
        return tauri::Url::parse(argument).ok()?.to_file_path().ok();
    }
    Some(folder.join(argument))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn files_are_found_among_the_arguments_wherever_the_program_was_started() {
        let arguments = [
            "smsync-app",
            "--tray",
            "team.vcf",
            "/home/anna/my week.ics",
            "file:///home/anna/a%20b.ics",
            "file://elsewhere/x.ics",
        ]
        .map(str::to_owned);
        assert_eq!(
            named(&arguments, Path::new("/tmp")),
            [
                "/tmp/team.vcf",
                "/home/anna/my week.ics",
                "/home/anna/a b.ics"
            ]
            .map(PathBuf::from)
        );
        assert!(named(&arguments[..1], Path::new("/tmp")).is_empty());
    }

    #[test]
    fn a_file_that_is_opened_twice_is_asked_about_once() {
        let opened = Opened::default();
        for _ in 0..2 {
            opened.add(vec![PathBuf::from("/a/team.vcf")]);
        }
        assert_eq!(opened.names(), ["team.vcf"]);
        assert_eq!(opened.take(), [PathBuf::from("/a/team.vcf")]);
        assert!(opened.names().is_empty());
    }
}
