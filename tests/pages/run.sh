#!/usr/bin/env bash
# run.sh   Looks at every page of the bundled server in a browser: wide, narrow and dark; pictures stay in target/pictures
# (server-NAME.png). Needs target/debug/smsync-server and the packages of the UI (playwright, axe).
set -euo pipefail
cd "$(dirname "$0")/../.."
scripts/install-system.sh fonts-droid-fallback # a sample is Japanese
mkdir -p target/pictures
exec node --test --test-reporter spec tests/pages/pages.test.mjs
