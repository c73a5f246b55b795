//! Where a password comes from: standard input, a file named in the environment, or a prompt that shows nothing.
//! Never from an argument, which other users of the computer could read; never printed.

use std::io::{self, Read};

use engine::{Code, Failure};
use secrecy::SecretString;

use crate::output::Output;

/// Names a file that holds the password.
pub(crate) const FILE: &str = "SMSYNC_PASSWORD_FILE";

/// Longer than any password: a file that is none by mistake.
const LONGEST_BYTES: u64 = 4096;

/// The password, from wherever it may come.
///
/// # Errors
/// It cannot be read, is empty, or there is nobody to ask.
pub(crate) fn read(out: &Output, about: &str, from_stdin: bool) -> Result<SecretString, Failure> {
    if from_stdin {
        return first_line(about, io::stdin().lock());
    }
    if let Some(password) = from_file(about)? {
        return Ok(password);
    }
    if !out.may_ask() {
        return Err(Failure::new(
            Code::Usage,
            about,
            "there is no password",
            format!(
                "Give it on standard input with --password-stdin, or name a file that holds it in {FILE}."
            ),
        ));
    }
    prompt(about)
}

/// The password in the file that the environment names, where it names one.
///
/// # Errors
/// The file cannot be read or is empty.
pub(crate) fn from_file(about: &str) -> Result<Option<SecretString>, Failure> {
    let Some(path) = std::env::var_os(FILE).filter(|path| !path.is_empty()) else {
        return Ok(None);
    };
    let file = std::fs::File::open(&path).map_err(|error| {
        Failure::new(
            Code::Storage,
            path.to_string_lossy(),
            format!("the password file cannot be read: {error}"),
            format!("Check the file that {FILE} names."),
        )
    })?;
    first_line(about, file).map(Some)
}

/// Whether the environment names a file that holds the password.
pub(crate) fn is_in_file() -> bool {
    std::env::var_os(FILE).is_some_and(|path| !path.is_empty())
}

fn prompt(about: &str) -> Result<SecretString, Failure> {
    let typed = rpassword::prompt_password(format!("Password for {about} (it is not shown): "))
        .map_err(|error| cannot_read(about, &error))?;
    not_empty(about, typed)
}

/// Without the end of the line, which belongs to the file and not to the password.
fn first_line(about: &str, input: impl Read) -> Result<SecretString, Failure> {
    let mut text = String::new();
    input
        .take(LONGEST_BYTES)
        .read_to_string(&mut text)
        .map_err(|error| cannot_read(about, &error))?;
    not_empty(about, text.lines().next().unwrap_or_default().to_owned())
}

fn not_empty(about: &str, password: String) -> Result<SecretString, Failure> {
    if password.is_empty() {
        return Err(Failure::new(
            Code::Usage,
            about,
            "the password is empty",
            "Type it again.",
        ));
    }
    Ok(SecretString::from(password))
}

fn cannot_read(about: &str, error: &io::Error) -> Failure {
    Failure::new(
        Code::Usage,
        about,
        format!("the password cannot be read: {error}"),
        "Give it with --password-stdin.",
    )
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn only_the_line_end_is_taken_off_a_password() {
        for (input, password) in [
            ("secret\n", "secret"),
            ("secret\r\n", "secret"),
            (" se cret ", " se cret "),
            ("a\nb", "a"),
        ] {
            assert_eq!(
                first_line("work", input.as_bytes())
                    .unwrap()
                    .expose_secret(),
                password
            );
        }
        assert!(first_line("work", "".as_bytes()).is_err());
    }
}
