//! `smsync account test`: what works, step by step, and at the first failure what to try.

use clap::Args;
use engine::Failure;
use engine::discovery::{Check, Verdict};

use crate::account_name;
use crate::exit::Exit;
use crate::output::{Output, table, words};
use crate::session::Session;

/// Which account.
#[derive(Debug, Args)]
pub(super) struct Test {
    /// The account; not needed where there is only one
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

/// Tries it.
pub(super) async fn run(session: &Session<'_>, arguments: &Test) -> Result<Exit, Failure> {
    let out = session.out;
    let name = account_name::choose(&session.engine, arguments.name.as_deref())?;
    session.prepare_password(&name).await?;
    let tested = session.engine.test_account(&name).await?;
    out.document(&serde_json::json!({ "passed": tested.passed(), "test": tested }));
    for line in table::columns(
        &tested
            .checks
            .iter()
            .map(|check| line(out, check))
            .collect::<Vec<_>>(),
    ) {
        out.say(line);
    }
    for (at, advice) in tested.advice.iter().enumerate() {
        out.say(format!("  {}. {}", at + 1, words::harmless(advice)));
    }
    if let Some(fingerprint) = &tested.untrusted_certificate {
        out.say(format!(
            "To trust it: smsync account set {name} --trust {fingerprint}"
        ));
    }
    if !tested.passed() {
        return Ok(Exit::Failed);
    }
    out.say(format!("Everything works. Synchronise: smsync sync {name}"));
    Ok(Exit::InSync)
}

fn line(out: &Output, check: &Check) -> Vec<String> {
    let mark = match check.verdict {
        Verdict::Good => out.paint.green("✓"),
        Verdict::Note => "!".to_owned(),
        Verdict::Failed => out.paint.red("✗"),
    };
    vec![mark, check.what.clone(), words::harmless(&check.words)]
}
