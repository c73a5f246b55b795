#!/usr/bin/env bash
# server.sh [ITEMS]   How long the bundled server takes, optimised. In process: with 100,000 items in one calendar (filling it, a
# first sync, quiet syncs, multigets of 50, a hundred clients at once, writes), and reading a calendar of 394 MiB. Over TCP:
# the same calendar of ITEMS on it, on Radicale and on Xandikos. Prints figures; nothing depends on them.
set -euo pipefail
cd "$(dirname "$0")/../.."
tests/peers/install.sh radicale
tests/peers/install.sh xandikos
printf '\nthe bundled server in process: 100,000 appointments, and 394 MiB of them\n'
cargo test --locked --quiet --release -p smsync-server --test load -- --ignored --nocapture --test-threads 1 | grep ': '
cargo build --locked --quiet --release -p smsync-cli -p smsync-server
exec python3 tests/bench/servers.py "$@"
