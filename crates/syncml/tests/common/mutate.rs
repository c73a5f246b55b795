//! Bytes as no honest peer sends them, from those that one did.

/// xorshift: the same numbers each time.
pub(crate) struct Numbers(u64);

impl Numbers {
    /// Numbers that follow from a seed.
    pub(crate) fn new(seed: u64) -> Self {
        // Zero would stay zero.
        Self(seed.max(1))
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % end.max(1)
    }
}

/// Cuts, turns, doubles and puts in a few bytes.
pub(crate) fn mutate(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    const PIECES: [&[u8]; 14] = [
        b"<",
        b">",
        b"&",
        b"</",
        b"<![CDATA[",
        b"]]>",
        b"\xff",
        b"&#x0;",
        b"<Item>",
        b"\x00\x01",
        b"\xc3\x05",
        b"\x83\x00",
        b"\x01",
        b"\x84\xff\xff\xff\xff\xff",
    ];
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(bytes.len());
        match numbers.below(6) {
            0 if numbers.below(4) == 0 => bytes.truncate(at),
            1 if !bytes.is_empty() => bytes[at] = u8::try_from(numbers.below(256)).unwrap(),
            2 => drop(bytes.splice(at..at, PIECES[numbers.below(PIECES.len())].iter().copied())),
            3 => drop(bytes.drain(at..(at + numbers.below(30)).min(bytes.len()))),
            4 => {
                let end = (at + numbers.below(200)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                let to = numbers.below(bytes.len());
                bytes.splice(to..to, copy);
            }
            _ if !bytes.is_empty() => bytes[at] ^= 1 << numbers.below(8),
            _ => {}
        }
    }
}
