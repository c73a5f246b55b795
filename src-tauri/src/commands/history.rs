//! History: passes, what each did, undo, an item's versions.

use engine::Failure;
use engine::app::{ItemStory, PassView, UndoReport};
use engine::endpoint::ItemId;
use engine::journal::{ChangeId, PassId};
use engine::pim::{Kind, Row, RowKey};
use tauri::AppHandle;

use super::{edit, program};
use crate::words::PassStory;

#[tauri::command]
pub(crate) async fn passes(
    app: AppHandle,
    account: Option<String>,
    limit: usize,
) -> Result<Vec<PassView>, Failure> {
    program(&app)
        .ask(async move |engine| engine.passes(account.as_deref(), limit))
        .await
}

#[tauri::command]
pub(crate) async fn pass(app: AppHandle, id: PassId) -> Result<PassStory, Failure> {
    program(&app)
        .ask(async move |engine| {
            let (pass, changes) = engine.pass_lines(id)?;
            Ok(PassStory { pass, changes })
        })
        .await
}

#[tauri::command]
pub(crate) async fn change_rows(app: AppHandle, change: ChangeId) -> Result<Vec<Row>, Failure> {
    program(&app)
        .ask(async move |engine| engine.change_rows(change))
        .await
}

#[tauri::command]
pub(crate) async fn undo_pass(app: AppHandle, pass: PassId) -> Result<UndoReport, Failure> {
    let undone = program(&app)
        .ask(async move |engine| engine.undo(pass, None).await)
        .await;
    crate::passes::changed(&app);
    undone
}

#[tauri::command]
pub(crate) async fn undo_change(app: AppHandle, change: ChangeId) -> Result<UndoReport, Failure> {
    let undone = program(&app)
        .ask(async move |engine| engine.undo_change(change).await)
        .await;
    crate::passes::changed(&app);
    undone
}

#[tauri::command]
pub(crate) async fn undo_field(
    app: AppHandle,
    change: ChangeId,
    key: RowKey,
) -> Result<UndoReport, Failure> {
    let undone = program(&app)
        .ask(async move |engine| engine.undo_field(change, key).await)
        .await;
    crate::passes::changed(&app);
    undone
}

#[tauri::command]
pub(crate) async fn item_history(
    app: AppHandle,
    account: String,
    kind: Kind,
    id: ItemId,
) -> Result<ItemStory, Failure> {
    program(&app)
        .ask(async move |engine| engine.item_story(&account, kind, &id).await)
        .await
}

#[tauri::command]
pub(crate) async fn version_rows(
    app: AppHandle,
    account: String,
    kind: Kind,
    id: ItemId,
    older: i64,
    newer: i64,
) -> Result<Vec<Row>, Failure> {
    program(&app)
        .ask(async move |engine| engine.version_rows(&account, kind, &id, older, newer).await)
        .await
}

#[tauri::command]
pub(crate) async fn restore_version(
    app: AppHandle,
    account: String,
    kind: Kind,
    id: ItemId,
    version: i64,
) -> Result<(), Failure> {
    edit(&app, account, async move |engine, account| {
        engine.restore_version(account, kind, &id, version).await
    })
    .await
}
