//! Accounts: list, check while typing, store, remove, test, and what their pickers offer.

use std::collections::BTreeMap;

use engine::account::Account;
use engine::app::{CollectionChoice, TestedAccount};
use engine::discovery::Check;
use engine::pim::Kind;
use engine::{Failure, Sentence};
use secrecy::SecretString;
use tauri::AppHandle;
use tauri::ipc::Channel;
use tauri_plugin_dialog::DialogExt;

use super::{asked, on_disk, program};
use crate::words::{AccountState, Sample};
use crate::{passes, sample};

#[tauri::command]
pub(crate) async fn accounts(app: AppHandle) -> Result<Vec<AccountState>, Failure> {
    let program = program(&app);
    let states = program.ask(async |engine| engine.accounts()).await?;
    let with_running = states.into_iter().map(|mut state| {
        // What each item was about is in the history.
        for kind in state
            .last_report
            .iter_mut()
            .flat_map(|report| &mut report.kinds)
        {
            kind.lines.clear();
        }
        AccountState {
            running: program.runs(&state.account.name),
            state,
        }
    });
    Ok(with_running.collect())
}

#[tauri::command]
pub(crate) async fn check_account(
    app: AppHandle,
    account: Account,
    is_new: bool,
) -> Result<BTreeMap<&'static str, Sentence>, Failure> {
    program(&app)
        .ask(async move |engine| engine.mistakes(&account, is_new))
        .await
}

#[tauri::command]
pub(crate) async fn add_account(
    app: AppHandle,
    account: Account,
    password: SecretString,
) -> Result<(), Failure> {
    let added = program(&app)
        .ask(async move |engine| engine.add_account(&account, Some(password)).await)
        .await;
    passes::changed(&app);
    added
}

#[tauri::command]
pub(crate) async fn set_account(
    app: AppHandle,
    account: Account,
    password: Option<SecretString>,
) -> Result<(), Failure> {
    let set = program(&app)
        .ask(async move |engine| engine.set_account(&account, password).await)
        .await;
    passes::changed(&app);
    set
}

#[tauri::command]
pub(crate) async fn remove_account(app: AppHandle, name: String) -> Result<(), Failure> {
    let removed = program(&app)
        .ask(async move |engine| engine.remove_account(&name).await)
        .await;
    passes::changed(&app);
    removed
}

#[tauri::command]
pub(crate) async fn test_account(
    app: AppHandle,
    account: Account,
    password: Option<SecretString>,
    on_check: Channel<Check>,
) -> Result<TestedAccount, Failure> {
    program(&app)
        .ask(async move |engine| {
            let mut tell = |check: &Check| {
                let _ = on_check.send(check.clone());
            };
            engine.test_settings(&account, password, &mut tell).await
        })
        .await
}

#[tauri::command]
pub(crate) async fn server_collections(
    app: AppHandle,
    account: Account,
    password: Option<SecretString>,
    kind: Kind,
) -> Result<Vec<CollectionChoice>, Failure> {
    program(&app)
        .ask(async move |engine| engine.server_collections(&account, password, kind).await)
        .await
}

#[tauri::command]
pub(crate) async fn local_collections(
    app: AppHandle,
    account: Account,
    kind: Kind,
) -> Result<Vec<CollectionChoice>, Failure> {
    program(&app)
        .ask(async move |engine| engine.local_collections(&account, kind))
        .await
}

#[tauri::command]
pub(crate) async fn choose_folder(app: AppHandle) -> Result<Option<String>, Failure> {
    let chosen = asked(|answer| app.dialog().file().pick_folder(answer))
        .await
        .flatten();
    Ok(chosen.map(|path| path.to_string()))
}

/// The way to the bundled server: starts it, answers its account.
#[tauri::command]
pub(crate) async fn try_sample(app: AppHandle) -> Result<Sample, Failure> {
    on_disk(move || sample::start(&program(&app))).await
}
