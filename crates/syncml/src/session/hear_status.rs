//! What the server says became of ours: its Statuses.

use super::hear::{Ends, Hearing};
use super::talk::{Phase, Said, Session, Standing};
use super::{End, Step};
use crate::auth;
use crate::message::{AlertCode, CmdId, Status, StatusCode};

/// How often to sign in again: with the server's nonce, and by the other scheme. More would lock the account.
const SIGN_INS: u32 = 2;

impl Session {
    pub(super) fn hear_status(&mut self, status: &Status, hearing: &mut Hearing) {
        if let Some(chal) = &status.chal
            && let (_, Some(nonce)) = auth::challenge(chal)
        {
            self.nonce.clone_from(&nonce);
            hearing.steps.push(Step::Nonce(nonce));
        }
        if status.cmd_ref == CmdId::header() {
            self.unanswered_header(status, hearing);
            return;
        }
        let key = (status.msg_ref.clone(), status.cmd_ref.clone());
        // A Status for nothing we said says nothing.
        let Some(said) = self.unanswered.remove(&key) else {
            return;
        };
        hearing.answers |= !matches!(said, Said::Else);
        match said {
            Said::Alert(index) => self.alert_answered(index, status.code),
            Said::Sync(index) => {
                if let Some(store) = self.stores.get_mut(index) {
                    if status.code.is_done() {
                        store.sync_taken = true;
                    } else {
                        store.standing = Standing::Refused(status.code);
                        self.queues.retain(|queue| queue.store() != index);
                    }
                }
            }
            Said::Change {
                store,
                luid,
                is_piece,
            } => self.change_answered(store, luid, is_piece, status.code, hearing),
            Said::Map(store, luids) => {
                if status.code.is_done() {
                    hearing.steps.push(Step::Mapped { store, luids });
                }
            }
            Said::Else => {}
        }
    }

    fn unanswered_header(&mut self, status: &Status, hearing: &mut Hearing) {
        match status.code {
            // What was said in the middle cannot be said again from the beginning: the next session does that.
            StatusCode::INVALID_CREDENTIALS | StatusCode::MISSING_CREDENTIALS
                if self.phase == Phase::Alerts =>
            {
                let asked = status.chal.as_ref().map(auth::challenge);
                let scheme = asked
                    .and_then(|(scheme, _)| scheme)
                    // No challenge: the other scheme is all that is left to try.
                    .unwrap_or(match self.scheme {
                        auth::Scheme::Basic => auth::Scheme::Md5,
                        auth::Scheme::Md5 => auth::Scheme::Basic,
                    });
                let is_stale = scheme == auth::Scheme::Md5 && !self.nonce_retried;
                let is_worth_it = self.sign_ins < SIGN_INS && (scheme != self.scheme || is_stale);
                let may = scheme == auth::Scheme::Md5 || self.settings.allow_basic;
                hearing.ends = Some(if is_worth_it && may {
                    self.nonce_retried |= scheme == auth::Scheme::Md5;
                    self.scheme = scheme;
                    Ends::SignInAgain
                } else {
                    Ends::Session(End::SignIn)
                });
            }
            StatusCode::IN_PROGRESS | StatusCode::SERVICE_UNAVAILABLE | StatusCode::RETRY_LATER => {
                hearing.ends = Some(Ends::Session(End::Busy));
            }
            code if code.0 >= 400 => hearing.ends = Some(Ends::Session(End::Refused(code))),
            _ => {}
        }
    }

    fn alert_answered(&mut self, index: usize, code: StatusCode) {
        let Some(store) = self.stores.get_mut(index) else {
            return;
        };
        if code == StatusCode::REFRESH_REQUIRED {
            // Everything is to be compared. The server's own Alert says so too.
            if store.standing == Standing::Asked {
                store.mode = AlertCode::SLOW;
            }
        } else if !code.is_done() {
            store.standing = Standing::Refused(code);
        }
    }

    fn change_answered(
        &mut self,
        store: usize,
        luid: String,
        is_piece: bool,
        code: StatusCode,
        hearing: &mut Hearing,
    ) {
        if is_piece {
            let queue = self.queues.iter_mut().find(|queue| queue.store() == store);
            if code == StatusCode::CHUNK_ACCEPTED {
                if let Some(queue) = queue {
                    queue.piece_taken();
                }
                return;
            }
            if let Some(queue) = queue {
                queue.piece_refused();
            }
        }
        hearing.steps.push(Step::Outcome { store, luid, code });
    }
}
