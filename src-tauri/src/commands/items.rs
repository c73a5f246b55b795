//! Items on this computer: lists, forms, edits, the calendar, import and export.

use std::path::PathBuf;

use engine::app::{
    FieldForm, Guest, Imported, Invitation, ItemView, ListedPage, Occurrence, Typed, TypedEdit,
};
use engine::endpoint::{ItemId, Version};
use engine::pim::Kind;
use engine::{Failure, say};
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;

use super::{asked, bytes_of, data_url, edit, on_disk, program};
use crate::opened::name_of;
use crate::words::{DroppedFile, refused};

/// The largest file that is taken in: as large as a mailbox gets.
const LARGEST_FILE_BYTES: u64 = 256 * 1024 * 1024;

#[tauri::command]
pub(crate) async fn items(
    app: AppHandle,
    account: String,
    kind: Kind,
    search: String,
    from: usize,
    count: usize,
) -> Result<ListedPage, Failure> {
    let zone = super::program::time_zone();
    program(&app)
        .ask(async move |engine| {
            engine
                .items_page(&account, kind, &search, from, count.min(1_000), &zone)
                .await
        })
        .await
}

/// One item; with `recurrence` one occurrence of a series.
#[tauri::command]
pub(crate) async fn item(
    app: AppHandle,
    account: String,
    kind: Kind,
    id: ItemId,
    recurrence: Option<String>,
) -> Result<ItemView, Failure> {
    program(&app)
        .ask(async move |engine| match recurrence {
            Some(name) => engine.occurrence_view(&account, kind, &id, &name).await,
            None => engine.item(&account, kind, &id).await,
        })
        .await
}

#[tauri::command]
pub(crate) async fn item_picture(
    app: AppHandle,
    account: String,
    kind: Kind,
    id: ItemId,
) -> Result<Option<String>, Failure> {
    let picture = program(&app)
        .ask(async move |engine| engine.picture(&account, kind, &id).await)
        .await?;
    Ok(picture.map(data_url))
}

#[tauri::command]
pub(crate) fn field_forms(kind: Kind) -> Vec<FieldForm> {
    engine::app::field_forms(kind)
}

#[tauri::command]
pub(crate) async fn add_item(
    app: AppHandle,
    account: String,
    kind: Kind,
    edits: Vec<TypedEdit>,
    tell_nobody: Option<bool>,
) -> Result<ItemId, Failure> {
    edit(&app, account, async move |engine, account| {
        let typed = Typed {
            edits: &edits,
            recurrence: None,
            tell_nobody: tell_nobody.unwrap_or_default(),
        };
        engine.add_typed_item(account, kind, &typed).await
    })
    .await
}

/// How what was typed into the form of an item that is there is meant.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct How {
    recurrence: Option<String>,
    tell_nobody: bool,
}

#[tauri::command]
pub(crate) async fn edit_item(
    app: AppHandle,
    account: String,
    kind: Kind,
    id: ItemId,
    version: Option<Version>,
    edits: Vec<TypedEdit>,
    how: Option<How>,
) -> Result<(), Failure> {
    let how = how.unwrap_or_default();
    edit(&app, account, async move |engine, account| {
        let typed = Typed {
            edits: &edits,
            recurrence: how.recurrence.as_deref(),
            tell_nobody: how.tell_nobody,
        };
        engine
            .edit_typed_item(account, kind, &id, version.as_ref(), &typed)
            .await
    })
    .await
}

/// How many people are suggested while one types.
const SUGGESTED: usize = 8;

/// People among the contacts who fit what is typed.
#[tauri::command]
pub(crate) async fn guests(
    app: AppHandle,
    account: String,
    typed: String,
) -> Result<Vec<Guest>, Failure> {
    program(&app)
        .ask(async move |engine| engine.guests(&account, &typed, SUGGESTED).await)
        .await
}

/// Whom the server may write to when an appointment is saved as typed.
#[tauri::command]
pub(crate) async fn invitation(
    app: AppHandle,
    account: String,
    id: Option<ItemId>,
    edits: Vec<TypedEdit>,
    recurrence: Option<String>,
) -> Result<Invitation, Failure> {
    program(&app)
        .ask(async move |engine| {
            let typed = Typed {
                edits: &edits,
                recurrence: recurrence.as_deref(),
                tell_nobody: false,
            };
            engine
                .invitation(&account, Kind::Appointment, id.as_ref(), &typed)
                .await
        })
        .await
}

/// Puts another text in place of an item's, while it is in this version.
#[tauri::command]
pub(crate) async fn rewrite_item(
    app: AppHandle,
    account: String,
    kind: Kind,
    id: ItemId,
    version: Option<Version>,
    text: String,
) -> Result<(), Failure> {
    edit(&app, account, async move |engine, account| {
        let text = text.as_bytes();
        engine
            .rewrite_item(account, kind, &id, version.as_ref(), text)
            .await
    })
    .await
}

/// Puts back what was last agreed on, in place of a change the server did not take.
#[tauri::command]
pub(crate) async fn put_back(
    app: AppHandle,
    account: String,
    kind: Kind,
    id: ItemId,
) -> Result<(), Failure> {
    edit(&app, account, async move |engine, account| {
        engine.put_back(account, kind, &id).await
    })
    .await
}

