//! Items that were left as they are: tried again although nothing changed, or put back as both sides last agreed.

use pim::{Item, Kind};

use super::Engine;
use super::place::{fetch, store_new};
use crate::endpoint::ItemId;
use crate::journal::{Attention, Need, Pairing};
use crate::say;
use crate::{Both, Code, Failure, Side};

impl Engine {
    /// Has the next pass look at an item again, although it did not change since it was refused.
    ///
    /// # Errors
    /// The account keeps no such items.
    pub fn try_again(
        &self,
        account: &str,
        kind: Kind,
        ids: &Both<Option<ItemId>>,
    ) -> Result<(), Failure> {
        let pairing = self.pairing(account, kind)?.id;
        let noted = self.journal.attentions(pairing)?.into_iter();
        let waiting: Vec<Attention> = noted
            .filter(|noted| (&noted.server_id, &noted.local_id) == (&ids.server, &ids.local))
            .collect();
        self.journal.write(|batch| {
            for noted in waiting {
                let need = Need::Retry;
                batch.put_attention(pairing, &Attention { need, ..noted })?;
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Puts what both sides last agreed on back in place of an item here, also of one that was deleted. What it takes the
    /// place of stays in the item's history.
    ///
    /// # Errors
    /// The server never had it; nothing was changed.
    pub async fn put_back(&self, account: &str, kind: Kind, id: &ItemId) -> Result<(), Failure> {
        let pairing = self.pairing(account, kind)?.id;
        let base = self.journal.base_of(pairing, Side::Local, id)?;
        let agreed = base.map(|base| self.journal.body(base.local.body));
        let Some(text) = agreed.transpose()?.flatten() else {
            return Err(never_agreed(id));
        };
        let place = self.place(account, kind)?;
        match fetch(&place, id).await {
            Ok(_) => self.rewrite_item(account, kind, id, None, &text).await,
            Err(failure) if failure.code == Code::Unknown => {
                let uid = Item::parse(kind, &text).ok().and_then(|item| item.uid());
                let uid = uid.unwrap_or_else(|| self.new_uid());
                store_new(&place, &uid, text).await.map(drop)
            }
            Err(failure) => Err(failure),
        }
    }

    fn pairing(&self, account: &str, kind: Kind) -> Result<Pairing, Failure> {
        let pairing = self.journal.pairing_of(account, kind)?;
        pairing.ok_or_else(|| {
            Failure::new(
                Code::Unknown,
                account,
                say!("nothing of that kind was synchronised yet"),
                say!("Synchronise first."),
            )
        })
    }
}

fn never_agreed(id: &ItemId) -> Failure {
    Failure::new(
        Code::Unknown,
        &id.0,
        say!("the server never had this item"),
        say!("Change it here, or delete it."),
    )
}
