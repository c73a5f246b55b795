#!/usr/bin/env bash
# cyrus.sh PORT DIR   Cyrus 3.6's CalDAV and CardDAV on 127.0.0.1:PORT, its data in DIR, unpacked from Debian's packages and not
# installed. It takes any password; a user is there from their first sign-in. alice has /dav/calendars/user/alice/Default/ for
# appointments, tasks and notes, and /dav/addressbooks/user/alice/Default/. With SCHEDULING=on it sends invitations to its own users,
# alice@example.com and bob@example.com, by itself; nobody carries mail to others.
. "$(dirname "$0")/common.sh"
"$(dirname "$0")/install.sh" cyrus
programs=$peers/cyrus/usr/lib/cyrus/bin

# It never runs as root, and what it is given must be its own.
owner=$(id -un)
[ "$owner" != root ] || owner=nobody
mkdir -p "$data"/{conf,spool,proc,lock}
cat > "$data/imapd.conf" <<CONFIG
cyrus_user: $owner
cyrus_group: $(id -gn "$owner")
configdirectory: $data/conf
proc_path: $data/proc
mboxname_lockpath: $data/lock
defaultpartition: default
partition-default: $data/spool
virtdomains: userid
defaultdomain: example.com
unixhierarchysep: yes
sasl_pwcheck_method: alwaystrue
sasl_mech_list: PLAIN
allowplaintext: yes
httpmodules: caldav carddav
caldav_allowscheduling: ${SCHEDULING:-off}
calendar_user_address_set: example.com
autocreate_quota: 4194304
CONFIG
cat > "$data/cyrus.conf" <<CONFIG
START {
  recover cmd="$programs/ctl_cyrusdb -C $data/imapd.conf -r"
}
SERVICES {
  http cmd="$programs/httpd -C $data/imapd.conf" listen="127.0.0.1:$port" prefork=4 maxchild=40
  imap cmd="$programs/imapd -C $data/imapd.conf" listen="$data/imap" prefork=1
}
EVENTS {
}
CONFIG
as=
[ "$(id -u)" != 0 ] || { chown -R "$owner" "$data"; as="--reuid $owner --regid $(id -g "$owner") --clear-groups"; }
# Its master ends its whole process group: in a session of its own that is no one else.
# shellcheck disable=SC2086  # several words on purpose
LD_LIBRARY_PATH=$(find "$peers/cyrus/usr/lib" -name '*.so*' -printf '%h\n' | sort -u | tr '\n' ':') \
  setsid setpriv $as --pdeathsig TERM "$programs/master" -C "$data/imapd.conf" -M "$data/cyrus.conf" -p "$data/master.pid" >> "$data/server.log" 2>&1 &
server=$!

# A mailbox is made at the first sign-in over IMAP, and the collections with it.
sign_in() { # sign_in USER
  python3 - "$data/imap" "$1" << 'PYTHON'
import socket, sys, time
for _ in range(600):
    try:
        line = socket.socket(socket.AF_UNIX)
        line.connect(sys.argv[1])
        break
    except OSError:
        time.sleep(0.2)
line.sendall(f"1 LOGIN {sys.argv[2]} any\r\n2 LOGOUT\r\n".encode())
while line.recv(4096):
    pass
PYTHON
}

sign_in alice
sign_in bob
base=http://127.0.0.1:$port
wait_for "$base/dav/addressbooks/user/$user/Default/"

# Debian's Cyrus stores an invitation in the guest's calendar with the rights of who invites: bob gives them.
if [ "${SCHEDULING:-off}" = on ]; then
  user=bob
  request PROPFIND "$base/dav/calendars/user/bob/" '' > /dev/null
  given=$(request ACL "$base/dav/calendars/user/bob/Default/" '<D:acl xmlns:D="DAV:"><D:ace>
<D:principal><D:authenticated/></D:principal><D:grant><D:privilege><D:all/></D:privilege></D:grant></D:ace></D:acl>')
  [ "$given" = 200 ] || { echo "ACL was answered with $given" >&2; stop 1; }
fi
ready "$base/"
