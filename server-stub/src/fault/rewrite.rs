//! What servers do to a text between PUT and GET.

use super::Rewrite;
use crate::scan::{content_line, fold, unfold};

/// X- properties even a server that drops the unknown keeps.
const KEPT_BY_ALL: &[&str] = &["X-WR-CALNAME"];

/// The text as such a server stores it. What is not UTF-8 is left alone.
pub(crate) fn rewrite(body: &[u8], style: Rewrite) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(body) else {
        return body.to_vec();
    };
    let lines: Vec<String> = unfold(text)
        .into_iter()
        .filter(|line| !line.is_empty())
        .collect();
    let lines = match style {
        Rewrite::Refold => lines,
        Rewrite::Reorder => reordered(lines),
        Rewrite::AddProperties => with_additions(lines),
        Rewrite::DropUnknown => lines.into_iter().filter(|line| !is_unknown(line)).collect(),
    };
    let width = if style == Rewrite::Refold { 60 } else { 75 };
    lines
        .iter()
        .flat_map(|line| fold(line, width).into_bytes())
        .collect()
}

fn name_of(line: &str) -> String {
    content_line(line).map(|line| line.name).unwrap_or_default()
}

fn is_unknown(line: &str) -> bool {
    let name = name_of(line);
    name.starts_with("X-") && !KEPT_BY_ALL.contains(&name.as_str())
}

/// Sorts each run of properties by name; BEGIN, END and VERSION stay where they are.
fn reordered(lines: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    let mut run: Vec<String> = Vec::new();
    for line in lines {
        if matches!(name_of(&line).as_str(), "BEGIN" | "END" | "VERSION") {
            run.sort_by_key(|line| name_of(line));
            out.append(&mut run);
            out.push(line);
        } else {
            run.push(line);
        }
    }
    out.append(&mut run);
    out
}

fn with_additions(lines: Vec<String>) -> Vec<String> {
    let mut out = Vec::with_capacity(lines.len() + 4);
    for line in lines {
        let upper = line.to_ascii_uppercase();
        match upper.trim() {
            "END:VEVENT" | "END:VTODO" | "END:VJOURNAL" => {
                out.push("X-SERVER-STORED:TRUE".to_owned());
            }
            "END:VCARD" => out.push("X-SERVER-STORED:TRUE".to_owned()),
            _ => {}
        }
        let begins_item = matches!(
            upper.trim(),
            "BEGIN:VEVENT" | "BEGIN:VTODO" | "BEGIN:VJOURNAL"
        );
        out.push(line);
        if begins_item {
            out.push("CLASS:PUBLIC".to_owned());
        }
    }
    without_repeated(out)
}

/// Of several equal lines that the additions could make, the first of each component.
fn without_repeated(lines: Vec<String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    lines
        .into_iter()
        .filter(|line| {
            let name = name_of(line);
            if name == "BEGIN" {
                seen.clear();
            }
            let once = matches!(name.as_str(), "CLASS" | "X-SERVER-STORED");
            if once && seen.contains(&name) {
                return false;
            }
            seen.push(name);
            true
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODO: &str = "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VTODO\nUID:1\nX-MINE:kept?\nSUMMARY:a long line that goes on and on until it has to be folded somewhere in its middle\nEND:VTODO\nEND:VCALENDAR\n";

    fn rewritten(style: Rewrite) -> String {
        String::from_utf8(rewrite(TODO.as_bytes(), style)).unwrap()
    }

    #[test]
    fn refolding_changes_bytes_but_no_logical_line() {
        let text = rewritten(Rewrite::Refold);
        assert_ne!(text, TODO);
        assert!(text.lines().all(|line| line.len() <= 60));
        assert_eq!(unfold(&text), unfold(TODO));
    }

    #[test]
    fn each_style_does_what_it_says() {
        assert!(!rewritten(Rewrite::DropUnknown).contains("X-MINE"));
        let added = rewritten(Rewrite::AddProperties);
        assert!(added.contains("CLASS:PUBLIC") && added.contains("X-SERVER-STORED"));
        let again = rewrite(added.as_bytes(), Rewrite::AddProperties);
        assert_eq!(again, added.as_bytes());
        let mut before: Vec<String> = unfold(TODO);
        let mut after: Vec<String> = unfold(&rewritten(Rewrite::Reorder));
        assert_ne!(before, after);
        before.sort();
        after.sort();
        assert_eq!(before, after);
    }
}
