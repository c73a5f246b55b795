//! One component: `BEGIN:X` to `END:X`, with its lines and the components inside it, in order.

use super::property::Property;
use super::text::Text;
use crate::syntax::Syntax;
use crate::syntax::line::terminator;
use std::fmt;

/// What stands between `BEGIN` and `END`.
#[derive(Clone, PartialEq, Eq)]
pub enum Entry {
    /// A property.
    Property(Property),
    /// A component inside this one.
    Component(Box<Component>),
    /// Lines that are neither: empty ones, ones without a colon, an `END` that closes nothing.
    Junk(Junk),
}

/// Bytes that mean nothing here, kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Junk(pub(super) Text);

impl Junk {
    /// The bytes in the file.
    pub fn bytes(&self) -> &[u8] {
        self.0.bytes()
    }
}

/// A `VCARD`, `VCALENDAR`, `VEVENT`, `VALARM` …
#[derive(Clone, PartialEq, Eq)]
pub struct Component {
    pub(super) name: String,
    pub(super) syntax: Syntax,
    pub(super) begin: Text,
    pub(super) entries: Vec<Entry>,
    /// None where the file ended, or an outer component closed, before this one did.
    pub(super) end: Option<Text>,
}

impl Component {
    /// An empty component, in iCalendar 2.0 (or vCard 4.0 for a `VCARD`) until it is put elsewhere, which adapts it.
    pub fn new(name: &str) -> Component {
        let name: String = name
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
            .collect();
        let name = name.to_ascii_uppercase();
        let syntax = if name == "VCARD" {
            Syntax::VCard40
        } else {
            Syntax::ICalendar20
        };
        Component::new_in(syntax, &name, b"\r\n")
    }

    pub(crate) fn new_in(syntax: Syntax, name: &str, line_end: &[u8]) -> Component {
        let frame = |word: &[u8]| Text::from([word, b":", name.as_bytes(), line_end].concat());
        Component {
            name: name.to_owned(),
            syntax,
            begin: frame(b"BEGIN"),
            entries: Vec::new(),
            end: Some(frame(b"END")),
        }
    }

    /// The name in upper case.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The format this component is written in.
    pub fn syntax(&self) -> Syntax {
        self.syntax
    }

    /// True where both `BEGIN` and `END` are there.
    pub fn is_closed(&self) -> bool {
        self.end.is_some()
    }

    /// Everything inside, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The properties, in order.
    pub fn properties(&self) -> impl DoubleEndedIterator<Item = &Property> {
        self.entries.iter().filter_map(Entry::property)
    }

    /// The properties, in order, to be edited.
    pub fn properties_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut Property> {
        self.entries.iter_mut().filter_map(|entry| match entry {
            Entry::Property(property) => Some(property),
            _ => None,
        })
    }

