//! A stretch of bytes: of the file that was read, shared by all its lines, or of a line that was written since.

use std::sync::Arc;

/// Cheap to clone; equal when the bytes are.
#[derive(Clone)]
pub(crate) struct Text {
    source: Arc<[u8]>,
    start: usize,
    end: usize,
}

impl Text {
    /// The bytes `start..end` of `source`; out of range means empty.
    pub(crate) fn slice(source: &Arc<[u8]>, start: usize, end: usize) -> Text {
        Text {
            source: Arc::clone(source),
            start,
            end,
        }
    }

    /// Makes it longer: up to `end` of the same source.
    pub(crate) fn extend_to(&mut self, end: usize) {
        self.end = end;
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.source.get(self.start..self.end).unwrap_or_default()
    }
}

impl From<Vec<u8>> for Text {
    fn from(bytes: Vec<u8>) -> Text {
        let end = bytes.len();
        Text {
            source: Arc::from(bytes),
            start: 0,
            end,
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.bytes() == other.bytes()
    }
}

impl Eq for Text {}
