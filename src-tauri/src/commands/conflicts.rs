//! Conflicts: the list, one in full, what picks come to, the decision.

use engine::app::{Carried, ConflictSummary, ConflictView};
use engine::endpoint::ItemId;
use engine::journal::{ConflictId, Decision};
use engine::pim::{Pick, Row};
use engine::{Failure, Side};
use tauri::AppHandle;

use super::{data_url, program};
use crate::passes;

#[tauri::command]
pub(crate) async fn conflicts(app: AppHandle) -> Result<Vec<ConflictSummary>, Failure> {
    program(&app)
        .ask(async |engine| engine.conflict_summaries())
        .await
}

#[tauri::command]
pub(crate) async fn conflict(
    app: AppHandle,
    id: ConflictId,
    candidate: Option<ItemId>,
) -> Result<ConflictView, Failure> {
    program(&app)
        .ask(async move |engine| engine.conflict_with(id, candidate.as_ref()).await)
        .await
}

#[tauri::command]
pub(crate) async fn conflict_with_picks(
    app: AppHandle,
    id: ConflictId,
    picks: Vec<Pick>,
    candidate: Option<ItemId>,
) -> Result<Vec<Row>, Failure> {
    program(&app)
        .ask(async move |engine| {
            engine
                .conflict_with_picks(id, &picks, candidate.as_ref())
                .await
        })
        .await
}

/// Stores the decision durably, then carries it out where the server can be reached.
#[tauri::command]
pub(crate) async fn decide(
    app: AppHandle,
    id: ConflictId,
    decision: Decision,
    candidate: Option<ItemId>,
) -> Result<Carried, Failure> {
    let carried = program(&app)
        .ask(async move |engine| {
            engine
                .decide_now(id, &decision, candidate.as_ref(), &())
                .await
        })
        .await;
    passes::changed(&app);
    carried
}

/// The picture of one side, or of what was last agreed on (`base`).
#[tauri::command]
pub(crate) async fn conflict_picture(
    app: AppHandle,
    id: ConflictId,
    side: String,
) -> Result<Option<String>, Failure> {
    let side = match side.as_str() {
        "server" => Some(Side::Server),
        "local" => Some(Side::Local),
        _ => None,
    };
    let picture = program(&app)
        .ask(async move |engine| engine.conflict_picture(id, side))
        .await?;
    Ok(picture.map(data_url))
}
