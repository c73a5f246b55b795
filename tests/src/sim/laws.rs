//! The laws, checked after each history: the faults end, everybody synchronises until nothing is left to do, and then
//! what people typed is looked for.

use std::collections::BTreeMap;

use engine::app::{ChangeView, SyncOptions};
use engine::pass::{Deletions, Report};
use pim::Item;

use super::doors::drive;
use super::person;
use super::random::Random;
use super::world::World;

/// A law that was broken, with what shows it.
#[derive(Debug)]
pub struct Broken {
    /// Its number in the design.
    pub law: u8,
    /// What shows it.
    pub how: String,
}

fn broken(law: u8, how: impl Into<String>) -> Broken {
    Broken {
        law,
        how: how.into(),
    }
}

/// So many passes are taken back after each history.
const UNDONE_PASSES: usize = 2;

/// Passes by each device until both are quiet; more than this is a loop.
const ROUNDS: usize = 10;

/// Ends the faults and checks every law that can be seen from outside.
pub(super) fn check(world: &mut World, random: &mut Random) -> Result<(), Broken> {
    world.known.behave(&world.server);
    settle(world, random)?;
    nothing_is_sent_when_nothing_changed(world)?;
    both_sides_are_equal(world)?;
    what_was_typed_is_somewhere(world)?;
    every_item_is_there_once(world)?;
    for _ in 0..UNDONE_PASSES {
        undo_undoes(world, random)?;
        what_was_typed_is_somewhere(world)?;
    }
    // Its many passes take as long as the whole history.
    if random.percent(20) {
        skip_is_stable(world)?;
    }
    Ok(())
}

/// Synchronises and decides until nothing is written and nothing waits.
fn settle(world: &mut World, random: &mut Random) -> Result<(), Broken> {
    for round in 0..ROUNDS {
        let mut quiet = true;
        for device in 0..world.devices.len() {
            // A listing that lied without a trace is only found out by looking at everything again.
            let options = SyncOptions {
                deletions: Deletions::Allow,
                everything: round < 2,
                ..SyncOptions::default()
            };
            let Some(report) = world.sync(device, &options, None) else {
                return Err(broken(2, "a pass without faults could not begin"));
            };
            if let Some(failure) = failure(&report) {
                return Err(broken(
                    2,
                    format!("a pass without faults failed: {failure}"),
                ));
            }
            quiet &= written(&report) == 0;
            quiet &= world.decide(device, random, usize::MAX) == 0;
        }
        if quiet && round > 1 {
            return Ok(());
        }
    }
    Err(broken(
        2,
        format!("still busy after {ROUNDS} passes by each device"),
    ))
}

fn failure(report: &Report) -> Option<String> {
    let of_kinds = report.kinds.iter().find_map(|kind| kind.failure.clone());
    report
        .failure
        .clone()
        .or(of_kinds)
        .map(|failure| format!("{} ({})", failure.message, failure.about))
}

fn written(report: &Report) -> usize {
    report
        .kinds
        .iter()
        .map(|kind| kind.written.server.total() + kind.written.local.total())
        .sum()
}

/// Law 2: once both sides are the same, a pass writes nothing.
fn nothing_is_sent_when_nothing_changed(world: &mut World) -> Result<(), Broken> {
    for device in 0..world.devices.len() {
        let report = world.sync(device, &SyncOptions::default(), None);
        let report = report.ok_or_else(|| broken(2, "a quiet pass could not begin"))?;
        if written(&report) > 0 || failure(&report).is_some() {
            return Err(broken(2, format!("a quiet pass was not quiet: {report:?}")));
        }
        let held: Vec<_> = report.kinds.iter().flat_map(|kind| &kind.held).collect();
        if !held.is_empty() {
            return Err(broken(2, format!("something is still held: {held:?}")));
        }
    }
    Ok(())
}

/// Law 2: the server and every device hold the same.
fn both_sides_are_equal(world: &World) -> Result<(), Broken> {
    for &(kind, collection) in world.protocols.kinds() {
        let carried = |text: String| world.protocols.carried(kind, &text);
        let on_server: Vec<String> = world
            .server_items(collection)
            .into_iter()
            .map(|(_, text)| carried(text))
            .collect();
        let only_known = world.drops_unknown || world.adds_lines;
        let server = meanings(kind, &on_server, only_known);
        for device in 0..world.devices.len() {
            let here: Vec<String> = world
                .device_items(device, kind)
                .into_iter()
                .map(|(_, text)| carried(text))
                .collect();
            let local = meanings(kind, &here, only_known);
            if server != local {
                return Err(broken(
                    2,
                    format!(
                        "{kind}: {} differs from the server\n{on_server:#?}\n{here:#?}",
                        world.devices[device].name
                    ),
                ));
            }
        }
    }
    Ok(())
}

