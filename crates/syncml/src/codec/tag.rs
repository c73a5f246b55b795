//! The names of all elements, with their WBXML tokens: representation protocol (`syncml`), meta information
//! (`metinf`) and device information (`devinf`), each of versions 1.0 to 1.2 in one table, as they never disagree.

/// Which of the three vocabularies a name is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Space {
    SyncMl,
    MetInf,
    DevInf,
}

/// An element's name: known by its vocabulary and its WBXML token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Tag {
    pub(crate) space: Space,
    pub(crate) token: u8,
}

impl Tag {
    /// The tag with this token, if there is one.
    pub(crate) fn of_token(space: Space, token: u8) -> Option<Self> {
        let tag = Self { space, token };
        (!tag.name().is_empty()).then_some(tag)
    }

    /// The tag with this name, if there is one.
    pub(crate) fn of_name(space: Space, name: &str) -> Option<Self> {
        let token = match space {
            Space::SyncMl => syncml::token(name),
            Space::MetInf => metinf::token(name),
            // 1.2 calls it MaxSize; the token is the same.
            Space::DevInf if name == "Size" => Some(devinf::MAX_SIZE.token),
            Space::DevInf => devinf::token(name),
        }?;
        Some(Self { space, token })
    }

    /// Its name, as XML writes it in version 1.2.
    pub(crate) fn name(self) -> &'static str {
        match self.space {
            Space::SyncMl => syncml::name(self.token),
            Space::MetInf => metinf::name(self.token),
            Space::DevInf => devinf::name(self.token),
        }
    }
}

