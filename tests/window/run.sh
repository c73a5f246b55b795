#!/usr/bin/env bash
# run.sh [TEST…]   Runs the tests of the real window in a display, a session bus and folders of their own, all thrown away
# afterwards. Pictures of the windows stay in target/window/. Needs the programs built (`make check-rust` does).
set -euo pipefail
cd "$(dirname "$0")/../.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -m 700 "$scratch/run"
mkdir -p target/window "$scratch/config/gtk-3.0"
printf '[Settings]\ngtk-font-name=Cantarell 11\n' > "$scratch/config/gtk-3.0/settings.ini" # as on a usual desktop

in_a_display() {
  env -u DBUS_SESSION_BUS_ADDRESS -u WAYLAND_DISPLAY -u SMSYNC_HOME \
    HOME="$scratch" XDG_RUNTIME_DIR="$scratch/run" XDG_CONFIG_HOME="$scratch/config" \
    XDG_DATA_HOME="$scratch/data" XDG_CACHE_HOME="$scratch/cache" GDK_BACKEND=x11 NO_AT_BRIDGE=1 LANG=C.UTF-8 TZ=UTC \
    timeout --kill-after 10 1500 xvfb-run --auto-servernum --server-args "-screen 0 1280x900x24 -nolisten tcp" \
    dbus-run-session --config-file tests/window/bus.conf -- "$@"
}

[ $# -gt 0 ] || set -- tests/window/*.test.mjs
# One after the other: they share the display and the bus.
in_a_display node --test --test-concurrency 1 --test-reporter spec "$@"
