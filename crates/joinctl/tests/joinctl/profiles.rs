//! Profiles: sign in, choose, sign out; which token goes where; what is refused before anything is sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::home::{self, Home, text};
use crate::replies::{Replies, Reply};

const TOKEN: &str = "s3cr3t-t0ken-4f7a9c";

/// JOIN, as far as these tests need it, with the number of its requests.
fn join() -> (Replies, Arc<AtomicUsize>) {
    let received = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&received);
    let server = Replies::start(move |line| {
        counted.fetch_add(1, Ordering::SeqCst);
        line.starts_with("GET /v2/jobs").then(|| Reply::json(200, &json!([])))
    });
    (server, received)
}

fn status(home: &Home, args: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, Value) {
    let mut command = home.command(&[args, &["auth", "status", "--output", "json", "--verbose"]].concat());
    let output = command.envs(variables.iter().copied()).output().unwrap();
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap_or_default())
}

#[test]
fn without_a_token_a_command_says_how_to_sign_in() {
    let (code, message) = Home::new().failed(&["jobs", "list"]);
    assert!(code == 4 && message.contains("joinctl auth login"), "{message}");
}

#[test]
fn who_is_signed_in_lists_and_signs_out_again() {
    let (home, (server, _)) = (Home::new(), join());
    home.signed_in(&format!(" Bearer {TOKEN}\n"), &["--base-url", &server.base_url]);
    assert_eq!(home.done(&["jobs", "list"]).trim(), "[\n]");
    let (code, shown) = status(&home, &[], &[]);
    assert_eq!((code, &shown["check"]["finding"]), (Some(0), &json!("works")));
    assert_eq!((&shown["profile"], &shown["token"]), (&json!("default"), &json!("file")));
    home.done(&["auth", "logout"]);
    assert_eq!(home.failed(&["jobs", "list"]).0, 4);
    assert!(!home.files().iter().any(|(_, content)| text(content).contains(TOKEN)));
}

#[test]
fn profiles_are_listed_chosen_and_proposed() {
    let (home, (server, _)) = (Home::new(), join());
    let at = ["--base-url", &server.base_url];
    home.signed_in(TOKEN, &[&["--profile", "work"], &at[..]].concat());
    home.signed_in(TOKEN, &[&["--profile", "audits", "--read-only"], &at[..]].concat());
    let default = || {
        let listed: Vec<Value> = serde_json::from_str(&home.done(&["auth", "list"])).unwrap();
        assert_eq!(listed.len(), 2, "{listed:?}");
        listed.iter().find(|one| one["default"] == true).unwrap()["name"].as_str().unwrap().to_owned()
    };
    assert_eq!(default(), "work", "the first one, until another is chosen");
    home.done(&["auth", "use", "audits"]);
    assert_eq!(default(), "audits");
    for args in [&["--profile", "adits", "jobs", "list"][..], &["auth", "use", "adits"]] {
        let (code, message) = home.failed(args);
        assert!(code == 2 && message.contains("did you mean audits?"), "{message}");
    }
    home.done(&["auth", "logout", "--profile", "audits"]);
    let (code, message) = home.failed(&["jobs", "list"]);
    assert!(code == 4 && message.contains("joinctl auth use"), "{message}");
    home.done(&["auth", "logout", "--all"]);
    assert_eq!(home.done(&["auth", "list"]).trim(), "[\n]");
}

#[test]
fn a_token_that_join_refuses_is_kept_on_demand_only() {
    let server = Replies::start(|_| Some(Reply::json(401, &json!({"error": {"message": TOKEN}}))));
    let home = Home::new();
    let output = home.login(TOKEN, &["--base-url", &server.base_url]);
    let message = text(&output.stderr);
    assert!(output.status.code() == Some(4) && message.contains("--no-check"), "{message}");
    assert!(!message.contains(TOKEN), "{message}");
    assert_eq!(home.files(), []);
    home.signed_in(TOKEN, &["--base-url", &server.base_url, "--no-check"]);
    let (code, shown) = status(&home, &[], &[]);
    assert_eq!((code, &shown["check"]["finding"]), (Some(4), &json!("wrong_token")));
}