macro_rules! vocabulary {
    ($(#[$doc:meta])* $module:ident is $space:ident: $($constant:ident $token:literal $name:literal,)*) => {
        $(#[$doc])*
        #[allow(dead_code, reason = "a vocabulary is complete, also where a word is not used yet")]
        pub(crate) mod $module {
            use super::{Space, Tag};

            $(pub(crate) const $constant: Tag = Tag { space: Space::$space, token: $token };)*

            pub(super) fn token(name: &str) -> Option<u8> {
                match name {
                    $($name => Some($token),)*
                    _ => None,
                }
            }

            /// Empty for a token that means nothing.
            pub(super) fn name(token: u8) -> &'static str {
                match token {
                    $($token => $name,)*
                    _ => "",
                }
            }
        }
    };
}

vocabulary! {
    /// `SyncML` representation protocol 1.2.2, WBXML code page 0.
    syncml is SyncMl:
    ADD 0x05 "Add", ALERT 0x06 "Alert", ARCHIVE 0x07 "Archive", ATOMIC 0x08 "Atomic", CHAL 0x09 "Chal",
    CMD 0x0a "Cmd", CMD_ID 0x0b "CmdID", CMD_REF 0x0c "CmdRef", COPY 0x0d "Copy", CRED 0x0e "Cred",
    DATA 0x0f "Data", DELETE 0x10 "Delete", EXEC 0x11 "Exec", FINAL 0x12 "Final", GET 0x13 "Get",
    ITEM 0x14 "Item", LANG 0x15 "Lang", LOC_NAME 0x16 "LocName", LOC_URI 0x17 "LocURI", MAP 0x18 "Map",
    MAP_ITEM 0x19 "MapItem", META 0x1a "Meta", MSG_ID 0x1b "MsgID", MSG_REF 0x1c "MsgRef", NO_RESP 0x1d "NoResp",
    NO_RESULTS 0x1e "NoResults", PUT 0x1f "Put", REPLACE 0x20 "Replace", RESP_URI 0x21 "RespURI",
    RESULTS 0x22 "Results", SEARCH 0x23 "Search", SEQUENCE 0x24 "Sequence", SESSION_ID 0x25 "SessionID",
    SFT_DEL 0x26 "SftDel", SOURCE 0x27 "Source", SOURCE_REF 0x28 "SourceRef", STATUS 0x29 "Status",
    SYNC 0x2a "Sync", SYNC_BODY 0x2b "SyncBody", SYNC_HDR 0x2c "SyncHdr", SYNC_ML 0x2d "SyncML",
    TARGET 0x2e "Target", TARGET_REF 0x2f "TargetRef", VER_DTD 0x31 "VerDTD", VER_PROTO 0x32 "VerProto",
    NUMBER_OF_CHANGES 0x33 "NumberOfChanges", MORE_DATA 0x34 "MoreData", FIELD 0x35 "Field",
    FILTER 0x36 "Filter", RECORD 0x37 "Record", FILTER_TYPE 0x38 "FilterType",
    SOURCE_PARENT 0x39 "SourceParent", TARGET_PARENT 0x3a "TargetParent", MOVE 0x3b "Move",
    CORRELATOR 0x3c "Correlator",
}

vocabulary! {
    /// Meta information 1.2, WBXML code page 1.
    metinf is MetInf:
    ANCHOR 0x05 "Anchor", EMI 0x06 "EMI", FORMAT 0x07 "Format", FREE_ID 0x08 "FreeID", FREE_MEM 0x09 "FreeMem",
    LAST 0x0a "Last", MARK 0x0b "Mark", MAX_MSG_SIZE 0x0c "MaxMsgSize", MEM 0x0d "Mem", MET_INF 0x0e "MetInf",
    NEXT 0x0f "Next", NEXT_NONCE 0x10 "NextNonce", SHARED_MEM 0x11 "SharedMem", SIZE 0x12 "Size",
    TYPE 0x13 "Type", VERSION 0x14 "Version", MAX_OBJ_SIZE 0x15 "MaxObjSize", FIELD_LEVEL 0x16 "FieldLevel",
}

vocabulary! {
    /// Device information 1.2, a document of its own.
    devinf is DevInf:
    CT_CAP 0x05 "CTCap", CT_TYPE 0x06 "CTType", DATA_STORE 0x07 "DataStore", DATA_TYPE 0x08 "DataType",
    DEV_ID 0x09 "DevID", DEV_INF 0x0a "DevInf", DEV_TYP 0x0b "DevTyp", DISPLAY_NAME 0x0c "DisplayName",
    DS_MEM 0x0d "DSMem", EXT 0x0e "Ext", FW_V 0x0f "FwV", HW_V 0x10 "HwV", MAN 0x11 "Man",
    MAX_GUID_SIZE 0x12 "MaxGUIDSize", MAX_ID 0x13 "MaxID", MAX_MEM 0x14 "MaxMem", MOD 0x15 "Mod", OEM 0x16 "OEM",
    PARAM_NAME 0x17 "ParamName", PROP_NAME 0x18 "PropName", RX 0x19 "Rx", RX_PREF 0x1a "Rx-Pref",
    SHARED_MEM 0x1b "SharedMem", MAX_SIZE 0x1c "MaxSize", SOURCE_REF 0x1d "SourceRef", SW_V 0x1e "SwV",
    SYNC_CAP 0x1f "SyncCap", SYNC_TYPE 0x20 "SyncType", TX 0x21 "Tx", TX_PREF 0x22 "Tx-Pref",
    VAL_ENUM 0x23 "ValEnum", VER_CT 0x24 "VerCT", VER_DTD 0x25 "VerDTD", X_NAM 0x26 "XNam", X_VAL 0x27 "XVal",
    UTC 0x28 "UTC", SUPPORT_NUMBER_OF_CHANGES 0x29 "SupportNumberOfChanges",
    SUPPORT_LARGE_OBJS 0x2a "SupportLargeObjs", PROPERTY 0x2b "Property", PROP_PARAM 0x2c "PropParam",
    MAX_OCCUR 0x2d "MaxOccur", NO_TRUNCATE 0x2e "NoTruncate", FILTER_RX 0x30 "Filter-Rx",
    FILTER_CAP 0x31 "FilterCap", FILTER_KEYWORD 0x32 "FilterKeyword", FIELD_LEVEL 0x33 "FieldLevel",
    SUPPORT_HIERARCHICAL_SYNC 0x34 "SupportHierarchicalSync",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_one_token_and_every_token_one_name() {
        for (space, count) in [
            (Space::SyncMl, 55),
            (Space::MetInf, 18),
            (Space::DevInf, 47),
        ] {
            let tags: Vec<Tag> = (0..=0x3f)
                .filter_map(|token| Tag::of_token(space, token))
                .collect();
            assert_eq!(tags.len(), count, "{space:?}");
            for tag in tags {
                assert_eq!(Tag::of_name(space, tag.name()), Some(tag));
            }
        }
        assert_eq!(
            Tag::of_name(Space::DevInf, "Size"),
            Some(devinf::MAX_SIZE),
            "the name in 1.0 and 1.1"
        );
        assert_eq!(Tag::of_name(Space::SyncMl, "Nonsense"), None);
    }
}
