#!/usr/bin/env bash
# install-system.sh [PACKAGE…]   Installs what `make test` and `make run` need from the system, and PACKAGEs: only what is
# missing, with sudo when not root. Knows Debian and its children; elsewhere it says what is needed and leaves.
set -euo pipefail

compile="build-essential pkg-config libwebkit2gtk-4.1-dev libgtk-3-dev librsvg2-dev"
tray="libayatana-appindicator3-1"
browser_test=chromium
[ -z "${CHROMIUM:-}" ] || browser_test= # it names a browser that is there already
window_test="webkit2gtk-driver xvfb xauth dbus fonts-cantarell fonts-dejavu-core"
tools="python3 python3-venv curl util-linux git minisign"
more="$*"

complain() {
  printf '%s\n' "$@" >&2
  exit 1
}

# A toolchain is chosen by its owner, never installed behind their back.
check_toolchains() {
  command -v cargo > /dev/null ||
    complain "Rust is missing. Install it from https://rustup.rs (1.95 or newer), then run this again."
  command -v node > /dev/null && node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' ||
    complain "Node.js 20.19 or newer is missing. Install it from https://nodejs.org, then run this again."
}

missing_packages() {
  local package
  for package in $compile $tray $browser_test $window_test $tools $more; do
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2> /dev/null)" = installed ] || echo "$package"
  done
}

main() {
  check_toolchains
  command -v apt-get > /dev/null || complain \
    "This is not a Debian or Ubuntu system. Install the equivalents of these packages with your own package manager," \
    "then set SMSYNC_SYSTEM_READY=1 and run this again:" \
    "  $compile $tray $browser_test $window_test $tools $more"

  local missing
  missing=$(missing_packages)
  [ -z "$missing" ] && return 0
  exec 9< "$0" # two of us at once wait for each other
  flock 9
  missing=$(missing_packages)
  [ -z "$missing" ] && return 0
  echo "installing" $missing
  local as_root=""
  if [ "$(id -u)" != 0 ]; then
    command -v sudo > /dev/null || complain "Please install these packages as root, then run this again:" "  $(echo $missing)"
    as_root="sudo"
  fi
  local apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600"
  # shellcheck disable=SC2086  # words on purpose
  $apt install -y --no-install-recommends $missing > /dev/null 2>&1 ||
    { $apt update && $apt install -y --no-install-recommends $missing; } ||
    complain "Installing the packages above failed; the last lines say why."
}

[ -n "${SMSYNC_SYSTEM_READY:-}" ] && check_toolchains || main
