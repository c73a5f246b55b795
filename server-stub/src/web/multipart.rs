//! `multipart/form-data` (RFC 7578), as a form with one file sends it.

use bytes::Bytes;

use super::form::Form;

/// A file that was chosen in a form.
pub(super) struct Upload {
    pub(super) bytes: Bytes,
}

/// The boundary a media type names, when it is this one.
pub(super) fn boundary(media_type: &str) -> Option<&str> {
    let (kind, parameters) = media_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    parameters
        .split(';')
        .find_map(|parameter| parameter.trim().strip_prefix("boundary="))
        .map(|boundary| boundary.trim_matches('"'))
        .filter(|boundary| !boundary.is_empty())
}

/// The fields, and the last file.
pub(super) fn read(body: &Bytes, boundary: &str) -> (Form, Option<Upload>) {
    let delimiter = format!("\r\n--{boundary}");
    let mut fields = Vec::new();
    let mut upload = None;
    // The first boundary has no line end before it where nothing precedes it.
    let first = delimiter.trim_start();
    let mut at = find(body, first.as_bytes(), 0).map(|at| at + first.len());
    while let Some(from) = at {
        let end = find(body, delimiter.as_bytes(), from);
        let until = end.unwrap_or(body.len());
        if let Some(head_end) = find(body, b"\r\n\r\n", from).filter(|head_end| *head_end < until) {
            let head =
                String::from_utf8_lossy(body.get(from..head_end).unwrap_or_default()).into_owned();
            let value = body.slice(head_end + 4..until);
            let name = parameter(&head, "name").unwrap_or_default();
            if parameter(&head, "filename").is_some() {
                upload = Some(Upload { bytes: value });
            } else {
                fields.push((name, String::from_utf8_lossy(&value).into_owned()));
            }
        }
        at = end.map(|end| end + delimiter.len());
    }
    (Form::of(fields), upload)
}

fn parameter(head: &str, name: &str) -> Option<String> {
    let wanted = format!("; {name}=\"");
    let (_, rest) = head.split_once(&wanted)?;
    Some(rest.split('"').next().unwrap_or_default().to_owned())
}

fn find(haystack: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let rest = haystack.get(from..)?;
    let first = *needle.first()?;
    let mut at = 0;
    while let Some(step) = rest.get(at..)?.iter().position(|byte| *byte == first) {
        at += step;
        if rest.get(at..)?.starts_with(needle) {
            return Some(from + at);
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_with_a_file_is_read() {
        let media_type = "multipart/form-data; boundary=----x";
        let body = "------x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nabc\r\n------x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.tar\"\r\nContent-Type: application/x-tar\r\n\r\nbytes\r\n--and more\r\n------x--\r\n";
        let (form, upload) = read(&Bytes::from(body), boundary(media_type).unwrap());
        assert_eq!(form.text("token"), "abc");
        assert_eq!(upload.unwrap().bytes, "bytes\r\n--and more");
        assert_eq!(boundary("application/x-www-form-urlencoded"), None);
    }

    #[test]
    fn what_is_broken_gives_nothing() {
        for body in ["", "------x", "------x\r\n\r\n", "junk"] {
            let (form, upload) = read(&Bytes::from(body), "----x");
            assert!(form.get("token").is_none() && upload.is_none(), "{body}");
        }
    }
}
