//! Guests of an appointment: who of the contacts can be meant, and whom the server writes to when an appointment is saved, said
//! before it is.

use std::ops::ControlFlow;

use pim::{FieldId, Item, Kind, Telling};
use serde::{Deserialize, Serialize};

use super::Engine;
use super::edits::{self, Typed, misread};
use super::items::parse;
use super::place::{LocalPlace, fetch};
use crate::endpoint::{Endpoint, Fetched, ItemId, search};
use crate::journal::Intent;
use crate::{Code, Failure, Side, say};

/// Somebody who can be invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Guest {
    /// Their name; empty where the contact has none.
    pub name: String,
    /// Their e-mail address.
    pub address: String,
}

/// Whom the server may write to about an appointment, by name, else by address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Invitation {
    /// Who invites, where that is somebody else: the guests are theirs to change.
    pub organizer: Option<String>,
    /// Who was told of what the server has now, and would be told of its deletion.
    pub sent: Vec<String>,
    /// Who is invited, and was not before.
    pub invited: Vec<String>,
    /// Who is told that something changed.
    pub told: Vec<String>,
    /// Who is told that they are not invited any more.
    pub cancelled: Vec<String>,
    /// Whether the server can be asked to tell nobody: only while it told nobody yet (docs/adr/0080).
    pub can_be_quiet: bool,
    /// It has guests, and the server is asked to tell nobody of it.
    pub quiet: bool,
}

impl Engine {
    /// People among the account's contacts who fit what is typed, at most `limit`: whose name or address begins with it first.
    pub async fn guests(
        &self,
        account: &str,
        typed: &str,
        limit: usize,
    ) -> Result<Vec<Guest>, Failure> {
        let settings = self.settings_of(account)?;
        let mut sought = Sought::new(typed, limit);
        if sought.words.is_empty() || !settings.kinds.contains_key(&Kind::Contact) {
            return Ok(Vec::new());
        }
        match self.local_place(&settings, Kind::Contact)? {
            LocalPlace::Builtin(collection) => {
                collection.each(|title, body| sought.look(title, body))?;
            }
            LocalPlace::Folder(folder) => {
                let seen = folder.observe(None).await?.seen;
                let ids: Vec<ItemId> = seen.into_iter().map(|seen| seen.id).collect();
                'all: for ids in ids.chunks(100) {
                    for answer in folder.fetch(ids).await? {
                        if let Fetched::Here { body, .. } = answer
                            && sought.look("", &body).is_break()
                        {
                            break 'all;
                        }
                    }
                }
            }
        }
        Ok(sought.found())
    }

    /// Whom the server may write to when what was typed into a form is saved and synchronised. Nothing is changed.
    ///
    /// # Errors
    /// There is no such item, or something typed cannot be read.
    pub async fn invitation(
        &self,
        account: &str,
        kind: Kind,
        id: Option<&ItemId>,
        typed: &Typed<'_>,
    ) -> Result<Invitation, Failure> {
        let before = match id {
            None => Item::empty(kind, ""),
            Some(id) => {
                let (_, body) = fetch(&self.place(account, kind)?, id).await?;
                parse(kind, &body, id)?
            }
        };
        let sent = self.sent(account, kind, id)?;
        let mut item = before.clone();
        edits::write(&mut item, typed, &sent)?;
        let Telling {
            invited,
            told,
            cancelled,
        } = item.telling(sent.item.as_ref(), &sent.owner);
        Ok(Invitation {
            organizer: before.invited_by(&sent.owner),
            sent: sent.people(),
            can_be_quiet: sent.nobody_was_told() && !invited.is_empty(),
            invited,
            told,
            cancelled,
            quiet: item.tells_nobody(),
        })
    }

    /// What an edit of an item has to know of its invitation.
    pub(super) fn sent(
        &self,
        account: &str,
        kind: Kind,
        id: Option<&ItemId>,
    ) -> Result<Sent, Failure> {
        let mut sent = Sent {
            owner: self.settings_of(account)?.email,
            item: None,
            perhaps: false,
        };
        if let (Some(id), Some(pairing)) = (id, self.journal.pairing_of(account, kind)?) {
            let base = self.journal.base_of(pairing.id, Side::Local, id)?;
            let is_of = |intent: &Intent| intent.about.id(Side::Local) == Some(id);
            sent.item = self.item_of(kind, base.map(|base| base.server.body))?;
            sent.perhaps = self.journal.intents(pairing.id)?.iter().any(is_of);
        }
        Ok(sent)
    }
}

/// Whose calendar an item is in, and what the server has of it.
pub(super) struct Sent {
    owner: String,
    /// As both sides last agreed.
    item: Option<Item>,
    /// A write is under way, or its reply was lost: it may have more.
    perhaps: bool,
}

impl Sent {
    /// An edit of guests is the organizer's to make, and makes one.
    pub(super) fn settle(&self, item: &mut Item, before: &Item) -> Result<(), Failure> {
        let maybe = self.perhaps.then_some(before);
        let sent = self.item.as_ref().or(maybe);
        item.settle_organizer(before, sent, &self.owner)
            .map_err(|error| misread(&before.title(), &error))
    }

    /// Asks the server to tell nobody of an item that was edited, where that is wanted.
    ///
    /// # Errors
    /// It told somebody already, whom it would tell then that the appointment is off.
    pub(super) fn quieten(&self, item: &mut Item, is_wanted: bool) -> Result<(), Failure> {
        if !is_wanted {
            return Ok(());
        }
        if !self.nobody_was_told() {
            return Err(Failure::new(
                Code::NotAllowed,
                item.title(),
                say!("its guests were told of it already"),
                say!(
                    "Nothing was changed. Asked to tell nobody now, the server would tell them that it is cancelled."
                ),
            ));
        }
        *item = item.telling_nobody();
        Ok(())
    }

