//! Which account is meant where none is named: the only one.

use engine::app::Engine;
use engine::{Code, Failure};

/// The account named, or the only one there is.
///
/// # Errors
/// There is no such account, none at all, or several to choose from.
pub(crate) fn choose(engine: &Engine, wanted: Option<&str>) -> Result<String, Failure> {
    if let Some(chosen) = wanted {
        return engine.account(chosen).map(|state| state.account.name);
    }
    let mut names = all(engine)?;
    match (names.pop(), names.len()) {
        (Some(only), 0) => Ok(only),
        (Some(last), _) => Err(several(&names, &last)),
        (None, _) => Err(none()),
    }
}

/// All accounts there are.
///
/// # Errors
/// There is none.
pub(crate) fn at_least_one(engine: &Engine) -> Result<Vec<String>, Failure> {
    let names = all(engine)?;
    if names.is_empty() {
        Err(none())
    } else {
        Ok(names)
    }
}

fn all(engine: &Engine) -> Result<Vec<String>, Failure> {
    Ok(engine
        .accounts()?
        .into_iter()
        .map(|state| state.account.name)
        .collect())
}

fn none() -> Failure {
    Failure::new(
        Code::Usage,
        "",
        "there is no account yet",
        "Add one: smsync account add NAME --url https://mail.example.com --email you@example.com",
    )
}

fn several(others: &[String], last: &str) -> Failure {
    Failure::new(
        Code::Usage,
        "",
        format!("there are several accounts: {}, {last}", others.join(", ")),
        "Name the one that is meant; smsync sync --all takes them all.",
    )
}
