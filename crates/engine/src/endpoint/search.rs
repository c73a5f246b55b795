//! What a person finds an item by: what is written in it, not the names of its properties, and not its pictures.

/// Whether title and text together have every one of these words, which are in lower case.
pub(crate) fn has_all(words: &[String], title: &str, body: &[u8]) -> bool {
    let mut text = None;
    words.iter().all(|word| {
        title.contains(word.as_str())
            || text
                .get_or_insert_with(|| searchable(body))
                .contains(word.as_str())
    })
}

/// The lines of an item with folded ones joined, without the names of their properties, in lower case.
fn searchable(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body)
        .replace("\r\n ", "")
        .replace("\n ", "")
        .to_lowercase();
    // A note in plain text has no properties.
    if !text.trim_start().starts_with("begin:") {
        return text;
    }
    text.lines().filter_map(written).collect()
}

/// What a person may have written in a line: its values, and the names among its parameters.
fn written(line: &str) -> Option<String> {
    let (name, rest) = line.split_at(line.find([':', ';'])?);
    // A name may have a group before it: `item1.photo`.
    let name = name.rsplit('.').next().unwrap_or(name);
    let is_bookkeeping = matches!(
        name,
        "begin" | "end" | "version" | "prodid" | "photo" | "logo" | "sound" | "key"
    );
    (!is_bookkeeping && !rest.contains("encoding=b")).then(|| format!("{rest}\n"))
}

/// The e-mail addresses written in a contact, in lower case; quick, for it is asked of every one while a person types.
pub(crate) fn addresses(body: &[u8]) -> String {
    let mut found = Vec::new();
    let mut inside = false;
    for line in body.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if let [b' ' | b'\t', rest @ ..] = line {
            if inside {
                found.extend_from_slice(rest);
            }
            continue;
        }
        let name = line.iter().position(|byte| matches!(byte, b':' | b';'));
        let name = name.and_then(|end| line.get(..end)).unwrap_or_default();
        // A name may have a group before it: `item1.EMAIL`.
        let name = name.rsplit(|byte| *byte == b'.').next().unwrap_or(name);
        inside = name.eq_ignore_ascii_case(b"email");
        if inside {
            found.push(b'\n');
            found.extend_from_slice(line);
        }
    }
    String::from_utf8_lossy(&found).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_found_by_what_is_written_in_it() {
        let body = b"BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Photo Friends//EN\r\nFN:Anna Berg\r\nitem1.TEL;TYPE=CELL:+49 30 1\r\n\
            PHOTO;ENCODING=b:c2VjcmV0\r\nitem2.PHOTO:data:image/png;base64,c2VjcmV0\r\nORG:Kite So\r\n ftware\r\n\
            ATTENDEE;CN=Ben Fischer:mailto:ben@example.com\r\nEND:VCARD\r\n";
        for (search, found) in [
            ("anna", true),
            ("berg kite", true),
            ("software", true),
            ("fischer ben@example", true),
            ("photo", false),
            ("vcard", false),
            ("c2vjcmv0", false),
            ("tel", false),
            ("anna nobody", false),
        ] {
            let words: Vec<String> = search.split(' ').map(str::to_owned).collect();
            assert_eq!(has_all(&words, "", body), found, "{search}");
        }
        assert!(has_all(&["a title".to_owned()], "a title", body));
        let plain = "Einkauf\nMilch: zwei\nBrot\n".as_bytes();
        for word in ["milch", "brot", "zwei"] {
            assert!(has_all(&[word.to_owned()], "einkauf", plain), "{word}");
        }
    }

    #[test]
    fn the_addresses_of_a_contact_are_found_in_groups_and_folded_too() {
        let body =
            b"BEGIN:VCARD\r\nFN:email\r\nEMAIL;TYPE=WORK:Ada@exam\r\n ple.com\r\nNOTE:x\r\n y\r\n\
            item1.email:babs@example.org\r\nX-EMAIL:no@example.com\r\nEND:VCARD\r\n";
        let found = addresses(body);
        for (text, is_there) in [
            ("ada@example.com", true),
            ("babs@example.org", true),
            ("no@", false),
            ("note", false),
            ("fn:", false),
        ] {
            assert_eq!(found.contains(text), is_there, "{text} in {found}");
        }
        assert_eq!(addresses(b"BEGIN:VCARD\r\nFN:email\r\nEND:VCARD\r\n"), "");
    }
}
