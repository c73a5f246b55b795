//! Starting with the session: a file where the desktop looks for programs to start (the freedesktop.org autostart specification).

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Has the desktop start the program in the tray, or not any more.
pub(crate) fn set(wanted: bool) -> io::Result<()> {
    let Some(file) = file() else {
        return Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "this is not done on this system yet",
        ));
    };
    if wanted {
        return write(&file, &std::env::current_exe()?);
    }
    match fs::remove_file(&file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn file() -> Option<PathBuf> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let named = std::env::var_os("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute());
    let folder =
        named.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".config")))?;
    Some(folder.join("autostart/smartermail-sync.desktop"))
}

fn write(file: &Path, program: &Path) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, entry(program))
}

fn entry(program: &Path) -> String {
    // Within quotes these four are written with a backslash, and a per cent sign twice.
    let mut quoted = String::new();
    for letter in program.to_string_lossy().chars() {
        match letter {
            '"' | '`' | '$' | '\\' => quoted.extend(['\\', '\\', letter]),
            '%' => quoted.push_str("%%"),
            letter => quoted.push(letter),
        }
    }
    format!(
        "[Desktop Entry]\nType=Application\nName=SmarterMail Sync\nExec=\"{quoted}\" {}\nX-GNOME-Autostart-enabled=true\n",
        crate::IN_THE_TRAY
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desktop_is_told_to_start_the_program_in_the_tray() {
        let text = entry(Path::new("/opt/my apps/smsync-app"));
        assert!(
            text.contains("Exec=\"/opt/my apps/smsync-app\" --tray\n"),
            "{text}"
        );
        assert!(entry(Path::new("/a$b%c")).contains("\"/a\\\\$b%%c\""));
    }
}
