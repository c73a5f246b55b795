//! A client's session against a small server: what is said, in which order, and how it ends.

#[path = "../../../tests/shared/numbers.rs"]
mod numbers;
#[path = "common/server.rs"]
mod server;

use numbers::Numbers;
use server::Server;
use syncml::auth::{self, Scheme};
use syncml::message::{Alert, AlertCode, ChangeKind, Command, StatusCode, Version};
use syncml::session::{
    Applied, End, Incoming, IncomingKind, Outgoing, SessionError, Settings, Step, StoreEnd,
    StorePlan,
};
use syncml::{Coding, DevInf, Message, Session};

fn settings() -> Settings {
    Settings {
        version: Version::V1_2,
        server: "http://server/sync".to_owned(),
        device: "device".to_owned(),
        user: "user".to_owned(),
        password: "pass".to_owned().into(),
        scheme: Scheme::Md5,
        allow_basic: true,
        nonce: Vec::new(),
        session_id: 7,
        max_msg_size: 100_000,
        max_obj_size: 1_000_000,
        send_at_most: 10_000,
        dev_inf: DevInf::default(),
        put_dev_inf: true,
        get_dev_inf: true,
    }
}

fn plan(remote: &str, changes: Vec<Outgoing>) -> StorePlan {
    StorePlan {
        local: format!("./{remote}s"),
        remote: remote.to_owned(),
        mode: AlertCode::TWO_WAY,
        last: Some("ours".to_owned()),
        next: "ours-next".to_owned(),
        server_last: None,
        changes,
    }
}

fn change(kind: ChangeKind, luid: &str, text: &str) -> Outgoing {
    Outgoing {
        kind,
        luid: luid.to_owned(),
        content_type: "text/plain".to_owned(),
        data: text.as_bytes().to_vec(),
    }
}

/// All that happened: the messages sent, and the steps.
struct Talk {
    sent: Vec<Message>,
    steps: Vec<Step>,
}

impl Talk {
    fn outcomes(&self) -> Vec<(&str, u16)> {
        let outcome = |step| match step {
            &Step::Outcome { ref luid, code, .. } => Some((luid.as_str(), code.0)),
            _ => None,
        };
        self.steps.iter().filter_map(outcome).collect()
    }

    fn incoming(&self) -> Vec<&Incoming> {
        let mut told = Vec::new();
        for step in &self.steps {
            if let Step::Change { change, .. } = step {
                told.push(change);
            }
        }
        told
    }

    fn end(&self) -> &End {
        match self.steps.last() {
            Some(Step::End(end)) => end,
            other => panic!("no end: {other:?}"),
        }
    }

    fn ends(&self) -> &[StoreEnd] {
        match self.end() {
            End::Done(ends) => ends,
            other => panic!("{other:?}"),
        }
    }

    fn is_in_step(&self) -> bool {
        self.ends()
            .iter()
            .all(|end| matches!(end, StoreEnd::InStep { anchor, .. } if anchor == "ours-next"))
    }
}

fn talk_with(
    server: &mut Server,
    settings: Settings,
    plans: Vec<StorePlan>,
    coding: Coding,
) -> Result<Talk, SessionError> {
    let mut session = Session::new(settings, coding, plans);
    let mut talk = Talk {
        sent: Vec::new(),
        steps: Vec::new(),
    };
    while !matches!(talk.steps.last(), Some(Step::End(_))) {
        let message = session.next()?;
        let reply = server.hear(&message, coding);
        talk.sent.push(message);
        let steps = session.receive(&reply)?;
        for step in &steps {
            if let Step::Change { ticket, change, .. } = step {
                let luid = change.luid.clone();
                let applied = match &change.kind {
                    IncomingKind::Delete => Applied::Deleted,
                    _ => Applied::Stored {
                        luid: luid.unwrap_or_else(|| {
                            format!("new-{}", change.guid.as_deref().unwrap_or(""))
                        }),
                    },
                };
                session.answer(*ticket, applied);
            }
        }
        talk.steps.extend(steps);
    }
    Ok(talk)
}

fn talk(server: &mut Server, changes: Vec<Outgoing>) -> Talk {
    talk_with(server, settings(), vec![plan("note", changes)], Coding::Xml).unwrap()
}

fn names(message: &Message) -> String {
    let mut names: Vec<&str> = message.commands.iter().map(Command::name).collect();
    if message.is_final {
        names.push("Final");
    }
    names.join(" ")
}

