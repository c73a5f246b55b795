//! Releases signed by the release workflow's own script, on an update server of this computer.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use engine::app::Updates;
use engine::{Code, Failure};
use tauri::test::{MockRuntime, mock_builder, mock_context, noop_assets};
use tauri_plugin_updater::Update;

use super::release::{self, Source};
use super::{is_from_our_setup, may_look, question, sentences};
use crate::tongue::Tongue;

const NEWER: &str = "99.0.0";
/// An `AppImage` is a program of Linux; on the other systems the plugin looks for theirs.
const PROGRAM: &[u8] =
    b"\x7fELF a newer program, which is longer than the head that every program of Linux has";

/// A folder with a release in it, the key it is signed with, and a server that gives it away.
struct Release {
    folder: tempfile::TempDir,
    server: Server,
}

impl Release {
    /// What the release workflow would put there.
    fn of(version: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let release = Self {
            server: Server::start(folder.path()),
            folder,
        };
        release.make_key("made");
        std::fs::write(release.file("sync.AppImage"), PROGRAM).unwrap();
        release.announce(version);
        release
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn make_key(&self, name: &str) {
        let mut minisign = Command::new("minisign");
        minisign
            .args(["-G", "-W", "-p"])
            .arg(self.file(&format!("{name}.pub")));
        minisign.arg("-s").arg(self.file(&format!("{name}.key")));
        let made = minisign.stdout(Stdio::null()).status();
        assert!(made.expect("minisign is installed (make system)").success());
    }

    fn announce(&self, version: &str) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../installer/updates/announce.py");
        let mut announce = Command::new(script);
        announce
            .arg(self.folder.path())
            .args([version, &self.server.url]);
        announce.env("KEY", self.file("made.key"));
        assert!(announce.stdout(Stdio::null()).status().unwrap().success());
    }

    /// The program looks for a newer version; what it would replace is `program`.
    fn look(&self, program: &Path) -> Result<Option<Update>, Failure> {
        let key = std::fs::read(self.file("made.pub")).unwrap();
        let source = Source {
            address: format!("{}/latest.json", self.server.url).parse().unwrap(),
            key: base64(&key),
        };
        let app = app();
        let updater = release::configured(app.handle(), &source).unwrap();
        let updater = updater.executable_path(program).build().unwrap();
        tauri::async_runtime::block_on(release::look(updater))
    }

    /// It looks, fetches and installs, as after a yes; what the program holds afterwards.
    fn update(&self) -> (Result<(), Failure>, Vec<u8>) {
        let program = self.file("installed.AppImage");
        std::fs::write(&program, b"\x7fELF the program that runs").unwrap();
        let update = self.look(&program).unwrap().expect("a newer version");
        let done = tauri::async_runtime::block_on(release::fetch(&update))
            .and_then(|fetched| release::install(&update, &fetched));
        (done, std::fs::read(&program).unwrap())
    }
}

/// The plugin as the real program configures it.
fn app() -> tauri::App<MockRuntime> {
    let ours: serde_json::Value =
        serde_json::from_str(include_str!("../../tauri.conf.json")).unwrap();
    let mut context = mock_context(noop_assets());
    let plugins = &mut context.config_mut().plugins.0;
    plugins.insert("updater".to_owned(), ours["plugins"]["updater"].clone());
    let plugin = tauri_plugin_updater::Builder::new().build();
    mock_builder().plugin(plugin).build(context).unwrap()
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// Gives away the files of a folder; of those in `cut` it promises all and sends that many bytes.
struct Server {
    url: String,
    cut: Arc<Mutex<HashMap<String, usize>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            cut: Arc::default(),
            asked: Arc::default(),
        };
        let (folder, cut, asked) = (folder.to_owned(), server.cut.clone(), server.asked.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let name = requested(&stream);
                asked.lock().unwrap().push(name.clone());
                answer(
                    stream,
                    &folder.join(&name),
                    cut.lock().unwrap().get(&name).copied(),
                );
            }
        });
        server
    }

    fn cut(&self, name: &str, after_bytes: usize) {
        self.cut
            .lock()
            .unwrap()
            .insert(name.to_owned(), after_bytes);
    }
}

fn requested(stream: &TcpStream) -> String {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let first = lines.next().unwrap_or_default();
    for line in lines {
        if line.is_empty() {
            break;
        }
    }
    first
        .split(['/', ' '])
        .nth(2)
        .unwrap_or_default()
        .to_owned()
}

fn answer(mut stream: TcpStream, file: &Path, cut: Option<usize>) {
    let head = "Connection: close\r\nContent-Length";
    let _ = match std::fs::read(file) {
        Err(_) => write!(stream, "HTTP/1.1 404 Not Found\r\n{head}: 0\r\n\r\n"),
        Ok(body) => write!(stream, "HTTP/1.1 200 OK\r\n{head}: {}\r\n\r\n", body.len())
            .and_then(|()| stream.write_all(&body[..cut.unwrap_or(body.len())])),
    };
}

#[test]
#[cfg(target_os = "linux")]
fn a_newer_version_is_fetched_and_takes_the_place_of_the_program() {
    let (done, program) = Release::of(NEWER).update();
    done.unwrap();
    assert_eq!(program, PROGRAM);
}

#[test]
#[cfg(target_os = "linux")]
fn what_is_signed_with_another_key_is_thrown_away() {
    let release = Release::of(NEWER);
    std::fs::rename(release.file("made.pub"), release.file("ours.pub")).unwrap();
    std::fs::remove_file(release.file("made.key")).unwrap();
    release.make_key("made");
    release.announce(NEWER);
    std::fs::rename(release.file("ours.pub"), release.file("made.pub")).unwrap();
    refused(&release, Code::Certificate);
}

