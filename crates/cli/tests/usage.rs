//! What needs no server: help, wrong usage, exit codes, completions, the shape of failures.

mod common;

use common::House;

#[test]
fn alone_it_says_what_to_do_first_and_makes_nothing() {
    let house = House::new();
    let out = house.run(0, &[]);
    assert!(
        out.lines().count() <= 5
            && out.contains("smsync account add")
            && out.contains("smsync sync"),
        "{out}"
    );
    assert!(!house.home().exists());
}

#[test]
fn wrong_usage_ends_with_2_and_says_what_is_wrong() {
    let house = House::new();
    for arguments in [
        &["sing"][..],
        &["sync", "work", "--all"],
        &["sync", "--yes", "--restore"],
        &["sync", "--on-conflict", "guess"],
        &["resolve"],
        &["resolve", "x", "--keep", "server"],
        &["resolve", "1", "--keep", "server", "--skip"],
        &["resolve", "1", "--tell-nobody"],
        &["resolve", "1", "--pick", "subject=server", "--tell-nobody"],
        &["resolve", "1", "--pick", "shoe-size=server"],
        &[
            "account", "add", "work", "--url", "u", "--email", "e", "--kinds", "mail",
        ],
        &["account", "add", "work", "--password", "secret"],
        &["account", "add", "work", "--store", "outlook"],
        &["items", "add", "contact"],
        &["items", "edit", "x", "--tell-nobody"],
    ] {
        assert!(!house.fails(2, arguments).is_empty(), "{arguments:?}");
    }
}

