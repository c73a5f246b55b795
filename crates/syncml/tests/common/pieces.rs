//! What means something to the decoders besides markup.

pub(crate) const PIECES: [&[u8]; 6] = [
    b"<Item>",
    b"\x00\x01",
    b"\xc3\x05",
    b"\x83\x00",
    b"\x01",
    b"\x84\xff\xff\xff\xff\xff",
];
