#!/usr/bin/env bash
# rpm.sh ROOTS OUT   Makes the RPM packages in OUT from the roots that stage.sh laid out in ROOTS. SQUEEZE is how
# hard to compress, 0 to 9.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
roots=$(realpath "$1")
out=$(realpath -m "$2")
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$top/Cargo.toml" | head -n 1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$out"
rpmbuild --quiet -bb "$here/rpm/smartermail-sync.spec" \
  --define "_topdir $work" --define "_rpmdir $work/done" --define "_dbpath $work/db" \
  --define "_binary_payload w${SQUEEZE:-9}.xzdio" --define "version $version" --define "roots $roots" > "$work/log" 2>&1 || {
  cat "$work/log" >&2
  exit 1
}
find "$work/done" -name '*.rpm' -exec mv -t "$out" {} +
