#!/usr/bin/env bash
# radicale.sh PORT DIR   Radicale 3 on 127.0.0.1:PORT, its data in DIR. Users alice/wonderland and bob/builder.
# Collections /alice/{calendar,tasks,journal,contacts}/. RADICALE_EXTRA: lines added to its configuration.
. "$(dirname "$0")/common.sh"
bin=$(installed radicale)

printf 'alice:wonderland\nbob:builder\n' > "$data/users"
cat > "$data/config" <<CONFIG
[server]
hosts = 127.0.0.1:$port
[auth]
type = htpasswd
htpasswd_filename = $data/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = $data/store
[logging]
level = warning
${RADICALE_EXTRA:-}
CONFIG
setpriv --pdeathsig TERM "$bin/radicale" --config "$data/config" >> "$data/server.log" 2>&1 &
server=$!

base=http://127.0.0.1:$port
wait_for "$base/"
calendar "$base/alice/calendar/" Calendar VEVENT
calendar "$base/alice/tasks/" Tasks VTODO
calendar "$base/alice/journal/" Journal VJOURNAL
address_book "$base/alice/contacts/" Contacts
ready "$base/"