/// How many items there are of each meaning. Where the server drops what it does not know, only what it knows counts.
fn meanings(kind: pim::Kind, texts: &[String], only_known: bool) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for text in texts {
        let text = if only_known {
            without_unknown(text)
        } else {
            text.clone()
        };
        let meaning = Item::parse(kind, text.as_bytes()).map_or_else(
            |error| error.to_string(),
            |item| item.fingerprint().to_string(),
        );
        *counted.entry(meaning).or_insert(0) += 1;
    }
    counted
}

fn without_unknown(text: &str) -> String {
    text.lines()
        .filter(|line| !line.starts_with("X-"))
        .flat_map(|line| [line, "\r\n"])
        .collect()
}

/// Law 1: every word somebody typed and nobody took away is in a live item, in the history, or in an open conflict.
fn what_was_typed_is_somewhere(world: &World) -> Result<(), Broken> {
    let mut everywhere: Vec<String> = Vec::new();
    for &(kind, collection) in world.protocols.kinds() {
        everywhere.extend(
            world
                .server_items(collection)
                .into_iter()
                .map(|(_, text)| text),
        );
        for device in 0..world.devices.len() {
            everywhere.extend(
                world
                    .device_items(device, kind)
                    .into_iter()
                    .map(|(_, text)| text),
            );
        }
    }
    for device in &world.devices {
        let kept = device
            .engine
            .kept_texts()
            .map_err(|failure| broken(1, failure.message))?;
        everywhere.extend(kept);
    }
    let words: std::collections::BTreeSet<String> = everywhere
        .iter()
        .flat_map(|text| person::words(text))
        .collect();
    for (mark, word) in &world.typed {
        if !words.contains(word) {
            return Err(broken(1, format!("{word}, typed into {mark}, is nowhere")));
        }
    }
    Ok(())
}

/// Laws 3 and 4: an item nobody deleted is there, and it is there once.
fn every_item_is_there_once(world: &World) -> Result<(), Broken> {
    if world.drops_unknown {
        return Ok(());
    }
    let mut live: BTreeMap<String, usize> = BTreeMap::new();
    for &(_, collection) in world.protocols.kinds() {
        for (_, text) in world.server_items(collection) {
            for mark in person::marks(&text) {
                *live.entry(mark).or_insert(0) += 1;
            }
        }
    }
    for (mark, _) in &world.typed {
        if !live.contains_key(mark) && !world.may_be_gone.contains(mark) {
            return Err(broken(4, format!("{mark} is gone, and nobody deleted it")));
        }
    }
    for (mark, times) in live {
        if times > 1 && !world.may_be_two.contains(&mark) && !world.keeps_both() {
            return Err(broken(3, format!("{mark} is there {times} times")));
        }
    }
    Ok(())
}

/// Law 7: whatever of a pass is taken back, that side holds again what it held before.
fn undo_undoes(world: &mut World, random: &mut Random) -> Result<(), Broken> {
    let device = random.below(world.devices.len());
    let engine = &world.devices[device].engine;
    let failed = |failure: engine::Failure| broken(7, failure.message);
    let mut passes = Vec::new();
    for pass in engine.passes(None, 100).map_err(failed)? {
        let (_, changes) = engine.pass(pass.id).map_err(failed)?;
        if !changes.is_empty() {
            passes.push((pass.id, changes));
        }
    }
    if passes.is_empty() {
        return Ok(());
    }
    let (pass, changes) = random.one_of(&passes).clone();
    let report = drive(engine.undo(pass, None), None)
        .ok_or_else(|| broken(7, "undo never ended"))?
        .map_err(failed)?;
    let mut undone = report.items.iter();
    for &(kind, collection) in world.protocols.kinds() {
        let of_kind = changes.iter().rev().filter(|change| change.kind == kind);
        for change in of_kind.filter(|change| change.undone_by.is_none()) {
            let result = undone
                .next()
                .ok_or_else(|| broken(7, "a change is missing in the report"))?;
            if result.why_not.is_none() && !is_as_before(world, device, change, collection) {
                return Err(broken(
                    7,
                    format!("undone, and yet not as before: {change:?}"),
                ));
            }
        }
    }
    Ok(())
}

