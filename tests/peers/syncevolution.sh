#!/usr/bin/env bash
# syncevolution.sh PORT DIR   SyncEvolution 2.0 (Debian) as a SyncML server on 127.0.0.1:PORT: versions 1.0 to 1.2, XML and WBXML.
# User alice/wonderland, devices dev-1 and dev-2; any other device gets HTTP 500. Its items are files in
# DIR/db/{card,cal,task,note}, one each: between two syncs they may be edited, added and removed. Started again on the
# same DIR it goes on; with DIR/config removed it has forgotten every device and kept the items.
# SYNCPROPS: further properties of its configuration, "maxMsgSize=16000" say.
. "$(dirname "$0")/common.sh"
"$(dirname "$0")/install.sh" syncml
run=$data/run
mkdir -p "$run" "$data"/db/{card,cal,task,note}
chmod 700 "$run"
alone=(env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TZ=UTC HOME="$data" XDG_CONFIG_HOME="$data/config"
  XDG_DATA_HOME="$data/data" XDG_CACHE_HOME="$data/cache" XDG_RUNTIME_DIR="$run")

configure() {
  "${alone[@]}" syncevolution --daemon=no --configure --template none "$@" > /dev/null 2> "$data/configure.log" ||
    { cat "$data/configure.log" >&2; exit 1; }
}

# Its session bus and what that started are a process group of their own.
stop() {
  trap - TERM INT
  [ -z "$server" ] || { kill -TERM -- "-$server" 2> /dev/null || true; wait "$server" 2> /dev/null || true; }
  exit "${1:-0}"
}

if [ ! -e "$data/config" ]; then
  uris=()
  for kind in card:text/vcard cal:text/calendar task:text/calendar note:text/plain; do
    name=${kind%%:*}
    configure keyring=no backend=file databaseFormat="${kind#*:}" database="file://$data/db/$name" @server "$name"
    uris+=("$name/uri=$name")
  done
  for device in dev-1 dev-2; do
    # shellcheck disable=SC2086  # several properties, split on purpose
    configure PeerIsClient=1 username="$user" password="$password" remoteDeviceId="$device" loglevel="${LOGLEVEL:-1}" \
      printChanges=0 dumpData=0 maxlogdirs=0 RetryDuration=30 sync=two-way ${SYNCPROPS:-} "${uris[@]}" \
      "peer-$device@server" card cal task note
  done
fi

# The packaged script has no valid first line, and listens on every interface.
sed 's/listenTCP(url.port, site)/listenTCP(url.port, site, interface="127.0.0.1")/' /usr/bin/syncevo-http-server > "$data/http-server.py"
set -m
"${alone[@]}" dbus-run-session -- /usr/bin/python3 "$data/http-server.py" "http://127.0.0.1:$port/syncml" > "$data/server.log" 2>&1 &
server=$!
set +m
wait_for "http://127.0.0.1:$port/"
ready "http://127.0.0.1:$port/syncml"
