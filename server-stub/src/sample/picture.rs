//! Small portraits as PNG: five by five squares, mirrored, in two colours.

const SQUARES: usize = 5;
const PIXELS_A_SQUARE: usize = 6;
const SIDE: usize = SQUARES * PIXELS_A_SQUARE;

/// A picture for that number, 30 by 30 pixels, two colours by palette.
pub(super) fn portrait(number: u32) -> Vec<u8> {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b1);
    let [first, second, third, pattern_high] = mixed.to_be_bytes();
    let pattern = u32::from(pattern_high) | (mixed.rotate_left(11) & 0x7f00);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let side = u32::try_from(SIDE).unwrap_or_default().to_be_bytes();
    // Width, height, 1 bit a pixel, by palette, no interlacing.
    chunk(
        &mut png,
        *b"IHDR",
        &[&side[..], &side[..], &[1, 3, 0, 0, 0]].concat(),
    );
    let dark = [first / 2 + 30, second / 2 + 30, third / 2 + 30];
    chunk(&mut png, *b"PLTE", &[&dark[..], &[245, 245, 240]].concat());
    chunk(&mut png, *b"IDAT", &stored(&rows(pattern)));
    chunk(&mut png, *b"IEND", &[]);
    png
}

/// Each row with its filter byte; a bit that is set is background.
fn rows(pattern: u32) -> Vec<u8> {
    let mut rows = Vec::new();
    for y in 0..SIDE {
        rows.push(0);
        let mut byte = 0_u8;
        for x in 0..SIDE.next_multiple_of(8) {
            let column = (x / PIXELS_A_SQUARE).min(SQUARES - 1);
            let mirrored = column.min(SQUARES - 1 - column);
            let square = (y / PIXELS_A_SQUARE) * 3 + mirrored;
            let background = pattern >> square & 1 == 0;
            byte = byte << 1 | u8::from(background);
            if x % 8 == 7 {
                rows.push(byte);
                byte = 0;
            }
        }
    }
    rows
}

/// A zlib stream of one stored block (RFC 1950, 1951).
fn stored(data: &[u8]) -> Vec<u8> {
    // A portrait is far below a block's 65,535 bytes.
    let length = u16::try_from(data.len()).unwrap_or(u16::MAX);
    let mut out = vec![0x78, 0x01, 0x01];
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&(!length).to_le_bytes());
    out.extend_from_slice(data);
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in data {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    out.extend_from_slice(&(high << 16 | low).to_be_bytes());
    out
}

fn chunk(png: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or_default();
    png.extend_from_slice(&length.to_be_bytes());
    let checked = [&kind[..], data].concat();
    png.extend_from_slice(&checked);
    png.extend_from_slice(&crc(&checked).to_be_bytes());
}

fn crc(data: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in data {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                0xedb8_8320 ^ (crc >> 1)
            } else {
                crc >> 1
            };
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sums_are_those_of_the_specifications() {
        // The CRC of an empty IEND, as every PNG ends; Adler-32 of "Wikipedia".
        assert_eq!(crc(b"IEND"), 0xae42_6082);
        assert!(stored(b"Wikipedia").ends_with(&0x11e6_0398_u32.to_be_bytes()));
        assert_ne!(portrait(1), portrait(2));
    }
}
