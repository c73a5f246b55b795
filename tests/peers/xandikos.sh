#!/usr/bin/env bash
# xandikos.sh PORT DIR [tls]   Xandikos on 127.0.0.1:PORT, its data in DIR.
# Without `tls` it asks for no password. With it: https, a certificate nobody vouches for, alice/wonderland.
# Collections /alice/calendars/{calendar,tasks,journal}/ and /alice/contacts/addressbook/.
. "$(dirname "$0")/common.sh"
bin=$(installed xandikos)

scheme=http
security=()
if [ "${3:-}" = tls ]; then
  scheme=https
  "$bin/python" -c 'import bcrypt
print("alice:" + bcrypt.hashpw(b"wonderland", bcrypt.gensalt(5)).decode())' > "$data/users"
  security=(--autocert --htpasswd "$data/users")
fi
setpriv --pdeathsig TERM "$bin/xandikos" serve --no-detect-systemd -d "$data/store" --state-dir "$data/state" -l 127.0.0.1 -p "$port" \
  --current-user-principal /alice/ --defaults "${security[@]}" >> "$data/server.log" 2>&1 &
server=$!

base=$scheme://127.0.0.1:$port
wait_for "$base/"
calendar "$base/alice/calendars/tasks/" Tasks VTODO
calendar "$base/alice/calendars/journal/" Journal VJOURNAL
ready "$base/"
