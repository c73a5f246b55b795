//! Columns that line up, also where letters are two columns wide.

use console::measure_text_width;

use super::words::harmless;

/// The cells of each line in columns, two spaces apart; the last column is not padded.
pub(crate) fn columns(lines: &[Vec<String>]) -> Vec<String> {
    let most = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        lines
            .iter()
            .filter_map(|line| line.get(column))
            .map(|cell| measure_text_width(cell))
            .max()
    };
    let widths: Vec<usize> = (0..most).map(|column| width(column).unwrap_or(0)).collect();
    lines
        .iter()
        .map(|line| {
            let cells: Vec<String> = line
                .iter()
                .zip(&widths)
                .map(|(cell, width)| pad(cell, *width))
                .collect();
            cells.join("  ").trim_end().to_owned()
        })
        .collect()
}

/// The text with spaces up to that width.
pub(crate) fn pad(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(measure_text_width(text));
    format!("{text}{}", " ".repeat(missing))
}

/// One line of at most that width.
pub(crate) fn shorten(text: &str, width: usize) -> String {
    let line = harmless(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    console::truncate_str(&line, width.max(1), "…").into_owned()
}

/// The text in lines of at most that width, broken between words where that is possible.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(8);
    let mut lines = Vec::new();
    for paragraph in harmless(text).lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            for piece in pieces(word, width) {
                let joined = measure_text_width(&line) + 1 + measure_text_width(&piece);
                if line.is_empty() {
                    line = piece;
                } else if joined <= width {
                    line.push(' ');
                    line.push_str(&piece);
                } else {
                    lines.push(std::mem::replace(&mut line, piece));
                }
            }
        }
        lines.push(line);
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// A word longer than a line is cut.
fn pieces(word: &str, width: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for letter in word.chars() {
        let taken = pieces.last().map_or(0, |piece| measure_text_width(piece));
        if taken + measure_text_width(letter.encode_utf8(&mut [0; 4])) > width {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(letter);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_the_script() {
        let line = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        let shown = columns(&[line(["陽子", "Tokyo"]), line(["Anna B", "Rome"])]);
        assert_eq!(shown, ["陽子    Tokyo", "Anna B  Rome"]);
    }

    #[test]
    fn text_is_broken_between_words_and_long_words_are_cut() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("abcdefghijkl", 8), ["abcdefgh", "ijkl"]);
        assert_eq!(wrap("a\n\nb", 8), ["a", "", "b"]);
        assert_eq!(wrap("", 8), [""]);
    }
}
