//! Passes: run, preview, cancel, and the guard's answer remembered.

use engine::endpoint::ItemId;
use engine::pass::Report;
use engine::pim::Kind;
use engine::{Both, Failure};
use tauri::AppHandle;

use super::program;
use crate::passes;
use crate::words::SyncRequest;

/// One pass of one account; answers when it is over.
#[tauri::command]
pub(crate) async fn synchronize(
    app: AppHandle,
    account: String,
    request: SyncRequest,
) -> Result<Report, Failure> {
    passes::synchronize(&app, account, request, false).await
}

/// What a pass would do.
#[tauri::command]
pub(crate) async fn preview(
    app: AppHandle,
    account: String,
    request: SyncRequest,
) -> Result<Report, Failure> {
    passes::synchronize(&app, account, request, true).await
}

/// Asks a running pass to stop.
#[tauri::command]
#[allow(
    clippy::needless_pass_by_value,
    reason = "a command's arguments arrive by value"
)]
pub(crate) fn cancel(app: AppHandle, account: String) {
    program(&app).cancel(&account);
}

/// The next pass looks again at an item that was refused.
#[tauri::command]
pub(crate) async fn try_again(
    app: AppHandle,
    account: String,
    kind: Kind,
    ids: Both<Option<ItemId>>,
) -> Result<(), Failure> {
    program(&app)
        .ask(async move |engine| engine.try_again(&account, kind, &ids))
        .await
}

#[tauri::command]
pub(crate) async fn remember_guard(
    app: AppHandle,
    account: String,
    kind: Kind,
    up_to: usize,
) -> Result<(), Failure> {
    program(&app)
        .ask(async move |engine| engine.remember_guard(&account, kind, up_to))
        .await
}
