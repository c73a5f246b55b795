//! What the program says outside its pages (in the tray, in notifications, in dialogs of the desktop) in the language of the
//! settings. It has no words of its own for that: the German ones are in the catalogue of the windows, read here as it is.

use std::collections::HashMap;
use std::iter::Peekable;
use std::str::Chars;
use std::sync::LazyLock;

use engine::Sentence;

use crate::settings::Language;

/// A language the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tongue {
    English,
    German,
}

/// The windows' words for what the program says, by its English patterns.
static GERMAN: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    CATALOGUE
        .iter()
        .filter_map(|file| entries(file))
        .flatten()
        .collect()
});

const CATALOGUE: [&str; 5] = [
    include_str!("../../ui/src/words/de/sentences/accounts.ts"),
    include_str!("../../ui/src/words/de/sentences/desktop.ts"),
    include_str!("../../ui/src/words/de/sentences/passes.ts"),
    include_str!("../../ui/src/words/de/sentences/program.ts"),
    include_str!("../../ui/src/words/de/sentences/troubles.ts"),
];

impl Tongue {
    /// The chosen language, or that of the computer (BCP 47).
    pub(crate) fn of(chosen: Language, system: &str) -> Self {
        let ours = system.split('-').next().unwrap_or_default();
        match chosen {
            Language::De => Self::German,
            Language::System if ours.eq_ignore_ascii_case("de") => Self::German,
            Language::En | Language::System => Self::English,
        }
    }

    /// A sentence that stands alone: its first letter is a capital.
    pub(crate) fn state(self, sentence: &Sentence) -> String {
        let said = self.say(sentence);
        let mut letters = said.chars();
        let first = letters.next().map(char::to_uppercase);
        first.into_iter().flatten().chain(letters).collect()
    }

    /// A sentence in this language; in English where there are no words for it. What a server said stands as it is.
    pub(crate) fn say(self, sentence: &Sentence) -> String {
        if self == Self::English {
            return sentence.to_string();
        }
        let Some((pattern, values)) = sentence.made_of() else {
            let known = GERMAN.get(sentence.as_str()).cloned();
            return known.unwrap_or_else(|| sentence.to_string());
        };
        let Some(german) = GERMAN.get(pattern) else {
            return sentence.to_string();
        };
        values.iter().fold(german.clone(), |said, (name, value)| {
            // A single bare word is a name: a collection called “Tasks” stays so.
            let is_a_name = value.made_of().is_none() && !value.contains(' ');
            let value = if is_a_name {
                value.to_string()
            } else {
                self.say(value)
            };
            said.replace(&format!("{{{name}}}"), &value)
        })
    }
}

/// The entries of a catalogue: `name: "words",` and `"pattern": "words",`, each perhaps on two lines. `None` where it is not
/// written so to its end.
fn entries(catalogue: &str) -> Option<Vec<(String, String)>> {
    let (_, body) = catalogue.split_once("Sentences = {")?;
    let mut rest = body.chars().peekable();
    let mut found = Vec::new();
    loop {
        skip_space(&mut rest);
        if rest.next_if_eq(&'}').is_some() {
            return Some(found);
        }
        let pattern = if rest.peek() == Some(&'"') {
            text(&mut rest)?
        } else {
            name(&mut rest)?
        };
        skip_space(&mut rest);
        rest.next_if_eq(&':')?;
        skip_space(&mut rest);
        found.push((pattern, text(&mut rest)?));
        rest.next_if_eq(&',')?;
    }
}

/// White space and comments.
fn skip_space(rest: &mut Peekable<Chars<'_>>) {
    loop {
        while rest.next_if(|next| next.is_whitespace()).is_some() {}
        if rest.next_if_eq(&'/').is_none() {
            return;
        }
        while rest.next_if(|next| *next != '\n').is_some() {}
    }
}

fn name(rest: &mut Peekable<Chars<'_>>) -> Option<String> {
    let name: String = std::iter::from_fn(|| rest.next_if(|next| next.is_alphanumeric())).collect();
    (!name.is_empty()).then_some(name)
}

/// A text in quotes, which are those of JSON.
fn text(rest: &mut Peekable<Chars<'_>>) -> Option<String> {
    let mut literal = String::from(rest.next_if_eq(&'"')?);
    loop {
        let next = rest.next()?;
        literal.push(next);
        match next {
            '\\' => literal.push(rest.next()?),
            '"' => return serde_json::from_str(&literal).ok(),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::say;

    use super::*;

    #[test]
    fn the_whole_catalogue_is_read() {
        for file in CATALOGUE {
            let entries = entries(file).expect(file);
            let colons = file.lines().filter(|line| line.ends_with(',')).count();
            assert_eq!(entries.len(), colons, "{file}");
        }
    }

    #[test]
    fn a_sentence_is_said_with_its_values_and_names_stay_names() {
        let why = say!(
            "the server does not allow it: {why}",
            why = "Quota for anna"
        );
        let held = say!(
            "{why}; it stays as it is {place}",
            why = why,
            place = say!("on the server")
        );
        assert_eq!(
            Tongue::German.say(&held),
            "der Server erlaubt es nicht: Quota for anna; auf dem Server bleibt es, wie es ist"
        );
        assert_eq!(Tongue::English.say(&held), held.as_str());
        assert_eq!(
            Tongue::German.say(&"Quota for anna".into()),
            "Quota for anna"
        );
        assert!(Tongue::German.state(&held).starts_with("Der Server"));
        let named = say!("there is no account named “{name}”", name = "Tasks");
        assert!(Tongue::German.say(&named).contains("„Tasks“"));
    }

    #[test]
    fn the_language_is_the_chosen_one_or_that_of_the_computer() {
        for (chosen, system, expected) in [
            (Language::System, "de-AT", Tongue::German),
            (Language::System, "den", Tongue::English),
            (Language::System, "fr-FR", Tongue::English),
            (Language::En, "de-DE", Tongue::English),
            (Language::De, "en-GB", Tongue::German),
        ] {
            assert_eq!(Tongue::of(chosen, system), expected, "{chosen:?} {system}");
        }
    }
}
