//! RFC 6868: `^n`, `^'` and `^^` in parameter values.

use std::borrow::Cow;

/// Undoes the carets of a parameter value; a caret that starts no known pair stays.
pub(crate) fn decode(value: &str) -> Cow<'_, str> {
    if !value.contains('^') {
        return Cow::Borrowed(value);
    }
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('^') {
        out.push_str(before);
        let (meant, skip) = match after.as_bytes().first() {
            Some(b'n' | b'N') => ('\n', 1),
            Some(b'\'') => ('"', 1),
            Some(b'^') => ('^', 1),
            _ => ('^', 0),
        };
        out.push(meant);
        // The skipped character is one of the ASCII ones above.
        rest = after.get(skip..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Writes a parameter value so that [`decode`] gives it back.
pub(crate) fn encode(value: &str) -> Cow<'_, str> {
    if !value.contains(['^', '\n', '\r', '"']) {
        return Cow::Borrowed(value);
    }
    let value = value.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(
        value
            .replace('^', "^^")
            .replace('\n', "^n")
            .replace('"', "^'"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_are_undone_once() {
        for (written, meant) in [
            ("plain", "plain"),
            ("George Herman ^'Babe^' Ruth", "George Herman \"Babe\" Ruth"),
            ("a^nb", "a\nb"),
            ("a^^nb", "a^nb"),
            ("2^3", "2^3"),
            ("end^", "end^"),
        ] {
            assert_eq!(decode(written), meant);
            assert_eq!(decode(&encode(meant)), meant);
        }
    }
}