#[test]
#[cfg(target_os = "linux")]
fn a_program_that_was_changed_after_it_was_signed_is_thrown_away() {
    let release = Release::of(NEWER);
    std::fs::write(release.file("sync.AppImage"), b"\x7fELF somebody else's").unwrap();
    refused(&release, Code::Certificate);
}

#[test]
#[cfg(target_os = "linux")]
fn half_a_download_changes_nothing_and_the_next_one_is_whole() {
    let release = Release::of(NEWER);
    release.server.cut("sync.AppImage", PROGRAM.len() / 2);
    refused(&release, Code::Unreachable);
    release.server.cut("sync.AppImage", PROGRAM.len());
    release.update().0.unwrap();
}

#[test]
#[cfg(target_os = "linux")]
fn half_a_file_that_says_it_is_all_is_thrown_away() {
    let release = Release::of(NEWER);
    std::fs::write(release.file("sync.AppImage"), &PROGRAM[..PROGRAM.len() / 2]).unwrap();
    refused(&release, Code::Certificate);
}

#[test]
#[cfg(target_os = "linux")]
fn an_old_signed_version_cannot_be_announced_as_a_new_one() {
    let release = Release::of("0.0.1");
    let announced = std::fs::read_to_string(release.file("latest.json")).unwrap();
    let newer = announced.replace("\"0.0.1\"", "\"99.0.0\"");
    std::fs::write(release.file("latest.json"), newer).unwrap();
    refused(&release, Code::Certificate);
}

/// It says why, and the program is the one it was.
#[cfg(target_os = "linux")]
fn refused(release: &Release, code: Code) {
    let (done, program) = release.update();
    let failure = done.unwrap_err();
    assert_eq!(failure.code, code, "{failure}");
    assert!(
        failure.hint.starts_with("Nothing was changed"),
        "{}",
        failure.hint
    );
    assert_eq!(program, b"\x7fELF the program that runs");
}

#[test]
fn an_older_version_and_one_for_another_system_are_not_offered() {
    let nothing = Path::new("nothing is replaced here");
    let older = Release::of("0.0.1");
    assert!(older.look(nothing).unwrap().is_none());

    let elsewhere = Release::of(NEWER);
    let announced = std::fs::read_to_string(elsewhere.file("latest.json")).unwrap();
    let name = format!("{}-", if cfg!(windows) { "windows" } else { "linux" });
    std::fs::write(
        elsewhere.file("latest.json"),
        announced.replace(&name, "plan9-"),
    )
    .unwrap();
    assert!(elsewhere.look(nothing).unwrap().is_none());
    assert_eq!(
        *elsewhere.server.asked.lock().unwrap(),
        ["latest.json"],
        "nothing is fetched unasked"
    );
}

#[test]
fn nonsense_and_an_empty_place_are_told_as_what_they_are() {
    let nothing = Path::new("nothing is replaced here");
    let release = Release::of(NEWER);
    std::fs::write(release.file("latest.json"), "{\"version\": \"soon\"}").unwrap();
    assert_eq!(release.look(nothing).err().unwrap().code, Code::Nonsense);
    std::fs::remove_file(release.file("latest.json")).unwrap();
    assert_eq!(release.look(nothing).err().unwrap().code, Code::Unreachable);
}

#[test]
fn it_looks_only_where_its_own_setup_a_source_and_the_administrator_agree() {
    for (has_a_source, own_setup, policy, may) in [
        (true, true, Updates::Ask, true),
        (false, true, Updates::Ask, false),
        (true, false, Updates::Ask, false),
        (true, true, Updates::Off, false),
    ] {
        assert_eq!(may_look(has_a_source, own_setup, policy), may);
    }
}

#[test]
#[cfg(not(target_os = "macos"))]
fn our_setup_is_known_by_its_uninstaller() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("smsync-app.exe");
    assert!(!is_from_our_setup(&program));
    std::fs::write(folder.path().join("uninstall.exe"), "").unwrap();
    assert!(is_from_our_setup(&program));
}

#[test]
fn the_question_names_both_versions_and_shows_what_is_new() {
    let release = Release::of(NEWER);
    let mut update = release.look(Path::new("nothing")).unwrap().unwrap();
    let own = env!("CARGO_PKG_VERSION");
    assert_eq!(
        question(Tongue::English, &update),
        format!("SmarterMail Sync {NEWER} is there. You have {own}.")
    );
    assert_eq!(
        question(Tongue::German, &update),
        format!("SmarterMail Sync {NEWER} ist da. Sie haben {own}.")
    );
    update.body = Some("ä".repeat(1000));
    assert!(question(Tongue::English, &update).ends_with("ää …"));
}

#[test]
fn what_went_wrong_is_told_in_the_language_of_the_settings() {
    let release = Release::of(NEWER);
    std::fs::remove_file(release.file("latest.json")).unwrap();
    let failure = release.look(Path::new("nothing")).err().unwrap();
    let english = sentences(Tongue::English, &failure);
    assert!(
        english.starts_with("The newer version could not be fetched ("),
        "{english}"
    );
    let german = sentences(Tongue::German, &failure);
    assert!(
        german.starts_with("Die neuere Version konnte nicht geholt werden ("),
        "{german}"
    );
    assert!(
        german.ends_with(". Nichts wurde geändert. Versuchen Sie es später noch einmal."),
        "{german}"
    );
}
