//! A small reader of vCard and iCalendar: enough to know what a resource is, to refuse what is broken, and to filter.
//!
//! It never writes: what was PUT is kept byte for byte. Property values stay as they stand in the text, unfolded.

use crate::store::Component;

const MAX_DEPTH: usize = 32;

/// One content line, unfolded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Upper case, without its group.
    pub(crate) name: String,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) value: String,
    /// The whole line as it was written, unfolded.
    pub(crate) raw: String,
}

impl Line {
    /// A line of a name and a value, without parameters.
    pub(crate) fn new(name: &str, value: &str) -> Line {
        Line {
            name: name.to_owned(),
            parameters: Vec::new(),
            value: value.to_owned(),
            raw: format!("{name}:{value}"),
        }
    }

    /// The value of a parameter, quotes undone.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(parameter, _)| parameter == name)
            .map(|(_, value)| value.as_str())
    }
}

/// One component with what is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Block {
    /// Upper case.
    pub(crate) name: String,
    pub(crate) lines: Vec<Line>,
    pub(crate) blocks: Vec<Block>,
}

impl Block {
    /// The first line of that name.
    pub(crate) fn line(&self, name: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.name == name)
    }
}

/// What a resource is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scanned {
    pub(crate) component: Component,
    pub(crate) uid: String,
}

/// Why bytes cannot be stored in a collection.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unfit {
    /// `valid-calendar-data`, `valid-address-data`
    #[error("the text is broken: {0}")]
    Broken(String),
    /// `valid-calendar-object-resource`, and the same for cards
    #[error("{0}")]
    Rules(&'static str),
}

fn broken(reason: impl Into<String>) -> Unfit {
    Unfit::Broken(reason.into())
}

/// What these bytes are, when they are one item as a collection may hold (RFC 4791, 4.1; RFC 6352, 5.1).
///
/// # Errors
/// [`Unfit`] says which rule they break.
pub(crate) fn scan(body: &[u8]) -> Result<Scanned, Unfit> {
    let blocks = parse(body)?;
    let [block] = blocks.as_slice() else {
        return Err(Unfit::Rules(
            "a resource holds exactly one VCALENDAR or VCARD",
        ));
    };
    match block.name.as_str() {
        "VCARD" => card(block),
        "VCALENDAR" => calendar(block),
        _ => Err(broken(format!(
            "{} is neither VCALENDAR nor VCARD",
            block.name
        ))),
    }
}

fn card(block: &Block) -> Result<Scanned, Unfit> {
    if block.line("VERSION").is_none() {
        return Err(broken("a card without VERSION"));
    }
    let uid = block
        .line("UID")
        .map(|line| line.value.trim().to_owned())
        .filter(|uid| !uid.is_empty())
        .ok_or(Unfit::Rules("a card needs a UID"))?;
    Ok(Scanned {
        component: Component::VCard,
        uid,
    })
}

fn calendar(block: &Block) -> Result<Scanned, Unfit> {
    if block.line("METHOD").is_some() {
        return Err(Unfit::Rules("a stored calendar object has no METHOD"));
    }
    let mut found: Option<Scanned> = None;
    for inner in block
        .blocks
        .iter()
        .filter(|inner| inner.name != "VTIMEZONE")
    {
        let Some(component) = Component::from_name(&inner.name) else {
            // Extensions may stand beside the item itself.
            if inner.name.starts_with("X-") {
                continue;
            }
            return Err(Unfit::Rules(
                "only VEVENT, VTODO and VJOURNAL are stored here",
            ));
        };
        let uid = inner
            .line("UID")
            .map(|line| line.value.clone())
            .filter(|uid| !uid.is_empty())
            .ok_or(Unfit::Rules("a calendar object needs a UID"))?;
        let this = Scanned { component, uid };
        match &found {
            None => found = Some(this),
            Some(first) if first == &this => {}
            Some(_) => {
                return Err(Unfit::Rules(
                    "a resource holds one kind of component with one UID",
                ));
            }
        }
    }
    found.ok_or(Unfit::Rules("the calendar holds no component"))
}