fn theirs(
    kind: ChangeKind,
    target: Option<&str>,
    source: Option<&str>,
    text: &str,
) -> (ChangeKind, Option<String>, Option<String>, String) {
    let own = |id: Option<&str>| id.map(str::to_owned);
    (kind, own(target), own(source), text.to_owned())
}

#[test]
fn both_sides_tell_their_changes_and_every_command_is_answered() {
    for coding in [Coding::Xml, Coding::Wbxml] {
        let mut server = Server {
            changes: vec![
                theirs(ChangeKind::Add, None, Some("s1"), "new there"),
                theirs(ChangeKind::Replace, Some("c2"), None, "edited there"),
                theirs(ChangeKind::Delete, Some("c3"), None, ""),
            ],
            ..Server::default()
        };
        let changes = vec![
            change(ChangeKind::Add, "c4", "new here"),
            change(ChangeKind::Replace, "c5", "edited here"),
            change(ChangeKind::Delete, "c6", ""),
        ];
        let talk = talk_with(&mut server, settings(), vec![plan("note", changes)], coding).unwrap();
        let said: Vec<String> = talk.sent.iter().map(names).collect();
        assert_eq!(
            said,
            [
                "Put Get Alert Final",
                "Status Status Sync Final",
                "Status Status Status Status Status Map Final"
            ]
        );
        assert_eq!(talk.outcomes(), [("c4", 201), ("c5", 201), ("c6", 201)]);
        let told: Vec<_> = talk
            .incoming()
            .iter()
            .map(|it| (it.kind.clone(), it.luid.as_deref(), it.guid.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                (IncomingKind::Add(b"new there".to_vec()), None, Some("s1")),
                (
                    IncomingKind::Replace(b"edited there".to_vec()),
                    Some("c2"),
                    None
                ),
                (IncomingKind::Delete, Some("c3"), None),
            ]
        );
        assert_eq!(server.maps, [("s1".to_owned(), "new-s1".to_owned())]);
        assert_eq!(server.unanswered(), 0);
        assert!(talk.is_in_step());
    }
}

#[test]
fn messages_after_the_first_go_where_the_server_said() {
    let mut session = Session::new(settings(), Coding::Xml, vec![plan("note", Vec::new())]);
    assert_eq!(session.address(), "http://server/sync");
    let reply = Server::default().hear(&session.next().unwrap(), Coding::Xml);
    session.receive(&reply).unwrap();
    assert_eq!(session.address(), "http://server/sync?sid=1");
}

#[test]
fn nothing_to_do_takes_three_messages_and_sends_no_item() {
    let mut server = Server::default();
    let talk = talk(&mut server, Vec::new());
    assert_eq!(talk.sent.len(), 3);
    assert!(server.got.is_empty() && talk.incoming().is_empty() && talk.is_in_step());
}

#[test]
fn every_mode_a_client_can_ask_for_comes_to_its_end() {
    for code in 200..=205 {
        let mut store = plan("note", vec![change(ChangeKind::Add, "a", "x")]);
        store.mode = AlertCode(code);
        let mut server = Server::default();
        let talk = talk_with(&mut server, settings(), vec![store], Coding::Xml).unwrap();
        assert!(
            matches!(talk.ends(), [StoreEnd::InStep { mode: AlertCode(mode), .. }] if *mode == code)
        );
        assert_eq!(server.got.len(), 1, "{code}");
    }
}

#[test]
fn a_large_object_goes_in_pieces_that_fit_and_comes_in_pieces_that_add_up() {
    let long = "ä line of some length & more\r\n".repeat(1_500);
    for coding in [Coding::Xml, Coding::Wbxml] {
        let mut server = Server {
            takes: Some(6_000),
            piece: Some(3_001),
            changes: vec![theirs(
                ChangeKind::Add,
                None,
                Some("big"),
                &"x".repeat(10_000),
            )],
            ..Server::default()
        };
        let changes = vec![
            change(ChangeKind::Add, "small", "s"),
            change(ChangeKind::Add, "large", &long),
            change(ChangeKind::Add, "last", "l"),
        ];
        let talk = talk_with(&mut server, settings(), vec![plan("note", changes)], coding).unwrap();
        let got: Vec<(&str, usize)> = server
            .got
            .iter()
            .map(|(luid, _, text)| (luid.as_str(), text.len()))
            .collect();
        assert_eq!(got, [("small", 1), ("large", long.len()), ("last", 1)]);
        assert_eq!(server.got[1].2, long);
        // The first message is sent before the server said what it takes.
        assert!(
            server.sizes[1..].iter().all(|size| *size <= 6_000),
            "{:?}",
            server.sizes
        );
        let [it] = talk.incoming()[..] else {
            panic!("{:?}", talk.incoming());
        };
        assert_eq!(it.kind, IncomingKind::Add(vec![b'x'; 10_000]));
        assert_eq!(
            talk.outcomes(),
            [("small", 201), ("large", 201), ("last", 201)]
        );
        assert!(talk.is_in_step());
    }
}

