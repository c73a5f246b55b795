//! The four versions of one value side by side: each side's base, and what it has now.

use std::collections::{HashMap, HashSet};

use crate::field::reading::Read;
use crate::field::value::{Field, Shape, Value};
use crate::field::{FieldId, other};
use crate::kind::Side;
use crate::row::{Changed, Verdict};

/// A value on one side: at the last sync, and now.
#[derive(Debug, Clone, Default)]
pub(crate) struct History {
    pub(crate) base: Option<Value>,
    pub(crate) now: Option<Value>,
}

impl History {
    /// Equal where nobody edited it.
    fn is_changed(&self) -> bool {
        normal(self.base.as_ref()) != normal(self.now.as_ref())
    }
}

/// One row to be: a value, or its absence, on both sides.
#[derive(Clone)]
pub(crate) struct Cell {
    pub(crate) field: &'static Field,
    pub(crate) identity: String,
    /// From 1, for fields with several values.
    pub(crate) index: Option<u32>,
    pub(crate) server: History,
    pub(crate) local: History,
}

impl Cell {
    pub(crate) const fn of(&self, side: Side) -> &History {
        match side {
            Side::Server => &self.server,
            Side::Local => &self.local,
        }
    }

    const fn of_mut(&mut self, side: Side) -> &mut History {
        match side {
            Side::Server => &mut self.server,
            Side::Local => &mut self.local,
        }
    }

    /// The normal form now.
    pub(crate) fn now(&self, side: Side) -> Option<&str> {
        normal(self.of(side).now.as_ref())
    }

    /// The normal form of the side's own base.
    pub(crate) fn base(&self, side: Side) -> Option<&str> {
        normal(self.of(side).base.as_ref())
    }

    pub(crate) fn changed(&self) -> Changed {
        Changed::by(self.server.is_changed(), self.local.is_changed())
    }

    /// The colour of the row; none where neither side has a value.
    pub(crate) fn verdict(&self) -> Option<Verdict> {
        Some(match (self.now(Side::Server), self.now(Side::Local)) {
            (None, None) => return None,
            (Some(_), None) => Verdict::OnlyServer,
            (None, Some(_)) => Verdict::OnlyLocal,
            (Some(server), Some(local)) if server == local => Verdict::Equal,
            (Some(_), Some(_)) => Verdict::Differs,
        })
    }
}

fn normal(value: Option<&Value>) -> Option<&str> {
    value.map(|value| value.normal.as_str())
}

/// The four readings of an item.
pub(crate) struct Readings {
    pub(crate) server_now: Read,
    pub(crate) local_now: Read,
    pub(crate) server_base: Read,
    pub(crate) local_base: Read,
}

/// Lines the values up, field by field, by their identity. `based`: there is a base to tell edits by.
pub(crate) fn cells(readings: Readings, based: bool) -> Vec<Cell> {
    let Readings {
        server_now,
        local_now,
        server_base,
        local_base,
    } = readings;
    let fields: Vec<&'static Field> = server_now.iter().map(|(field, _)| *field).collect();
    let mut columns = [server_now, local_now, server_base, local_base]
        .map(|read| read.into_iter().map(|(_, values)| values));
    let mut all = Vec::new();
    for field in fields {
        let [server_now, local_now, server_base, local_base] = columns
            .each_mut()
            .map(|column| column.next().unwrap_or_default());
        let mut row = Aligned::new(field);
        let mut four = [
            (Side::Server, true, server_now),
            (Side::Local, true, local_now),
            (Side::Server, false, server_base),
            (Side::Local, false, local_base),
        ];
        if field.id == FieldId::Other {
            single_lines_by_name(&mut four, based);
        }
        for (side, now, values) in four {
            for value in values {
                row.add(side, now, value);
            }
        }
        all.extend(row.finish());
    }
    all
}

/// The cells of one field, found by identity.
struct Aligned {
    field: &'static Field,
    cells: Vec<Cell>,
    by_identity: HashMap<String, usize>,
}

impl Aligned {
    fn new(field: &'static Field) -> Aligned {
        Aligned {
            field,
            cells: Vec::new(),
            by_identity: HashMap::new(),
        }
    }

    fn add(&mut self, side: Side, now: bool, value: Value) {
        let at = *self
            .by_identity
            .entry(value.identity.clone())
            .or_insert(self.cells.len());
        if at == self.cells.len() {
            self.cells.push(Cell {
                field: self.field,
                identity: value.identity.clone(),
                index: None,
                server: History::default(),
                local: History::default(),
            });
        }
        if let Some(cell) = self.cells.get_mut(at) {
            let history = cell.of_mut(side);
            *(if now {
                &mut history.now
            } else {
                &mut history.base
            }) = Some(value);
        }
    }

    fn finish(mut self) -> Vec<Cell> {
        if !matches!(self.field.shape, Shape::Single | Shape::Text) {
            for (cell, number) in self.cells.iter_mut().zip(1..) {
                cell.index = Some(number);
            }
        }
        self.cells
    }
}

/// A line this program does not understand, of which no version has two, is one value that changes, not a set: its name is its identity.
/// Without a base only the lines of the standards are; X- lines are put together.
fn single_lines_by_name(versions: &mut [(Side, bool, Vec<Value>); 4], based: bool) {
    let mut several: HashSet<String> = HashSet::new();
    for (_, _, values) in versions.iter() {
        let mut seen = HashSet::new();
        let names = values
            .iter()
            .map(|value| other::property_name(&value.identity));
        several.extend(names.filter(|name| !seen.insert(*name)).map(str::to_owned));
    }
    for value in versions.iter_mut().flat_map(|(_, _, values)| values) {
        let name = other::property_name(&value.identity);
        if !several.contains(name) && (based || !name.starts_with("X-")) {
            value.identity = name.to_owned();
        }
    }
}
