#!/usr/bin/env bash
# server.sh   How long the bundled server takes, in process and optimised, with 100,000 items in one calendar: filling it, a
# first sync, quiet syncs, multigets of 50, a hundred clients at once, writes. Prints figures; nothing depends on them.
set -euo pipefail
cd "$(dirname "$0")/../.."
printf '\nthe bundled server, 100,000 appointments\n'
cargo test --locked --quiet --release -p smsync-server --test load -- --ignored --nocapture --test-threads 1 | grep ': '
