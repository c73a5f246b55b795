//! The numbers messages and commands are referred to by. The specification makes them text, so they are compared as
//! text and given back as they came.

use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<u32> for $name {
            fn from(number: u32) -> Self {
                Self(number.to_string())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }
    };
}

id! {
    /// A message within its session, per direction. The first is 1.
    MsgId
}
id! {
    /// A command within its message. `0` in a Status means the header.
    CmdId
}

impl CmdId {
    /// What a Status for the header refers to.
    pub fn header() -> Self {
        Self("0".to_owned())
    }
}
