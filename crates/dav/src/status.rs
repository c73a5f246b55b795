//! Status lines inside a multistatus.

/// The code in `HTTP/1.1 404 Not Found`, however the line is written.
pub(crate) fn code(line: &str) -> Option<u16> {
    let number = line
        .split_whitespace()
        .find(|word| word.len() == 3 && word.bytes().all(|b| b.is_ascii_digit()));
    number?.parse().ok()
}

pub(crate) fn is_success(code: u16) -> bool {
    (200..300).contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_lines_are_read_as_servers_write_them() {
        for (line, read) in [
            ("HTTP/1.1 200 OK", Some(200)),
            ("HTTP/2.0 404", Some(404)),
            (" HTTP/1.1 507 Insufficient Storage\n", Some(507)),
            ("403", Some(403)),
            ("OK", None),
            ("", None),
        ] {
            assert_eq!(code(line), read, "{line}");
        }
    }
}
