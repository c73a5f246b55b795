#!/usr/bin/env bash
# syncevolution-dav.sh DIR URL USER PASSWORD MODE   Runs SyncEvolution as a CalDAV and CardDAV client that lives in DIR: its
# items are the files of DIR/db/{cal,card}, one each. It finds the collections of URL by itself and takes the first of each
# kind. MODE is slow or two-way. The exit code is SyncEvolution's: 0 when all is in sync.
set -euo pipefail
cd "$(dirname "$0")"
[ $# = 5 ] || { sed -n '2,5s/^# \?//p' "$0" >&2; exit 2; }
dir=$1 url=$2 user=$3 password=$4 mode=$5
command -v syncevolution dbus-run-session > /dev/null || ./install.sh syncml
mkdir -p "$dir"/run "$dir"/db/{cal,card}
chmod 700 "$dir/run"

# The bus of its two halves says that it may not raise a limit it does not need.
run() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TZ=UTC HOME="$dir" XDG_CONFIG_HOME="$dir/config" \
    XDG_DATA_HOME="$dir/data" XDG_CACHE_HOME="$dir/cache" XDG_RUNTIME_DIR="$dir/run" no_proxy='*' \
    dbus-run-session -- syncevolution --daemon=no "$@" 2> >(grep -v 'Failed to set fd limit' >&2)
}

configure() {
  run --configure keyring=no "$@" > "$dir/configure.log" 2>&1 || { cat "$dir/configure.log" >&2; exit 1; }
}

# The server is one side of a local sync, the files are the other.
if [ ! -e "$dir/configured" ]; then
  there=(username="$user" password="$password" syncURL="$url")
  for backend in caldav carddav; do
    found=$(run --print-databases backend="$backend" keyring=no "${there[@]}" | sed -n 's/.*(\(http[^)]*\)).*/\1/p' | head -n 1)
    [ -n "$found" ] || { echo "SyncEvolution found no $backend collection at $url" >&2; exit 1; }
    declare "$backend=$found"
  done
  configure --template webdav "${there[@]}" calendar/backend=caldav calendar/database="$caldav" \
    addressbook/backend=carddav addressbook/database="$carddav" target-config@webdav calendar addressbook
  configure --template none backend=file databaseFormat=text/calendar database="file://$dir/db/cal" @default calendar
  configure --template none backend=file databaseFormat=text/vcard database="file://$dir/db/card" @default addressbook
  configure --template none syncURL=local://@webdav peerIsClient=1 preventSlowSync=0 sync=two-way printChanges=0 dumpData=0 \
    maxlogdirs=2 loglevel=1 RetryInterval=0 webdav calendar addressbook
  touch "$dir/configured"
fi
run --sync "$mode" webdav
