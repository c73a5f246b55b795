#!/usr/bin/env bash
# run.sh PACKAGES   Checks the packages in PACKAGES, installs the Debian ones in a clean root, uses them there as a person
# would, removes them, and insists that nothing is left but the person's data. Must be root (a root of its own needs it).
# The clean root comes from the system's package archive and lives in memory; what was downloaded for it is kept in
# target/package-test for the next time. All of it runs alone (alone.sh): nothing of it outlives this script.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
packages=$(realpath "$1")
work=$top/target/package-test
root=$work/root

step() {
  printf '\n-- %s\n' "$*"
}

fail() {
  printf 'package test: %s\n' "$*" >&2
  exit 1
}

# Before anything else: an earlier way of this test left mounts behind, and through those a clean-up would reach /dev.
enter() {
  [ "$(id -u)" = 0 ] || fail "must be root"
  ! grep -q " $root[/ ]" /proc/self/mounts || fail "something is mounted in $root: unmount it first"
  rm -rf --one-file-system "$root" "$work/rpm-root"
  mkdir -p "$root"
  local code=0
  setpriv --pdeathsig KILL "$here/alone.sh" "$here/run.sh" "$packages" --alone || code=$?
  rmdir "$root"
  [ -z "${SUDO_UID:-}" ] || chown -R "$SUDO_UID:$SUDO_GID" "$work"
  exit "$code"
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
  rm -rf "$bare"
}

make_root() {
  step "a clean root"
  . /etc/os-release
  [ -s "$work/base.tar" ] ||
    { mmdebstrap --quiet --format=tar --variant=apt "$VERSION_CODENAME" "$work/base.tar.new" && mv "$work/base.tar.new" "$work/base.tar"; }
  mount -t tmpfs -o size=4g,mode=755 root "$root"
  tar --extract --file "$work/base.tar" --directory "$root" --exclude='./dev/*'
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mkdir -p "$work/archives/partial"
  mount --bind "$work/archives" "$root/var/cache/apt/archives"
  reach_the_archive
  in_root apt-get -qq update
  in_root useradd --create-home person
}

# How this machine reaches its package archive holds for the root too. (docker-clean would empty our cache.)
reach_the_archive() {
  cp /etc/resolv.conf "$root/etc/resolv.conf" 2> /dev/null || true
  cp $(grep --files-with-matches --recursive Acquire /etc/apt/apt.conf.d) "$root/etc/apt/apt.conf.d/" 2> /dev/null || true
  echo 'APT::Sandbox::User "root";' > "$root/etc/apt/apt.conf.d/99cache"
  rm -rf "$root/etc/apt/sources.list"*
  cp -r /etc/apt/sources.list* "$root/etc/apt/" 2> /dev/null || true
}

# everything DEST: every file and folder of the root, but what apt, dpkg and the logs keep for themselves.
everything() {
  (cd "$root" && find . -xdev \( -path ./var/lib/dpkg -o -path ./var/lib/apt -o -path ./var/cache -o -path ./var/log \
    -o -path ./tmp -o -path ./run -o -path ./packages \) -prune -o -print | sort) > "$1"
}

main() {
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

  # A desktop hides an entry whose TryExec, as it stands there, is no program.
  in_root sh -c 'command -v "$(sed -n s/^TryExec=//p /usr/share/applications/org.smsync.app.desktop)"' || fail "the menu will not show the program"

  step "use, at the command line"
  cp "$here/person.sh" "$root/packages/"
  in_root runuser -u person -- bash /packages/person.sh

  step "use, in the window"
  # Its lock and socket in /tmp would outlive it if it were killed, were it the common /tmp.
  unshare --mount sh -c 'mount -t tmpfs tmp /tmp && exec Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp' \
    3> "$work/display" > /dev/null 2>&1 &
  timeout 20 sh -c "until [ -s '$work/display' ]; do sleep 0.1; done" || fail "no virtual display"
  export DISPLAY=:$(cat "$work/display")
  in_root runuser -u person -- env SMSYNC_HOME=/home/person/.local/share/smartermail-sync smsync-app > "$work/app.log" 2>&1 &
  timeout 60 sh -c "until xwininfo -root -tree 2> /dev/null | grep -q '\"SmarterMail Sync'; do sleep 0.2; done" ||
    { cat "$work/app.log"; fail "the window did not open"; }
  echo "the window is open"
  # Processes of the person are those in here: the window's, and WebKit's.
  local person
  person=$(in_root id -u person)
  pkill --uid "$person"
  timeout 20 sh -c "while pgrep --uid $person > /dev/null; do sleep 0.1; done" || fail "the app does not end"

  step "remove"
  in_root sh -c 'apt-get -qq -y purge smartermail-sync smsync smsync-server' >> "$work/apt.log" 2>&1 || { tail "$work/apt.log"; fail "the packages cannot be removed"; }
  everything "$work/after"
  comm -13 "$work/before" "$work/after" | grep -v '^./home/person' > "$work/left" || true
  [ ! -s "$work/left" ] || { cat "$work/left"; fail "this was left behind"; }
  comm -23 "$work/before" "$work/after" > "$work/gone"
  [ ! -s "$work/gone" ] || { cat "$work/gone"; fail "this was taken along"; }
  [ -s "$root/home/person/.local/share/smartermail-sync/store.db" ] || fail "the person's data is gone"
  echo "nothing is left but the person's data"
  printf '\nThe packages passed.\n'
}

if [ "${2:-}" = --alone ]; then main; else enter; fi
