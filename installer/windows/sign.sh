#!/usr/bin/env bash
# sign.sh FILE…   On Windows: signs with the certificate in CERTIFICATE (a .pfx, base64) and PASSWORD. Both come from the
# secrets of the release workflow and are in no file afterwards.
set -euo pipefail
key=$(mktemp --suffix .pfx)
trap 'rm -f "$key"' EXIT
base64 --decode <<< "$CERTIFICATE" > "$key"
tool=$(find "/c/Program Files (x86)/Windows Kits/10/bin" -path '*/x64/signtool.exe' | sort --version-sort | tail -n 1)
"$tool" sign -f "$(cygpath -w "$key")" -p "$PASSWORD" -fd sha256 -tr http://timestamp.digicert.com -td sha256 "$@"
