//! What the page may ask: one command for each function of the page's `Backend`, named alike, none of them deciding anything.

mod accounts;
mod conflicts;
mod history;
mod items;
mod passes;
mod program;

use engine::Failure;
use engine::app::Engine;
use tauri::ipc::Invoke;
use tauri::{AppHandle, Manager, Wry};

use crate::program::{Program, broken};

/// All of them.
pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        accounts::accounts,
        accounts::check_account,
        accounts::add_account,
        accounts::set_account,
        accounts::remove_account,
        accounts::test_account,
        accounts::server_collections,
        accounts::local_collections,
        accounts::choose_folder,
        accounts::try_sample,
        passes::synchronize,
        passes::preview,
        passes::cancel,
        passes::remember_guard,
        passes::try_again,
        conflicts::conflicts,
        conflicts::conflict,
        conflicts::conflict_with_picks,
        conflicts::decide,
        conflicts::conflict_picture,
        history::passes,
        history::pass,
        history::change_rows,
        history::undo_pass,
        history::undo_change,
        history::undo_field,
        history::item_history,
        history::version_rows,
        history::restore_version,
        items::items,
        items::item,
        items::item_picture,
        items::field_forms,
        items::add_item,
        items::edit_item,
        items::guests,
        items::invitation,
        items::rewrite_item,
        items::put_back,
        items::set_item_picture,
        items::remove_item,
        items::set_task_done,
        items::occurrences,
        items::import_items,
        items::opened_files,
        items::import_opened,
        items::leave_opened,
        items::export_items,
        program::settings,
        program::set_settings,
        program::about,
        program::log,
        program::save_log_bundle,
        program::copy,
        program::open,
        program::opening_place,
        program::quit,
        program::stay_open,
    ]
}

/// Shows a dialog of the desktop, which answers in its own time.
pub(crate) async fn asked<T: Send + 'static>(
    show: impl FnOnce(Box<dyn FnOnce(T) + Send>),
) -> Option<T> {
    let (answer, wait) = tokio::sync::oneshot::channel();
    show(Box::new(move |given| {
        let _ = answer.send(given);
    }));
    wait.await.ok()
}

/// Something on this computer's own disk, on a thread that may wait for it.
pub(crate) async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let done = tauri::async_runtime::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(broken(&error)))
}

/// Changes items of an account; the windows and the schedule hear of it.
async fn edit<T: Send + 'static>(
    app: &AppHandle,
    account: String,
    change: impl AsyncFnOnce(&Engine, &str) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let name = account.clone();
    let done = program(app)
        .ask(async move |engine| change(engine, &account).await)
        .await?;
    crate::passes::changed(app);
    crate::schedule::after_a_change(app, &name);
    Ok(done)
}

fn program(app: &AppHandle) -> tauri::State<'_, Program> {
    app.state::<Program>()
}

/// A picture as the page shows it.
fn data_url((media_type, bytes): (&str, Vec<u8>)) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(bytes);
    format!("data:{media_type};base64,{text}")
}

/// The bytes of a picture that the page sends.
fn bytes_of(data_url: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    let (head, text) = data_url.strip_prefix("data:image/")?.split_once(',')?;
    head.ends_with(";base64")
        .then(|| base64::engine::general_purpose::STANDARD.decode(text).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_may_ask_for_each_command_and_for_no_other() {
        let of_the_page = include_str!("../../permissions/page.toml");
        let allowed = of_the_page
            .lines()
            .filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","));
        let there = include_str!("mod.rs")
            .split_once("generate_handler![")
            .and_then(|(_, rest)| rest.split_once(']'))
            .map(|(commands, _)| commands)
            .unwrap();
        let there = there
            .lines()
            .filter_map(|line| line.trim().strip_suffix(',')?.split("::").nth(1));
        assert_eq!(allowed.collect::<Vec<_>>(), there.collect::<Vec<_>>());
    }

    #[test]
    fn a_picture_crosses_both_ways_and_nothing_else_is_taken_for_one() {
        let url = data_url(("image/png", vec![1, 2, 3]));
        assert_eq!(url, "data:image/png;base64,AQID");
        assert_eq!(bytes_of(&url), Some(vec![1, 2, 3]));
        for text in [
            "",
            "data:text/html;base64,AQID",
            "https://x/y.png",
            "data:image/png,AQID",
            "data:image/png;base64,!",
        ] {
            assert_eq!(bytes_of(text), None, "{text}");
        }
    }
}
