//! Whom the server may write to about an appointment that was changed or deleted here.

use engine::app::{Invitation, Typed};
use engine::endpoint::ItemId;
use engine::pim::Kind;

use crate::output::words::harmless;
use crate::session::Session;

/// Says whom the next synchronisation may have the server write to; nothing where that is nobody.
pub(super) fn tell(session: &Session<'_>, invitation: Option<&Invitation>) {
    for line in invitation.map(lines).unwrap_or_default() {
        session.out.say(line);
    }
}

/// Whom the server may write to about an item as it is here now. Nothing where that cannot be told: what the command is about is
/// done, or refused with its own reason.
pub(super) async fn asked(
    session: &Session<'_>,
    account: &str,
    kind: Kind,
    id: &ItemId,
) -> Option<Invitation> {
    let nothing = Typed::default();
    let asked = session.engine.invitation(account, kind, Some(id), &nothing);
    asked.await.ok()
}

/// Whom the server may tell that an appointment is deleted.
pub(super) fn of_deletion(invitation: &Invitation) -> Option<String> {
    line("The server may tell them that it is off", &invitation.sent)
}

fn lines(invitation: &Invitation) -> Vec<String> {
    let said = [
        line("The server may invite", &invitation.invited),
        line("The server may tell of the change", &invitation.told),
        line(
            "The server may tell that they are not invited any more",
            &invitation.cancelled,
        ),
    ];
    said.into_iter().flatten().collect()
}

fn line(what: &str, whom: &[String]) -> Option<String> {
    let whom: Vec<String> = whom.iter().map(|name| harmless(name)).collect();
    (!whom.is_empty()).then(|| format!("{what}: {}", whom.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_named_with_what_they_are_told_and_nothing_is_said_of_nobody() {
        let named = |name: &str| vec![name.to_owned()];
        let invitation = Invitation {
            invited: vec!["Bert".to_owned(), "carl@example.com".to_owned()],
            cancelled: named("Dora"),
            sent: named("Dora"),
            ..Invitation::default()
        };
        assert_eq!(
            lines(&invitation),
            [
                "The server may invite: Bert, carl@example.com",
                "The server may tell that they are not invited any more: Dora"
            ]
        );
        assert_eq!(
            of_deletion(&invitation).as_deref(),
            Some("The server may tell them that it is off: Dora")
        );
        assert!(lines(&Invitation::default()).is_empty());
        assert_eq!(of_deletion(&Invitation::default()), None);
    }
}
