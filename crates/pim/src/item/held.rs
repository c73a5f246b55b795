//! The document of an item, shared by its copies, with what was worked out about it once.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use crate::document::Document;
use crate::fingerprint::Fingerprint;

/// A document and its fingerprint, once that was asked for. Cheap to clone.
#[derive(Clone)]
pub(super) struct Held(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    document: Document,
    fingerprint: OnceLock<Fingerprint>,
}

impl Held {
    pub(super) fn new(document: Document) -> Held {
        Held(Arc::new(Inner {
            document,
            fingerprint: OnceLock::new(),
        }))
    }

    /// The document, to be edited: what was worked out about it holds no longer.
    pub(super) fn edit(&mut self) -> &mut Document {
        let inner = Arc::make_mut(&mut self.0);
        inner.fingerprint = OnceLock::new();
        &mut inner.document
    }

    /// The fingerprint: a pass compares the same text several times.
    pub(super) fn fingerprint(&self, work_out: impl FnOnce() -> Fingerprint) -> Fingerprint {
        *self.0.fingerprint.get_or_init(work_out)
    }
}

impl Deref for Held {
    type Target = Document;

    fn deref(&self) -> &Document {
        &self.0.document
    }
}
