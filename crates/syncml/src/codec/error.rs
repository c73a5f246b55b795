//! What can be wrong with a message.

/// Why a message could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// No byte at all.
    #[error("the message is empty")]
    Empty,
    /// The bytes end in the middle.
    #[error("the message was cut off")]
    Truncated,
    /// Tags that do not match and the like.
    #[error("the message is not well-formed: {0}")]
    Malformed(String),
    /// XML or WBXML with another root, a web page for instance.
    #[error("the message is no SyncML but <{root}>")]
    NotSyncMl {
        /// The root element's name.
        root: String,
    },
    /// Text that is no XML.
    #[error("the message is neither XML nor WBXML")]
    NotXml,
    /// A character encoding this program does not read.
    #[error("the message's encoding {0} is not supported")]
    Encoding(String),
    /// Entities are defined, which an honest message never needs.
    #[error("the message defines XML entities")]
    Entities,
    /// Larger than the limit.
    #[error("the message is too large (more than {limit_bytes} bytes)")]
    TooLarge {
        /// The limit.
        limit_bytes: usize,
    },
    /// Elements inside one another beyond the limit.
    #[error("the message is nested too deeply")]
    TooDeep,
    /// More elements than the limit.
    #[error("the message has too many elements")]
    TooManyElements,
    /// WBXML: a public identifier that is neither `SyncML`'s nor device information's.
    #[error("the message is of an unknown document type")]
    UnknownDocument,
    /// WBXML: a reference outside the string table.
    #[error("the message refers to a string it does not have")]
    StringTable,
    /// WBXML: a token with no meaning here.
    #[error("the message has an unknown token {0:#04x}")]
    UnknownToken(u8),
    /// A version of the protocol other than 1.0, 1.1 and 1.2.
    #[error("the message is of an unknown SyncML version ({0})")]
    Version(String),
    /// An element without which the message makes no sense.
    #[error("<{parent}> has no <{element}>")]
    Missing {
        /// What is missing.
        element: &'static str,
        /// Where.
        parent: &'static str,
    },
    /// Text where a number must be.
    #[error("<{element}> is no number")]
    NotANumber {
        /// Where.
        element: &'static str,
    },
    /// Bytes that are no text where text must be.
    #[error("<{element}> is no text")]
    NotText {
        /// Where.
        element: &'static str,
    },
}

/// Why a message could not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// XML cannot say what stands in this element.
    #[error("XML cannot carry what <{element}> holds")]
    NotXmlText {
        /// Where.
        element: &'static str,
    },
}