    /// The properties of this name, whatever its case.
    pub fn all<'a>(&'a self, name: &'a str) -> impl DoubleEndedIterator<Item = &'a Property> + 'a {
        self.properties().filter(move |property| property.is(name))
    }

    /// The first property of this name.
    pub fn first(&self, name: &str) -> Option<&Property> {
        self.properties().find(|property| property.is(name))
    }

    /// The first property of this name, to be edited.
    pub fn first_mut(&mut self, name: &str) -> Option<&mut Property> {
        self.properties_mut().find(|property| property.is(name))
    }

    /// The components inside this one, in order.
    pub fn components(&self) -> impl DoubleEndedIterator<Item = &Component> {
        self.entries.iter().filter_map(Entry::component)
    }

    /// The components inside this one, in order, to be edited.
    pub fn components_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut Component> {
        self.entries.iter_mut().filter_map(|entry| match entry {
            Entry::Component(component) => Some(component.as_mut()),
            _ => None,
        })
    }

    /// The components of this name directly inside this one.
    pub fn children<'a>(
        &'a self,
        name: &'a str,
    ) -> impl DoubleEndedIterator<Item = &'a Component> + 'a {
        self.components()
            .filter(move |component| component.name.eq_ignore_ascii_case(name))
    }

    /// The components of this name directly inside this one, to be edited.
    pub fn children_mut<'a>(
        &'a mut self,
        name: &'a str,
    ) -> impl DoubleEndedIterator<Item = &'a mut Component> + 'a {
        self.components_mut()
            .filter(move |component| component.name.eq_ignore_ascii_case(name))
    }

    /// Adds a property after the last one (before the first inner component where there is none).
    pub fn push(&mut self, property: Property) {
        let last = self
            .entries
            .iter()
            .rposition(|entry| entry.property().is_some());
        let first_inner = self
            .entries
            .iter()
            .position(|entry| entry.component().is_some());
        let at = last
            .map(|at| at + 1)
            .or(first_inner)
            .unwrap_or(self.entries.len());
        self.insert(at, property);
    }

    /// Adds a property after the last one of the name `after`, or as [`Component::push`] does where there is none.
    pub fn insert_after(&mut self, after: &str, property: Property) {
        match self
            .entries
            .iter()
            .rposition(|entry| entry.property().is_some_and(|p| p.is(after)))
        {
            Some(at) => self.insert(at + 1, property),
            None => self.push(property),
        }
    }

    /// Adds a property at this place among [`Component::entries`]; a place past the end is the end.
    pub fn insert(&mut self, at: usize, mut property: Property) {
        property.adapt(self.syntax, &self.line_end());
        self.entries
            .insert(at.min(self.entries.len()), Entry::Property(property));
    }

    /// Puts `property` in the place of the first one of its name and removes the others; adds it where there was none.
    pub fn set(&mut self, property: Property) {
        let name = property.name().to_owned();
        match self
            .entries
            .iter()
            .position(|entry| entry.property().is_some_and(|p| p.is(&name)))
        {
            Some(at) => {
                self.remove(&name);
                self.insert(at, property);
            }
            None => self.push(property),
        }
    }

    /// Gives the first property of this name a text, keeping its group and parameters; adds it where there was none.
    pub fn set_text(&mut self, name: &str, text: &str) {
        match self.first_mut(name) {
            Some(property) => property.set_text(text),
            None => self.push(Property::new_in(self.syntax, name).with_text(text)),
        }
    }

    /// Puts `with` in the place of every property for which `matches` holds: the first keeps its place, the others go.
    /// Where none did, it is added. Gives back how many there were.
    pub fn replace(&mut self, matches: impl Fn(&Property) -> bool, with: Vec<Property>) -> usize {
        let at = self
            .entries
            .iter()
            .position(|entry| entry.property().is_some_and(&matches));
        let gone = self.remove_where(&matches);
        match at {
            Some(at) => {
                for (offset, property) in with.into_iter().enumerate() {
                    self.insert(at + offset, property);
                }
            }
            None => with.into_iter().for_each(|property| self.push(property)),
        }
        gone
    }

    /// Removes every property of this name; gives back how many there were.
    pub fn remove(&mut self, name: &str) -> usize {
        self.remove_where(|property| property.is(name))
    }

    /// Removes every property for which `matches` holds; gives back how many there were.
    pub fn remove_where(&mut self, matches: impl Fn(&Property) -> bool) -> usize {
        let before = self.entries.len();
        self.entries
            .retain(|entry| !entry.property().is_some_and(&matches));
        before - self.entries.len()
    }

    /// Adds a component as the last one inside this one.
    pub fn push_component(&mut self, mut component: Component) {
        component.adapt(self.syntax, &self.line_end());
        self.entries.push(Entry::Component(Box::new(component)));
    }

    /// Adds lines that mean nothing, after everything else.
    pub(crate) fn push_junk(&mut self, junk: Junk) {
        self.entries.push(Entry::Junk(junk));
    }

    /// Removes this very property, once; false where it is not there.
    pub fn remove_one(&mut self, gone: &Property) -> bool {
        let at = self
            .entries
            .iter()
            .position(|entry| entry.property() == Some(gone));
        at.map(|at| self.entries.remove(at)).is_some()
    }

    /// Removes every inner component for which `matches` holds; gives back how many there were.
    pub fn remove_components_where(&mut self, matches: impl Fn(&Component) -> bool) -> usize {
        let before = self.entries.len();
        self.entries
            .retain(|entry| !entry.component().is_some_and(&matches));
        before - self.entries.len()
    }

    /// This component's bytes, as they stand in its document.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    /// This component without anything inside.
    pub(super) fn frame(&self) -> Component {
        Component {
            entries: Vec::new(),
            name: self.name.clone(),
            begin: self.begin.clone(),
            end: self.end.clone(),
            ..*self
        }
    }

    /// The line end this component uses: that of its `BEGIN`.
    pub(crate) fn line_end(&self) -> Vec<u8> {
        match terminator(self.begin.bytes()) {
            b"" => b"\r\n".to_vec(),
            end => end.to_vec(),
        }
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let line_end = terminator(self.begin.bytes());
        append(out, self.begin.bytes(), line_end);
        for entry in &self.entries {
            match entry {
                Entry::Property(property) => append(out, property.bytes(), line_end),
                Entry::Junk(junk) => append(out, junk.bytes(), line_end),
                Entry::Component(component) => component.write(out),
            }
        }
        if let Some(end) = &self.end {
            append(out, end.bytes(), line_end);
        }
    }

    /// Tells every line inside which syntax it is in, without writing any of them.
    pub(super) fn stamp(&mut self, syntax: Syntax) {
        self.syntax = syntax;
        for entry in &mut self.entries {
            match entry {
                Entry::Property(property) => property.syntax = syntax,
                Entry::Component(component) => component.stamp(syntax),
                Entry::Junk(_) => {}
            }
        }
    }

    /// Makes this part of something in `syntax` whose lines end with `line_end`.
    pub(crate) fn adapt(&mut self, syntax: Syntax, line_end: &[u8]) {
        self.syntax = syntax;
        for frame in std::iter::once(&mut self.begin).chain(&mut self.end) {
            let bytes = frame.bytes();
            if terminator(bytes) != line_end {
                let content = bytes
                    .get(..bytes.len() - terminator(bytes).len())
                    .unwrap_or_default();
                *frame = Text::from([content, line_end].concat());
            }
        }
        for entry in &mut self.entries {
            match entry {
                Entry::Property(property) => property.adapt(syntax, line_end),
                Entry::Component(component) => component.adapt(syntax, line_end),
                Entry::Junk(_) => {}
            }
        }
    }
}

impl Entry {
    /// The property, if it is one.
    pub fn property(&self) -> Option<&Property> {
        match self {
            Entry::Property(property) => Some(property),
            _ => None,
        }
    }

    /// The component, if it is one.
    pub fn component(&self) -> Option<&Component> {
        match self {
            Entry::Component(component) => Some(component),
            _ => None,
        }
    }
}

/// Appends `bytes`, after a line end where the line before has none: the last line of a file, when it no longer is.
pub(super) fn append(out: &mut Vec<u8>, bytes: &[u8], line_end: &[u8]) {
    if !bytes.is_empty() && !out.is_empty() && terminator(out).is_empty() {
        out.extend_from_slice(if line_end.is_empty() {
            b"\r\n"
        } else {
            line_end
        });
    }
    out.extend_from_slice(bytes);
}

/// Shows the name and the counts, never the content.
impl fmt::Debug for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Component({}, {} entries)",
            self.name,
            self.entries.len()
        )
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Entry::Property(property) => property.fmt(f),
            Entry::Component(component) => component.fmt(f),
            Entry::Junk(junk) => write!(f, "Junk({} bytes)", junk.bytes().len()),
        }
    }
}