#[test]
fn a_refused_piece_ends_its_item_and_no_other() {
    let mut server = Server {
        takes: Some(6_000),
        answers: [("large".to_owned(), StatusCode::DEVICE_FULL)].into(),
        ..Server::default()
    };
    let changes = vec![
        change(ChangeKind::Add, "large", &"x".repeat(30_000)),
        change(ChangeKind::Add, "last", "l"),
    ];
    let talk = talk(&mut server, changes);
    assert_eq!(talk.outcomes(), [("large", 420), ("last", 201)]);
    assert_eq!(server.got.len(), 1);
    assert!(talk.is_in_step());
}

#[test]
fn a_thousand_changes_go_in_messages_the_server_takes() {
    let mut server = Server {
        takes: Some(10_240),
        ..Server::default()
    };
    let changes = (0..1_000)
        .map(|n| change(ChangeKind::Add, &format!("c{n}"), &"text ".repeat(40)))
        .collect();
    let talk = talk(&mut server, changes);
    assert_eq!((server.got.len(), talk.outcomes().len()), (1_000, 1_000));
    assert!(server.sizes.iter().all(|size| *size <= 10_240));
    assert!(talk.sent.len() < 80, "{} messages", talk.sent.len());
    assert!(talk.is_in_step());
}

#[test]
fn a_stale_nonce_costs_one_message_and_a_wrong_password_two() {
    let challenge = |scheme| Some(auth::challenge_for(scheme, b"fresh"));
    let wrong = StatusCode::INVALID_CREDENTIALS;
    let first = |headers: Vec<_>| {
        let mut server = Server {
            headers,
            ..Server::default()
        };
        talk(&mut server, Vec::new())
    };
    let stale = first(vec![(wrong, challenge(Scheme::Md5))]);
    assert!(stale.is_in_step());
    assert!(stale.steps.contains(&Step::Nonce(b"fresh".to_vec())));
    let ids: Vec<_> = stale
        .sent
        .iter()
        .map(|it| it.header.session_id.as_str())
        .collect();
    assert_eq!(ids[..2], ["7", "8"], "a session of its own");
    let cred = stale.sent[1].header.cred.as_ref().unwrap();
    assert_eq!(
        cred.data,
        auth::digest(Version::V1_2, "user", "pass", b"fresh")
    );
    assert!(stale.sent[2].header.cred.is_none());

    let basic = first(vec![(wrong, challenge(Scheme::Basic))]);
    let cred = basic.sent[1].header.cred.as_ref().unwrap();
    assert_eq!(
        auth::basic(cred),
        Some(("user".to_owned(), "pass".to_owned()))
    );

    let hopeless = first(vec![(wrong, challenge(Scheme::Md5)); 9]);
    assert_eq!((hopeless.sent.len(), hopeless.end()), (2, &End::SignIn));
}

/// What was said before would not be said again: a store must not pass for in step because of it.
#[test]
fn credentials_refused_in_the_middle_end_the_session() {
    let mut server = Server::default();
    let plans = vec![plan(
        "note",
        vec![
            change(ChangeKind::Add, "a", "a text"),
            change(ChangeKind::Add, "b", "text"),
        ],
    )];
    let mut session = Session::new(settings(), Coding::Xml, plans);
    let first = session.next().unwrap();
    session.receive(&server.hear(&first, Coding::Xml)).unwrap();
    let second = session.next().unwrap();
    let mut reply = server.hear(&second, Coding::Xml);
    for command in &mut reply.commands {
        if let Command::Status(status) = command
            && status.cmd == "SyncHdr"
        {
            status.code = StatusCode::INVALID_CREDENTIALS;
        }
    }
    let steps = session.receive(&reply).unwrap();
    let end = End::Refused(StatusCode::INVALID_CREDENTIALS);
    assert_eq!(steps.last(), Some(&Step::End(end)));
}

