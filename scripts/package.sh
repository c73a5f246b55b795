#!/usr/bin/env bash
# package.sh [debug|release]   Makes the Debian and RPM packages in target/package. `debug` packs the programs that the tests
# were built with; without it they are built optimised, which takes some minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
profile=${1:-release}
built=${CARGO_TARGET_DIR:-target}/$profile
out=target/package

if [ "$profile" = release ]; then
  cargo build --locked --release -p smsync-cli -p smsync-server -p smsync-app
else
  export SQUEEZE=1 # for a test, quick is better than small
fi
rm -rf "$out"
mkdir -p "$out"
installer/linux/stage.sh "$built" "$out/roots"
installer/linux/deb.sh "$out/roots" "$out"
installer/linux/rpm.sh "$out/roots" "$out"
ls -l "$out"/*.deb "$out"/*.rpm
du --summarize --apparent-size --human-readable "$out"/roots/* | sed 's/$/ installed/'