/// Law 8: a conflict nobody decides writes nothing on either side and stays the same one, however often a pass runs. What was
/// taken back a moment ago leaves such conflicts.
fn skip_is_stable(world: &mut World) -> Result<(), Broken> {
    for device in 0..world.devices.len() {
        // What was taken back here is new to the other device: let everybody see it first.
        for _ in 0..2 {
            world.sync(device, &let_delete(), None);
        }
    }
    for device in 0..world.devices.len() {
        world.sync(device, &let_delete(), None);
        let before = skipped(world, device)?;
        for everything in [false, true] {
            let options = SyncOptions {
                everything,
                ..let_delete()
            };
            world.sync(device, &options, None);
            if skipped(world, device)? != before {
                return Err(broken(
                    8,
                    format!(
                        "a pass (everything: {everything}) over skipped conflicts changed something: {before:?}"
                    ),
                ));
            }
        }
    }
    Ok(())
}

fn let_delete() -> SyncOptions {
    SyncOptions {
        deletions: Deletions::Allow,
        ..SyncOptions::default()
    }
}

/// The conflicts that wait on a device, and what both sides of each hold.
fn skipped(world: &World, device: usize) -> Result<Vec<Skipped>, Broken> {
    let engine = &world.devices[device].engine;
    let conflicts = engine
        .conflicts(None)
        .map_err(|failure| broken(8, failure.message))?;
    let mut skipped = Vec::new();
    for conflict in conflicts {
        let here = conflict.sides.local.as_ref().and_then(|side| {
            let items = world.device_items(device, conflict.kind);
            items.into_iter().find(|(id, _)| *id == side.id)
        });
        let there = conflict.sides.server.as_ref().and_then(|side| {
            let name = side.id.0.rsplit('/').next()?.to_owned();
            let kinds = world.protocols.kinds().iter();
            let (_, collection) = kinds.copied().find(|(kind, _)| *kind == conflict.kind)?;
            let mut items = world.server_items(collection).into_iter();
            if world.protocols.is_syncml(conflict.kind) {
                // The server's name of an item is not known over SyncML: nothing in the whole collection may change.
                return Some((name, items.map(|(_, text)| text).collect()));
            }
            items.find(|(known, _)| *known == name)
        });
        skipped.push(Skipped {
            number: conflict.id.0,
            opened: conflict.opened,
            here: here.map(|(_, text)| text),
            there: there.map(|(_, text)| text),
        });
    }
    Ok(skipped)
}

#[derive(Debug, PartialEq)]
struct Skipped {
    number: i64,
    opened: i64,
    here: Option<String>,
    there: Option<String>,
}

fn is_as_before(world: &World, device: usize, change: &ChangeView, collection: &str) -> bool {
    let kind = change.kind;
    // What such a server makes of a text that is put back is not the engine's doing.
    let only_known = world.drops_unknown || world.adds_lines;
    let meaning = |text: &str| {
        let carried = world.protocols.carried(kind, text);
        let text = if only_known {
            without_unknown(&carried)
        } else {
            carried
        };
        let item = Item::parse(kind, text.as_bytes());
        item.map(|item| item.fingerprint()).ok()
    };
    let local_id = change.local_id.as_ref();
    let server_name = change
        .server_id
        .as_ref()
        .and_then(|id| id.0.rsplit('/').next());
    // Over SyncML the server's name of an item is not known; what was added is known by what it says.
    let added = change.after.as_deref().filter(|_| {
        world.protocols.is_syncml(kind) && change.before.is_none() && !world.keeps_both()
    });
    let added = added.filter(|text| {
        let marks = person::marks(text);
        !marks.iter().any(|mark| world.may_be_two.contains(mark))
    });
    let is_added = |text: &str| added.is_some_and(|added| meaning(added) == meaning(text));
    let now: Vec<(bool, String)> = match change.side {
        pim::Side::Server => world
            .server_items(collection)
            .into_iter()
            .map(|(name, text)| (Some(name.as_str()) == server_name || is_added(&text), text))
            .collect(),
        pim::Side::Local => world
            .device_items(device, kind)
            .into_iter()
            .map(|(id, text)| (Some(&id) == local_id, text))
            .collect(),
    };
    match &change.before {
        None => now.iter().all(|(is_it, _)| !is_it),
        Some(before) => now.iter().any(|(_, text)| meaning(text) == meaning(before)),
    }
}