#[test]
fn basic_credentials_are_not_sent_where_they_are_not_allowed() {
    let chal = Some(auth::challenge_for(Scheme::Basic, b""));
    let mut server = Server {
        headers: vec![(StatusCode::INVALID_CREDENTIALS, chal)],
        ..Server::default()
    };
    let settings = Settings {
        allow_basic: false,
        ..settings()
    };
    let talk = talk_with(
        &mut server,
        settings,
        vec![plan("note", Vec::new())],
        Coding::Xml,
    );
    let talk = talk.unwrap();
    assert_eq!((talk.sent.len(), talk.end()), (1, &End::SignIn));
}

#[test]
fn each_refusal_of_the_whole_session_has_its_own_end() {
    for (code, end) in [
        (StatusCode::IN_PROGRESS, End::Busy),
        (StatusCode::SERVICE_UNAVAILABLE, End::Busy),
        (
            StatusCode::PROTOCOL_VERSION_NOT_SUPPORTED,
            End::Refused(StatusCode(513)),
        ),
        (StatusCode::COMMAND_FAILED, End::Refused(StatusCode(500))),
    ] {
        let mut server = Server {
            headers: vec![(code, None)],
            ..Server::default()
        };
        assert_eq!(talk(&mut server, Vec::new()).end(), &end);
    }
}

#[test]
fn a_store_the_server_does_not_have_does_not_stop_the_others() {
    let mut server = Server {
        alerts: [("bogus".to_owned(), StatusCode::NOT_FOUND)].into(),
        ..Server::default()
    };
    let plans = vec![
        plan("bogus", vec![change(ChangeKind::Add, "a", "x")]),
        plan("note", vec![change(ChangeKind::Add, "b", "y")]),
    ];
    let talk = talk_with(&mut server, settings(), plans, Coding::Xml).unwrap();
    assert!(matches!(
        talk.ends(),
        [
            StoreEnd::Refused(StatusCode::NOT_FOUND),
            StoreEnd::InStep { .. }
        ]
    ));
    assert_eq!(talk.outcomes(), [("b", 201)]);
}

#[test]
fn where_the_server_compares_everything_changes_since_an_anchor_are_not_sent() {
    for server in [
        Server {
            alerts: [("note".to_owned(), StatusCode::REFRESH_REQUIRED)].into(),
            ..Server::default()
        },
        Server {
            mode: Some(AlertCode::SLOW),
            ..Server::default()
        },
    ] {
        let mut server = server;
        let talk = talk(&mut server, vec![change(ChangeKind::Delete, "a", "")]);
        assert!(server.got.is_empty() && talk.outcomes().is_empty());
        assert!(matches!(
            talk.ends(),
            [StoreEnd::InStep {
                mode: AlertCode::SLOW,
                ..
            }]
        ));
    }
}

#[test]
fn a_server_with_another_anchor_than_we_know_is_out_of_step() {
    let mut server = Server {
        last: Some("restored".to_owned()),
        ..Server::default()
    };
    let mut store = plan("note", vec![change(ChangeKind::Delete, "a", "")]);
    store.server_last = Some("known".to_owned());
    let talk = talk_with(&mut server, settings(), vec![store], Coding::Xml).unwrap();
    assert_eq!(talk.ends(), [StoreEnd::OutOfStep]);
    assert!(server.got.is_empty());
}

#[test]
fn a_session_stops_half_way_when_it_is_asked_to() {
    let mut session = Session::new(settings(), Coding::Xml, vec![plan("note", Vec::new())]);
    let mut server = Server::default();
    let reply = server.hear(&session.next().unwrap(), Coding::Xml);
    session.receive(&reply).unwrap();
    session.suspend();
    let message = session.next().unwrap();
    let Some(Command::Alert(Alert { code, .. })) = message.commands.last() else {
        panic!("{message:?}");
    };
    assert_eq!((*code, message.is_final), (AlertCode::SUSPEND, false));
    let steps = session
        .receive(&server.hear(&message, Coding::Xml))
        .unwrap();
    assert_eq!(steps.last(), Some(&Step::End(End::Suspended)));
    assert_eq!(session.next(), Err(SessionError::Over));
}

