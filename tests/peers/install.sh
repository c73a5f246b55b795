#!/usr/bin/env bash
# install.sh [NAME…]   Puts the peers the live tests and the benchmark run against into target/peers/NAME,
# each in a Python environment of its own, at a pinned version. Does nothing for one that is already there.
# Prints nothing of interest; its exit code tells.
set -euo pipefail
cd "$(dirname "$0")/../.."

declare -A packages=(
  [radicale]="radicale==3.9.0"
  [xandikos]="xandikos==0.4.10 bcrypt==5.0.0 cryptography==50.0.2"
  [vdirsyncer]="vdirsyncer==0.21.0"
)

for name in "${@:-radicale xandikos vdirsyncer}"; do
  for peer in $name; do
    wanted=${packages[$peer]:?no such peer: $peer}
    home=target/peers/$peer
    [ "$(cat "$home/.installed" 2>/dev/null)" = "$wanted" ] && continue
    echo "installing $wanted" >&2
    rm -rf "$home"
    mkdir -p target/peers
    python3 -m venv "$home"
    # shellcheck disable=SC2086  # several requirements, split on purpose
    "$home/bin/pip" install --quiet --disable-pip-version-check $wanted
    echo "$wanted" > "$home/.installed"
  done
done
