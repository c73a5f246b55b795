//! Random edits by us and by others, against a model of what must be there.

use std::collections::{BTreeMap, HashMap};

use engine::conformance::{Factory, Ground, sample};
use engine::endpoint::{Cursor, Extent, Fetched, ItemId, Version, Write, WriteOutcome};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use crate::builtin::Builtin;
use crate::folder::Folders;

/// One step of a history. Numbers choose among the items and looks there are, whatever their count.
#[derive(Debug, Clone)]
enum Step {
    Create(u8),
    Replace(usize),
    StaleReplace(usize),
    Delete(usize),
    StaleDelete(usize),
    TheyAdd(u8),
    TheyChange(usize),
    TheyRemove(usize),
    /// Observe from this earlier look, or from none.
    Look(Option<usize>),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..6u8).prop_map(Step::Create),
        2 => any::<usize>().prop_map(Step::Replace),
        1 => any::<usize>().prop_map(Step::StaleReplace),
        1 => any::<usize>().prop_map(Step::Delete),
        1 => any::<usize>().prop_map(Step::StaleDelete),
        2 => (0..6u8).prop_map(Step::TheyAdd),
        2 => any::<usize>().prop_map(Step::TheyChange),
        1 => any::<usize>().prop_map(Step::TheyRemove),
        3 => proptest::option::of(any::<usize>()).prop_map(Step::Look),
    ]
}

type Bodies = BTreeMap<String, Vec<u8>>;

/// What somebody who only looks knows: ids and versions at the time of a cursor.
struct Look {
    cursor: Option<Cursor>,
    known: HashMap<ItemId, Option<Version>>,
}

struct Run {
    ground: Box<dyn Ground>,
    /// What must be there.
    bodies: Bodies,
    looks: Vec<Look>,
    typed: u32,
}

impl Run {
    fn text(&mut self, uid: &str) -> Vec<u8> {
        self.typed += 1;
        // Always the same length.
        sample(self.ground.kind(), uid, &format!("Text {:04}", self.typed)).body
    }

    fn pick(&self, number: usize) -> Option<ItemId> {
        let count = self.bodies.len();
        (count > 0).then(|| ItemId(self.bodies.keys().nth(number % count).unwrap().clone()))
    }

    async fn version(&self, id: &ItemId) -> Option<Version> {
        match self
            .ground
            .endpoint()
            .fetch(std::slice::from_ref(id))
            .await
            .unwrap()
            .remove(0)
        {
            Fetched::Here { version, .. } => version,
            other => panic!("{other:?}"),
        }
    }

    async fn write(&self, write: Write) -> WriteOutcome {
        self.ground.endpoint().write(vec![write]).await.remove(0)
    }

    async fn step(&mut self, step: &Step) -> TestCaseResult {
        match step {
            Step::Create(number) => {
                let uid = format!("item-{number}");
                let (id, body) = (self.ground.endpoint().propose_id(&uid, 0), self.text(&uid));
                let outcome = self
                    .write(Write::Create {
                        id: id.clone(),
                        body: body.clone(),
                    })
                    .await;
                let is_taken = self.bodies.contains_key(&id.0);
                if is_taken {
                    prop_assert!(
                        matches!(outcome, WriteOutcome::Exists { .. }),
                        "{:?}",
                        outcome
                    );
                } else {
                    prop_assert!(matches!(outcome, WriteOutcome::Stored(_)), "{:?}", outcome);
                    self.bodies.insert(id.0, body);
                }
            }
            Step::Replace(number) | Step::Delete(number) => {
                let Some(id) = self.pick(*number) else {
                    return Ok(());
                };
                let expected = self.version(&id).await;
                self.ours(step, id, expected).await?;
            }
            Step::StaleReplace(number) | Step::StaleDelete(number) => {
                let Some(id) = self.pick(*number) else {
                    return Ok(());
                };
                let expected = self.version(&id).await;
                let theirs = self.text("theirs");
                self.ground.change(&id, &theirs).await;
                self.bodies.insert(id.0.clone(), theirs);
                self.ours(step, id, expected).await?;
            }
            Step::TheyAdd(number) => {
                let uid = format!("their-item-{number}");
                let body = self.text(&uid);
                if !self.bodies.keys().any(|id| id.contains(&uid)) {
                    let id = self.ground.add(&uid, &body).await;
                    self.bodies.insert(id.0, body);
                }
            }
            Step::TheyChange(number) => {
                let Some(id) = self.pick(*number) else {
                    return Ok(());
                };
                let body = self.text("changed");
                self.ground.change(&id, &body).await;
                self.bodies.insert(id.0, body);
            }
            Step::TheyRemove(number) => {
                let Some(id) = self.pick(*number) else {
                    return Ok(());
                };
                self.ground.remove(&id).await;
                self.bodies.remove(&id.0);
            }
            Step::Look(from) => self.look(*from).await?,
        }
        Ok(())
    }

