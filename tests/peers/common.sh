# Sourced by the peers' start scripts, never run: waiting for a server, making collections, stopping.
# Every start script: NAME.sh PORT DIR prints "READY URL", stays, and stops on SIGTERM, SIGINT, or when
# the program that started it is gone; the server dies with its script (setpriv), even one that is killed.

set -euo pipefail
port=${1:?usage: $0 PORT DIR}
mkdir -p "${2:?usage: $0 PORT DIR}"
data=$(cd "$2" && pwd)
peers=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/target/peers
user=alice
password=wonderland
server=

# installed NAME: the peer's environment, put there first if it is missing.
installed() {
  "$(dirname "${BASH_SOURCE[0]}")/install.sh" "$1"
  echo "$peers/$1/bin"
}

request() { # request METHOD URL BODY: prints the status
  curl --silent --insecure --max-time 20 --output /dev/null --write-out '%{http_code}' \
    --user "$user:$password" --request "$1" --header 'Content-Type: application/xml' --data-binary "$3" "$2" || true
}

# wait_for URL: until anything answers there; two minutes at most, for the machine may be busy, and no longer than the server lives.
wait_for() {
  for _ in $(seq 600); do
    [ "$(request GET "$1" '')" != 000 ] && return 0
    kill -0 "$server" 2>/dev/null || break
    sleep 0.2
  done
  echo "no answer from $1; the end of $data/server.log:" >&2
  tail -n 20 "$data/server.log" >&2
  stop 1
}

make_collection() { # make_collection METHOD URL BODY: 405 says that it is there already
  local status
  status=$(request "$@")
  case $status in
    201 | 405 | 409) ;;
    *)
      echo "$1 $2 was answered with $status" >&2
      stop 1
      ;;
  esac
}

calendar() { # calendar URL NAME COMPONENT
  make_collection MKCALENDAR "$1" '<?xml version="1.0"?>
<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>
<D:displayname>'"$2"'</D:displayname>
<C:supported-calendar-component-set><C:comp name="'"$3"'"/></C:supported-calendar-component-set>
</D:prop></D:set></C:mkcalendar>'
}

address_book() { # address_book URL NAME
  make_collection MKCOL "$1" '<?xml version="1.0"?>
<D:mkcol xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><D:set><D:prop>
<D:resourcetype><D:collection/><C:addressbook/></D:resourcetype>
<D:displayname>'"$2"'</D:displayname></D:prop></D:set></D:mkcol>'
}

stop() { # stop [CODE]: ends the server, waits for it, leaves
  trap - TERM INT
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  exit "${1:-0}"
}

# ready URL: says so, then stays while both the server and whoever started this live.
ready() {
  echo "READY $1"
  while kill -0 "$server" 2>/dev/null && kill -0 "$PPID" 2>/dev/null; do
    sleep 0.5 &
    wait $! || true
  done
  stop
}

trap "stop 0" TERM INT
