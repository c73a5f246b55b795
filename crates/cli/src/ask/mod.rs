//! Questions to the person at the terminal. Enter alone never destroys anything, and the end of the input is "leave it".

pub(crate) mod conflict;
pub(crate) mod guard;

use std::io::{self, BufRead, Write};

/// Where questions are put and answers come from.
pub(crate) struct Prompt<'a> {
    input: Box<dyn BufRead + 'a>,
}

impl Prompt<'_> {
    /// The terminal.
    pub(crate) fn terminal() -> Prompt<'static> {
        Prompt {
            input: Box::new(io::BufReader::new(io::stdin())),
        }
    }

    /// Answers written down beforehand.
    #[cfg(test)]
    pub(crate) fn answers(text: &str) -> Prompt<'_> {
        Prompt {
            input: Box::new(text.as_bytes()),
        }
    }

    /// One line, without the spaces around it; `None` at the end of the input.
    pub(crate) fn line(&mut self, question: &str) -> Option<String> {
        eprint!("{question} ");
        let _ = io::stderr().flush();
        let mut line = String::new();
        match self.input.read_line(&mut line) {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(line.trim().to_owned()),
        }
    }

    /// One of the choices, by its letter or its word; asked again until one fits. `None` for Enter alone and at the end of the input.
    pub(crate) fn choice<T: Copy>(&mut self, question: &str, choices: &[Choice<T>]) -> Option<T> {
        let offered: Vec<String> = choices
            .iter()
            .map(|choice| format!("[{}] {}", choice.letter, choice.words))
            .collect();
        loop {
            let typed = self
                .line(&format!("{question}\n  {}:", offered.join("  ")))?
                .to_lowercase();
            if typed.is_empty() {
                return None;
            }
            let fits =
                |choice: &&Choice<T>| typed == choice.letter.to_string() || typed == choice.words;
            if let Some(choice) = choices.iter().find(fits) {
                return Some(choice.value);
            }
            eprintln!("Type one of the letters, or Enter to leave it.");
        }
    }
}

/// Something that can be answered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Choice<T> {
    letter: char,
    words: &'static str,
    value: T,
}

/// A choice.
pub(crate) const fn choice<T>(letter: char, words: &'static str, value: T) -> Choice<T> {
    Choice {
        letter,
        words,
        value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_asked_again_until_it_fits_and_enter_chooses_nothing() {
        let choices = [choice('s', "server", 1), choice('l', "local", 2)];
        for (typed, expected) in [
            ("s\n", Some(1)),
            ("LOCAL\n", Some(2)),
            ("x\nl\n", Some(2)),
            ("\n", None),
            ("", None),
        ] {
            assert_eq!(
                Prompt::answers(typed).choice("?", &choices),
                expected,
                "{typed:?}"
            );
        }
    }
}
