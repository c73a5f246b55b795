#!/usr/bin/env bash
# stage.sh BIN DEST   Lays out what Linux packages install, one root for each package: DEST/smsync, DEST/smsync-server,
# DEST/smartermail-sync. BIN is the folder with the three programs. Every kind of package is made from these roots.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
bin=$(realpath "$1")
dest=$(realpath -m "$2")

# put MODE FILE DEST-FILE
put() {
  install -D --mode="$1" "$2" "$3"
}

program() {
  put 0755 "$bin/$1" "$2/usr/bin/$1"
  strip --strip-unneeded --remove-section=.comment --remove-section=.note "$2/usr/bin/$1"
}

# Compressed without a time of its own, so that the same input makes the same package.
pressed() {
  mkdir -p "$(dirname "$2")"
  gzip -9 --no-name < "$1" > "$2"
  chmod 0644 "$2"
}

command_line() {
  local root=$dest/smsync shell
  program smsync "$root"
  "$bin/smsync" man > "$dest/smsync.1"
  pressed "$dest/smsync.1" "$root/usr/share/man/man1/smsync.1.gz"
  for shell in bash zsh fish; do "$bin/smsync" completions "$shell" > "$dest/smsync.$shell"; done
  put 0644 "$dest/smsync.bash" "$root/usr/share/bash-completion/completions/smsync"
  put 0644 "$dest/smsync.zsh" "$root/usr/share/zsh/vendor-completions/_smsync"
  put 0644 "$dest/smsync.fish" "$root/usr/share/fish/vendor_completions.d/smsync.fish"
  put 0644 "$here/smsync.service" "$root/usr/lib/systemd/user/smsync.service"
  put 0644 "$here/smsync.timer" "$root/usr/lib/systemd/user/smsync.timer"
  put 0644 "$here/policy.json" "$root/usr/share/doc/smsync/examples/policy.json"
  rm "$dest"/smsync.{1,bash,zsh,fish}
}

test_server() {
  program smsync-server "$dest/smsync-server"
  pressed "$here/smsync-server.1" "$dest/smsync-server/usr/share/man/man1/smsync-server.1.gz"
}

app() {
  local root=$dest/smartermail-sync size
  local share=$root/usr/share
  program smsync-app "$root"
  pressed "$here/smsync-app.1" "$share/man/man1/smsync-app.1.gz"
  put 0644 "$here/org.smsync.app.desktop" "$share/applications/org.smsync.app.desktop"
  put 0644 "$here/org.smsync.app.metainfo.xml" "$share/metainfo/org.smsync.app.metainfo.xml"
  for size in 16 22 24 32 48 64 128 256 512; do
    put 0644 "$top/icons/$size.png" "$share/icons/hicolor/${size}x$size/apps/org.smsync.app.png"
  done
  put 0644 "$top/icons/source/smsync.svg" "$share/icons/hicolor/scalable/apps/org.smsync.app.svg"
  put 0644 "$top/icons/source/smsync-symbolic.svg" "$share/icons/hicolor/symbolic/apps/org.smsync.app-symbolic.svg"
}

licences() {
  local package
  python3 "$top/scripts/make-licences.py" --texts "$dest/THIRD-PARTY.txt"
  for package in smsync smsync-server smartermail-sync; do
    put 0644 "$here/debian/copyright" "$dest/$package/usr/share/doc/$package/copyright"
    pressed "$dest/THIRD-PARTY.txt" "$dest/$package/usr/share/doc/$package/THIRD-PARTY.txt.gz"
  done
  rm "$dest/THIRD-PARTY.txt"
}

rm -rf "$dest"
mkdir -p "$dest"
umask 022
command_line
test_server
app
licences