#[tauri::command]
pub(crate) async fn set_item_picture(
    app: AppHandle,
    account: String,
    id: ItemId,
    data_url: Option<String>,
) -> Result<(), Failure> {
    let picture = match data_url {
        None => None,
        Some(url) => Some(bytes_of(&url).ok_or_else(|| {
            refused(
                "the picture",
                say!("this is no picture"),
                say!("Choose a JPEG or PNG file."),
            )
        })?),
    };
    edit(&app, account, async move |engine, account| {
        engine.set_picture(account, &id, picture.as_deref()).await
    })
    .await
}

#[tauri::command]
pub(crate) async fn remove_item(
    app: AppHandle,
    account: String,
    kind: Kind,
    id: ItemId,
    recurrence: Option<String>,
) -> Result<(), Failure> {
    edit(
        &app,
        account,
        async move |engine, account| match recurrence {
            Some(occurrence) => {
                engine
                    .remove_occurrence(account, kind, &id, &occurrence)
                    .await
            }
            None => engine.remove_item(account, kind, &id).await,
        },
    )
    .await
}

#[tauri::command]
pub(crate) async fn set_task_done(
    app: AppHandle,
    account: String,
    id: ItemId,
    done: bool,
) -> Result<(), Failure> {
    let status = TypedEdit {
        key: "status".to_owned(),
        typed: if done { "done" } else { "needs action" }.to_owned(),
        label: None,
    };
    edit_item(app, account, Kind::Task, id, None, vec![status], None).await
}

#[tauri::command]
pub(crate) async fn occurrences(
    app: AppHandle,
    account: String,
    from: String,
    to: String,
) -> Result<Vec<Occurrence>, Failure> {
    let zone = super::program::time_zone();
    program(&app)
        .ask(async move |engine| engine.occurrences(&account, &from, &to, &zone).await)
        .await
}

/// Takes in the files that were dropped, or asks for some.
#[tauri::command]
pub(crate) async fn import_items(
    app: AppHandle,
    account: String,
    files: Option<Vec<DroppedFile>>,
) -> Result<Imported, Failure> {
    let files: Vec<(String, Vec<u8>)> = match files {
        Some(dropped) => dropped
            .into_iter()
            .map(|file| (file.name, file.text.into_bytes()))
            .collect(),
        None => picked_files(&app).await?,
    };
    take_in(&app, account, files).await
}

/// The names of the files the person opened with the program; nothing is done with them before they are asked.
#[tauri::command]
pub(crate) async fn opened_files(app: AppHandle) -> Vec<String> {
    program(&app).opened.names()
}

/// The person wants them taken in.
#[tauri::command]
pub(crate) async fn import_opened(app: AppHandle, account: String) -> Result<Imported, Failure> {
    let paths = program(&app).opened.take();
    let files = read(paths).await?;
    take_in(&app, account, files).await
}

/// The person does not.
#[tauri::command]
pub(crate) async fn leave_opened(app: AppHandle) {
    program(&app).opened.take();
}

async fn take_in(
    app: &AppHandle,
    account: String,
    files: Vec<(String, Vec<u8>)>,
) -> Result<Imported, Failure> {
    edit(app, account, async move |engine, account| {
        let mut all = Imported::default();
        for (file, text) in files {
            all.and(engine.import_mixed(account, &file, &text, None).await?);
        }
        Ok(all)
    })
    .await
}

async fn picked_files(app: &AppHandle) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let sorts = program(app).tongue().say(&say!("Contacts and calendars"));
    let files = app
        .dialog()
        .file()
        .add_filter(sorts, &["vcf", "ics", "vcs"]);
    let picked = asked(|answer| files.pick_files(answer))
        .await
        .flatten()
        .unwrap_or_default();
    let paths: Vec<PathBuf> = picked
        .into_iter()
        .filter_map(|path| path.into_path().ok())
        .collect();
    read(paths).await
}

/// Each file's name and content.
async fn read(paths: Vec<PathBuf>) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    on_disk(move || {
        let read = paths.into_iter().map(|path| {
            let name = name_of(&path);
            let unreadable = |error: std::io::Error| Imported::unreadable(&name, &error);
            if std::fs::metadata(&path).map_err(unreadable)?.len() > LARGEST_FILE_BYTES {
                return Err(refused(
                    &name,
                    say!("the file is too large"),
                    say!("Split it, then try again."),
                ));
            }
            let text = std::fs::read(&path).map_err(unreadable)?;
            Ok((name, text))
        });
        read.collect()
    })
    .await
}

/// Asks where to, writes the items there (all of the kind where none are named) and answers the path.
#[tauri::command]
pub(crate) async fn export_items(
    app: AppHandle,
    account: String,
    kind: Kind,
    ids: Vec<ItemId>,
) -> Result<Option<String>, Failure> {
    let text = program(&app)
        .ask(async move |engine| engine.export_items(&account, kind, &ids).await)
        .await?;
    let ending = if kind == Kind::Contact { "vcf" } else { "ics" };
    super::program::save_as(&app, &format!("{kind}s.{ending}"), text).await
}