    async fn ours(&mut self, step: &Step, id: ItemId, expected: Option<Version>) -> TestCaseResult {
        let body = self.text("ours");
        let replaces = Vec::new();
        match step {
            Step::Replace(_) | Step::StaleReplace(_) => {
                let outcome = self
                    .write(Write::Replace {
                        id: id.clone(),
                        expected,
                        replaces,
                        body: body.clone(),
                    })
                    .await;
                if matches!(step, Step::Replace(_)) {
                    prop_assert!(matches!(outcome, WriteOutcome::Stored(_)), "{:?}", outcome);
                    self.bodies.insert(id.0, body);
                } else {
                    prop_assert!(matches!(outcome, WriteOutcome::Stale), "{:?}", outcome);
                }
            }
            _ => {
                let outcome = self
                    .write(Write::Delete {
                        id: id.clone(),
                        expected,
                        replaces,
                    })
                    .await;
                if matches!(step, Step::Delete(_)) {
                    prop_assert!(matches!(outcome, WriteOutcome::Deleted), "{:?}", outcome);
                    self.bodies.remove(&id.0);
                } else {
                    prop_assert!(matches!(outcome, WriteOutcome::Stale), "{:?}", outcome);
                }
            }
        }
        Ok(())
    }

    /// Somebody who knew what an earlier look showed, and applies what changed since, knows what is there now.
    async fn look(&mut self, from: Option<usize>) -> TestCaseResult {
        let base = from
            .filter(|_| !self.looks.is_empty())
            .map(|n| &self.looks[n % self.looks.len()]);
        let listing = self
            .ground
            .endpoint()
            .observe(base.and_then(|look| look.cursor.as_ref()))
            .await
            .unwrap();
        let mut known = match (listing.extent, base) {
            (Extent::Changes, Some(base)) => base.known.clone(),
            (Extent::Everything, _) => HashMap::new(),
            other => {
                return Err(TestCaseError::fail(format!(
                    "{:?} with no earlier look",
                    other.0
                )));
            }
        };
        for id in &listing.removed {
            known.remove(id);
        }
        known.extend(listing.seen.into_iter().map(|seen| (seen.id, seen.version)));

        let ids: Vec<ItemId> = self.bodies.keys().cloned().map(ItemId).collect();
        prop_assert_eq!(
            known.len(),
            ids.len(),
            "known {:?}, there {:?}",
            known.keys(),
            &ids
        );
        for answer in self.ground.endpoint().fetch(&ids).await.unwrap() {
            let Fetched::Here { id, version, body } = answer else {
                return Err(TestCaseError::fail(format!("{answer:?}")));
            };
            prop_assert_eq!(&body, &self.bodies[&id.0]);
            prop_assert_eq!(
                known.get(&id),
                Some(&version),
                "{:?} is known in the version it has",
                id
            );
        }
        self.looks.push(Look {
            cursor: listing.cursor,
            known,
        });
        Ok(())
    }
}

fn histories(factory: &dyn Factory, cases: u32) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(steps in proptest::collection::vec(step(), 1..30))| {
        runtime.block_on(async {
            let mut run = Run {
                ground: factory.fresh().await,
                bodies: Bodies::new(),
                looks: Vec::new(),
                typed: 0,
            };
            for step in &steps {
                run.step(step).await?;
            }
            run.look(None).await?;
            run.look(Some(0)).await
        })?;
    });
}

#[test]
fn whatever_is_done_to_the_built_in_store_every_look_tells_all_of_it() {
    histories(&Builtin, 128);
}

#[test]
fn whatever_is_done_in_a_folder_every_look_tells_all_of_it() {
    histories(&Folders, 24);
}
