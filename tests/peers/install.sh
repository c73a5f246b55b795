#!/usr/bin/env bash
# install.sh [NAME…]   Puts the peers the live tests and the benchmark run against into target/peers/NAME,
# each in a Python environment of its own, at a pinned version. Does nothing for one that is already there.
# "phones" are messages recorded from real phones, out of a Debian package; "cyrus" is unpacked from its packages; "syncml" are
# system packages.
# Prints nothing of interest; its exit code tells.
set -euo pipefail
cd "$(dirname "$0")/../.."

declare -A packages=(
  [radicale]="radicale==3.9.0"
  [xandikos]="xandikos==0.4.10 bcrypt==5.0.0 cryptography==50.0.2"
  [vdirsyncer]="vdirsyncer==0.21.0"
  [suites]="caldav==3.6.0 caldav-server-tester==1.7.0 vobject==0.9.9 tzlocal==5.4.5 pytest==9.2.0 pytest-asyncio==1.5.0 pytest-timeout==2.4.0 proxy.py==2.4.10 manuel==1.13.0 pyfakefs==6.3.2 httpx==0.28.1"
  [calendars]="khal==0.14.1 khard==0.22.0 todoman==4.7.0"
)

# Captures that come with php-horde-xml-wbxml: unpacked, never installed (it would bring all of PHP), never committed.
phones() {
  [ -e target/peers/phones/MotorolaA780.wbxml ] && return
  local scratch
  scratch=$(mktemp -d)
  (cd "$scratch" && apt-get download -qq php-horde-xml-wbxml 2> /dev/null && dpkg-deb -x ./*.deb .)
  mkdir -p target/peers/phones
  cp "$scratch"/usr/share/doc/php-horde-xml-wbxml/examples/*.wbxml target/peers/phones/
  rm -rf "$scratch"
}

# Cyrus and the libraries that are missing for it: unpacked, never installed (that would start a mail server).
cyrus() {
  [ -e target/peers/cyrus/.installed ] && return
  echo "unpacking Cyrus" >&2
  local scratch
  scratch=$(mktemp -d)
  download_cyrus "$scratch" 2> /dev/null || {
    # The lists of packages are missing or old.
    $([ "$(id -u)" = 0 ] || echo sudo) apt-get -q update > /dev/null
    rm -f "$scratch"/*.deb
    download_cyrus "$scratch"
  }
  rm -rf target/peers/cyrus
  mkdir -p target/peers/cyrus
  for package in "$scratch"/*.deb; do dpkg-deb -x "$package" target/peers/cyrus; done
  rm -rf "$scratch"
  touch target/peers/cyrus/.installed
}

download_cyrus() { # download_cyrus FOLDER
  local packages
  packages=$(apt-get --quiet --simulate --no-install-recommends install cyrus-imapd cyrus-caldav | awk '$1 == "Inst" && $2 ~ /^(lib|cyrus)/ { print $2 }') &&
    [ -n "$packages" ] &&
    (cd "$1" && apt-get download -qq $packages) # several packages, split on purpose
}

# SyncEvolution as server and client, a C compiler for the mend its client needs, and libwbxml as an oracle.
syncml="syncevolution syncevolution-http python3-twisted dbus gcc libc6-dev libwbxml2-utils"

for name in "${@:-radicale xandikos vdirsyncer syncml phones cyrus}"; do
  for peer in $name; do
    case $peer in
      syncml)
        scripts/install-system.sh $syncml
        continue
        ;;
      phones | cyrus)
        $peer
        continue
        ;;
    esac
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