#[test]
fn what_is_typed_is_checked_before_anything_is_stored() {
    let house = House::new();
    let add = |url: &str, email: &str| {
        house.fails(
            2,
            &["account", "add", "work", "--url", url, "--email", email],
        )
    };
    assert!(add("mail example", "anna@example.com").contains("not a web address"));
    assert!(add("https://mail.example.com", "anna").contains("not one"));
    assert!(
        house
            .fails(2, &["account", "add", "work", "--email", "a@b.c"])
            .contains("--url")
    );
    assert_eq!(
        house.json(0, &["account", "list"])["accounts"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    house.add_alice("https://mail.example.com");
    assert!(add("https://mail.example.com", "anna@example.com").contains("already"));
}

#[test]
fn a_failure_has_three_parts_in_words_and_in_json() {
    let house = House::new();
    let err = house.fails(1, &["account", "show", "nobody"]);
    assert!(
        err.contains("nobody") && err.contains("There is no account") && err.contains("→ See"),
        "{err}"
    );
    let error = &house.json(1, &["account", "show", "nobody"])["error"];
    assert_eq!(error["code"], "unknown");
    for part in ["about", "message", "hint"] {
        assert!(
            error[part].as_str().is_some_and(|text| !text.is_empty()),
            "{part}"
        );
    }
    assert_eq!(house.json(2, &["sing"])["error"]["code"], "usage");
    assert_eq!(house.json(2, &["sync"])["error"]["code"], "usage");
}

#[test]
fn every_command_has_help_and_the_man_page_and_completions_name_them_all() {
    let house = House::new();
    let (man, bash) = (
        house.run(0, &["man"]),
        house.run(0, &["completions", "bash"]),
    );
    for command in [
        "account",
        "sync",
        "conflicts",
        "resolve",
        "history",
        "undo",
        "why",
        "items",
    ] {
        assert!(
            house.run(0, &[command, "--help"]).contains("Usage: smsync"),
            "{command}"
        );
        assert!(man.contains(command) && bash.contains(command), "{command}");
    }
    for shell in ["zsh", "fish", "powershell", "elvish"] {
        assert!(
            house.run(0, &["completions", shell]).contains("smsync"),
            "{shell}"
        );
    }
}

#[test]
fn an_account_is_added_shown_changed_and_removed() {
    let house = House::new();
    house.add_alice("https://mail.example.com");
    let set = [
        "account",
        "set",
        "work",
        "--kinds",
        "contacts,notes",
        "--policy",
        "newest",
        "--collection",
        "notes=Diary:Slips",
    ];
    house.run(0, &set);
    house.run(
        0,
        &[
            "account",
            "set",
            "work",
            "--direction",
            "notes=from-server",
            "--user",
            "alice",
        ],
    );
    let account = &house.json(0, &["account", "show"])["account"]["account"];
    assert_eq!(account["policy"], "newest");
    assert_eq!(account["user"], "alice");
    assert_eq!(account["kinds"].as_object().unwrap().len(), 2);
    assert_eq!(account["kinds"]["note"]["local_collection"], "Slips");
    assert_eq!(account["kinds"]["note"]["direction"], "from-server");
    house.fails(2, &["account", "remove", "work"]);
    house.run(0, &["account", "remove", "work", "--yes"]);
    house.fails(1, &["account", "show", "work"]);
}

#[test]
fn a_password_comes_from_standard_input_and_is_written_nowhere_in_clear() {
    let house = House::new();
    let secret = "correct horse battery";
    let add = [
        "account",
        "add",
        "work",
        "--url",
        "https://mail.example.com",
        "--email",
        "a@b.c",
        "--password-stdin",
        "-vv",
    ];
    let output = house
        .smsync(&add)
        .env_remove("SMSYNC_PASSWORD_FILE")
        .env("SMSYNC_PASSPHRASE", "open sesame")
        .env("SMSYNC_LOG", "trace")
        .write_stdin(format!("{secret}\n"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", common::text(&output.stderr));
    assert!(
        !common::text(&output.stdout).contains(secret)
            && !common::text(&output.stderr).contains(secret)
    );
    assert!(house.home().join("passwords.age").exists());
    assert!(!common::is_written_anywhere(&house.home(), secret));
}

#[test]
fn without_a_password_and_nobody_to_ask_it_says_how_to_give_one() {
    let house = House::new();
    let add = [
        "account",
        "add",
        "work",
        "--url",
        "https://mail.example.com",
        "--email",
        "a@b.c",
    ];
    let output = house
        .smsync(&add)
        .env_remove("SMSYNC_PASSWORD_FILE")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(common::text(&output.stderr).contains("--password-stdin"));
}

#[test]
fn items_are_added_found_edited_removed_and_brought_back() {
    let house = House::new();
    house.add_alice("https://mail.example.com");
    let item = house.json(
        0,
        &[
            "items",
            "add",
            "contact",
            "display-name=Anna Bauer",
            "title=Baker",
            "email=anna@example.com",
        ],
    );
    let id = item["item"]["id"].as_str().unwrap().to_owned();
    assert_eq!(common::titles(&house, "contacts"), ["Anna Bauer"]);
    assert!(house.run(0, &["items", "show", "anna"]).contains("Baker"));
    assert!(house.run(0, &["items", "list", "bauer"]).contains(&id));
    house.run(0, &["items", "edit", &id, "title=Miller"]);
    house.run(0, &["items", "remove", "Anna Bauer"]);
    assert!(common::titles(&house, "contacts").is_empty());
    let versions = house.json(0, &["items", "history", &id])["versions"].clone();
    assert_eq!(versions.as_array().unwrap().len(), 2);
    let first = versions[1]["number"].to_string();
    assert!(
        house
            .run(0, &["items", "history", &id, "--show", &first])
            .contains("TITLE:Baker")
    );
    house.run(0, &["items", "restore", &id, &first]);
    assert!(house.run(0, &["items", "show", "anna"]).contains("Baker"));
}

#[test]
fn files_are_imported_and_exported_and_what_cannot_be_read_is_named() {
    let house = House::new();
    house.add_alice("https://mail.example.com");
    let two = format!(
        "{}{}",
        common::contact("u1", "Anna", "Baker"),
        common::contact("u2", "Carl", "Smith")
    );
    std::fs::write(house.path("two.vcf"), &two).unwrap();
    let file = house.path("two.vcf").display().to_string();
    house.run(0, &["items", "import", &file]);
    assert_eq!(common::titles(&house, "contacts"), ["Anna", "Carl"]);
    let again = house.run(0, &["items", "import", &file]);
    assert!(again.contains("2 items were there already"), "{again}");
    std::fs::write(house.path("two.vcf"), two.replace("Baker", "Cook")).unwrap();
    let changed = house.run(0, &["items", "import", &file]);
    assert!(changed.contains("Changed 1 contact."), "{changed}");
    std::fs::write(house.path("two.vcf"), &two).unwrap();
    house.run(0, &["items", "import", &file]);
    assert_eq!(
        common::titles(&house, "contacts"),
        ["Anna", "Carl"],
        "each is there once"
    );
    assert_eq!(
        house.run(0, &["items", "export", "contacts", "Anna"]),
        common::contact("u1", "Anna", "Baker")
    );
    let out = house.path("out.vcf").display().to_string();
    house.run(0, &["items", "export", "contacts", "--output", &out]);
    assert_eq!(std::fs::read(&out).unwrap().len(), two.len());
    assert!(
        house
            .fails(1, &["items", "export", "contacts", "--output", &out])
            .contains("exists")
    );
    std::fs::write(
        house.path("page.ics"),
        "<html><body>Not found</body></html>",
    )
    .unwrap();
    let page = house.path("page.ics").display().to_string();
    assert!(
        house
            .fails(1, &["items", "import", &page])
            .contains("there is no item in it")
    );
    let mixed = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:t\r\nBEGIN:VEVENT\r\nUID:e\r\nDTSTAMP:20260101T000000Z\r\n\
        DTSTART:20260101T100000Z\r\nSUMMARY:Event\r\nEND:VEVENT\r\nBEGIN:VTODO\r\nUID:t\r\nDTSTAMP:20260101T000000Z\r\n\
        SUMMARY:Task\r\nEND:VTODO\r\nEND:VCALENDAR\r\n";
    std::fs::write(house.path("mixed.ics"), mixed).unwrap();
    let mixed = house.path("mixed.ics").display().to_string();
    let alone = house.run(0, &["items", "import", "--kind", "tasks", &mixed]);
    assert_eq!(
        alone,
        "Imported 1 task.\n1 item taken in. Send them: smsync sync\n"
    );
    let both = house.run(0, &["items", "import", &mixed]);
    assert!(
        both.starts_with("Imported 1 appointment.\n1 item was there already"),
        "{both}"
    );
    assert!(
        house
            .fails(1, &["items", "import", "/nonexistent.ics"])
            .contains("cannot be read")
    );
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let house = House::new();
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("smsync"))
        .arg("man")
        .env("SMSYNC_HOME", house.home())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), common::text(&output.stderr).as_str()),
        (Some(0), "")
    );
}

