//! Reading again what was written, where an endpoint may have stored it otherwise than it was sent.

use std::collections::BTreeMap;

use pim::{Item, Verdict};

use super::{Landed, PairingPass, PassError, Running};
use crate::Side;
use crate::endpoint::{Fetched, ItemId};

impl PairingPass<'_> {
    /// Reads again what the endpoint may have stored otherwise than sent, or without naming a version.
    pub(super) async fn read_again(
        &mut self,
        side: Side,
        running: &mut [Running],
    ) -> Result<(), PassError> {
        let rewrites = self.endpoint(side).abilities().may_rewrite;
        let mut wanted: BTreeMap<ItemId, usize> = BTreeMap::new();
        for (index, one) in running.iter_mut().enumerate() {
            if let Landed::There { id, read_again, .. } = one.landed.of_mut(side)
                && (*read_again || rewrites)
            {
                *read_again = false;
                wanted.insert(id.clone(), index);
            }
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let ids: Vec<ItemId> = wanted.keys().cloned().collect();
        let Ok(answers) = self.endpoint(side).fetch(&ids).await else {
            for index in wanted.into_values() {
                if let Some(one) = running.get_mut(index) {
                    *one.landed.of_mut(side) = Landed::Unknown;
                }
            }
            return Ok(());
        };
        let mut faithful = true;
        for answer in answers {
            let Some(one) = wanted
                .get(answer.id())
                .and_then(|index| running.get_mut(*index))
            else {
                continue;
            };
            let kind = one.step.kind;
            let Landed::There { version, body, .. } = one.landed.of_mut(side) else {
                continue;
            };
            match answer {
                Fetched::Here {
                    version: read,
                    body: text,
                    ..
                } => {
                    let known = version.take();
                    if known.is_some() && known != read {
                        // Somebody changed it in between: what was agreed is what was sent.
                        *version = known;
                    } else if known.is_some() || is_our_writing(kind, body, &text) {
                        faithful &= same_meaning(kind, body, &text);
                        *version = read;
                        *body = text;
                    }
                }
                Fetched::Gone { .. } => *one.landed.of_mut(side) = Landed::LookAgain,
                Fetched::Failed { .. } => *one.landed.of_mut(side) = Landed::Unknown,
            }
        }
        self.endpoint(side).note_fidelity(faithful);
        Ok(())
    }
}

fn same_meaning(kind: pim::Kind, sent: &[u8], read: &[u8]) -> bool {
    sent == read
        || match (Item::parse(kind, sent), Item::parse(kind, read)) {
            (Ok(sent), Ok(read)) => sent.fingerprint() == read.fingerprint(),
            _ => false,
        }
}

/// Where no version tells whether a body is what was sent: it is, as far as the server can hold it, if all that differs
/// is what the server lacks.
fn is_our_writing(kind: pim::Kind, sent: &[u8], read: &[u8]) -> bool {
    same_meaning(kind, sent, read)
        || match (Item::parse(kind, sent), Item::parse(kind, read)) {
            (Ok(sent), Ok(read)) => pim::compare(&read, &sent)
                .iter()
                .all(|row| matches!(row.verdict, Verdict::Equal | Verdict::OnlyLocal)),
            _ => false,
        }
}
