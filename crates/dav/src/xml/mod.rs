//! XML as far as DAV needs it: names, a guarded stream of tokens, and text safely written.

mod guard;
mod name;
mod stream;
pub(crate) mod write;

pub(crate) use name::Name;
pub(crate) use stream::{Sink, Span, Token, XmlStream};

/// Why a reply's body could not be read to its end.
///
/// Rows handed over before the error are true, but they are not all: nothing may be concluded from
/// what was not among them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    /// The body ended in the middle.
    #[error("the server's reply was cut off")]
    Truncated,
    /// The connection failed while the body was read.
    #[error("the connection broke while the reply was read: {0}")]
    Broken(String),
    /// Tags that do not match and the like.
    #[error("the server's reply is not well-formed XML: {0}")]
    Malformed(String),
    /// No byte at all.
    #[error("the server's reply is empty")]
    Empty,
    /// A page for people: a login form, an error page, webmail.
    #[error("the server answered with a web page instead of DAV")]
    WebPage,
    /// Text that is no XML.
    #[error("the server answered with something that is not XML")]
    NotXml,
    /// XML with another root element.
    #[error("the server answered with <{root}> instead of a DAV multistatus")]
    NotMultistatus {
        /// The root element's local name.
        root: String,
    },
    /// Written in an encoding other than UTF-8.
    #[error("the reply's encoding {0} is not supported")]
    Encoding(String),
    /// The document defines entities.
    #[error("the reply defines XML entities, which are refused")]
    Entities,
    /// Elements nested beyond [`Limits::depth`](crate::Limits::depth).
    #[error("the reply nests elements too deeply")]
    TooDeep,
    /// More elements than [`Limits::elements_without_progress`](crate::Limits::elements_without_progress).
    #[error("the reply holds too many elements without a finished row")]
    NoProgress,
    /// More rows than [`Limits::responses`](crate::Limits::responses).
    #[error("the reply holds too many rows")]
    TooManyResponses,
    /// A tag, comment or DOCTYPE beyond [`Limits::markup_bytes`](crate::Limits::markup_bytes).
    #[error("a tag in the reply is too long")]
    MarkupTooLong,
    /// More skipped text than [`Limits::skipped_bytes`](crate::Limits::skipped_bytes).
    #[error("a text in the reply has no end")]
    EndlessText,
}