#[test]
fn no_colour_is_written_to_a_pipe_and_none_where_no_color_is_set() {
    let house = House::new();
    house.add_alice("https://mail.example.com");
    house.run(0, &["items", "add", "contact", "display-name=Anna"]);
    let show = |name: &str, value: &str| {
        common::text(
            &house
                .smsync(&["items", "show", "Anna"])
                .env(name, value)
                .output()
                .unwrap()
                .stdout,
        )
    };
    assert!(!house.run(0, &["items", "show", "Anna"]).contains('\u{1b}'));
    assert!(show("CLICOLOR_FORCE", "1").contains('\u{1b}'));
    let both = house
        .smsync(&["items", "show", "Anna"])
        .env("CLICOLOR_FORCE", "1")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert!(!common::text(&both.stdout).contains('\u{1b}'));
}

#[test]
fn a_damaged_journal_is_told_with_what_to_do() {
    let house = House::new();
    house.add_alice("https://mail.example.com");
    std::fs::write(
        house.home().join("journal.db"),
        "this is no database, whatever its name says",
    )
    .unwrap();
    for side_file in ["journal.db-wal", "journal.db-shm"] {
        let _ = std::fs::remove_file(house.home().join(side_file));
    }
    let err = house.fails(1, &["account", "list"]);
    assert!(err.contains("journal") && err.contains('→'), "{err}");
}

#[test]
fn a_journal_that_another_program_keeps_locked_is_told_and_left_alone() {
    let house = House::new();
    house.add_alice("https://mail.example.com");
    let other = rusqlite::Connection::open(house.home().join("journal.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let report = house.json(1, &["sync"]);
    let failure = &report["reports"][0]["failure"];
    assert_eq!(failure["code"], "in-use", "{report}");
    assert!(
        failure["hint"]
            .as_str()
            .is_some_and(|hint| !hint.is_empty())
    );
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(
        house.json(0, &["account", "list"])["accounts"][0]["account"]["name"],
        "work"
    );
}

#[test]
fn a_home_that_cannot_be_made_is_told() {
    let house = House::new();
    std::fs::write(house.home(), "a file").unwrap();
    let err = house.fails(1, &["account", "list"]);
    assert!(err.contains("home") && err.contains('→'), "{err}");
}
