#!/usr/bin/env bash
# package.sh [debug|release]   Makes the Debian and RPM packages in target/package. `debug` packs the programs that the tests
# were built with; without it they are built optimised, which takes some minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
profile=${1:-release}
built=${CARGO_TARGET_DIR:-target}/$profile
out=target/package

if [ "$profile" = release ]; then
  # Together, the command line would get all that the app asks of a package.
  cargo build --locked --release -p smsync-cli
  cargo build --locked --release -p smsync-server -p smsync-app
else
  export SQUEEZE=1 # for a test, quick is better than small
fi
rm -rf "$out"
mkdir -p "$out"
installer/linux/stage.sh "$built" "$out/roots"
installer/linux/deb.sh "$out/roots" "$out"
installer/linux/rpm.sh "$out/roots" "$out"
ls -l "$out"/*.deb "$out"/*.rpm

# bytes ROOT…: of all files in them.
bytes() {
  find "$@" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }'
}

for root in "$out"/roots/*; do
  bytes "$root" | awk -v what="${root##*/}" '{ printf "%5.1f MB installed: %s\n", $1 / 1e6, what }'
done