#[test]
fn a_server_without_end_or_sense_is_given_up_by_name() {
    let mut server = Server {
        never_final: true,
        ..Server::default()
    };
    let plans = || vec![plan("note", Vec::new())];
    let endless = talk_with(&mut server, settings(), plans(), Coding::Xml);
    assert_eq!(endless.err(), Some(SessionError::Endless));
    assert!(server.sizes.len() < 20);

    let mut session = Session::new(settings(), Coding::Xml, plans());
    let first = session.next().unwrap();
    let reply = Server::default().hear(&first, Coding::Xml);
    let mut foreign = reply.clone();
    foreign.header.session_id = "99".to_owned();
    assert_eq!(session.receive(&foreign), Err(SessionError::OtherSession));
    session.receive(&reply).unwrap();
    assert_eq!(session.receive(&reply), Err(SessionError::Repeated));
}

#[test]
fn answers_to_nothing_we_said_say_nothing() {
    let mut session = Session::new(settings(), Coding::Xml, vec![plan("note", Vec::new())]);
    let mut server = Server::default();
    let mut reply = server.hear(&session.next().unwrap(), Coding::Xml);
    for command in &mut reply.commands {
        if let Command::Status(status) = command {
            status.msg_ref = 4711.into();
        }
    }
    session.receive(&reply).unwrap();
    let message = session.next().unwrap();
    let mut reply = server.hear(&message, Coding::Xml);
    reply
        .commands
        .retain(|command| !matches!(command, Command::Status(status) if status.cmd == "Sync"));
    session.receive(&reply).unwrap();
    let last = session.next().unwrap();
    let steps = session.receive(&server.hear(&last, Coding::Xml)).unwrap();
    assert_eq!(
        steps.last(),
        Some(&Step::End(End::Done(vec![StoreEnd::Unfinished]))),
        "no anchor is kept of a store the server never answered for"
    );
}

/// Drops, doubles, swaps and rewrites commands, as no honest server would.
fn disturb(message: &mut Message, numbers: &mut Numbers) {
    for _ in 0..=numbers.below(3) {
        let count = message.commands.len();
        let at = numbers.below(count);
        match numbers.below(8) {
            0 if count > 0 => drop(message.commands.remove(at)),
            1 if count > 0 => {
                let copy = message.commands[at].clone();
                message.commands.push(copy);
            }
            2 if count > 0 => message.commands.swap(at, 0),
            3 => message.is_final = !message.is_final,
            4 => message.header.no_resp = true,
            5 => {
                for command in &mut message.commands {
                    if let Command::Status(status) = command {
                        let code = [101, 200, 213, 401, 404, 508, 999][numbers.below(7)];
                        status.code = StatusCode(code);
                    }
                }
            }
            6 => {
                for command in &mut message.commands {
                    if let Command::Alert(alert) = command {
                        alert.code = AlertCode([100, 201, 206, 222, 223, 225][numbers.below(6)]);
                        alert.items.truncate(numbers.below(2));
                    }
                }
            }
            _ => message.header.meta.max_msg_size = Some([0, 1, 300, 2_600][numbers.below(4)]),
        }
    }
}

#[test]
fn four_thousand_disturbed_sessions_end_by_name_and_never_go_on_for_ever() {
    let mut numbers = Numbers::new(0x5eed_5eed_5eed_5eed);
    let (mut done, mut failed) = (0, 0);
    for _ in 0..4_000 {
        let mut server = Server {
            changes: vec![theirs(ChangeKind::Add, None, Some("s1"), "there")],
            ..Server::default()
        };
        let plans = vec![
            plan("note", vec![change(ChangeKind::Add, "a", &"x".repeat(900))]),
            plan("card", Vec::new()),
        ];
        let mut session = Session::new(settings(), Coding::Xml, plans);
        let mut messages = 0;
        let end = 'session: loop {
            let Ok(message) = session.next() else {
                break 'session None;
            };
            messages += 1;
            assert!(messages < 1_000, "it goes on for ever");
            // The server is not asked to understand what a disturbed client says.
            let mut reply = reply_to(&mut server, &message);
            disturb(&mut reply, &mut numbers);
            match session.receive(&reply) {
                Err(_) => break 'session None,
                Ok(steps) => {
                    for step in steps {
                        match step {
                            Step::End(end) => break 'session Some(end),
                            Step::Change { ticket, .. } if numbers.below(4) > 0 => {
                                let luid = "l".to_owned();
                                session.answer(ticket, Applied::Stored { luid });
                            }
                            _ => {}
                        }
                    }
                }
            }
        };
        match end {
            Some(_) => done += 1,
            None => failed += 1,
        }
    }
    assert!(done > 400 && failed > 40, "{done} ended, {failed} failed");
}

