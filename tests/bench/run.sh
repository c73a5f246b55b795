#!/usr/bin/env bash
# run.sh [SIZE…]   Builds smsync and the bundled server optimised, and measures passes beside vdirsyncer and beside the
# floor (curl doing only what any client must), all on the same server. SIZE: how many items; 1000 and 10000 unless given.
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo build --locked --quiet --release -p smsync-cli -p smsync-server
exec python3 tests/bench/bench.py "$@"
