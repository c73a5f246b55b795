//! How the five formats put meaning into bytes: lines, folding, heads, parameters, encodings, escapes.
//!
//! Everything here works on byte slices and knows nothing of documents. The older formats (vCard 2.1, vCalendar 1.0)
//! and the newer ones (vCard 3.0, 4.0, iCalendar 2.0) differ in nearly every step, so [`Syntax`] is an argument of most
//! functions. Begin reading at [`line`], which cuts a file into logical lines, then [`head`].

pub(crate) mod base64;
pub(crate) mod caret;
pub(crate) mod charset;
pub(crate) mod escape;
pub(crate) mod fold;
pub(crate) mod head;
pub(crate) mod line;
pub(crate) mod names;
pub(crate) mod quoted_printable;
pub(crate) mod shape;

use std::fmt;

/// The format a document (or one object in it) is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Syntax {
    /// vCard 2.1 (versit, 1996).
    VCard21,
    /// vCard 3.0 (RFC 2426).
    VCard30,
    /// vCard 4.0 (RFC 6350).
    VCard40,
    /// vCalendar 1.0 (versit, 1996); also the `VNOTE` objects of phones, which are written the same way.
    VCalendar10,
    /// iCalendar 2.0 (RFC 5545).
    ICalendar20,
    /// Text without any structure, as some servers keep notes.
    PlainText,
}

impl Syntax {
    /// True for the two formats of 1996: quoted-printable, bare parameters, no backslash escapes but `\;`.
    pub fn is_old(self) -> bool {
        matches!(self, Syntax::VCard21 | Syntax::VCalendar10)
    }

    /// True for the three vCards.
    pub fn is_card(self) -> bool {
        matches!(self, Syntax::VCard21 | Syntax::VCard30 | Syntax::VCard40)
    }

    /// True for vCalendar and iCalendar.
    pub fn is_calendar(self) -> bool {
        matches!(self, Syntax::VCalendar10 | Syntax::ICalendar20)
    }

    /// The value of the `VERSION` property, empty for plain text.
    pub fn version(self) -> &'static str {
        match self {
            Syntax::VCard21 => "2.1",
            Syntax::VCard30 => "3.0",
            Syntax::VCard40 => "4.0",
            Syntax::VCalendar10 => "1.0",
            Syntax::ICalendar20 => "2.0",
            Syntax::PlainText => "",
        }
    }

    /// What a top-level component of this name is taken to be before its `VERSION` is seen.
    pub(crate) fn guess(component: &str) -> Syntax {
        match component {
            "VCARD" => Syntax::VCard30,
            "VNOTE" => Syntax::VCalendar10,
            _ => Syntax::ICalendar20,
        }
    }

    /// The syntax that `VERSION:version` inside this kind of object means; unknown versions change nothing.
    pub(crate) fn with_version(self, version: &str) -> Syntax {
        match (self.is_card(), version.trim()) {
            (true, "2.1" | "2.0" | "2") => Syntax::VCard21,
            (true, "3.0" | "3") => Syntax::VCard30,
            (true, "4.0" | "4") => Syntax::VCard40,
            (false, "1.0" | "1" | "1.1") => Syntax::VCalendar10,
            (false, "2.0" | "2") => Syntax::ICalendar20,
            _ => self,
        }
    }
}

impl fmt::Display for Syntax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Syntax::VCard21 => "vCard 2.1",
            Syntax::VCard30 => "vCard 3.0",
            Syntax::VCard40 => "vCard 4.0",
            Syntax::VCalendar10 => "vCalendar 1.0",
            Syntax::ICalendar20 => "iCalendar 2.0",
            Syntax::PlainText => "plain text",
        })
    }
}

/// How the value of one logical line is wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// As it stands, folded with white space.
    Plain,
    /// `ENCODING=QUOTED-PRINTABLE`: an `=` at the end of a line joins the next one to it.
    QuotedPrintable,
    /// `ENCODING=BASE64` or `b`: white space and line ends mean nothing.
    Base64,
}
