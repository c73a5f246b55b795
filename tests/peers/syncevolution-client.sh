#!/usr/bin/env bash
# syncevolution-client.sh DIR URL USER PASSWORD MODE   Runs SyncEvolution as a SyncML client that lives in DIR: its items
# are the files of DIR/db/{card,cal,task,note}, one each. MODE is slow, two-way, refresh-from-remote,
# refresh-from-local, one-way-from-remote or one-way-from-local. The exit code is SyncEvolution's: 0 when all is in sync.
#
# From the environment: URIS="card event task note" (the server's stores, "-" leaves one out), DEVICE, XML=1, AUTH=basic,
# CARD_FORMAT=text/x-vcard, CAL_FORMAT=text/x-vcalendar (forced), SYNCPROPS="maxMsgSize=16000 SyncMLVersion=1.1".
# All its messages are in DIR/cache/syncevolution/*/.
set -euo pipefail
cd "$(dirname "$0")"
[ $# = 5 ] || { sed -n '2,9s/^# \?//p' "$0" >&2; exit 2; }
dir=$1 url=$2 user=$3 password=$4 mode=$5
read -r card cal task note <<< "${URIS:-card event task note}"
command -v syncevolution cc > /dev/null || ./install.sh syncml
mkdir -p "$dir"/run "$dir"/db/{card,cal,task,note}
chmod 700 "$dir/run"

# Debian's build passes C++ lambdas to curl's callbacks and dies of it: this puts functions in their place.
[ -e "$dir/curl.so" ] || cc -shared -fPIC -O1 -o "$dir/curl.so" syncevolution-curl.c -ldl

configure() {
  (run --configure --template none "$@") > "$dir/configure.log" 2>&1 || { cat "$dir/configure.log" >&2; exit 1; }
}

run() {
  exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TZ=UTC HOME="$dir" XDG_CONFIG_HOME="$dir/config" \
    XDG_DATA_HOME="$dir/data" XDG_CACHE_HOME="$dir/cache" XDG_RUNTIME_DIR="$dir/run" LD_PRELOAD="$dir/curl.so" \
    no_proxy='*' syncevolution --daemon=no "$@"
}

# Configuring starts the program six times, so it is done again only when something is asked for differently.
asked="$url $user $password ${URIS:-} ${DEVICE:-} ${XML:-} ${AUTH:-} ${CARD_FORMAT:-} ${CAL_FORMAT:-} ${SYNCPROPS:-}"
stores=()
for kind in card cal task note; do
  [ "${!kind}" = - ] || stores+=("$kind")
done
if [ "$(cat "$dir/configured" 2> /dev/null)" != "$asked" ]; then
  settings=()
  for kind in "${stores[@]}"; do
    case $kind in
      card) stored=text/vcard wire=${CARD_FORMAT:-} ;;
      note) stored=text/plain wire= ;;
      *) stored=text/calendar wire=${CAL_FORMAT:-} ;;
    esac
    configure keyring=no backend=file databaseFormat="$stored" database="file://$dir/db/$kind" @default "$kind"
    settings+=("$kind/uri=${!kind}")
    [ -z "$wire" ] || settings+=("$kind/syncFormat=$wire" "$kind/forceSyncFormat=1")
  done
  configure deviceId="${DEVICE:-dev-1}" @default
  # shellcheck disable=SC2086  # several settings, split on purpose
  configure syncURL="$url" username="$user" password="$password" clientAuthType="${AUTH:-md5}" \
    enableWBXML=$((1 - ${XML:-0})) enableRefreshSync=1 preventSlowSync=0 loglevel=5 printChanges=0 dumpData=0 maxlogdirs=0 \
    RetryInterval=0 sync=two-way ${SYNCPROPS:-} "${settings[@]}" peer@default "${stores[@]}"
  echo "$asked" > "$dir/configured"
fi
run --sync "$mode" peer@default
