//! The tree as WBXML (WAP-192), as `SyncML` uses it: no attributes, code page 0 for commands and 1 for meta
//! information, device information as a document of its own inside an OPAQUE.

mod document;
mod read;
mod write;

pub(super) use read::read;
pub(super) use write::{fragment_len, write};

/// Global tokens.
mod global {
    pub(super) const SWITCH_PAGE: u8 = 0x00;
    pub(super) const END: u8 = 0x01;
    pub(super) const ENTITY: u8 = 0x02;
    pub(super) const STR_I: u8 = 0x03;
    pub(super) const LITERAL: u8 = 0x04;
    pub(super) const EXT_I_0: u8 = 0x40;
    pub(super) const EXT_I_2: u8 = 0x42;
    pub(super) const PI: u8 = 0x43;
    pub(super) const EXT_T_0: u8 = 0x80;
    pub(super) const EXT_T_2: u8 = 0x82;
    pub(super) const STR_T: u8 = 0x83;
    pub(super) const EXT_0: u8 = 0xc0;
    pub(super) const EXT_2: u8 = 0xc2;
    pub(super) const OPAQUE: u8 = 0xc3;
    /// Set in a tag that has content.
    pub(super) const HAS_CONTENT: u8 = 0x40;
    /// Set in a tag that has attributes.
    pub(super) const HAS_ATTRIBUTES: u8 = 0x80;
}