#[test]
fn what_join_tells_apart_is_told_apart() {
    for (code, said, finding) in [
        (401, "The token is not valid.", "wrong_token"),
        (401, "API access is part of the plan Enterprise", "no_plan"),
        (402, "", "no_plan"),
        (403, "Upgrade your plan", "no_plan"),
        (403, "Only a System Admin may do this", "no_system_admin"),
        (403, "Forbidden", "no_plan_or_no_system_admin"),
        (404, "", "unchecked"),
    ] {
        let server = Replies::start(move |_| Some(Reply::json(code, &json!({"error": {"message": said}}))));
        let variables = [("JOIN_API_TOKEN", TOKEN), ("JOIN_BASE_URL", server.base_url.as_str())];
        let (exit, shown) = status(&Home::new(), &[], &variables);
        assert_eq!(shown["check"]["finding"], finding, "{code} {said}");
        assert_eq!(exit, Some(if finding == "unchecked" { 3 } else { 4 }), "{code} {said}");
    }
}

#[test]
fn the_status_says_where_each_setting_comes_from() {
    let (home, (server, _)) = (Home::new(), join());
    let url = server.base_url.as_str();
    home.signed_in(TOKEN, &["--profile", "work", "--base-url", url]);
    let sources = |args: &[&str], variables: &[(&str, &str)]| {
        let (code, shown) = status(&home, args, variables);
        assert_eq!(code, Some(0), "{args:?} {variables:?}");
        ["profile", "base_url", "token", "read_only"]
            .map(|name| shown["sources"][name].as_str().unwrap().to_owned())
    };
    let own = "profile work";
    assert_eq!(sources(&[], &[]), ["joinctl auth use", own, own, "default"]);
    assert_eq!(
        sources(&["--profile", "work", "--base-url", url], &[]),
        ["--profile", "--base-url", own, "default"]
    );
    let variables = [("JOIN_PROFILE", "work"), ("JOIN_BASE_URL", url), ("JOIN_READ_ONLY", "1")];
    assert_eq!(sources(&[], &variables), ["JOIN_PROFILE", "JOIN_BASE_URL", own, "JOIN_READ_ONLY"]);
    let variables = [("JOIN_API_TOKEN", TOKEN), ("JOIN_BASE_URL", url)];
    assert_eq!(
        sources(&["--read-only"], &variables),
        ["default", "JOIN_BASE_URL", "JOIN_API_TOKEN", "--read-only"]
    );
}

#[test]
fn the_token_of_a_profile_goes_to_no_other_host() {
    let (home, (server, received), (other, of_other)) = (Home::new(), join(), join());
    home.signed_in(TOKEN, &["--base-url", &server.base_url]);
    let before = received.load(Ordering::SeqCst);
    let (code, message) = home.failed(&["jobs", "list", "--base-url", &other.base_url]);
    assert!(code == 5 && message.contains("nothing was sent"), "{message}");
    let mut command = home.command(&["jobs", "list"]);
    assert_eq!(command.env("JOIN_BASE_URL", &other.base_url).output().unwrap().status.code(), Some(5));
    assert_eq!(home.failed(&["demo", "--yes", "--base-url", &other.base_url]).0, 5);
    // Whoever changes the file of the profiles finds no token for the new host.
    let profiles = std::fs::read_to_string(home.file("profiles.json")).unwrap();
    std::fs::write(home.file("profiles.json"), profiles.replace(&server.base_url, &other.base_url)).unwrap();
    let (code, message) = home.failed(&["jobs", "list"]);
    assert!(code == 4 && message.contains("joinctl auth login"), "{message}");
    assert_eq!((received.load(Ordering::SeqCst), of_other.load(Ordering::SeqCst)), (before, 0));
}

#[test]
fn a_read_only_account_refuses_writes_before_anything_is_sent() {
    let (home, (server, received)) = (Home::new(), join());
    home.signed_in(TOKEN, &["--read-only", "--base-url", &server.base_url]);
    // A new token does not drop the protection.
    home.signed_in(TOKEN, &["--base-url", &server.base_url]);
    let before = received.load(Ordering::SeqCst);
    for args in [
        &["notes", "add", "5", "--text", "x", "--yes"][..],
        &["notes", "add", "5", "--text", "x"],
        &[
            "applications",
            "create",
            "--job",
            "7",
            "--first-name",
            "A",
            "--last-name",
            "B",
            "--email",
            "a@b.c",
            "--yes",
        ],
        &["decide", "9", "--id", "i", "--owner", "p:", "--set", "p:a=b", "--journal", "j", "--yes"],
        &["tags", "undo", "--receipt", "r", "--yes"],
        &["demo", "--profile", "default", "--yes"],
    ] {
        let (code, message) = home.failed(args);
        assert!(
            code == 5 && message.contains("read-only") && message.contains("nothing was sent"),
            "{message}"
        );
    }
    assert_eq!(received.load(Ordering::SeqCst), before);
    for args in [&["notes", "add", "5", "--text", "x", "--dry-run"][..], &["jobs", "list"]] {
        home.done(args);
    }
    let writable = [("JOIN_API_TOKEN", TOKEN), ("JOIN_BASE_URL", server.base_url.as_str())];
    let before = received.load(Ordering::SeqCst);
    for (option, variable) in [(&["--read-only"][..], "0"), (&[], "true")] {
        let mut command = home.command(&[option, &["notes", "add", "5", "--text", "x", "--yes"]].concat());
        let output = command.envs(writable).env("JOIN_READ_ONLY", variable).output().unwrap();
        assert_eq!(output.status.code(), Some(5), "{option:?}");
    }
    assert_eq!(received.load(Ordering::SeqCst), before);
}

