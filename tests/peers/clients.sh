#!/usr/bin/env bash
# clients.sh   Real clients against the bundled server: vdirsyncer both ways with metadata, khal, khard and todoman on the
# folders it fills, SyncEvolution over CalDAV and CardDAV, and every public calendar and card of target/corpora: what is
# taken comes back byte for byte, none brings a 5xx. Needs target/debug/smsync-server and `make corpora`; says what it did
# and exits with 1 at the first thing that is wrong.
set -euo pipefail
cd "$(dirname "$0")/../.."
tests/peers/install.sh vdirsyncer
tests/peers/install.sh calendars
tests/peers/install.sh syncml
exec python3 tests/peers/clients.py
