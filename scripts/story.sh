# story.sh   Sourced by run.sh where there is no display: the main job told at the command line, against the bundled
# server. Expects `smsync`, `url` and `add_account`. Ends with an error as soon as a step does not end as it should.

webmail=alice@example.com:wonderland
card=${url%/}/WebDAV/alice@example.com/addressbooks/contacts/contact-00-alice-at-example.com.vcf

say() {
  printf '\n\033[1m%s\033[0m\n' "$*"
}

# ends_with CODE COMMAND…: shows the command, runs it, and insists on its exit code.
ends_with() {
  local wanted=$1 code=0
  shift
  printf '$ %s\n' "$*"
  "$@" || code=$?
  [ "$code" = "$wanted" ] && return 0
  echo "this should have ended with exit code $wanted, but it ended with $code" >&2
  exit 1
}

# What a colleague does in webmail meanwhile: the card is read, changed and written back.
change_title_on_the_server() {
  curl --silent --fail --user "$webmail" "$card" | sed "s/^TITLE:.*/TITLE:$1"$'\r/' > target/run/card.vcf
  curl --silent --fail --user "$webmail" --request PUT --header 'Content-Type: text/vcard' \
    --data-binary @target/run/card.vcf "$card" > /dev/null
}

on_the_server() {
  curl --silent --fail --user "$webmail" "$card" | tr -d '\r' | grep -E '^(FN|TITLE|NOTE)'
}

say "1. An account is added, and tested step by step."
echo '$ smsync account add Sample --url '"$url"' --email alice@example.com --password-stdin'
add_account
ends_with 0 smsync account test Sample

say "2. A preview says what the first pass would do. Nothing is changed by it."
echo '$ smsync sync Sample --preview'
smsync sync Sample --preview | head -n 12
echo '  …'

say "3. The first pass brings the mailbox here."
ends_with 0 smsync sync Sample

say "4. A new task is written here; the next pass sends it."
ends_with 0 smsync items add task subject='Buy flowers' --account Sample
ends_with 0 smsync sync Sample

say "5. Amelia's job title is changed here, and differently on the server. That is a conflict: nothing is overwritten."
ends_with 0 smsync items edit 'Amelia Hartley' title='Head of Accounts'
change_title_on_the_server 'Managing Director'
ends_with 3 smsync sync Sample
ends_with 3 smsync conflicts

say "6. We keep the local version. Both sides hold it afterwards; the other one is in the history."
number=$({ smsync conflicts --json || true; } | grep -oE '"id": ?[0-9]+' | head -n 1 | grep -oE '[0-9]+')
ends_with 0 smsync resolve "$number" --keep local
echo "The server now holds:"
on_the_server

say "7. Another pass has nothing to do."
ends_with 0 smsync sync Sample

say "8. What was done, pass by pass; any of it can be undone."
ends_with 0 smsync history

say "That was the main job. With a display, 'make run' opens the window instead."