#[test]
fn demo_and_sandbox_need_no_account() {
    let home = Home::new();
    let mut command = home.command(&["demo"]);
    let output = command.env("JOIN_PROFILE", "nobody").env("JOIN_READ_ONLY", "1").output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(
        home.command(&["sandbox", "--variant", "help"])
            .env("JOIN_PROFILE", "nobody")
            .status()
            .unwrap()
            .success()
    );
}

#[cfg(unix)]
#[test]
fn a_file_of_tokens_that_others_can_read_is_refused_with_the_way_out() {
    use std::os::unix::fs::PermissionsExt;
    let (home, (server, received)) = (Home::new(), join());
    home.signed_in(TOKEN, &["--base-url", &server.base_url]);
    let mode = |name: &str| std::fs::metadata(home.file(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("."), mode("tokens.json"), mode("profiles.json")), (0o700, 0o600, 0o600));
    let before = received.load(Ordering::SeqCst);
    let file = home.file("tokens.json");
    for others in [0o640, 0o604, 0o660] {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(others)).unwrap();
        let (code, message) = home.failed(&["jobs", "list"]);
        let command = message.trim().rsplit("run: ").next().unwrap();
        assert!(code == 2 && command.starts_with("chmod 600 "), "{message}");
        assert!(std::process::Command::new("sh").args(["-c", command]).status().unwrap().success());
        assert_eq!(mode("tokens.json"), 0o600);
    }
    assert_eq!(received.load(Ordering::SeqCst), before);
    home.done(&["jobs", "list"]);
}

/// A limit on the size of files stands for a full disk.
#[cfg(unix)]
#[test]
fn a_full_disk_keeps_the_old_files_whole() {
    let (home, (server, _)) = (Home::new(), join());
    home.signed_in(TOKEN, &["--profile", "work", "--base-url", &server.base_url]);
    let before = home.files();
    for args in [
        &["auth", "login", "--profile", "new", "--no-keyring", "--no-check"][..],
        &["auth", "login", "--profile", "work", "--no-keyring", "--no-check", "--read-only"],
        &["auth", "logout"],
    ] {
        let mut command = std::process::Command::new("sh");
        let whole = home.command(args);
        let variables = whole.get_envs().filter_map(|(name, value)| Some((name, value?)));
        command.env_clear().envs(variables).args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""]);
        command.arg(whole.get_program()).args(whole.get_args());
        let output = home::with_input(command, "another-t0ken");
        let message = text(&output.stderr);
        assert!(output.status.code() == Some(1) && message.contains("as it was before"), "{message}");
        assert_eq!(home.files(), before, "{args:?}");
    }
    home.done(&["jobs", "list"]);
}

#[test]
fn odd_tokens_and_odd_files_are_refused_with_a_reason() {
    let (home, (server, _)) = (Home::new(), join());
    for token in ["", " \n", "two words", "one\ntwo", "tökén", "Bearer "] {
        let output = home.login(token, &["--base-url", &server.base_url]);
        assert_eq!(output.status.code(), Some(2), "{token:?}: {}", text(&output.stderr));
        assert!(token.trim().is_empty() || !text(&output.stderr).contains("one"), "{}", text(&output.stderr));
    }
    assert_eq!(home.files(), []);
    for url in ["http://join.example/v2", "join.example", "https://me:pw@join.example"] {
        assert_eq!(home.login(TOKEN, &["--base-url", url]).status.code(), Some(2), "{url}");
    }
    home.signed_in(TOKEN, &["--base-url", &server.base_url]);
    for (file, content) in [("profiles.json", "{"), ("tokens.json", "{\"x\": \"s3cr3t\"")] {
        let before = std::fs::read(home.file(file)).unwrap();
        std::fs::write(home.file(file), content).unwrap();
        let (code, message) = home.failed(&["jobs", "list"]);
        assert!(code == 2 && message.contains(file) && !message.contains("s3cr3t"), "{message}");
        std::fs::write(home.file(file), before).unwrap();
    }
}

