#!/usr/bin/env bash
# run.sh [SIZE…]   Builds smsync and the bundled server optimised, and measures passes beside vdirsyncer and beside the
# floor (curl doing only what any client must), all on the same server; then over SyncML beside SyncEvolution.
# SIZE: how many items; 1000 and 10000 unless given. SERVER=cyrus: on Cyrus instead of the bundled server, DAV alone.
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo build --locked --quiet --release -p smsync-cli -p smsync-server

# smsync's password is kept where it usually is, in a keyring: one of its own, thrown away afterwards. (A sealed file
# takes a second to open, by design.)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -m 700 "$scratch/run"
env -u DBUS_SESSION_BUS_ADDRESS -u DISPLAY -u SMSYNC_PASSPHRASE HOME="$scratch" XDG_RUNTIME_DIR="$scratch/run" \
  XDG_DATA_HOME="$scratch/data" XDG_CACHE_HOME="$scratch/cache" \
  dbus-run-session -- bash -c 'printf bench | gnome-keyring-daemon --unlock --components=secrets --daemonize > /dev/null
    python3 tests/bench/bench.py "$@" || exit
    [ "${SERVER:-}" = cyrus ] || exec python3 tests/bench/syncml.py' bench "$@"
