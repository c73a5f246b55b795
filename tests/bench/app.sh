#!/usr/bin/env bash
# app.sh   How large the desktop app is and how long it takes, in an optimised build on a display of its own: the binary's size,
# from the start to the window and to the first picture in it, and memory (PSS, its own processes and WebKit's) with a window,
# without one, and after one was closed; and how the page keeps up with scrolling and typing. Prints figures; nothing depends on them.
set -euo pipefail
cd "$(dirname "$0")/../.."

cargo build --locked --quiet --release -p smsync-app
app=$(realpath "${CARGO_TARGET_DIR:-target}/release/smsync-app")
panel=target/debug/smsync-test-panel
[ -x "$panel" ] || cargo build --locked --quiet --workspace --bins

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -m 700 "$scratch/run"
printf '\nthe desktop app, optimised\n'
env -u DBUS_SESSION_BUS_ADDRESS -u WAYLAND_DISPLAY -u CARGO_TARGET_DIR HOME="$scratch" SMSYNC_HOME="$scratch/home" SMSYNC_PASSPHRASE=bench \
  XDG_RUNTIME_DIR="$scratch/run" XDG_CONFIG_HOME="$scratch/config" XDG_CACHE_HOME="$scratch/cache" \
  GDK_BACKEND=x11 NO_AT_BRIDGE=1 LANG=C.UTF-8 \
  xvfb-run --auto-servernum --server-args "-screen 0 1280x900x24 -nolisten tcp" \
  dbus-run-session --config-file tests/window/bus.conf -- \
  sh -c 'python3 tests/bench/app.py "$1" "$2" && node tests/bench/page.mjs "$1"' bench "$app" "$panel"
