//! What the server said of itself, as it is kept in the mirror, and as it is once read.

use std::sync::{Arc, Mutex, PoisonError};

use syncml::message::{Command, Data, Header, Item, Message, Meta, Put};
use syncml::{Coding, DevInf, Limits};

/// Device information that was read last: it is asked for many times in a pass, and rarely another.
#[derive(Default)]
pub(super) struct KnownInfo(Mutex<Option<(Vec<u8>, Arc<DevInf>)>>);

impl KnownInfo {
    /// What these bytes of [`write`] say.
    pub(super) fn of(&self, bytes: &[u8]) -> Option<Arc<DevInf>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, info)) = known.as_ref().filter(|(of, _)| of == bytes) {
            return Some(Arc::clone(info));
        }
        let info = Arc::new(read(bytes)?);
        *known = Some((bytes.to_vec(), Arc::clone(&info)));
        Some(info)
    }
}

/// As it is kept: a message that carries it.
pub(super) fn write(info: &DevInf) -> Option<Vec<u8>> {
    let item = Item {
        data: Some(Data::DevInf(Box::new(info.clone()))),
        ..Item::default()
    };
    let message = Message {
        header: Header::new(info.version, "0", 1, "", ""),
        commands: vec![Command::Put(Put {
            cmd_id: 1.into(),
            no_resp: false,
            cred: None,
            meta: Meta::default(),
            items: vec![item],
        })],
        is_final: true,
    };
    syncml::encode(&message, Coding::Xml).ok()
}

fn read(bytes: &[u8]) -> Option<DevInf> {
    let message = syncml::decode(bytes, Coding::Xml, &Limits::default()).ok()?;
    message.commands.into_iter().find_map(|command| {
        let Command::Put(put) = command else {
            return None;
        };
        put.items.into_iter().find_map(|item| match item.data {
            Some(Data::DevInf(info)) => Some(*info),
            _ => None,
        })
    })
}

#[cfg(test)]
mod tests {
    use pim::Kind;

    use super::super::ourselves;
    use super::*;

    #[test]
    fn device_information_is_kept_whole_and_is_known_by_its_bytes() {
        let known = KnownInfo::default();
        for id in ["one", "other"] {
            let info = ourselves::device_information(id, Kind::ALL.into_iter());
            let kept = write(&info).unwrap();
            assert_eq!(*known.of(&kept).unwrap(), info);
            assert!(Arc::ptr_eq(
                &known.of(&kept).unwrap(),
                &known.of(&kept).unwrap()
            ));
        }
        assert!(known.of(b"not that").is_none());
    }
}