    fn nobody_was_told(&self) -> bool {
        !self.perhaps && self.people().is_empty()
    }

    /// Whom the server told of what it has.
    fn people(&self) -> Vec<String> {
        let telling = self
            .item
            .as_ref()
            .map(|item| item.telling(None, &self.owner));
        telling
            .map(|telling| [telling.invited, telling.told].concat())
            .unwrap_or_default()
    }
}

/// A search for people by what is typed.
struct Sought {
    words: Vec<String>,
    limit: usize,
    /// Whose name or address begins with it.
    best: Vec<Guest>,
    others: Vec<Guest>,
}

impl Sought {
    fn new(typed: &str, limit: usize) -> Self {
        let plain = typed.to_lowercase().replace(['<', '>', '"', ','], " ");
        Self {
            words: plain.split_whitespace().map(str::to_owned).collect(),
            limit,
            best: Vec::new(),
            others: Vec::new(),
        }
    }

    /// Looks at one contact; `title` is its name in lower case, or empty where that is not known.
    fn look(&mut self, title: &str, body: &[u8]) -> ControlFlow<()> {
        // Most contacts are none of those sought, and reading one whole is dear.
        let addresses = search::addresses(body);
        let may_fit = |word: &String| {
            title.is_empty() || title.contains(word.as_str()) || addresses.contains(word.as_str())
        };
        if addresses.is_empty() || !self.words.iter().all(may_fit) {
            return ControlFlow::Continue(());
        }
        let may_begin = |word: &String| {
            title.is_empty()
                || title
                    .split_whitespace()
                    .any(|part| part.starts_with(word.as_str()))
                || addresses.contains(&format!(":{word}"))
        };
        if self.others.len() >= self.limit && !self.words.iter().all(may_begin) {
            return ControlFlow::Continue(());
        }
        let Ok(item) = Item::parse(Kind::Contact, body) else {
            return ControlFlow::Continue(());
        };
        let name = item.title();
        let fields = item.fields();
        let addresses = fields
            .iter()
            .filter(|value| value.key.field == FieldId::Email);
        for address in addresses.map(|value| value.shown.text.trim()) {
            self.weigh(&name, address);
        }
        if self.best.len() < self.limit {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }

    fn weigh(&mut self, name: &str, address: &str) {
        let name = if name == address { "" } else { name };
        let (in_name, in_address) = (name.to_lowercase(), address.to_lowercase());
        let fits =
            |word: &String| in_name.contains(word.as_str()) || in_address.contains(word.as_str());
        let is_known = |guests: &[Guest]| {
            guests
                .iter()
                .any(|one| one.address.to_lowercase() == in_address)
        };
        if !self.words.iter().all(fits) || is_known(&self.best) || is_known(&self.others) {
            return;
        }
        let begins = |word: &String| {
            in_address.starts_with(word.as_str())
                || in_name
                    .split_whitespace()
                    .any(|part| part.starts_with(word.as_str()))
        };
        let rank = if self.words.iter().all(begins) {
            &mut self.best
        } else {
            &mut self.others
        };
        if rank.len() < self.limit {
            rank.push(Guest {
                name: name.to_owned(),
                address: address.to_owned(),
            });
        }
    }

    fn found(self) -> Vec<Guest> {
        let all = self.best.into_iter().chain(self.others);
        all.take(self.limit).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(name: &str, addresses: &[&str]) -> Vec<u8> {
        let lines: Vec<String> = addresses
            .iter()
            .map(|address| format!("EMAIL;TYPE=WORK:{address}\r\n"))
            .collect();
        let lines = lines.concat();
        format!("BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u\r\nFN:{name}\r\nN:;{name};;;\r\n{lines}END:VCARD\r\n").into_bytes()
    }

    fn sought(typed: &str, limit: usize) -> Vec<String> {
        let cards = [
            (
                "Ada Lovelace",
                vec!["ada@example.com", "countess@example.org"],
            ),
            ("Barbara Adams", vec!["babs@example.com"]),
            ("Canada Office", vec!["office@example.com"]),
            ("Nobody Ada", vec![]),
            ("Twin", vec!["ADA@example.com"]),
        ];
        let mut sought = Sought::new(typed, limit);
        for (name, addresses) in cards {
            if sought
                .look(&name.to_lowercase(), &card(name, &addresses))
                .is_break()
            {
                break;
            }
        }
        let found = sought.found();
        found.into_iter().map(|guest| guest.address).collect()
    }

    #[test]
    fn whose_name_or_address_begins_with_it_comes_first_each_address_once() {
        for (typed, limit, expected) in [
            (
                "ada",
                9,
                vec![
                    "ada@example.com",
                    "countess@example.org",
                    "babs@example.com",
                    "office@example.com",
                ],
            ),
            ("ADA", 2, vec!["ada@example.com", "countess@example.org"]),
            ("lov ad", 9, vec!["ada@example.com", "countess@example.org"]),
            ("Ada Lovelace <count", 9, vec!["countess@example.org"]),
            ("example.org", 9, vec!["countess@example.org"]),
            ("office@", 9, vec!["office@example.com"]),
            ("zed", 9, vec![]),
            // There are others enough before the one whose name begins with it.
            ("office", 1, vec!["office@example.com"]),
            ("o", 1, vec!["office@example.com"]),
        ] {
            assert_eq!(sought(typed, limit), expected, "{typed}");
        }
    }
}
