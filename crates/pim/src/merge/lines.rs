//! Three-way merge of a text, line by line.
//!
//! The work is bounded: where the parts that changed are too long to be compared line by line, the answer is a conflict, which
//! loses nothing.

/// The most pairs of lines that are looked at.
const MOST_PAIRS: usize = 1_000_000;

/// `base` with the edits of both; none where both edited the same lines, or lines that touch.
pub(crate) fn merge(base: &str, one: &str, other: &str) -> Option<String> {
    if one == base || one == other {
        return Some(other.to_owned());
    }
    if other == base {
        return Some(one.to_owned());
    }
    let (base, one, other): (Vec<&str>, Vec<&str>, Vec<&str>) =
        (lines(base), lines(one), lines(other));
    let in_one = matched(&base, &one)?;
    let in_other = matched(&base, &other)?;
    let mut merged: Vec<&str> = Vec::new();
    let (mut at, mut at_one, mut at_other) = (0, 0, 0);
    loop {
        // The next line of the base that both still have; the end where there is none.
        let kept = (at..base.len())
            .find_map(|line| Some((line, (*in_one.get(line)?)?, (*in_other.get(line)?)?)));
        let (next, next_one, next_other) = kept.unwrap_or((base.len(), one.len(), other.len()));
        let chunk = resolve(
            base.get(at..next)?,
            one.get(at_one..next_one)?,
            other.get(at_other..next_other)?,
        )?;
        merged.extend_from_slice(chunk);
        if kept.is_none() {
            return Some(merged.join("\n"));
        }
        merged.push(base.get(next)?);
        (at, at_one, at_other) = (next + 1, next_one + 1, next_other + 1);
    }
}

fn lines(text: &str) -> Vec<&str> {
    if text.is_empty() {
        Vec::new()
    } else {
        text.split('\n').collect()
    }
}

/// The edited side of a stretch between lines that all three have.
fn resolve<'a, 'b>(
    base: &'b [&'a str],
    one: &'b [&'a str],
    other: &'b [&'a str],
) -> Option<&'b [&'a str]> {
    if one == base || one == other {
        Some(other)
    } else if other == base {
        Some(one)
    } else {
        None
    }
}

/// For each line of `base`, the line of `edited` it is: a longest common subsequence. None where that would take too long.
fn matched(base: &[&str], edited: &[&str]) -> Option<Vec<Option<usize>>> {
    let mut found = vec![None; base.len()];
    let head = base
        .iter()
        .zip(edited)
        .take_while(|(one, other)| one == other)
        .count();
    let (base_rest, edited_rest) = (base.get(head..)?, edited.get(head..)?);
    let tail = base_rest
        .iter()
        .rev()
        .zip(edited_rest.iter().rev())
        .take_while(|(one, other)| one == other)
        .count();
    for (line, slot) in found.iter_mut().enumerate().take(head) {
        *slot = Some(line);
    }
    for from_end in 1..=tail {
        if let Some(slot) = found.get_mut(base.len() - from_end) {
            *slot = Some(edited.len() - from_end);
        }
    }
    let middle_base = base_rest.get(..base_rest.len() - tail)?;
    let middle_edited = edited_rest.get(..edited_rest.len() - tail)?;
    for (line, edited) in common(middle_base, middle_edited)? {
        if let Some(slot) = found.get_mut(head + line) {
            *slot = Some(head + edited);
        }
    }
    Some(found)
}

/// Pairs of a longest common subsequence, by dynamic programming.
fn common(base: &[&str], edited: &[&str]) -> Option<Vec<(usize, usize)>> {
    let width = edited.len() + 1;
    if base.len().saturating_mul(edited.len()) > MOST_PAIRS {
        return None;
    }
    // Longest common length from (line, edited line) to the ends.
    let mut lengths = vec![0_u32; (base.len() + 1) * width];
    let cell = |lengths: &[u32], row: usize, column: usize| {
        lengths.get(row * width + column).copied().unwrap_or(0)
    };
    for row in (0..base.len()).rev() {
        for column in (0..edited.len()).rev() {
            let length = if base.get(row) == edited.get(column) {
                cell(&lengths, row + 1, column + 1) + 1
            } else {
                cell(&lengths, row + 1, column).max(cell(&lengths, row, column + 1))
            };
            if let Some(slot) = lengths.get_mut(row * width + column) {
                *slot = length;
            }
        }
    }
    let mut pairs = Vec::new();
    let (mut row, mut column) = (0, 0);
    while row < base.len() && column < edited.len() {
        if base.get(row) == edited.get(column) {
            pairs.push((row, column));
            (row, column) = (row + 1, column + 1);
        } else if cell(&lengths, row + 1, column) >= cell(&lengths, row, column + 1) {
            row += 1;
        } else {
            column += 1;
        }
    }
    Some(pairs)
}

#[cfg(test)]
mod tests {
    use super::merge;

    #[test]
    fn texts_merge_line_by_line() {
        for (base, one, other, merged) in [
            ("a\nb\nc", "A\nb\nc", "a\nb\nC", Some("A\nb\nC")),
            ("a\nb\nc", "x\na\nb\nc", "a\nb\nc\ny", Some("x\na\nb\nc\ny")),
            ("a\nb\nc", "a\nc", "a\nb\nc\nd", Some("a\nc\nd")),
            ("a\nb\nc", "a\nB\nc", "a\nB\nc", Some("a\nB\nc")),
            ("a\nb\nc", "a\nB\nc", "a\nX\nc", None),
            ("a\nb", "a\nb\nx", "a\nb\ny", None),
            ("a\nb\nc", "a\nB\nc", "a\nc", None),
            ("", "x", "y", None),
            ("", "x", "", Some("x")),
            (
                "a\nb\nc\nd\ne",
                "e\na\nb\nc\nd",
                "a\nb\nC\nd\ne",
                Some("e\na\nb\nC\nd"),
            ),
        ] {
            assert_eq!(
                merge(base, one, other).as_deref(),
                merged,
                "{base:?} {one:?} {other:?}"
            );
            assert_eq!(
                merge(base, other, one).as_deref(),
                merged,
                "swapped: {base:?} {one:?} {other:?}"
            );
        }
    }

    #[test]
    fn very_long_texts_that_differ_everywhere_are_a_conflict_and_take_no_time() {
        let text = |mark: &str| {
            (0..200_000)
                .map(|line| format!("{mark}{line}"))
                .collect::<Vec<_>>()
                .join("\n")
        };
        assert_eq!(merge(&text("a"), &text("b"), &text("c")), None);
    }
}
