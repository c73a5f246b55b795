//! The icon in the tray and its menu, which say how the accounts stand. Made only where [`crate::desktop`] found a tray.

use engine::app::AccountState;
use engine::{Sentence, say};
use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder, MenuItemBuilder, SubmenuBuilder};
use tauri::tray::TrayIconBuilder;
use tauri::{App, AppHandle, Manager, Wry};

use crate::program::{Program, held};
use crate::tongue::Tongue;
use crate::words::Place;
use crate::{passes, update, window};

const ID: &str = "main";
/// Before the name of an account in the id of its entry.
const ACCOUNT: &str = "account:";

/// What the icon says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Idle,
    Syncing,
    Conflicts,
    Error,
}

impl Mood {
    fn of(accounts: &[AccountState], busy: bool) -> Self {
        let failed = |state: &AccountState| {
            state.last_report.as_ref().is_some_and(|report| {
                let of_kinds = report.kinds.iter().filter_map(|kind| kind.failure.as_ref());
                report
                    .failure
                    .iter()
                    .chain(of_kinds)
                    .any(|failure| failure.code != engine::Code::Cancelled)
            })
        };
        if busy {
            Self::Syncing
        } else if accounts.iter().any(failed) {
            Self::Error
        } else if accounts.iter().any(|state| state.conflicts > 0) {
            Self::Conflicts
        } else {
            Self::Idle
        }
    }

    fn icon(self) -> Image<'static> {
        match self {
            Self::Idle => tauri::include_image!("../icons/tray/dark/idle-32.png"),
            Self::Syncing => tauri::include_image!("../icons/tray/dark/syncing-32.png"),
            Self::Conflicts => tauri::include_image!("../icons/tray/dark/conflicts-32.png"),
            Self::Error => tauri::include_image!("../icons/tray/dark/error-32.png"),
        }
    }

    fn said(self) -> Sentence {
        match self {
            Self::Idle => say!("SmarterMail Sync"),
            Self::Syncing => say!("SmarterMail Sync: synchronising"),
            Self::Conflicts => say!("SmarterMail Sync: conflicts wait for you"),
            Self::Error => say!("SmarterMail Sync: the last synchronisation failed"),
        }
    }
}

/// What icon and menu say, so that neither is replaced by the same.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Said {
    mood: Mood,
    /// In which language, the accounts, and how many conflicts wait.
    entries: (Tongue, Vec<String>, usize),
}

impl Said {
    fn new(mood: Mood, tongue: Tongue, accounts: &[AccountState]) -> Self {
        let names = accounts.iter().map(|state| state.account.name.clone());
        Self {
            mood,
            entries: (tongue, names.collect(), conflicts(accounts)),
        }
    }
}

fn conflicts(accounts: &[AccountState]) -> usize {
    accounts.iter().map(|state| state.conflicts).sum()
}

/// Puts the icon there.
pub(crate) fn make(app: &App) -> Result<(), tauri::Error> {
    let tongue = app.state::<Program>().tongue();
    TrayIconBuilder::with_id(ID)
        .icon(Mood::Idle.icon())
        .tooltip(tongue.say(&Mood::Idle.said()))
        .menu(&menu(app.handle(), tongue, &[])?)
        .on_menu_event(|app, event| chosen(app, event.id().as_ref()))
        .build(app)?;
    refresh(app.handle());
    Ok(())
}

/// Says again how the accounts stand.
pub(crate) fn refresh(app: &AppHandle) {
    if app.tray_by_id(ID).is_none() {
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let program = app.state::<Program>();
        let Ok(accounts) = program.ask(async |engine| engine.accounts()).await else {
            return;
        };
        let mood = Mood::of(&accounts, program.is_busy());
        let main = app.clone();
        let _ = app.run_on_main_thread(move || {
            if let Err(error) = show(&main, mood, &accounts) {
                tracing::warn!("the tray cannot be changed: {error}");
            }
        });
    });
}

fn show(app: &AppHandle, mood: Mood, accounts: &[AccountState]) -> Result<(), tauri::Error> {
    let Some(tray) = app.tray_by_id(ID) else {
        return Ok(());
    };
    let program = app.state::<Program>();
    let tongue = program.tongue();
    let said = Said::new(mood, tongue, accounts);
    let mut before = held(&program.said_in_the_tray);
    if before.as_ref() == Some(&said) {
        return Ok(());
    }
    if before
        .as_ref()
        .is_none_or(|before| before.entries != said.entries)
    {
        // A menu that is replaced while it is open closes.
        tray.set_menu(Some(menu(app, tongue, accounts)?))?;
    }
    tray.set_tooltip(Some(tongue.say(&mood.said())))?;
    tray.set_icon(Some(mood.icon()))?;
    *before = Some(said);
    Ok(())
}

fn menu(
    app: &AppHandle,
    tongue: Tongue,
    accounts: &[AccountState],
) -> Result<Menu<Wry>, tauri::Error> {
    let words = |sentence: Sentence| tongue.say(&sentence);
    let some = !accounts.is_empty();
    let mut synchronize = SubmenuBuilder::new(app, words(say!("Synchronize"))).item(
        &MenuItemBuilder::with_id("all", words(say!("All")))
            .enabled(some)
            .build(app)?,
    );
    for state in accounts {
        let name = &state.account.name;
        synchronize = synchronize.text(format!("{ACCOUNT}{name}"), name.replace('&', "&&"));
    }
    let conflicts = conflicts(accounts);
    let resolve = words(say!("Resolve conflicts ({count})", count = conflicts));
    let resolve = MenuItemBuilder::with_id("conflicts", resolve)
        .enabled(conflicts > 0)
        .build(app)?;
    let mut menu = MenuBuilder::new(app)
        .item(&synchronize.build()?)
        .item(&resolve)
        .text("accounts", words(say!("Account Settings")))
        .separator();
    if update::is_possible() {
        menu = menu.text("update", words(say!("Look for a newer version")));
    }
    menu.text("open", words(say!("Open SmarterMail Sync")))
        .text("quit", words(say!("Quit")))
        .build()
}

fn chosen(app: &AppHandle, entry: &str) {
    match entry {
        "all" => passes::in_the_background(app, None),
        "conflicts" => window::show_at(app, Place::Conflicts),
        "accounts" => window::show_at(app, Place::Accounts),
        "update" => update::on_demand(app),
        "quit" => window::quit(app),
        entry => match entry.strip_prefix(ACCOUNT) {
            Some(account) => passes::in_the_background(app, Some(account.to_owned())),
            None => window::raise(app),
        },
    }
}
