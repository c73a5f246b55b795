# person.sh   What a person does after installing, as that person and in the clean root: looks for help, starts the test
# server, adds an account, synchronises, writes an item, synchronises, and reads it back from the server's side.
set -euo pipefail
cd
export SMSYNC_PASSPHRASE="the clean root has no keyring"

smsync --version
zcat /usr/share/man/man1/smsync.1.gz | grep -q '^.TH smsync' && echo "the manual page is there"
bash -c '. /usr/share/bash-completion/completions/smsync && complete -p smsync' > /dev/null && echo "the completions are there"
if grep -q 'ExecStart=/usr/bin/smsync sync' /usr/lib/systemd/user/smsync.service; then echo "the timer's service calls smsync"; fi

smsync-server --port 0 > server.log 2>&1 &
server=$!
trap 'kill $server; rm -f server.log' EXIT
for _ in $(seq 100); do
  url=$(sed -n 's/^ready //p' server.log)
  [ -z "$url" ] || break
  sleep 0.1
done
echo wonderland | smsync account add work --url "$url" --email alice@example.com --password-stdin
smsync account test work
smsync sync work
smsync items add task subject='Buy flowers' --account work
smsync sync work

# Another computer of the same person gets it.
echo wonderland | smsync --home other account add work --url "$url" --email alice@example.com --password-stdin > /dev/null
smsync --home other sync work > /dev/null
smsync --home other items list --json | grep -q 'Buy flowers' && echo "the task arrived on the other computer"
rm -rf other