/// A machine without a desktop may have a bus on which nobody answers.
#[cfg(target_os = "linux")]
#[test]
fn a_keyring_that_is_missing_or_silent_is_replaced_by_the_file() {
    let (home, (server, _)) = (Home::new(), join());
    let silent = home.file("../bus");
    std::fs::create_dir_all(silent.parent().unwrap().join("joinctl")).unwrap();
    let _listens = std::os::unix::net::UnixListener::bind(&silent).unwrap();
    for (bus, reason) in [
        ("/nonexistent".to_owned(), "there is no keyring"),
        (silent.display().to_string(), "does not answer"),
    ] {
        let mut command = home.command(&["auth", "login", "--base-url", &server.base_url]);
        command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={bus}"));
        let output = home::with_input(command, TOKEN);
        let shown = text(&output.stdout);
        assert!(
            output.status.success() && shown.contains(reason) && shown.contains("tokens.json"),
            "{shown}"
        );
        home.done(&["jobs", "list"]);
    }
}

#[test]
fn processes_that_sign_in_at_once_lose_no_profile() {
    let home = Home::new();
    std::thread::scope(|scope| {
        for number in 0..8 {
            let home = &home;
            scope.spawn(move || home.signed_in(TOKEN, &["--no-check", "--profile", &format!("p{number}")]));
        }
    });
    let listed: Vec<Value> = serde_json::from_str(&home.done(&["auth", "list"])).unwrap();
    assert_eq!(listed.len(), 8);
    let tokens: Value = serde_json::from_slice(&std::fs::read(home.file("tokens.json")).unwrap()).unwrap();
    assert_eq!(tokens.as_object().unwrap().len(), 8);
}

#[test]
fn a_profile_keeps_where_its_state_is_and_no_password() {
    let (home, (server, _)) = (Home::new(), join());
    let state = "postgres://join@127.0.0.1:9/join?sslmode=odd";
    let login = |state: &str| {
        let args =
            ["--state", state, "auth", "login", "--stdin", "--no-keyring", "--base-url", &server.base_url];
        home::with_input(home.command(&args), TOKEN)
    };
    let refused = login("postgres://join:pa55word@127.0.0.1:9/join?sslmode=odd");
    let message = text(&refused.stderr);
    assert!(refused.status.code() == Some(2) && message.contains("PGPASSWORD"), "{message}");
    assert!(!message.contains("pa55word") && home.files().is_empty(), "{message}");
    assert!(login(state).status.success());
    home.signed_in(TOKEN, &["--base-url", &server.base_url]);
    let shown = |args: &[&str], variables: &[(&str, &str)]| {
        let (_, shown) = status(&home, args, variables);
        [&shown["state"], &shown["sources"]["state"]].map(|value| value.as_str().unwrap().to_owned())
    };
    assert_eq!(shown(&[], &[]), [state, "profile default"], "also after a second login");
    let other = "postgres://other@127.0.0.1:9/join?sslmode=odd";
    let set = [("JOIN_STATE", "postgres://other:pa55word@127.0.0.1:9/join?sslmode=odd")];
    assert_eq!(shown(&[], &set), [other, "JOIN_STATE"]);
    assert_eq!(shown(&["--state", state], &set), [state, "--state"]);
}

#[test]
fn an_address_of_a_database_after_the_command_is_answered_with_its_place() {
    let home = Home::new();
    for args in [
        &["changes", "--cursor", "c", "--state", "postgres://join:pa55word@db/join"][..],
        &["jobs", "list", "--state", "postgres://join:pa55word@db/join"],
        &["jobs", "list", "--state=postgres://join:pa55word@db/join"],
    ] {
        let (code, message) = home.failed(args);
        assert!(code == 2 && message.contains("joinctl --state URL"), "{message}");
        assert!(!message.contains("pa55word"), "{message}");
    }
    for args in [&["state", "status"][..], &["audit", "show"], &["changes", "--cursor", "db:sync"]] {
        let output = home.command(args).env("JOIN_API_TOKEN", TOKEN).output().unwrap();
        let message = text(&output.stderr);
        assert!(output.status.code() == Some(2) && message.contains("no shared state is set"), "{message}");
    }
}
