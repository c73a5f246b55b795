//! Settles pairs: reconcile says what is to be done, and it is done, asked, held or (in a preview) shown.

use super::{Held, LINES_IN_REPORT, Line, PairingPass, PassError, Progress, What, pair_id};
use crate::endpoint::{EndpointError, ItemId, Version};
use crate::journal::{ConflictSide, Need, NewConflict};
use crate::reconcile::{Act, Hold, Pair, Question, Resolution, State, Step, reconcile};
use crate::say;
use crate::{Both, SIDES, Side};

impl PairingPass<'_> {
    pub(super) async fn settle(&mut self, pairs: Vec<Pair>) -> Result<(), PassError> {
        let mut steps = Vec::new();
        self.done += pairs.len();
        for pair in pairs {
            if self.is_left_out(&pair) {
                self.note_left_out(&pair)?;
                continue;
            }
            if self.may_have_conflicts && self.is_asked_already(&pair)? {
                continue;
            }
            let versions = Both::each(|side| match pair.now.of(side) {
                State::Here(copy) => copy.version.clone(),
                _ => None,
            });
            match reconcile(pair, &self.rules) {
                Resolution::Steps(more) => steps.extend(more),
                Resolution::Ask(question) => self.ask(&question)?,
                Resolution::Hold(hold) => {
                    let only = match (&hold.ids.server, &hold.ids.local) {
                        (Some(_), None) => versions.server,
                        (None, Some(_)) => versions.local,
                        _ => None,
                    };
                    self.note_hold(&hold, only)?;
                }
                Resolution::Forget(base) if !self.options.preview => self.forget(&base)?,
                Resolution::Nothing | Resolution::Forget(_) => {}
            }
        }
        if self.options.preview {
            self.show(&steps);
        } else {
            let batch = self.write_batch(&steps);
            // What is one batch, as nearly always, is handed on as it is.
            while steps.len() > batch {
                let rest = steps.split_off(batch);
                self.execute(std::mem::replace(&mut steps, rest)).await?;
            }
            self.execute(steps).await?;
        }
        let (kind, done, total) = (self.pairing.kind, self.done, self.total);
        self.watch.progress(Progress::Working { kind, done, total });
        Ok(())
    }

    /// So many steps at once as every side that they write takes.
    fn write_batch(&self, steps: &[Step]) -> usize {
        let written = |side: &Side| {
            steps
                .iter()
                .any(|step| step.sides.of(*side).act != Act::Keep)
        };
        let batches = SIDES
            .into_iter()
            .filter(written)
            .map(|side| self.endpoint(side).abilities().write_batch);
        batches.min().unwrap_or(usize::MAX).max(1)
    }

    fn is_left_out(&self, pair: &Pair) -> bool {
        SIDES
            .into_iter()
            .any(|side| pair_id(pair, side).is_some_and(|id| self.leaves_out(side, &id)))
    }

    pub(super) fn leaves_out(&self, side: Side, id: &ItemId) -> bool {
        !self.options.leave_out.is_empty() && self.options.leave_out.contains(&(side, id.clone()))
    }

    /// What the person left out of this pass is offered again in the next.
    fn note_left_out(&mut self, pair: &Pair) -> Result<(), PassError> {
        let ids = Both::each(|side| pair_id(pair, side));
        let title = SIDES
            .into_iter()
            .find_map(|side| match pair.now.of(side) {
                State::Here(copy) => Some(copy.item.title()),
                _ => pair
                    .base
                    .as_ref()
                    .map(|agreed| agreed.items.of(side).title()),
            })
            .unwrap_or_default();
        let message = say!("you left it out; it is offered again in the next pass");
        self.note_hold(
            &Hold {
                need: Need::Retry,
                ids,
                title,
                message,
            },
            None,
        )
    }

    fn show(&mut self, steps: &[Step]) {
        for step in steps {
            for side in SIDES {
                if let Some(deed) = step.sides.of(side).act.deed(step.reason) {
                    self.report.count(side, deed);
                    self.report.lines.push(Line {
                        rows: step.rows.clone(),
                        ..Line::written(step, side, deed)
                    });
                }
            }
            if step.written().next().is_none() && step.base.is_none() {
                self.report.linked += 1;
            }
        }
    }

    pub(super) fn add_line(&mut self, line: Line) {
        if self.report.lines.len() < LINES_IN_REPORT {
            self.report.lines.push(line);
        }
    }

    fn ask(&mut self, question: &Question) -> Result<(), PassError> {
        let ids = Both::each(|side| question.sides.of(side).as_ref().map(|side| side.id.clone()));
        if self.options.preview || self.report.lines.len() < LINES_IN_REPORT {
            self.report.lines.push(Line {
                title: question.title.clone(),
                what: What::Asked(question.case),
                server_id: ids.server.clone(),
                local_id: ids.local.clone(),
                why: crate::reconcile::conflict::sentence(question.case),
                rows: Vec::new(),
            });
        }
        if self.options.preview {
            self.report.conflicts += 1;
            return Ok(());
        }
        self.may_have_conflicts = true;
        let now = self.clock.now_ms();
        self.journal.write(|batch| {
            let mut sides = Both {
                server: None,
                local: None,
            };
            for side in SIDES {
                let Some(shown) = question.sides.of(side) else {
                    continue;
                };
                let body = shown
                    .body
                    .as_deref()
                    .map(|text| batch.put_body(text))
                    .transpose()?;
                *sides.of_mut(side) = Some(ConflictSide {
                    id: shown.id.clone(),
                    version: shown.version.clone(),
                    body,
                    base: question.base.as_ref().map(|base| base.side(side).body),
                });
            }
            batch.clear_attention(self.pairing.id, ids.server.as_ref(), ids.local.as_ref())?;
            let conflict = NewConflict {
                case: question.case,
                title: question.title.clone(),
                server: sides.server,
                local: sides.local,
                candidates: question.candidates.clone(),
            };
            batch
                .put_conflict(self.pairing.id, &conflict, now)
                .map(drop)
        })?;
        Ok(())
    }

    pub(super) fn note_hold(
        &mut self,
        hold: &Hold,
        version: Option<Version>,
    ) -> Result<(), PassError> {
        if self.options.preview {
            self.report.held.push(Held {
                title: hold.title.clone(),
                need: hold.need,
                message: hold.message.clone(),
                ids: hold.ids.clone(),
            });
            return Ok(());
        }
        self.hold(hold, version)
    }

    pub(super) fn note_failed(
        &mut self,
        ids: Both<Option<ItemId>>,
        error: &EndpointError,
    ) -> Result<(), PassError> {
        let title = SIDES
            .into_iter()
            .find_map(|side| ids.of(side).clone())
            .map(|id| id.0)
            .unwrap_or_default();
        let message = say!(
            "it could not be fetched ({why}); it is tried again in the next pass",
            why = error.trouble.said()
        );
        self.note_hold(
            &Hold {
                need: Need::Retry,
                ids,
                title,
                message,
            },
            None,
        )
    }
}