/// The components of a text, in order.
///
/// # Errors
/// [`Unfit::Broken`] when BEGIN and END do not pair, a line has no name, or it is nested too deep.
pub(crate) fn parse(body: &[u8]) -> Result<Vec<Block>, Unfit> {
    let text = std::str::from_utf8(body).map_err(|_| broken("it is not UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut open: Vec<Block> = Vec::new();
    let mut done = Vec::new();
    for line in unfold(text) {
        if line.trim().is_empty() {
            continue;
        }
        let line = content_line(&line)
            .ok_or_else(|| broken(format!("a line without a colon: {line:.40}")))?;
        match line.name.as_str() {
            "BEGIN" => {
                if open.len() >= MAX_DEPTH {
                    return Err(broken("components are nested too deep"));
                }
                open.push(Block {
                    name: line.value.trim().to_ascii_uppercase(),
                    ..Block::default()
                });
            }
            "END" => {
                let block = open.pop().ok_or_else(|| broken("an END too many"))?;
                if !block.name.eq_ignore_ascii_case(line.value.trim()) {
                    return Err(broken(format!(
                        "BEGIN:{} ends with END:{:.40}",
                        block.name, line.value
                    )));
                }
                match open.last_mut() {
                    Some(parent) => parent.blocks.push(block),
                    None => done.push(block),
                }
            }
            _ => open
                .last_mut()
                .ok_or_else(|| broken("a line outside of any component"))?
                .lines
                .push(line),
        }
    }
    if let Some(block) = open.last() {
        return Err(broken(format!("BEGIN:{} has no END", block.name)));
    }
    Ok(done)
}

/// Logical lines: a line that begins with a space or tab continues the one before.
pub(crate) fn unfold(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for physical in text.split('\n') {
        let physical = physical.strip_suffix('\r').unwrap_or(physical);
        match (physical.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(line)) => line.push_str(rest),
            _ => lines.push(physical.to_owned()),
        }
    }
    lines
}

/// `group.NAME;PARAMETER="value":value`
pub(crate) fn content_line(line: &str) -> Option<Line> {
    let head_end = line.find([':', ';'])?;
    let head = line.get(..head_end)?;
    let name = head
        .rsplit_once('.')
        .map_or(head, |(_, name)| name)
        .trim()
        .to_ascii_uppercase();
    if name.is_empty() {
        return None;
    }
    let mut rest = line.get(head_end..)?;
    let mut parameters = Vec::new();
    while let Some(after) = rest.strip_prefix(';') {
        let end = unquoted(after, &[';', ':'])?;
        let parameter = after.get(..end)?;
        let (key, value) = parameter.split_once('=').unwrap_or(("TYPE", parameter));
        parameters.push((key.to_ascii_uppercase(), value.trim_matches('"').to_owned()));
        rest = after.get(end..)?;
    }
    Some(Line {
        name,
        parameters,
        value: rest.strip_prefix(':')?.to_owned(),
        raw: line.to_owned(),
    })
}

/// A text value as a person reads it (RFC 5545, 3.3.11).
pub(crate) fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            other => out.push(other),
        }
    }
    out
}

/// The physical lines of a logical one, none longer than `width` bytes.
pub(crate) fn fold(line: &str, width: usize) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut used = 0;
    for character in line.chars() {
        if used + character.len_utf8() > width {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(character);
        used += character.len_utf8();
    }
    out.push_str("\r\n");
    out
}

/// Where the first of these characters stands outside of double quotes.
fn unquoted(text: &str, wanted: &[char]) -> Option<usize> {
    let mut quoted = false;
    for (at, character) in text.char_indices() {
        match character {
            '"' => quoted = !quoted,
            _ if !quoted && wanted.contains(&character) => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(inner: &str) -> String {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{inner}END:VCALENDAR\r\n")
    }

    #[test]
    fn one_item_is_recognised_with_its_uid() {
        let folded = event("BEGIN:VTODO\r\nUID:a\r\n b\r\nEND:VTODO\r\n");
        let scanned = scan(folded.as_bytes()).unwrap();
        assert_eq!(
            (scanned.component, scanned.uid.as_str()),
            (Component::VTodo, "ab")
        );
        let card = scan(b"BEGIN:vcard\nVERSION:4.0\nitem1.UID:x:y\nEND:VCARD").unwrap();
        assert_eq!(
            (card.component, card.uid.as_str()),
            (Component::VCard, "x:y")
        );
    }

    #[test]
    fn what_a_collection_may_not_hold_is_named() {
        let one = "BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n";
        let cases = [
            (event(""), "no component"),
            (event("BEGIN:VEVENT\r\nEND:VEVENT\r\n"), "needs a UID"),
            (
                event(&format!("{one}{}", one.replace(":1", ":2"))),
                "one UID",
            ),
            (
                event(&format!("{one}{}", one.replace("VEVENT", "VTODO"))),
                "one kind",
            ),
            (event(&format!("METHOD:REQUEST\r\n{one}")), "METHOD"),
            (event("BEGIN:VEVENT\r\nUID:1\r\n"), "ends with"),
            (
                "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\n".to_owned(),
                "no END",
            ),
            (
                "BEGIN:VCARD\nVERSION:3.0\nFN:x\nEND:VCARD\n".to_owned(),
                "needs a UID",
            ),
            (
                "BEGIN:VCARD\nUID:1\nnonsense\nEND:VCARD\n".to_owned(),
                "colon",
            ),
            ("<html>".to_owned(), "colon"),
            (String::new(), "exactly one"),
        ];
        for (body, reason) in cases {
            let error = scan(body.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(reason), "{error} for {body}");
        }
    }

    #[test]
    fn a_parameter_may_hold_what_would_end_it_in_quotes() {
        let line = content_line("DTSTART;TZID=\"a;b:c\";VALUE=DATE:20260101").unwrap();
        assert_eq!(line.parameter("TZID"), Some("a;b:c"));
        assert_eq!(line.value, "20260101");
    }
}
