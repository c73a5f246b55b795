//! A large object on its way in: its parts, until the last one or until something else comes.

use syncml::message::{ChangeKind, Item, Meta, StatusCode};

/// An object of which more is to come.
pub(crate) struct Partial {
    /// Place of its store in the session.
    pub(crate) store: usize,
    pub(crate) kind: ChangeKind,
    /// Its id at the client.
    pub(crate) id: String,
    meta: Meta,
    size: u64,
    bytes: Vec<u8>,
}

/// What a part does.
pub(crate) enum Part {
    /// An object by itself, in its own bytes.
    Whole(Vec<u8>, Box<Meta>),
    /// Taken; more is to come.
    Taken,
    /// Not taken.
    Refused(StatusCode),
}

impl Partial {
    /// Whether this item goes on with it.
    pub(crate) fn goes_on_with(&self, store: usize, kind: ChangeKind, id: &str) -> bool {
        self.store == store && self.kind == kind && self.id == id
    }
}

/// Takes an item in: whole, the first part of one, or a further part.
pub(crate) fn take(
    partial: &mut Option<Partial>,
    store: usize,
    kind: ChangeKind,
    item: &Item,
    outer: &Meta,
    limit_bytes: usize,
) -> Part {
    let Some(bytes) = item.content(outer) else {
        *partial = None;
        return Part::Refused(StatusCode::UNSUPPORTED_TYPE);
    };
    let Some(mut open) = partial.take() else {
        return first(partial, store, kind, item, outer, bytes, limit_bytes);
    };
    open.bytes.extend_from_slice(&bytes);
    if open.bytes.len() > limit_bytes {
        return Part::Refused(StatusCode::ENTITY_TOO_LARGE);
    }
    if item.more_data {
        *partial = Some(open);
        return Part::Taken;
    }
    if open.bytes.len() as u64 == open.size {
        Part::Whole(open.bytes, Box::new(open.meta))
    } else {
        Part::Refused(StatusCode::SIZE_MISMATCH)
    }
}

fn first(
    partial: &mut Option<Partial>,
    store: usize,
    kind: ChangeKind,
    item: &Item,
    outer: &Meta,
    bytes: Vec<u8>,
    limit_bytes: usize,
) -> Part {
    let mut meta = item.meta.clone();
    if meta.kind.is_none() {
        meta.kind.clone_from(&outer.kind);
    }
    if meta.version.is_none() {
        meta.version.clone_from(&outer.version);
    }
    if bytes.len() > limit_bytes {
        return Part::Refused(StatusCode::ENTITY_TOO_LARGE);
    }
    if !item.more_data {
        return Part::Whole(bytes, Box::new(meta));
    }
    let Some(size) = item.meta.size.or(outer.size) else {
        return Part::Refused(StatusCode::SIZE_REQUIRED);
    };
    if size > limit_bytes as u64 {
        return Part::Refused(StatusCode::ENTITY_TOO_LARGE);
    }
    *partial = Some(Partial {
        store,
        kind,
        id: item.source_uri().unwrap_or_default().to_owned(),
        meta,
        size,
        bytes,
    });
    Part::Taken
}
