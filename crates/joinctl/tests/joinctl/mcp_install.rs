//! `joinctl mcp install`: writes into the settings of other programs, after asking, and never a token.

#![cfg(unix)]

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

use crate::home::{Home, text, with_input};
use crate::pty::Terminal;

const TOKEN: &str = "install-t0ken-of-the-test-77aa";
const THEIRS: &str = "// mine\n{\n  \"other\": [1.50, 2], // why\n  \"mcpServers\": {\n    \"files\": { \"command\": \"x\" },\n  },\n}\n";

struct Fixture {
    home: Home,
    folder: tempfile::TempDir,
}

impl Fixture {
    /// A person without programs for agents.
    fn open() -> Self {
        Self { home: Home::new(), folder: tempfile::tempdir().unwrap() }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.home.command(&[&["mcp", "install"], args].concat());
        command.env("HOME", self.folder.path()).env("XDG_CONFIG_HOME", self.folder.path().join(".config"));
        command.env("JOIN_API_TOKEN", TOKEN);
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        with_input(self.command(args), "")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn holds(&self, name: &str, content: &str) {
        let file = self.file(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, content).unwrap();
    }

    fn content(&self, name: &str) -> String {
        std::fs::read_to_string(self.file(name)).unwrap()
    }
}

#[test]
fn without_consent_nothing_is_written_and_with_it_all_else_stays() {
    let fixture = Fixture::open();
    fixture.holds(".cursor/mcp.json", THEIRS);
    let cursor = ["--client", "cursor"];
    for (more, code) in [(&[][..], 5), (&["--dry-run"], 0)] {
        let output = fixture.run(&[&cursor[..], more].concat());
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (output.status.code(), &said["changes"], &said["written"]),
            (Some(code), &true.into(), &false.into())
        );
        assert_eq!(fixture.content(".cursor/mcp.json"), THEIRS);
    }
    let output = fixture.run(&[&cursor[..], &["--yes"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let written = fixture.content(".cursor/mcp.json");
    assert!(written.starts_with("// mine\n{\n  \"other\": [1.50, 2], // why\n"), "{written}");
    assert!(
        written.contains("\"files\": { \"command\": \"x\" }") && written.contains("\"join\": {"),
        "{written}"
    );
    assert!(written.contains(&format!("\"command\": \"{}\"", env!("CARGO_BIN_EXE_joinctl"))), "{written}");
    assert!(
        !written.contains(TOKEN)
            && !text(&output.stdout).contains(TOKEN)
            && !text(&output.stderr).contains(TOKEN)
    );
    let again = fixture.run(&cursor);
    let said: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!((again.status.code(), &said["changes"]), (Some(0), &false.into()));
    let names: Vec<_> = std::fs::read_dir(fixture.file(".cursor")).unwrap().collect();
    assert_eq!(names.len(), 1, "no copy stays behind");
}

#[test]
fn each_program_gets_its_own_form_in_its_own_file() {
    let fixture = Fixture::open();
    let support = if cfg!(target_os = "macos") { "Library/Application Support" } else { ".config" };
    for (client, file, key) in [
        ("claude-desktop", format!("{support}/Claude/claude_desktop_config.json"), "mcpServers"),
        ("claude-code", ".claude.json".to_owned(), "mcpServers"),
        ("cursor", ".cursor/mcp.json".to_owned(), "mcpServers"),
        ("vscode", format!("{support}/Code/User/mcp.json"), "servers"),
        ("windsurf", ".codeium/windsurf/mcp_config.json".to_owned(), "mcpServers"),
    ] {
        let output =
            fixture.run(&["--client", client, "--yes", "--allow-writes", "--base-url", "http://127.0.0.1:9"]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let written: Value = serde_json::from_str(&fixture.content(&file)).unwrap();
        let args = serde_json::json!(["--base-url", "http://127.0.0.1:9", "mcp", "--allow-writes"]);
        assert_eq!(written[key]["join"]["args"], args, "{client}");
    }
}

#[test]
fn a_file_that_is_no_settings_file_is_left_alone() {
    let fixture = Fixture::open();
    for content in ["nonsense", "[]", "{\"mcpServers\": 7}", "{\"mcpServers\": {\"join\": 7}}"] {
        fixture.holds("settings.json", content);
        let file = fixture.file("settings.json");
        let output = fixture.run(&["--client", "cursor", "--file", file.to_str().unwrap(), "--yes"]);
        assert_eq!(output.status.code(), Some(2), "{content}");
        assert!(text(&output.stderr).contains("is left as it is"), "{}", text(&output.stderr));
        assert_eq!(fixture.content("settings.json"), content);
    }
}

#[test]
fn programs_are_found_and_without_any_it_says_so() {
    let fixture = Fixture::open();
    let none = fixture.run(&["--yes"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("--client"), "{}", text(&none.stderr));
    fixture.holds(".cursor/other.json", "{}");
    fixture.holds(".claude.json", "{}");
    assert_eq!(fixture.run(&["--yes"]).status.code(), Some(0));
    assert!(
        fixture.content(".claude.json").contains("\"join\"")
            && fixture.content(".cursor/mcp.json").contains("\"join\"")
    );
}

#[test]
fn a_link_stays_a_link_and_the_mode_of_the_file_stays() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::open();
    fixture.holds("dotfiles/mcp.json", "{}");
    let target = fixture.file("dotfiles/mcp.json");
    std::fs::set_permissions(&target, std::fs::Permissions::from_mode(0o640)).unwrap();
    std::fs::create_dir(fixture.file(".cursor")).unwrap();
    std::os::unix::fs::symlink(&target, fixture.file(".cursor/mcp.json")).unwrap();
    assert_eq!(fixture.run(&["--client", "cursor", "--yes"]).status.code(), Some(0));
    assert!(fixture.file(".cursor/mcp.json").symlink_metadata().unwrap().is_symlink());
    assert!(fixture.content("dotfiles/mcp.json").contains("\"join\""));
    assert_eq!(std::fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn a_person_is_asked() {
    let fixture = Fixture::open();
    for (answer, code) in [("n\n", 5), ("y\n", 0)] {
        let mut terminal = Terminal::start(fixture.command(&["--client", "cursor"]));
        terminal.wait_for("Write this? [y/N]");
        terminal.type_in(answer);
        let (ended, shown) = terminal.end();
        assert_eq!(ended, code, "{shown}");
        assert!(shown.contains("is new, with the server"), "{shown}");
        assert_eq!(fixture.file(".cursor/mcp.json").exists(), code == 0);
    }
}

#[test]
fn a_profile_is_named_and_its_token_is_not_in_the_entry() {
    let fixture = Fixture::open();
    let printed = |args: &[&str]| {
        let mut command = fixture.command(args);
        command.env_remove("JOIN_API_TOKEN");
        with_input(command, "")
    };
    let folder = fixture.file(".config/joinctl");
    std::fs::create_dir_all(&folder).unwrap();
    let profile =
        serde_json::json!({ "base_url": "http://127.0.0.1:9", "token_in": "file", "read_only": true });
    let profiles = serde_json::json!({ "default": "acme", "profiles": { "acme": profile } });
    std::fs::write(folder.join("profiles.json"), profiles.to_string()).unwrap();
    let output = printed(&["--print"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let entry: Value = serde_json::from_slice(&output.stdout).unwrap();
    let args = serde_json::json!(["--profile", "acme", "--read-only", "mcp"]);
    assert_eq!(entry["mcpServers"]["join"]["args"], args);
    assert_eq!(printed(&["--print", "--allow-writes"]).status.code(), Some(5));
}

#[test]
fn a_state_that_was_named_is_written_and_one_of_the_environment_is_not() {
    let fixture = Fixture::open();
    let printed = |args: &[&str]| {
        let mut command = fixture.home.command(&[args, &["mcp", "install", "--print"]].concat());
        command.env("JOIN_API_TOKEN", TOKEN).env("JOIN_STATE", "postgres://join:pa55word@db/join");
        text(&with_input(command, "").stdout).to_owned()
    };
    let named = printed(&["--state", "postgres://join@db/join"]);
    assert!(named.contains("--state") && named.contains("postgres://join@db/join"), "{named}");
    let other = printed(&[]);
    assert!(other.contains("mcp") && !other.contains("--state") && !other.contains("pa55word"), "{other}");
}
