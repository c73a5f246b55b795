//! Three-way merge, value by value. Each side has its own base, for a server may have dropped what it cannot hold, and that is
//! no edit.
//!
//! The result is two items: each side's own document with the other side's edits written into it, so that lines nobody edited stay
//! byte for byte. What both sides changed differently is an open row: until it is picked, each side keeps its own value. Begin
//! reading at [`merge`], then `decide`, which judges one value.

mod cell;
mod coupling;
mod decide;
pub(crate) mod lines;
mod picks;
mod take_back;

use cell::{Cell, Readings};
use decide::Decision;
pub use picks::{Keep, Pick, PickError};
pub use take_back::{TakeBackError, take_back};

use crate::field::value::Shape;
use crate::item::Item;
use crate::item::write::Writer;
use crate::kind::Side;
use crate::row::{Changed, Outcome, Row, RowKey, Shown, Verdict};

/// One side of a merge: what was last agreed on there, and what it holds now.
#[derive(Debug, Clone, Copy)]
pub struct Versions<'a> {
    /// What this side held after the last sync.
    pub base: &'a Item,
    /// What it holds now.
    pub now: &'a Item,
}

/// What a merge comes to.
#[derive(Debug, Clone)]
pub struct Merge {
    /// What the server will hold.
    pub server: Item,
    /// What this computer will hold.
    pub local: Item,
    /// Every field, equal ones too, in the order of the dialog.
    pub rows: Vec<Row>,
    versions: Box<Inputs>,
}

/// What the merge was made of, kept for making it again with picks.
#[derive(Clone)]
struct Inputs {
    server: Item,
    local: Item,
    based: bool,
    cells: Vec<(Cell, Decision)>,
}

impl std::fmt::Debug for Inputs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inputs")
            .field("cells", &self.cells.len())
            .finish_non_exhaustive()
    }
}

/// Merges the edits of both sides since their last sync.
///
/// A value changed on one side goes to the other. Lists merge as sets, texts line by line. The same edit made twice is none. The merge is the
/// same with the sides exchanged, and merging its result again changes nothing.
pub fn merge(server: Versions<'_>, local: Versions<'_>) -> Merge {
    let readings = Readings {
        server_now: server.now.read(),
        local_now: local.now.read(),
        server_base: server.base.read(),
        local_base: local.base.read(),
    };
    decided(readings, server.now, local.now, true)
}

/// Puts together two items that were never synchronised: what only one has goes to the other, and where both have a different value
/// the row is open.
pub fn merge_without_base(server: &Item, local: &Item) -> Merge {
    decided(without_base(server, local), server, local, false)
}

/// Both items side by side, row by row, where there is no base.
pub fn compare(server: &Item, local: &Item) -> Vec<Row> {
    rows(
        &judged(cell::cells(without_base(server, local), false)),
        false,
    )
}

fn without_base(server: &Item, local: &Item) -> Readings {
    let (server_now, local_now) = (server.read(), local.read());
    Readings {
        server_now,
        local_now,
        server_base: Vec::new(),
        local_base: Vec::new(),
    }
}

fn decided(readings: Readings, server: &Item, local: &Item, based: bool) -> Merge {
    let mut cells = judged(cell::cells(readings, based));
    coupling::open_what_contradicts(server.kind(), &mut cells);
    let inputs = Inputs {
        server: server.clone(),
        local: local.clone(),
        based,
        cells,
    };
    let merge = written(inputs.clone());
    if coupling::is_backwards(&merge) {
        let mut inputs = inputs;
        coupling::open_the_times(&mut inputs.cells);
        return written(inputs);
    }
    merge
}

fn judged(cells: Vec<Cell>) -> Vec<(Cell, Decision)> {
    let judge = |cell: Cell| {
        let decision = decide::decide(&cell);
        (cell, decision)
    };
    cells.into_iter().map(judge).collect()
}

/// Writes each side's document with what was decided.
fn written(inputs: Inputs) -> Merge {
    let mut to_server = Writer::new(&inputs.server, &inputs.local);
    let mut to_local = Writer::new(&inputs.local, &inputs.server);
    for (cell, decision) in &inputs.cells {
        let (server, local) = (cell.server.now.as_ref(), cell.local.now.as_ref());
        match decision.outcome {
            Outcome::Same | Outcome::Apart | Outcome::Open => {}
            Outcome::Server => to_local.take(cell.field, local, server),
            Outcome::Local => to_server.take(cell.field, server, local),
            Outcome::Merged => {
                if let Some(text) = &decision.text {
                    to_server.text(cell.field, text);
                    to_local.text(cell.field, text);
                } else {
                    to_server.add(local);
                    to_local.add(server);
                }
            }
        }
    }
    let (server, local) = (to_server.finish(), to_local.finish());
    let rows = rows(&inputs.cells, inputs.based);
    Merge {
        server,
        local,
        rows,
        versions: Box::new(inputs),
    }
}

impl Merge {
    /// No row waits for the person.
    pub fn is_clean(&self) -> bool {
        self.conflicts().next().is_none()
    }

    /// The rows that wait for the person.
    pub fn conflicts(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.is_open())
    }

    /// The edits of the other side change what this side holds: it has to be written.
    pub fn changes(&self, side: Side) -> bool {
        match side {
            Side::Server => self.server.bytes() != self.versions.server.bytes(),
            Side::Local => self.local.bytes() != self.versions.local.bytes(),
        }
    }
}

fn rows(cells: &[(Cell, Decision)], based: bool) -> Vec<Row> {
    cells
        .iter()
        .filter_map(|(cell, decision)| row(cell, decision, based))
        .collect()
}

fn row(cell: &Cell, decision: &Decision, based: bool) -> Option<Row> {
    let verdict = cell.verdict()?;
    let shown = |value: &Option<crate::field::value::Value>| {
        value.as_ref().map(|value| value.shown.clone())
    };
    let (server, mut local) = (shown(&cell.server.now), shown(&cell.local.now));
    if verdict == Verdict::Equal && cell.field.id == crate::FieldId::When {
        note_other_zone(server.as_ref(), local.as_mut());
    }
    Some(Row {
        key: RowKey {
            field: cell.field.id,
            index: cell.index,
        },
        label: cell.field.label.to_owned(),
        verdict,
        changed: if based {
            cell.changed()
        } else {
            Changed::Unknown
        },
        outcome: decision.outcome,
        both: verdict == Verdict::Differs && matches!(cell.field.shape, Shape::Text | Shape::List),
        server,
        local,
        base: shown(&cell.local.base).or_else(|| shown(&cell.server.base)),
        result: decision.text.as_ref().map(Shown::text),
    })
}

/// Equal times in other words: the zone differs, the moment does not.
fn note_other_zone(server: Option<&Shown>, local: Option<&mut Shown>) {
    if let (Some(server), Some(local)) = (server, local)
        && server.text != local.text
        && local.note.is_none()
    {
        local.note = Some("other zone, same moment".to_owned());
    }
}
