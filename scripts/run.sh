#!/usr/bin/env bash
# run.sh   What `make run` does: the bundled server with its sample mailbox, and the client on it.
# With a display the window opens (close it, or press Ctrl-C, to end both). Without one, the same story is told at the
# command line. Everything is kept in target/run; nothing of yours is touched. BUILT=yes: with the programs that are there.
set -euo pipefail
cd "$(dirname "$0")/.."

bin=${CARGO_TARGET_DIR:-target}/debug
here=target/run
export SMSYNC_HOME=$PWD/$here/home
export SMSYNC_PASSPHRASE="the sample mailbox has no secrets" # seals the sample's password where there is no keyring
server=

has_display() {
  [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]
}

build() {
  if has_display; then
    make --no-print-directory --silent ui/dist/index.html
    cargo build --locked --quiet -p smsync-cli -p smsync-server -p smsync-app
  else
    cargo build --locked --quiet -p smsync-cli -p smsync-server
  fi
}

finish() {
  if [ -n "$server" ]; then
    kill "$server" 2> /dev/null || true
    wait "$server" 2> /dev/null || true
  fi
}

# start_server: sets `url`. The server says when it is ready; it gets ten seconds.
start_server() {
  "$bin/smsync-server" --port "${PORT:-0}" > "$here/server.log" 2>&1 &
  server=$!
  local waited
  for waited in $(seq 100); do
    url=$(sed -n 's/^ready //p' "$here/server.log" | head -n 1)
    [ -n "$url" ] && return 0
    kill -0 "$server" 2> /dev/null || break
    sleep 0.1
  done
  echo "the bundled server did not start:" >&2
  cat "$here/server.log" >&2
  exit 1
}

add_account() {
  printf 'wonderland\n' | smsync account add Sample --url "$url" --email alice@example.com --password-stdin
}

smsync() {
  "$bin/smsync" "$@"
}

main() {
  if [ "${BUILT:-}" != yes ]; then
    echo "Building (the first time takes some minutes) …"
    build
  fi
  rm -rf "$here"
  mkdir -p "$here"
  trap finish EXIT
  trap 'exit 130' INT TERM
  start_server
  echo "The bundled server runs at $url (alice@example.com, password wonderland)."
  if has_display; then
    add_account
    echo "The window is open; its account is called Sample. Close the window to end."
    "$bin/smsync-app"
  else
    . scripts/story.sh
  fi
}

main
