//! Colours, as in the conflict dialog: black, green, red. Never the only sign: a mark or a word always stands beside.

/// Whether text is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    /// With ANSI colours.
    Coloured,
    /// Without.
    Plain,
}

impl Paint {
    /// Only one side has it; it went well.
    pub(crate) fn green(self, text: &str) -> String {
        self.wrap("32", text)
    }

    /// The sides differ; it went wrong.
    pub(crate) fn red(self, text: &str) -> String {
        self.wrap("31", text)
    }

    /// Headings.
    pub(crate) fn bold(self, text: &str) -> String {
        self.wrap("1", text)
    }

    /// What matters less.
    pub(crate) fn dim(self, text: &str) -> String {
        self.wrap("2", text)
    }

    fn wrap(self, code: &str, text: &str) -> String {
        match self {
            Self::Coloured if !text.is_empty() => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            _ => text.to_owned(),
        }
    }
}

/// Whether colours are wanted: on a terminal, unless `NO_COLOR` (no-color.org) or a dumb terminal says otherwise;
/// `CLICOLOR_FORCE` wants them in a pipe too.
pub(crate) fn is_wanted(to_terminal: bool) -> bool {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    wanted(
        to_terminal,
        set("NO_COLOR").is_some(),
        set("CLICOLOR_FORCE").is_some_and(|value| value != "0"),
        set("TERM").is_some_and(|value| value == "dumb"),
    )
}

#[expect(
    clippy::fn_params_excessive_bools,
    reason = "four facts of the environment, named where it is called"
)]
fn wanted(to_terminal: bool, refused: bool, forced: bool, dumb: bool) -> bool {
    !refused && (forced || (to_terminal && !dumb))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_color_wins_over_everything() {
        for (to_terminal, refused, forced, dumb, expected) in [
            (true, false, false, false, true),
            (false, false, false, false, false),
            (true, true, true, false, false),
            (false, false, true, false, true),
            (true, false, false, true, false),
        ] {
            assert_eq!(wanted(to_terminal, refused, forced, dumb), expected);
        }
    }
}
