//! What the page may ask: each command in one place, none of them deciding anything.

use tauri::{AppHandle, State};

use crate::passes;
use crate::program::Program;
use crate::summary::{AccountSummary, Failure, NewAccount, PassSummary};

/// All accounts and how they stand.
#[tauri::command]
pub(crate) async fn accounts(program: State<'_, Program>) -> Result<Vec<AccountSummary>, Failure> {
    let states = program.ask(async |engine| engine.accounts()).await?;
    Ok(states.into_iter().map(AccountSummary::from).collect())
}

/// Stores a new account.
#[tauri::command]
pub(crate) async fn add_account(
    program: State<'_, Program>,
    account: NewAccount,
) -> Result<(), Failure> {
    let added = program.ask(async move |engine| {
        engine
            .add_account(&account.account(), Some(account.password))
            .await
    });
    Ok(added.await?)
}

/// One pass of one account; answers when it is over.
#[tauri::command]
pub(crate) async fn synchronize(app: AppHandle, account: String) -> Result<PassSummary, Failure> {
    Ok(passes::synchronize(&app, account).await?)
}

/// Asks a running pass to stop.
#[tauri::command]
#[allow(
    clippy::needless_pass_by_value,
    reason = "a command's arguments arrive by value"
)]
pub(crate) fn cancel(program: State<'_, Program>, account: String) {
    program.cancel(&account);
}