/// As the server answers, but without its own checks of what it hears.
fn reply_to(server: &mut Server, message: &Message) -> Message {
    let mut heard = message.clone();
    heard
        .commands
        .retain(|command| !matches!(command, Command::Status(_)));
    server.hear(&heard, Coding::Xml)
}

#[test]
fn more_ids_than_fit_into_one_message_are_told_in_several() {
    let ids: Vec<String> = (0..250)
        .map(|number| format!("an-item-of-the-server-{number}"))
        .collect();
    let mut server = Server {
        takes: Some(4_000),
        changes: ids
            .iter()
            .map(|id| theirs(ChangeKind::Add, None, Some(id), "x"))
            .collect(),
        ..Server::default()
    };
    let talk = talk(&mut server, Vec::new());
    assert!(talk.is_in_step(), "{:?}", talk.ends());
    let told: Vec<&String> = server.maps.iter().map(|(guid, _)| guid).collect();
    assert_eq!(told, ids.iter().collect::<Vec<_>>());
    assert!(
        server.sizes[1..].iter().all(|size| *size <= 4_000),
        "{:?}",
        server.sizes
    );
}

/// A session with a server that does something before it hears our Maps and spoils its answers to them; how many messages it
/// took as well.
fn talk_about_maps(
    server: &mut Server,
    before: impl Fn(&mut Server),
    spoil: impl Fn(&mut Message),
) -> (Result<Vec<Step>, SessionError>, usize) {
    let mut session = Session::new(settings(), Coding::Xml, vec![plan("note", Vec::new())]);
    let (mut all, mut messages) = (Vec::new(), 0);
    while !matches!(all.last(), Some(Step::End(_))) {
        let message = match session.next() {
            Ok(message) => message,
            Err(error) => return (Err(error), messages),
        };
        messages += 1;
        let tells_ids = |command: &Command| matches!(command, Command::Map(_));
        let has_map = message.commands.iter().any(tells_ids);
        if has_map {
            before(server);
        }
        let mut reply = server.hear(&message, Coding::Xml);
        if has_map {
            spoil(&mut reply);
        }
        let steps = match session.receive(&reply) {
            Ok(steps) => steps,
            Err(error) => return (Err(error), messages),
        };
        for step in &steps {
            if let Step::Change { ticket, .. } = step {
                let luid = "ours".to_owned();
                session.answer(*ticket, Applied::Stored { luid });
            }
        }
        all.extend(steps);
    }
    (Ok(all), messages)
}

/// The item is here all the same, and is known by the server's own id when it is told again.
#[test]
fn a_server_that_changes_its_mind_about_a_map_by_its_answer_ends_in_step_and_is_not_asked_twice() {
    for code in [Some(200), Some(404), Some(500), None] {
        let mut server = Server {
            changes: vec![theirs(ChangeKind::Add, None, Some("s1"), "there")],
            ..Server::default()
        };
        let spoil = |reply: &mut Message| {
            reply.commands.retain_mut(|command| match command {
                Command::Status(status) if status.cmd == "Map" => {
                    status.code = StatusCode(code.unwrap_or_default());
                    code.is_some()
                }
                _ => true,
            });
        };
        let (steps, messages) = talk_about_maps(&mut server, |_| {}, spoil);
        let steps = steps.unwrap();
        assert_eq!(messages, 3, "{code:?}");
        assert_eq!(server.maps, [("s1".to_owned(), "ours".to_owned())]);
        let mapped = steps
            .iter()
            .filter(|step| matches!(step, Step::Mapped { .. }));
        assert_eq!(mapped.count(), usize::from(code == Some(200)), "{code:?}");
        assert!(
            matches!(steps.last(), Some(Step::End(End::Done(ends))) if matches!(ends[..], [StoreEnd::InStep { .. }])),
            "{code:?}: {steps:?}"
        );
    }
}

#[test]
fn a_server_that_changes_its_mind_about_a_map_and_tells_its_items_for_ever_is_given_up_by_name() {
    let again = || vec![theirs(ChangeKind::Add, None, Some("s1"), "there")];
    let mut server = Server {
        changes: again(),
        ..Server::default()
    };
    let tell_again = |server: &mut Server| {
        server.changes = again();
        server.client_done = true;
    };
    let (steps, messages) = talk_about_maps(&mut server, tell_again, |_| {});
    assert_eq!(steps.err(), Some(SessionError::Endless));
    assert!(messages < 60, "{messages} messages");
}
