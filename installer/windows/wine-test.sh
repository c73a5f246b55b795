#!/usr/bin/env bash
# wine-test.sh   Installs what build.sh made under Wine, silently, and lets the installed smsync.exe synchronise with the
# bundled server; then removes it and looks that nothing but the person's data is left. The window is not tried: there
# is no WebView2 under Wine. Needs the bundled server built for this machine (target/debug/smsync-server).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
out=$top/target/windows
server_program=${CARGO_TARGET_DIR:-$top/target}/debug/smsync-server
wine=$(command -v wine64-stable || command -v wine-stable || command -v wine64 || command -v wine)
wineserver=$(command -v wineserver-stable || command -v wineserver)
work=$(mktemp -d)
server=
export WINEPREFIX=$work/prefix WINEARCH=win64 WINEDEBUG=-all HOME=$work USER=anna XDG_RUNTIME_DIR=$work
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS

fail() {
  printf 'wine test: %s\n' "$*" >&2
  exit 1
}

finish() {
  [ -z "$server" ] || kill "$server" 2> /dev/null || true
  timeout 20 "$wineserver" -k 2> /dev/null || true
  rm -rf "$work"
}

run() {
  timeout 180 "$wine" "$@" 2> /dev/null
}

# Wine before 8.x lacks the DLL where Rust's standard library gets its randomness.
lend_randomness() {
  x86_64-w64-mingw32-gcc-win32 -shared -O1 -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" \
    "$here/bcryptprimitives.c" -ladvapi32
}

# synchronise PROGRAM HOME: the account comes from the roll-out in the registry where URL was given to the MSI.
synchronise() {
  local program=$1 home=$2
  export SMSYNC_HOME="$home" SMSYNC_PASSPHRASE="nothing here is secret"
  echo wonderland | run "$program" account add work --url "$url" --email alice@example.com --password-stdin
  run "$program" account test work
  run "$program" sync work
  run "$program" items add task "subject=Buy flowers" --account work
  run "$program" sync work
  run "$program" items list --json | grep -q "Buy flowers" || fail "the task is not in the list"
}

on_the_path() {
  run reg query 'HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment' /v PATH | grep -q 'SmarterMail Sync'
}

start_server() {
  "$server_program" --port 0 > "$work/server.log" 2>&1 &
  server=$!
  timeout 20 sh -c "until grep -q '^ready ' '$work/server.log'; do sleep 0.1; done" || fail "the bundled server did not start"
  url=$(sed -n 's/^ready //p' "$work/server.log")
}

trap finish EXIT
timeout 180 "$wine" wineboot --init > /dev/null 2>&1
run reg add 'HKCU\Software\Wine' /v Version /d win10 /f > /dev/null
lend_randomness
start_server

echo "-- the setup"
run "$out"/SmarterMail-Sync-*-setup.exe /S
installed=$(find "$WINEPREFIX/drive_c/users" -path '*Programs/SmarterMail Sync' -type d)
[ -f "$installed/smsync.exe" ] || fail "the setup installed nothing"
run "$installed/smsync.exe" --version
synchronise "$installed/smsync.exe" 'C:\sync-setup'
run "$installed/uninstall.exe" /S
timeout 60 sh -c "while [ -e '$installed/smsync.exe' ]; do sleep 0.5; done" || fail "the setup's uninstaller left the program"
[ -s "$WINEPREFIX/drive_c/sync-setup/store.db" ] || fail "the person's data is gone"

echo "-- the MSI, silent, with properties"
run msiexec /i "$out"/SmarterMail-Sync-*.msi /qn "URL=$url" LOCKED=url UPDATES=off
installed="$WINEPREFIX/drive_c/Program Files/SmarterMail Sync"
[ -f "$installed/smsync.exe" ] || fail "the MSI installed nothing"
run reg query 'HKLM\SOFTWARE\Policies\SmarterMail Sync' /v locked | grep -q url || fail "the property is not in the registry"
if run reg query 'HKLM\SOFTWARE\Policies\SmarterMail Sync\defaults' /v email > /dev/null; then fail "a property that was not given is in the registry"; fi
on_the_path || fail "the command line is not on the path"
synchronise "$installed/smsync.exe" 'C:\sync-msi'
if run "$installed/smsync.exe" account set work --url https://elsewhere.example.com; then fail "a locked setting could be changed"; fi
run msiexec /x "$out"/SmarterMail-Sync-*.msi /qn
[ ! -e "$installed/smsync.exe" ] || fail "the MSI left the program"
! on_the_path || fail "the MSI left its folder on the path"
if run reg query 'HKLM\SOFTWARE\Policies\SmarterMail Sync' > /dev/null; then fail "the MSI left its properties in the registry"; fi
[ -s "$WINEPREFIX/drive_c/sync-msi/store.db" ] || fail "the person's data is gone"
echo "the Windows packages install, synchronise and go"
