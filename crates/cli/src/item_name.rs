//! Which item is meant: by its id, the beginning of its id, or its title.

use engine::app::Engine;
use engine::endpoint::ItemId;
use engine::pim::Kind;
use engine::{Code, Failure};

/// Shorter beginnings of an id are taken for titles only.
const SHORTEST_BEGINNING: usize = 4;

/// An item on this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) kind: Kind,
    pub(crate) id: ItemId,
    pub(crate) title: String,
}

/// The one item that is meant.
///
/// # Errors
/// Nothing fits, or several do.
pub(crate) async fn find(
    engine: &Engine,
    account: &str,
    kind: Option<Kind>,
    named: &str,
) -> Result<Found, Failure> {
    let mut there = Vec::new();
    for kind in kinds(engine, account, kind)? {
        let listed = engine.items(account, kind, "").await?;
        there.extend(listed.into_iter().map(|item| Found {
            kind,
            id: item.id,
            title: item.title,
        }));
    }
    let mut fitting = best(&there, named);
    match (fitting.pop(), fitting.len()) {
        (Some(only), 0) => Ok(only),
        (Some(last), _) => Err(several(named, &fitting, &last)),
        (None, _) => Err(unknown(named)),
    }
}

/// The one item that is meant; else one that a pass wrote once and that is gone.
///
/// # Errors
/// Nothing fits, or several do.
pub(crate) async fn find_ever(
    engine: &Engine,
    account: &str,
    kind: Option<Kind>,
    named: &str,
) -> Result<Found, Failure> {
    match find(engine, account, kind, named).await {
        Err(failure) if failure.code == Code::Unknown => {
            gone(engine, account, kind, named)?.ok_or(failure)
        }
        found => found,
    }
}

fn gone(
    engine: &Engine,
    account: &str,
    kind: Option<Kind>,
    named: &str,
) -> Result<Option<Found>, Failure> {
    for kind in kinds(engine, account, kind)? {
        let id = ItemId(named.to_owned());
        let changed = engine
            .why(account, kind, &id)?
            .changes
            .into_iter()
            .next()
            .map(|change| change.title);
        let kept = engine
            .earlier_versions(account, kind, &id)?
            .into_iter()
            .next()
            .map(|version| version.title);
        if let Some(title) = changed.or(kept) {
            return Ok(Some(Found { kind, id, title }));
        }
    }
    for pass in engine.passes(Some(account), PASSES_SEARCHED)? {
        for change in engine.pass(pass.id)?.1 {
            let fits = change.title.to_lowercase() == named.to_lowercase()
                && kind.is_none_or(|kind| kind == change.kind);
            if let (true, Some(id)) = (fits, change.local_id) {
                return Ok(Some(Found {
                    kind: change.kind,
                    id,
                    title: change.title,
                }));
            }
        }
    }
    Ok(None)
}

/// How far back an item that is gone is looked for by its title.
const PASSES_SEARCHED: usize = 200;

/// The kinds to look in: the one named, or all that the account has.
pub(crate) fn kinds(
    engine: &Engine,
    account: &str,
    kind: Option<Kind>,
) -> Result<Vec<Kind>, Failure> {
    match kind {
        Some(kind) => Ok(vec![kind]),
        None => Ok(engine.account(account)?.account.kinds.into_keys().collect()),
    }
}

/// What fits best: the whole id before the whole title, that before the beginning of an id, that before a part of a title.
fn best(there: &[Found], named: &str) -> Vec<Found> {
    let wanted = named.to_lowercase();
    let tests: [&dyn Fn(&Found) -> bool; 4] = [
        &|item| item.id.0 == named,
        &|item| item.title.to_lowercase() == wanted,
        &|item| named.len() >= SHORTEST_BEGINNING && item.id.0.starts_with(named),
        &|item| !wanted.is_empty() && item.title.to_lowercase().contains(&wanted),
    ];
    tests
        .into_iter()
        .map(|fits| {
            there
                .iter()
                .filter(|item| fits(item))
                .cloned()
                .collect::<Vec<_>>()
        })
        .find(|fitting| !fitting.is_empty())
        .unwrap_or_default()
}

fn unknown(named: &str) -> Failure {
    Failure::new(
        Code::Unknown,
        named,
        "there is no such item on this computer",
        "See the items there are with: smsync items list",
    )
}

fn several(named: &str, others: &[Found], last: &Found) -> Failure {
    let shown = others
        .iter()
        .chain([last])
        .take(5)
        .map(|item| format!("{} ({} {})", item.title, item.kind, item.id.0));
    Failure::new(
        Code::Usage,
        named,
        format!(
            "{} items fit: {}",
            others.len() + 1,
            shown.collect::<Vec<_>>().join("; ")
        ),
        "Name one by its id, or say of which kind it is with --kind.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(id: &str, title: &str) -> Found {
        Found {
            kind: Kind::Contact,
            id: ItemId(id.to_owned()),
            title: title.to_owned(),
        }
    }

    #[test]
    fn an_item_is_found_by_id_title_beginning_and_part_in_that_order() {
        let there = [
            item("a1b2c3", "Anna"),
            item("a1b2xx", "Anna Bauer"),
            item("Anna", "Carl"),
            item("zz", "Bauer"),
        ];
        for (named, expected) in [
            ("a1b2c3", vec!["a1b2c3"]),
            ("Anna", vec!["Anna"]),
            ("anna", vec!["a1b2c3"]),
            ("a1b2", vec!["a1b2c3", "a1b2xx"]),
            ("a1b", vec![]),
            ("anna b", vec!["a1b2xx"]),
            ("BAUER", vec!["zz"]),
            ("", vec![]),
        ] {
            let ids: Vec<String> = best(&there, named)
                .into_iter()
                .map(|found| found.id.0)
                .collect();
            assert_eq!(ids, expected, "{named}");
        }
    }
}
