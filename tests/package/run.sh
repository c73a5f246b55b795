#!/usr/bin/env bash
# run.sh PACKAGES   Checks the packages in PACKAGES, installs the Debian ones in a clean root, uses them there as a person
# would, removes them, and insists that nothing is left but the person's data. Must be root (a root of its own needs it).
# The clean root comes from the system's package archive; its base is kept in target/package-test for the next time.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
packages=$(realpath "$1")
work=$top/target/package-test
root=$work/root
screen=

step() {
  printf '\n-- %s\n' "$*"
}

fail() {
  printf 'package test: %s\n' "$*" >&2
  exit 1
}

finish() {
  [ -z "$screen" ] || kill "$screen" 2> /dev/null || true
  let_go
}

# The root's own /proc and /dev go before its files do.
let_go() {
  local place
  for place in proc dev; do umount --quiet --recursive "$root/$place" 2> /dev/null || true; done
}

in_root() {
  chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    ${DISPLAY:+DISPLAY=$DISPLAY} "$@"
}

check_files() {
  step "lintian, desktop entry, AppStream, RPM"
  lintian --fail-on error,warning --info "$packages"/*.deb
  echo "lintian has no errors and no warnings"
  desktop-file-validate "$top/installer/linux/org.smsync.app.desktop"
  echo "the desktop entry is valid"
  appstreamcli validate --no-net "$top/installer/linux/org.smsync.app.metainfo.xml"
  local package
  for package in "$packages"/*.rpm; do
    rpm --query --package "$package" --queryformat '%{NAME} %{VERSION} needs ' 2> /dev/null
    rpm --query --requires --package "$package" 2> /dev/null | grep -c . | sed 's/$/ things, all found by rpmbuild/'
  done
}

# Without a container of their own the RPMs are laid into an empty root by force, which is enough to see what they bring.
check_rpm_content() {
  step "the RPMs bring what the Debian packages bring"
  local bare=$work/rpm-root
  rm -rf "$bare"
  mkdir -p "$bare"
  rpm --root "$bare" --dbpath /var/lib/rpm --install --force-debian --nodeps --noscripts "$packages"/*.rpm
  (cd "$bare" && find usr \( -type f -o -type l \) ! -path 'usr/share/doc/*' ! -path 'usr/lib/sysimage/*' | sort) > "$work/rpm-files"
  local deb
  for deb in "$packages"/*.deb; do
    dpkg-deb --contents "$deb" | awk '!/\/$/ { sub("^./", "", $6); print $6 }'
  done | grep -v '^usr/share/doc/' | sed 's#zsh/vendor-completions#zsh/site-functions#' | sort > "$work/deb-files"
  diff "$work/deb-files" "$work/rpm-files" || fail "the two kinds of package differ"
  wc -l < "$work/rpm-files" | sed 's/$/ files, the same in both/'
  rpm --root "$bare" --dbpath /var/lib/rpm --erase --force-debian --nodeps --noscripts smsync smsync-server smartermail-sync
  [ -z "$(find "$bare/usr" -name '*smsync*' ! -path '*/rpm/*')" ] || fail "the RPMs leave something behind"
}

make_root() {
  step "a clean root"
  . /etc/os-release
  mkdir -p "$work"
  [ -s "$work/base.tar" ] ||
    { mmdebstrap --quiet --format=tar --variant=apt "$VERSION_CODENAME" "$work/base.tar.new" && mv "$work/base.tar.new" "$work/base.tar"; }
  let_go
  rm -rf --one-file-system "$root"
  mkdir -p "$root"
  tar --extract --file "$work/base.tar" --directory "$root" --exclude='./dev/*'
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev" && mount --make-rslave "$root/dev"
  # How this machine reaches its package archive.
  cp /etc/resolv.conf "$root/etc/resolv.conf" 2> /dev/null || true
  cp -r /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"
  rm -rf "$root/etc/apt/sources.list"*
  cp -r /etc/apt/sources.list* "$root/etc/apt/" 2> /dev/null || true
  in_root apt-get -qq update
  in_root useradd --create-home person
}

# everything DEST: every file and folder of the root, but what apt, dpkg and the logs keep for themselves.
everything() {
  (cd "$root" && find . -xdev \( -path ./var/lib/dpkg -o -path ./var/lib/apt -o -path ./var/cache -o -path ./var/log \
    -o -path ./tmp -o -path ./run -o -path ./packages \) -prune -o -print | sort) > "$1"
}

main() {
  [ "$(id -u)" = 0 ] || fail "must be root"
  trap finish EXIT
  check_files
  check_rpm_content
  make_root

  step "install"
  mkdir "$root/packages"
  cp "$packages"/*.deb "$root/packages/"
  # What the packages need stays when they go, as it would for an administrator; it is no part of what is compared.
  in_root sh -c 'apt-get -qq -y install --no-install-recommends $(dpkg-deb --field /packages/smartermail-sync_*.deb Depends |
    tr "," "\n" | sed "s/(.*//; s/|.*//" | grep -v smsync) shared-mime-info' > "$work/apt.log" 2>&1 || { tail "$work/apt.log"; fail "the dependencies cannot be installed"; }
  everything "$work/before"
  in_root sh -c 'apt-get -qq -y install --no-install-recommends /packages/*.deb' >> "$work/apt.log" 2>&1 || { tail "$work/apt.log"; fail "the packages cannot be installed"; }
  in_root dpkg-query --show --showformat '${Package} ${Version}: ${Installed-Size} kB\n' smsync smsync-server smartermail-sync

  step "use, at the command line"
  cp "$here/person.sh" "$root/packages/"
  in_root runuser -u person -- bash /packages/person.sh

  step "use, in the window"
  Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3> "$work/display" > /dev/null 2>&1 &
  screen=$!
  timeout 20 sh -c "until [ -s '$work/display' ]; do sleep 0.1; done" || fail "no virtual display"
  export DISPLAY=:$(cat "$work/display")
  in_root runuser -u person -- env SMSYNC_HOME=/home/person/.local/share/smartermail-sync smsync-app > "$work/app.log" 2>&1 &
  local app=$!
  timeout 60 sh -c "until xwininfo -root -tree 2> /dev/null | grep -q '\"SmarterMail Sync'; do sleep 0.2; done" ||
    { cat "$work/app.log"; fail "the window did not open"; }
  echo "the window is open"
  kill "$app" 2> /dev/null || true
  wait "$app" 2> /dev/null || true

  step "remove"
  in_root sh -c 'apt-get -qq -y purge smartermail-sync smsync smsync-server' >> "$work/apt.log" 2>&1 || { tail "$work/apt.log"; fail "the packages cannot be removed"; }
  everything "$work/after"
  comm -13 "$work/before" "$work/after" | grep -v '^./home/person' > "$work/left" || true
  [ ! -s "$work/left" ] || { cat "$work/left"; fail "this was left behind"; }
  comm -23 "$work/before" "$work/after" > "$work/gone"
  [ ! -s "$work/gone" ] || { cat "$work/gone"; fail "this was taken along"; }
  [ -s "$root/home/person/.local/share/smartermail-sync/store.db" ] || fail "the person's data is gone"
  echo "nothing is left but the person's data"
  let_go
  rm -rf --one-file-system "$root"
  printf '\nThe packages passed.\n'
}

main
