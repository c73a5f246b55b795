//! How much of a reply is taken before it is called hostile.

/// Limits of one reply. The defaults are far above what any honest server sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Elements inside one another.
    pub depth: usize,
    /// Elements between the end of one `DAV:response` and the end of the next.
    pub elements_without_progress: usize,
    /// `DAV:response` elements in one reply.
    pub responses: u64,
    /// Bytes of one tag with all its attributes, one comment, or one DOCTYPE.
    pub markup_bytes: usize,
    /// Bytes of text kept of one `DAV:response`. What goes beyond is skipped, and the property is
    /// marked [`Oversize`](crate::multiget::Unread::Oversize): one huge item does not stop the others.
    pub text_bytes: usize,
    /// Bytes skipped in one reply, beyond [`text_bytes`](Limits::text_bytes), before giving up.
    pub skipped_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            depth: 64,
            elements_without_progress: 50_000,
            responses: 5_000_000,
            markup_bytes: 64 * 1024,
            text_bytes: 32 * 1024 * 1024,
            skipped_bytes: 1024 * 1024 * 1024,
        }
    }
}
