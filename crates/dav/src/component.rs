//! The sorts of objects a calendar takes.

/// A calendar component that is an item of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Component {
    /// `VEVENT`: appointments.
    Event,
    /// `VTODO`: tasks.
    ToDo,
    /// `VJOURNAL`: notes.
    Journal,
}

impl Component {
    /// All three.
    pub const ALL: [Component; 3] = [Component::Event, Component::ToDo, Component::Journal];

    /// As it stands in a calendar.
    pub fn name(self) -> &'static str {
        match self {
            Component::Event => "VEVENT",
            Component::ToDo => "VTODO",
            Component::Journal => "VJOURNAL",
        }
    }

    /// By name, in any letter case.
    pub fn read(name: &str) -> Option<Component> {
        Component::ALL
            .into_iter()
            .find(|component| component.name().eq_ignore_ascii_case(name.trim()))
    }
}
