# webmail.sh   Sourced by hidden steps of documents: what somebody does in webmail meanwhile, to the mailbox behind
# https://mail.example.com. Expects curl, and finds the address in the account.

server=$(smsync account show work --json | sed -n 's/.*"url": *"\([^"]*\)".*/\1/p' | head -n 1)
card=${server%/}/WebDAV/anna@example.com/addressbooks/contacts/contact-00-anna-at-example.com.vcf
user=anna@example.com:$(cat "$SMSYNC_PASSWORD_FILE")

change_title() {
  curl --silent --fail --user "$user" "$card" | sed "s/^TITLE:.*/TITLE:$1"$'\r/' > .card.vcf
  curl --silent --fail --user "$user" --request PUT --header 'Content-Type: text/vcard' \
    --data-binary @.card.vcf "$card" > /dev/null
  rm .card.vcf
}
